//! What happens to people while they wait, as draws that compete: the deadline in the record is the end of the first of them.

use super::{Draw, Kept, Person};
use crate::distributions::ln;
use crate::ids::{Cause, PersonId};
use crate::model::Course;
use crate::rng::{Purpose, uniform};
use crate::time::Time;

/// Seconds rounded up, in plain instructions instead of a call of `ceil`; what does not fit is the largest number.
#[inline]
const fn rounded_up(seconds: f64) -> u64 {
    let whole = seconds as u64;
    whole.saturating_add((seconds > whole as f64) as u64)
}

/// Whether somebody surely outlives so many seconds under a memoryless law, found without a logarithm; false says nothing.
#[inline]
fn is_surely_beyond(mean: f64, word: u64, seconds: f64) -> bool {
    // -log(1 - x) = x + x^2/2 + ... is no less than its first terms; the margin is far above all rounding.
    let x = 1.0 - uniform(word);
    mean * x * (1.0 + 0.5 * x) > seconds * (1.0 + 1e-9) + 1.0
}

impl Draw<'_> {
    /// Brings the deadline forward to what happens first from now on: death, an emergency, private treatment or a change of class.
    #[cold]
    pub(super) fn course(&self, person: &mut Person, now: Time) {
        let Some(course) = &self.service.course else { return };
        let (space, entity) = self.service.spaces.person.of(person.id);
        let words = self.key.block(space, entity, Purpose::Course, self.attempt(person), 0);
        let so_far = now - person.clock_start;
        let left = |patience: u32| (i64::from(patience) - so_far) as f64;
        let (means, in_all) = (&course.means[person.class as usize], left(person.patience));
        // Most of what could happen would happen later, and to most people all of it.
        let later: [bool; 4] = std::array::from_fn(|k| is_surely_beyond(means[k], words[k], in_all));
        if later == [true; 4] {
            person.id = person.id.because(Cause::Removal);
            return;
        }
        let mut first = (person.patience, Cause::Removal);
        for k in 0..later.len() {
            let sooner = first.0 != person.patience;
            if later[k] || (sooner && is_surely_beyond(means[k], words[k], left(first.0))) {
                continue;
            }
            let seconds = (so_far as u64).saturating_add(rounded_up(-means[k] * ln(uniform(words[k]))));
            if seconds < u64::from(first.0) {
                first = (seconds as u32, Course::CAUSES[k]);
            }
        }
        person.patience = first.0;
        person.id = person.id.because(first.1);
    }

    /// The person in the next clinical class, from the deadline on; patience goes on, given the wait so far.
    #[must_use]
    pub fn changed(&self, person: &Person) -> Person {
        let (at, class) = (person.deadline(), person.class as usize);
        let course = self.service.course.as_ref().filter(|course| course.happens(class, Cause::Change));
        let mut person = match course {
            Some(course) => self.with_urgency(*person, course.next[class].level(self.word(person, Purpose::Change))),
            None => *person,
        };
        if person.id.attempt() == 0 {
            person.kept = Kept::default();
        }
        let next = Self { beyond: self.beyond + u32::from(person.id.attempt() == PersonId::MOST_ATTEMPTS), ..*self };
        person.id = person.id.next_attempt();
        next.lives_on(&mut person, at);
        person
    }

    /// The person in the clinical class that a visit has given, from an instant on. The attempt is a new one. What happens while
    /// the clock runs is drawn again where it differs between the two classes.
    #[must_use]
    pub fn reclassed(&self, person: &Person, urgency: usize, at: Time) -> Person {
        let mut after = self.with_urgency(*person, urgency);
        if self.lives_otherwise(person, &after) {
            self.lives_on(&mut after, at);
        }
        after
    }

    /// Whether another clinical class brings another patience or course, to a person whose clock runs.
    #[must_use]
    pub fn lives_otherwise(&self, before: &Person, after: &Person) -> bool {
        let (from, to) = (before.class as usize, after.class as usize);
        let patience = &self.service.patience_of;
        let course = self.service.course.as_ref();
        from != to
            && !after.id.stopped()
            && (patience.get(from) != patience.get(to) || course.is_some_and(|c| c.means[from] != c.means[to]))
    }

    /// Draws for this attempt what happens to somebody of this class from an instant on, given the wait so far.
    fn lives_on(&self, person: &mut Person, at: Time) {
        person.patience = u32::MAX;
        if !self.service.patience.is_empty() {
            let word = self.word(person, Purpose::Patience);
            self.patience(person, word, at);
        }
        self.course(person, at);
    }

    /// The same person in another clinical class.
    #[must_use]
    pub fn with_urgency(&self, mut person: Person, urgency: usize) -> Person {
        let urgencies = self.service.urgencies.len();
        let of = |class: u16| (class as usize / urgencies * urgencies + urgency) as u16;
        (person.class, person.recorded) = (of(person.class), of(person.recorded));
        person
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Key, Space};

    /// What is told without a logarithm is what the logarithm tells, also right beside the bound.
    #[test]
    fn people_who_surely_outlive_a_time_do() {
        let mut words = Key::new(3, 0).stream(Space::new("test", "bound"), 0, Purpose::Course, 0);
        let (mut sure, mut unsure) = (0, 0);
        for mean in [100.0, 1e3, 1e7, 1e12] {
            for word in (0..20_000).map(|_| words.next_word()).chain([0, 1, u64::MAX]) {
                let lives = -mean * ln(uniform(word));
                for seconds in [-5.0, 0.0, 0.5 * lives, lives - 2.0, lives, lives + 1.0, 1e6] {
                    if is_surely_beyond(mean, word, seconds) {
                        assert!(lives > seconds, "{mean} {word}: {lives} against {seconds}");
                        sure += 1;
                    } else {
                        unsure += 1;
                    }
                }
            }
        }
        assert!(sure > 50_000 && unsure > 50_000, "{sure} {unsure}");
        assert!([0, u64::MAX].iter().all(|&word| is_surely_beyond(f64::INFINITY, word, f64::from(u32::MAX))));
    }

    #[test]
    fn seconds_are_rounded_up_as_the_standard_library_does() {
        let edges = [0.0, 0.2, 1.0, 1.000_000_1, 4_294_967_294.5, 9_007_199_254_740_991.5, 1e300, f64::INFINITY];
        for x in edges.into_iter().chain((0..10_000).map(|i| f64::from(i) * 1_234.567_891)) {
            assert_eq!(rounded_up(x), x.ceil() as u64, "{x}");
        }
    }
}

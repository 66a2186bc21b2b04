//! What happens to people while they wait, as draws that compete: the deadline in the record is the end of the first of them.

use super::{Draw, Person};
use crate::dist::Patience;
use crate::ids::Cause;
use crate::rng::Purpose;
use crate::time::Time;

/// Seconds rounded up, in plain instructions instead of a call of `ceil`; what does not fit is the largest number.
#[inline]
const fn rounded_up(seconds: f64) -> u64 {
    let whole = seconds as u64;
    whole.saturating_add((seconds > whole as f64) as u64)
}

/// What happens first to a person.
struct First {
    /// Seconds from the clock start until it does.
    patience: u32,
    /// Seconds from the clock start until now.
    so_far: u64,
    /// Seconds from now until it does.
    left: f64,
    cause: Cause,
}

impl First {
    /// This, where it happens before.
    #[inline(always)]
    fn or(&mut self, law: Option<&Patience>, word: u64, cause: Cause) {
        let Some(law) = law else { return };
        // Most of what could happen would happen later, which is known without a logarithm.
        if law.is_surely_beyond(word, self.left) {
            return;
        }
        let seconds = self.so_far.saturating_add(rounded_up(law.beyond(word, 0.0)));
        if seconds < u64::from(self.patience) {
            (self.patience, self.cause) = (seconds as u32, cause);
            self.left = (i64::from(self.patience) - self.so_far as i64) as f64;
        }
    }
}

impl Draw<'_> {
    /// Brings the deadline forward to what happens first from now on: death, an emergency, private treatment or a change of class.
    #[cold]
    pub(super) fn course(&self, person: &mut Person, now: Time) {
        let Some(course) = &self.service.course else { return };
        let (space, entity) = self.service.spaces.person.of(person.id);
        let words = self.key.block(space, entity, Purpose::Course, u32::from(person.id.attempt()), 0);
        let so_far = now - person.clock_start;
        let left = (i64::from(person.patience) - so_far) as f64;
        let mut first = First { patience: person.patience, so_far: so_far as u64, left, cause: Cause::Removal };
        let class = person.class as usize;
        first.or(course.death.get(class), words[0], Cause::Death);
        first.or(course.emergency.get(class), words[1], Cause::Emergency);
        first.or(course.private.get(class), words[2], Cause::Private);
        first.or(course.change.get(class), words[3], Cause::Change);
        person.patience = first.patience;
        person.id = person.id.because(first.cause);
    }

    /// The person in the next clinical class, from the deadline on; patience goes on, given the wait so far.
    #[must_use]
    pub fn changed(&self, person: &Person) -> Person {
        let at = person.deadline();
        let next = self.service.course.as_ref().and_then(|c| c.next.get(person.class as usize));
        let urgency = next.map_or(0, |row| row.level(self.word(person, Purpose::Change)));
        let mut person = self.with_urgency(*person, urgency);
        if person.id.attempt() == 0 {
            person.luck = 0;
        }
        person.id = person.id.next_attempt();
        person.patience = u32::MAX;
        if !self.service.patience.is_empty() {
            let word = self.word(&person, Purpose::Patience);
            self.patience(&mut person, word, at);
        }
        self.course(&mut person, at);
        person
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

    #[test]
    fn seconds_are_rounded_up_as_the_standard_library_does() {
        let edges = [0.0, 0.2, 1.0, 1.000_000_1, 4_294_967_294.5, 9_007_199_254_740_991.5, 1e300, f64::INFINITY];
        for x in edges.into_iter().chain((0..10_000).map(|i| f64::from(i) * 1_234.567_891)) {
            assert_eq!(rounded_up(x), x.ceil() as u64, "{x}");
        }
    }
}

//! Draws people and their luck, one week at a time. Nothing here knows the policy, so all variants meet the same people.
//!
//! A person needs one generator block: words 0 to 3 are the first attribute, the urgency, the patience and the first attendance.

mod arrivals;
pub(crate) mod behaviour;
mod course;
mod inside;
mod onward;
mod record;
mod today;

pub(crate) use arrivals::Plain;
pub use arrivals::Window;

use crate::distributions::{Dist, ln};
use crate::ids::{PersonId, Source};
use crate::model::{Mix, Service, Stage};
use crate::population::{Population, Thresholds};
use crate::rng::{Key, Luck, Purpose, uniform};
use crate::time::{Time, whole_seconds};

/// Someone on the list: 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// Clock start.
    pub clock_start: Time,
    /// Who, and how many appointments were missed.
    pub id: PersonId,
    /// Seconds from the clock start to the seniority in the queue (0 unless sent to the back).
    pub behind: u32,
    /// Seconds from the clock start to the end of patience; the largest value means never.
    pub patience: u32,
    /// True group x urgency.
    pub class: u16,
    /// Group as recorded x urgency.
    pub recorded: u16,
    /// The luck of the first attendance; after the first visit, when the stage was joined.
    pub kept: Kept,
}

/// What a record has room for besides, at different times: before the first visit the luck of the first attendance, from then on the
/// seconds from the clock start to joining the stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kept(u32);

impl Kept {
    /// Before the first visit.
    #[inline]
    #[must_use]
    pub const fn of(luck: Luck) -> Self {
        Self(luck.bits())
    }

    /// After it: the stage was joined so many seconds after the clock start.
    #[inline]
    #[must_use]
    pub const fn joined(seconds: u32) -> Self {
        Self(seconds)
    }

    /// The luck of the first attendance.
    #[inline]
    #[must_use]
    pub const fn luck(self) -> Luck {
        Luck::of((self.0 as u64) << 32)
    }
}

impl Person {
    /// From when the person counts in the order of the queue.
    #[inline]
    #[must_use]
    pub const fn seniority(&self) -> Time {
        self.clock_start + self.behind as Time
    }

    /// When patience runs out.
    #[inline]
    #[must_use]
    pub const fn deadline(&self) -> Time {
        if self.patience == u32::MAX { Time::MAX } else { self.clock_start + self.patience as Time }
    }

    /// When the person joined the stage, or the list.
    #[inline]
    #[must_use]
    pub fn joined_stage(&self) -> Time {
        let since = if self.id.attempt() == 0 { 0 } else { Time::from(self.kept.0) };
        (self.clock_start + since).max(0)
    }

    /// Sets the seconds of patience from the clock start, rounded up; what does not fit is never.
    #[inline]
    pub const fn set_patience(&mut self, seconds: f64) {
        // A float beyond the range saturates, which is "never". Plain instructions instead of a call of `ceil`.
        let whole = seconds as u32;
        self.patience = whole.saturating_add((seconds > whole as f64) as u32);
    }
}

/// Draws the people of one service in one replication.
#[derive(Clone, Copy, Debug)]
pub struct Draw<'a> {
    /// The replication.
    pub key: Key,
    /// How people differ.
    pub population: &'a Population,
    /// The list.
    pub service: &'a Service,
    /// How many attempts somebody has behind beyond the last that a record counts. It matters only to those who have so many.
    pub beyond: u32,
}

impl Draw<'_> {
    /// The listed referrals, by time.
    #[must_use]
    pub fn extra(&self) -> Vec<Person> {
        let mix = self.service.referrals.as_ref().map_or(&self.service.today_groups, |r| &r.mix);
        let mut people: Vec<Person> = (self.service.extra.iter().zip(0..))
            .map(|(extra, index)| {
                let id = PersonId::new(Source::Extra, 0, index);
                let space = self.service.spaces.person.own(Source::Extra);
                let block = self.key.block(space, id.entity(), Purpose::Person, 0, 0);
                let mut person = self.person(&block, id, extra.time, mix, &mix.urgency, extra.time);
                let urgencies = self.service.urgencies.len();
                let (mut group, mut urgency) = (person.class as usize / urgencies, person.class as usize % urgencies);
                let mut levels: Vec<usize> =
                    (0..self.population.attributes.len()).map(|a| self.population.level(group, a)).collect();
                for (level, given) in levels.iter_mut().zip(&extra.levels) {
                    *level = given.unwrap_or(*level);
                }
                group = self.population.group(&levels);
                urgency = extra.urgency.unwrap_or(urgency);
                person.class = (group * urgencies + urgency) as u16;
                person.recorded = person.class;
                if self.service.records.is_some() {
                    self.record(&mut person);
                }
                self.first_patience(&mut person, extra.time);
                person
            })
            .collect();
        people.sort_by_key(|p| (p.clock_start, p.id.order()));
        people
    }

    /// The record of a person whose block of purpose `Person` is given.
    #[inline]
    fn person(
        &self,
        words: &[u64; 4],
        id: PersonId,
        clock_start: Time,
        mix: &Mix,
        urgency: &[Thresholds],
        now: Time,
    ) -> Person {
        let group = match &mix.attributes[..] {
            [] => 0,
            [only] => only[0].level(words[0]),
            [first, others @ ..] => self.crossed(first[0].level(words[0]), others, id),
        };
        self.of_group(words, (id, clock_start), group, urgency, now)
    }

    /// The same for a person whose group is known.
    #[inline(always)]
    fn of_group(
        &self,
        words: &[u64; 4],
        (id, clock_start): (PersonId, Time),
        group: usize,
        urgency: &[Thresholds],
        now: Time,
    ) -> Person {
        let urgency = urgency[if urgency.len() == 1 { 0 } else { group }].level(words[1]);
        let class = (group * self.service.urgencies.len() + urgency) as u16;
        let mut person = Person {
            clock_start,
            id,
            behind: 0,
            patience: u32::MAX,
            class,
            recorded: class,
            kept: Kept::of(Luck::of(words[3])),
        };
        if !self.service.patience.is_empty() {
            self.patience(&mut person, words[2], now);
        }
        if self.service.course.is_some() {
            self.course(&mut person, now);
        }
        if self.service.records.is_some() {
            self.record(&mut person);
        }
        person
    }

    /// The group of a person whose first attribute is drawn already.
    fn crossed(&self, first: usize, others: &[Vec<Thresholds>], id: PersonId) -> usize {
        let (space, entity) = self.service.spaces.person.of(id);
        let mut words = self.key.stream(space, entity, Purpose::Attributes, 0);
        others.iter().zip(&self.population.attributes[1..]).fold(first, |group, (rows, attribute)| {
            group * attribute.levels.len() + rows[group].level(words.next_word())
        })
    }

    #[inline]
    fn patience(&self, person: &mut Person, word: u64, now: Time) {
        let law = &self.service.patience[self.service.patience_of[person.class as usize] as usize];
        let seconds = law.beyond(word, (now - person.clock_start) as f64);
        person.set_patience(seconds);
    }

    fn first_patience(&self, person: &mut Person, now: Time) {
        person.patience = u32::MAX;
        if !self.service.patience.is_empty() {
            let (space, entity) = self.service.spaces.person.of(person.id);
            let words = self.key.block(space, entity, Purpose::Person, 0, 0);
            self.patience(person, words[2], now);
        }
        if self.service.course.is_some() {
            self.course(person, now);
        }
    }

    /// Patience drawn again, from now on, as for a person who has just joined.
    pub fn redraw_patience(&self, person: &mut Person, now: Time) {
        if !self.service.patience.is_empty() {
            let law = &self.service.patience[self.service.patience_of[person.class as usize] as usize];
            let word = self.word(person, Purpose::Patience);
            person.set_patience((now - person.clock_start) as f64 + law.beyond(word, 0.0).ceil());
        }
        if self.service.course.is_some() {
            if self.service.patience.is_empty() {
                person.patience = u32::MAX;
            }
            self.course(person, now);
        }
    }

    /// The attempt of the generator: visits, missed appointments and changes of state so far.
    #[inline]
    #[must_use]
    pub const fn attempt(&self, person: &Person) -> u32 {
        let counted = person.id.attempt();
        if counted == PersonId::MOST_ATTEMPTS { counted as u32 + self.beyond } else { counted as u32 }
    }

    /// The word of a purpose for the current attempt.
    #[inline]
    #[must_use]
    pub fn word(&self, person: &Person, purpose: Purpose) -> u64 {
        let (space, entity) = self.service.spaces.person.of(person.id);
        self.key.word(space, entity, purpose, self.attempt(person))
    }

    /// The first word of a purpose at a stage for the current attempt.
    #[inline]
    #[must_use]
    pub fn word_at(&self, stage: &Stage, person: &Person, purpose: Purpose) -> u64 {
        let (space, entity) = stage.spaces.person.of(person.id);
        self.key.word(space, entity, purpose, self.attempt(person))
    }

    /// The words of a purpose at a stage for the current attempt.
    #[inline]
    #[must_use]
    pub fn at(&self, stage: &Stage, person: &Person, purpose: Purpose) -> crate::rng::Stream {
        let (space, entity) = stage.spaces.person.of(person.id);
        self.key.stream(space, entity, purpose, self.attempt(person))
    }

    /// A time at a stage for the current attempt, in whole seconds.
    #[inline(always)]
    #[must_use]
    pub fn time(&self, law: &Dist, stage: &Stage, person: &Person, purpose: Purpose) -> Time {
        // Without a stream where nothing is drawn, or one word.
        match law {
            Dist::Constant { value } => whole_seconds(*value),
            Dist::Exponential { mean } => whole_seconds(-mean * ln(uniform(self.word_at(stage, person, purpose)))),
            _ => self.time_by_stream(law, stage, person, purpose),
        }
    }

    #[inline(never)]
    fn time_by_stream(&self, law: &Dist, stage: &Stage, person: &Person, purpose: Purpose) -> Time {
        whole_seconds(law.draw(&mut self.at(stage, person, purpose)))
    }

    /// The words of a purpose for the current attempt.
    #[inline]
    #[must_use]
    pub fn stream(&self, person: &Person, purpose: Purpose) -> crate::rng::Stream {
        let (space, entity) = self.service.spaces.person.of(person.id);
        self.key.stream(space, entity, purpose, self.attempt(person))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_a_record_of_32_bytes() {
        assert_eq!(std::mem::size_of::<Person>(), 32);
    }
}

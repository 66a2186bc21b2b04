//! What people do: come to an appointment or not, take an offer, answer a letter.

use super::{Draw, Person};
use crate::ids::Source;
use crate::model::{Attendance, Booking, Chance, Fence, Stage, Support, Unmet, Validation};
use crate::rng::{Luck, Purpose};
use crate::time::Time;

/// Which of the words of an appointment says whether it is missed, whether and when it is cancelled, and what follows.
pub(crate) const MISSED: usize = 0;
pub(crate) const CANCELLED: usize = 1;
pub(crate) const WHEN: usize = 2;
pub(crate) const FOLLOWS: usize = 3;

impl Draw<'_> {
    /// The words of an appointment at a stage, the next of this person, as [`Purpose::Appointment`] says.
    #[inline(always)]
    #[must_use]
    pub fn appointment(&self, stage: &Stage, person: &Person) -> [u64; 4] {
        let (space, entity) = stage.spaces.person.of(person.id);
        self.key.block(space, entity, Purpose::Appointment, self.attempt(person), 0)
    }

    /// Whether the person misses an appointment made on the day.
    #[inline]
    #[must_use]
    pub fn misses(&self, stage: &Stage, person: &Person, now: Time) -> bool {
        self.misses_ahead(stage, person, now, 0, || self.word_of_missing(stage, person))
    }

    /// Whether the person misses an appointment that was made so many seconds ahead: the first by the record, later ones by the word.
    #[inline]
    #[must_use]
    pub fn misses_ahead(
        &self,
        stage: &Stage,
        person: &Person,
        now: Time,
        ahead: Time,
        word: impl FnOnce() -> u64,
    ) -> bool {
        let chance = self.chance_of_missing(stage, person, now, ahead);
        chance.happens(if person.id.attempt() == 0 { person.kept.luck() } else { Luck::of(word()) })
    }

    /// The probability of missing an appointment that was made so many seconds ahead.
    #[inline]
    #[must_use]
    pub fn chance_of_missing(&self, stage: &Stage, person: &Person, now: Time, ahead: Time) -> Chance {
        match &stage.levers.attendance {
            Some(attendance) => self.moved_chance(stage, attendance, person, now, ahead),
            None => stage.misses[person.class as usize],
        }
    }

    #[inline(never)]
    fn word_of_missing(&self, stage: &Stage, person: &Person) -> u64 {
        self.appointment(stage, person)[MISSED]
    }

    /// The probability of missing an appointment, where more than the class moves it.
    #[cold]
    fn moved_chance(&self, stage: &Stage, by: &Attendance, person: &Person, now: Time, ahead: Time) -> Chance {
        let plain = stage.misses[person.class as usize];
        let odds = by.odds.as_ref();
        let chance = odds.map_or(plain, |odds| odds.chance(plain, person.class, ahead, person.id.missed()));
        match &by.support {
            Some(support) if self.reached(stage, support, person, now) => {
                Chance::new(chance.probability() * support.times[person.class as usize])
            }
            _ => chance,
        }
    }

    /// Whether the person is one of those who come at short notice: always the same, whenever it is asked.
    #[must_use]
    pub fn comes_at_short_notice(&self, booking: &Booking, person: &Person) -> bool {
        let (space, entity) = self.service.spaces.person.of(person.id);
        let word = self.key.word(space, entity, Purpose::ShortNotice, 0);
        booking.short_notice[person.class as usize].happens(Luck::of(word))
    }

    /// Whether help to attend reaches the person before this appointment. Who is reached is drawn, and not only how many: each
    /// contact costs, and those it does not reach do what they would have done without it.
    #[cold]
    #[must_use]
    pub fn reached(&self, stage: &Stage, support: &Support, person: &Person, now: Time) -> bool {
        support.given(now)
            && support.reach[person.class as usize].happens(Luck::of(self.word_at(stage, person, Purpose::Reached)))
    }

    /// Whether somebody takes what a session offers that not everybody takes.
    #[must_use]
    pub fn takes_up(&self, stage: &Stage, fence: &Fence, person: &Person) -> bool {
        let takes = |chance: &Chance| chance.happens(Luck::of(self.word_at(stage, person, Purpose::TakeUp)));
        fence.takes_up.get(person.class as usize).is_none_or(takes)
    }

    /// Whether somebody in need is never referred.
    #[must_use]
    pub fn never_referred(&self, unmet: &Unmet, person: &Person) -> bool {
        let word = self.stream(person, Purpose::Underreferral).next_word();
        person.id.source() == Source::Referral && unmet.hides(person.class, person.clock_start, Luck::of(word))
    }

    /// What a validation (by number) finds: whether somebody leaves rightly, and whether by mistake.
    #[must_use]
    pub fn validated(&self, number: usize, validation: &Validation, person: &Person) -> (bool, bool) {
        let (space, entity) = self.service.spaces.person.of(person.id);
        let mut words = self.key.stream(space, entity, Purpose::Validation, number as u32);
        let class = person.class as usize;
        let leaves = validation.leaves[class].happens(Luck::of(words.next_word()));
        (leaves, !leaves && validation.mistaken[class].happens(Luck::of(words.next_word())))
    }

    /// Whether a missed appointment is rebooked.
    #[inline]
    #[must_use]
    pub fn rebooks(&self, stage: &Stage, person: &Person) -> bool {
        stage.after_missed.rebook.happens(Luck::of(self.word_at(stage, person, Purpose::Rebooking)))
    }
}

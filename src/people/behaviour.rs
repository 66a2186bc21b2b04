//! What people do: come to an appointment or not, take an offer, answer a letter.

use super::{Draw, Person};
use crate::ids::Source;
use crate::model::{Fence, Stage, Unmet, Validation};
use crate::rng::Purpose;
use crate::time::Time;

impl Draw<'_> {
    /// Whether the person cancels the appointment in time.
    #[must_use]
    pub fn cancels(&self, stage: &Stage, person: &Person) -> bool {
        let chance = stage.cancels[person.class as usize];
        chance.happens((self.word_at(stage, person, Purpose::Cancellation) >> 32) as u32)
    }

    /// Whether the person comes to the appointment: the first from the record, later ones by the attempt.
    #[inline]
    #[must_use]
    pub fn misses(&self, stage: &Stage, person: &Person, now: Time) -> bool {
        if person.id.attempt() == 0 && stage.levers.support.is_none() {
            return stage.misses[person.class as usize].happens(person.luck);
        }
        self.misses_again(stage, person, now)
    }

    #[inline(never)]
    fn misses_again(&self, stage: &Stage, person: &Person, now: Time) -> bool {
        let chance = match &stage.levers.support {
            Some(support) if support.given(now) => support.misses[person.class as usize],
            _ => stage.misses[person.class as usize],
        };
        if person.id.attempt() == 0 {
            chance.happens(person.luck)
        } else {
            chance.happens((self.word_at(stage, person, Purpose::Attendance) >> 32) as u32)
        }
    }

    /// Whether somebody takes what is offered outside.
    #[must_use]
    pub fn takes_up(&self, stage: &Stage, fence: &Fence, person: &Person) -> bool {
        let luck = || (self.word_at(stage, person, Purpose::TakeUp) >> 32) as u32;
        fence.takes_up.get(person.class as usize).is_none_or(|chance| chance.happens(luck()))
    }

    /// Whether somebody in need is never referred.
    #[must_use]
    pub fn never_referred(&self, unmet: &Unmet, person: &Person) -> bool {
        let word = self.stream(person, Purpose::Underreferral).next_word();
        person.id.source() == Source::Referral && unmet.hides(person.class, person.clock_start, (word >> 32) as u32)
    }

    /// What a validation (by number) finds: whether somebody leaves rightly, and whether by mistake.
    #[must_use]
    pub fn validated(&self, number: usize, validation: &Validation, person: &Person) -> (bool, bool) {
        let space = self.service.spaces.person[person.id.source() as usize];
        let mut words = self.key.stream(space, person.id.entity(), Purpose::Validation, number as u32);
        let class = person.class as usize;
        let leaves = validation.leaves[class].happens((words.next_word() >> 32) as u32);
        (leaves, !leaves && validation.mistaken[class].happens((words.next_word() >> 32) as u32))
    }

    /// Whether a missed appointment is rebooked.
    #[inline]
    #[must_use]
    pub fn rebooks(&self, stage: &Stage, person: &Person) -> bool {
        stage.after_missed.rebook.happens((self.word_at(stage, person, Purpose::Rebooking) >> 32) as u32)
    }
}

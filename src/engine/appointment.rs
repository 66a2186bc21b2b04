//! What an appointment comes to: cancelled in time, missed, or what follows for whoever comes. All of it is one block of the generator,
//! which is kept until another appointment is asked about.

use super::Observer;
use super::books::Books;
use crate::ids::PersonId;
use crate::model::{Outcome, Stage};
use crate::people::behaviour::{CANCELLED, FOLLOWS, MISSED, WHEN, luck};
use crate::people::{Draw, Person};
use crate::rng::Space;
use crate::time::Time;

/// The words of the appointment that was asked about last. They hang on nothing but the stage, and the person with the visits so far.
#[derive(Debug, Default)]
pub(super) struct Appointment {
    of: Option<(Space, PersonId)>,
    words: [u64; 4],
}

impl Appointment {
    #[inline(always)]
    fn word(&mut self, draw: &Draw<'_>, stage: &Stage, person: &Person, word: usize) -> u64 {
        let of = (stage.spaces.session, person.id);
        if self.of != Some(of) {
            self.ask(draw, stage, person);
        }
        self.words[word]
    }

    #[inline(never)]
    fn ask(&mut self, draw: &Draw<'_>, stage: &Stage, person: &Person) {
        *self = Self { of: Some((stage.spaces.session, person.id)), words: draw.appointment(stage, person) };
    }
}

impl<O: Observer> Books<'_, O> {
    /// Whether the person cancels in time for somebody else to have the slot.
    #[inline]
    pub(super) fn cancels(&mut self, stage: &Stage, person: &Person) -> bool {
        !stage.cancels.is_empty() && {
            self.turn_to(person);
            let word = self.appointment.word(&self.draw, stage, person, CANCELLED);
            stage.cancels[person.class as usize].happens(luck(word))
        }
    }

    /// How long after it was made an appointment so far ahead is cancelled, by somebody who cancels: each second as likely.
    pub(super) fn cancels_after(&mut self, stage: &Stage, person: &Person, ahead: Time) -> Time {
        self.turn_to(person);
        let word = self.appointment.word(&self.draw, stage, person, WHEN);
        let second = (u128::from(word) * ahead as u128) >> 64;
        (second as Time + 1).min(ahead)
    }

    /// Whether the person misses an appointment that was made so many seconds ahead.
    #[inline]
    pub(super) fn misses(&mut self, stage: &Stage, person: &Person, now: Time, ahead: Time) -> bool {
        self.turn_to(person);
        let Self { draw, appointment, .. } = self;
        draw.misses_ahead(stage, person, now, ahead, || appointment.word(draw, stage, person, MISSED))
    }

    /// What follows for whoever comes; the same whenever it is asked.
    #[inline(always)]
    pub(super) fn outcome<'s>(&mut self, stage: &'s Stage, person: &Person) -> Option<&'s Outcome> {
        let onward = stage.onward.as_ref()?;
        self.turn_to(person);
        let rows = &onward.of_class;
        let row = &rows[if rows.len() == 1 { 0 } else { person.class as usize }];
        Some(&onward.outcomes[row.level(self.appointment.word(&self.draw, stage, person, FOLLOWS))])
    }
}

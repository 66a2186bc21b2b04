//! What becomes of an appointment: cancelled in time, missed, or kept, and what then follows. All of it is one block of the generator,
//! which is kept until another appointment is asked about.

use super::Observer;
use super::ledger::Ledger;
use super::remembered::AppointmentWords;
use crate::model::{NextStep, Stage};
use crate::people::Person;
use crate::people::behaviour::{CANCELLED, FOLLOWS, MISSED, WHEN};
use crate::rng::Luck;
use crate::time::Time;

impl<O: Observer> Ledger<'_, O> {
    #[inline(always)]
    fn word(&mut self, stage: &Stage, person: &Person, word: usize) -> u64 {
        let of = (stage.spaces.session, person.id);
        if self.appointment.of != Some(of) {
            self.ask(stage, person);
        }
        self.appointment.words[word]
    }

    #[inline(never)]
    fn ask(&mut self, stage: &Stage, person: &Person) {
        // Here alone, as the words are forgotten whenever one more attempt is counted that the record does not.
        self.turn_to(person);
        let words = self.draw.appointment(stage, person);
        self.appointment = AppointmentWords { of: Some((stage.spaces.session, person.id)), words };
    }
}

impl<O: Observer> Ledger<'_, O> {
    /// Whether the person cancels in time for somebody else to have the slot.
    #[inline]
    pub(super) fn cancels(&mut self, stage: &Stage, person: &Person) -> bool {
        !stage.cancels.is_empty() && {
            let word = self.word(stage, person, CANCELLED);
            stage.cancels[person.class as usize].happens(Luck::of(word))
        }
    }

    /// How long after it was made an appointment so far ahead is cancelled, by a person who cancels: each second as likely.
    pub(super) fn cancels_after(&mut self, stage: &Stage, person: &Person, ahead: Time) -> Time {
        let word = self.word(stage, person, WHEN);
        let second = (u128::from(word) * ahead as u128) >> 64;
        (second as Time + 1).min(ahead)
    }

    /// Whether the person misses an appointment that was made so many seconds ahead.
    #[inline]
    pub(super) fn misses<const PLAIN: bool>(&mut self, stage: &Stage, person: &Person, now: Time, ahead: Time) -> bool {
        if PLAIN {
            self.turn_to(person);
            return self.draw.misses(stage, person, now);
        }
        if stage.levers.attendance.is_some() {
            // Whether help reaches them is a draw of its own.
            self.turn_to(person);
        }
        let word = if person.id.attempt() == 0 { 0 } else { self.word(stage, person, MISSED) };
        self.draw.misses_ahead(stage, person, now, ahead, || word)
    }

    /// What follows for a person who comes; the same whenever it is asked.
    #[inline(always)]
    pub(super) fn outcome<'s>(&mut self, stage: &'s Stage, person: &Person) -> Option<&'s NextStep> {
        let onward = stage.onward.as_ref()?;
        let rows = &onward.of_class;
        let row = &rows[if rows.len() == 1 { 0 } else { person.class as usize }];
        Some(&onward.outcomes[row.level(self.word(stage, person, FOLLOWS))])
    }

    /// Whether the person misses an appointment that was made so many seconds ahead, which goes into the ledger.
    #[inline(always)]
    pub(super) fn comes_not<const PLAIN: bool>(
        &mut self,
        stage: &Stage,
        person: &Person,
        now: Time,
        ahead: Time,
    ) -> bool {
        let missed = self.misses::<PLAIN>(stage, person, now, ahead);
        self.appointment::<PLAIN>(stage, person, now, missed);
        missed
    }

    /// A person who has come to a stage, of this number, is seen: what follows, where something does.
    #[inline(always)]
    pub(super) fn sees<'s, const PLAIN: bool>(
        &mut self,
        stage: &'s Stage,
        at: usize,
        person: &mut Person,
        now: Time,
    ) -> Option<&'s NextStep> {
        if PLAIN {
            self.is_treated(person, now);
            return None;
        }
        self.seen(at, person, now);
        self.attended(stage, person, now)
    }
}

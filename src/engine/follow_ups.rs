//! Follow-ups in the ledger: appointments of people whose clock has stopped.

use super::Observer;
use super::ledger::Ledger;
use crate::model::Capacity;
use crate::people::Person;
use crate::time::Time;

impl<O: Observer> Ledger<'_, O> {
    /// A person whose clock has stopped joins a stage: a follow-up falls due, unless nobody is seen there.
    #[cold]
    pub(super) fn follow_up_falls_due(&mut self, stage: usize, person: &Person, now: Time) {
        if self.sees_people(stage) {
            let scope = self.tally.scope;
            self.class(person).follow_ups.falls_due(&scope, now);
        }
    }

    /// A person's follow-up ends unkept.
    #[cold]
    pub(super) fn gives_up_follow_up(&mut self, person: &Person, now: Time) {
        let scope = self.tally.scope;
        self.class(person).follow_ups.is_given_up(&scope, now);
    }

    #[cold]
    pub(super) fn keeps_follow_up(&mut self, stage: usize, person: &Person, now: Time) {
        if self.sees_people(stage) {
            let scope = self.tally.scope;
            self.class(person).follow_ups.is_kept(&scope, person.joined_stage(), now);
        }
    }

    #[cold]
    pub(super) fn leaves_follow_up_open(&mut self, stage: usize, person: &Person) {
        if self.sees_people(stage) {
            let scope = self.tally.scope;
            self.class(person).follow_ups.stays_open(&scope, person.joined_stage());
        }
    }

    fn sees_people(&self, stage: usize) -> bool {
        !matches!(self.service.stages[stage].capacity, Capacity::Delay(_))
    }
}

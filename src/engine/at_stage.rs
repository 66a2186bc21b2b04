//! What happens at each stage of a pathway, in the ledger; nothing of it is kept where there is only one.

use super::Observer;
use super::ledger::Ledger;
use crate::people::Person;
use crate::time::Time;

impl<O: Observer> Ledger<'_, O> {
    /// Someone joins a stage.
    #[inline]
    pub(super) fn enters(&mut self, stage: usize, person: &Person, now: Time) {
        if !self.tally.stages.is_empty() {
            self.tally.stages[stage].classes[person.class as usize].entered += 1;
        }
        self.observer.moved(person, now, stage);
    }

    /// Someone is seen at a stage.
    #[inline]
    pub(super) fn seen(&mut self, stage: usize, person: &Person, now: Time) {
        if person.id.stopped() {
            self.keeps_follow_up(stage, person, now);
        }
        if !self.tally.stages.is_empty() {
            let counted = self.counted(now);
            self.tally.stages[stage].seen(person.class, now - person.joined_stage(), counted);
        }
    }

    /// Someone leaves the list from a stage, unseen.
    #[inline]
    pub(super) fn lost(&mut self, stage: usize, class: u16) {
        if !self.tally.stages.is_empty() {
            self.tally.stages[stage].classes[class as usize].left += 1;
        }
    }

    /// Someone is served to the end of the run.
    #[inline]
    pub(super) fn served_at_the_end(&mut self, stage: usize, class: u16) {
        if !self.tally.stages.is_empty() {
            self.tally.stages[stage].classes[class as usize].in_service += 1;
        }
    }

    /// At the end: a person who is served, and would go on.
    pub(super) fn sweep_served(&mut self, person: Person, stage: usize) {
        if let Some(person) = self.settle(person, self.model.horizon - 1) {
            self.served_at_the_end(stage, person.class);
            self.waits(&person);
        }
    }

    /// Someone is still at a stage at the end.
    pub(super) fn stays(&mut self, stage: usize, class: u16) {
        if !self.tally.stages.is_empty() {
            self.tally.stages[stage].classes[class as usize].waiting += 1;
        }
    }
}

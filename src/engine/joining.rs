//! Those who come to a stage from elsewhere: from another stage, or back to it.

use super::Observer;
use super::ledger::Ledger;
use super::patients::Arrivals;
use super::step::Work;
use super::transfers::{Coming, Transfer};
use super::working_stage::WorkingStage;
use crate::error::Stopped;
use crate::model::Seniority;
use crate::people::{Kept, Person};
use crate::time::Time;

impl<O: Observer> Work<'_, O> {
    /// The list is validated, and those come who are not referred at this instant.
    #[inline]
    pub(super) fn take_others_in(&mut self, arrivals: &mut Arrivals<'_>, now: Time) -> Result<(), Stopped> {
        if self.validations.next() <= now {
            self.gather(now - 1);
            self.validate(arrivals, now)?;
        }
        self.gather(now);
        if self.transfers.next() <= now {
            // People who were referred before stand ahead of them, even if nothing has looked at them yet.
            self.arrive::<false>(arrivals, now - 1)?;
            self.take_in(now);
        }
        Ok(())
    }

    /// Those who come from another stage, or back to one, join it.
    #[cold]
    fn take_in(&mut self, now: Time) {
        self.take_in_and(now, |_| {});
        for place in &mut self.places {
            place.rejoin(&mut self.ledger);
        }
    }

    /// The same, without putting those who came in the order of the queue; `joins` is told the stage of each.
    #[inline]
    pub(super) fn take_in_and(&mut self, now: Time, mut joins: impl FnMut(usize)) {
        while let Some(transfer) = self.transfers.pop(now) {
            let Self { ledger, places, .. } = self;
            let place = &mut places[transfer.to];
            let Some(person) = ledger.arrives(&transfer) else { continue };
            joins(transfer.to);
            if transfer.how == Coming::Again && place.is_full(ledger, now) {
                self.turn_away(person, now);
            } else {
                place.takes_in(ledger, &transfer, person);
            }
        }
    }

    /// The same of all who come up to and at this instant, where it does not matter who comes first.
    pub(super) fn gather(&mut self, now: Time) {
        let Self { ledger, places, transfers, .. } = self;
        transfers.gather(now, |transfer| {
            if let Some(person) = ledger.arrives(&transfer) {
                places[transfer.to].takes_in(ledger, &transfer, person);
            }
        });
    }
}

impl<O: Observer> Ledger<'_, O> {
    /// A person who comes to a stage, as they are by then; none where they have left on the way (and the observer is told).
    #[inline]
    pub(super) fn arrives(&mut self, transfer: &Transfer) -> Option<Person> {
        let settled = self.settle(transfer.person, transfer.at);
        if settled.is_none() && transfer.how != Coming::Anew {
            self.lost(transfer.to, transfer.person.class);
        }
        settled
    }
}

impl<'a> WorkingStage<'a> {
    /// Someone comes from another stage, or back to this one.
    #[inline(always)]
    pub(super) fn takes_in<O: Observer>(
        &mut self,
        ledger: &mut Ledger<'a, O>,
        transfer: &Transfer,
        mut person: Person,
    ) {
        if transfer.how == Coming::Anew {
            let since = u32::try_from(transfer.at - person.clock_start).unwrap_or(u32::MAX);
            person.kept = Kept::joined(since);
            person.behind = if self.stage.seniority == Seniority::Joining { since } else { 0 };
            ledger.enters(self.number, &person, transfer.at);
            if person.id.stopped() {
                ledger.follow_up_falls_due(self.number, &person, transfer.at);
            }
        }
        if self.order.is_kept() { self.join::<false, O>(ledger, person) } else { self.rejoining.push(person) }
    }
}

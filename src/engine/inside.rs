//! Who is in service, passes a stage, or is between two stages at the start.
//!
//! With servers the clock stops when the service begins, where it does at all: then they are on no list, and only hold a server. Where
//! it runs on they are on today's list, and go on when their time is over like everybody else.

use super::Observer;
use super::calendar::Then;
use super::step::Work;
use super::transfers::{Coming, Transfer};
use crate::ids::PersonId;
use crate::model::{Capacity, ClockEffect, InsidePlace, NextStep};
use crate::people::Person;
use crate::people::behaviour::FOLLOWS;
use crate::rng::Purpose;

/// Whether somebody goes on with the clock running.
const fn runs_on(outcome: &NextStep) -> bool {
    matches!(outcome.clock, ClockEffect::Runs) && outcome.to.is_some()
}

impl<O: Observer> Work<'_, O> {
    /// Puts everybody in who is inside a stage at the start.
    #[cold]
    pub(super) fn put_inside(&mut self, at: usize) {
        let stage = self.places[at].stage;
        let draw = self.ledger.draw;
        for (mut person, left, batch) in draw.inside(at) {
            if batch.stopped {
                person = stopped(person);
            }
            match (batch.place, &stage.capacity) {
                (InsidePlace::Way(number), _) => {
                    let Some(outcome) = stage.onward.as_ref().and_then(|o| o.outcomes.get(number)) else { continue };
                    let Some(to) = outcome.to else { continue };
                    if !runs_on(outcome) {
                        person = stopped(person);
                    }
                    let first = person.id;
                    person.id = first.next_attempt();
                    // The visit that gave the class lies before the start: since then nothing has happened.
                    if let Some(urgency) = outcome.urgency {
                        let after = draw.reclassed(&person, urgency, 0);
                        if draw.lives_otherwise(&person, &after) {
                            self.ledger.lives_on(&after);
                        }
                        person = after;
                    }
                    self.is_here(first, &person);
                    self.transfers.push(0, Transfer { at: left, to, how: Coming::Anew, person });
                }
                (InsidePlace::Stage, Capacity::Servers { .. }) => {
                    if stage.onward.is_some() {
                        self.ledger.draw_check.claim_word(
                            &stage.spaces.person,
                            person.id,
                            Purpose::Appointment,
                            FOLLOWS,
                        );
                    }
                    let outcome = self.ledger.outcome(stage, &person);
                    if !outcome.is_some_and(runs_on) {
                        person = stopped(person);
                    }
                    let goes_on = outcome.is_some_and(|o| o.to.is_some() || o.refers_to.is_some());
                    self.is_here(person.id, &person);
                    self.places[at].takes(&mut self.ledger, &person, 0, left);
                    let (from, to) = (self.ledger.model.warm_up, left.min(self.ledger.model.horizon));
                    self.ledger.tally.at(at, |capacity| capacity.busy += i128::from((to - from).max(0)));
                    if !goes_on && left >= self.ledger.model.horizon {
                        self.ledger.served_at_the_end(at, person.class);
                    }
                    self.places[at].completions.push(left, if goes_on { Then::Onward(person) } else { Then::Free });
                }
                (InsidePlace::Stage, _) => {
                    self.is_here(person.id, &person);
                    self.ledger.enters(at, &person, 0);
                    self.places[at].completions.push(left, Then::Passed(person));
                }
            }
        }
    }

    /// A person whose clock runs is on today's list; the first attempt has made the record.
    fn is_here(&mut self, first: PersonId, person: &Person) {
        self.ledger.claim(first, Purpose::Person);
        if !person.id.stopped() {
            let slot = self.ledger.slot(person);
            self.ledger.tally.starts_on_list(slot, person.clock_start);
            self.ledger.observer.joined(person, 0);
        }
    }
}

/// The same person where the clock has stopped.
fn stopped(mut person: Person) -> Person {
    person.id = person.id.stop();
    person.patience = u32::MAX;
    person
}

//! What follows when somebody was called: a missed or cancelled appointment, the way to the next stage.

use super::Observer;
use super::calendar::Then;
use super::call::Called;
use super::ledger::Ledger;
use super::mail::Letter;
use super::step::Work;
use super::transfers::{Coming, Transfer};
use super::working_stage::WorkingStage;
use crate::distributions::Dist;
use crate::error::Stopped;
use crate::model::{NextStep, RebookTo, Refers};
use crate::people::behaviour::CANCELLED;
use crate::people::{Kept, Person};
use crate::rng::Purpose;
use crate::tally::Exit;
use crate::time::{Time, day};

impl<'a, O: Observer> Work<'a, O> {
    /// Lets everybody pass a stage that only takes time.
    #[cold]
    pub(super) fn let_pass(&mut self, at: usize, time: &'a Dist, now: Time) {
        let stage = self.places[at].stage;
        while let Called::Person(person) = self.places[at].call::<false, O>(&mut self.ledger, now, 0) {
            self.ledger.claim_at(stage, person.id, Purpose::Service);
            self.ledger.turn_to(&person);
            let time = self.ledger.draw.time(time, stage, &person, Purpose::Service);
            self.places[at].completions.push(now.saturating_add(time), Then::Passed(person));
        }
    }

    /// What follows when the time of such a stage is over.
    #[cold]
    pub(super) fn after_delay(&mut self, at: usize, person: Person, now: Time) {
        let Some(person) = self.ledger.settle(person, now) else { return self.ledger.lost(at, person.class) };
        self.see::<false>(at, person, now);
    }

    /// A person whose appointment was made so many seconds ahead comes and is seen, or misses it. Returns whether it is missed.
    #[inline]
    pub(super) fn keep_appointment<const PLAIN: bool>(
        &mut self,
        at: usize,
        person: Person,
        now: Time,
        ahead: Time,
    ) -> bool {
        let missed = self.ledger.comes_not::<PLAIN>(self.places[at].stage, &person, now, ahead);
        if missed {
            self.after_missed(at, person, now);
        } else {
            self.see::<PLAIN>(at, person, now);
        }
        missed
    }

    /// A person who has come is seen, and goes on where something follows.
    #[inline(always)]
    pub(super) fn see<const PLAIN: bool>(&mut self, at: usize, mut person: Person, now: Time) {
        if let Some(next) = self.ledger.sees::<PLAIN>(self.places[at].stage, at, &mut person, now) {
            self.go_on(at, person, now, next);
        }
    }

    /// Whether the person cancels in time for somebody else to have the slot.
    #[inline]
    pub(super) fn cancels(&mut self, at: usize, person: &Person) -> bool {
        self.ledger.cancels(self.places[at].stage, person)
    }

    /// A cancelled appointment: the slot is free for the next, the person waits on.
    #[cold]
    pub(super) fn after_cancelled(&mut self, at: usize, person: Person, now: Time) {
        let spaces = &self.places[at].stage.spaces.person;
        self.ledger.draw_check.claim_word(spaces, person.id, Purpose::Appointment, CANCELLED);
        self.ledger.observer.cancelled(&person, now);
        if self.ledger.counted(now) {
            self.ledger.class(&person).cancelled += 1;
        }
        self.ledger.moves_clock(self.places[at].stage, &person, now, now, |rules| rules.cancelled);
        self.waits_on(at, person);
    }

    /// Whether the person declines what this session offers.
    #[cold]
    pub(super) fn declines(&mut self, at: usize, person: &Person) -> bool {
        self.ledger.turn_to(person);
        let place = &self.places[at];
        place.fence().is_some_and(|fence| !self.ledger.draw.takes_up(place.stage, fence, person))
    }

    /// A declined offer: the slot is free for the next, the person waits on.
    #[cold]
    pub(super) fn after_declined(&mut self, at: usize, person: Person, now: Time) {
        self.ledger.claim_at(self.places[at].stage, person.id, Purpose::TakeUp);
        self.ledger.observer.declined(&person, now);
        if self.ledger.counted(now) {
            self.ledger.class(&person).declined += 1;
        }
        self.ledger.moves_clock(self.places[at].stage, &person, now, now, |rules| rules.declined);
        self.waits_on(at, person);
    }

    /// Back on the list after this session, for another attempt.
    pub(super) fn waits_on(&mut self, at: usize, mut person: Person) {
        if person.id.attempt() == 0 {
            person.kept = Kept::default();
        }
        self.ledger.next_attempt(&mut person);
        self.places[at].rejoining.push(person);
    }

    /// A missed appointment: a new one, or discharge.
    #[inline(never)]
    pub(super) fn after_missed(&mut self, at: usize, person: Person, now: Time) {
        if let Some(transfer) = self.places[at].after_missed(&mut self.ledger, person, now) {
            self.transfers.push(now, transfer);
        }
    }

    /// A person who comes to the first stage finds no room: turned away, or back later.
    #[cold]
    pub(super) fn turn_away(&mut self, mut person: Person, now: Time) {
        let stage = self.places[0].stage;
        let Some(law) = self.places[0].room.and_then(|room| room.retries.as_ref()) else {
            self.ledger.lost(0, person.class);
            return self.ledger.leave(&mut person, now, Exit::TurnedAway);
        };
        self.ledger.claim_at(stage, person.id, Purpose::Delay);
        self.ledger.turn_to(&person);
        // Not at the same instant again, where nothing may have changed.
        let delay = self.ledger.draw.time(law, stage, &person, Purpose::Delay).max(1);
        if person.id.attempt() == 0 {
            // From here on the field tells when the stage was joined.
            person.kept = Kept::default();
        }
        self.ledger.next_attempt(&mut person);
        self.transfers.push(now, Transfer { at: now.saturating_add(delay), to: 0, how: Coming::Again, person });
    }

    /// Stops a run where too many wait outside a full room.
    #[cold]
    pub(super) fn guard_retries(&self, now: Time) -> Result<(), Stopped> {
        let limit = self.ledger.model.max_waiting;
        if self.transfers.len() <= limit {
            return Ok(());
        }
        Err(Stopped::TooManyWaiting { service: self.ledger.service.name.clone(), limit, day: day(now) })
    }

    /// A person who has been seen by a server goes on to the next stage.
    #[cold]
    pub(super) fn go_on_from_server(&mut self, at: usize, person: Person, now: Time) {
        let Some(outcome) = self.ledger.outcome(self.places[at].stage, &person) else { return };
        // What became of them in service comes before the class that they are given at its end.
        let settled = if outcome.urgency.is_some() { self.ledger.settle(person, now) } else { Some(person) };
        if let Some(person) = settled {
            self.go_on(at, person, now, outcome);
        }
    }

    /// Someone goes on from a stage to the next, or to another service.
    #[inline(never)]
    pub(super) fn go_on(&mut self, at: usize, mut person: Person, now: Time, outcome: &NextStep) {
        let stage = self.places[at].stage;
        if let Some(refers) = &outcome.refers_to {
            return self.refer_on(at, &person, now, outcome, refers);
        }
        let Some(to) = outcome.to else { return };
        self.ledger.claim_at(stage, person.id, Purpose::Delay);
        self.ledger.turn_to(&person);
        let delay = self.ledger.draw.time(&outcome.delay, stage, &person, Purpose::Delay);
        self.ledger.next_attempt(&mut person);
        if let Some(urgency) = outcome.urgency {
            person = self.ledger.reclass(&person, urgency, now);
        }
        self.transfers.push(now, Transfer { at: now.saturating_add(delay), to, how: Coming::Anew, person });
    }

    /// A person's way ends here, and goes on at another service.
    #[cold]
    pub(super) fn refer_on(&mut self, at: usize, person: &Person, now: Time, outcome: &NextStep, refers: &Refers) {
        if refers.times.is_some_and(|times| !self.ledger.service.may_come_back(person.id, times)) {
            return;
        }
        let stage = self.places[at].stage;
        self.ledger.claim_at(stage, person.id, Purpose::Delay);
        self.ledger.turn_to(person);
        let delay = self.ledger.draw.time(&outcome.delay, stage, person, Purpose::Delay).max(refers.least);
        let arrives = now.saturating_add(delay);
        let on_the_way = arrives >= self.ledger.model.horizon;
        let counted = self.ledger.counted(now);
        self.ledger.observer.referred_on(person, now, refers.to, arrives);
        let class = self.ledger.class(person);
        class.sent_on += 1;
        class.on_the_way += u64::from(on_the_way);
        class.referred_on += u64::from(counted);
        if !on_the_way {
            let group = self.ledger.service.group(person.class);
            self.outbox.push(Letter { to: refers.to, at: arrives, id: refers.named(person.id), group });
        }
    }
}

impl<'a> WorkingStage<'a> {
    /// A missed appointment here: a new one, after a while where it takes one, or discharge.
    pub(super) fn after_missed<O: Observer>(
        &mut self,
        ledger: &mut Ledger<'a, O>,
        person: Person,
        now: Time,
    ) -> Option<Transfer> {
        let stage = self.stage;
        // Patience may have run out in service.
        let Some(mut person) = ledger.settle(person, now) else {
            ledger.lost(self.number, person.class);
            return None;
        };
        ledger.claim_at(stage, person.id, Purpose::Rebooking);
        ledger.turn_to(&person);
        let too_often = stage.levers.most_missed.is_some_and(|most| person.id.missed() + 1 >= most);
        if too_often || !ledger.draw.rebooks(stage, &person) {
            ledger.lost(self.number, person.class);
            if person.id.stopped() {
                ledger.gives_up_follow_up(&person, now);
            }
            ledger.leave(&mut person, now, Exit::Discharged);
            return None;
        }
        // Of this attempt: the next one may draw its own, on the way to another stage.
        let delay = stage.after_missed.delay.as_ref().map(|law| {
            ledger.claim_at(stage, person.id, Purpose::Delay);
            ledger.draw.time(law, stage, &person, Purpose::Delay)
        });
        let back = now.saturating_add(delay.unwrap_or(0));
        ledger.moves_clock(stage, &person, now, back, |rules| rules.missed);
        if person.id.attempt() == 0 {
            // From here on the field tells when the stage was joined.
            person.kept = Kept::default();
        }
        ledger.after_a_miss(&mut person);
        if stage.after_missed.redraw_patience && !person.id.stopped() {
            ledger.turn_to(&person);
            ledger.draw.redraw_patience(&mut person, now);
            ledger.lives_on(&person);
        }
        if stage.after_missed.to == RebookTo::BackOfQueue {
            person.behind = u32::try_from(now - person.clock_start).unwrap_or(u32::MAX);
        }
        let Some(delay) = delay else {
            self.rejoining.push(person);
            return None;
        };
        Some(Transfer { at: now.saturating_add(delay), to: self.number, how: Coming::Back, person })
    }
}

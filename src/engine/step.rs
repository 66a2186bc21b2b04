//! The event loop of a part.
//!
//! What only a service that is not plain can have is left out of the code that a plain one runs: `PLAIN` is a constant of the loop, so
//! nearly every run looks in fewer places, while what happens is written once. A service is plain where
//! [`Service::is_plain`](crate::model::Service::is_plain) says so and nobody watches its decisions: one stage, to which nobody is on the
//! way but those who are referred; lanes kept by seniority; who is called is treated or misses the appointment.
//!
//! At one instant the phases are, in this order: release of capacity, change of state (removal), arrival, serving, audit. So
//! a person whose patience ends exactly at clinic time has left, and a person referred exactly then can be seen.

use super::calendar::{Then, Validations};
use super::call::Called;
use super::ledger::Ledger;
use super::mail::Letter;
use super::patients::Arrivals;
use super::transfers::{Coming, Transfers};
use super::working_stage::WorkingStage;
use super::{Departures, Observer};
use crate::error::Stopped;
use crate::model::{Capacity, Model, Service, Stage};
use crate::people::{Draw, Person};
use crate::rng::Purpose;
use crate::tally::{Scope, Tally};
use crate::time::{NEVER, Time, day};

/// With up to so many stages all of them are asked what is next, which is faster than a tree.
const FEW: usize = 8;
/// How often servers may become free at one instant: services of no length that are missed and rebooked would never end.
const MAX_ROUNDS: u32 = 1 << 22;

/// One service in one replication of one variant, somewhere between start and end. People who come are handed to it.
#[derive(Debug)]
pub(super) struct Work<'a, O> {
    pub(super) ledger: Ledger<'a, O>,
    pub(super) places: Vec<WorkingStage<'a>>,
    pub(super) transfers: Transfers,
    pub(super) validations: Validations<'a>,
    /// Those who are referred on, until they are handed over.
    pub(super) outbox: Vec<Letter>,
    /// Whether the service is plain.
    plain: bool,
    /// Whether people who come wait for a session, so that nothing has to look at them before.
    pub(super) slotted: bool,
    /// Whether any stage has servers.
    pub(super) servers: bool,
    pub(super) clock: Progress,
}

/// Where a run is.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// Whether the run has begun.
    pub(super) started: bool,
    now: Time,
    /// How often it has come back to this instant.
    rounds: u32,
}

impl Progress {
    /// Something happens at an instant.
    #[inline]
    pub(super) fn strikes(&mut self, now: Time, service: &Service) -> Result<(), Stopped> {
        if !self.started || now != self.now {
            *self = Self { started: true, now, rounds: 0 };
            return Ok(());
        }
        self.rounds += 1;
        if self.rounds > MAX_ROUNDS {
            return Err(Stopped::SameInstant { service: service.name.clone(), day: day(now) });
        }
        Ok(())
    }
}

impl<'a, O: Observer> Work<'a, O> {
    /// Before the start: nobody is in the lanes yet; [`Self::begin`] takes today's list in.
    pub(super) fn new(draw: Draw<'a>, model: &'a Model, number: usize, departures: Departures, observer: O) -> Self {
        let service = draw.service;
        let scope = Scope {
            horizon: model.horizon,
            warm_up: model.warm_up,
            follow_up: model.follow_up,
            audit: model.audit,
            limits: model.limits,
        };
        let tally = Tally::new(scope, model.classes(number), service.stages.len()).with_slots(model.slots(number));
        let places: Vec<WorkingStage<'_>> =
            (0..service.stages.len()).map(|s| WorkingStage::new(service, s, departures, model.horizon)).collect();
        let urgency = |class| &service.urgencies[service.urgency(class as u16)];
        let targets = (0..model.classes(number)).map(|class| urgency(class).target_days).collect();
        // People who come from a stage wait for a session too, and are put in order by the lanes. An observer is told of one after the
        // other.
        let waits = |place: &WorkingStage<'_>| place.stage.slotted() && place.room.is_none() && place.order.is_kept();
        let gathered = !O::WATCHES && places.iter().all(waits);
        Self {
            ledger: Ledger::new(model, draw, tally, observer, targets),
            transfers: Transfers::new(gathered),
            validations: Validations::new(&service.levers.validations),
            outbox: Vec::new(),
            plain: !O::WATCHES && service.is_plain() && places[0].wheel.is_none(),
            slotted: service.stages[0].slotted() && service.room.is_none(),
            servers: !service.stages.iter().all(Stage::slotted),
            clock: Progress::default(),
            places,
        }
    }

    /// Those on the list at the start join it, in the order of the queue.
    pub(super) fn begin(&mut self, today: &[(Person, usize)]) {
        for &(person, stage) in today {
            self.ledger.claim(person.id, Purpose::Person);
            let slot = self.ledger.slot(&person);
            self.ledger.tally.starts_on_list(slot, person.clock_start);
            self.ledger.observer.joined(&person, 0);
            self.ledger.enters(stage, &person, 0);
            self.places[stage].join::<false, O>(&mut self.ledger, person);
        }
        for stage in 0..self.places.len() {
            if !self.places[stage].stage.inside.is_empty() {
                self.put_inside(stage);
            }
        }
    }

    /// Carries out everything before this instant, given everybody who comes before it.
    ///
    /// # Errors
    /// Where a guard stops the run.
    pub(super) fn advance(&mut self, arrivals: &mut Arrivals<'_>, until: Time) -> Result<(), Stopped> {
        match self.plain {
            true => self.advance_all::<true>(arrivals, until),
            false if self.places.len() > FEW && !O::WATCHES => self.advance_many(arrivals, until),
            false => self.advance_all::<false>(arrivals, until),
        }
    }

    fn advance_all<const PLAIN: bool>(&mut self, arrivals: &mut Arrivals<'_>, until: Time) -> Result<(), Stopped> {
        let stages = if PLAIN { 1 } else { self.places.len() };
        loop {
            let of_stages = self.next_of_stages::<PLAIN>();
            let next = self.next_with::<PLAIN>(arrivals, of_stages);
            // Servers can see those on today's list at once, after those who are referred at that very instant.
            let now = if self.clock.started || !self.servers { next } else { 0 };
            if now >= until {
                break;
            }
            self.clock.strikes(now, self.ledger.service)?;
            if !PLAIN || of_stages <= now {
                (0..stages).for_each(|stage| self.release::<PLAIN>(stage, now));
            }
            if !PLAIN {
                self.take_others_in(arrivals, now)?;
            }
            if arrivals.next_time() <= now {
                self.arrive::<PLAIN>(arrivals, now)?;
            }
            for stage in 0..stages {
                self.act::<PLAIN>(stage, now);
            }
        }
        if !PLAIN {
            self.gather(until - 1);
        }
        if self.slotted { self.arrive::<PLAIN>(arrivals, until - 1) } else { Ok(()) }
    }

    /// When a stage has something to do of its own.
    #[inline]
    fn next_of_stages<const PLAIN: bool>(&self) -> Time {
        if PLAIN && !self.slotted {
            return self.places[0].completions.next();
        }
        self.places.iter().fold(NEVER, |next, place| next.min(place.next()))
    }

    /// When something happens, where a stage has something to do at this time.
    #[inline]
    pub(super) fn next_with<const PLAIN: bool>(&self, arrivals: &Arrivals<'_>, stages: Time) -> Time {
        let next = if PLAIN { stages } else { stages.min(self.transfers.next()).min(self.validations.next()) };
        if self.slotted { next } else { next.min(arrivals.next_time()) }
    }

    /// All who can be seen at a stage now are seen.
    #[inline]
    pub(super) fn act<const PLAIN: bool>(&mut self, stage: usize, now: Time) {
        if PLAIN && !self.slotted {
            return self.serve::<PLAIN>(stage, now);
        }
        match &self.places[stage].stage.capacity {
            Capacity::Slots { .. } => self.hold_sessions::<PLAIN>(stage, now),
            Capacity::Servers { .. } => self.serve::<PLAIN>(stage, now),
            Capacity::Delay(time) => self.let_pass(stage, time, now),
        }
    }

    /// Servers that are free from now on, and what follows for those they saw.
    #[inline]
    pub(super) fn release<const PLAIN: bool>(&mut self, stage: usize, now: Time) {
        if !PLAIN {
            self.places[stage].staff(now);
        }
        while let Some(then) = self.places[stage].completions.pop_at(now) {
            self.places[stage].free += 1;
            match then {
                Then::Free | Then::Gone => {}
                Then::Missed(person) => self.after_missed(stage, person, now),
                Then::Onward(person) => self.go_on_from_server(stage, person, now),
                Then::Passed(person) => self.after_delay(stage, person, now),
            }
        }
        self.places[stage].rejoin(&mut self.ledger);
    }

    /// Lets everybody in who comes up to and at this instant.
    #[inline]
    pub(super) fn arrive<const PLAIN: bool>(&mut self, arrivals: &mut Arrivals<'_>, now: Time) -> Result<(), Stopped> {
        while let Some(&person) = arrivals.take(now) {
            let Self { ledger, places, .. } = self;
            let (place, at) = (&mut places[0], person.clock_start);
            if !PLAIN
                && let Some(unmet) = &ledger.service.levers.unmet
                && ledger.never_referred(unmet, &person)
            {
                continue;
            }
            ledger.claim(person.id, Purpose::Person);
            let slot = if PLAIN { person.class } else { ledger.slot(&person) };
            ledger.tally.joins_after(&mut place.arrival_row, slot, at);
            ledger.observer.joined(&person, at);
            if !PLAIN {
                ledger.enters(0, &person, at);
                if place.room.is_some() && place.is_full(ledger, at) {
                    self.turn_away(person, at);
                    self.guard_retries(at)?;
                    continue;
                }
            }
            place.join::<PLAIN, O>(ledger, person);
            place.guard(ledger, at)?;
        }
        Ok(())
    }

    /// Holds the sessions of a stage that are due.
    fn hold_sessions<const PLAIN: bool>(&mut self, stage: usize, now: Time) {
        if !PLAIN && self.places[stage].diary.is_some() {
            return self.keep_diary(stage, now);
        }
        let Capacity::Slots { sessions, .. } = &self.places[stage].stage.capacity else { return };
        while let Some(session) = sessions.get(self.places[stage].session).filter(|s| s.time <= now) {
            self.places[stage].open_next();
            self.hold_session::<PLAIN>(stage, session.time, session.slots);
        }
    }

    fn hold_session<const PLAIN: bool>(&mut self, at: usize, now: Time, slots: u32) {
        let Self { ledger, places, .. } = self;
        let stage = places[at].stage;
        let counted = ledger.counted(now);
        ledger.draw_check.claim(stage.spaces.session, now as u64, Purpose::LostSession, 0);
        if places[at].is_lost(ledger, now) {
            ledger.observer.session(now, 0);
            if counted {
                let (outside, cases) = (places[at].outside(), stage.levers.in_minutes());
                ledger.tally.at(at, |c| c.loses(slots, cases, outside));
            }
            return;
        }
        let surge = if PLAIN { 0 } else { places[at].surge(ledger, now, 0) };
        let slots = slots + surge;
        ledger.observer.session(now, slots);
        places[at].session_begins(slots);
        if !PLAIN && let Some(plan) = &stage.levers.session {
            return self.hold_planned(at, now, (slots, surge), plan);
        }
        let (outside, offered) = (places[at].outside(), places[at].is_offered());
        let mut slot = 0;
        let (mut booked, mut attended, mut kept_free) = (0, 0, 0);
        while slot < slots {
            match self.places[at].call::<PLAIN, O>(&mut self.ledger, now, slot) {
                Called::Person(person) => {
                    if !PLAIN && self.turns_down(at, &person, offered, now) {
                        continue;
                    }
                    booked += 1;
                    attended += u64::from(!self.keep_appointment::<PLAIN>(at, person, now, 0));
                }
                Called::KeepFree => kept_free += 1,
                Called::Nobody => break,
            }
            slot += 1;
        }
        if counted {
            self.ledger.tally.at(at, |capacity| {
                capacity.offers(u64::from(slots), booked, attended, outside);
                capacity.reserved_unused += kept_free;
                capacity.surge += u64::from(surge);
            });
        }
        self.places[at].rejoin(&mut self.ledger);
    }

    /// Whether a person who is called does not take the slot, which is then for the next.
    #[inline]
    fn turns_down(&mut self, at: usize, person: &Person, offered: bool, now: Time) -> bool {
        if self.is_away(at, person, now) {
            return true;
        }
        if self.cancels(at, person) {
            self.after_cancelled(at, *person, now);
            return true;
        }
        let declines = offered && self.declines(at, person);
        if declines {
            self.after_declined(at, *person, now);
        }
        declines
    }

    fn serve<const PLAIN: bool>(&mut self, at: usize, now: Time) {
        let Self { ledger, places, .. } = self;
        let place = &mut places[at];
        let stage = place.stage;
        let Capacity::Servers { service, service_of, .. } = &stage.capacity else { return };
        let counted = ledger.counted(now);
        while place.free > 0 {
            let Called::Person(mut person) = place.call::<PLAIN, O>(ledger, now, 0) else { return };
            ledger.claim_at(stage, person.id, Purpose::Service);
            let law = &service[service_of[person.class as usize] as usize];
            ledger.turn_to(&person);
            let time = ledger.draw.time(law, stage, &person, Purpose::Service);
            let end = now.saturating_add(time);
            place.takes(ledger, &person, now, end);
            let missed = ledger.comes_not::<PLAIN>(stage, &person, now, 0);
            let (from, to) = (now.max(ledger.model.warm_up), end.min(ledger.model.horizon));
            ledger.tally.at(at, |capacity| {
                if counted {
                    capacity.booked += 1;
                    capacity.attended += u64::from(!missed);
                }
                capacity.busy += i128::from((to - from).max(0));
            });
            let then = if missed {
                Then::Missed(person)
            } else if ledger.sees::<PLAIN>(stage, at, &mut person, now).is_some() {
                Then::Onward(person)
            } else {
                if !PLAIN && end >= ledger.model.horizon {
                    ledger.served_at_the_end(at, person.class);
                }
                Then::Free
            };
            place.completions.push(end, then);
        }
    }

    /// Sweeps the list: those whose patience ran out unnoticed, then those who still wait.
    #[must_use]
    pub(super) fn finish(mut self) -> (Tally, O) {
        let Self { ledger, places, transfers, .. } = &mut self;
        let horizon = ledger.model.horizon;
        for transfer in transfers.drain() {
            ledger.sweep(transfer.person, (transfer.how != Coming::Anew).then_some(transfer.to));
        }
        for place in places.iter_mut() {
            place.carry_out_departures(ledger, horizon - 1);
            place.sweep_all(ledger);
            let open = place.stage.open(ledger.model.warm_up, horizon);
            ledger.tally.at(place.number, |capacity| capacity.open += open);
        }
        (self.ledger.tally, self.ledger.observer)
    }
}

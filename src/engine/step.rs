//! The event loop of a part.
//!
//! At one instant the phases are, in this order: release of capacity, change of state (removal), arrival, serving, audit. So
//! somebody whose patience ends exactly at clinic time has left, and somebody referred exactly then can be seen.

use crate::discipline::{Order, PersonKey, Pick, Ranker, View};
use crate::engine::calendar::{Completions, Wheel};
use crate::engine::claims::Claims;
use crate::engine::lanes::LaneSet;
use crate::engine::patients::Arrivals;
use crate::engine::{Departures, Observer};
use crate::error::Stopped;
use crate::model::{Capacity, Model, RebookTo, Service, Stage};
use crate::people::{Draw, Person};
use crate::rng::{Key, Purpose};
use crate::tally::{Exit, Frame, Stay, Tally};
use crate::time::{Time, day};

/// How often servers may become free at one instant: services of no length that are missed and rebooked would never end.
const MAX_ROUNDS: u32 = 1 << 22;

/// One service in one replication, somewhere between start and end.
#[derive(Debug)]
pub struct Part<'a, O> {
    model: &'a Model,
    service: &'a Service,
    stage: &'a Stage,
    draw: Draw<'a>,
    lane_of: &'a [u16],
    order: Order,
    lanes: LaneSet,
    ranker: Box<dyn Ranker + 'a>,
    wheel: Option<Wheel>,
    arrivals: Arrivals,
    /// Next session, where there are slots.
    session: usize,
    completions: Completions,
    free: u32,
    /// Whether the servers have begun, the instant they are at, and how often they have come back to it.
    started: bool,
    now: Time,
    rounds: u32,
    /// Those who missed an appointment at this instant and wait on.
    rejoining: Vec<Person>,
    decisions: u64,
    /// People in the lanes, without those known to have left.
    waiting: u64,
    /// At least so many of them have left, found by a count when the guard wanted to know.
    unnoticed: u64,
    claims: Claims,
    tally: Tally,
    observer: O,
}

/// Runs one service of a model from start to end.
///
/// # Errors
/// Where a guard stopped the run: what was counted up to then, and the reason.
pub fn run<O: Observer>(
    model: &Model,
    service: usize,
    replication: u64,
    departures: Departures,
    observer: O,
) -> Result<(Tally, O), Stopped> {
    let mut part = Part::new(model, service, replication, departures, observer);
    part.advance(model.horizon)?;
    Ok(part.finish())
}

impl<'a, O: Observer> Part<'a, O> {
    /// A part at the start, with today's list in its lanes.
    #[must_use]
    pub fn new(model: &'a Model, number: usize, replication: u64, departures: Departures, observer: O) -> Self {
        let service = &model.services[number];
        let stage = &service.stages[0];
        let draw = Draw { key: Key { seed: model.seed, replication }, population: &model.population, service };
        let lanes = stage.discipline.lanes();
        let exact = departures == Departures::Exact || stage.discipline.reads_counts();
        let frame =
            Frame { horizon: model.horizon, warm_up: model.warm_up, follow_up: model.follow_up, audit: model.audit };
        let mut part = Self {
            model,
            service,
            stage,
            draw,
            lane_of: &lanes.of_class,
            order: lanes.order,
            lanes: LaneSet::new(lanes.count, lanes.order),
            ranker: stage.discipline.ranker(),
            wheel: exact.then(|| Wheel::new(model.horizon)),
            arrivals: Arrivals::new(&draw, model.horizon),
            session: 0,
            completions: Completions::default(),
            free: if let Capacity::Servers { count, .. } = stage.capacity { count } else { 0 },
            started: false,
            now: 0,
            rounds: 0,
            rejoining: Vec::new(),
            decisions: 0,
            waiting: 0,
            unnoticed: 0,
            claims: Claims::default(),
            tally: Tally::new(frame, model.classes(number)),
            observer,
        };
        let mut today = draw.today();
        today.sort_unstable_by_key(|p| (p.clock_start, p.id.order()));
        for person in today {
            part.claims.claim_attempt(&service.spaces.person, person.id, Purpose::Person);
            part.tally.starts_on_list(person.class, person.clock_start);
            part.observer.joined(&person, 0);
            part.join(person);
        }
        part
    }

    /// Carries out everything before this instant.
    ///
    /// # Errors
    /// Where a guard stops the run.
    pub fn advance(&mut self, until: Time) -> Result<(), Stopped> {
        match &self.stage.capacity {
            Capacity::Slots { .. } => self.advance_slots(until),
            Capacity::Servers { .. } => self.advance_servers(until),
        }
    }

    fn advance_slots(&mut self, until: Time) -> Result<(), Stopped> {
        let Capacity::Slots { sessions, .. } = &self.stage.capacity else { return Ok(()) };
        while let Some(session) = sessions.get(self.session).filter(|s| s.time < until) {
            self.session += 1;
            self.arrive(session.time)?;
            self.hold_session(session.time, session.slots);
        }
        self.arrive(until - 1)
    }

    fn hold_session(&mut self, now: Time, slots: u32) {
        let Capacity::Slots { lost, .. } = &self.stage.capacity else { return };
        let counted = now >= self.model.warm_up;
        self.claims.claim(self.stage.spaces.session, now as u64, Purpose::LostSession, 0);
        let word = self.draw.key.word(self.stage.spaces.session, now as u64, Purpose::LostSession, 0);
        if lost.happens((word >> 32) as u32) {
            self.observer.session(now, 0);
            if counted {
                self.tally.capacity.lost += u64::from(slots);
            }
            return;
        }
        self.observer.session(now, slots);
        self.ranker.session(slots);
        let mut slot = 0;
        let (mut booked, mut attended, mut kept_free) = (0, 0, 0);
        while slot < slots {
            match self.call(now, slot) {
                Called::Person(person) => {
                    booked += 1;
                    let missed = self.draw.misses(self.stage, &person);
                    self.appointment(&person, now, missed, counted);
                    if missed {
                        self.after_missed(person, now);
                    } else {
                        attended += 1;
                        self.leave(&person, now, Exit::Treated);
                    }
                }
                Called::KeepFree => kept_free += 1,
                Called::Nobody => break,
            }
            slot += 1;
        }
        if counted {
            let capacity = &mut self.tally.capacity;
            capacity.offered += u64::from(slots);
            capacity.booked += booked;
            capacity.attended += attended;
            capacity.reserved_unused += kept_free;
        }
        self.rejoin();
    }

    fn advance_servers(&mut self, until: Time) -> Result<(), Stopped> {
        loop {
            // Those on today's list can be seen at once, after those who are referred at that very instant.
            let next = self.completions.next().min(self.arrivals.next_time());
            let now = if self.started { next } else { 0 };
            if now >= until {
                return Ok(());
            }
            if self.started && now == self.now {
                self.rounds += 1;
                if self.rounds > MAX_ROUNDS {
                    return Err(Stopped::SameInstant { service: self.service.name.clone(), day: day(now) });
                }
            } else {
                (self.started, self.now, self.rounds) = (true, now, 0);
            }
            while let Some(done) = self.completions.pop_at(now) {
                self.free += 1;
                if let Some(person) = done.missed {
                    self.after_missed(person, now);
                }
            }
            self.rejoin();
            if self.arrivals.next_time() == now {
                self.arrive(now)?;
            }
            self.serve(now);
        }
    }

    fn serve(&mut self, now: Time) {
        let Capacity::Servers { service, service_of, .. } = &self.stage.capacity else { return };
        let counted = now >= self.model.warm_up;
        while self.free > 0 {
            let Called::Person(person) = self.call(now, 0) else { return };
            self.claims.claim_attempt(&self.service.spaces.person, person.id, Purpose::Service);
            let law = &service[service_of[person.class as usize] as usize];
            let time = self.service_time(law, &person);
            let end = now.saturating_add(time);
            self.free -= 1;
            let missed = self.draw.misses(self.stage, &person);
            self.appointment(&person, now, missed, counted);
            if counted {
                self.tally.capacity.booked += 1;
                self.tally.capacity.attended += u64::from(!missed);
            }
            let (from, to) = (now.max(self.model.warm_up), end.min(self.model.horizon));
            self.tally.capacity.busy += i128::from((to - from).max(0));
            self.completions.push(end, missed.then_some(person));
            if !missed {
                self.leave(&person, now, Exit::Treated);
            }
        }
    }

    #[inline]
    fn service_time(&self, law: &crate::dist::Dist, person: &Person) -> Time {
        // Without a stream where nothing is drawn.
        let seconds = match law {
            crate::dist::Dist::Constant { value } => *value,
            _ => law.draw(&mut self.draw.at(self.stage, person, Purpose::Service)),
        };
        whole_seconds(seconds)
    }

    /// Lets everybody in who comes up to and at this instant.
    #[inline]
    fn arrive(&mut self, now: Time) -> Result<(), Stopped> {
        while self.arrivals.next_time() <= now {
            let Some(person) = self.arrivals.take(&self.draw, self.model.horizon) else { break };
            self.claims.claim_attempt(&self.service.spaces.person, person.id, Purpose::Person);
            self.tally.joins(person.class, person.clock_start);
            self.observer.joined(&person, person.clock_start);
            self.join(person);
            self.guard(person.clock_start)?;
        }
        Ok(())
    }

    #[inline]
    fn join(&mut self, person: Person) {
        let lane = self.lane_of[person.recorded as usize] as usize;
        let key = match self.order {
            Order::Key(key) => self.personal_key(key, &person),
            _ => 0,
        };
        self.lanes.push(lane, person, key);
        self.waiting += 1;
        if let Some(wheel) = &mut self.wheel {
            wheel.add(person, lane);
        }
        if self.lanes.wants_sweep(lane) {
            self.sweep(lane, person.seniority());
        }
    }

    /// Books those of a lane who have left and frees their memory; they are the same people with and without exact departures.
    #[cold]
    fn sweep(&mut self, lane: usize, now: Time) {
        let mut gone = Vec::new();
        self.lanes.sweep(lane, now, |person| gone.push(*person));
        if self.wheel.is_none() {
            for person in gone {
                self.notice(lane, &person);
            }
        }
    }

    #[cold]
    fn personal_key(&self, key: PersonKey, person: &Person) -> i64 {
        match key {
            PersonKey::ServiceTime => match &self.stage.capacity {
                Capacity::Servers { service, service_of, .. } => {
                    self.service_time(&service[service_of[person.class as usize] as usize], person)
                }
                Capacity::Slots { .. } => 0,
            },
            PersonKey::HighestScore => {
                let mut first = *person;
                first.id = crate::ids::PersonId::new(person.id.source(), person.id.week(), person.id.index());
                -((self.draw.word(&first, Purpose::Score) >> 1) as i64)
            }
        }
    }

    /// One decision: the next living person, if anybody may be seen.
    #[inline]
    fn call(&mut self, now: Time, slot: u32) -> Called {
        self.carry_out_departures(now);
        let decision = self.decisions;
        let mut attempt = 0;
        loop {
            let view = View { now, slot, heads: &self.lanes.heads, counts: &self.lanes.counts };
            let pick = self.ranker.pick(&view);
            let Pick::Lane(lane) = pick else {
                // The words of a decision are used up, also where all of them fell on people who had left.
                self.decisions += u64::from(attempt > 0);
                return if pick == Pick::KeepFree { Called::KeepFree } else { Called::Nobody };
            };
            let place = if self.order == Order::Random { self.random_place(lane, decision, attempt) } else { 0 };
            attempt += 1;
            let person = self.lanes.pop(lane, place);
            if person.deadline() <= now {
                if self.wheel.is_none() {
                    self.notice(lane, &person);
                }
                continue;
            }
            self.lanes.counts[lane] -= 1;
            self.waiting -= 1;
            if let Some(wheel) = &mut self.wheel {
                wheel.remove(&person);
            }
            self.decisions += 1;
            return Called::Person(person);
        }
    }

    #[cold]
    fn random_place(&mut self, lane: usize, decision: u64, attempt: u32) -> usize {
        self.claims.claim(self.stage.spaces.decision, decision, Purpose::Decision, attempt);
        let word = self.draw.key.word(self.stage.spaces.decision, decision, Purpose::Decision, attempt);
        ((u128::from(word) * self.lanes.entries(lane) as u128) >> 64) as usize
    }

    #[inline]
    fn carry_out_departures(&mut self, now: Time) {
        if self.wheel.is_some() {
            self.departures_due(now);
        }
    }

    #[cold]
    fn departures_due(&mut self, now: Time) {
        while let Some(due) = self.wheel.as_mut().and_then(|wheel| wheel.pop_due(now)) {
            self.lanes.counts[due.lane] -= 1;
            self.waiting -= 1;
            self.leave(&due.person, due.person.deadline(), Exit::Removed);
        }
    }

    #[inline]
    fn appointment(&mut self, person: &Person, now: Time, missed: bool, counted: bool) {
        self.claims.claim_attempt(&self.service.spaces.person, person.id, Purpose::Attendance);
        self.observer.called(person, now, !missed);
        if counted {
            let class = self.tally.class(person.class);
            class.booked += 1;
            class.missed += u64::from(missed);
        }
    }

    fn after_missed(&mut self, mut person: Person, now: Time) {
        // Patience may have run out in service.
        if person.deadline() <= now {
            self.leave(&person, person.deadline(), Exit::Removed);
            return;
        }
        self.claims.claim_attempt(&self.service.spaces.person, person.id, Purpose::Rebooking);
        if !self.draw.rebooks(self.stage, &person) {
            self.leave(&person, now, Exit::Discharged);
            return;
        }
        person.id = person.id.after_a_miss();
        if self.stage.after_missed.redraw_patience {
            self.claims.claim_attempt(&self.service.spaces.person, person.id, Purpose::Patience);
            self.draw.redraw_patience(&mut person, now);
        }
        if self.stage.after_missed.to == RebookTo::BackOfQueue {
            person.behind = u32::try_from(now - person.clock_start).unwrap_or(u32::MAX);
        }
        self.rejoining.push(person);
    }

    /// Those who missed an appointment at this instant wait on; not in the same session.
    #[inline]
    fn rejoin(&mut self) {
        if !self.rejoining.is_empty() {
            self.join_again();
        }
    }

    #[cold]
    fn join_again(&mut self) {
        let mut rejoining = std::mem::take(&mut self.rejoining);
        rejoining.sort_unstable_by_key(|p| (p.seniority(), p.clock_start, p.id.order()));
        for person in rejoining.drain(..) {
            self.join(person);
        }
        self.rejoining = rejoining;
    }

    #[inline]
    fn stay(&self, person: &Person) -> Stay {
        Stay {
            class: person.class,
            clock_start: person.clock_start,
            today: person.id.source() == crate::ids::Source::Today,
            target_days: self.service.urgencies[self.service.urgency(person.class)].target_days,
        }
    }

    #[inline]
    fn leave(&mut self, person: &Person, at: Time, how: Exit) {
        self.observer.left(person, at, how);
        self.tally.leaves(&self.stay(person), at, how);
    }

    #[inline]
    fn guard(&mut self, now: Time) -> Result<(), Stopped> {
        if self.waiting > self.model.max_waiting + self.unnoticed { self.too_many(now) } else { Ok(()) }
    }

    /// Whether too many people wait, not counting those who have left unnoticed.
    #[cold]
    fn too_many(&mut self, now: Time) -> Result<(), Stopped> {
        self.carry_out_departures(now);
        if self.wheel.is_none() {
            self.unnoticed = self.lanes.left_by(now);
        }
        if self.waiting <= self.model.max_waiting + self.unnoticed {
            return Ok(());
        }
        Err(Stopped::TooManyWaiting {
            service: self.service.name.clone(),
            limit: self.model.max_waiting,
            day: day(now),
        })
    }

    /// Books somebody who had left unnoticed.
    fn notice(&mut self, lane: usize, person: &Person) {
        self.lanes.counts[lane] -= 1;
        self.waiting -= 1;
        self.unnoticed = self.unnoticed.saturating_sub(1);
        self.leave(person, person.deadline(), Exit::Removed);
    }

    /// Sweeps the list: those whose patience ran out unnoticed, then those who still wait.
    #[must_use]
    pub fn finish(mut self) -> (Tally, O) {
        let horizon = self.model.horizon;
        self.carry_out_departures(horizon - 1);
        // Of those on the list whose patience ran out, exact departures have told already; never of those in a missed service.
        let told = self.wheel.is_some();
        let mut left: Vec<(Person, bool)> = self.lanes.drain().map(|p| (p, told)).collect();
        left.extend(self.completions.drain().filter_map(|c| Some((c.missed?, false))));
        left.sort_unstable_by_key(|(p, _)| (p.clock_start, p.id.order()));
        for (person, told) in left {
            if person.deadline() >= horizon {
                self.observer.waits(&person, horizon);
                let stay = self.stay(&person);
                self.tally.still_waits(&stay);
            } else if !told {
                self.leave(&person, person.deadline(), Exit::Removed);
            }
        }
        if let Capacity::Servers { count, .. } = self.stage.capacity {
            self.tally.capacity.open += i128::from(count) * i128::from(horizon - self.model.warm_up);
        }
        (self.tally, self.observer)
    }
}

/// Rounds half away from zero, as `f64::round` does; no time is negative. Plain instructions instead of a call.
#[inline]
const fn whole_seconds(seconds: f64) -> Time {
    let whole = seconds as Time;
    if whole < 0 {
        return 0;
    }
    // The remainder is exact, and 0 where the value has saturated.
    whole.saturating_add((seconds - whole as f64 >= 0.5) as Time)
}

enum Called {
    Person(Person),
    KeepFree,
    Nobody,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_rounded_as_the_standard_library_does() {
        let edges = [0.0, -0.0, 0.5, 1.5, 2.5, 0.499_999_999_999_999_94, 4_503_599_627_370_497.5, 1e300, f64::INFINITY];
        for x in edges.into_iter().chain((0..10_000).map(|i| f64::from(i) * 1_234.567_891)).chain([-0.4, -0.6, -7.0]) {
            assert_eq!(whole_seconds(x), (x.round() as Time).max(0), "{x}");
        }
    }
}

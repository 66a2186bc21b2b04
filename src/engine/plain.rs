//! The event loop of a plain service: one stage, to which nobody is on the way but those who are referred; lanes kept by
//! seniority; who is called is treated or misses the appointment. Nearly every run is of this kind.
//!
//! What happens is what `step` says, with fewer places to look at: everything that a plain service cannot have is left out, and
//! counts of capacity are kept aside and told once a window.

use super::Observer;
use super::books::Books;
use super::calendar::Then;
use super::patients::Arrivals;
use super::place::Place;
use super::step::Work;
use crate::discipline::{Lot, Pick, View};
use crate::distributions::{Dist, ln};
use crate::error::Stopped;
use crate::model::{Capacity, Session};
use crate::people::Person;
use crate::rng::{Purpose, uniform};
use crate::tally::CapacityTally;
use crate::time::{Time, whole_seconds};

/// Who is called at a plain place.
enum Next {
    Person(Person),
    KeepFree,
    Nobody,
}

impl<O: Observer> Work<'_, O> {
    /// The same as [`Self::advance_all`] where the service is plain.
    pub(super) fn advance_plain(&mut self, arrivals: &mut Arrivals<'_>, until: Time) -> Result<(), Stopped> {
        let mut used = CapacityTally::default();
        let done = match &self.places[0].stage.capacity {
            Capacity::Slots { sessions, .. } => self.plain_sessions(arrivals, sessions, until, &mut used),
            Capacity::Servers { .. } => self.plain_servers(arrivals, until, &mut used),
            Capacity::Delay(_) => self.advance_all(arrivals, until),
        };
        self.books.tally.capacity.merge(&used);
        done
    }

    fn plain_sessions(
        &mut self,
        arrivals: &mut Arrivals<'_>,
        sessions: &[Session],
        until: Time,
        used: &mut CapacityTally,
    ) -> Result<(), Stopped> {
        let (books, place) = (&mut self.books, &mut self.places[0]);
        while let Some(session) = sessions.get(place.session).filter(|s| s.time < until) {
            place.arrive_plain(books, arrivals, session.time)?;
            place.open_next();
            place.hold_plain(books, session, used);
        }
        place.arrive_plain(books, arrivals, until - 1)
    }

    fn plain_servers(
        &mut self,
        arrivals: &mut Arrivals<'_>,
        until: Time,
        used: &mut CapacityTally,
    ) -> Result<(), Stopped> {
        let Self { books, places, clock, .. } = self;
        let place = &mut places[0];
        loop {
            let completion = place.completions.next();
            let next = completion.min(arrivals.next_time());
            let now = if clock.started { next } else { 0 };
            if now >= until {
                return Ok(());
            }
            clock.strikes(now, books.service)?;
            if completion == now {
                place.release_plain(books, now);
            }
            if arrivals.next_time() <= now {
                place.arrive_plain(books, arrivals, now)?;
            }
            while place.free > 0 {
                let Next::Person(person) = place.call_plain(books, now, 0) else { break };
                place.serve_plain(books, person, now, used);
            }
        }
    }
}

impl<'a> Place<'a> {
    /// Lets everybody in who comes up to and at this instant.
    #[inline]
    fn arrive_plain<O: Observer>(
        &mut self,
        books: &mut Books<'a, O>,
        arrivals: &mut Arrivals<'_>,
        now: Time,
    ) -> Result<(), Stopped> {
        while let Some(&person) = arrivals.take(now) {
            books.claim(person.id, Purpose::Person);
            books.tally.joins_after(&mut self.arrival_row, person.class, person.clock_start);
            books.observer.joined(&person, person.clock_start);
            self.join_plain(books, person);
            self.guard(books, person.clock_start)?;
        }
        Ok(())
    }

    /// One decision.
    #[inline(always)]
    fn call_plain<O: Observer>(&mut self, books: &mut Books<'a, O>, now: Time, slot: u32) -> Next {
        loop {
            let (heads, counts) = (&self.lanes.heads[..], &self.lanes.counts[..]);
            let view = View { now, slot, heads, counts, calls: self.calls, lot: &Lot::NONE, seen: &[] };
            let pick = if self.first_lane { view.first() } else { self.ranker.pick(&view) };
            let Pick::Lane(lane) = pick else {
                return if pick == Pick::KeepFree { Next::KeepFree } else { Next::Nobody };
            };
            let person = self.lanes.pop_senior(lane);
            if person.deadline() <= now {
                self.notice(books, lane, &person);
                continue;
            }
            self.lanes.counts[lane] -= 1;
            self.waiting -= 1;
            self.calls += 1;
            return Next::Person(person);
        }
    }

    #[inline]
    fn hold_plain<O: Observer>(&mut self, books: &mut Books<'a, O>, session: &Session, used: &mut CapacityTally) {
        let (now, slots) = (session.time, session.slots);
        let counted = books.counted(now);
        books.claims.claim(self.stage.spaces.session, now as u64, Purpose::LostSession, 0);
        if self.is_lost(books, now) {
            books.observer.session(now, 0);
            used.lost += if counted { u64::from(slots) } else { 0 };
            return;
        }
        books.observer.session(now, slots);
        self.session_begins(slots);
        let (mut booked, mut attended, mut kept_free) = (0, 0, 0);
        for slot in 0..slots {
            match self.call_plain(books, now, slot) {
                Next::Person(person) => {
                    booked += 1;
                    attended += u64::from(!self.see_plain(books, &person, now));
                }
                Next::KeepFree => kept_free += 1,
                Next::Nobody => break,
            }
        }
        if counted {
            used.offered += u64::from(slots);
            used.booked += booked;
            used.unused += u64::from(slots).saturating_sub(booked);
            used.attended += attended;
            used.reserved_unused += kept_free;
        }
        self.rejoin(books);
    }

    /// Somebody is seen in a slot, or misses it: whether so.
    #[inline]
    fn see_plain<O: Observer>(&mut self, books: &mut Books<'a, O>, person: &Person, now: Time) -> bool {
        books.turn_to(person);
        let missed = books.draw.misses(self.stage, person, now);
        books.appointment_plain(self.stage, person, now, missed);
        if missed {
            self.missed_plain(books, *person, now);
        }
        missed
    }

    /// A server takes somebody.
    #[inline]
    fn serve_plain<O: Observer>(
        &mut self,
        books: &mut Books<'a, O>,
        person: Person,
        now: Time,
        used: &mut CapacityTally,
    ) {
        let stage = self.stage;
        books.claim_at(stage, person.id, Purpose::Service);
        books.turn_to(&person);
        let end = now.saturating_add(self.plain_service(books, &person));
        self.takes(books, &person, now, end);
        let missed = books.draw.misses(stage, &person, now);
        books.appointment_plain(stage, &person, now, missed);
        if books.counted(now) {
            used.booked += 1;
            used.attended += u64::from(!missed);
        }
        let (from, to) = (now.max(books.model.warm_up), end.min(books.model.horizon));
        used.busy += i128::from((to - from).max(0));
        self.completions.push(end, if missed { Then::Missed(person) } else { Then::Free });
    }

    #[inline]
    fn plain_service<O: Observer>(&self, books: &Books<'a, O>, person: &Person) -> Time {
        let Capacity::Servers { service, service_of, .. } = &self.stage.capacity else { return 0 };
        match &service[service_of[person.class as usize] as usize] {
            Dist::Constant { value } => whole_seconds(*value),
            Dist::Exponential { mean } => {
                let word = books.draw.word_at(self.stage, person, Purpose::Service);
                whole_seconds(-mean * ln(uniform(word)))
            }
            law => books.draw.time(law, self.stage, person, Purpose::Service),
        }
    }

    /// Servers that are free from now on.
    #[inline]
    fn release_plain<O: Observer>(&mut self, books: &mut Books<'a, O>, now: Time) {
        while let Some(then) = self.completions.pop_at(now) {
            self.free += 1;
            if let Then::Missed(person) = then {
                self.missed_plain(books, person, now);
            }
        }
        self.rejoin(books);
    }

    #[inline(never)]
    fn missed_plain<O: Observer>(&mut self, books: &mut Books<'a, O>, person: Person, now: Time) {
        let delayed = self.after_missed(books, person, now);
        debug_assert!(delayed.is_none(), "nobody is on the way to a plain place");
    }
}

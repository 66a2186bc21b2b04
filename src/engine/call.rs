//! A decision at a stage: who is called next, and the luck that is the stage's own.

use super::ledger::Ledger;
use super::remembered::Ahead;
use super::ring_fence::Fences;
use super::working_stage::WorkingStage;
use super::{Decision, Observer};
use crate::discipline::{Lot, MISSES, Order, PersonKey, Pick, View};
use crate::model::Capacity;
use crate::people::{Draw, Person};
use crate::rng::Purpose;
use crate::time::Time;

/// Who was called.
pub(super) enum Called {
    Person(Person),
    KeepFree,
    Nobody,
}

/// The place that a word picks among so many entries.
#[inline]
const fn at(word: u64, entries: usize) -> usize {
    ((word as u128 * entries as u128) >> 64) as usize
}

impl<'a> WorkingStage<'a> {
    /// One decision: the next living person, if anybody may be seen, who is then called.
    #[inline(always)]
    pub(super) fn call<const PLAIN: bool, O: Observer>(
        &mut self,
        ledger: &mut Ledger<'a, O>,
        now: Time,
        slot: u32,
    ) -> Called {
        let next = self.ask::<PLAIN, O>(ledger, now, slot);
        if let Called::Person(person) = &next {
            self.is_called::<PLAIN, O>(ledger, person, now);
        }
        next
    }

    /// Somebody is called, which a rule may look back at.
    #[inline]
    pub(super) fn is_called<const PLAIN: bool, O: Observer>(
        &mut self,
        ledger: &Ledger<'a, O>,
        person: &Person,
        now: Time,
    ) {
        self.calls += 1;
        if !PLAIN && !self.seen.is_empty() {
            let lane = self.lane_of_rule(ledger.draw.booked(person), person);
            let seen = &mut self.seen[lane];
            seen.calls += 1;
            seen.waited += i128::from(now - person.clock_start);
        }
    }

    /// The lane that the rule puts a person of this class, as recorded, into.
    #[inline]
    pub(super) fn lane_of_rule(&self, booked: u16, person: &Person) -> usize {
        let booked = booked as usize;
        let at = if self.by_missed { booked * MISSES + usize::from(person.id.missed()) } else { booked };
        self.lane_of[at] as usize
    }

    /// One decision: the next living person, if anybody may be seen; not yet called, as the offer may be one that they cannot take.
    #[inline(always)]
    pub(super) fn ask<const PLAIN: bool, O: Observer>(
        &mut self,
        ledger: &mut Ledger<'a, O>,
        now: Time,
        slot: u32,
    ) -> Called {
        if !PLAIN {
            self.carry_out_departures(ledger, now);
        }
        let decision = self.decisions;
        let mut drawn = Lot::NONE;
        if !PLAIN && self.lots {
            if self.order == Order::ByWait {
                return self.ask_by_wait(ledger, now, slot);
            }
            drawn.word = self.lot(ledger);
        }
        let lot = if PLAIN { &Lot::NONE } else { &drawn };
        let mut attempt = 0;
        loop {
            let pick = self.pick::<PLAIN>(now, slot, lot);
            if O::WATCHES {
                let (ranker, lanes, fences) = (&self.ranker, &self.lanes, self.fences.as_ref());
                let (heads, counts) = fences.map_or((&lanes.heads, &lanes.counts), Fences::as_merged);
                let view = View { now, slot, heads, counts, calls: self.calls, lot, seen: &self.seen };
                ledger.observer.decides(&Decision { stage: self.number, view, pick, ranker, lanes, fences });
            }
            let Pick::Lane(mut lane) = pick else {
                // The words of a decision are used up, also where all of them fell on people who had left.
                if !PLAIN {
                    self.decisions += u64::from(attempt > 0);
                }
                return if pick == Pick::KeepFree { Called::KeepFree } else { Called::Nobody };
            };
            let random = !PLAIN && self.order == Order::Random;
            let place = if random { self.random_place(ledger, lane, decision, attempt) } else { 0 };
            attempt += 1;
            if !PLAIN && let Some(fences) = &self.fences {
                lane = fences.first(lane, &self.lanes.heads);
            }
            let person = if PLAIN { self.lanes.pop_senior(lane) } else { self.lanes.pop(lane, place) };
            if person.deadline() <= now {
                if PLAIN || !self.is_told(&person) {
                    self.notice(ledger, lane, &person);
                }
                continue;
            }
            self.lanes.counts[lane] -= 1;
            self.waiting -= 1;
            if !PLAIN {
                self.forget(&person);
                self.decisions += 1;
            }
            return Called::Person(person);
        }
    }

    /// The lane that the rule picks.
    #[inline]
    fn pick<const PLAIN: bool>(&mut self, now: Time, slot: u32, lot: &Lot<'_>) -> Pick {
        let (heads, counts) = match &mut self.fences {
            Some(fences) if !PLAIN => fences.merged(&self.lanes.heads, &self.lanes.counts),
            _ => (&self.lanes.heads, &self.lanes.counts),
        };
        let seen = if PLAIN { &[][..] } else { &self.seen };
        let calls = self.calls;
        // Made where it is looked at: the first lane is found from a part of it.
        let view = || View { now, slot, heads, counts, calls, lot, seen };
        if self.first_lane { view().first() } else { self.ranker.pick(&view()) }
    }

    /// The luck of a decision that is made by lot.
    #[cold]
    pub(super) fn lot<O: Observer>(&mut self, ledger: &mut Ledger<'a, O>) -> u64 {
        // A decision at which nobody is called leaves its number, and so its luck, to the next one.
        ledger.draw.key.word(self.stage.spaces.decision, self.decisions, Purpose::Lot, 0)
    }

    #[cold]
    fn random_place<O: Observer>(
        &mut self,
        ledger: &mut Ledger<'a, O>,
        lane: usize,
        decision: u64,
        attempt: u32,
    ) -> usize {
        ledger.draw_check.claim(self.stage.spaces.decision, decision, Purpose::Decision, attempt);
        let word = |decision| ledger.draw.key.word(self.stage.spaces.decision, decision, Purpose::Decision, attempt);
        let entries = self.lanes.entries(lane);
        if attempt > 0 || self.lanes.counts.len() > 1 || entries < Ahead::LONG {
            return at(word(decision), entries);
        }
        if !(self.ahead.first..self.ahead.first + Ahead::MANY as u64).contains(&decision) {
            self.ahead = Ahead { first: decision, words: std::array::from_fn(|next| word(decision + next as u64)) };
            let places = self.ahead.words.iter().enumerate().map(|(next, &word)| at(word, entries - next));
            self.lanes.glance(lane, places);
        }
        at(self.ahead.words[(decision - self.ahead.first) as usize], entries)
    }

    #[cold]
    pub(super) fn personal_key(&self, draw: &Draw<'_>, key: PersonKey, person: &Person) -> i64 {
        match key {
            PersonKey::ServiceTime => match &self.stage.capacity {
                Capacity::Servers { service, service_of, .. } => draw.time(
                    &service[service_of[person.class as usize] as usize],
                    self.stage,
                    person,
                    Purpose::Service,
                ),
                Capacity::Slots { .. } | Capacity::Delay(_) => 0,
            },
            PersonKey::HighestScore => {
                let mut first = *person;
                first.id = person.id.afresh();
                -((draw.word(&first, Purpose::Score) >> 1) as i64)
            }
        }
    }
}

//! The ledger of a part: it tells the tally, the observer and the check of draws what happens.

use std::collections::BTreeMap;

use super::Observer;
use super::draw_check::DrawCheck;
use super::moving::Moving;
use super::remembered::AppointmentWords;
use crate::ids::{Cause, PersonId, Source};
use crate::model::{ClockEffect, Model, NextStep, Service, Stage, Unmet};
use crate::people::behaviour::FOLLOWS;
use crate::people::{Draw, Person};
use crate::rng::Purpose;
use crate::tally::{ClassTally, Exit, Stay, Tally};
use crate::time::Time;

/// The ledger of a part. Every event is entered here once.
#[derive(Debug)]
pub(super) struct Ledger<'a, O> {
    pub(super) model: &'a Model,
    pub(super) service: &'a Service,
    pub(super) draw: Draw<'a>,
    /// How many attempts people have behind beyond the last that their records count, by their order.
    beyond: BTreeMap<u64, u32>,
    pub(super) draw_check: DrawCheck,
    pub(super) appointment: AppointmentWords,
    pub(super) tally: Tally,
    pub(super) observer: O,
    /// DayBuckets beyond which a wait is a breach, by class.
    pub(super) targets: Vec<i64>,
    /// Official clocks, where there are rules for them.
    pub(super) official: Option<Box<Moving>>,
}

impl<'a, O: Observer> Ledger<'a, O> {
    /// Nothing has happened yet.
    pub(super) fn new(model: &'a Model, draw: Draw<'a>, tally: Tally, observer: O, targets: Vec<i64>) -> Self {
        Self {
            model,
            service: draw.service,
            draw,
            beyond: BTreeMap::new(),
            draw_check: DrawCheck::default(),
            appointment: AppointmentWords::default(),
            tally,
            observer,
            targets,
            official: draw.service.has_official_clock().then(Box::default),
        }
    }

    /// The draws that follow are of this person.
    #[inline(always)]
    pub(super) fn turn_to(&mut self, person: &Person) {
        if person.id.attempt() == PersonId::MOST_ATTEMPTS {
            self.recall(person);
        }
    }

    #[cold]
    #[inline(never)]
    fn recall(&mut self, person: &Person) {
        self.draw.beyond = self.beyond.get(&person.id.order()).copied().unwrap_or(0);
    }

    /// One more visit or change of state lies behind somebody.
    #[inline]
    pub(super) fn next_attempt(&mut self, person: &mut Person) {
        self.counts_on(person);
        person.id = person.id.next_attempt();
    }

    /// One more missed appointment lies behind somebody.
    #[inline]
    pub(super) fn after_a_miss(&mut self, person: &mut Person) {
        self.counts_on(person);
        person.id = person.id.after_a_miss();
    }

    #[inline(always)]
    fn counts_on(&mut self, person: &Person) {
        if person.id.attempt() == PersonId::MOST_ATTEMPTS {
            self.count_beyond(person);
        }
    }

    #[cold]
    #[inline(never)]
    fn count_beyond(&mut self, person: &Person) {
        let beyond = self.beyond.entry(person.id.order()).or_insert(0);
        *beyond = beyond.saturating_add(1);
        self.draw.beyond = *beyond;
        // The record looks as it did, but its luck is another.
        self.appointment = AppointmentWords::default();
    }
}

impl<O: Observer> Ledger<'_, O> {
    /// A draw of a person's current attempt is about to be used.
    #[inline]
    pub(super) fn claim(&mut self, id: PersonId, purpose: Purpose) {
        self.draw_check.claim_attempt(&self.service.spaces.person, id, purpose);
    }

    /// A draw of a person's current attempt at a stage is about to be used.
    #[inline]
    pub(super) fn claim_at(&mut self, stage: &Stage, id: PersonId, purpose: Purpose) {
        self.draw_check.claim_attempt(&stage.spaces.person, id, purpose);
    }

    /// Whether what happens now is counted.
    #[inline]
    pub(super) const fn counted(&self, now: Time) -> bool {
        now >= self.model.warm_up
    }

    /// Where the tally counts somebody: the true class, and what is recorded of it where that may differ.
    #[inline]
    pub(super) fn slot(&self, person: &Person) -> u16 {
        match &self.service.records {
            Some(records) => records.slot(person.class, person.recorded, self.service.urgencies.len()),
            None => person.class,
        }
    }

    /// The tally of people like this one.
    #[inline]
    pub(super) fn class(&mut self, person: &Person) -> &mut ClassTally {
        let slot = self.slot(person);
        self.tally.class(slot)
    }

    #[inline]
    pub(super) fn stay(&self, person: &Person) -> Stay {
        Stay {
            class: self.slot(person),
            clock_start: person.clock_start,
            today: person.id.source() == Source::Today,
            target_days: self.targets[person.class as usize],
        }
    }

    /// A person's clock stops, which is the one way off the list; nothing is told of those whose clock has stopped before, who
    /// only come for follow-up. From then on nothing ends their patience.
    #[inline]
    pub(super) fn leave(&mut self, person: &mut Person, at: Time, how: Exit) {
        if person.id.stopped() {
            return;
        }
        self.draw_check.claim_end(person.id);
        self.observer.left(person, at, how);
        let stay = self.stay(person);
        self.tally.leaves(&stay, at, how);
        if self.official.is_some() {
            self.clock_ends(person, &stay, Some((at, how)));
        }
        person.id = person.id.stop();
        person.patience = u32::MAX;
    }

    /// A person's deadline has come: who they are from then on, where they are still on the list.
    #[inline]
    pub(super) fn fall_due(&mut self, mut person: Person) -> Option<Person> {
        let how = match person.id.cause() {
            Cause::Change => return Some(self.change(&person)),
            Cause::Removal => Exit::Removed,
            Cause::Death => Exit::Died,
            Cause::Emergency => Exit::Emergency,
            Cause::Private => Exit::Private,
        };
        let at = person.deadline();
        self.leave(&mut person, at, how);
        None
    }

    /// At the end: a person whose patience has run out unnoticed leaves, everybody else still waits; at the stage, if one is given.
    pub(super) fn sweep(&mut self, person: Person, stage: Option<usize>) {
        let settled = self.settle(person, self.model.horizon - 1);
        match (settled, stage) {
            (Some(person), Some(stage)) => {
                self.stays(stage, person.class);
                if person.id.stopped() {
                    self.leaves_follow_up_open(stage, &person);
                }
            }
            (None, Some(stage)) => self.lost(stage, person.class),
            _ => {}
        }
        if let Some(person) = settled {
            self.waits(&person);
        }
    }

    /// Someone is still here at the end, and so on the list unless the clock has stopped.
    pub(super) fn waits(&mut self, person: &Person) {
        if person.id.stopped() {
            return;
        }
        self.draw_check.claim_end(person.id);
        self.observer.waits(person, self.model.horizon);
        let stay = self.stay(person);
        self.tally.still_waits(&stay);
        self.clock_ends(person, &stay, None);
    }

    /// An appointment is due.
    #[inline]
    pub(super) fn appointment<const PLAIN: bool>(&mut self, stage: &Stage, person: &Person, now: Time, missed: bool) {
        self.claim_at(stage, person.id, Purpose::Appointment);
        self.observer.called(person, now, !missed);
        // At a plain place the appointments of those who come are counted when they are treated, which is now.
        if (missed || !PLAIN) && self.counted(now) {
            let class = self.class(person);
            class.booked += 1;
            class.missed += u64::from(missed);
        }
        if !PLAIN && stage.levers.attendance.is_some() {
            self.supported(stage, person, now);
        }
    }

    /// Help to attend is paid for where it reaches somebody.
    #[cold]
    fn supported(&mut self, stage: &Stage, person: &Person, now: Time) {
        let support = stage.levers.attendance.as_ref().and_then(|a| a.support.as_ref());
        let Some(support) = support.filter(|s| s.given(now)) else { return };
        self.claim_at(stage, person.id, Purpose::Reached);
        self.turn_to(person);
        if self.counted(now) && self.draw.reached(stage, support, person, now) {
            self.class(person).supported += 1;
        }
    }

    /// A person who came to an appointment at a plain place is treated. Appointment and treatment are counted together.
    #[inline]
    pub(super) fn is_treated(&mut self, person: &Person, now: Time) {
        self.draw_check.claim_end(person.id);
        self.observer.left(person, now, Exit::Treated);
        let stay = self.stay(person);
        self.tally.treated(&stay, now, u64::from(self.counted(now)));
    }

    /// Someone is in service, which nobody waits for.
    #[cold]
    pub(super) fn in_service(&mut self, person: &Person, from: Time, to: Time) {
        let slot = self.slot(person);
        self.tally.in_service(slot, from, to);
    }

    /// Whether somebody in need is never referred, counted where so.
    #[cold]
    pub(super) fn never_referred(&mut self, unmet: &Unmet, person: &Person) -> bool {
        let never = self.draw.never_referred(unmet, person);
        let counted = u64::from(self.counted(person.clock_start));
        let class = self.class(person);
        class.in_need += counted;
        if never {
            class.unmet += 1;
            class.never_referred += counted;
        }
        never
    }

    /// A person whose deadline has come by now changes clinical class, once or more, or has left (and the observer is told).
    #[inline]
    pub(super) fn settle(&mut self, person: Person, now: Time) -> Option<Person> {
        if person.deadline() > now { Some(person) } else { self.settle_due(person, now) }
    }

    #[inline(never)]
    fn settle_due(&mut self, mut person: Person, now: Time) -> Option<Person> {
        while person.deadline() <= now {
            person = self.fall_due(person)?;
        }
        Some(person)
    }

    /// The person in the next clinical class, from the deadline on.
    fn change(&mut self, person: &Person) -> Person {
        self.claim(person.id, Purpose::Change);
        self.turn_to(person);
        let changed = self.draw.changed(person);
        self.counts_on(person);
        self.lives_on(&changed);
        self.reclassified(person, &changed, person.deadline());
        changed
    }

    /// The person in the clinical class that a visit has given. The attempt is a new one.
    #[cold]
    pub(super) fn reclass(&mut self, person: &Person, urgency: usize, now: Time) -> Person {
        self.turn_to(person);
        let after = self.draw.reclassed(person, urgency, now);
        if self.draw.lives_otherwise(person, &after) {
            self.lives_on(&after);
        }
        if after.class != person.class {
            self.reclassified(person, &after, now);
        }
        after
    }

    /// What happens to somebody while they wait has been drawn again for this attempt.
    #[cold]
    pub(super) fn lives_on(&mut self, person: &Person) {
        self.claim(person.id, Purpose::Patience);
        self.claim(person.id, Purpose::Course);
    }

    /// A person is of another clinical class from an instant on. People on the list are booked under it from then on.
    #[cold]
    fn reclassified(&mut self, was: &Person, after: &Person, at: Time) {
        self.observer.changed(was, after, at);
        if !after.id.stopped() {
            if self.counted(at) {
                self.class(was).changed += 1;
            }
            let (before, after) = (self.stay(was), self.stay(after));
            self.tally.changes(&before, &after, at);
            self.clock_changes_class(was, &before, at);
        }
    }

    /// What an attended appointment does to the clock, and what follows for a person who goes on.
    #[inline(always)]
    pub(super) fn attended<'s>(&mut self, stage: &'s Stage, person: &mut Person, now: Time) -> Option<&'s NextStep> {
        if stage.onward.is_none() {
            self.leave(person, now, Exit::Treated);
            return None;
        }
        self.attended_and(stage, person, now)
    }

    #[inline(always)]
    fn attended_and<'s>(&mut self, stage: &'s Stage, person: &mut Person, now: Time) -> Option<&'s NextStep> {
        self.draw_check.claim_word(&stage.spaces.person, person.id, Purpose::Appointment, FOLLOWS);
        let outcome = self.outcome(stage, person)?;
        let how = match (outcome.clock, outcome.to) {
            (ClockEffect::Discharged, _) => Some(Exit::Discharged),
            (ClockEffect::Treated, _) | (ClockEffect::Runs, None) => Some(Exit::Treated),
            (ClockEffect::Runs, Some(_)) => None,
        };
        if let Some(how) = how {
            self.leave(person, now, how);
        }
        (outcome.to.is_some() || outcome.refers_to.is_some()).then_some(outcome)
    }
}

//! Observers of tests behind one type, so that the engine is built for them once and not for each.

use queuity::engine::{Decision, Departures, Observer};
use queuity::error::Stopped;
use queuity::model::{ClockRule, Model};
use queuity::people::Person;
use queuity::tally::{Exit, OfficialWait, Tally};
use queuity::time::Time;

/// What an [`Observer`] sees, for one that is known at run time only.
pub(crate) trait Watcher {
    /// Whether it is told of every decision.
    fn watches(&self) -> bool {
        false
    }
    fn decides(&mut self, _decision: &Decision<'_>) {}
    fn joined(&mut self, _person: &Person, _at: Time) {}
    fn called(&mut self, _person: &Person, _at: Time, _attends: bool) {}
    fn booked(&mut self, _person: &Person, _at: Time, _for_session: Time) {}
    fn called_off(&mut self, _person: &Person, _at: Time) {}
    fn cancelled(&mut self, _person: &Person, _at: Time) {}
    fn declined(&mut self, _person: &Person, _at: Time) {}
    fn passed_over(&mut self, _person: &Person, _at: Time) {}
    fn sent_home(&mut self, _person: &Person, _at: Time) {}
    fn unavailable(&mut self, _person: &Person, _at: Time, _until: Time) {}
    fn clock_moves(&mut self, _person: &Person, _at: Time, _how: ClockRule, _clock: &OfficialWait) {}
    fn changed(&mut self, _before: &Person, _after: &Person, _at: Time) {}
    fn moved(&mut self, _person: &Person, _at: Time, _stage: usize) {}
    fn referred_on(&mut self, _person: &Person, _at: Time, _to: usize, _arrives: Time) {}
    fn left(&mut self, _person: &Person, _at: Time, _how: Exit) {}
    fn waits(&mut self, _person: &Person, _at: Time) {}
    fn session(&mut self, _at: Time, _slots: u32) {}
}

/// A watcher as an observer.
pub(crate) struct Watched<'w, const WATCHES: bool>(pub(crate) &'w mut dyn Watcher);

impl<const WATCHES: bool> Observer for Watched<'_, WATCHES> {
    const WATCHES: bool = WATCHES;

    fn decides(&mut self, decision: &Decision<'_>) {
        self.0.decides(decision);
    }
    fn joined(&mut self, person: &Person, at: Time) {
        self.0.joined(person, at);
    }
    fn called(&mut self, person: &Person, at: Time, attends: bool) {
        self.0.called(person, at, attends);
    }
    fn booked(&mut self, person: &Person, at: Time, for_session: Time) {
        self.0.booked(person, at, for_session);
    }
    fn called_off(&mut self, person: &Person, at: Time) {
        self.0.called_off(person, at);
    }
    fn cancelled(&mut self, person: &Person, at: Time) {
        self.0.cancelled(person, at);
    }
    fn declined(&mut self, person: &Person, at: Time) {
        self.0.declined(person, at);
    }
    fn passed_over(&mut self, person: &Person, at: Time) {
        self.0.passed_over(person, at);
    }
    fn sent_home(&mut self, person: &Person, at: Time) {
        self.0.sent_home(person, at);
    }
    fn unavailable(&mut self, person: &Person, at: Time, until: Time) {
        self.0.unavailable(person, at, until);
    }
    fn clock_moves(&mut self, person: &Person, at: Time, how: ClockRule, clock: &OfficialWait) {
        self.0.clock_moves(person, at, how, clock);
    }
    fn changed(&mut self, before: &Person, after: &Person, at: Time) {
        self.0.changed(before, after, at);
    }
    fn moved(&mut self, person: &Person, at: Time, stage: usize) {
        self.0.moved(person, at, stage);
    }
    fn referred_on(&mut self, person: &Person, at: Time, to: usize, arrives: Time) {
        self.0.referred_on(person, at, to, arrives);
    }
    fn left(&mut self, person: &Person, at: Time, how: Exit) {
        self.0.left(person, at, how);
    }
    fn waits(&mut self, person: &Person, at: Time) {
        self.0.waits(person, at);
    }
    fn session(&mut self, at: Time, slots: u32) {
        self.0.session(at, slots);
    }
}

/// Runs a service of a model, seen by a watcher.
pub(crate) fn run<W: Watcher>(
    model: &Model,
    service: usize,
    replication: u64,
    departures: Departures,
    mut watcher: W,
) -> Result<(Tally, W), Stopped> {
    let tally = seen(model, service, replication, departures, &mut watcher)?;
    Ok((tally, watcher))
}

fn seen(
    model: &Model,
    service: usize,
    replication: u64,
    departures: Departures,
    watcher: &mut dyn Watcher,
) -> Result<Tally, Stopped> {
    if watcher.watches() {
        return Ok(queuity::engine::run(model, service, replication, departures, Watched::<true>(watcher))?.0);
    }
    Ok(queuity::engine::run(model, service, replication, departures, Watched::<false>(watcher))?.0)
}

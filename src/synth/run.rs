//! Runs all lists of a site under the eyes of an observer each.

use super::frame::Frame;
use super::people::is_wanted;
use crate::engine::{Departures, Halted, Member, Observer, coupled_unless, together_unless};
use crate::error::Stopped;
use crate::experiment::Status;
use crate::model::Model;
use crate::people::Person;
use crate::tally::Exit;
use crate::time::Time;

/// Runs all services of a model; `watch` gives the observer of each (told whether it has several stages), and `done` makes of it what is kept.
pub(super) fn observed<W: Observer, T>(
    model: &Model,
    number: u64,
    halted: Halted<'_>,
    watch: &dyn Fn(bool) -> W,
    done: &dyn Fn(W) -> T,
) -> Result<Vec<T>, Stopped> {
    let mut found: Vec<Option<T>> = model.services.iter().map(|_| None).collect();
    let couplings = model.couplings();
    for coupling in &couplings {
        let advance = |members: &mut [Member<'_, W>]| members.iter_mut().for_each(Member::advance);
        let parts = coupled_unless(model, coupling, number, Departures::Lazy, halted, || watch(true), advance);
        for (service, part) in coupling.services.iter().zip(parts) {
            found[*service] = Some(done(part?.1));
        }
    }
    let coupled = |s: &usize| couplings.iter().any(|c| c.services.contains(s));
    for service in (0..model.services.len()).filter(|s| !coupled(s)) {
        let stages = model.services[service].stages.len() > 1;
        for part in together_unless(&[model], service, number, Departures::Lazy, halted, || watch(stages)) {
            found[service] = Some(done(part?.1));
        }
    }
    Ok(found.into_iter().flatten().collect())
}

/// How many pathways a site has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Heads {
    /// Of the population.
    pub(super) wanted: u64,
    /// Of everybody.
    pub(super) all: u64,
}

/// Counts people and remembers none.
struct Counter<'f> {
    frame: &'f Frame,
    heads: Heads,
}

impl Counter<'_> {
    fn see(&mut self, person: &Person, status: Status) {
        self.heads.all += 1;
        self.heads.wanted += u64::from(is_wanted(self.frame, status, person.clock_start));
    }
}

impl Observer for Counter<'_> {
    fn left(&mut self, person: &Person, _at: Time, how: Exit) {
        self.see(person, Status::from(how));
    }

    fn waits(&mut self, person: &Person, _at: Time) {
        self.see(person, Status::Waiting);
    }
}

/// Runs a site and counts its pathways.
pub(super) fn heads(frame: &Frame, number: u64, halted: Halted<'_>) -> Result<Heads, Stopped> {
    let watch = |_| Counter { frame, heads: Heads::default() };
    let lists = observed(&frame.model, number, halted, &watch, &|counter| counter.heads)?;
    Ok(lists
        .into_iter()
        .fold(Heads::default(), |sum, of| Heads { wanted: sum.wanted + of.wanted, all: sum.all + of.all }))
}

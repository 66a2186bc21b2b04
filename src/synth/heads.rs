//! How many pathways a site has, counted without keeping any.

use super::frame::Frame;
use super::people::{is_wanted, wanted};
use super::run::observed;
use super::watch::Site;
use crate::engine::{Halted, Observer};
use crate::error::Stopped;
use crate::experiment::Status;
use crate::people::Person;
use crate::tally::Exit;
use crate::time::Time;

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
    fn see(&mut self, person: &Person, at: Time, status: Status) {
        self.heads.all += 1;
        self.heads.wanted += u64::from(is_wanted(self.frame, status, person.clock_start, at));
    }
}

impl Observer for Counter<'_> {
    fn left(&mut self, person: &Person, at: Time, how: Exit) {
        self.see(person, at, Status::from(how));
    }

    fn waits(&mut self, person: &Person, at: Time) {
        self.see(person, at, Status::Waiting);
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

/// The same of a site that has run.
#[must_use]
pub(super) fn count(frame: &Frame, site: &Site) -> Heads {
    let all = || site.lists.iter().flat_map(|list| &list.paths);
    Heads { wanted: all().filter(|p| wanted(frame, p)).count() as u64, all: all().count() as u64 }
}

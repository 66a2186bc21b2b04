//! How many pathways a site has, counted without keeping any.

use super::extract::Extract;
use super::run::observed;
use crate::engine::{Halted, Observer};
use crate::error::Stopped;
use crate::experiment::Status;
use crate::people::Person;
use crate::tally::Exit;
use crate::time::Time;

/// Counts people and remembers none.
struct Counter<'f> {
    extract: &'f Extract,
    heads: u64,
}

impl Counter<'_> {
    fn see(&mut self, person: &Person, at: Time, status: Status) {
        self.heads += u64::from(self.extract.wants(status, person.clock_start, at));
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

/// Runs a site and counts its pathways of the population.
pub(super) fn heads(extract: &Extract, number: u64, halted: Halted<'_>) -> Result<u64, Stopped> {
    let watch = |_| Counter { extract, heads: 0 };
    Ok(observed(&extract.model, number, halted, &watch, &|counter| counter.heads)?.into_iter().sum())
}

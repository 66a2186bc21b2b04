//! Every figure of every replication, made one at a time, since there are many.

use super::basis::{by_name, date_of, dates};
use super::rows::{Key, ReplicationRow};
use crate::experiment::{Outcome, Readings};
use crate::measure::Words;

/// Every figure of every replication, by variant (name), replication and row.
#[derive(Debug)]
pub struct Replications<'a> {
    outcome: &'a Outcome,
    /// Of the opening and the closing snapshot.
    dates: [String; 2],
    /// The cells that are done, in order.
    cells: Vec<(usize, u64, &'a Readings)>,
}

impl<'a> Replications<'a> {
    /// The figures of an outcome.
    #[must_use]
    pub fn new(outcome: &'a Outcome, date: &dyn Fn(i64) -> String) -> Self {
        let mut cells = Vec::new();
        for variant in by_name(&outcome.variants) {
            for (replication, cell) in (0..).zip(&outcome.cells[variant]) {
                if let Some(readings) = cell {
                    cells.push((variant, replication, readings.as_ref()));
                }
            }
        }
        Self { outcome, dates: dates(outcome, date), cells }
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len() * self.outcome.layout.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The dates of the figures; empty for cohorts.
    pub fn at(&self) -> impl Iterator<Item = &str> {
        self.outcome.layout.rows.iter().map(|row| date_of(&self.dates, row))
    }

    /// The figure of a row of the layout in words, and its date.
    pub(crate) fn named(&self, row: usize) -> (Words<'a>, &str) {
        let row = &self.outcome.layout.rows[row];
        (self.outcome.layout.words(&row.figure), date_of(&self.dates, row))
    }

    /// All rows.
    pub fn rows(&self) -> impl Iterator<Item = ReplicationRow<'_>> {
        self.cells.iter().flat_map(move |&(variant, replication, readings)| {
            readings.iter().enumerate().map(move |(row, reading)| {
                let (words, at) = self.named(row);
                let key = Key::new(&self.outcome.variants[variant], &words, at);
                ReplicationRow { key, replication, value: reading.value.ok(), n: reading.n }
            })
        })
    }
}

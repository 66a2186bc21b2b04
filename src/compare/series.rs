//! Week by week: means and intervals over replications from exact integer sums.

use super::basis::by_name;
use super::estimate::COVERAGE;
use super::estimate::{Estimate, notes, partial};
use super::rows::SeriesRow;
use crate::experiment::{Outcome, Sums};
use crate::measure::Words;
use crate::stat::interval::TIntervals;
use crate::time::DAY;

/// One point of the weekly series of one replication.
#[derive(Clone, Debug)]
pub struct FirstRow<'a> {
    /// The variant.
    pub variant: &'a str,
    /// The figure in words.
    pub words: Words<'a>,
    /// Date of the audit.
    pub at: &'a str,
    /// Number of the audit.
    pub week: u64,
    /// The value, in the unit of the figure.
    pub value: f64,
}

/// A point of a line of the series of a variant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) variant: usize,
    pub(super) line: usize,
    pub(super) point: usize,
}

/// The weekly series of all variants, by variant (name), line and week; its rows are made one at a time, since there are many.
#[derive(Debug)]
pub struct Series<'a> {
    pub(super) outcome: &'a Outcome,
    pub(super) variants: Vec<usize>,
    /// The dates of the points.
    at: Vec<String>,
}

impl<'a> Series<'a> {
    /// The series of an outcome.
    #[must_use]
    pub fn new(outcome: &'a Outcome, date: &dyn Fn(i64) -> String) -> Self {
        let every = outcome.scope.audit.unwrap_or(DAY) / DAY;
        // The last row is the closing snapshot.
        let day = |point: usize| (point as i64 * every).min(outcome.scope.last_day());
        let at = (0..outcome.series_layout.points).map(|point| date(day(point))).collect();
        Self { outcome, variants: by_name(&outcome.variants), at }
    }

    /// The dates of the points, in order.
    pub fn at(&self) -> impl Iterator<Item = &str> {
        self.at.iter().map(String::as_str)
    }

    /// All rows, in order.
    pub fn rows(&self) -> impl Iterator<Item = SeriesRow<'_>> {
        let mut intervals = TIntervals::new(COVERAGE);
        self.places().map(move |(place, sums)| self.row(place, &sums, &mut intervals))
    }

    /// Where the rows come from, with the sums of each, in the same order.
    pub(super) fn places(&self) -> impl Iterator<Item = (Place, Sums)> {
        let layout = &self.outcome.series_layout;
        (self.variants.iter())
            .flat_map(move |&variant| self.outcome.series[variant].iter().enumerate().map(move |sums| (variant, sums)))
            .map(move |(variant, (i, sums))| {
                (Place { variant, line: i / layout.points, point: i % layout.points }, sums)
            })
            // A line of what happened since the audit before has no point at the opening snapshot.
            .filter(move |(place, _)| place.point > 0 || layout.keys[place.line].opens)
    }

    /// How many integers of a line make a unit; counts are of real people.
    pub(super) fn units(&self, line: usize) -> f64 {
        let key = &self.outcome.series_layout.keys[line];
        if key.units == 1 { 1.0 / self.outcome.scale } else { key.units as f64 }
    }

    /// The weeks of replication 0 alone, of all services together, in the same order.
    pub fn first(&self) -> impl Iterator<Item = FirstRow<'_>> {
        let layout = &self.outcome.series_layout;
        let points = move |&variant: &usize| self.outcome.first[variant].iter().map(move |point| (variant, *point));
        self.variants.iter().flat_map(points).filter_map(move |(variant, (place, value))| {
            let (line, point) = (place / layout.points, place % layout.points);
            let key = &layout.keys[line];
            let words = self.outcome.layout.words(&key.figure);
            let units = self.units(line);
            key.figure.service.is_none().then(|| FirstRow {
                variant: &self.outcome.variants[variant],
                words,
                at: &self.at[point],
                week: point as u64,
                value: value as f64 / units,
            })
        })
    }

    /// The row of these sums.
    pub(super) fn row(&self, place: Place, sums: &Sums, intervals: &mut TIntervals) -> SeriesRow<'_> {
        let Place { variant, line, point } = place;
        let words = self.outcome.layout.words(&self.outcome.series_layout.keys[line].figure);
        let estimate = Estimate::of_sums(sums, self.units(line), intervals);
        // Nobody is on a list that is empty, so a share of it has no value there.
        let done = self.outcome.cells[variant].iter().flatten().count();
        let empty = done.saturating_sub(sums.count as usize);
        let note = notes([
            if empty > 0 { format!("nobody in {empty} of {done}") } else { String::new() },
            if sums.count == 1 { "one replication: no interval".into() } else { String::new() },
            partial(self.outcome.is_partial(), done, self.outcome.replications),
        ]);
        SeriesRow {
            variant: &self.outcome.variants[variant],
            service: words.service,
            stage: words.stage,
            population: words.set.population(),
            at: &self.at[point],
            week: point as u64,
            measure: words.measure,
            attribute: words.attribute,
            group: words.group,
            estimate: estimate.mean,
            lower: estimate.lower(),
            upper: estimate.upper(),
            coverage: COVERAGE,
            replications: u64::from(sums.count),
            unit: words.unit,
            note,
        }
    }
}

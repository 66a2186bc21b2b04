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

/// The weekly series of all variants, by variant (name), line and week; its rows are made one at a time, since there are many.
#[derive(Debug)]
pub struct Series<'a> {
    outcome: &'a Outcome,
    variants: Vec<usize>,
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
        let layout = &self.outcome.series_layout;
        let mut intervals = TIntervals::new(COVERAGE);
        (self.variants.iter())
            .flat_map(move |&variant| self.outcome.series[variant].iter().enumerate().map(move |sums| (variant, sums)))
            .map(move |(variant, (place, sums))| (variant, place / layout.points, place % layout.points, sums))
            // A line of what happened since the audit before has no point at the opening snapshot.
            .filter(move |&(_, line, point, _)| point > 0 || layout.keys[line].opens)
            .map(move |(variant, line, point, sums)| self.row((variant, line, point), &sums, &mut intervals))
    }

    /// The weeks of replication 0 alone, of all services together, in the same order.
    pub fn first(&self) -> impl Iterator<Item = FirstRow<'_>> {
        let layout = &self.outcome.series_layout;
        let points = move |&variant: &usize| self.outcome.first[variant].iter().map(move |point| (variant, *point));
        self.variants.iter().flat_map(points).filter_map(move |(variant, (place, value))| {
            let (line, point) = (place / layout.points, place % layout.points);
            let key = &layout.keys[line];
            let words = self.outcome.layout.words(&key.figure);
            let units = if key.units == 1 { 1.0 / self.outcome.scale } else { key.units as f64 };
            key.figure.service.is_none().then(|| FirstRow {
                variant: &self.outcome.variants[variant],
                words,
                at: &self.at[point],
                week: point as u64,
                value: value as f64 / units,
            })
        })
    }

    fn row(
        &self,
        (variant, line, point): (usize, usize, usize),
        sums: &Sums,
        intervals: &mut TIntervals,
    ) -> SeriesRow<'_> {
        let key = &self.outcome.series_layout.keys[line];
        let words = self.outcome.layout.words(&key.figure);
        // Counts are of real people.
        let units = if key.units == 1 { 1.0 / self.outcome.scale } else { key.units as f64 };
        let estimate = Estimate::of_sums(sums, units, intervals);
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

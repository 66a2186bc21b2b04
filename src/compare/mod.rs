//! Estimates over replications, contrasts with the reference, and their verdicts.
//!
//! [`compare`] turns the readings of an [`Outcome`] into the tidy tables of [`rows`]. The replication is the unit of analysis:
//! an estimate is the mean over replications with its t interval, a contrast the mean of paired differences with its own.
//! Rows are sorted by variant (name), service ("all" first), population, snapshot, measure, attribute ("all" first) and level.

mod contrast;
mod cost_per_breach;
pub mod digits;
mod estimate;
mod levelling;
mod matters;
pub mod rows;
mod sentence;
mod series;
mod verdict;

pub use contrast::AFTER_ADJUSTMENT;
pub use cost_per_breach::COST_PER_BREACH_AVOIDED;
pub use matters::{Matters, MattersError};
pub use sentence::sentence;
pub use series::Series;
pub use verdict::{Side, Verdict, judge, judge_gap, material};

use crate::error::nearest;
use crate::experiment::{Outcome, Plan};
use crate::measure::{Layout, Reading, Row, RowKind, View};
use crate::population::Population;
use crate::time::Time;
use rows::{ContrastRow, Key, ReplicationRow, SummaryRow};

/// Coverage of all intervals.
pub const COVERAGE: f64 = 0.95;

/// What a comparison needs beside the outcome.
pub struct Settings<'a> {
    /// The variant that the others are compared with, by index.
    pub reference: usize,
    /// Measures whose verdicts are adjusted for being several; empty: `weeks_untreated` and its gap on the first attribute.
    pub primary: &'a [String],
    /// The smallest differences that matter, where they are not as usual.
    pub matters: &'a Matters,
    /// The date (or the day's number) of a day of the run.
    pub date: &'a dyn Fn(i64) -> String,
}

impl std::fmt::Debug for Settings<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings").field("reference", &self.reference).field("primary", &self.primary).finish()
    }
}

/// Why a comparison cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompareError {
    /// The reference is not one of the variants.
    #[error("the reference is variant number {reference}, but there are {variants}")]
    NoReference {
        /// Its number, from 0.
        reference: usize,
        /// How many there are.
        variants: usize,
    },
    /// A declared primary measure has no row.
    #[error("primary measure `{name}` is not one of the figures{}", .nearest.as_ref().map_or(String::new(), |n| format!("; the nearest is `{n}`")))]
    UnknownPrimary {
        /// As declared.
        name: String,
        /// The nearest known one.
        nearest: Option<String>,
    },
}

/// The tables of a comparison.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Name of the reference.
    pub reference: String,
    /// How people differ.
    pub population: Population,
    /// The first attribute whose gaps are reported: an index into those of the population.
    pub first: Option<usize>,
    /// Seconds for which cohorts are followed.
    pub follow_up: Time,
    /// Every figure of every variant.
    pub summary: Vec<SummaryRow>,
    /// Every figure of every variant but the reference, against the reference.
    pub contrasts: Vec<ContrastRow>,
    /// Why something planned is missing; empty where nothing is.
    pub partial: Vec<String>,
}

/// Checks before a run what [`compare`] would refuse after it; `layout` holds the figures of the plan.
///
/// # Errors
/// As [`compare`].
pub fn check(plan: &Plan<'_>, layout: &Layout, reference: usize, primary: &[String]) -> Result<(), CompareError> {
    let Some((_, model)) = plan.variants.get(reference) else {
        return Err(CompareError::NoReference { reference, variants: plan.variants.len() });
    };
    primary_rows(layout, &model.population, primary).map(|_| ())
}

/// Makes the tables. Those that are long are made row by row where they are read: [`Series`] and [`Replications`].
///
/// # Errors
/// Where the reference or a primary measure is not there.
pub fn compare(outcome: &Outcome, settings: &Settings<'_>) -> Result<Comparison, CompareError> {
    let reference = settings.reference;
    let variants = outcome.variants.len();
    if reference >= variants {
        return Err(CompareError::NoReference { reference, variants });
    }
    let primary = primary_rows(&outcome.layout, &outcome.population, settings.primary)?;
    let keys = Keys::new(outcome, settings.date);
    let mut quantiles = estimate::Quantiles::default();
    let (mut summary, mut contrasts) = (Vec::new(), Vec::new());
    for variant in by_name(&outcome.variants) {
        estimate::summary(outcome, &keys, variant, &mut quantiles, &mut summary);
        if variant != reference {
            let how = (primary.as_slice(), settings.matters);
            contrast::contrasts(outcome, &keys, (variant, reference), how, &mut quantiles, &mut contrasts);
        }
    }
    Ok(Comparison {
        reference: outcome.variants[reference].clone(),
        population: outcome.population.clone(),
        first: first_reported(&outcome.layout, &outcome.population),
        follow_up: outcome.frame.follow_up,
        summary,
        contrasts: contrast::adjusted(contrasts),
        partial: outcome.reasons(),
    })
}

/// The variants in order of name.
fn by_name(variants: &[String]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..variants.len()).collect();
    order.sort_by_key(|&v| &variants[v]);
    order
}

/// The row numbers of the primary measures: service "all", everybody or the gap on the first attribute, of the cohort that joined
/// (or the closing snapshot).
fn primary_rows(layout: &Layout, population: &Population, declared: &[String]) -> Result<Vec<usize>, CompareError> {
    let default = ["weeks_untreated".to_string(), "weeks_untreated.gap".to_string()];
    let declared = match declared {
        // A registry of a library user's own measures may lack the headline, and without attributes there is no gap.
        [] => default.iter().filter(|name| layout.rows.iter().any(|r| r.measure == **name)).cloned().collect(),
        given => given.to_vec(),
    };
    let first = first_reported(layout, population).map(|a| population.attributes[a].name.as_str());
    let rank = |view| [View::Joined, View::Closing].iter().position(|v| *v == view).unwrap_or(2);
    let mut rows = Vec::new();
    for name in &declared {
        let found = (layout.rows.iter().enumerate())
            .filter(|(_, r)| r.measure == *name && r.service == "all" && r.view != View::Opening)
            .filter(|(_, r)| match r.kind {
                RowKind::Value => r.attribute == "all",
                RowKind::Gap => Some(r.attribute.as_str()) == first && r.group.is_empty(),
            })
            .min_by_key(|(i, r)| (rank(r.view), *i));
        let known = |name: &str| layout.rows.iter().any(|r| r.measure == name);
        match found {
            Some((i, _)) => rows.push(i),
            // An attribute with a single level has no gap.
            None if name.strip_suffix(".gap").is_some_and(known) => {}
            None => {
                let nearest = nearest(name, layout.rows.iter().map(|r| r.measure.as_str())).map(Into::into);
                return Err(CompareError::UnknownPrimary { name: name.clone(), nearest });
            }
        }
    }
    Ok(rows)
}

/// The first attribute that has gaps: one with a single level has none, nor has one that is not reported.
fn first_reported(layout: &Layout, population: &Population) -> Option<usize> {
    let has_gap = |name: &str| layout.rows.iter().any(|r| r.kind == RowKind::Gap && r.attribute == name);
    population.attributes.iter().position(|a| has_gap(&a.name))
}

/// The keys of the rows, without the variant.
struct Keys {
    at: Vec<String>,
}

impl Keys {
    fn new(outcome: &Outcome, date: &dyn Fn(i64) -> String) -> Self {
        let (opening, closing) = (date(0), date(outcome.frame.last_day()));
        let at = |row: &Row| match row.view {
            View::Opening => opening.clone(),
            View::Closing => closing.clone(),
            _ => String::new(),
        };
        Self { at: outcome.layout.rows.iter().map(at).collect() }
    }

    fn key(&self, outcome: &Outcome, variant: usize, row: usize) -> Key {
        let r = &outcome.layout.rows[row];
        Key {
            variant: outcome.variants[variant].clone(),
            service: r.service.clone(),
            population: r.view.population().into(),
            at: self.at[row].clone(),
            measure: r.measure.clone(),
            attribute: r.attribute.clone(),
            group: r.group.clone(),
        }
    }
}

/// Every figure of every replication, by variant (name), replication and row; made one at a time, since there are many.
#[derive(Debug)]
pub struct Replications<'a> {
    outcome: &'a Outcome,
    at: Vec<String>,
    /// The cells that are done, in order.
    cells: Vec<(usize, u64, &'a [Reading])>,
}

impl<'a> Replications<'a> {
    /// The figures of an outcome.
    #[must_use]
    pub fn new(outcome: &'a Outcome, date: &dyn Fn(i64) -> String) -> Self {
        let mut cells = Vec::new();
        for variant in by_name(&outcome.variants) {
            for (replication, cell) in (0..).zip(&outcome.cells[variant]) {
                if let Some(readings) = cell {
                    cells.push((variant, replication, readings.as_slice()));
                }
            }
        }
        Self { outcome, at: Keys::new(outcome, date).at, cells }
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len() * self.outcome.layout.rows.len()
    }

    /// The dates of the figures; empty for cohorts.
    pub fn at(&self) -> impl Iterator<Item = &str> {
        self.at.iter().map(String::as_str)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Variant, row, date of a snapshot, replication and reading of a row.
    ///
    /// # Panics
    /// Where there is no such row.
    #[must_use]
    pub fn get(&self, i: usize) -> (&'a str, &'a Row, &str, u64, Reading) {
        let rows = &self.outcome.layout.rows;
        let (variant, replication, readings) = self.cells[i / rows.len()];
        let row = i % rows.len();
        (&self.outcome.variants[variant], &rows[row], &self.at[row], replication, readings[row])
    }

    /// A row with its own copy of the key.
    ///
    /// # Panics
    /// Where there is no such row.
    #[must_use]
    pub fn row(&self, i: usize) -> ReplicationRow {
        let (variant, row, at, replication, reading) = self.get(i);
        ReplicationRow {
            key: Key {
                variant: variant.into(),
                service: row.service.clone(),
                population: row.view.population().into(),
                at: at.into(),
                measure: row.measure.clone(),
                attribute: row.attribute.clone(),
                group: row.group.clone(),
            },
            replication,
            value: reading.value.ok(),
            n: reading.n,
        }
    }
}

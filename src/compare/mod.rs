//! Estimates over replications, contrasts with the reference, and their verdicts.
//!
//! [`compare`] turns the readings of an [`Outcome`] into the tidy tables of [`rows`]. The replication is the unit of analysis:
//! an estimate is the mean over replications with its t interval, a contrast the mean of paired differences with its own.
//! Rows are sorted by variant (name), service ("all" first), population, snapshot, measure, attribute ("all" first) and level.

mod contrast;
mod cost_per_breach;
pub mod digits;
mod estimate;
pub mod kind;
mod levelling;
mod matters;
mod paired;
pub mod rows;
mod sentence;
mod series;
mod verdict;

pub use contrast::AFTER_ADJUSTMENT;
pub use cost_per_breach::COST_PER_BREACH_AVOIDED;
pub use estimate::Estimate;
pub use kind::{Contrast, Contrasts};
pub use matters::{Matters, MattersError};
pub use sentence::sentence;
pub use series::{FirstRow, Series};
pub use verdict::{Side, Verdict, judge, judge_gap, material};

use std::cell::RefCell;

use crate::error::nearest;
use crate::experiment::{Outcome, Plan};
use crate::measure::{Layout, Row, Settled, Split, View, Who, Words};
use crate::name::{Interner, Name};
use crate::population::Population;
use crate::stat::interval::TIntervals;
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
    if reference >= plan.variants.len() {
        return Err(CompareError::NoReference { reference, variants: plan.variants.len() });
    }
    primary_rows(layout, primary).map(|_| ())
}

/// Makes the tables. Those that are long are made row by row where they are read: [`Series`] and [`Replications`].
///
/// # Errors
/// Where the reference or a primary measure is not there.
pub fn compare(outcome: &Outcome, settings: &Settings<'_>) -> Result<Comparison, CompareError> {
    compare_by(outcome, settings, &Contrasts::shipped())
}

/// The same with contrasts of the caller's own.
///
/// # Errors
/// As [`compare`].
pub fn compare_by(outcome: &Outcome, settings: &Settings<'_>, by: &Contrasts) -> Result<Comparison, CompareError> {
    let reference = settings.reference;
    let variants = outcome.variants.len();
    if reference >= variants {
        return Err(CompareError::NoReference { reference, variants });
    }
    let primary = primary_rows(&outcome.layout, settings.primary)?;
    let keys = Keys::new(outcome, settings.date);
    let mut intervals = TIntervals::new(COVERAGE);
    let places = if variants > 1 { by.places(&outcome.layout) } else { Vec::new() };
    let (mut summary, mut contrasts) = (Vec::new(), Vec::new());
    for variant in by_name(&outcome.variants) {
        estimate::summary(outcome, &keys, variant, &mut intervals, &mut summary);
        if variant != reference {
            let how = (places.as_slice(), primary.as_slice(), settings.matters);
            contrast::contrasts(outcome, &keys, (variant, reference), how, &mut intervals, &mut contrasts);
        }
    }
    Ok(Comparison {
        reference: outcome.variants[reference].clone(),
        population: outcome.population.clone(),
        first: first_reported(&outcome.layout),
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
fn primary_rows(layout: &Layout, declared: &[String]) -> Result<Vec<usize>, CompareError> {
    let default = ["weeks_untreated".to_string(), "weeks_untreated.gap".to_string()];
    let declared = match declared {
        // A registry of a library user's own measures may lack the headline, and without attributes there is no gap.
        [] => default.iter().filter(|name| layout.in_words().any(|w| w.measure == **name)).cloned().collect(),
        given => given.to_vec(),
    };
    let first = first_split(layout);
    let rank = |view| [View::Joined, View::Closing].iter().position(|v| *v == view).unwrap_or(2);
    let mut rows = Vec::new();
    for name in &declared {
        let found = (layout.rows_of(0))
            .filter(|&i| {
                let figure = &layout.rows[i].figure;
                figure.population != View::Opening && figure.stage.is_none() && layout.measure_name(figure) == name
            })
            .filter(|&i| match layout.rows[i].figure.who {
                Who::People(subject) => subject == 0,
                Who::Levels { breakdown, level } => Some(breakdown) == first && level.is_none(),
            })
            .min_by_key(|&i| (rank(layout.rows[i].figure.population), i));
        let known = |name: &str| layout.in_words().any(|w| w.measure == name);
        match found {
            Some(i) => rows.push(i),
            // An attribute with a single level has no gap.
            None if name.strip_suffix(".gap").is_some_and(known) => {}
            None => {
                let nearest = nearest(name, layout.in_words().map(|w| w.measure)).map(Into::into);
                return Err(CompareError::UnknownPrimary { name: name.clone(), nearest });
            }
        }
    }
    Ok(rows)
}

/// The first attribute that has gaps: one with a single level has none, nor has one that is not reported.
fn first_reported(layout: &Layout) -> Option<usize> {
    first_split(layout).map(|b| layout.splits[usize::from(b)].attribute)
}

/// Its levels.
fn first_split(layout: &Layout) -> Option<u16> {
    let two = |s: &Split| !s.recorded && s.levels.len() > 1;
    let has_gap = |b: usize| {
        let own = |who: Who| matches!(who, Who::Levels { breakdown, .. } if usize::from(breakdown) == b);
        layout.rows_of(0).any(|i| own(layout.rows[i].figure.who))
    };
    let first = (0..layout.splits.len()).find(|&b| two(&layout.splits[b]) && has_gap(b))?;
    u16::try_from(first).ok()
}

/// What the rows of all variants share: keys without the variant, and texts, each once.
struct Keys {
    variants: Vec<Name>,
    rows: Vec<RowTexts>,
    texts: RefCell<Interner>,
}

/// The name of a row, and what it holds under every variant.
struct RowTexts {
    key: Key,
    denominator: Name,
    unit: Name,
    note: Name,
}

/// The dates of the rows, empty for cohorts.
fn dates(outcome: &Outcome, date: &dyn Fn(i64) -> String) -> Vec<Name> {
    let [opening, closing] = [date(0), date(outcome.frame.last_day())].map(Name::from);
    let none = Name::default();
    let at = |row: &Row| match row.figure.population {
        View::Opening => opening.clone(),
        View::Closing => closing.clone(),
        _ => none.clone(),
    };
    outcome.layout.rows.iter().map(at).collect()
}

impl Keys {
    fn new(outcome: &Outcome, date: &dyn Fn(i64) -> String) -> Self {
        let layout = &outcome.layout;
        let mut texts = Interner::default();
        let no_variant = texts.name("");
        // Rows of one measure stand together.
        let mut last: Option<((u32, View), [Name; 3])> = None;
        let mut row = |(row, at): (&Row, Name)| {
            let (figure, of) = (&row.figure, (row.figure.measure, row.figure.population));
            if last.as_ref().is_none_or(|(same, _)| *same != of) {
                let measure = layout.measure(figure);
                let told = [of.1.population(), measure.denominator(of.1), measure.unit()];
                last = Some((of, told.map(|text| texts.name(text))));
            }
            let [population, denominator, unit] = last.as_ref().map_or_else(Default::default, |last| last.1.clone());
            let [service, stage, measure, attribute, group] = layout.names_of(figure);
            let variant = no_variant.clone();
            let key = Key { variant, service, stage, population, at, measure, attribute, group };
            RowTexts { key, denominator, unit, note: layout.note_name(row).clone() }
        };
        let rows = layout.rows.iter().zip(dates(outcome, date)).map(&mut row).collect();
        Self {
            variants: outcome.variants.iter().map(|v| v.as_str().into()).collect(),
            rows,
            texts: RefCell::new(texts),
        }
    }

    fn key(&self, variant: usize, row: usize) -> Key {
        Key { variant: self.variants[variant].clone(), ..self.rows[row].key.clone() }
    }

    /// What there is to say, joined.
    fn notes(&self, parts: &[&str]) -> Name {
        let mut told = parts.iter().filter(|part| !part.is_empty());
        match (told.next(), told.next()) {
            (None, _) => self.texts.borrow_mut().name(""),
            (Some(one), None) => self.texts.borrow_mut().name(one),
            _ => self.texts.borrow_mut().name(&estimate::notes(parts.iter().map(|p| (*p).to_string()))),
        }
    }
}

/// Every figure of every replication, by variant (name), replication and row; made one at a time, since there are many.
#[derive(Debug)]
pub struct Replications<'a> {
    outcome: &'a Outcome,
    at: Vec<Name>,
    /// The cells that are done, in order.
    cells: Vec<(usize, u64, &'a [Settled])>,
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
        Self { outcome, at: dates(outcome, date), cells }
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len() * self.outcome.layout.rows.len()
    }

    /// The dates of the figures; empty for cohorts.
    pub fn at(&self) -> impl Iterator<Item = &str> {
        self.at.iter().map(Name::as_str)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Variant, figure in words, date of a snapshot, replication and reading of a row.
    ///
    /// # Panics
    /// Where there is no such row.
    #[must_use]
    pub fn get(&self, i: usize) -> (&'a str, Words<'a>, &str, u64, Settled) {
        let rows = &self.outcome.layout.rows;
        let (variant, replication, readings) = self.cells[i / rows.len()];
        let row = i % rows.len();
        let words = self.outcome.layout.words(&rows[row].figure);
        (&self.outcome.variants[variant], words, &self.at[row], replication, readings[row])
    }

    /// A row with its own copy of the key.
    ///
    /// # Panics
    /// Where there is no such row.
    #[must_use]
    pub fn row(&self, i: usize) -> ReplicationRow {
        let (variant, words, at, replication, reading) = self.get(i);
        ReplicationRow { key: Key::new(variant, &words, at), replication, value: reading.value.ok(), n: reading.n }
    }
}

//! What the rows of a comparison are made from.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::estimate;
use super::matters::Matters;
use super::rows::Key;
use super::shipped::Contrasts;
use super::terms::Terms;
use crate::experiment::{Outcome, Readings};
use crate::measure::{AnalysisSet, Layout, Row, Settled};
use crate::population::Population;
use crate::tally::Scope;

/// All that the tables are made from.
pub(super) struct Basis {
    pub(super) layout: Arc<Layout>,
    pub(super) scope: Scope,
    pub(super) population: Population,
    pub(super) matters: Matters,
    pub(super) by: Contrasts,
    pub(super) reference: usize,
    /// The rows of the layout that are primary.
    pub(super) primary: Vec<usize>,
    /// The variants that are no policies to be held against the reference.
    pub(super) aside: Vec<usize>,
    pub(super) variants: Vec<String>,
    /// The variants by name.
    pub(super) order: Vec<usize>,
    /// Readings by variant and replication.
    cells: Vec<Vec<Option<Arc<Readings>>>>,
    /// Of the opening and the closing snapshot.
    pub(super) dates: [String; 2],
    /// Whether cells are missing.
    partial: bool,
    /// By variant, of its primary rows in order.
    pub(super) p_adjusted: Vec<Vec<f64>>,
}

impl fmt::Debug for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.layout.rows.len();
        f.debug_struct("Basis").field("variants", &self.variants).field("rows", &rows).finish_non_exhaustive()
    }
}

impl Basis {
    pub(super) fn new(
        outcome: &Outcome,
        terms: &Terms<'_>,
        primary: Vec<usize>,
        by: &Contrasts,
        (reference, aside): (usize, Vec<usize>),
    ) -> Self {
        Self {
            layout: Arc::clone(&outcome.layout),
            scope: outcome.scope,
            population: outcome.population.clone(),
            matters: terms.matters.clone(),
            by: by.clone(),
            reference,
            primary,
            aside,
            variants: outcome.variants.clone(),
            order: by_name(&outcome.variants),
            cells: outcome.cells.clone(),
            dates: dates(outcome, terms.date),
            partial: outcome.is_partial(),
            p_adjusted: vec![Vec::new(); outcome.variants.len()],
        }
    }

    /// All variants but the reference, by name.
    pub(super) fn others(&self) -> Vec<usize> {
        self.order.iter().copied().filter(|v| *v != self.reference).collect()
    }

    /// All services together (0), and each.
    pub(super) fn services(&self) -> Range<usize> {
        0..self.layout.services() + 1
    }

    /// The name of a row under a variant.
    pub(super) fn key(&self, variant: usize, row: &Row) -> Key<'_> {
        Key::new(&self.variants[variant], &self.layout.words(&row.figure), date_of(&self.dates, row))
    }

    /// The readings of a variant that are there.
    pub(super) fn done(&self, variant: usize) -> impl Iterator<Item = &Readings> {
        self.cells[variant].iter().flatten().map(AsRef::as_ref)
    }

    /// The readings of a variant and of the reference, in each replication that both have.
    pub(super) fn pairs(&self, variant: usize) -> impl Iterator<Item = (&Readings, &Readings)> {
        let both = self.cells[variant].iter().zip(&self.cells[self.reference]);
        both.filter_map(|(a, b)| a.as_deref().zip(b.as_deref()))
    }

    /// What every row of a partial result says.
    pub(super) fn partial(&self, done: usize) -> String {
        estimate::partial(self.partial, done, self.cells.first().map_or(0, Vec::len) as u64)
    }
}

/// The variants in order of name.
pub(super) fn by_name(variants: &[String]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..variants.len()).collect();
    order.sort_by_key(|&v| &variants[v]);
    order
}

/// Dates of the opening and of the closing snapshot.
pub(super) fn dates(outcome: &Outcome, date: &dyn Fn(i64) -> String) -> [String; 2] {
    [date(0), date(outcome.scope.last_day())]
}

/// The date of a row; none for cohorts.
pub(super) fn date_of<'a>([opening, closing]: &'a [String; 2], row: &Row) -> &'a str {
    match row.figure.population {
        AnalysisSet::Opening => opening,
        AnalysisSet::Closing => closing,
        _ => "",
    }
}

/// The readings of some rows of one service in several replications, one row after the other.
pub(super) fn by_row<'a>(cells: impl Iterator<Item = &'a Readings>, service: usize) -> impl FnMut(&mut Vec<Settled>) {
    let mut cells: Vec<_> = cells.map(|readings| readings.of_service(service)).collect();
    move |row| {
        row.clear();
        row.extend(cells.iter_mut().filter_map(Iterator::next));
    }
}

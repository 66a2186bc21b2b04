//! What the rows of a comparison are made from, and the tables that make them where they are read: one service of a policy at a time.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::contrast::{self, Unadjusted};
use super::kind::Contrasts;
use super::matters::Matters;
use super::rows::{ContrastRow, Key, SummaryRow};
use super::{COVERAGE, Settings, by_name, estimate};
use crate::experiment::{Outcome, Readings};
use crate::measure::{Layout, Row, Settled, View};
use crate::population::Population;
use crate::stat::holm;
use crate::stat::interval::TIntervals;
use crate::tally::Frame;

/// All that the tables are made from.
pub(super) struct Basis {
    pub(super) layout: Arc<Layout>,
    pub(super) frame: Frame,
    pub(super) population: Population,
    pub(super) matters: Matters,
    pub(super) by: Contrasts,
    pub(super) reference: usize,
    /// The rows of the layout that are primary.
    pub(super) primary: Vec<usize>,
    variants: Vec<String>,
    /// The variants by name.
    order: Vec<usize>,
    /// Readings by variant and replication.
    cells: Vec<Vec<Option<Arc<Readings>>>>,
    /// Of the opening and the closing snapshot.
    dates: [String; 2],
    /// Whether cells are missing.
    partial: bool,
    /// By variant, of its primary rows in order.
    p_adjusted: Vec<Vec<f64>>,
}

impl fmt::Debug for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.layout.rows.len();
        f.debug_struct("Basis").field("variants", &self.variants).field("rows", &rows).finish_non_exhaustive()
    }
}

impl Basis {
    pub(super) fn new(outcome: &Outcome, settings: &Settings<'_>, primary: Vec<usize>, by: &Contrasts) -> Self {
        let mut basis = Self {
            layout: Arc::clone(&outcome.layout),
            frame: outcome.frame,
            population: outcome.population.clone(),
            matters: settings.matters.clone(),
            by: by.clone(),
            reference: settings.reference,
            primary,
            variants: outcome.variants.clone(),
            order: by_name(&outcome.variants),
            cells: outcome.cells.clone(),
            dates: dates(outcome, settings.date),
            partial: outcome.is_partial(),
            p_adjusted: vec![Vec::new(); outcome.variants.len()],
        };
        // Primary figures are of all services together.
        let mut intervals = TIntervals::new(COVERAGE);
        let mut all = Vec::new();
        for variant in basis.others() {
            let rows = basis.unadjusted(variant, 0, &mut intervals);
            all.extend(rows.iter().filter_map(|row| Some((variant, row.p?))));
        }
        let adjusted = holm::holm(&all.iter().map(|(_, p)| *p).collect::<Vec<f64>>());
        for ((variant, _), p) in all.iter().zip(adjusted) {
            basis.p_adjusted[*variant].push(p);
        }
        basis
    }

    /// All variants but the reference, by name.
    fn others(&self) -> Vec<usize> {
        self.order.iter().copied().filter(|v| *v != self.reference).collect()
    }

    /// All services together (0), and each.
    fn services(&self) -> Range<usize> {
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

    fn unadjusted(&self, variant: usize, service: usize, intervals: &mut TIntervals) -> Vec<Unadjusted<'_>> {
        contrast::contrasts(self, variant, service, intervals)
    }

    fn contrasts(&self, variant: usize, service: usize, intervals: &mut TIntervals) -> Vec<ContrastRow<'_>> {
        let rows = self.unadjusted(variant, service, intervals);
        let primary: &[f64] = if service == 0 { &self.p_adjusted[variant] } else { &[] };
        contrast::adjusted(rows, primary)
    }
}

/// Dates of the opening and of the closing snapshot.
pub(super) fn dates(outcome: &Outcome, date: &dyn Fn(i64) -> String) -> [String; 2] {
    [date(0), date(outcome.frame.last_day())]
}

/// The date of a row; none for cohorts.
pub(super) fn date_of<'a>([opening, closing]: &'a [String; 2], row: &Row) -> &'a str {
    match row.figure.population {
        View::Opening => opening,
        View::Closing => closing,
        _ => "",
    }
}

/// Every figure of every variant: by variant (name), service and row, each made where it is read.
#[derive(Clone, Debug)]
pub struct SummaryTable(pub(super) Arc<Basis>);

impl SummaryTable {
    /// All rows.
    pub fn iter(&self) -> impl Iterator<Item = SummaryRow<'_>> {
        self.of(self.0.services())
    }

    /// Those of all services together.
    pub fn together(&self) -> impl Iterator<Item = SummaryRow<'_>> {
        self.of(0..1)
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.variants.len() * self.0.layout.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The dates that rows have.
    pub(crate) fn dates(&self) -> impl Iterator<Item = &str> {
        dates_in(&self.0)
    }

    fn of(&self, services: Range<usize>) -> impl Iterator<Item = SummaryRow<'_>> {
        let basis = &*self.0;
        let mut intervals = TIntervals::new(COVERAGE);
        blocks(basis.order.clone(), services)
            .flat_map(move |(variant, service)| estimate::summary(basis, variant, service, &mut intervals))
    }
}

impl PartialEq for SummaryTable {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

/// Every figure of every variant but the reference, against the reference: by variant (name), service and row, each made where it is
/// read.
#[derive(Clone, Debug)]
pub struct ContrastTable(pub(super) Arc<Basis>);

impl ContrastTable {
    /// All rows.
    pub fn iter(&self) -> impl Iterator<Item = ContrastRow<'_>> {
        self.of(self.0.others(), self.0.services())
    }

    /// Those of all services together.
    pub fn together(&self) -> impl Iterator<Item = ContrastRow<'_>> {
        self.of(self.0.others(), 0..1)
    }

    /// The dates that rows have.
    pub(crate) fn dates(&self) -> impl Iterator<Item = &str> {
        let any = self.0.variants.len() > 1;
        dates_in(&self.0).filter(move |_| any)
    }

    /// Those of all services together under a variant; none of the reference.
    pub(super) fn together_under(&self, variant: &str) -> impl Iterator<Item = ContrastRow<'_>> {
        let mut variants = self.0.others();
        variants.retain(|v| self.0.variants[*v] == variant);
        self.of(variants, 0..1)
    }

    fn of(&self, variants: Vec<usize>, services: Range<usize>) -> impl Iterator<Item = ContrastRow<'_>> {
        let basis = &*self.0;
        let mut intervals = TIntervals::new(COVERAGE);
        blocks(variants, services).flat_map(move |(variant, service)| basis.contrasts(variant, service, &mut intervals))
    }
}

impl PartialEq for ContrastTable {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

/// Variant by variant, each of these services.
fn blocks(variants: Vec<usize>, services: Range<usize>) -> impl Iterator<Item = (usize, usize)> {
    variants.into_iter().flat_map(move |variant| services.clone().map(move |service| (variant, service)))
}

/// The dates of all rows of a variant, in order.
fn dates_in(basis: &Basis) -> impl Iterator<Item = &str> {
    basis.layout.rows.iter().map(|row| date_of(&basis.dates, row))
}

/// The readings of some rows of one service in several replications, one row after the other.
pub(super) fn by_row<'a>(cells: impl Iterator<Item = &'a Readings>, service: usize) -> impl FnMut(&mut Vec<Settled>) {
    let mut cells: Vec<_> = cells.map(|readings| readings.of_service(service)).collect();
    move |row| {
        row.clear();
        row.extend(cells.iter_mut().filter_map(Iterator::next));
    }
}

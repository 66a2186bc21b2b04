//! The tables of a comparison, which make their rows where they are read: one service of a policy at a time.

use std::ops::Range;
use std::sync::Arc;

use super::basis::{Basis, date_of};
use super::contrast_rows::{adjusted, contrasts};
use super::estimate::COVERAGE;
use super::rows::{ContrastRow, SummaryRow};
use super::summary_rows::summary;
use crate::stat::holm;
use crate::stat::interval::TIntervals;

/// Both tables, with the p values of the primary measures adjusted for being several.
pub(super) fn tables(mut basis: Basis) -> (SummaryTable, ContrastTable) {
    // Primary figures are of all services together.
    let mut intervals = TIntervals::new(COVERAGE);
    let mut all = Vec::new();
    for variant in basis.others() {
        let rows = contrasts(&basis, variant, 0, &mut intervals);
        all.extend(rows.iter().filter_map(|row| Some((variant, row.p?))));
    }
    let adjusted = holm::holm(&all.iter().map(|(_, p)| *p).collect::<Vec<f64>>());
    for ((variant, _), p) in all.iter().zip(adjusted) {
        basis.p_adjusted[*variant].push(p);
    }
    let basis = Arc::new(basis);
    (SummaryTable(Arc::clone(&basis)), ContrastTable(basis))
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
            .flat_map(move |(variant, service)| summary(basis, variant, service, &mut intervals))
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
        blocks(variants, services).flat_map(move |(variant, service)| {
            let primary: &[f64] = if service == 0 { &basis.p_adjusted[variant] } else { &[] };
            adjusted(contrasts(basis, variant, service, &mut intervals), primary)
        })
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

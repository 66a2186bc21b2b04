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

/// Both tables, with the p values of the primary measures adjusted for being several; `second` are the variants that are held against another reference, and
/// what their rows are made from.
pub(super) fn tables(first: Basis, second: Option<(Basis, Vec<usize>)>) -> (SummaryTable, ContrastTable) {
    let first = Arc::new(with_adjusted(first));
    let second = second.map(|(basis, of)| (Arc::new(with_adjusted(basis)), of));
    (SummaryTable(Arc::clone(&first)), ContrastTable { first, second })
}

fn with_adjusted(mut basis: Basis) -> Basis {
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
    basis
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
/// read. Policies under a second reading of how people are seen today are held against the reference under it.
#[derive(Clone, Debug)]
pub struct ContrastTable {
    first: Arc<Basis>,
    /// Against the reference of the second reading, and the variants that are.
    second: Option<(Arc<Basis>, Vec<usize>)>,
}

impl ContrastTable {
    /// All rows.
    pub fn iter(&self) -> impl Iterator<Item = ContrastRow<'_>> {
        self.of(self.first.others(), self.first.services())
    }

    /// Those of all services together.
    pub fn together(&self) -> impl Iterator<Item = ContrastRow<'_>> {
        self.of(self.first.others(), 0..1)
    }

    /// The dates that rows have.
    pub(crate) fn dates(&self) -> impl Iterator<Item = &str> {
        let any = self.first.variants.len() > 1;
        dates_in(&self.first).filter(move |_| any)
    }

    /// Those of all services together under a variant; none of the reference.
    pub(super) fn together_under(&self, variant: &str) -> impl Iterator<Item = ContrastRow<'_>> {
        let mut variants = self.first.others();
        variants.retain(|v| self.first.variants[*v] == variant);
        self.of(variants, 0..1)
    }

    /// All services together under a variant, against the reference of the second reading; none where there is one reading.
    pub(super) fn under_second(&self, variant: &str) -> Vec<ContrastRow<'_>> {
        let Some((basis, _)) = &self.second else { return Vec::new() };
        let variants = basis.others().into_iter().filter(|v| basis.variants[*v] == variant);
        let mut intervals = TIntervals::new(COVERAGE);
        variants.flat_map(|variant| rows(basis, variant, 0, &mut intervals)).collect()
    }

    /// The name of what a variant is held against.
    pub(super) fn reference_of(&self, variant: &str) -> &str {
        let own = self.first.variants.iter().position(|name| name == variant);
        let basis = own.map_or(&*self.first, |own| self.basis_of(own));
        &basis.variants[basis.reference]
    }

    /// The names of the references under both readings, where there are two.
    pub(super) fn both_references(&self) -> Option<[&str; 2]> {
        let (second, _) = self.second.as_ref()?;
        Some([&*self.first, second].map(|basis| basis.variants[basis.reference].as_str()))
    }

    fn basis_of(&self, variant: usize) -> &Basis {
        match &self.second {
            Some((basis, of)) if of.contains(&variant) => basis,
            _ => &self.first,
        }
    }

    fn of(&self, variants: Vec<usize>, services: Range<usize>) -> impl Iterator<Item = ContrastRow<'_>> {
        let mut intervals = TIntervals::new(COVERAGE);
        blocks(variants, services)
            .flat_map(move |(variant, service)| rows(self.basis_of(variant), variant, service, &mut intervals))
    }
}

/// The rows of a variant, for all services together (0) or for the k-th.
fn rows<'a>(basis: &'a Basis, variant: usize, service: usize, intervals: &mut TIntervals) -> Vec<ContrastRow<'a>> {
    let primary: &[f64] = if service == 0 { &basis.p_adjusted[variant] } else { &[] };
    adjusted(contrasts(basis, variant, service, intervals), primary)
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

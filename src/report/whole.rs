//! The tables of a result, for the writer of files and for the check of them.

use super::{Format, Registry, Results, Table, tables, weekly};
use crate::compare::{Replications, Series};

/// What the tables of a result are made from.
#[derive(Debug)]
pub(super) struct Whole<'a> {
    results: &'a Results<'a>,
    replications: Replications<'a>,
    series: Series<'a>,
}

impl<'a> Whole<'a> {
    pub(super) fn new(results: &'a Results<'a>) -> Self {
        Self {
            results,
            replications: Replications::new(results.outcome, results.date),
            series: Series::new(results.outcome, results.date),
        }
    }

    /// The tables, in the order in which they are written.
    pub(super) fn tables(&self) -> Vec<Table<'_>> {
        let ranges = self.results.ranges.map(super::ranges::ranges);
        let mut all = vec![
            tables::summary(&self.results.comparison.summary),
            tables::contrasts(&self.results.comparison.contrasts),
            weekly::series(&self.series),
            weekly::first_run(&self.series),
            tables::replications(&self.replications),
            tables::assumptions(self.results.assumptions),
        ];
        all.extend(ranges);
        all
    }
}

/// The formats of a table that nobody has asked for by name: what is large is written in formats for that, where there are any.
pub(super) fn formats_of(large: bool, formats: &Registry) -> impl Iterator<Item = &dyn Format> {
    let any_large = formats.iter().any(Format::large);
    formats.iter().filter(move |f| !f.on_request() && (!large || f.large() || !any_large))
}

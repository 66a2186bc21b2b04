//! A table as it was understood: where it begins, and what its columns and bands are.

use super::layouts::Layout;
use super::role::Role;
use super::unit::Unit;

/// A table as it was understood.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    /// The line of the header.
    pub(super) line: u64,
    pub(super) layout: Option<&'static Layout>,
    pub(super) names: Vec<String>,
    pub(super) roles: Vec<Role>,
    /// Columns of bands across and the band of each; empty where bands go down.
    pub(super) bands: Vec<(usize, usize)>,
    pub(super) edges: Vec<f64>,
    pub(super) open: bool,
    pub(super) unit: Unit,
    /// Whether the table itself names the unit.
    pub(super) unit_said: bool,
    /// The bands of labels, where bands go down.
    pub(super) labels: Vec<(String, usize)>,
    /// Columns that are sums of others, in words.
    pub(super) sums: Vec<(usize, String)>,
    /// Columns that may identify people.
    pub(super) marks: Vec<usize>,
    /// What stands above the header.
    pub(super) title: Vec<String>,
    /// Columns of keys whose blank cells stand for the value above, as merged cells do.
    pub(super) merged: Vec<usize>,
    /// Whether points part the thousands of counts.
    pub(super) points: bool,
    /// Columns that are lists side by side; their names stand in a column of their own behind all others, and their counts in the next.
    pub(super) beside: Vec<usize>,
    /// Columns that part the list into admitted and non-admitted.
    pub(super) admissions: Vec<usize>,
    /// The column that says which rows are shares or means.
    pub(super) measure: Option<usize>,
    /// Columns of times that are no day or month: they must hold one value.
    pub(super) times: Vec<usize>,
    /// Columns that are called totals, and whether they may be more than the sum of the bands.
    pub(super) announced: Vec<(usize, bool)>,
    /// Remarks.
    pub(super) remarks: Vec<String>,
}

//! What one table of a file holds.

use std::collections::BTreeMap;

use super::admissions::Admission;
use super::counted::Counted;
use super::shape::Shape;
use super::span::Span;
use super::sums::Table;
use super::values::Period;

/// What one file holds.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) file: String,
    pub(super) sheet: Option<String>,
    pub(super) shape: Shape,
    pub(super) date: Period,
    /// All dates of the file.
    pub(super) dates: Vec<Period>,
    /// How long the period of its flows is, as the table or the reader says.
    pub(super) span: Span,
    /// What stood for counts that are held back.
    pub(super) held_back: Option<f64>,
    pub(super) parts: Vec<(String, Counted)>,
    /// Which of the two lists it is, where it says only that; its people are among the treated.
    pub(super) admission: Option<Admission>,
    pub(super) totals: Vec<(String, Vec<String>)>,
    pub(super) groups: Vec<String>,
    /// The order of the levels of each group, where the reader gives it.
    pub(super) orders: Vec<Option<Vec<String>>>,
    pub(super) tables: BTreeMap<Counted, Table>,
}

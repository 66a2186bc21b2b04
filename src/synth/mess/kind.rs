//! What a kind of fault is.

use std::fmt::Debug;

use crate::synth::extract::Extract;
use crate::synth::table::{Cell, Field, Kind, Role, Table};

/// What a fault is given to spoil one cell.
#[derive(Debug)]
pub struct Spoil<'a, 'f> {
    /// The scenario.
    pub extract: &'f Extract,
    /// The table.
    pub table: &'a Table,
    /// The column.
    pub field: &'a Field,
    /// Its number.
    pub column: usize,
    /// The row, with faults that it has so far.
    pub cells: &'a [Cell<'f>],
    /// Words of luck.
    pub luck: [u64; 3],
}

impl<'f> Spoil<'_, 'f> {
    /// The cell.
    #[must_use]
    pub fn cell(&self) -> &Cell<'f> {
        &self.cells[self.column]
    }

    /// The day in the cell.
    #[must_use]
    pub fn day(&self) -> Option<i64> {
        if let Cell::Day(day) = self.cell() { Some(*day) } else { None }
    }

    /// The cell as a text.
    #[must_use]
    pub fn text(&self) -> String {
        self.cell().shown(self.extract)
    }

    /// The words in the cell.
    #[must_use]
    pub fn words(&self) -> Option<&str> {
        if let Cell::Text(text) = self.cell() { Some(text) } else { None }
    }

    /// The day in the first column of a role.
    #[must_use]
    pub fn day_of(&self, role: Role) -> Option<i64> {
        let at = self.table.fields.iter().position(|f| f.role == role)?;
        if let Cell::Day(day) = self.cells[at] { Some(day) } else { None }
    }

    /// One of so many things.
    #[must_use]
    pub const fn pick(&self, of: usize) -> usize {
        ((self.luck[0] as u128 * of as u128) >> 64) as usize
    }
}

/// What a fault does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acts {
    /// It spoils a cell, which stays of its kind or is empty.
    Cell,
    /// It spoils a cell, which becomes a text.
    Text,
    /// The row is there twice.
    Twice,
    /// The row is not there.
    Gone,
}

/// A column that a profile names.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The table.
    pub table: &'a Table,
    /// The column.
    pub field: &'a Field,
    /// Whether the scenario has dates.
    pub dated: bool,
}

impl Target<'_> {
    /// Whether the table has a column for this.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.table.fields.iter().any(|f| f.role == role)
    }
}

/// A kind of fault.
pub trait Fault: Debug + Send + Sync {
    /// Its name.
    fn name(&self) -> &'static str;

    /// One line for lists.
    fn summary(&self) -> &'static str;

    /// What it does.
    fn acts(&self) -> Acts;

    /// Whether it can be in a column, where a profile does not name one: for what acts on rows, in a table with such a column.
    fn fits(&self, field: &Field) -> bool;

    /// Whether it can be in a column that a profile names.
    fn can(&self, place: &Target<'_>) -> bool {
        self.fits(place.field)
    }

    /// The cell with the fault; nothing where it cannot have one. For [`Acts::Twice`] the cell of the second row.
    fn spoil<'f>(&self, spoil: &Spoil<'_, 'f>) -> Option<Cell<'f>>;

    /// Cells of the row that change with it, so that the row agrees with the fault.
    fn goes_with<'f>(&self, _spoil: &Spoil<'_, 'f>) -> Vec<(usize, Cell<'f>)> {
        Vec::new()
    }
}

/// Whether a column holds days.
#[must_use]
pub(super) fn holds_days(field: &Field) -> bool {
    field.column.kind == Kind::Date
}

/// Whether a column holds words from a list that a person has typed or picked.
#[must_use]
pub(super) fn holds_words(field: &Field) -> bool {
    matches!(field.role, Role::Level(_) | Role::Words)
}

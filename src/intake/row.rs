//! Rows of a table.

/// Rows that are looked at to find the table and to tell its columns.
pub(super) const SAMPLE: usize = 400;

/// The first rows of a table, with their lines.
pub(super) type Rows<'a> = &'a [(u64, Vec<String>)];

/// A row of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    /// The line in the file, from 1.
    pub(super) line: u64,
    pub(super) cells: &'a [&'a str],
}

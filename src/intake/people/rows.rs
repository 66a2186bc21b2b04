//! What the walks through a list share: its rows, and what is asked of them.

use super::columns::Columns;
use super::copies::{Copies, mark};
use super::values::Values;
use crate::intake::admissions::Met;
use crate::intake::days::Form;
use crate::intake::delimited_text;
use crate::intake::options::Options;
use crate::intake::refused::Refused;
use crate::intake::row::Row;
use crate::intake::values::folded;

/// What stands in messages in place of the name of the file, which may name a person.
pub(in crate::intake) const NAME: &str = "the list";

/// The columns that tell lists and people apart.
pub(super) struct Chosen {
    pub(super) service: Option<usize>,
    pub(super) groups: Vec<usize>,
    pub(super) urgency: Option<usize>,
}

/// What the first walk finds.
pub(super) struct First {
    /// Of the starts, and of the days on which people left.
    pub(super) forms: Vec<Form>,
    /// Of the columns that may tell lists apart, of those that may tell people apart, and of urgency.
    pub(super) values: Vec<Values>,
    pub(super) copies: Copies,
    pub(super) rows: u64,
    /// What the column of the status holds.
    pub(super) statuses: Met,
    /// Whether it says of some that they wait, or were treated, in other words than admitted and non-admitted.
    pub(super) says_more: bool,
    pub(super) met: delimited_text::Told,
}

impl First {
    /// Whether the status only parts the list into admitted and non-admitted; a few rows may say something else, such as a death.
    pub(super) fn parted(&self) -> bool {
        self.statuses.are_mostly_both() && !self.says_more
    }
}

/// A cell of a row.
pub(super) fn cell<'a>(row: &Row<'a>, column: usize) -> &'a str {
    row.cells.get(column).map_or("", |v| v.trim())
}

/// Whether this is a row of the list: below the header, not the header again, and not a note of one field.
pub(super) fn is_row(row: &Row<'_>, columns: &Columns) -> bool {
    let filled = || row.cells.iter().filter(|c| !c.trim().is_empty());
    row.line > columns.line
        && (columns.width == 1 || filled().nth(1).is_some())
        && cell(row, columns.start) != columns.header[columns.start]
}

/// The columns and values of rows that are asked for, where not all are.
pub(super) fn only(columns: &Columns, options: &Options) -> Result<Vec<(usize, String)>, Refused> {
    let of = |(column, value): &(String, String)| {
        let wanted = folded(column);
        let at = (0..columns.header.len()).find(|&c| folded(&columns.header[c]) == wanted);
        match at {
            Some(c) if !columns.marks.contains(&c) => Ok((c, folded(value))),
            Some(c) => Err(Refused::new(format!("`{}` identifies people: no rows are chosen by it", columns.names[c]))),
            None => Err(Refused::new("no column has the name that --where gives")
                .help(format!("columns are {}", columns.names.join(", ")))),
        }
    };
    options.only.iter().map(of).collect()
}

/// Whether a row is asked for.
pub(super) fn is_asked(row: &Row<'_>, only: &[(usize, String)]) -> bool {
    only.iter().all(|(c, value)| folded(cell(row, *c)) == *value)
}

/// Whether a row has as many fields as the header.
pub(super) fn is_whole(row: &Row<'_>, columns: &Columns) -> bool {
    let beyond = row.cells.get(columns.width..);
    beyond.is_some_and(|beyond| beyond.iter().all(|c| c.trim().is_empty()))
}

/// A number for the row of an identified person; none where nothing identifies them.
pub(super) fn identity(row: &Row<'_>, columns: &Columns) -> Option<u128> {
    columns.marks.iter().any(|&c| !cell(row, c).is_empty()).then(|| mark(row.cells))
}

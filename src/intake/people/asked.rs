//! What is asked of the walks through a list, and where its rows are.

use super::columns::Columns;
use super::joined::Joined;
use crate::intake::delimited_text;
use crate::intake::enough_people::Rule;
use crate::intake::file::{File, Opened};
use crate::intake::options::Options;
use crate::intake::refused::Refused;
use crate::intake::row::Row;
use crate::intake::values::Period;

/// Where the rows of a list are.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    /// In one file, on a sheet.
    One(&'a File<'a>, &'a Opened, usize),
    /// In several, or in one that holds lists of several days.
    Many(&'a Joined<'a>),
}

impl Source<'_> {
    /// Reads all rows.
    pub(super) fn rows(
        self,
        each: &mut dyn FnMut(Row<'_>) -> Result<bool, Refused>,
    ) -> Result<delimited_text::Told, Refused> {
        match self {
            Source::One(file, opened, sheet) => file.rows(&opened.content, sheet, each),
            Source::Many(joined) => joined.rows(each),
        }
    }

    /// Whether a spreadsheet's numbers count from 1904.
    pub(super) fn counts_from_1904(self) -> Result<bool, Refused> {
        match self {
            Source::One(_, opened, _) => Ok(opened.from_1904),
            Source::Many(joined) => joined.counts_from_1904(),
        }
    }
}

/// What is asked of the walks.
pub(super) struct Asked<'a> {
    pub(super) source: Source<'a>,
    pub(super) columns: &'a Columns,
    pub(super) date: Period,
    pub(super) rule: Rule,
    pub(super) options: &'a Options,
    /// Whether the days are kept, too: they are compared, and leave the module as counts only.
    pub(super) keep_days: bool,
}

//! The files of a list of people as one list.

use super::asked::Source;
use super::columns::Columns;
use super::joined::Joined;
use super::list_days::list_days;
use super::sheet::sheets;
use crate::intake::file::{File, Opened};
use crate::intake::options::Options;
use crate::intake::refused::Refused;

/// A list of people: its rows, its columns, and their names with the place of each.
pub(super) struct List<'a> {
    pub(super) source: Source<'a>,
    pub(super) columns: &'a Columns,
    pub(super) names: Vec<(String, usize)>,
    /// Whether sheets of one file are parts of it.
    pub(super) parted: bool,
}

/// A file that was looked at, with its sheet and its columns.
type Sheet<'a> = (&'a File<'a>, &'a Opened, usize, Columns);

/// Lists of people as one, and what becomes of it; none where the first file is no such list.
pub(super) fn with<T>(
    files: &[(&File<'_>, Opened)],
    options: &Options,
    act: impl FnOnce(&List<'_>) -> Result<T, Refused>,
) -> Result<Option<T>, Refused> {
    let mut all: Vec<Sheet<'_>> = Vec::new();
    let mut parted = false;
    for (number, (file, opened)) in files.iter().enumerate() {
        let own = sheets(opened, options)?;
        if own.is_empty() && number == 0 {
            return Ok(None);
        }
        if own.is_empty() {
            let message = format!("file {} is no list of people, and the first is one", number + 1);
            return Err(Refused::new(message)
                .help("lists of people go together, and tables of counts go together; import each kind by itself"));
        }
        parted |= own.len() > 1;
        all.extend(own.into_iter().map(|(sheet, columns)| (*file, opened, sheet, columns)));
    }
    let mut days = Vec::new();
    for (file, opened, sheet, columns) in &all {
        days.push(list_days(file, opened, *sheet, columns)?);
    }
    match all.as_slice() {
        [(file, opened, sheet, columns)] if days[0] < 2 => {
            let names = columns.names.iter().cloned().zip(0..).collect();
            act(&List { source: Source::One(file, opened, *sheet), columns, names, parted }).map(Some)
        }
        _ => {
            let joined = Joined::new(all, days.iter().any(|n| *n > 0));
            let (columns, names) = (&joined.together.columns, joined.names());
            act(&List { source: Source::Many(&joined), columns, names, parted }).map(Some)
        }
    }
}

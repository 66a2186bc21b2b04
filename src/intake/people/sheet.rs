//! Where in a file a list of people stands, and of what day it is.

use super::columns::{self, Columns, Kind};
use crate::intake::admissions::Met;
use crate::intake::file::Opened;
use crate::intake::guess;
use crate::intake::options::Options;
use crate::intake::refused::Refused;
use crate::intake::values::Period;

/// The day of a list.
pub(super) fn date(options: &Options) -> Result<Period, Refused> {
    options.mapping.date.ok_or_else(|| {
        Refused::new("a list of people has no day of its own: waits are counted to a day that you say")
            .help("give it: --date 2026-01-31")
    })
}

/// The sheet that holds a list of people, and its columns; both sheets where one list is parted into admitted and non-admitted.
pub(super) fn sheets(opened: &Opened, options: &Options) -> Result<Vec<(usize, Columns)>, Refused> {
    let mapping = &options.mapping;
    let (mut lists, mut others, mut unknown) = (Vec::new(), Vec::new(), None);
    for (sheet, name, rows) in opened.sheets(mapping) {
        let shape = guess::shape(rows, mapping).unwrap_or(None);
        match columns::kind(rows, shape.as_ref(), mapping)? {
            Kind::People(columns) => lists.push((sheet, name, *columns)),
            Kind::Unknown(line, names) => unknown = unknown.or(Some((line, names))),
            Kind::Other if shape.is_some() => others.push(name),
            Kind::Other => {}
        }
    }
    if let (true, Some((line, names))) = (lists.is_empty(), unknown) {
        let by = match names.as_slice() {
            [] => "each row counts one person".to_string(),
            [only] => format!("{only} identifies them"),
            several => format!("{} identify them", several.join(", ")),
        };
        let message = format!(
            "this looks like a list of people ({by}), and no column is known as the day on which the clock started"
        );
        return Err(Refused::at(line, message)
            .help("say in a mapping which it is: [columns] \"its name\" = \"start\"; or leave these columns out of a table of counts"));
    }
    let parted = others.is_empty() && Met::of(lists.iter().map(|l| l.1)).are_both();
    if lists.len() + others.len() > 1 && !lists.is_empty() && !parted {
        let names: Vec<&str> = lists.iter().map(|l| l.1).chain(others).collect();
        return Err(Refused::new("several sheets hold a list or a table")
            .help(format!("say which with --sheet: {}", names.join(", "))));
    }
    Ok(lists.into_iter().map(|(sheet, _, columns)| (sheet, columns)).collect())
}

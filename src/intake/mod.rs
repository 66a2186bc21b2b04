//! Published tables, workbooks and lists of people become counts of today's list, and a scenario that runs.
//!
//! A table of bands is found wherever it stands in a file: the row with the bands is looked for, bands are read from their text, totals are
//! found by arithmetic, and what is set aside is told with its reason. What was understood is written as a mapping file that a
//! reader may correct. Known layouts are entries of a list (`layouts.rs`).

mod admissions;
mod apart;
mod attributes;
mod bands;
#[cfg(feature = "parquet")]
mod columnar;
mod counts;
mod days;
mod file;
mod filled;
mod find;
mod followed;
mod guess;
mod history;
mod identify;
mod keys;
mod languages;
mod layouts;
mod levels;
pub mod limits;
mod looks;
mod mapping;
mod meant;
mod named;
mod pass;
mod people;
mod phrases;
mod read;
mod reading;
mod release;
mod rows_without_key;
mod rtt_status;
mod template;
mod text;
mod texts;
mod totals;
mod unit_names;
mod values;
mod watch;
mod week;
mod words;
mod workbook;
mod write;

pub use bands::Unit;
pub(crate) use counts::NOT_RECORDED;
pub use counts::{Counts, Flows, Service, Sources, Span};
pub use days::Order;
pub use file::{File, Open};
pub use followed::{Followed, OfList, Stay};
pub use history::{History, URGENCY, history, weekdays};
pub use limits::Limits;
pub use mapping::Mapping;
pub(crate) use mapping::quoted;
pub use people::{Alike, Held, Near, Nearer, Same};
pub use reading::Reading;
pub use release::LEAST;
pub use template::template;
pub use texts::texts;
pub use values::Period;
pub use week::Week;
pub use write::{Added, Carried, Lines};

use std::fmt;

/// A row of a table.
#[derive(Clone, Copy, Debug)]
struct Row<'a> {
    /// The line in the file, from 1.
    line: u64,
    cells: &'a [&'a str],
}

/// Why a file is not imported.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// The line, where it is known.
    pub line: Option<u64>,
    /// What is wrong. No value of the file is told.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Whether the file, and not what it says, is at fault.
    pub file: bool,
}

impl Refused {
    fn new(message: impl Into<String>) -> Self {
        Self { line: None, message: message.into(), help: String::new(), file: false }
    }

    fn at(line: u64, message: impl Into<String>) -> Self {
        Self { line: Some(line), ..Self::new(message) }
    }

    fn file(message: impl Into<String>) -> Self {
        Self { file: true, ..Self::new(message) }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        write!(f, "{}", self.message)?;
        if !self.help.is_empty() {
            write!(f, "; {}", self.help)?;
        }
        Ok(())
    }
}

/// What is asked of an import, besides the mapping.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What the reader said of the file.
    pub mapping: Mapping,
    /// Only rows with these values, by column.
    pub only: Vec<(String, String)>,
    /// The order of day and month in dates of people's rows, where a column does not show it.
    pub order: Option<Order>,
    /// The fewest people of a figure that is told of a list of people; [`LEAST`] if left out.
    pub least: Option<u64>,
}

/// What came out.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The counts.
    pub counts: Counts,
    /// What was understood, in plain words.
    pub understood: Vec<String>,
    /// What was set aside, and why.
    pub aside: Vec<String>,
    /// How the file was read, as a mapping file.
    pub mapping: String,
    /// The scenario.
    pub scenario: String,
}

/// Imports tables of bands, or a list of people. Files of the same list are put together: who waits from one, who was treated from another.
///
/// # Errors
/// The name of the file, and why it is not imported.
pub fn import(files: &[File<'_>], options: &Options) -> Result<Imported, (String, Refused)> {
    let mut told = words::Told::default();
    let mut all: Vec<counts::Found> = Vec::new();
    let mut filled: Vec<(&File<'_>, file::Opened)> = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let called = |e: Refused| (values::clean(&file.name), e);
        let opened = file.opened(options.mapping.delimiter).map_err(called)?;
        let opened = match people::lists(files, number, opened, options)? {
            people::Lists::Of(lists) => {
                let found = people::people(&lists, options, &mut told).map_err(|e| (people::NAME.to_string(), e))?;
                let Some((mut counts, mapping)) = found else { continue };
                counts.leave_out_unknown(&mut told);
                return Ok(done(counts, mapping, told));
            }
            people::Lists::None(opened) => opened,
        };
        all.extend(read::read(file, &opened, options, &mut told).map_err(called)?);
        if opened.is_template() {
            filled.push((file, opened));
        }
    }
    let name = files.first().map(|f| values::clean(&f.name)).unwrap_or_default();
    told.understood.extend(counts::admissions(all.iter_mut()));
    let mut counts = counts::together(&all, options.mapping.limits.as_ref(), &mut told).map_err(|e| (name, e))?;
    for (file, opened) in filled {
        filled::week(file, &opened, &mut counts).map_err(|e| (values::clean(&file.name), e))?;
    }
    Ok(done(counts, mapping::written(&all, &options.mapping), told))
}

/// Holds made people against lists of real ones, as they were imported: counts of who is like somebody. `attributes` are the names of their levels.
///
/// # Errors
/// Why the files cannot be read as the lists of people that they are said to be. No value of them is told.
pub fn held(files: &[File<'_>], options: &Options, attributes: &[String], made: &[Alike]) -> Result<Held, Refused> {
    let opened = |file| Ok((file, File::opened(file, options.mapping.delimiter)?));
    let opened = files.iter().map(opened).collect::<Result<Vec<_>, Refused>>()?;
    people::held(&opened, options, (attributes, made))?
        .ok_or_else(|| Refused::new("this is no list of people, one row each").help("name the rows that were imported"))
}

fn done(mut counts: Counts, mapping: String, mut told: words::Told) -> Imported {
    told.understood.extend(named::settle(&mut counts));
    counts.services.sort_by(|a, b| a.name.cmp(&b.name));
    let (understood, aside) = told.done(&counts);
    let scenario = write::scenario(&counts, &understood, &aside, None);
    Imported { counts, understood, aside, mapping, scenario }
}

impl Imported {
    /// The scenario with what a fit has added.
    #[must_use]
    pub fn scenario_with(&self, added: &Added) -> String {
        write::scenario(&self.counts, &self.understood, &self.aside, Some(added))
    }
}

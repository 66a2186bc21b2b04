//! Where a file is not what it should be.

use std::fmt;

use crate::report::words::visible;

/// Differences of one file that are told; the others are counted.
const MOST: u64 = 5;
/// Letters of a text that are told.
const LONGEST: usize = 90;

/// A place where a file is not what the scenario gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Name of the file.
    pub file: String,
    /// The row of a table, from 1 below its head; the line of a text. None where it is the whole file.
    pub row: Option<u64>,
    /// The column of a table, or the place in a JSON file.
    pub column: Option<String>,
    /// What the row is about, where it says so.
    pub of: String,
    /// What stands there.
    pub found: String,
    /// What should stand there.
    pub expected: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(row) = self.row {
            write!(f, ", row {row}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", {column}")?;
        }
        if !self.of.is_empty() {
            write!(f, " ({})", self.of)?;
        }
        write!(f, ": found {}, expected {}", self.found, self.expected)
    }
}

/// The differences of a result: of each file the first ones, and how many more there are.
#[derive(Debug, Default)]
pub(super) struct Differences {
    pub(super) told: Vec<Difference>,
    pub(super) more: u64,
    of_file: (String, u64),
}

impl Differences {
    pub(super) fn add(&mut self, difference: Difference) {
        if self.of_file.0 != difference.file {
            self.of_file = (difference.file.clone(), 0);
        }
        self.of_file.1 += 1;
        if self.of_file.1 <= MOST { self.told.push(difference) } else { self.more += 1 }
    }

    /// Takes those of other files.
    pub(super) fn extend(&mut self, others: Differences) {
        self.told.extend(others.told);
        self.more += others.more;
    }

    /// How many there are.
    pub(super) fn len(&self) -> u64 {
        self.told.len() as u64 + self.more
    }

    /// A difference of a whole file.
    pub(super) fn whole(&mut self, file: &str, found: &str, expected: &str) {
        self.add(Difference {
            file: file.into(),
            row: None,
            column: None,
            of: String::new(),
            found: found.into(),
            expected: expected.into(),
        });
    }
}

/// A text in back quotes, harmless in a terminal and not too long.
pub(super) fn quoted(text: &str) -> String {
    if text.is_empty() {
        return "nothing".into();
    }
    let shown = visible(text);
    if shown.chars().count() <= LONGEST {
        return format!("`{shown}`");
    }
    format!("`{}...`", shown.chars().take(LONGEST).collect::<String>())
}

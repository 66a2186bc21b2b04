//! What the template is filled with. A user's own template finds the same names.

use serde::Serialize;

use crate::report::drawing::Drawing;

/// The page.
#[derive(Debug, Default, Serialize)]
pub(in crate::report) struct Page {
    pub title: String,
    pub question: String,
    pub partial: Vec<String>,
    pub partial_cells: String,
    pub version: String,
    /// One short sentence.
    pub answer: String,
    /// The rest of the answer.
    pub because: Vec<String>,
    pub sure: String,
    pub policies: Vec<Told>,
    pub sections: Vec<Section>,
    pub services: Vec<Section>,
    pub attribution: Vec<String>,
}

/// A policy in sentences.
#[derive(Debug, Default, Serialize)]
pub(in crate::report) struct Told {
    pub name: String,
    pub sentences: Vec<String>,
    pub more: bool,
}

/// A part of the page.
#[derive(Debug, Default, Serialize)]
pub(in crate::report) struct Section {
    pub id: String,
    pub heading: String,
    pub intro: Vec<String>,
    pub blocks: Vec<Block>,
}

/// A chart with its table, a table, or words.
#[derive(Debug, Default, Serialize)]
pub(in crate::report) struct Block {
    /// The message.
    pub message: String,
    /// The measure.
    pub measure: String,
    /// The chart, wide and narrow.
    pub charts: Vec<String>,
    /// The same for programs, in files of their own.
    #[serde(skip)]
    pub drawing: Option<Drawing>,
    pub table: Option<Table>,
    pub notes: Vec<String>,
    pub list: Vec<String>,
    pub code: String,
}

impl Block {
    pub(in crate::report) fn of_table(table: Table) -> Self {
        Self { table: Some(table), ..Self::default() }
    }
}

/// A table.
#[derive(Debug, Default, Serialize)]
pub(in crate::report) struct Table {
    pub caption: String,
    pub head: Vec<Cell>,
    pub rows: Vec<Vec<Cell>>,
    /// Stands open, and not behind a summary.
    pub open: bool,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(in crate::report) struct Cell {
    pub text: String,
    pub sub: String,
    /// `gain`, `pay`, `same` or nothing.
    pub class: String,
    /// Whether it is the head of its row.
    pub head: bool,
    pub number: bool,
}

impl Cell {
    pub(in crate::report) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    pub(in crate::report) fn head(text: impl Into<String>) -> Self {
        Self { head: true, ..Self::text(text) }
    }

    pub(in crate::report) fn number(text: impl Into<String>, sub: impl Into<String>) -> Self {
        Self { sub: sub.into(), number: true, ..Self::text(text) }
    }
}

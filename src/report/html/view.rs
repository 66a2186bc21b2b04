//! What the template is filled with. A user's own template finds the same names.

use std::collections::{BTreeMap, BTreeSet};

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
    /// The name of its box for people who hear the page: the caption; where others have the same, with what the table belongs to.
    pub label: String,
    pub head: Vec<Cell>,
    pub rows: Vec<Vec<Cell>>,
    /// Stands open, and not behind a summary.
    pub open: bool,
    /// Rows are named by paths, which have no blanks to break at.
    pub paths: bool,
    /// The columns that stand side by side, by number: a table that is too wide for a sheet of paper has several such parts, each with the
    /// first column.
    pub parts: Vec<Vec<usize>>,
}

/// Most columns of a table that fit on a sheet of paper.
const MOST: usize = 8;

impl Table {
    fn lay_out(&mut self) {
        let others = self.head.len().saturating_sub(1);
        let parts = others.div_ceil(MOST - 1).max(1);
        let columns: Vec<usize> = (1..self.head.len()).collect();
        let part = |columns: &[usize]| std::iter::once(0).chain(columns.iter().copied()).collect();
        self.parts = columns.chunks(others.div_ceil(parts).max(1)).map(part).collect();
        if self.parts.is_empty() {
            self.parts.push((0..self.head.len()).collect());
        }
    }
}

impl Page {
    /// Says of each table how its columns stand, and what it is called.
    pub(in crate::report) fn lay_out(&mut self) {
        let mut captions: BTreeMap<String, usize> = BTreeMap::new();
        for table in self.sections.iter().chain(&self.services).flat_map(|s| &s.blocks).filter_map(|b| b.table.as_ref())
        {
            *captions.entry(table.caption.clone()).or_default() += 1;
        }
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for section in self.sections.iter_mut().chain(&mut self.services) {
            let mut under = section.heading.clone();
            for block in &mut section.blocks {
                if !block.message.is_empty() {
                    under = format!("{}: {}", section.heading, block.message);
                }
                let Some(table) = &mut block.table else { continue };
                table.lay_out();
                let alone = captions.get(&table.caption) == Some(&1);
                let name = if alone { table.caption.clone() } else { format!("{under}. {}", table.caption) };
                let numbered = (2..).map(|i: u32| format!("{name} ({i})"));
                let free = std::iter::once(name.clone()).chain(numbered).find(|n| !taken.contains(n));
                table.label = free.unwrap_or(name);
                taken.insert(table.label.clone());
            }
        }
    }
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

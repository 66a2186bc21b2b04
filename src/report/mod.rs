//! Result files: tables in every format, what their columns mean, and a manifest with which others can check every byte.
//!
//! A table is columns and rows of [`Value`]s; a [`Format`] turns any table into bytes. A new format is one file that implements
//! [`Format`] and one line in [`Registry::shipped`]; a library user adds one with [`Registry::with`]
//! (see `examples/new_format.rs`). It writes to anything, for example to memory:
//!
//! ```
//! use queuity::report::{Registry, assumptions};
//! let mut text = Vec::new();
//! let formats = Registry::shipped();
//! formats.by_extension("csv").unwrap().write(&assumptions(&[]), &mut text)?;
//! assert!(text.starts_with(b"path,value,"));
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! With the feature `files` all of them go to a folder:
//!
//! ```no_run
//! use queuity::report::{Folder, Registry, Results};
//! # fn demo(
//! #     outcome: queuity::experiment::Outcome,
//! #     comparison: queuity::compare::Comparison,
//! # ) -> Result<(), queuity::report::ReportError> {
//! // Before the run: is the folder free, and can it be written?
//! let folder = Folder::claim("out".as_ref(), false)?;
//! // After it:
//! let date = |day: i64| day.to_string();
//! folder.write(&Results {
//!     outcome: &outcome,
//!     comparison: &comparison,
//!     ranges: None,
//!     scenario: "queuity = 1\n",
//!     assumptions: &[],
//!     title: "A list",
//!     question: "",
//!     seed: 1,
//!     date: &date,
//!     lives: None,
//!     formats: &Registry::shipped(),
//! })?;
//! # Ok(()) }
//! ```

#[cfg(feature = "files")]
mod abreast;
#[cfg(feature = "files")]
mod commit;
pub mod csv;
#[cfg(feature = "files")]
pub mod disk;
pub mod document;
mod drawing;
#[cfg(feature = "files")]
mod error;
#[cfg(feature = "files")]
mod files;
#[cfg(feature = "files")]
mod folder;
mod format;
pub mod html;
#[cfg(feature = "files")]
mod lives;
#[cfg(feature = "files")]
mod lock;
#[cfg(feature = "files")]
mod lone;
pub mod ndjson;
#[cfg(feature = "files")]
pub mod ocel;
#[cfg(feature = "files")]
mod ordered;
#[cfg(feature = "files")]
mod package;
pub mod paper;
#[cfg(feature = "parquet")]
pub mod parquet;
#[cfg(feature = "files")]
mod pathways;
#[cfg(feature = "files")]
mod patients;
mod ranges;
#[cfg(feature = "files")]
mod rebuild;
mod size;
pub mod svg;
#[cfg(feature = "files")]
mod synth;
mod tables;
#[cfg(feature = "files")]
mod texts;
mod vega;
#[cfg(feature = "files")]
pub mod verify;
mod weekly;
#[cfg(feature = "files")]
mod whole;
pub mod words;
#[cfg(feature = "xlsx")]
pub mod workbook;
#[cfg(feature = "xlsx")]
pub mod xlsx;

pub use document::{Document, DocumentError, Open, ResultFiles};
#[cfg(feature = "files")]
pub use error::ReportError;
#[cfg(feature = "files")]
pub use folder::Folder;
pub use format::{Format, RowWriter, Table, TakeRow, Value};
#[cfg(feature = "files")]
pub use lone::{same_file, write_file};
#[cfg(feature = "files")]
pub use patients::Patients;
pub use ranges::ranges;
#[cfg(feature = "files")]
pub use rebuild::{Checked, RebuildError, rebuild};
pub use size::file_bytes;
#[cfg(feature = "files")]
pub use synth::{Lists, Written};
pub use tables::{assumptions, contrasts, replications, summary};
#[cfg(feature = "files")]
pub use texts::{TEXTS, texts};
pub use weekly::{first_run, series};

pub use crate::table::{Column, Kind};

use std::fmt::Debug;
use std::sync::Arc;

use crate::compare::Comparison;
use crate::experiment::Outcome;
use crate::scenario::Assumption;
use crate::study::ranges::Ranges;
use crate::why::Lives;

/// The formats of result files, and the documents that are made of them.
#[derive(Clone, Debug)]
pub struct Registry {
    formats: Vec<Arc<dyn Format>>,
    documents: Vec<Arc<dyn Document>>,
}

impl Registry {
    /// Adds a format; one of the same name is replaced, in its place.
    #[must_use]
    pub fn with(mut self, format: impl Format + 'static) -> Self {
        match self.formats.iter().position(|f| f.name() == format.name()) {
            Some(there) => self.formats[there] = Arc::new(format),
            None => self.formats.push(Arc::new(format)),
        }
        self
    }

    /// All of them, in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = &dyn Format> {
        self.formats.iter().map(AsRef::as_ref)
    }

    /// Adds a document; one of the same name is replaced, in its place.
    #[must_use]
    pub fn with_document(mut self, document: impl Document + 'static) -> Self {
        match self.documents.iter().position(|d| d.name() == document.name()) {
            Some(there) => self.documents[there] = Arc::new(document),
            None => self.documents.push(Arc::new(document)),
        }
        self
    }

    /// All documents, in the order of the list.
    pub fn documents(&self) -> impl Iterator<Item = &dyn Document> {
        self.documents.iter().map(AsRef::as_ref)
    }

    /// The format of files with this extension.
    #[must_use]
    pub fn by_extension(&self, extension: &str) -> Option<&dyn Format> {
        self.iter().find(|f| f.extension().eq_ignore_ascii_case(extension))
    }

    /// The formats of queuity, one line each.
    #[must_use]
    pub fn shipped() -> Self {
        Self {
            formats: vec![
                Arc::new(csv::Csv),
                #[cfg(feature = "parquet")]
                Arc::new(parquet::Parquet),
                #[cfg(feature = "xlsx")]
                Arc::new(xlsx::Xlsx),
                Arc::new(ndjson::Ndjson),
            ],
            documents: vec![
                Arc::new(html::Html::default()),
                #[cfg(feature = "xlsx")]
                Arc::new(workbook::Xlsx),
            ],
        }
    }
}

/// Everything that result files say.
pub struct Results<'a> {
    /// What came out.
    pub outcome: &'a Outcome,
    /// The tables.
    pub comparison: &'a Comparison,
    /// What comes out with a number at an end of its range, where that was run: see [`crate::study::Study::ranges`].
    pub ranges: Option<&'a Ranges>,
    /// The resolved scenario as TOML; its hash stands in the manifest.
    pub scenario: &'a str,
    /// Its numbers that were given with a range, a source or a confidence, by path.
    pub assumptions: &'a [Assumption],
    /// Title of the scenario.
    pub title: &'a str,
    /// The question it asks.
    pub question: &'a str,
    /// Seed of every draw.
    pub seed: u64,
    /// The date (or the day's number) of a day of the run.
    pub date: &'a dyn Fn(i64) -> String,
    /// One life of each group, where it was asked for: see [`crate::study::Study::first_lives`].
    pub lives: Option<&'a Lives>,
    /// The formats of the tables.
    pub formats: &'a Registry,
}

impl Debug for Results<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Results").field("title", &self.title).field("seed", &self.seed).finish_non_exhaustive()
    }
}

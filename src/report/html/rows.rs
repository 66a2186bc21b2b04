//! Files of a result, row by row and whole.

use std::collections::BTreeMap;
use std::io::Read;

use super::shelf::PARTS;
use crate::report::document::{DocumentError, Open};
use crate::report::words::visible;

/// Rows of a CSV file of a result: cells by the name of their column.
pub(super) struct Rows {
    file: &'static str,
    reader: csv::Reader<Box<dyn Read>>,
    columns: BTreeMap<String, usize>,
    raw: bool,
    record: csv::StringRecord,
}

impl Rows {
    pub(super) fn open(open: Open<'_>, file: &'static str, raw: bool) -> Result<Self, DocumentError> {
        let source = open(file).map_err(|source| DocumentError::Unreadable { file: file.into(), source })?;
        let mut reader = csv::ReaderBuilder::new().from_reader(source);
        let wrong = |e: csv::Error| DocumentError::Wrong { file: file.into(), why: e.to_string() };
        let heads = reader.headers().map_err(wrong)?;
        let columns =
            heads.iter().enumerate().map(|(i, h)| (h.trim_start_matches('\u{feff}').to_string(), i)).collect();
        Ok(Self { file, reader, columns, raw, record: csv::StringRecord::new() })
    }

    pub(super) fn next(&mut self) -> Result<bool, DocumentError> {
        let wrong = |e: csv::Error| DocumentError::Wrong { file: self.file.into(), why: e.to_string() };
        self.reader.read_record(&mut self.record).map_err(wrong)
    }

    pub(super) fn cell(&self, column: &str) -> Result<&str, DocumentError> {
        let why = || DocumentError::Wrong { file: self.file.into(), why: format!("it has no column `{column}`") };
        self.columns.get(column).and_then(|i| self.record.get(*i)).ok_or_else(why)
    }

    /// A text as the scenario has it, without the apostrophe that keeps spreadsheets from taking it for a formula.
    pub(super) fn plain(&self, column: &str) -> Result<&str, DocumentError> {
        let cell = self.cell(column)?;
        Ok(if self.raw { cell } else { cell.strip_prefix('\'').unwrap_or(cell) })
    }

    /// The same with its hidden marks shown.
    pub(super) fn text(&self, column: &str) -> Result<String, DocumentError> {
        self.plain(column).map(visible)
    }

    pub(super) fn number(&self, column: &str) -> Result<Option<f64>, DocumentError> {
        let cell = self.cell(column)?;
        if cell.is_empty() {
            return Ok(None);
        }
        let why = || DocumentError::Wrong {
            file: self.file.into(),
            why: format!("`{}` in `{column}` is no number", visible(cell)),
        };
        cell.parse().map(Some).map_err(|_| why())
    }

    /// Whether a row is about one stage of a pathway.
    pub(super) fn is_of_a_stage(&self) -> Result<bool, DocumentError> {
        Ok(self.columns.contains_key("stage") && self.cell("stage")? != "all")
    }

    /// The stage; results of earlier versions have no such column.
    pub(super) fn stage(&self) -> Result<String, DocumentError> {
        if self.columns.contains_key("stage") { self.text("stage") } else { Ok("all".into()) }
    }

    pub(super) fn key(&self) -> Result<[String; PARTS], DocumentError> {
        let [a, b, c] = [self.text("variant")?, self.text("service")?, self.text("population")?];
        let [d, e, f] = [self.text("at")?, self.text("measure")?, self.text("attribute")?];
        Ok([a, b, c, d, e, f, self.text("group")?, self.stage()?])
    }
}

/// A whole file as text.
pub(super) fn whole(open: Open<'_>, file: &str) -> Result<String, DocumentError> {
    let failed = |source| DocumentError::Unreadable { file: file.into(), source };
    let mut text = String::new();
    open(file).map_err(failed)?.read_to_string(&mut text).map_err(failed)?;
    Ok(text)
}

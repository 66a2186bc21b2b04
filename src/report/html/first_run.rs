//! The weeks of the first run alone.

use std::collections::BTreeMap;
use std::io::ErrorKind;

use super::rows::Rows;
use crate::report::document::{DocumentError, Open};

/// A point: number of the audit, its date, the value.
pub(in crate::report) type Week = (f64, String, f64);

/// Every series by policy, measure, attribute and group.
#[derive(Clone, Debug, Default)]
pub(in crate::report) struct FirstRun(BTreeMap<[String; 4], Vec<Week>>);

impl FirstRun {
    /// Reads what charts are made of: the reference, everybody, and shares of groups beyond a limit. Results of earlier versions have no such file.
    pub(in crate::report) fn read(open: Open<'_>, raw: bool, reference: &str) -> Result<Self, DocumentError> {
        let mut rows = match Rows::open(open, "first_run.csv", raw) {
            Err(DocumentError::Unreadable { source, .. }) if source.kind() == ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            rows => rows?,
        };
        let mut found = Self::default();
        while rows.next()? {
            let shown = rows.cell("measure")?.starts_with("waiting_over_") || rows.cell("attribute")? == "all";
            if !shown || rows.text("variant")? != reference {
                continue;
            }
            let Some(value) = rows.number("value")? else { continue };
            let key = [rows.text("variant")?, rows.text("measure")?, rows.text("attribute")?, rows.text("group")?];
            let week = (rows.number("week")?.unwrap_or(0.0), rows.text("at")?, value);
            found.0.entry(key).or_default().push(week);
        }
        Ok(found)
    }

    /// One series, in order.
    pub(in crate::report) fn weeks(&self, variant: &str, measure: &str, attribute: &str, group: &str) -> &[Week] {
        let key = [variant, measure, attribute, group].map(String::from);
        self.0.get(&key).map_or(&[], Vec::as_slice)
    }
}

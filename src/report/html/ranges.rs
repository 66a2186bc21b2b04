//! The headline with each number at the ends of its range.

use std::io::ErrorKind;

use serde_json::Value;

use super::rows::Rows;
use crate::report::document::{DocumentError, Open};
use crate::report::words::{Interval, Place, distinct, place};

/// A row of `ranges.csv`; waits in weeks.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct AtEnd {
    pub path: String,
    /// What the number is in words.
    pub place: Place,
    /// Whether it is the low end.
    pub low: bool,
    /// What it is there, in words.
    pub input: String,
    pub variant: String,
    pub population: String,
    pub measure: String,
    pub difference: Option<Interval>,
    pub verdict: String,
    pub as_given: Option<f64>,
    pub verdict_as_given: String,
    pub moved: Option<Interval>,
    pub replications: f64,
    pub note: String,
}

impl AtEnd {
    /// Whether the verdict is another than as given.
    pub(super) fn turns(&self) -> bool {
        self.verdict != self.verdict_as_given
    }
}

/// Reads them; results without have no such file.
pub(super) fn read(open: Open<'_>, raw: bool, scenario: &Value) -> Result<Vec<AtEnd>, DocumentError> {
    let mut rows = match Rows::open(open, "ranges.csv", raw) {
        Err(DocumentError::Unreadable { source, .. }) if source.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        rows => rows?,
    };
    let mut out = Vec::new();
    while rows.next()? {
        let interval = |value, low, high| -> Result<Option<Interval>, DocumentError> {
            Ok(Interval::of(rows.number(value)?, rows.number(low)?, rows.number(high)?))
        };
        let place = place(rows.plain("path")?, scenario);
        out.push(AtEnd {
            path: rows.text("path")?,
            input: rows.number("input")?.map_or_else(String::new, |x| place.value(x)),
            place,
            low: rows.cell("end")? == "low",
            variant: rows.text("variant")?,
            population: rows.text("population")?,
            measure: rows.text("measure")?,
            difference: interval("difference", "lower", "upper")?,
            verdict: rows.text("verdict")?,
            as_given: rows.number("as_given")?,
            verdict_as_given: rows.text("verdict_as_given")?,
            moved: interval("moved", "moved_lower", "moved_upper")?,
            replications: rows.number("replications")?.unwrap_or(0.0),
            note: rows.text("note")?,
        });
    }
    distinct(out.iter_mut().map(|end| (end.path.as_str(), &mut end.place)));
    Ok(out)
}

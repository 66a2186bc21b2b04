//! The register of assumptions as a page needs it.

use serde_json::Value;

use super::rows::Rows;
use crate::report::document::{DocumentError, Open};
use crate::report::words::{Place, distinct, place};

/// A line of `assumptions.csv`.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Assumption {
    pub path: String,
    /// What it is in words.
    pub place: Place,
    pub value: String,
    pub low: String,
    pub high: String,
    pub source: String,
    pub confidence: String,
}

impl Assumption {
    /// Its range in words, with the value where it has one end only; nothing where it has none.
    pub(super) fn range(&self) -> Option<String> {
        let number = |text: &str| text.parse::<f64>().ok();
        let value = number(&self.value)?;
        let (low, high) = (number(&self.low), number(&self.high));
        (low.is_some() || high.is_some()).then(|| self.place.range(low.unwrap_or(value), high.unwrap_or(value)))
    }

    /// The value in words.
    pub(super) fn told(&self) -> String {
        self.value.parse().map_or_else(|_| self.value.clone(), |x| self.place.value(x))
    }
}

/// Reads them.
pub(super) fn read(open: Open<'_>, raw: bool, scenario: &Value) -> Result<Vec<Assumption>, DocumentError> {
    let mut rows = Rows::open(open, "assumptions.csv", raw)?;
    let mut out = Vec::new();
    while rows.next()? {
        out.push(Assumption {
            path: rows.text("path")?,
            place: place(rows.plain("path")?, scenario),
            value: rows.text("value")?,
            low: rows.text("low")?,
            high: rows.text("high")?,
            source: rows.text("source")?,
            confidence: rows.text("confidence")?,
        });
    }
    distinct(out.iter_mut().map(|a| (a.path.as_str(), &mut a.place)));
    Ok(out)
}

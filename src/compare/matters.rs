//! The smallest differences that matter: as the scenario says, or as usual.

use std::collections::BTreeMap;

use crate::error::nearest;
use crate::measure::{Layout, Row};
use crate::scenario::Smallest;
use crate::time::{DAY, WEEK};

/// What the scenario says, by measure; a gap goes by its own name, or by that of its measure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matters(pub BTreeMap<String, Smallest>);

/// Why a smallest difference that matters cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MattersError {
    /// No row has this measure.
    #[error("`{name}` is not one of the figures{}", .nearest.as_ref().map_or(String::new(), |n| format!("; the nearest is `{n}`")))]
    Unknown {
        /// As declared.
        name: String,
        /// The nearest known one.
        nearest: Option<String>,
    },
    /// The unit of the measure is another.
    #[error("`{name}` is in {unit}, so a {kind} says nothing of it")]
    OtherUnit {
        /// As declared.
        name: String,
        /// The measure's unit.
        unit: String,
        /// What was given.
        kind: &'static str,
    },
    /// A difference of shares is at most 1.
    #[error("`{name}` is a share, so no difference reaches {amount}; for percentage points write \"{amount}%\"")]
    MoreThanAll {
        /// As declared.
        name: String,
        /// As given.
        amount: f64,
    },
}

impl MattersError {
    /// The measure as declared.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Unknown { name, .. } | Self::OtherUnit { name, .. } | Self::MoreThanAll { name, .. } => name,
        }
    }
}

impl Matters {
    /// The smallest difference of a row that matters, in its unit; none where no difference is too small.
    #[must_use]
    pub fn of(&self, layout: &Layout, row: &Row) -> Option<f64> {
        let mut name = layout.measure_name(&row.figure);
        loop {
            if let Some(&smallest) = self.0.get(name) {
                return in_unit(smallest, layout.measure(&row.figure).unit()).unwrap_or_default();
            }
            match name.rsplit_once('.') {
                Some((measure, _)) => name = measure,
                None => return row.matters,
            }
        }
    }

    /// What of this cannot be used.
    #[must_use]
    pub fn errors(&self, layout: &Layout) -> Vec<MattersError> {
        let mut errors = Vec::new();
        for (name, &smallest) in &self.0 {
            match layout.in_words().find(|w| w.measure == *name) {
                None => {
                    let nearest = nearest(name, layout.in_words().map(|w| w.measure)).map(Into::into);
                    errors.push(MattersError::Unknown { name: name.clone(), nearest });
                }
                Some(words) => {
                    if let (Smallest::Amount(amount), "share") = (smallest, words.unit)
                        && amount > 1.0
                    {
                        errors.push(MattersError::MoreThanAll { name: name.clone(), amount });
                    }
                    if let Err(kind) = in_unit(smallest, words.unit) {
                        errors.push(MattersError::OtherUnit { name: name.clone(), unit: words.unit.into(), kind });
                    }
                }
            }
        }
        errors
    }
}

/// The amount in a unit; what it is, where that says nothing of the unit. None: no difference is too small.
fn in_unit(smallest: Smallest, unit: &str) -> Result<Option<f64>, &'static str> {
    match (smallest, unit) {
        (Smallest::Any, _) => Ok(None),
        (Smallest::Amount(amount), _) => Ok(Some(amount)),
        (Smallest::Share(share), "share") => Ok(Some(share)),
        (Smallest::Share(_), _) => Err("percentage"),
        (Smallest::Time(seconds), "weeks") => Ok(Some(seconds / WEEK as f64)),
        (Smallest::Time(seconds), "days") => Ok(Some(seconds / DAY as f64)),
        (Smallest::Time(seconds), "hours") => Ok(Some(seconds / 3600.0)),
        (Smallest::Time(seconds), "minutes") => Ok(Some(seconds / 60.0)),
        (Smallest::Time(_), _) => Err("duration"),
    }
}

//! How a measure is read week by week.

use crate::tally::{Flow, Stock};

/// A share of 1 as an integer.
pub const SHARE_UNITS: i64 = 1_000_000_000;

/// How a measure is read week by week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PerWeek {
    /// What happened since the audit before.
    Flow(Flow),
    /// People on the list at the audit.
    Stock(Stock),
    /// These people as a share of the list.
    Share(Stock),
    /// People beyond the limit of this number as official figures count them, as a share of the list.
    OfficialShare(usize),
}

impl PerWeek {
    /// Divides the integers.
    pub(super) const fn units(self) -> i64 {
        match self {
            PerWeek::Share(_) | PerWeek::OfficialShare(_) => SHARE_UNITS,
            PerWeek::Flow(_) | PerWeek::Stock(_) => 1,
        }
    }

    /// Whether row 0 (the opening snapshot) has a point.
    pub(super) const fn opens(self) -> bool {
        !matches!(self, PerWeek::Flow(_))
    }
}

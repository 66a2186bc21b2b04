//! Units of waits.

/// A unit of waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Days.
    Days,
    /// Weeks.
    Weeks,
    /// Months of 365.25/12 days.
    Months,
}

impl Unit {
    /// By its name.
    #[must_use]
    pub fn named(word: &str) -> Option<(Self, f64)> {
        Some(match word {
            "day" | "days" | "d" => (Unit::Days, 1.0),
            "week" | "weeks" | "wk" | "wks" | "w" => (Unit::Weeks, 1.0),
            "month" | "months" | "mth" | "mths" | "mnths" => (Unit::Months, 1.0),
            "year" | "years" | "yr" | "yrs" => (Unit::Months, 12.0),
            _ => return None,
        })
    }

    /// How many days one has; a month those of the average.
    pub(super) const fn days(self) -> f64 {
        match self {
            Unit::Days => 1.0,
            Unit::Weeks => 7.0,
            Unit::Months => 365.25 / 12.0,
        }
    }

    /// In the plural.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Unit::Days => "days",
            Unit::Weeks => "weeks",
            Unit::Months => "months",
        }
    }
}

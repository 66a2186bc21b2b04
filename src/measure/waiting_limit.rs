//! The shares of a snapshot within, or beyond, a limit of the referral-to-treatment standard.

use super::{Direction, Measure, Missing, Reading, Subject, View};
use crate::tally::{WITHIN_18_WEEKS, WITHIN_52_WEEKS, WITHIN_65_WEEKS};

/// Share of those waiting who have waited at most, or more than, so many calendar days.
#[derive(Clone, Copy, Debug)]
pub struct WaitingLimit {
    name: &'static str,
    summary: &'static str,
    days: i64,
    beyond: bool,
}

impl WaitingLimit {
    /// At most 126 days.
    #[must_use]
    pub const fn within_18w() -> Self {
        Self {
            name: "waiting_within_18w",
            summary: "share of those waiting whose wait so far is at most 18 weeks (126 calendar days)",
            days: WITHIN_18_WEEKS,
            beyond: false,
        }
    }

    /// More than 126 days.
    #[must_use]
    pub const fn over_18w() -> Self {
        Self {
            name: "waiting_over_18w",
            summary: "share of those waiting whose wait so far is more than 18 weeks (126 calendar days): 1 - waiting_within_18w",
            days: WITHIN_18_WEEKS,
            beyond: true,
        }
    }

    /// More than 364 days.
    #[must_use]
    pub const fn over_52w() -> Self {
        Self {
            name: "waiting_over_52w",
            summary: "share of those waiting whose wait so far is more than 52 weeks (364 calendar days)",
            days: WITHIN_52_WEEKS,
            beyond: true,
        }
    }

    /// More than 455 days.
    #[must_use]
    pub const fn over_65w() -> Self {
        Self {
            name: "waiting_over_65w",
            summary: "share of those waiting whose wait so far is more than 65 weeks (455 calendar days)",
            days: WITHIN_65_WEEKS,
            beyond: true,
        }
    }
}

impl Measure for WaitingLimit {
    fn name(&self) -> &str {
        self.name
    }
    fn unit(&self) -> &str {
        "share"
    }
    fn direction(&self) -> Direction {
        if self.beyond { Direction::Lower } else { Direction::Higher }
    }
    fn views(&self) -> &[View] {
        &[View::Opening, View::Closing]
    }
    fn summary(&self) -> &str {
        self.summary
    }
    fn source(&self) -> &str {
        "NHS England, referral to treatment: incomplete pathways by weeks waited"
    }
    fn read(&self, view: View, subject: &Subject<'_>) -> Reading {
        let Some(waits) = subject.snapshot(view) else { return Reading::missing(Missing::NotDefined, 0) };
        let count = if self.beyond { waits.above(self.days) } else { waits.at_most(self.days) };
        Reading::share(count, waits.total())
    }
}

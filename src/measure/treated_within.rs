//! The share treated by a time since the clock start (or the start of the run, for today's list).

use super::{Direction, Measure, Missing, Reading, Subject, View};
use crate::tally::{WITHIN_18_WEEKS, WITHIN_52_WEEKS};
use crate::time::DAY;

/// F_treated at a time. Everybody is followed that long, so it is a plain share of all members.
#[derive(Clone, Copy, Debug)]
pub struct TreatedWithin {
    name: &'static str,
    summary: &'static str,
    days: i64,
}

impl TreatedWithin {
    /// Within 18 weeks.
    #[must_use]
    pub const fn weeks_18() -> Self {
        Self {
            name: "treated_within_18w",
            summary: "share of all who joined that is treated within 18 weeks (126 calendar days)",
            days: WITHIN_18_WEEKS,
        }
    }

    /// Within 52 weeks.
    #[must_use]
    pub const fn weeks_52() -> Self {
        Self {
            name: "treated_within_52w",
            summary: "share of all who joined that is treated within 52 weeks (364 calendar days)",
            days: WITHIN_52_WEEKS,
        }
    }
}

impl Measure for TreatedWithin {
    fn name(&self) -> &str {
        self.name
    }
    fn unit(&self) -> &str {
        "share"
    }
    fn direction(&self) -> Direction {
        Direction::Higher
    }
    fn views(&self) -> &[View] {
        &[View::Joined, View::Today]
    }
    fn summary(&self) -> &str {
        self.summary
    }
    fn source(&self) -> &str {
        "cumulative incidence: Aalen and Johansen 1978; without censoring it is the plain share"
    }
    fn read(&self, view: View, subject: &Subject<'_>) -> Reading {
        let Some(cohort) = subject.cohort(view) else { return Reading::missing(Missing::NotDefined, 0) };
        if self.days * DAY > subject.frame.follow_up {
            return Reading::missing(Missing::BeyondFollowUp, cohort.members);
        }
        Reading::share(cohort.treated.at_most(self.days), cohort.members)
    }
}

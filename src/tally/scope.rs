//! What a tally counts: from when to when, and by which limits.

use super::Limits;
use crate::time::{DAY, Time};

/// What a run counts: from when to when, and by which limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// End of the run.
    pub horizon: Time,
    /// Start of what is counted.
    pub warm_up: Time,
    /// How long cohorts are followed.
    pub follow_up: Time,
    /// Distance of audits, where there is a series.
    pub audit: Option<Time>,
    /// The limits on waiting that stocks of the series are counted by.
    pub limits: Limits,
}

impl Scope {
    /// Date of the closing snapshot.
    #[inline]
    #[must_use]
    pub const fn last_day(&self) -> i64 {
        self.horizon / DAY - 1
    }

    /// Whether a person who joins then is in the cohort.
    #[inline]
    #[must_use]
    pub const fn in_cohort(&self, clock_start: Time) -> bool {
        clock_start >= self.warm_up && clock_start < self.horizon - self.follow_up
    }
}

//! The share treated by a limit since the clock start (or the start of the run, for today's list).

use crate::measure::{AnalysisSet, Direction, Measure, Missing, Reading, Subject};
use crate::tally::{Exit, Limit};
use crate::time::DAY;

/// Nobody is followed for longer.
const LONGEST_FOLLOW_UP: i64 = 364;

/// F_treated at a limit. Everybody is followed that long, so it is a plain share of all members.
#[derive(Clone, Debug)]
pub struct TreatedWithin {
    name: String,
    summary: String,
    limit: Limit,
}

impl TreatedWithin {
    /// Within a limit; none where nobody is followed for so long.
    #[must_use]
    pub fn new(limit: Limit) -> Option<Self> {
        (limit.days <= LONGEST_FOLLOW_UP).then(|| Self {
            name: format!("treated_within_{}", limit.short()),
            summary: format!("share of all who joined that is treated within {limit}"),
            limit,
        })
    }
}

impl Measure for TreatedWithin {
    fn name(&self) -> &str {
        &self.name
    }
    fn unit(&self) -> &str {
        "share"
    }
    fn direction(&self) -> Direction {
        Direction::Higher
    }
    fn analysis_sets(&self) -> &[AnalysisSet] {
        &[AnalysisSet::Joined, AnalysisSet::Today]
    }
    fn summary(&self) -> &str {
        &self.summary
    }
    fn source(&self) -> &str {
        "cumulative incidence: Aalen and Johansen 1978; without censoring it is the plain share"
    }
    fn limit(&self) -> Option<Limit> {
        Some(self.limit)
    }
    fn read(&self, set: AnalysisSet, subject: &Subject<'_>) -> Reading {
        let Some(cohort) = subject.cohort(set) else { return Reading::missing(Missing::NotDefined, 0) };
        if self.limit.days * DAY > subject.scope.follow_up {
            return Reading::missing(Missing::BeyondFollowUp, cohort.members);
        }
        Reading::share(cohort.exits[Exit::Treated].at_most(self.limit.days), cohort.members)
    }
}

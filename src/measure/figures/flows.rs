//! How many come and how many leave untreated: the weekly flows of the series, added up from the warm-up on.

use crate::measure::{AnalysisSet, Direction, Measure, Missing, PerWeek, Reading, Subject};
use crate::tally::Flow;

/// A flow of people.
#[derive(Clone, Copy, Debug)]
pub enum Flows {
    /// Clocks that start.
    Referrals,
    /// Departures untreated, for whatever reason.
    Removed,
}

/// What happened after the warm-up, from the first audit on that does not lie in it.
pub(in crate::measure) fn after_warm_up(flow: Flow, subject: &Subject<'_>) -> Reading {
    let people = subject.people.listed();
    let Some(every) = subject.scope.audit else { return Reading::missing(Missing::NoAudits, people) };
    // Row k holds what happened in ((k - 1) x every, k x every].
    let first = (subject.scope.warm_up + every - 1) / every;
    let flows = subject.people.weekly.flows(flow);
    let count: u64 = flows.iter().skip(first as usize + 1).map(|&c| u64::from(c)).sum();
    Reading::new(count as f64, people)
}

impl Flows {
    const fn flow(self) -> Flow {
        match self {
            Flows::Referrals => Flow::Referrals,
            Flows::Removed => Flow::Removed,
        }
    }
}

impl Measure for Flows {
    fn name(&self) -> &str {
        match self {
            Flows::Referrals => "referrals",
            Flows::Removed => "removed",
        }
    }
    fn unit(&self) -> &str {
        "people"
    }
    fn direction(&self) -> Direction {
        // A validation removes rightly, and referrals are nobody's merit.
        Direction::None
    }
    fn analysis_sets(&self) -> &[AnalysisSet] {
        &[AnalysisSet::Flow]
    }
    fn denominator(&self, _view: AnalysisSet) -> &str {
        "people on the list during the run, after the warm-up"
    }
    fn summary(&self) -> &str {
        match self {
            Flows::Referrals => "people referred during the run; week by week in the series",
            Flows::Removed => {
                "people who left untreated during the run, in any way, each on their own day; week by week in the series"
            }
        }
    }
    fn source(&self) -> &str {
        match self {
            Flows::Referrals => "NHS England, referral to treatment: new clock starts",
            Flows::Removed => "NHS England, referral to treatment: clock stops without treatment",
        }
    }
    fn gaps(&self) -> bool {
        false
    }
    fn counts(&self) -> bool {
        true
    }
    fn weekly(&self) -> Option<PerWeek> {
        Some(PerWeek::Flow(self.flow()))
    }
    fn read(&self, _view: AnalysisSet, subject: &Subject<'_>) -> Reading {
        after_warm_up(self.flow(), subject)
    }
}

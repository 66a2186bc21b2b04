//! How many waits crossed their target during the run.

use crate::measure::figures::flows::after_warm_up;
use crate::measure::{AnalysisSet, Direction, Measure, PerWeek, Reading, Subject};
use crate::tally::Flow;

/// Waits that crossed the person's own target after the warm-up, each on its own day.
#[derive(Clone, Copy, Debug)]
pub struct NewBreaches;

impl Measure for NewBreaches {
    fn name(&self) -> &str {
        "new_breaches"
    }
    fn unit(&self) -> &str {
        "people"
    }
    fn counts(&self) -> bool {
        true
    }
    fn direction(&self) -> Direction {
        Direction::Lower
    }
    fn analysis_sets(&self) -> &[AnalysisSet] {
        &[AnalysisSet::Flow]
    }
    fn denominator(&self, _view: AnalysisSet) -> &str {
        "people on the list during the run, after the warm-up"
    }
    fn summary(&self) -> &str {
        "waits that crossed the person's own target during the run, each on its own day, or with a change of urgency; week by week in the series"
    }
    fn source(&self) -> &str {
        "NHS England, referral to treatment: the standard is breached on the day after its limit"
    }
    fn gaps(&self) -> bool {
        false
    }
    fn weekly(&self) -> Option<PerWeek> {
        Some(PerWeek::Flow(Flow::NewBreaches))
    }
    fn read(&self, _view: AnalysisSet, subject: &Subject<'_>) -> Reading {
        after_warm_up(Flow::NewBreaches, subject)
    }
}

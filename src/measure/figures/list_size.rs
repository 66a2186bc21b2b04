//! How many people wait.

use crate::measure::{AnalysisSet, Direction, Measure, Missing, PerWeek, Reading, Subject};
use crate::tally::Stock;

/// People waiting at a snapshot.
#[derive(Clone, Copy, Debug)]
pub struct ListSize;

impl Measure for ListSize {
    fn name(&self) -> &str {
        "list_size"
    }
    fn unit(&self) -> &str {
        "people"
    }
    fn counts(&self) -> bool {
        true
    }
    fn direction(&self) -> Direction {
        // A list also gets shorter when people give up.
        Direction::None
    }
    fn analysis_sets(&self) -> &[AnalysisSet] {
        &[AnalysisSet::Opening, AnalysisSet::Closing]
    }
    fn summary(&self) -> &str {
        "people waiting at the snapshot"
    }
    fn source(&self) -> &str {
        "NHS England, referral to treatment: number of incomplete pathways"
    }
    fn gaps(&self) -> bool {
        false
    }
    fn weekly(&self) -> Option<PerWeek> {
        Some(PerWeek::Stock(Stock::List))
    }
    fn read(&self, set: AnalysisSet, subject: &Subject<'_>) -> Reading {
        let Some(waits) = subject.snapshot(set) else { return Reading::missing(Missing::NotDefined, 0) };
        Reading::new(waits.total() as f64, waits.total())
    }
}

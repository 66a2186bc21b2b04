//! How many wait beyond their own target.

use crate::measure::{AnalysisSet, Direction, Measure, Missing, PerWeek, Reading, Subject};
use crate::tally::Stock;

/// People waiting at a snapshot beyond the target of their own urgency (18 weeks without urgencies).
#[derive(Clone, Copy, Debug)]
pub struct Breaches;

impl Measure for Breaches {
    fn name(&self) -> &str {
        "breaches"
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
        &[AnalysisSet::Opening, AnalysisSet::Closing]
    }
    fn summary(&self) -> &str {
        "people waiting at the snapshot beyond the target of their own urgency at that time"
    }
    fn source(&self) -> &str {
        "NHS England, clinical prioritisation of the surgical waiting list (P codes) and the 18-week standard"
    }
    fn gaps(&self) -> bool {
        false
    }
    fn weekly(&self) -> Option<PerWeek> {
        Some(PerWeek::Stock(Stock::Breaches))
    }
    fn read(&self, set: AnalysisSet, subject: &Subject<'_>) -> Reading {
        let Some(waits) = subject.snapshot(set) else { return Reading::missing(Missing::NotDefined, 0) };
        if subject.scope.audit.is_none() {
            return Reading::missing(Missing::NoAudits, waits.total());
        }
        let stock = subject.people.weekly.stock(Stock::Breaches);
        let count = if set == AnalysisSet::Opening { stock.first() } else { stock.last() };
        Reading::new(count.copied().unwrap_or(0) as f64, waits.total())
    }
}

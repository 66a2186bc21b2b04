//! When half of those who joined have been treated.

use crate::measure::{AnalysisSet, Direction, Measure, Missing, Reading, Subject, WEEK_DAYS, rank};
use crate::tally::Exit;

/// The first day with F_treated of at least one half, in weeks.
#[derive(Clone, Copy, Debug)]
pub struct WeeksUntilHalfTreated;

impl Measure for WeeksUntilHalfTreated {
    fn name(&self) -> &str {
        "weeks_until_half_treated"
    }
    fn unit(&self) -> &str {
        "weeks"
    }
    fn direction(&self) -> Direction {
        Direction::Lower
    }
    fn analysis_sets(&self) -> &[AnalysisSet] {
        &[AnalysisSet::Joined, AnalysisSet::Today]
    }
    fn summary(&self) -> &str {
        "weeks until half of all who joined have been treated; larger than the follow-up if that is not reached"
    }
    fn source(&self) -> &str {
        "quantile of the cumulative incidence: Peng and Fine 2007, Biometrika 94:735"
    }
    fn read(&self, set: AnalysisSet, subject: &Subject<'_>) -> Reading {
        let Some(cohort) = subject.cohort(set) else { return Reading::missing(Missing::NotDefined, 0) };
        if cohort.members == 0 {
            return Reading::missing(Missing::Nobody, 0);
        }
        cohort.exits[Exit::Treated]
            .day_of_rank(rank(50, cohort.members))
            .map_or(Reading::missing(Missing::NotReached, cohort.members), |day| {
                Reading::new(day as f64 / WEEK_DAYS, cohort.members)
            })
    }
}

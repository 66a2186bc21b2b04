//! The headline: a restricted mean of the time untreated, which losing people can never shorten.

use crate::measure::{AnalysisSet, Direction, Measure, Missing, Reading, Statistic, Subject, spread};
use crate::time::WEEK;

/// Integral of 1 - F_treated from 0 to the follow-up, in weeks, from exact seconds.
#[derive(Clone, Copy, Debug)]
pub struct WeeksUntreated;

impl Measure for WeeksUntreated {
    fn name(&self) -> &str {
        "weeks_untreated"
    }

    fn levels_by_urgency(&self) -> bool {
        true
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
        "mean weeks untreated within the follow-up; people who leave untreated count to its end"
    }
    fn source(&self) -> &str {
        "restricted mean of the cumulative incidence of treatment: Royston and Parmar 2013, doi 10.1186/1471-2288-13-152; \
         Andersen 2013, doi 10.1002/sim.5903"
    }
    fn part(&self) -> Statistic {
        Statistic::Amount(|set, subject| spread(&subject.cohort(set)?.untreated).map(|seconds| seconds / WEEK as f64))
    }
    fn read(&self, set: AnalysisSet, subject: &Subject<'_>) -> Reading {
        let Some(cohort) = subject.cohort(set) else { return Reading::missing(Missing::NotDefined, 0) };
        Reading::mean(cohort.untreated.sum, cohort.members, WEEK as f64)
    }
}

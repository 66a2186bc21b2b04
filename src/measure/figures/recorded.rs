//! Figures of the record: the share of people whose level is not recorded.

use crate::measure::{AnalysisSet, Direction, Measure, Reading, Statistic, Subject};

/// The name of the share of people whose level is not recorded.
pub const SHARE_NOT_RECORDED: &str = "share_not_recorded";

/// The share of people whose level of an attribute is not recorded: a row of each attribute that may be missing.
#[derive(Clone, Copy, Debug)]
pub struct ShareNotRecorded;

impl Measure for ShareNotRecorded {
    fn name(&self) -> &str {
        SHARE_NOT_RECORDED
    }
    fn unit(&self) -> &str {
        "share"
    }
    fn direction(&self) -> Direction {
        Direction::Lower
    }
    fn analysis_sets(&self) -> &[AnalysisSet] {
        &[AnalysisSet::Joined, AnalysisSet::Today, AnalysisSet::Opening, AnalysisSet::Closing]
    }
    fn summary(&self) -> &str {
        "share of people whose level of an attribute is not recorded; one row for each attribute that may be missing"
    }
    fn source(&self) -> &str {
        "data quality: Horowitz and Manski 1998"
    }
    fn note(&self) -> &str {
        "who is not recorded is no random part of all"
    }
    fn gaps(&self) -> bool {
        false
    }
    fn of_not_recorded(&self) -> bool {
        true
    }
    fn part(&self) -> Statistic {
        Statistic::Other
    }
    fn read(&self, set: AnalysisSet, subject: &Subject<'_>) -> Reading {
        let everybody = Subject { people: subject.everybody, ..*subject };
        Reading::share(count(set, subject), count(set, &everybody))
    }
}

/// How many people a set has.
fn count(set: AnalysisSet, subject: &Subject<'_>) -> u64 {
    match (subject.cohort(set), subject.snapshot(set)) {
        (Some(cohort), _) => cohort.members,
        (_, Some(snapshot)) => snapshot.total(),
        _ => 0,
    }
}

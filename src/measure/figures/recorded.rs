//! Figures of the record: the share of people whose level is not recorded.

use crate::measure::{Direction, Measure, Reading, Statistic, Subject, View};

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
    fn views(&self) -> &[View] {
        &[View::Joined, View::Today, View::Opening, View::Closing]
    }
    fn summary(&self) -> &str {
        "share of people whose level of an attribute is not recorded; a row of each attribute that may be missing"
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
    fn read(&self, view: View, subject: &Subject<'_>) -> Reading {
        let everybody = Subject { people: subject.everybody, ..*subject };
        Reading::share(count(view, subject), count(view, &everybody))
    }
}

/// How many people a view has.
fn count(view: View, subject: &Subject<'_>) -> u64 {
    match (subject.cohort(view), subject.snapshot(view)) {
        (Some(cohort), _) => cohort.members,
        (_, Some(snapshot)) => snapshot.total(),
        _ => 0,
    }
}

//! Follow-ups: due, kept in time, overdue and by how long. Who comes for one is on no waiting list, so a policy that starves them looks
//! free everywhere else.

use std::collections::BTreeSet;

use crate::measure::{AnalysisSet, Direction, Measure, Missing, Reading, Statistic, Subject, WEEK_DAYS};
use crate::model::{Capacity, ClockEffect, InsidePlace, Service};
use crate::time::WEEK;

/// A figure of appointments of people whose clock has stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FollowUp {
    /// Fell due after the warm-up.
    Due,
    /// Share kept within seven days of falling due.
    InTime,
    /// Mean weeks from falling due to being kept.
    WeeksLate,
    /// Due before the last day and not kept.
    Overdue,
    /// Mean weeks since these fell due.
    WeeksOverdue,
}

impl Measure for FollowUp {
    fn name(&self) -> &str {
        match self {
            FollowUp::Due => "follow_ups_due",
            FollowUp::InTime => "follow_ups_in_time",
            FollowUp::WeeksLate => "follow_up_weeks_late",
            FollowUp::Overdue => "follow_ups_overdue",
            FollowUp::WeeksOverdue => "follow_up_weeks_overdue",
        }
    }
    fn unit(&self) -> &str {
        match self {
            FollowUp::Due | FollowUp::Overdue => "follow-ups",
            FollowUp::InTime => "share",
            FollowUp::WeeksLate | FollowUp::WeeksOverdue => "weeks",
        }
    }
    fn counts(&self) -> bool {
        matches!(self, FollowUp::Due | FollowUp::Overdue)
    }
    fn direction(&self) -> Direction {
        match self {
            FollowUp::Due => Direction::None,
            FollowUp::InTime => Direction::Higher,
            _ => Direction::Lower,
        }
    }
    fn analysis_sets(&self) -> &[AnalysisSet] {
        match self {
            FollowUp::Overdue | FollowUp::WeeksOverdue => &[AnalysisSet::Closing],
            _ => &[AnalysisSet::Flow],
        }
    }
    fn denominator(&self, _: AnalysisSet) -> &str {
        match self {
            FollowUp::Due => "follow-ups that fell due after the warm-up",
            FollowUp::InTime => {
                "follow-ups that fell due after the warm-up and at least seven days before the last day"
            }
            FollowUp::WeeksLate => "follow-ups kept after the warm-up (biased: those still due are not in it)",
            FollowUp::Overdue => "follow-ups not kept at the end",
            FollowUp::WeeksOverdue => "follow-ups overdue at the closing snapshot",
        }
    }
    fn summary(&self) -> &str {
        match self {
            FollowUp::Due => "follow-ups that fell due: people whose clock had stopped joined a stage",
            FollowUp::InTime => "share of follow-ups kept within seven calendar days of falling due",
            FollowUp::WeeksLate => "mean weeks from falling due to being kept, of the follow-ups that were kept",
            FollowUp::Overdue => "follow-ups that fell due before the last day and are not kept",
            FollowUp::WeeksOverdue => "mean weeks since the overdue follow-ups fell due",
        }
    }
    fn source(&self) -> &str {
        "harm from delayed follow-up: Foot and MacEwen 2017, doi 10.1038/eye.2017.1"
    }
    fn gaps(&self) -> bool {
        !matches!(self, FollowUp::Due | FollowUp::Overdue)
    }
    fn part(&self) -> Statistic {
        // Follow-ups of one person are not independent of each other.
        Statistic::Other
    }
    fn concerns(&self, service: &Service) -> bool {
        has_follow_ups(service)
    }
    fn read(&self, _: AnalysisSet, subject: &Subject<'_>) -> Reading {
        let found = &subject.people.follow_ups;
        let mean = |sum: i128, per: f64, n: u64| match n {
            0 => Reading::missing(Missing::Nobody, 0),
            n => Reading::new(sum as f64 / per / n as f64, n).made_of(sum, n),
        };
        match self {
            FollowUp::Due => Reading::new(found.due as f64, found.due),
            FollowUp::InTime => Reading::share(found.in_time, found.judged),
            FollowUp::WeeksLate => mean(found.late.sum, WEEK as f64, found.late.count),
            FollowUp::Overdue => Reading::new(found.overdue as f64, found.open),
            FollowUp::WeeksOverdue => mean(i128::from(found.days_overdue), WEEK_DAYS, found.overdue),
        }
    }
}

/// Whether people whose clock has stopped may come to a stage with slots or servers.
fn has_follow_ups(service: &Service) -> bool {
    let outcomes = |stage: usize| service.stages[stage].onward.iter().flat_map(|o| &o.outcomes);
    let stops = (0..service.stages.len()).flat_map(outcomes).filter(|o| o.clock != ClockEffect::Runs);
    let mut next: Vec<usize> = stops.filter_map(|o| o.to).collect();
    // Also of those who are there at the start with a clock that has stopped.
    for (number, stage) in service.stages.iter().enumerate() {
        for inside in stage.inside.iter().filter(|inside| inside.stopped && inside.count > 0) {
            match inside.place {
                InsidePlace::Stage => next.extend(outcomes(number).filter_map(|o| o.to)),
                InsidePlace::Way(way) => next.extend(outcomes(number).nth(way).and_then(|o| o.to)),
            }
        }
    }
    let mut reached = BTreeSet::new();
    while let Some(stage) = next.pop() {
        if reached.insert(stage) {
            next.extend(outcomes(stage).filter_map(|o| o.to));
        }
    }
    reached.into_iter().any(|stage| !matches!(service.stages[stage].capacity, Capacity::Delay(_)))
}

//! By each person's own target: the share treated on time, the share of those waiting who are overdue, and by how many days.

use crate::measure::figures::waiting_limit::{beyond, mean_days};
use crate::measure::{AnalysisSet, Direction, Measure, Missing, Reading, Statistic, Subject};
use crate::model::Service;
use crate::tally::{ClassTally, Exit};
use crate::time::DAY;

/// The target where a scenario names none.
const USUAL_TARGET: i64 = 126;

/// What people's own targets make of the counts of their classes, added up over classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OwnTargets {
    /// Of those who joined, treated within their target.
    joined: u64,
    /// Of those who joined, those whose target lies beyond the follow-up.
    unseen: u64,
    /// Of the treated, treated within their target.
    completed: u64,
    /// At the opening and at the closing snapshot: people beyond their target, and their days beyond it.
    overdue: [(u64, u64); 2],
}

impl OwnTargets {
    /// Of the people of one class with this target.
    #[must_use]
    pub(in crate::measure) fn of_class(people: &ClassTally, target: i64, follow_up: i64) -> Self {
        Self {
            joined: people.joined.exits[Exit::Treated].at_most(target),
            unseen: if target * DAY > follow_up { people.joined.members } else { 0 },
            completed: people.completed_days.at_most(target),
            overdue: [beyond(&people.opening, target), beyond(&people.closing, target)],
        }
    }

    /// Adds those of others.
    pub fn merge(&mut self, other: &Self) {
        self.joined += other.joined;
        self.unseen += other.unseen;
        self.completed += other.completed;
        for (mine, theirs) in self.overdue.iter_mut().zip(&other.overdue) {
            mine.0 += theirs.0;
            mine.1 += theirs.1;
        }
    }

    fn overdue(&self, set: AnalysisSet) -> (u64, u64) {
        self.overdue[usize::from(set != AnalysisSet::Opening)]
    }
}

/// A figure by each person's own target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnTime {
    /// Share treated within the target.
    Treated,
    /// Share of those waiting who are beyond it.
    Overdue,
    /// Mean days beyond it of these.
    Days,
}

impl Measure for OnTime {
    fn name(&self) -> &str {
        match self {
            OnTime::Treated => "treated_on_time",
            OnTime::Overdue => "waiting_overdue",
            OnTime::Days => "days_overdue",
        }
    }
    fn levels_by_urgency(&self) -> bool {
        *self == OnTime::Treated
    }

    fn unit(&self) -> &str {
        if *self == OnTime::Days { "days" } else { "share" }
    }
    fn direction(&self) -> Direction {
        if *self == OnTime::Treated { Direction::Higher } else { Direction::Lower }
    }
    fn analysis_sets(&self) -> &[AnalysisSet] {
        match self {
            OnTime::Treated => &[AnalysisSet::Joined, AnalysisSet::Completed],
            _ => &[AnalysisSet::Opening, AnalysisSet::Closing],
        }
    }
    fn denominator(&self, set: AnalysisSet) -> &str {
        match (self, set) {
            (OnTime::Days, AnalysisSet::Opening) => "people overdue at the opening snapshot",
            (OnTime::Days, _) => "people overdue at the closing snapshot",
            _ => set.denominator(),
        }
    }
    fn summary(&self) -> &str {
        match self {
            OnTime::Treated => "share treated within the target of their own urgency, by the class on treatment",
            OnTime::Overdue => "share of people waiting who have waited beyond the target of their own urgency",
            OnTime::Days => {
                "mean days beyond the target of their own urgency so far, over people still waiting who are beyond it"
            }
        }
    }
    fn source(&self) -> &str {
        "AIHW, elective surgery waiting times: patients treated on time, and overdue days by clinical urgency category"
    }
    fn part(&self) -> Statistic {
        if *self == OnTime::Days { Statistic::Other } else { Statistic::Share }
    }
    fn concerns(&self, service: &Service) -> bool {
        // With the usual target alone it is that of 18 weeks.
        service.urgencies.iter().any(|u| u.target_days != USUAL_TARGET)
    }
    fn read(&self, set: AnalysisSet, subject: &Subject<'_>) -> Reading {
        let own = subject.targets;
        match (self, set) {
            (OnTime::Treated, AnalysisSet::Completed) => Reading::share(own.completed, subject.people.completed.count),
            (OnTime::Treated, _) => {
                let members = subject.people.joined.members;
                if own.unseen > 0 {
                    return Reading::missing(Missing::BeyondFollowUp, members);
                }
                Reading::share(own.joined, members)
            }
            (OnTime::Overdue, _) => match subject.snapshot(set) {
                Some(waits) => Reading::share(own.overdue(set).0, waits.total()),
                None => Reading::missing(Missing::NotDefined, 0),
            },
            (OnTime::Days, _) => mean_days(own.overdue(set)),
        }
    }
}

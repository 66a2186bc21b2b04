//! What has become of everybody at the end of the follow-up. The fates are counts of the same people and sum to all of them.

use super::{Direction, Measure, Missing, Reading, Subject, View};

/// A fate at the end of the follow-up.
#[derive(Clone, Copy, Debug)]
pub enum Fate {
    /// Treated.
    Treated,
    /// Left untreated because patience ran out.
    Removed,
    /// Discharged after a missed appointment.
    Discharged,
    /// Still waiting.
    Waiting,
}

impl Measure for Fate {
    fn name(&self) -> &str {
        match self {
            Fate::Treated => "fate_treated",
            Fate::Removed => "fate_removed",
            Fate::Discharged => "fate_discharged",
            Fate::Waiting => "fate_waiting",
        }
    }
    fn unit(&self) -> &str {
        "share"
    }
    fn direction(&self) -> Direction {
        match self {
            Fate::Treated => Direction::Higher,
            _ => Direction::Lower,
        }
    }
    fn views(&self) -> &[View] {
        &[View::Joined, View::Today]
    }
    fn summary(&self) -> &str {
        match self {
            Fate::Treated => "share treated at the end of the follow-up",
            Fate::Removed => "share that left untreated by the end of the follow-up",
            Fate::Discharged => "share discharged after a missed appointment by the end of the follow-up",
            Fate::Waiting => "share still waiting at the end of the follow-up",
        }
    }
    fn source(&self) -> &str {
        "competing exits of a waiting list: Hart et al. 2016, doi 10.1097/TP.0000000000001185"
    }
    fn read(&self, view: View, subject: &Subject<'_>) -> Reading {
        let Some(cohort) = subject.cohort(view) else { return Reading::missing(Missing::NotDefined, 0) };
        let (treated, removed, discharged) =
            (cohort.treated.total(), cohort.removed.total(), cohort.discharged.total());
        let count = match self {
            Fate::Treated => treated,
            Fate::Removed => removed,
            Fate::Discharged => discharged,
            Fate::Waiting => cohort.members - treated - removed - discharged,
        };
        Reading::share(count, cohort.members)
    }
}

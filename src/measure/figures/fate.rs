//! What has become of everybody at the end of the follow-up. The fates are counts of the same people and sum to all of them.

use crate::ids::Cause;
use crate::measure::{Direction, Measure, Missing, Reading, Subject, View};
use crate::model::Service;

/// A fate at the end of the follow-up.
#[derive(Clone, Copy, Debug)]
pub enum Fate {
    /// Treated.
    Treated,
    /// Taken off the list untreated: patience ran out, or a validation found them gone or took them off by mistake.
    Removed,
    /// Discharged untreated: after a missed appointment, or where a pathway ends so.
    Discharged,
    /// Died untreated.
    Died,
    /// Admitted as an emergency.
    Emergency,
    /// Left for treatment paid for elsewhere.
    Private,
    /// Turned away on referral: there was no room.
    TurnedAway,
    /// Still waiting.
    Waiting,
}

impl Measure for Fate {
    fn name(&self) -> &str {
        match self {
            Fate::Treated => "fate_treated",
            Fate::Removed => "fate_removed",
            Fate::Discharged => "fate_discharged",
            Fate::Died => "fate_died",
            Fate::Emergency => "fate_emergency",
            Fate::Private => "fate_private",
            Fate::TurnedAway => "fate_turned_away",
            Fate::Waiting => "fate_waiting",
        }
    }
    fn unit(&self) -> &str {
        "share"
    }
    fn direction(&self) -> Direction {
        match self {
            Fate::Treated => Direction::Higher,
            Fate::Private => Direction::None,
            _ => Direction::Lower,
        }
    }
    fn views(&self) -> &[View] {
        &[View::Joined, View::Today]
    }
    fn summary(&self) -> &str {
        match self {
            Fate::Treated => "share treated at the end of the follow-up",
            Fate::Removed => {
                "share taken off the list untreated by the end of the follow-up: patience ran out, or at a validation"
            }
            Fate::Discharged => {
                "share discharged untreated by the end of the follow-up: after a missed appointment, or where a pathway ends so"
            }
            Fate::Died => "share that died untreated by the end of the follow-up",
            Fate::Emergency => "share admitted as an emergency by the end of the follow-up",
            Fate::Private => "share that left for treatment paid for elsewhere by the end of the follow-up",
            Fate::TurnedAway => "share turned away on referral because there was no room",
            Fate::Waiting => "share still waiting, or between two stages, at the end of the follow-up",
        }
    }
    fn source(&self) -> &str {
        "competing exits of a waiting list: Hart et al. 2016, doi 10.1097/TP.0000000000001185"
    }
    fn read(&self, view: View, subject: &Subject<'_>) -> Reading {
        let Some(cohort) = subject.cohort(view) else { return Reading::missing(Missing::NotDefined, 0) };
        let count = match self {
            Fate::Treated => cohort.treated.total(),
            Fate::Removed => cohort.removed.total(),
            Fate::Discharged => cohort.discharged.total(),
            Fate::Died => cohort.died.total(),
            Fate::Emergency => cohort.emergency.total(),
            Fate::Private => cohort.private.total(),
            Fate::TurnedAway => cohort.turned_away.total(),
            Fate::Waiting => cohort.members - cohort.exits().iter().map(|e| e.total()).sum::<u64>(),
        };
        Reading::share(count, cohort.members)
    }
    fn concerns(&self, service: &Service) -> bool {
        let course = |cause| service.course.as_ref().is_some_and(|course| course.happens_to_some(cause));
        match self {
            Fate::Died => course(Cause::Death),
            Fate::Emergency => course(Cause::Emergency),
            Fate::Private => course(Cause::Private),
            Fate::TurnedAway => service.room.is_some(),
            _ => true,
        }
    }
}

//! What has become of everybody at the end of the follow-up. The fates are counts of the same people and sum to all of them.

use crate::ids::Cause;
use crate::measure::{AnalysisSet, Direction, Measure, Missing, Reading, Subject};
use crate::model::Service;
use crate::tally::Exit;

/// A fate at the end of the follow-up.
#[derive(Clone, Copy, Debug)]
pub enum Fate {
    /// Off the list: treated, or taken off it (at a validation too), discharged, and so on.
    Left(Exit),
    /// Still waiting.
    Waiting,
}

impl Measure for Fate {
    fn name(&self) -> &str {
        match self {
            Fate::Left(Exit::Treated) => "fate_treated",
            Fate::Left(Exit::Removed) => "fate_removed",
            Fate::Left(Exit::Discharged) => "fate_discharged",
            Fate::Left(Exit::Died) => "fate_died",
            Fate::Left(Exit::Emergency) => "fate_emergency",
            Fate::Left(Exit::Private) => "fate_private",
            Fate::Left(Exit::TurnedAway) => "fate_turned_away",
            Fate::Waiting => "fate_waiting",
        }
    }
    fn unit(&self) -> &str {
        "share"
    }
    fn direction(&self) -> Direction {
        match self {
            Fate::Left(Exit::Treated) => Direction::Higher,
            Fate::Left(Exit::Private) => Direction::None,
            _ => Direction::Lower,
        }
    }
    fn analysis_sets(&self) -> &[AnalysisSet] {
        &[AnalysisSet::Joined, AnalysisSet::Today]
    }
    fn summary(&self) -> &str {
        match self {
            Fate::Left(Exit::Treated) => "share treated at the end of the follow-up",
            Fate::Left(Exit::Removed) => {
                "share taken off the list untreated by the end of the follow-up, because patience ran out or at a validation"
            }
            Fate::Left(Exit::Discharged) => {
                "share discharged untreated by the end of the follow-up, after a missed appointment or where a pathway ends in that way"
            }
            Fate::Left(Exit::Died) => "share that died untreated by the end of the follow-up",
            Fate::Left(Exit::Emergency) => "share admitted as an emergency by the end of the follow-up",
            Fate::Left(Exit::Private) => "share that left for treatment paid for elsewhere by the end of the follow-up",
            Fate::Left(Exit::TurnedAway) => "share turned away on referral because there was no room",
            Fate::Waiting => "share still waiting, or between two stages, at the end of the follow-up",
        }
    }
    fn source(&self) -> &str {
        "competing exits of a waiting list: Hart et al. 2016, doi 10.1097/TP.0000000000001185"
    }
    fn read(&self, set: AnalysisSet, subject: &Subject<'_>) -> Reading {
        let Some(cohort) = subject.cohort(set) else { return Reading::missing(Missing::NotDefined, 0) };
        let total = |how: Exit| cohort.exits[how].total();
        let count = match self {
            Fate::Left(how) => total(*how),
            Fate::Waiting => cohort.members - Exit::ALL.map(total).iter().sum::<u64>(),
        };
        Reading::share(count, cohort.members)
    }
    fn concerns(&self, service: &Service) -> bool {
        let course = |cause| service.course.as_ref().is_some_and(|course| course.happens_to_some(cause));
        match self {
            Fate::Left(Exit::Died) => course(Cause::Death),
            Fate::Left(Exit::Emergency) => course(Cause::Emergency),
            Fate::Left(Exit::Private) => course(Cause::Private),
            Fate::Left(Exit::TurnedAway) => service.room.is_some(),
            _ => true,
        }
    }
}

//! What happens at each stage of a pathway, in rows of the stage: who comes, who waits there, and for how long.

use crate::measure::{AnalysisSet, Direction, Measure, Missing, Reading, Subject};
use crate::model::Service;
use crate::time::WEEK;

/// A figure of the people of one stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByStage {
    /// Joined the stage, or were there at the start.
    Joined,
    /// Seen there.
    Kept,
    /// There at the end.
    Waiting,
    /// Mean weeks from joining to the appointment that is kept.
    Wait,
}

impl Measure for ByStage {
    fn name(&self) -> &str {
        match self {
            ByStage::Joined => "joined",
            ByStage::Kept => "kept",
            ByStage::Waiting => "waiting",
            ByStage::Wait => "wait_until_kept",
        }
    }
    fn unit(&self) -> &str {
        match self {
            ByStage::Wait => "weeks",
            ByStage::Waiting => "people",
            ByStage::Joined | ByStage::Kept => "visits",
        }
    }
    fn counts(&self) -> bool {
        *self != ByStage::Wait
    }
    fn direction(&self) -> Direction {
        match self {
            ByStage::Joined => Direction::None,
            ByStage::Kept => Direction::Higher,
            ByStage::Waiting | ByStage::Wait => Direction::Lower,
        }
    }
    fn analysis_sets(&self) -> &[AnalysisSet] {
        &[AnalysisSet::Stage]
    }
    fn denominator(&self, _: AnalysisSet) -> &str {
        match self {
            ByStage::Joined | ByStage::Kept => "visits to this stage over the whole run",
            ByStage::Waiting => {
                "people who wait or are served at this stage at the end, also those whose clock has stopped"
            }
            ByStage::Wait => "visits kept at this stage after the warm-up (biased: those who still wait are not in it)",
        }
    }
    fn summary(&self) -> &str {
        match self {
            ByStage::Joined => {
                "visits to the stage over the whole run: those who joined it, and those there at the start"
            }
            ByStage::Kept => "visits to the stage that ended with an appointment that was kept, over the whole run",
            ByStage::Waiting => {
                "people at the stage at the end of the run: those who wait there, and those in service or passing it"
            }
            ByStage::Wait => {
                "mean weeks from joining the stage (for today's list from the start) to the appointment that is kept there"
            }
        }
    }
    fn source(&self) -> &str {
        "visit times of a network of queues: Jackson 1957, doi 10.1287/opre.5.4.518"
    }
    fn gaps(&self) -> bool {
        *self == ByStage::Wait
    }
    fn by_urgency(&self) -> bool {
        false
    }
    fn concerns(&self, service: &Service) -> bool {
        service.stages.len() > 1
    }
    fn read(&self, _: AnalysisSet, subject: &Subject<'_>) -> Reading {
        let Some(stage) = subject.stage else { return Reading::missing(Missing::NotDefined, 0) };
        let people = stage.people;
        match self {
            ByStage::Joined => Reading::new(people.entered as f64, people.entered),
            ByStage::Kept => Reading::new(people.seen as f64, people.entered),
            ByStage::Waiting => {
                let all = people.waiting + people.in_service;
                Reading::new(all as f64, all)
            }
            ByStage::Wait => Reading::mean(people.waited.sum, people.waited.count, WEEK as f64),
        }
    }
}

//! What happens at the stages of a pathway.

use crate::measure::{AnalysisSet, Direction, Measure, Missing, Reading, Subject, WEEK_DAYS};
use crate::model::Service;
use crate::time::DAY;

/// A figure of a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtStage {
    /// Mean weeks from joining the stage to being seen there.
    Wait,
    /// People there at the end of the run.
    People,
    /// Attended per slot offered; for servers busy time per open time.
    Utilisation,
}

impl AtStage {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Wait, Self::People, Self::Utilisation];
}

/// A figure of the stages of one name.
#[derive(Clone, Debug)]
pub struct Stage {
    what: AtStage,
    number: usize,
    stage: String,
    name: String,
}

impl Stage {
    /// The figure of the stages that have this number among all names.
    #[must_use]
    pub fn new(what: AtStage, number: usize, stage: &str) -> Self {
        let name = match what {
            AtStage::Wait => "wait_at",
            AtStage::People => "people_at",
            AtStage::Utilisation => "utilisation_at",
        };
        Self { what, number, stage: stage.into(), name: format!("{name}[{stage}]") }
    }
}

impl Measure for Stage {
    fn name(&self) -> &str {
        &self.name
    }
    fn unit(&self) -> &str {
        match self.what {
            AtStage::Wait => "weeks",
            AtStage::People => "people",
            AtStage::Utilisation => "share",
        }
    }
    fn counts(&self) -> bool {
        matches!(self.what, AtStage::People)
    }
    fn direction(&self) -> Direction {
        if self.what == AtStage::Utilisation { Direction::None } else { Direction::Lower }
    }
    fn analysis_sets(&self) -> &[AnalysisSet] {
        match self.what {
            AtStage::Wait => &[AnalysisSet::Flow],
            AtStage::People => &[AnalysisSet::Closing],
            AtStage::Utilisation => &[AnalysisSet::Capacity],
        }
    }
    fn denominator(&self, _: AnalysisSet) -> &str {
        match self.what {
            AtStage::Wait => "visits seen at this stage after the warm-up (biased: those who still wait are not in it)",
            AtStage::People => {
                "people who wait or are served at this stage at the end, also those whose clock has stopped"
            }
            AtStage::Utilisation => "slots offered (cases that take time: minutes; servers: open time)",
        }
    }
    fn summary(&self) -> &str {
        match self.what {
            AtStage::Wait => {
                "mean weeks from joining the stage (for today's list from the start) to the appointment that is kept there, those \
                 missed before included"
            }
            AtStage::People => {
                "people at the stage at the end of the run: those who wait there, and those in service or passing it"
            }
            AtStage::Utilisation => {
                "attended per slot offered at the stage; for cases that take time minutes used per minute offered; for servers busy time per open time"
            }
        }
    }
    fn source(&self) -> &str {
        "visit times of a network of queues: Jackson 1957, doi 10.1287/opre.5.4.518"
    }
    fn gaps(&self) -> bool {
        self.what == AtStage::Wait
    }
    fn by_group(&self) -> bool {
        self.what != AtStage::Utilisation
    }
    fn concerns(&self, service: &Service) -> bool {
        let mine = service.stages.iter().find(|s| s.name == self.stage);
        let timed = |s: &crate::model::Stage| matches!(s.capacity, crate::model::Capacity::Delay(_));
        service.stages.len() > 1 && mine.is_some_and(|s| self.what != AtStage::Utilisation || !timed(s))
    }
    fn read(&self, _: AnalysisSet, subject: &Subject<'_>) -> Reading {
        let Some(people) = subject.stages.get(self.number) else { return Reading::missing(Missing::NotDefined, 0) };
        match self.what {
            AtStage::Wait if people.waited.count == 0 => Reading::missing(Missing::Nobody, 0),
            AtStage::Wait => {
                let n = people.waited.count;
                Reading::new(people.waited.sum as f64 / n as f64 / DAY as f64 / WEEK_DAYS, n)
                    .made_of(people.waited.sum, n)
            }
            AtStage::People => {
                let all = people.waiting + people.in_service;
                Reading::new(all as f64, all)
            }
            AtStage::Utilisation => {
                let Some(c) = subject.stage_capacity.get(self.number) else {
                    return Reading::missing(Missing::NotDefined, 0);
                };
                crate::measure::figures::capacity::utilisation(c)
            }
        }
    }
}

/// The names of the stages of pathways with more than one, each once, in order.
#[must_use]
pub(in crate::measure) fn names(services: &[&Service]) -> Vec<String> {
    let staged = services.iter().filter(|s| s.stages.len() > 1);
    let mut names: Vec<String> = staged.flat_map(|s| s.stages.iter().map(|stage| stage.name.clone())).collect();
    names.sort();
    names.dedup();
    names
}

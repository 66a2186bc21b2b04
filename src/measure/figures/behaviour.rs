//! Appointments missed and cancelled, and changes of the clinical class.

use crate::measure::{AnalysisSet, Direction, Measure, Reading, Statistic, Subject};
use crate::model::{Chance, Service};

/// What people do, or what happens to them, while they wait.
#[derive(Clone, Copy, Debug)]
pub enum Behaviour {
    /// Missed per appointment booked.
    Missed,
    /// Cancelled in time.
    Cancelled,
    /// Changes of the clinical class.
    ClassChanges,
}

impl Measure for Behaviour {
    fn name(&self) -> &str {
        match self {
            Behaviour::Missed => "share_missed",
            Behaviour::Cancelled => "cancelled",
            Behaviour::ClassChanges => "class_changes",
        }
    }
    fn unit(&self) -> &str {
        match self {
            Behaviour::Missed => "share",
            Behaviour::Cancelled => "appointments",
            Behaviour::ClassChanges => "changes",
        }
    }
    fn counts(&self) -> bool {
        !matches!(self, Behaviour::Missed)
    }
    fn direction(&self) -> Direction {
        match self {
            Behaviour::Missed => Direction::Lower,
            _ => Direction::None,
        }
    }
    fn analysis_sets(&self) -> &[AnalysisSet] {
        &[AnalysisSet::Flow]
    }
    fn denominator(&self, set: AnalysisSet) -> &str {
        match self {
            Behaviour::Missed => "appointments booked",
            _ => set.denominator(),
        }
    }
    fn summary(&self) -> &str {
        match self {
            Behaviour::Missed => "share of booked appointments that are missed",
            Behaviour::Cancelled => "appointments cancelled early enough for another person to have them",
            Behaviour::ClassChanges => {
                "changes of the clinical class while the clock runs: by deterioration, or given at a visit"
            }
        }
    }
    fn source(&self) -> &str {
        "NHS England, hospital outpatient activity: attended, missed (DNA) and cancelled by the patient"
    }
    fn gaps(&self) -> bool {
        matches!(self, Behaviour::Missed)
    }
    fn part(&self) -> Statistic {
        // Appointments of one person are not independent of each other.
        Statistic::Other
    }
    fn concerns(&self, service: &Service) -> bool {
        let mut stages = service.stages.iter();
        match self {
            // In a plain list it is the scenario's own number; where it may change it is a result.
            Behaviour::Missed => {
                let missed = stages.clone().any(|s| s.misses.iter().any(|m| *m != Chance::NEVER));
                missed && (stages.len() > 1 || stages.any(|s| s.levers.attendance.is_some()))
            }
            Behaviour::Cancelled => stages.any(|s| !s.cancels.is_empty()),
            Behaviour::ClassChanges => service.reclassifies(),
        }
    }
    fn read(&self, _: AnalysisSet, subject: &Subject<'_>) -> Reading {
        let people = subject.people;
        match self {
            Behaviour::Missed => Reading::share(people.missed, people.booked),
            Behaviour::Cancelled => Reading::new(people.cancelled as f64, people.booked),
            Behaviour::ClassChanges => Reading::new(people.changed as f64, people.listed()),
        }
    }
}

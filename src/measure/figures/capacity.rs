//! What became of the capacity after the warm-up.

use crate::measure::{AnalysisSet, Direction, Measure, Missing, Reading, Subject};
use crate::model::{Capacity, Service, Stage};
use crate::tally::CapacityTally;

/// A figure of slots or servers.
#[derive(Clone, Copy, Debug)]
pub enum Slots {
    /// Slots released and not withdrawn.
    Offered,
    /// Appointments booked.
    Booked,
    /// Booked and attended.
    Attended,
    /// Booked and missed.
    DnaLost,
    /// Booked, and cancelled on the day because the session ran late.
    CancelledLate,
    /// Offered and not booked.
    Unused,
    /// Minutes released for cases that take time.
    Minutes,
    /// Attended per slot offered; for cases minutes used per minute offered; for servers busy time per open time.
    Utilisation,
}

/// What part of the capacity was used; none where its kinds have no common unit.
pub(in crate::measure) fn utilisation(capacity: &CapacityTally) -> Reading {
    // Unlimited servers are busy, but never open for so long: no share of theirs is in use.
    let servers = capacity.open.max(capacity.busy);
    match (capacity.offered, capacity.minutes, servers) {
        (slots, 0, 0) => Reading::share(capacity.attended, slots),
        (0, minutes, 0) => Reading::new(capacity.seconds_used as f64 / 60.0 / minutes as f64, minutes)
            .made_of(i128::from(capacity.seconds_used), 60 * minutes),
        (0, 0, _) => {
            let share = Reading::new(capacity.busy as f64 / capacity.open as f64, capacity.booked);
            u64::try_from(capacity.open).map_or(share, |open| share.made_of(capacity.busy, open))
        }
        _ => Reading::missing(Missing::NotDefined, 0),
    }
}

impl Measure for Slots {
    fn name(&self) -> &str {
        match self {
            Slots::Offered => "offered",
            Slots::Booked => "booked",
            Slots::Attended => "attended",
            Slots::DnaLost => "dna_lost",
            Slots::CancelledLate => "cancelled_on_the_day",
            Slots::Minutes => "minutes_offered",
            Slots::Unused => "unused",
            Slots::Utilisation => "utilisation",
        }
    }
    fn unit(&self) -> &str {
        match self {
            Slots::Offered | Slots::Unused => "slots",
            Slots::Minutes => "minutes",
            Slots::Utilisation => "share",
            _ => "appointments",
        }
    }
    fn counts(&self) -> bool {
        !matches!(self, Slots::Utilisation)
    }
    fn direction(&self) -> Direction {
        match self {
            Slots::Attended => Direction::Higher,
            Slots::DnaLost | Slots::CancelledLate | Slots::Unused => Direction::Lower,
            _ => Direction::None,
        }
    }
    fn analysis_sets(&self) -> &[AnalysisSet] {
        &[AnalysisSet::Capacity, AnalysisSet::Stage]
    }
    fn denominator(&self, _view: AnalysisSet) -> &str {
        match self {
            Slots::Offered | Slots::Unused => "slots offered",
            Slots::Minutes => "minutes offered",
            Slots::Utilisation => "slots offered (cases that take time: minutes; servers: open time)",
            _ => "appointments booked",
        }
    }
    fn summary(&self) -> &str {
        match self {
            Slots::Offered => "slots released and not withdrawn; at another provider, slots that are booked",
            Slots::CancelledLate => "appointments cancelled on the day because the session ran late",
            Slots::Minutes => "minutes of sessions released and not withdrawn, where cases take time",
            Slots::Booked => "appointments booked",
            Slots::Attended => "appointments booked and attended",
            Slots::DnaLost => "appointments booked and missed (did not attend)",
            Slots::Unused => "slots offered and not booked",
            Slots::Utilisation => {
                "appointments attended per slot offered; for cases that take time, minutes planned for cases done per minute offered; for servers, busy time per open time"
            }
        }
    }
    fn source(&self) -> &str {
        "NHS England, outpatient and theatre productivity definitions; utilisation of a queue: Little 1961"
    }
    fn gaps(&self) -> bool {
        false
    }
    fn by_group(&self) -> bool {
        matches!(self, Slots::Booked | Slots::Attended | Slots::DnaLost | Slots::CancelledLate)
    }
    fn by_group_in(&self, set: AnalysisSet) -> bool {
        // An appointment belongs to a person, a slot of a stage to nobody.
        set != AnalysisSet::Stage && self.by_group()
    }
    fn concerns_stage(&self, stage: &Stage) -> bool {
        let (timed, cases) = (matches!(stage.capacity, Capacity::Delay(_)), stage.levers.in_minutes());
        let slots = matches!(stage.capacity, Capacity::Slots { .. });
        match self {
            Slots::CancelledLate | Slots::Minutes => cases,
            Slots::Offered | Slots::Unused => slots && !cases,
            _ => !timed,
        }
    }
    fn concerns(&self, service: &Service) -> bool {
        let cases = |s: &crate::model::Stage| s.levers.in_minutes();
        match self {
            Slots::CancelledLate | Slots::Minutes => service.stages.iter().any(cases),
            Slots::Offered | Slots::Unused => !service.stages.iter().all(cases),
            _ => true,
        }
    }
    fn read(&self, set: AnalysisSet, subject: &Subject<'_>) -> Reading {
        if set == AnalysisSet::Stage {
            let capacity = subject.stage.and_then(|stage| stage.capacity);
            return capacity.map_or(Reading::missing(Missing::NotDefined, 0), |capacity| self.of(capacity));
        }
        let (booked, missed) = (subject.people.booked, subject.people.missed);
        let late = subject.people.cancelled_late;
        match self {
            Slots::Booked => return Reading::new(booked as f64, booked),
            Slots::Attended => return Reading::new((booked - missed - late) as f64, booked),
            Slots::DnaLost => return Reading::new(missed as f64, booked),
            Slots::CancelledLate => return Reading::new(late as f64, booked),
            _ => {}
        }
        subject.capacity.map_or(Reading::missing(Missing::NotDefined, 0), |capacity| self.of(capacity))
    }
}

impl Slots {
    /// Of a service, or of a stage.
    fn of(self, capacity: &CapacityTally) -> Reading {
        // Servers have no slots, and a mixture of both no common unit.
        let servers = capacity.open.max(capacity.busy);
        match self {
            Slots::Offered if servers == 0 => Reading::new(capacity.offered as f64, capacity.offered),
            Slots::Unused if servers == 0 && capacity.minutes == 0 => {
                Reading::new(capacity.unused as f64, capacity.offered)
            }
            Slots::Minutes => Reading::new(capacity.minutes as f64, capacity.minutes),
            Slots::Booked => Reading::new(capacity.booked as f64, capacity.booked),
            Slots::Attended => Reading::new(capacity.attended as f64, capacity.booked),
            Slots::DnaLost => Reading::new(capacity.dna_lost() as f64, capacity.booked),
            Slots::CancelledLate => Reading::new(capacity.cancelled_late as f64, capacity.booked),
            Slots::Utilisation => utilisation(capacity),
            Slots::Offered | Slots::Unused => Reading::missing(Missing::NotDefined, 0),
        }
    }
}

//! What became of the capacity after the warm-up.

use super::{Direction, Measure, Missing, Reading, Subject, View};

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
    /// Offered and not booked.
    Unused,
    /// Attended per slot offered; for servers busy time per open time.
    Utilisation,
}

impl Measure for Slots {
    fn name(&self) -> &str {
        match self {
            Slots::Offered => "offered",
            Slots::Booked => "booked",
            Slots::Attended => "attended",
            Slots::DnaLost => "dna_lost",
            Slots::Unused => "unused",
            Slots::Utilisation => "utilisation",
        }
    }
    fn unit(&self) -> &str {
        match self {
            Slots::Offered | Slots::Unused => "slots",
            Slots::Utilisation => "share",
            _ => "appointments",
        }
    }
    fn direction(&self) -> Direction {
        match self {
            Slots::Attended => Direction::Higher,
            Slots::DnaLost | Slots::Unused => Direction::Lower,
            _ => Direction::None,
        }
    }
    fn views(&self) -> &[View] {
        &[View::Capacity]
    }
    fn denominator(&self, _view: View) -> &str {
        match self {
            Slots::Offered | Slots::Unused | Slots::Utilisation => "slots offered (servers: open time)",
            _ => "appointments booked",
        }
    }
    fn summary(&self) -> &str {
        match self {
            Slots::Offered => "slots released and not withdrawn",
            Slots::Booked => "appointments booked",
            Slots::Attended => "appointments booked and attended",
            Slots::DnaLost => "appointments booked and missed (did not attend)",
            Slots::Unused => "slots offered and not booked",
            Slots::Utilisation => "attended per slot offered; for servers busy time per open time",
        }
    }
    fn source(&self) -> &str {
        "NHS England, outpatient and theatre productivity definitions; utilisation of a queue: Little 1961"
    }
    fn gaps(&self) -> bool {
        false
    }
    fn by_group(&self) -> bool {
        matches!(self, Slots::Booked | Slots::Attended | Slots::DnaLost)
    }
    fn read(&self, _view: View, subject: &Subject<'_>) -> Reading {
        let (booked, missed) = (subject.people.booked, subject.people.missed);
        match self {
            Slots::Booked => return Reading::new(booked as f64, booked),
            Slots::Attended => return Reading::new((booked - missed) as f64, booked),
            Slots::DnaLost => return Reading::new(missed as f64, booked),
            _ => {}
        }
        let Some(capacity) = subject.capacity else { return Reading::missing(Missing::NotDefined, 0) };
        // Servers have no slots; a mixture of both has no common unit.
        // Unlimited servers are busy, but never open for so long: no share of theirs is in use.
        let (slots, servers) = (capacity.offered, capacity.open.max(capacity.busy));
        match self {
            Slots::Offered if servers == 0 => Reading::new(slots as f64, slots),
            Slots::Unused if servers == 0 => Reading::new(capacity.unused() as f64, slots),
            Slots::Utilisation if servers == 0 => Reading::share(capacity.attended, slots),
            Slots::Utilisation if slots == 0 => Reading::new(capacity.busy as f64 / capacity.open as f64, booked),
            _ => Reading::missing(Missing::NotDefined, 0),
        }
    }
}

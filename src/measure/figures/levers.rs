//! What levers do to people: help, offers, letters, overbooked clinics, need that is never referred.

use crate::measure::{AnalysisSet, Direction, Measure, Missing, Reading, Statistic, Subject};
use crate::model::{Service, SessionPlan};

/// A figure of a lever.
#[derive(Clone, Copy, Debug)]
pub enum Lever {
    /// Minutes waited in an overbooked clinic, mean.
    InClinic,
    /// Hours of overtime.
    Overtime,
    /// Appointments kept at another provider.
    Outside,
    /// Share of appointments that were given at short notice.
    ShortNotice,
    /// Share of those asked at a validation who are taken off the list by mistake.
    RemovedByMistake,
    /// Share of those in need who are never referred.
    NeverReferred,
}

impl Measure for Lever {
    fn name(&self) -> &str {
        match self {
            Lever::InClinic => "minutes_in_clinic",
            Lever::Overtime => "overtime",
            Lever::Outside => "treated_outside",
            Lever::ShortNotice => "short_notice",
            Lever::RemovedByMistake => "removed_by_mistake",
            Lever::NeverReferred => "never_referred",
        }
    }
    fn unit(&self) -> &str {
        match self {
            Lever::InClinic => "minutes",
            Lever::Overtime => "hours",
            Lever::Outside => "appointments",
            _ => "share",
        }
    }
    fn counts(&self) -> bool {
        matches!(self, Lever::Overtime | Lever::Outside)
    }
    fn direction(&self) -> Direction {
        if matches!(self, Lever::Outside | Lever::ShortNotice) { Direction::None } else { Direction::Lower }
    }
    fn analysis_sets(&self) -> &[AnalysisSet] {
        match self {
            Lever::Overtime | Lever::Outside => &[AnalysisSet::Capacity],
            _ => &[AnalysisSet::Flow],
        }
    }
    fn denominator(&self, set: AnalysisSet) -> &str {
        match self {
            Lever::InClinic => "appointments kept in overbooked sessions",
            Lever::ShortNotice => "appointments",
            Lever::RemovedByMistake => "people asked at validations",
            Lever::NeverReferred => "people in need after the warm-up: referred and never referred",
            _ => set.denominator(),
        }
    }
    fn summary(&self) -> &str {
        match self {
            Lever::InClinic => "mean minutes that people wait in the clinic because a slot is booked twice",
            Lever::Overtime => "hours that sessions run over their end",
            Lever::Outside => "appointments kept at another provider",
            Lever::ShortNotice => {
                "share of appointments that were given at short notice, to people who come at short notice"
            }
            Lever::RemovedByMistake => "share of people asked at a validation who are taken off the list by mistake",
            Lever::NeverReferred => "share of people in need who are never referred; no waiting list shows them",
        }
    }
    fn source(&self) -> &str {
        match self {
            Lever::InClinic | Lever::Overtime => "Samorani et al. 2022, doi 10.1287/msom.2021.0999",
            Lever::NeverReferred => "need that is not expressed as demand: Bradshaw 1972",
            _ => "counts of the run",
        }
    }
    fn gaps(&self) -> bool {
        self.by_group()
    }
    fn by_group(&self) -> bool {
        !matches!(self, Lever::Overtime | Lever::Outside)
    }
    fn part(&self) -> Statistic {
        match self {
            Lever::NeverReferred => Statistic::Share,
            // One person may have several appointments or be asked several times, and these are not independent of each other.
            _ => Statistic::Other,
        }
    }
    fn concerns(&self, service: &Service) -> bool {
        let mut levers = service.stages.iter().map(|s| &s.levers);
        match self {
            Lever::InClinic => levers.any(|l| matches!(l.session, Some(SessionPlan::Overbook(_)))),
            Lever::Overtime => levers.any(|l| l.session.is_some()),
            Lever::Outside => levers.any(|l| l.fenced.kinds.iter().any(|k| k.outside)),
            Lever::ShortNotice => levers.any(|l| l.booking.as_ref().is_some_and(|b| b.notice > 0)),
            Lever::RemovedByMistake => !service.levers.validations.is_empty(),
            Lever::NeverReferred => service.levers.unmet.is_some(),
        }
    }
    fn read(&self, _: AnalysisSet, subject: &Subject<'_>) -> Reading {
        let people = subject.people;
        match self {
            Lever::InClinic if people.in_clinic.count == 0 => Reading::missing(Missing::Nobody, 0),
            Lever::InClinic => {
                let n = people.in_clinic.count;
                Reading::new(people.in_clinic.sum as f64 / 60.0 / n as f64, n).made_of(people.in_clinic.sum, n)
            }
            Lever::Overtime => subject.capacity.map_or(Reading::missing(Missing::NotDefined, 0), |c| {
                Reading::new(c.overtime as f64 / 3600.0, c.booked)
            }),
            Lever::Outside => subject
                .capacity
                .map_or(Reading::missing(Missing::NotDefined, 0), |c| Reading::new(c.outside as f64, c.booked)),
            Lever::ShortNotice => Reading::share(people.short_notice, people.booked),
            Lever::RemovedByMistake => Reading::share(people.removed_by_mistake, people.validated),
            Lever::NeverReferred => Reading::share(people.never_referred, people.in_need),
        }
    }
}

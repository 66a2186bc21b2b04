//! A cell as its services come in: each is read and merged into the whole, and can go. So the memory of a cell does not grow with
//! the number of its services, but by what is read of them. All sums are of integers: the order in which services come changes nothing.

use super::cell::Figures;
use super::packed::{Points, Readings, Service};
use super::patients::PatientRow;
use crate::error::Stopped;
use crate::measure::{Grouped, Layout, SeriesLayout};
use crate::rng::Key;
use crate::tally::Scope;

/// The figures of a cell, and its pathways by service.
pub(super) type Whole = (Packed, Vec<Vec<PatientRow>>);

/// What is read of a cell, as it is kept.
pub(super) struct Packed {
    pub(super) readings: Readings,
    /// In pieces, in the order in which the services came.
    pub(super) points: Vec<Points>,
}

impl Packed {
    /// The same as it is handed on.
    pub(super) fn figures(&self) -> Figures {
        let points = self.points.iter().flat_map(Points::iter);
        Figures { readings: self.readings.iter().collect(), points: points.collect() }
    }
}

/// One service of a cell, read.
pub(super) struct Piece {
    grouped: Grouped,
    readings: Service,
    points: Points,
    rows: Vec<PatientRow>,
}

/// What is read of a cell.
#[derive(Clone, Copy)]
pub(super) struct How<'a> {
    pub(super) layout: &'a Layout,
    pub(super) series: &'a SeriesLayout,
    pub(super) scope: &'a Scope,
}

impl How<'_> {
    fn readings(&self, number: usize, grouped: &Grouped, key: Key) -> Service {
        Service::of(&self.layout.read_service(number, grouped, self.scope, key))
    }

    fn points(&self, number: usize, grouped: &Grouped) -> Points {
        Points::of(|add| {
            self.series
                .read_service(number, grouped, |line, point, value| add(line * self.series.points + point, value));
        })
    }
}

impl Piece {
    pub(super) fn of(how: &How<'_>, key: Key, service: usize, grouped: Grouped, rows: Vec<PatientRow>) -> Self {
        let (readings, points) = (how.readings(service + 1, &grouped, key), how.points(service + 1, &grouped));
        Self { grouped, readings, points, rows }
    }
}

/// What is there of a cell.
#[derive(Default)]
pub(super) struct Gathered {
    all: Option<Grouped>,
    points: Vec<Points>,
    services: Vec<(usize, Service, Vec<PatientRow>)>,
    /// The first service that a guard stopped.
    stopped: Option<(usize, Stopped)>,
}

impl Gathered {
    /// One more service.
    pub(super) fn add(&mut self, service: usize, piece: Result<Piece, Stopped>) {
        let piece = match piece {
            Ok(piece) => piece,
            Err(reason) => {
                if self.stopped.as_ref().is_none_or(|(first, _)| service < *first) {
                    self.stopped = Some((service, reason));
                }
                return;
            }
        };
        match &mut self.all {
            None => self.all = Some(piece.grouped),
            Some(all) => all.merge(&piece.grouped),
        }
        self.points.push(piece.points);
        self.services.push((service, piece.readings, piece.rows));
    }

    /// The whole cell, when all services are there.
    ///
    /// # Errors
    /// Why a guard stopped the first of those that were stopped.
    pub(super) fn whole(mut self, how: &How<'_>, key: Key) -> Result<Whole, Stopped> {
        if let Some((_, reason)) = self.stopped {
            return Err(reason);
        }
        let mut services = Vec::with_capacity(self.services.len() + 1);
        if let Some(all) = &self.all {
            services.push(how.readings(0, all, key));
            self.points.push(how.points(0, all));
        }
        self.services.sort_by_key(|(service, ..)| *service);
        let mut rows = Vec::with_capacity(self.services.len());
        for (_, service, people) in self.services {
            services.push(service);
            rows.push(people);
        }
        Ok((Packed { readings: Readings::new(services), points: self.points }, rows))
    }
}

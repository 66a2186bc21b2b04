//! A cell as its services come in: each is read and merged into the whole, and can go. So the memory of a cell does not grow with
//! the number of its services, but by what is read of them. All sums are of integers: the order in which services come changes nothing.

use super::cell::Figures;
use super::patients::PatientRow;
use crate::error::Stopped;
use crate::measure::{Grouped, Layout, SeriesLayout, Settled};
use crate::rng::Key;
use crate::tally::Frame;

/// The figures of a cell, and its pathways by service.
pub(super) type Whole = (Figures, Vec<Vec<PatientRow>>);

/// One service of a cell, read.
pub(super) struct Piece {
    grouped: Grouped,
    values: Vec<(usize, Settled)>,
    points: Vec<(usize, i64)>,
    rows: Vec<PatientRow>,
}

/// What is read of a cell.
#[derive(Clone, Copy)]
pub(super) struct How<'a> {
    pub(super) layout: &'a Layout,
    pub(super) series: &'a SeriesLayout,
    pub(super) frame: &'a Frame,
}

impl How<'_> {
    fn values(&self, number: usize, grouped: &Grouped, key: Key) -> Vec<(usize, Settled)> {
        self.layout.read_service(number, grouped, self.frame, key)
    }

    fn points(&self, number: usize, grouped: &Grouped) -> Vec<(usize, i64)> {
        let mut points = Vec::new();
        self.series.read_service(number, grouped, |line, point, value| {
            points.push((line * self.series.points + point, value));
        });
        points
    }
}

impl Piece {
    pub(super) fn of(how: &How<'_>, key: Key, service: usize, grouped: Grouped, rows: Vec<PatientRow>) -> Self {
        let (values, points) = (how.values(service + 1, &grouped, key), how.points(service + 1, &grouped));
        Self { grouped, values, points, rows }
    }
}

/// What is there of a cell.
#[derive(Default)]
pub(super) struct Gathered {
    all: Option<Grouped>,
    values: Vec<(usize, Settled)>,
    points: Vec<(usize, i64)>,
    rows: Vec<(usize, Vec<PatientRow>)>,
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
        self.values.extend(piece.values);
        self.points.extend(piece.points);
        self.rows.push((service, piece.rows));
    }

    /// The whole cell, when all services are there.
    ///
    /// # Errors
    /// Why a guard stopped the first of those that were stopped.
    pub(super) fn whole(mut self, how: &How<'_>, key: Key) -> Result<Whole, Stopped> {
        if let Some((_, reason)) = self.stopped {
            return Err(reason);
        }
        if let Some(all) = &self.all {
            self.values.extend(how.values(0, all, key));
            self.points.extend(how.points(0, all));
        }
        self.rows.sort_by_key(|(service, _)| *service);
        let rows = self.rows.into_iter().map(|(_, rows)| rows).collect();
        Ok((Figures { readings: how.layout.in_order(self.values), points: self.points }, rows))
    }
}

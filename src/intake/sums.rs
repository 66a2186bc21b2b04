//! Sums of counts by band.

use std::collections::BTreeMap;

/// Counts by band, and all together.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sums {
    pub(super) bands: Vec<f64>,
    /// All people, with those of no band; as the table says.
    pub(super) total: f64,
}

impl Sums {
    pub(super) fn none(bands: usize) -> Self {
        Self { bands: vec![0.0; bands], total: 0.0 }
    }

    /// Adds counts by band and a total at the end.
    pub(super) fn add(&mut self, counts: &[f64]) {
        self.bands.iter_mut().zip(counts).for_each(|(b, n)| *b += n);
        self.total += counts[counts.len() - 1];
    }

    pub(super) fn join(&mut self, other: &Self) {
        self.bands.iter_mut().zip(&other.bands).for_each(|(b, n)| *b += n);
        self.total += other.total;
    }

    /// Everybody: the total where there is one.
    pub(super) fn people(&self) -> f64 {
        self.total.max(self.bands.iter().sum())
    }
}

/// By service and values of the group columns.
pub(super) type Table = BTreeMap<(String, Vec<String>), Sums>;

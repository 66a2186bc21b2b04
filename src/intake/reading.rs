//! Counts by band of one day, or of one period.

use std::collections::BTreeMap;

use super::counts;
use super::one_form::{NOT_RECORDED, fold, fold_level};
use super::values::Period;

/// Counts by band of one day, or of one period.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The day, or the last of the period.
    pub end: Period,
    /// How many days the period has; 0 of a day.
    pub days: u32,
    /// People by band, by the name of the list.
    pub services: BTreeMap<String, Vec<f64>>,
    /// People of all lists by band, by combination of levels; one without levels where groups are not told.
    pub groups: BTreeMap<Vec<String>, Vec<f64>>,
}

impl Reading {
    /// Of all lists together.
    #[must_use]
    pub fn all(&self) -> Vec<f64> {
        let bands = self.services.values().next().map_or(0, Vec::len);
        (0..bands).map(|b| self.services.values().map(|of| of[b]).sum()).collect()
    }

    /// How many people.
    #[must_use]
    pub fn people(&self) -> f64 {
        self.services.values().flatten().sum()
    }
}

impl Reading {
    /// Puts people under the levels of the last list; what it does not have says nothing.
    pub(super) fn settle(&mut self, columns: &[String], counts: &counts::Counts) {
        let place = |name: &String| columns.iter().position(|c| fold(c) == fold(name));
        let of: Option<Vec<usize>> = counts.groups.iter().map(place).collect();
        let Some(of) = of else { return self.groups.clear() };
        for (who, bands) in std::mem::take(&mut self.groups) {
            let level = |(column, levels): (&usize, &Vec<String>)| {
                let name = &columns[*column];
                let own = levels.iter().find(|level| fold_level(name, level) == fold_level(name, &who[*column]));
                own.cloned().unwrap_or_else(|| NOT_RECORDED.to_string())
            };
            let who: Vec<String> = of.iter().zip(&counts.levels).map(level).collect();
            add_to(self.groups.entry(who).or_default(), &bands);
        }
    }
}

/// Adds counts by band.
pub(super) fn add_to(sum: &mut Vec<f64>, bands: &[f64]) {
    sum.resize(bands.len(), 0.0);
    sum.iter_mut().zip(bands).for_each(|(sum, n)| *sum += n);
}

//! Columns whose values are keys.

use std::collections::BTreeMap;

use super::layouts::Role;

/// A column over whose values counts are added up.
pub(super) struct Key {
    pub(super) column: usize,
    pub(super) role: Role,
    pub(super) values: Vec<String>,
    pub(super) numbers: BTreeMap<String, u32>,
    pub(super) last: u32,
    /// Counts by value and slice (date and part): bands, then the total.
    pub(super) sums: BTreeMap<(u32, u32), Vec<f64>>,
    /// Values that are set aside as totals.
    pub(super) totals: Vec<u32>,
}

impl Key {
    /// The number of a value.
    pub(super) fn number(&mut self, cell: &str) -> u32 {
        let cell = cell.trim();
        if self.values.get(self.last as usize).is_some_and(|v| v == cell) {
            return self.last;
        }
        let next = self.values.len() as u32;
        self.last = match self.numbers.get(cell) {
            Some(&n) => n,
            None => {
                self.numbers.insert(cell.to_string(), next);
                self.values.push(cell.to_string());
                next
            }
        };
        self.last
    }
}

//! Columns whose values are keys.

use std::collections::BTreeMap;

use super::role::Role;

/// The counts of a value in a slice (a date and a part).
#[derive(Clone, Debug, Default)]
pub(super) struct Of {
    /// By band, then the total.
    pub(super) counts: Vec<f64>,
    /// A sum of the counts with weights by what the other columns say: two values of one whole have equal ones for every service and group.
    pub(super) print: u64,
    /// How many counts above 0 it is made of, and how unlikely they are to be met by chance, in bits.
    pub(super) some: u64,
    pub(super) bits: f64,
}

/// A column over whose values counts are added up.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) column: usize,
    pub(super) role: Role,
    pub(super) values: Vec<String>,
    numbers: BTreeMap<String, u32>,
    last: u32,
    /// Counts by value and slice.
    pub(super) sums: BTreeMap<(u32, u32), Of>,
    /// Values that are set aside as totals, in their order.
    pub(super) totals: Vec<u32>,
}

impl Key {
    pub(super) fn new(column: usize, role: Role) -> Self {
        Self {
            column,
            role,
            values: Vec::new(),
            numbers: BTreeMap::new(),
            last: 0,
            sums: BTreeMap::new(),
            totals: Vec::new(),
        }
    }

    /// Whether a value is set aside as a total.
    pub(super) fn is_total(&self, value: u32) -> bool {
        self.totals.binary_search(&value).is_ok()
    }

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

    /// Adds the counts of a row; the other columns say `of`.
    pub(super) fn add(&mut self, value: u32, slice: u32, counts: &[f64], of: u64) {
        let sums =
            self.sums.entry((value, slice)).or_insert_with(|| Of { counts: vec![0.0; counts.len()], ..Of::default() });
        for (band, (sum, n)) in sums.counts.iter_mut().zip(counts).enumerate().filter(|(_, (_, n))| **n > 0.0) {
            *sum += n;
            let weight = (of ^ (band as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            sums.print = sums.print.wrapping_add((*n as u64).wrapping_mul(weight ^ (weight >> 29)));
            sums.some += 1;
            sums.bits += f64::from(64 - (*n as u64).leading_zeros());
        }
    }
}

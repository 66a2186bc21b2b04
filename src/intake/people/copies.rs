//! Rows that are met again, in memory that does not grow with the list: a first walk marks bits, a second one decides about the few whose bits
//! were marked already.

use std::collections::BTreeMap;

/// Bits that are marked, as a power of two: 16 MB.
const BITS: u32 = 27;
/// Places marked for each row.
const PLACES: u32 = 3;
/// Most rows that are remembered to be looked at again; beyond, copies are no longer told apart.
const MOST: usize = 2_000_000;

/// A number for the cells of a row; equal rows have equal ones (two sums of Fowler, Noll and Vo 1991, from different beginnings).
pub(super) fn mark(cells: &[&str]) -> u128 {
    let sum = |start: u64| {
        let bytes = cells.iter().flat_map(|c| c.bytes().chain([0xff]));
        bytes.fold(start, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3))
    };
    u128::from(sum(0xcbf2_9ce4_8422_2325)) << 64 | u128::from(sum(0x9ae1_6a3b_2f90_404f).rotate_left(17))
}

/// The rows that may be copies.
pub(super) struct Copies {
    bits: Vec<u64>,
    /// Rows whose places were all marked when they came, and whether one of them has been met in the second walk.
    again: BTreeMap<u128, bool>,
    full: bool,
}

impl Copies {
    pub(super) fn new() -> Self {
        Self { bits: vec![0; 1 << (BITS - 6)], again: BTreeMap::new(), full: false }
    }

    /// First walk.
    pub(super) fn see(&mut self, mark: u128) {
        let (first, second) = (mark as u64, (mark >> 64) as u64);
        let mut known = true;
        for i in 0..u64::from(PLACES) {
            let mixed = first.wrapping_add(i.wrapping_mul(second | 1)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let place = (mixed >> (64 - BITS)) as usize;
            let bit = 1 << (place % 64);
            known &= self.bits[place / 64] & bit != 0;
            self.bits[place / 64] |= bit;
        }
        if known {
            if self.again.len() < MOST {
                self.again.insert(mark, false);
            } else {
                self.full = true;
            }
        }
    }

    /// The first walk is over.
    pub(super) fn done(&mut self) {
        self.bits = Vec::new();
    }

    /// Second walk: whether a row with this mark has come before.
    pub(super) fn is_copy(&mut self, mark: u128) -> bool {
        self.again.get_mut(&mark).is_some_and(|met| std::mem::replace(met, true))
    }

    /// For one more second walk.
    pub(super) fn again(mut self) -> Self {
        self.again.values_mut().for_each(|met| *met = false);
        self
    }

    /// Whether there were too many to tell all.
    pub(super) fn full(&self) -> bool {
        self.full
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_told_from_rows_that_only_share_bits() {
        let row = |i: u32| mark(&[&i.to_string(), "x"]);
        let all: Vec<u128> = (0..300_000).chain((0..300_000).step_by(1_000)).map(row).collect();
        let mut copies = Copies::new();
        all.iter().for_each(|m| copies.see(*m));
        copies.done();
        assert!(copies.again.len() < 400, "{}", copies.again.len());
        let found = all.iter().filter(|m| copies.is_copy(**m)).count();
        assert_eq!((found, copies.full()), (300, false));
        assert_ne!(mark(&["ab", "c"]), mark(&["a", "bc"]));
    }
}

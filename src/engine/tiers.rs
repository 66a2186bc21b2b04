//! A priority queue for many entries: a small heap in front, and tiers of lower entries in no order behind it.
//!
//! A heap of a million entries misses the cache on every level of every step. Here a step works on the front, which fits into a
//! cache; when it is used up, the next tier is partitioned in one sweep through memory and its upper part comes forward, through a
//! tier of its own where that is large. A sweep over a tier brings a fixed share of it forward, so the cost of a step, spread over all, grows with the
//! number of tiers, the logarithm of the size. (The idea is that of ladder queues, Tang, Goh and Thng 2005, doi
//! 10.1145/1103323.1103324, for any total order.)

use std::collections::BinaryHeap;

/// Entries that a front is filled with; it holds twice as many at most.
const FRONT: usize = 1024;
/// What part of a tier comes forward at once.
const SHARE: usize = 4;

/// Gives the greatest entry first.
#[derive(Debug)]
pub(super) struct Tiers<T, const FRONT_SIZE: usize = FRONT> {
    /// Above all tiers. Empty only where everything is.
    front: BinaryHeap<T>,
    /// The highest first, all of it above the next; none is empty.
    tiers: Vec<Tier<T>>,
    len: usize,
}

#[derive(Debug)]
struct Tier<T> {
    entries: Vec<T>,
    /// No entry is above this one.
    bound: T,
}

impl<T: Ord + Copy, const FRONT_SIZE: usize> Default for Tiers<T, FRONT_SIZE> {
    fn default() -> Self {
        Self { front: BinaryHeap::new(), tiers: Vec::new(), len: 0 }
    }
}

impl<T: Ord + Copy, const FRONT_SIZE: usize> Tiers<T, FRONT_SIZE> {
    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// The greatest.
    pub(super) fn peek(&self) -> Option<&T> {
        self.front.peek()
    }

    pub(super) fn push(&mut self, entry: T) {
        self.len += 1;
        match self.tiers.iter().rposition(|tier| entry <= tier.bound) {
            Some(tier) => self.tiers[tier].entries.push(entry),
            None => {
                self.front.push(entry);
                if self.front.len() > 2 * FRONT_SIZE {
                    self.spill();
                }
            }
        }
    }

    /// Takes the greatest.
    pub(super) fn pop(&mut self) -> Option<T> {
        let entry = self.front.pop()?;
        self.len -= 1;
        if self.front.is_empty() {
            self.refill();
        }
        Some(entry)
    }

    /// The lower part of the front goes behind it.
    #[cold]
    fn spill(&mut self) {
        let mut entries = std::mem::take(&mut self.front).into_vec();
        let lower = part(&mut entries, FRONT_SIZE);
        let upper = entries.split_off(lower);
        self.front = upper.into();
        let Some(&bound) = entries.last() else { return };
        match self.tiers.first_mut() {
            Some(first) => {
                first.entries.append(&mut entries);
                first.bound = bound;
            }
            None => self.tiers.push(Tier { entries, bound }),
        }
    }

    /// The upper part of the first tier comes forward.
    #[cold]
    fn refill(&mut self) {
        while let Some(first) = self.tiers.first_mut() {
            let size = first.entries.len();
            if size <= FRONT_SIZE {
                self.front = self.tiers.remove(0).entries.into();
                return;
            }
            let upper = FRONT_SIZE.max(size / SHARE);
            let lower = part(&mut first.entries, upper);
            let entries = first.entries.split_off(lower);
            let above = std::mem::replace(&mut first.bound, first.entries[lower - 1]);
            if upper == FRONT_SIZE {
                self.front = entries.into();
                return;
            }
            self.tiers.insert(0, Tier { entries, bound: above });
        }
    }

    /// Keeps only some.
    pub(super) fn retain(&mut self, mut stays: impl FnMut(&T) -> bool) {
        self.front.retain(&mut stays);
        self.tiers.iter_mut().for_each(|tier| tier.entries.retain(&mut stays));
        self.tiers.retain(|tier| !tier.entries.is_empty());
        self.len = self.front.len() + self.tiers.iter().map(|tier| tier.entries.len()).sum::<usize>();
        if self.front.is_empty() {
            self.refill();
        }
    }

    /// All of them, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.front.iter().chain(self.tiers.iter().flat_map(|tier| &tier.entries))
    }

    /// Takes out all of them, in no order.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = T> + '_ {
        self.len = 0;
        self.front.drain().chain(self.tiers.drain(..).flat_map(|tier| tier.entries))
    }
}

/// Puts the `upper` greatest entries last and the greatest of the others right before them: where the upper ones begin. There must be
/// more than `upper`.
fn part<T: Ord>(entries: &mut [T], upper: usize) -> usize {
    let lower = entries.len() - upper;
    entries.select_nth_unstable(lower - 1);
    lower
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Key, Purpose, Space};

    /// Any mixture of steps gives what one heap gives, with tiers so small that all that can happen does.
    #[test]
    fn they_are_a_heap() {
        for (seed, growth) in [(0, 60), (1, 50), (2, 40), (3, 55), (4, 90)] {
            let mut words = Key { seed, replication: 0 }.stream(Space::new("test", "tiers"), 0, Purpose::Score, 0);
            let (mut tiers, mut heap) = (Tiers::<u64, 3>::default(), BinaryHeap::new());
            let mut deepest = 0;
            for step in 0..20_000_u64 {
                let word = words.next_word();
                match word % 100 {
                    // Entries that rise, that fall, and many that are the same.
                    0..90 if (word >> 8) % 100 < growth => {
                        let entry = match (word >> 20) % 4 {
                            0 => step,
                            1 => 20_000 - step,
                            2 => word >> 60,
                            _ => (word >> 40) % 20_000,
                        };
                        tiers.push(entry);
                        heap.push(entry);
                    }
                    99 if word.is_multiple_of(7) => {
                        let modulus = 2 + (word >> 30) % 9;
                        tiers.retain(|e| e % modulus != 0);
                        heap.retain(|e| e % modulus != 0);
                    }
                    _ => assert_eq!(tiers.pop(), heap.pop()),
                }
                deepest = deepest.max(tiers.tiers.len());
                assert_eq!((tiers.len(), tiers.peek()), (heap.len(), heap.peek()));
                if step % 500 == 0 {
                    let mut all: Vec<u64> = tiers.iter().copied().collect();
                    all.sort_unstable();
                    assert_eq!(all, heap.clone().into_sorted_vec());
                }
            }
            assert!(growth < 60 || deepest > 2, "{growth}: {deepest} tiers");
            let mut left: Vec<u64> = tiers.drain().collect();
            left.sort_unstable();
            assert_eq!(left, heap.into_sorted_vec());
            assert_eq!((tiers.len(), tiers.pop()), (0, None));
        }
    }
}

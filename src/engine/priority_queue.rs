//! A priority queue for many entries: a small heap in front, and tiers of lower entries in no order behind it.
//!
//! A heap of a million entries misses the cache on every level of every step. Here a step works on the front, which fits into a
//! cache. A tier may hold so many times as many entries as the one above it; what is too much for it is parted in one sweep through
//! memory and goes down, and where the front is used up the next tier's upper part comes forward. A sweep leaves a tier half full or
//! takes a part of it that large, so it is paid by the many steps until the next one there, and the cost of a step, spread over all,
//! grows with the number of tiers: the logarithm of the size. (The idea is that of ladder queues, Tang, Goh and Thng 2005, doi
//! 10.1145/1103323.1103324, for any total order.)

use std::collections::BinaryHeap;

/// Entries that a front is filled with; it holds twice as many at most.
const FRONT: usize = 1024;
/// How many times as many entries a tier is filled with as the one above it, and what part of a tier comes forward at once; it
/// holds twice as many at most.
const SHARE: usize = 4;

/// Gives the greatest entry first.
#[derive(Debug)]
pub(super) struct PriorityQueue<T, const FRONT_SIZE: usize = FRONT, const TIER_SHARE: usize = SHARE> {
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
    /// How large it may be: see [`PriorityQueue::filled`]. The levels of tiers rise.
    level: u32,
}

impl<T: Ord + Copy, const FRONT_SIZE: usize, const TIER_SHARE: usize> Default
    for PriorityQueue<T, FRONT_SIZE, TIER_SHARE>
{
    fn default() -> Self {
        Self { front: BinaryHeap::new(), tiers: Vec::new(), len: 0 }
    }
}

impl<T: Ord + Copy, const FRONT_SIZE: usize, const TIER_SHARE: usize> PriorityQueue<T, FRONT_SIZE, TIER_SHARE> {
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
            Some(tier) => {
                self.tiers[tier].entries.push(entry);
                if self.is_too_large(tier) {
                    self.settle(tier);
                }
            }
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

    /// How many entries a tier of this level is filled with.
    fn filled(level: u32) -> usize {
        FRONT_SIZE.saturating_mul(TIER_SHARE.saturating_pow(level + 1))
    }

    fn is_too_large(&self, tier: usize) -> bool {
        self.tiers.get(tier).is_some_and(|tier| tier.entries.len() > 2 * Self::filled(tier.level))
    }

    /// The lower part of the front goes behind it.
    #[cold]
    fn spill(&mut self) {
        let mut entries = std::mem::take(&mut self.front).into_vec();
        let lower = part(&mut entries, FRONT_SIZE);
        let upper = entries.split_off(lower);
        self.front = upper.into();
        self.goes_to(0, 0, entries);
        self.settle(0);
    }

    /// Entries above all of a tier's go to it, or before it where it is of another level; the greatest of them is the last.
    fn goes_to(&mut self, tier: usize, level: u32, mut entries: Vec<T>) {
        let Some(&bound) = entries.last() else { return };
        match self.tiers.get_mut(tier).filter(|tier| tier.level == level) {
            Some(tier) => {
                tier.entries.append(&mut entries);
                tier.bound = bound;
            }
            None => self.tiers.insert(tier, Tier { entries, bound, level }),
        }
    }

    /// What is too much for a tier goes down, and so on.
    #[cold]
    fn settle(&mut self, from: usize) {
        let mut number = from;
        while self.is_too_large(number) {
            let tier = &mut self.tiers[number];
            let lower = part(&mut tier.entries, Self::filled(tier.level));
            let upper = tier.entries.split_off(lower);
            let (down, level) = (std::mem::replace(&mut tier.entries, upper), tier.level + 1);
            number += 1;
            self.goes_to(number, level, down);
        }
    }

    /// The upper part of the first tier comes forward, over all levels above its own.
    #[cold]
    fn refill(&mut self) {
        while let Some(first) = self.tiers.first_mut() {
            let size = first.entries.len();
            if size <= FRONT_SIZE {
                self.front = self.tiers.remove(0).entries.into();
                return;
            }
            let Some(level) = first.level.checked_sub(1) else {
                let lower = part(&mut first.entries, FRONT_SIZE);
                self.front = first.entries.split_off(lower).into();
                first.bound = first.entries[lower - 1];
                return;
            };
            let upper = Self::filled(level);
            if size <= 2 * upper {
                first.level = level;
                continue;
            }
            let lower = part(&mut first.entries, upper);
            let entries = first.entries.split_off(lower);
            let bound = std::mem::replace(&mut first.bound, first.entries[lower - 1]);
            self.tiers.insert(0, Tier { entries, bound, level });
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
        as_a_heap::<3, 4>();
        as_a_heap::<2, 2>();
        as_a_heap::<7, 3>();
    }

    fn as_a_heap<const FRONT_SIZE: usize, const TIER_SHARE: usize>() {
        for (seed, growth) in [(0, 60), (1, 50), (2, 40), (3, 55), (4, 90)] {
            let mut words = Key::new(seed, 0).stream(Space::new("test", "tiers"), 0, Purpose::Score, 0);
            let (mut tiers, mut heap) = (PriorityQueue::<u64, FRONT_SIZE, TIER_SHARE>::default(), BinaryHeap::new());
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
                        tiers.retain(|e| !e.is_multiple_of(modulus));
                        heap.retain(|e| !e.is_multiple_of(modulus));
                    }
                    _ => assert_eq!(tiers.pop(), heap.pop()),
                }
                deepest = deepest.max(tiers.tiers.len());
                assert!(tiers.tiers.windows(2).all(|two| two[0].level < two[1].level));
                assert!((0..tiers.tiers.len()).all(|tier| !tiers.is_too_large(tier)));
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

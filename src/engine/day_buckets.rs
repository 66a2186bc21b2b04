//! Entries in buckets by day. Only the first bucket is in order.
//!
//! Where most entries lie days ahead, a heap of them all costs a dozen levels at every step. Here an entry is put down in its
//! day without a look at the others, and a day is sorted when its first entry is wanted.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// What has a day, and an order that agrees with it.
pub(super) trait Dated: Copy + Ord {
    /// The number of the day.
    fn day(&self) -> i64;

    /// Sorts many of them, the least last.
    fn sort_down(entries: &mut Vec<Self>) {
        entries.sort_unstable_by(|a, b| b.cmp(a));
    }
}

/// So many days ahead have a bucket of their own.
const MOST_DAYS: i64 = 4096;
/// Entries that a bucket has room for at first.
const FEW: usize = 16;
/// The place of no bucket.
const NONE: usize = usize::MAX;
/// New entries of the day in order are merged into it where they are at least one in so many of it; fewer go into a heap.
const WORTH_A_MERGE: usize = 8;

/// Gives the least entry first.
#[derive(Debug)]
pub(super) struct DayBuckets<T> {
    /// The day that is in order, the least entry last; all of it lies before what is in the buckets.
    today: Vec<T>,
    /// Entries of that day or before which came since, in no order but for the least, which is the first of them.
    fresh: Vec<T>,
    /// Such entries that were too few for a merge, and those beyond all buckets.
    others: BinaryHeap<Reverse<T>>,
    /// The days after it, each in no order but for the least entry, which is the first.
    later: VecDeque<Vec<T>>,
    /// The day of the first bucket.
    first: i64,
    /// The first bucket that is not empty, or none.
    start: usize,
    len: usize,
    /// Memory of days that are over, for days to come.
    spare: Vec<Vec<T>>,
}

impl<T> Default for DayBuckets<T>
where
    T: Ord,
{
    fn default() -> Self {
        Self {
            today: Vec::new(),
            fresh: Vec::new(),
            others: BinaryHeap::new(),
            later: VecDeque::new(),
            first: 0,
            start: NONE,
            len: 0,
            spare: Vec::new(),
        }
    }
}

/// Adds an entry to a bucket.
#[inline]
fn put<T: Ord>(bucket: &mut Vec<T>, entry: T) {
    bucket.push(entry);
    let last = bucket.len() - 1;
    if bucket[last] < bucket[0] {
        bucket.swap(0, last);
    }
}

/// Puts the least entry of a bucket first.
fn put_least_first<T: Copy + Ord>(bucket: &mut [T]) {
    if let Some(least) = (0..bucket.len()).min_by_key(|i| bucket[*i]) {
        bucket.swap(0, least);
    }
}

impl<T: Dated> DayBuckets<T> {
    /// How many entries there are.
    pub(super) const fn len(&self) -> usize {
        self.len
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(super) fn push(&mut self, entry: T) {
        if self.len == 0 {
            // All buckets are empty, so they may as well begin with this day.
            (self.first, self.start) = (entry.day(), NONE);
        }
        self.len += 1;
        let bucket = entry.day() - self.first;
        if bucket < 0 {
            put(&mut self.fresh, entry);
        } else if bucket >= MOST_DAYS {
            self.others.push(Reverse(entry));
        } else {
            let bucket = bucket as usize;
            if self.later.len() <= bucket {
                self.later.resize_with(bucket + 1, Vec::new);
            }
            let place = &mut self.later[bucket];
            if place.capacity() == 0 {
                *place = self.spare.pop().unwrap_or_else(|| Vec::with_capacity(FEW));
            }
            put(place, entry);
            self.start = self.start.min(bucket);
        }
    }

    /// The least entry.
    #[inline]
    pub(super) fn peek(&self) -> Option<&T> {
        // Nearly always it is one of those in order.
        if self.fresh.is_empty() && self.others.is_empty() && !self.today.is_empty() {
            return self.today.last();
        }
        self.peek_of_all()
    }

    #[inline(never)]
    fn peek_of_all(&self) -> Option<&T> {
        let now = least(self.today.last(), self.fresh.first());
        let now = now.or_else(|| self.later.get(self.start).and_then(|bucket| bucket.first()));
        least(now, self.others.peek().map(|Reverse(other)| other))
    }

    /// Takes the least entry, if it is wanted.
    #[inline]
    pub(super) fn pop_if(&mut self, wanted: impl FnOnce(&T) -> bool) -> Option<T> {
        // Nearly always it is one of those in order.
        if let Some(today) = self.today.last()
            && self.fresh.is_empty()
            && self.others.is_empty()
        {
            let wanted = wanted(today);
            self.len -= usize::from(wanted);
            return if wanted { self.today.pop() } else { None };
        }
        if self.peek().is_some_and(wanted) { self.pop() } else { None }
    }

    /// Takes the least entry.
    pub(super) fn pop(&mut self) -> Option<T> {
        if self.today.is_empty() && self.fresh.is_empty() {
            self.next_day();
        }
        if self.fresh.first().is_some_and(|fresh| self.today.last().is_none_or(|today| fresh < today)) {
            self.merge();
        }
        let other = match (self.today.last(), self.others.peek()) {
            (Some(today), Some(Reverse(other))) => other < today,
            (today, _) => today.is_none(),
        };
        let entry = if other { self.others.pop().map(|Reverse(entry)| entry) } else { self.today.pop() };
        self.len -= usize::from(entry.is_some());
        entry
    }

    /// The first day of the buckets that has any entry is put in order, unless what lies beyond them comes first.
    fn next_day(&mut self) {
        let Some(bucket) = self.later.get_mut(self.start).filter(|bucket| !bucket.is_empty()) else { return };
        if self.others.peek().is_some_and(|Reverse(other)| *other < bucket[0]) {
            return;
        }
        T::sort_down(bucket);
        let over = std::mem::replace(&mut self.today, std::mem::take(bucket));
        self.spare.push(over);
        self.later.drain(..=self.start);
        self.first += self.start as i64 + 1;
        self.find_start();
    }

    /// Fresh entries are put in order.
    #[cold]
    fn merge(&mut self) {
        if self.fresh.len() * WORTH_A_MERGE < self.today.len() {
            self.others.extend(self.fresh.drain(..).map(Reverse));
            return;
        }
        T::sort_down(&mut self.fresh);
        if self.today.is_empty() {
            return std::mem::swap(&mut self.today, &mut self.fresh);
        }
        let mut today = self.spare.pop().unwrap_or_default();
        {
            let (mut a, mut b) = (self.today.drain(..).peekable(), self.fresh.drain(..).peekable());
            while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
                today.extend(if x > y { a.next() } else { b.next() });
            }
            today.extend(a);
            today.extend(b);
        }
        let over = std::mem::replace(&mut self.today, today);
        self.spare.push(over);
    }

    /// Takes out all of the days before one, and those of that day which are wanted, in no order.
    pub(super) fn take_up_to(&mut self, day: i64, wanted: impl Fn(&T) -> bool, mut each: impl FnMut(T)) {
        // Often nobody is due, and then there is no day to look at.
        if !self.peek().is_some_and(&wanted) {
            return;
        }
        let mut taken = 0;
        let mut take = |entry| {
            taken += 1;
            each(entry);
        };
        while let Some(last) = self.today.pop_if(|entry| wanted(entry)) {
            take(last);
        }
        while self.others.peek().is_some_and(|Reverse(other)| wanted(other)) {
            self.others.pop().into_iter().for_each(|Reverse(other)| take(other));
        }
        let over = (day - self.first).clamp(0, self.later.len() as i64);
        for mut bucket in self.later.drain(..over as usize) {
            bucket.drain(..).for_each(&mut take);
            self.spare.push(bucket);
        }
        self.first += over;
        let of_the_day = self.later.front_mut().filter(|_| self.first <= day);
        for bucket in std::iter::once(&mut self.fresh).chain(of_the_day) {
            bucket.extract_if(.., |entry| wanted(entry)).for_each(&mut take);
            put_least_first(bucket);
        }
        self.len -= taken;
        self.find_start();
    }

    /// Keeps only some.
    pub(super) fn retain(&mut self, mut stays: impl FnMut(&T) -> bool) {
        self.today.retain(&mut stays);
        self.others.retain(|Reverse(entry)| stays(entry));
        for bucket in std::iter::once(&mut self.fresh).chain(&mut self.later) {
            bucket.retain(&mut stays);
            put_least_first(bucket);
        }
        self.find_start();
        self.len = self.iter().count();
    }

    /// Finds the first bucket that is not empty.
    fn find_start(&mut self) {
        self.start = self.later.iter().position(|bucket| !bucket.is_empty()).unwrap_or(NONE);
    }

    /// All of them, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        let others = self.others.iter().map(|Reverse(entry)| entry);
        self.today.iter().chain(&self.fresh).chain(others).chain(self.later.iter().flatten())
    }

    /// Takes all of them out, in no order.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = T> + '_ {
        (self.len, self.start) = (0, NONE);
        let others = self.others.drain().map(|Reverse(entry)| entry);
        self.today.drain(..).chain(self.fresh.drain(..)).chain(others).chain(self.later.drain(..).flatten())
    }
}

/// The lesser of two that may be there.
#[inline]
fn least<'a, T: Ord>(a: Option<&'a T>, b: Option<&'a T>) -> Option<&'a T> {
    match (a, b) {
        (Some(x), Some(y)) => Some(if y < x { y } else { x }),
        (a, b) => a.or(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{DAY, Time, day};

    impl Dated for (Time, u32) {
        fn day(&self) -> i64 {
            day(self.0)
        }
    }

    /// Whatever the order in which they come, they go in the order of one heap.
    #[test]
    fn they_go_in_the_order_of_one_heap() {
        for seed in 1..9_u64 {
            let mut state = seed;
            let mut random = |below: i64| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                ((state >> 33) as i64) % below
            };
            let (mut found, mut plain) = (DayBuckets::default(), BinaryHeap::new());
            let mut now = 0;
            for index in 0..20_000 {
                // Now, soon, later, in bursts of one instant, and beyond all buckets.
                let far =
                    [1, DAY / 4, 9 * DAY, 90 * DAY, 9_000 * DAY][random(if seed % 2 == 0 { 5 } else { 3 }) as usize];
                let earlier = if seed % 3 == 0 { 40 * DAY } else { 0 };
                let entry = (now + random(far) - random(earlier + 1), index);
                found.push(entry);
                plain.push(Reverse(entry));
                if random(if seed < 5 { 3 } else { 300 }) == 0 {
                    now += random(DAY);
                    while found.peek().is_some_and(|(time, _)| *time <= now) {
                        assert_eq!(found.pop(), plain.pop().map(|Reverse(t)| t));
                    }
                    assert!(plain.peek().is_none_or(|Reverse((time, _))| *time > now));
                }
                if random(2_000) == 0 {
                    let stays = |entry: &(Time, u32)| !entry.1.is_multiple_of(3);
                    found.retain(stays);
                    plain.retain(|Reverse(entry)| stays(entry));
                }
                if random(900) == 0 {
                    // All up to an instant at once.
                    let until = now + random(9 * DAY);
                    let mut all = Vec::new();
                    found.take_up_to(day(until), |(time, _)| *time <= until, |entry| all.push(entry));
                    all.sort_unstable();
                    let is_due =
                        |next: Option<&Reverse<(Time, u32)>>| next.is_some_and(|Reverse((time, _))| *time <= until);
                    let due = std::iter::from_fn(|| is_due(plain.peek()).then(|| plain.pop())?);
                    assert_eq!(all, due.map(|Reverse(t)| t).collect::<Vec<_>>());
                }
                if random(4_000) == 0 {
                    while let Some(entry) = found.pop() {
                        assert_eq!(Some(entry), plain.pop().map(|Reverse(t)| t));
                    }
                }
                assert_eq!((found.len(), found.peek()), (plain.len(), plain.peek().map(|Reverse(t)| t)));
            }
            let mut all: Vec<(Time, u32)> = found.iter().copied().collect();
            all.sort_unstable();
            let mut drained: Vec<(Time, u32)> = found.drain().collect();
            drained.sort_unstable();
            let mut plain: Vec<(Time, u32)> = plain.drain().map(|Reverse(t)| t).collect();
            plain.sort_unstable();
            assert_eq!((&all, &drained), (&plain, &plain));
        }
    }
}

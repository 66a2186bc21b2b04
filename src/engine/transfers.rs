//! People between two stages, by the time at which they join the next.
//!
//! They lie in buckets by day, in no order; a bucket is put in order when its day is the next. A pathway with thousands of people on
//! the way would spend more on one heap of them all than on the visits themselves.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use crate::people::Person;
use crate::time::{NEVER, Time, day};

/// Someone on the way to a stage.
#[derive(Clone, Copy, Debug)]
pub(super) struct Transfer {
    pub(super) at: Time,
    /// The stage.
    pub(super) to: usize,
    pub(super) how: Coming,
    pub(super) person: Person,
}

/// How someone comes to a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coming {
    /// For the first time, or once more after other stages.
    Anew,
    /// Back after a missed appointment.
    Back,
    /// Once more, after there was no room.
    Again,
}

impl Transfer {
    const fn key(&self) -> (Time, u64) {
        (self.at, self.person.id.order())
    }
}
impl PartialEq for Transfer {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}
impl Eq for Transfer {}
impl PartialOrd for Transfer {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Transfer {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

/// So many days ahead have a bucket of their own.
const MOST_DAYS: i64 = 4096;

/// All who are on the way.
#[derive(Debug, Default)]
pub(super) struct Transfers {
    /// The day that is in order, the last of them first; all of it lies before what is in the buckets.
    today: Vec<Transfer>,
    /// Those who come on that day or before but were not known when it was put in order, and those who come after all buckets.
    others: BinaryHeap<Reverse<Transfer>>,
    /// The days after it.
    later: VecDeque<Vec<Transfer>>,
    /// The day of the first bucket.
    first: i64,
    /// How many there are.
    count: u64,
}

impl Transfers {
    pub(super) fn push(&mut self, transfer: Transfer) {
        self.count += 1;
        let bucket = day(transfer.at) - self.first;
        if !(0..MOST_DAYS).contains(&bucket) {
            self.others.push(Reverse(transfer));
        } else {
            let bucket = bucket as usize;
            if self.later.len() <= bucket {
                self.later.resize_with(bucket + 1, Vec::new);
            }
            self.later[bucket].push(transfer);
        }
        self.put_in_order();
    }

    /// When the next one arrives.
    #[inline]
    pub(super) fn next(&self) -> Time {
        let today = self.today.last().map_or(NEVER, |t| t.at);
        self.others.peek().map_or(today, |Reverse(t)| today.min(t.at))
    }

    /// How many are on the way.
    pub(super) const fn len(&self) -> u64 {
        self.count
    }

    /// Takes the next one who has arrived by now.
    pub(super) fn pop(&mut self, now: Time) -> Option<Transfer> {
        if self.next() > now {
            return None;
        }
        let other = match (self.today.last(), self.others.peek()) {
            (Some(today), Some(Reverse(other))) => other < today,
            (None, other) => other.is_some(),
            _ => false,
        };
        let next = if other { self.others.pop().map(|Reverse(t)| t) } else { self.today.pop() };
        self.count -= 1;
        self.put_in_order();
        next
    }

    /// Where nobody is left of the day that was in order, the next one is.
    fn put_in_order(&mut self) {
        while self.today.is_empty()
            && let Some(mut next) = self.later.pop_front()
        {
            self.first += 1;
            next.sort_unstable_by(|a, b| b.cmp(a));
            self.today = next;
        }
    }

    /// All who have not arrived.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = Transfer> + '_ {
        self.count = 0;
        let others = self.others.drain().map(|Reverse(t)| t);
        self.today.drain(..).chain(others).chain(self.later.drain(..).flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{PersonId, Source};
    use crate::time::DAY;

    fn coming(at: Time, index: u32) -> Transfer {
        let person = Person {
            clock_start: 0,
            id: PersonId::new(Source::Referral, 0, index),
            behind: 0,
            patience: 0,
            class: 0,
            recorded: 0,
            luck: 0,
        };
        Transfer { at, to: 0, how: Coming::Anew, person }
    }

    /// Whatever the order in which they set out, they arrive in the order of one heap.
    #[test]
    fn they_arrive_in_order() {
        let mut state = 1_u64;
        let mut random = |below: i64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) as i64) % below
        };
        let (mut found, mut plain) = (Transfers::default(), BinaryHeap::new());
        let mut now = 0;
        for index in 0..20_000 {
            let far = [DAY / 4, 9 * DAY, 90 * DAY, 9_000 * DAY][random(4) as usize];
            let transfer = coming(now + random(far), index);
            found.push(transfer);
            plain.push(Reverse(transfer));
            if random(3) == 0 {
                now += random(DAY);
                while let Some(next) = found.pop(now) {
                    assert_eq!(Some(next), plain.pop().map(|Reverse(t)| t));
                }
                assert!(plain.peek().is_none_or(|Reverse(t)| t.at > now));
            }
            assert_eq!(
                (found.len(), found.next()),
                (plain.len() as u64, plain.peek().map_or(NEVER, |Reverse(t)| t.at))
            );
        }
        assert_eq!(found.drain().count(), plain.len());
    }
}

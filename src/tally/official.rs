//! Waits as official figures count them, where a clock may restart or pause. Only what differs from the true waits is kept, and only of
//! the people whose clock has moved, so a service without such rules has nothing of it.

use super::weekly::{Audits, Days};
use super::{Histogram, Limits, MOST_LIMITS};
use crate::time::{Time, day};

/// The official clock of one wait: from what day it counts, in whole calendar days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfficialWait {
    /// The day that counting begins with, later by every day that did not count.
    start: i64,
    /// The clock stands from this day on ...
    from: i64,
    /// ... until this one.
    until: i64,
    /// How often it has started again.
    pub restarts: u32,
}

impl OfficialWait {
    /// A clock that runs since the true one began.
    #[must_use]
    pub const fn new(clock_start: Time) -> Self {
        let start = day(clock_start);
        Self { start, from: start, until: start, restarts: 0 }
    }

    /// The days counted by the end of this day, which is not before the last event.
    #[inline]
    #[must_use]
    pub fn days(&self, today: i64) -> i64 {
        let counted = if today < self.until { self.from.min(today) } else { today - (self.until - self.from) };
        (counted - self.start).max(0)
    }

    /// It starts again from zero on a day.
    pub const fn restart(&mut self, on: i64) {
        *self = Self { start: on, from: on, until: on, restarts: self.restarts + 1 };
    }

    /// It stands from a day until another. What it stood before is over by then.
    pub const fn pause(&mut self, from: i64, until: i64) {
        self.start += self.until - self.from;
        (self.from, self.until) = (from, until);
    }

    /// The first day on which more days than a limit are counted.
    const fn beyond(&self, limit: i64) -> i64 {
        let running = self.start + limit + 1;
        if running <= self.from { running } else { running + (self.until - self.from) }
    }
}

/// What differs from the true waits, of one class of people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Official {
    /// Of the treated after the warm-up.
    pub completed: Moved,
    /// Of those who wait at the closing snapshot.
    pub closing: Moved,
    /// At each audit, by limit: the people who are truly beyond it and officially are not, as differences.
    hidden: [Vec<i32>; MOST_LIMITS],
}

/// Waits of the people whose official clock has moved, in whole days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// As they are.
    pub truly: Histogram,
    /// As they are counted.
    pub counted: Histogram,
    /// The days that are not counted, summed up.
    pub days: u64,
}

impl Moved {
    fn add(&mut self, truly: i64, counted: i64) {
        self.truly.add(truly);
        self.counted.add(counted);
        self.days += truly.saturating_sub(counted).max(0) as u64;
    }

    fn merge(&mut self, other: &Self) {
        self.truly.merge(&other.truly);
        self.counted.merge(&other.counted);
        self.days += other.days;
    }

    /// The waits of all as they are counted, given all as they are.
    #[must_use]
    pub fn of_all(&self, truly: &Histogram) -> Histogram {
        truly.with(&self.counted).without(&self.truly)
    }
}

/// A piece of a wait under one state of its official clock.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// The day of the true clock start.
    pub(super) start: i64,
    pub(super) since: Days,
    /// None: it goes on beyond the run.
    pub(super) until: Option<Days>,
}

impl Official {
    /// Somebody is treated.
    pub(super) fn treated(&mut self, clock: &OfficialWait, start: i64, on: i64) {
        self.completed.add(on - start, clock.days(on));
    }

    /// Somebody still waits on the last day.
    pub(super) fn waits(&mut self, clock: &OfficialWait, start: i64, last: i64) {
        self.closing.add(last - start, clock.days(last));
    }

    /// Books a piece of a wait.
    pub(super) fn piece(&mut self, audits: &Audits, limits: &Limits, clock: &OfficialWait, piece: &Piece) {
        let (join, leave) = audits.rows(piece.since, piece.until);
        let last = audits.last_of(piece.until);
        for (hidden, &limit) in self.hidden.iter_mut().zip(limits.days()) {
            let mut book = |first: i64, one: i32| {
                // The closing row is dated the last day, as for the true waits.
                let from = if first <= last { audits.first_from(first, join) } else { leave };
                if from < leave {
                    if hidden.is_empty() {
                        hidden.resize(audits.ends(), 0);
                    }
                    hidden[from] += one;
                    hidden[leave] -= one;
                }
            };
            book(piece.start + limit + 1, 1);
            book(clock.beyond(limit), -1);
        }
    }

    /// At each audit, how many are truly beyond the limit of this number and officially are not; empty where nobody ever is.
    #[must_use]
    pub fn hidden(&self, limit: usize) -> Vec<i64> {
        super::weekly::summed(&self.hidden[limit])
    }

    /// Adds another tally of the same run settings.
    pub fn merge(&mut self, other: &Self) {
        self.completed.merge(&other.completed);
        self.closing.merge(&other.closing);
        self.hidden.iter_mut().zip(&other.hidden).for_each(|(mine, theirs)| super::weekly::add(mine, theirs));
    }
}

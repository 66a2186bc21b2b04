//! People between two stages, by the time at which they join the next.

use super::days::{Dated, Days};
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

impl Dated for Transfer {
    #[inline]
    fn day(&self) -> i64 {
        day(self.at)
    }
}

/// All who are on the way.
#[derive(Debug, Default)]
pub(super) struct Transfers(Days<Transfer>);

impl Transfers {
    pub(super) fn push(&mut self, transfer: Transfer) {
        self.0.push(transfer);
    }

    /// When the next one arrives.
    #[inline]
    pub(super) fn next(&self) -> Time {
        self.0.peek().map_or(NEVER, |t| t.at)
    }

    /// How many are on the way.
    pub(super) const fn len(&self) -> u64 {
        self.0.len() as u64
    }

    /// Takes the next one who has arrived by now.
    pub(super) fn pop(&mut self, now: Time) -> Option<Transfer> {
        if self.next() > now { None } else { self.0.pop() }
    }

    /// All who have not arrived.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = Transfer> + '_ {
        self.0.drain()
    }
}

//! What is due: completions of servers in order of time, and the end of patience by day.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use crate::ids::PersonId;
use crate::people::Person;
use crate::time::{DAY, NEVER, Time};

/// A server that will be free.
#[derive(Clone, Copy, Debug)]
pub(super) struct Completion {
    pub(super) at: Time,
    order: u64,
    /// Who missed the appointment and rejoins, or is discharged, when the server frees.
    pub(super) missed: Option<Person>,
}

/// Completions, in a ring while they come in order, else in a heap. Ties: the service that started first.
#[derive(Debug, Default)]
pub(super) struct Completions {
    ring: VecDeque<Completion>,
    heap: BinaryHeap<Reverse<Late>>,
    started: u64,
}

#[derive(Debug)]
struct Late(Completion);

impl Late {
    const fn key(&self) -> (Time, u64) {
        (self.0.at, self.0.order)
    }
}
impl PartialEq for Late {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}
impl Eq for Late {}
impl PartialOrd for Late {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Late {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

impl Completions {
    #[inline]
    pub(super) fn push(&mut self, at: Time, missed: Option<Person>) {
        let completion = Completion { at, order: self.started, missed };
        self.started += 1;
        if self.ring.back().is_none_or(|last| last.at <= at) {
            self.ring.push_back(completion);
        } else {
            self.heap.push(Reverse(Late(completion)));
        }
    }

    /// When the next server is free.
    #[inline]
    pub(super) fn next(&self) -> Time {
        let ring = self.ring.front().map_or(NEVER, |c| c.at);
        self.heap.peek().map_or(ring, |Reverse(late)| ring.min(late.0.at))
    }

    /// Takes the next completion at this instant.
    #[inline]
    pub(super) fn pop_at(&mut self, now: Time) -> Option<Completion> {
        let in_ring = self.ring.front().is_some_and(|c| c.at == now);
        let in_heap = self.heap.peek().is_some_and(|Reverse(late)| late.0.at == now);
        match (in_ring, in_heap) {
            (false, false) => None,
            (true, false) => self.ring.pop_front(),
            (false, true) => self.heap.pop().map(|Reverse(late)| late.0),
            (true, true) => {
                let ring_first =
                    self.ring.front().map(|c| c.order) < self.heap.peek().map(|Reverse(late)| late.0.order);
                if ring_first { self.ring.pop_front() } else { self.heap.pop().map(|Reverse(late)| late.0) }
            }
        }
    }

    /// All that are left: services that end after the horizon.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = Completion> + '_ {
        self.ring.drain(..).chain(self.heap.drain().map(|Reverse(late)| late.0))
    }
}

/// The end of patience of everybody on the list, by day, so that departures can be carried out in time.
#[derive(Debug)]
pub(super) struct Wheel {
    buckets: Vec<Vec<Due>>,
    today: usize,
    due: Vec<Due>,
}

/// One person's end of patience.
#[derive(Clone, Copy, Debug)]
pub(super) struct Due {
    pub(super) person: Person,
    pub(super) lane: usize,
}

impl Wheel {
    pub(super) fn new(horizon: Time) -> Self {
        Self { buckets: vec![Vec::new(); (horizon / DAY) as usize + 1], today: 0, due: Vec::new() }
    }

    /// Someone is on the list. Ends after the horizon do not matter.
    pub(super) fn add(&mut self, person: Person, lane: usize) {
        let day = (person.deadline() / DAY) as usize;
        if let Some(bucket) = self.buckets.get_mut(day) {
            bucket.push(Due { person, lane });
        }
    }

    /// Someone was called before patience ran out.
    pub(super) fn remove(&mut self, person: &Person) {
        let day = (person.deadline() / DAY) as usize;
        if let Some(bucket) = self.buckets.get_mut(day) {
            let same = |id: PersonId| id.order() == person.id.order();
            if let Some(at) = bucket.iter().position(|d| same(d.person.id)) {
                bucket.swap_remove(at);
            }
        }
    }

    /// Everybody whose patience has run out by now, in order of time and number.
    pub(super) fn due(&mut self, now: Time) -> &[Due] {
        self.due.clear();
        let last = ((now / DAY) as usize).min(self.buckets.len() - 1);
        for day in self.today..=last {
            let bucket = &mut self.buckets[day];
            let due = &mut self.due;
            bucket.retain(|d| {
                let over = d.person.deadline() <= now;
                if over {
                    due.push(*d);
                }
                !over
            });
        }
        self.today = last;
        self.due.sort_unstable_by_key(|d| (d.person.deadline(), d.person.id.order()));
        &self.due
    }
}

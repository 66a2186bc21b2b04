//! What is due: completions of servers in order of time, and the end of patience by day.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};

use super::day_buckets::{Dated, DayBuckets};
use super::ordering::in_order;
use crate::ids::PersonId;
use crate::model::Validation;
use crate::people::Person;
use crate::time::{DAY, NEVER, Time, day};

/// A server that will be free. What follows is kept elsewhere, as after most services nothing does.
#[derive(Clone, Copy, Debug)]
struct Completion {
    at: Time,
    order: u64,
    /// Where what follows is kept; [`NOTHING`] where the server is free.
    then: u32,
}

/// No place of what follows.
const NOTHING: u32 = u32::MAX;

/// What follows when a server frees.
#[derive(Clone, Copy, Debug)]
pub(super) enum Then {
    /// Nothing: the person who was seen has left.
    Free,
    /// Someone missed the appointment, and rejoins or is discharged.
    Missed(Person),
    /// Someone was seen and goes on to the next stage.
    Onward(Person),
    /// Someone has passed a stage that only takes time.
    Passed(Person),
    /// Nothing: a person who was passing such a stage, or missed the appointment, has left since.
    Gone,
}

/// Completions, in a ring while they come in order, else in a heap. Ties: the service that started first.
#[derive(Debug, Default)]
pub(super) struct Completions {
    ring: VecDeque<Completion>,
    heap: BinaryHeap<Reverse<Late>>,
    started: u64,
    /// What follows, and the places of it that are free again.
    kept: Vec<Then>,
    spare: Vec<u32>,
    /// How many of them have left before their time.
    gone: usize,
}

#[derive(Debug)]
struct Late(Completion);

in_order!(Late, |late| (late.0.at, late.0.order));

impl Completions {
    #[inline]
    pub(super) fn push(&mut self, at: Time, then: Then) {
        let then = if let Then::Free = then { NOTHING } else { self.keep(then) };
        let completion = Completion { at, order: self.started, then };
        self.started += 1;
        if self.ring.back().is_none_or(|last| last.at <= at) {
            self.ring.push_back(completion);
        } else {
            self.heap.push(Reverse(Late(completion)));
        }
    }

    #[inline(never)]
    fn keep(&mut self, then: Then) -> u32 {
        if let Some(place) = self.spare.pop() {
            self.kept[place as usize] = then;
            return place;
        }
        self.kept.push(then);
        (self.kept.len() - 1) as u32
    }

    #[inline]
    fn then(&mut self, done: Completion) -> Then {
        if done.then == NOTHING { Then::Free } else { self.take(done.then) }
    }

    #[inline(never)]
    fn take(&mut self, place: u32) -> Then {
        self.spare.push(place);
        let then = self.kept[place as usize];
        self.gone -= usize::from(matches!(then, Then::Gone));
        then
    }

    /// When the next server is free.
    #[inline]
    pub(super) fn next(&self) -> Time {
        let ring = self.ring.front().map_or(NEVER, |c| c.at);
        self.heap.peek().map_or(ring, |Reverse(late)| ring.min(late.0.at))
    }

    /// Takes the next completion at this instant, and what follows it.
    #[inline]
    pub(super) fn pop_at(&mut self, now: Time) -> Option<Then> {
        let done = if self.heap.is_empty() {
            if self.ring.front()?.at != now {
                return None;
            }
            self.ring.pop_front()
        } else {
            self.pop_earlier(now)
        };
        done.map(|done| self.then(done))
    }

    #[inline(never)]
    fn pop_earlier(&mut self, now: Time) -> Option<Completion> {
        let in_ring = self.ring.front().is_some_and(|c| c.at == now);
        let in_heap = self.heap.peek().is_some_and(|Reverse(late)| late.0.at == now);
        let ring_first = in_ring
            && (!in_heap || self.ring.front().map(|c| c.order) < self.heap.peek().map(|Reverse(late)| late.0.order));
        if ring_first {
            self.ring.pop_front()
        } else if in_heap {
            self.heap.pop().map(|Reverse(late)| late.0)
        } else {
            None
        }
    }

    /// How many are in service.
    pub(super) fn len(&self) -> usize {
        self.ring.len() + self.heap.len() - self.gone
    }

    /// Keeps only some of those who still wait while they hold a server they missed, or pass a stage that only takes time, as they are
    /// by now. The server stays held.
    #[cold]
    pub(super) fn retain(&mut self, mut stays: impl FnMut(Person) -> Option<Person>) {
        let mut places: Vec<u32> = self.places().collect();
        places.sort_unstable();
        for place in places {
            let then = &mut self.kept[place as usize];
            *then = match *then {
                Then::Passed(person) => stays(person).map_or(Then::Gone, Then::Passed),
                Then::Missed(person) => stays(person).map_or(Then::Gone, Then::Missed),
                Then::Free | Then::Onward(_) | Then::Gone => continue,
            };
            self.gone += usize::from(matches!(then, Then::Gone));
        }
    }

    /// Where what follows is kept, of those with something that does.
    fn places(&self) -> impl Iterator<Item = u32> + '_ {
        let all = self.ring.iter().map(|c| c.then).chain(self.heap.iter().map(|Reverse(late)| late.0.then));
        all.filter(|&place| place != NOTHING)
    }

    /// All that are left: services that end after the horizon.
    pub(super) fn iter(&self) -> impl Iterator<Item = Then> + '_ {
        self.places().map(|place| self.kept[place as usize])
    }
}

/// Ends of patience to come, so that departures can be carried out in time. People of later days lie unsorted in the bucket of
/// their day; those of the days that have begun in order. A person who is called before is only noted, and taken out when the notes are
/// many or the day begins, so that no step looks at all entries of a day.
#[derive(Debug)]
pub(super) struct Wheel {
    buckets: Vec<Bucket>,
    /// The first day that has not begun.
    next_day: usize,
    ready: DayBuckets<Due>,
    /// Entries of `ready` that do not count any more.
    called: BTreeMap<PersonId, u32>,
    /// Nobody's patience runs out before.
    nobody_before: Time,
}

/// Entries of a day, and those among them that do not count any more.
#[derive(Clone, Debug, Default)]
struct Bucket {
    due: Vec<Due>,
    called: Vec<PersonId>,
}

impl Bucket {
    /// Takes out who was called. An identifier counts the visits and missed appointments, so it stands for one stay on the list;
    /// only beyond the largest count may several stays have the same.
    fn settle(&mut self) {
        if self.called.is_empty() {
            return;
        }
        self.called.sort_unstable();
        let mut taken = vec![false; self.called.len()];
        self.due.retain(|due| {
            let id = due.person.id;
            let first = self.called.partition_point(|called| *called < id);
            let alike = self.called[first..].iter().take_while(|called| **called == id).count();
            let free = (first..first + alike).find(|place| !taken[*place]);
            free.inspect(|place| taken[*place] = true).is_none()
        });
        self.called.clear();
    }
}

/// One person's end of patience.
#[derive(Clone, Copy, Debug)]
pub(super) struct Due {
    pub(super) person: Person,
    pub(super) lane: usize,
}

in_order!(Due, |due| (due.person.deadline(), due.person.id.order()));

impl Dated for Due {
    fn day(&self) -> i64 {
        day(self.person.deadline())
    }
}

impl Wheel {
    pub(super) fn new(horizon: Time) -> Self {
        let buckets = vec![Bucket::default(); (horizon / DAY) as usize + 1];
        Self { buckets, next_day: 0, ready: DayBuckets::default(), called: BTreeMap::new(), nobody_before: Time::MIN }
    }

    fn day_of(person: &Person) -> usize {
        person.deadline().div_euclid(DAY).max(0) as usize
    }

    /// Someone is on the list. Ends after the horizon do not matter.
    pub(super) fn add(&mut self, person: Person, lane: usize) {
        let day = Self::day_of(&person);
        let due = Due { person, lane };
        if day < self.next_day {
            self.nobody_before = self.nobody_before.min(person.deadline());
            self.ready.push(due);
        } else if let Some(bucket) = self.buckets.get_mut(day) {
            bucket.due.push(due);
        }
    }

    /// Someone was called before patience ran out.
    pub(super) fn remove(&mut self, person: &Person) {
        let day = Self::day_of(person);
        if day < self.next_day {
            *self.called.entry(person.id).or_default() += 1;
        } else if let Some(bucket) = self.buckets.get_mut(day) {
            bucket.called.push(person.id);
            if bucket.called.len() > 32 + bucket.due.len() / 2 {
                bucket.settle();
            }
        }
    }

    /// Whether anybody's patience may have run out by now.
    #[inline]
    pub(super) const fn may_be_due(&self, now: Time) -> bool {
        self.nobody_before <= now
    }

    /// The next whose patience has run out by now, in order of time and number.
    pub(super) fn pop_due(&mut self, now: Time) -> Option<Due> {
        let days = ((now.div_euclid(DAY) + 1).max(0) as usize).min(self.buckets.len());
        while self.next_day < days {
            let mut bucket = std::mem::take(&mut self.buckets[self.next_day]);
            bucket.settle();
            bucket.due.into_iter().for_each(|due| self.ready.push(due));
            self.next_day += 1;
        }
        while self.ready.peek().is_some_and(|due| due.person.deadline() <= now) {
            let due = self.ready.pop()?;
            match self.called.get_mut(&due.person.id) {
                None => return Some(due),
                Some(1) => _ = self.called.remove(&due.person.id),
                Some(times) => *times -= 1,
            }
        }
        let next = self.ready.peek().map_or(NEVER, |due| due.person.deadline());
        self.nobody_before = next.min(self.next_day as Time * DAY);
        None
    }
}

/// The validations to come.
#[derive(Debug)]
pub(super) struct Validations<'a> {
    pub(super) all: &'a [Validation],
    pub(super) done: usize,
}

impl<'a> Validations<'a> {
    pub(super) fn new(all: &'a [Validation]) -> Self {
        Self { all, done: 0 }
    }

    /// When the next one is.
    #[inline]
    pub(super) fn next(&self) -> Time {
        self.all.get(self.done).map_or(NEVER, |v| v.time)
    }
}

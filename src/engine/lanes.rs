//! The queues of a stage, one per lane, and their heads as a discipline sees them.

use std::collections::VecDeque;

use super::blocks::Blocks;
use super::day_buckets::{Dated, DayBuckets};
use super::ordering::in_order;
use super::priority_queue::PriorityQueue;
use crate::discipline::{Head, Order};
use crate::people::Person;
use crate::time::{Time, day};

mod tickets;

/// All lanes of a stage.
#[derive(Debug)]
pub(super) struct LaneSet {
    lanes: Vec<Lane>,
    /// The first person of each lane.
    pub(super) heads: Vec<Head>,
    /// People in each lane, without those known to have left.
    pub(super) counts: Vec<u32>,
    /// Entries at which a lane is swept of people who have left.
    sweep_at: Vec<usize>,
    /// The tickets by time waited in each lane, curve by curve; counted by [`LaneSet::count_tickets`].
    pub(super) totals: Vec<u64>,
}

/// Lanes shorter than this are never swept.
const SWEEP_FROM: usize = 1024;

/// One queue.
#[derive(Debug)]
enum Lane {
    /// By seniority: an append-only ring, and those who come late with an old seniority.
    Seniority { ring: VecDeque<Person>, late: DayBuckets<Senior> },
    /// Latest to join first.
    Newest(Vec<Person>),
    /// By a personal key.
    Key(PriorityQueue<Keyed>),
    /// In no order.
    Bag(Vec<Person>),
    /// By seniority, with tickets by time waited.
    ByWait(Blocks),
}

/// A person in a heap: lowest key first, then by seniority. Reversed, as the heap gives the largest.
#[derive(Clone, Copy, Debug)]
struct Keyed {
    key: i64,
    person: Person,
}

in_order!(Keyed, |keyed| std::cmp::Reverse((keyed.key, place(&keyed.person))));

/// A person who comes late: by seniority.
#[derive(Clone, Copy, Debug)]
struct Senior(Person);

in_order!(Senior, |senior| place(&senior.0));

impl Dated for Senior {
    #[inline]
    fn day(&self) -> i64 {
        day(self.0.seniority())
    }
}

#[inline]
const fn place(person: &Person) -> (i64, i64, u64) {
    (person.seniority(), person.clock_start, person.id.order())
}

#[inline]
pub(super) const fn head(person: &Person) -> Head {
    Head { seniority: person.seniority(), clock_start: person.clock_start, number: person.id.order() }
}

impl LaneSet {
    pub(super) fn new(count: usize, order: Order) -> Self {
        let lane = || match order {
            Order::Seniority => Lane::Seniority { ring: VecDeque::new(), late: DayBuckets::default() },
            Order::Newest => Lane::Newest(Vec::new()),
            Order::Key(_) => Lane::Key(PriorityQueue::default()),
            Order::Random => Lane::Bag(Vec::new()),
            Order::ByWait => Lane::ByWait(Blocks::default()),
        };
        Self {
            lanes: (0..count).map(|_| lane()).collect(),
            heads: vec![Head::NONE; count],
            counts: vec![0; count],
            sweep_at: vec![SWEEP_FROM; count],
            totals: Vec::new(),
        }
    }

    /// Adds a person. The key counts only where lanes are kept by one.
    #[inline]
    pub(super) fn push(&mut self, lane: usize, person: Person, key: i64) {
        self.counts[lane] += 1;
        if let Lane::Seniority { ring, .. } = &mut self.lanes[lane]
            && ring.back().is_some_and(|last| last.seniority() < person.seniority())
        {
            // Behind somebody, so the head stays who it is.
            ring.push_back(person);
        } else {
            self.push_other(lane, person, key);
        }
    }

    #[inline(never)]
    fn push_other(&mut self, lane: usize, person: Person, key: i64) {
        let was = &mut self.heads[lane];
        match &mut self.lanes[lane] {
            Lane::Seniority { ring, late } => {
                let at = place(&person);
                if at < was.key() {
                    *was = head(&person);
                }
                if ring.back().is_none_or(|last| place(last) < at) {
                    ring.push_back(person);
                } else {
                    late.push(Senior(person));
                }
            }
            Lane::Newest(stack) => {
                *was = head(&person);
                stack.push(person);
            }
            Lane::Key(heap) => {
                heap.push(Keyed { key, person });
                *was = heap.peek().map_or(Head::NONE, |k| head(&k.person));
            }
            Lane::Bag(bag) => {
                bag.push(person);
                *was = head(&bag[0]);
            }
            Lane::ByWait(blocks) => {
                blocks.push(person);
                *was = blocks.first().map_or(Head::NONE, head);
            }
        }
    }

    /// How many entries a bag holds, people who left included.
    #[inline]
    pub(super) fn entries(&self, lane: usize) -> usize {
        match &self.lanes[lane] {
            Lane::Seniority { ring, late } => ring.len() + late.len(),
            Lane::Newest(people) | Lane::Bag(people) => people.len(),
            Lane::Key(heap) => heap.len(),
            Lane::ByWait(blocks) => blocks.len(),
        }
    }

    /// Looks at some entries of a bag, so that they are at hand when they are wanted. Nothing hangs on what is seen.
    #[inline(never)]
    pub(super) fn glance(&self, lane: usize, places: impl Iterator<Item = usize>) {
        if let Lane::Bag(people) = &self.lanes[lane] {
            let seen = places.filter_map(|place| people.get(place));
            std::hint::black_box(
                seen.fold(0, |sum: u32, person| sum ^ person.kept.luck().bits() ^ person.clock_start as u32),
            );
        }
    }

    /// Takes the first person of a lane that is kept by seniority. The count is the caller's.
    #[inline]
    pub(super) fn pop_senior(&mut self, lane: usize) -> Person {
        if let Lane::Seniority { ring, late } = &mut self.lanes[lane]
            && late.is_empty()
            && let Some(person) = ring.pop_front()
        {
            self.heads[lane] = ring.front().map_or(Head::NONE, head);
            return person;
        }
        self.pop(lane, 0)
    }

    /// Takes the first person of a lane, or the `place`-th entry of a bag. The count is the caller's.
    #[inline(never)]
    pub(super) fn pop(&mut self, lane: usize, place_in_bag: usize) -> Person {
        let next = &mut self.heads[lane];
        match &mut self.lanes[lane] {
            Lane::Seniority { ring, late } => {
                // The head is known, so only what comes after it has to be compared.
                let in_ring = late.is_empty() || ring.front().is_some_and(|first| place(first) == next.key());
                let person = if in_ring { ring.pop_front() } else { late.pop().map(|late| late.0) };
                let person = person.expect("the lane has a head");
                *next = match (ring.front(), late.peek()) {
                    (Some(a), None) => head(a),
                    (None, Some(b)) => head(&b.0),
                    (Some(a), Some(b)) => head(if place(a) < place(&b.0) { a } else { &b.0 }),
                    (None, None) => Head::NONE,
                };
                person
            }
            Lane::Newest(stack) => {
                let person = stack.pop().expect("the lane has a head");
                *next = stack.last().map_or(Head::NONE, head);
                person
            }
            Lane::Key(heap) => {
                let person = heap.pop().expect("the lane has a head").person;
                *next = heap.peek().map_or(Head::NONE, |k| head(&k.person));
                person
            }
            Lane::Bag(bag) => {
                let person = bag.swap_remove(place_in_bag);
                *next = bag.first().map_or(Head::NONE, head);
                person
            }
            Lane::ByWait(blocks) => {
                let person = blocks.take_first().expect("the lane has a head");
                *next = blocks.first().map_or(Head::NONE, head);
                person
            }
        }
    }

    /// Entries at which a lane is swept.
    #[inline]
    pub(super) fn sweep_from(&self, lane: usize) -> usize {
        self.sweep_at[lane]
    }

    /// How many entries are of such people.
    pub(super) fn count_if(&self, of: impl Fn(&Person) -> bool) -> u64 {
        let count = |lane: &Lane| match lane {
            Lane::Seniority { ring, late } => {
                ring.iter().filter(|p| of(p)).count() + late.iter().filter(|late| of(&late.0)).count()
            }
            Lane::Newest(people) | Lane::Bag(people) => people.iter().filter(|p| of(p)).count(),
            Lane::Key(heap) => heap.iter().filter(|k| of(&k.person)).count(),
            Lane::ByWait(blocks) => blocks.iter().filter(|p| of(p)).count(),
        };
        self.lanes.iter().map(|lane| count(lane) as u64).sum()
    }

    /// Takes out everybody whose patience has run out. The counts are the caller's.
    pub(super) fn sweep(&mut self, lane: usize, now: Time, mut gone: impl FnMut(&Person)) {
        self.retain(lane, |person| {
            let stays = person.deadline() > now;
            if !stays {
                gone(person);
            }
            stays
        });
    }

    /// How many lanes there are.
    pub(super) fn count(&self) -> usize {
        self.lanes.len()
    }

    /// Keeps only some. The counts are the caller's.
    pub(super) fn retain(&mut self, lane: usize, mut stays: impl FnMut(&Person) -> bool) {
        self.heads[lane] = match &mut self.lanes[lane] {
            Lane::Seniority { ring, late } => {
                ring.retain(&mut stays);
                late.retain(|late| stays(&late.0));
                match (ring.front(), late.peek()) {
                    (Some(a), Some(b)) => head(if place(a) < place(&b.0) { a } else { &b.0 }),
                    (Some(a), None) => head(a),
                    (None, b) => b.map_or(Head::NONE, |late| head(&late.0)),
                }
            }
            Lane::Newest(stack) => {
                stack.retain(&mut stays);
                stack.last().map_or(Head::NONE, head)
            }
            Lane::Key(heap) => {
                heap.retain(|k| stays(&k.person));
                heap.peek().map_or(Head::NONE, |k| head(&k.person))
            }
            Lane::Bag(bag) => {
                bag.retain(&mut stays);
                bag.first().map_or(Head::NONE, head)
            }
            Lane::ByWait(blocks) => {
                blocks.retain(&mut stays);
                blocks.first().map_or(Head::NONE, head)
            }
        };
        self.sweep_at[lane] = SWEEP_FROM.max(2 * self.entries(lane));
    }

    /// Everybody of a lane with the key of its order, in the order of the lane; a bag has none. People who have left may be among
    /// them.
    pub(super) fn in_order(&self, lane: usize) -> Vec<(i64, Person)> {
        let mut people: Vec<(i64, Person)> = match &self.lanes[lane] {
            Lane::Seniority { ring, late } => {
                ring.iter().map(|p| (0, *p)).chain(late.iter().map(|late| (0, late.0))).collect()
            }
            Lane::Newest(stack) => return stack.iter().rev().map(|p| (0, *p)).collect(),
            Lane::Bag(bag) => return bag.iter().map(|p| (0, *p)).collect(),
            Lane::Key(heap) => heap.iter().map(|k| (k.key, k.person)).collect(),
            Lane::ByWait(blocks) => return blocks.iter().map(|p| (0, *p)).collect(),
        };
        people.sort_unstable_by_key(|(key, person)| (*key, place(person)));
        people
    }

    /// Takes out all entries that are left, lane by lane.
    pub(super) fn drain(&mut self, mut take: impl FnMut(Person)) {
        for lane in &mut self.lanes {
            match lane {
                Lane::Seniority { ring, late } => {
                    ring.drain(..).for_each(&mut take);
                    late.drain().for_each(|late| take(late.0));
                }
                Lane::Newest(people) | Lane::Bag(people) => people.drain(..).for_each(&mut take),
                Lane::Key(heap) => heap.drain().for_each(|k| take(k.person)),
                Lane::ByWait(blocks) => blocks.drain(&mut take),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discipline::PersonKey;
    use crate::ids::{PersonId, Source};
    use crate::people::Kept;
    use crate::rng::{Key, Purpose, Space};
    use crate::time::DAY;

    /// Long lanes by a key that many share, and by seniority with many who come late, give people in the order of a sorted list,
    /// whatever is taken out of them in between.
    #[test]
    fn a_lane_is_a_sorted_list() {
        for order in [Order::Key(PersonKey::HighestScore), Order::Seniority] {
            let mut words = Key::new(7, 0).stream(Space::new("test", "lanes"), 0, Purpose::Score, 0);
            let mut lanes = LaneSet::new(1, order);
            let mut sorted: Vec<(i64, Person)> = Vec::new();
            let rank = |(key, person): &(i64, Person)| (*key, place(person));
            for index in 0..30_000 {
                let word = words.next_word();
                let person = Person {
                    clock_start: (word % 900) as Time * DAY / 3,
                    id: PersonId::new(Source::Referral, word >> 60, index),
                    behind: if word.is_multiple_of(5) { (word >> 32) as u32 % 9_000_000 } else { 0 },
                    patience: (word >> 20) as u32 % 30_000_000,
                    class: 0,
                    recorded: 0,
                    kept: Kept::default(),
                };
                let key = if order == Order::Seniority { 0 } else { (word >> 8) as i64 % 40 };
                lanes.push(0, person, key);
                let at = sorted.partition_point(|other| rank(other) < rank(&(key, person)));
                sorted.insert(at, (key, person));
                if index % 4 == 3 {
                    let (_, first) = sorted.remove(0);
                    assert_eq!(lanes.pop(0, 0), first);
                }
                if index % 5_000 == 4_999 {
                    assert_eq!(lanes.in_order(0), sorted);
                    let gone = |person: &Person| person.deadline() <= 40 * DAY;
                    assert_eq!(lanes.count_if(gone), sorted.iter().filter(|(_, p)| gone(p)).count() as u64);
                    lanes.sweep(0, 40 * DAY, |person| assert!(gone(person)));
                    sorted.retain(|(_, person)| !gone(person));
                }
                assert_eq!(lanes.heads[0], sorted.first().map_or(Head::NONE, |(_, person)| head(person)));
                assert_eq!(lanes.entries(0), sorted.len());
            }
            while let Some((_, person)) = (!sorted.is_empty()).then(|| sorted.remove(0)) {
                assert_eq!(lanes.pop(0, 0), person);
            }
            assert!(lanes.heads[0].is_none());
        }
    }
}

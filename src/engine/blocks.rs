//! A lane whose people are drawn by tickets that go by the time waited.
//!
//! People stand in blocks of at most 64, in order of seniority, all of a block on one day of joining; a word says who of it still waits. For
//! each curve of tickets there is a tree of partial sums over the blocks (Fenwick 1994, doi 10.1002/spe.4380240306), so that the holder of
//! a ticket is found, and taken out, in as many steps as the logarithm of the lane. Tickets change with every day, so the trees are made
//! again on the first decision of a day; blocks that have emptied or thinned out are put together then.

mod joins;

use std::sync::Arc;

use crate::discipline::Curve;
use crate::people::Person;
use crate::time::Time;

/// People of one day of joining, in order of seniority.
#[derive(Debug)]
struct Block {
    day: i64,
    /// The seniority of its first person, who may have left: a search looks at the people of few blocks.
    begin: Time,
    /// Who still waits, the first person in the lowest bit.
    live: u64,
    people: Vec<Person>,
}

/// Most people of a block: the bits of a word.
const MOST: usize = u64::BITS as usize;

/// One lane.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    /// The longest waits first.
    blocks: Vec<Block>,
    /// No block before this one has anybody who waits.
    first: usize,
    curves: Vec<Arc<Curve>>,
    /// By curve, the partial sums of tickets over the blocks.
    trees: Vec<Vec<u64>>,
    /// By curve, all tickets.
    totals: Vec<u64>,
    /// The day whose tickets the trees count; none where they have to be made again.
    counted: Option<i64>,
    /// Memory of blocks that are gone.
    spare: Vec<Vec<Person>>,
    /// People who wait.
    waiting: usize,
}

const fn place(person: &Person) -> (Time, Time, u64) {
    (person.seniority(), person.clock_start, person.id.order())
}

impl Block {
    /// The place in it of the n-th who waits.
    const fn nth(&self, n: u64) -> usize {
        let mut live = self.live;
        let mut n = n;
        while n > 0 {
            live &= live - 1;
            n -= 1;
        }
        live.trailing_zeros() as usize
    }

    fn living(&self) -> impl Iterator<Item = &Person> {
        self.people.iter().enumerate().filter(|(i, _)| self.live >> i & 1 == 1).map(|(_, person)| person)
    }
}

impl Blocks {
    /// An empty lane, with the tickets of its people by each curve.
    pub(super) fn new(curves: Vec<Arc<Curve>>) -> Self {
        let totals = vec![0; curves.len()];
        Self { trees: vec![Vec::new(); curves.len()], curves, totals, ..Self::default() }
    }

    /// How many wait.
    pub(super) const fn len(&self) -> usize {
        self.waiting
    }

    /// The one who has waited longest.
    pub(super) fn first(&self) -> Option<&Person> {
        let block = self.blocks.get(self.first)?;
        (block.live != 0).then(|| &block.people[block.live.trailing_zeros() as usize])
    }

    fn find_first(&mut self) {
        while self.first < self.blocks.len() && self.blocks[self.first].live == 0 {
            self.first += 1;
        }
    }

    /// Adds a person's tickets in a block to the sums, or takes them out.
    #[inline]
    fn add(&mut self, number: usize, today: i64, change: impl Fn(u64, u64) -> u64) {
        let day = self.blocks[number].day;
        for ((curve, tree), total) in self.curves.iter().zip(&mut self.trees).zip(&mut self.totals) {
            let tickets = curve.after(today - day);
            *total = change(*total, tickets);
            let mut node = number + 1;
            while let Some(sum) = tree.get_mut(node - 1) {
                *sum = change(*sum, tickets);
                node += node & node.wrapping_neg();
            }
        }
    }

    /// Counts the tickets of a day, where they are not yet counted.
    #[inline]
    pub(super) fn count(&mut self, today: i64) {
        if self.counted != Some(today) {
            self.count_anew(today);
        }
    }

    #[inline(never)]
    fn count_anew(&mut self, today: i64) {
        self.tidy();
        self.counted = Some(today);
        for ((curve, tree), total) in self.curves.iter().zip(&mut self.trees).zip(&mut self.totals) {
            tree.clear();
            *total = 0;
            for block in &self.blocks {
                let tickets = curve.after(today - block.day) * u64::from(block.live.count_ones());
                *total += tickets;
                tree.push(tickets);
            }
            for node in 1..=tree.len() {
                let parent = node + (node & node.wrapping_neg());
                if parent <= tree.len() {
                    tree[parent - 1] += tree[node - 1];
                }
            }
        }
    }

    /// Empty blocks go, and a block that has thinned out is put together with the next of its day, where both fit in one.
    fn tidy(&mut self) {
        let count = |block: &Block| block.live.count_ones() as usize;
        let mut kept = 0_usize;
        for number in 0..self.blocks.len() {
            let living = count(&self.blocks[number]);
            if living == 0 {
                continue;
            }
            if let Some(before) = kept.checked_sub(1)
                && self.blocks[before].day == self.blocks[number].day
                && count(&self.blocks[before]) + living <= MOST / 2
            {
                let (left, right) = self.blocks.split_at_mut(number);
                let (into, from) = (&mut left[before], &right[0]);
                let both: Vec<Person> = into.living().chain(from.living()).copied().collect();
                into.live = u64::MAX >> (MOST - both.len());
                into.people.clear();
                into.people.extend(both);
                into.begin = into.people[0].seniority();
                continue;
            }
            self.blocks.swap(kept, number);
            kept += 1;
        }
        self.spare.extend(self.blocks.drain(kept..).map(|mut block| {
            block.people.clear();
            block.people
        }));
        self.first = 0;
    }

    /// By curve, all tickets; they must have been counted for today.
    pub(super) fn totals(&self) -> &[u64] {
        &self.totals
    }

    /// By curve, the tickets of those whose seniority is at most this.
    pub(super) fn tickets_up_to(&self, latest: Time, curve: usize) -> u64 {
        let Some(today) = self.counted else { return 0 };
        // All of the blocks but the last that begins by then.
        let blocks = self.blocks.partition_point(|block| block.begin <= latest);
        let Some(last) = blocks.checked_sub(1) else { return 0 };
        let (mut sum, mut node) = (0, last);
        while node > 0 {
            sum += self.trees[curve][node - 1];
            node &= node - 1;
        }
        let block = &self.blocks[last];
        let within = block.living().filter(|person| person.seniority() <= latest).count();
        sum + self.curves[curve].after(today - block.day) * within as u64
    }

    /// Takes out the holder of a ticket of a curve, the longest wait having the first; tickets must have been counted for today.
    pub(super) fn take_drawn(&mut self, curve: usize, mut ticket: u64) -> Person {
        let tree = &self.trees[curve];
        let mut number = 0;
        let mut step = tree.len().next_power_of_two();
        while step > 0 {
            let next = number + step;
            if let Some(&sum) = tree.get(next - 1)
                && sum <= ticket
            {
                ticket -= sum;
                number = next;
            }
            step /= 2;
        }
        let today = self.counted.unwrap_or_default();
        let block = &self.blocks[number];
        let nth = ticket / self.curves[curve].after(today - block.day);
        self.take(number, block.nth(nth))
    }

    /// Takes out the one who has waited longest.
    pub(super) fn take_first(&mut self) -> Option<Person> {
        self.first()?;
        let place_in = self.blocks[self.first].live.trailing_zeros() as usize;
        Some(self.take(self.first, place_in))
    }

    #[inline]
    fn take(&mut self, number: usize, place_in: usize) -> Person {
        let block = &mut self.blocks[number];
        block.live &= !(1 << place_in);
        let person = block.people[place_in];
        self.waiting -= 1;
        if let Some(today) = self.counted {
            self.add(number, today, u64::wrapping_sub);
        }
        self.find_first();
        person
    }

    /// A person who waited here has left.
    pub(super) fn cut(&mut self, person: &Person) {
        let at = place(person);
        let Some(number) = self.up_to(at).checked_sub(1) else { return };
        let people = &self.blocks[number].people;
        if let Ok(place_in) = people.binary_search_by_key(&at, place)
            && self.blocks[number].live >> place_in & 1 == 1
        {
            self.take(number, place_in);
        }
    }

    /// Everybody who waits, the longest wait first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Person> {
        self.blocks.iter().flat_map(Block::living)
    }

    /// Keeps only some.
    pub(super) fn retain(&mut self, mut stays: impl FnMut(&Person) -> bool) {
        for block in &mut self.blocks {
            for (place_in, person) in block.people.iter().enumerate() {
                if block.live >> place_in & 1 == 1 && !stays(person) {
                    block.live &= !(1 << place_in);
                    self.waiting -= 1;
                }
            }
        }
        self.counted = None;
        self.find_first();
    }

    /// Takes everybody out, the longest wait first.
    pub(super) fn drain(&mut self, mut take: impl FnMut(Person)) {
        for block in self.blocks.drain(..) {
            block.living().for_each(|person| take(*person));
        }
        (self.first, self.waiting, self.counted) = (0, 0, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discipline::curve::Tickets;
    use crate::distributions::LogLinear;
    use crate::ids::{PersonId, Source};
    use crate::people::Kept;
    use crate::rng::{Key, Purpose, Space};
    use crate::time::{DAY, day};

    /// Whatever comes and goes, a lane is a sorted list whose people are found by the tickets before them.
    #[test]
    fn a_lane_is_a_sorted_list_with_tickets() {
        let tickets = Tickets::new(LogLinear::new(&[0.0, 10.0, 20.0], &[5.0, 1.0, 90.0]).unwrap());
        let curves = vec![tickets.curve(0.0), tickets.curve(35.0)];
        for (seed, crowd) in [(1, 1), (2, 40), (3, 7)] {
            let mut words = Key::new(seed, 0).stream(Space::new("test", "blocks"), 0, Purpose::Score, 0);
            let mut lane = Blocks::new(curves.clone());
            let mut sorted: Vec<Person> = Vec::new();
            let mut called: Vec<Person> = Vec::new();
            let mut today = 200;
            for index in 0..12_000 {
                let word = words.next_word();
                // Most come today, in crowds of a day; some with an old clock start.
                let back = if word.is_multiple_of(4) { (word >> 8) % 200 } else { 0 };
                let start = (today - back as i64) * DAY + (word >> 20) as i64 % (if back > 0 { DAY } else { crowd });
                let person = Person {
                    clock_start: start,
                    id: PersonId::new(Source::Referral, 0, index),
                    behind: 0,
                    patience: u32::MAX,
                    class: 0,
                    recorded: 0,
                    kept: Kept::default(),
                };
                let mut joins = vec![person];
                if word.is_multiple_of(5) {
                    joins.extend(called.pop());
                }
                for person in joins {
                    lane.push(person);
                    let at = sorted.partition_point(|other| place(other) < place(&person));
                    sorted.insert(at, person);
                }
                if word % 50 < 1 {
                    today += 1;
                }
                if (word >> 30) % 100 < if index > 6_000 { 98 } else { 60 } && !sorted.is_empty() {
                    lane.count(today);
                    let curve = (word >> 40) as usize % 2;
                    let held = |person: &Person| curves[curve].after(today - day(person.seniority()));
                    let total: u64 = sorted.iter().map(held).sum();
                    assert_eq!(lane.totals()[curve], total);
                    let mut ticket = (word >> 3) % total;
                    let mut expected = 0;
                    let mut before = ticket;
                    while before >= held(&sorted[expected]) {
                        before -= held(&sorted[expected]);
                        expected += 1;
                    }
                    let latest = sorted[sorted.len() / 2].seniority();
                    let up_to: u64 = sorted.iter().filter(|p| p.seniority() <= latest).map(held).sum();
                    assert_eq!(lane.tickets_up_to(latest, curve), up_to);
                    let person = match (word >> 50) % 4 {
                        0 => {
                            ticket = u64::MAX;
                            expected = 0;
                            lane.take_first().unwrap()
                        }
                        1 => {
                            lane.cut(&sorted[expected]);
                            sorted[expected]
                        }
                        _ => lane.take_drawn(curve, ticket),
                    };
                    assert_eq!(person, sorted.remove(expected), "ticket {ticket}");
                    called.push(person);
                }
                if word.is_multiple_of(3_000) {
                    let stays = |person: &Person| !person.id.index().is_multiple_of(3);
                    lane.retain(stays);
                    sorted.retain(stays);
                }
                assert_eq!((lane.len(), lane.first()), (sorted.len(), sorted.first()));
                if index % 500 == 0 {
                    assert!(lane.iter().eq(&sorted));
                }
            }
            let mut left = Vec::new();
            lane.drain(|person| left.push(person));
            assert_eq!(left, sorted);
        }
    }
}

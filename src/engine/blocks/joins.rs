//! Where people who join a lane stand in its blocks.

use super::{Block, Blocks, MOST, place};
use crate::people::Person;
use crate::time::{Time, day};

impl Blocks {
    /// A person joins.
    pub(in crate::engine) fn push(&mut self, person: Person) {
        self.waiting += 1;
        let at = place(&person);
        let today = day(person.seniority());
        let last = self.blocks.last().map(|block| (block.day, place(&block.people[block.people.len() - 1])));
        match last {
            Some((day, last)) if last < at => {
                let block = self.blocks.len() - 1;
                if day == today && self.blocks[block].people.len() < MOST {
                    self.blocks[block].people.push(person);
                    self.counts_in(block, self.blocks[block].people.len() - 1);
                } else {
                    self.append(person, today);
                }
            }
            None => self.append(person, today),
            Some(_) => self.insert(person, today),
        }
    }

    fn block_of(&mut self, day: i64) -> Block {
        Block { day, begin: 0, live: 0, people: self.spare.pop().unwrap_or_default() }
    }

    /// How many blocks begin at this place or before it.
    pub(super) fn up_to(&self, at: (Time, Time, u64)) -> usize {
        let before = self.blocks.partition_point(|block| block.begin < at.0);
        let same = self.blocks[before..].partition_point(|block| block.begin == at.0);
        before + self.blocks[before..before + same].partition_point(|block| place(&block.people[0]) <= at)
    }

    /// A person joins behind all, in a block of their own.
    fn append(&mut self, person: Person, day: i64) {
        let mut block = self.block_of(day);
        block.begin = person.seniority();
        block.people.push(person);
        block.live = 1;
        self.blocks.push(block);
        let number = self.blocks.len();
        self.first = self.first.min(number - 1);
        self.find_first();
        let Some(today) = self.counted else { return };
        for ((curve, tree), total) in self.curves.iter().zip(&mut self.trees).zip(&mut self.totals) {
            let tickets = curve.after(today - day);
            *total += tickets;
            // The sums that the new one takes in.
            let (mut sum, mut child) = (tickets, number - 1);
            let end = number & (number - 1);
            while child > end {
                sum += tree[child - 1];
                child &= child - 1;
            }
            tree.push(sum);
        }
    }

    /// A person joins before others.
    #[cold]
    fn insert(&mut self, person: Person, today: i64) {
        let at = place(&person);
        // The last block that begins before.
        let block = self.up_to(at);
        let Some(number) = block.checked_sub(1).filter(|&n| self.blocks[n].day == today) else {
            // The next one may be of the same day and have room.
            let next = self.blocks.get(block).is_some_and(|b| b.day == today && b.people.len() < MOST);
            return if next { self.put(block, 0, person) } else { self.insert_alone(block, person, today) };
        };
        let of = &mut self.blocks[number];
        let place_in = of.people.partition_point(|other| place(other) < at);
        if of.people.get(place_in).is_some_and(|other| place(other) == at) {
            // Back where the person was called from.
            of.people[place_in] = person;
            debug_assert!(of.live >> place_in & 1 == 0, "a person joins twice");
            self.counts_in(number, place_in);
        } else if of.people.len() < MOST {
            self.put(number, place_in, person);
        } else {
            self.split(number);
            let half = MOST / 2;
            let (number, place_in) = if place_in > half { (number + 1, place_in - half) } else { (number, place_in) };
            self.put(number, place_in, person);
        }
    }

    /// A person joins in a block, before those from this place on.
    fn put(&mut self, number: usize, place_in: usize, person: Person) {
        let block = &mut self.blocks[number];
        block.people.insert(place_in, person);
        block.begin = block.people[0].seniority();
        let below = (1_u64 << place_in) - 1;
        block.live = (block.live & below) | (block.live & !below) << 1;
        self.counts_in(number, place_in);
    }

    /// A person joins in a block alone, before the block of this number.
    fn insert_alone(&mut self, number: usize, person: Person, day: i64) {
        if number == self.blocks.len() {
            return self.append(person, day);
        }
        let mut block = self.block_of(day);
        block.begin = person.seniority();
        block.people.push(person);
        block.live = 1;
        self.blocks.insert(number, block);
        self.first = self.first.min(number);
        self.counted = None;
    }

    fn split(&mut self, number: usize) {
        let mut upper = self.block_of(self.blocks[number].day);
        let block = &mut self.blocks[number];
        upper.people.extend(block.people.drain(MOST / 2..));
        upper.live = block.live >> (MOST / 2);
        upper.begin = upper.people[0].seniority();
        block.live &= (1 << (MOST / 2)) - 1;
        self.blocks.insert(number + 1, upper);
        self.counted = None;
    }

    /// A person in a block waits from now on.
    fn counts_in(&mut self, number: usize, place_in: usize) {
        self.blocks[number].live |= 1 << place_in;
        self.first = self.first.min(number);
        self.find_first();
        if let Some(today) = self.counted {
            self.add(number, today, u64::wrapping_add);
        }
    }
}

//! W1: M/M/1, first come first served, arrivals 0.9 and services 1 a day; a heap of two events and a ring of those who wait.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::{Waits, Xoshiro};

pub(crate) fn run(seed: u64, customers: u64) -> Waits {
    let mut random = Xoshiro::new(seed);
    let mut waits = Waits::new();
    // Times are positive, so their bits sort as they do. 0 is an arrival, 1 a completion.
    let mut events = BinaryHeap::from([Reverse((0_u64, 0_u8))]);
    let mut ring: VecDeque<f64> = VecDeque::new();
    let (mut arrived, mut busy) = (0, false);
    while let Some(Reverse((bits, kind))) = events.pop() {
        let now = f64::from_bits(bits);
        if kind == 0 {
            arrived += 1;
            ring.push_back(now);
            if arrived < customers {
                events.push(Reverse(((now + random.exponential() / 0.9).to_bits(), 0)));
            }
        } else {
            busy = false;
        }
        if !busy && let Some(start) = ring.pop_front() {
            waits.add(0, now - start);
            busy = true;
            events.push(Reverse(((now + random.exponential()).to_bits(), 1)));
        }
    }
    waits
}

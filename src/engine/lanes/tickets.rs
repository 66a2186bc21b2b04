//! Lanes whose people hold tickets by the time waited.

use std::sync::Arc;

use super::super::blocks::Blocks;
use super::{Lane, LaneSet, head};
use crate::discipline::{Curve, Drawn, Head, Waits};
use crate::people::Person;
use crate::time::Time;

impl LaneSet {
    /// The same with tickets by time waited: curve by curve, for each lane.
    pub(in super::super) fn with_tickets(mut self, curves: usize, curve: impl Fn(usize, usize) -> Arc<Curve>) -> Self {
        for (number, lane) in self.lanes.iter_mut().enumerate() {
            *lane = Lane::ByWait(Blocks::new((0..curves).map(|c| curve(c, number)).collect()));
        }
        self.totals = vec![0; curves * self.lanes.len()];
        self
    }

    /// Counts the tickets that people hold on a day.
    pub(in super::super) fn count_tickets(&mut self, today: i64) {
        let lanes = self.lanes.len();
        for (number, lane) in self.lanes.iter_mut().enumerate() {
            if let Lane::ByWait(blocks) = lane {
                blocks.count(today);
                blocks.totals().iter().enumerate().for_each(|(c, &total)| self.totals[c * lanes + number] = total);
            }
        }
    }

    /// Takes the holder of a ticket of this lane, on the day whose tickets were counted. The count is the caller's.
    pub(in super::super) fn pop_drawn(&mut self, lane: usize, drawn: Drawn) -> Person {
        let Lane::ByWait(blocks) = &mut self.lanes[lane] else { unreachable!("tickets are held in lanes by wait") };
        let person = blocks.take_drawn(drawn.curve, drawn.ticket);
        self.heads[lane] = blocks.first().map_or(Head::NONE, head);
        person
    }

    /// Somebody has left a lane whose people hold tickets. The count is the caller's.
    #[cold]
    pub(in super::super) fn cut(&mut self, lane: usize, person: &Person) {
        if let Lane::ByWait(blocks) = &mut self.lanes[lane] {
            blocks.cut(person);
            self.heads[lane] = blocks.first().map_or(Head::NONE, head);
        }
    }
}

impl Waits for LaneSet {
    fn fill(&self, latest: &[Time], totals: &mut [u64]) {
        let lanes = self.lanes.len();
        for (number, lane) in self.lanes.iter().enumerate() {
            if let Lane::ByWait(blocks) = lane {
                let curves = totals.iter_mut().skip(number).step_by(lanes);
                curves.enumerate().for_each(|(c, total)| *total = blocks.tickets_up_to(latest[number], c));
            }
        }
    }
}

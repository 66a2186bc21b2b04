//! Which of many stages has something to do next, found without asking all of them.

use super::Observer;
use super::patients::Arrivals;
use super::step::Work;
use crate::error::Stopped;
use crate::model::Capacity;
use crate::time::{NEVER, Time};

/// When each stage next has something to do of its own, and which of them something has just happened to.
#[derive(Debug)]
pub(super) struct Agenda {
    /// A tree over the stages: the root at 1, each the earlier of its two children, the stages last.
    tree: Vec<Time>,
    leaves: usize,
    /// Stages to look at, each once.
    active: Vec<usize>,
    is_active: Vec<bool>,
}

impl Agenda {
    pub(super) fn new(stages: usize) -> Self {
        let leaves = stages.next_power_of_two();
        Self { tree: vec![NEVER; 2 * leaves], leaves, active: Vec::new(), is_active: vec![false; stages] }
    }

    /// When the first of them has something to do.
    pub(super) fn next(&self) -> Time {
        self.tree[1]
    }

    /// A stage next has something to do at this time.
    fn set(&mut self, stage: usize, time: Time) {
        let mut node = self.leaves + stage;
        self.tree[node] = time;
        while node > 1 {
            node /= 2;
            self.tree[node] = self.tree[2 * node].min(self.tree[2 * node + 1]);
        }
    }

    /// Something happens to a stage.
    fn touch(&mut self, stage: usize) {
        if !self.is_active[stage] {
            self.is_active[stage] = true;
            self.active.push(stage);
        }
    }

    /// All stages that have something to do by now.
    fn touch_due(&mut self, now: Time, node: usize) {
        if self.tree[node] > now {
            return;
        }
        if node >= self.leaves {
            return self.touch(node - self.leaves);
        }
        self.touch_due(now, 2 * node);
        self.touch_due(now, 2 * node + 1);
    }
}

impl<O: Observer> Work<'_, O> {
    /// Asks every stage when it next has something to do.
    fn ask_all(&mut self, agenda: &mut Agenda) {
        for (stage, place) in self.places.iter().enumerate() {
            agenda.set(stage, place.next());
            agenda.touch(stage);
        }
    }

    /// The loop where there are many stages: only those are looked at to which something happens. A stage with
    /// a free server beside people who wait is always looked at, since its rule may have kept it free for a time.
    pub(super) fn advance_many(&mut self, arrivals: &mut Arrivals<'_>, until: Time) -> Result<(), Stopped> {
        let mut agenda = Agenda::new(self.places.len());
        self.ask_all(&mut agenda);
        loop {
            let next = self.next_with::<false>(arrivals, agenda.next());
            let now = if self.clock.started || !self.servers { next } else { 0 };
            if now >= until {
                break;
            }
            self.clock.strikes(now, self.ledger.service)?;
            agenda.touch_due(now, 1);
            agenda.active.sort_unstable();
            for &stage in &agenda.active {
                self.release::<false>(stage, now);
            }
            if self.validations.next() <= now {
                self.gather(now - 1);
                self.validate(arrivals, now)?;
                self.ask_all(&mut agenda);
            }
            self.gather(now);
            if self.transfers.next() <= now {
                self.arrive::<false>(arrivals, now - 1)?;
                agenda.touch(0);
                self.take_in_and(now, |stage| agenda.touch(stage));
                for &stage in &agenda.active {
                    self.places[stage].rejoin(&mut self.ledger);
                }
            }
            if arrivals.next_time() <= now {
                self.arrive::<false>(arrivals, now)?;
                agenda.touch(0);
            }
            agenda.active.sort_unstable();
            for &stage in &agenda.active {
                self.act::<false>(stage, now);
            }
            let mut active = std::mem::take(&mut agenda.active);
            active.retain(|&stage| {
                let place = &self.places[stage];
                agenda.set(stage, place.next());
                let stays =
                    place.free > 0 && place.waiting > 0 && matches!(place.stage.capacity, Capacity::Servers { .. });
                agenda.is_active[stage] = stays;
                stays
            });
            agenda.active = active;
        }
        self.gather(until - 1);
        if self.slotted { self.arrive::<false>(arrivals, until - 1) } else { Ok(()) }
    }
}

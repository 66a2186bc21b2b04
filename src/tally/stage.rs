//! What happens at each stage of a pathway.

use super::{CapacityTally, Histogram, Moments};
use crate::time::{DAY, Time};

/// One stage of a pathway.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageTally {
    /// By class.
    pub classes: Vec<StageClass>,
    /// Slots and servers.
    pub capacity: CapacityTally,
}

/// Those of one class at one stage, over the whole run if left out; clinical classes may change while people are there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageClass {
    /// Joined the stage, or were there at the start.
    pub entered: u64,
    /// Seen: attended an appointment that was not missed.
    pub seen: u64,
    /// Left the list from here, unseen.
    pub left: u64,
    /// Still here at the end.
    pub waiting: u64,
    /// Seen, and in service still at the end.
    pub in_service: u64,
    /// Seconds from joining the stage to being seen, of those seen after the warm-up.
    pub waited: Moments,
    /// Days of the same.
    pub waited_days: Histogram,
}

impl StageClass {
    /// Adds another count.
    pub fn merge(&mut self, other: &Self) {
        self.entered += other.entered;
        self.seen += other.seen;
        self.left += other.left;
        self.waiting += other.waiting;
        self.in_service += other.in_service;
        self.waited.merge(&other.waited);
        self.waited_days.merge(&other.waited_days);
    }
}

impl StageTally {
    /// An empty tally for this many classes.
    #[must_use]
    pub fn new(classes: usize) -> Self {
        Self { classes: vec![StageClass::default(); classes], capacity: CapacityTally::default() }
    }

    /// Someone is seen.
    #[inline]
    pub fn seen(&mut self, class: u16, waited: Time, counted: bool) {
        let class = &mut self.classes[class as usize];
        class.seen += 1;
        if counted {
            class.waited.add(waited);
            class.waited_days.add(waited.div_euclid(DAY));
        }
    }

    /// Adds another tally of the same classes.
    pub fn merge(&mut self, other: &Self) {
        self.classes.iter_mut().zip(&other.classes).for_each(|(mine, theirs)| mine.merge(theirs));
        self.capacity.merge(&other.capacity);
    }

    /// In = out, as integers, over all classes.
    #[must_use]
    pub fn balances(&self) -> bool {
        self.classes.iter().map(|c| c.entered).sum::<u64>()
            == self.classes.iter().map(|c| c.seen + c.left + c.waiting).sum::<u64>()
    }
}

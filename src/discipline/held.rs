//! Slots that a rule holds for some.

use super::Lanes;

/// Slots of each session that are for some alone. They are given before the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Millionths of all slots.
    pub share: i64,
    /// Millionths of a slot of each session.
    pub slots: i64,
    /// Whether they are for the people of a lane.
    pub lanes: Vec<bool>,
}

impl Held {
    /// The part of all slots.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.share as f64 / 1e6
    }

    /// Slots of each session.
    #[must_use]
    pub fn each_session(&self) -> f64 {
        self.slots as f64 / 1e6
    }

    /// Whether they are for people of a class, who are in these lanes.
    #[must_use]
    pub fn is_for(&self, lanes: &Lanes, class: usize) -> bool {
        class < lanes.classes() && self.lanes[lanes.lane(class, 0)]
    }
}

//! Who is in service, or between two stages, at the start; and servers whose number changes.

use crate::distributions::Dist;
use crate::population::Thresholds;
use crate::time::Time;

/// So many servers from an instant on. Where there are fewer than before, those at work finish the service they are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Staff {
    /// From when, in seconds, above 0.
    pub from: Time,
    /// How many servers.
    pub count: u32,
}

/// People who are in service at the start, pass a stage that only takes time, or are on the way to the next stage. They were called
/// before the start, so they wait for nothing here.
#[derive(Clone, Debug, PartialEq)]
pub struct Inside {
    /// How many people, as simulated.
    pub count: u32,
    /// Where they are.
    pub place: InsidePlace,
    /// Law of the time that is left, in seconds; none: what is left, at a random moment, of the law of the stage or of the way.
    pub remaining: Option<Dist>,
    /// Law of the wait so far from the clock start, in seconds; none: the part of the law of the stage or of the way that has passed.
    pub wait: Option<Dist>,
    /// Thresholds of the urgency, by group; a single row serves all groups.
    pub urgency: Vec<Thresholds>,
    /// Whether their clock has stopped already.
    pub stopped: bool,
}

/// Where a person who does not wait is at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InsidePlace {
    /// In service, or passing the stage.
    Stage,
    /// On the way to the next stage after this outcome, by number.
    Way(usize),
}

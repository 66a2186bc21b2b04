//! How official figures count a wait where some events restart or pause its clock, and people who are away for a while. Nothing of the
//! official clock changes what happens to anybody: it is a second reading of the same wait.

use super::{Chance, Service};
use crate::distributions::Dist;

/// What the official clock does after an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClockRule {
    /// It runs on, as the true one.
    #[default]
    Runs,
    /// It starts again from zero on that day.
    Restarts,
    /// It starts again from zero on the day on which the person is back on the list.
    RestartsWhenBack,
    /// It stops until the person is back on the list.
    Pauses,
}

/// The rules of an official clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OfficialClock {
    /// After a missed appointment that is made again.
    pub missed: ClockRule,
    /// After an appointment that the person cancels in time.
    pub cancelled: ClockRule,
    /// After an offer that the person declines.
    pub declined: ClockRule,
    /// While a person is unavailable.
    pub unavailable: ClockRule,
    /// A clock restarts at most so many times; none: as often as it happens.
    pub most_restarts: Option<u32>,
}

/// People who are called and are unavailable for a while.
#[derive(Clone, Debug, PartialEq)]
pub struct Unavailable {
    /// Probability at each call, by class.
    pub chances: Vec<Chance>,
    /// Time until a person who is unavailable is back on the list, in seconds.
    pub time: Dist,
}

impl Service {
    /// Whether official figures may count the waits of this list otherwise than they are.
    #[must_use]
    pub fn has_official_clock(&self) -> bool {
        self.stages.iter().any(|s| s.official.is_some())
    }
}

//! A stay on the list: from when, under which class and target.

use crate::time::Time;

/// One person's time on the list, as the tally needs it.
#[derive(Clone, Copy, Debug)]
pub struct Stay {
    /// True group x urgency.
    pub class: u16,
    /// Clock start.
    pub clock_start: Time,
    /// Whether the person was on the list at the start.
    pub today: bool,
    /// Calendar days beyond which the wait is a breach.
    pub target_days: i64,
}

impl Stay {
    /// When the person came onto the simulated list.
    #[inline]
    #[must_use]
    pub const fn joined(&self) -> Time {
        if self.today { 0 } else { self.clock_start }
    }
}

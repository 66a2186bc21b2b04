//! In what order a lane is kept.

/// The order inside a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Earliest seniority first (the clock start, unless sent to the back of the queue); ties: older clock start, then lower number.
    Seniority,
    /// Latest to join first.
    Newest,
    /// Lowest personal key first; ties by seniority.
    Key(PersonKey),
    /// A fresh uniform pick among the living at every decision.
    Random,
    /// By tickets that go by the time waited, drawn at every decision, where the rule draws one; else earliest seniority first.
    ByWait,
}

impl Order {
    /// Whether a lane is put in order by what people are, so that it matters to nobody who joins first of those who do at an instant.
    #[inline]
    #[must_use]
    pub const fn is_kept(self) -> bool {
        matches!(self, Order::Seniority | Order::Key(_) | Order::ByWait)
    }
}

/// What a personal key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonKey {
    /// The service time of the next attempt, known before it starts.
    ServiceTime,
    /// A clinical score uniform between 0 and 1, highest first.
    HighestScore,
}

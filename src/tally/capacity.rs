//! What became of slots and servers.

/// Slots and servers of one service, after the warm-up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CapacityTally {
    /// Slots released and not withdrawn.
    pub offered: u64,
    /// Slots of lost sessions.
    pub lost: u64,
    /// Slots booked.
    pub booked: u64,
    /// Booked and attended.
    pub attended: u64,
    /// Of the unused slots, those kept for people of whom none waited.
    pub reserved_unused: u64,
    /// Of the slots offered, those of a surge.
    pub surge: u64,
    /// Appointments kept at another provider.
    pub outside: u64,
    /// Slots (minutes) of cases cancelled on the day because the session ran late.
    pub cancelled_late: u64,
    /// Seconds of overtime of sessions.
    pub overtime: u64,
    /// Seconds of servers at work, up to the horizon.
    pub busy: i128,
    /// Seconds that servers were open, up to the horizon.
    pub open: i128,
}

impl CapacityTally {
    /// Adds another tally.
    pub fn merge(&mut self, other: &Self) {
        self.offered += other.offered;
        self.lost += other.lost;
        self.booked += other.booked;
        self.attended += other.attended;
        self.reserved_unused += other.reserved_unused;
        self.surge += other.surge;
        self.outside += other.outside;
        self.cancelled_late += other.cancelled_late;
        self.overtime += other.overtime;
        self.busy += other.busy;
        self.open += other.open;
    }

    /// Booked and missed.
    #[must_use]
    pub fn dna_lost(&self) -> u64 {
        self.booked - self.attended - self.cancelled_late
    }

    /// Offered and not booked; none where sessions are overbooked.
    #[must_use]
    pub fn unused(&self) -> u64 {
        self.offered.saturating_sub(self.booked)
    }
}

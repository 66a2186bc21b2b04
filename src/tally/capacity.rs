//! What became of slots and servers.

/// Slots and servers of one service, after the warm-up. Appointments are counted everywhere; slots where sessions have slots, and
/// minutes where they are made up of cases that take time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CapacityTally {
    /// Slots released and not withdrawn; at another provider those that are booked.
    pub offered: u64,
    /// Slots of lost sessions.
    pub lost: u64,
    /// Appointments booked.
    pub booked: u64,
    /// Booked and attended.
    pub attended: u64,
    /// Offered and not booked, session by session: what one has too many does not fill what another has too few.
    pub unused: u64,
    /// Of the unused slots (or minutes), those kept for people who did not wait.
    pub reserved_unused: u64,
    /// Of the slots (or minutes) offered, those of a surge.
    pub surge: u64,
    /// Appointments kept at another provider.
    pub outside: u64,
    /// Of the slots and minutes offered and lost, those of another provider.
    pub elsewhere: u64,
    /// Appointments cancelled on the day because the session ran late.
    pub cancelled_late: u64,
    /// Minutes released for cases that take time, and not withdrawn; at another provider those that are planned.
    pub minutes: u64,
    /// Such minutes of lost sessions.
    pub minutes_lost: u64,
    /// Seconds planned for the cases that were done.
    pub seconds_used: u64,
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
        self.unused += other.unused;
        self.reserved_unused += other.reserved_unused;
        self.surge += other.surge;
        self.outside += other.outside;
        self.elsewhere += other.elsewhere;
        self.cancelled_late += other.cancelled_late;
        self.minutes += other.minutes;
        self.minutes_lost += other.minutes_lost;
        self.seconds_used += other.seconds_used;
        self.overtime += other.overtime;
        self.busy += other.busy;
        self.open += other.open;
    }

    /// A session is held: its slots, who was booked and who came. Another provider offers what is booked, and no slot stays empty.
    pub fn offers(&mut self, slots: u64, booked: u64, attended: u64, outside: bool) {
        let slots = if outside { slots.min(booked) } else { slots };
        self.offered += slots;
        self.booked += booked;
        self.attended += attended;
        self.unused += slots.saturating_sub(booked);
        if outside {
            self.outside += attended;
            self.elsewhere += slots;
        }
    }

    /// A session is lost: so many slots, or minutes for cases that take time.
    pub fn loses(&mut self, slots: u32, minutes: bool, outside: bool) {
        *(if minutes { &mut self.minutes_lost } else { &mut self.lost }) += u64::from(slots);
        if outside {
            self.elsewhere += u64::from(slots);
        }
    }

    /// Slots, and minutes of sessions of cases, that the service has of its own: offered, or lost with their session.
    #[must_use]
    pub fn own(&self) -> u64 {
        self.offered + self.lost + self.minutes + self.minutes_lost - self.elsewhere
    }

    /// Booked and missed.
    #[must_use]
    pub fn dna_lost(&self) -> u64 {
        self.booked - self.attended - self.cancelled_late
    }
}

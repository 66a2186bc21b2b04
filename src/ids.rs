//! Who a person is to the generator: the source, the week and the index, packed with the count of missed appointments.

/// Where a person comes from. The order breaks ties between people with the same clock start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Source {
    /// Already on the list at the start.
    Today = 0,
    /// Referred while the simulation runs.
    Referral = 1,
    /// One listed referral, `[[service.extra]]`.
    Extra = 2,
}

impl Source {
    /// All sources, in order.
    pub const ALL: [Source; 3] = [Source::Today, Source::Referral, Source::Extra];

    /// The word used in files and in the names of generator spaces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Source::Today => "today",
            Source::Referral => "referral",
            Source::Extra => "extra",
        }
    }
}

/// Source (2 bits), week (22 bits), index in the week (32 bits) and missed appointments (8 bits).
///
/// The order of two identifiers is the order of (source, week, index).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(u64);

/// Largest week that fits.
pub const MAX_WEEK: u64 = (1 << 22) - 1;

impl PersonId {
    /// Packs source, week and index.
    ///
    /// # Panics
    /// In debug builds, where the week does not fit; the scenario's check refuses such horizons.
    #[inline]
    #[must_use]
    pub fn new(source: Source, week: u64, index: u32) -> Self {
        debug_assert!(week <= MAX_WEEK);
        Self(((source as u64) << 62) | (week << 40) | (u64::from(index) << 8))
    }

    /// Where the person comes from.
    #[inline]
    #[must_use]
    pub const fn source(self) -> Source {
        match self.0 >> 62 {
            0 => Source::Today,
            1 => Source::Referral,
            _ => Source::Extra,
        }
    }

    /// Week of the referral; 0 for the other sources.
    #[inline]
    #[must_use]
    pub const fn week(self) -> u64 {
        (self.0 >> 40) & MAX_WEEK
    }

    /// Index in the week, or on the list.
    #[inline]
    #[must_use]
    pub const fn index(self) -> u32 {
        (self.0 >> 8) as u32
    }

    /// The entity number of the generator: week in the upper half, index in the lower.
    #[inline]
    #[must_use]
    pub const fn entity(self) -> u64 {
        (self.week() << 32) | self.index() as u64
    }

    /// Appointments missed so far (at most 255).
    #[inline]
    #[must_use]
    pub const fn missed(self) -> u8 {
        self.0 as u8
    }

    /// The same person after one more missed appointment.
    #[inline]
    #[must_use]
    pub const fn after_a_miss(self) -> Self {
        if self.missed() == u8::MAX { self } else { Self(self.0 + 1) }
    }

    /// The person without the count: what ties are broken by.
    #[inline]
    #[must_use]
    pub const fn order(self) -> u64 {
        self.0 >> 8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_back_and_misses_do_not_touch_them() {
        let p = PersonId::new(Source::Referral, MAX_WEEK, u32::MAX);
        let q = (0..300).fold(p, |p, _| p.after_a_miss());
        assert_eq!((q.source(), q.week(), q.index(), q.missed()), (Source::Referral, MAX_WEEK, u32::MAX, 255));
        assert_eq!(p.order(), q.order());
        assert!(PersonId::new(Source::Today, 9, 9).order() < PersonId::new(Source::Referral, 0, 0).order());
    }
}

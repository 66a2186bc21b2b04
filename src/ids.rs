//! A person's number for the random generator: source, week and index, packed with the count of missed appointments.

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
    /// Referred on from another service while the simulation runs.
    Onward = 3,
}

impl Source {
    /// All sources, in order.
    pub const ALL: [Source; 4] = [Source::Today, Source::Referral, Source::Extra, Source::Onward];
    /// Those that are a service's own: a person who is referred on came from one of them to another service.
    pub const OWN: [Source; 3] = [Source::Today, Source::Referral, Source::Extra];

    /// The word used in files and in the names of generator spaces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Source::Today => "today",
            Source::Referral => "referral",
            Source::Extra => "extra",
            Source::Onward => "onward",
        }
    }
}

/// Why a person's state changes next: what the deadline in the record is the end of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Cause {
    /// Patience runs out.
    Removal = 0,
    /// Death.
    Death = 1,
    /// Admission as an emergency.
    Emergency = 2,
    /// Treatment paid for elsewhere.
    Private = 3,
    /// Another clinical class.
    Change = 4,
}

/// Source (2 bits), week (20; of somebody referred on: link, 8, and week, 12), index in the week (28), then what the person has behind:
/// visits and missed appointments (the attempt, 8; who has 255 or more behind has the rest of them counted by the engine), missed appointments (2), whether the clock has stopped (1), and why the state
/// changes next (3).
///
/// The order of two identifiers is the order of (source, link, week, index).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(u64);

/// Largest week that fits.
pub const MAX_WEEK: u64 = (1 << 20) - 1;
/// Largest week, at the service where they came from, of those who are referred on.
pub const MAX_ONWARD_WEEK: u64 = (1 << 12) - 1;
/// Most links: the pairs of a service and a source where those who are referred on to a service came from.
pub const MAX_LINKS: usize = 1 << 8;
/// Largest index in a week, or on the list, that fits.
pub const MAX_INDEX: u32 = (1 << 28) - 1;

const SOURCE_AT: u32 = 62;
const WEEK_AT: u32 = 42;
const LINK_AT: u32 = 54;
const INDEX_AT: u32 = 14;
const ATTEMPT_AT: u32 = 6;
const MISSED_AT: u32 = 4;
const STOPPED: u64 = 1 << 3;
const CAUSE: u64 = 7;
/// Most missed appointments that are told apart.
const MOST_MISSED: u64 = 3;

impl PersonId {
    /// Packs source, week and index.
    ///
    /// # Panics
    /// In debug builds, where the week or the index does not fit; the scenario's check refuses such sizes.
    #[inline]
    #[must_use]
    pub fn new(source: Source, week: u64, index: u32) -> Self {
        debug_assert!(week <= MAX_WEEK && index <= MAX_INDEX);
        Self(((source as u64) << SOURCE_AT) | (week << WEEK_AT) | (u64::from(index) << INDEX_AT))
    }

    /// A person who is referred on: by what link, and the week and index where they came from, which they keep wherever they are
    /// referred on to.
    ///
    /// # Panics
    /// In debug builds, where one of them does not fit; the scenario's check refuses such sizes.
    #[must_use]
    pub fn onward(link: usize, week: u64, index: u32) -> Self {
        debug_assert!(link < MAX_LINKS && week <= MAX_ONWARD_WEEK);
        Self::new(Source::Onward, ((link as u64) << (LINK_AT - WEEK_AT)) | week, index)
    }

    /// Where the person comes from.
    #[inline]
    #[must_use]
    pub const fn source(self) -> Source {
        match self.0 >> SOURCE_AT {
            0 => Source::Today,
            1 => Source::Referral,
            2 => Source::Extra,
            _ => Source::Onward,
        }
    }

    /// Week of the referral, for those who are referred on that of their first one; 0 for the other sources.
    #[inline]
    #[must_use]
    pub const fn week(self) -> u64 {
        (self.0 >> WEEK_AT) & (if self.0 >> SOURCE_AT == Source::Onward as u64 { MAX_ONWARD_WEEK } else { MAX_WEEK })
    }

    /// The number of the link by which somebody is referred on.
    #[inline]
    #[must_use]
    pub const fn link(self) -> usize {
        ((self.0 >> LINK_AT) as usize) & (MAX_LINKS - 1)
    }

    /// Index in the week, or on the list.
    #[inline]
    #[must_use]
    pub const fn index(self) -> u32 {
        ((self.0 >> INDEX_AT) as u32) & MAX_INDEX
    }

    /// The entity number of the generator: week in the upper half, index in the lower. The space tells links apart, as it does
    /// sources.
    #[inline]
    #[must_use]
    pub const fn entity(self) -> u64 {
        (self.week() << 32) | self.index() as u64
    }

    /// The same of a person who is not referred on, in fewer steps.
    #[inline]
    #[must_use]
    pub(crate) const fn own_entity(self) -> u64 {
        (((self.0 >> WEEK_AT) & MAX_WEEK) << 32) | self.index() as u64
    }

    /// The most visits that the record counts; of those beyond, the engine keeps the number beside it.
    pub const MOST_ATTEMPTS: u8 = u8::MAX;

    /// Visits, missed appointments and changes of state so far (255 stands for 255 and more): the attempt of the generator.
    #[inline]
    #[must_use]
    pub const fn attempt(self) -> u8 {
        (self.0 >> ATTEMPT_AT) as u8
    }

    /// Appointments missed so far; 3 stands for 3 and more.
    #[inline]
    #[must_use]
    pub const fn missed(self) -> u8 {
        ((self.0 >> MISSED_AT) & MOST_MISSED) as u8
    }

    /// The same person after one more visit or change of state.
    #[inline]
    #[must_use]
    pub const fn next_attempt(self) -> Self {
        if self.attempt() == u8::MAX { self } else { Self(self.0 + (1 << ATTEMPT_AT)) }
    }

    /// The same person after one more missed appointment.
    #[inline]
    #[must_use]
    pub const fn after_a_miss(self) -> Self {
        let next = self.next_attempt();
        if (next.0 >> MISSED_AT) & MOST_MISSED == MOST_MISSED { next } else { Self(next.0 + (1 << MISSED_AT)) }
    }

    /// Whether the clock has stopped: the person comes for follow-up and is on no waiting list.
    #[inline]
    #[must_use]
    pub const fn stopped(self) -> bool {
        self.0 & STOPPED != 0
    }

    /// The same person when the clock has stopped.
    #[inline]
    #[must_use]
    pub const fn stop(self) -> Self {
        Self(self.0 | STOPPED)
    }

    /// Why the state changes at the deadline.
    #[inline]
    #[must_use]
    pub const fn cause(self) -> Cause {
        match self.0 & CAUSE {
            0 => Cause::Removal,
            1 => Cause::Death,
            2 => Cause::Emergency,
            3 => Cause::Private,
            _ => Cause::Change,
        }
    }

    /// The same person with another reason of the next change.
    #[inline]
    #[must_use]
    pub const fn because(self, cause: Cause) -> Self {
        Self((self.0 & !CAUSE) | cause as u64)
    }

    /// The same person with nothing behind.
    #[inline]
    #[must_use]
    pub const fn afresh(self) -> Self {
        Self(self.0 >> INDEX_AT << INDEX_AT)
    }

    /// How many of the upper bits of [`PersonId::order`] are always 0.
    pub(crate) const FREE_ABOVE_ORDER: u32 = INDEX_AT;

    /// The person without what is behind: what ties are broken by.
    #[inline]
    #[must_use]
    pub const fn order(self) -> u64 {
        self.0 >> INDEX_AT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_back_and_what_happens_does_not_touch_them() {
        let p = PersonId::new(Source::Referral, MAX_WEEK, MAX_INDEX);
        let q = (0..300).fold(p, |p, _| p.after_a_miss());
        assert_eq!((q.source(), q.week(), q.index()), (Source::Referral, MAX_WEEK, MAX_INDEX));
        assert_eq!((q.attempt(), q.missed(), q.stopped(), q.cause()), (255, 3, false, Cause::Removal));
        let r = p.next_attempt().after_a_miss().stop().because(Cause::Change);
        assert_eq!((r.attempt(), r.missed(), r.stopped(), r.cause()), (2, 1, true, Cause::Change));
        assert_eq!(r.because(Cause::Death).cause(), Cause::Death);
        assert_eq!((p.order(), p.entity()), (r.order(), r.entity()));
        assert!(PersonId::new(Source::Today, 9, 9).order() < PersonId::new(Source::Referral, 0, 0).order());
        assert_eq!(r.afresh(), p);
    }

    #[test]
    fn who_is_referred_on_keeps_week_and_index() {
        for link in [0, 1, MAX_LINKS - 1] {
            let p = PersonId::onward(link, MAX_ONWARD_WEEK, MAX_INDEX).after_a_miss();
            assert_eq!((p.source(), p.link(), p.week(), p.index()), (Source::Onward, link, MAX_ONWARD_WEEK, MAX_INDEX));
            let root = PersonId::new(Source::Referral, MAX_ONWARD_WEEK, MAX_INDEX);
            assert_eq!(p.entity(), root.entity());
            assert!(root.order() < p.order());
        }
        assert!(PersonId::onward(0, 9, 9).order() < PersonId::onward(1, 0, 0).order());
    }
}

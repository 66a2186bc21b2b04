//! What a discipline sees at a decision, and what it answers.

use std::fmt::Debug;

use crate::time::{NEVER, Time};

/// The first person of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// From when the person counts in the order: the clock start, unless sent to the back of the queue.
    pub seniority: Time,
    /// The clock start.
    pub clock_start: Time,
    /// Source and number, which break the last tie.
    pub number: u64,
}

impl Head {
    /// The head of an empty lane.
    pub const NONE: Head = Head { seniority: NEVER, clock_start: NEVER, number: u64::MAX };

    /// Whether the lane is empty.
    #[inline]
    #[must_use]
    pub const fn is_none(&self) -> bool {
        self.number == u64::MAX
    }

    /// Seconds waited, from seniority.
    #[inline]
    #[must_use]
    pub const fn waited(&self, now: Time) -> Time {
        now - self.seniority
    }

    /// The order of people: seniority, clock start, number.
    #[inline]
    #[must_use]
    pub const fn key(&self) -> (Time, Time, u64) {
        (self.seniority, self.clock_start, self.number)
    }

    /// The order that breaks a tie of scores: clock start, number.
    #[inline]
    #[must_use]
    pub const fn tie(&self) -> (Time, u64) {
        (self.clock_start, self.number)
    }
}

/// What a ranker sees at a decision.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// Now.
    pub now: Time,
    /// Which slot of the session this is, from 0; 0 for a server.
    pub slot: u32,
    /// The first person of each lane.
    pub heads: &'a [Head],
    /// How many people are in each lane; exact only where [`super::Discipline::reads_counts`].
    pub counts: &'a [u32],
    /// How many people this stage has called before.
    pub calls: u64,
    /// The luck of this decision, and what there is to draw from, the same however often the pick is asked again; [`Lot::NONE`] unless
    /// [`super::Discipline::draws_lots`] or people hold tickets by the time waited.
    pub lot: &'a Lot<'a>,
    /// Who has been called so far, by lane; empty unless [`super::Discipline::reads_seen`].
    pub seen: &'a [Seen],
}

/// The luck of a decision, and the tickets of those who wait.
#[derive(Clone, Copy, Debug)]
pub struct Lot<'a> {
    /// A uniform word, by the count of decisions; 0 unless [`super::Discipline::draws_lots`].
    pub word: u64,
    /// A uniform word, by session and slot, so that it is the same where a list has gone another way; 0 unless people hold tickets.
    pub by_slot: u64,
    /// The tickets by time waited of all who wait in each lane, curve by curve; empty unless [`super::Discipline::curves`].
    pub totals: &'a [u64],
    /// Who to ask for the tickets of those alone who have waited longest.
    pub waits: Option<&'a dyn Waits>,
}

impl Lot<'_> {
    /// No luck.
    pub const NONE: Lot<'static> = Lot { word: 0, by_slot: 0, totals: &[], waits: None };
}

/// Who knows when those who wait began to.
pub trait Waits: Debug {
    /// The tickets of those in each lane whose seniority is at most this, curve by curve.
    fn fill(&self, latest: &[Time], totals: &mut [u64]);
}

/// A ticket that was drawn: its curve, and its place among the tickets of all in the lane, the longest wait first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The curve by which tickets were counted.
    pub curve: usize,
    /// The place of the ticket, from 0.
    pub ticket: u64,
    /// Where only those could be drawn whose seniority is at most this; it is then a place among their tickets, which come first.
    pub latest: Option<Time>,
}

/// Who has been called from a lane so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// How many people.
    pub calls: u64,
    /// What they had waited since their clock start when they were called, in seconds, together.
    pub waited: i128,
}

impl<'a> View<'a> {
    /// A view of lanes where nobody has been called yet, without luck.
    #[must_use]
    pub const fn new(now: Time, slot: u32, heads: &'a [Head], counts: &'a [u32]) -> Self {
        Self { now, slot, heads, counts, calls: 0, lot: &Lot::NONE, seen: &[] }
    }

    /// The lane with the highest score; ties go to the older clock start, then the lower number.
    #[inline]
    pub fn highest(&self, mut score: impl FnMut(usize, &Head) -> i128) -> Pick {
        let mut best: Option<(i128, usize)> = None;
        for (lane, head) in self.heads.iter().enumerate() {
            if head.is_none() {
                continue;
            }
            let s = score(lane, head);
            let better = match best {
                None => true,
                Some((top, at)) => s > top || (s == top && head.tie() < self.heads[at].tie()),
            };
            if better {
                best = Some((s, lane));
            }
        }
        best.map_or(Pick::Nobody, |(_, lane)| Pick::Lane(lane))
    }

    /// The first lane with anybody in it.
    #[inline]
    #[must_use]
    pub fn first(&self) -> Pick {
        self.heads.iter().position(|h| !h.is_none()).map_or(Pick::Nobody, Pick::Lane)
    }
}

/// A decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The first person of this lane.
    Lane(usize),
    /// This slot is kept for people, and none of them waits: it stays unused, the next one is decided again.
    KeepFree,
    /// Nobody may be seen: the session or the server rests.
    Nobody,
}

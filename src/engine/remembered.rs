//! Luck that is kept until it is asked for again, and what it was of.

use crate::ids::PersonId;
use crate::rng::Space;
use crate::time::Time;

/// The words of the appointment that was asked about last. They hang on nothing but the stage, and the person with the visits so far.
#[derive(Debug, Default)]
pub(super) struct AppointmentWords {
    pub(super) of: Option<(Space, PersonId)>,
    pub(super) words: [u64; 4],
}

/// What the luck of the last lot was of.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Asked {
    /// The session that a booking office fills before it is held, where it does so.
    pub(super) session: Option<Time>,
    pub(super) entity: u64,
    pub(super) slot: u32,
    /// How many have been called for it before.
    pub(super) times: u32,
}

/// Bits of the seconds between a call and its session.
const LEAD: u32 = 31;

impl Asked {
    /// A lot is drawn for a slot.
    pub(super) fn turns_to(&mut self, now: Time, slot: u32) {
        let session = self.session.unwrap_or(now);
        let lead = ((session - now).max(0) as u64).min((1 << LEAD) - 1);
        let entity = ((session as u64) << LEAD) | lead;
        if (entity, slot) != (self.entity, self.slot) {
            (self.entity, self.slot, self.times) = (entity, slot, 0);
        }
    }
}

/// The luck of some decisions to come at a stage that picks people at random. A pick from anywhere in a long list waits for memory;
/// so those who will be picked unless the list changes are looked at together, and the processor fetches them side by side.
#[derive(Debug)]
pub(super) struct Ahead {
    /// The number of the first of these decisions.
    pub(super) first: u64,
    pub(super) words: [u64; Self::MANY],
}

impl Ahead {
    pub(super) const MANY: usize = 16;
    /// Lists shorter than this lie in the caches.
    pub(super) const LONG: usize = 1 << 14;

    pub(super) const NONE: Self = Self { first: u64::MAX - Self::MANY as u64, words: [0; Self::MANY] };
}

//! A check that no draw is used for two different things, in builds with debug assertions; nothing in others.

use crate::ids::PersonId;
use crate::model::PersonSpaces;
use crate::rng::{Purpose, Space};

/// What has been drawn in this part, up to a limit that keeps the check cheap.
#[derive(Debug, Default)]
pub(super) struct DrawCheck {
    #[cfg(debug_assertions)]
    seen: std::collections::BTreeSet<(u64, u64, u32, u32, usize)>,
    /// Those whose time on the list has ended, or the run before it.
    #[cfg(debug_assertions)]
    ended: std::collections::BTreeSet<u64>,
}

/// Draws that are remembered.
#[cfg(debug_assertions)]
const LIMIT: usize = 1 << 14;

impl DrawCheck {
    /// A draw is about to be used.
    ///
    /// # Panics
    /// In builds with debug assertions, where it has been used before.
    #[inline]
    pub(super) fn claim(&mut self, space: Space, entity: u64, purpose: Purpose, attempt: u32) {
        self.claim_of(space, entity, purpose, attempt, 0);
    }

    /// One of several words of a draw is about to be used.
    ///
    /// # Panics
    /// In builds with debug assertions, where it has been used before.
    pub(super) fn claim_nth(&mut self, space: Space, entity: u64, purpose: Purpose, attempt: u32, word: usize) {
        self.claim_of(space, entity, purpose, attempt, word);
    }

    #[inline]
    fn claim_of(&mut self, _space: Space, _entity: u64, _purpose: Purpose, _attempt: u32, _word: usize) {
        #[cfg(debug_assertions)]
        if self.seen.len() < LIMIT {
            let new = self.seen.insert((_space.0, _entity, _purpose as u32, _attempt, _word));
            let of = _space.0;
            assert!(
                new,
                "entity {_entity} of space {of:x}: {_purpose:?}, attempt {_attempt}, word {_word}, is drawn twice"
            );
        }
    }

    /// A person's time on the list ends, or the run ends before it.
    ///
    /// # Panics
    /// In builds with debug assertions, where it has ended before.
    #[inline]
    pub(super) fn claim_end(&mut self, _id: PersonId) {
        #[cfg(debug_assertions)]
        if self.ended.len() < LIMIT {
            assert!(self.ended.insert(_id.order()), "{_id:?} is told twice to have left, or to wait");
        }
    }

    /// A draw of a person's current attempt. Attempts beyond the last that a record counts are not looked at.
    #[inline]
    pub(super) fn claim_attempt(&mut self, spaces: &PersonSpaces, id: PersonId, purpose: Purpose) {
        self.claim_word(spaces, id, purpose, 0);
    }

    /// The same of one of the words of a block that are for different things.
    #[inline]
    pub(super) fn claim_word(&mut self, spaces: &PersonSpaces, id: PersonId, purpose: Purpose, word: usize) {
        // Not even looked up in other builds.
        if cfg!(debug_assertions) && id.attempt() < u8::MAX {
            let (space, entity) = spaces.of(id);
            self.claim_of(space, entity, purpose, u32::from(id.attempt()), word);
        }
    }
}

#[cfg(all(test, debug_assertions))]
mod tests {
    use super::*;
    use crate::ids::Source;

    #[test]
    #[should_panic(expected = "Appointment, attempt 1, word 0, is drawn twice")]
    fn a_draw_used_twice_is_found() {
        let spaces = crate::model::Spaces::new("a").person;
        let first = PersonId::new(Source::Today, 0, 7);
        let mut draw_check = DrawCheck::default();
        draw_check.claim_attempt(&spaces, first, Purpose::Appointment);
        draw_check.claim_attempt(&spaces, first.after_a_miss(), Purpose::Appointment);
        draw_check.claim_attempt(&spaces, first.after_a_miss(), Purpose::Rebooking);
        draw_check.claim_word(&spaces, first.after_a_miss(), Purpose::Appointment, 1);
        draw_check.claim_attempt(&spaces, first.after_a_miss(), Purpose::Appointment);
    }
}

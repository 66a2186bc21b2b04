//! A check that no draw is used for two different things, in builds with debug assertions; nothing in others.

use crate::ids::PersonId;
use crate::model::PersonSpaces;
use crate::rng::{Purpose, Space};

/// What has been drawn in this part, up to a limit that keeps the check cheap.
#[derive(Debug, Default)]
pub(super) struct DrawCheck {
    #[cfg(debug_assertions)]
    seen: Seen,
    /// Those whose time on the list has ended, or the run before it.
    #[cfg(debug_assertions)]
    ended: Seen,
}

/// Draws that are remembered.
#[cfg(debug_assertions)]
const LIMIT: usize = 1 << 12;

/// Whether an entity is looked at: one in four is, with all of its draws. A mistake is one of many people, and to look at all of them takes
/// a twentieth of the time of the tests.
#[cfg(debug_assertions)]
const fn looked_at(entity: u64) -> bool {
    entity.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 62 == 0
}

/// Keys that were seen, each as one number: a tree would take as long as what is checked. Of so few keys two that differ have one number
/// once in 100,000 million parts.
#[cfg(debug_assertions)]
#[derive(Debug, Default)]
struct Seen {
    /// Each number lies at the place that its low bits say, or after it; 0 is a free place. None or a power of two of them, half of them free.
    places: Vec<u64>,
    count: usize,
}

#[cfg(debug_assertions)]
impl Seen {
    /// Whether the key is new.
    fn insert<const N: usize>(&mut self, key: [u64; N]) -> bool {
        if 2 * self.count >= self.places.len() {
            let larger = vec![0; (2 * self.places.len()).max(64)];
            for old in std::mem::replace(&mut self.places, larger).into_iter().filter(|old| *old > 0) {
                let at = self.place(old);
                self.places[at] = old;
            }
        }
        let number = key.iter().fold(0_u64, |sum, part| {
            let mixed = (sum ^ part).wrapping_add(0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed ^ (mixed >> 31)
        });
        let number = number.max(1);
        let at = self.place(number);
        let new = self.places[at] == 0;
        if new {
            self.places[at] = number;
            self.count += 1;
        }
        new
    }

    /// Where the number is, or the free place where it belongs.
    fn place(&self, number: u64) -> usize {
        let last = self.places.len() - 1;
        let mut at = number as usize & last;
        while self.places[at] != 0 && self.places[at] != number {
            at = (at + 1) & last;
        }
        at
    }
}

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
        if looked_at(_entity) && self.seen.count < LIMIT {
            // Purposes and words are few.
            let what = u64::from(_purpose as u32) << 40 | u64::from(_attempt) << 8 | _word as u64;
            let new = self.seen.insert([_space.0, _entity, what]);
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
        if looked_at(_id.order()) && self.ended.count < LIMIT {
            assert!(self.ended.insert([_id.order()]), "{_id:?} is told twice to have left, or to wait");
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
        let person = |number| PersonId::new(Source::Today, 0, number);
        let first = (0..).map(person).find(|id| looked_at(spaces.of(*id).1)).expect("one in four is");
        let mut draw_check = DrawCheck::default();
        draw_check.claim_attempt(&spaces, first, Purpose::Appointment);
        draw_check.claim_attempt(&spaces, first.after_a_miss(), Purpose::Appointment);
        draw_check.claim_attempt(&spaces, first.after_a_miss(), Purpose::Rebooking);
        draw_check.claim_word(&spaces, first.after_a_miss(), Purpose::Appointment, 1);
        draw_check.claim_attempt(&spaces, first.after_a_miss(), Purpose::Appointment);
    }

    #[test]
    fn one_entity_in_four_is_looked_at() {
        for start in [0, 1 << 20, 1 << 40, u64::MAX - 4000] {
            let many = (start..start + 4000).filter(|n| looked_at(*n)).count();
            assert!((990..=1010).contains(&many), "{start}: {many}");
        }
    }

    /// Keys that differ in one bit, or in one part only, are different; each is known again.
    #[test]
    fn what_was_seen_is_known_and_nothing_else() {
        let mut seen = Seen::default();
        let keys = (0..3 * 64).map(|bit| {
            let mut key = [7; 3];
            key[bit / 64] ^= 1 << (bit % 64);
            key
        });
        let keys: Vec<[u64; 3]> = keys.chain((0..2000).map(|n| [1, n, 0])).collect();
        assert!(keys.iter().all(|key| seen.insert(*key)));
        assert!(!keys.iter().any(|key| seen.insert(*key)));
        assert_eq!(seen.count, keys.len());
    }
}

//! Random numbers by key: each draw depends on who and what it is for, never on the order of events.
//!
//! The generator is Philox4x64-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"), whose
//! known answers are in the tests. Key = (seed, replication); counter = (word block, attempt << 32 | purpose, entity number,
//! entity space). So two policies meet the same people with the same luck, whatever the policy does and however many threads run.

use std::convert::Infallible;

use rand::TryRng;
use sha2::{Digest, Sha256};

/// What a draw is for. The numbers are part of the format of results: append, never reorder or reuse (16 and 18 were
/// in use once).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Purpose {
    /// Words 0 to 3: first attribute, urgency, patience, first attendance.
    Person = 0,
    /// Second and later attributes, one word each in declared order.
    Attributes = 1,
    /// How long a person of today's list has waited: word 0.
    WaitSoFar = 2,
    /// How many referrals a week has: word 0 (of the space of weeks).
    Count = 3,
    /// When each referral of a week comes: word i for index i (of the space of weeks).
    Times = 4,
    /// Service time; the attempt counts earlier missed appointments.
    Service = 5,
    /// Words 0 to 3 of an appointment: whether it is missed, from the second attendance on; whether it is cancelled in time, and when,
    /// where it is made ahead; what follows for a person who comes. The attempt counts earlier visits and missed appointments.
    Appointment = 6,
    /// Whether a missed appointment is rebooked.
    Rebooking = 7,
    /// Patience drawn again after a missed appointment.
    Patience = 8,
    /// Personal clinical score.
    Score = 9,
    /// A policy's own pick (of the space of decisions); the attempt counts picks of people who had left.
    Decision = 10,
    /// Whether a session is lost (of the space of sessions).
    LostSession = 11,
    /// What the record says: word k for attribute k.
    Recorded = 12,
    /// The level under which a person with none recorded is booked: word k for attribute k.
    Imputed = 13,
    /// Time between a referral and the one before (of the space of weeks): entity k for referral k of a renewal process.
    Between = 14,
    /// The factor on a week's rate of referrals (of the space of weeks).
    WeekFactor = 15,
    /// Time until a person joins the next stage, or the same one again.
    Delay = 17,
    /// Words 0 to 3: death, emergency admission, private treatment, change of the clinical class.
    Course = 19,
    /// How long a case takes.
    Duration = 20,
    /// Words 0 and 1: whether somebody leaves at a validation, rightly and by mistake; the attempt counts validations.
    Validation = 21,
    /// Whether an offer is taken.
    TakeUp = 23,
    /// Whether somebody in need is never referred.
    Underreferral = 24,
    /// The next clinical class.
    Change = 25,
    /// Who shares a slot of an overbooked session (of the space of sessions): word k for the k-th booked.
    Doubles = 26,
    /// The lot of a decision (of the space of decisions).
    Lot = 27,
    /// Whether help to attend reaches somebody before an appointment.
    Reached = 28,
    /// Whether a person is one of those who come at short notice.
    ShortNotice = 29,
    /// Labels dealt at random, to see what chance alone makes of a gap (of the space of the figure): entity k for the k-th deal.
    Labels = 30,
    /// Who of those that simulated people stand for misses an overbooked session (of the space of sessions).
    Clinic = 31,
    /// For which of several people of a table of today's list a simulated one stands: word 0; where a band of it begins: word 1.
    Listed = 32,
    /// Words 0 to 4 of an invented list: the identifier of a person, the place in the order of a sample, the identifier of a pathway,
    /// the days from the first presentation to the referral, and whether a part of a day by which a treatment is moved is a whole one.
    Invented = 33,
    /// Whether a row of an invented list has a fault, and which (of the space of the fault).
    Fault = 34,
    /// Who is next where tickets go by the time waited (of the space of decisions): the entity is the instant of the session, then how long
    /// before it the call is made; the attempt is the slot, word k for the k-th who is asked for it.
    ByWait = 35,
    /// Whether a person who is called is unavailable for a while.
    Unavailable = 36,
}

/// A kind of entity with its name, as the first 64 bits of SHA-256 of `kind/name`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Space(pub u64);

impl Space {
    /// The space of a kind and a name, for example `patient/referral` and `hip and knee`.
    #[must_use]
    pub fn new(kind: &str, name: &str) -> Self {
        let digest = Sha256::digest(format!("{kind}/{name}").as_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&digest[..8]);
        Self(u64::from_be_bytes(first))
    }
}

const M0: u64 = 0xD2E7_470E_E14C_6C93;
const M1: u64 = 0xCA5A_8263_9512_1157;
const W0: u64 = 0x9E37_79B9_7F4A_7C15;
const W1: u64 = 0xBB67_AE85_84CA_A73B;

/// Rounds of a block.
const ROUNDS: usize = 10;

/// The keys of the rounds: each pair is the one before plus the Weyl constants.
const fn schedule(mut key: [u64; 2]) -> [[u64; 2]; ROUNDS] {
    let mut all = [[0; 2]; ROUNDS];
    let mut round = 0;
    while round < ROUNDS {
        all[round] = key;
        key = [key[0].wrapping_add(W0), key[1].wrapping_add(W1)];
        round += 1;
    }
    all
}

/// One block of Philox4x64-10.
#[inline(always)]
#[must_use]
pub const fn philox(key: [u64; 2], counter: [u64; 4]) -> [u64; 4] {
    block_of(&schedule(key), counter)
}

#[inline(always)]
const fn block_of(keys: &[[u64; 2]; ROUNDS], mut c: [u64; 4]) -> [u64; 4] {
    let mut round = 0;
    while round < ROUNDS {
        let key = keys[round];
        let p0 = (M0 as u128) * (c[0] as u128);
        let p1 = (M1 as u128) * (c[2] as u128);
        c = [(p1 >> 64) as u64 ^ c[1] ^ key[0], p1 as u64, (p0 >> 64) as u64 ^ c[3] ^ key[1], p0 as u64];
        round += 1;
    }
    c
}

/// The key of a replication: all draws of all its people start here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// The keys of the rounds, made once, as every block needs them all.
    rounds: [[u64; 2]; ROUNDS],
}

impl Key {
    /// The key of a seed and the number of a replication, from 0.
    #[must_use]
    pub const fn new(seed: u64, replication: u64) -> Self {
        Self { rounds: schedule([seed, replication]) }
    }

    /// The four words of one block.
    #[inline]
    #[must_use]
    pub const fn block(&self, space: Space, entity: u64, purpose: Purpose, attempt: u32, block: u64) -> [u64; 4] {
        block_of(&self.rounds, [block, ((attempt as u64) << 32) | purpose as u64, entity, space.0])
    }

    /// The first word.
    #[inline]
    #[must_use]
    pub const fn word(&self, space: Space, entity: u64, purpose: Purpose, attempt: u32) -> u64 {
        self.block(space, entity, purpose, attempt, 0)[0]
    }

    /// An endless run of words, for samplers that need an unknown number of them.
    #[inline]
    #[must_use]
    pub const fn stream(&self, space: Space, entity: u64, purpose: Purpose, attempt: u32) -> Stream {
        Stream { key: *self, space, entity, purpose, attempt, block: 0, words: [0; 4], left: 0 }
    }
}

/// Words of one (entity, purpose, attempt), in order. It implements [`rand::Rng`], so every sampler can draw from it.
#[derive(Clone, Debug)]
pub struct Stream {
    key: Key,
    space: Space,
    entity: u64,
    purpose: Purpose,
    attempt: u32,
    block: u64,
    words: [u64; 4],
    left: usize,
}

impl Stream {
    /// The next word. Always inlined: where a stream is read once, nothing of it is left but its first block.
    #[inline(always)]
    pub const fn next_word(&mut self) -> u64 {
        if self.left == 0 {
            self.words = self.key.block(self.space, self.entity, self.purpose, self.attempt, self.block);
            self.block += 1;
            self.left = 4;
        }
        self.left -= 1;
        self.words[3 - self.left]
    }
}

impl Stream {
    /// The next word, for samplers that read many.
    #[inline(never)]
    const fn word(&mut self) -> u64 {
        self.next_word()
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.word() >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.word())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            let word = self.word().to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

/// The part of a word that a chance is held against: its upper half.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Luck(u32);

impl Luck {
    /// That of a word.
    #[inline]
    #[must_use]
    pub const fn of(word: u64) -> Self {
        Self((word >> 32) as u32)
    }

    /// Its bits.
    #[inline]
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }
}

/// A word as a number strictly between 0 and 1: 52 bits, centred, so that its logarithm is finite and `uniform(!word)` is exactly
/// `1 - uniform(word)`. (With 53 bits the half does not fit: the largest words would round to 1.)
#[inline]
#[must_use]
pub const fn uniform(word: u64) -> f64 {
    ((word >> 12) as f64 + 0.5) * (1.0 / 4_503_599_627_370_496.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Random123's known-answer file, and numpy's `Philox` read with `random_raw`.
    #[test]
    fn philox_gives_the_known_answers() {
        assert_eq!(
            philox([0; 2], [0; 4]),
            [0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b]
        );
        assert_eq!(
            philox([u64::MAX; 2], [u64::MAX; 4]),
            [0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0]
        );
        assert_eq!(
            philox(
                [0x452821e638d01377, 0xbe5466cf34e90c6c],
                [0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89]
            ),
            [0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6]
        );
    }

    #[test]
    fn a_stream_reads_the_blocks_in_order() {
        let key = Key::new(7, 3);
        let space = Space::new("patient/referral", "hip and knee");
        let mut stream = key.stream(space, 11, Purpose::Service, 2);
        let read: Vec<u64> = (0..9).map(|_| stream.next_word()).collect();
        let blocks: Vec<u64> = (0..3).flat_map(|b| key.block(space, 11, Purpose::Service, 2, b)).collect();
        assert_eq!(read, blocks[..9]);
    }

    #[test]
    fn every_part_of_the_key_matters() {
        let s = Space::new("patient/today", "a");
        let k = Key::new(0, 0);
        let words = [
            k.word(s, 0, Purpose::Person, 0),
            k.word(s, 0, Purpose::Person, 1),
            k.word(s, 0, Purpose::Attributes, 0),
            k.word(s, 1, Purpose::Person, 0),
            k.word(Space::new("patient/today", "b"), 0, Purpose::Person, 0),
            Key::new(1, 0).word(s, 0, Purpose::Person, 0),
            Key::new(0, 1).word(s, 0, Purpose::Person, 0),
        ];
        let mut sorted = words.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), words.len());
    }

    #[test]
    fn the_uniform_is_open_at_both_ends() {
        assert!(uniform(0) > 0.0 && uniform(u64::MAX) < 1.0);
        for word in [0, 1 << 12, 0x1234_5678_9ABC_DEF0, 1 << 63, u64::MAX] {
            assert_eq!(uniform(!word), 1.0 - uniform(word));
        }
    }
}

//! How fast this machine and this build are, from a loop of a millisecond. It scales estimates and is told in the run log.

// A clock that decides nothing but how long a run is said to take.
#![allow(clippy::disallowed_types, clippy::disallowed_methods)]

use std::sync::OnceLock;
use std::time::Instant;

use crate::rng::philox;

/// Nanoseconds of one round of the loop on the machine where the costs were measured.
const REFERENCE: f64 = 10.0;
/// Rounds of a lap, a fraction of a millisecond: short runs should not feel it.
const ROUNDS: u64 = 1 << 13;
/// The fastest lap counts: whatever else runs only slows.
const LAPS: usize = 5;

/// Notes when the program began.
pub(crate) fn begin() {
    BEGAN.get_or_init(Instant::now);
}

static BEGAN: OnceLock<Instant> = OnceLock::new();

/// Seconds since then.
pub(crate) fn so_far() -> f64 {
    BEGAN.get().map_or(0.0, |began| began.elapsed().as_secs_f64())
}

/// How many times slower than the machine where the costs were measured.
pub(crate) fn slowness() -> f64 {
    static MEASURED: OnceLock<f64> = OnceLock::new();
    *MEASURED.get_or_init(|| {
        let lap = |_| {
            let clock = Instant::now();
            std::hint::black_box(work());
            clock.elapsed().as_secs_f64()
        };
        let fastest = (0..LAPS).map(lap).fold(f64::INFINITY, f64::min);
        (fastest * 1e9 / ROUNDS as f64 / REFERENCE).clamp(0.05, 200.0)
    })
}

/// What a cell mostly does: draws, branches on them, and counting in memory.
fn work() -> u64 {
    let mut counts = vec![0_u32; 1 << 14];
    let mut sum = 0_u64;
    for i in 0..ROUNDS {
        let words = philox([1, 2], [i, 3, 4, 5]);
        let count = &mut counts[(words[0] >> 50) as usize];
        *count += 1;
        if words[1] & 3 == 0 {
            sum = sum.wrapping_add(u64::from(*count).wrapping_mul(words[2]));
        }
    }
    sum
}

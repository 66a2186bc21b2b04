//! Laws: what must hold on every sample path, for every shipped discipline, over random small models.
//!
//! Each law states its preconditions in its generator and comes with one example that breaks it when a precondition is dropped.

mod agreement;
mod alone;
mod books;
mod calls;
mod capacity;
mod case;
mod decisions;
mod identities;
mod leaving;
mod naive;
mod priority;
mod record;
mod registry;
mod relabel;
mod room;
mod rule;
mod stranger;
mod tickets;
mod together;

use proptest::test_runner::{Config, RngSeed};

/// As many random models, always the same ones, so that a verdict can be repeated.
fn cases(cases: u32) -> Config {
    Config { cases, rng_seed: RngSeed::Fixed(20_260_131), failure_persistence: None, ..Config::default() }
}

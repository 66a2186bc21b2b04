//! Gaps between the levels of an attribute: what each is made of, and what it is where there is none.
//!
//! A new gap is one file that implements [`Gap`] and one line in `shipped`; a library user adds one with
//! [`super::Registry::with_gap`].

mod beyond_chance;
mod bounds;
mod by_chance;
mod chance;
mod each_level;
mod ends;
mod kernel;
mod slope;
mod widest;

pub use chance::Statistic;
pub use kernel::{Between, Gap, Levels, Null, Piece, Seen, highest_is_worst};

use std::sync::Arc;

/// The gaps of queuity, one line each. Those that are made of others come after them.
pub(super) fn shipped() -> Vec<Arc<dyn Gap>> {
    vec![
        Arc::new(ends::Ends),
        Arc::new(each_level::EachLevel),
        Arc::new(widest::Widest),
        Arc::new(slope::Slope),
        Arc::new(bounds::Bound::Highest),
        Arc::new(bounds::Bound::Lowest),
        Arc::new(by_chance::ByChance),
        Arc::new(beyond_chance::BeyondChance),
    ]
}

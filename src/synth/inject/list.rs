//! The mechanisms: one file and one line each.

use super::kind::Mechanism;
use super::{days, late, missed, rank, removals};

/// The mechanisms, in the order of the list.
pub const MECHANISMS: [&dyn Mechanism; 5] =
    [&late::LateReferral, &missed::Missed, &removals::Removals, &rank::Rank, &days::Days];

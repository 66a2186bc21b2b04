//! Each level minus the reference level.

use super::super::Reading;
use super::kernel::difference;
use super::{Between, Gap, Levels, Piece, Seen};

/// A level minus the reference level, where levels have no order.
#[derive(Clone, Copy, Debug)]
pub(super) struct EachLevel;

impl Gap for EachLevel {
    fn name(&self) -> &str {
        "gap"
    }
    fn summary(&self) -> &str {
        "each level minus the reference level, where levels have no order"
    }
    fn source(&self) -> &str {
        "absolute difference: Schlotheuber and Hosseinpoor 2022, doi 10.3390/ijerph19063697"
    }
    fn between(&self, levels: &Levels<'_>) -> Vec<Between> {
        if levels.attribute.ordered {
            return Vec::new();
        }
        let row = |(level, a, b)| Between {
            level,
            made_of: vec![Piece::Level(a), Piece::Level(b)],
            note: format!("minus {}", levels.name(b)),
        };
        levels.pairs().into_iter().map(row).collect()
    }
    fn weekly(&self) -> bool {
        true
    }
    fn read(&self, seen: &Seen<'_>) -> Reading {
        difference(seen.readings[0], seen.readings[1])
    }
}

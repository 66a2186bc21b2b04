//! What is left of worst minus best without what chance alone gives.

use super::super::{Measure, Reading};
use super::{Between, Gap, Levels, Null, Piece, Seen, Statistic, highest_is_worst};

const BEYOND_CHANCE: &str =
    "gap minus gap_by_chance of each replication; its interval holds 0 where levels mean nothing";

/// Worst minus best, minus what chance gives of it in the same replication.
#[derive(Clone, Copy, Debug)]
pub(super) struct BeyondChance;

impl Gap for BeyondChance {
    fn name(&self) -> &str {
        "gap_beyond_chance"
    }
    fn summary(&self) -> &str {
        "worst minus best level, less what chance alone gives; its interval holds 0 if levels mean nothing"
    }
    fn source(&self) -> &str {
        "permutation null; means: Hoeffding 1951, doi 10.1214/aoms/1177729545"
    }
    fn between(&self, levels: &Levels<'_>) -> Vec<Between> {
        if levels.attribute.ordered || matches!(levels.measure.part(), Statistic::Other) {
            return Vec::new();
        }
        let made_of = vec![Piece::Gap("gap"), Piece::Gap("gap_by_chance")];
        vec![Between { level: None, made_of, note: BEYOND_CHANCE.into() }]
    }
    fn null(&self, measure: &dyn Measure) -> Null {
        // It has the sign of worst minus best; below what chance gives is no gap on the other side.
        Null::Chance { by: None, highest_is_worst: highest_is_worst(measure) }
    }
    fn read(&self, seen: &Seen<'_>) -> Reading {
        let (gap, chance) = (seen.readings[0], seen.readings[1]);
        match (gap.value(), chance.value()) {
            (Ok(value), Ok(chance)) => Reading::new(value - chance, gap.n),
            (Err(a), Err(b)) => Reading::missing(a.max(b), gap.n),
            (Err(why), _) | (_, Err(why)) => Reading::missing(why, gap.n),
        }
    }
}

//! The gap that chance alone gives: worst minus best where labels are dealt to the same people at random.

use super::super::{Direction, Measure, Reading};
use super::{Between, Gap, Levels, Null, Seen, Statistic, chance, highest_is_worst};

const BY_CHANCE: &str =
    "worst minus best level if labels are given to the same people at random; the mean of many deals";

/// The mean of worst minus best over deals of labels.
#[derive(Clone, Copy, Debug)]
pub(super) struct ByChance;

impl Gap for ByChance {
    fn name(&self) -> &str {
        "gap_by_chance"
    }
    fn summary(&self) -> &str {
        "worst minus best level if labels are given to the same people at random"
    }
    fn source(&self) -> &str {
        "permutation null; means: Hoeffding 1951, doi 10.1214/aoms/1177729545"
    }
    fn between(&self, levels: &Levels<'_>) -> Vec<Between> {
        if levels.attribute.ordered || matches!(levels.measure.part(), Statistic::Other) {
            return Vec::new();
        }
        vec![Between { level: None, made_of: levels.all(), note: BY_CHANCE.into() }]
    }
    fn direction(&self) -> Direction {
        Direction::None
    }
    fn null(&self, _measure: &dyn Measure) -> Null {
        Null::Unknown
    }
    fn deals(&self) -> bool {
        true
    }
    fn read(&self, seen: &Seen<'_>) -> Reading {
        let levels =
            (seen.readings.iter().enumerate()).filter_map(|(i, r)| (seen.people)(i).map(|people| (*r, people)));
        chance::by_chance(seen.measure, seen.set, levels, highest_is_worst(seen.measure), seen.deals)
    }
}

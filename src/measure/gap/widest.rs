//! Worst minus best among the levels with anybody in them.

use super::super::{Measure, Missing, Reading};
use super::kernel::present;
use super::{Between, Gap, Levels, Null, Seen, Statistic, highest_is_worst};

const WORST_MINUS_BEST: &str = "worst minus best level; chance alone gives gap_by_chance";
const WORST_MINUS_BEST_ALONE: &str = "worst minus best level; chance alone pulls it away from zero";

/// The worst level minus the best, where levels have no order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Widest;

impl Gap for Widest {
    fn name(&self) -> &str {
        "gap"
    }
    fn summary(&self) -> &str {
        "worst minus best level, where levels have no order; chance alone gives some of it"
    }
    fn source(&self) -> &str {
        "maximum minus minimum: Schlotheuber and Hosseinpoor 2022, doi 10.3390/ijerph19063697"
    }
    fn between(&self, levels: &Levels<'_>) -> Vec<Between> {
        if levels.attribute.ordered {
            return Vec::new();
        }
        let note =
            if matches!(levels.measure.part(), Statistic::Other) { WORST_MINUS_BEST_ALONE } else { WORST_MINUS_BEST };
        vec![Between { level: None, made_of: levels.all(), note: note.into() }]
    }
    fn null(&self, _measure: &dyn Measure) -> Null {
        Null::Unknown
    }
    fn by_chance(&self) -> Option<&str> {
        Some("gap_by_chance")
    }
    fn read(&self, seen: &Seen<'_>) -> Reading {
        let (values, n) = match present(seen.readings) {
            Ok(present) => present,
            Err(missing) => return missing,
        };
        if values.len() < 2 {
            return Reading::missing(Missing::Nobody, n);
        }
        let low = values.iter().map(|v| v.1).fold(f64::INFINITY, f64::min);
        let high = values.iter().map(|v| v.1).fold(f64::NEG_INFINITY, f64::max);
        Reading::new(if highest_is_worst(seen.measure) { high - low } else { low - high }, n)
    }
}

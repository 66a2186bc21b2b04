//! The slope over the ranks of people, with the cohort's own counts, as most minus least disadvantaged.

use super::super::{Missing, Reading};
use super::kernel::present;
use super::{Between, Gap, Levels, Seen};
use crate::stat::inequality::{RankedGroup, sii_most_minus_least};

/// What a slope index needs: fewer levels make a straight line of two points (WHO's rule).
const LEVELS_OF_A_SLOPE: usize = 3;

/// The slope index of inequality.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slope;

impl Gap for Slope {
    fn name(&self) -> &str {
        "sii_most_minus_least"
    }
    fn summary(&self) -> &str {
        "slope index of inequality over all levels, with the sign of the gap; at least three levels with an order"
    }
    fn source(&self) -> &str {
        "Mackenbach and Kunst 1997, doi 10.1016/S0277-9536(96)00073-1"
    }
    fn between(&self, levels: &Levels<'_>) -> Vec<Between> {
        if !levels.attribute.ordered || levels.attribute.levels.len() < LEVELS_OF_A_SLOPE {
            return Vec::new();
        }
        vec![Between { level: None, made_of: levels.all(), note: "slope index of inequality".into() }]
    }
    fn read(&self, seen: &Seen<'_>) -> Reading {
        let (values, n) = match present(seen.readings) {
            Ok(present) => present,
            Err(missing) => return missing,
        };
        if values.len() < LEVELS_OF_A_SLOPE {
            return Reading::missing(Missing::Nobody, n);
        }
        let groups: Vec<RankedGroup> = (0..)
            .zip(values)
            .map(|(place, (count, value))| RankedGroup { place, count: count as f64, value })
            .collect();
        sii_most_minus_least(&groups).map_or(Reading::missing(Missing::Nobody, n), |slope| Reading::new(slope, n))
    }
}

//! Gaps between levels, from the readings of each.

use super::{Missing, Reading};
use crate::stat::inequality::{RankedGroup, sii_most_minus_least};

/// What a slope index needs: fewer levels make a straight line of two points (WHO's rule).
pub(super) const LEVELS_OF_A_SLOPE: usize = 3;

/// One level minus another.
pub(super) fn difference(a: Reading, b: Reading) -> Reading {
    let n = a.n + b.n;
    match (a.value, b.value) {
        (Ok(a), Ok(b)) => Reading::new(a - b, n),
        // The strongest reason: beyond the follow-up before not reached before nobody.
        (Err(a), Err(b)) => Reading::missing(a.max(b), n),
        (Err(why), _) | (_, Err(why)) => Reading::missing(why, n),
    }
}

/// Worst minus best among the levels with anybody in them.
pub(super) fn widest(levels: impl Iterator<Item = Reading>, highest_is_worst: bool) -> Reading {
    let (values, n) = match present(levels) {
        Ok(present) => present,
        Err(missing) => return missing,
    };
    if values.len() < 2 {
        return Reading::missing(Missing::Nobody, n);
    }
    let low = values.iter().map(|v| v.1).fold(f64::INFINITY, f64::min);
    let high = values.iter().map(|v| v.1).fold(f64::NEG_INFINITY, f64::max);
    Reading::new(if highest_is_worst { high - low } else { low - high }, n)
}

/// The slope over the ranks of people, with the cohort's own counts, as most minus least disadvantaged.
pub(super) fn slope(levels: impl Iterator<Item = Reading>) -> Reading {
    let (values, n) = match present(levels) {
        Ok(present) => present,
        Err(missing) => return missing,
    };
    if values.len() < LEVELS_OF_A_SLOPE {
        return Reading::missing(Missing::Nobody, n);
    }
    let groups: Vec<RankedGroup> =
        (0..).zip(values).map(|(place, (count, value))| RankedGroup { place, count: count as f64, value }).collect();
    sii_most_minus_least(&groups).map_or(Reading::missing(Missing::Nobody, n), |slope| Reading::new(slope, n))
}

/// Counts and values of the levels with anybody; a reason other than an empty level holds for all.
fn present(levels: impl Iterator<Item = Reading>) -> Result<(Vec<(u64, f64)>, u64), Reading> {
    let (mut values, mut n, mut worst) = (Vec::new(), 0, None);
    for level in levels {
        n += level.n;
        match level.value {
            Ok(value) => values.push((level.n, value)),
            Err(Missing::Nobody) => {}
            Err(why) => worst = worst.max(Some(why)),
        }
    }
    worst.map_or(Ok((values, n)), |why| Err(Reading::missing(why, n)))
}

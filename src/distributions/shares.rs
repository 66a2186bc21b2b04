//! From shares to integer thresholds: exactly, from the decimal text, so that splitting a level moves no other threshold.

use crate::population::{Population, Thresholds};

/// A table of shares that cannot be drawn from.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ShareError {
    /// A share is negative or not a number.
    #[error("the share {value} is not a number of 0 or more")]
    NotAShare {
        /// What was given.
        value: f64,
    },
    /// All shares are zero.
    #[error("all shares are 0")]
    AllZero,
    /// The table has not one cell for each group.
    #[error("{found} shares for {expected} groups")]
    Cells {
        /// How many there should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// An odds ratio is not above 0.
    #[error("the odds ratio {value} is not above 0")]
    NotAnOddsRatio {
        /// What was given.
        value: f64,
    },
    /// The odds ratios of a pair name an attribute or a level that is not there.
    #[error("odds ratios between attributes {first} and {second} do not match their levels")]
    Pair {
        /// The attribute that comes first.
        first: usize,
        /// The one that comes later.
        second: usize,
    },
    /// The correlations cannot hold together.
    #[error("these correlations cannot hold together: the matrix is not positive definite")]
    NotPositive,
    /// The fit did not settle.
    #[error(
        "the proportional fit did not settle after {rounds} rounds (largest error {error:e}): the odds ratios are too extreme"
    )]
    NotSettled {
        /// How many rounds.
        rounds: u32,
        /// Largest error of a margin.
        error: f64,
    },
}

/// A weight as a whole number of units of 10^-places.
#[derive(Clone, Copy, Debug)]
struct Units {
    digits: u128,
    places: u32,
    /// Digits before the point.
    whole: u32,
}

/// Digits that all weights of a draw may need together; beyond this the last places are cut.
const MOST_PLACES: u32 = 30;

/// The shortest decimal text that reads back as this number (Rust's `Display`), as a whole number and its places.
fn units(value: f64) -> Units {
    let text = format!("{value}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction = &fraction[..fraction.len().min(MOST_PLACES as usize)];
    let digits = whole
        .bytes()
        .chain(fraction.bytes())
        .fold(0_u128, |n, b| n.saturating_mul(10).saturating_add(u128::from(b.wrapping_sub(b'0'))));
    Units { digits, places: fraction.len() as u32, whole: whole.len() as u32 }
}

/// Weights as whole numbers of the same unit, exact from their decimal text where all places fit: 37 digits for the largest weight,
/// the number of weights and the places together, at most 30 places. Further places are cut; weights beyond 10^30 are divided
/// by the largest first.
fn integers(weights: &[f64]) -> Vec<u128> {
    let largest = weights.iter().copied().fold(0.0, f64::max);
    let unit = if largest > 1e30 { largest } else { 1.0 };
    let units: Vec<Units> = weights.iter().map(|&w| units((w / unit).max(0.0))).collect();
    let whole = units.iter().map(|d| d.whole).max().unwrap_or(0) + weights.len().to_string().len() as u32;
    let most = 37_u32.saturating_sub(whole).min(MOST_PLACES);
    let places = units.iter().map(|d| d.places).max().unwrap_or(0).min(most);
    units
        .iter()
        .map(|d| {
            if d.places <= places {
                d.digits * 10_u128.pow(places - d.places)
            } else {
                d.digits / 10_u128.pow(d.places - places)
            }
        })
        .collect()
}

/// `floor(2^64 part / total)`, or the largest word where part = total. Totals below 2^127.
fn word_of_share(part: u128, total: u128) -> u64 {
    if part >= total {
        return u64::MAX;
    }
    // Long division: part * 2^64 would not fit, so as many bits at a time as do.
    let (mut rest, mut quotient, mut left) = (part, 0_u128, u64::BITS);
    while left > 0 {
        let bits = left.min(total.leading_zeros());
        rest <<= bits;
        quotient = (quotient << bits) | (rest / total);
        rest %= total;
        left -= bits;
    }
    quotient as u64
}

fn thresholds_of(weights: &[u128]) -> Thresholds {
    let total: u128 = weights.iter().sum();
    let mut cumulative = 0;
    weights[..weights.len() - 1]
        .iter()
        .map(|w| {
            cumulative += w;
            word_of_share(cumulative, total)
        })
        .collect::<Box<[u64]>>()
        .into()
}

impl From<Box<[u64]>> for Thresholds {
    fn from(words: Box<[u64]>) -> Self {
        Thresholds(words)
    }
}

/// The thresholds of one draw among levels: `floor(2^64 x cumulative weight / total)` from the decimal text of the weights, one
/// fewer than there are levels. Negative weights count as 0; where all are 0 the first level is always drawn.
///
/// # Panics
/// Where there is no weight at all.
#[must_use]
pub fn thresholds(weights: &[f64]) -> Thresholds {
    assert!(!weights.is_empty(), "a draw needs a level");
    thresholds_of(&integers(weights))
}

/// Threshold rows for a table of shares by group, in the shape of the model's mixes: for each attribute one row for each
/// combination of levels of the attributes before it (the first attribute slowest). Sums of cells are exact in the decimals, so
/// with one attribute the thresholds are those of [`thresholds`]. The shares need not sum to 1.
///
/// # Errors
/// Where the table has not one cell for each group, a cell is negative or not a number, or all are 0.
pub fn rows_of_groups(shares: &[f64], population: &Population) -> Result<Vec<Vec<Thresholds>>, ShareError> {
    if shares.len() != population.groups() {
        return Err(ShareError::Cells { expected: population.groups(), found: shares.len() });
    }
    check(shares)?;
    let cells = integers(shares);
    let mut rows = Vec::with_capacity(population.attributes.len());
    let (mut prefixes, mut below) = (1, cells.len());
    for attribute in &population.attributes {
        let levels = attribute.levels.len();
        below /= levels;
        rows.push(
            (0..prefixes)
                .map(|prefix| {
                    let weights: Vec<u128> = (0..levels)
                        .map(|level| {
                            let from = (prefix * levels + level) * below;
                            cells[from..from + below].iter().sum()
                        })
                        .collect();
                    thresholds_of(&weights)
                })
                .collect(),
        );
        prefixes *= levels;
    }
    Ok(rows)
}

pub(super) fn check(shares: &[f64]) -> Result<(), ShareError> {
    if let Some(&value) = shares.iter().find(|s| !s.is_finite() || **s < 0.0) {
        return Err(ShareError::NotAShare { value });
    }
    if shares.iter().all(|&s| s == 0.0) { Err(ShareError::AllZero) } else { Ok(()) }
}

/// Odds ratios between the levels of two attributes, each against the first level of both.
#[derive(Clone, Debug, PartialEq)]
pub struct PairOdds {
    /// The attribute declared first.
    pub first: usize,
    /// The one declared later.
    pub second: usize,
    /// `ratios[a][b]` for level a of the first and level b of the second, all above 0; a row or column of equal factors changes nothing.
    pub ratios: Vec<Vec<f64>>,
}

/// Shares of all groups, fitted to margins and odds ratios.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// Share of each group, summing to 1.
    pub shares: Vec<f64>,
    /// Threshold rows, in the shape of the model's mixes.
    pub rows: Vec<Vec<Thresholds>>,
}

/// Joins the margins of attributes with odds ratios by iterative proportional fitting (Deming and Stephan 1940; Bishop, Fienberg
/// and Holland 1975).
///
/// Attributes are joined one after the other: the table of those before stays as it is, and a new attribute is
/// fitted to its own margin with the odds ratios that tie it to earlier ones (each given the others). So an attribute added last changes no
/// share and no threshold of those before it. Without odds ratios to earlier ones its rows come from the decimal shares exactly.
///
/// # Errors
/// Where a margin is not made of shares, odds ratios do not match the levels or are not above 0, or the fit does not settle.
pub fn fit(margins: &[Vec<f64>], pairs: &[PairOdds]) -> Result<Fitted, ShareError> {
    for pair in pairs {
        let wrong = || ShareError::Pair { first: pair.first, second: pair.second };
        let (a, b) = (margins.get(pair.first).ok_or_else(wrong)?, margins.get(pair.second).ok_or_else(wrong)?);
        let fits = pair.ratios.len() == a.len() && pair.ratios.iter().all(|row| row.len() == b.len());
        if pair.first >= pair.second || !fits {
            return Err(wrong());
        }
        if let Some(&value) = pair.ratios.iter().flatten().find(|r| !r.is_finite() || **r <= 0.0) {
            return Err(ShareError::NotAnOddsRatio { value });
        }
    }
    let mut joint = vec![1.0];
    let mut rows: Vec<Vec<Thresholds>> = Vec::with_capacity(margins.len());
    for (k, margin) in margins.iter().enumerate() {
        check(margin)?;
        let total: f64 = margin.iter().sum();
        let target: Vec<f64> = margin.iter().map(|s| s / total).collect();
        let ties: Vec<&PairOdds> = pairs.iter().filter(|p| p.second == k).collect();
        let (prefixes, levels) = (joint.len(), margin.len());
        if ties.is_empty() {
            rows.push(vec![thresholds(margin); prefixes]);
            joint = joint.iter().flat_map(|p| target.iter().map(move |t| p * t)).collect();
            continue;
        }
        let mut table: Vec<f64> = (0..prefixes * levels)
            .map(|cell| {
                let (prefix, level) = (cell / levels, cell % levels);
                ties.iter().map(|p| p.ratios[level_of(prefix, p.first, &margins[..k])][level]).product()
            })
            .collect();
        settle(&mut table, &joint, &target)?;
        rows.push(table.chunks(levels).map(thresholds).collect());
        joint = table;
    }
    Ok(Fitted { shares: joint, rows })
}

/// The level of an attribute in a combination of the levels of these attributes.
fn level_of(group: usize, attribute: usize, margins: &[Vec<f64>]) -> usize {
    let stride: usize = margins[attribute + 1..].iter().map(Vec::len).product();
    group / stride % margins[attribute].len()
}

const ROUNDS: u32 = 10_000;

/// Scales rows and columns in turn until both margins hold to 1e-14.
pub(crate) fn settle(table: &mut [f64], rows: &[f64], columns: &[f64]) -> Result<(), ShareError> {
    let levels = columns.len();
    let scale = |target: f64, sum: f64| if sum > 0.0 { target / sum } else { 0.0 };
    let mut error = f64::INFINITY;
    for _ in 0..ROUNDS {
        for (level, &target) in columns.iter().enumerate() {
            let sum: f64 = table.iter().skip(level).step_by(levels).sum();
            let factor = scale(target, sum);
            table.iter_mut().skip(level).step_by(levels).for_each(|cell| *cell *= factor);
        }
        for (row, &target) in table.chunks_mut(levels).zip(rows) {
            let factor = scale(target, row.iter().sum());
            row.iter_mut().for_each(|cell| *cell *= factor);
        }
        error = (columns.iter().enumerate())
            .map(|(level, target)| (table.iter().skip(level).step_by(levels).sum::<f64>() - target).abs())
            .fold(0.0, f64::max);
        if error < 1e-14 {
            return Ok(());
        }
    }
    if error < 1e-9 { Ok(()) } else { Err(ShareError::NotSettled { rounds: ROUNDS, error }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::population::Attribute;

    #[test]
    fn words_are_those_of_a_division_bit_by_bit() {
        let bit_by_bit = |part: u128, total: u128| {
            (0..64).fold((part, 0_u64), |(rest, word), _| {
                let more = 2 * rest >= total;
                (2 * rest - if more { total } else { 0 }, (word << 1) | u64::from(more))
            })
        };
        let mut draw = 0x9e37_79b9_7f4a_7c15_u128;
        for shift in 1..127 {
            for _ in 0..50 {
                draw = draw.wrapping_mul(0xda94_2042_e4dd_58b5_94d0_49bb_1331_11eb).wrapping_add(1);
                let total = (draw >> shift).max(2);
                for part in [0, 1, total / 3, total / 2, (draw >> 7) % total, total - 1] {
                    assert_eq!(word_of_share(part, total), bit_by_bit(part, total).1, "{part} of {total}");
                }
            }
        }
        assert_eq!((word_of_share(3, 3), word_of_share(1, 2)), (u64::MAX, 1 << 63));
    }

    #[test]
    fn thresholds_are_exact_in_the_decimals() {
        // floor(2^64 / 10), floor(3 * 2^64 / 10): binary fractions would be off.
        assert_eq!(&*thresholds(&[0.1, 0.2, 0.7]).0, [1_844_674_407_370_955_161, 5_534_023_222_112_865_484]);
        assert_eq!(&*thresholds(&[1.0, 2.0, 7.0]).0, &*thresholds(&[0.1, 0.2, 0.7]).0);
        assert_eq!(&*thresholds(&[0.5, 0.5]).0, [1 << 63]);
        assert_eq!(&*thresholds(&[0.25, 0.75, 0.0]).0, [1 << 62, u64::MAX]);
        assert_eq!(&*thresholds(&[0.0, 1.0]).0, [0]);
        assert_eq!(thresholds(&[3.0]).0.len(), 0);
        assert_eq!(thresholds(&[0.0, 0.0]).level(u64::MAX), 0);
        // The smallest and the largest doubles do not break it.
        assert_eq!(&*thresholds(&[1e-300, 1.0]).0, [0]);
        assert_eq!(&*thresholds(&[1e30, 1e30]).0, [1 << 63]);
    }

    proptest::proptest! {
        #[test]
        fn a_level_split_in_two_neighbours_leaves_the_others(
            parts in proptest::collection::vec(1_u32..100_000, 2..8), at in 0_usize..8, cut in 0.0..1.0_f64
        ) {
            let at = at % parts.len();
            let first = (f64::from(parts[at]) * cut) as u32;
            let share = |n: u32| format!("0.{n:06}").parse::<f64>().unwrap();
            let whole: Vec<f64> = parts.iter().map(|&n| share(n)).collect();
            let mut split = whole.clone();
            split.splice(at..=at, [share(first), share(parts[at] - first)]);
            let (whole, mut split) = (thresholds(&whole).0.to_vec(), thresholds(&split).0.to_vec());
            split.remove(at);
            proptest::prop_assert_eq!(whole, split);
        }
    }

    fn population(levels: &[usize]) -> Population {
        let attribute = |&n: &usize| Attribute {
            name: n.to_string(),
            levels: (0..n).map(|l| l.to_string()).collect(),
            ordered: true,
            reference: 0,
        };
        Population { attributes: levels.iter().map(attribute).collect() }
    }

    #[test]
    fn rows_of_groups_are_conditional_and_exact() {
        let p = population(&[2, 3]);
        let rows = rows_of_groups(&[0.1, 0.2, 0.1, 0.3, 0.0, 0.3], &p).unwrap();
        assert_eq!(rows[0], [thresholds(&[0.4, 0.6])]);
        assert_eq!(rows[1], [thresholds(&[0.1, 0.2, 0.1]), thresholds(&[0.3, 0.0, 0.3])]);
        let one = population(&[3]);
        assert_eq!(rows_of_groups(&[0.24, 0.21, 0.55], &one).unwrap(), [[thresholds(&[0.24, 0.21, 0.55])]]);
        assert!(rows_of_groups(&[0.5, 0.5], &one).is_err());
        assert!(rows_of_groups(&[0.5, f64::NAN, 0.5], &one).is_err());
        assert_eq!(rows_of_groups(&[0.0; 3], &one), Err(ShareError::AllZero));
    }

    #[test]
    fn the_fit_keeps_margins_and_odds_ratios() {
        let margins = vec![vec![0.2, 0.8], vec![0.3, 0.3, 0.4], vec![0.1, 0.9]];
        let pairs = [
            PairOdds { first: 0, second: 1, ratios: vec![vec![1.0, 1.0, 1.0], vec![1.0, 2.0, 4.0]] },
            PairOdds { first: 1, second: 2, ratios: vec![vec![1.0, 1.0], vec![1.0, 1.5], vec![1.0, 0.5]] },
        ];
        let two = fit(&margins[..2], &pairs[..1]).unwrap();
        let t = |a: usize, b: usize| two.shares[a * 3 + b];
        assert!(((t(0, 0) * t(1, 2)) / (t(0, 2) * t(1, 0)) - 4.0).abs() < 1e-9);
        assert!((t(0, 0) + t(0, 1) + t(0, 2) - 0.2).abs() < 1e-12);
        assert!((t(0, 1) + t(1, 1) - 0.3).abs() < 1e-12);
        let three = fit(&margins, &pairs).unwrap();
        let third: f64 = three.shares.iter().step_by(2).sum();
        assert!((third - 0.1).abs() < 1e-12);
        let u = |g: usize, c: usize| three.shares[g * 2 + c];
        assert!(((u(0, 0) * u(1, 1)) / (u(0, 1) * u(1, 0)) - 1.5).abs() < 1e-9);
        // An attribute added last changes nothing before it, to the bit.
        assert_eq!(three.rows[..2], two.rows[..]);
        assert_eq!(two.rows[0], [thresholds(&[0.2, 0.8])]);
    }

    #[test]
    fn without_odds_ratios_rows_are_the_decimal_shares() {
        let f = fit(&[vec![0.24, 0.76], vec![0.1, 0.2, 0.7]], &[]).unwrap();
        assert_eq!(f.rows[1], vec![thresholds(&[0.1, 0.2, 0.7]); 2]);
        assert!((f.shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let bad = PairOdds { first: 0, second: 1, ratios: vec![vec![1.0, -1.0], vec![1.0, 1.0]] };
        let half = vec![0.5, 0.5];
        assert!(matches!(fit(&[half.clone(), half.clone()], &[bad]), Err(ShareError::NotAnOddsRatio { .. })));
        assert!(fit(&[half, vec![0.5, -0.5]], &[]).is_err());
    }
}

//! Attributes that hang together by correlation: a Gaussian copula with given margins.
//!
//! Each attribute is a normal variable cut at its margin's quantiles; the shares of combinations are probabilities of rectangles of
//! the multivariate normal, by the transformation of Genz (1992, "Numerical computation of multivariate normal probabilities",
//! Journal of Computational and Graphical Statistics 1: 141-149) over a fixed point set (midpoints, then Richtmyer's square roots
//! of primes), and then fitted to the margins exactly. The same bits everywhere: arithmetic, square roots and `libm` only.

use nalgebra::DMatrix;

use super::shares::{Fitted, ShareError, settle, thresholds};

/// Cells x points of one integration, about.
const WORK: usize = 2_000_000;
/// Square roots of primes give the coordinates after the first; more attributes than this cannot be tied.
const PRIMES: [f64; 11] = [2.0, 3.0, 5.0, 7.0, 11.0, 13.0, 17.0, 19.0, 23.0, 29.0, 31.0];
/// Most attributes of a copula.
pub const MOST_ATTRIBUTES: usize = PRIMES.len() + 2;

/// Joins margins by a correlation matrix, attribute after attribute: the table of those before stays as it is, so an attribute added last
/// changes no share of those before. One that is correlated with none before is independent of them, with the exact
/// thresholds of its decimals.
///
/// # Errors
/// Where a margin is not made of shares, or the matrix is not a positive definite correlation matrix of as many attributes.
pub fn fit(margins: &[Vec<f64>], correlation: &[Vec<f64>]) -> Result<Fitted, ShareError> {
    let d = margins.len();
    let square = correlation.len() == d && correlation.iter().all(|row| row.len() == d);
    let matrix = square.then(|| DMatrix::from_fn(d, d, |i, j| correlation[i][j]));
    let factor = matrix.filter(|_| d <= MOST_ATTRIBUTES).and_then(|m| m.cholesky()).ok_or(ShareError::NotPositive)?;
    let factor = factor.l();
    let mut fitted = Fitted { shares: vec![1.0], rows: Vec::with_capacity(d) };
    let mut cuts: Vec<Vec<f64>> = Vec::with_capacity(d);
    for (k, margin) in margins.iter().enumerate() {
        super::shares::check(margin)?;
        let total: f64 = margin.iter().sum();
        let target: Vec<f64> = margin.iter().map(|s| s / total).collect();
        cuts.push(edges(&target));
        let (prefixes, levels) = (fitted.shares.len(), margin.len());
        if correlation[k][..k].iter().all(|&r| r == 0.0) {
            fitted.rows.push(vec![thresholds(margin); prefixes]);
            fitted.shares = fitted.shares.iter().flat_map(|p| target.iter().map(move |t| p * t)).collect();
            continue;
        }
        let cells = prefixes * levels;
        let points = (WORK / cells).clamp(64, 4096);
        let mut table = rectangles(&cuts, &factor, points);
        settle(&mut table, &fitted.shares, &target)?;
        fitted.rows.push(table.chunks(levels).map(thresholds).collect());
        fitted.shares = table;
    }
    Ok(fitted)
}

/// The edges of the levels: quantiles of the cumulative shares, from minus to plus infinity.
fn edges(shares: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    let mut edges = vec![f64::NEG_INFINITY];
    for share in &shares[..shares.len() - 1] {
        sum += share;
        edges.push(normal_quantile(sum));
    }
    edges.push(f64::INFINITY);
    edges
}

/// The probabilities of all combinations of levels of the first attributes. Combinations share the coordinates of the levels that
/// they have in common, so each point walks the tree of levels once.
fn rectangles(cuts: &[Vec<f64>], factor: &DMatrix<f64>, points: usize) -> Vec<f64> {
    let cells = cuts.iter().map(|edges| edges.len() - 1).product();
    // What comes after the first attribute differs by point, the edges of the first do not.
    let first: Vec<f64> = cuts[0].iter().map(|&x| normal_cdf(x / factor[(0, 0)])).collect();
    let below = cuts.iter().skip(1).map(|edges| edges.iter().map(|&x| normal_cdf(x)).collect());
    let mut at = std::iter::once(first).chain(below).collect();
    let mut tree = Tree { cuts, factor, sums: vec![0.0; cells], y: vec![0.0; cuts.len()] };
    for point in 0..points {
        let middle = point as f64 + 0.5;
        let root = |i: usize| (middle * PRIMES[i - 1].sqrt()).fract();
        let w: Vec<f64> = (0..cuts.len() - 1).map(|i| if i == 0 { middle / points as f64 } else { root(i) }).collect();
        tree.walk(0, 0, 1.0, &w, &mut at);
    }
    tree.sums.iter().map(|sum| sum / points as f64).collect()
}

/// The tree of the levels of attribute after attribute.
struct Tree<'a> {
    cuts: &'a [Vec<f64>],
    factor: &'a DMatrix<f64>,
    /// By combination, over the points so far.
    sums: Vec<f64>,
    /// The point's coordinates of the attributes before.
    y: Vec<f64>,
}

impl Tree<'_> {
    /// Adds a point to all combinations that begin with these levels of the first `i` attributes, which have this probability. `at` is
    /// memory for the distribution function at the edges of each attribute.
    fn walk(&mut self, i: usize, prefix: usize, probability: f64, w: &[f64], at: &mut Vec<Vec<f64>>) {
        let edges = &self.cuts[i];
        let levels = edges.len() - 1;
        if i > 0 {
            let shift: f64 = (0..i).map(|j| self.factor[(i, j)] * self.y[j]).sum();
            // The ends are 0 and 1.
            for (value, &x) in at[i].iter_mut().zip(edges).skip(1).take(levels - 1) {
                *value = normal_cdf((x - shift) / self.factor[(i, i)]);
            }
        }
        for level in 0..levels {
            let (low, high) = (at[i][level], at[i][level + 1]);
            let probability = probability * (high - low).max(0.0);
            let cell = prefix * levels + level;
            if probability == 0.0 {
                continue;
            }
            if i + 1 == self.cuts.len() {
                self.sums[cell] += probability;
            } else {
                self.y[i] = normal_quantile(low + w[i] * (high - low));
                self.walk(i + 1, cell, probability, w, at);
            }
        }
    }
}

/// The distribution function of the standard normal law.
fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// The quantile of the standard normal law: Wichura (1988), algorithm AS 241, about 16 digits; infinite at 0 and 1.
#[must_use]
#[allow(clippy::excessive_precision, reason = "coefficients near the published digits")]
pub fn normal_quantile(p: f64) -> f64 {
    const A: [f64; 8] = [
        3.387_132_872_796_366_6,
        133.141_667_891_784_38,
        1_971.590_950_306_551_4,
        13_731.693_765_509_461,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ];
    const B: [f64; 8] = [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854_5,
    ];
    const C: [f64; 8] = [
        1.423_437_110_749_683_5,
        4.630_337_846_156_545_4,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ];
    const D: [f64; 8] = [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ];
    const E: [f64; 8] = [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_9,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288e-7,
    ];
    const F: [f64; 8] = [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_445_9e-7,
        2.044_263_103_389_94e-15,
    ];
    let of = |c: &[f64; 8], x: f64| c.iter().rev().fold(0.0, |sum, k| sum * x + k);
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * of(&A, r) / of(&B, r);
    }
    let r = (-libm::log(if q < 0.0 { p } else { 1.0 - p })).sqrt();
    let x = if r <= 5.0 { of(&C, r - 1.6) / of(&D, r - 1.6) } else { of(&E, r - 5.0) / of(&F, r - 5.0) };
    if q < 0.0 { -x } else { x }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    /// One combination by itself, as Genz writes it.
    fn rectangle(cuts: &[Vec<f64>], factor: &DMatrix<f64>, cell: usize, points: usize) -> f64 {
        let d = cuts.len();
        let mut bounds = vec![(0.0, 0.0); d];
        let mut rest = cell;
        for (bound, edges) in bounds.iter_mut().zip(cuts).rev() {
            let levels = edges.len() - 1;
            *bound = (edges[rest % levels], edges[rest % levels + 1]);
            rest /= levels;
        }
        let mut y = vec![0.0; d];
        let mut sum = 0.0;
        for point in 0..points {
            let mut probability = 1.0;
            for i in 0..d {
                let shift: f64 = (0..i).map(|j| factor[(i, j)] * y[j]).sum();
                let at = |x: f64| normal_cdf((x - shift) / factor[(i, i)]);
                let (low, high) = (at(bounds[i].0), at(bounds[i].1));
                probability *= (high - low).max(0.0);
                if probability == 0.0 {
                    break;
                }
                let w = match i {
                    0 => (point as f64 + 0.5) / points as f64,
                    _ if i + 1 < d => ((point as f64 + 0.5) * PRIMES[i - 1].sqrt()).fract(),
                    _ => break,
                };
                y[i] = normal_quantile(low + w * (high - low));
            }
            sum += probability;
        }
        sum / points as f64
    }

    #[test]
    fn all_at_once_are_each_by_itself_to_the_bit() {
        let r = [[1.0, 0.5, 0.3, 0.0], [0.5, 1.0, -0.2, 0.6], [0.3, -0.2, 1.0, 0.1], [0.0, 0.6, 0.1, 1.0]];
        let factor = DMatrix::from_fn(4, 4, |i, j| r[i][j]).cholesky().unwrap().l();
        let margins = [vec![0.2, 0.5, 0.3], vec![1.0], vec![0.1, 0.6, 0.1, 0.2], vec![1e-12, 1.0 - 1e-12]];
        let cuts: Vec<Vec<f64>> = margins.iter().map(|m| edges(m)).collect();
        for d in 1..=4 {
            let all = rectangles(&cuts[..d], &factor, 257);
            for (cell, p) in all.iter().enumerate() {
                assert_eq!(p.to_bits(), rectangle(&cuts[..d], &factor, cell, 257).to_bits(), "{d} attributes, {cell}");
            }
        }
    }

    #[test]
    fn the_quantile_is_the_inverse() {
        for i in 1..2000 {
            let p = f64::from(i) / 2000.0;
            let back = normal_cdf(normal_quantile(p));
            assert!((back - p).abs() < 1e-14, "{p} {back}");
        }
        for p in [1e-300, 1e-20, 1e-11, 1e-6] {
            assert!((normal_cdf(normal_quantile(p)) / p - 1.0).abs() < 1e-11, "{p}");
        }
        assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-14);
    }

    fn two(r: f64) -> Vec<Vec<f64>> {
        vec![vec![1.0, r], vec![r, 1.0]]
    }

    /// P(X < 0, Y < 0) = 1/4 + asin(r) / (2 pi) (Sheppard 1899).
    #[test]
    fn quadrants_are_those_of_the_arc_sine() {
        for r in [-0.95, -0.5, 0.1, 0.3, 0.7, 0.95] {
            let shares = fit(&[vec![0.5, 0.5], vec![0.5, 0.5]], &two(r)).unwrap().shares;
            let known = 0.25 + libm::asin(r) / (2.0 * PI);
            assert!((shares[0] - known).abs() < 1e-6, "{r}: {} not {known}", shares[0]);
        }
    }

    /// Three: 1/8 + (asin r12 + asin r13 + asin r23) / (4 pi).
    #[test]
    fn octants_are_those_of_the_arc_sines() {
        let half = vec![0.5, 0.5];
        let r = vec![vec![1.0, 0.5, 0.3], vec![0.5, 1.0, -0.2], vec![0.3, -0.2, 1.0]];
        let shares = fit(&[half.clone(), half.clone(), half], &r).unwrap().shares;
        let known = 0.125 + (libm::asin(0.5) + libm::asin(0.3) + libm::asin(-0.2)) / (4.0 * PI);
        assert!((shares[0] - known).abs() < 2e-4, "{} not {known}", shares[0]);
    }

    #[test]
    fn margins_are_exact_and_limits_are_right() {
        let margins = [vec![0.2, 0.5, 0.3], vec![0.1, 0.6, 0.3]];
        for r in [-0.9, 0.0, 0.4, 0.999_999] {
            let shares = fit(&margins, &two(r)).unwrap().shares;
            for l in 0..3 {
                let row: f64 = shares[3 * l..3 * l + 3].iter().sum();
                let column: f64 = shares.iter().skip(l).step_by(3).sum();
                assert!((row - margins[0][l]).abs() < 1e-9 && (column - margins[1][l]).abs() < 1e-9, "{r}");
            }
            for (cell, &share) in shares.iter().enumerate() {
                let (a, b) = (cell / 3, cell % 3);
                if r == 0.0 {
                    assert!((share - margins[0][a] * margins[1][b]).abs() < 1e-15);
                }
            }
            if r > 0.99 {
                // Together in order: the overlap of the cumulative shares.
                let overlap = [0.1, 0.1, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.3];
                assert!(shares.iter().zip(overlap).all(|(s, o)| (s - o).abs() < 1e-3), "{shares:?}");
            }
        }
        assert_eq!(fit(&margins, &two(1.0)), Err(ShareError::NotPositive));
        let bad = vec![vec![1.0, 0.9, -0.9], vec![0.9, 1.0, 0.9], vec![-0.9, 0.9, 1.0]];
        assert_eq!(fit(&[vec![1.0], vec![1.0], vec![1.0]], &bad), Err(ShareError::NotPositive));
    }

    /// An attribute added last changes no share of those before.
    #[test]
    fn an_attribute_added_last_leaves_the_others() {
        let margins = [vec![0.2, 0.8], vec![0.1, 0.6, 0.3], vec![0.5, 0.5]];
        let r = vec![vec![1.0, 0.3, 0.2], vec![0.3, 1.0, 0.4], vec![0.2, 0.4, 1.0]];
        let (before, after) = (fit(&margins[..2], &two(0.3)).unwrap(), fit(&margins, &r).unwrap());
        assert_eq!(before.rows[..], after.rows[..2]);
    }
}

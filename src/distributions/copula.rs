//! Attributes that hang together by correlation: a Gaussian copula with given margins.
//!
//! Each attribute is a normal variable cut at its margin's quantiles; the shares of combinations are probabilities of rectangles of
//! the multivariate normal, by the transformation of Genz (1992, "Numerical computation of multivariate normal probabilities",
//! Journal of Computational and Graphical Statistics 1: 141-149) over a fixed point set (midpoints, then Richtmyer's square roots
//! of primes), and then fitted to the margins exactly. The same bits everywhere: arithmetic, square roots and `libm` only.

use nalgebra::DMatrix;

use super::normal::{LANES, Lanes, cdf, cdf_of_all, normal_quantile, quantile_of_all};
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
    margins.iter().try_for_each(|margin| super::shares::check(margin))?;
    let target = |margin: &Vec<f64>| -> Vec<f64> {
        let total: f64 = margin.iter().sum();
        margin.iter().map(|s| s / total).collect()
    };
    let targets: Vec<Vec<f64>> = margins.iter().map(target).collect();
    let cuts: Vec<Vec<f64>> = targets.iter().map(|target| edges(target)).collect();
    let alone: Vec<bool> = (0..d).map(|k| correlation[k][..k].iter().all(|&r| r == 0.0)).collect();
    let points: Vec<usize> = cells(&cuts).map(|cells| (WORK / cells).clamp(64, 4096)).collect();
    let mut fitted = Fitted { shares: vec![1.0], rows: Vec::with_capacity(d) };
    // Tables of the same points are made together.
    let mut made: Vec<Vec<f64>> = Vec::new();
    for (k, target) in targets.iter().enumerate() {
        let prefixes = fitted.shares.len();
        if alone[k] {
            fitted.rows.push(vec![thresholds(&margins[k]); prefixes]);
            fitted.shares = fitted.shares.iter().flat_map(|p| target.iter().map(move |t| p * t)).collect();
            continue;
        }
        if k >= made.len() {
            let last = (k..d).rev().find(|&j| !alone[j] && points[j] == points[k]).unwrap_or(k);
            made = rectangles(&cuts[..=last], &factor, points[k]);
        }
        let mut table = std::mem::take(&mut made[k]);
        settle(&mut table, &fitted.shares, target)?;
        fitted.rows.push(table.chunks(target.len()).map(thresholds).collect());
        fitted.shares = table;
    }
    Ok(fitted)
}

/// How many combinations there are of the levels of the first attribute, the first two, and so on.
fn cells(cuts: &[Vec<f64>]) -> impl Iterator<Item = usize> {
    cuts.iter().scan(1_usize, |cells, edges| {
        *cells = cells.saturating_mul(edges.len() - 1);
        Some(*cells)
    })
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

/// The probabilities of all combinations of levels of the first attribute, of the first two, and so on. Combinations share the
/// coordinates of the levels that they have in common, so each block of points walks the tree of levels once.
fn rectangles(cuts: &[Vec<f64>], factor: &DMatrix<f64>, points: usize) -> Vec<Vec<f64>> {
    let d = cuts.len();
    let mut tree = Tree {
        cuts,
        factor: (0..d).map(|i| (0..=i).map(|j| factor[(i, j)]).collect()).collect(),
        sums: cells(cuts).map(|cells| vec![0.0; cells]).collect(),
        w: vec![[0.0; LANES]; d],
        y: vec![[0.0; LANES]; d],
    };
    // What comes after the first attribute differs by point, the edges of the first do not; the ends of all are 0 and 1.
    let mut at: Vec<Vec<Lanes>> = cuts.iter().map(|edges| vec![[1.0; LANES]; edges.len()]).collect();
    at[0].iter_mut().zip(&cuts[0]).for_each(|(at, &x)| at.fill(cdf(x / tree.factor[0][0])));
    at.iter_mut().for_each(|at| at[0].fill(0.0));
    for begin in (0..points).step_by(LANES) {
        let mut begun = [0.0; LANES];
        for (lane, begun) in begun.iter_mut().enumerate().take(points - begin) {
            let middle = (begin + lane) as f64 + 0.5;
            *begun = 1.0;
            for i in 0..d - 1 {
                let w = if i == 0 { middle / points as f64 } else { (middle * PRIMES[i - 1].sqrt()).fract() };
                tree.w[i][lane] = w;
            }
        }
        tree.walk(0, 0, &begun, &mut at);
    }
    tree.sums.iter_mut().flatten().for_each(|sum| *sum /= points as f64);
    tree.sums
}

/// The tree of the levels of attribute after attribute.
struct Tree<'a> {
    cuts: &'a [Vec<f64>],
    /// The rows of the lower triangle.
    factor: Vec<Vec<f64>>,
    /// By attributes and combination, over the points so far.
    sums: Vec<Vec<f64>>,
    /// By attribute: where between its edges a point is.
    w: Vec<Lanes>,
    /// By attribute before: the points' coordinates.
    y: Vec<Lanes>,
}

impl Tree<'_> {
    /// Adds points to all combinations that begin with these levels of the first `i` attributes, which have these probabilities. `at`
    /// is memory for the distribution function at the edges of this and each later attribute.
    fn walk(&mut self, i: usize, prefix: usize, probability: &Lanes, at: &mut [Vec<Lanes>]) {
        let Some((at, deeper)) = at.split_first_mut() else { return };
        let levels = at.len() - 1;
        if i > 0 {
            let mut shift = [0.0; LANES];
            for (factor, y) in self.factor[i].iter().zip(&self.y[..i]) {
                shift.iter_mut().zip(y).for_each(|(shift, y)| *shift += factor * y);
            }
            for (at, x) in at.iter_mut().zip(&self.cuts[i]).skip(1).take(levels - 1) {
                at.iter_mut().zip(&shift).for_each(|(at, shift)| *at = (x - shift) / self.factor[i][i]);
                cdf_of_all(at);
            }
        }
        for level in 0..levels {
            let (low, high) = (&at[level], &at[level + 1]);
            let cell = prefix * levels + level;
            let (mut within, mut y) = ([0.0; LANES], [0.0; LANES]);
            for lane in 0..LANES {
                let width = high[lane] - low[lane];
                // Nothing where the width is not a number, behind an infinite coordinate.
                within[lane] = probability[lane] * if width > 0.0 { width } else { 0.0 };
                y[lane] = low[lane] + self.w[i][lane] * width;
            }
            self.sums[i][cell] = within.iter().fold(self.sums[i][cell], |sum, p| sum + p);
            if !deeper.is_empty() && within.iter().any(|&p| p != 0.0) {
                quantile_of_all(&mut y);
                self.y[i] = y;
                self.walk(i + 1, cell, &within, deeper);
            }
        }
    }
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
                let at = |x: f64| cdf((x - shift) / factor[(i, i)]);
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
        for points in [1, 64, 257] {
            let all = rectangles(&cuts, &factor, points);
            for d in 1..=4 {
                for (cell, p) in all[d - 1].iter().enumerate() {
                    let alone = rectangle(&cuts[..d], &factor, cell, points);
                    assert_eq!(p.to_bits(), alone.to_bits(), "{d} attributes, {cell}");
                }
            }
        }
    }

    #[test]
    fn too_many_combinations_are_very_many_and_not_few() {
        let cuts = vec![vec![0.0; 101]; MOST_ATTRIBUTES];
        assert_eq!(cells(&cuts).last(), Some(usize::MAX));
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

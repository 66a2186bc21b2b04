//! Poisson regression with any mean function and smooth coefficients: second differences of each block of coefficients are penalised, and how
//! strongly is found from the counts (Wood and Fasiolo 2017, the generalised Fellner-Schall update). A step between neighbours is taken to be
//! about 1 either way, so that coefficients that the counts say nothing about are like their neighbours. Counts that scatter more than Poisson
//! counts widen the covariance.

use std::ops::Range;

use nalgebra::{Cholesky, DMatrix, DVector};

/// A fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Smoothed {
    /// The coefficients.
    pub coefficients: Vec<f64>,
    /// Standard error of each, the smoothing taken as prior knowledge.
    pub errors: Vec<f64>,
    /// The means of the counts.
    pub means: Vec<f64>,
    /// How many times the variance is that of a Poisson count; 1 at least.
    pub dispersion: f64,
    /// How many free coefficients the smooth ones are worth.
    pub effective: f64,
}

/// Steps of the outer loop, which finds the strength of the penalties.
const OUTER: usize = 25;
/// Steps of the inner loop, which finds the coefficients.
const INNER: usize = 40;
/// Halvings of a step that does not lead downhill.
const HALVINGS: usize = 12;
/// The difference by which the mean function is differentiated.
const DIFFERENCE: f64 = 1e-5;
/// Longest step of a coefficient.
const LONGEST: f64 = 1.5;
/// Strengths of penalties are kept within these.
const STRENGTHS: (f64, f64) = (1e-6, 1e6);
/// What is added to the diagonal, so that a coefficient that the counts say nothing about has a value.
const RIDGE: f64 = 1e-8;
/// A mean is never smaller than this.
const LEAST: f64 = 1e-9;

/// Fits coefficients within bounds. `mean` gives the expected counts; `blocks` are how many
/// coefficients each smooth curve has, one after another.
/// None where the numbers are not finite or the equations have no solution.
#[must_use]
pub fn poisson(
    counts: &[f64],
    blocks: &[usize],
    start: &[f64],
    (low, high): (f64, f64),
    mean: impl Fn(&[f64]) -> Vec<f64>,
) -> Option<Smoothed> {
    let n = start.len();
    let mut end = 0;
    let blocks: Vec<Range<usize>> = (blocks.iter())
        .map(|many| {
            end += many;
            end - many..end
        })
        .collect();
    let penalties: Vec<DMatrix<f64>> = blocks.iter().map(|block| differences(n, block, &[1.0, -2.0, 1.0])).collect();
    let steps = blocks.iter().fold(DMatrix::zeros(n, n), |sum, block| sum + differences(n, block, &[-1.0, 1.0]));
    let mut strengths = vec![1.0; blocks.len()];
    let mut at = DVector::from_row_slice(start);
    let mut dispersion = 1.0;
    let means = |at: &DVector<f64>| -> Vec<f64> { mean(at.as_slice()).into_iter().map(|m| m.max(LEAST)).collect() };
    let mut found = None;
    for _ in 0..OUTER {
        let penalty = penalties.iter().zip(&strengths).fold(steps.clone(), |sum, (p, s)| sum + p * *s);
        let worth = |at: &DVector<f64>, means: &[f64]| {
            half_deviance(counts, means) / dispersion + 0.5 * (at.transpose() * &penalty * at)[(0, 0)]
        };
        let mut here = means(&at);
        let mut value = worth(&at, &here);
        let mut solved = None;
        for _ in 0..INNER {
            let slopes = slopes(&at, &here, &means);
            let (information, gradient) = normal(counts, &here, &slopes, dispersion);
            let gradient = gradient - &penalty * &at;
            let mut matrix = &information + &penalty;
            (0..n).for_each(|i| matrix[(i, i)] += RIDGE);
            let cholesky = Cholesky::new(matrix)?;
            let step = cholesky.solve(&gradient).map(|s| s.clamp(-LONGEST, LONGEST));
            let mut part = 1.0;
            let mut moved = false;
            for _ in 0..HALVINGS {
                let next = (&at + &step * part).map(|c| c.clamp(low, high));
                let next_means = means(&next);
                let next_value = worth(&next, &next_means);
                if next_value.is_finite() && next_value < value {
                    moved = value - next_value > 1e-9 * (1.0 + value.abs());
                    (at, here, value) = (next, next_means, next_value);
                    break;
                }
                part *= 0.5;
            }
            solved = Some((information, cholesky));
            if !moved {
                break;
            }
        }
        let (information, cholesky) = solved?;
        let covariance = cholesky.inverse();
        let effective = (&covariance * &information).trace();
        let free = (counts.len() as f64 - effective).max(1.0);
        let pearson: f64 = counts.iter().zip(&here).map(|(y, m)| (y - m) * (y - m) / m.max(1.0)).sum();
        let scatter = (pearson / free).max(1.0);
        let mut still = libm::fabs(libm::log(scatter / dispersion)) < 0.02;
        for ((penalty, block), strength) in penalties.iter().zip(&blocks).zip(&mut strengths) {
            let bent = (at.transpose() * penalty * &at)[(0, 0)].max(1e-12);
            let rank = block.len().saturating_sub(2) as f64;
            let next = (rank - *strength * (&covariance * penalty).trace()).max(1e-9) / bent;
            let next = next.clamp(STRENGTHS.0, STRENGTHS.1);
            still &= libm::fabs(libm::log(next / *strength)) < 0.05;
            *strength = next;
        }
        dispersion = scatter;
        found = Some(errors(&covariance, &at, here, dispersion, effective));
        if still {
            break;
        }
    }
    found.filter(|f| f.coefficients.iter().chain(&f.errors).all(|x| x.is_finite()))
}

fn errors(covariance: &DMatrix<f64>, at: &DVector<f64>, means: Vec<f64>, dispersion: f64, effective: f64) -> Smoothed {
    let errors = (0..at.len()).map(|i| covariance[(i, i)].max(0.0).sqrt()).collect();
    Smoothed { coefficients: at.as_slice().to_vec(), errors, means, dispersion, effective }
}

/// The squares of the differences of a block, as a matrix.
fn differences(n: usize, block: &Range<usize>, weights: &[f64]) -> DMatrix<f64> {
    let mut matrix = DMatrix::zeros(n, n);
    for i in block.start..(block.end + 1).saturating_sub(weights.len()) {
        for (a, x) in weights.iter().enumerate() {
            for (b, y) in weights.iter().enumerate() {
                matrix[(i + a, i + b)] += x * y;
            }
        }
    }
    matrix
}

/// How the means change with each coefficient, coefficient by coefficient.
fn slopes(at: &DVector<f64>, here: &[f64], means: &impl Fn(&DVector<f64>) -> Vec<f64>) -> Vec<Vec<f64>> {
    let of = |i: usize| {
        let mut moved = at.clone();
        moved[i] += DIFFERENCE;
        means(&moved).iter().zip(here).map(|(m, h)| (m - h) / DIFFERENCE).collect()
    };
    (0..at.len()).map(of).collect()
}

/// The information of the counts, and the gradient of their log-likelihood.
fn normal(counts: &[f64], means: &[f64], slopes: &[Vec<f64>], dispersion: f64) -> (DMatrix<f64>, DVector<f64>) {
    let n = slopes.len();
    let mut information = DMatrix::zeros(n, n);
    let mut gradient = DVector::zeros(n);
    let weights: Vec<f64> = means.iter().map(|m| 1.0 / (dispersion * m)).collect();
    for a in 0..n {
        let weighted: Vec<f64> = slopes[a].iter().zip(&weights).map(|(s, w)| s * w).collect();
        gradient[a] = weighted.iter().zip(counts.iter().zip(means)).map(|(s, (y, m))| s * (y - m)).sum();
        for b in a..n {
            let sum: f64 = weighted.iter().zip(&slopes[b]).map(|(x, y)| x * y).sum();
            information[(a, b)] = sum;
            information[(b, a)] = sum;
        }
    }
    (information, gradient)
}

/// Half the deviance of counts from their means.
fn half_deviance(counts: &[f64], means: &[f64]) -> f64 {
    let of = |(y, m): (&f64, &f64)| if *y > 0.0 { y * libm::log(y / m) - (y - m) } else { *m };
    counts.iter().zip(means).map(of).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Key, Purpose, Space, uniform};

    /// A Poisson count by inversion.
    fn draw(mean: f64, word: u64) -> f64 {
        let (mut k, mut p) = (0.0, libm::exp(-mean));
        let mut left = uniform(word) - p;
        while left > 0.0 && k < 1e4 {
            k += 1.0;
            p *= mean / k;
            left -= p;
        }
        k
    }

    fn truth(x: f64) -> f64 {
        4.0 + libm::sin(x * 6.0)
    }

    /// A curve comes back from counts, within errors that cover it about as often as they say.
    #[test]
    fn a_smooth_curve_comes_back_and_its_errors_cover_it() {
        let knots = 14;
        let x = |i: usize| i as f64 / (knots - 1) as f64;
        let mut covered = 0;
        let repeats = 60;
        for repeat in 0..repeats {
            let mut stream = Key::new(5, repeat).stream(Space::new("test", "penalised"), 0, Purpose::Patience, 0);
            let counts: Vec<f64> = (0..knots).map(|i| draw(libm::exp(truth(x(i))), stream.next_word())).collect();
            let fit = poisson(&counts, &[knots], &vec![3.0; knots], (-20.0, 20.0), |c| {
                c.iter().map(|c| libm::exp(*c)).collect()
            });
            let fit = fit.expect("a solution");
            assert!(fit.effective > 3.0 && fit.effective < knots as f64);
            covered += (0..knots).filter(|&i| (fit.coefficients[i] - truth(x(i))).abs() < 1.96 * fit.errors[i]).count();
        }
        let share = covered as f64 / (repeats as usize * knots) as f64;
        assert!((0.88..0.99).contains(&share), "{share}");
    }

    /// Several counts of each mean show how far they scatter.
    #[test]
    fn counts_that_scatter_widen_the_errors() {
        let knots = 30;
        let fit = |counts: [f64; 3]| {
            let counts: Vec<f64> = (0..3 * knots).map(|i| counts[i % 3]).collect();
            let means = |c: &[f64]| c.iter().flat_map(|c| [libm::exp(*c); 3]).collect();
            poisson(&counts, &[knots], &vec![5.0; knots], (-20.0, 20.0), means).expect("a solution")
        };
        let (rough, flat) = (fit([850.0, 1000.0, 1150.0]), fit([1000.0; 3]));
        assert!(rough.dispersion > 10.0 && flat.dispersion == 1.0, "{rough:?}");
        assert!(rough.errors[10] > 1.5 * flat.errors[10], "{} and {}", rough.errors[10], flat.errors[10]);
        assert!(flat.effective < 5.0, "level counts are worth a few of thirty coefficients: {}", flat.effective);
    }
}

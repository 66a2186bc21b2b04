//! Regression of counts with any mean function and smooth coefficients: second differences of each block of coefficients are penalised, and how
//! strongly is found from the counts (Wood and Fasiolo 2017, the generalised Fellner-Schall update). A step between neighbours is taken to be
//! about 1 either way, so that coefficients that the counts say nothing about are like their neighbours. Counts that scatter more than
//! chance has it widen the intervals.
//!
//! **Intervals.** A smooth curve cuts off peaks and fills dips, and an interval around it that knows nothing of that holds the truth too rarely beside a bend. So the
//! coefficients are fitted once more, hardly smoothed (`ROUGH`), from the smooth ones on; the interval is around these, as wide as counts of the same law would
//! scatter them (the sandwich), and reaches to the smooth value where that lies outside. It is the way of robust bias correction (Calonico, Cattaneo
//! and Farrell 2018): take the bias off, and pay for it in width.

use std::ops::Range;

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

/// A fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Smoothed {
    /// The coefficients.
    pub coefficients: Vec<f64>,
    /// Lower ends of their 95% intervals.
    pub low: Vec<f64>,
    /// Upper ends.
    pub high: Vec<f64>,
    /// The means of the counts.
    pub means: Vec<f64>,
    /// How many times the counts scatter as much as chance has it; 1 at least.
    pub dispersion: f64,
    /// How many free coefficients the smooth ones are worth.
    pub effective: f64,
}

/// What some counts have in common: so many times the product of two of their means is added to the covariance of the two.
#[derive(Clone, Debug, PartialEq)]
pub struct Common {
    /// -1/n for counts that are parts of n people; 1/n for counts of the like of n people who were counted, where how many there were is not known.
    pub times: f64,
    /// Places of counts, and the mean that each owes to these people.
    pub means: Vec<(usize, f64)>,
}

/// What coefficients make of counts.
pub trait Model {
    /// The means.
    fn means(&self, at: &[f64]) -> Vec<f64>;

    /// How the means change with each coefficient, coefficient by coefficient.
    fn slopes(&self, at: &[f64], means: &[f64]) -> Vec<Vec<f64>> {
        let of = |i: usize| {
            let mut moved = at.to_vec();
            moved[i] += DIFFERENCE;
            self.means(&moved).iter().zip(means).map(|(m, h)| (m - h) / DIFFERENCE).collect()
        };
        (0..at.len()).map(of).collect()
    }

    /// Runs of counts, one after another, that have nothing to do with each other.
    fn apart(&self) -> Vec<Range<usize>>;

    /// What counts have in common; without it each is a Poisson count by itself.
    fn common(&self, at: &[f64]) -> Vec<Common>;
}

/// Poisson counts, each by itself.
#[derive(Clone, Debug)]
pub struct Free<F>(
    /// How many counts there are.
    pub usize,
    /// Their means.
    pub F,
);

impl<F: Fn(&[f64]) -> Vec<f64>> Model for Free<F> {
    fn means(&self, at: &[f64]) -> Vec<f64> {
        self.1(at)
    }

    fn apart(&self) -> Vec<Range<usize>> {
        (0..self.0).map(|i| i..i + 1).collect()
    }

    fn common(&self, _: &[f64]) -> Vec<Common> {
        Vec::new()
    }
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
/// A step as short as this is the last.
const SHORTEST: f64 = 1e-5;
/// Strengths of penalties are kept within these.
const STRENGTHS: (f64, f64) = (1e-6, 1e6);
/// What is added to the diagonal, so that a coefficient that the counts say nothing about has a value.
const RIDGE: f64 = 1e-8;
/// A variance is never smaller than this.
const LEAST: f64 = 0.1;
/// No count or sum of counts is known more sharply than to this part of its variance by itself.
const SHARPEST: f64 = 1e-3;
/// How strongly steps between neighbours are held small in the fit that intervals are around: about 2 either way is usual.
const ROUGH: f64 = 0.25;
/// How strongly a coefficient without neighbours is held near 0: hardly, so that those that only differences are known of have a value.
const ALONE: f64 = 1e-4;
/// Coefficients without neighbours are held at least so hard beside the best-known one where their intervals are made: what only differences are known of
/// would drown in the last digits of the equations.
const TIED: f64 = 1e-6;
/// The 97.5% point of the normal law: 95% intervals of blocks of up to three coefficients, which hardly bend.
const NORMAL: f64 = 1.959_963_984_540_054;
/// The 97% point, for all others: an interval of 94% that reaches to the smooth value holds in about 95 of 100 cases. Where the rough curve misses the
/// truth by chance, the smooth one is often on its other side. 2,000 round trips (`docs/fit.md`) show by how much: 0.5 to 0.9 points.
const REACHING: f64 = 1.880_793_608_151_251;

/// What a fit is made of.
struct Fit<'a> {
    counts: &'a [f64],
    model: &'a dyn Model,
    bounds: (f64, f64),
}

/// Where a fit stands.
struct Here {
    at: DVector<f64>,
    means: Vec<f64>,
    /// Of the counts, were they to scatter as chance has it.
    information: DMatrix<f64>,
    /// How far the counts are from their means, in squares of what chance has.
    squares: f64,
}

/// Fits coefficients within bounds. `blocks` are how many coefficients each smooth curve has, one after another.
/// None where the numbers are not finite or the equations have no solution.
#[must_use]
pub fn counts(
    counts: &[f64],
    blocks: &[usize],
    start: &[f64],
    bounds: (f64, f64),
    model: &dyn Model,
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
    let mut steps = blocks.iter().fold(DMatrix::zeros(n, n), |sum, block| sum + differences(n, block, &[-1.0, 1.0]));
    blocks.iter().filter(|block| block.len() == 1).for_each(|block| steps[(block.start, block.start)] = ALONE);
    let fit = Fit { counts, model, bounds };
    let mut strengths = vec![1.0; blocks.len()];
    let mut at = DVector::from_row_slice(start);
    let mut dispersion = 1.0;
    let mut found = None;
    for _ in 0..OUTER {
        let penalty = penalties.iter().zip(&strengths).fold(steps.clone(), |sum, (p, s)| sum + p * *s);
        let here = fit.solve(at, &penalty, dispersion)?;
        at = here.at.clone();
        let covariance = inverse(&here.information / dispersion + &penalty)?;
        let effective = (&covariance * &here.information).trace() / dispersion;
        let scatter = (here.squares / (counts.len() as f64 - effective).max(1.0)).max(1.0);
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
        found = Some((here, effective));
        if still {
            break;
        }
    }
    let (here, effective) = found?;
    let (low, high) = fit.intervals(&here.at, steps * ROUGH, &blocks, dispersion)?;
    let coefficients = here.at.as_slice().to_vec();
    let all = coefficients.iter().chain(&low).chain(&high);
    all.clone().all(|x| x.is_finite()).then_some(())?;
    Some(Smoothed { coefficients, low, high, means: here.means, dispersion, effective })
}

impl Fit<'_> {
    /// The coefficients under a penalty, by Fisher scoring.
    fn solve(&self, from: DVector<f64>, penalty: &DMatrix<f64>, dispersion: f64) -> Option<Here> {
        let n = from.len();
        let (low, high) = self.bounds;
        let mut at = from;
        let mut means = self.model.means(at.as_slice());
        let mut last = None;
        for _ in 0..INNER {
            let whiten = Whiten::new(self.model, at.as_slice(), &means)?;
            let slopes = self.model.slopes(at.as_slice(), &means);
            let slopes = whiten.all(&DMatrix::from_fn(means.len(), n, |count, i| slopes[i][count]))?;
            let off = whiten.all(&self.off(&means))?;
            let information = slopes.tr_mul(&slopes);
            let bent = |at: &DVector<f64>| 0.5 * (at.transpose() * penalty * at)[(0, 0)];
            let value = 0.5 * off.norm_squared() / dispersion + bent(&at);
            let gradient = (slopes.tr_mul(&off) / dispersion).column(0) - penalty * &at;
            let mut matrix = &information / dispersion + penalty;
            (0..n).for_each(|i| matrix[(i, i)] += RIDGE);
            let step = Cholesky::new(matrix)?.solve(&gradient).map(|s| s.clamp(-LONGEST, LONGEST));
            last = Some((information, off.norm_squared()));
            let mut part = 1.0;
            let mut moved = 0.0;
            for _ in 0..HALVINGS {
                let next = (&at + &step * part).map(|c| c.clamp(low, high));
                let next_means = self.model.means(next.as_slice());
                let squares = whiten.all(&self.off(&next_means))?.norm_squared();
                let next_value = 0.5 * squares / dispersion + bent(&next);
                if next_value.is_finite() && next_value < value {
                    moved = (&next - &at).amax();
                    (at, means) = (next, next_means);
                    break;
                }
                part *= 0.5;
            }
            if moved < SHORTEST {
                break;
            }
        }
        let (information, squares) = last?;
        Some(Here { at, means, information, squares })
    }

    /// How far the counts are from their means.
    fn off(&self, means: &[f64]) -> DMatrix<f64> {
        DMatrix::from_iterator(means.len(), 1, self.counts.iter().zip(means).map(|(y, m)| y - m))
    }

    /// Ends of intervals, from a fit that is hardly smoothed.
    fn intervals(
        &self,
        smooth: &DVector<f64>,
        mut penalty: DMatrix<f64>,
        blocks: &[Range<usize>],
        dispersion: f64,
    ) -> Option<(Vec<f64>, Vec<f64>)> {
        let rough = self.solve(smooth.clone(), &penalty, dispersion)?;
        let information = rough.information / dispersion;
        let best = information.diagonal().amax();
        let alone = blocks.iter().filter(|block| block.len() == 1).map(|block| block.start);
        alone.for_each(|i| penalty[(i, i)] += TIED * best);
        let bread = inverse(&information + penalty)?;
        let covariance = &bread * information * &bread;
        let of =
            |block: &Range<usize>| std::iter::repeat_n(if block.len() <= 3 { NORMAL } else { REACHING }, block.len());
        let normal: Vec<f64> = blocks.iter().flat_map(of).collect();
        let end = |times: f64, i: usize| rough.at[i] + times * normal[i] * covariance[(i, i)].max(0.0).sqrt();
        let low = (0..smooth.len()).map(|i| end(-1.0, i).min(smooth[i])).collect();
        let high = (0..smooth.len()).map(|i| end(1.0, i).max(smooth[i])).collect();
        Some((low, high))
    }
}

fn inverse(mut matrix: DMatrix<f64>) -> Option<DMatrix<f64>> {
    (0..matrix.nrows()).for_each(|i| matrix[(i, i)] += RIDGE);
    Some(Cholesky::new(matrix)?.inverse())
}

/// Takes what counts have in common out of them.
struct Whiten(Vec<(Range<usize>, Cholesky<f64, Dyn>)>);

impl Whiten {
    fn new(model: &dyn Model, at: &[f64], means: &[f64]) -> Option<Self> {
        let apart = model.apart();
        let mut parts: Vec<DMatrix<f64>> = (apart.iter())
            .map(|run| {
                let by_itself = means[run.clone()].iter().map(|m| m.max(LEAST) * (1.0 + SHARPEST));
                DMatrix::from_diagonal(&DVector::from_iterator(run.len(), by_itself))
            })
            .collect();
        for common in model.common(at) {
            let Some(&(first, _)) = common.means.first() else { continue };
            let part = apart.partition_point(|run| run.end <= first);
            let begin = apart[part].start;
            for &(i, a) in &common.means {
                for &(j, b) in &common.means {
                    parts[part][(i - begin, j - begin)] += common.times * a * b;
                }
            }
        }
        apart
            .into_iter()
            .zip(parts)
            .map(|(run, part)| Some((run, Cholesky::new(part)?)))
            .collect::<Option<_>>()
            .map(Self)
    }

    fn all(&self, of: &DMatrix<f64>) -> Option<DMatrix<f64>> {
        let mut out = of.clone();
        for (run, part) in &self.0 {
            let mut rows = out.rows_mut(run.start, run.len());
            part.l_dirty().solve_lower_triangular_mut(&mut rows).then_some(())?;
        }
        Some(out)
    }
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

    fn exponentials(at: &[f64]) -> Vec<f64> {
        at.iter().map(|c| libm::exp(*c)).collect()
    }

    fn fit(of: &[f64], knots: usize, start: f64, means: impl Fn(&[f64]) -> Vec<f64>) -> Smoothed {
        let model = Free(of.len(), means);
        counts(of, &[knots], &vec![start; knots], (-20.0, 20.0), &model).expect("a solution")
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
            let fit = fit(&counts, knots, 3.0, exponentials);
            assert!(fit.effective > 3.0 && fit.effective < knots as f64);
            covered += (0..knots).filter(|&i| (fit.low[i]..fit.high[i]).contains(&truth(x(i)))).count();
        }
        let share = covered as f64 / (repeats as usize * knots) as f64;
        assert!((0.88..0.99).contains(&share), "{share}");
    }

    /// Several counts of each mean show how far they scatter.
    #[test]
    fn counts_that_scatter_widen_the_errors() {
        let knots = 30;
        let three = |counts: [f64; 3]| {
            let counts: Vec<f64> = (0..3 * knots).map(|i| counts[i % 3]).collect();
            fit(&counts, knots, 5.0, |c| c.iter().flat_map(|c| [libm::exp(*c); 3]).collect())
        };
        let (rough, flat) = (three([850.0, 1000.0, 1150.0]), three([1000.0; 3]));
        assert!(rough.dispersion > 10.0 && flat.dispersion == 1.0, "{rough:?}");
        let width = |fit: &Smoothed| fit.high[10] - fit.low[10];
        assert!(width(&rough) > 2.0 * width(&flat), "{} and {}", width(&rough), width(&flat));
        assert!(flat.effective < 5.0, "level counts are worth a few of thirty coefficients: {}", flat.effective);
    }

    /// A peak that a smooth curve cuts off: the intervals hold it all the same.
    #[test]
    fn intervals_hold_a_peak_that_is_smoothed_away() {
        let knots = 21;
        let truth = |i: usize| if i == 10 { 5.0 } else { 4.0 };
        let (mut covered, mut cut) = (0, 0.0);
        let repeats = 100;
        for repeat in 0..repeats {
            let mut stream = Key::new(6, repeat).stream(Space::new("test", "penalised"), 0, Purpose::Patience, 0);
            let of: Vec<f64> = (0..knots).map(|i| draw(libm::exp(truth(i)), stream.next_word())).collect();
            let fit = fit(&of, knots, 4.0, exponentials);
            covered += usize::from((fit.low[10]..fit.high[10]).contains(&truth(10)));
            cut += (truth(10) - fit.coefficients[10]) / repeats as f64;
        }
        assert!(cut > 0.05, "the smooth value is too low by {cut}");
        // Of 100 intervals that hold in 95% of cases at least 87 do, but for one set in a thousand.
        assert!(covered >= 87, "{covered}");
    }

    /// Where so few knots leave no room for a bend, smooth values are nearly those of the rough curve, and nothing is taken off their intervals.
    #[test]
    fn only_what_can_bend_reaches_to_a_smooth_value() {
        let half = |knots: usize| {
            let fit = fit(&vec![1e4; knots], knots, 9.0, exponentials);
            (fit.high[0] - fit.low[0]) / 2.0
        };
        for (knots, normal) in [(1, NORMAL), (2, NORMAL), (3, NORMAL), (4, REACHING)] {
            assert!((100.0 * half(knots) - normal).abs() < 1e-3, "{knots}: {}", half(knots));
        }
    }

    /// Two parts of 1,000 people: where one is high the other is low, and so what is left of the whole is sharp.
    #[test]
    fn parts_of_a_whole_tell_what_is_missing() {
        struct Parts(f64);
        impl Model for Parts {
            fn means(&self, at: &[f64]) -> Vec<f64> {
                let gone = libm::exp(at[1]);
                vec![(1_000.0 - gone) * libm::exp(at[0]), (1_000.0 - gone) * (1.0 - libm::exp(at[0]))]
            }
            fn apart(&self) -> Vec<Range<usize>> {
                std::iter::once(0..2).collect()
            }
            fn common(&self, at: &[f64]) -> Vec<Common> {
                let means = self.means(at).into_iter().enumerate().collect();
                vec![Common { times: self.0 / 1_000.0, means }]
            }
        }
        let width = |times: f64| {
            let fit = counts(&[560.0, 400.0], &[1, 1], &[-0.5, 4.0], (-9.0, 6.5), &Parts(times)).expect("a solution");
            assert!((libm::exp(fit.coefficients[1]) - 40.0).abs() < 0.5, "{fit:?}");
            fit.high[1] - fit.low[1]
        };
        // 40 of 1,000 people: the logarithm is known to the root of 0.96/40.
        assert!((width(-1.0) / 2.0 / NORMAL - libm::sqrt(0.96 / 40.0)).abs() < 0.01, "{}", width(-1.0));
        assert!(width(0.0) > 4.0 * width(-1.0));
    }
}

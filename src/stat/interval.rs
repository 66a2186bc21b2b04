//! Intervals over replications: the replication is the unit of analysis, always in replication order.

use std::collections::BTreeMap;

use super::beta::regularised;

/// Mean of replications with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// How many replications.
    pub n: usize,
    /// Mean.
    pub mean: f64,
    /// Standard deviation with n - 1.
    pub sd: f64,
    /// Half of the width; not a number with a single replication.
    pub half_width: f64,
}

impl Interval {
    /// Lower end.
    #[must_use]
    pub fn lower(&self) -> f64 {
        self.mean - self.half_width
    }

    /// Upper end.
    #[must_use]
    pub fn upper(&self) -> f64 {
        self.mean + self.half_width
    }

    /// Whether the interval holds a value.
    #[must_use]
    pub fn holds(&self, value: f64) -> bool {
        self.lower() <= value && value <= self.upper()
    }
}

/// Mean, added in the order given, as the first value and the mean distance from it: so that equal values have exactly that
/// mean and no spread, where a plain sum leaves crumbs in the last digits.
#[must_use]
pub fn mean(values: &[f64]) -> f64 {
    let first = values.first().copied().unwrap_or(f64::NAN);
    first + values.iter().map(|v| v - first).sum::<f64>() / values.len() as f64
}

/// Standard deviation with n - 1, in two passes; not a number below two values.
#[must_use]
pub fn sd(values: &[f64]) -> f64 {
    let m = mean(values);
    (values.iter().map(|v| (v - m) * (v - m)).sum::<f64>() / (values.len() as f64 - 1.0)).sqrt()
}

/// All t intervals of one coverage. Quantiles of t are slow to find, so each is found once.
#[derive(Clone, Debug)]
pub struct TIntervals {
    coverage: f64,
    /// By the number of values.
    quantiles: BTreeMap<usize, f64>,
}

impl TIntervals {
    /// Intervals of this coverage.
    #[must_use]
    pub const fn new(coverage: f64) -> Self {
        Self { coverage, quantiles: BTreeMap::new() }
    }

    /// The quantile of an interval over so many values; not a number below two.
    pub fn t(&mut self, values: usize) -> f64 {
        if values < 2 {
            return f64::NAN;
        }
        let p = 0.5 + 0.5 * self.coverage;
        *self.quantiles.entry(values).or_insert_with(|| t_quantile(p, (values - 1) as f64))
    }

    /// The t interval of the mean of replications (Law 2015, section 9.4); none without values. With one value the half-width is
    /// not a number.
    pub fn of(&mut self, values: &[f64]) -> Option<Interval> {
        let n = values.len();
        if n == 0 {
            return None;
        }
        let sd = sd(values);
        Some(Interval { n, mean: mean(values), sd, half_width: self.t(n) * sd / (n as f64).sqrt() })
    }

    /// The same from the mean and the variance (with n - 1; none below two values) of integers; so many of them make a unit.
    pub fn of_moments(&mut self, n: usize, mean: f64, variance: Option<f64>, units: f64) -> Interval {
        let variance = variance.unwrap_or(f64::NAN);
        let half_width = self.t(n) * (variance / n as f64).sqrt() / units;
        Interval { n, mean: mean / units, sd: variance.sqrt() / units, half_width }
    }
}

/// The t interval of the mean of replications, by itself: see [`TIntervals::of`].
#[must_use]
pub fn t_interval(values: &[f64], coverage: f64) -> Option<Interval> {
    TIntervals::new(coverage).of(values)
}

/// The interval of the mean paired difference `a - b`; none where the lists differ in length or are empty.
#[must_use]
pub fn paired(a: &[f64], b: &[f64], coverage: f64) -> Option<Interval> {
    if a.len() != b.len() {
        return None;
    }
    t_interval(&differences(a, b), coverage)
}

/// The differences `a - b`, pair by pair.
#[must_use]
pub fn differences(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// Two-sided p value of the hypothesis that the mean is 0; none below two values. Where all values are equal: 1 if they are 0, else 0.
#[must_use]
pub fn p_value(values: &[f64]) -> Option<f64> {
    let n = values.len();
    if n < 2 {
        return None;
    }
    let (m, sd) = (mean(values), sd(values));
    if sd == 0.0 {
        return Some(if m == 0.0 { 1.0 } else { 0.0 });
    }
    Some(t_two_sided(m / sd * (n as f64).sqrt(), (n - 1) as f64))
}

/// What pairing gains: `(s_a^2 + s_b^2) / s_d^2`; none where the differences do not vary or below two pairs.
#[must_use]
pub fn variance_ratio(a: &[f64], b: &[f64]) -> Option<f64> {
    if a.len() != b.len() || a.len() < 2 {
        return None;
    }
    let square = |s: f64| s * s;
    let d = square(sd(&differences(a, b)));
    (d > 0.0).then(|| (square(sd(a)) + square(sd(b))) / d)
}

/// Probability of a t value at least this far from 0.
#[must_use]
pub fn t_two_sided(t: f64, df: f64) -> f64 {
    let x = df / (df + t * t);
    // Where t is small, x is near 1 and the complement keeps the digits.
    if x < 0.5 { regularised(0.5 * df, 0.5, x) } else { 1.0 - regularised(0.5, 0.5 * df, t * t / (df + t * t)) }
}

/// Quantile of Student's t: by bisection on the two-sided probability, to the last bits (the library's own inverse stops earlier).
///
/// # Panics
/// Where `p` is not strictly between 0 and 1.
#[must_use]
pub fn t_quantile(p: f64, df: f64) -> f64 {
    assert!(p > 0.0 && p < 1.0, "a quantile needs a probability between 0 and 1");
    if p == 0.5 {
        return 0.0;
    }
    let tail = 2.0 * p.min(1.0 - p);
    let (mut low, mut high) = (0.0, 1.0);
    while t_two_sided(high, df) > tail {
        low = high;
        high *= 2.0;
    }
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if t_two_sided(middle, df) > tail {
            low = middle;
        } else {
            high = middle;
        }
    }
    let t = 0.5 * (low + high);
    if p > 0.5 { t } else { -t }
}

#[cfg(test)]
mod tests {
    #[test]
    fn equal_values_have_no_spread() {
        let values = [0.613_882_048_499_519_4; 40];
        assert_eq!((super::mean(&values), super::sd(&values)), (values[0], 0.0));
    }

    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{found} is not {expected}");
    }

    const A: [f64; 20] = [
        20.206, 24.68, 16.344, 22.634, 18.884, 19.192, 28.35, 19.784, 19.428, 20.903, 24.004, 17.68, 20.933, 17.207,
        16.331, 19.046, 14.999, 13.654, 13.952, 19.573,
    ];
    const B: [f64; 20] = [
        19.924, 23.27, 14.182, 21.865, 16.477, 17.409, 25.313, 20.199, 16.459, 20.324, 22.054, 16.284, 22.754, 12.197,
        16.75, 16.222, 14.827, 10.481, 13.064, 16.814,
    ];

    /// Case `pub-replication-statistics-t-ci-paired-crn-ci-welch--1`.
    #[test]
    fn replication_statistics_agree_with_the_reference() {
        let a = t_interval(&A, 0.95).unwrap();
        close(a.mean, 19.3892);
        close(a.half_width, 1.711_522_333_204_7);
        let d = paired(&A, &B, 0.95).unwrap();
        close(d.mean, 1.54575);
        close(d.half_width, 0.742_957_857_891_15);
        close(variance_ratio(&A, &B).unwrap(), 11.614_411_147_713);
        close(paired(&A, &B, 0.99).unwrap().half_width, 1.015_542_005_983_7);
        let precision = |n: usize| {
            let i = t_interval(&A[..n], 0.95).unwrap();
            i.half_width / i.mean
        };
        close(precision(3), 0.507_750_270_500_03);
        close(precision(20), 0.088_271_941_761_635);
    }

    /// Case `sii_reps.ttest` (R 4.2.2, `t.test`).
    #[test]
    fn the_paired_test_agrees_with_r() {
        let a = [24.1, 27.8, 22.9, 30.2, 25.5, 26.4, 23.7, 28.8, 24.9, 27.1];
        let b = [20.3, 24.4, 20.9, 25.1, 22.3, 22.0, 21.1, 24.6, 20.2, 23.9];
        let i = t_interval(&a, 0.95).unwrap();
        close(i.lower(), 24.456_182_277_033);
        close(i.upper(), 27.823_817_722_967);
        let d = paired(&a, &b, 0.95).unwrap();
        close(d.mean, 3.66);
        close(d.lower(), 2.969_558_075_780_4);
        close(d.upper(), 4.350_441_924_219_6);
        let p = p_value(&differences(&a, &b)).unwrap();
        assert!((p / 7.746_015_855_181_74e-07 - 1.0).abs() < 1e-9, "{p}");
    }

    /// What intervals are made of does not change with the library of the platform.
    #[test]
    fn quantiles_of_t_are_those_of_another_library_to_the_last_digits() {
        use statrs::distribution::{ContinuousCDF, StudentsT};
        for df in 1..400 {
            let df = f64::from(df);
            let law = StudentsT::new(0.0, 1.0, df).unwrap();
            for p in [0.9, 0.95, 0.975, 0.995] {
                let back = law.cdf(t_quantile(p, df));
                assert!((back - p).abs() < 1e-13, "{df} {p}: {back}");
            }
        }
    }

    #[test]
    fn quantiles_of_t_are_those_of_the_tables() {
        close(t_quantile(0.975, 1.0), 12.706_204_736_174_7);
        close(t_quantile(0.975, 39.0), 2.022_690_920_036_761_6);
        close(t_quantile(0.025, 9.0), -2.262_157_162_798_205);
        close(t_quantile(0.5, 3.0), 0.0);
    }

    #[test]
    fn edges() {
        assert_eq!(t_interval(&[], 0.95), None);
        assert!(t_interval(&[1.0], 0.95).unwrap().half_width.is_nan());
        assert_eq!(paired(&[1.0], &[1.0, 2.0], 0.95), None);
        assert_eq!((p_value(&[0.0, 0.0]), p_value(&[2.0, 2.0]), p_value(&[1.0])), (Some(1.0), Some(0.0), None));
        assert_eq!(variance_ratio(&[1.0, 2.0], &[0.0, 1.0]), None);
    }
}

//! Poisson counts by inversion, so that a higher rate only adds people.

use std::f64::consts::PI;

use crate::rng::uniform;

/// The largest mean of a Poisson count.
pub const LARGEST_MEAN: f64 = 1e9;

/// A Poisson count by inversion: for a fixed word it never falls when the mean rises. (A rejection sampler is not monotone.)
///
/// The distribution function is summed upwards from `mean - 12 sqrt(mean)` (from 0 for means up to 144); the mass below is under
/// 1e-31, far below the step of a uniform of 52 bits. The highest uniforms, one in 1,024, sum the upper tail downwards
/// instead, since the sum from below has no digits left there. The first term is Loader's saddle-point form (Loader 2000, "Fast and
/// accurate computation of binomial probabilities"), which keeps its digits where `exp(-mean)` would be zero.
/// About `12 sqrt(mean)` steps: a few nanoseconds for a mean of 6, some ten microseconds for 40,000.
#[must_use]
pub fn poisson(mean: f64, word: u64) -> u32 {
    let upper_tail = uniform(!word);
    if upper_tail < 1.0 / 1024.0 {
        return from_above(mean, upper_tail);
    }
    let u = uniform(word);
    let first = (mean - 12.0 * mean.sqrt()).floor();
    let (mut k, mut p) = if first > 0.0 { (first, pmf(first, mean)) } else { (0.0, libm::exp(-mean)) };
    let mut cumulative = p;
    while cumulative < u {
        k += 1.0;
        p *= mean / k;
        cumulative += p;
    }
    k as u32
}

/// The smallest count that is exceeded with at most this probability.
#[cold]
fn from_above(mean: f64, upper_tail: f64) -> u32 {
    if mean == 0.0 {
        return 0;
    }
    // The mass above is below 1e-40.
    let mut k = (mean + 14.0 * mean.sqrt() + 60.0).ceil();
    let mut p = pmf(k, mean);
    let mut above = p;
    while above <= upper_tail && k > 0.0 {
        p *= k / mean;
        k -= 1.0;
        above += p;
    }
    k as u32
}

/// Probability of a count `k` (a whole number as a float).
#[must_use]
pub fn pmf(k: f64, mean: f64) -> f64 {
    if mean == 0.0 {
        return if k == 0.0 { 1.0 } else { 0.0 };
    }
    if k == 0.0 {
        return libm::exp(-mean);
    }
    libm::exp(-stirling_error(k) - deviance(k, mean)) / (2.0 * PI * k).sqrt()
}

/// `ln k! - ln(sqrt(2 pi k) (k/e)^k)`.
fn stirling_error(k: f64) -> f64 {
    if k < 16.0 {
        return libm::lgamma(k + 1.0) - (k + 0.5) * libm::log(k) + k - 0.5 * libm::log(2.0 * PI);
    }
    let k2 = k * k;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / 1188.0 / k2) / k2) / k2) / k2) / k
}

/// `k ln(k / mean) + mean - k` without cancellation where the two are close.
fn deviance(k: f64, mean: f64) -> f64 {
    if (k - mean).abs() < 0.1 * (k + mean) {
        let v = (k - mean) / (k + mean);
        let mut sum = (k - mean) * v;
        let mut term = 2.0 * k * v;
        let mut j = 1.0;
        loop {
            term *= v * v;
            let next = sum + term / (2.0 * j + 1.0);
            if next == sum {
                return next;
            }
            sum = next;
            j += 1.0;
        }
    }
    k * libm::log(k / mean) + mean - k
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Key, Purpose, Space};

    fn words(n: usize) -> Vec<u64> {
        let mut s = Key::new(5, 0).stream(Space::new("test", "poisson"), 0, Purpose::Count, 0);
        (0..n).map(|_| s.next_word()).collect()
    }

    #[test]
    fn a_higher_mean_never_lowers_the_count() {
        let mut means = vec![0.0, 1e-9, 1e-3];
        let mut m = 0.01;
        while m < 1e6 {
            means.push(m);
            means.push(m * (1.0 + 1e-9));
            m *= 1.07;
        }
        // Around the switch from 0 to a later first term.
        means.extend([143.9, 143.999_999, 144.0, 144.000_001, 169.0, 170.0]);
        means.sort_by(f64::total_cmp);
        for word in words(40).into_iter().chain([0, 1 << 11, u64::MAX, u64::MAX - (1 << 11), 1 << 63]) {
            let counts: Vec<u32> = means.iter().map(|&m| poisson(m, word)).collect();
            assert!(counts.windows(2).all(|w| w[0] <= w[1]), "word {word}: {counts:?}");
        }
    }

    #[test]
    fn the_mass_function_sums_to_one_and_agrees_with_the_recursion() {
        for mean in [0.3, 6.0, 150.0, 40_000.0, 1e6] {
            let low = (mean - 12.0 * f64::sqrt(mean)).floor().max(0.0);
            let high = mean + 14.0 * f64::sqrt(mean) + 40.0;
            let (mut sum, mut k) = (0.0, low);
            while k < high {
                sum += pmf(k, mean);
                k += 1.0;
            }
            assert!((sum - 1.0).abs() < 1e-11, "mean {mean}: {sum}");
            let k = mean.ceil() + 3.0;
            assert!((pmf(k, mean) / pmf(k - 1.0, mean) * k / mean - 1.0).abs() < 1e-13);
        }
    }

    #[test]
    fn moments_hold_for_small_and_large_means() {
        for (mean, n) in [(0.0, 100), (0.5, 40_000), (6.0, 40_000), (143.0, 20_000), (145.0, 20_000), (40_000.0, 4_000)]
        {
            let counts: Vec<f64> = words(n).into_iter().map(|w| f64::from(poisson(mean, w))).collect();
            let n = n as f64;
            let m = counts.iter().sum::<f64>() / n;
            let v = counts.iter().map(|c| (c - m) * (c - m)).sum::<f64>() / n;
            // Five standard errors.
            assert!((m - mean).abs() <= 5.0 * (mean / n).sqrt(), "mean {mean}: {m}");
            assert!((v - mean).abs() <= 5.0 * ((mean + 2.0 * mean * mean) / n).sqrt(), "mean {mean}: variance {v}");
        }
    }

    #[test]
    fn known_counts() {
        let w = words(6);
        let counts = |mean: f64| [0, 1, 2, 3, 4, 5].map(|i| poisson(mean, w[i]));
        assert_eq!([counts(6.0), counts(144.5), counts(40_000.0), counts(1e6)], KNOWN);
        assert_eq!((poisson(0.0, u64::MAX), poisson(1e6, 0) > 950_000), (0, true));
    }

    const KNOWN: [[u32; 6]; 4] = [
        [1, 9, 4, 10, 5, 7],
        [116, 159, 137, 164, 139, 148],
        [39504, 40240, 39874, 40321, 39909, 40068],
        [997516, 1001197, 999370, 1001603, 999545, 1000339],
    ];
}

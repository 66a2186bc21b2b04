//! How often the pilot of the quick suite misses a wrong mean.

use queuity::stat::interval::t_interval;

use super::judge::{ALPHA, QUICK_PILOT};

/// The part of a gamma law of this shape (and a mean of as much) below `x`, by its series.
fn gamma_below(shape: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut n) = (1.0 / shape, 1.0 / shape, shape);
    while term > 1e-18 * sum {
        n += 1.0;
        term *= x / n;
        sum += term;
    }
    sum * libm::exp(shape * libm::log(x) - x - libm::lgamma(shape))
}

/// How often a mean that is off by twice the allowed half-width is missed, where its standard error is so many half-widths. It is missed where
/// the mean that is found is one half-width nearer to the value, while the spread that is found is small enough for the half-width; for normal
/// means the two are independent.
fn missed(runs: u64, error: f64) -> f64 {
    // The t quantile, from the interval of values with a known spread.
    let values: Vec<f64> = (0..runs).map(|i| if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
    let of_mean = libm::sqrt(1.0 / (runs - 1) as f64);
    let t = t_interval(&values, 1.0 - ALPHA).expect("replications").half_width / of_mean;
    let nearer = 0.5 * libm::erfc(1.0 / error / std::f64::consts::SQRT_2);
    let freedom = (runs - 1) as f64;
    nearer * gamma_below(freedom / 2.0, freedom / (t * error) / (t * error) / 2.0)
}

#[test]
fn a_pilot_misses_few_wrong_means() {
    let worst = |runs| (60..1500).map(|i| missed(runs, f64::from(i) / 1000.0)).fold(0.0, f64::max);
    let found = worst(QUICK_PILOT);
    assert!((1.1e-4..=1.2e-4).contains(&found), "{found}");
    // After more of them the spread is known better, and an interval that is just narrow enough misses as many as `ALPHA` allows on one side.
    for runs in [17, 20, 30, 50] {
        let found = worst(runs);
        assert!(found < ALPHA / 2.0, "{runs}: {found}");
    }
    // Chi-squared tables: 5% of its law with 15 degrees of freedom lie below 7.261.
    assert!((gamma_below(7.5, 7.261 / 2.0) - 0.05).abs() < 1e-4);
}

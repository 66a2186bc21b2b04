//! Every law: known draws, moments, and a test of fit of its draws to its distribution function, with fixed seeds.

use queuity::distributions::{Dist, DistError, LAWS};
use queuity::rng::{Key, Purpose, Space, Stream};

/// Level of each test of fit. Seeds are fixed, so a verdict never changes by chance.
const ALPHA: f64 = 0.001;
const DRAWS: usize = 40_000;

fn stream(law: u64, seed: u64) -> Stream {
    Key::new(seed, 0).stream(Space::new("test", "laws"), law, Purpose::Service, 0)
}

/// Name, law, whether it is continuous.
fn laws() -> Vec<(&'static str, Dist, bool)> {
    vec![
        ("exponential", Dist::exponential(3.0).unwrap(), true),
        ("uniform", Dist::uniform(2.0, 5.0).unwrap(), true),
        ("triangular", Dist::triangular(1.0, 2.0, 6.0).unwrap(), true),
        ("triangular", Dist::triangular(1.0, 1.0, 6.0).unwrap(), true),
        ("triangular", Dist::triangular(1.0, 6.0, 6.0).unwrap(), true),
        ("gamma", Dist::gamma_by_mean(10.0, 0.5).unwrap(), true),
        ("gamma", Dist::gamma(0.4, 2.0).unwrap(), true),
        ("erlang", Dist::erlang(3, 2.0).unwrap(), true),
        ("lognormal", Dist::lognormal_by_mean(20.0, 1.0).unwrap(), true),
        ("weibull", Dist::weibull(1.5, 12.0).unwrap(), true),
        ("weibull", Dist::weibull_by_mean(5.0, 1.4).unwrap(), true),
        ("normal", Dist::normal_at_zero(2.0, 1.5).unwrap(), true),
        ("normal", Dist::normal_at_zero(0.0, 1.0).unwrap(), true),
        ("hyperexponential", Dist::hyperexponential(&[0.3, 0.7], &[2.4, 0.4]).unwrap(), true),
        ("hyperexponential", Dist::hyperexponential_by_mean(4.0, 1.8).unwrap(), true),
        ("empirical", Dist::empirical(&[4.0, 1.0, 2.5], &[1.0, 2.0, 3.0]).unwrap(), false),
        ("poisson", Dist::poisson(6.3).unwrap(), false),
        ("geometric", Dist::geometric(0.3).unwrap(), false),
        ("constant", Dist::constant(7.0).unwrap(), false),
    ]
}

fn draws(law: &Dist, number: u64, n: usize) -> Vec<f64> {
    let mut words = stream(number, 20);
    (0..n).map(|_| law.draw(&mut words)).collect()
}

#[test]
fn every_listed_law_is_tested_and_the_list_names_each_once() {
    let mut names: Vec<&str> = laws().iter().map(|l| l.0).collect();
    names.sort_unstable();
    names.dedup();
    let mut listed: Vec<&str> = LAWS.iter().map(|l| l.name).collect();
    listed.sort_unstable();
    assert_eq!(names, listed);
}

/// What has passed and what is left of the time that covers a random moment: both have the mean E[X^2] / 2 E[X], and what is left is below
/// a value as often as the mean of min(X, value) over E[X] (Cox 1962, "Renewal Theory", chapter 5).
#[test]
fn what_is_left_at_a_random_moment_follows_renewal_theory() {
    let n = DRAWS as f64;
    for (i, (name, law, _)) in laws().iter().enumerate() {
        let mut words = stream(i as u64, 21);
        let (passed, left): (Vec<f64>, Vec<f64>) = (0..DRAWS).map(|_| law.at_random_moment(&mut words)).unzip();
        let mean = (law.variance() + law.mean() * law.mean()) / (2.0 * law.mean());
        let whole = draws(law, i as u64, DRAWS);
        for side in [&passed, &left] {
            let found = side.iter().sum::<f64>() / n;
            let sd = (side.iter().map(|x| (x - found) * (x - found)).sum::<f64>() / n).sqrt();
            assert!((found - mean).abs() < 4.5 * sd / n.sqrt() + 1e-9, "{name}: {found} against {mean}");
            for edge in [0.25, 0.5, 1.0, 2.0].map(|part| part * law.mean()) {
                let below = side.iter().filter(|x| **x <= edge).count() as f64 / n;
                let expected = whole.iter().map(|x| x.min(edge)).sum::<f64>() / n / law.mean();
                assert!((below - expected).abs() < 0.02, "{name} below {edge}: {below} against {expected}");
            }
        }
    }
}

#[test]
fn moments_of_draws_are_those_of_the_law() {
    for (i, (name, law, _)) in laws().iter().enumerate() {
        let x = draws(law, i as u64, DRAWS);
        let n = DRAWS as f64;
        let mean = x.iter().sum::<f64>() / n;
        let variance = x.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n;
        let fourth = x.iter().map(|v| (v - mean).powi(4)).sum::<f64>() / n;
        // Five standard errors: two-sided level below 1e-6 each.
        let error = (law.variance() / n).sqrt();
        assert!((mean - law.mean()).abs() <= 5.0 * error + 1e-12, "{name} {i}: mean {mean}, law {}", law.mean());
        let error = ((fourth - variance * variance).max(0.0) / n).sqrt();
        assert!(
            (variance - law.variance()).abs() <= 5.0 * error + 1e-9,
            "{name} {i}: {variance}, law {}",
            law.variance()
        );
    }
}

#[test]
fn no_draw_lies_below_the_least_value_and_some_come_near_it() {
    for (i, (name, law, _)) in laws().iter().enumerate() {
        let lowest = draws(law, i as u64, DRAWS).into_iter().fold(f64::INFINITY, f64::min);
        let least = law.least();
        assert!(least <= lowest && lowest <= least + 0.1 * law.mean(), "{name} {i}: {lowest}, law {least}");
    }
    // A value that nobody has is not the least.
    assert_eq!(Dist::empirical(&[0.0, 2.0], &[0.0, 1.0]).unwrap().least(), 2.0);
}

/// Kolmogorov-Smirnov; the critical value of the limit law at ALPHA is sqrt(ln(2 / ALPHA) / 2).
#[test]
fn continuous_draws_follow_the_distribution_function() {
    let critical = (libm::log(2.0 / ALPHA) / 2.0).sqrt() / (DRAWS as f64).sqrt();
    for (i, (name, law, continuous)) in laws().iter().enumerate() {
        if !continuous {
            continue;
        }
        let mut x = draws(law, 100 + i as u64, DRAWS);
        x.sort_by(f64::total_cmp);
        let n = DRAWS as f64;
        let d = (x.iter().enumerate())
            .map(|(j, &v)| {
                let f = law.cdf(v);
                (f - j as f64 / n).abs().max(((j + 1) as f64 / n - f).abs())
            })
            .fold(0.0, f64::max);
        assert!(d < critical, "{name} {i}: distance {d}, critical {critical}");
    }
}

/// Chi-square over the values that are expected at least five times; critical value by Wilson and Hilferty at ALPHA.
#[test]
fn discrete_draws_follow_the_distribution_function() {
    for (i, (name, law, continuous)) in laws().iter().enumerate() {
        if *continuous || *name == "constant" {
            continue;
        }
        let x = draws(law, 200 + i as u64, DRAWS);
        let mut values = x.clone();
        values.sort_by(f64::total_cmp);
        values.dedup();
        let (mut statistic, mut cells, mut seen, mut expected) = (0.0, 0, 0.0, 0.0);
        let mut before = 0.0;
        for &v in &values {
            seen += x.iter().filter(|&&y| y == v).count() as f64;
            expected += (law.cdf(v) - before) * DRAWS as f64;
            before = law.cdf(v);
            if expected >= 5.0 {
                statistic += (seen - expected) * (seen - expected) / expected;
                (cells, seen, expected) = (cells + 1, 0.0, 0.0);
            }
        }
        // What lies beyond the last full cell.
        let rest = expected + (1.0 - before) * DRAWS as f64;
        if rest >= 1.0 {
            statistic += (seen - rest) * (seen - rest) / rest;
            cells += 1;
        }
        let df = f64::from(cells - 1);
        let z = 3.0902;
        let critical = df * (1.0 - 2.0 / (9.0 * df) + z * (2.0 / (9.0 * df)).sqrt()).powi(3);
        assert!(statistic < critical, "{name}: chi-square {statistic}, critical {critical}, {cells} cells");
    }
}

#[test]
fn quantiles_are_the_inverse_of_the_distribution_function() {
    for (name, law, continuous) in laws() {
        for p in [0.01, 0.2, 0.5, 0.9, 0.999] {
            let q = law.quantile(p);
            if continuous {
                assert!((law.cdf(q) - p).abs() < 1e-10, "{name} at {p}: {q}");
            } else {
                assert!(law.cdf(q) >= p && law.cdf(q * (1.0 - 1e-9) - 1e-9) < p, "{name} at {p}: {q}");
            }
        }
    }
}

/// Cases `pub-sampler-moments-quantiles-*` of the oracles.
#[test]
fn moments_and_quantiles_agree_with_the_reference() {
    let close = |found: f64, expected: f64| assert!((found / expected - 1.0).abs() <= 1e-8, "{found}, not {expected}");
    let gamma = Dist::gamma_by_mean(10.0, 0.5).unwrap();
    let Dist::Gamma { shape, scale } = gamma else { panic!("not a gamma law") };
    close(shape, 4.0);
    close(scale, 2.5);
    close(gamma.mean(), 10.0);
    close(gamma.variance(), 25.0);
    close(gamma.quantile(0.5), 9.180_151_872_127_2);
    close(gamma.quantile(0.9), 16.701_957_670_64);
    let lognormal = Dist::lognormal_by_mean(20.0, 1.0).unwrap();
    let Dist::Lognormal { mu, sigma } = lognormal else { panic!("not a lognormal law") };
    close(mu, 2.649_158_683_274);
    close(sigma, 0.832_554_611_157_7);
    close(lognormal.quantile(0.5), 14.142_135_623_731);
    close(lognormal.quantile(0.9), 41.104_612_792_742);
    let weibull = Dist::weibull(1.5, 12.0).unwrap();
    close(weibull.mean(), 10.832_943_515_411);
    close(weibull.variance(), 54.099_401_013_206);
    close(weibull.quantile(0.9), 20.924_658_163_157);
}

#[test]
fn a_law_by_its_mean_and_cv_has_them() {
    for cv in [0.3, 0.9, 1.7, 3.0] {
        for law in [
            Dist::gamma_by_mean(8.0, cv),
            Dist::lognormal_by_mean(8.0, cv),
            Dist::weibull_by_mean(8.0, cv),
            Dist::hyperexponential_by_mean(8.0, cv),
        ] {
            match law {
                Ok(law) => {
                    assert!((law.mean() - 8.0).abs() < 1e-9, "{law:?}");
                    assert!((law.variance().sqrt() / 8.0 - cv).abs() < 1e-9, "{law:?}");
                }
                Err(e) => assert!(matches!(e, DistError::Cv { .. }) && cv < 1.0),
            }
        }
    }
}

#[test]
fn a_truncated_normal_law_states_its_changed_mean() {
    // Half-normal: mean sqrt(2 / pi), variance 1 - 2 / pi.
    let law = Dist::normal_at_zero(0.0, 1.0).unwrap();
    assert!((law.mean() - (2.0 / std::f64::consts::PI).sqrt()).abs() < 1e-12);
    assert!((law.variance() - (1.0 - 2.0 / std::f64::consts::PI)).abs() < 1e-12);
    assert!(Dist::normal_at_zero(2.0, 1.5).unwrap().mean() > 2.0);
}

#[test]
fn a_unit_only_stretches() {
    for (i, (name, law, _)) in laws().iter().enumerate() {
        let seconds = law.clone().scaled(86_400.0).unwrap();
        assert!((seconds.mean() / (law.mean() * 86_400.0) - 1.0).abs() < 1e-12, "{name}");
        assert!(
            (seconds.variance() / (law.variance() * 86_400.0 * 86_400.0) - 1.0).abs() < 1e-9 || law.variance() == 0.0
        );
        for (a, b) in draws(law, i as u64, 20).iter().zip(draws(&seconds, i as u64, 20)) {
            assert!((a * 86_400.0 - b).abs() <= 1e-9 * b, "{name}: {a} and {b}");
        }
    }
}

#[test]
fn impossible_parameters_are_refused_with_the_rule() {
    let nan = f64::NAN;
    let refused = [
        Dist::constant(-1.0),
        Dist::constant(f64::INFINITY),
        Dist::exponential(0.0),
        Dist::exponential(-2.0),
        Dist::exponential(nan),
        Dist::exponential_rate(0.0),
        Dist::uniform(3.0, 2.0),
        Dist::uniform(-1.0, 2.0),
        Dist::triangular(1.0, 7.0, 6.0),
        Dist::triangular(5.0, 5.0, 4.0),
        Dist::gamma(0.0, 1.0),
        Dist::gamma(1.0, nan),
        Dist::gamma_by_mean(1.0, -0.5),
        Dist::erlang(0, 1.0),
        Dist::lognormal(0.0, -1.0),
        Dist::lognormal(0.0, 40.0),
        Dist::lognormal_by_mean(0.0, 1.0),
        Dist::weibull(0.0, 1.0),
        Dist::weibull(0.001, 1.0),
        Dist::weibull_by_mean(1.0, 11.0),
        Dist::normal_at_zero(1.0, -1.0),
        Dist::normal_at_zero(-1.0, 1.0),
        Dist::empirical(&[], &[]),
        Dist::empirical(&[1.0], &[0.0]),
        Dist::empirical(&[1.0], &[1.0, 2.0]),
        Dist::empirical(&[-1.0], &[1.0]),
        Dist::poisson(-1.0),
        Dist::poisson(1e12),
        Dist::geometric(0.0),
        Dist::geometric(1.5),
        Dist::hyperexponential(&[1.0], &[0.0]),
        Dist::hyperexponential(&[0.0], &[1.0]),
        Dist::hyperexponential_by_mean(1.0, 0.9),
        Dist::exponential(1e300),
        Dist::constant(1.0).unwrap().scaled(0.0),
    ];
    for (i, law) in refused.iter().enumerate() {
        assert!(law.is_err(), "case {i}: {law:?}");
    }
    assert_eq!(
        Dist::triangular(1.0, 7.0, 6.0).unwrap_err().to_string(),
        "mode = 7 is not between low = 1 and high = 6"
    );
}

#[test]
fn no_spread_is_a_fixed_value() {
    let fixed = Dist::constant(4.0);
    assert_eq!(Dist::normal_at_zero(4.0, 0.0), fixed);
    assert_eq!(Dist::uniform(4.0, 4.0), fixed);
    assert_eq!(Dist::triangular(4.0, 4.0, 4.0), fixed);
    assert_eq!(Dist::gamma_by_mean(4.0, 0.0), fixed);
    assert_eq!(Dist::lognormal_by_mean(4.0, 0.0), fixed);
    assert_eq!(Dist::weibull_by_mean(4.0, 0.0), fixed);
    assert_eq!(Dist::geometric(1.0).unwrap().draw(&mut stream(0, 0)), 0.0);
}

/// Draws by seed, to the bit: a new version of a dependency cannot move them unnoticed.
#[test]
fn known_draws() {
    let found: Vec<(String, [u64; 3])> = (laws().iter().enumerate())
        .map(|(i, (name, law, _))| {
            let mut words = stream(i as u64, 1);
            (name.to_string(), [0; 3].map(|_| law.draw(&mut words).to_bits()))
        })
        .collect();
    for (i, (found, known)) in found.iter().zip(KNOWN).enumerate() {
        assert_eq!((found.0.as_str(), found.1), *known, "law {i}");
    }
    assert_eq!(found.len(), KNOWN.len());
}

const KNOWN: &[(&str, [u64; 3])] = &[
    ("exponential", [0x40048280c201247f, 0x3fe63e60eab42bf6, 0x4008f986406bf916]),
    ("uniform", [0x4011376e8fb3096f, 0x4004657914f10222, 0x4011eda5d663c607]),
    ("triangular", [0x400438fdf30ca754, 0x4010214b19263cb8, 0x3ff1e05cac0a4adf]),
    ("triangular", [0x40094f1de927c43b, 0x3ff16e624c367528, 0x40148436f3460a2d]),
    ("triangular", [0x3ffd153e07456612, 0x40146075f1ddb799, 0x40165fffec0314ff]),
    ("gamma", [0x40233dd7c4d1e43f, 0x40178b7507459eb5, 0x40113a77330fcf15]),
    ("gamma", [0x3ff54dec2cac6cf7, 0x3fd3f7422b8c73a1, 0x3ffa07352ed75415]),
    ("erlang", [0x4005366d4e9a67a6, 0x4001e31facad3a59, 0x400859f899c77b83]),
    ("lognormal", [0x404229fec19b1692, 0x4013497a1ebec90a, 0x4030f6e0aab696c1]),
    ("weibull", [0x400a18e16bf007ba, 0x402ef12a6c137c18, 0x3fffe5a652f93f35]),
    ("weibull", [0x3faab2d959709ff4, 0x4022c30e2c44fd7b, 0x3feb03552f5ac2bd]),
    ("normal", [0x3fff114a2af3bb14, 0x3fcbfe9c15cdb0c0, 0x3ff82a78490cb6ae]),
    ("normal", [0x3fd35a9b19f872eb, 0x3ff2b3c3e17f9461, 0x3fae55d2f668928b]),
    ("hyperexponential", [0x402aa2b5e70f06f6, 0x3ff9f65d1b008127, 0x3ff66ac31efef3d4]),
    ("hyperexponential", [0x3ff0877dbd458ca0, 0x3fed0d6bbce096fe, 0x400b2f21e933360f]),
    ("empirical", [0x4004000000000000, 0x4004000000000000, 0x4010000000000000]),
    ("poisson", [0x401c000000000000, 0x401c000000000000, 0x4026000000000000]),
    ("geometric", [0x4014000000000000, 0x4014000000000000, 0x0]),
    ("constant", [0x401c000000000000, 0x401c000000000000, 0x401c000000000000]),
];

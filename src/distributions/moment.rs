//! A law looked at from a random moment: what has passed of the time that is running then, and what is left.
//!
//! The time that covers a random moment is length-biased, with density x f(x) / mean, and the moment lies anywhere in it (Cox 1962,
//! "Renewal Theory", chapter 5; Kleinrock 1975, "Queueing Systems I", section 5.2).

use rand_distr::{Distribution, Gamma, StandardNormal};

use super::{Dist, poisson, power};
use crate::rng::{Stream, uniform};

impl Dist {
    /// What has passed and what is left of a time of this law at a random moment.
    #[must_use]
    pub fn at_random_moment(&self, words: &mut Stream) -> (f64, f64) {
        let part = uniform(words.next_word());
        let whole = self.length_biased(words);
        (whole * (1.0 - part), whole * part)
    }

    /// A draw of the law weighted by its value; 0 where the law is always 0.
    pub(super) fn length_biased(&self, words: &mut Stream) -> f64 {
        let gamma = |shape: f64, scale: f64, words: &mut Stream| {
            Gamma::new(shape, scale).map_or(f64::NAN, |law| law.sample(words))
        };
        match self {
            Dist::Constant { value } => *value,
            Dist::Exponential { mean } => gamma(2.0, *mean, words),
            Dist::Uniform { low, high } => (low * low + uniform(words.next_word()) * (high * high - low * low)).sqrt(),
            Dist::Triangular { high, .. } => loop {
                // At least a third of the tries is kept.
                let x = self.draw(words);
                if uniform(words.next_word()) * high < x {
                    return x;
                }
            },
            Dist::Gamma { shape, scale } => gamma(shape + 1.0, *scale, words),
            Dist::Erlang { stages, stage_mean } => gamma(f64::from(*stages) + 1.0, *stage_mean, words),
            Dist::Lognormal { mu, sigma } => {
                let z: f64 = StandardNormal.sample(words);
                libm::exp(mu + sigma * sigma + sigma * z)
            }
            Dist::Weibull { shape, scale } => scale * power(gamma(1.0 + 1.0 / shape, 1.0, words), 1.0 / shape),
            Dist::NormalAtZero { mean, sd } => normal_biased(*mean, *sd, words),
            Dist::Empirical(law) => {
                let all: f64 = law.values().map(|(value, share)| value * share).sum();
                let mut left = uniform(words.next_word()) * all;
                let found = law.values().find(|(value, share)| {
                    left -= value * share;
                    left <= 0.0
                });
                found.or_else(|| law.values().last()).map_or(0.0, |(value, _)| value)
            }
            Dist::Poisson { mean, unit } => (1.0 + f64::from(poisson(*mean, words.next_word()))) * unit,
            // n (1 - p)^n is in the proportions of one more than the failures before the second success.
            Dist::Geometric { p, unit } if *p < 1.0 => self.draw(words) + self.draw(words) + unit,
            Dist::Geometric { .. } => 0.0,
            Dist::Hyperexponential(law) => {
                let mut left = uniform(words.next_word()) * self.mean();
                let found = law.branches().find(|(share, mean)| {
                    left -= share * mean;
                    left <= 0.0
                });
                let mean = found.or_else(|| law.branches().last()).map_or(0.0, |(_, mean)| mean);
                gamma(2.0, mean, words)
            }
            Dist::Shifted(law) => law.length_biased(words),
        }
    }
}

/// A normal law above zero, weighted by its value: kept with a probability that rises with the value, up to eight deviations.
fn normal_biased(mean: f64, sd: f64, words: &mut Stream) -> f64 {
    let most = mean + 8.0 * sd;
    loop {
        let z: f64 = StandardNormal.sample(words);
        let x = mean + sd * z;
        if x >= 0.0 && uniform(words.next_word()) * most < x {
            return x;
        }
    }
}

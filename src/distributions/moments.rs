//! Mean, variance, distribution function and quantiles of the laws, to test draws and to state them. Never used to draw.

use std::f64::consts::PI;

use statrs::function::{erf, gamma::gamma_lr};

use super::{Dist, poisson};

/// Distribution function of the standard normal law.
pub(crate) fn normal_cdf(z: f64) -> f64 {
    0.5 * erf::erfc(-z / std::f64::consts::SQRT_2)
}

fn normal_density(z: f64) -> f64 {
    libm::exp(-0.5 * z * z) / (2.0 * PI).sqrt()
}

impl Dist {
    /// The mean. That of a normal law truncated at zero is above the mean before truncation.
    #[must_use]
    pub fn mean(&self) -> f64 {
        match self {
            Dist::Constant { value } => *value,
            Dist::Exponential { mean } => *mean,
            Dist::Uniform { low, high } => 0.5 * (low + high),
            Dist::Triangular { low, mode, high } => (low + mode + high) / 3.0,
            Dist::Gamma { shape, scale } => shape * scale,
            Dist::Erlang { stages, stage_mean } => f64::from(*stages) * stage_mean,
            Dist::Lognormal { mu, sigma } => libm::exp(mu + 0.5 * sigma * sigma),
            Dist::Weibull { shape, scale } => scale * libm::tgamma(1.0 + 1.0 / shape),
            Dist::NormalAtZero { mean, sd } => mean + sd * inverse_mills(mean / sd),
            Dist::Empirical(law) => law.values().map(|(value, share)| value * share).sum(),
            Dist::Poisson { mean, unit } => mean * unit,
            Dist::Geometric { p, unit } => (1.0 - p) / p * unit,
            Dist::Hyperexponential(law) => law.branches().map(|(share, mean)| share * mean).sum(),
            Dist::Shifted(law) => law.mean(),
        }
    }

    /// No draw lies below this; 0 where the law comes as near to 0 as one likes.
    #[must_use]
    pub fn least(&self) -> f64 {
        match self {
            Dist::Constant { value } => *value,
            Dist::Uniform { low, .. } | Dist::Triangular { low, .. } => *low,
            Dist::Empirical(law) => law.values().find(|(_, share)| *share > 0.0).map_or(0.0, |(value, _)| value),
            Dist::Shifted(law) => law.least(),
            Dist::Exponential { .. }
            | Dist::Gamma { .. }
            | Dist::Erlang { .. }
            | Dist::Lognormal { .. }
            | Dist::Weibull { .. }
            | Dist::NormalAtZero { .. }
            | Dist::Poisson { .. }
            | Dist::Geometric { .. }
            | Dist::Hyperexponential(_) => 0.0,
        }
    }

    /// The variance.
    #[must_use]
    pub fn variance(&self) -> f64 {
        match self {
            Dist::Constant { .. } => 0.0,
            Dist::Exponential { mean } => mean * mean,
            Dist::Uniform { low, high } => (high - low) * (high - low) / 12.0,
            Dist::Triangular { low, mode, high } => {
                let (a, b, c) = (low - mode, mode - high, high - low);
                (a * a + b * b + c * c) / 36.0
            }
            Dist::Gamma { shape, scale } => shape * scale * scale,
            Dist::Erlang { stages, stage_mean } => f64::from(*stages) * stage_mean * stage_mean,
            Dist::Lognormal { sigma, .. } => {
                let mean = self.mean();
                libm::expm1(sigma * sigma) * mean * mean
            }
            Dist::Weibull { shape, scale } => {
                let first = libm::tgamma(1.0 + 1.0 / shape);
                scale * scale * (libm::tgamma(1.0 + 2.0 / shape) - first * first)
            }
            Dist::NormalAtZero { mean, sd } => {
                let (a, mills) = (mean / sd, inverse_mills(mean / sd));
                sd * sd * (1.0 - a * mills - mills * mills)
            }
            Dist::Empirical(law) => {
                let mean = self.mean();
                law.values().map(|(value, share)| share * (value - mean) * (value - mean)).sum()
            }
            Dist::Poisson { mean, unit } => mean * unit * unit,
            Dist::Geometric { p, unit } => (1.0 - p) / (p * p) * unit * unit,
            Dist::Hyperexponential(law) => {
                let mean = self.mean();
                law.branches().map(|(share, m)| share * 2.0 * m * m).sum::<f64>() - mean * mean
            }
            Dist::Shifted(law) => law.variance(),
        }
    }

    /// Probability of a value of at most `x`.
    #[must_use]
    pub fn cdf(&self, x: f64) -> f64 {
        if x < 0.0 {
            return 0.0;
        }
        match self {
            Dist::Constant { value } => f64::from(x >= *value),
            Dist::Exponential { mean } => -libm::expm1(-x / mean),
            Dist::Uniform { low, high } => ((x - low) / (high - low)).clamp(0.0, 1.0),
            Dist::Triangular { low, mode, high } => {
                if x <= *low {
                    0.0
                } else if x >= *high {
                    1.0
                } else if x < *mode {
                    (x - low) * (x - low) / ((high - low) * (mode - low))
                } else {
                    1.0 - (high - x) * (high - x) / ((high - low) * (high - mode))
                }
            }
            Dist::Gamma { shape, scale } => gamma_cdf(*shape, x / scale),
            Dist::Erlang { stages, stage_mean } => gamma_cdf(f64::from(*stages), x / stage_mean),
            Dist::Lognormal { mu, sigma } => {
                if x == 0.0 {
                    0.0
                } else {
                    normal_cdf((libm::log(x) - mu) / sigma)
                }
            }
            Dist::Weibull { shape, scale } => -libm::expm1(-libm::pow(x / scale, *shape)),
            Dist::NormalAtZero { mean, sd } => {
                let below = normal_cdf(-mean / sd);
                (normal_cdf((x - mean) / sd) - below) / (1.0 - below)
            }
            Dist::Empirical(law) => law.values().take_while(|&(v, _)| v <= x).map(|(_, share)| share).sum(),
            Dist::Poisson { mean, unit } => {
                let count = (x / unit).floor();
                let mut k = (mean - 40.0 * mean.sqrt() - 40.0).floor().max(0.0);
                let mut sum = 0.0;
                while k <= count {
                    let p = poisson::pmf(k, *mean);
                    if p == 0.0 && k > *mean {
                        break;
                    }
                    sum += p;
                    k += 1.0;
                }
                sum.min(1.0)
            }
            Dist::Geometric { p, unit } => 1.0 - libm::pow(1.0 - p, (x / unit).floor() + 1.0),
            Dist::Hyperexponential(law) => law.branches().map(|(share, mean)| share * -libm::expm1(-x / mean)).sum(),
            Dist::Shifted(law) => law.cdf(x),
        }
    }

    /// The smallest value whose distribution function reaches `p` (between 0 and 1, both excluded): in closed form where there
    /// is one, else by bisection to the last bits.
    #[must_use]
    pub fn quantile(&self, p: f64) -> f64 {
        match self {
            Dist::Constant { value } => *value,
            Dist::Exponential { mean } => -mean * libm::log1p(-p),
            Dist::Uniform { low, high } => low + (high - low) * p,
            Dist::Triangular { low, mode, high } => super::triangular(*low, *mode, *high, p),
            Dist::Weibull { shape, scale } => scale * libm::pow(-libm::log1p(-p), 1.0 / shape),
            Dist::Empirical(law) => {
                let mut cumulative = 0.0;
                let mut last = 0.0;
                for (value, share) in law.values() {
                    cumulative += share;
                    last = value;
                    if cumulative >= p {
                        break;
                    }
                }
                last
            }
            Dist::Shifted(law) => law.quantile(p),
            Dist::Poisson { unit, .. } | Dist::Geometric { unit, .. } => {
                // Whole numbers: bisect on the count.
                let (mut low, mut high) = (-1.0, 1.0);
                while self.cdf(high * unit) < p {
                    high *= 2.0;
                }
                while high - low > 1.0 {
                    let middle = (0.5 * (low + high)).floor();
                    if self.cdf(middle * unit) >= p {
                        high = middle;
                    } else {
                        low = middle;
                    }
                }
                high * unit
            }
            _ => {
                let (mut low, mut high) = (0.0, self.mean().max(f64::MIN_POSITIVE));
                while self.cdf(high) < p && high < f64::MAX / 4.0 {
                    low = high;
                    high *= 2.0;
                }
                for _ in 0..200 {
                    let middle = 0.5 * (low + high);
                    if self.cdf(middle) >= p {
                        high = middle;
                    } else {
                        low = middle;
                    }
                }
                high
            }
        }
    }
}

fn gamma_cdf(shape: f64, x: f64) -> f64 {
    if x <= 0.0 { 0.0 } else { gamma_lr(shape, x) }
}

/// Density over survivor function of the standard normal law at `-a`: how far truncation at zero lifts the mean, in sd.
fn inverse_mills(a: f64) -> f64 {
    normal_density(a) / normal_cdf(a)
}

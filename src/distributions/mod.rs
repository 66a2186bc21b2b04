//! Laws of times and counts. They are checked when they are made, and drawn from a person's own random words.
//!
//! Laws with a closed form are drawn by inversion through the pinned `libm`, from one word each. The others are drawn by `rand_distr` from the
//! person's own stream. So a change of one draw moves no other. Values are seconds at run time:
//! [`Dist::scaled`] turns a law in days or weeks into one in seconds.

pub mod controlled_rounding;
pub mod copula;
mod error;
mod knots;
mod laws;
mod log;
mod make;
mod moment;
mod moments;
mod normal;
mod patience;
pub mod poisson;
pub mod shares;
mod shifted;
mod sloping;

pub use error::DistError;
pub use knots::LogLinear;
pub use laws::{LAWS, LawInfo};
pub use normal::normal_quantile;
pub use patience::{Patience, Pieces};
pub use poisson::poisson;
pub use shifted::Shifted;
pub use sloping::Slopes;

use rand_distr::{Distribution, Gamma, StandardNormal};

use crate::rng::{Stream, uniform};
pub(crate) use log::ln;

/// A law. Use the constructors, which check: a law built field by field is not checked.
#[derive(Clone, Debug, PartialEq)]
pub enum Dist {
    /// Always the same value.
    Constant {
        /// The value.
        value: f64,
    },
    /// Memoryless.
    Exponential {
        /// Mean.
        mean: f64,
    },
    /// Each value between two ends as likely.
    Uniform {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// Least, most likely and largest value.
    Triangular {
        /// Lower end.
        low: f64,
        /// Most likely value.
        mode: f64,
        /// Upper end.
        high: f64,
    },
    /// Gamma.
    Gamma {
        /// Shape.
        shape: f64,
        /// Scale.
        scale: f64,
    },
    /// Sum of equal exponential stages.
    Erlang {
        /// How many stages.
        stages: u32,
        /// Mean of one stage.
        stage_mean: f64,
    },
    /// The logarithm is normal.
    Lognormal {
        /// Mean of the logarithm.
        mu: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// Weibull.
    Weibull {
        /// Shape: above 1 the hazard rises, below 1 it falls.
        shape: f64,
        /// Scale.
        scale: f64,
    },
    /// Normal, drawn again while below zero: its mean is above that of the normal law, see [`Dist::mean`].
    NormalAtZero {
        /// Mean before truncation.
        mean: f64,
        /// Standard deviation before truncation.
        sd: f64,
    },
    /// Values with weights.
    Empirical(Box<Empirical>),
    /// Poisson count times a unit.
    Poisson {
        /// Mean count.
        mean: f64,
        /// What one count is worth.
        unit: f64,
    },
    /// Failures before the first success, times a unit.
    Geometric {
        /// Probability of success.
        p: f64,
        /// What one failure is worth.
        unit: f64,
    },
    /// A mixture of exponential laws.
    Hyperexponential(Box<Mixture>),
    /// A law moved along the axis of time.
    Shifted(Box<Shifted>),
}

/// Values with weights, in the order of the values.
#[derive(Clone, Debug, PartialEq)]
pub struct Empirical {
    values: Vec<f64>,
    shares: Vec<f64>,
    thresholds: crate::population::Thresholds,
}

impl Empirical {
    /// The values, rising, each with its share.
    pub fn values(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.values.iter().copied().zip(self.shares.iter().copied())
    }
}

/// The branches of a hyperexponential law.
#[derive(Clone, Debug, PartialEq)]
pub struct Mixture {
    shares: Vec<f64>,
    means: Vec<f64>,
    thresholds: crate::population::Thresholds,
}

impl Mixture {
    /// Share and mean of each branch.
    pub fn branches(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.shares.iter().copied().zip(self.means.iter().copied())
    }
}

/// `x` to the power `y`, the same bits on every platform.
#[must_use]
pub fn power(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// e to a power, the same bits on every platform.
#[must_use]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// The natural logarithm, the same bits on every platform.
#[must_use]
pub fn log(x: f64) -> f64 {
    libm::log(x)
}

impl Dist {
    /// One draw.
    #[inline]
    #[must_use]
    pub fn draw(&self, words: &mut Stream) -> f64 {
        match self {
            Dist::Exponential { mean } => -mean * ln(uniform(words.next_word())),
            Dist::Constant { value } => *value,
            _ => self.draw_other(words),
        }
    }

    #[inline(never)]
    fn draw_other(&self, words: &mut Stream) -> f64 {
        match self {
            Dist::Constant { value } => *value,
            Dist::Exponential { mean } => -mean * ln(uniform(words.next_word())),
            Dist::Uniform { low, high } => low + (high - low) * uniform(words.next_word()),
            Dist::Triangular { low, mode, high } => triangular(*low, *mode, *high, uniform(words.next_word())),
            Dist::Gamma { shape, scale } => gamma(*shape, *scale, words),
            Dist::Erlang { stages, stage_mean } => gamma(f64::from(*stages), *stage_mean, words),
            Dist::Lognormal { mu, sigma } => {
                let z: f64 = StandardNormal.sample(words);
                libm::exp(mu + sigma * z)
            }
            // The survivor function at u, as for the exponential law.
            Dist::Weibull { shape, scale } => scale * libm::pow(-ln(uniform(words.next_word())), 1.0 / shape),
            Dist::NormalAtZero { mean, sd } => loop {
                // The mean is not negative, so at least every second try is kept.
                let z: f64 = StandardNormal.sample(words);
                let x = mean + sd * z;
                if x >= 0.0 {
                    return x;
                }
            },
            Dist::Empirical(law) => law.values[law.thresholds.level(words.next_word())],
            Dist::Poisson { mean, unit } => f64::from(poisson(*mean, words.next_word())) * unit,
            Dist::Geometric { p, unit } => geometric(*p, uniform(words.next_word())) * unit,
            Dist::Hyperexponential(law) => {
                let branch = law.thresholds.level(words.next_word());
                -law.means[branch] * ln(uniform(words.next_word()))
            }
            Dist::Shifted(law) => law.draw(words),
        }
    }
}

fn triangular(low: f64, mode: f64, high: f64, u: f64) -> f64 {
    let width = high - low;
    if u * width < mode - low {
        low + (u * width * (mode - low)).sqrt()
    } else {
        high - ((1.0 - u) * width * (high - mode)).sqrt()
    }
}

fn gamma(shape: f64, scale: f64, words: &mut Stream) -> f64 {
    // Checked at construction.
    Gamma::new(shape, scale).map_or(f64::NAN, |law| law.sample(words))
}

fn geometric(p: f64, u: f64) -> f64 {
    if p == 1.0 { 0.0 } else { (libm::log(u) / libm::log1p(-p)).floor() }
}

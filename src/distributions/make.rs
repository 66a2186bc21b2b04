//! How laws are made: every parameter is checked, and so are the moments.

use super::error::{at_least_zero, finite, positive};
use super::{Dist, DistError, Empirical, Mixture, poisson, shares};

/// # Constructors
///
/// All values are times or counts: nothing is negative.
///
/// # Errors
/// Each returns the first rule that a parameter breaks.
impl Dist {
    /// Always `value`.
    ///
    /// # Errors
    /// Where the value is negative or not finite.
    pub fn constant(value: f64) -> Result<Self, DistError> {
        Ok(Dist::Constant { value: at_least_zero("value", value)? })
    }

    /// Exponential by its mean.
    ///
    /// # Errors
    /// Where the mean is not above 0.
    pub fn exponential(mean: f64) -> Result<Self, DistError> {
        Dist::Exponential { mean: positive("mean", mean)? }.checked()
    }

    /// Exponential by its rate.
    ///
    /// # Errors
    /// Where the rate is not above 0.
    pub fn exponential_rate(rate: f64) -> Result<Self, DistError> {
        Dist::Exponential { mean: 1.0 / positive("rate", rate)? }.checked()
    }

    /// Uniform; equal ends are a fixed value.
    ///
    /// # Errors
    /// Where an end is negative or the ends are swapped.
    pub fn uniform(low: f64, high: f64) -> Result<Self, DistError> {
        let (low, high) = (at_least_zero("low", low)?, at_least_zero("high", high)?);
        match low.total_cmp(&high) {
            std::cmp::Ordering::Greater => Err(DistError::EndsSwapped { low, high }),
            std::cmp::Ordering::Equal => Dist::constant(low),
            std::cmp::Ordering::Less => Dist::Uniform { low, high }.checked(),
        }
    }

    /// Triangular; equal ends are a fixed value.
    ///
    /// # Errors
    /// Where an end is negative, the ends are swapped or the mode lies outside.
    pub fn triangular(low: f64, mode: f64, high: f64) -> Result<Self, DistError> {
        let (low, mode) = (at_least_zero("low", low)?, at_least_zero("mode", mode)?);
        let high = at_least_zero("high", high)?;
        if low > high {
            return Err(DistError::EndsSwapped { low, high });
        }
        if mode < low || mode > high {
            return Err(DistError::ModeOutside { low, mode, high });
        }
        if low == high { Dist::constant(low) } else { Dist::Triangular { low, mode, high }.checked() }
    }

    /// Gamma by shape and scale.
    ///
    /// # Errors
    /// Where one is not above 0.
    pub fn gamma(shape: f64, scale: f64) -> Result<Self, DistError> {
        Dist::Gamma { shape: positive("shape", shape)?, scale: positive("scale", scale)? }.checked()
    }

    /// Gamma by mean and coefficient of variation; cv 0 is a fixed value.
    ///
    /// # Errors
    /// Where the mean is not above 0 or the cv is negative.
    pub fn gamma_by_mean(mean: f64, cv: f64) -> Result<Self, DistError> {
        let (mean, cv) = (positive("mean", mean)?, at_least_zero("cv", cv)?);
        if cv == 0.0 { Dist::constant(mean) } else { Dist::gamma(1.0 / (cv * cv), mean * cv * cv) }
    }

    /// Erlang by the number of stages and the mean of the whole.
    ///
    /// # Errors
    /// Where there is no stage or the mean is not above 0.
    pub fn erlang(stages: u32, mean: f64) -> Result<Self, DistError> {
        if stages == 0 {
            return Err(DistError::NotPositive { name: "stages", value: 0.0 });
        }
        Dist::Erlang { stages, stage_mean: positive("mean", mean)? / f64::from(stages) }.checked()
    }

    /// Lognormal by mean and standard deviation of the logarithm; sigma 0 is a fixed value.
    ///
    /// # Errors
    /// Where sigma is negative, or the tail too heavy for a finite variance.
    pub fn lognormal(mu: f64, sigma: f64) -> Result<Self, DistError> {
        let (mu, sigma) = (finite("mu", mu)?, at_least_zero("sigma", sigma)?);
        if sigma == 0.0 {
            return Dist::constant(libm::exp(mu)).and_then(Dist::checked);
        }
        Dist::Lognormal { mu, sigma }.checked()
    }

    /// Lognormal by its own mean and coefficient of variation; cv 0 is a fixed value.
    ///
    /// # Errors
    /// Where the mean is not above 0 or the cv is negative.
    pub fn lognormal_by_mean(mean: f64, cv: f64) -> Result<Self, DistError> {
        let (mean, cv) = (positive("mean", mean)?, at_least_zero("cv", cv)?);
        if cv == 0.0 {
            return Dist::constant(mean);
        }
        let variance = libm::log1p(cv * cv);
        Dist::lognormal(libm::log(mean) - variance / 2.0, variance.sqrt())
    }

    /// Weibull by shape and scale.
    ///
    /// # Errors
    /// Where one is not above 0, or the tail too heavy for a finite variance.
    pub fn weibull(shape: f64, scale: f64) -> Result<Self, DistError> {
        Dist::Weibull { shape: positive("shape", shape)?, scale: positive("scale", scale)? }.checked()
    }

    /// Weibull by mean and coefficient of variation (the shape by bisection); cv 0 is a fixed value.
    ///
    /// # Errors
    /// Where the mean is not above 0, or the cv is not between 0.01 and 10.
    pub fn weibull_by_mean(mean: f64, cv: f64) -> Result<Self, DistError> {
        let (mean, cv) = (positive("mean", mean)?, at_least_zero("cv", cv)?);
        if cv == 0.0 {
            return Dist::constant(mean);
        }
        if !(0.01..=10.0).contains(&cv) {
            return Err(DistError::Cv { cv, rule: "a Weibull law is found for a cv of 0, or from 0.01 to 10" });
        }
        let ratio = |k: f64| libm::exp(libm::lgamma(1.0 + 2.0 / k) - 2.0 * libm::lgamma(1.0 + 1.0 / k));
        let (mut low, mut high) = (0.1, 200.0);
        for _ in 0..200 {
            let middle = 0.5 * (low + high);
            if ratio(middle) > 1.0 + cv * cv {
                low = middle;
            } else {
                high = middle;
            }
        }
        let shape = 0.5 * (low + high);
        Dist::weibull(shape, mean / libm::tgamma(1.0 + 1.0 / shape))
    }

    /// Normal truncated at zero, by mean and standard deviation *before* truncation; sd 0 is a fixed value.
    /// Say the changed mean ([`Dist::mean`]) wherever this law is shown.
    ///
    /// # Errors
    /// Where the mean or the sd is negative.
    pub fn normal_at_zero(mean: f64, sd: f64) -> Result<Self, DistError> {
        let (mean, sd) = (at_least_zero("mean", mean)?, at_least_zero("sd", sd)?);
        if sd == 0.0 { Dist::constant(mean) } else { Dist::NormalAtZero { mean, sd }.checked() }
    }

    /// Values with weights, drawn as they are (no interpolation). The order of the values does not matter; equal ones are added.
    ///
    /// # Errors
    /// Where a value or a weight is negative, the lists differ in length, or no weight is above 0.
    pub fn empirical(values: &[f64], weights: &[f64]) -> Result<Self, DistError> {
        if values.len() != weights.len() {
            return Err(DistError::Lengths { values: values.len(), weights: weights.len() });
        }
        let mut pairs = Vec::with_capacity(values.len());
        for (&value, &weight) in values.iter().zip(weights) {
            pairs.push((at_least_zero("value", value)? + 0.0, at_least_zero("weight", weight)?));
        }
        pairs.retain(|&(_, weight)| weight > 0.0);
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        if pairs.is_empty() {
            return Err(DistError::Empty);
        }
        let (values, weights): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
        let thresholds = shares::thresholds(&weights);
        let shares = shares_of(&weights);
        Dist::Empirical(Box::new(Empirical { values, shares, thresholds })).checked()
    }

    /// A Poisson count.
    ///
    /// # Errors
    /// Where the mean is negative or beyond [`poisson::LARGEST_MEAN`].
    pub fn poisson(mean: f64) -> Result<Self, DistError> {
        if at_least_zero("mean", mean)? > poisson::LARGEST_MEAN {
            return Err(DistError::TooLarge { mean, limit: poisson::LARGEST_MEAN });
        }
        Ok(Dist::Poisson { mean, unit: 1.0 })
    }

    /// How many failures come before the first success (0, 1, 2 ...), with mean `(1 - p) / p`.
    ///
    /// # Errors
    /// Where `p` is not above 0 and at most 1.
    pub fn geometric(p: f64) -> Result<Self, DistError> {
        if finite("p", p)? <= 0.0 || p > 1.0 {
            return Err(DistError::NotProbability { name: "p", value: p });
        }
        Dist::Geometric { p, unit: 1.0 }.checked()
    }

    /// A mixture of exponential laws, by weights and means.
    ///
    /// # Errors
    /// Where the lists differ in length, a weight is negative, a mean is not above 0, or no weight is above 0.
    pub fn hyperexponential(weights: &[f64], means: &[f64]) -> Result<Self, DistError> {
        if means.len() != weights.len() {
            return Err(DistError::Lengths { values: means.len(), weights: weights.len() });
        }
        for (&weight, &mean) in weights.iter().zip(means) {
            at_least_zero("weight", weight)?;
            positive("mean", mean)?;
        }
        if weights.iter().all(|&w| w == 0.0) {
            return Err(DistError::Empty);
        }
        let mixture =
            Mixture { shares: shares_of(weights), means: means.to_vec(), thresholds: shares::thresholds(weights) };
        Dist::Hyperexponential(Box::new(mixture)).checked()
    }

    /// Two exponential branches with balanced means (each branch carries half of the mean), by mean and coefficient of variation.
    /// The usual two-moment fit above a cv of 1: Whitt 1982, "Approximating a point process by a renewal process".
    ///
    /// # Errors
    /// Where the mean is not above 0 or the cv is below 1; a cv of 1 is the exponential law.
    pub fn hyperexponential_by_mean(mean: f64, cv: f64) -> Result<Self, DistError> {
        let (mean, cv) = (positive("mean", mean)?, at_least_zero("cv", cv)?);
        if cv < 1.0 {
            return Err(DistError::Cv { cv, rule: "a hyperexponential law has a cv of 1 or more" });
        }
        if cv == 1.0 {
            return Dist::exponential(mean);
        }
        let c2 = cv * cv;
        let p = 0.5 * (1.0 + ((c2 - 1.0) / (c2 + 1.0)).sqrt());
        if p >= 1.0 {
            return Err(DistError::TooHeavy);
        }
        Dist::hyperexponential(&[p, 1.0 - p], &[0.5 * mean / p, 0.5 * mean / (1.0 - p)])
    }

    fn checked(self) -> Result<Self, DistError> {
        let (mean, variance) = (self.mean(), self.variance());
        if mean.is_finite() && variance.is_finite() { Ok(self) } else { Err(DistError::TooHeavy) }
    }

    /// The same law in another unit: `factor` is the number of new units in an old one (86,400 from days to seconds).
    ///
    /// # Errors
    /// Where the factor is not above 0, or the moments overflow.
    pub fn scaled(self, factor: f64) -> Result<Self, DistError> {
        let f = positive("factor", factor)?;
        let scaled = match self {
            Dist::Constant { value } => Dist::Constant { value: value * f },
            Dist::Exponential { mean } => Dist::Exponential { mean: mean * f },
            Dist::Uniform { low, high } => Dist::Uniform { low: low * f, high: high * f },
            Dist::Triangular { low, mode, high } => Dist::Triangular { low: low * f, mode: mode * f, high: high * f },
            Dist::Gamma { shape, scale } => Dist::Gamma { shape, scale: scale * f },
            Dist::Erlang { stages, stage_mean } => Dist::Erlang { stages, stage_mean: stage_mean * f },
            Dist::Lognormal { mu, sigma } => Dist::Lognormal { mu: mu + libm::log(f), sigma },
            Dist::Weibull { shape, scale } => Dist::Weibull { shape, scale: scale * f },
            Dist::NormalAtZero { mean, sd } => Dist::NormalAtZero { mean: mean * f, sd: sd * f },
            Dist::Empirical(mut law) => {
                law.values.iter_mut().for_each(|v| *v *= f);
                Dist::Empirical(law)
            }
            Dist::Poisson { mean, unit } => Dist::Poisson { mean, unit: unit * f },
            Dist::Geometric { p, unit } => Dist::Geometric { p, unit: unit * f },
            Dist::Hyperexponential(mut law) => {
                law.means.iter_mut().for_each(|m| *m *= f);
                Dist::Hyperexponential(law)
            }
            Dist::Shifted(law) => return law.scaled(f),
        };
        scaled.checked()
    }
}

fn shares_of(weights: &[f64]) -> Vec<f64> {
    let total: f64 = weights.iter().sum();
    weights.iter().map(|w| w / total).collect()
}

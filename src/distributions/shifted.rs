//! Laws that begin elsewhere than at 0, as those that statistics packages fit with a location: `value + shift`.
//!
//! A shift above 0 moves the whole law. One below 0 moves a part of it below 0, where no time lies: that part is cut away, so that
//! the law is the one given that it is not negative.

use super::{Dist, DistError};
use crate::rng::{Stream, uniform};

/// A law and how far it is moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Shifted {
    law: Dist,
    by: f64,
    /// Kept, since that of a law that is cut takes an integral.
    mean: f64,
    variance: f64,
}

/// Panels of the integrals below a cut: the functions are smooth there.
const PANELS: usize = 4096;

/// The least part of a law that a cut may leave, so that at least every second try is kept.
const LEAST_KEPT: f64 = 0.5;

impl Dist {
    /// This law, moved; what then lies below 0 is cut away, for which it must be continuous.
    ///
    /// # Errors
    /// Where the shift is not finite, or more than half of the law would lie below 0.
    pub fn shifted(self, by: f64) -> Result<Self, DistError> {
        let by = super::error::finite("shift", by)?;
        if by == 0.0 {
            return Ok(self);
        }
        let below = if by < 0.0 { self.cdf(-by) } else { 0.0 };
        if 1.0 - below < LEAST_KEPT {
            return Err(DistError::Shift { by, below });
        }
        let (mean, variance) = moments(&self, by, below);
        if mean.is_finite() && variance.is_finite() {
            Ok(Dist::Shifted(Box::new(Shifted { law: self, by, mean, variance })))
        } else {
            Err(DistError::TooHeavy)
        }
    }
}

/// Mean and variance of a law after a shift; the part `below` is cut away.
///
/// With s = -shift, E (Y - s)+ = E Y - s + I and E ((Y - s)+)^2 = E (Y - s)^2 - J, where I is the integral of F and J that of
/// 2 (s - y) F from 0 to s, by Simpson's rule.
fn moments(law: &Dist, by: f64, below: f64) -> (f64, f64) {
    let (mean, variance) = (law.mean(), law.variance());
    if below == 0.0 {
        return (mean + by, variance);
    }
    let s = -by;
    let step = s / PANELS as f64;
    let (mut first, mut second) = (0.0, 0.0);
    for i in 0..=PANELS {
        let weight = if i == 0 || i == PANELS { 1.0 } else { 2.0 + 2.0 * (i % 2) as f64 };
        let y = step * i as f64;
        let f = weight * law.cdf(y);
        first += f;
        second += f * 2.0 * (s - y);
    }
    let kept = 1.0 - below;
    let cut = (mean - s + first * step / 3.0) / kept;
    let square = (variance + (mean - s) * (mean - s) - second * step / 3.0) / kept;
    (cut, (square - cut * cut).max(0.0))
}

impl Shifted {
    /// The law before it is moved.
    #[must_use]
    pub fn law(&self) -> &Dist {
        &self.law
    }

    /// How far it is moved.
    #[must_use]
    pub fn by(&self) -> f64 {
        self.by
    }

    /// The mean that it would have if nothing were cut away.
    #[must_use]
    pub fn mean_uncut(&self) -> f64 {
        self.law.mean() + self.by
    }

    pub(super) fn mean(&self) -> f64 {
        self.mean
    }

    pub(super) fn variance(&self) -> f64 {
        self.variance
    }

    pub(super) fn least(&self) -> f64 {
        (self.law.least() + self.by).max(0.0)
    }

    fn below(&self) -> f64 {
        if self.by < 0.0 { self.law.cdf(-self.by) } else { 0.0 }
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        let below = self.below();
        (self.law.cdf(x - self.by) - below).max(0.0) / (1.0 - below)
    }

    pub(super) fn quantile(&self, p: f64) -> f64 {
        let below = self.below();
        (self.law.quantile(below + p * (1.0 - below)) + self.by).max(0.0)
    }

    pub(super) fn draw(&self, words: &mut Stream) -> f64 {
        loop {
            let x = self.law.draw(words) + self.by;
            if x >= 0.0 {
                return x;
            }
        }
    }

    /// A draw weighted by its value.
    pub(super) fn length_biased(&self, words: &mut Stream) -> f64 {
        if self.by >= 0.0 {
            // (y + by) f(y) is a mixture of f and of y f.
            let plain = uniform(words.next_word()) * (self.by + self.law.mean()) < self.by;
            return self.by + if plain { self.law.draw(words) } else { self.law.length_biased(words) };
        }
        loop {
            // (y - s) f(y) is y f(y), kept with probability (y - s) / y.
            let y = self.law.length_biased(words);
            if uniform(words.next_word()) * y < y + self.by {
                return y + self.by;
            }
        }
    }

    pub(super) fn scaled(self, factor: f64) -> Result<Dist, DistError> {
        self.law.scaled(factor)?.shifted(self.by * factor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mean and the variance by the quantiles, which do not use the integrals.
    fn by_quantiles(law: &Dist) -> (f64, f64) {
        let n = 200_000;
        let values: Vec<f64> = (0..n).map(|i| law.quantile((f64::from(i) + 0.5) / f64::from(n))).collect();
        let mean = values.iter().sum::<f64>() / f64::from(n);
        (mean, values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / f64::from(n))
    }

    #[test]
    fn a_shift_above_zero_moves_the_law() {
        let law = Dist::lognormal_by_mean(20.0, 0.5).unwrap().shifted(7.0).unwrap();
        assert!((law.mean() - 27.0).abs() < 1e-9 && (law.variance() - 100.0).abs() < 1e-6);
        assert_eq!((law.least(), law.cdf(7.0)), (7.0, 0.0));
        assert!((law.quantile(0.5) - 7.0 - Dist::lognormal_by_mean(20.0, 0.5).unwrap().quantile(0.5)).abs() < 1e-9);
        let scaled = law.clone().scaled(2.0).unwrap();
        assert!((scaled.mean() - 54.0).abs() < 1e-9 && scaled.least() == 14.0);
        assert_eq!(Dist::constant(3.0).unwrap().shifted(0.0).unwrap(), Dist::Constant { value: 3.0 });
    }

    /// An exponential law has no memory: cut below 0, it is what it was.
    #[test]
    fn a_cut_exponential_law_is_itself() {
        let law = Dist::exponential(10.0).unwrap().shifted(-3.0).unwrap();
        assert!((law.mean() - 10.0).abs() < 1e-9, "{}", law.mean());
        assert!((law.variance() - 100.0).abs() < 1e-7, "{}", law.variance());
        assert!((law.cdf(4.0) - Dist::exponential(10.0).unwrap().cdf(4.0)).abs() < 1e-12);
    }

    fn moments_are_those_of_its_quantiles(law: &Dist) {
        let (mean, variance) = by_quantiles(law);
        assert!((law.mean() / mean - 1.0).abs() < 1e-4, "{} {mean}", law.mean());
        assert!((law.variance() / variance - 1.0).abs() < 1e-3, "{} {variance}", law.variance());
        let Dist::Shifted(shifted) = law else { panic!() };
        assert!(law.mean() > shifted.mean_uncut());
    }

    #[test]
    fn moments_of_a_cut_weibull_law_are_those_of_its_quantiles() {
        moments_are_those_of_its_quantiles(&Dist::weibull(7.18, 525.05).unwrap().shifted(-276.85).unwrap());
    }

    #[test]
    fn moments_of_a_cut_gamma_law_are_those_of_its_quantiles() {
        moments_are_those_of_its_quantiles(&Dist::gamma_by_mean(10.0, 0.4).unwrap().shifted(-8.0).unwrap());
    }

    #[test]
    fn a_law_that_would_mostly_lie_below_zero_is_refused() {
        let refused = Dist::exponential(1.0).unwrap().shifted(-0.7);
        assert!(matches!(refused, Err(DistError::Shift { .. })), "{refused:?}");
        assert!(Dist::exponential(1.0).unwrap().shifted(-0.69).is_ok());
        assert!(Dist::exponential(1.0).unwrap().shifted(f64::NAN).is_err());
    }
}

//! Laws of the time until someone leaves untreated, with closed-form survival given the wait so far.

use super::error::{at_least_zero, positive};
use super::log::ln;
use super::{DistError, Slopes};
use crate::rng::uniform;

/// A law of the time until someone leaves untreated, in seconds from the clock start.
#[derive(Clone, Debug, PartialEq)]
pub enum Patience {
    /// For ever.
    Never,
    /// Memoryless, with this mean in seconds.
    Exponential {
        /// Mean in seconds.
        mean: f64,
    },
    /// The hazard rises (shape above 1) or falls (below 1) with the time waited.
    Weibull {
        /// Shape.
        shape: f64,
        /// Scale in seconds.
        scale: f64,
    },
    /// All leave at the same time waited.
    Constant {
        /// Seconds.
        value: f64,
    },
    /// Uniform between two ends; with a hazard ratio r the survivor function is that of the uniform law to the power r.
    Uniform {
        /// Lower end in seconds.
        low: f64,
        /// Upper end in seconds.
        high: f64,
        /// Hazard ratio against the uniform law.
        ratio: f64,
    },
    /// A hazard that is constant in each piece of the time waited.
    Piecewise(Box<Pieces>),
    /// A hazard that is log-linear in the time waited between knots.
    ByWait(Box<Slopes>),
}

/// A hazard that is constant in each piece of the time waited.
#[derive(Clone, Debug, PartialEq)]
pub struct Pieces {
    ends: Vec<f64>,
    rates: Vec<f64>,
}

impl Pieces {
    /// Where each piece but the last ends, in seconds waited.
    #[must_use]
    pub fn ends(&self) -> &[f64] {
        &self.ends
    }

    /// The hazard in each piece, per second.
    #[must_use]
    pub fn rates(&self) -> &[f64] {
        &self.rates
    }

    fn hazard(&self, t: f64) -> f64 {
        let mut sum = 0.0;
        let mut from = 0.0;
        for (i, &rate) in self.rates.iter().enumerate() {
            let end = self.ends.get(i).copied().unwrap_or(f64::INFINITY);
            sum += rate * (t.min(end) - from).max(0.0);
            from = end;
        }
        sum
    }

    /// When the cumulative hazard after `waited` reaches `target`.
    fn reach(&self, waited: f64, mut target: f64) -> f64 {
        let mut from = waited.max(0.0);
        for (i, &rate) in self.rates.iter().enumerate() {
            let end = self.ends.get(i).copied().unwrap_or(f64::INFINITY);
            if end <= from {
                continue;
            }
            let held = rate * (end - from);
            // Not so where the rate is 0 in the last piece, as 0 times infinity is not a number.
            if held >= target {
                return from + target / rate;
            }
            if end.is_infinite() {
                break;
            }
            target -= held;
            from = end;
        }
        f64::INFINITY
    }
}

impl Patience {
    /// Memoryless, by its mean in seconds.
    ///
    /// # Errors
    /// Where the mean is not above 0.
    pub fn exponential(mean: f64) -> Result<Self, DistError> {
        Ok(Patience::Exponential { mean: positive("mean", mean)? })
    }

    /// Memoryless, by its hazard per second; 0 is never.
    ///
    /// # Errors
    /// Where the hazard is negative.
    pub fn exponential_rate(rate: f64) -> Result<Self, DistError> {
        if at_least_zero("rate", rate)? == 0.0 {
            return Ok(Patience::Never);
        }
        let mean = 1.0 / rate;
        Ok(if mean.is_finite() { Patience::Exponential { mean } } else { Patience::Never })
    }

    /// Weibull, scale in seconds.
    ///
    /// # Errors
    /// Where shape or scale is not above 0.
    pub fn weibull(shape: f64, scale: f64) -> Result<Self, DistError> {
        Ok(Patience::Weibull { shape: positive("shape", shape)?, scale: positive("scale", scale)? })
    }

    /// All leave after so many seconds.
    ///
    /// # Errors
    /// Where it is not above 0.
    pub fn constant(value: f64) -> Result<Self, DistError> {
        Ok(Patience::Constant { value: positive("value", value)? })
    }

    /// Uniform between two ends in seconds; equal ends are a constant.
    ///
    /// # Errors
    /// Where an end is negative, the ends are swapped, or the upper end is 0.
    pub fn uniform(low: f64, high: f64) -> Result<Self, DistError> {
        let (low, high) = (at_least_zero("low", low)?, positive("high", high)?);
        if low > high {
            return Err(DistError::EndsSwapped { low, high });
        }
        if low == high {
            return Patience::constant(low);
        }
        Ok(Patience::Uniform { low, high, ratio: 1.0 })
    }

    /// A hazard that is constant in pieces: `rates[i]` per second up to `ends[i]` seconds waited, the last rate from the last end on.
    ///
    /// # Errors
    /// Where there is not one rate more than ends, the ends do not rise from above 0, or a rate is negative.
    pub fn piecewise(ends: &[f64], rates: &[f64]) -> Result<Self, DistError> {
        if rates.len() != ends.len() + 1 {
            return Err(DistError::Lengths { values: ends.len() + 1, weights: rates.len() });
        }
        let mut before = 0.0;
        for &end in ends {
            if positive("end", end)? <= before {
                return Err(DistError::EndsNotRising { value: end });
            }
            before = end;
        }
        for &rate in rates {
            at_least_zero("rate", rate)?;
        }
        if rates.iter().all(|&r| r == 0.0) {
            return Ok(Patience::Never);
        }
        Ok(Patience::Piecewise(Box::new(Pieces { ends: ends.to_vec(), rates: rates.to_vec() })))
    }

    /// A hazard per second that is log-linear between knots of the seconds waited.
    ///
    /// # Errors
    /// Where there is no knot, the lengths differ, the knots do not rise from 0 or more or a hazard is not above 0.
    pub fn by_wait(at: &[f64], rates: &[f64]) -> Result<Self, DistError> {
        Slopes::new(at, rates).map(|slopes| Patience::ByWait(Box::new(slopes)))
    }

    /// The same law with its hazard multiplied at every time (proportional hazards): the survivor function to the power `ratio`.
    /// A fixed time stays as it is; a ratio of 0 is never.
    ///
    /// # Errors
    /// Where the ratio is negative or not finite.
    pub fn with_ratio(&self, ratio: f64) -> Result<Self, DistError> {
        if at_least_zero("ratio", ratio)? == 0.0 {
            return Ok(Patience::Never);
        }
        Ok(match self {
            Patience::Never => Patience::Never,
            Patience::Constant { value } => Patience::Constant { value: *value },
            Patience::Exponential { mean } => Patience::Exponential { mean: positive("mean", mean / ratio)? },
            Patience::Weibull { shape, scale } => Patience::weibull(*shape, scale * libm::pow(ratio, -1.0 / shape))?,
            Patience::Uniform { low, high, ratio: r } => {
                Patience::Uniform { low: *low, high: *high, ratio: positive("ratio", r * ratio)? }
            }
            Patience::Piecewise(p) => {
                let rates: Vec<f64> = p.rates.iter().map(|r| r * ratio).collect();
                Patience::piecewise(&p.ends, &rates)?
            }
            Patience::ByWait(s) => Patience::ByWait(Box::new(s.changed(ratio, 1.0)?)),
        })
    }

    /// The same law in another unit: `factor` is the number of new units in an old one (86,400 from days to seconds).
    ///
    /// # Errors
    /// Where the factor is not above 0, or a time overflows.
    pub fn scaled(&self, factor: f64) -> Result<Self, DistError> {
        let f = positive("factor", factor)?;
        Ok(match self {
            Patience::Never => Patience::Never,
            Patience::Exponential { mean } => Patience::exponential(mean * f)?,
            Patience::Weibull { shape, scale } => Patience::weibull(*shape, scale * f)?,
            Patience::Constant { value } => Patience::constant(value * f)?,
            Patience::Uniform { low, high, ratio } => Patience::uniform(low * f, high * f).map(|law| match law {
                Patience::Uniform { low, high, .. } => Patience::Uniform { low, high, ratio: *ratio },
                other => other,
            })?,
            Patience::Piecewise(p) => {
                let ends: Vec<f64> = p.ends.iter().map(|e| e * f).collect();
                let rates: Vec<f64> = p.rates.iter().map(|r| r / f).collect();
                Patience::piecewise(&ends, &rates)?
            }
            Patience::ByWait(s) => Patience::ByWait(Box::new(s.changed(1.0, f)?)),
        })
    }

    /// Seconds from the clock start until the person leaves, given that `waited` seconds have passed already: the time at which
    /// the survivor function has fallen to u times its value at `waited`, so it is always above `waited`. Who has outlived
    /// the law (a fixed time or the upper end of a uniform law) leaves at once.
    #[inline]
    #[must_use]
    pub fn beyond(&self, word: u64, waited: f64) -> f64 {
        match self {
            Patience::Never => f64::INFINITY,
            Patience::Exponential { mean } => waited - mean * ln(uniform(word)),
            _ => self.beyond_other(word, waited),
        }
    }

    #[inline(never)]
    fn beyond_other(&self, word: u64, waited: f64) -> f64 {
        let u = uniform(word);
        let t = match self {
            Patience::Never => f64::INFINITY,
            Patience::Exponential { mean } => waited - mean * ln(u),
            Patience::Weibull { shape, scale } => {
                let passed = libm::pow(waited.max(0.0) / scale, *shape);
                scale * libm::pow(passed - ln(u), 1.0 / shape)
            }
            Patience::Constant { value } => *value,
            Patience::Uniform { low, high, ratio } => {
                let share = if *ratio == 1.0 { u } else { libm::pow(u, 1.0 / ratio) };
                high - (high - low.max(waited)) * share
            }
            Patience::Piecewise(p) => p.reach(waited, -ln(u)),
            Patience::ByWait(s) => s.reach(waited, -ln(u)),
        };
        t.max(waited.next_up())
    }

    /// Probability to stay longer than `t` seconds.
    #[must_use]
    pub fn survival(&self, t: f64) -> f64 {
        if t <= 0.0 {
            return 1.0;
        }
        match self {
            Patience::Never => 1.0,
            Patience::Exponential { mean } => libm::exp(-t / mean),
            Patience::Weibull { shape, scale } => libm::exp(-libm::pow(t / scale, *shape)),
            Patience::Constant { value } => f64::from(t < *value),
            Patience::Uniform { low, high, ratio } => libm::pow(((high - t) / (high - low)).clamp(0.0, 1.0), *ratio),
            Patience::Piecewise(p) => libm::exp(-p.hazard(t)),
            Patience::ByWait(s) => libm::exp(-s.hazard(t)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Key, Purpose, Space};

    fn all() -> Vec<Patience> {
        let p = vec![
            Patience::exponential(100.0).unwrap(),
            Patience::weibull(1.7, 120.0).unwrap(),
            Patience::weibull(0.6, 80.0).unwrap(),
            Patience::uniform(20.0, 300.0).unwrap(),
            Patience::piecewise(&[30.0, 90.0], &[0.001, 0.02, 0.005]).unwrap(),
            Patience::piecewise(&[50.0, 60.0], &[0.0, 0.03, 0.01]).unwrap(),
            Patience::by_wait(&[0.0, 30.0, 31.0, 90.0], &[0.001, 0.03, 0.03, 0.0004]).unwrap(),
            Patience::by_wait(&[45.0], &[0.01]).unwrap(),
        ];
        let more: Vec<Patience> = p.iter().map(|l| l.with_ratio(1.8).unwrap()).collect();
        p.into_iter().chain(more).collect()
    }

    /// Kolmogorov-Smirnov against the conditional survivor function; critical value of alpha = 0.001.
    #[test]
    fn draws_follow_the_survivor_function_given_the_wait() {
        let n = 20_000;
        for (i, law) in all().iter().enumerate() {
            for waited in [0.0, 40.0, 130.0] {
                let mut s = Key::new(11, 0).stream(Space::new("test", "patience"), i as u64, Purpose::Patience, 0);
                let mut t: Vec<f64> = (0..n).map(|_| law.beyond(s.next_word(), waited)).collect();
                assert!(t.iter().all(|&t| t > waited));
                t.sort_by(f64::total_cmp);
                let start = law.survival(waited);
                let distance = t.iter().enumerate().map(|(j, &t)| {
                    let f = 1.0 - law.survival(t) / start;
                    (f - j as f64 / n as f64).abs().max((f - (j + 1) as f64 / n as f64).abs())
                });
                let d = distance.fold(0.0, f64::max);
                assert!(d < 1.9495 / (n as f64).sqrt(), "law {i} from {waited}: {d}");
            }
        }
    }

    #[test]
    fn a_ratio_is_a_power_of_the_survivor_function_and_a_unit_only_stretches() {
        for law in all() {
            let (twice, days) = (law.with_ratio(2.5).unwrap(), law.scaled(86_400.0).unwrap());
            for t in [1.0, 25.0, 50.0, 77.0, 200.0] {
                assert!((twice.survival(t) - libm::pow(law.survival(t), 2.5)).abs() < 1e-12);
                assert!((days.survival(t * 86_400.0) - law.survival(t)).abs() < 1e-12);
            }
            assert_eq!(law.with_ratio(0.0), Ok(Patience::Never));
        }
        assert_eq!(Patience::constant(5.0).unwrap().with_ratio(3.0), Patience::constant(5.0));
    }

    #[test]
    fn who_has_outlived_the_law_leaves_at_once_and_never_is_never() {
        let fixed = Patience::constant(100.0).unwrap();
        assert_eq!(fixed.beyond(7, 20.0), 100.0);
        assert!(fixed.beyond(7, 100.0) > 100.0 && fixed.beyond(7, 100.0) < 100.001);
        assert!(Patience::uniform(5.0, 9.0).unwrap().beyond(3, 12.0) < 12.001);
        assert!(Patience::Never.beyond(1, 3.0).is_infinite());
        let stops = Patience::piecewise(&[10.0], &[0.1, 0.0]).unwrap();
        assert!(stops.beyond(0, 0.0).is_infinite() && stops.beyond(u64::MAX, 0.0) < 10.0);
        assert!(stops.beyond(u64::MAX, 11.0).is_infinite());
    }

    #[test]
    fn impossible_parameters_are_refused() {
        assert!(Patience::exponential(0.0).is_err());
        assert!(Patience::weibull(0.0, 1.0).is_err());
        assert!(Patience::uniform(3.0, 2.0).is_err());
        assert!(Patience::piecewise(&[2.0, 2.0], &[1.0, 1.0, 1.0]).is_err());
        assert!(Patience::piecewise(&[2.0], &[1.0]).is_err());
        assert!(Patience::piecewise(&[2.0], &[1.0, f64::NAN]).is_err());
        assert_eq!(Patience::exponential_rate(0.0), Ok(Patience::Never));
        assert_eq!(Patience::piecewise(&[], &[0.0]), Ok(Patience::Never));
    }
}

//! A positive function of the time waited that is given at a few knots: log-linear between them, constant before the first and after the last.

use super::DistError;
use super::error::{at_least_zero, positive};

/// A positive function, given at knots.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLinear {
    /// Where the knots are; they rise.
    at: Vec<f64>,
    /// The logarithm of the value at each.
    log: Vec<f64>,
}

impl LogLinear {
    /// Of knots that rise from 0 or more, and a value above 0 at each.
    ///
    /// # Errors
    /// Where there is no knot, the lengths differ, the knots do not rise or a value is not above 0.
    pub fn new(at: &[f64], values: &[f64]) -> Result<Self, DistError> {
        if at.is_empty() {
            return Err(DistError::Empty);
        }
        if at.len() != values.len() {
            return Err(DistError::Lengths { values: at.len(), weights: values.len() });
        }
        let mut before = f64::NEG_INFINITY;
        for &knot in at {
            if at_least_zero("knot", knot)? <= before {
                return Err(DistError::EndsNotRising { value: knot });
            }
            before = knot;
        }
        let log = values.iter().map(|&v| Ok(libm::log(positive("value", v)?))).collect::<Result<_, DistError>>()?;
        Ok(Self { at: at.to_vec(), log })
    }

    /// Where the last knot is.
    #[must_use]
    pub fn last(&self) -> f64 {
        self.at[self.at.len() - 1]
    }

    /// The largest value, which is that of a knot.
    #[must_use]
    pub fn largest(&self) -> f64 {
        libm::exp(self.log.iter().copied().fold(f64::NEG_INFINITY, f64::max))
    }

    /// The value at `x`.
    #[must_use]
    pub fn value(&self, x: f64) -> f64 {
        let next = self.at.partition_point(|&knot| knot <= x);
        let log = match next {
            0 => self.log[0],
            n if n == self.at.len() => self.log[n - 1],
            n => {
                let part = (x - self.at[n - 1]) / (self.at[n] - self.at[n - 1]);
                self.log[n - 1] + part * (self.log[n] - self.log[n - 1])
            }
        };
        libm::exp(log)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_straight_on_a_logarithmic_scale() {
        let f = LogLinear::new(&[0.0, 10.0, 20.0], &[1.0, 4.0, 1.0]).unwrap();
        for (x, y) in [(-3.0, 1.0), (0.0, 1.0), (5.0, 2.0), (10.0, 4.0), (15.0, 2.0), (20.0, 1.0), (99.0, 1.0)] {
            assert!((f.value(x) - y).abs() < 1e-12, "{x}");
        }
        assert!((f.largest() - 4.0).abs() < 1e-12);
    }

    #[test]
    fn knots_rise_and_values_are_positive() {
        assert_eq!(LogLinear::new(&[], &[]), Err(DistError::Empty));
        assert_eq!(LogLinear::new(&[1.0, 1.0], &[1.0, 2.0]), Err(DistError::EndsNotRising { value: 1.0 }));
        assert_eq!(LogLinear::new(&[0.0], &[1.0, 2.0]), Err(DistError::Lengths { values: 1, weights: 2 }));
        assert!(LogLinear::new(&[0.0], &[0.0]).is_err() && LogLinear::new(&[-1.0], &[1.0]).is_err());
    }
}

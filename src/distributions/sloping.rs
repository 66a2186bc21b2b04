//! A hazard that is log-linear in the time waited between knots: the draw and the survivor function in closed form.

use super::DistError;
use super::error::{at_least_zero, positive};

/// A hazard by the time waited: log-linear between knots, constant before the first and after the last.
#[derive(Clone, Debug, PartialEq)]
pub struct Slopes {
    /// Where each piece begins, in seconds waited; the first at 0.
    from: Vec<f64>,
    /// The hazard per second at the begin of each piece.
    rate: Vec<f64>,
    /// By how much its logarithm grows in a second; 0 in the last piece.
    slope: Vec<f64>,
    /// The hazard that is summed up before each piece.
    before: Vec<f64>,
}

impl Slopes {
    /// Of knots in seconds that rise from 0 or more, and a hazard per second above 0 at each.
    ///
    /// # Errors
    /// Where there is no knot, the lengths differ, the knots do not rise or a hazard is not above 0.
    pub fn new(at: &[f64], rates: &[f64]) -> Result<Self, DistError> {
        if at.is_empty() {
            return Err(DistError::Empty);
        }
        if at.len() != rates.len() {
            return Err(DistError::Lengths { values: at.len(), weights: rates.len() });
        }
        let (mut from, mut rate) = (Vec::new(), Vec::new());
        for (&knot, &here) in at.iter().zip(rates) {
            positive("rate", here)?;
            if from.last().map_or(at_least_zero("knot", knot)? < 0.0, |last| knot <= *last) {
                return Err(DistError::EndsNotRising { value: knot });
            }
            if from.is_empty() && knot > 0.0 {
                from.push(0.0);
                rate.push(here);
            }
            from.push(knot);
            rate.push(here);
        }
        Self::of(from, rate)
    }

    fn of(from: Vec<f64>, rate: Vec<f64>) -> Result<Self, DistError> {
        let pieces = from.len();
        let slope = |i: usize| libm::log(rate[i + 1] / rate[i]) / (from[i + 1] - from[i]);
        let slope: Vec<f64> = (0..pieces - 1).map(slope).chain([0.0]).collect();
        let mut found = Self { from, rate, slope, before: vec![0.0; pieces] };
        for i in 1..pieces {
            let sum = found.before[i - 1] + found.within(i - 1, found.from[i] - found.from[i - 1]);
            found.before[i] = positive("hazard summed up", sum)?;
        }
        Ok(found)
    }

    /// The hazard summed up over the first so many seconds of a piece.
    fn within(&self, piece: usize, seconds: f64) -> f64 {
        let (rate, slope) = (self.rate[piece], self.slope[piece]);
        if slope == 0.0 { rate * seconds } else { rate * libm::expm1(slope * seconds) / slope }
    }

    /// The hazard per second after so many seconds.
    #[must_use]
    pub fn rate(&self, t: f64) -> f64 {
        let piece = self.from.partition_point(|from| *from <= t).max(1) - 1;
        self.rate[piece] * libm::exp(self.slope[piece] * (t - self.from[piece]).max(0.0))
    }

    /// The hazard summed up over so many seconds.
    #[must_use]
    pub fn hazard(&self, t: f64) -> f64 {
        let piece = self.from.partition_point(|from| *from <= t).max(1) - 1;
        self.before[piece] + self.within(piece, (t - self.from[piece]).max(0.0))
    }

    /// When the hazard that is summed up after `waited` reaches `more`.
    pub(super) fn reach(&self, waited: f64, more: f64) -> f64 {
        let target = self.hazard(waited.max(0.0)) + more;
        let piece = self.before.partition_point(|before| *before <= target).max(1) - 1;
        let (rate, slope, left) = (self.rate[piece], self.slope[piece], target - self.before[piece]);
        let seconds = if slope == 0.0 { left / rate } else { libm::log1p(left * slope / rate) / slope };
        match self.from.get(piece + 1) {
            // Rounding may lead over the end of the piece, where the logarithm has no value.
            Some(end) => (self.from[piece] + seconds).min(*end),
            None => self.from[piece] + seconds,
        }
    }

    /// Every hazard multiplied, and every second made so many units long.
    pub(super) fn changed(&self, ratio: f64, factor: f64) -> Result<Self, DistError> {
        let from = self.from.iter().map(|from| from * factor).collect();
        let rates = self.rate.iter().map(|rate| positive("rate", rate * ratio / factor));
        Self::of(from, rates.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sum of the hazard is that of many thin pieces, and the draw is its inverse.
    #[test]
    fn the_sum_and_its_inverse_agree_with_thin_pieces() {
        let s = Slopes::new(&[10.0, 30.0, 31.0, 80.0], &[0.002, 0.05, 0.05, 0.001]).unwrap();
        let (mut sum, thin) = (0.0, 0.01);
        for i in 0..20_000 {
            let t = f64::from(i) * thin;
            if i % 500 == 0 {
                assert!((s.hazard(t) - sum).abs() < 1e-6, "{t}: {} against {sum}", s.hazard(t));
            }
            sum += s.rate(t + thin / 2.0) * thin;
        }
        for waited in [0.0, 5.0, 10.0, 22.0, 30.5, 79.0, 200.0] {
            for more in [1e-9, 0.01, 0.3, 2.0, 30.0] {
                let t = s.reach(waited, more);
                assert!((s.hazard(t) - s.hazard(waited) - more).abs() < 1e-11 * (1.0 + more), "{waited} {more}: {t}");
            }
        }
    }

    #[test]
    fn knots_rise_and_hazards_are_above_0() {
        assert_eq!(Slopes::new(&[], &[]), Err(DistError::Empty));
        assert!(Slopes::new(&[1.0, 1.0], &[1.0, 1.0]).is_err() && Slopes::new(&[-1.0], &[1.0]).is_err());
        assert!(Slopes::new(&[0.0, 1.0], &[1.0, 0.0]).is_err() && Slopes::new(&[0.0], &[1.0, 1.0]).is_err());
        assert!(Slopes::new(&[0.0], &[f64::NAN]).is_err());
    }
}

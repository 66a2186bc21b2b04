//! Appointments that are made ahead of their session, and what moves the probability of missing one.

use super::Chance;
use crate::distributions::power;
use crate::time::{Time, WEEK};

/// The slots of a session are given out some time before it, as clinics do: who has one is no longer on the list to be called, and
/// may leave or cancel before the day. A slot that falls free goes to the next in order while there is time to tell them, and later
/// to those who come at short notice.
#[derive(Clone, Debug, PartialEq)]
pub struct Booking {
    /// How long before a session its slots are given out, in seconds.
    pub ahead: Time,
    /// A slot that is given out later than this before its session is given at short notice, in seconds.
    pub notice: Time,
    /// Probability that somebody is one of those who come at short notice, by class.
    pub short_notice: Vec<Chance>,
    /// Most people who are asked for one free slot at a time.
    pub offers: u32,
}

/// What the odds of missing an appointment are multiplied by.
#[derive(Clone, Debug, PartialEq)]
pub struct MissOdds {
    /// For each week between the booking and the appointment, by class.
    pub per_week_ahead: Vec<f64>,
    /// For each appointment missed before (3 stands for 3 and more), by class.
    pub per_missed: Vec<f64>,
}

impl MissOdds {
    /// The probability of missing an appointment that was made so long ahead, after so many that were missed.
    #[must_use]
    pub fn chance(&self, plain: Chance, class: u16, ahead: Time, missed: u8) -> Chance {
        let p = plain.probability();
        if (ahead == 0 && missed == 0) || p <= 0.0 || p >= 1.0 {
            return plain;
        }
        let class = class as usize;
        let times = power(self.per_week_ahead[class], ahead as f64 / WEEK as f64)
            * power(self.per_missed[class], f64::from(missed));
        let odds = p / (1.0 - p) * times;
        Chance::new(if odds == f64::INFINITY { 1.0 } else { odds / (1.0 + odds) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odds_are_multiplied_for_each_week_and_each_missed_appointment() {
        let odds = MissOdds { per_week_ahead: vec![1.1, 1.0], per_missed: vec![2.0, 1.0] };
        let fifth = Chance::new(0.2);
        assert_eq!(odds.chance(fifth, 0, 0, 0), fifth);
        assert_eq!(odds.chance(fifth, 1, 9 * WEEK, 3), fifth);
        // Odds of 1 to 4, times 1.1 x 1.1 x 2.
        let found = odds.chance(fifth, 0, 2 * WEEK, 1).probability();
        assert!((found - 0.605 / 1.605).abs() < 1e-9, "{found}");
        for sure in [Chance::NEVER, Chance::new(1.0)] {
            assert_eq!(odds.chance(sure, 0, 2 * WEEK, 1), sure);
        }
        // Odds beyond all numbers are certainty.
        let endless = MissOdds { per_week_ahead: vec![1e300], per_missed: vec![1e300] };
        assert_eq!(endless.chance(fifth, 0, 2 * WEEK, 3), Chance::new(1.0));
        assert_eq!(endless.chance(Chance::NEVER, 0, 2 * WEEK, 3), Chance::NEVER);
    }
}

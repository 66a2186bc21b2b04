//! A figure of one replication: with the integers that it is made of while something is derived from them, then as a number.

use serde::{Deserialize, Serialize};

/// Why there is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// There is nobody to count. The replication is dropped for this figure, and counted.
    Nobody,
    /// The event did not come within the follow-up: the figure is larger than that.
    NotReached,
    /// The measure looks further than people are followed.
    BeyondFollowUp,
    /// The scenario has no audits.
    NoAudits,
    /// The measure makes no sense here, for example slots where there are servers.
    NotDefined,
}

/// One figure of one replication, as a measure or a gap reads it: a quotient keeps its integers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    value: Result<f64, Missing>,
    /// Above and below the line, in the unit in which they were counted.
    quotient: Option<(i128, u64)>,
    /// People (or slots) behind it.
    pub n: u64,
}

impl Reading {
    /// A number, with the people behind it. A number that is not finite is not defined.
    #[must_use]
    pub fn new(value: f64, n: u64) -> Self {
        Self { value: if value.is_finite() { Ok(value) } else { Err(Missing::NotDefined) }, quotient: None, n }
    }

    /// No number.
    #[must_use]
    pub const fn missing(why: Missing, n: u64) -> Self {
        Self { value: Err(why), quotient: None, n }
    }

    /// A part of a whole; nobody where the whole is empty.
    #[must_use]
    pub fn share(part: u64, whole: u64) -> Self {
        if whole == 0 {
            return Self::missing(Missing::Nobody, 0);
        }
        Self::new(part as f64 / whole as f64, whole).made_of(i128::from(part), whole)
    }

    /// A sum over so many people, in units, where `per` units make one of the figure's; nobody where there is nobody.
    #[must_use]
    pub fn mean(sum: i128, n: u64, per: f64) -> Self {
        if n == 0 {
            return Self::missing(Missing::Nobody, 0);
        }
        Self::new(sum as f64 / n as f64 / per, n).made_of(sum, n)
    }

    /// The same, which is a quotient of these integers, in the unit in which they were counted.
    #[must_use]
    pub fn made_of(self, above: i128, below: u64) -> Self {
        Self { quotient: Some((above, below)), ..self }
    }

    /// The number, or why there is none. Always finite.
    ///
    /// # Errors
    /// Where there is none.
    pub const fn value(&self) -> Result<f64, Missing> {
        self.value
    }

    /// The integers of a quotient, above and below the line, in the unit in which they were counted.
    #[must_use]
    pub const fn quotient(&self) -> Option<(i128, u64)> {
        self.quotient
    }

    /// The same for so many times as many people; those behind it stay as simulated.
    #[must_use]
    pub fn times(self, scale: f64) -> Self {
        Self { value: self.value.map(|value| value * scale), quotient: None, ..self }
    }

    /// Nothing more is derived from it.
    #[must_use]
    pub const fn settled(&self) -> Settled {
        Settled { value: self.value, n: self.n }
    }
}

/// One figure of one replication, as it is kept. Finished cells are written down and read again, so all of it has to survive that.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settled {
    /// The number, or why there is none. Always finite.
    pub value: Result<f64, Missing>,
    /// People (or slots) behind it.
    pub n: u64,
}

impl Settled {
    /// A number, with the people behind it. A number that is not finite is not defined.
    #[must_use]
    pub fn new(value: f64, n: u64) -> Self {
        Reading::new(value, n).settled()
    }

    /// No number.
    #[must_use]
    pub const fn missing(why: Missing, n: u64) -> Self {
        Self { value: Err(why), n }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotient_keeps_its_integers_and_a_number_has_none() {
        let third = Reading::share(1, 3);
        assert_eq!((third.quotient(), third.value(), third.n), (Some((1, 3)), Ok(1.0 / 3.0), 3));
        let weeks = Reading::mean(10, 4, 7.0);
        assert_eq!((weeks.quotient(), weeks.value()), (Some((10, 4)), Ok(10.0 / 4.0 / 7.0)));
        assert_eq!(third.times(100.0).quotient(), None);
        assert_eq!(Reading::share(0, 0).value(), Err(Missing::Nobody));
        assert_eq!(Reading::new(f64::NAN, 1).value(), Err(Missing::NotDefined));
        assert_eq!(Reading::new(2.0, 1).settled(), Settled { value: Ok(2.0), n: 1 });
    }
}

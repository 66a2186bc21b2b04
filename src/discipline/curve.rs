//! Tickets by time waited, as the engine counts them: what people of a lane hold after so many days, in whole numbers.

use std::sync::Arc;

use crate::distributions::LogLinear;

/// What the largest number of tickets of a curve is counted as: the others keep nine digits, and a list of four thousand million people
/// holds less than a word can count.
const LARGEST: f64 = (1 << 30) as f64;

/// Tickets of a person by the whole days waited. Curves of lanes of one rule are counted in the same unit, so they can be added up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curve {
    by_day: Vec<u32>,
}

/// A rule's tickets by time waited: between the knots, and how much longer than they have waited people count.
#[derive(Clone, Debug, PartialEq)]
pub struct Tickets {
    of_weeks: LogLinear,
}

impl Tickets {
    /// Tickets by weeks waited.
    #[must_use]
    pub const fn new(of_weeks: LogLinear) -> Self {
        Self { of_weeks }
    }

    /// The tickets after so many days, in the unit of the knots.
    #[must_use]
    pub fn after(&self, days: f64) -> f64 {
        self.of_weeks.value(days / 7.0)
    }

    /// The curve of people who count as if they had waited so many days longer.
    #[must_use]
    pub fn curve(&self, longer: f64) -> Arc<Curve> {
        let days = (self.of_weeks.last() * 7.0 - longer).max(0.0) as usize + 1;
        let unit = LARGEST / self.of_weeks.largest();
        let by_day = (0..=days).map(|day| ((self.after(day as f64 + longer) * unit).round() as u32).max(1)).collect();
        Arc::new(Curve { by_day })
    }
}

impl Curve {
    /// How many tickets a person has after so many whole days; before the first day, as many as on it.
    #[inline]
    #[must_use]
    pub fn after(&self, days: i64) -> u64 {
        self.by_day[(days.max(0) as usize).min(self.by_day.len() - 1)].into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tickets_go_by_whole_days_and_a_head_start_moves_them() {
        let tickets = Tickets::new(LogLinear::new(&[0.0, 1.0, 2.0], &[1.0, 4.0, 2.0]).unwrap());
        let plain = tickets.curve(0.0);
        let quarter = 1 << 28;
        assert_eq!([-5, 0, 7, 14, 15, 9999].map(|d| plain.after(d)), [1, 1, 4, 2, 2, 2].map(|t| t * quarter));
        let ahead = tickets.curve(7.0);
        assert_eq!([0, 7, 14].map(|d| ahead.after(d)), [4, 2, 2].map(|t| t * quarter));
        let behind = tickets.curve(-7.0);
        assert_eq!([0, 7, 14, 21].map(|d| behind.after(d)), [1, 1, 4, 2].map(|t| t * quarter));
    }

    #[test]
    fn nobody_is_without_a_chance() {
        let tickets = Tickets::new(LogLinear::new(&[0.0, 1.0], &[1e-6, 1e6]).unwrap());
        assert_eq!(tickets.curve(0.0).after(0), 1);
    }
}

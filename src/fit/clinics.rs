//! On which days of a period clinics are open.

use crate::intake::{Period, days_to, is_weekday};

/// Days of a week with clinics, where they are open from Monday to Friday.
const OPEN_DAYS: f64 = 5.0;

/// The part of people that leaves in a day, and how much of it is treated, by the days waited: on days without clinics, and with them.
pub(super) type Chances = [Vec<(f64, f64)>; 2];

/// The days of a period, and whether clinics are open on each. People are treated on days with clinics only, with the same chance on each. They may leave
/// untreated on any day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clinics {
    open: Vec<bool>,
    /// How many times the chance of a week, divided by seven, is that of a day with clinics.
    times: f64,
}

impl Clinics {
    /// So many days with clinics.
    #[cfg(test)]
    pub(super) fn every_day(days: usize) -> Self {
        Self { open: vec![true; days], times: 1.0 }
    }

    /// So many days up to the last of a period, with clinics from Monday to Friday, as in a scenario that does not say on which days its slots are. Public holidays
    /// are not known.
    #[must_use]
    pub fn weekdays(end: Period, days: u32) -> Self {
        Self { open: days_to(end, days).map(is_weekday).collect(), times: 7.0 / OPEN_DAYS }
    }

    /// How many days.
    #[must_use]
    pub fn days(&self) -> usize {
        self.open.len()
    }

    /// How many days with clinics.
    #[must_use]
    pub fn open_days(&self) -> usize {
        self.open.iter().filter(|open| **open).count()
    }

    /// Of two things, those of days without clinics and with them, the one that holds on a day.
    pub(super) fn on(&self, day: usize) -> usize {
        usize::from(self.open[day])
    }

    /// How many times the usual chance of a day to be treated is that of days without clinics, and with them.
    pub(super) fn times(&self) -> [f64; 2] {
        [0.0, self.times]
    }

    /// The part of people who joined on a day that is left at the end.
    pub(super) fn stay(&self, chances: &Chances, joined: usize) -> f64 {
        (joined..self.days()).map(|day| 1.0 - chances[self.on(day)][day - joined].0).product()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clinics_are_open_from_monday_to_friday() {
        let of = |year, month, day, days| Clinics::weekdays(Period { year, month, day }, days);
        // The first of January 2025 was a Wednesday.
        let january = of(2025, 1, None, 31);
        assert_eq!((january.days(), january.open_days()), (31, 23));
        assert_eq!(january.open[..7], [true, true, true, false, false, true, true]);
        assert_eq!(of(2025, 1, Some(31), 31), january);
        assert_eq!(of(2025, 2, None, 28).open_days(), 20);
        // Four weeks to a Sunday.
        let weeks = of(2025, 1, Some(26), 28);
        assert_eq!((weeks.open_days(), weeks.open[26..].to_vec()), (20, vec![false, false]));
    }
}

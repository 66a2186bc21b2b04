//! Curves on a logarithmic scale between knots of weeks waited.

use std::ops::Range;

use crate::distributions::exp;

/// Where each day lies between knots.
pub(super) struct Hats {
    /// The knot before, and how far on the way to the next.
    at: Vec<(usize, f64)>,
    knots: usize,
}

impl Hats {
    pub(super) fn new(weeks: &[f64], days: usize) -> Self {
        let of = |day: usize| {
            let week = day as f64 / 7.0;
            let next = weeks.partition_point(|knot| *knot <= week);
            match next {
                0 => (0, 0.0),
                n if n == weeks.len() => (n - 1, 0.0),
                n => (n - 1, (week - weeks[n - 1]) / (weeks[n] - weeks[n - 1])),
            }
        };
        Self { at: (0..days).map(of).collect(), knots: weeks.len() }
    }

    /// How many knots.
    pub(super) fn knots(&self) -> usize {
        self.knots
    }

    /// The days that a knot is about.
    pub(super) fn days_of(&self, knot: usize) -> Range<usize> {
        let before = |knot: usize| self.at.partition_point(|at| at.0 < knot);
        before(knot.saturating_sub(1))..before(knot + 1)
    }
}

/// Hazards a day from the logarithms of hazards a week at the knots.
pub(super) fn by_day(hats: &Hats, logs: &[f64]) -> Vec<f64> {
    let of = |&(knot, part): &(usize, f64)| {
        let between = if part == 0.0 { logs[knot] } else { logs[knot] + part * (logs[knot + 1] - logs[knot]) };
        exp(between) / 7.0
    };
    hats.at.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A knot moves the days up to its neighbours, the first all before it, and the last all after it.
    #[test]
    fn a_knot_is_about_the_days_next_to_it() {
        let hats = Hats::new(&[1.0, 2.0, 4.0], 50);
        let base = by_day(&hats, &[0.0, 0.1, -0.3]);
        for knot in 0..3 {
            let mut moved = [0.0, 0.1, -0.3];
            moved[knot] += 0.5;
            let days = hats.days_of(knot);
            for (day, (a, b)) in by_day(&hats, &moved).iter().zip(&base).enumerate() {
                assert!(days.contains(&day) || a == b, "knot {knot} day {day}");
            }
        }
        assert_eq!((hats.days_of(0), hats.days_of(1), hats.days_of(2)), (0..14, 0..28, 14..50));
    }
}

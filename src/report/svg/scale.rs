//! From numbers to places, and round numbers for an axis.

use super::text::{Weight, width};

/// A straight line from numbers to places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// From the numbers `low` to `high` to the places `from` to `to`. Numbers that do not differ stand in the middle.
    #[must_use]
    pub fn new((low, high): (f64, f64), (from, to): (f64, f64)) -> Self {
        Self { low, high, from, to }
    }

    /// The same for all of these numbers, with a margin of a share of their range, and zero where it is asked for.
    #[must_use]
    pub fn around(numbers: impl IntoIterator<Item = f64>, zero: bool, margin: f64, places: (f64, f64)) -> Self {
        let numbers: Vec<f64> = numbers.into_iter().filter(|x| x.is_finite()).chain(zero.then_some(0.0)).collect();
        let low = numbers.iter().copied().fold(f64::INFINITY, f64::min);
        let high = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (low, high) = if numbers.is_empty() { (0.0, 1.0) } else { (low, high) };
        let room = (high - low) * margin;
        let room = if room > 0.0 { room } else { low.abs().max(1.0) * 0.1 };
        let keep = |end: f64, moved: f64| if zero && end == 0.0 { 0.0 } else { moved };
        Self::new((keep(low, low - room), keep(high, high + room)), places)
    }

    /// The place of a number.
    #[must_use]
    pub fn at(&self, x: f64) -> f64 {
        let span = self.high - self.low;
        if span > 0.0 { self.from + (x - self.low) / span * (self.to - self.from) } else { (self.from + self.to) / 2.0 }
    }

    /// The numbers at the ends.
    #[must_use]
    pub fn ends(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// What an axis says: that it does not start at zero, where that is so.
    #[must_use]
    pub fn said(&self, axis: &str) -> String {
        let off = self.low > 0.0 || self.high < 0.0;
        if off { format!("{axis} (axis does not start at 0)") } else { axis.to_string() }
    }

    /// Round numbers inside, about as many as asked for, with the words for them.
    #[must_use]
    pub fn ticks(&self, about: usize) -> Vec<(f64, String)> {
        ticks(self.low, self.high, about)
    }
}

/// The room that the words of an upright axis need beside it.
pub(super) fn margin(ticks: &[(f64, String)], size: f64) -> f64 {
    ticks.iter().map(|(_, text)| width(text, size, Weight::Regular)).fold(0.0, f64::max) + 12.0
}

/// Round numbers from `low` to `high` in steps of 1, 2, 2.5 or 5 and a power of ten; at most `about` and one more.
#[must_use]
pub fn ticks(low: f64, high: f64, about: usize) -> Vec<(f64, String)> {
    let span = high - low;
    if !(span > 0.0 && span.is_finite()) || about == 0 {
        return Vec::new();
    }
    #[allow(clippy::cast_precision_loss)]
    let rough = span / about as f64;
    let mut power = -12_i32;
    while 10f64.powi(power + 1) <= rough {
        power += 1;
    }
    let (step, decimals) = [(1.0, 0), (2.0, 0), (2.5, 1), (5.0, 0), (10.0, -1)]
        .into_iter()
        .map(|(m, more)| (m * 10f64.powi(power), (more - power).max(0)))
        .find(|(step, _)| *step >= rough * (1.0 - 1e-9))
        .unwrap_or((10f64.powi(power + 1), (-power - 1).max(0)));
    let decimals = usize::try_from(decimals).unwrap_or(0);
    let first = (low / step - 1e-9).ceil();
    (0..=about + 1)
        .map(|i| {
            #[allow(clippy::cast_precision_loss)]
            let i = i as f64;
            (first + i) * step
        })
        .take_while(|x| *x <= high + step * 1e-9)
        .map(|x| (x, crate::report::words::number(x, decimals)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_inside_and_few() {
        for (low, high) in [(0.0, 1.0), (21.3, 25.2), (-3.0, 2.0), (0.0, 7_456_789.0), (0.001, 0.0042), (1e-9, 2e-9)] {
            for about in 2..9 {
                let found = ticks(low, high, about);
                assert!(found.len() <= about + 2 && found.len() + 3 > about / 2, "{low} {high} {about} {found:?}");
                assert!(found.iter().all(|(x, _)| *x >= low - 1e-12 && *x <= high * (1.0 + 1e-9)), "{found:?}");
                let mut words: Vec<&String> = found.iter().map(|(_, w)| w).collect();
                words.dedup();
                assert_eq!(words.len(), found.len(), "{found:?}");
            }
        }
        assert_eq!(ticks(-2.2, 2.2, 4).iter().map(|(_, w)| w.as_str()).collect::<Vec<_>>(), ["−2", "0", "2"]);
        assert!(ticks(1.0, 1.0, 4).is_empty());
    }

    #[test]
    fn numbers_that_do_not_differ_have_a_place() {
        let scale = Scale::around([5.0, 5.0], false, 0.05, (0.0, 100.0));
        assert!((scale.at(5.0) - 50.0).abs() < 1e-9);
        assert!(Scale::around([], false, 0.05, (0.0, 100.0)).at(0.5).is_finite());
    }

    #[test]
    fn an_axis_says_where_it_does_not_start_at_zero() {
        let said = |numbers: [f64; 2], zero| Scale::around(numbers, zero, 0.05, (0.0, 100.0)).said("weeks");
        assert_eq!(said([5.0, 9.0], false), "weeks (axis does not start at 0)");
        assert_eq!(said([5.0, 9.0], true), "weeks");
        assert_eq!(said([-5.0, 9.0], false), "weeks");
        assert_eq!(said([0.0, 9.0], false), "weeks");
    }
}

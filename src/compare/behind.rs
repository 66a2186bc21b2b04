//! What must lie behind a row of the weekly series that stands in a file, where not every run is at hand: means and intervals of whole
//! numbers are whole numbers divided, so a figure with another digit has nothing behind it.

use std::collections::BTreeMap;
use std::fmt::{self, Debug};

use super::estimate::{COVERAGE, Estimate};
use super::rows::SeriesRow;
use super::series::{Place, Series};
use crate::experiment::Sums;
use crate::measure::{AnalysisSet, Figure};
use crate::stat::interval::TIntervals;

/// The figures of a row as they stand in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stated {
    /// Replications with a value.
    pub count: u32,
    /// The mean.
    pub estimate: Option<f64>,
    /// The ends.
    pub ends: Option<(f64, f64)>,
}

/// What is made of a row.
#[derive(Debug)]
pub enum Behind<'a> {
    /// The row that these figures stand in.
    Row(Box<SeriesRow<'a>>),
    /// No runs give these figures, for this reason; the row stands for its place.
    Nothing(Box<SeriesRow<'a>>, &'static str),
}

/// What is known of a point without every run.
struct Known {
    /// Of the runs at hand.
    some: Sums,
    /// Of all runs, with how far the sum may be off by rounding; known at the snapshots.
    all: Option<(Sums, u64)>,
    replications: u64,
}

/// Rows of a series that are held against what is known of them, one after the other.
pub struct Held<'a> {
    series: &'a Series<'a>,
    places: Box<dyn Iterator<Item = (Place, Sums)> + 'a>,
    snapshots: BTreeMap<(usize, usize, usize), Sums>,
    intervals: TIntervals,
}

impl Debug for Held<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held").finish_non_exhaustive()
    }
}

impl<'a> Held<'a> {
    /// What is known of the next row, where a file has these figures for it: from the integers of the runs whose series is at hand, and from the
    /// figures of the snapshots at the opening and the close, which every run has. Nothing behind the last row.
    pub fn next(&mut self, stated: &Stated) -> Option<Behind<'a>> {
        let (place, some) = self.places.next()?;
        let series = self.series;
        let all = self.snapshots.get(&(place.variant, place.line, place.point)).map(|all| {
            // A share was rounded at each of its ends.
            let counted = series.outcome.series_layout.keys[place.line].units == 1;
            (*all, if counted { 0 } else { 2 * u64::from(all.count) })
        });
        let known = Known { some, all, replications: series.outcome.replications };
        let found = known
            .counts(stated.count)
            .and_then(|()| {
                let found = sums(stated, series.units(place.line), &mut self.intervals);
                found.ok_or("figures that come of whole numbers of people")
            })
            .and_then(|(sums, most)| known.allows(&sums, most).map(|()| sums));
        Some(match found {
            Ok(sums) => Behind::Row(Box::new(series.row(place, &sums, &mut self.intervals))),
            Err(why) => Behind::Nothing(Box::new(series.row(place, &some, &mut self.intervals)), why),
        })
    }
}

impl Series<'_> {
    /// Its rows, to be held against those of a file.
    #[must_use]
    pub fn held(&self) -> Held<'_> {
        Held {
            series: self,
            places: Box::new(self.places()),
            snapshots: self.snapshots(),
            intervals: TIntervals::new(COVERAGE),
        }
    }

    /// The sums of the snapshots at the opening and the close, from the figures of all runs, by variant, line and point.
    fn snapshots(&self) -> BTreeMap<(usize, usize, usize), Sums> {
        let layout = &self.outcome.series_layout;
        let rows: BTreeMap<Figure, usize> =
            self.outcome.layout.rows.iter().enumerate().map(|(i, row)| (row.figure, i)).collect();
        // By row of the layout the lines and points that are the same figure.
        let mut same: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
        for (line, key) in layout.keys.iter().enumerate().filter(|(_, key)| key.opens) {
            for (population, point) in
                [(AnalysisSet::Opening, 0), (AnalysisSet::Closing, layout.points.saturating_sub(1))]
            {
                if let Some(row) = rows.get(&Figure { population, ..key.figure }).filter(|_| layout.points > 1) {
                    same.entry(*row).or_default().push((line, point));
                }
            }
        }
        let mut out = BTreeMap::new();
        for &variant in &self.variants {
            for cell in self.outcome.cells[variant].iter().flatten() {
                for (row, reading) in cell.iter().enumerate() {
                    for &(line, point) in same.get(&row).into_iter().flatten() {
                        let sums: &mut Sums = out.entry((variant, line, point)).or_default();
                        if let Ok(value) = reading.value {
                            sums.add((value * self.units(line)).round() as i64);
                        }
                    }
                }
            }
        }
        out
    }
}

impl Known {
    /// Whether so many runs can have a value.
    fn counts(&self, count: u32) -> Result<(), &'static str> {
        match count >= self.some.count && u64::from(count) <= self.replications {
            true => Ok(()),
            false => Err("a number of runs that there are"),
        }
    }

    /// Whether these sums, with squares up to so many, are not against what is known.
    fn allows(&self, sums: &Sums, most: i128) -> Result<(), &'static str> {
        self.counts(sums.count)?;
        let more = sums.count - self.some.count;
        // Those of the other runs: their mean square is at least the square of their mean.
        let sum = i128::from(sums.sum) - i128::from(self.some.sum);
        let (low, high) = (sums.squares - self.some.squares, most - self.some.squares);
        let room = match more {
            0 => sum == 0 && low <= 0 && high >= 0,
            more => high >= 0 && i128::from(more).saturating_mul(high) >= sum.saturating_mul(sum),
        };
        if !room {
            return Err("figures that leave room for those of the runs made again");
        }
        let Some((all, slack)) = &self.all else { return Ok(()) };
        let same = sums.count == all.count && sums.sum.abs_diff(all.sum) <= *slack;
        match same && (*slack > 0 || (sums.squares..=most).contains(&all.squares)) {
            true => Ok(()),
            false => Err("the figures of the snapshot on that day, as in the file of replications"),
        }
    }
}

/// The integers that give exactly these figures, with the least sum of squares, and the most there may be: of large numbers several have the same digits.
/// None where there are none.
fn sums(stated: &Stated, units: f64, intervals: &mut TIntervals) -> Option<(Sums, i128)> {
    let n = stated.count;
    let Some(mean) = stated.estimate else {
        return (n == 0 && stated.ends.is_none()).then(|| (Sums::default(), 0));
    };
    let of = |sum: i64, squares: i128| Sums { count: n, sum, squares };
    let sum = (mean * units * f64::from(n)).round();
    // Beyond this a number is not the only one with its digits, and no series comes near.
    if n == 0 || !mean.is_finite() || sum.abs() > 4.0e18 {
        return None;
    }
    let sum = sum as i64;
    let square = i128::from(sum) * i128::from(sum);
    let mut told = |squares: i128| Estimate::of_sums(&of(sum, squares), units, intervals);
    let Some((low, high)) = stated.ends else {
        return (n == 1 && told(square).mean == Some(mean)).then(|| (of(sum, square), square));
    };
    if n < 2 {
        return None;
    }
    // The least sum of squares has no spread; from there both ends move apart.
    let least = square.div_euclid(i128::from(n)) + i128::from(square.rem_euclid(i128::from(n)) > 0);
    // Beyond this, n times the squares is no number of the machine.
    let largest = i128::MAX / i128::from(n);
    let mut below =
        |squares: i128, reached: &dyn Fn((f64, f64)) -> bool| told(squares).ends.is_some_and(|ends| !reached(ends));
    let mut first = |reached: &dyn Fn((f64, f64)) -> bool| {
        let (mut step, mut a) = (1_i128, least);
        if !below(a, reached) {
            return Some(a);
        }
        while below(a + step, reached) {
            a += step;
            step = step.checked_mul(2).filter(|s| *s <= largest - a)?;
        }
        let mut b = a + step;
        while b - a > 1 {
            let middle = a + (b - a) / 2;
            if below(middle, reached) { a = middle } else { b = middle }
        }
        Some(b)
    };
    let squares = first(&|(_, upper)| upper >= high)?.max(first(&|(lower, _)| lower <= low)?);
    let beyond = first(&|(_, upper)| upper > high)?.min(first(&|(lower, _)| lower < low)?);
    let found = told(squares);
    (found.mean == Some(mean) && found.ends == Some((low, high))).then(|| (of(sum, squares), beyond - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(values: &[i64], units: f64) -> (Sums, Stated) {
        let mut sums = Sums::default();
        values.iter().for_each(|v| sums.add(*v));
        let e = Estimate::of_sums(&sums, units, &mut TIntervals::new(COVERAGE));
        (sums, Stated { count: sums.count, estimate: e.mean, ends: e.ends })
    }

    #[test]
    fn what_comes_of_integers_is_found_and_what_does_not_is_not() {
        let mut intervals = TIntervals::new(COVERAGE);
        let cases: [(&[i64], f64); 7] = [
            (&[], 1.0),
            (&[7], 1.0),
            (&[3, 4, 9, -2, 8], 1.0),
            (&[5, 5, 5], 0.01),
            (&[4_123_456, 4_120_001, 4_130_777, 4_111_111], 0.01),
            (&[797_123_456, 801_000_001, 788_888_888, 790_123_123, 799_999_999], 1e9),
            (&[-12_123_456, 1_000_001, 8_888_888], 1e9),
        ];
        for (values, units) in cases {
            let (sums, right) = stated(values, units);
            let found = super::sums(&right, units, &mut intervals);
            let (found, most) = found.unwrap_or_else(|| panic!("{values:?}"));
            assert!((found.squares..=most).contains(&sums.squares), "{values:?}");
            assert_eq!((found.count, found.sum), (sums.count, sums.sum), "{values:?}");
            let again = Estimate::of_sums(&found, units, &mut intervals);
            assert_eq!((again.mean, again.ends), (right.estimate, right.ends), "{values:?}");
            // Another digit in any one figure: at the third place, and far behind the point.
            for by in [1e-3, 1e-9] {
                let other = |x: f64| x + by * x.abs().max(1.0);
                let Some(mean) = right.estimate else { continue };
                let mut wrong = vec![Stated { estimate: Some(other(mean)), ..right }];
                if let Some((low, high)) = right.ends {
                    wrong.push(Stated { ends: Some((other(low), high)), ..right });
                    wrong.push(Stated { ends: Some((low, other(high))), ..right });
                }
                for stated in wrong {
                    assert_eq!(super::sums(&stated, units, &mut intervals), None, "{values:?} {stated:?}");
                }
            }
        }
    }

    #[test]
    fn figures_beyond_the_numbers_of_the_machine_have_nothing_behind_them() {
        let mut intervals = TIntervals::new(COVERAGE);
        for count in [2, 3, 1000, u32::MAX] {
            for end in [9e16, 1e30, f64::MAX, f64::INFINITY] {
                let stated = Stated { count, estimate: Some(11.5), ends: Some((-end, end + 16.0)) };
                for units in [0.01, 1.0, 1e9] {
                    assert_eq!(super::sums(&stated, units, &mut intervals), None, "{stated:?}");
                }
            }
        }
        let known = Known { some: Sums::default(), all: None, replications: 5 };
        assert!(known.counts(5).is_ok() && known.counts(6).is_err() && known.counts(u32::MAX).is_err());
    }

    #[test]
    fn runs_that_are_known_leave_room_only_for_some() {
        let of = |values: &[i64]| stated(values, 1.0).0;
        let allows = |known: &Known, values: &[i64]| {
            let sums = of(values);
            known.allows(&sums, sums.squares).is_ok()
        };
        let known = Known { some: of(&[3, 9]), all: None, replications: 5 };
        assert!(allows(&known, &[3, 4, 9, -2, 8]) && allows(&known, &[3, 9]));
        assert!(!allows(&known, &[4, 4, 4, 4, 4]) && !allows(&known, &[3, 4, 9, -2, 8, 1]) && !allows(&known, &[3, 8]));
        let at_the_close = Known { all: Some((of(&[3, 4, 9, -2, 8]), 0)), ..known };
        assert!(allows(&at_the_close, &[3, 4, 9, -2, 8]) && !allows(&at_the_close, &[3, 4, 9, -2, 7]));
    }
}

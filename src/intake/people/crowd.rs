//! How many real people are around made ones: of the same list and levels, within some days. A copy has one more around it than chance gives,
//! however its day was moved within these days. Where eight or more are around, a person is one of many, and no more are counted.
//!
//! What chance gives is counted around the same days some whole weeks apart, too far for a copy to be around both.

use std::collections::BTreeMap;

use crate::intake::enough_people::LEAST;

/// Days with how many people.
pub(super) type Starts = BTreeMap<i64, u64>;

/// Days on either side within which people are around, each with the weeks by which the lists are shifted for what chance gives.
const REACHES: [(i64, [i64; 3]); 3] = [(3, [1, 2, 3]), (7, [3, 4, 5]), (14, [5, 6, 7])];
/// The longest way from a day that is looked at.
const LONGEST: i64 = 7 * 7 + 14;
/// More than by chance: so many standard errors, and so much more.
const NOT_BY_CHANCE: f64 = 4.5;
const MORE: f64 = 1.1;

/// Real people around made ones.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Crowd {
    /// Within so many days on either side.
    pub(super) within: i64,
    /// People around them, at most eight around each.
    pub(super) around: f64,
    /// As many as that by chance.
    pub(super) by_chance: f64,
    variance: f64,
}

impl Crowd {
    /// Whether there are more than chance gives.
    fn is_more(&self) -> bool {
        self.around > MORE * self.by_chance
            && self.around - self.by_chance > NOT_BY_CHANCE * self.variance.max(f64::MIN_POSITIVE).sqrt()
    }

    fn add(&mut self, people: u64, around: f64, by_chance: f64) {
        let people = people as f64;
        self.around += people * around;
        self.by_chance += people * by_chance;
        self.variance += people * (around - by_chance).powi(2);
    }
}

/// How many are around made people, for each reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Crowds(pub(super) [Crowd; REACHES.len()]);

impl Default for Crowds {
    fn default() -> Self {
        Self(REACHES.map(|(within, _)| Crowd { within, ..Crowd::default() }))
    }
}

impl Crowds {
    /// Adds made people of one list and combination of levels; `today` is the day of the real list.
    pub(super) fn add(&mut self, real: &Starts, made: &Starts, today: i64) {
        let sums = Sums::new(real);
        for (crowd, (within, weeks)) in self.0.iter_mut().zip(REACHES) {
            let around = |day: i64| sums.between(day - within, day + within).min(LEAST) as f64;
            for (&start, &people) in made.range(..=today - LONGEST) {
                let shifted = weeks.iter().flat_map(|w| [start - 7 * w, start + 7 * w]).map(around);
                crowd.add(people, around(start), shifted.sum::<f64>() / (2 * weeks.len()) as f64);
            }
        }
    }

    /// The first reach within which more are around than chance gives.
    pub(super) fn more(&self) -> Option<&Crowd> {
        self.0.iter().find(|crowd| crowd.is_more())
    }
}

/// People up to each day.
struct Sums(Vec<(i64, u64)>);

impl Sums {
    fn new(starts: &Starts) -> Self {
        let mut sum = 0;
        let up_to = |(&day, &people): (&i64, &u64)| {
            sum += people;
            (day, sum)
        };
        Self(starts.iter().map(up_to).collect())
    }

    fn up_to(&self, day: i64) -> u64 {
        match self.0.partition_point(|(at, _)| *at <= day) {
            0 => 0,
            n => self.0[n - 1].1,
        }
    }

    fn between(&self, first: i64, last: i64) -> u64 {
        self.up_to(last) - self.up_to(first - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_counted_between_days_and_no_more_than_eight() {
        let starts = Starts::from([(-5, 2), (0, 3), (4, 40)]);
        let sums = Sums::new(&starts);
        for (first, last, n) in [(-9, -6, 0), (-9, 9, 45), (-5, 0, 5), (-4, -1, 0), (1, 4, 40), (5, 9, 0)] {
            assert_eq!(sums.between(first, last), n, "{first} to {last}");
        }
        let mut crowds = Crowds::default();
        crowds.add(&starts, &Starts::from([(1, 2)]), 1_000);
        // Three within three days of day 1 and forty more: eight count.
        assert_eq!((crowds.0[0].around, crowds.0[0].by_chance), (16.0, 2.0 * (2.0 + 0.0 + 0.0 + 8.0 * 0.0) / 6.0));
    }
}

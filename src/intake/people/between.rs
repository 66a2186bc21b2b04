//! Lists of several days that alone show who has left: people are known to have left between two of them, and on no day.

use super::list_days::date_of;

/// Flows are counted over so many days before the last list where there are lists of so many; else from the list before the last on.
const MOST_DAYS: i64 = 98;

/// The days of the lists, and the time over which flows are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Between {
    /// The days of the lists, in order.
    pub(super) lists: Vec<i64>,
    /// Flows are those after this day of a list ...
    after: i64,
    /// ... and to the day of the last.
    last: i64,
}

impl Between {
    /// Of lists of several days; none where there are no two.
    pub(super) fn of(lists: Vec<i64>) -> Option<Self> {
        let [before @ .., last] = lists.as_slice() else { return None };
        let (last, before_last) = (*last, *before.last()?);
        let after = before.iter().copied().find(|day| last - day <= MOST_DAYS).unwrap_or(before_last);
        Some(Self { lists, after, last })
    }

    /// How many days there are between the first list that flows are counted from and the last.
    pub(super) fn days(&self) -> u32 {
        (self.last - self.after) as u32
    }

    /// The part of the days after the one and up to the other in which flows are counted.
    pub(super) fn part(&self, after: i64, by: i64) -> f64 {
        let both = by.min(self.last) - after.max(self.after);
        both.max(0) as f64 / (by - after).max(1) as f64
    }

    /// The day of the first list on which somebody is whose clock started then.
    pub(super) fn first_seen(&self, start: i64) -> Option<i64> {
        self.lists.iter().copied().find(|day| *day >= start)
    }

    /// The first and the last day in words.
    pub(super) fn shown(&self) -> [String; 2] {
        [date_of(self.after), date_of(self.last)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flows_are_counted_between_lists_of_a_quarter_or_the_last_two() {
        assert_eq!((Between::of(Vec::new()), Between::of(vec![5])), (None, None));
        let of = |days: &[i64]| Between::of(days.to_vec()).unwrap();
        assert_eq!(of(&[0, 31, 61, 92]).days(), 92);
        assert_eq!(of(&[-30, 0, 31, 61, 92]).days(), 92);
        assert_eq!(of(&[0, 182, 364]).days(), 182);
        let months = of(&[0, 31, 61]);
        assert_eq!((months.part(0, 31), months.part(31, 61), months.part(-31, 0)), (1.0, 1.0, 0.0));
        assert_eq!((months.part(-10, 10), months.part(60, 70), months.part(9, 9)), (0.5, 0.1, 0.0));
        assert_eq!((months.first_seen(31), months.first_seen(32), months.first_seen(62)), (Some(31), Some(61), None));
    }
}

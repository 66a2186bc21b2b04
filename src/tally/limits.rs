//! The limits on waiting that figures are told by.

use std::fmt;

/// The limits of the referral-to-treatment view, in calendar days: 18, 52 and 65 weeks.
pub const WITHIN_18_WEEKS: i64 = 126;
/// 52 weeks in days.
pub const WITHIN_52_WEEKS: i64 = 364;
/// 65 weeks in days.
pub const WITHIN_65_WEEKS: i64 = 455;

/// Most limits of a scenario.
pub const MOST_LIMITS: usize = 8;

/// A limit on waiting, in calendar days: a wait of more days is beyond it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Limit {
    /// Calendar days.
    pub days: i64,
}

impl Limit {
    /// The limit at the end of the name of a measure: of `treated_within_12w` 12 weeks.
    #[must_use]
    pub fn named(measure: &str) -> Option<Self> {
        let (_, end) = measure.split('.').next()?.rsplit_once('_')?;
        let unit = if end.ends_with('w') {
            7
        } else if end.ends_with('d') {
            1
        } else {
            return None;
        };
        let count: i64 = end[..end.len() - 1].parse().ok()?;
        Some(Self { days: count.checked_mul(unit)? })
    }

    /// As the names of measures have it: `18w`, or `365d` where it is no whole number of weeks.
    #[must_use]
    pub fn short(self) -> String {
        if self.days % 7 == 0 { format!("{}w", self.days / 7) } else { format!("{}d", self.days) }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.days {
            days if days % 7 == 0 => write!(f, "{} weeks ({days} calendar days)", days / 7),
            days => write!(f, "{days} calendar days"),
        }
    }
}

/// The limits of a scenario, the shortest first; 18, 52 and 65 weeks if left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    days: [i64; MOST_LIMITS],
    count: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let mut days = [0; MOST_LIMITS];
        days[..3].copy_from_slice(&[WITHIN_18_WEEKS, WITHIN_52_WEEKS, WITHIN_65_WEEKS]);
        Self { days, count: 3 }
    }
}

impl Limits {
    /// Limits of these days, each once; none where there are too many, or one of less than a day.
    #[must_use]
    pub fn of_days(given: &[i64]) -> Option<Self> {
        let mut sorted = given.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        if sorted.is_empty() || sorted.len() > MOST_LIMITS || sorted[0] < 1 {
            return None;
        }
        let mut days = [0; MOST_LIMITS];
        days[..sorted.len()].copy_from_slice(&sorted);
        Some(Self { days, count: sorted.len() })
    }

    /// All of them, in calendar days, the shortest first.
    #[inline]
    #[must_use]
    pub fn days(&self) -> &[i64] {
        &self.days[..self.count]
    }

    /// All of them, the shortest first.
    pub fn iter(&self) -> impl Iterator<Item = Limit> {
        self.days().iter().map(|&days| Limit { days })
    }

    /// The shortest one.
    #[inline]
    #[must_use]
    pub const fn shortest(&self) -> i64 {
        self.days[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_sorted_and_named_in_weeks_where_they_are_weeks() {
        let limits = Limits::of_days(&[365, 84, 84]).unwrap();
        let names: Vec<String> = limits.iter().map(Limit::short).collect();
        assert_eq!((names.join(" "), limits.shortest()), ("12w 365d".into(), 84));
        assert_eq!(Limit { days: 126 }.to_string(), "18 weeks (126 calendar days)");
        assert_eq!((Limits::of_days(&[]), Limits::of_days(&[0, 7])), (None, None));
        assert_eq!(Limits::of_days(&[126, 364, 455]), Some(Limits::default()));
        assert_eq!(Limits::of_days(&[1, 2, 3, 4, 5, 6, 7, 8, 9]), None);
        let named = |name| Limit::named(name).map(|limit| limit.days);
        assert_eq!([named("treated_within_12w"), named("waiting_over_365d.gap")], [Some(84), Some(365)]);
        assert_eq!([named("fate_died"), named("list_size"), named("_w")], [None; 3]);
    }
}

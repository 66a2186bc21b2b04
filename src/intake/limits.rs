//! The limits on waiting that the figures of a list are told by: those of its publication, or the reader's own.

use super::unit::Unit;
use crate::tally;

/// The average length of a month in days.
pub(super) const MONTH: f64 = Unit::Months.days();

/// Limits on waiting in calendar days, the shortest first: 18, 52 and 65 weeks where nothing else is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits(Vec<u32>);

impl Default for Limits {
    fn default() -> Self {
        Self(tally::Limits::default().days().iter().map(|days| *days as u32).collect())
    }
}

impl Limits {
    /// Limits of so many days; none where there is none, or too many.
    #[must_use]
    pub fn of_days(days: &[u32]) -> Option<Self> {
        let days: Vec<i64> = days.iter().map(|d| i64::from(*d)).collect();
        let limits = tally::Limits::of_days(&days)?;
        Some(Self(limits.days().iter().map(|days| *days as u32).collect()))
    }

    /// Reads a list such as `26, 36`, `365 days` or `6 months`; a number without a unit counts weeks.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let days: Vec<u32> = text.split(',').map(days).collect::<Option<_>>()?;
        Self::of_days(&days)
    }

    /// In calendar days, the shortest first.
    #[must_use]
    pub fn days(&self) -> &[u32] {
        &self.0
    }

    /// The shortest one, in days.
    #[must_use]
    pub fn first(&self) -> u32 {
        self.0[0]
    }

    /// Those of whole weeks, in weeks.
    pub(super) fn weeks(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().filter(|d| d.is_multiple_of(7)).map(|d| d / 7)
    }

    /// As they are given to a command: `26,365 days`.
    #[must_use]
    pub fn argument(&self) -> String {
        let one = |d: &u32| if d.is_multiple_of(7) { format!("{}", d / 7) } else { format!("{d} days") };
        self.0.iter().map(one).collect::<Vec<_>>().join(",")
    }

    /// As a list of a scenario has them.
    pub(super) fn written(&self) -> String {
        let one = |d: &u32| if d.is_multiple_of(7) { format!("{}", d / 7) } else { format!("\"{d} days\"") };
        format!("[{}]", self.0.iter().map(one).collect::<Vec<_>>().join(", "))
    }
}

/// The days of one limit.
fn days(text: &str) -> Option<u32> {
    let text = text.trim().to_lowercase();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number: f64 = text[..end].parse().ok()?;
    let days = match text[end..].trim() {
        "" | "w" | "week" | "weeks" => number * 7.0,
        "d" | "day" | "days" => number,
        "month" | "months" => (number * MONTH).floor(),
        _ => return None,
    };
    ((1.0..=36_525.0).contains(&days) && days.fract() == 0.0).then_some(days as u32)
}

/// A number of days in words: as months where the bands are of months, else as weeks where they are whole.
#[must_use]
pub fn words(days: u32, unit: Unit) -> String {
    let (number, unit) = parts(days, unit);
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

/// A number of days as a number of months, weeks or days.
fn parts(days: u32, unit: Unit) -> (u32, &'static str) {
    let months = (f64::from(days) / MONTH).ceil();
    if unit == Unit::Months && (months * MONTH).floor() as u32 == days {
        return (months as u32, "month");
    }
    if days.is_multiple_of(7) && unit != Unit::Days { (days / 7, "week") } else { (days, "day") }
}

/// A stretch of waits in words: "6 to 12 weeks".
#[must_use]
pub fn stretch(from: u32, to: u32, unit: Unit) -> String {
    let (last, unit) = match parts(to, unit) {
        (months, "month") if from == 0 || parts(from, unit).1 == "month" => (months, "month"),
        (weeks, "week") if from.is_multiple_of(7) => (weeks, "week"),
        _ => (to, "day"),
    };
    let first = match unit {
        "month" => (f64::from(from) / MONTH).ceil() as u32,
        "week" => from / 7,
        _ => from,
    };
    format!("{first} to {last} {unit}s")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_as_people_write_them() {
        let read = |text: &str| Limits::read(text).map(|l| l.0);
        assert_eq!(read("36, 26"), Some(vec![182, 252]));
        assert_eq!(read("12 weeks,365 days"), Some(vec![84, 365]));
        assert_eq!(read("6 months, 9 months,12 months ,18 months"), Some(vec![182, 273, 365, 547]));
        for text in ["", "0", "soon", "18 fortnights", "1.3", "-4", "1e9", "1,2,3,4,5,6,7,8,9"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(Limits::default().written(), "[18, 52, 65]");
        assert_eq!(Limits::of_days(&[365, 182]).unwrap().written(), "[26, \"365 days\"]");
    }

    #[test]
    fn days_are_told_in_the_unit_of_the_bands() {
        let told = |unit| [7, 126, 182, 365].map(|days| words(days, unit));
        assert_eq!(told(Unit::Weeks), ["1 week", "18 weeks", "26 weeks", "365 days"]);
        assert_eq!(told(Unit::Months), ["1 week", "18 weeks", "6 months", "12 months"]);
        assert_eq!(words(91, Unit::Days), "91 days");
        assert_eq!(stretch(0, 42, Unit::Weeks), "0 to 6 weeks");
        assert_eq!(stretch(91, 182, Unit::Months), "3 to 6 months");
        assert_eq!(stretch(365, 371, Unit::Weeks), "365 to 371 days");
        assert_eq!(stretch(30, 60, Unit::Days), "30 to 60 days");
    }
}

//! Dates of people's rows: which form a column has is decided for the column, or refused.

use super::refused::Refused;
use super::values::Period;
use crate::time::days_since_1970;

/// The order of day and month in dates of three figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// 31/01/2026.
    DayFirst,
    /// 01/31/2026.
    MonthFirst,
}

/// How the dates of a column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) order: Order,
    /// Whether a spreadsheet's numbers count from 1904.
    pub(super) from_1904: bool,
}

/// A cell of a column of dates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Day {
    /// Days since 1970-01-01.
    At(i64),
    Missing,
    /// A date that stands for none, such as 01/01/1900.
    Sentinel,
    Invalid,
}

/// Days since 1970-01-01 of a date that there is.
pub(super) fn number(year: i64, month: u32, day: u32) -> Option<i64> {
    if !(1..=12).contains(&month) || day == 0 || day > super::values::days_in(year as i32, month) {
        return None;
    }
    Some(days_since_1970(year, month, day))
}

/// The number of the last day of a period.
pub(super) fn last_day(period: Period) -> i64 {
    let (year, month, day) = period.last();
    number(i64::from(year), month, day).unwrap_or_default()
}

/// So many days up to the last of a period, as numbers.
pub fn days_to(period: Period, days: u32) -> impl Iterator<Item = i64> {
    let last = last_day(period);
    last - i64::from(days) + 1..=last
}

/// How many days a period ends after another.
#[must_use]
pub fn days_between(first: Period, last: Period) -> i64 {
    last_day(last) - last_day(first)
}

/// Whether a day is one of those from Monday to Friday.
#[must_use]
pub fn is_weekday(day: i64) -> bool {
    // The first of January 1970 was a Thursday.
    (day + 3).rem_euclid(7) < 5
}

/// What a column of dates has shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Form {
    day_first: Option<u64>,
    month_first: Option<u64>,
    either: u64,
    short_years: Option<u64>,
    pub(super) serials: u64,
    /// Times with a zone.
    pub(super) zones: u64,
    pub(super) filled: u64,
    pub(super) dates: u64,
}

const MISSING: [&str; 8] = ["", "null", "none", "nan", "na", "n/a", "-", "."];

/// The parts of a date in figures, with its time cut off.
fn figures(text: &str) -> Option<[&str; 3]> {
    let text = text.split([' ', 'T', 't']).next()?;
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let [a, b, c] = parts[..] else { return None };
    let digits = |p: &str| !p.is_empty() && p.len() <= 4 && p.bytes().all(|x| x.is_ascii_digit());
    (digits(a) && digits(b) && digits(c)).then_some([a, b, c])
}

/// Whether a date with a month in letters has a year of two digits: `31-Jan-25`.
fn short_year(text: &str) -> bool {
    let parts: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty()).collect();
    let letters = |p: &&str| p.len() >= 3 && p.chars().all(char::is_alphabetic);
    let [_, month, year, ..] = parts[..] else { return false };
    letters(&month)
        && year.len() == 2
        && year.bytes().all(|b| b.is_ascii_digit())
        && super::values::is_month(&month.to_lowercase())
}

/// The time of a date and how far its zone is ahead, in minutes; none where no zone is told.
fn zone(text: &str) -> Option<(i64, i64)> {
    let (date, rest) = text.split_once(['T', 't', ' '])?;
    if !date.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let rest = rest.trim();
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.').unwrap_or(rest.len());
    let (time, zone) = (&rest[..end], rest[end..].trim());
    let mut of_time = time.split([':', '.']);
    let mut next = || of_time.next().and_then(|p| p.parse::<i64>().ok());
    let minutes = next()? * 60 + next()?;
    let zone = zone.to_ascii_uppercase();
    if matches!(zone.as_str(), "Z" | "UTC" | "GMT") {
        return Some((minutes, 0));
    }
    let sign = match zone.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    let hours: i64 = digits.get(..2)?.parse().ok()?;
    let more: i64 = digits.get(2..4).map_or(Some(0), |d| d.parse().ok())?;
    Some((minutes, sign * (hours * 60 + more)))
}

/// The day in London of a time in Coordinated Universal Time: an hour ahead from 1:00 of the last Sunday of March to 1:00 of the last
/// Sunday of October.
fn in_london(day: i64, minutes: i64) -> i64 {
    let at = day * 1_440 + minutes;
    let year = 1970 + (at as f64 / 1_440.0 / 365.2425).floor() as i64;
    let changes = |year: i64, month: u32| {
        // 1 January 1970 was a Thursday.
        let last = number(year, month, 31).unwrap_or(0);
        (last - (last + 4).rem_euclid(7)) * 1_440 + 60
    };
    let summer = (year - 1..=year + 1).any(|y| (changes(y, 3)..changes(y, 10)).contains(&at));
    (at + if summer { 60 } else { 0 }).div_euclid(1_440)
}

impl Form {
    /// Looks at a cell.
    pub(super) fn see(&mut self, text: &str, line: u64) {
        let text = text.trim();
        if MISSING.contains(&text.to_ascii_lowercase().as_str()) {
            return;
        }
        self.filled += 1;
        self.zones += u64::from(zone(text).is_some());
        if short_year(text) {
            self.dates += 1;
            self.short_years.get_or_insert(line);
            return;
        }
        if let Some([a, b, c]) = figures(text) {
            self.dates += 1;
            if a.len() == 4 {
                return;
            }
            if c.len() != 4 {
                self.short_years.get_or_insert(line);
                return;
            }
            let (a, b): (u32, u32) = (a.parse().unwrap_or(0), b.parse().unwrap_or(0));
            if a > 12 && b <= 12 {
                self.day_first.get_or_insert(line);
            } else if b > 12 && a <= 12 {
                self.month_first.get_or_insert(line);
            } else if a != b && a <= 12 {
                self.either += 1;
            }
            return;
        }
        match read(text, Reading { order: Order::DayFirst, from_1904: false }) {
            Day::Invalid => {}
            _ => {
                self.dates += 1;
                self.serials += u64::from(text.parse::<f64>().is_ok_and(|x| x < 100_000.0));
            }
        }
    }

    /// Whether it holds dates, and none of them shows the order.
    pub(super) fn may_be_either(&self) -> bool {
        self.either > 0 && self.day_first.is_none() && self.month_first.is_none()
    }

    /// The order of day and month.
    pub(super) fn order(&self, column: &str, said: Option<Order>) -> Result<Order, Refused> {
        if let Some(line) = self.short_years {
            return Err(Refused::at(line, format!("`{column}` has years of two digits")).help("write years in full"));
        }
        match (self.day_first, self.month_first, said) {
            (_, _, Some(order)) => Ok(order),
            (Some(day), Some(month), None) => Err(Refused::new(format!(
                "`{column}` has the day first in line {day} and the month first in line {month}"
            ))
            .help("write all dates as 2026-01-31")),
            (Some(_), None, None) => Ok(Order::DayFirst),
            (None, Some(_), None) => Ok(Order::MonthFirst),
            (None, None, None) if self.either > 0 => Err(Refused::new(format!(
                "`{column}`: day and month cannot be told apart, 05/04 may be the 5th of April or the 4th of May"
            ))
            .help("say which: --date-format day-first, or month-first")),
            (None, None, None) => Ok(Order::DayFirst),
        }
    }
}

/// Reads a cell.
pub(super) fn read(text: &str, reading: Reading) -> Day {
    let Reading { order, from_1904 } = reading;
    let text = text.trim();
    if MISSING.contains(&text.to_ascii_lowercase().as_str()) {
        return Day::Missing;
    }
    let told = |year: i64, month: u32, day: u32| match number(year, month, day) {
        Some(_) if year <= 1900 || year >= 2200 => Day::Sentinel,
        Some(n) => Day::At(n),
        None => Day::Invalid,
    };
    if let Some([a, b, c]) = figures(text) {
        let n = |p: &str| p.parse::<u32>().unwrap_or(0);
        // 24:00 is the next day.
        let later = i64::from(text.contains(" 24:00") || text.contains("T24:00"));
        let day = match (a.len(), order) {
            (4, _) => told(i64::from(n(a)), n(b), n(c)),
            (_, _) if c.len() != 4 => Day::Invalid,
            (_, Order::DayFirst) => told(i64::from(n(c)), n(b), n(a)),
            (_, Order::MonthFirst) => told(i64::from(n(c)), n(a), n(b)),
        };
        return match (day, zone(text)) {
            (Day::At(n), Some((minutes, offset))) => Day::At(in_london(n, minutes - offset)),
            (Day::At(n), None) => Day::At(n + later),
            (day, _) => day,
        };
    }
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        let n = |r: std::ops::Range<usize>| text[r].parse::<u32>().unwrap_or(0);
        return told(i64::from(n(0..4)), n(4..6), n(6..8));
    }
    // A spreadsheet's number: days since 30 December 1899; 60 is a day that never was.
    if let Ok(serial) = text.parse::<f64>() {
        return if (20_000.0..80_000.0).contains(&serial) {
            Day::At(serial.floor() as i64 - 25_569 + if from_1904 { 1_462 } else { 0 })
        } else {
            Day::Invalid
        };
    }
    match super::values::Period::read(text).filter(|_| !short_year(text)) {
        Some(period) if period.day.is_some() => {
            let (year, month, day) = period.last();
            told(i64::from(year), month, day)
        }
        _ => Day::Invalid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_decided_by_column() {
        let of = |cells: &[&str]| {
            let mut form = Form::default();
            cells.iter().zip(2..).for_each(|(c, line)| form.see(c, line));
            form.order("seen", None).map_err(|e| e.to_string())
        };
        assert_eq!(of(&["05/04/2025", "13/01/2025"]), Ok(Order::DayFirst));
        assert_eq!(of(&["05/04/2025", "01/13/2025"]), Ok(Order::MonthFirst));
        assert!(of(&["05/04/2025", "06/07/2025"]).unwrap_err().contains("cannot be told apart"));
        let mixed = of(&["13/04/2025", "06/17/2025"]).unwrap_err();
        assert!(mixed.contains("line 2") && mixed.contains("line 3"), "{mixed}");
        assert!(of(&["13/04/25"]).unwrap_err().contains("two digits"));
        assert!(of(&["31-JAN-25"]).unwrap_err().contains("two digits"));
        assert_eq!(of(&["2025-04-05", "05/05/2025", ""]), Ok(Order::DayFirst));
    }

    #[test]
    fn dates_are_days() {
        let read = |text: &str| read(text, Reading { order: Order::DayFirst, from_1904: false });
        let day = number(2025, 1, 31).map(Day::At).unwrap();
        for text in [
            "31/01/2025",
            "2025-01-31",
            "20250131",
            "31-Jan-2025",
            "45688",
            "45688.75",
            "2025-01-31T13:00:00Z",
            "31.01.2025",
            "2025-01-30 24:00",
        ] {
            assert_eq!(read(text), day, "{text}");
        }
        assert_eq!(number(1970, 1, 1), Some(0));
        for text in ["31/02/2025", "29/02/2023", "00/00/0000", "60", "soon"] {
            assert_eq!(read(text), Day::Invalid, "{text}");
        }
        for text in ["01/01/1900", "31/12/9999"] {
            assert_eq!(read(text), Day::Sentinel, "{text}");
        }
        assert_eq!(read("NULL"), Day::Missing);
        assert_eq!(read("31-JAN-25"), Day::Invalid);
        // Times with a zone are those of London.
        let july = number(2025, 7, 1).map(Day::At).unwrap();
        for text in
            ["2025-06-30T23:30:00Z", "2025-07-01T00:30:00+01:00", "2025-07-01 08:00:00+0900", "2025-06-30 23:30 UTC"]
        {
            assert_eq!(read(text), july, "{text}");
        }
        for text in ["2025-03-30T00:59:00Z", "2025-03-29T23:30:00-00:30"] {
            assert_eq!(read(text), number(2025, 3, 30).map(Day::At).unwrap(), "{text}");
        }
        assert_eq!(read("2025-12-31T23:30:00Z"), number(2025, 12, 31).map(Day::At).unwrap());
        let from_1904 = Reading { order: Order::DayFirst, from_1904: true };
        assert_eq!(super::read("44226", from_1904), day);
    }
}

//! Dates at the edge: from dates to days since the start, and back.

use jiff::civil::{Date, Time};

use super::raw::demand::Weekday;
use crate::time::MONTHS;

/// Reads a date such as 2026-02-02.
///
/// # Errors
/// What is wrong, and how to write it.
pub(crate) fn parse_date(text: &str) -> Result<Date, (String, String)> {
    let shown = super::shown(text);
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    let wrong = |what: &str| (format!("`{shown}` is not a {what}"), how_to_write(text));
    if !shape {
        return Err(wrong("date"));
    }
    text.parse().map_err(|_| wrong("day of the calendar"))
}

/// The month of an English name or of its first letters, January 1.
pub(super) fn month_named(word: &str) -> Option<usize> {
    let word = word.trim_matches(['.', ',']).to_ascii_lowercase();
    (word.len() >= 3).then(|| MONTHS.iter().position(|m| m.to_ascii_lowercase().starts_with(&word)))?.map(|m| m + 1)
}

/// Whether a text is meant as a date, however it is written.
pub(super) fn meant_as_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['/', '.', '-', ' ', ',']).filter(|p| !p.is_empty()).collect();
    let digits = |p: &&str| matches!(p.len(), 1 | 2 | 4) && p.bytes().all(|b| b.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(|p| digits(p) || month_named(p).is_some())
}

/// How to write a date; the date itself where only one can be meant.
pub(super) fn how_to_write(text: &str) -> String {
    let parts: Vec<&str> = text.split(['/', '.', '-', ' ', ',']).filter(|p| !p.is_empty()).collect();
    let number = |p: &str| p.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<i16>().ok();
    let named = parts.iter().find_map(|p| month_named(p)).and_then(|m| i8::try_from(m).ok());
    let numbers: Vec<i16> = parts.iter().filter(|p| month_named(p).is_none()).filter_map(|p| number(p)).collect();
    let found = match (named, numbers.as_slice(), parts.len()) {
        (Some(month), &[day, year], 3) if year > 999 => Some((year, month, day)),
        (None, &[year, month, day], 3) if year > 999 => i8::try_from(month).ok().map(|month| (year, month, day)),
        _ => None,
    };
    let date = |(y, m, d): (i16, i8, i16)| Date::new(y, m, i8::try_from(d).ok()?).ok();
    // Day and month in either order, where only one of them is a date, or both are the same.
    let either = match (named, numbers.as_slice(), parts.len()) {
        (None, &[a, b, year], 3) if year > 999 => {
            let of = |day: i16, month: i16| date((year, i8::try_from(month).ok()?, day));
            match (of(a, b), of(b, a)) {
                (Some(one), Some(other)) => (one == other).then_some(one),
                (one, other) => one.or(other),
            }
        }
        _ => None,
    };
    // A date with a time of the day.
    let begins =
        text.get(..10).filter(|_| text[10..].starts_with(['T', ' '])).and_then(|text| text.parse::<Date>().ok());
    match found.and_then(date).or(either).or(begins) {
        Some(date) => format!("write year, month and day: {date}"),
        None => "write year, month and day: 2026-02-28".to_string(),
    }
}

/// Reads a time of day such as 09:00; seconds since midnight.
///
/// # Errors
/// What is wrong, and how to write it.
pub(crate) fn parse_clock(text: &str) -> Result<i64, (String, String)> {
    let wrong =
        || (format!("`{}` is not a time of day", super::shown(text)), "write hours and minutes: \"09:00\"".to_string());
    if !(text.len() == 5 || text.len() == 8) {
        return Err(wrong());
    }
    let time: Time = text.parse().map_err(|_| wrong())?;
    Ok(i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second()))
}

/// The calendar of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Calendar {
    start: Date,
}

impl Calendar {
    pub(crate) fn new(start: &str) -> Option<Self> {
        parse_date(start).ok().map(|start| Self { start })
    }

    /// Days from the start to a date.
    pub(crate) fn day_of(self, date: &str) -> Option<i64> {
        let date = parse_date(date).ok()?;
        Some(self.start.until(date).ok()?.get_days().into())
    }

    /// The date of a day.
    pub(crate) fn date(self, day: i64) -> Option<Date> {
        self.start.checked_add(jiff::Span::new().try_days(day).ok()?).ok()
    }

    /// The weekday of a day, Monday 0.
    pub(crate) fn weekday(self, day: i64) -> usize {
        (i64::from(self.start.weekday().to_monday_zero_offset()) + day).rem_euclid(7) as usize
    }

    /// The month of a day, January 0.
    pub(crate) fn month(self, day: i64) -> usize {
        self.date(day).map_or(0, |d| usize::from(d.month().unsigned_abs()) - 1)
    }
}

impl Weekday {
    /// All days of the week.
    pub(crate) const ALL: [(Weekday, &'static str); 7] = [
        (Weekday::Mon, "mon"),
        (Weekday::Tue, "tue"),
        (Weekday::Wed, "wed"),
        (Weekday::Thu, "thu"),
        (Weekday::Fri, "fri"),
        (Weekday::Sat, "sat"),
        (Weekday::Sun, "sun"),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_from_the_start() {
        let c = Calendar::new("2026-01-31").unwrap();
        assert_eq!(c.day_of("2026-03-01"), Some(29));
        assert_eq!(c.date(29).unwrap().to_string(), "2026-03-01");
        assert_eq!((c.weekday(0), c.weekday(2), c.month(0), c.month(1)), (5, 0, 0, 1));
        assert_eq!(Calendar::new("2026-02-02").unwrap().weekday(-1), 6);
    }

    #[test]
    fn impossible_dates_and_times_are_refused() {
        for bad in ["2026-02-30", "02/02/2026", "2026-2-2", "2026-13-01", ""] {
            assert!(parse_date(bad).is_err(), "{bad}");
        }
        let help = |text: &str| parse_date(text).unwrap_err().1;
        for one in ["2 February 2026", "February 2, 2026", "2nd Feb 2026", "2026-2-2", "2026/02/02", "2 feb. 2026"] {
            assert_eq!(help(one), "write year, month and day: 2026-02-02", "{one}");
        }
        assert_eq!(help("25/12/2026"), "write year, month and day: 2026-12-25");
        assert_eq!(help("02.02.2026"), "write year, month and day: 2026-02-02");
        assert_eq!(help("2026-02-02T09:00:00"), "write year, month and day: 2026-02-02");
        for several in ["02/03/2026", "30 February 2026", "2 Feb 26", "today"] {
            assert_eq!(help(several), "write year, month and day: 2026-02-28", "{several}");
        }
        assert_eq!(parse_clock("09:30"), Ok(34_200));
        assert!(parse_clock("25:00").is_err() && parse_clock("9").is_err());
    }
}

//! Dates at the edge: from dates to days since the start, and back.

use jiff::civil::{Date, Time};

use super::raw::demand::Weekday;

/// Reads a date such as 2026-02-02.
///
/// # Errors
/// What is wrong, and how to write it.
pub(crate) fn parse_date(text: &str) -> Result<Date, (String, String)> {
    let shown = super::shown(text);
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    if !shape {
        return Err((format!("`{shown}` is not a date"), "write year, month and day: 2026-02-28".to_string()));
    }
    text.parse().map_err(|_| {
        (format!("`{shown}` is not a day of the calendar"), "write year, month and day: 2026-02-28".to_string())
    })
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
        assert_eq!(parse_clock("09:30"), Ok(34_200));
        assert!(parse_clock("25:00").is_err() && parse_clock("9").is_err());
    }
}

//! Simulated time in whole seconds since the start of the scenario. Dates are used only where a scenario is read and results are written.
//!
//! Integers give exact equality, exact sums and a total order of events. A wait for a target, a band or a quantile is a
//! difference of *calendar days* (126 days is within 18 weeks, 127 is not); a wait for a mean is exact seconds.

/// An instant: seconds since the midnight that starts the scenario. People of today's list have negative clock starts.
pub type Time = i64;

/// Seconds in a day.
pub const DAY: Time = 86_400;
/// Seconds in a week.
pub const WEEK: Time = 7 * DAY;
/// Days in a month, on the mean: a twelfth of 365.25.
pub const MONTH_DAYS: f64 = 365.25 / 12.0;
/// An instant that never comes.
pub const NEVER: Time = Time::MAX;

/// The months, as England's files write them.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Days from 1970-01-01 to a date of the Gregorian calendar (Hinnant's algorithm: years begin in March, so the leap day is the last of
/// its year). A date that does not exist gives the day as many days after the first of its month.
#[must_use]
pub const fn days_since_1970(year: i64, month: u32, day: u32) -> i64 {
    let (month, day) = (month as i64, day as i64);
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    365 * year + leap_days + (153 * month + 2) / 5 + day - 1 - 719_468
}

/// The year, month and day of the Gregorian calendar that lie so many days after 1970-01-01 (the same algorithm backwards).
#[must_use]
pub const fn date_since_1970(days: i64) -> (i64, u32, u32) {
    let from_march = days + 719_468;
    let era = from_march.div_euclid(146_097);
    let of_era = from_march.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + 400 * era + (month <= 2) as i64, month as u32, day as u32)
}

/// The calendar day of an instant, day 0 being the start.
#[inline]
#[must_use]
pub const fn day(t: Time) -> i64 {
    t.div_euclid(DAY)
}

/// Calendar days waited between a clock start and a later instant.
#[inline]
#[must_use]
pub const fn days_waited(clock_start: Time, t: Time) -> i64 {
    day(t) - day(clock_start)
}

/// A stretch of time in the largest unit that it is a whole number of: "26 weeks", "30 days", "36 hours".
#[must_use]
pub fn in_words(seconds: Time) -> String {
    const UNITS: [(Time, &str); 5] = [(WEEK, "week"), (DAY, "day"), (3600, "hour"), (60, "minute"), (1, "second")];
    let whole = |unit: &Time| seconds != 0 && seconds % unit == 0;
    let (unit, name) = UNITS.into_iter().find(|(unit, _)| whole(unit)).unwrap_or((1, "second"));
    let count = seconds / unit;
    format!("{count} {name}{}", if count == 1 { "" } else { "s" })
}

/// Rounds half away from zero, as `f64::round` does; no time is negative. Plain instructions instead of a call.
#[inline]
#[must_use]
pub const fn whole_seconds(seconds: f64) -> Time {
    let whole = seconds as Time;
    if whole < 0 {
        return 0;
    }
    // The remainder is exact, and 0 where the value has saturated.
    whole.saturating_add((seconds - whole as f64 >= 0.5) as Time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_rounded_as_the_standard_library_does() {
        let edges = [0.0, -0.0, 0.5, 1.5, 2.5, 0.499_999_999_999_999_94, 4_503_599_627_370_497.5, 1e300, f64::INFINITY];
        for x in edges.into_iter().chain((0..10_000).map(|i| f64::from(i) * 1_234.567_891)).chain([-0.4, -0.6, -7.0]) {
            assert_eq!(whole_seconds(x), (x.round() as Time).max(0), "{x}");
        }
    }

    #[test]
    fn a_stretch_of_time_is_told_in_the_unit_it_has() {
        let told = [26 * WEEK, WEEK, 30 * DAY, DAY, 36 * 3600, 90 * 60, 61, 0].map(in_words);
        let words = ["26 weeks", "1 week", "30 days", "1 day", "36 hours", "90 minutes", "61 seconds", "0 seconds"];
        assert_eq!(told, words);
    }

    #[test]
    fn dates_and_days_are_each_other_backwards() {
        let mut before = date_since_1970(-800_001);
        for days in -800_000..800_000 {
            let (year, month, day) = date_since_1970(days);
            assert_eq!(days_since_1970(year, month, day), days);
            assert!((1..=12).contains(&month) && (1..=31).contains(&day) && before < (year, month, day), "{days}");
            before = (year, month, day);
        }
        // Python: date(1970, 1, 1) + timedelta(days)
        assert_eq!(date_since_1970(-719_162), (1, 1, 1));
        assert_eq!(date_since_1970(20_486), (2026, 2, 2));
        for days in [i32::MIN, i32::MAX].map(i64::from) {
            let (year, month, day) = date_since_1970(days);
            assert_eq!(days_since_1970(year, month, day), days);
        }
    }

    #[test]
    fn a_wait_is_a_difference_of_calendar_days() {
        assert_eq!(days_waited(DAY - 1, DAY), 1);
        assert_eq!(days_waited(0, DAY - 1), 0);
        assert_eq!(days_waited(-1, 0), 1);
        assert_eq!(days_waited(-126 * DAY, 5), 126);
    }
}

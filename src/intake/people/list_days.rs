//! Of what day a list is: as a column of its own says, or its name.

use std::collections::BTreeSet;

use super::columns::Columns;
use super::names::LIST_DAYS;
use super::rows::{cell, is_row};
use crate::intake::days::{Day, Order, Reading, number, read};
use crate::intake::file::{File, Opened};
use crate::intake::refused::Refused;
use crate::intake::values::plain;

/// A column with more days than this holds no days of lists.
const MOST_DAYS: usize = 60;

/// The day that a cell holds, where there is one way to read it.
pub(super) fn day_of(cell: &str) -> Option<i64> {
    let of = |order| match read(cell, Reading { order, from_1904: false }) {
        Day::At(day) => Some(day),
        _ => None,
    };
    match (of(Order::DayFirst), of(Order::MonthFirst)) {
        (Some(a), Some(b)) => (a == b).then_some(a),
        (a, b) => a.or(b),
    }
}

/// The day in the name of a file, such as `list-2026-01-31.csv` or `list_20260131.csv`.
pub(super) fn day_of_name(name: &str) -> Option<i64> {
    let digits: Vec<&str> = name.split(|c: char| !c.is_ascii_digit()).filter(|d| !d.is_empty()).collect();
    let of = |y: &str, m: &str, d: &str| number(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?);
    let is_year = |y: &str| y.len() == 4 && (y.starts_with("19") || y.starts_with("20"));
    let mut found: BTreeSet<i64> = BTreeSet::new();
    for d in &digits {
        if d.len() == 8 && is_year(&d[..4]) {
            found.extend(of(&d[..4], &d[4..6], &d[6..]));
        }
    }
    for three in digits.windows(3).filter(|w| is_year(w[0]) && w[1].len() == 2 && w[2].len() == 2) {
        found.extend(of(three[0], three[1], three[2]));
    }
    // Two days say nothing.
    if found.len() == 1 { found.first().copied() } else { None }
}

/// A day as 2026-01-31.
pub(super) fn date_of(day: i64) -> String {
    // Years of four hundred have as many days each time (Hinnant's algorithm, from the first of March).
    let from = day + 719_468;
    let (era, of_era) = (from.div_euclid(146_097), from.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let (day, month) = (of_year - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    format!("{:04}-{month:02}-{day:02}", year + 400 * era + i64::from(month <= 2))
}

/// The days of lists that a column holds: none where there are so many that it holds something else.
pub(super) fn list_days(file: &File<'_>, opened: &Opened, sheet: usize, columns: &Columns) -> Result<usize, Refused> {
    let names: Vec<String> = columns.header.iter().map(|h| plain(h)).collect();
    let Some(at) = LIST_DAYS.iter().find_map(|n| names.iter().position(|p| p == n)) else { return Ok(0) };
    let mut days: BTreeSet<i64> = BTreeSet::new();
    file.rows(&opened.content, sheet, &mut |row| {
        if is_row(&row, columns) {
            days.extend(day_of(cell(&row, at)));
        }
        Ok(days.len() <= MOST_DAYS)
    })?;
    Ok(if days.len() > MOST_DAYS { 0 } else { days.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_a_list_stands_in_its_name_or_nowhere() {
        let of = |name: &str| day_of_name(name).map(date_of);
        assert_eq!(of("list-2026-01-31.csv").as_deref(), Some("2026-01-31"));
        assert_eq!(of("WLMDS_20260131_v2.csv").as_deref(), Some("2026-01-31"));
        assert_eq!((of("list.csv"), of("list-2026-13-31.csv"), of("20260131-20260228.csv")), (None, None, None));
        assert_eq!(
            (day_of("2026-01-31"), day_of("05/04/2026"), day_of("31/01/2026")),
            (Some(20_484), None, Some(20_484))
        );
    }
}

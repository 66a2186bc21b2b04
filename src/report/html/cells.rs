//! Figures as they stand in the cells of tables.

use super::facts::Gap;
use super::view::Cell;
use crate::compare::NO_MATTER;
use crate::report::words::{Change, Interval, Unit, Verdict, date, number, signed};
use crate::tally::Limit;

/// Decimals of a level so that its interval can be seen.
pub(super) fn level_decimals(i: &Interval) -> usize {
    let wide = i.range.is_some_and(|(low, high)| high - low >= 4.0);
    usize::from(!wide && i.value.abs() < 1000.0)
}

/// A level: `32.4` with `31.9 to 32.8`; of a value that is the same in all runs no ends.
pub(super) fn level_cell(level: Option<Interval>, factor_unit: &str, why: &str) -> Cell {
    match level.map(Interval::rounded) {
        Some(i) => {
            let d = level_decimals(&i);
            Cell::number(format!("{}{factor_unit}", number(i.value, d)), behind(i.ends(d), &number(i.value, d)))
        }
        None => Cell::text(why),
    }
}

/// Whole people: `1,737` with `1,662 to 1,812`.
pub(super) fn people_cell(level: Option<Interval>, why: &str) -> Cell {
    level.map(Interval::rounded).map_or(Cell::text(why), |i| {
        let narrow = i.range.is_some_and(|(low, high)| high - low < 0.5);
        let value = number(i.value, 0);
        let ends = if narrow { String::new() } else { behind(i.ends(0), &value) };
        Cell::number(value, ends)
    })
}

/// The ends behind a value; nothing where they say no more than the value.
fn behind(ends: String, value: &str) -> String {
    if ends == value { String::new() } else { ends }
}

/// A gap in a few letters: `+11`.
pub(super) fn gap_text(gap: &Gap) -> String {
    signed(gap.size.value, gap.size.decimals(gap.apart))
}

/// A gap with its range: `+11 days` with `+8 to +13`.
pub(super) fn gap_cell(gap: Option<Gap>, unit: Option<Unit>, why: &str) -> Cell {
    let Some(gap) = gap else { return Cell::text(why) };
    let d = gap.size.decimals(gap.apart);
    let luck = gap.by_chance.map(|c| format!("luck alone about {}", number(c, d)));
    let value = signed(gap.size.value, d);
    let ends = behind(gap.size.signed_ends(d), &value);
    let behind: Vec<String> = [ends].into_iter().filter(|ends| !ends.is_empty()).chain(luck).collect();
    let unit = unit.map_or(String::new(), |u| format!(" {}", noun(&value, u)));
    Cell::number(format!("{value}{unit}"), behind.join("; "))
}

/// `day` after `+1`, `days` after everything else.
fn noun(value: &str, unit: Unit) -> &'static str {
    if value.trim_start_matches(['+', '\u{2212}']) == "1" { unit.one } else { unit.many }
}

/// A change with who gains or pays.
pub(super) fn change_cell(change: Option<&Change>, why: &str) -> Cell {
    let Some(change) = change else { return Cell::text(why) };
    if change.difference.range.is_none() {
        return Cell { class: "same".into(), ..Cell::text("too few runs") };
    }
    // There are no parts of people, unless they are few.
    let whole = change.unit.many == "people" && change.difference.value.abs() >= 10.0;
    let d = if whole { 0 } else { change.difference.decimals(change.verdict.apart()) };
    let value = signed(change.difference.value, d);
    let unit = noun(&value, change.unit);
    let (class, word) = verdict(change);
    let small = match change.material.as_str() {
        _ if change.verdict == Verdict::Identical => "",
        "" => "",
        NO_MATTER => "; too small to matter",
        _ => "; may be too small to matter",
    };
    let adjusted = if change.only_before_adjustment() { " once several comparisons are allowed for" } else { "" };
    let ends = behind(change.difference.signed_ends(d), &value);
    let comma = if ends.is_empty() { "" } else { ", " };
    let sub = format!("{word}{adjusted}{small}{comma}{ends}");
    Cell { class: class.into(), ..Cell::number(format!("{value} {unit}"), sub) }
}

/// The class of a cell and the word for it.
pub(super) fn verdict(change: &Change) -> (&'static str, &str) {
    match change.verdict {
        Verdict::Better => ("gain", "gain"),
        Verdict::Worse => ("pay", "pay"),
        Verdict::Identical => ("same", "the same"),
        Verdict::NotEstimable => ("same", "too few runs"),
        Verdict::NotToldApart => ("same", "not told apart"),
        Verdict::Narrows => ("gain", "narrows"),
        Verdict::Widens => ("pay", if change.word == "opens" { "opens" } else { "widens" }),
        Verdict::Shifts => ("same", if change.word == "reverses" { "turns round" } else { "shifts" }),
        Verdict::Moved => ("same", change.word.as_str()),
    }
}

/// A date as people write it.
pub(super) fn when(at: &str) -> String {
    match date(at) {
        Some(date) => date,
        None if at.is_empty() || at.contains('-') => at.to_string(),
        None => format!("day {at}"),
    }
}

/// The days in the name of a measure, for an order.
pub(super) fn limit_days(measure: &str) -> i64 {
    Limit::named(measure).map_or(0, |l| l.days)
}

/// The limit in the name of a measure: `18 weeks`, or `365 days` where it is no whole number of weeks.
pub(super) fn limit(measure: &str) -> String {
    let days = limit_days(measure);
    let count = |n: i64, unit: Unit| if n == 1 { format!("1 {}", unit.one) } else { format!("{n} {}", unit.many) };
    if days % 7 == 0 { count(days / 7, Unit::WEEKS) } else { count(days, Unit::DAYS) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_that_is_one_number_is_not_written_again() {
        let cell = |low, high| level_cell(Some(Interval::new(16.0, low, high)), "", "");
        assert_eq!([cell(15.99, 16.01).sub, cell(15.9, 16.1).sub], ["", "15.9 to 16.1"]);
        assert_eq!(people_cell(Some(Interval::new(16.0, 15.7, 16.3)), "").sub, "");
        let gap =
            |half: f64| Gap { size: Interval::new(2.0, 2.0 - half, 2.0 + half), apart: true, by_chance: Some(1.0) };
        assert_eq!(gap_cell(Some(gap(0.01)), None, "").sub, "luck alone about 1.0");
        assert_eq!(gap_cell(Some(gap(0.3)), None, "").sub, "+1.7 to +2.3; luck alone about 1.0");
    }

    #[test]
    fn limits_have_their_unit() {
        assert_eq!(limit("waiting_within_18w"), "18 weeks");
        assert_eq!(limit("treated_within_1w.gap"), "1 week");
        assert_eq!(limit("waiting_over_365d"), "365 days");
        assert!(limit_days("waiting_over_30d") < limit_days("waiting_over_18w"));
    }
}

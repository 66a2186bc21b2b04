//! The gaps by the ways people differ that a table has no room for: named in a line, the widest first.

use super::headline::{GAP, first};
use crate::compare::Comparison;
use crate::compare::digits::number;
use crate::compare::rows::{ContrastRow, SummaryRow};
use crate::population::Attribute;

/// Most that are told.
const MOST: usize = 3;
const WEEK_DAYS: f64 = 7.0;

/// The attributes with a gap behind the first one, in the order of the scenario.
pub(super) fn others(comparison: &Comparison) -> impl Iterator<Item = &Attribute> {
    let shown = first(comparison).map(|a| a.name.as_str());
    comparison.population.attributes.iter().filter(move |a| Some(a.name.as_str()) != shown)
}

/// The gap of an attribute in days, under the reference.
fn days(summary: &[SummaryRow<'_>], comparison: &Comparison, attribute: &str, measure: &str) -> Option<f64> {
    let found = summary.iter().find(|r| {
        let k = &r.key;
        (k.variant, k.service, k.stage, k.population) == (comparison.reference.as_str(), "all", "all", "joined")
            && (k.measure, k.attribute, k.group) == (measure, attribute, "")
    });
    found.and_then(|r| r.estimate).map(|weeks| weeks * WEEK_DAYS)
}

/// A line on them; nothing where there are none. A change counts where it is that of a rival: a policy that a reader chooses from.
pub(super) fn line(
    comparison: &Comparison,
    summary: &[SummaryRow<'_>],
    contrasts: &[ContrastRow<'_>],
    rivals: &[&str],
) -> String {
    let gap = |a: &Attribute| days(summary, comparison, &a.name, GAP);
    let mut all: Vec<(&Attribute, f64)> = others(comparison).filter_map(|a| Some((a, gap(a)?))).collect();
    all.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    if all.is_empty() {
        return String::new();
    }
    let here = first(comparison).and_then(gap).map_or(0.0, f64::abs);
    let said: Vec<String> = all
        .iter()
        .take(MOST)
        .map(|(a, size)| {
            let sign = if a.ordered && *size >= 0.05 { "+" } else { "" };
            let of = match (a.ordered, &a.levels[..]) {
                (true, [most, .., least]) => format!("\"{most}\" minus \"{least}\""),
                _ => {
                    let chance = days(summary, comparison, &a.name, "weeks_untreated.gap_by_chance");
                    chance.map_or("largest".into(), |c| format!("{} by chance alone", number(c, 1)))
                }
            };
            let wider = if size.abs() > here { ", wider than the one above" } else { "" };
            let moves = contrasts.iter().filter(|r| {
                (r.key.service, r.key.stage, r.key.population) == ("all", "all", "joined")
                    && (r.key.measure, r.key.attribute, r.key.group) == (GAP, a.name.as_str(), "")
                    && rivals.contains(&r.key.variant)
                    && (r.lower > Some(0.0) || r.upper.is_some_and(|x| x < 0.0))
            });
            let moved = match moves.count() {
                0 => String::new(),
                1 => ", changed by one policy".into(),
                n => format!(", changed by {n} policies"),
            };
            format!("{} {sign}{} ({of}{wider}{moved})", a.name, number(*size, 1))
        })
        .collect();
    let more = match all.len().saturating_sub(MOST) {
        0 => String::new(),
        n => format!("; and {n} more"),
    };
    format!("Other gaps, days, under the reference: {}{more}. --full has them under each policy.", said.join("; "))
}

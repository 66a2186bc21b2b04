//! What a comparison looks like on a terminal: one screen, or, in full, a head, a table of all policies, a table of differences, a sentence
//! for each.

use std::path::Path;

use serde_json::json;

use super::arguments::Output;
use super::headline::{GAP, first, head, told, whom};
use super::table::{self, Table};
use super::{ends, gaps, load, screen};
use crate::compare::digits::{for_half_width, for_interval, number, to_agree, to_differ};
use crate::compare::rows::{ContrastRow, SummaryRow};
use crate::compare::{AFTER_ADJUSTMENT, COST_PER_BREACH_AVOIDED, Comparison, Verdict, sentence};
use crate::error::{Problem, thousands};
use crate::experiment::Outcome;
use crate::scenario::Scenario;
use crate::study::ranges::Ranges;
use crate::tally::Limit;
use crate::time::in_words;

/// A column of the table of policies: population, measure, head, and how to write it.
struct Column {
    population: &'static str,
    measure: String,
    head: String,
    /// What the figure is multiplied by.
    factor: f64,
    digits: usize,
}

impl Column {
    fn new(population: &'static str, measure: &str, head: &str, factor: f64, digits: usize) -> Self {
        Self { population, measure: measure.into(), head: head.into(), factor, digits }
    }
}

fn columns(outcome: &Outcome) -> [Column; 5] {
    let [first, long] = told(&outcome.scope.limits).map(Limit::short);
    let share = |population, measure: &str, limit: &str, head: &str, digits| {
        Column::new(population, &format!("{measure}_{limit}"), &format!("{head} {limit} %"), 100.0, digits)
    };
    [
        Column::new("joined", "weeks_untreated", "weeks untreated", 1.0, 2),
        share("joined", "treated_within", &first, "treated", 1),
        share("snapshot", "waiting_within", &first, "within", 1),
        share("snapshot", "waiting_over", &long, "over", 2),
        Column::new("snapshot", "list_size", "list", 1.0, 0),
    ]
}

fn gap_column() -> Column {
    Column::new("joined", GAP, "gap, weeks", 1.0, 2)
}

/// Only where care has a price.
fn prices() -> [Column; 2] {
    [
        Column::new("flow", "cost_of_care", "cost of care", 1.0, 0),
        Column::new("flow", COST_PER_BREACH_AVOIDED, "cost per breach avoided", 1.0, 2),
    ]
}

/// How a comparison is shown.
pub(crate) struct How<'a> {
    pub(crate) output: &'a Output,
    /// All of it, not one screen.
    pub(crate) full: bool,
    /// The ends of ranges, where they were run.
    pub(crate) ranges: Option<&'a Ranges>,
}

/// The whole answer, as text or as JSON.
pub(crate) fn comparison(
    scenario: &Scenario,
    comparison: &Comparison,
    outcome: &Outcome,
    warnings: &[Problem],
    out: Option<&Path>,
    how: &How<'_>,
) -> String {
    // The terminal follows the file, but for the reference.
    let mut variants: Vec<&str> = scenario.variants.iter().map(|v| v.name.as_str()).collect();
    variants.sort_by_key(|name| *name != comparison.reference);
    let others: Vec<&str> = variants.iter().copied().filter(|n| *n != comparison.reference).collect();
    if how.output.json {
        let value = json!({
            "title": scenario.settings.title,
            "question": scenario.settings.question,
            "seed": scenario.settings.seed,
            "reference": comparison.reference,
            "planned_cells": outcome.planned(),
            "done_cells": outcome.done(),
            "partial": comparison.partial,
            "summary": comparison.summary.together().collect::<Vec<_>>(),
            "contrasts": comparison.contrasts.together().collect::<Vec<_>>(),
            "warnings": warnings.iter().map(load::as_json).collect::<Vec<_>>(),
            "in_words": others.iter().map(|v| sentence(comparison, v)).collect::<Vec<_>>(),
        });
        return format!("{value:#}\n");
    }
    let width = table::width();
    let mut text = if how.full {
        in_full(scenario, comparison, outcome, &variants, width)
    } else {
        screen::comparison(scenario, comparison, outcome, &variants, width)
    };
    if let Some(ranges) = how.ranges {
        text.push_str(&ends::told(ranges, scenario, width));
    }
    if let Some(out) = out {
        text.push_str(&format!(
            "\nWrote {} (start with report.html; the figures are in summary.csv and contrasts.csv)\n",
            out.display()
        ));
    }
    text
}

/// Every figure with its interval, and every difference with its verdict.
fn in_full(scenario: &Scenario, comparison: &Comparison, outcome: &Outcome, variants: &[&str], width: usize) -> String {
    let others = variants.iter().filter(|n| **n != comparison.reference);
    let mut text = head(scenario, comparison, outcome, width);
    text.push_str(&policies(variants, comparison, outcome).render(width));
    text.push_str(&notes(comparison, outcome, width));
    if others.clone().next().is_some() {
        let contrasts: Vec<ContrastRow<'_>> = comparison.contrasts.together().collect();
        let seconds: Vec<&str> = scenario.second_names().collect();
        text.push('\n');
        text.push_str(&table::wrap(&format!("Against \"{}\", {}:", comparison.reference, whom(scenario)), width));
        text.push('\n');
        for variant in others {
            text.push('\n');
            let rows = contrasts.chunk_by(|a, b| a.key.variant == b.key.variant);
            let rows = rows.into_iter().find(|rows| rows[0].key.variant == *variant).unwrap_or_default();
            let against = rows.first().map_or("", |row| row.reference);
            let named = match against == comparison.reference {
                true => format!("{variant}:"),
                false => format!("{variant}, against \"{against}\":"),
            };
            text.push_str(&table::wrap(&named, width));
            text.push('\n');
            text.push_str(&differences(comparison, outcome, rows).render(width));
            let words = match seconds.contains(variant) && against == comparison.reference {
                true => "This is no policy. It is the reference under the second reading of how people are seen today."
                    .into(),
                false => sentence(comparison, variant),
            };
            text.push_str(&table::wrap(&words, width));
            text.push('\n');
            // What a policy costs for each breach that it avoids, where care has a price.
            if let Some(row) = rows.iter().find(|r| r.key.measure == COST_PER_BREACH_AVOIDED) {
                text.push_str(&table::wrap(&format!("Cost per breach avoided: {}.", row.note), width));
                text.push('\n');
            }
        }
    }
    text
}

fn find<'a>(
    rows: &'a [SummaryRow<'a>],
    variant: &str,
    population: &str,
    measure: &str,
    attribute: &str,
    at: &str,
) -> Option<&'a SummaryRow<'a>> {
    rows.iter().rfind(|r| {
        let k = &r.key;
        k.variant == variant
            && k.population == population
            && k.measure == measure
            && k.attribute == attribute
            && (at.is_empty() || k.at == at)
            && (k.group == "all" || k.group.is_empty())
    })
}

/// The date of the closing snapshot: the latest in the table.
fn closing(rows: &[SummaryRow<'_>]) -> String {
    rows.iter().filter(|r| r.key.population == "snapshot").map(|r| r.key.at.to_string()).next_back().unwrap_or_default()
}

fn policies(variants: &[&str], comparison: &Comparison, outcome: &Outcome) -> Table {
    let rows: Vec<SummaryRow<'_>> = comparison.summary.together().collect();
    let gap = first(comparison);
    let columns: Vec<Column> = columns(outcome).into_iter().chain(gap.map(|_| gap_column())).collect();
    let mut table = Table::new(std::iter::once("policy").chain(columns.iter().map(|c| c.head.as_str())));
    let at = closing(&rows);
    for variant in variants {
        let star = if *variant == comparison.reference { " *" } else { "" };
        let mut cells = vec![format!("{variant}{star}")];
        for column in &columns {
            let at = if column.population == "snapshot" { at.as_str() } else { "" };
            let attribute = if column.measure == GAP { gap.map_or("all", |a| &a.name) } else { "all" };
            let found = find(&rows, variant, column.population, &column.measure, attribute, at);
            cells.push(cell(found, column));
        }
        table.row(cells);
    }
    table
}

fn cell(row: Option<&SummaryRow<'_>>, column: &Column) -> String {
    let Some(row) = row else { return "n/a".into() };
    let write = |x: f64, digits: usize| thousands(&number(column.factor * x, digits));
    match (row.estimate, row.lower, row.upper) {
        (Some(estimate), Some(lower), Some(upper)) => {
            let half = (upper - lower) / 2.0;
            let digits = if column.measure == GAP {
                for_half_width(column.digits, column.factor * estimate, column.factor * half)
            } else {
                column.digits
            };
            format!("{} ±{}", write(estimate, digits), write(half, digits))
        }
        (Some(estimate), ..) => write(estimate, column.digits),
        // "> 52 weeks (not reached ...)" is an answer; other notes stand in the files.
        _ if row.note.starts_with('>') => row.note.clone(),
        _ => "n/a".into(),
    }
}

fn notes(comparison: &Comparison, outcome: &Outcome, width: usize) -> String {
    let [short, long] = told(&outcome.scope.limits);
    let words = match [short.days, long.days] {
        [a, b] if a % 7 == 0 && b % 7 == 0 => format!("within {} and over {} weeks", a / 7, b / 7),
        [a, b] => format!("within {a} and over {b} days"),
    };
    let follow_up = in_words(comparison.follow_up);
    let mut text = format!(
        "* the reference. ± gives the 95% interval over replications. Weeks untreated: mean over everybody referred, counted to \
         {follow_up}; who leaves untreated counts to the end, so losing people never looks like speed. Treated {}: of the same \
         people, treated by then. The list, and how many on it wait {words}, on the last day.",
        short.short()
    );
    match first(comparison) {
        Some(a) if a.ordered => text.push_str(&format!(
            " Gap: weeks untreated of \"{}\" minus \"{}\" ({}); positive means that the first wait longer.",
            a.levels[0],
            a.levels[a.levels.len() - 1],
            a.name
        )),
        Some(a) => text.push_str(&format!(
            " Gap: weeks untreated of the level of \"{}\" that waits longest minus that of the one that waits least; chance alone gives \
             some of it, weeks_untreated.gap_by_chance in the files.",
            a.name
        )),
        None => {}
    }
    table::wrap(&text, width) + "\n"
}

fn differences(comparison: &Comparison, outcome: &Outcome, rows: &[ContrastRow<'_>]) -> Table {
    let mut table = Table::new(["", "reference", "policy", "difference", "95% interval", "verdict"]);
    let at = rows.iter().filter(|r| r.key.population == "snapshot").map(|r| r.key.at).next_back();
    let gap = first(comparison);
    let of_all = |column| ("all", column);
    let others = gaps::others(comparison).map(|a| {
        let head = format!("gap by {}, weeks", a.name);
        (a.name.as_str(), Column { head, ..gap_column() })
    });
    let shown = columns(outcome).into_iter().map(of_all).chain(gap.map(|a| (a.name.as_str(), gap_column())));
    for (attribute, column) in shown.chain(others).chain(prices().map(of_all)) {
        let found = rows.iter().find(|r| {
            let k = &r.key;
            k.attribute == attribute
                && k.population == column.population
                && k.measure == column.measure
                && (column.population != "snapshot" || Some(k.at) == at)
        });
        if let Some(row) = found {
            difference(&mut table, &column, row);
        }
    }
    table
}

fn difference(table: &mut Table, column: &Column, row: &ContrastRow<'_>) {
    let of = |x: f64| column.factor * x;
    let (difference, ends) = (row.difference.map(of), row.lower.map(of).zip(row.upper.map(of)));
    let means = row.reference_mean.map(of).zip(row.variant_mean.map(of));
    let mut digits = if column.digits == 1 { 2 } else { column.digits };
    if let (Some(mean), Some(ends)) = (difference, ends)
        && (ends.0 > 0.0 || ends.1 < 0.0)
    {
        digits = for_interval(digits, mean, ends);
        if let Some((reference, policy)) = means {
            digits = to_differ(digits, reference, policy);
            if column.measure == GAP {
                digits = to_agree(digits, policy, reference, mean);
            }
        }
    }
    let plain = |x: f64| thousands(&number(x, digits));
    let signed = |x: f64| {
        let text = plain(x);
        if text.starts_with('-') { text } else { format!("+{text}") }
    };
    let mut verdict = row.verdict.to_string();
    if row.note.contains(AFTER_ADJUSTMENT) {
        verdict = format!("{verdict} {AFTER_ADJUSTMENT}");
    }
    if !row.material.is_empty() && row.verdict != Verdict::Identical.words() {
        verdict = format!("{verdict}; {}", row.material);
    }
    table.row([
        column.head.clone(),
        means.map_or_else(String::new, |m| plain(m.0)),
        means.map_or_else(String::new, |m| plain(m.1)),
        difference.map_or_else(String::new, signed),
        ends.map_or_else(String::new, |(lower, upper)| format!("{} to {}", signed(lower), signed(upper))),
        verdict,
    ]);
}

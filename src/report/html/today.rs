//! The list as it stands, and where each policy leads.

use super::facts::{Facts, WEEK, level_cell, limit, when};
use super::read::Key;
use super::view::{Block, Cell, Section, Table};
use crate::report::words::{self, number};

/// The list today beside the list at the end under each policy.
pub(super) fn today(facts: &Facts<'_>) -> Section {
    let t = facts.tables;
    let within = t.measures.iter().find(|m| m.starts_with("waiting_within_") && !m.contains('.')).cloned();
    let over = t.measures.iter().filter(|m| m.starts_with("waiting_over_") && !m.contains('.'));
    let over = over.max_by_key(|m| limit(m)).cloned();
    let over = t.measures.iter().find(|m| *m == "waiting_over_52w").cloned().or(over);
    let mut head = vec![Cell::head("List"), Cell::head("People waiting")];
    let mut measures: Vec<(String, f64, &str, bool)> = vec![("list_size".into(), 1.0, "", false)];
    for m in within.iter().chain(&over) {
        let name = if m.starts_with("waiting_within") { "Waiting up to" } else { "Waiting over" };
        head.push(Cell::head(format!("{name} {} weeks", limit(m))));
        measures.push((m.clone(), 100.0, "%", false));
    }
    head.push(Cell::head("Average (median) wait so far, weeks"));
    measures.push(("waiting_median".into(), 1.0, "", false));
    let first = facts.first().filter(|a| a.ordered);
    if let Some(a) = first {
        head.push(Cell::head(format!("Gap in the median wait by {}, days", a.name)));
        measures.push(("waiting_median.gap".into(), WEEK, "", true));
    }
    let row = |variant: &str, at: &str, name: Cell| -> Vec<Cell> {
        let mut cells = vec![name];
        for (m, factor, unit, gap) in &measures {
            let (attribute, group) = if *gap { (first.map_or("", |a| a.name.as_str()), "") } else { ("all", "all") };
            let key = Key { variant, service: "all", population: "snapshot", at, measure: m, attribute, group };
            let range = facts.range(&key, *factor);
            cells.push(match (range, *gap) {
                (Some(r), true) => {
                    let i = words::Interval { value: r.value, low: r.low, high: r.high };
                    let d = i.decimals(r.low > 0.0 || r.high < 0.0);
                    Cell::number(
                        words::signed(r.value, d),
                        if r.high > r.low { i.signed_ends(d) } else { String::new() },
                    )
                }
                (r, _) if m == "list_size" => r.map_or(Cell::text("no figure"), |r| {
                    let sub = if r.high - r.low < 0.5 {
                        String::new()
                    } else {
                        format!("{} to {}", number(r.low, 0), number(r.high, 0))
                    };
                    Cell::number(number(r.value, 0), sub)
                }),
                (r, _) => level_cell(r, unit, "no figure"),
            });
        }
        cells
    };
    let opening = t.opening.clone().unwrap_or_default();
    let closing = t.closing.clone().unwrap_or_else(|| opening.clone());
    let mut rows = vec![row(facts.reference(), &opening, Cell { sub: when(&opening), ..Cell::head("Today") })];
    for (i, v) in facts.variants.iter().enumerate() {
        let sub = if i == 0 && facts.variants.len() > 1 {
            format!("{}, the reference", when(&closing))
        } else {
            when(&closing)
        };
        rows.push(row(v, &closing, Cell { sub, ..Cell::head(v) }));
    }
    let list = |v: &str, at: &str| {
        let key = Key {
            variant: v,
            service: "all",
            population: "snapshot",
            at,
            measure: "list_size",
            attribute: "all",
            group: "all",
        };
        facts.figure(&key).and_then(|f| f.estimate)
    };
    let intro = match (list(facts.reference(), &opening), list(facts.reference(), &closing)) {
        (Some(a), Some(b)) => vec![format!(
            "Today {} people wait. Under {} about {} do at the end.",
            number(a, 0),
            facts.reference(),
            number(b, 0)
        )],
        _ => Vec::new(),
    };
    Section {
        id: "today".into(),
        heading: "Today, and where each policy leads".into(),
        intro,
        blocks: vec![Block {
            table: Some(Table {
                caption:
                    "The list as it stands on the first and on the last day; small figures are 95% ranges over the runs"
                        .into(),
                head,
                rows,
                open: true,
            }),
            ..Block::default()
        }],
    }
}

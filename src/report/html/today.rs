//! The list as it stands, and where each policy leads.

use super::cells::{gap_cell, level_cell, limit, limit_days, people_cell, when};
use super::facts::{Facts, Gap};
use super::key::Key;
use super::view::{Block, Cell, Section, Table};
use crate::report::words::{number, quoted};

/// What stands in a column.
enum Column {
    People,
    Share,
    Level,
    Gap,
}

/// The list today beside the list at the end under each policy.
pub(super) fn today(facts: &Facts<'_>) -> Section {
    let t = facts.tables;
    let (within, over) = limits(facts);
    let (level, change) = (facts.time.level.1.many, facts.time.change.1.many);
    let mut head = vec![Cell::head("List"), Cell::head("People waiting")];
    let mut columns: Vec<(String, Column)> = vec![("list_size".into(), Column::People)];
    for (m, name) in within.iter().map(|m| (m, "Waiting up to")).chain(over.iter().map(|m| (m, "Waiting over"))) {
        head.push(Cell::head(format!("{name} {}", limit(m))));
        columns.push((m.clone(), Column::Share));
    }
    head.push(Cell::head(format!("Average (median) wait so far, {level}")));
    columns.push(("waiting_median".into(), Column::Level));
    let first = facts.first().filter(|a| a.ordered);
    if let Some(a) = first {
        head.push(Cell::head(format!("Gap in the median wait by {}, {change}", a.name)));
        columns.push(("waiting_median.gap".into(), Column::Gap));
    }
    let row = |variant: &str, at: &str, name: Cell| -> Vec<Cell> {
        let mut cells = vec![name];
        for (m, column) in &columns {
            let key = Key::of(variant, "all", "snapshot", m).at(at);
            cells.push(match column {
                Column::People => people_cell(facts.range(&key, 1.0), &facts.missing(&key)),
                Column::Share => level_cell(facts.range(&key, 100.0), "%", &facts.missing(&key)),
                Column::Level => level_cell(facts.level(&key), "", &facts.missing(&key)),
                Column::Gap => {
                    let key = key.by(first.map_or("", |a| a.name.as_str()), "");
                    let gap = facts.range(&key, facts.time.change.0);
                    let gap = gap.map(|size| Gap { size, apart: size.apart(), by_chance: None });
                    gap_cell(gap, None, &facts.missing(&key))
                }
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
    let list = |at: &str| {
        facts.range(&Key::of(facts.reference(), "all", "snapshot", "list_size").at(at), 1.0).map(|i| i.rounded().value)
    };
    let intro = match (list(&opening), list(&closing)) {
        (Some(a), Some(b)) => vec![format!(
            "Today {} people wait. Under {} about {} {}.",
            number(a, 0),
            quoted(facts.reference()),
            number(b, 0),
            if number(b, 0) == "1" { "does at the end" } else { "do at the end" }
        )],
        _ => Vec::new(),
    };
    Section {
        id: "today".into(),
        heading: "Today, and where each policy leads".into(),
        intro,
        blocks: vec![Block::of_table(Table {
            caption:
                "The list as it stands on the first and on the last day; small figures are 95% ranges over the runs"
                    .into(),
            head,
            rows,
            open: true,
            ..Table::default()
        })],
    }
}

/// The measures of the shortest limit that people wait within, and of a limit that they wait beyond: a year where it is told.
pub(super) fn limits(facts: &Facts<'_>) -> (Option<String>, Option<String>) {
    let of = |start: &str| -> Vec<&String> {
        let measures = facts.tables.measures.iter();
        let mut found: Vec<&String> = measures.filter(|m| m.starts_with(start) && !m.contains('.')).collect();
        found.retain(|m| limit_days(m) > 0);
        found.sort_by_key(|m| limit_days(m));
        found
    };
    let over = of("waiting_over_");
    let year = over.iter().find(|m| limit_days(m) == 364).or(over.last());
    (of("waiting_within_").first().map(|m| (*m).clone()), year.map(|m| (*m).clone()))
}

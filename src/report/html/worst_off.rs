//! Who waits longest: levels and combinations of them.

use super::drawn::{drawn, interval, joined};
use super::facts::{Attribute, Facts, level_cell, level_decimals};
use super::view::{Block, Cell, Section, Table};
use crate::report::svg::{Dot, DotRow, Dots, Range, dots};
use crate::report::words::{capital, number};

/// The groups that wait longest, and combinations of attributes.
pub(super) fn worst_off(facts: &Facts<'_>) -> Option<Section> {
    let others: Vec<&Attribute> = facts.attributes.iter().collect();
    let mut head = vec![Cell::head("Policy")];
    head.extend(others.iter().map(|a| Cell::head(format!("Longest wait by {}", a.name))));
    head.extend(facts.crossings.iter().map(|c| Cell::head(format!("Longest wait by {c}"))));
    if head.len() == 1 {
        return None;
    }
    let worst = |v: &str, name: &str| {
        let levels = facts.tables.levels.get(name)?;
        let known = levels.iter().filter_map(|l| Some((facts.range(&joined(v, "all", name, l), 1.0)?, l)));
        known.max_by(|a, b| a.0.value.total_cmp(&b.0.value).then(b.1.cmp(a.1)))
    };
    let rows = facts
        .variants
        .iter()
        .map(|v| {
            let mut row = vec![Cell::head(v)];
            for name in others.iter().map(|a| &a.name).chain(&facts.crossings) {
                row.push(worst(v, name).map_or(Cell::text("no figure"), |(r, l)| {
                    let d = level_decimals(&r);
                    Cell { sub: format!("{} weeks ({})", number(r.value, d), interval(&r).ends(d)), ..Cell::text(l) }
                }));
            }
            row
        })
        .collect();
    let table = Table { caption: "The group with the longest average wait under each policy. Where ranges overlap another group may wait as long".into(), head, rows, open: true };
    let mut blocks = vec![Block { table: Some(table), ..Block::default() }];
    blocks.extend(facts.crossings.iter().enumerate().filter_map(|(i, c)| crossing(facts, c, i)));
    Some(Section { id: "worst-off".into(), heading: "Who waits longest".into(), intro: vec![], blocks })
}

fn crossing(facts: &Facts<'_>, name: &str, i: usize) -> Option<Block> {
    let v = facts.reference();
    let levels = facts.tables.levels.get(name)?;
    let mut known: Vec<(Range, &String)> =
        levels.iter().filter_map(|l| Some((facts.range(&joined(v, "all", name, l), 1.0)?, l))).collect();
    known.sort_by(|a, b| b.0.value.total_cmp(&a.0.value).then(a.1.cmp(b.1)));
    let worst = known.first()?;
    let message = format!(
        "{} wait longest under {v}, about {} weeks",
        capital(worst.1),
        number(worst.0.value, level_decimals(&worst.0))
    );
    let row = |(range, l): &(Range, &String)| DotRow {
        name: (*l).clone(),
        dots: vec![Dot { series: 0, range: *range, text: number(range.value, level_decimals(range)) }],
        ..DotRow::default()
    };
    let chart = Dots {
        rows: known.iter().take(24).map(row).collect(),
        axis: "weeks untreated (axis does not start at 0)".into(),
        ..Dots::default()
    };
    let description =
        format!("Chart of dots: weeks untreated of {} combinations of {name}, longest first.", chart.rows.len());
    let mut head = vec![Cell::head("Group")];
    head.extend(facts.variants.iter().map(Cell::head));
    let rows = levels
        .iter()
        .map(|l| {
            let mut row = vec![Cell::head(l)];
            row.extend(facts.variants.iter().map(|v| {
                let key = joined(v, "all", name, l);
                level_cell(facts.range(&key, 1.0), "", &facts.missing(&key))
            }));
            row
        })
        .collect();
    Some(Block {
        charts: drawn(&format!("crossing-{i}"), &message, &description, &|w| dots(&chart, w)),
        message,
        measure: format!("Average weeks untreated by {name} under {v}, with 95% ranges, longest first"),
        table: Some(Table { caption: format!("Weeks untreated by {name}, every policy"), head, rows, open: false }),
        ..Block::default()
    })
}

//! Stage by stage, of a pathway with more than one.

use super::cells::{change_cell, level_cell, people_cell};
use super::facts::Facts;
use super::key::Key;
use super::view::{Block, Cell, Section, Table};
use crate::report::words::Unit;

const PERSONS: Unit = Unit { one: "person", many: "people" };

/// How long people wait at each stage, how many are there at the end, and how full it is.
pub(super) fn stages(facts: &Facts<'_>) -> Option<Section> {
    let blocks: Vec<Block> = [waits(facts), waiting(facts), full(facts)].into_iter().flatten().collect();
    (!blocks.is_empty()).then(|| Section {
        id: "stages".into(),
        heading: "Stage by stage".into(),
        intro: vec!["A visit counts at its own stage: one person may make several. Waits are those of visits that took place; who still waits is not in them.".into()],
        blocks,
    })
}

/// A row for each stage that has a figure.
fn table<'a>(
    facts: &'a Facts<'a>,
    measure: &'a str,
    caption: String,
    first: &dyn Fn(&Key<'_>) -> Cell,
    other: &dyn Fn(&Key<'_>) -> Cell,
) -> Option<Block> {
    // Of all services together only where none is told alone.
    let mut stages: Vec<&(String, String)> = facts.tables.stages.iter().filter(|(s, _)| s != "all").collect();
    if stages.is_empty() {
        stages.extend(&facts.tables.stages);
    }
    let several = stages.iter().any(|(s, _)| *s != stages[0].0);
    let rows: Vec<Vec<Cell>> = stages
        .into_iter()
        .filter_map(|(service, stage)| {
            let key = Key { stage, ..Key::of(facts.reference(), service, "stage", measure) };
            facts
                .variants
                .iter()
                .any(|v| facts.tables.figure(&key.under(v)).is_some_and(|f| f.estimate.is_some()))
                .then(|| {
                    let sub = if several { service.clone() } else { String::new() };
                    let mut row = vec![Cell { sub, ..Cell::head(stage) }, first(&key)];
                    row.extend(facts.choices().map(|v| other(&key.under(v))));
                    row
                })
        })
        .collect();
    let mut head = vec![Cell::head("Stage"), Cell::head(facts.reference())];
    head.extend(facts.choices().map(Cell::head));
    (!rows.is_empty()).then(|| Block::of_table(Table { caption, head, rows, open: true, ..Table::default() }))
}

fn waits(facts: &Facts<'_>) -> Option<Block> {
    table(
        facts,
        "wait_until_kept",
        format!("Average wait at the stage, {}; for the policies the change it brings", facts.time.level.1.many),
        &|key| level_cell(facts.level(key), "", &facts.missing(key)),
        &|key| change_cell(facts.change(key).as_ref(), &facts.missing_change(key)),
    )
}

fn waiting(facts: &Facts<'_>) -> Option<Block> {
    table(
        facts,
        "waiting",
        "People who wait or are seen at the stage on the last day; for the policies the change".into(),
        &|key| people_cell(facts.range(key, 1.0), &facts.missing(key)),
        &|key| change_cell(facts.changed(key, 1.0, PERSONS).as_ref(), &facts.missing_change(key)),
    )
}

fn full(facts: &Facts<'_>) -> Option<Block> {
    let share = |key: &Key<'_>| level_cell(facts.range(key, 100.0), "%", &facts.missing(key));
    table(facts, "utilisation", "How much of what the stage offers is used".into(), &share, &share)
}

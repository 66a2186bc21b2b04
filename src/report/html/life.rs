//! One life of each group, from the first run.

use super::facts::{FEW, Facts};
use super::view::{Block, Cell, Section, Table};
use crate::report::words::{too_few, typeset, visible};

/// The section. Of a group with too few people no life is told: it might be the only one.
pub(super) fn life(facts: &Facts<'_>) -> Option<Section> {
    let told = facts.tables.lives.as_ref()?;
    let (first, lives) = told.in_words.split_first()?;
    // On the page the averages stand above.
    let said = |line: &String| typeset(&visible(&line.replace("`queuity compare` says", "the figures above say")));
    let few = |level: &str| told.answer.groups.iter().any(|g| g.level == level && g.people > 0.0 && g.people < FEW);
    let mut blocks: Vec<Block> = lives
        .iter()
        .zip(&told.answer.groups)
        .map(|(part, group)| {
            if few(&group.level) {
                let why = too_few(facts.tables.manifest.scale != 1.0).to_string();
                return Block { message: visible(&group.level), list: vec![why], ..Block::default() };
            }
            Block {
                message: typeset(&visible(&part.title)),
                list: part.lines.iter().map(said).collect(),
                ..Block::default()
            }
        })
        .collect();
    if let Some((head, rows)) = told.side_by_side.split_first() {
        let row = |cells: &Vec<String>| -> Vec<Cell> {
            let texts = cells.iter().skip(1).map(|c| Cell::text(visible(c)));
            cells.iter().take(1).map(|c| Cell::head(visible(c))).chain(texts).collect()
        };
        let rows: Vec<Vec<Cell>> = rows.iter().filter(|r| r.first().is_none_or(|level| !few(level))).map(row).collect();
        if !rows.is_empty() {
            let (head, rows) = narrow(head.iter().map(|h| Cell::head(visible(h))).collect(), rows);
            let caption = "The same people under each policy: time until treatment".into();
            blocks.push(Block::of_table(Table { caption, head, rows, open: true, ..Table::default() }));
        }
    }
    Some(Section {
        id: "lives".into(),
        heading: "One life of each group".into(),
        intro: std::iter::once(format!("{}.", typeset(&visible(&first.title))))
            .chain(first.lines.iter().map(said))
            .collect(),
        blocks,
    })
}

/// A table with more policies than groups has the policies in its rows, so that it is no wider than a page.
fn narrow(head: Vec<Cell>, rows: Vec<Vec<Cell>>) -> (Vec<Cell>, Vec<Vec<Cell>>) {
    if head.len() <= rows.len() + 1 {
        return (head, rows);
    }
    let groups = rows.iter().filter_map(|r| r.first().cloned());
    let across = std::iter::once(Cell::head("Policy")).chain(groups).collect();
    let policies = head.into_iter().enumerate().skip(1);
    let turned = policies.map(|(i, policy)| {
        std::iter::once(policy).chain(rows.iter().map(|r| r.get(i).cloned().unwrap_or_default())).collect()
    });
    (across, turned.collect())
}

//! Who waits longest: levels and combinations of them.

use super::cells::{gap_cell, level_cell, level_decimals};
use super::drawn::{drawn, joined, range};
use super::facts::Facts;
use super::view::{Block, Cell, Section, Table};
use super::who::gap_of;
use crate::report::drawing::Drawing;
use crate::report::svg::{Dot, DotRow, Dots, dots};
use crate::report::words::{Interval, capital, group, number, quoted};

/// The groups that wait longest, and combinations of attributes.
pub(super) fn worst_off(facts: &Facts<'_>) -> Option<Section> {
    let names: Vec<&String> = facts.groupings().map(|a| &a.name).chain(&facts.crossings).collect();
    if names.is_empty() {
        return None;
    }
    let mut head = vec![Cell::head("Policy")];
    head.extend(names.iter().map(|name| Cell::head(format!("Longest wait by {name}"))));
    let rows = facts
        .variants
        .iter()
        .map(|v| std::iter::once(Cell::head(v)).chain(names.iter().map(|name| longest(facts, v, name))).collect())
        .collect();
    let table = Table {
        caption: "The group with the longest average wait under each policy. Where ranges overlap another group may wait as long"
            .into(),
        head,
        rows,
        open: true,
        ..Table::default()
    };
    let mut blocks = vec![Block::of_table(table)];
    blocks.extend(gaps(facts));
    blocks.extend(facts.crossings.iter().enumerate().filter_map(|(i, c)| crossing(facts, c, i)));
    Some(Section { id: "worst-off".into(), heading: "Who waits longest".into(), intro: vec![], blocks })
}

/// The group that waits longest; groups that are not shown may wait longer, and that is said.
fn longest(facts: &Facts<'_>, v: &str, name: &str) -> Cell {
    let Some(levels) = facts.tables.levels.get(name) else { return Cell::text("no figure") };
    let key = |l| joined(v, "all", name, l);
    let known = levels.iter().filter_map(|l| Some((facts.level(&key(l))?, l)));
    let worst = known.max_by(|a, b| a.0.value.total_cmp(&b.0.value).then(b.1.cmp(a.1)));
    let hidden = levels.iter().filter(|l| facts.hidden(&key(l))).count();
    let hidden = hidden_words(hidden);
    match worst {
        Some((i, l)) => {
            let d = level_decimals(&i);
            let said = number(i.value, d);
            let ends = i.ends(d);
            let ends = if ends == said { String::new() } else { format!(" ({ends})") };
            let size = format!("{said} {}{ends}", facts.time.level.1.many);
            let alike =
                levels.iter().filter(|l| facts.level(&key(l)).is_some_and(|i| number(i.value, d) == said)).count();
            let who = if alike > 1 { format!("{alike} of {} groups", levels.len()) } else { l.clone() };
            Cell { sub: [size, hidden].join(" ").trim().to_string(), ..Cell::text(who) }
        }
        None => Cell { sub: hidden, ..Cell::text("no figure") },
    }
}

fn hidden_words(n: usize) -> String {
    match n {
        0 => String::new(),
        1 => "1 group has too few people to be shown and may wait longer".into(),
        n => format!("{n} groups have too few people to be shown and may wait longer"),
    }
}

/// The gaps by every attribute, between the ends and over all levels.
fn gaps(facts: &Facts<'_>) -> Option<Block> {
    if facts.attributes.is_empty() {
        return None;
    }
    let unit = facts.time.change;
    let mut head = vec![Cell::head("Policy")];
    let slope = |v, a: &str| {
        let key = super::key::Key { measure: "weeks_untreated.sii_most_minus_least", ..joined(v, "all", a, "") };
        facts.range(&key, unit.0)
    };
    let sloped =
        |a: &super::facts::Attribute| a.levels.len() > 2 && facts.variants.iter().any(|v| slope(v, &a.name).is_some());
    for a in &facts.attributes {
        head.push(Cell { sub: gap_of(facts, a), ..Cell::head(format!("Gap by {}", a.name)) });
        if sloped(a) {
            head.push(Cell {
                sub: "over all groups: from one end to the other".into(),
                ..Cell::head(format!("Rise by {}", a.name))
            });
        }
    }
    let rows = facts
        .variants
        .iter()
        .map(|v| {
            let mut row = vec![Cell::head(v)];
            for a in &facts.attributes {
                let key = super::key::Key { measure: super::facts::WAIT_GAP, ..joined(v, "all", &a.name, "") };
                row.push(gap_cell(facts.gap(v, "all", "joined", a), Some(unit.1), &facts.missing(&key)));
                if sloped(a) {
                    let slope = slope(v, &a.name);
                    let slope = slope.map(|size| super::facts::Gap { size, apart: size.apart(), by_chance: None });
                    row.push(gap_cell(slope, Some(unit.1), "no figure"));
                }
            }
            row
        })
        .collect();
    let caption = "Gaps in the average wait of people who join, with 95% ranges".into();
    Some(Block::of_table(Table { caption, head, rows, open: facts.attributes.len() > 1, ..Table::default() }))
}

/// A combination of levels as a sentence names it: each with its attribute where it says little alone.
fn combination(attributes: &str, levels: &str) -> String {
    let (of, at): (Vec<&str>, Vec<&str>) = (attributes.split(" x ").collect(), levels.split(" x ").collect());
    if of.len() != at.len() {
        return levels.to_string();
    }
    // What a class is called says what it is.
    let name = |(a, l): (&&str, &str)| if *a == "urgency" { l.to_string() } else { group(a, l) };
    of.iter().zip(at).map(name).collect::<Vec<_>>().join(", ")
}

fn crossing(facts: &Facts<'_>, name: &str, i: usize) -> Option<Block> {
    let v = facts.reference();
    let levels = facts.tables.levels.get(name)?;
    let many = facts.time.level.1.many;
    let mut known: Vec<(Interval, &String)> =
        levels.iter().filter_map(|l| Some((facts.level(&joined(v, "all", name, l))?, l))).collect();
    known.sort_by(|a, b| b.0.value.total_cmp(&a.0.value).then(a.1.cmp(b.1)));
    let worst = known.first()?;
    let size = |i: &Interval| number(i.value, level_decimals(i));
    let alike = known.iter().filter(|(i, _)| size(i) == size(&worst.0)).count();
    let longest = size(&worst.0);
    let message = match alike {
        1 => format!("The longest wait under {}: {}, about {longest} {many}", quoted(v), combination(name, worst.1)),
        n if n == known.len() => {
            format!("All {n} groups by {name} wait as long under {}: about {longest} {many}", quoted(v))
        }
        n => format!("The longest wait under {}: {n} of {} groups, about {longest} {many}", quoted(v), known.len()),
    };
    let row = |(i, l): &(Interval, &String)| DotRow {
        name: combination(name, l),
        dots: vec![Dot { series: 0, range: range(i), text: number(i.value, level_decimals(i)) }],
        ..DotRow::default()
    };
    let chart =
        Dots { rows: known.iter().take(24).map(row).collect(), axis: format!("{many} untreated"), ..Dots::default() };
    let description =
        format!("Chart of dots: {many} untreated of {} combinations of {name}, longest first.", chart.rows.len());
    let mut head = vec![Cell::head("Group")];
    head.extend(facts.variants.iter().map(Cell::head));
    let rows = levels
        .iter()
        .map(|l| {
            let mut row = vec![Cell::head(combination(name, l))];
            row.extend(facts.variants.iter().map(|v| {
                let key = joined(v, "all", name, l);
                level_cell(facts.level(&key), "", &facts.missing(&key))
            }));
            row
        })
        .collect();
    let hidden = hidden_words(levels.iter().filter(|l| facts.hidden(&joined(v, "all", name, l))).count());
    let mut notes = Vec::new();
    if known.len() > chart.rows.len() {
        notes.push(format!("The {} longest of {}; the table has all.", chart.rows.len(), known.len()));
    }
    if !hidden.is_empty() {
        notes.push(format!("{hidden}."));
    }
    let measure = format!("Average {many} untreated by {name} under {}, with 95% ranges, longest first", quoted(v));
    Some(Block {
        drawing: Some(Drawing::of(&format!("crossing-{i}"), [&message, &measure, &description], &chart)),
        charts: drawn(&format!("crossing-{i}"), &message, &description, &|w| dots(&chart, w)),
        message,
        measure,
        table: Some(Table {
            caption: format!("{} untreated by {name}, every policy", capital(many)),
            head,
            rows,
            open: false,
            ..Table::default()
        }),
        notes,
        ..Block::default()
    })
}

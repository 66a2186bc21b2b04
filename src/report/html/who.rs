//! Who gains and who pays.

use super::facts::{Attribute, Facts, WAIT, WEEK, change_cell, level_cell, limit};
use super::read::Key;
use super::view::{Block, Cell, Section, Table};
use crate::report::words::{self, Policy, Verdict, group, number};

/// Who gains and who pays, every group, of those who join and of those who are there.
pub(super) fn who(facts: &Facts<'_>, service: &str, people: bool) -> Option<Section> {
    if facts.policies().is_empty() {
        return None;
    }
    let mut blocks = Vec::new();
    let follow_up = facts.tables.said("follow_up");
    for (population, name) in [("joined", "People who join the list"), ("today", "People who are on the list today")] {
        let Some(table) = who_table(facts, service, population) else { continue };
        let counts = people.then(|| treated_table(facts, service, population)).flatten();
        blocks.push(Block {
            message: who_message(facts, service, population, name),
            measure: format!(
                "{name}: change in days untreated within {follow_up}, against {}; minus is a shorter wait",
                facts.reference()
            ),
            table: Some(table),
            ..Block::default()
        });
        if let Some(table) = counts {
            blocks.push(Block { table: Some(table), ..Block::default() });
        }
    }
    Some(Section { id: "who".into(), heading: "Who gains and who pays".into(), intro: vec![], blocks })
}

pub(super) fn who_message(facts: &Facts<'_>, service: &str, population: &str, name: &str) -> String {
    let policies: Vec<Policy> = facts.policies().iter().map(|v| facts.policy(v, service)).collect();
    let pick = |p: &Policy| if population == "today" { p.today.clone() } else { p.joined.clone() };
    let count = |verdict: Verdict| policies.iter().filter(|p| pick(p).is_some_and(|c| c.verdict == verdict)).count();
    let (gain, pay, all) = (count(Verdict::Better), count(Verdict::Worse), policies.len());
    let name = name.to_string();
    let under = |n: usize| {
        if all == 1 {
            format!("under {}", policies[0].name)
        } else if n == all {
            if all == 2 { "under both policies".to_string() } else { format!("under all {all} policies") }
        } else {
            format!("under {n} of {all} policies")
        }
    };
    match (gain, pay) {
        (0, 0) => format!("{name}: no policy is shown to change their average wait"),
        (g, 0) => format!("{name} wait less {}", under(g)),
        (0, p) => format!("{name} wait longer {}", under(p)),
        (g, p) => format!("{name} wait less {}, longer {}", under(g), under(p)),
    }
}

fn columns(facts: &Facts<'_>) -> Vec<(String, String, String)> {
    let mut out = vec![("all".to_string(), "all".to_string(), "Everybody".to_string())];
    for a in &facts.attributes {
        out.extend(a.levels.iter().map(|l| (a.name.clone(), l.clone(), group(&a.name, l))));
    }
    out
}

pub(super) fn who_table(facts: &Facts<'_>, service: &str, population: &str) -> Option<Table> {
    let columns = columns(facts);
    let key = |variant, attribute, group| Key { variant, service, population, at: "", measure: WAIT, attribute, group };
    let scale = facts.tables.manifest.scale;
    let reference = facts.reference();
    facts.range(&key(reference, "all", "all"), 1.0)?;
    let mut head = vec![Cell::head("Policy")];
    let mut levels = vec![Cell { sub: "weeks untreated on average".into(), ..Cell::head(reference) }];
    for (a, g, name) in &columns {
        let n = facts.figure(&key(reference, a, g)).and_then(|f| f.n).map(|n| n * scale);
        let people = n.map_or(String::new(), |n| format!("{} people", number(n, 0)));
        head.push(Cell { sub: people, ..Cell::head(name) });
        levels.push(level_cell(facts.range(&key(reference, a, g), 1.0), "", &facts.missing(&key(reference, a, g))));
    }
    let gap = facts.first().map(|a| (a, Key { measure: "weeks_untreated.gap", ..key(reference, a.name.as_str(), "") }));
    if let Some((a, k)) = &gap {
        head.push(Cell { sub: gap_of(facts, a), ..Cell::head("Gap") });
        let r = facts.range(k, WEEK).map(|r| words::Interval { value: r.value, low: r.low, high: r.high });
        levels.push(r.map_or(Cell::text("no figure"), |r| {
            let d = r.decimals(r.low > 0.0 || r.high < 0.0);
            Cell::number(format!("{} days", words::signed(r.value, d)), r.signed_ends(d))
        }));
    }
    let mut rows = vec![levels];
    for v in facts.policies() {
        let mut row = vec![Cell::head(v)];
        for (a, g, _) in &columns {
            row.push(match facts.change(&key(v, a, g), WEEK) {
                Some(change) => change_cell(Some(&change), "day", "days"),
                None => Cell::text(facts.missing(&key(v, a, g))),
            });
        }
        if let Some((_, k)) = &gap {
            row.push(change_cell(facts.change(&Key { variant: v, ..*k }, WEEK).as_ref(), "day", "days"));
        }
        rows.push(row);
    }
    let caption = format!("First row: {reference}. Other rows: the change it brings, with its 95% range");
    Some(Table { caption, head, rows, open: true })
}

fn gap_of(facts: &Facts<'_>, a: &Attribute) -> String {
    match facts.ends(a) {
        Some((most, least)) => format!("{} minus {}", group(&a.name, &most), group(&a.name, &least)),
        None => format!("longest minus shortest by {}", a.name),
    }
}

/// How many people more are treated within a limit.
fn treated_table(facts: &Facts<'_>, service: &str, population: &str) -> Option<Table> {
    let measure = facts
        .tables
        .measures
        .iter()
        .filter(|m| m.starts_with("treated_within_") && !m.contains('.'))
        .min_by_key(|m| limit(m))?;
    let columns = columns(facts);
    let key = |variant, attribute, group| Key { variant, service, population, at: "", measure, attribute, group };
    let mut head = vec![Cell::head("Policy")];
    head.extend(columns.iter().map(|(.., name)| Cell::head(name)));
    let scale = facts.tables.manifest.scale;
    let mut rows = Vec::new();
    for v in facts.policies() {
        let mut row = vec![Cell::head(v)];
        for (a, g, _) in &columns {
            let people = facts.figure(&key(v, a, g)).and_then(|f| f.n).unwrap_or(0.0) * scale;
            let change = facts.change(&key(v, a, g), people);
            row.push(match change {
                Some(c) => change_cell(Some(&c), "person", "people"),
                None => Cell::text(facts.missing(&key(v, a, g))),
            });
        }
        rows.push(row);
    }
    let who = if population == "today" { "of those on the list today" } else { "of those who join" };
    Some(Table {
        caption: format!(
            "In people: how many more {who} are treated within {} weeks than under {}",
            limit(measure),
            facts.reference()
        ),
        head,
        rows,
        open: false,
    })
}

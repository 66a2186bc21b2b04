//! The page from the figures: its order is the order in which a manager asks.

use super::closing;
use super::facts::{Facts, WAIT, WEEK, change_cell, level_cell};
use super::read::Key;
use super::view::{Block, Cell, Page, Section, Table, Told};
use super::who::{who, who_message, who_table};
use super::{fates, today, trade_off, weeks, worst_off};
use crate::report::words::{self, Policy, counted, group, number, visible};

/// Policies that are told in full before the others fold away.
const TOLD: usize = 4;

pub(super) fn page(facts: &Facts<'_>) -> Page {
    let tables = facts.tables;
    let m = &tables.manifest;
    let policies: Vec<Policy> = facts.policies().iter().map(|v| facts.policy(v, "all")).collect();
    let focus = facts.focus();
    let many = policies.len() > TOLD + 1;
    let mut told: Vec<Told> = policies
        .iter()
        .map(|p| Told { name: p.name.clone(), sentences: words::policy(p), more: many && !focus.contains(&p.name) })
        .collect();
    told.sort_by_key(|t| t.more);
    let services: Vec<&String> = if tables.services.len() > 1 { tables.services.iter().collect() } else { Vec::new() };
    let mut sections = vec![today::today(facts)];
    sections.extend(who(facts, "all", true));
    if !services.is_empty() && !facts.policies().is_empty() {
        sections.push(by_service(facts, &services));
    }
    sections.extend(trade_off::trade_off(facts));
    sections.extend(fates::fates_section(facts, "all", "fates"));
    sections.extend(weeks::over_time(facts));
    sections.extend(worst_off::worst_off(facts));
    sections.extend(closing::costs(facts));
    sections.push(closing::sure(facts));
    sections.push(closing::inputs(facts));
    sections.push(closing::repeat(facts));
    let title = tables.said("title");
    Page {
        title: if title.is_empty() { "A waiting list, simulated".into() } else { title },
        question: tables.said("question"),
        partial: if m.status == "complete" {
            Vec::new()
        } else {
            m.reasons.iter().cloned().chain(m.reasons.is_empty().then(|| "stopped early".to_string())).collect()
        },
        partial_cells: format!("{} of {} runs are done", m.cells_done, m.cells_planned),
        version: m.queuity.clone(),
        answer: answer(facts, &policies),
        sure: closing::how_sure(facts),
        policies: told,
        sections,
        services: services.iter().enumerate().map(|(i, s)| service(facts, s, i)).collect(),
        attribution: attribution(facts),
    }
}

fn attribution(facts: &Facts<'_>) -> Vec<String> {
    let said = facts.tables.setting("attribution").and_then(|a| a.as_array());
    said.into_iter().flatten().filter_map(|t| t.as_str()).map(visible).collect()
}

/// The answer; where there is one policy only, what it is like.
fn answer(facts: &Facts<'_>, policies: &[Policy]) -> String {
    if !policies.is_empty() {
        return words::answer(facts.reference(), policies);
    }
    let key = Key {
        variant: facts.reference(),
        service: "all",
        population: "joined",
        at: "",
        measure: WAIT,
        attribute: "all",
        group: "all",
    };
    let Some(r) = facts.range(&key, 1.0) else { return "No figure is complete.".into() };
    let mut said = format!(
        "Under {} people wait about {} untreated on average (likely between {} and {}).",
        facts.reference(),
        counted(r.value, 1, "week", "weeks"),
        number(r.low, 1),
        number(r.high, 1)
    );
    if let Some((a, (most, least))) = facts.first().and_then(|a| Some((a, facts.ends(a)?))) {
        let gap = Key { measure: "weeks_untreated.gap", attribute: &a.name, group: "", ..key };
        if let Some(g) = facts.range(&gap, WEEK) {
            let gap = words::Interval { value: g.value, low: g.low, high: g.high };
            said.push(' ');
            said.push_str(&words::gap_size(&group(&a.name, &most), &group(&a.name, &least), &gap));
        }
    }
    said
}

/// All services at a glance.
fn by_service(facts: &Facts<'_>, services: &[&String]) -> Section {
    let mut head = vec![Cell::head("Service"), Cell { sub: "weeks untreated".into(), ..Cell::head(facts.reference()) }];
    head.extend(facts.policies().iter().map(|v| Cell { sub: "change, days".into(), ..Cell::head(v) }));
    let rows = services
        .iter()
        .map(|s| {
            let key = |variant| Key {
                variant,
                service: s.as_str(),
                population: "joined",
                at: "",
                measure: WAIT,
                attribute: "all",
                group: "all",
            };
            let why = facts.missing(&key(facts.reference()));
            let mut row = vec![Cell::head(s.as_str()), level_cell(facts.range(&key(facts.reference()), 1.0), "", &why)];
            row.extend(
                facts.policies().iter().map(|v| change_cell(facts.change(&key(v), WEEK).as_ref(), "day", "days")),
            );
            row
        })
        .collect();
    Section {
        id: "services".into(),
        heading: format!("The {} services at a glance", services.len()),
        intro: vec!["Each service has a part of its own at the end of this page.".into()],
        blocks: vec![Block {
            table: Some(Table {
                caption: "People who join: weeks untreated under the reference, and what each policy changes".into(),
                head,
                rows,
                open: true,
            }),
            ..Block::default()
        }],
    }
}

/// One service.
fn service(facts: &Facts<'_>, name: &str, i: usize) -> Section {
    let policies: Vec<Policy> = facts.policies().iter().map(|v| facts.policy(v, name)).collect();
    let mut blocks = Vec::new();
    if let Some(table) = who_table(facts, name, "joined").filter(|_| !policies.is_empty()) {
        blocks.push(Block {
            message: who_message(facts, name, "joined", "People who join the list"),
            measure: format!("Change in days untreated, against {}; minus is a shorter wait", facts.reference()),
            table: Some(table),
            ..Block::default()
        });
    }
    blocks.extend(trade_off::dumbbell(facts, name, &format!("s{i}")));
    if let Some(fates) = fates::fates_section(facts, name, &format!("s{i}-fates")) {
        blocks.extend(fates.blocks);
    }
    let intro = if policies.is_empty() { vec![] } else { vec![words::answer(facts.reference(), &policies)] };
    Section { id: format!("service-{}", i + 1), heading: name.into(), intro, blocks }
}

//! Two results side by side: what may be compared, what may not, and the figures of both.

use std::collections::BTreeMap;

use super::cells::{gap_cell, level_cell, people_cell, when};
use super::closing;
use super::drawn::joined;
use super::facts::Facts;
use super::key::Key;
use super::view::{Block, Cell, Page, Section, Table};
use crate::report::words::{counted, listed, quoted, visible};

/// Inputs that differ, at most so many.
const MOST: usize = 200;

/// A result with the name that it has here.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side<'a> {
    pub(super) name: &'a str,
    pub(super) facts: &'a Facts<'a>,
}

/// A page of both.
pub(super) fn beside(a: Side<'_>, b: Side<'_>) -> Page {
    let mut changed = BTreeMap::new();
    differences(a, b, &mut changed);
    let same = changed.is_empty() && a.facts.tables.manifest.seed == b.facts.tables.manifest.seed;
    let cautions = cautions(a, b);
    let title = |s: Side<'_>| {
        let title = s.facts.tables.said("title");
        if title.is_empty() { s.name.to_string() } else { title }
    };
    let answer = if same {
        "Both results are of the same scenario and seed.".to_string()
    } else {
        format!("{} between the two.", counted_inputs(changed.len()))
    };
    let partial = [a, b].iter().filter(|s| s.facts.tables.manifest.status != "complete").count();
    Page {
        title: format!("{} beside {}", title(a), title(b)),
        answer: capital_first(&answer),
        sure: "The two results were simulated apart. Within each, policies meet the same people; between them nothing is paired, so a difference between a figure here and one there has no range of its own.".into(),
        partial: if partial > 0 { vec!["one of the two results is not complete".into()] } else { Vec::new() },
        partial_cells: "Not all runs are done".into(),
        version: a.facts.tables.manifest.queuity.clone(),
        sections: vec![
            Section {
                id: "compare".into(),
                heading: "What can be compared".into(),
                intro: vec![],
                blocks: vec![Block { list: cautions, ..Block::default() }],
            },
            figures(a, b),
            inputs(a, b, &changed),
        ],
        ..Page::default()
    }
}

fn counted_inputs(n: usize) -> String {
    #[allow(clippy::cast_precision_loss)]
    let inputs = counted(n as f64, 0, "input differs", "inputs differ");
    inputs
}

fn capital_first(text: &str) -> String {
    crate::report::words::capital(text)
}

/// What a reader must know before taking one from the other.
fn cautions(a: Side<'_>, b: Side<'_>) -> Vec<String> {
    let (m, n) = (&a.facts.tables.manifest, &b.facts.tables.manifest);
    let mut out = Vec::new();
    let mut differ = |what: &str, x: String, y: String, so: &str| {
        if x != y {
            out.push(format!("{what}: {x} in {}, {y} in {}. {so}", a.name, b.name));
        }
    };
    let said = |s: Side<'_>, name: &str| s.facts.tables.said(name);
    let or = |x: String| if x.is_empty() { "none".to_string() } else { x };
    differ(
        "Followed for",
        or(said(a, "follow_up")),
        or(said(b, "follow_up")),
        "Weeks untreated are counted to the end of it, so they cannot be compared.",
    );
    differ(
        "Runs",
        m.replications.to_string(),
        n.replications.to_string(),
        "The ranges of the one with fewer are wider.",
    );
    differ(
        "One simulated person stands for",
        m.scale.to_string(),
        n.scale.to_string(),
        "The ranges of the larger number are wider.",
    );
    differ("Seed", m.seed.to_string(), n.seed.to_string(), "The people differ, by luck alone too.");
    differ(
        "Version",
        visible(&m.queuity),
        visible(&n.queuity),
        "The model itself may have changed: see its list of changes.",
    );
    differ(
        "First day",
        or(a.facts.tables.opening.clone().map(|d| when(&d)).unwrap_or_default()),
        or(b.facts.tables.opening.clone().map(|d| when(&d)).unwrap_or_default()),
        "The lists on the last day are of different dates.",
    );
    let only = |x: Side<'_>, y: Side<'_>| -> Vec<String> {
        x.facts.variants.iter().filter(|v| !y.facts.variants.contains(v)).map(|v| quoted(v)).collect()
    };
    for (x, y) in [(a, b), (b, a)] {
        let names = only(x, y);
        if !names.is_empty() {
            out.push(format!("Only in {}: {}.", x.name, listed(&names)));
        }
    }
    if out.is_empty() {
        out.push("Both were followed as long, with as many runs of the same policies, from the same seed.".into());
    }
    out
}

/// Waits, gaps and lists of both, policy by policy.
fn figures(a: Side<'_>, b: Side<'_>) -> Section {
    let both: Vec<&String> =
        a.facts.variants.iter().chain(b.facts.variants.iter().filter(|v| !a.facts.variants.contains(v))).collect();
    let unit = a.facts.time.level.1.many;
    let mut head = vec![Cell::head("Policy"), Cell::head("Result")];
    head.extend([
        Cell::head(format!("Average wait of people who join, {unit}")),
        Cell::head("People waiting on the last day"),
    ]);
    let attribute =
        a.facts.first().filter(|x| b.facts.first().is_some_and(|y| x.name == y.name && x.levels == y.levels));
    if let Some(x) = attribute {
        head.push(Cell::head(format!("Gap by {}", x.name)));
    }
    let same_follow_up = a.facts.tables.said("follow_up") == b.facts.tables.said("follow_up");
    let mut rows = Vec::new();
    for v in both {
        for side in [a, b].iter().filter(|s| s.facts.variants.contains(v)) {
            let f = side.facts;
            let closing = f.tables.closing.clone().unwrap_or_default();
            let wait = joined(v, "all", "all", "all");
            let list = Key::of(v, "all", "snapshot", "list_size").at(&closing);
            // In the unit of the first, so that both can be read.
            let level = f.range(&wait, a.facts.time.level.0);
            let mut row = vec![Cell::head(v), Cell::text(side.name)];
            row.push(level_cell(level, "", &f.missing(&wait)));
            row.push(Cell {
                sub: [people_cell(f.range(&list, 1.0), "").sub, when(&closing)].join(", "),
                ..people_cell(f.range(&list, 1.0), &f.missing(&list))
            });
            if let Some(x) = attribute {
                row.push(gap_cell(f.gap(v, "all", "joined", x), Some(f.time.change.1), "no figure"));
            }
            rows.push(row);
        }
    }
    let mut notes = Vec::new();
    if !same_follow_up {
        notes.push("The waits are counted to different ends: do not take one from the other.".to_string());
    }
    if attribute.is_none() && (a.facts.first().is_some() || b.facts.first().is_some()) {
        notes.push("The gaps are between different groups and are not shown side by side.".into());
    }
    Section {
        id: "figures".into(),
        heading: "The figures of both".into(),
        intro: vec![],
        blocks: vec![Block {
            table: Some(Table {
                caption: "With 95% ranges over the runs of each".into(),
                head,
                rows,
                open: true,
                ..Table::default()
            }),
            notes,
            ..Block::default()
        }],
    }
}

/// Inputs by their paths, with the value of either.
type Differ = BTreeMap<String, [String; 2]>;

fn differences(a: Side<'_>, b: Side<'_>, out: &mut Differ) {
    for (i, side) in [a, b].iter().enumerate() {
        for (path, value) in closing::flat(&side.facts.tables.scenario) {
            out.entry(path).or_insert_with(|| ["not given".into(), "not given".into()])[i] = value;
        }
    }
    out.retain(|_, [x, y]| x != y);
}

fn inputs(a: Side<'_>, b: Side<'_>, changed: &Differ) -> Section {
    let head = vec![Cell::head("Input"), Cell::head(a.name), Cell::head(b.name)];
    let rows: Vec<Vec<Cell>> =
        changed.iter().take(MOST).map(|(path, [x, y])| vec![Cell::head(path), Cell::text(x), Cell::text(y)]).collect();
    let intro = match changed.len() {
        0 => "No input differs.".to_string(),
        n if n > MOST => format!("{n} inputs differ; the first {MOST} are shown."),
        n => format!("{}.", capital_first(&counted_inputs(n))),
    };
    let blocks = if rows.is_empty() {
        Vec::new()
    } else {
        vec![Block::of_table(Table {
            caption: "Inputs that differ".into(),
            head,
            rows,
            open: true,
            paths: true,
            ..Table::default()
        })]
    };
    Section { id: "inputs".into(), heading: "What differs in the inputs".into(), intro: vec![intro], blocks }
}

//! What it costs, how sure it is and why, every input, and how to do it again.

use serde_json::Value;

use super::facts::{Facts, WAIT};
use super::read::Key;
use super::view::{Block, Cell, Section, Table};
use crate::report::words::{EXPLORATORY, FOIL, Interval, NOT_IN_THE_RANGE, capital, number, signed, visible};

/// Costs and harm, where a scenario has them.
pub(super) fn costs(facts: &Facts<'_>) -> Option<Section> {
    let t = facts.tables;
    let measures: Vec<&String> =
        t.measures.iter().filter(|m| (m.starts_with("cost") || m.starts_with("harm[")) && !m.contains('.')).collect();
    let key = |variant, measure, population| Key {
        variant,
        service: "all",
        population,
        at: "",
        measure,
        attribute: "all",
        group: "all",
    };
    let found = |v, m| facts.figure(&key(v, m, "flow")).or_else(|| facts.figure(&key(v, m, "capacity")));
    let shown: Vec<&&String> = measures.iter().filter(|m| found(facts.reference(), m.as_str()).is_some()).collect();
    if shown.is_empty() {
        return None;
    }
    let mut head = vec![Cell::head("Policy")];
    head.extend(shown.iter().map(|m| {
        let unit = found(facts.reference(), m.as_str()).map(|f| f.unit.clone()).unwrap_or_default();
        Cell { sub: unit, ..Cell::head(cost_name(m)) }
    }));
    let mut rows = Vec::new();
    for v in &facts.variants {
        let mut row = vec![Cell::head(v)];
        for m in &shown {
            let cell = found(v, m.as_str()).and_then(|f| Interval::of(f.estimate, f.lower, f.upper)).map(|i| {
                let change = ["flow", "capacity"].iter().find_map(|p| facts.change(&key(v, m.as_str(), p), 1.0));
                let sub = match change {
                    Some(c) if v != facts.reference() => {
                        format!("{} ({}), {}", signed(c.difference.value, 0), c.difference.signed_ends(0), c.word)
                    }
                    _ => i.ends(0),
                };
                Cell::number(number(i.value, 0), sub)
            });
            row.push(cell.unwrap_or_else(|| Cell::text("no figure")));
        }
        rows.push(row);
    }
    Some(Section {
        id: "costs".into(),
        heading: "What it costs".into(),
        intro: vec!["Over the whole run, all services. Small figures: the range for the reference; for the others the difference to it with its range.".into()],
        blocks: vec![Block {
            table: Some(Table { caption: "Costs and harm by policy".into(), head, rows, open: true }),
            ..Block::default()
        }],
    })
}

fn cost_name(measure: &str) -> String {
    match measure {
        "cost_of_care" => "Care".into(),
        "cost_of_waiting" => "Waiting".into(),
        "cost" => "Care and waiting together".into(),
        _ => measure
            .strip_prefix("harm[")
            .and_then(|m| m.strip_suffix(']'))
            .map_or(measure.into(), |m| format!("Harm: {m}")),
    }
}

/// One line below the answer.
pub(super) fn how_sure(facts: &Facts<'_>) -> String {
    let m = &facts.tables.manifest;
    let runs =
        if facts.policies().is_empty() { "runs of the simulation" } else { "runs of every policy on the same people" };
    let mut said = format!(
        "How sure: from {} {runs}. The ranges hold the luck of the runs, not errors of the assumptions ({} of them are listed below).",
        number(f64::from(u32::try_from(m.replications).unwrap_or(u32::MAX)), 0),
        facts.tables.assumptions.len()
    );
    if m.replications < 20 {
        said.push_str(" These are few runs: take more before a decision.");
    }
    if let Some(name) = foils(facts).first() {
        said.push_str(&format!(" {} {FOIL}", capital(name)));
    }
    said
}

/// The reference where it is a policy that nobody has.
fn foils(facts: &Facts<'_>) -> Vec<String> {
    if facts.policies().is_empty() {
        return Vec::new();
    }
    facts.is_foil(facts.reference()).then(|| facts.reference().to_string()).into_iter().collect()
}

/// Runs, assumptions, what is left out.
pub(super) fn sure(facts: &Facts<'_>) -> Section {
    let t = facts.tables;
    let m = &t.manifest;
    let mut list = vec![
        format!(
            "{} runs of each policy, with the same people and the same luck under each, so that policies differ only where they act.",
            m.replications
        ),
        NOT_IN_THE_RANGE.to_string(),
        EXPLORATORY.to_string(),
        format!(
            "People who join are followed for {} from their referral; those who leave untreated count as untreated to the end of it, so that losing people never looks like speed.",
            t.said("follow_up")
        ),
    ];
    if m.scale != 1.0 {
        let scale = number(m.scale, if m.scale.fract() == 0.0 { 0 } else { 1 });
        list.push(format!("One simulated person stands for {scale}. Figures are in real people; ranges are those of the smaller model and so wider than those of the full one."));
    }
    list.extend(foils(facts).iter().map(|name| format!("{} {FOIL}", capital(name))));
    let left_out = left_out(&t.scenario);
    let mut blocks = vec![Block { list, ..Block::default() }];
    if !left_out.is_empty() {
        blocks.push(Block {
            message: "Not simulated".into(),
            measure: "Whatever of this matters at your place is not in the figures".into(),
            list: left_out,
            ..Block::default()
        });
    }
    let head = ["Input", "Value", "Low to high", "Source", "Confidence"].map(Cell::head).to_vec();
    let rows: Vec<Vec<Cell>> = t
        .assumptions
        .iter()
        .map(|a| {
            let range = if a.low.is_empty() && a.high.is_empty() {
                "not given".to_string()
            } else {
                format!("{} to {}", a.low, a.high)
            };
            let or = |s: &str| if s.is_empty() { "not given".to_string() } else { s.to_string() };
            vec![
                Cell::head(&a.path),
                Cell::number(&a.value, ""),
                Cell::number(range, ""),
                Cell::text(or(&a.source)),
                Cell::text(or(&a.confidence)),
            ]
        })
        .collect();
    if rows.is_empty() {
        blocks.push(Block { notes: vec!["The scenario gives no source or range for any of its numbers. Add them, so that others can judge the answer.".into()], ..Block::default() });
    } else {
        let open = rows.len() <= 12;
        blocks.push(Block {
            message: format!("{} assumptions have a range, a source or a confidence", rows.len()),
            measure: "The others are in the list of inputs below".into(),
            table: Some(Table { caption: "The register of assumptions".into(), head, rows, open }),
            ..Block::default()
        });
    }
    Section { id: "sure".into(), heading: "How sure, and why".into(), intro: vec![], blocks }
}

/// What a scenario does not say, and so is not in the figures.
fn left_out(scenario: &Value) -> Vec<String> {
    let text = scenario.to_string();
    let has = |key: &str| text.contains(&format!("\"{key}\":"));
    let mut out = Vec::new();
    for (keys, said) in [
        (&["death", "died", "dies", "course"][..], "Deaths on the list, and people who get worse while they wait."),
        (&["cancels_appointment", "cancelled"], "Appointments that patients cancel."),
        (&["removal"], "People who leave the list untreated."),
        (&["misses_appointment"], "Missed appointments."),
        (
            &["stage"],
            "Several steps from referral to treatment (clinic, tests, surgery): each person has one appointment.",
        ),
        (&["costs"], "Costs."),
        (&["harm"], "Harm to health while people wait."),
        (&["recorded", "not_recorded"], "Missing or wrong records of the groups: every group is known without error."),
        (&["attribute"], "Groups of people: all are alike."),
        (&["private"], "People who leave for treatment paid for elsewhere."),
    ] {
        if !keys.iter().any(|k| has(k)) {
            out.push(said.to_string());
        }
    }
    out.push("Staff, beds and theatres behind the slots, travel, and how people answer to news of the waits.".into());
    out
}

/// Every input as it was resolved.
pub(super) fn inputs(facts: &Facts<'_>) -> Section {
    let mut rows = Vec::new();
    flat("", &facts.tables.scenario, &mut rows);
    let head = vec![Cell::head("Input"), Cell::head("Value")];
    Section {
        id: "inputs".into(),
        heading: "Every input".into(),
        intro: vec![format!(
            "{} lines, with every default filled in; scenario.toml in the folder of results has the same.",
            rows.len()
        )],
        blocks: vec![Block {
            table: Some(Table { caption: "The scenario as it was run".into(), head, rows, open: false }),
            ..Block::default()
        }],
    }
}

fn flat(path: &str, value: &Value, rows: &mut Vec<Vec<Cell>>) {
    let joined = |key: &str| if path.is_empty() { visible(key) } else { format!("{path}.{}", visible(key)) };
    match value {
        Value::Object(entries) => entries.iter().for_each(|(k, v)| flat(&joined(k), v, rows)),
        Value::Array(items) if items.iter().any(Value::is_object) => {
            for (i, item) in items.iter().enumerate() {
                let name = item.get("name").and_then(Value::as_str).map_or_else(|| i.to_string(), visible);
                flat(&format!("{path}[{name}]"), item, rows);
            }
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(plain).collect();
            rows.push(vec![Cell::head(path), Cell::text(items.join(", "))]);
        }
        other => rows.push(vec![Cell::head(path), Cell::text(plain(other))]),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| visible(&value.to_string()), visible)
}

/// How others get the same bytes.
pub(super) fn repeat(facts: &Facts<'_>) -> Section {
    let m = &facts.tables.manifest;
    let key = Key {
        variant: facts.reference(),
        service: "all",
        population: "joined",
        at: "",
        measure: WAIT,
        attribute: "all",
        group: "all",
    };
    let people = facts.figure(&key).and_then(|f| f.n);
    let mut list = vec![
        format!(
            "queuity {}, seed {}, generator {}, {}.",
            visible(&m.queuity),
            m.seed,
            visible(&m.generator),
            visible(&m.target)
        ),
        format!("SHA-256 of scenario.toml: {}.", visible(&m.scenario_sha256)),
    ];
    if let Some(n) = people {
        list.push(format!("About {} simulated people join in each run of {}.", number(n, 0), facts.reference()));
    }
    let verb = if facts.policies().is_empty() { "run" } else { "compare" };
    Section {
        id: "repeat".into(),
        heading: "How to do it again".into(),
        intro: vec!["The same version on the same kind of machine gives the same bytes, whatever the number of threads. manifest.json has the hash of every file.".into()],
        blocks: vec![Block { list, code: format!("queuity {verb} scenario.toml --out again\nqueuity report again"), ..Block::default() }],
    }
}

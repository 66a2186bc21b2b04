//! What it costs, how sure it is and why, every input, and how to do it again.

use serde_json::Value;

use super::assumptions::Assumption;
use super::evidence::{doubt, evidence};
use super::facts::{Facts, WAIT};
use super::key::Key;
use super::left_out::left_out;
use super::tornado;
use super::view::{Block, Cell, Section, Table};
use crate::report::words::{
    EXPLORATORY, NOT_IN_THE_RANGE, Unit, capital, counted, listed, number, quoted, signed, visible, yardstick,
};

/// Costs and harm, where a scenario has them.
pub(super) fn costs(facts: &Facts<'_>) -> Option<Section> {
    let t = facts.tables;
    let measures: Vec<&String> =
        t.measures.iter().filter(|m| (m.starts_with("cost") || m.starts_with("harm[")) && !m.contains('.')).collect();
    let populations = ["flow", "capacity"];
    let found = |v: &str, m: &str| {
        let figures = populations.iter().filter_map(|p| Some((*p, facts.figure(&Key::of(v, "all", p, m))?)));
        figures.into_iter().find(|(_, f)| f.estimate.is_some())
    };
    let shown: Vec<&&String> =
        measures.iter().filter(|m| facts.variants.iter().any(|v| found(v, m.as_str()).is_some())).collect();
    if shown.is_empty() {
        return None;
    }
    let unit =
        |m: &str| facts.variants.iter().find_map(|v| found(v, m)).map_or(String::new(), |(_, f)| f.unit.to_string());
    let mut head = vec![Cell::head("Policy")];
    head.extend(shown.iter().map(|m| Cell { sub: unit(m), ..Cell::head(cost_name(m)) }));
    // As many decimals as the smallest figure of a column needs.
    let decimals = |m: &str| {
        let values = facts.variants.iter().filter_map(|v| found(v, m)?.1.estimate);
        match values.map(f64::abs).filter(|x| *x > 0.0).fold(f64::INFINITY, f64::min) {
            x if x >= 100.0 => 0,
            x if x >= 10.0 => 1,
            x if x >= 1.0 => 2,
            x if x >= 0.1 => 3,
            _ => 4,
        }
    };
    let mut rows = Vec::new();
    for v in &facts.variants {
        let mut row = vec![Cell::head(v)];
        for m in &shown {
            let cell = found(v, m.as_str()).and_then(|(population, _)| {
                let key = Key::of(v, "all", population, m);
                let i = facts.range(&key, 1.0)?;
                let d = decimals(m);
                let change = facts.changed(&key, 1.0, Unit::DAYS).filter(|_| v != facts.reference());
                let sub = match change {
                    Some(c) if c.difference.range.is_none() => "too few runs".to_string(),
                    Some(c) => {
                        let d = d.max(c.difference.decimals(c.verdict.apart()).saturating_sub(1));
                        format!("{} ({}), {}", signed(c.difference.value, d), c.difference.signed_ends(d), c.word)
                    }
                    None => i.ends(d),
                };
                Some(Cell::number(number(i.value, d), sub))
            });
            row.push(cell.unwrap_or_else(|| Cell::text(facts.missing(&Key::of(v, "all", "flow", m)))));
        }
        rows.push(row);
    }
    Some(Section {
        id: "costs".into(),
        heading: "What it costs".into(),
        intro: vec!["Over the whole run, all services. Small figures: the range for the reference; for the others the difference to it with its range.".into()],
        blocks: vec![Block::of_table(Table { caption: "Costs and harm by policy".into(), head, rows, open: true, ..Table::default() })],
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

/// So many runs, as they were made: of a partial result fewer than were planned.
fn runs(facts: &Facts<'_>) -> String {
    let (least, most) = facts.runs();
    let planned = facts.tables.manifest.replications;
    #[allow(clippy::cast_precision_loss)]
    let said = match least == most {
        true => counted(most as f64, 0, "run", "runs"),
        false => format!("{least} to {most} runs"),
    };
    if least < planned { format!("{said} ({planned} were planned)") } else { said }
}

/// One line below the answer.
pub(super) fn how_sure(facts: &Facts<'_>) -> String {
    let (least, most) = facts.runs();
    let of = if facts.policies().is_empty() { " of the simulation" } else { " of every policy on the same people" };
    let known = facts.tables.assumptions.len();
    let listed = match known {
        0 => "none of them has a source or a range".to_string(),
        1 => "one of them is listed below".to_string(),
        n => format!("{n} of them are listed below"),
    };
    let mut said = format!("How sure: from {}{of}.", runs(facts));
    if most < 2 {
        said.push_str(&format!(
            " One run has no range: nothing here is told apart from luck. It does not show errors of the assumptions either ({listed})."
        ));
    } else {
        said.push_str(&format!(" The ranges hold the luck of the runs, not errors of the assumptions ({listed})."));
    }
    said.extend(tornado::stands(facts).map(|stands| format!(" {stands}")));
    if least < 20 {
        said.push_str(" These are few runs: take more before a decision.");
    }
    if let Some(nobody) = foil_of_reference(facts) {
        said.push_str(&format!(" {}", yardstick(facts.reference(), nobody)));
    }
    said.extend(doubt(facts).filter(|_| !facts.policies().is_empty()).map(|doubt| format!(" {doubt}")));
    said
}

/// What nobody does, where the reference is such a policy and others are not.
fn foil_of_reference(facts: &Facts<'_>) -> Option<&'static str> {
    facts.reference_foil().filter(|_| !facts.policies().is_empty())
}

/// Runs, assumptions, what is left out.
pub(super) fn sure(facts: &Facts<'_>) -> Section {
    let t = facts.tables;
    let m = &t.manifest;
    let mut list = vec![
        if facts.policies().is_empty() {
            format!("{}.", runs(facts))
        } else {
            format!(
                "{} of each policy, with the same people and the same luck under each, so that policies differ only where they act.",
                runs(facts)
            )
        },
        NOT_IN_THE_RANGE.to_string(),
        EXPLORATORY.to_string(),
    ];
    if let Some(primary) = primary(facts) {
        list.push(format!(
            "The main measures that were named before the run ({primary}) are held to a stricter test for everybody together: \
             each must stand out after the number of such comparisons is allowed for (Holm's method). A range may then exclude 0 and the verdict still be \"not told apart\"."
        ));
    }
    list.push(format!(
        "People who join are followed for {} from their referral; those who leave untreated count as untreated to the end of it, so that losing people never looks like speed.",
        t.said("follow_up")
    ));
    list.extend(limits(facts));
    if m.scale != 1.0 {
        let scale = number(m.scale, if m.scale.fract() == 0.0 { 0 } else { 1 });
        list.push(format!("One simulated person stands for {scale}. Figures are in real people; ranges are those of the smaller model and so wider than those of the full one."));
    }
    list.extend(foil_of_reference(facts).map(|nobody| yardstick(facts.reference(), nobody)));
    list.extend(evidence(facts));
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
    let inputs = tornado::tornados(facts);
    let moved = !inputs.is_empty();
    blocks.extend(inputs);
    let head = ["Input", "Value", "Low to high", "Source", "Confidence"].map(Cell::head).to_vec();
    // What is least known stands first: the widest range for its value.
    let mut known: Vec<(&Assumption, Option<(f64, f64)>)> = t.assumptions.iter().map(|a| (a, around(a))).collect();
    let width = |ends: Option<(f64, f64)>| ends.map_or(-1.0, |(low, high)| high - low);
    known.sort_by(|a, b| width(b.1).total_cmp(&width(a.1)));
    let widest: Vec<String> =
        known.iter().filter(|(_, ends)| width(*ends) > 0.0).take(3).map(|(a, _)| quoted(&a.place.name)).collect();
    let rows: Vec<Vec<Cell>> = known
        .iter()
        .map(|(a, ends)| {
            let share = |x: f64| format!("{}%", signed(x * 100.0, usize::from(x.abs() < 0.1)));
            let ends = ends.map_or(String::new(), |(low, high)| format!("{} to {}", share(low), share(high)));
            let range = a.range().unwrap_or_else(|| "not given".into());
            let or = |s: &str| if s.is_empty() { "not given".to_string() } else { s.to_string() };
            vec![
                Cell { sub: a.path.clone(), ..Cell::head(capital(&a.place.name)) },
                Cell::number(a.told(), ""),
                Cell::number(range, ends),
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
            message: match rows.len() {
                1 => "One assumption has a range, a source or a confidence".into(),
                n => format!("{n} assumptions have a range, a source or a confidence"),
            },
            measure: "Widest range for its value first; the others are in the list of inputs below".into(),
            notes: if moved { Vec::new() } else { unmoved(&widest) },
            table: Some(Table {
                caption: "The register of assumptions".into(),
                head,
                rows,
                open,
                paths: true,
                ..Table::default()
            }),
            ..Block::default()
        });
    }
    Section { id: "sure".into(), heading: "How sure, and why".into(), intro: vec![], blocks }
}

/// The limits on waiting that figures are told by.
fn limits(facts: &Facts<'_>) -> Option<String> {
    let told = |limit: &Value| match limit {
        Value::Number(weeks) => counted(weeks.as_f64().unwrap_or_default(), 0, "week", "weeks"),
        other => plain(other),
    };
    let limits: Vec<String> = facts.tables.setting("limits_weeks")?.as_array()?.iter().map(told).collect();
    (!limits.is_empty()).then(|| {
        format!(
            "Shares within or over a limit are told for {} only. `limits_weeks` in the scenario sets other limits.",
            listed(&limits)
        )
    })
}

/// Low and high as parts of the value.
fn around(a: &Assumption) -> Option<(f64, f64)> {
    let number = |text: &str| text.parse::<f64>().ok().filter(|x| x.is_finite());
    let value = number(&a.value).filter(|v| *v != 0.0)?;
    let part = |end: &str| Some(number(end)? / value - 1.0);
    let ends = (part(&a.low).unwrap_or(0.0), part(&a.high).unwrap_or(0.0));
    (!a.low.is_empty() || !a.high.is_empty()).then_some((ends.0.min(ends.1), ends.0.max(ends.1)))
}

/// What is not known of ranges that were not run.
fn unmoved(widest: &[String]) -> Vec<String> {
    if widest.is_empty() {
        return Vec::new();
    }
    vec![format!(
        "These ranges were not run: how far the answer hangs on each of these numbers is not known. The widest for {} value: {}. \
         `queuity compare --ranges` runs every policy with each of them at both ends.",
        if widest.len() == 1 { "its" } else { "their" },
        listed(widest)
    )]
}

/// The declared main measures, where there are comparisons.
fn primary(facts: &Facts<'_>) -> Option<String> {
    let named = facts.tables.setting("primary").and_then(Value::as_array).cloned().unwrap_or_default();
    let named: Vec<String> = named.iter().filter_map(Value::as_str).map(visible).collect();
    (!named.is_empty() && !facts.policies().is_empty()).then(|| named.join(", "))
}

/// Every input as it was resolved.
pub(super) fn inputs(facts: &Facts<'_>) -> Section {
    let rows: Vec<Vec<Cell>> = flat(&facts.tables.scenario)
        .into_iter()
        .map(|(path, value)| vec![Cell::head(path), Cell::text(value)])
        .collect();
    let head = vec![Cell::head("Input"), Cell::head("Value")];
    Section {
        id: "inputs".into(),
        heading: "Every input".into(),
        intro: vec![format!(
            "{} lines, with every default filled in; scenario.toml in the folder of results has the same.",
            rows.len()
        )],
        blocks: vec![Block {
            table: Some(Table {
                caption: "The scenario as it was run".into(),
                head,
                rows,
                paths: true,
                ..Table::default()
            }),
            ..Block::default()
        }],
    }
}

/// Every input with its path.
pub(in crate::report) fn flat(scenario: &Value) -> Vec<(String, String)> {
    let mut out = Vec::new();
    walk("", scenario, &mut out);
    out
}

fn walk(path: &str, value: &Value, out: &mut Vec<(String, String)>) {
    let joined = |key: &str| if path.is_empty() { visible(key) } else { format!("{path}.{}", visible(key)) };
    match value {
        Value::Object(entries) => entries.iter().for_each(|(k, v)| walk(&joined(k), v, out)),
        Value::Array(items) if items.iter().any(Value::is_object) => {
            for (i, item) in items.iter().enumerate() {
                let name = item.get("name").and_then(Value::as_str).map_or_else(|| i.to_string(), visible);
                walk(&format!("{path}[{name}]"), item, out);
            }
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(plain).collect();
            out.push((path.into(), items.join(", ")));
        }
        other => out.push((path.into(), plain(other))),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| visible(&value.to_string()), visible)
}

/// How others get the same bytes.
pub(super) fn repeat(facts: &Facts<'_>) -> Section {
    let m = &facts.tables.manifest;
    let key = Key::of(facts.reference(), "all", "joined", WAIT);
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
        list.push(format!(
            "About {} simulated people join in each run of {}.",
            number(n, 0),
            quoted(facts.reference())
        ));
    }
    let verb = if facts.policies().is_empty() { "run" } else { "compare" };
    Section {
        id: "repeat".into(),
        heading: "How to do it again".into(),
        intro: vec!["The same version on the same kind of machine gives the same bytes, whatever the number of threads. manifest.json has the hash of every file.".into(), "Each chart of this page, but for those of single services, lies beside it as a Vega-Lite file (*.vl.json), to be drawn again or changed in other programs.".into()],
        blocks: vec![Block { list, code: format!("queuity {verb} scenario.toml --out again\nqueuity report again"), ..Block::default() }],
    }
}

//! The STRESS-DES checklist (Monks and others 2019), filled from a result as far as it knows.

use serde_json::Value;

use super::answers::Answers;
use super::told::{Told, flat_lines, policies};
use crate::report::html::{Tables, plain};

/// A line of the checklist.
#[derive(Clone, Debug)]
pub(super) struct Item {
    number: &'static str,
    name: &'static str,
    /// What the result says; empty where it says nothing.
    filled: Vec<String>,
    /// What only the authors can say; none where nothing is left to them.
    author: Option<(&'static str, Option<String>)>,
}

impl Item {
    /// Whether something is left to the authors, who have said nothing.
    pub(super) fn blank(&self) -> Option<String> {
        let (what, said) = self.author.as_ref()?;
        said.is_none().then(|| format!("{} {}: {what}", self.number, self.name))
    }
}

/// The items that are the authors' own, wholly or in part.
pub const AUTHORS: [&str; 6] = ["1.1", "1.3", "3.1", "3.2", "3.4", "6.1"];

/// All items of the checklist.
pub(super) fn items(told: &Told<'_>, answers: &Answers) -> Vec<Item> {
    let t = told.tables;
    let m = &t.manifest;
    let said = |name: &str| t.said(name);
    let author = |number: &str, what: &'static str| Some((what, answers.item(number)));
    let lines = |wanted: &dyn Fn(&str) -> bool| flat_lines(&t.scenario, wanted);
    let service = |key: &str| {
        let key = key.to_string();
        lines(&move |path| path.starts_with("service") && path.contains(&format!(".{key}")))
    };
    let item = |number, name, filled: Vec<String>, author| Item { number, name, filled, author };
    let primary: Vec<String> = t
        .setting("primary")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_string)
        .collect();
    let sources: Vec<String> = told.sources();
    let reps = m.replications;
    vec![
        item("1.1", "Purpose of the model", vec![said("title"), said("question")], author("1.1", "background and purpose")),
        item(
            "1.2",
            "Model outputs",
            vec![
                format!("Main measures, named before the run: {}.", if primary.is_empty() { "none".into() } else { primary.join(", ") }),
                "Every measure with what it counts, in which people, and its unit is in the data package of the result (datapackage.json) and in the \
                 documentation (measures.md). Each is read of every run; the figure is the mean over runs with its 95% t interval, \
                 and the effect of a policy the mean of paired differences with its own."
                    .into(),
            ],
            None,
        ),
        item(
            "1.3",
            "Aims of experimentation",
            policies(t).into_iter().map(|p| format!("Policy {}: {}", p.name, p.rule)).collect(),
            author("1.3", "why these policies, and what was expected of them"),
        ),
        item("2.1", "Base model overview diagram", vec![told.diagram()], None),
        item(
            "2.2",
            "Base model logic",
            vec![
                "People are referred to a list and wait. At each session (or whenever a server is free) those who are eligible are called in the \
                 order of the policy. They may miss or cancel the appointment, leave, get worse or die as far as the inputs say so; those who \
                 are still waiting at the end are counted. Everything is described setting by setting in scenario.toml."
                    .into(),
                format!("The reference is {}.", m.reference),
            ],
            None,
        ),
        item("2.3", "Scenario logic", lines(&|path| path.starts_with("variant[")), None),
        item("2.4", "Algorithms", policies(t).into_iter().map(|p| format!("{}: {}. Source: {}.", p.kind, p.summary.trim_end_matches('.'), p.source)).collect(), None),
        item("2.5.1", "Components: entities", lines(&|path| path.starts_with("attribute[") || path.contains(".urgency")), None),
        item("2.5.2", "Components: activities", { let stages = service("stage"); if stages.is_empty() { vec!["One appointment, which ends the wait where it is kept.".into()] } else { stages } }, None),
        item("2.5.3", "Components: resources", [service("slots"), service("servers"), service("capacity")].concat(), None),
        item(
            "2.5.4",
            "Components: queues",
            [
                policies(t).into_iter().map(|p| format!("{}: {}", p.name, p.rule)).collect::<Vec<_>>(),
                service("removal"),
                service("misses_appointment"),
                service("after_missed"),
                service("cancels_appointment"),
            ]
            .concat(),
            None,
        ),
        item("2.5.5", "Components: entry and exit", [service("referrals"), service("waiting"), service("course")].concat(), None),
        item("3.1", "Data sources", sources, author("3.1", "sample size, dates and use of each source")),
        item("3.2", "Pre-processing of data", Vec::new(), author("3.2", "what was done to the data")),
        item(
            "3.3",
            "Input parameters",
            vec![
                format!("{} values in scenario.toml, with every default filled in. {} of them have a range, a source or a confidence (assumptions.csv).", flat_lines(&t.scenario, &|_| true).len(), t.assumptions.len()),
            ],
            None,
        ),
        item("3.4", "Assumptions", told.left_out.iter().map(|l| format!("Not simulated: {l}")).collect(), author("3.4", "what was assumed where data are missing")),
        item(
            "4.1",
            "Initialisation",
            [
                vec![format!("Terminating: the run begins on {} with the list of that day and ends after {}. Warm-up: {}.", told.or_day_0("start"), said("horizon"), told.or_none("warm_up"))],
                service("waiting"),
            ]
            .concat(),
            None,
        ),
        item("4.2", "Run length", vec![format!("{}, in steps of a second of simulated time; weekly figures every {}. People who join are followed for {}.", said("horizon"), told.or_none("audit"), said("follow_up"))], None),
        item("4.3", "Estimation approach", vec![format!("{reps} independent replications of each policy, with common random numbers: the same people and the same luck under each. The number was set in the scenario.")], None),
        item("5.1", "Software or programming language", vec![format!("queuity {} (Rust), compiled for {}.", m.queuity, m.target)], None),
        item(
            "5.2",
            "Random sampling",
            vec![format!("Generator {}, seed {}. Every draw is a function of seed, replication, person and purpose, so that policies share all luck that they do not change.", m.generator, m.seed)],
            None,
        ),
        item(
            "5.3",
            "Model execution",
            vec!["Event by event; at one instant capacity is released first, then people change state, arrive, are served and are counted, each in order of their number. Replications run in parallel; results do not depend on the number of threads.".into()],
            None,
        ),
        item("5.4", "System specification", told.machine(), None),
        item("6.1", "Code access", vec![format!("SHA-256 of the scenario: {}. `queuity verify` on the folder of results runs it again and compares.", m.scenario_sha256)], author("6.1", "where model and software can be had, best with a DOI")),
    ]
}

/// Longest list of an item; the rest is in the scenario.
const MOST: usize = 25;

/// The checklist as Markdown.
pub(super) fn markdown(tables: &Tables, items: &[Item]) -> String {
    let title = tables.said("title");
    let blanks = items.iter().filter(|i| i.blank().is_some()).count();
    let mut out = format!(
        "# STRESS-DES checklist: {}\n\nMonks and others 2019 [monks2019]. Filled by queuity {} from the scenario and the manifest of a result; {}.\n",
        plain(if title.is_empty() { "a waiting list" } else { &title }),
        crate::error::visible(&tables.manifest.queuity),
        if blanks == 0 {
            "nothing is left to the authors".into()
        } else {
            format!("{blanks} items are left to the authors and marked")
        }
    );
    for item in items {
        out.push_str(&format!("\n## {} {}\n\n", item.number, item.name));
        let filled: Vec<&String> = item.filled.iter().filter(|l| !l.is_empty()).collect();
        for line in filled.iter().take(MOST) {
            // A diagram stands as it is.
            if line.starts_with("```") {
                out.push_str(&format!("{line}\n\n"))
            } else {
                out.push_str(&format!("* {}\n", plain(line)))
            }
        }
        if filled.len() > MOST {
            out.push_str(&format!("* and {} more, in scenario.toml\n", filled.len() - MOST));
        }
        match &item.author {
            Some((what, None)) => out.push_str(&format!("\n**AUTHOR: {what}**\n")),
            Some((_, Some(said))) => out.push_str(&format!("\nAuthors: {}\n", plain(said))),
            None if filled.is_empty() => out.push_str("* Nothing of this is in the model.\n"),
            None => {}
        }
    }
    out
}

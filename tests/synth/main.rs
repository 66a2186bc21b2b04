//! Lists of invented people: counts, keys, the same bytes, and what is true of them.

mod against;
mod asked;
mod back;
mod benchmarks;
mod faults;
mod folder;
mod guide;
mod independent;
mod inject;
mod layouts;
mod lists;
mod mess;
mod names;
mod pieces;
mod privacy;
mod score;
mod scored;
mod spreadsheet;
mod standards;
mod times;
mod workbook;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

pub(crate) use crate::shared::{queuity, said, succeeds};

/// Two lists with two attributes, misses, removals and lost sessions: much that draws luck.
pub(crate) const SMALL: &str = r#"
queuity = 1

[scenario]
title = "Small"
start = 2026-02-02
horizon = "30 weeks"
replications = 4
seed = 11

[[attribute]]
name = "deprivation"
levels = ["most", "middle", "least"]
share = [0.3, 0.3, 0.4]

[[attribute]]
name = "site"
levels = ["north", "south"]
share = [0.6, 0.4]

[[service]]
name = "hips"
referrals = { per_week = 20 }
waiting = { bands_weeks = [0, 6, 12, 18, 26, 52], count = [60, 50, 40, 30, 10] }
slots = { per_week = 20, days = ["mon", "wed"] }
urgency = [{ name = "P2", share = 0.2, target = "4 weeks" }, { name = "P4", share = 0.8, target = "52 weeks" }]
misses_appointment = { default = 0.1, deprivation = { "most" = 0.2 } }
after_missed = { rebook = 0.7, to = "back of the queue", patience = "redrawn" }
removal = { per_week = 0.01 }

[[service]]
name = "eyes"
referrals = { per_week = 15 }
slots = { per_week = 14, days = ["tue"], lost_sessions = 0.05 }
misses_appointment = { default = 0.05 }
"#;

/// A folder with a scenario.
pub(crate) fn home(scenario: &str) -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    std::fs::write(home.path().join("s.toml"), scenario).expect("the folder can be written");
    home
}

/// The rows of a table, each by column.
pub(crate) fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let header = reader.headers().expect("a header").clone();
    let row =
        |record: csv::StringRecord| header.iter().map(String::from).zip(record.iter().map(String::from)).collect();
    reader.records().map(|r| row(r.expect("a row"))).collect()
}

/// The names of a list of the command: layouts, profiles, faults and others.
pub(crate) fn listed(home: &Path, what: &str) -> Vec<String> {
    let text = succeeds(queuity(home, &["list", what, "--json"]));
    let rows: Vec<serde_json::Value> = serde_json::from_str(&text).expect("JSON");
    rows.iter().map(|row| row["name"].as_str().expect("a name").to_string()).collect()
}

/// `truth.json`.
pub(crate) fn truth(folder: &Path) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(folder.join("truth.json")).expect("a file")).expect("JSON")
}

/// Says that a part is left out; not by a macro, which would be held back where the test passes.
pub(crate) fn left_out(what: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {what}");
}

/// A Python with these modules (named by `QUEUITY_PYTHON`, or `python3`); where there is none, that is said.
pub(crate) fn python(modules: &str) -> Option<String> {
    let python = std::env::var("QUEUITY_PYTHON").unwrap_or_else(|_| "python3".to_string());
    let code = format!("import {modules}");
    let has = std::process::Command::new(&python).args(["-c", &code]).output().is_ok_and(|o| o.status.success());
    if !has {
        left_out(&format!("no Python with {modules} (set QUEUITY_PYTHON), so what is written in Python was not run"));
    }
    has.then_some(python)
}

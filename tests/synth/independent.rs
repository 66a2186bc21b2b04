//! What the truth says of lists, counted again by a program of its own in Python (`independent.py`).

use std::path::Path;
use std::process::Command;

use crate::synth::{SMALL, home, left_out, listed, python, queuity, succeeds, truth};

/// One list with everything that an inequity can fall on; small, since forty sites of it are written.
const FORTY: &str = r#"
queuity = 1
[scenario]
start = 2026-02-02
horizon = "26 weeks"
seed = 21
[[attribute]]
name = "deprivation"
levels = ["most", "least"]
share = [0.3, 0.7]
[[service]]
name = "hips"
referrals = { per_week = 9 }
waiting = { bands_weeks = [0, 12, 30], count = [40, 30] }
slots = { per_week = 8, days = ["mon", "wed"] }
misses_appointment = { default = 0.1, deprivation = { "most" = 0.15 } }
after_missed = { rebook = 0.7, to = "back of the queue" }
removal = { per_week = 0.01 }
"#;

/// Runs a part of the program; what it says.
fn counted(python: &str, home: &Path, arguments: &[&str]) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/synth/independent.py");
    let output = Command::new(python).arg(script).args(arguments).current_dir(home).output().expect("Python runs");
    assert!(output.status.success(), "{arguments:?}\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn synth(home: &Path, out: &str, more: &[&str]) {
    let arguments = ["synth", "s.toml", "--out", out, "--force", "--raw", "--quiet", "--population", "all"];
    succeeds(queuity(home, &[&arguments[..], more].concat()));
}

#[test]
fn the_faults_in_the_files_are_those_of_the_truth() {
    let Some(python) = python("pandas") else { return };
    let home = home(SMALL);
    let mut kinds = std::collections::BTreeSet::new();
    let profiles = listed(home.path(), "profiles");
    let layouts = listed(home.path(), "layouts");
    for layout in &layouts {
        // As it is written unless asked otherwise, and of resources and documents the columns as a table, too.
        for format in [None, Some("csv")] {
            if format.is_some() && !["fhir", "ocel2"].contains(&layout.as_str()) {
                continue;
            }
            let rows = ["--rows", "1500", "--layout", layout, "--as-of", "2026-06-30"];
            let format = format.map_or_else(Vec::new, |f| vec!["--format", f]);
            synth(home.path(), "clean", &[&rows[..], &format].concat());
            let mut arguments = vec!["faults", "clean"];
            for profile in &profiles {
                synth(home.path(), profile, &[&rows[..], &format, &["--mess", profile]].concat());
                arguments.push(profile);
            }
            let told = counted(&python, home.path(), &arguments);
            kinds.extend(told.lines().map(|line| line.split(':').next().expect("a kind").to_string()));
        }
    }
    for kind in listed(home.path(), "faults") {
        assert!(kinds.contains(&kind), "{kind} is never counted: {kinds:?}");
    }
}

#[test]
fn the_effect_of_an_inequity_is_that_of_the_truth_at_its_sites_and_at_others() {
    let Some(python) = python("pandas") else { return };
    let home = home(FORTY);
    // The forty sites of the truth, whole: as many rows as their people have.
    let mut rows = 40 * 300;
    let rows = loop {
        synth(home.path(), "without", &["--rows", &rows.to_string()]);
        let truth = truth(&home.path().join("without"));
        let (sites, of) =
            (truth["sites"].as_u64().expect("sites"), truth["sample"]["pathways_of_the_population"].clone());
        let of = of.as_u64().expect("a count");
        match sites {
            40 if rows == of => break rows.to_string(),
            40 => rows = of,
            _ => rows = rows * 40 / sites - if sites > 40 { 10 } else { 0 } + if sites < 40 { 10 } else { 0 },
        }
    };
    for what in [
        "missed appointments: deprivation=most, x4",
        "removals: deprivation=most, x5",
        "rank: deprivation=most, 60 days",
        "rank: deprivation=most, +10 days",
        "days: deprivation=most, +21 days",
        "late referral: deprivation=most, +30 days",
    ] {
        synth(home.path(), "with", &["--rows", &rows, "--inject", what]);
        let told = counted(&python, home.path(), &["effect", "with", "without"]);
        assert_eq!(told.lines().count(), 4 + usize::from(what.starts_with("late")), "{what}: {told}");
        // Other sites of the same scenario.
        let other = ["--seed", "77", "--rows", "12000"];
        synth(home.path(), "other", &other);
        synth(home.path(), "other-with", &[&other[..], &["--inject", what]].concat());
        counted(&python, home.path(), &["elsewhere", "other-with", "other", "with"]);
    }
}

#[test]
fn every_file_opens_elsewhere() {
    let Some(python) = python("pandas") else { return };
    let home = home(SMALL);
    let mut folders = Vec::new();
    for (layout, formats) in [
        ("tidy", "csv,parquet,xlsx,ndjson"),
        ("wlmds", "csv,parquet"),
        ("rtt", "csv,parquet"),
        ("nhsr", "csv,xlsx"),
        ("events", "csv,parquet"),
        ("deltas", "csv"),
        ("ocel", "csv,ndjson"),
        ("ocel2", "json"),
        ("fhir", "ndjson"),
        ("synthea", "csv"),
    ] {
        for mess in [None, Some("typical")] {
            let out = format!("{layout} {}", mess.unwrap_or("clean"));
            let mess = mess.map_or_else(Vec::new, |name| vec!["--mess", name]);
            let rows = ["--rows", "900", "--as-of", "2026-06-30", "--layout", layout, "--format", formats];
            synth(home.path(), &out, &[&rows[..], &mess].concat());
            folders.push(out);
        }
    }
    let arguments: Vec<&str> = std::iter::once("opens").chain(folders.iter().map(String::as_str)).collect();
    let told = counted(&python, home.path(), &arguments);
    for folder in &folders {
        let here = |line: &&str| line.starts_with(&format!("{folder}, ")) && line.contains(" rows in pandas");
        assert!(told.lines().any(|line| here(&line)), "{folder}: {told}");
    }
    told.lines().filter_map(|line| line.strip_prefix("SKIPPED: ")).for_each(left_out);
}

//! Own lists go back in: what is written is imported to the same counts, and fitted to curves that hold the true ones.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;

use queuity::distributions::{exp, log};
use queuity::fit::curves::Curve;
use queuity::fit::{self, Options};
use queuity::intake::{self, File};
use serde_json::Value;

use crate::synth::{SMALL, home, queuity, succeeds, table};

const DAY: &str = "2026-06-30";

/// The counts of a list are rounded one by one to the nearest of these, by the rule for lists of people.
const ROUND: u64 = 5;
/// Lower ends of the bands of lists of people, in weeks.
const EDGES: [u64; 10] = [0, 6, 12, 18, 26, 39, 52, 65, 78, 104];

fn imported(home: &Path, file: &str, more: &[&str]) -> Value {
    let arguments = ["import", file, "--out", "back.toml", "--force", "--date", DAY, "--json"];
    let privacy = ["--k", "1", "--i-accept-disclosure-risk"];
    serde_json::from_str(&succeeds(queuity(home, &[&arguments[..], &privacy, more].concat()))).expect("JSON")
}

/// Own tables as they are: the pathways alone, the pathways with what the patients say of groups, and the names of the national data set.
#[test]
fn own_tables_of_people_import_to_the_same_counts() {
    let home = home(SMALL);
    let synth = |layout: &str| {
        let arguments = ["synth", "s.toml", "--out", layout, "--layout", layout, "--as-of", DAY, "--population", "all"];
        succeeds(queuity(home.path(), &[&arguments[..], &["--rows", "4000"]].concat()));
    };
    synth("tidy");
    synth("wlmds");
    let pathways = table(&home.path().join("tidy/pathways.csv"));
    let patients: BTreeMap<String, BTreeMap<String, String>> =
        table(&home.path().join("tidy/patients.csv")).into_iter().map(|r| (r["patient_id"].clone(), r)).collect();
    // Joined as anybody would: by the identifier of the person.
    let mut joined = csv::Writer::from_path(home.path().join("joined.csv")).expect("a file");
    joined
        .write_record(["pathway_id", "service", "referral_date", "end_date", "status", "deprivation"])
        .expect("is written");
    for row in &pathways {
        let own = ["pathway_id", "service", "referral_date", "end_date", "status"].map(|c| row[c].as_str());
        let level = patients[&row["patient_id"]]["deprivation"].as_str();
        joined.write_record(own.iter().chain(&[level])).expect("is written");
    }
    joined.flush().expect("is written");
    for (file, by_group) in [("tidy/pathways.csv", false), ("joined.csv", true), ("wlmds/wl_openpathways.csv", true)] {
        let back = imported(home.path(), file, &[]);
        let services = back["services"].as_array().expect("a list");
        assert_eq!(services.len(), 2, "{file}: {back}");
        for service in services {
            let name = service["name"].as_str().expect("a name");
            // Of each level and band what is told is what is in the tables, rounded; a sum over levels is one of rounded figures.
            let mut told: BTreeMap<(String, usize), u64> = BTreeMap::new();
            for of in service["waiting"].as_array().expect("a list") {
                let level = of["levels"][0].as_str().filter(|_| by_group).unwrap_or_default().to_string();
                for (band, n) in of["count"].as_array().expect("counts").iter().enumerate() {
                    *told.entry((level.clone(), band)).or_default() += n.as_u64().expect("a count");
                }
            }
            let mut counted: BTreeMap<(String, usize), u64> = told.keys().map(|key| (key.clone(), 0)).collect();
            for row in pathways.iter().filter(|r| r["service"] == name && r["status"] == "waiting") {
                let level = if by_group { patients[&row["patient_id"]]["deprivation"].clone() } else { String::new() };
                let days: u64 = row["wait_days"].parse().expect("days");
                let band = EDGES.iter().rposition(|edge| days == 0 || days > 7 * edge).unwrap_or(0);
                *counted.entry((level, if days == 0 { 0 } else { band })).or_default() += 1;
            }
            assert_eq!(told.len(), counted.len(), "{file}, {name}: {told:?} {counted:?}");
            for (key, n) in &counted {
                assert!(told[key].abs_diff(*n) <= ROUND / 2, "{file}, {name}, {key:?}: {} told, {n} there", told[key]);
            }
            // Who came and went in the last thirteen weeks, where the table has those who left.
            if file != "wlmds/wl_openpathways.csv" {
                let own = || pathways.iter().filter(|r| r["service"] == name);
                let recent = |date: &str| date > "2026-03-31" && date <= DAY;
                let treated = own().filter(|r| r["status"] == "treated" && recent(&r["end_date"])).count() as u64;
                let referred = own().filter(|r| recent(&r["referral_date"])).count() as u64;
                for (what, n) in [("treated", treated), ("referred", referred)] {
                    let told = service[what].as_u64().expect("a count");
                    assert!(told.abs_diff(n) <= ROUND / 2, "{file}, {name}: {told} {what} told, {n} there");
                }
            }
        }
        let scenario = std::fs::read_to_string(home.path().join("back.toml")).expect("a scenario");
        succeeds(queuity(home.path(), &["check", "back.toml"]));
        assert_eq!(scenario.contains("\"middle\""), by_group, "{file}: {scenario}");
    }
}

/// A list on which who is seen and who leaves go by the time waited, by curves that are known. Every day has a session, and nobody misses one.
const KNOWN: &str = r#"
queuity = 1
[scenario]
start = 2026-01-05
horizon = "26 weeks"
[[service]]
name = "knees"
referrals = { per_week = 420 }
waiting = { bands_weeks = [0, 4, 8, 13, 18, 26, 39, 52], count = [1350, 1000, 900, 600, 560, 340, 60] }
slots = { per_week = 350, days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] }
[service.removal.by_wait]
weeks = [0, 60]
per_week = [0.012, 0.012]
[[variant]]
name = "as today"
[variant.discipline]
kind = "by wait"
weeks = [0, 12, 30, 60]
tickets = [6, 3, 6, 12]
"#;

const ENDS: [&str; 3] = ["2026-03-31", "2026-04-30", "2026-05-31"];

/// The line between knots, on a logarithmic scale.
fn between(weeks: &[f64], values: &[f64], week: f64) -> f64 {
    let at = weeks.iter().rposition(|w| *w <= week).unwrap_or(0).min(weeks.len() - 2);
    let part = (week - weeks[at]) / (weeks[at + 1] - weeks[at]);
    exp(log(values[at]) * (1.0 - part) + log(values[at + 1]) * part)
}

fn tickets(week: f64) -> f64 {
    between(&[0.0, 12.0, 30.0, 60.0], &[6.0, 3.0, 6.0, 12.0], week.min(59.9))
}

/// Day number of a date in 2025 or 2026, from 1 January 2025.
fn number(date: &str) -> i64 {
    let parts: Vec<i64> = date.split('-').map(|p| p.parse().expect("a number")).collect();
    let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    (parts[0] - 2025) * 365 + before[parts[1] as usize - 1] + parts[2]
}

/// How many of the knots have the truth outside their interval.
fn missed(curve: &Curve, truth: &dyn Fn(f64) -> f64, weeks: std::ops::Range<f64>) -> (u32, u32) {
    let mut count = (0, 0);
    for i in (0..curve.weeks.len()).filter(|&i| weeks.contains(&curve.weeks[i])) {
        let wanted = truth(curve.weeks[i]);
        count.0 += u32::from(wanted < curve.low[i] || wanted > curve.high[i]);
        count.1 += 1;
    }
    count
}

/// The most of `n` intervals that miss the truth but once in a thousand times, where each does one time in twenty.
fn most(n: u32) -> u32 {
    let (mut chance, mut below) = (0.95_f64.powi(n as i32), 0.0);
    for k in 0..n {
        below += chance;
        if below > 0.999 {
            return k;
        }
        chance *= f64::from(n - k) / f64::from(k + 1) * 0.05 / 0.95;
    }
    n
}

#[test]
fn own_months_are_fitted_to_curves_that_hold_the_true_ones() {
    let home = home(KNOWN);
    let (mut of_treated, mut of_removed) = ((0, 0), (0, 0));
    for seed in 1..=4 {
        let seed = seed.to_string();
        let mut files = Vec::new();
        let synth = |layout: &str, day: &str| {
            let arguments =
                ["synth", "s.toml", "--out", "out", "--force", "--quiet", "--population", "all", "--seed", &seed];
            succeeds(queuity(home.path(), &[&arguments[..], &["--layout", layout, "--as-of", day]].concat()));
        };
        for day in ENDS {
            synth("rtt", day);
            let bytes = std::fs::read(home.path().join("out/rtt_full_extract.csv")).expect("a file");
            files.push((format!("{day}.csv"), bytes));
        }
        let files: Vec<File<'_>> = files
            .iter()
            .map(|(name, bytes)| {
                let open = move || -> std::io::Result<Box<dyn Read>> { Ok(Box::new(Cursor::new(bytes.clone()))) };
                File { name: name.clone(), open: Box::new(open) }
            })
            .collect();
        let history = intake::history(&files, &intake::Options::default()).unwrap_or_else(|(n, e)| panic!("{n}: {e}"));
        let found =
            fit::fit(&history, &Options::default()).unwrap_or_else(|(message, help)| panic!("{message} {help}"));
        // How often a ticket was drawn in the months between, from the people themselves.
        synth("tidy", ENDS[2]);
        let (first, last) = (number(ENDS[0]), number(ENDS[2]));
        let (mut treated, mut drawn) = (0.0, 0.0);
        for row in table(&home.path().join("out/pathways.csv")) {
            let start = number(&row["referral_date"]);
            let end = if row["end_date"].is_empty() { last + 1 } else { number(&row["end_date"]) };
            (first + 1..=last.min(end))
                .filter(|day| *day >= start)
                .for_each(|day| drawn += tickets((day - start) as f64 / 7.0));
            treated += f64::from(u8::from(row["status"] == "treated" && end > first && end <= last));
        }
        let each = 7.0 * treated / drawn;
        let of = missed(&found.fitted.treated, &|week| each * tickets(week), 1.0..40.0);
        of_treated = (of_treated.0 + of.0, of_treated.1 + of.1);
        let removed = found.fitted.removed.as_ref().expect("three lists tell who leaves");
        let of = missed(removed, &|_| 0.012, 5.0..40.0);
        of_removed = (of_removed.0 + of.0, of_removed.1 + of.1);
    }
    for (what, (missed, all)) in [("treated", of_treated), ("removed", of_removed)] {
        assert!(all > 60 && missed <= most(all), "{what}: {missed} of {all} intervals miss the truth");
    }
}

/// Own tables of scenarios that ship, fitted. Where everybody is called after nearly the same wait, no chance by weeks waited holds the order: that is
/// said, with the order to write in its place; else the order is found.
#[test]
fn own_tables_of_scenarios_that_ship_are_fitted_or_it_is_said_why_not() {
    for (name, day, words) in [
        ("demo", "2026-08-02", &["called in a strict order", "kind = \"first come\""][..]),
        ("learning-disability", "2026-06-13", &["called in a strict order", "by_urgency = { \"P2\" = ", "\"P3\" = "]),
        ("wood-rtt-dynamics", "2018-09-01", &["called in a strict order", "\"class 3\" = ", "\"class 2\" = "]),
        ("ophthalmology-cataract", "2026-11-27", &["It reproduces today"]),
    ] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{name}.toml"));
        let home = home(&std::fs::read_to_string(file).expect("a scenario"));
        let synth = ["synth", "s.toml", "--out", "own", "--population", "all", "--as-of", day, "--quiet"];
        succeeds(queuity(home.path(), &synth));
        let told = succeeds(queuity(home.path(), &["fit", "own/pathways.csv", "--date", day, "--one-reading"]));
        let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
        for words in words {
            assert!(told.contains(words), "{name}, {words}: {told}");
        }
        let fails = told.contains("does not reproduce today");
        assert_eq!(fails, told.contains("strict order"), "{name}: {told}");
    }
}

//! One scenario, seed and version give the same bytes.

use std::collections::BTreeMap;
use std::path::Path;

use crate::command::{SMALL, command, queuity, said, succeeds, write};

/// All result files of a folder by name; the run log is not one.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).expect("the result is a folder");
    let files: BTreeMap<String, Vec<u8>> = entries
        .map(|e| e.expect("an entry").path())
        .filter(|p| p.file_name().is_some_and(|n| n != "run-log.json"))
        .map(|p| (p.file_name().unwrap_or_default().to_string_lossy().into_owned(), std::fs::read(&p).expect("a file")))
        .collect();
    for name in [
        "summary.csv",
        "contrasts.csv",
        "series.csv",
        "assumptions.csv",
        "scenario.toml",
        "manifest.json",
        "datapackage.json",
    ] {
        assert!(files.contains_key(name), "{name} is missing");
    }
    files
}

fn assert_same(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>, what: &str) {
    assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>(), "{what}");
    for (name, bytes) in a {
        assert!(bytes == &b[name], "{name} differs: {what}");
    }
}

#[test]
fn for_any_threads_locale_time_zone_and_folder() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "small.toml", SMALL);
    succeeds(queuity(home.path(), &["compare", "small.toml", "--out", "a", "--threads", "1"]));
    let first = files(&home.path().join("a"));

    for (threads, quiet) in [("2", false), ("3", true), ("8", false)] {
        let out = format!("threads-{threads}");
        let mut arguments = vec!["compare", "small.toml", "--out", &out, "--threads", threads];
        if quiet {
            arguments.push("--quiet");
        }
        succeeds(queuity(home.path(), &arguments));
        assert_same(&first, &files(&home.path().join(&out)), &format!("{threads} threads"));
    }

    let elsewhere = tempfile::tempdir().expect("a folder");
    let mut abroad = command(elsewhere.path(), &["compare", "renamed.toml", "--out", "deep/er"]);
    write(elsewhere.path(), "renamed.toml", SMALL);
    abroad.env("LANG", "tr_TR.UTF-8").env("LC_ALL", "tr_TR.UTF-8").env("TZ", "Asia/Tokyo").env("USER", "somebody");
    std::fs::create_dir(elsewhere.path().join("deep")).expect("a folder");
    succeeds(abroad.output().expect("the command runs"));
    assert_same(&first, &files(&elsewhere.path().join("deep/er")), "another locale, time zone and folder");
}

#[test]
fn for_any_order_of_keys_services_and_variants() {
    let home = tempfile::tempdir().expect("a folder");
    let (head, rest) = SMALL.split_once("[[service]]").expect("services");
    let (hips, rest) = rest.split_once("[[service]]").expect("two services");
    let (eyes, variants) = rest.split_once("[[variant]]").expect("variants");
    let variants: Vec<&str> = variants.split("[[variant]]").collect();
    let head = head.replace("replications = 4\nseed = 11", "seed = 11\nreplications = 4");
    let turned = format!(
        "{head}[[variant]]{}\n[[variant]]{}\n[[variant]]{}\n[[service]]{eyes}[[service]]{hips}",
        variants[2], variants[0], variants[1]
    );
    write(home.path(), "small.toml", SMALL);
    write(home.path(), "turned.toml", &turned);
    succeeds(queuity(home.path(), &["compare", "small.toml", "--out", "a"]));
    succeeds(queuity(home.path(), &["compare", "turned.toml", "--out", "b"]));
    assert_same(&files(&home.path().join("a")), &files(&home.path().join("b")), "order in the file");
}

#[test]
fn the_resolved_scenario_gives_the_same_results() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "small.toml", SMALL);
    succeeds(queuity(home.path(), &["compare", "small.toml", "--out", "a"]));
    succeeds(queuity(home.path(), &["compare", "a/scenario.toml", "--out", "b"]));
    assert_same(&files(&home.path().join("a")), &files(&home.path().join("b")), "from the resolved scenario");
}

#[test]
fn another_seed_gives_other_results() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "small.toml", SMALL);
    succeeds(queuity(home.path(), &["compare", "small.toml", "--out", "a"]));
    succeeds(queuity(home.path(), &["compare", "small.toml", "--out", "b", "--seed", "12"]));
    assert_ne!(files(&home.path().join("a"))["summary.csv"], files(&home.path().join("b"))["summary.csv"]);
}

#[test]
fn nothing_is_overwritten_without_force_and_force_spares_other_files() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "small.toml", SMALL);
    let compare = ["compare", "small.toml", "--out", "a"];
    succeeds(queuity(home.path(), &compare));
    let first = files(&home.path().join("a"));

    let again = queuity(home.path(), &compare);
    assert_eq!(again.status.code(), Some(4), "{}", said(&again));
    assert_same(&first, &files(&home.path().join("a")), "a refused run");

    let mut forced = compare.to_vec();
    forced.push("--force");
    write(&home.path().join("a"), "my-notes.txt", "mine");
    let output = queuity(home.path(), &forced);
    let notes = std::fs::read_to_string(home.path().join("a/my-notes.txt"));
    assert_eq!(notes.expect("a user's file is never removed"), "mine", "{}", said(&output));
}

/// Two services, and one refers people on to the other, under two policies.
const COUPLED: &str = r#"
queuity = 1
[scenario]
start = 2026-02-02
horizon = "80 weeks"
replications = 2
seed = 5
[[attribute]]
name = "area"
levels = ["poor", "rich"]
[[service]]
name = "surgery"
urgency = [{ name = "P2", share = 0.2, target = "4 weeks" }, { name = "P4", share = 0.8 }]
waiting = { bands_weeks = [0, 18], count = [60, 10] }
slots = { per_week = 18 }
[[service]]
name = "clinic"
referrals = { per_week = 60 }
misses_appointment = { area = { poor = 0.1, rich = 0.05 } }
[[service.stage]]
name = "visit"
slots = { per_week = 62 }
next = [
  { ends = "discharged", share = 0.3, refers_to = "surgery", after = { kind = "uniform", low = "2 days", high = "5 weeks" } },
  { ends = "treated" },
]
[[variant]]
name = "first"
[[variant]]
name = "urgent"
discipline = { kind = "strict" }
"#;

#[test]
fn of_services_that_refer_people_on() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "coupled.toml", COUPLED);
    let of = |file: &str, out: &str, threads: &str| {
        succeeds(queuity(home.path(), &["compare", file, "--out", out, "--threads", threads]));
        files(&home.path().join(out))
    };
    let first = of("coupled.toml", "1", "1");
    let summary = String::from_utf8_lossy(&first["summary.csv"]).into_owned();
    let sent = summary.lines().find(|row| row.contains(",referred_on,all,all,")).expect("a row of those referred on");
    let sent: f64 = sent.split(',').nth(7).and_then(|n| n.parse().ok()).expect("how many");
    assert!(sent > 100.0, "{sent} are referred on");
    for threads in ["2", "3", "8"] {
        assert_same(&first, &of("coupled.toml", threads, threads), &format!("{threads} threads"));
    }
    assert_same(&first, &of("1/scenario.toml", "resolved", "2"), "from the resolved scenario");
    let (head, rest) = COUPLED.split_once("[[service]]").expect("services");
    let (surgery, rest) = rest.split_once("[[service]]").expect("two services");
    let (clinic, variants) = rest.split_once("[[variant]]").expect("variants");
    let turned = format!("{head}[[service]]{clinic}[[service]]{surgery}[[variant]]{variants}");
    write(home.path(), "turned.toml", &turned);
    assert_same(&first, &of("turned.toml", "turned", "2"), "services in another order");
}

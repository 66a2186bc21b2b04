//! What ends a run before its end keeps what is done and leaves nothing behind; what a machine does not have, a run does without.

// How long it takes until a run has stopped.
#![allow(clippy::disallowed_types, clippy::disallowed_methods)]

use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use crate::command::{SMALL, command, queuity, said, signalled, signalled_after, succeeds, write};

/// A person who finds the room full comes again every second: a replication that takes far longer than anybody waits.
const ENDLESS: &str = "queuity = 1\n[scenario]\nhorizon = \"3000 days\"\nreplications = 2\n[[service]]\nname = \"a\"\n\
                       max_in_system = 1\nretries = { after = { kind = \"constant\", value = \"1 second\" } }\n\
                       referrals = { per_day = 5 }\n\
                       servers = { count = 1, service = { kind = \"constant\", value = \"900 days\" } }\n";

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[cfg(unix)]
#[test]
fn any_signal_that_ends_a_process_keeps_what_is_done() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", SMALL);
    for signal in ["TERM", "HUP", "INT"] {
        let arguments = ["run", "s.toml", "--replications", "20000", "--max-memory", "900TiB", "--threads", "1"];
        let files = ["--out", "out", "--patients", "people.csv"];
        let output = signalled_after(home.path(), &[&arguments[..], &files].concat(), &[(300, signal)]);
        assert_eq!(output.status.code(), Some(130), "{signal}: {}", said(&output));
        assert!(said(&output).contains("stopped by the user"), "{}", said(&output));
        let manifest = std::fs::read_to_string(home.path().join("out/manifest.json")).expect("what is done is kept");
        assert!(manifest.contains("PARTIAL"), "{manifest}");
        let described = ["out", "people.PARTIAL.csv", "people.PARTIAL.csv.datapackage.json", "s.toml"];
        assert_eq!(names(home.path()), described, "{signal}");
        assert!(names(&home.path().join("out")).iter().all(|n| !n.starts_with('.')));
        std::fs::remove_dir_all(home.path().join("out")).expect("a folder");
        for name in &described[1..3] {
            std::fs::remove_file(home.path().join(name)).expect("a file");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn who_is_told_to_ignore_a_hangup_does() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", SMALL);
    let mut nohup = Command::new("sh");
    nohup.current_dir(home.path()).args(["-c", "trap '' HUP; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_queuity")]);
    nohup.args(["compare", "s.toml", "--replications", "300", "--threads", "1", "--quiet", "--out", "out"]);
    let output = signalled(nohup, home.path(), &[(500, "HUP")]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

#[cfg(unix)]
#[test]
fn a_second_signal_stops_inside_a_replication_and_leaves_nothing() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", ENDLESS);
    let clock = Instant::now();
    let arguments = ["run", "s.toml", "--out", "out", "--patients", "people.csv"];
    let output = signalled_after(home.path(), &arguments, &[(500, "INT"), (500, "INT")]);
    assert_eq!(output.status.code(), Some(130), "{}", said(&output));
    for words in ["Stopping at once", "0 of 2 cells", "No replication is complete"] {
        assert!(said(&output).contains(words), "{}", said(&output));
    }
    assert!(clock.elapsed() < Duration::from_secs(60), "{:?}", clock.elapsed());
    let described = ["out", "people.PARTIAL.csv", "people.PARTIAL.csv.datapackage.json", "s.toml"];
    assert_eq!(names(home.path()), described);
    assert!(names(&home.path().join("out")).iter().all(|n| !n.starts_with('.')));
}

/// With a number at an end of its range a replication may take far longer than all that was asked for.
#[cfg(unix)]
#[test]
fn ctrl_c_at_the_ends_of_ranges_keeps_the_comparison_and_the_ends_that_are_whole() {
    let home = tempfile::tempdir().expect("a folder");
    let rule =
        |name: &str, kind: &str| format!("[[variant]]\nname = \"{name}\"\ndiscipline = {{ kind = \"{kind}\" }}\n");
    let text = "queuity = 1\n[scenario]\nhorizon = \"100 days\"\nreplications = 2\nranges = 2\nmax_waiting = 1000000000\n[[service]]\nname = \"a\"\n\
                referrals = { per_day = { value = 5, low = 4, high = 3000000, source = \"a guess\" } }\n\
                servers = { count = \"unlimited\", service = { kind = \"constant\", value = \"1 minute\" } }\n"
        .to_string();
    write(home.path(), "s.toml", &(text + &rule("first", "first come") + &rule("lots", "random")));
    let arguments = ["compare", "s.toml", "--out", "out", "--threads", "1", "--max-memory", "900TiB"];
    let output = signalled_after(home.path(), &arguments, &[(1200, "INT"), (1200, "INT")]);
    assert_eq!(output.status.code(), Some(130), "{}", said(&output));
    assert!(said(&output).contains("stopped by the user: 1 of 2 ends of ranges are missing"), "{}", said(&output));
    let manifest = std::fs::read_to_string(home.path().join("out/manifest.json")).expect("what is done is kept");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    let counted = ["cells_done", "cells_planned", "ends_done", "ends_planned"].map(|key| manifest[key].as_u64());
    assert_eq!((manifest["status"].as_str(), counted), (Some("PARTIAL"), [Some(4), Some(4), Some(1), Some(2)]));
    let page = std::fs::read_to_string(home.path().join("out/report.html")).expect("a page");
    assert!(page.contains("1 of 2 ends of ranges are run; the policies themselves are done"));
}

/// The command in a folder of its own, held so long that the time limit passes in its first replication.
#[cfg(unix)]
fn held_in_a_replication(home: &Path, more: &[&str]) -> Output {
    // A second or so for each replication.
    write(home, "s.toml", &ENDLESS.replace("1 second", "1 minute").replace("3000 days", "60 days"));
    let limit = ["compare", "s.toml", "--max-time", "10s", "--out", "out", "--threads", "1"];
    let output = signalled_after(home, &[&limit[..], more].concat(), &[(150, "STOP"), (10_000, "CONT")]);
    assert_eq!(output.status.code(), Some(6), "{}", said(&output));
    output
}

/// A part of the test of limits of time, which holds several runs together.
#[cfg(unix)]
pub(super) fn the_time_limit_also_stops_inside_a_replication() {
    let clock = Instant::now();
    std::thread::scope(|both| {
        both.spawn(|| {
            let home = tempfile::tempdir().expect("a folder");
            let output = held_in_a_replication(home.path(), &[]);
            for words in ["0 of 2 cells", "No replication is complete", "the time limit of 10s"] {
                assert!(said(&output).contains(words), "{}", said(&output));
            }
            let manifest = std::fs::read_to_string(home.path().join("out/manifest.json")).expect("a manifest");
            assert!(manifest.contains("PARTIAL") && manifest.contains("\"cells_done\": 0"), "{manifest}");
        });
        // What says nothing does not replace what says something.
        both.spawn(|| {
            let home = tempfile::tempdir().expect("a folder");
            write(home.path(), "small.toml", SMALL);
            succeeds(queuity(home.path(), &["compare", "small.toml", "--out", "out", "--replications", "2"]));
            let before = std::fs::read(home.path().join("out/summary.csv")).expect("a table");
            let output = held_in_a_replication(home.path(), &["--force"]);
            assert!(said(&output).contains("the earlier result stays"), "{}", said(&output));
            assert!(std::fs::read(home.path().join("out/summary.csv")).expect("still there") == before);
        });
    });
    assert!(clock.elapsed() < Duration::from_secs(60), "{:?}", clock.elapsed());
}

/// With stacks of this size the system makes no thread.
#[cfg(target_os = "linux")]
#[test]
fn where_no_thread_is_to_be_had_the_run_goes_on_without() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", SMALL);
    let referring = SMALL.replace(
        "name = \"eyes\"",
        "name = \"eyes\"\npathway = { stages = [{ name = \"clinic\", next = [{ share = 0.5, service = \"hips\", delay = \"2 weeks\" }] }] }",
    );
    assert_ne!(referring, SMALL);
    let arguments = ["compare", "s.toml", "--threads", "4", "--max-time", "10m"];
    let expected = succeeds(queuity(home.path(), &arguments));
    let mut without = command(home.path(), &arguments);
    without.env("RUST_MIN_STACK", "4611686018427387904");
    let output = without.output().expect("the command runs");
    assert!(said(&output).contains("the system gives 1 of 4 threads"), "{}", said(&output));
    assert_eq!(succeeds(output), expected);
}

//! What a run will need is told before it, and a run that would not fit is refused before anything is written.

// A refusal has to be quick.
#![allow(clippy::disallowed_types, clippy::disallowed_methods)]

use std::path::Path;
use std::time::{Duration, Instant};

#[cfg(unix)]
use crate::command::signalled_after;
use crate::command::{SMALL, queuity, said, succeeds, write};

/// A thousand million people on twelve lists.
fn giant() -> String {
    let head = "queuity = 1\n[scenario]\nhorizon = \"52 weeks\"\nreplications = 1\nmax_waiting = 100000000\n";
    let list = |i: u32| {
        format!(
            "[[service]]\nname = \"{i}\"\nwaiting = {{ bands_weeks = [0, 18], count = [90000000] }}\n\
             referrals = {{ per_week = 1000000 }}\n\
             servers = {{ count = 1000, service = {{ kind = \"constant\", value = \"1 days\" }} }}\n"
        )
    };
    head.to_string() + &(0..12).map(list).collect::<String>()
}

/// The small scenario with so many times its list.
fn longer(times: u64) -> String {
    let count = [60, 50, 40, 30, 10].map(|n| (n * times).to_string()).join(", ");
    SMALL.replace("count = [60, 50, 40, 30, 10]", &format!("count = [{count}]"))
}

#[test]
fn check_tells_time_memory_and_disk_for_the_threads_that_are_used() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "small.toml", &longer(5000));
    let told = |arguments: &[&str]| -> serde_json::Value {
        let text = succeeds(queuity(home.path(), &[&["check", "small.toml", "--json"], arguments].concat()));
        serde_json::from_str(&text).expect("JSON")
    };
    let one = told(&["--threads", "1"]);
    let four = told(&["--threads", "4"]);
    assert_eq!((one["threads"].as_u64(), four["threads"].as_u64()), (Some(1), Some(4)));
    let number = |v: &serde_json::Value, key: &str| v[key].as_f64().expect("a number");
    assert!(number(&one, "estimated_bytes") < number(&four, "estimated_bytes"));
    for key in ["estimated_seconds", "estimated_bytes", "estimated_disk_bytes"] {
        assert!(number(&one, key) > 0.0, "{key}");
        assert!(
            number(&told(&["--replications", "4000"]), key) > number(&told(&["--replications", "4"]), key),
            "{key}"
        );
    }
    let text = succeeds(queuity(home.path(), &["check", "small.toml"]));
    assert!(text.contains("of memory") && text.contains("of disk"), "{text}");
}

#[test]
fn the_estimate_of_disk_is_near_what_is_written() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "small.toml", SMALL);
    let small = |replications| vec!["compare", "small.toml", "--replications", replications];
    for (name, arguments) in [("few", small("2")), ("many", small("400")), ("demo", vec!["demo"])] {
        let out = home.path().join(name);
        succeeds(queuity(home.path(), &[&arguments[..], &["--out", name]].concat()));
        let files =
            std::fs::read_dir(&out).expect("a folder").map(|e| e.expect("a file").metadata().expect("a file").len());
        let written: u64 = files.sum();
        let ratio = log(home.path(), name)["expected_disk_bytes"].as_f64().expect("a number") / written as f64;
        assert!((0.75..1.4).contains(&ratio), "{name}: {ratio}");
        // No result file knows of it.
        let manifest = std::fs::read_to_string(out.join("manifest.json")).expect("a manifest");
        assert!(!manifest.contains("expected") && !manifest.contains("slowness"), "{manifest}");
    }
}

/// The run log of a result.
fn log(home: &Path, out: &str) -> serde_json::Value {
    let text = std::fs::read_to_string(home.join(out).join("run-log.json")).expect("a log");
    serde_json::from_str(&text).expect("JSON")
}

#[cfg(target_os = "linux")]
#[test]
fn the_estimate_of_memory_is_near_what_is_used() {
    let home = tempfile::tempdir().expect("a folder");
    // The second list is so long that it is most of what is held; the series of the third is long, and not held.
    let daily = SMALL.replace("horizon = \"40 weeks\"", "horizon = \"520 weeks\"\naudit = \"1 days\"");
    for (name, text) in [("small", SMALL.to_string()), ("long", longer(2000)), ("daily", daily)] {
        write(home.path(), "s.toml", &text);
        let arguments = ["compare", "s.toml", "--replications", "2", "--threads", "1", "--out", name, "--quiet"];
        succeeds(queuity(home.path(), &arguments));
        let log = log(home.path(), name);
        let number = |key: &str| log[key].as_f64().expect("a number");
        let ratio = number("expected_memory_bytes") / number("peak_memory_bytes");
        assert!((0.5..2.0).contains(&ratio), "{name}: {ratio} of {}", number("peak_memory_bytes"));
    }
}

/// A refusal leaves nothing behind, says why and what to change, and comes at once.
fn refused(home: &Path, arguments: &[&str], code: &str, words: &[&str]) {
    let before = std::fs::read_dir(home).expect("a folder").count();
    let clock = Instant::now();
    let output = queuity(home, arguments);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(5), "{arguments:?}: {text}");
    for words in words.iter().chain(&[code, "Nothing was run"]) {
        assert!(text.contains(words), "{arguments:?} without {words}: {text}");
    }
    assert!(output.stdout.is_empty(), "{arguments:?} printed a result");
    assert_eq!(std::fs::read_dir(home).expect("a folder").count(), before, "{arguments:?} left something behind");
    assert!(clock.elapsed() < Duration::from_secs(5), "{arguments:?} took {:?}", clock.elapsed());
}

#[test]
fn what_does_not_fit_is_refused_with_what_to_change() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "small.toml", SMALL);
    write(home.path(), "giant.toml", &giant());
    let memory = ["this run needs about", "--replications", "--max-memory SIZE where there is more"];
    let small = ["compare", "small.toml", "--out", "out", "--threads", "1"];
    refused(home.path(), &[&small[..], &["--max-memory", "1MiB"]].concat(), "Q0504", &["--max-memory"]);
    let many = ["--replications", "100000", "--max-memory", "200MiB"];
    refused(home.path(), &[&small[..], &many].concat(), "Q0504", &memory);
    let long = ["--replications", "10000000", "--max-memory", "900TiB", "--max-time", "10s"];
    refused(home.path(), &[&small[..], &long].concat(), "Q0505", &["the limit of 10 seconds", "would fit"]);
    let disk = ["--replications", "300000000", "--max-memory", "99999999TiB"];
    refused(home.path(), &[&small[..], &disk].concat(), "Q0506", &["of disk", "are free"]);
    let people = ["run", "giant.toml", "--patients", "people.csv", "--max-memory", "20GiB", "--threads", "1"];
    refused(home.path(), &people, "Q0504", &["no --patients", "a larger `scale`"]);
    refused(home.path(), &["demo", "--max-memory", "1MiB"], "Q0504", &[]);
    let why = ["why", "giant.toml", "--service", "1", "--patient", "today-1", "--max-memory", "1GiB"];
    refused(home.path(), &why, "Q0504", &["a larger `scale`"]);
    let advice = said(&queuity(home.path(), &why));
    assert!(!advice.contains("--patients"), "{advice}");
    let json = queuity(home.path(), &["compare", "small.toml", "--max-memory", "1MiB", "--json"]);
    assert_eq!(json.status.code(), Some(5));
    let told: serde_json::Value = serde_json::from_str(&said(&json)).expect("JSON");
    assert_eq!(told["problems"][0]["code"], "Q0504");
}

#[test]
fn a_replication_count_that_is_told_to_fit_fits() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "small.toml", SMALL);
    let told =
        succeeds(queuity(home.path(), &["check", "small.toml", "--threads", "1", "--replications", "60", "--json"]));
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    let limit = format!("{:.0}", told["estimated_bytes"].as_f64().expect("a number"));
    let with = |replications: &str| {
        let counts = ["--threads", "1", "--replications", replications, "--max-memory", &limit];
        queuity(home.path(), &[&["compare", "small.toml", "--out", "out"], &counts[..]].concat())
    };
    let text = said(&with("100000"));
    let fits = text.split("--replications ").nth(1).and_then(|t| t.split(' ').next()).expect("a number");
    // What a run holds to the end is exact; what differs from here to there is only how the tables are written.
    assert!((55..70).contains(&fits.parse::<u64>().expect("a number")), "{text}");
    succeeds(with(fits));
}

#[test]
fn a_giant_is_checked_at_once() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "giant.toml", &giant());
    let clock = Instant::now();
    let text = succeeds(queuity(home.path(), &["check", "giant.toml", "--threads", "1", "--json"]));
    assert!(clock.elapsed() < Duration::from_secs(5), "{:?}", clock.elapsed());
    let told: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    // At least 32 bytes for each of those who wait; lists run one after another.
    let bytes = told["estimated_bytes"].as_f64().expect("a number");
    assert!(bytes > 32.0 * 9e7 && bytes < 300.0 * 9e7, "{text}");
}

#[test]
fn wrong_limits_are_wrong_arguments() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "small.toml", SMALL);
    for (flag, value) in [("--max-memory", "lots"), ("--max-memory", "0"), ("--max-time", "10"), ("--max-time", "-1s")]
    {
        let output = queuity(home.path(), &["compare", "small.toml", &format!("{flag}={value}")]);
        assert_eq!(output.status.code(), Some(2), "{flag} {value}: {}", said(&output));
        assert!(said(&output).contains(flag), "{}", said(&output));
    }
}

/// A person who finds the room full comes again every minute: thousands of events for few people.
const INSISTENT: &str = "queuity = 1\n[scenario]\nhorizon = \"3 weeks\"\nreplications = 100\n[[service]]\nname = \"a\"\n\
                         max_in_system = 1\nretries = { after = { kind = \"constant\", value = \"1 minutes\" } }\n\
                         referrals = { per_week = 10 }\n\
                         servers = { count = 1, service = { kind = \"constant\", value = \"7 days\" } }\n";

/// All are held for most of their time, so that they take little of it together.
#[cfg(unix)]
#[test]
fn limits_of_time_stop_a_run_and_who_comes_first_is_the_reason() {
    std::thread::scope(|all| {
        all.spawn(a_run_that_takes_longer_than_its_limit_stops_and_keeps_what_is_done);
        all.spawn(super::stopping::the_time_limit_also_stops_inside_a_replication);
        #[cfg(target_os = "linux")]
        all.spawn(who_stops_a_run_first_is_the_reason);
    });
}

#[cfg(unix)]
fn a_run_that_takes_longer_than_its_limit_stops_and_keeps_what_is_done() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", INSISTENT);
    let arguments = ["compare", "s.toml", "--threads", "1", "--max-time", "9s", "--out", "out"];
    let output = signalled_after(home.path(), &arguments, &[(900, "STOP"), (9_000, "CONT")]);
    assert_eq!(output.status.code(), Some(6), "{}", said(&output));
    assert!(said(&output).contains("the time limit of 9s"), "{}", said(&output));
    let manifest = std::fs::read_to_string(home.path().join("out/manifest.json")).expect("what is done is kept");
    assert!(manifest.contains("PARTIAL") && manifest.contains("the time limit of 9s"), "{manifest}");
    let done = serde_json::from_str::<serde_json::Value>(&manifest).expect("JSON")["cells_done"].as_u64();
    assert!(done.is_some_and(|d| d > 0 && d < 100), "{done:?}");
}

/// A replication that has begun is finished, so the limit may pass while Ctrl-C is being obeyed.
#[cfg(target_os = "linux")]
fn who_stops_a_run_first_is_the_reason() {
    let home = tempfile::tempdir().expect("a folder");
    // A second or more for each replication.
    write(home.path(), "s.toml", &INSISTENT.replace("3 weeks", "20 weeks").replace("100", "4"));
    let arguments = ["compare", "s.toml", "--threads", "1", "--max-time", "12s", "--out", "out"];
    let signals = [(700, "INT"), (100, "STOP"), (12_000, "CONT")];
    let output = signalled_after(home.path(), &arguments, &signals);
    assert_eq!(output.status.code(), Some(130), "{}", said(&output));
    for words in ["replications that have begun are finished", "stopped by the user"] {
        assert!(said(&output).contains(words), "{}", said(&output));
    }
}

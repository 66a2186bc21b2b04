//! How the command ends.

use std::process::Stdio;
use std::time::Duration;

#[cfg(unix)]
use crate::command::interrupted;
use crate::command::{SMALL, command, queuity, said, succeeds, write};

#[test]
fn each_kind_of_mistake_has_its_exit_code() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "bad.toml", &SMALL.replace("per_week = 20, days", "per_weak = 20, days"));
    write(home.path(), "good.toml", SMALL);
    for (arguments, code, words) in [
        (vec!["compare", "nowhere.toml"], 4, "no such file"),
        (vec!["check", "."], 4, "folder"),
        (vec!["check", "/dev/zero"], 4, "device"),
        (vec!["compare", "good.toml", "--threads", "-1"], 2, "threads"),
        (vec!["compare", "good.toml", "--threads", "abc"], 2, "threads"),
        (vec!["compare", "good.toml", "--replications", "99999999999999999999"], 2, "replications"),
        (vec!["compare", "bad.toml", "--out", "out"], 3, "per_week"),
        (vec!["check", "bad.toml"], 3, "bad.toml:"),
        (vec!["compare"], 2, "Usage"),
        (vec!["compare", "good.toml", "--thread", "2"], 2, "--threads"),
        (vec!["compare", "good.toml", "--replications", "0"], 2, "replications"),
        (vec!["compare", "good.toml", "--seed", "-1"], 2, "seed"),
        (vec!["run", "good.toml", "--variant", "urgent frist"], 2, "urgent first"),
    ] {
        let output = queuity(home.path(), &arguments);
        let text = said(&output);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
        assert!(text.contains(words), "{arguments:?}: {text}");
        assert!(output.stdout.is_empty(), "{arguments:?} printed a result");
        assert!(!home.path().join("out").exists(), "{arguments:?} left output behind");
    }
}

#[test]
fn too_many_threads_are_capped_and_told() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "small.toml", SMALL);
    let output = queuity(home.path(), &["compare", "small.toml", "--threads", "1000000"]);
    assert!(said(&output).contains("too many"), "{}", said(&output));
    let capped = succeeds(output);
    assert_eq!(capped, succeeds(queuity(home.path(), &["compare", "small.toml", "--threads", "1"])));
}

#[cfg(unix)]
#[test]
fn odd_files_are_named_and_told() {
    use std::os::unix::ffi::OsStringExt;
    let home = tempfile::tempdir().expect("a folder");
    let fifo = home.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status();
    if made.is_ok_and(|s| s.success()) {
        assert_eq!(queuity(home.path(), &["check", "pipe"]).status.code(), Some(4));
    }
    let utf16: Vec<u8> = SMALL.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, bytes, words) in [
        ("utf16.toml", [vec![0xff, 0xfe], utf16].concat(), "UTF-16"),
        ("latin1.toml", [b"# caf\xe9\n".to_vec(), SMALL.as_bytes().to_vec()].concat(), "byte"),
        ("nul.toml", SMALL.replace("Small", "Sm\0ll").into_bytes(), "nul.toml"),
        ("empty.toml", Vec::new(), "queuity = 1"),
    ] {
        std::fs::write(home.path().join(name), bytes).expect("the folder can be written");
        let output = queuity(home.path(), &["check", name]);
        assert_eq!(output.status.code(), Some(3), "{name}: {}", said(&output));
        assert!(said(&output).contains(words), "{name}: {}", said(&output));
    }
    let odd = std::ffi::OsString::from_vec(b"odd\xff.toml".to_vec());
    std::fs::write(home.path().join(&odd), SMALL).expect("the folder can be written");
    let output = command(home.path(), &["check"]).arg(&odd).output().expect("the command runs");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

#[test]
fn all_problems_of_a_file_are_told_in_one_pass() {
    let home = tempfile::tempdir().expect("a folder");
    let bad = SMALL
        .replace("share = [0.3, 0.3, 0.4]", "share = [0.3, 0.3, 0.5]")
        .replace("lost_sessions = 0.05", "lost_sesions = 0.05")
        .replace("{ kind = \"strict\" }", "{ kind = \"stricd\" }");
    write(home.path(), "bad.toml", &bad);
    let output = queuity(home.path(), &["check", "bad.toml"]);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(3));
    for words in ["lost_sessions", "strict"] {
        assert!(text.contains(words), "{text}");
    }
}

#[test]
fn variants_with_other_services_or_groups_are_a_problem_of_the_scenario() {
    let home = tempfile::tempdir().expect("a folder");
    let list =
        |name: &str| format!("{{ name = \"{name}\", referrals = {{ per_week = 5 }}, slots = {{ per_week = 6 }} }}");
    let services = |names: &[&str]| {
        let lists: Vec<String> = names.iter().map(|n| list(n)).collect();
        format!("set = {{ service = [{}] }}", lists.join(", "))
    };
    let ages = "set = { attribute = [{ name = \"age\", levels = [\"young\", \"old\"], share = [0.5, 0.5] }] }";
    for (set, what) in [
        (services(&["hips"]), "services"),
        (services(&["hips", "ears"]), "services"),
        (services(&["hips", "eyes", "ears"]), "services"),
        (ages.to_string(), "groups of people"),
    ] {
        for first in [false, true] {
            let variant = format!("[[variant]]\nname = \"other\"\ndiscipline = {{ kind = \"first come\" }}\n{set}\n\n");
            let text = if first {
                SMALL.replacen("[[variant]]", &format!("{variant}[[variant]]"), 1)
            } else {
                format!("{SMALL}\n{variant}")
            };
            write(home.path(), "s.toml", &text);
            let line = 1 + text.lines().position(|l| l.starts_with("set =")).expect("a line");
            for arguments in [
                vec!["check", "s.toml"],
                vec!["compare", "s.toml", "--out", "out"],
                vec!["why", "s.toml", "--service", "hips", "--patient", "today-1"],
            ] {
                let output = queuity(home.path(), &arguments);
                let text = said(&output);
                assert_eq!(output.status.code(), Some(3), "{arguments:?}: {text}");
                for words in ["Q0460", what, "other", "Nothing was run", &line.to_string()] {
                    assert!(text.contains(words), "{arguments:?} without {words}: {text}");
                }
                assert!(output.stdout.is_empty() && !home.path().join("out").exists(), "{arguments:?}");
            }
        }
    }
    // By itself such a variant is a scenario like any other.
    write(home.path(), "s.toml", &format!("{SMALL}\n[[variant]]\nname = \"other\"\n{}\n", services(&["hips"])));
    succeeds(queuity(home.path(), &["run", "s.toml", "--variant", "other", "--replications", "1"]));
}

#[test]
fn the_demo_needs_nothing_writes_nothing_and_names_both_groups() {
    let home = tempfile::tempdir().expect("a folder");
    let text = succeeds(queuity(home.path(), &["demo"]));
    for words in ["most deprived", "least deprived", "first come", "days"] {
        assert!(text.contains(words), "{text}");
    }
    assert_eq!(std::fs::read_dir(home.path()).expect("a folder").count(), 0);
}

#[test]
fn a_scenario_that_ships_is_written_as_it_is() {
    let home = tempfile::tempdir().expect("a folder");
    succeeds(queuity(home.path(), &["new", "mine.toml", "--from", "conservation"]));
    let shipped = include_str!("../../scenarios/conservation.toml");
    assert_eq!(std::fs::read_to_string(home.path().join("mine.toml")).expect("a file"), shipped);
    let listed = succeeds(queuity(home.path(), &["list", "scenarios"]));
    assert!(listed.contains("\nconservation ") && listed.contains("The conservation of waiting"), "{listed}");
    // A name that is not there leaves nothing.
    let unknown = queuity(home.path(), &["new", "other.toml", "--from", "conservatoin"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(said(&unknown).contains("did you mean `conservation`?"), "{}", said(&unknown));
    assert!(!home.path().join("other.toml").exists());
}

#[test]
fn a_new_scenario_checks_and_runs() {
    let home = tempfile::tempdir().expect("a folder");
    succeeds(queuity(home.path(), &["new", "mine.toml"]));
    let again = queuity(home.path(), &["new", "mine.toml"]);
    assert_eq!(again.status.code(), Some(4), "{}", said(&again));
    succeeds(queuity(home.path(), &["check", "mine.toml"]));
    succeeds(queuity(home.path(), &["compare", "mine.toml", "--replications", "2"]));
}

#[test]
fn json_is_json_on_every_verb() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "small.toml", SMALL);
    for arguments in [
        vec!["demo", "--json"],
        vec!["check", "small.toml", "--json"],
        vec!["compare", "small.toml", "--json"],
        vec!["run", "small.toml", "--json"],
        vec!["why", "small.toml", "--service", "hips", "--patient", "today-3", "--json"],
        vec!["schema", "--json"],
        vec!["list", "disciplines", "--json"],
        vec!["list", "measures", "--json"],
        vec!["list", "distributions", "--json"],
        vec!["new", "other.toml", "--json"],
    ] {
        let text = succeeds(queuity(home.path(), &arguments));
        let value: Result<serde_json::Value, _> = serde_json::from_str(&text);
        assert!(value.is_ok(), "{arguments:?}: {text}");
    }
}

/// A run that is stopped costs nothing of an earlier result that is complete: what is done lies beside it.
#[cfg(unix)]
#[test]
fn a_partial_result_does_not_replace_a_complete_one() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "small.toml", SMALL);
    succeeds(queuity(
        home.path(),
        &["run", "small.toml", "--replications", "2", "--out", "out", "--patients", "out/p.csv"],
    ));
    let read = |name: &str| std::fs::read(home.path().join(name)).expect("it is there");
    let before = [read("out/manifest.json"), read("out/summary.csv"), read("out/p.csv")];
    let endless = ["--replications", "100000", "--max-memory", "900TiB", "--force"];
    for more in [&["--patients", "out/p.csv"][..], &[]] {
        let arguments = [&["run", "small.toml", "--threads", "2", "--out", "out"], &endless[..], more].concat();
        let output = interrupted(home.path(), &arguments, Duration::from_millis(300));
        assert_eq!(output.status.code(), Some(130), "{}", said(&output));
        assert!(said(&output).contains("The earlier result is complete"), "{}", said(&output));
        assert_eq!([read("out/manifest.json"), read("out/summary.csv"), read("out/p.csv")], before);
        assert!(String::from_utf8_lossy(&read("out.PARTIAL/manifest.json")).contains("PARTIAL"));
    }
    // One that is complete takes its place as ever.
    succeeds(queuity(home.path(), &["run", "small.toml", "--replications", "3", "--out", "out", "--force"]));
    assert_ne!(read("out/summary.csv"), before[1]);
}

/// A file whose lines end as on an old Macintosh has lines all the same.
#[test]
fn lines_are_counted_however_they_end() {
    let home = tempfile::tempdir().expect("a folder");
    let wrong = SMALL.replace("referrals = { per_week = 20 }", "referrals = { per_week = \"fast\" }");
    let line = 1 + wrong.lines().position(|l| l.contains("fast")).expect("it stands there");
    for (name, end) in [("unix.toml", "\n"), ("dos.toml", "\r\n"), ("old.toml", "\r")] {
        write(home.path(), name, &wrong.replace('\n', end));
        let told = queuity(home.path(), &["check", name, "--json"]);
        let told: serde_json::Value = serde_json::from_slice(&told.stderr).expect("JSON");
        assert_eq!(told["problems"][0]["line"], line, "{name}: {told:#}");
        let shown = said(&queuity(home.path(), &["check", name]));
        assert!(shown.contains(&format!("{name}:{line}:")), "{shown}");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_keeps_what_is_done_as_partial() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "small.toml", SMALL);
    // More than it can do in the time, and be let do.
    let endless = ["--replications", "100000", "--max-memory", "900TiB"];
    let arguments = [&["compare", "small.toml", "--threads", "2", "--out", "out"], &endless[..]].concat();
    let output = interrupted(home.path(), &arguments, Duration::from_millis(300));
    assert_eq!(output.status.code(), Some(130), "{}", said(&output));
    let manifest = std::fs::read_to_string(home.path().join("out/manifest.json")).expect("what is done is kept");
    assert!(manifest.contains("PARTIAL"), "{manifest}");
    let summary = std::fs::read_to_string(home.path().join("out/summary.csv")).expect("what is done is kept");
    assert!(summary.lines().count() > 10);
}

#[test]
fn a_guard_stops_a_run_with_its_reason_and_what_is_done_is_kept() {
    let home = tempfile::tempdir().expect("a folder");
    let base = "queuity = 1\n[scenario]\nhorizon = \"100 days\"\nreplications = 2\nGUARD\n[[service]]\nname = \"a\"\n\
                referrals = { per_day = RATE }\nservers = { count = 1, service = { kind = \"constant\", value = \"LONG\" } }\n\
                misses_appointment = MISSED\n";
    let endless = base.replace("GUARD", "").replace("RATE", "1").replace("LONG", "0 days").replace("MISSED", "1.0");
    let growing = base
        .replace("GUARD", "max_waiting = 500")
        .replace("RATE", "1000")
        .replace("LONG", "9 days")
        .replace("MISSED", "0");
    for (name, text, reason) in [("endless", endless, "one instant"), ("growing", growing, "max_waiting = 500")] {
        write(home.path(), "s.toml", &text);
        let output = queuity(home.path(), &["compare", "s.toml", "--out", name]);
        assert_eq!(output.status.code(), Some(6), "{}", said(&output));
        assert!(said(&output).contains(reason), "{}", said(&output));
        assert!(String::from_utf8_lossy(&output.stdout).contains("PARTIAL"));
        let manifest = std::fs::read_to_string(home.path().join(name).join("manifest.json")).expect("a manifest");
        assert!(manifest.contains("PARTIAL") && manifest.contains(reason), "{manifest}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_an_error_and_a_closed_pipe_is_not() {
    let home = tempfile::tempdir().expect("a folder");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has /dev/full");
    let status = command(home.path(), &["list", "measures"]).stdout(full).stderr(Stdio::null()).status();
    assert_eq!(status.expect("the command runs").code(), Some(4));

    let mut child = command(home.path(), &["schema"]).stdout(Stdio::piped()).spawn().expect("the command runs");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("the command ends").code(), Some(0));
}

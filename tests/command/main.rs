//! The command through its public door: exit codes, files, promises over whole results, and the tables of people.

mod assumptions;
mod costs;
mod ends;
mod explain;
mod files;
mod fit;
mod guard;
mod people;
mod readings;
mod same_bytes;
mod screen;
mod stopping;
mod tables;
mod verdicts;
mod why;
mod why_words;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

pub(crate) use crate::shared::{command, queuity, said, succeeds};

/// A small scenario with everything in it that draws luck: two attributes, two lists, misses, removals, several policies.
pub(crate) const SMALL: &str = r#"
queuity = 1

[scenario]
title = "Small"
start = 2026-02-02
horizon = "40 weeks"
replications = 4
seed = 11
reference = "first come"

[[attribute]]
name = "deprivation"
levels = ["most", "middle", "least"]
share = [0.3, 0.3, 0.4]

[[attribute]]
name = "age"
levels = ["adult", "older"]
share = [0.6, 0.4]

[[service]]
name = "hips"
referrals = { per_week = 20 }
waiting = { bands_weeks = [0, 6, 12, 18, 26, 52], count = [60, 50, 40, 30, 10] }
slots = { per_week = 20, days = ["mon", "wed"] }
urgency = [{ name = "P2", share = 0.2, target = "4 weeks" }, { name = "P4", share = 0.8, target = "52 weeks" }]
misses_appointment = { default = 0.1 }
after_missed = { rebook = 0.7, to = "back of the queue", patience = "redrawn" }
removal = { per_week = 0.01 }

[[service]]
name = "eyes"
referrals = { per_week = 15 }
slots = { per_week = 14, days = ["tue"], lost_sessions = 0.05 }
misses_appointment = { default = 0.05 }

[[variant]]
name = "first come"
discipline = { kind = "first come" }

[[variant]]
name = "urgent first"
discipline = { kind = "strict" }

[[variant]]
name = "lots"
discipline = { kind = "random" }
"#;

/// The command, interrupted as Ctrl-C does after a while.
pub(crate) fn interrupted(folder: &Path, arguments: &[&str], after: Duration) -> Output {
    let child = command(folder, arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let child = child.expect("the command runs");
    std::thread::sleep(after);
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(kill.expect("kill runs").success());
    child.wait_with_output().expect("the command ends")
}

/// Runs a command that gets signals, each so many milliseconds after the one before: held by STOP and let go by CONT it takes longer
/// than anybody expects.
#[cfg(unix)]
pub(crate) fn signalled_after(folder: &Path, arguments: &[&str], signals: &[(u64, &str)]) -> Output {
    let child = command(folder, arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let child = child.expect("the command runs");
    for (after, signal) in signals {
        std::thread::sleep(Duration::from_millis(*after));
        let kill = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status();
        assert!(kill.expect("kill runs").success());
    }
    child.wait_with_output().expect("the command ends")
}

/// Writes a file and gives its path.
pub(crate) fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("the folder can be written");
    path
}

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

/// The command, interrupted as Ctrl-C does a while after it has begun.
#[cfg(unix)]
pub(crate) fn interrupted(folder: &Path, arguments: &[&str], after: Duration) -> Output {
    signalled_after(folder, arguments, &[(after.as_millis() as u64, "INT")])
}

/// Runs a command that gets signals, each so many milliseconds after the one before: held by STOP and let go by CONT it takes longer
/// than anybody expects.
#[cfg(unix)]
pub(crate) fn signalled_after(folder: &Path, arguments: &[&str], signals: &[(u64, &str)]) -> Output {
    signalled(command(folder, arguments), folder, signals)
}

/// The same of any command. The time counts from the moment at which it has taken its result folder, if it has one: before, a busy machine may need seconds.
#[cfg(unix)]
pub(crate) fn signalled(mut command: Command, folder: &Path, signals: &[(u64, &str)]) -> Output {
    let out = command.get_args().skip_while(|a| *a != "--out").nth(1).map(|out| folder.join(out).join(".queuity-lock"));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the command runs");
    let mut tries = 0..6000;
    let mut ended = || child.try_wait().expect("it can be asked").is_some();
    while out.as_ref().is_some_and(|lock| !lock.exists()) && !ended() {
        assert!(tries.next().is_some(), "it takes no folder");
        std::thread::sleep(Duration::from_millis(10));
    }
    for (i, (after, signal)) in signals.iter().enumerate() {
        std::thread::sleep(Duration::from_millis(*after));
        if i == 0 && child.try_wait().expect("it can be asked").is_some() {
            let output = child.wait_with_output().expect("it ended");
            panic!("it ended before the signal, with {:?}: {}", output.status.code(), said(&output));
        }
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

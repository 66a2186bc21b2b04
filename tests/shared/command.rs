//! The command through its public door, for the tests that run it.

use std::path::Path;
use std::process::{Command, Output};

/// The command, not yet run.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_queuity"));
    command.current_dir(folder).args(arguments);
    command
}

/// The command, run in a folder.
pub(crate) fn queuity(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().expect("the command runs")
}

/// What a command said on standard error.
pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Asserts success and gives standard output.
pub(crate) fn succeeds(output: Output) -> String {
    assert!(output.status.success(), "{:?}\n{}", output.status, said(&output));
    String::from_utf8(output.stdout).expect("results are UTF-8")
}

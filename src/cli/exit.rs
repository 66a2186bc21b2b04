//! How the command ends: one code for each kind of ending.

use std::any::Any;
use std::fmt;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

/// Everything that can end a command early, with its exit code.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A fault of the program: 1.
    Fault(String),
    /// Wrong arguments: 2.
    Usage(String),
    /// A scenario with problems, already rendered: 3.
    Invalid(String),
    /// A file or device: 4.
    File(String),
    /// Refused by a resource guard: 5.
    Refused(String),
    /// Some cells are missing: 6.
    Partial(String),
    /// Files are not as their manifest says: 7.
    Mismatch(String),
    /// Interrupted; what is done is kept: 130.
    Interrupted(String),
    /// The reader of standard output has gone away: a quiet end.
    Hangup,
}

impl Failure {
    /// A fault of the program, with what to report.
    pub(crate) fn fault(what: &str) -> Self {
        let faults = FAULTS.lock().unwrap_or_else(PoisonError::into_inner).join("\n  ");
        let arguments: Vec<String> = std::env::args_os().skip(1).map(|a| quoted(&a.to_string_lossy())).collect();
        Failure::Fault(format!(
            "{what}\nerror: this is a fault in queuity, not in the scenario\n  {faults}\nPlease report it with these lines and the \
             scenario. Version {}; to repeat it: queuity {}",
            env!("CARGO_PKG_VERSION"),
            arguments.join(" ")
        ))
    }

    /// The exit code.
    pub(crate) const fn code(&self) -> u8 {
        match self {
            Failure::Hangup => 0,
            Failure::Fault(_) => 1,
            Failure::Usage(_) => 2,
            Failure::Invalid(_) => 3,
            Failure::File(_) => 4,
            Failure::Refused(_) => 5,
            Failure::Partial(_) => 6,
            Failure::Mismatch(_) => 7,
            Failure::Interrupted(_) => 130,
        }
    }

    /// The same, for the operating system.
    pub(crate) fn exit(&self) -> ExitCode {
        ExitCode::from(self.code())
    }
}

/// An argument as a shell takes it.
fn quoted(argument: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,".contains(c);
    if !argument.is_empty() && argument.chars().all(plain) {
        argument.into()
    } else {
        format!("'{}'", argument.replace('\'', "'\\''"))
    }
}

/// What has gone wrong in the program, and where, for the report.
static FAULTS: Mutex<Vec<String>> = Mutex::new(Vec::new());
/// More than these say nothing new.
const MOST_FAULTS: usize = 5;

/// Does a piece of work; a fault in it is a failure like others, told in words. What it was about to write is cleared up on the way.
pub(crate) fn guarded(work: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, |l| format!(" ({}:{})", l.file(), l.line()));
        let mut faults = FAULTS.lock().unwrap_or_else(PoisonError::into_inner);
        let fault = format!("{}{place}", said(info.payload()));
        if faults.len() < MOST_FAULTS && !faults.contains(&fault) {
            faults.push(fault);
        }
    }));
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Failure::fault("")))
}

/// The words of a fault.
fn said(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no words".into())
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Fault(text)
            | Failure::Usage(text)
            | Failure::Invalid(text)
            | Failure::File(text)
            | Failure::Refused(text)
            | Failure::Partial(text)
            | Failure::Mismatch(text)
            | Failure::Interrupted(text) => f.write_str(text.trim()),
            Failure::Hangup => Ok(()),
        }
    }
}

impl From<std::io::Error> for Failure {
    /// An error of standard output.
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            Failure::Hangup
        } else {
            Failure::File(format!("error: cannot write the result: {error}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_in_words_with_what_to_report() {
        let failure = guarded(|| panic!("no such {}", "thing")).unwrap_err();
        let text = failure.to_string();
        let _ = panic::take_hook();
        assert_eq!(failure.code(), 1);
        for words in [
            "a fault in queuity",
            "no such thing (src/cli/exit.rs:",
            "Please report",
            env!("CARGO_PKG_VERSION"),
            "to repeat it: queuity",
        ] {
            assert!(text.contains(words), "{text}");
        }
        assert!(!text.contains("panicked"));
        assert_eq!(quoted("a b's"), "'a b'\\''s'");
        assert_eq!(quoted("--out=x/y.csv"), "--out=x/y.csv");
    }
}

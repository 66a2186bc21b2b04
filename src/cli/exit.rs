//! How the command ends: one code for each kind of ending.

use std::fmt;
use std::process::ExitCode;

/// Everything that can end a command early, with its exit code.
#[derive(Debug)]
pub(crate) enum Failure {
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
    /// Interrupted; what is done is kept: 130.
    Interrupted(String),
    /// The reader of standard output has gone away: a quiet end.
    Hangup,
}

impl Failure {
    /// The exit code.
    pub(crate) const fn code(&self) -> u8 {
        match self {
            Failure::Hangup => 0,
            Failure::Usage(_) => 2,
            Failure::Invalid(_) => 3,
            Failure::File(_) => 4,
            Failure::Refused(_) => 5,
            Failure::Partial(_) => 6,
            Failure::Interrupted(_) => 130,
        }
    }

    /// The same, for the operating system.
    pub(crate) fn exit(&self) -> ExitCode {
        ExitCode::from(self.code())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Usage(text)
            | Failure::Invalid(text)
            | Failure::File(text)
            | Failure::Refused(text)
            | Failure::Partial(text)
            | Failure::Interrupted(text) => f.write_str(text.trim_end()),
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

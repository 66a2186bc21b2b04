//! Why a file is not imported.

use std::fmt;

/// Why a file is not imported.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// The line, where it is known.
    pub line: Option<u64>,
    /// What is wrong. No value of the file is told.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Whether the file, and not what it says, is at fault.
    pub file: bool,
}

impl Refused {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { line: None, message: message.into(), help: String::new(), file: false }
    }

    pub(super) fn at(line: u64, message: impl Into<String>) -> Self {
        Self { line: Some(line), ..Self::new(message) }
    }

    pub(super) fn file(message: impl Into<String>) -> Self {
        Self { file: true, ..Self::new(message) }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        write!(f, "{}", self.message)?;
        if !self.help.is_empty() {
            write!(f, "; {}", self.help)?;
        }
        Ok(())
    }
}

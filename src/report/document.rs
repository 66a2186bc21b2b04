//! Documents for people: one file made of a whole result, and of its files alone.

use std::fmt::Debug;
use std::io::{self, Read};

/// Opens one of the result files by its name.
pub type Open<'a> = &'a dyn Fn(&str) -> io::Result<Box<dyn Read>>;

/// A document that is made of result files. The same files must give the same bytes: no clock, host or path, and of the manifest
/// nothing that it says of the document itself.
pub trait Document: Debug + Send + Sync {
    /// Name for lists.
    fn name(&self) -> &str;

    /// Its file.
    fn file(&self) -> &str;

    /// One line for lists.
    fn summary(&self) -> &str;

    /// All of it.
    ///
    /// # Errors
    /// Where a file cannot be read or is not one of a result.
    fn make(&self, open: Open<'_>) -> Result<Vec<u8>, DocumentError>;

    /// All files that belong to it by their names: its own, and for example the charts of a page for other programs.
    ///
    /// # Errors
    /// As [`Document::make`].
    fn make_all(&self, open: Open<'_>) -> Result<Vec<(String, Vec<u8>)>, DocumentError> {
        Ok(vec![(self.file().to_string(), self.make(open)?)])
    }

    /// Whether a file of this name is one of them.
    fn owns(&self, name: &str) -> bool {
        name == self.file()
    }
}

/// Why a document cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// A file cannot be read.
    #[error("cannot read `{file}`: {source}")]
    Unreadable {
        /// Its name.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// A file is not what a result holds.
    #[error("`{file}` is not a file of a result: {why}")]
    Wrong {
        /// Its name.
        file: String,
        /// What is wrong with it.
        why: String,
    },
    /// The template cannot be filled.
    #[error("the page cannot be written: {0}")]
    Page(String),
}

//! What is asked for, and why it cannot be had.

use crate::error::Stopped;

/// Who the rows are about, as known on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Population {
    /// Who is on the list at the end of that day.
    Waiting,
    /// Whose clock started in a period that ends with that day.
    Referred,
    /// Everybody who was ever on the list by then.
    All,
}

impl Population {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Population::Waiting => "waiting",
            Population::Referred => "referred",
            Population::All => "all",
        }
    }
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Ask {
    /// How many pathways; all of one site where not said.
    pub rows: Option<u64>,
    /// The day of the lists; the last day of the scenario where not said.
    pub as_of: Option<String>,
    /// The first day of the period of [`Population::Referred`]; the first day of the scenario where not said.
    pub from: Option<String>,
    /// Who the rows are about.
    pub population: Population,
    /// The variant; the reference where not said.
    pub variant: Option<String>,
}

/// Why lists cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// What is asked for does not fit the scenario.
    #[error("{0}")]
    Ask(String),
    /// A guard stopped a run.
    #[error("site {site}: {reason}")]
    Stopped {
        /// The number of the site.
        site: u64,
        /// Why.
        reason: Stopped,
    },
    /// Rows could not be written.
    #[error("{0}")]
    Sink(std::io::Error),
    /// The user stopped it.
    #[error("interrupted; nothing was written")]
    Interrupted,
}

//! Why a result cannot be checked.

use std::io;
use std::path::PathBuf;

use crate::compare::CompareError;
use crate::experiment::PlanError;
use crate::report::RebuildError;
use crate::study::Invalid;

/// Why a result cannot be checked.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The folder holds no result, or it cannot be read.
    #[error(transparent)]
    Result(#[from] RebuildError),
    /// It is of another version.
    #[error(
        "`{}` was made by queuity {made}, and this is {}: figures may differ between versions. Check it with queuity {made}",
        .folder.display(), env!("CARGO_PKG_VERSION")
    )]
    OtherVersion {
        /// The folder.
        folder: PathBuf,
        /// The version that made it.
        made: String,
    },
    /// Some runs are missing.
    #[error(
        "`{}` is PARTIAL: {done} of {planned} runs are done. Where a run stops may depend on a clock, so a partial result cannot be made again \
         to the same figures. Run its scenario.toml to the end",
        .folder.display()
    )]
    Partial {
        /// The folder.
        folder: PathBuf,
        /// Cells done.
        done: u64,
        /// Cells planned.
        planned: u64,
    },
    /// The scenario in the folder cannot be run.
    #[error("`{}` is no scenario that can be run:\n{problems}", .path.display())]
    Scenario {
        /// The file.
        path: PathBuf,
        /// All that is wrong with it.
        problems: Invalid,
    },
    /// The plan cannot be run.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// What came out cannot be compared.
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// A file cannot be read.
    #[error("cannot read `{}`: {source}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It was stopped before its end.
    #[error("stopped before its end: {done} of {wanted} runs are done, and nothing can be said yet")]
    Stopped {
        /// Cells done.
        done: u64,
        /// Cells that were to be run again.
        wanted: u64,
    },
}

//! Why results cannot be written.

use std::io;
use std::path::PathBuf;

/// Why results cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The path of the folder is something else.
    #[error("`{}` is not a folder", .0.display())]
    NotAFolder(PathBuf),
    /// The path of the folder is a link.
    #[error("`{}` is a link, and results are not written through links; name the folder itself", .0.display())]
    Link(PathBuf),
    /// The path of the file is something else.
    #[error("`{}` is not a file", .0.display())]
    NotAFile(PathBuf),
    /// Another process writes to it.
    #[error("`{}` is being written by {other}; wait until it has ended, or choose another name", .path.display())]
    Locked {
        /// The file or folder.
        path: PathBuf,
        /// Which process.
        other: String,
    },
    /// A result cannot be replaced.
    #[error("`{}` cannot be replaced; close it where it is open, or take away what protects it ({source})", .path.display())]
    Kept {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The results cannot be put into their places, nor the earlier ones back.
    #[error(
        "`{}` is unfinished: cannot write `{}`: {source}; nothing is lost, and the next command with this folder completes it or takes it back",
        .folder.display(), .path.display()
    )]
    Unfinished {
        /// The folder.
        folder: PathBuf,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There are results already.
    #[error("`{}` holds results already; --force replaces them", .0.display())]
    Occupied(PathBuf),
    /// There are files of somebody else.
    #[error(
        "`{}` holds `{name}`, which is not a result of queuity; choose an empty folder, or --force to write beside it",
        .folder.display()
    )]
    Foreign {
        /// The folder.
        folder: PathBuf,
        /// One of the files.
        name: String,
    },
    /// A file that no manifest names has the name of a result.
    #[error(
        "`{}` holds `{name}`, which no manifest of queuity names and a result would replace; move it, or choose another folder",
        .folder.display()
    )]
    InTheWay {
        /// The folder.
        folder: PathBuf,
        /// The file.
        name: String,
    },
    /// A folder has the name of a result.
    #[error(
        "`{}` is a folder, and a result belongs in its place; move it, or choose another folder", .0.display()
    )]
    FolderInTheWay(PathBuf),
    /// There is such a file already.
    #[error("`{}` is there already; --force replaces it", .0.display())]
    Exists(PathBuf),
    /// No format has this extension.
    #[error("no format writes `{}`; the extensions are {known}", .path.display())]
    UnknownExtension {
        /// The file.
        path: PathBuf,
        /// What there is.
        known: String,
    },
    /// A file cannot be read.
    #[error("cannot read `{}`: {source}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The system refused.
    #[error("cannot write `{}`: {source}", .path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl ReportError {
    /// Another process writes to a path: its number, where it is known.
    pub(super) fn locked(path: PathBuf, pid: Option<u32>) -> Self {
        let other = pid.map_or_else(|| "another process".into(), |pid| format!("another process ({pid})"));
        ReportError::Locked { path, other }
    }
}

//! What is done to a disk when results are written. Each step may fail, or be the last before a crash.
//!
//! A test gives a [`Disk`] of its own that fails at its k-th step; nothing else implements it but [`Local`].

use std::fmt::Debug;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use super::ReportError;

/// A file that is being written.
pub trait Sink: Write + Send {
    /// Waits until the device has all of it.
    ///
    /// # Errors
    /// Where the device refuses.
    fn sync(&mut self) -> io::Result<()>;
}

impl Sink for File {
    fn sync(&mut self) -> io::Result<()> {
        self.sync_all()
    }
}

/// The steps. None of them follows a link in the last place of a path.
pub trait Disk: Debug + Send + Sync {
    /// Makes a file that was not there.
    ///
    /// # Errors
    /// Where something is there, or the system refuses.
    fn create(&self, path: &Path) -> io::Result<Box<dyn Sink>>;

    /// Gives a file another name, in one step.
    ///
    /// # Errors
    /// Where the system refuses.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file, or a link.
    ///
    /// # Errors
    /// Where the system refuses.
    fn remove_file(&self, path: &Path) -> io::Result<()>;

    /// Makes a folder.
    ///
    /// # Errors
    /// Where something is there, or the system refuses.
    fn create_folder(&self, path: &Path) -> io::Result<()>;

    /// Removes a folder in which nothing is.
    ///
    /// # Errors
    /// Where something is in it, or the system refuses.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;

    /// Waits until the device has the names in a folder.
    ///
    /// # Errors
    /// Where the device refuses.
    fn sync_folder(&self, path: &Path) -> io::Result<()>;
}

/// The disks of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct Local;

impl Disk for Local {
    fn create(&self, path: &Path) -> io::Result<Box<dyn Sink>> {
        Ok(Box::new(OpenOptions::new().write(true).create_new(true).open(path)?))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }

    #[cfg(unix)]
    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    #[cfg(not(unix))]
    fn sync_folder(&self, _path: &Path) -> io::Result<()> {
        // Folders cannot be opened as files there; the renames are durable with the file system's journal.
        Ok(())
    }
}

/// Whether anything has this name: a link counts as itself.
pub(super) fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Refuses a folder, and a file that another program keeps for itself, or that the system protects, before a run and not after it.
pub(super) fn can_be_replaced(path: &Path) -> Result<(), ReportError> {
    /// Operation not permitted: no question of rights, which do not hinder a rename.
    const EPERM: i32 = 1;
    /// Another program has it open, or part of it locked.
    const SHARING_VIOLATION: [i32; 2] = [32, 33];
    match fs::symlink_metadata(path) {
        // What is moved away is removed as a file, which a folder is not: the moves would never be complete.
        Ok(meta) if meta.is_dir() => return Err(ReportError::FolderInTheWay(path.to_path_buf())),
        Ok(meta) if meta.is_file() => {}
        _ => return Ok(()),
    }
    match fs::OpenOptions::new().append(true).open(path) {
        Err(source)
            if source.raw_os_error().is_some_and(|code| match cfg!(windows) {
                true => SHARING_VIOLATION.contains(&code),
                false => code == EPERM,
            }) =>
        {
            Err(ReportError::Kept { path: path.to_path_buf(), source })
        }
        _ => Ok(()),
    }
}

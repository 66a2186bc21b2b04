//! A single file outside a folder of results: under its own name only when complete.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::ReportError;
use super::disk::{Disk, Local, is_there};
use super::lock::{Lock, NoLock};

/// A file that is being written, beside its place. One process at a time writes it.
#[derive(Debug)]
pub(super) struct LoneFile {
    path: PathBuf,
    temporary: PathBuf,
    force: bool,
    done: bool,
    _lock: Lock,
}

impl LoneFile {
    /// Begins a file, with what to write to.
    pub(super) fn begin(path: &Path, force: bool) -> Result<(Self, File), ReportError> {
        let failed = |source| ReportError::Write { path: path.to_path_buf(), source };
        let name = path.file_name().ok_or_else(|| ReportError::NotAFile(path.to_path_buf()))?;
        let beside = |end: &str| {
            let mut hidden = std::ffi::OsString::from(".");
            hidden.push(name);
            hidden.push(end);
            path.with_file_name(hidden)
        };
        may_replace(path, force)?;
        let lock = Lock::take(&beside(".queuity-lock")).map_err(|no| match no {
            NoLock::Held(pid) => ReportError::locked(path.to_path_buf(), pid),
            NoLock::Failed(e) => failed(e),
        })?;
        // Another process may have written it while this one came.
        may_replace(path, force)?;
        let temporary = beside(".queuity-part");
        // What a process that died left.
        match fs::remove_file(&temporary) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(failed(e)),
            _ => {}
        }
        let file = OpenOptions::new().write(true).create_new(true).open(&temporary).map_err(failed)?;
        Ok((Self { path: path.to_path_buf(), temporary, force, done: false, _lock: lock }, file))
    }

    /// Syncs what was written and gives it its name.
    pub(super) fn finish(self, file: &File) -> Result<(), ReportError> {
        let path = self.path.clone();
        self.finish_as(&path, file)
    }

    /// Syncs what was written, and leaves it to the caller under the temporary name that comes back.
    pub(super) fn finish_unnamed(mut self, file: &File) -> Result<PathBuf, ReportError> {
        file.sync_all().map_err(|source| ReportError::Write { path: self.path.clone(), source })?;
        self.done = true;
        Ok(self.temporary.clone())
    }

    /// The same under another name in the same folder.
    pub(super) fn finish_as(mut self, path: &Path, file: &File) -> Result<(), ReportError> {
        // During the run something may have come.
        may_replace(path, self.force)?;
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        file.sync_all()
            .and_then(|()| Local.rename(&self.temporary, path))
            .map_err(|source| ReportError::Write { path: path.to_path_buf(), source })?;
        self.done = true;
        Local.sync_folder(folder).map_err(|source| ReportError::Write { path: path.to_path_buf(), source })
    }
}

impl Drop for LoneFile {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// Refuses to replace what is there without `force`, and with it all but files and links: of a link the link itself is replaced.
fn may_replace(path: &Path, force: bool) -> Result<(), ReportError> {
    match fs::symlink_metadata(path) {
        Ok(meta) if !meta.is_file() && !meta.is_symlink() => Err(ReportError::NotAFile(path.to_path_buf())),
        Ok(_) if force => Ok(()),
        Ok(_) => Err(ReportError::Exists(path.to_path_buf())),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(ReportError::Write { path: path.to_path_buf(), source }),
    }
}

/// Whether two paths lead to the same file, however they are written and through whatever links.
#[must_use]
pub fn same_file(a: &Path, b: &Path) -> bool {
    let canonical = fs::canonicalize(a).ok().zip(fs::canonicalize(b).ok());
    canonical.is_some_and(|(a, b)| a == b) || (is_there(a) && is_there(b) && same_inode(a, b))
}

#[cfg(unix)]
fn same_inode(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let inode = |path: &Path| fs::metadata(path).ok().map(|m| (m.dev(), m.ino()));
    inode(a).is_some_and(|a| Some(a) == inode(b))
}

#[cfg(not(unix))]
fn same_inode(_a: &Path, _b: &Path) -> bool {
    false
}

/// Writes a small file as a whole, under its name only when complete.
///
/// # Errors
/// Where it is there already (without `force`) or cannot be written.
pub fn write_file(path: &Path, bytes: &[u8], force: bool) -> Result<(), ReportError> {
    let (lone, mut file) = LoneFile::begin(path, force)?;
    file.write_all(bytes).map_err(|source| ReportError::Write { path: path.to_path_buf(), source })?;
    lone.finish(&file)
}

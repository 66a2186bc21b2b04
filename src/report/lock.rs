//! One writer at a time: a file that the system locks, with the number of the process that holds it. The lock ends with its process,
//! however that ends; a file that a killed one left behind is in nobody's way.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// How often a lock is tried that comes and goes, or whose holder has not said its number yet.
const MOST_TRIES: u32 = 20_000;

/// A lock that is held.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    /// None where the file system knows no locks.
    file: Option<File>,
}

/// Why a lock cannot be had.
#[derive(Debug)]
pub(super) enum NoLock {
    /// Another process has it; its number, where it can be read.
    Held(Option<u32>),
    /// The system refused.
    Failed(io::Error),
}

impl Lock {
    /// Takes a lock at once, or says who has it.
    pub(super) fn take(path: &Path) -> Result<Self, NoLock> {
        for attempt in 0.. {
            match fs::symlink_metadata(path) {
                // What is no file is not opened: a link would be followed.
                Ok(meta) if !meta.is_file() => return Err(NoLock::Failed(io::ErrorKind::AlreadyExists.into())),
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(NoLock::Failed(e)),
                _ => {}
            }
            let last = attempt + 1 == MOST_TRIES;
            match try_open(path).map_err(NoLock::Failed)? {
                Tried::Mine(mut file) if is_at(&file, path) => {
                    let said = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
                    if let Err(e) = said {
                        // A full disk takes an empty file, and no number in it.
                        drop(Self { path: path.to_path_buf(), file: Some(file) });
                        return Err(NoLock::Failed(e));
                    }
                    return Ok(Self { path: path.to_path_buf(), file: Some(file) });
                }
                // The one who had it has removed it.
                Tried::Mine(_) if last => return Err(NoLock::Held(None)),
                Tried::Mine(_) => {}
                Tried::Held => match holder(path) {
                    // What a dead process left is read only in the moment before the holder writes over it.
                    Some(pid) if last || (may_live(pid) && holder(path) == Some(pid)) => {
                        return Err(NoLock::Held(Some(pid)));
                    }
                    None if last => return Err(NoLock::Held(None)),
                    _ => {}
                },
                Tried::Unknown => return Ok(Self { path: path.to_path_buf(), file: None }),
            }
            std::thread::yield_now();
        }
        Err(NoLock::Held(None))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let file = self.file.take();
        // Who opened it before it is removed finds that it no longer has its name, and tries again. Where open files cannot be removed,
        // it stays if somebody else has it already.
        if cfg!(windows) {
            drop(file);
            let _ = fs::remove_file(&self.path);
        } else {
            let _ = fs::remove_file(&self.path);
            drop(file);
        }
    }
}

enum Tried {
    Mine(File),
    Held,
    /// The file system knows no locks.
    Unknown,
}

#[cfg(not(windows))]
fn try_open(path: &Path) -> io::Result<Tried> {
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
    Ok(match file.try_lock() {
        Ok(()) => Tried::Mine(file),
        Err(fs::TryLockError::WouldBlock) => Tried::Held,
        Err(fs::TryLockError::Error(_)) => Tried::Unknown,
    })
}

/// A locked file could not be read there; one that others may only read is as good.
#[cfg(windows)]
fn try_open(path: &Path) -> io::Result<Tried> {
    use std::os::windows::fs::OpenOptionsExt;
    const FILE_SHARE_READ: u32 = 1;
    const ERROR_SHARING_VIOLATION: i32 = 32;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).share_mode(FILE_SHARE_READ);
    match options.open(path) {
        Ok(file) => Ok(Tried::Mine(file)),
        Err(e) if e.raw_os_error() == Some(ERROR_SHARING_VIOLATION) => Ok(Tried::Held),
        Err(e) => Err(e),
    }
}

/// Whether an open file still has this name, and was not opened through a link.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let both = file.metadata().and_then(|open| Ok((open, fs::symlink_metadata(path)?)));
    both.is_ok_and(|(open, named)| (open.dev(), open.ino()) == (named.dev(), named.ino()))
}

#[cfg(not(unix))]
fn is_at(_file: &File, _path: &Path) -> bool {
    true
}

/// The number of the process that holds a lock.
fn holder(path: &Path) -> Option<u32> {
    let mut text = String::new();
    let mut file = File::open(path).ok()?;
    file.rewind().ok()?;
    file.take(20).read_to_string(&mut text).ok()?;
    text.parse().ok()
}

/// Whether there may be such a process, as far as anybody can tell.
fn may_live(pid: u32) -> bool {
    let processes = Path::new("/proc");
    !processes.join("self").exists() || processes.join(pid.to_string()).exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_has_it_and_the_other_learns_who() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("lock");
        let lock = Lock::take(&path).unwrap();
        assert!(matches!(Lock::take(&path), Err(NoLock::Held(Some(pid))) if pid == std::process::id()));
        drop(lock);
        assert!(!path.exists());
        // What a dead process left.
        fs::write(&path, "4294967295").unwrap();
        drop(Lock::take(&path).unwrap());
        assert!(!path.exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_its_place_is_not_followed() {
        let home = tempfile::tempdir().unwrap();
        let (path, mine) = (home.path().join("lock"), home.path().join("mine"));
        fs::write(&mine, "precious").unwrap();
        std::os::unix::fs::symlink(&mine, &path).unwrap();
        assert!(matches!(Lock::take(&path), Err(NoLock::Failed(_))));
        assert_eq!(fs::read(&mine).unwrap(), b"precious");
    }
}

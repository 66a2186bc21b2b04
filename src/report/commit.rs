//! How staged files take the place of earlier ones: all or none.
//!
//! 1. All new files are whole in `.queuity-new`, and on the device; then `journal.json` there names the old files and the new.
//! 2. The old manifest goes to `.queuity-old`: from here on the folder holds no result, it is unfinished. The other old files follow.
//! 3. The new files take their names.
//! 4. The new manifest takes its name. This rename is the commit.
//! 5. The old files are removed, then the journal.
//!
//! A step that fails before the commit is undone. A process that dies leaves the journal, and the next command that claims the folder completes
//! the moves, or where that fails takes them back. What is where follows from the journal and the names that are there.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::disk::{Disk, is_there};
use super::files::MANIFEST;

/// Where new files are staged.
pub(super) const NEW: &str = ".queuity-new";
/// Where old files wait until the new ones are there.
pub(super) const OLD: &str = ".queuity-old";
const JOURNAL: &str = "journal.json";

/// What is moved; the manifests among them.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Journal {
    old: BTreeSet<String>,
    new: BTreeSet<String>,
}

/// A step that failed, at which file.
pub(super) type Failed = (PathBuf, io::Error);

/// A folder whose files are moved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moves<'a> {
    pub(super) disk: &'a dyn Disk,
    pub(super) folder: &'a Path,
}

impl Moves<'_> {
    /// Replaces the old files, as far as they are there, by the staged ones. A failure comes with whether the old result is as it was;
    /// else the folder is unfinished.
    pub(super) fn commit(&self, old: &[String], new: &[String]) -> Result<(), (Failed, bool)> {
        let old = old.iter().filter(|name| is_there(&self.name(name)));
        let journal = Journal { old: old.cloned().collect(), new: new.iter().cloned().collect() };
        let done = self.begin(&journal).and_then(|()| self.forward(&journal));
        let done = done.map_err(|failed| (failed, self.back(&journal).is_ok()));
        self.sweep();
        done
    }

    /// Completes or takes back what a process that died has left, and sweeps what it staged.
    pub(super) fn recover(&self) -> Result<(), Failed> {
        if let Some(journal) = self.journal() {
            // Where the manifest is no longer staged, all is done.
            if is_there(&self.new_name(MANIFEST)) && self.forward(&journal).is_err() {
                self.back(&journal)?;
            }
        } else if !is_there(&self.name(MANIFEST)) {
            // The journal goes last, so nothing should be here; if anything is, it is the only copy.
            for name in names(&self.folder.join(OLD)) {
                self.put_back(&name)?;
            }
        }
        self.sweep();
        Ok(())
    }

    /// Writes the journal: from here on the moves will be completed or taken back.
    fn begin(&self, journal: &Journal) -> Result<(), Failed> {
        let part = self.new_name("journal.part");
        let text = serde_json::to_vec(journal).unwrap_or_default();
        let write = || {
            let mut file = self.disk.create(&part)?;
            file.write_all(&text)?;
            file.sync()
        };
        write().map_err(|e| (part.clone(), e))?;
        self.sync(&self.folder.join(NEW))?;
        self.rename(&part, &self.new_name(JOURNAL))?;
        self.sync(&self.folder.join(NEW)).and_then(|()| self.sync(self.folder))
    }

    fn journal(&self) -> Option<Journal> {
        let journal: Journal = serde_json::from_slice(&fs::read(self.new_name(JOURNAL)).ok()?).ok()?;
        let inside = |name: &String| Path::new(name).file_name().is_some_and(|n| n == name.as_str());
        journal.old.iter().chain(&journal.new).all(inside).then_some(journal)
    }

    /// What is left of the moves, to the commit.
    fn forward(&self, journal: &Journal) -> Result<(), Failed> {
        let lost = |name: &&String| !is_there(&self.new_name(name)) && !self.is_new(journal, name);
        if let Some(name) = journal.new.iter().find(lost) {
            return Err((self.name(name), io::ErrorKind::NotFound.into()));
        }
        let old = self.folder.join(OLD);
        if !journal.old.is_empty() && !is_there(&old) {
            self.disk.create_folder(&old).map_err(|e| (old.clone(), e))?;
        }
        let others = |names: &BTreeSet<String>| names.iter().filter(|n| *n != MANIFEST).cloned().collect::<Vec<_>>();
        // The manifest first: a set without it is no set.
        let away = journal.old.iter().filter(|n| *n == MANIFEST).cloned().chain(others(&journal.old));
        for name in away.filter(|name| is_there(&self.name(name)) && !is_there(&self.old_name(name))) {
            self.rename(&self.name(&name), &self.old_name(&name))?;
            if name == MANIFEST {
                self.sync(&old).and_then(|()| self.sync(self.folder))?;
            }
        }
        for name in others(&journal.new).iter().filter(|name| is_there(&self.new_name(name))) {
            self.put(&self.new_name(name), name)?;
        }
        if !journal.old.is_empty() {
            self.sync(&old)?;
        }
        self.sync(&self.folder.join(NEW)).and_then(|()| self.sync(self.folder))?;
        self.put(&self.new_name(MANIFEST), MANIFEST)?;
        // It is done; a device that does not take it now is told of, but nothing is undone.
        self.sync(self.folder)
    }

    /// Takes the moves back, as far as they have come.
    fn back(&self, journal: &Journal) -> Result<(), Failed> {
        if !is_there(&self.new_name(MANIFEST)) {
            return Ok(());
        }
        for name in journal.new.iter().filter(|name| self.is_new(journal, name)) {
            self.rename(&self.name(name), &self.new_name(name))?;
        }
        for name in journal.old.iter().filter(|n| *n != MANIFEST) {
            self.put_back(name)?;
        }
        if !journal.old.is_empty() {
            self.sync(self.folder)?;
        }
        self.put_back(MANIFEST)?;
        self.sync(self.folder)?;
        // Without it, what is staged is only waste.
        let journal = self.new_name(JOURNAL);
        if is_there(&journal) { self.disk.remove_file(&journal).map_err(|e| (journal, e)) } else { Ok(()) }
    }

    /// Whether the file in its place is the new one.
    fn is_new(&self, journal: &Journal, name: &str) -> bool {
        let moved = !journal.old.contains(name) || is_there(&self.old_name(name));
        moved && is_there(&self.name(name)) && !is_there(&self.new_name(name))
    }

    fn put_back(&self, name: &str) -> Result<(), Failed> {
        let old = self.old_name(name);
        if is_there(&old) { self.put(&old, name) } else { Ok(()) }
    }

    /// Gives a file its name in the folder, unless something of somebody else has it.
    fn put(&self, from: &Path, name: &str) -> Result<(), Failed> {
        let to = self.name(name);
        if is_there(&to) {
            return Err((to, io::ErrorKind::AlreadyExists.into()));
        }
        self.rename(from, &to)
    }

    /// Removes what was staged and what is old, unless a journal says that it is needed: the journal last. What cannot be removed is
    /// left to the next who claims the folder.
    pub(super) fn sweep(&self) {
        if is_there(&self.new_name(JOURNAL)) && is_there(&self.new_name(MANIFEST)) {
            return;
        }
        let (new, old) = (self.folder.join(NEW), self.folder.join(OLD));
        if names(&old).iter().try_for_each(|name| self.disk.remove_file(&old.join(name))).is_err() {
            return;
        }
        if is_there(&old) && self.disk.remove_folder(&old).is_err() {
            return;
        }
        let mut staged = names(&new);
        staged.sort_by_key(|name| name == JOURNAL);
        if staged.iter().try_for_each(|name| self.disk.remove_file(&new.join(name))).is_ok() && is_there(&new) {
            let _ = self.disk.remove_folder(&new);
        }
    }

    fn name(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn new_name(&self, name: &str) -> PathBuf {
        self.folder.join(NEW).join(name)
    }

    fn old_name(&self, name: &str) -> PathBuf {
        self.folder.join(OLD).join(name)
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<(), Failed> {
        // The place in the folder is what people know.
        let told = if from.parent() == Some(self.folder) { from } else { to };
        self.disk.rename(from, to).map_err(|e| (told.to_path_buf(), e))
    }

    fn sync(&self, folder: &Path) -> Result<(), Failed> {
        self.disk.sync_folder(folder).map_err(|e| (folder.to_path_buf(), e))
    }
}

/// The names in a folder, sorted; none where there is no such folder. A link is no folder.
fn names(folder: &Path) -> Vec<String> {
    if !fs::symlink_metadata(folder).is_ok_and(|m| m.is_dir()) {
        return Vec::new();
    }
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.filter_map(|e| e.file_name().into_string().ok()).collect();
    names.sort();
    names
}

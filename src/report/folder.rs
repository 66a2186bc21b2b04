//! A folder of results: an earlier result is replaced whole or not at all, and nothing of somebody else is touched.
//!
//! Files are staged in a subfolder and moved when all are complete, see [`super::commit`]. One process at a time has a folder.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::commit::{Moves, NEW, OLD};
use super::disk::{Disk, Local, Sink, can_be_replaced, is_there};
use super::files::{MANIFEST, PACKAGE, RUN_LOG, SCENARIO, Staged, is_result};
use super::lives::{self, LIVES};
use super::lock::{Lock, NoLock};
use super::package::Described;
use super::whole::Whole;
use super::{ReportError, Results, package};
use crate::digest::Digesting;
use crate::experiment::{Alone, Workers};

/// Who has the folder.
const LOCK: &str = ".queuity-lock";
/// Ended the names of files that were not complete, in earlier versions.
const PART: &str = ".queuity-part";

/// A folder that results may be written to.
#[derive(Debug)]
pub struct Folder {
    pub(super) disk: Arc<dyn Disk>,
    pub(super) path: PathBuf,
    /// Folders that were not there before, the deepest first; they go again while nothing is in them.
    made: Vec<PathBuf>,
    /// Results that are replaced.
    old: Vec<String>,
    pub(super) staged: Vec<Staged>,
    lock: Option<Lock>,
    /// Tables that are staged already.
    adopted: Vec<Described>,
}

impl Folder {
    /// Makes the folder where there is none (until it is written to it goes again when this is dropped), takes it for this process, and
    /// checks that it can be written to. What a process that died left unfinished is completed, or taken back. `force` allows results in
    /// it to be replaced: later, when the new ones are complete, and only the files that their manifest names. With it, files of
    /// somebody else are spared, unless a result would take their name.
    ///
    /// # Errors
    /// Where the path is no folder, another process has it, it holds results or files of somebody else (without `force`), or it cannot
    /// be written to.
    pub fn claim(path: &Path, force: bool) -> Result<Self, ReportError> {
        Self::claim_on(Arc::new(Local), path, force)
    }

    /// The same with steps of the caller's own, which may fail.
    ///
    /// # Errors
    /// As [`Folder::claim`], and where a step fails.
    pub fn claim_on(disk: Arc<dyn Disk>, path: &Path, force: bool) -> Result<Self, ReportError> {
        // With a slash at its end a link would be followed.
        let path: PathBuf = path.components().collect();
        let mut folder = Self {
            disk,
            path: path.clone(),
            made: Vec::new(),
            old: Vec::new(),
            staged: Vec::new(),
            lock: None,
            adopted: Vec::new(),
        };
        folder.take()?;
        for name in [NEW, OLD] {
            if fs::symlink_metadata(path.join(name)).is_ok_and(|m| !m.is_dir()) {
                return Err(ReportError::InTheWay { folder: path, name: name.into() });
            }
        }
        folder.moves().recover().map_err(|(at, source)| folder.unfinished(at, source))?;
        let old = old_results(&path);
        let failed = |source| ReportError::Write { path: path.clone(), source };
        let mut names = Vec::new();
        for entry in fs::read_dir(&path).map_err(failed)? {
            names.push(entry.map_err(failed)?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        let ours = |name: &String| {
            [LOCK, NEW, OLD].contains(&name.as_str())
                || is_left_over(name)
                || old.as_ref().is_some_and(|o| o.contains(name))
        };
        for name in names.iter().filter(|name| !ours(name)) {
            let (folder, name) = (path.clone(), name.clone());
            if is_result(&name) {
                return Err(ReportError::InTheWay { folder, name });
            }
            if !force {
                return Err(ReportError::Foreign { folder, name });
            }
        }
        if old.is_some() && !force {
            return Err(ReportError::Occupied(path));
        }
        for name in old.iter().flatten() {
            can_be_replaced(&path.join(name))?;
        }
        folder.old = old.unwrap_or_default();
        Ok(folder)
    }

    /// Makes the folder and locks it.
    fn take(&mut self) -> Result<(), ReportError> {
        let path = self.path.clone();
        let failed = |source| ReportError::Write { path: path.clone(), source };
        // Another process may remove the folder that it made for nothing, just before it is locked here.
        let mut tries = 0..100;
        loop {
            match fs::symlink_metadata(&path) {
                Ok(meta) if meta.is_symlink() => return Err(ReportError::Link(path)),
                Ok(meta) if !meta.is_dir() => return Err(ReportError::NotAFolder(path)),
                Ok(_) => {}
                Err(e) if e.kind() == io::ErrorKind::NotFound => {
                    let missing = |p: &&Path| !p.as_os_str().is_empty() && !p.exists();
                    self.made = path.ancestors().take_while(missing).map(Path::to_path_buf).collect();
                    fs::create_dir_all(&path).map_err(failed)?;
                }
                Err(e) => return Err(failed(e)),
            }
            match Lock::take(&path.join(LOCK)) {
                Ok(lock) => {
                    self.lock = Some(lock);
                    return Ok(());
                }
                Err(NoLock::Held(pid)) => return Err(ReportError::locked(path, pid)),
                Err(NoLock::Failed(e)) if e.kind() == io::ErrorKind::NotFound && tries.next().is_some() => {}
                Err(NoLock::Failed(e)) => return Err(failed(e)),
            }
        }
    }

    pub(super) fn moves(&self) -> Moves<'_> {
        Moves { disk: self.disk.as_ref(), folder: &self.path }
    }

    pub(super) fn unfinished(&self, path: PathBuf, source: io::Error) -> ReportError {
        ReportError::Unfinished { folder: self.path.clone(), path, source }
    }

    /// Whether a file has the place and name of a result, which would replace it.
    #[must_use]
    pub fn would_replace(&self, file: &Path) -> bool {
        self.has_place_of(file) && file.file_name().is_some_and(|name| is_result(&name.to_string_lossy()))
    }

    /// The same, or of a file of the result that is there, which goes when it is replaced.
    #[must_use]
    pub fn would_take(&self, file: &Path) -> bool {
        let old = |name: &std::ffi::OsStr| self.old.iter().any(|old| **old == name.to_string_lossy());
        self.would_replace(file) || (self.has_place_of(file) && file.file_name().is_some_and(old))
    }

    /// Whether a file of this path would lie in the folder, and not in one below it.
    #[must_use]
    pub fn has_place_of(&self, file: &Path) -> bool {
        let beside = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::canonicalize(beside).ok().zip(fs::canonicalize(&self.path).ok()).is_some_and(|(a, b)| a == b)
    }

    /// Takes a whole table from where it was written, to be one of the results: described, in the manifest, and under its name when
    /// all others are.
    pub(super) fn adopt(&mut self, from: &Path, table: Described) -> io::Result<()> {
        let (bytes, sha256) = digest_of(from)?;
        let name = table.path().to_string();
        let new = self.path.join(NEW);
        if !is_there(&new) {
            self.disk.create_folder(&new)?;
        }
        self.disk.rename(from, &new.join(&name))?;
        // The caller has seen to it that it may be replaced.
        if fs::symlink_metadata(self.path.join(&name)).is_ok() && !self.old.contains(&name) {
            self.old.push(name.clone());
        }
        self.staged.push(Staged { name, bytes, sha256 });
        self.adopted.push(table);
        Ok(())
    }

    /// Whether there is an earlier result that a new one would replace.
    #[must_use]
    pub fn holds_a_result(&self) -> bool {
        !self.old.is_empty()
    }

    /// Whether there is an earlier result from which nothing is missing.
    #[must_use]
    pub fn holds_a_complete_result(&self) -> bool {
        let manifest = fs::read(self.path.join(MANIFEST)).ok();
        let manifest = manifest.and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
        self.holds_a_result() && manifest.is_some_and(|manifest| manifest["status"] == "complete")
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes all results: tables in every format, the resolved scenario, the description of all columns, and last the manifest.
    /// The names of the files come back, sorted.
    ///
    /// # Errors
    /// Where a file cannot be written or replaced. The folder is then as it was, unless the error says that it is unfinished.
    pub fn write(self, results: &Results<'_>) -> Result<Vec<String>, ReportError> {
        self.write_all(results, &Alone, None)
    }

    /// The same by hands that each write a file at a time, and with a `run-log.json`, made when all else is written; no manifest names it.
    ///
    /// # Errors
    /// As [`Folder::write`].
    pub fn write_with_log(
        self,
        results: &Results<'_>,
        workers: &dyn Workers,
        log: &dyn Fn() -> Vec<u8>,
    ) -> Result<Vec<String>, ReportError> {
        self.write_all(results, workers, Some(log))
    }

    fn write_all(
        mut self,
        results: &Results<'_>,
        workers: &dyn Workers,
        log: Option<&dyn Fn() -> Vec<u8>>,
    ) -> Result<Vec<String>, ReportError> {
        let whole = Whole::new(results);
        let tables = whole.tables();
        let mut files = std::mem::take(&mut self.adopted);
        files.extend(self.stage_tables(&tables, results.formats, workers)?);
        if let Some(lives) = results.lives {
            self.stage(LIVES, |out| out.write_all(&lives::file(lives)))?;
        }
        self.stage(SCENARIO, |out| out.write_all(results.scenario.as_bytes()))?;
        let description = package::datapackage(results, &files);
        self.stage(PACKAGE, |out| out.write_all(&description))?;
        self.documents(results, &tables)?;
        self.commit(results, log)
    }

    /// Writes one file to the subfolder.
    pub(super) fn stage(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
    ) -> Result<(), ReportError> {
        self.begin()?;
        let staged = self.written(name, write)?;
        self.staged.push(staged);
        Ok(())
    }

    /// Makes the subfolder.
    pub(super) fn begin(&self) -> Result<(), ReportError> {
        let new = self.path.join(NEW);
        if is_there(&new) {
            return Ok(());
        }
        self.disk.create_folder(&new).map_err(|source| ReportError::Write { path: new.clone(), source })
    }

    /// Writes one file to the subfolder that is there.
    pub(super) fn written(
        &self,
        name: &str,
        write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
    ) -> Result<Staged, ReportError> {
        let failed = |source| ReportError::Write { path: self.path.join(name), source };
        let file = self.disk.create(&self.path.join(NEW).join(name)).map_err(failed)?;
        let (bytes, sha256) = complete(file, write).map_err(failed)?;
        Ok(Staged { name: name.into(), bytes, sha256 })
    }

    fn commit(mut self, results: &Results<'_>, log: Option<&dyn Fn() -> Vec<u8>>) -> Result<Vec<String>, ReportError> {
        self.staged.sort_by(|a, b| a.name.cmp(&b.name));
        let manifest = package::manifest(results, &self.staged);
        self.commit_with(&manifest, log)
    }

    /// Gives everything that is staged its name, the manifest last.
    pub(super) fn commit_with(
        mut self,
        manifest: &[u8],
        log: Option<&dyn Fn() -> Vec<u8>>,
    ) -> Result<Vec<String>, ReportError> {
        if let Some(log) = log {
            self.stage(RUN_LOG, |out| out.write_all(&log()))?;
        }
        self.stage(MANIFEST, |out| out.write_all(manifest))?;
        // A format of the caller's own, or a name that somebody took during the run.
        let there = |s: &&Staged| !self.old.contains(&s.name) && is_there(&self.path.join(&s.name));
        if let Some(staged) = self.staged.iter().find(there) {
            return Err(ReportError::InTheWay { folder: self.path.clone(), name: staged.name.clone() });
        }
        let mut names: Vec<String> = self.staged.iter().map(|s| s.name.clone()).collect();
        names.sort();
        self.moves().commit(&self.old, &names).map_err(|((path, source), undone)| match undone {
            true => ReportError::Write { path, source },
            false => self.unfinished(path, source),
        })?;
        for name in &names {
            let _ = self.disk.remove_file(&self.path.join(format!(".{name}{PART}")));
        }
        Ok(names)
    }
}

impl Drop for Folder {
    /// What is not complete does not stay.
    fn drop(&mut self) {
        if self.lock.is_some() {
            self.moves().sweep();
        }
        self.lock = None;
        // Only folders in which nothing is can be removed.
        let _ = self.made.iter().try_for_each(fs::remove_dir);
    }
}

/// The files that a manifest of queuity names, with the manifest and the run log; none without such a manifest.
fn old_results(folder: &Path) -> Option<Vec<String>> {
    let text = fs::read_to_string(folder.join(MANIFEST)).ok()?;
    let manifest: serde_json::Value = serde_json::from_str(&text).ok()?;
    manifest.get("queuity")?;
    let mut names = vec![MANIFEST.to_string(), RUN_LOG.to_string()];
    for file in manifest.get("files")?.as_array()? {
        let name = file.get("path")?.as_str()?;
        // A manifest that names something outside its folder is not ours.
        if Path::new(name).file_name()?.to_str()? != name || name.contains(['/', '\\']) {
            return None;
        }
        names.push(name.into());
    }
    Some(names)
}

/// Whether a killed process of an earlier version left this: a result under a temporary name.
fn is_left_over(name: &str) -> bool {
    name.strip_prefix('.').and_then(|n| n.strip_suffix(PART)).is_some_and(is_result)
}

/// Writes a whole file and syncs it: its size and SHA-256.
fn complete(
    file: Box<dyn Sink>,
    write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> io::Result<(u64, String)> {
    let mut out = Digesting::new(BufWriter::new(file));
    write(&mut out)?;
    let (out, bytes, sha256) = out.finish();
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync()?;
    Ok((bytes, sha256))
}

/// Size and SHA-256 of a file.
pub(super) fn digest_of(path: &Path) -> io::Result<(u64, String)> {
    let mut out = Digesting::new(io::sink());
    io::copy(&mut fs::File::open(path)?, &mut out)?;
    let (_, bytes, sha256) = out.finish();
    Ok((bytes, sha256))
}

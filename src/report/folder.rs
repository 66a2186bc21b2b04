//! A folder of results: nothing appears under its name before it is complete, and nothing of somebody else is touched.
//!
//! Files are written under a temporary name in the same folder, synced, then renamed; the manifest comes last.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{Format, Registry, ReportError, Results, package, tables};
use crate::compare::{Replications, Series};
use crate::digest::Digesting;

const MANIFEST: &str = "manifest.json";
/// Written by the command, outside the manifest.
const RUN_LOG: &str = "run-log.json";
const SCENARIO: &str = "scenario.toml";
const PACKAGE: &str = "datapackage.json";
/// The tables, and whether each may have millions of rows.
const TABLES: [(&str, bool); 5] =
    [("assumptions", false), ("contrasts", false), ("replications", true), ("series", false), ("summary", false)];
/// Ends the names of files that are not complete.
const PART: &str = ".queuity-part";

/// A folder that results may be written to.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Folders that were not there before, the deepest first; they go again while nothing is in them.
    made: Vec<PathBuf>,
    /// Results that are replaced.
    old: Vec<String>,
    staged: Vec<Staged>,
}

/// A file that is complete under its temporary name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Staged {
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

impl Folder {
    /// Makes the folder where there is none (until it is written to it goes again when this is dropped), and checks that it can be
    /// written to. `force` allows results in it to be replaced: later, when the new ones are complete, and only the files that their
    /// manifest names. With it, files of somebody else are spared, unless a result would take their name.
    ///
    /// # Errors
    /// Where the path is no folder, holds results or files of somebody else (without `force`), or cannot be written to.
    pub fn claim(path: &Path, force: bool) -> Result<Self, ReportError> {
        let failed = |source| ReportError::Write { path: path.to_path_buf(), source };
        let mut folder = Self { path: path.to_path_buf(), made: Vec::new(), old: Vec::new(), staged: Vec::new() };
        match fs::symlink_metadata(path) {
            Ok(meta) if !meta.is_dir() => return Err(ReportError::NotAFolder(path.to_path_buf())),
            Ok(_) => {}
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                let missing = |p: &&Path| !p.as_os_str().is_empty() && !p.exists();
                folder.made = path.ancestors().take_while(missing).map(Path::to_path_buf).collect();
                fs::create_dir_all(path).map_err(failed)?;
            }
            Err(e) => return Err(failed(e)),
        }
        let old = old_results(path);
        let mut names = Vec::new();
        for entry in fs::read_dir(path).map_err(failed)? {
            names.push(entry.map_err(failed)?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        let ours = |name: &String| name.ends_with(PART) || old.as_ref().is_some_and(|o| o.contains(name));
        for name in names.iter().filter(|name| !ours(name)) {
            let (folder, name) = (path.to_path_buf(), name.clone());
            if is_result(&name) {
                return Err(ReportError::InTheWay { folder, name });
            }
            if !force {
                return Err(ReportError::Foreign { folder, name });
            }
        }
        if old.is_some() && !force {
            return Err(ReportError::Occupied(path.to_path_buf()));
        }
        let probe = path.join(format!(".probe{PART}"));
        create_new(&probe).map_err(failed)?;
        fs::remove_file(&probe).map_err(failed)?;
        folder.old = old.unwrap_or_default();
        Ok(folder)
    }

    /// Whether a file has the place and name of a result, which would replace it.
    #[must_use]
    pub fn would_replace(&self, file: &Path) -> bool {
        let Some(name) = file.file_name() else { return false };
        let beside = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let same = fs::canonicalize(beside).ok().zip(fs::canonicalize(&self.path).ok()).is_some_and(|(a, b)| a == b);
        same && is_result(&name.to_string_lossy())
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
    /// Where a file cannot be written; no new file then appears under its name unless the failure comes with the last renames.
    pub fn write(mut self, results: &Results<'_>) -> Result<Vec<String>, ReportError> {
        let replications = Replications::new(results.outcome, results.date);
        let series = Series::new(results.outcome, results.date);
        let comparison = results.comparison;
        let tables = [
            tables::summary(&comparison.summary),
            tables::contrasts(&comparison.contrasts),
            tables::series(&series),
            tables::replications(&replications),
            tables::assumptions(results.assumptions),
        ];
        let mut files = Vec::new();
        for table in &tables {
            for format in formats_of(table.large, results.formats) {
                let name = format!("{}.{}", table.name, format.extension());
                self.stage(&name, |out| format.write(table, out))?;
                files.push((name, table, format));
            }
        }
        self.stage(SCENARIO, |out| out.write_all(results.scenario.as_bytes()))?;
        let description = package::datapackage(results, &files);
        self.stage(PACKAGE, |out| out.write_all(&description))?;
        self.commit(results)
    }

    /// Writes one file under its temporary name.
    fn stage(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
    ) -> Result<(), ReportError> {
        let temporary = temporary(&self.path, name);
        // From here on it is ours to remove.
        self.staged.push(Staged { name: name.into(), bytes: 0, sha256: String::new() });
        let (bytes, sha256) =
            complete(&temporary, write).map_err(|source| ReportError::Write { path: self.path.join(name), source })?;
        if let Some(staged) = self.staged.last_mut() {
            (staged.bytes, staged.sha256) = (bytes, sha256);
        }
        Ok(())
    }

    fn commit(mut self, results: &Results<'_>) -> Result<Vec<String>, ReportError> {
        self.staged.sort_by(|a, b| a.name.cmp(&b.name));
        // A format of the caller's own, or somebody who came during the run.
        let there = |s: &&Staged| !self.old.contains(&s.name) && fs::symlink_metadata(self.path.join(&s.name)).is_ok();
        if let Some(staged) = self.staged.iter().find(there) {
            return Err(ReportError::InTheWay { folder: self.path.clone(), name: staged.name.clone() });
        }
        let manifest = package::manifest(results, &self.staged);
        self.stage(MANIFEST, |out| out.write_all(&manifest))?;
        let path = self.path.clone();
        let failed = |name: &str, source| ReportError::Write { path: path.join(name), source };
        // Without its manifest the old set is no set; from here to the new manifest the folder is between two sets.
        if !self.old.is_empty() {
            fs::remove_file(path.join(MANIFEST)).map_err(|e| failed(MANIFEST, e))?;
        }
        let names: Vec<String> = self.staged.iter().map(|s| s.name.clone()).collect();
        for name in self.old.iter().filter(|n| !names.contains(n)) {
            match fs::remove_file(path.join(name)) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(failed(name, e)),
                _ => {}
            }
        }
        for (i, name) in names.iter().enumerate() {
            if i + 1 == names.len() {
                sync_folder(&path).map_err(|e| failed(name, e))?;
            }
            fs::rename(temporary(&path, name), path.join(name)).map_err(|e| failed(name, e))?;
        }
        sync_folder(&path).map_err(|e| failed(MANIFEST, e))?;
        self.staged.clear();
        let mut names = names;
        names.sort();
        Ok(names)
    }
}

impl Drop for Folder {
    /// What is not complete does not stay.
    fn drop(&mut self) {
        for staged in &self.staged {
            // It may never have been made, or may have its name already.
            let _ = fs::remove_file(temporary(&self.path, &staged.name));
        }
        // Only folders in which nothing is can be removed.
        let _ = self.made.iter().try_for_each(fs::remove_dir);
    }
}

/// The formats of a table: what is large is written in formats for that, where there are any.
fn formats_of(large: bool, formats: &Registry) -> impl Iterator<Item = &dyn Format> {
    let any_large = formats.iter().any(Format::large);
    formats.iter().filter(move |f| !large || f.large() || !any_large)
}

/// Whether a file of this name is a result, in one of the shipped formats: such a file that no manifest names is never written
/// over. Some file systems do not tell capitals.
fn is_result(name: &str) -> bool {
    let name = name.to_lowercase();
    let formats = Registry::shipped();
    [MANIFEST, RUN_LOG, SCENARIO, PACKAGE].contains(&name.as_str())
        || TABLES.iter().any(|(table, large)| {
            formats_of(*large, &formats).any(|format| name == format!("{table}.{}", format.extension()))
        })
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

fn temporary(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!(".{name}{PART}"))
}

/// A file that was not there: a link in its place is never followed.
fn create_new(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
        _ => {}
    }
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Writes a whole file and syncs it: its size and SHA-256.
fn complete(path: &Path, write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>) -> io::Result<(u64, String)> {
    let mut out = Digesting::new(BufWriter::new(create_new(path)?));
    write(&mut out)?;
    let (out, bytes, sha256) = out.finish();
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    Ok((bytes, sha256))
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> io::Result<()> {
    // Folders cannot be opened as files there; the renames are durable with the file system's journal.
    Ok(())
}

/// A single file outside a folder of results, under its own name only when complete.
#[derive(Debug)]
pub(super) struct LoneFile {
    path: PathBuf,
    temporary: PathBuf,
    done: bool,
}

impl LoneFile {
    /// Begins a file, with what to write to.
    pub(super) fn begin(path: &Path, force: bool) -> Result<(Self, File), ReportError> {
        let failed = |source| ReportError::Write { path: path.to_path_buf(), source };
        match fs::symlink_metadata(path) {
            Ok(meta) if force && meta.is_file() => {}
            Ok(_) => return Err(ReportError::Exists(path.to_path_buf())),
            Err(e) if e.kind() == io::ErrorKind::NotFound => {}
            Err(e) => return Err(failed(e)),
        }
        let name = path.file_name().ok_or_else(|| ReportError::NotAFolder(path.to_path_buf()))?.to_string_lossy();
        let temporary = path.with_file_name(format!(".{name}{PART}"));
        let file = create_new(&temporary).map_err(failed)?;
        Ok((Self { path: path.to_path_buf(), temporary, done: false }, file))
    }

    /// Syncs what was written and gives it its name.
    pub(super) fn finish(self, file: &File) -> Result<(), ReportError> {
        let path = self.path.clone();
        self.finish_as(&path, file)
    }

    /// The same under another name in the same folder.
    pub(super) fn finish_as(mut self, path: &Path, file: &File) -> Result<(), ReportError> {
        file.sync_all()
            .and_then(|()| fs::rename(&self.temporary, path))
            .map_err(|source| ReportError::Write { path: path.to_path_buf(), source })?;
        self.done = true;
        Ok(())
    }
}

impl Drop for LoneFile {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_file(&self.temporary);
        }
    }
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

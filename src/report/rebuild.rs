//! Documents in a folder: made with a result, or again from the files of one that is there.

use std::fs;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use super::commit::NEW;
use super::document::{DocumentError, ResultFiles};
use super::files::{MANIFEST, Staged};
use super::folder::{Folder, digest_of};
use super::package::LISTS;
use super::{Format, Registry, ReportError, Results, Table, package};

/// Why documents cannot be made again.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// There is no such folder, or something cannot be read or written.
    #[error("cannot read `{}`: {source}", .path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The folder holds no result.
    #[error("`{}` is no result of queuity: {why}", .folder.display())]
    NoResult {
        /// The folder.
        folder: PathBuf,
        /// What is missing.
        why: String,
    },
    /// The folder holds lists of invented people.
    #[error(
        "`{}` holds lists of invented people, which `queuity synth` wrote, and no result of a run: it has no report. `queuity verify` says whether \
         its files are as they were written",
        .0.display()
    )]
    Lists(PathBuf),
    /// Files are not as the manifest says.
    #[error("`{}` is not as it was written: {}", .folder.display(), .changed.join(", "))]
    Changed {
        /// The folder.
        folder: PathBuf,
        /// Each file, with what is wrong with it.
        changed: Vec<String>,
    },
    /// A document cannot be made of the files.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// A document cannot be written.
    #[error(transparent)]
    Report(#[from] ReportError),
}

/// A result whose files are as its manifest says. It is only read.
#[derive(Debug)]
pub struct Checked {
    path: PathBuf,
    manifest: String,
    files: Vec<Staged>,
}

impl Checked {
    /// Looks at every hash but those of documents, which are made of the other files.
    ///
    /// # Errors
    /// Where the folder holds no result, or a file was changed.
    pub fn of(path: &Path, formats: &Registry) -> Result<Self, RebuildError> {
        let held = Self::unchecked(path)?;
        let ours = |name: &str| formats.documents().any(|d| d.owns(name));
        let changed = held.changed(ours);
        if changed.is_empty() { Ok(held) } else { Err(RebuildError::Changed { folder: path.into(), changed }) }
    }

    /// The same without a look at any file but the manifest.
    pub(super) fn unchecked(path: &Path) -> Result<Self, RebuildError> {
        let held = Self::of_any(path)?;
        if held.holds_lists() { Err(RebuildError::Lists(path.into())) } else { Ok(held) }
    }

    /// Whether it holds lists of invented people, which are no result of a run.
    pub(super) fn holds_lists(&self) -> bool {
        let stated: serde_json::Value = serde_json::from_str(&self.manifest).unwrap_or_default();
        stated["kind"] == LISTS
    }

    /// Whatever queuity wrote to a folder, without a look at any file but the manifest.
    pub(super) fn of_any(path: &Path) -> Result<Self, RebuildError> {
        let meta = fs::metadata(path).map_err(|source| RebuildError::Read { path: path.into(), source })?;
        let nothing = |why: &str| RebuildError::NoResult { folder: path.into(), why: why.into() };
        if !meta.is_dir() {
            return Err(nothing("it is not a folder"));
        }
        let manifest = match fs::read(path.join(MANIFEST)) {
            Ok(bytes) => String::from_utf8(bytes).unwrap_or_default(),
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Err(nothing("it has no manifest.json")),
            Err(source) => return Err(RebuildError::Read { path: path.join(MANIFEST), source }),
        };
        let files = package::files(&manifest).filter(|files| package::with_files(&manifest, files).is_some());
        let files = files.ok_or_else(|| nothing("its manifest.json is not one of queuity"))?;
        Ok(Self { path: path.into(), manifest, files })
    }

    /// The files that are not as the manifest says, each with what is wrong with it; some may be left aside.
    pub(super) fn changed(&self, aside: impl Fn(&str) -> bool) -> Vec<String> {
        self.files.iter().filter(|f| !aside(&f.name)).filter_map(|f| changed(&self.path, f)).collect()
    }

    /// The names of its files, the manifest among them, in order.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.files.iter().map(|f| f.name.clone()).chain([MANIFEST.to_string()]).collect();
        names.sort();
        names
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What its manifest says.
    pub(super) fn manifest(&self) -> &str {
        &self.manifest
    }

    /// The files that its manifest names.
    pub(super) fn files(&self) -> &[Staged] {
        &self.files
    }

    /// Opens one of its files.
    ///
    /// # Errors
    /// Where the manifest names no such file, or it cannot be read.
    pub fn open(&self, name: &str) -> io::Result<Box<dyn Read>> {
        if name == MANIFEST {
            return Ok(Box::new(io::Cursor::new(self.manifest.clone().into_bytes())));
        }
        // Only what was looked at.
        if !self.files.iter().any(|f| f.name == name) {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(Box::new(BufReader::new(fs::File::open(self.path.join(name))?)))
    }
}

/// Makes the documents of a result again from its files, after a look at every hash. The names of the documents come back. A document that
/// is as it was is not written; one that is not there yet is added to the manifest.
///
/// # Errors
/// Where the folder holds no result, a file was changed, or a document cannot be made or written.
pub fn rebuild(path: &Path, formats: &Registry) -> Result<Vec<String>, RebuildError> {
    // Before the folder is claimed: a manifest that cannot be read must not look like one that is not there. Without a manifest there may be
    // something unfinished, which the claim completes.
    match Checked::of(path, formats) {
        Err(RebuildError::NoResult { .. }) if path.is_dir() && fs::symlink_metadata(path.join(MANIFEST)).is_err() => {}
        Err(RebuildError::Changed { .. }) | Ok(_) => {}
        Err(other) => return Err(other),
    }
    let folder = Folder::claim(path, true)?;
    let result = Checked::of(path, formats)?;
    let mut names = Vec::new();
    let mut new = Vec::new();
    let open = |name: &str| -> io::Result<Box<dyn Read>> { result.open(name) };
    let files = ResultFiles::new(&open);
    for document in formats.documents() {
        for (name, bytes) in document.make_all(&files)? {
            let known = result.files.iter().find(|f| f.name == name);
            if known.is_none_or(|f| f.sha256 != crate::digest::sha256(&bytes) || changed_at(path, f).is_some()) {
                new.push((name.clone(), bytes));
            }
            names.push(name);
        }
    }
    if !new.is_empty() {
        folder.replace_documents(&new, &result.files, &result.manifest)?;
    }
    Ok(names)
}

/// What is wrong with a file of a manifest.
fn changed(folder: &Path, file: &Staged) -> Option<String> {
    changed_at(folder, file).map(|what| format!("`{}` {what}", file.name))
}

pub(super) fn changed_at(folder: &Path, file: &Staged) -> Option<&'static str> {
    match digest_of(&folder.join(&file.name)) {
        Ok((bytes, sha256)) if bytes == file.bytes && sha256 == file.sha256 => None,
        Ok(_) => Some("was changed"),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Some("is not there"),
        Err(_) => Some("cannot be read"),
    }
}

impl Folder {
    /// Writes what is made of the files that are staged. Documents share what they read of them, so the second costs little; made one after the
    /// other, they need less memory. A table that no format wrote as CSV is written to memory for them.
    pub(super) fn documents(&mut self, results: &Results<'_>, tables: &[Table<'_>]) -> Result<(), ReportError> {
        let manifest = package::manifest(results, &self.staged);
        let before: Vec<String> = self.staged.iter().map(|s| s.name.clone()).collect();
        let folder = self.path.join(NEW);
        let open = |name: &str| -> io::Result<Box<dyn Read>> {
            if name == MANIFEST {
                return Ok(Box::new(io::Cursor::new(manifest.clone())));
            }
            if before.iter().any(|s| s == name) {
                return Ok(Box::new(BufReader::new(fs::File::open(folder.join(name))?)));
            }
            let table = tables.iter().find(|t| name.strip_suffix(".csv") == Some(t.name));
            let table = table.ok_or(io::ErrorKind::NotFound)?;
            let mut bytes = Vec::new();
            super::csv::Csv.write(table, &mut bytes)?;
            Ok(Box::new(io::Cursor::new(bytes)))
        };
        let files = ResultFiles::new(&open);
        for document in results.formats.documents() {
            let failed = |e| ReportError::Write { path: self.path.join(document.file()), source: io::Error::other(e) };
            for (name, bytes) in document.make_all(&files).map_err(failed)? {
                self.stage(&name, |out| out.write_all(&bytes))?;
            }
        }
        Ok(())
    }

    /// Puts documents in their places, with a manifest that names them: all or nothing.
    fn replace_documents(
        mut self,
        new: &[(String, Vec<u8>)],
        files: &[Staged],
        manifest: &str,
    ) -> Result<(), ReportError> {
        for (name, bytes) in new {
            self.stage(name, |out| out.write_all(bytes))?;
        }
        let mut all = std::mem::take(&mut self.staged);
        let mut names: Vec<String> = all.iter().map(|f| f.name.clone()).collect();
        all.extend(files.iter().filter(|f| !names.contains(&f.name)).cloned());
        all.sort_by(|a, b| a.name.cmp(&b.name));
        let no_manifest = || ReportError::Write {
            path: self.path.join(MANIFEST),
            source: io::Error::from(io::ErrorKind::InvalidData),
        };
        let manifest = package::with_files(manifest, &all).ok_or_else(no_manifest)?;
        self.stage(MANIFEST, |out| out.write_all(&manifest))?;
        names.push(MANIFEST.into());
        self.moves().commit(&names, &names).map_err(|((path, source), undone)| match undone {
            true => ReportError::Write { path, source },
            false => self.unfinished(path, source),
        })
    }
}

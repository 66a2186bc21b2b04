//! The synthetic patient-level table: one row per pathway, streamed.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use super::folder::Folder;
use super::lone::{LoneFile, write_file};
use super::package::{self, Described};
use super::pathways::{MEANING, Of, Pathways};
use super::{Registry, ReportError, RowWriter};
use crate::experiment::{PatientRow, PatientSink, Plan};

/// A file of pathways that is being written. Give it to [`crate::experiment::run_with_patients`], then call [`Patients::finish`].
pub struct Patients<'a> {
    path: PathBuf,
    lone: LoneFile,
    file: File,
    rows: Box<dyn RowWriter>,
    pathways: Pathways<'a>,
    force: bool,
    /// What its columns mean.
    about: Described,
}

impl std::fmt::Debug for Patients<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Patients").field("path", &self.path).finish_non_exhaustive()
    }
}

impl<'a> Patients<'a> {
    /// Begins a file whose format its extension says. `date` gives the date (or the number) of a day.
    ///
    /// # Errors
    /// Where no format has the extension, the file (or that of a partial run, see [`Patients::finish_partial`]) is there already
    /// (without `force`), or it cannot be written.
    pub fn create(
        path: &Path,
        plan: &Plan<'a>,
        date: &'a (dyn Fn(i64) -> String + Sync),
        formats: &Registry,
        force: bool,
    ) -> Result<Self, ReportError> {
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        let format = formats.by_extension(&extension).ok_or_else(|| ReportError::UnknownExtension {
            path: path.to_path_buf(),
            known: formats.iter().map(super::Format::extension).collect::<Vec<_>>().join(", "),
        })?;
        let failed = |source| ReportError::Write { path: path.to_path_buf(), source };
        let partial = Self::partial_name(path);
        for there in [describing(path), describing(&partial), partial] {
            if !force && there.symlink_metadata().is_ok() {
                return Err(ReportError::Exists(there));
            }
        }
        let (lone, file) = LoneFile::begin(path, force)?;
        let out = file.try_clone().map_err(failed)?;
        let pathways = Pathways::new(plan, date);
        let columns = pathways.columns();
        let scratch = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let rows = format.begin_in(&columns, Box::new(BufWriter::new(out)), scratch).map_err(failed)?;
        let about = Described::new(file_name(path), MEANING, columns, format);
        Ok(Self { path: path.to_path_buf(), lone, file, rows, pathways, force, about })
    }

    /// Gives the file its name, and a description of its columns beside it: `people.csv.datapackage.json`. With `force` they also take
    /// the place of those of a partial run.
    ///
    /// # Errors
    /// Where what is left cannot be written.
    pub fn finish(self) -> Result<(), ReportError> {
        let (path, force) = (self.path.clone(), self.force);
        self.finish_as(&path)?;
        if force {
            // There may be none.
            let partial = Self::partial_name(&path);
            let _ = std::fs::remove_file(describing(&partial));
            let _ = std::fs::remove_file(partial);
        }
        Ok(())
    }

    /// All files that a table of this name may take the place of: itself, that of a run that is not complete, and their descriptions.
    #[must_use]
    pub fn names(path: &Path) -> [PathBuf; 4] {
        let partial = Self::partial_name(path);
        [path.to_path_buf(), describing(path), describing(&partial), partial]
    }

    /// The name of a table with people missing, `people.PARTIAL.csv` for `people.csv`.
    #[must_use]
    pub fn partial_name(path: &Path) -> PathBuf {
        let mut extension = std::ffi::OsString::from("PARTIAL.");
        extension.push(path.extension().unwrap_or_default());
        path.with_extension(extension)
    }

    /// Gives the file of a run that is not complete a name that says so, `people.PARTIAL.csv` for `people.csv`, which comes back.
    ///
    /// # Errors
    /// Where what is left cannot be written.
    pub fn finish_partial(self) -> Result<PathBuf, ReportError> {
        let path = Self::partial_name(&self.path);
        self.finish_as(&path)?;
        Ok(path)
    }

    /// Makes the table one of the results of a folder, where its path lies: described and in the manifest, under its name when they
    /// are. Where the run is `partial`, that name says so; the path comes back.
    ///
    /// # Errors
    /// Where what is left cannot be written.
    pub fn finish_into(self, folder: &mut Folder, partial: bool) -> Result<PathBuf, ReportError> {
        let path = if partial { Self::partial_name(&self.path) } else { self.path.clone() };
        let failed = |source| ReportError::Write { path: path.clone(), source };
        self.rows.finish().map_err(failed)?;
        let whole = self.lone.finish_unnamed(&self.file)?;
        let about = self.about.named(file_name(&path));
        folder.adopt(&whole, about).map_err(|source| {
            let _ = std::fs::remove_file(&whole);
            failed(source)
        })?;
        Ok(path)
    }

    fn finish_as(self, path: &Path) -> Result<(), ReportError> {
        self.rows.finish().map_err(|source| ReportError::Write { path: path.to_path_buf(), source })?;
        self.lone.finish_as(path, &self.file)?;
        let about = self.about.named(file_name(path));
        write_file(&describing(path), &package::alone("queuity-people", &about), self.force)
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The name of the description of a table that stands alone.
fn describing(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(".datapackage.json");
    name.into()
}

impl PatientSink for Patients<'_> {
    fn part(&mut self, variant: usize, replication: u64, service: usize, people: &[PatientRow]) -> io::Result<()> {
        let rows = &mut self.rows;
        self.pathways.each_row(Of { variant, replication, service }, people, &mut |values| rows.row(values))
    }
}

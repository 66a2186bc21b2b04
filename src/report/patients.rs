//! The synthetic patient-level table: one row per pathway, streamed.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use super::folder::Folder;
use super::lone::{LoneFile, write_file};
use super::package::{self, Described};
use super::tables::when;
use super::{Column, Kind, Registry, ReportError, RowWriter, Value};
use crate::experiment::{PatientRow, PatientSink, Plan, Status};
use crate::ids::Source;
use crate::model::{Model, Service};
use crate::time::{DAY, Time, day};

/// A file of pathways that is being written. Give it to [`crate::experiment::run_with_patients`], then call [`Patients::finish`].
pub struct Patients<'a> {
    path: PathBuf,
    lone: LoneFile,
    file: File,
    rows: Box<dyn RowWriter>,
    variants: Vec<(String, &'a Model)>,
    date: &'a (dyn Fn(i64) -> String + Sync),
    dates: BTreeMap<i64, String>,
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
        let columns = columns(plan, date);
        let scratch = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let rows = format.begin_in(&columns, Box::new(BufWriter::new(out)), scratch).map_err(failed)?;
        let about = Described::new(file_name(path), "one row for each person, policy and replication", columns, format);
        Ok(Self {
            path: path.to_path_buf(),
            lone,
            file,
            rows,
            variants: plan.variants.clone(),
            date,
            dates: BTreeMap::new(),
            force,
            about,
        })
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

/// A name as a column: lower case, words joined by `_`.
fn snake(name: &str) -> String {
    let lower = name.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join("_")
}

/// Names that two attributes share get numbers.
fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    for name in names {
        let mut numbers = 2..;
        let mut free = name.clone();
        while taken.contains(&free) {
            free = format!("{name}_{}", numbers.next().unwrap_or(u32::MAX));
        }
        taken.push(free);
    }
    taken
}

/// An instant of a day that has this date.
fn instant(date: &str, at: Time) -> String {
    let second = at.rem_euclid(DAY);
    format!("{date}T{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
}

/// Whether people may be referred on from one service to another under any policy.
fn is_coupled(variants: &[(String, &Model)]) -> bool {
    variants.iter().any(|(_, model)| model.services.iter().any(|s| s.is_referred_to()))
}

/// Whether official figures may count a wait otherwise than it is under any policy.
fn counts_officially(variants: &[(String, &Model)]) -> bool {
    variants.iter().any(|(_, model)| model.services.iter().any(Service::has_official_clock))
}

/// Whether anybody may come back to the same list under any policy.
fn comes_back(variants: &[(String, &Model)]) -> bool {
    variants.iter().any(|(_, model)| model.services.iter().any(|s| s.comes_back_after().is_some()))
}

/// Whether the clinical class of anybody on a list may change under any policy.
fn reclassifies(variants: &[(String, &Model)]) -> bool {
    variants.iter().any(|(_, model)| model.services.iter().any(Service::reclassifies))
}

fn columns(plan: &Plan<'_>, date: &dyn Fn(i64) -> String) -> Vec<Column> {
    let start = date(0);
    let when = |name: &str, meaning: &str| when(name, [start.as_str()], meaning);
    let coupled = is_coupled(&plan.variants);
    let always = |name: &str, kind: Kind, meaning: &str| Column::new(name, kind, meaning).required();
    let sources: &[Source] = if coupled { &Source::ALL } else { &Source::OWN };
    let onward = if coupled { ", onward (from another service)" } else { "" };
    let mut columns = vec![
        always("variant", Kind::Text, "the policy"),
        always("replication", Kind::Integer, "number of the replication, from 0"),
        always("service", Kind::Text, "the waiting list"),
        always(
            "source",
            Kind::Text,
            &format!("where the person comes from: today (on the list at the start), referral, extra (a listed referral){onward}"),
        )
        .one_of(sources.iter().map(|s| s.name())),
        always("week", Kind::Integer, "week of the referral, from 0; 0 for other sources"),
        always("index", Kind::Integer, "number in the week, or on the list; the same person in every policy"),
    ];
    if coupled {
        columns.extend([
            always(
                "root_service",
                Kind::Text,
                "the list where the person first was; the week and index are those there",
            ),
            always(
                "root_source",
                Kind::Text,
                "the source there: with root, week and index, the same person at every service",
            )
            .one_of(Source::OWN.iter().map(|s| s.name())),
        ]);
    }
    if comes_back(&plan.variants) {
        columns.push(always(
            "came_back",
            Kind::Integer,
            "how often the person had come back to a list before this wait",
        ));
    }
    let attributes = plan.variants.first().map_or(&[][..], |v| &v.1.population.attributes);
    let names = distinct(attributes.iter().map(|a| snake(&a.name)));
    for (attribute, name) in attributes.iter().zip(names) {
        columns.push(always(&format!("{name}_recorded"), Kind::Text, &format!("{} as recorded", attribute.name)));
        columns.push(always(&format!("{name}_true"), Kind::Text, &format!("{} in truth", attribute.name)));
    }
    columns.push(always("urgency", Kind::Text, "clinical class, at the end"));
    if reclassifies(&plan.variants) {
        columns.extend([
            always("urgency_at_referral", Kind::Text, "clinical class on joining the list"),
            Column::new(
                "urgency_changes",
                Kind::Text,
                "changes of it while the clock ran: each the instant, a space and the class from then on; joined by semicolons",
            ),
        ]);
    }
    columns.extend([
        when("referral_date", "day of the clock start: date, or number of the day where the scenario has no dates").required(),
        always("missed_appointments", Kind::Integer, "appointments missed"),
        when(
            "end_date",
            "day on which the status was reached: date, or number of the day where the scenario has no dates; empty for those who \
             still wait",
        ),
        always("status", Kind::Text, "how the pathway stands at the end").one_of(Status::ALL.map(Status::name)),
        always("censored", Kind::Boolean, "whether the wait goes on at the end of the run"),
        always(
            "wait_days",
            Kind::Integer,
            "calendar days from the clock start to the end, or to the last day of the run for those who still wait",
        ),
    ]);
    if counts_officially(&plan.variants) {
        columns.extend([
            always(
                "official_wait_days",
                Kind::Integer,
                "the same as official figures count it, whose clock may restart or pause; never more than `wait_days`",
            ),
            always("clock_restarts", Kind::Integer, "how often the clock of official figures has started again"),
        ]);
    }
    columns
}

impl PatientSink for Patients<'_> {
    fn part(&mut self, variant: usize, replication: u64, service: usize, rows: &[PatientRow]) -> io::Result<()> {
        let (coupled, reclassifies) = (is_coupled(&self.variants), reclassifies(&self.variants));
        let (officially, back) = (counts_officially(&self.variants), comes_back(&self.variants));
        let (name, model) = &self.variants[variant];
        let (service, population, as_recorded) = (&model.services[service], &model.population, model.recorded());
        let last_day = model.horizon / DAY - 1;
        for row in rows {
            let end = if row.status == Status::Waiting { last_day } else { day(row.end) };
            for d in [day(row.clock_start), end].into_iter().chain(row.changes.iter().map(|c| day(c.at))) {
                self.dates.entry(d).or_insert_with(|| (self.date)(d));
            }
            let date = |d: i64| self.dates.get(&d).map_or(Value::Empty, |text| Value::when(text));
            let mut values = vec![
                Value::Text(name),
                Value::count(replication),
                Value::Text(&service.name),
                Value::Text(row.id.source().name()),
                Value::count(row.id.week()),
                Value::Integer(i64::from(row.id.index())),
            ];
            if coupled {
                let (root, source) = match service.root(row.id) {
                    Some(root) => (&model.services[root.service].name, root.source),
                    None => (&service.name, row.id.source()),
                };
                values.extend([Value::Text(root), Value::Text(source.name())]);
            }
            if back {
                values.push(Value::count(u64::from(service.root(row.id).map_or(0, |root| root.again))));
            }
            let (recorded, group) = (service.group(row.recorded), service.group(row.class));
            for (a, attribute) in population.attributes.iter().enumerate() {
                values.push(Value::Text(&as_recorded.attributes[a].levels[as_recorded.level(recorded, a)]));
                values.push(Value::Text(&attribute.levels[population.level(group, a)]));
            }
            let waiting = row.status == Status::Waiting;
            let urgency = |class: u16| service.urgencies[service.urgency(class)].name.as_str();
            let changes: String;
            values.push(Value::Text(urgency(row.class)));
            if reclassifies {
                values.push(Value::Text(urgency(row.class_on_joining)));
                changes = (row.changes.iter())
                    .map(|c| format!("{} {}", instant(&self.dates[&day(c.at)], c.at), urgency(c.class)))
                    .collect::<Vec<_>>()
                    .join("; ");
                values.push(if changes.is_empty() { Value::Empty } else { Value::Text(&changes) });
            }
            values.extend([
                date(day(row.clock_start)),
                Value::Integer(i64::from(row.missed)),
                if waiting { Value::Empty } else { date(end) },
                Value::Text(row.status.name()),
                Value::Boolean(waiting),
                Value::Integer(end - day(row.clock_start)),
            ]);
            if officially {
                let (days, restarts) =
                    row.official.map_or((end - day(row.clock_start), 0), |counted| (counted.days, counted.restarts));
                values.extend([Value::Integer(days), Value::Integer(i64::from(restarts))]);
            }
            self.rows.row(&values)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_columns() {
        assert_eq!(snake("Learning disability (yes/no)"), "learning_disability_yes_no");
        let names = ["a", "b", "a", "a"].map(String::from).into_iter();
        assert_eq!(distinct(names), ["a", "b", "a_2", "a_3"]);
    }
}

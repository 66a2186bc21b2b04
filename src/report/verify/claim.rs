//! A result that is to be checked, and the check.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::against::{self, Sure, TableFile};
use super::difference::{Difference, Differences, quoted};
use super::error::VerifyError;
use super::keys::{Places, key_of, keys};
use super::people::People;
use super::sample::{self, Filled};
use super::weeks;
use crate::compare::Series;
use crate::experiment::{self, Outcome, Plan, Progress};
use crate::report::files::{MANIFEST, PACKAGE, SCENARIO, is_named};
use crate::report::lives::{self, LIVES};
use crate::report::package::{self, Described};
use crate::report::rebuild::changed_at;
use crate::report::whole::{Whole, formats_of};
use crate::report::{Checked, RebuildError, Registry, Results, Value, csv};
use crate::study::ranges::Ranges;
use crate::study::{Invalid, Kit, Study};

/// What a check has found.
#[derive(Debug)]
pub struct Verified {
    /// Files that were looked at, by name.
    pub files: Vec<String>,
    /// Replications that were run again, from 0.
    pub again: Vec<u64>,
    /// Replications of the result.
    pub replications: u64,
    /// Variants of the result.
    pub variants: u64,
    /// The first differences of each file.
    pub differences: Vec<Difference>,
    /// How many more there are.
    pub more: u64,
    /// What was not looked at, or not to its last digit, with the reason.
    pub aside: Vec<String>,
}

/// A result that is to be checked.
#[derive(Debug)]
pub struct Claim {
    pub(super) held: Checked,
    stated: serde_json::Value,
    study: Study,
    pub(super) text: String,
    raw: bool,
}

impl Claim {
    /// Reads the manifest and the scenario of a result.
    ///
    /// # Errors
    /// Where the folder holds no result, one of another version, or one that is not complete, or its scenario cannot be run.
    pub fn read(folder: &Path, kit: &Kit) -> Result<Self, VerifyError> {
        let held = Checked::unchecked(folder)?;
        let stated: serde_json::Value = serde_json::from_str(held.manifest()).unwrap_or_default();
        let text = |name: &str| stated[name].as_str().unwrap_or_default().to_string();
        let made = text("queuity");
        if made != env!("CARGO_PKG_VERSION") {
            return Err(VerifyError::OtherVersion { folder: folder.into(), made: crate::error::visible(&made) });
        }
        if text("status") != "complete" {
            let (done, planned) = sample::done(&stated);
            return Err(VerifyError::Partial { folder: folder.into(), done, planned });
        }
        let path = folder.join(SCENARIO);
        let bytes = std::fs::read(&path).map_err(|source| VerifyError::Read { path: path.clone(), source })?;
        // Another scenario gives other figures, perhaps for days: that it is another is all there is to say.
        let stated_hash = text("scenario_sha256");
        if crate::digest::sha256(&bytes) != stated_hash {
            let mut changed = held.changed(|_| false);
            if !changed.iter().any(|c| c.starts_with("`scenario.toml`")) {
                changed.push("`scenario_sha256` in `manifest.json` was changed".into());
            }
            return Err(RebuildError::Changed { folder: folder.into(), changed }.into());
        }
        let scenario = |problems: Invalid| VerifyError::Scenario { path: path.clone(), problems };
        let mut study = Study::read(&bytes, kit, &crate::scenario::Overrides::default()).map_err(scenario)?;
        // A single run has one of the scenario's variants.
        let names: Vec<&str> = stated["variants"].as_array().into_iter().flatten().filter_map(|v| v.as_str()).collect();
        if let [one] = names[..]
            && study.scenario().variants.iter().any(|v| v.name == one)
        {
            study = study.only(Some(one)).unwrap_or_else(|_| unreachable!());
        }
        let package = std::fs::read_to_string(folder.join(PACKAGE)).unwrap_or_default();
        let raw = package.contains(csv::UNCHANGED);
        Ok(Self { text: String::from_utf8_lossy(&bytes).into_owned(), held, stated, study, raw })
    }

    /// What will be run.
    #[must_use]
    pub fn study(&self) -> &Study {
        &self.study
    }

    /// The cells that are run again: those of a sample of replications, or all.
    #[must_use]
    pub fn plan(&self, all: bool) -> Plan<'_> {
        let mut plan = self.study.plan();
        if !all {
            let chosen = self.chosen(&plan);
            let others = (0..plan.replications).filter(|r| !chosen.contains(r));
            let variants = plan.variants.len();
            plan.done = others.flat_map(|r| (0..variants).map(move |v| (v, r))).collect();
        }
        plan
    }

    fn chosen(&self, plan: &Plan<'_>) -> BTreeSet<u64> {
        sample::replications(&crate::digest::sha256(self.text.as_bytes()), plan.replications)
    }

    /// Runs the cells of a plan again and holds every file against what comes out.
    ///
    /// # Errors
    /// Where something cannot be run or read. A difference is no error.
    pub fn check(
        &self,
        plan: &Plan<'_>,
        formats: &Registry,
        progress: &(dyn Fn(Progress) + Sync),
        stop: &AtomicBool,
    ) -> Result<Verified, VerifyError> {
        let formats = if self.raw { formats.clone().with(csv::Raw) } else { formats.clone() };
        let mut out = Differences::default();
        let mut aside = Vec::new();
        self.hashes(&mut out);
        let wanted = plan.wanted();
        let whole = plan.done.is_empty();
        let date = |day: i64| self.study.date(day);
        let unreadable = |source| VerifyError::Read { path: self.held.path().to_path_buf(), source };
        let others = self.held.files().iter().map(|f| f.name.as_str()).filter(|name| !is_named(name, &formats));
        let others: Vec<&str> = others.collect();
        let mut people =
            People::open(self.held.path(), &others, (plan, whole), &date, (&formats, self.raw)).map_err(unreadable)?;
        let again = if people.is_empty() {
            experiment::run(plan, progress, stop)?
        } else {
            experiment::run_with_patients(plan, progress, stop, &mut people)?
        };
        if again.sink_error.is_some() {
            return Err(again.sink_error.map_or(VerifyError::Stopped { done: 0, wanted }, unreadable));
        }
        let people = people.finish().map_err(unreadable)?;
        let done = again.done() + again.stopped.len() as u64;
        if done < wanted {
            return Err(VerifyError::Stopped { done, wanted });
        }
        let mut files = people.names;
        out.extend(people.out);
        aside.extend(people.aside);
        if again.stopped.is_empty() {
            let filled = if whole {
                Some(Filled { outcome: again, unsure: BTreeSet::new() })
            } else {
                self.filled(plan, &again, &formats, &mut out)?
            };
            if let Some(filled) = filled {
                let ranges = self.ranges(&filled, (plan, whole), stop, &mut aside)?;
                self.hold(
                    &filled,
                    (whole, ranges.as_ref()),
                    &formats,
                    people.described,
                    (&mut out, &mut aside, &mut files),
                )?;
            }
        } else {
            for reason in again.reasons() {
                out.whole(MANIFEST, "a complete result", &quoted(&reason));
            }
        }
        files.sort();
        let chosen = (0..plan.replications).filter(|r| (0..plan.variants.len()).all(|v| plan.wants(v, *r)));
        Ok(Verified {
            files,
            again: chosen.collect(),
            replications: plan.replications,
            variants: plan.variants.len() as u64,
            more: out.more,
            differences: out.told,
            aside,
        })
    }

    /// Every file against its hash.
    fn hashes(&self, out: &mut Differences) {
        for file in self.held.files() {
            if let Some(what) = changed_at(self.held.path(), file) {
                out.whole(&file.name, &format!("a file that {what}"), "the hash that manifest.json states");
            }
        }
    }

    /// All cells, with those that were not run again from the file of replications.
    fn filled(
        &self,
        plan: &Plan<'_>,
        again: &Outcome,
        formats: &Registry,
        out: &mut Differences,
    ) -> Result<Option<Filled>, VerifyError> {
        let names = formats_of(true, formats).map(|f| (format!("replications.{}", f.extension()), f.extension()));
        for (name, extension) in names {
            let path = self.held.path().join(&name);
            let failed = |source| VerifyError::Read { path: path.clone(), source };
            let before = out.len();
            if let Some(rows) = against::rows(&name, &path, extension, out) {
                let mut order: Vec<usize> = (0..again.variants.len()).collect();
                order.sort_by_key(|v| &again.variants[*v]);
                return sample::fill(&name, rows, (Outcome::of(plan)?, again), &order, out).map_err(failed);
            }
            if out.len() > before {
                return Ok(None);
            }
        }
        Ok(None)
    }

    /// Holds every file against what it should be.
    fn hold(
        &self,
        filled: &Filled,
        (whole, ranges): (bool, Option<&Ranges>),
        formats: &Registry,
        mut described: Vec<Described>,
        (out, aside, files): (&mut Differences, &mut Vec<String>, &mut Vec<String>),
    ) -> Result<(), VerifyError> {
        let outcome = &filled.outcome;
        let comparison = self.study.compare(outcome)?;
        let scenario = self.study.scenario();
        let date = |day: i64| self.study.date(day);
        let results = Results {
            outcome,
            comparison: &comparison,
            ranges,
            scenario: &scenario.resolved,
            assumptions: &scenario.assumptions,
            title: &scenario.settings.title,
            question: &scenario.settings.question,
            seed: scenario.settings.seed,
            date: &date,
            lives: None,
            formats,
        };
        let tables_of_people: Vec<String> = described.iter().map(|d| d.path().to_string()).collect();
        let unsure = keys(filled, &date);
        let mut adjusted = false;
        for row in comparison.contrasts.together().filter(|r| r.p_adjusted.is_some()) {
            let key = [row.key.variant, row.reference].map(|v| key_of(&row.key, v));
            adjusted |= key.iter().any(|k| unsure.contains(k));
        }
        let tables = Whole::new(&results);
        let tables = tables.tables();
        for table in &tables {
            let mut of_table: Vec<TableFile<'_>> = Vec::new();
            let names: Vec<(String, PathBuf, &dyn crate::report::Format)> = formats_of(table.large, formats)
                .map(|f| (format!("{}.{}", table.name, f.extension()), f))
                .map(|(name, f)| (name.clone(), self.held.path().join(name), f))
                .collect();
            for (name, path, format) in &names {
                described.push(Described::new(name.clone(), table.meaning, table.columns.clone(), *format));
                if self.named(name, out) {
                    of_table.push(TableFile { name, path, format: *format, raw: self.raw });
                    files.push(name.clone());
                }
            }
            let p_adjusted = table.columns.iter().position(|c| c.name == "p_adjusted");
            let places = Places::of(&table.columns);
            let sure = |values: &[Value<'_>]| {
                let lost = p_adjusted.is_some_and(|p| adjusted && values[p] != Value::Empty);
                !lost && places.is_none_or(|places| places.keys(values).all(|key| !unsure.contains(&key)))
            };
            let failed = |name: &str| {
                let path = self.held.path().join(name);
                move |source| VerifyError::Read { path, source }
            };
            // Means over all runs cannot be made from some of them.
            if !whole && table.name == "series" {
                for file in &of_table {
                    weeks::hold(file, table, &Series::new(outcome, &date), out).map_err(failed(file.name))?;
                }
                against::agree_all(&of_table, out).map_err(failed(table.name))?;
                aside.push(weeks::ASIDE.into());
                continue;
            }
            if !whole && table.name == "ranges" {
                self.hold_ends(ranges, table, &of_table, out)?;
                continue;
            }
            let figures = ["summary", "contrasts"].contains(&table.name);
            for file in &of_table {
                let sure: Option<Sure<'_>> = if figures && !unsure.is_empty() { Some(&sure) } else { None };
                against::table(file, table, sure, out).map_err(failed(file.name))?;
            }
            if figures && !unsure.is_empty() {
                against::agree_all(&of_table, out).map_err(failed(table.name))?;
            }
        }
        if !unsure.is_empty() {
            aside.push(format!(
                "{} figures of summary and contrasts that some runs do not have are held against their hash only, and CSV against Parquet; --all runs everything again",
                unsure.len()
            ));
        }
        if let Some(lives) = self.study.first_lives()
            && self.named(LIVES, out)
        {
            let path = self.held.path().join(LIVES);
            let found = std::fs::read(&path).map_err(|source| VerifyError::Read { path, source })?;
            against::text(LIVES, &found, &lives::file(&lives), out);
            files.push(LIVES.into());
        }
        against::text(SCENARIO, self.text.as_bytes(), scenario.resolved.as_bytes(), out);
        self.package(&package::datapackage(&results, &described), out)?;
        let expected = package::manifest(&results, &[]);
        let expected: serde_json::Value = serde_json::from_slice(&expected).unwrap_or_default();
        if self.stated["target"] != expected["target"] {
            aside.push(format!(
                "made on {}, checked on {}: the same bytes are promised for the same kind of machine only",
                quoted(self.stated["target"].as_str().unwrap_or_default()),
                quoted(expected["target"].as_str().unwrap_or_default())
            ));
        }
        // The files, hash by hash, and the hash of the scenario were looked at before.
        let known = |path: &str| ["files", "target", "scenario_sha256"].contains(&path);
        against::json(MANIFEST, (&self.stated, &expected), &known, out);
        files.extend([SCENARIO, PACKAGE, MANIFEST].map(String::from));
        let document = |name: &str| formats.documents().any(|d| d.owns(name));
        let right = out.told.iter().all(|d| document(&d.file));
        self.documents(formats, right, (out, aside, files))?;
        for file in self.held.files().iter().filter(|f| !files.contains(&f.name)) {
            let known = formats.documents().any(|d| d.owns(&file.name)) || tables_of_people.contains(&file.name);
            if !known {
                aside.push(format!("`{}` is held against its hash only", crate::error::visible(&file.name)));
            }
        }
        Ok(())
    }

    /// Whether the manifest names a file and it is there; what it does not name is a difference.
    fn named(&self, name: &str, out: &mut Differences) -> bool {
        let named = self.held.files().iter().any(|f| f.name == name);
        if !named {
            out.whole(MANIFEST, &format!("no entry of `{name}`"), "an entry");
        }
        named && self.held.path().join(name).is_file()
    }
}

//! The result files as a report needs them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use super::assumptions::{self, Assumption};
use super::first_run::FirstRun;
use super::key::Key;
use super::lives;
use super::ranges::{self, AtEnd};
use super::rows::{Rows, whole};
use super::shelf::{Shelf, Texts};
use crate::name::Name;
use crate::report::document::{DocumentError, Open};
use crate::report::words::visible;

/// What `manifest.json` says, but for its list of files: the page is one of them.
#[derive(Clone, Debug, Deserialize)]
pub(in crate::report) struct Manifest {
    pub queuity: String,
    pub status: String,
    #[serde(default)]
    pub reasons: Vec<String>,
    pub seed: u64,
    pub generator: String,
    pub scenario_sha256: String,
    pub variants: Vec<String>,
    pub reference: String,
    #[serde(default)]
    pub hangs: Vec<String>,
    pub replications: u64,
    pub cells_planned: u64,
    pub cells_done: u64,
    #[serde(default)]
    pub ends_planned: Option<u64>,
    #[serde(default)]
    pub ends_done: Option<u64>,
    pub scale: f64,
    pub target: String,
}

/// A figure of `summary.csv`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::report) struct Figure {
    pub estimate: Option<f64>,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
    pub n: Option<f64>,
    pub replications: Option<f64>,
    pub unit: Name,
    pub note: Name,
}

/// The same in little room, as a result of many lists has many: what is not there is no number.
#[derive(Clone, Debug)]
struct Packed {
    numbers: [f64; 5],
    unit: Name,
    note: Name,
}

impl From<Figure> for Packed {
    fn from(figure: Figure) -> Self {
        let Figure { estimate, lower, upper, n, replications, unit, note } = figure;
        Self { numbers: [estimate, lower, upper, n, replications].map(|x| x.unwrap_or(f64::NAN)), unit, note }
    }
}

impl From<&Packed> for Figure {
    fn from(packed: &Packed) -> Self {
        let [estimate, lower, upper, n, replications] = packed.numbers.map(|x| (!x.is_nan()).then_some(x));
        let (unit, note) = (packed.unit.clone(), packed.note.clone());
        Self { estimate, lower, upper, n, replications, unit, note }
    }
}

/// A difference of `contrasts.csv`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::report) struct Difference {
    pub difference: Option<f64>,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
    pub verdict: Name,
    pub material: Name,
    pub from_to: Option<(f64, f64)>,
    pub note: Name,
}

/// When of a week of the series.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::report) struct Point {
    pub week: f64,
    pub at: String,
    pub figure: Figure,
}

/// Everything.
#[derive(Debug)]
pub(in crate::report) struct Tables {
    pub manifest: Manifest,
    pub scenario: Value,
    texts: Texts,
    summary: Shelf<Packed>,
    contrasts: Shelf<Difference>,
    series: BTreeMap<String, Vec<Point>>,
    pub assumptions: Vec<Assumption>,
    /// Services but for "all".
    pub services: Vec<String>,
    /// Levels of each attribute, in their order.
    pub levels: BTreeMap<String, Vec<String>>,
    /// Measures that occur.
    pub measures: BTreeSet<String>,
    /// Populations of cohorts that occur.
    pub opening: Option<String>,
    pub closing: Option<String>,
    /// Stages with their services, in the order in which they occur.
    pub stages: Vec<(String, String)>,
    /// The weeks of the first run; empty in results of earlier versions.
    pub first: FirstRun,
    /// The headline with each number at the ends of its range, where that was run.
    pub ranges: Vec<AtEnd>,
    /// One life of each group, where there is such a file.
    pub lives: Option<lives::Told>,
}

/// The measures that a page shows, by how their names begin.
const SHOWN: [&str; 21] = [
    "weeks_untreated",
    "treated",
    "fate_",
    "waiting_",
    "list_size",
    "breaches",
    "new_breaches",
    "cost",
    "removed",
    "referrals",
    "harm[",
    "share_missed",
    "utilisation",
    "never_referred",
    "follow_ups_overdue",
    "share_not_recorded",
    "overtime",
    "wait_until_kept",
    "joined",
    "kept",
    "offered",
];

/// Whether the part of the page on a single service shows a measure of these, beside its stages: the time on the list with its gaps, and the
/// shares of each fate without them.
fn of_a_service(measure: &str) -> bool {
    measure.starts_with(TIME_ON_LIST) || (measure.starts_with("fate_") && !measure.contains('.'))
}

/// How the names begin whose differences that part shows.
const TIME_ON_LIST: &str = "weeks_untreated";

fn shown(measure: &str) -> bool {
    let slope = measure.contains(".sii_") && !measure.starts_with("weeks_untreated");
    (measure == "waiting" || SHOWN.iter().any(|s| measure.starts_with(s))) && !slope
}

/// The attributes that the part on a single service tells people by: of many services others would take much room for nothing.
fn told(scenario: &Value) -> BTreeSet<String> {
    let declared = scenario.get("attribute").and_then(Value::as_array).into_iter().flatten();
    let names = declared.filter_map(|a| a.get("name").and_then(Value::as_str)).map(visible);
    names.chain(["all", "urgency"].map(String::from)).collect()
}

impl Tables {
    /// Reads the files of a result.
    pub(in crate::report) fn read(open: Open<'_>) -> Result<Self, DocumentError> {
        let wrong = |file: &str, why: String| DocumentError::Wrong { file: file.into(), why };
        let mut manifest: Manifest =
            serde_json::from_str(&whole(open, "manifest.json")?).map_err(|e| wrong("manifest.json", e.to_string()))?;
        manifest.reference = visible(&manifest.reference);
        for name in manifest.variants.iter_mut().chain(&mut manifest.reasons) {
            *name = visible(name);
        }
        let scenario = crate::scenario::tree(&whole(open, "scenario.toml")?).map_err(|e| wrong("scenario.toml", e))?;
        let package = whole(open, "datapackage.json")?;
        let raw = package.contains("Written with --raw");
        let first = FirstRun::read(open, raw, &manifest.reference)?;
        let mut tables = Self {
            manifest,
            scenario,
            texts: Texts::default(),
            summary: Shelf::default(),
            contrasts: Shelf::default(),
            series: BTreeMap::new(),
            assumptions: Vec::new(),
            services: Vec::new(),
            levels: BTreeMap::new(),
            measures: BTreeSet::new(),
            opening: None,
            closing: None,
            stages: Vec::new(),
            first,
            ranges: Vec::new(),
            lives: lives::read(open)?,
        };
        tables.read_series(open, raw)?;
        tables.read_summary(open, raw)?;
        tables.read_contrasts(open, raw)?;
        tables.summary.sort();
        tables.contrasts.sort();
        tables.assumptions = assumptions::read(open, raw, &tables.scenario)?;
        tables.ranges = ranges::read(open, raw, &tables.scenario)?;
        Ok(tables)
    }

    fn read_series(&mut self, open: Open<'_>, raw: bool) -> Result<(), DocumentError> {
        let mut rows = Rows::open(open, "series.csv", raw)?;
        while rows.next()? {
            let at = rows.cell("at")?;
            if self.opening.is_none() && !at.is_empty() && rows.number("week")?.unwrap_or(0.0) == 0.0 {
                self.opening = Some(at.to_string());
            }
            if rows.cell("service")? != "all" || !shown(rows.cell("measure")?) {
                continue;
            }
            let (week, measure) = (rows.number("week")?.unwrap_or(0.0), rows.text("measure")?);
            let attribute = rows.text("attribute")?;
            let group = rows.text("group")?;
            if attribute != "all" && !group.is_empty() {
                continue;
            }
            let key = [rows.text("variant")?, measure, attribute].join("\u{1f}");
            let figure = Figure {
                estimate: rows.number("estimate")?,
                lower: rows.number("lower")?,
                upper: rows.number("upper")?,
                ..Figure::default()
            };
            if rows.stage()? != "all" {
                continue;
            }
            self.series.entry(key).or_default().push(Point { week, at: at.to_string(), figure });
        }
        Ok(())
    }

    fn read_summary(&mut self, open: Open<'_>, raw: bool) -> Result<(), DocumentError> {
        let mut rows = Rows::open(open, "summary.csv", raw)?;
        let told = told(&self.scenario);
        // Rows of one service stand together.
        let mut last = String::new();
        while rows.next()? {
            if rows.cell("service")? != last {
                last = rows.cell("service")?.to_string();
                let service = rows.text("service")?;
                if service != "all" && !self.services.contains(&service) {
                    self.services.push(service);
                }
            }
            let at = rows.cell("at")?;
            if !at.is_empty() && ![&self.opening, &self.closing].into_iter().any(|known| known.as_deref() == Some(at)) {
                if self.opening.is_none() {
                    self.opening = Some(rows.text("at")?);
                } else {
                    self.closing = Some(rows.text("at")?);
                }
            }
            let measure = rows.cell("measure")?;
            if !shown(measure) {
                continue;
            }
            let in_stage = rows.is_of_a_stage()?;
            if in_stage {
                let place = (rows.text("service")?, rows.stage()?);
                if !self.stages.contains(&place) {
                    self.stages.push(place);
                }
            }
            self.read_level(&rows)?;
            if !self.measures.contains(measure) {
                self.measures.insert(rows.text("measure")?);
            }
            let alone = last != "all" && !in_stage;
            if alone && !(of_a_service(measure) && told.contains(&rows.text("attribute")?)) {
                continue;
            }
            let figure = Figure {
                estimate: rows.number("estimate")?,
                lower: rows.number("lower")?,
                upper: rows.number("upper")?,
                n: rows.number("n")?,
                replications: rows.number("replications")?,
                unit: self.texts.name(&rows.text("unit")?),
                note: self.texts.name(&rows.text("note")?),
            };
            let key = self.texts.key(&rows.key()?);
            self.summary.put(key, figure.into());
        }
        Ok(())
    }

    /// Takes note of the level that a row of the summary is about.
    fn read_level(&mut self, rows: &Rows) -> Result<(), DocumentError> {
        let (attribute, group) = (rows.cell("attribute")?, rows.cell("group")?);
        if attribute == "all" || group.is_empty() || rows.cell("measure")?.contains('.') {
            return Ok(());
        }
        // As it stands it is nearly always known, and then no text is made.
        let plain = |cell: &str| !cell.starts_with('\'');
        let known = |levels: &Vec<String>| levels.iter().any(|level| level == group);
        if plain(attribute) && plain(group) && self.levels.get(attribute).is_some_and(known) {
            return Ok(());
        }
        let (attribute, group) = (rows.text("attribute")?, rows.text("group")?);
        let levels = self.levels.entry(attribute).or_default();
        if !levels.contains(&group) {
            levels.push(group);
        }
        Ok(())
    }

    fn read_contrasts(&mut self, open: Open<'_>, raw: bool) -> Result<(), DocumentError> {
        let mut rows = Rows::open(open, "contrasts.csv", raw)?;
        let told = told(&self.scenario);
        while rows.next()? {
            let measure = rows.cell("measure")?;
            if !shown(measure) {
                continue;
            }
            let alone = rows.cell("service")? != "all" && !rows.is_of_a_stage()?;
            if alone && !(measure.starts_with(TIME_ON_LIST) && told.contains(&rows.text("attribute")?)) {
                continue;
            }
            let difference = Difference {
                difference: rows.number("difference")?,
                lower: rows.number("lower")?,
                upper: rows.number("upper")?,
                verdict: self.texts.name(&rows.text("verdict")?),
                material: self.texts.name(&rows.text("material")?),
                from_to: rows.number("reference_mean")?.zip(rows.number("variant_mean")?),
                note: self.texts.name(&rows.text("note")?),
            };
            let key = self.texts.key(&rows.key()?);
            self.contrasts.put(key, difference);
        }
        Ok(())
    }

    /// A figure; nothing where its row is not there.
    pub(super) fn figure(&self, key: &Key<'_>) -> Option<Figure> {
        self.texts.find(&key.parts()).and_then(|key| self.summary.get(&key)).map(Figure::from)
    }

    /// A difference to the reference.
    pub(super) fn difference(&self, key: &Key<'_>) -> Option<&Difference> {
        self.texts.find(&key.parts()).and_then(|key| self.contrasts.get(&key))
    }

    /// Whether a measure of everybody occurs in the weekly series.
    pub(in crate::report) fn weekly(&self) -> BTreeSet<&str> {
        self.series.keys().filter_map(|k| k.split('\u{1f}').nth(1)).collect()
    }

    /// A measure week by week, of all services: of everybody, or the gap of an attribute.
    pub(in crate::report) fn weeks(&self, variant: &str, measure: &str, attribute: &str) -> &[Point] {
        self.series.get(&[variant, measure, attribute].join("\u{1f}")).map_or(&[], Vec::as_slice)
    }

    /// A value of the resolved scenario.
    pub(in crate::report) fn setting(&self, name: &str) -> Option<&Value> {
        self.scenario.get("scenario").and_then(|s| s.get(name))
    }

    /// A text of the resolved scenario.
    pub(in crate::report) fn said(&self, name: &str) -> String {
        self.setting(name).and_then(Value::as_str).map(visible).unwrap_or_default()
    }
}

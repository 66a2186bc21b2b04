//! The faults of a profile, put to the tables of a layout; everything that does not fit is told at once, with its place in the file.

use super::kind::{Acts, Fault, Target};
use super::list::KINDS;
use super::profile::{Entry, Profile};
use crate::error::{Problem, instead, visible};
use crate::population::Population;
use crate::scenario::path;
use crate::scenario::raw::Number;
use crate::synth::extract::Extract;
use crate::synth::layout::LAYOUTS;
use crate::synth::table::{Field, Table};

/// A fault of a profile, in one column of one table.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub(super) kind: &'static dyn Fault,
    /// What it is called.
    pub(super) name: String,
    pub(super) table: usize,
    pub(super) column: usize,
    /// How often, by true group.
    pub(super) rates: Vec<f64>,
    /// How often where a row is about nobody.
    pub(super) rate: f64,
    pub(super) sites: f64,
}

/// Where problems of one entry go.
struct Wrong<'a> {
    /// The path of the entry.
    at: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl Wrong<'_> {
    /// At a key of the entry.
    fn key(&mut self, code: &'static str, key: &str, message: impl Into<String>, help: impl Into<String>) {
        self.problems.push(Problem::new(code, path::key(self.at, key), message).help(help));
    }

    /// A name that is not there.
    fn name(&mut self, code: &'static str, at: &str, (what, name): (&str, &str), known: &[&str]) {
        let problem = Problem::new(code, at, format!("there is no {what} `{}`", visible(name)));
        self.problems.push(problem.help(instead(name, known)));
    }

    /// A share as a number; one that is none is told.
    fn share(&mut self, at: &str, number: &Number) -> f64 {
        let x = number.value;
        if !(0.0..=1.0).contains(&x) {
            let help =
                if (1.0..=100.0).contains(&x) { format!("write {} or \"{x}%\"", x / 100.0) } else { String::new() };
            let message = format!("{x} is out of range; a share lies between 0 and 1");
            self.problems.push(Problem::new("Q0603", at, message).help(help));
        }
        x
    }

    /// The same at a key of the entry.
    fn share_of(&mut self, key: &str, number: &Number) -> f64 {
        self.share(&path::key(self.at, key), number)
    }
}

/// A fault of a profile that no table of the layout can have: a profile does for every layout, so it is told and no error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idle {
    /// What it is called.
    pub name: String,
    /// Where it stands in the profile.
    at: String,
    /// The layouts that can have it in this scenario.
    layouts: Vec<&'static str>,
    /// Whether it is dates that are missing.
    needs_dates: bool,
}

impl Idle {
    fn new(name: &str, at: &str, kind: &dyn Fault, extract: &Extract) -> Self {
        let layouts = |dated: bool| -> Vec<&'static str> {
            let can = |table: &Table| {
                let fits = |field| kind.fits(field) && kind.can(&Target { table, field, dated });
                table.fields.iter().any(fits)
            };
            let all = LAYOUTS.into_iter().filter(|l| l.check(extract).is_ok() && l.tables(extract).iter().any(can));
            all.map(|l| l.name()).collect()
        };
        let needs_dates = !extract.dated && !layouts(true).is_empty();
        Self { name: name.to_string(), at: at.to_string(), layouts: layouts(extract.dated), needs_dates }
    }

    /// What is said of it, and what can be done.
    fn parts(&self) -> (String, String) {
        let layouts = self.layouts.iter().map(|l| format!("`{l}`")).collect::<Vec<_>>().join(", ");
        let help = match self.layouts.len() {
            0 if self.needs_dates => "it needs dates, and the scenario has no `start`".to_string(),
            0 => "nor can one of another layout in this scenario".to_string(),
            1 => format!("the layout {layouts} can"),
            _ => format!("the layouts {layouts} can"),
        };
        (format!("no column of this layout can have the fault `{}`", visible(&self.name)), help)
    }

    /// In words.
    #[must_use]
    pub fn told(&self) -> String {
        let (message, help) = self.parts();
        format!("{message}; {help}")
    }

    /// The same as a problem of the profile.
    #[must_use]
    pub fn problem(&self) -> Problem {
        let (message, help) = self.parts();
        Problem::new("Q0481", path::key(&self.at, "kind"), message).help(help)
    }
}

/// The faults of a profile for these tables, in the order of the profile, and those that they cannot have.
///
/// # Errors
/// Everything in the profile that does not fit.
pub(super) fn plan(
    profile: &Profile,
    extract: &Extract,
    tables: &[Table],
) -> Result<(Vec<Planned>, Vec<Idle>), Vec<Problem>> {
    let (mut planned, mut idle, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    let mut names: Vec<&str> = Vec::new();
    for (entry, at) in profile.fault.iter().zip(profile.paths()) {
        let mut wrong = Wrong { at: &at, problems: &mut problems };
        let name = entry.name.as_deref().filter(|n| !n.is_empty()).unwrap_or(&entry.kind);
        if names.contains(&name) {
            let key = if entry.name.is_some() { "name" } else { "kind" };
            let message = format!("there are two faults `{}`, which would have the same luck", visible(name));
            wrong.key("Q0416", key, message, "give one of them another `name`");
        }
        names.push(name);
        let place = Place { entry, tables, dated: extract.dated };
        let kind = place.kind(&mut wrong);
        place.names(&mut wrong);
        let (rates, rate) = rates(entry, &extract.model.population, &mut wrong);
        let sites = entry.sites.as_ref().map_or(1.0, |sites| wrong.share_of("sites", sites));
        let Some(kind) = kind else { continue };
        let columns = place.columns(kind);
        if columns.is_empty() {
            let before = wrong.problems.len();
            place.nowhere(kind, &mut wrong);
            if entry.table.is_none() && entry.column.is_none() && wrong.problems.len() == before {
                idle.push(Idle::new(name, &at, kind, extract));
            }
        }
        let one = |(table, column)| {
            let (name, rates) = (name.to_string(), rates.clone());
            Planned { kind, name, table, column, rates, rate, sites }
        };
        planned.extend(columns.into_iter().map(one));
    }
    if problems.is_empty() { Ok((planned, idle)) } else { Err(problems) }
}

/// Where an entry may be.
struct Place<'a> {
    entry: &'a Entry,
    tables: &'a [Table],
    dated: bool,
}

impl<'a> Place<'a> {
    fn kind(&self, wrong: &mut Wrong<'_>) -> Option<&'static dyn Fault> {
        let found = KINDS.into_iter().find(|k| k.name() == self.entry.kind);
        if found.is_none() {
            let at = path::key(wrong.at, "kind");
            wrong.name("Q0205", &at, ("kind of fault", &self.entry.kind), &KINDS.map(|k| k.name()));
        }
        found
    }

    /// The tables that the entry may mean, by number.
    fn here(&self) -> impl Iterator<Item = (usize, &'a Table)> {
        let asked = self.entry.table.as_deref();
        self.tables.iter().enumerate().filter(move |(_, t)| asked.is_none_or(|name| t.name == name))
    }

    /// Whether the table and the column that it names are there.
    fn names(&self, wrong: &mut Wrong<'_>) {
        if let Some(table) = self.entry.table.as_deref().filter(|_| self.here().next().is_none()) {
            let known: Vec<&str> = self.tables.iter().map(|t| t.name).collect();
            let at = path::key(wrong.at, "table");
            wrong.name("Q0480", &at, ("table", table), &known);
            return;
        }
        let known: Vec<&str> = self.here().flat_map(|(_, t)| t.fields.iter().map(Field::name)).collect();
        if let Some(column) = self.entry.column.as_deref().filter(|column| !known.contains(column)) {
            let at = path::key(wrong.at, "column");
            wrong.name("Q0480", &at, ("column", column), &known);
        }
    }

    /// Table and column of every place where a fault can be.
    fn columns(&self, kind: &dyn Fault) -> Vec<(usize, usize)> {
        let mut columns = Vec::new();
        for (number, table) in self.here() {
            for (column, field) in table.fields.iter().enumerate() {
                let can = kind.can(&Target { table, field, dated: self.dated });
                let fits = match &self.entry.column {
                    // What is asked for by name is done where it can be, but for keys, which tell the rows apart.
                    Some(name) => field.name() == name && can && !is_kept(kind, table, field),
                    None => kind.fits(field) && can,
                };
                columns.extend(fits.then_some((number, column)));
            }
        }
        columns
    }

    /// Tells that a place that is named cannot have a fault.
    fn nowhere(&self, kind: &dyn Fault, wrong: &mut Wrong<'_>) {
        let help = || places(kind, self.tables, self.dated);
        match (&self.entry.column, &self.entry.table) {
            (Some(name), _) => {
                let named = |(_, table): (usize, &'a Table)| {
                    table.fields.iter().find(|f| f.name() == name).map(|field| (table, field))
                };
                let found: Vec<_> = self.here().filter_map(named).collect();
                let column = visible(name);
                match found.iter().find(|(table, field)| is_kept(kind, table, field)) {
                    Some((table, _)) => {
                        let message = format!("`{column}` tells the rows of `{}` apart, and stays", table.name);
                        wrong.key("Q0481", "column", message, "name another column");
                    }
                    None if found.is_empty() => {}
                    None => {
                        let message = format!("the column `{column}` cannot have the fault `{}`", kind.name());
                        wrong.key("Q0481", "column", message, help());
                    }
                }
            }
            (None, Some(table)) if self.here().next().is_some() => {
                let message =
                    format!("no column of the table `{}` can have the fault `{}`", visible(table), kind.name());
                wrong.key("Q0481", "table", message, help());
            }
            _ => {}
        }
    }
}

/// Whether a cell tells rows apart and so has no fault.
fn is_kept(kind: &dyn Fault, table: &Table, field: &Field) -> bool {
    matches!(kind.acts(), Acts::Cell | Acts::Text) && table.key.contains(&field.name())
}

/// Where a kind of fault can be, in words.
fn places(kind: &dyn Fault, tables: &[Table], dated: bool) -> String {
    let fits = tables.iter().flat_map(|t| t.fields.iter().map(move |f| (t, f)));
    let fits = fits.filter(|(table, field)| kind.fits(field) && kind.can(&Target { table, field, dated }));
    let names: Vec<String> = fits.map(|(t, f)| format!("`{}.{}`", t.name, f.name())).take(6).collect();
    match names.is_empty() {
        true => "no table of this layout can".to_string(),
        false => format!("it can be in {}", names.join(", ")),
    }
}

/// How often, by true group and where a row is about nobody.
fn rates(entry: &Entry, population: &Population, wrong: &mut Wrong<'_>) -> (Vec<f64>, f64) {
    let groups = population.groups();
    let mut rate = entry.rate.as_ref().map_or(0.0, |rate| wrong.share_of("rate", rate));
    let mut rates = vec![rate; groups];
    match (&entry.first, &entry.last) {
        (Some(first), Some(last)) => {
            let (first, last) = (wrong.share_of("first", first), wrong.share_of("last", last));
            if entry.rate.is_some() {
                wrong.key(
                    "Q0402",
                    "rate",
                    "`rate` stands beside `first` and `last`, which say it for every level",
                    "keep one of them",
                );
            }
            let levels = population.attributes.first().map_or(1, |a| a.levels.len());
            let of = |level: usize| first + (last - first) * level as f64 / (levels.max(2) - 1) as f64;
            rates.iter_mut().enumerate().for_each(|(g, r)| {
                *r = of(if population.attributes.is_empty() { 0 } else { population.level(g, 0) });
            });
            rate = (first + last) / 2.0;
        }
        (None, None) => {}
        (first, _) => {
            let (there, other) = if first.is_some() { ("first", "last") } else { ("last", "first") };
            wrong.key(
                "Q0482",
                there,
                format!("`first` and `last` belong together, and `{other}` is not there"),
                "give both, or `rate`",
            );
        }
    }
    // The order in which levels are named has no meaning: of several that a person has, the highest rate counts.
    let mut named: Vec<Option<f64>> = vec![None; groups];
    let by = path::key(wrong.at, "by");
    for (attribute, levels) in &entry.by {
        let at = path::key(&by, attribute);
        let Some(a) = population.attribute(attribute) else {
            let known: Vec<&str> = population.attributes.iter().map(|a| a.name.as_str()).collect();
            wrong.name("Q0406", &at, ("attribute", attribute), &known);
            continue;
        };
        for (level, number) in levels {
            let at = path::key(&at, level);
            let value = wrong.share(&at, number);
            let known: Vec<&str> = population.attributes[a].levels.iter().map(String::as_str).collect();
            let Some(l) = known.iter().position(|name| name == level) else {
                wrong.name("Q0412", &at, (&format!("level of `{}`", visible(attribute)), level), &known);
                continue;
            };
            let of = named.iter_mut().enumerate().filter(|(g, _)| population.level(*g, a) == l);
            of.for_each(|(_, r)| *r = Some(r.map_or(value, |there: f64| there.max(value))));
        }
    }
    rates.iter_mut().zip(named).for_each(|(r, named)| *r = named.unwrap_or(*r));
    if entry.rate.is_none() && entry.first.is_none() && entry.last.is_none() && entry.by.is_empty() {
        wrong.key("Q0482", "kind", "how often is not said", "give `rate`, `first` and `last`, or `by`");
    }
    (rates, rate)
}

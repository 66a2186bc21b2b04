//! What faults there are to be, and how often: a text that people can change.

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

use super::kind::{Acts, Fault, Target};
use super::list::KINDS;
use crate::error::{nearest, visible};
use crate::scenario;
use crate::synth::frame::Frame;
use crate::synth::table::{Field, Table};

/// A profile of faults, as written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// What it is called.
    #[serde(default)]
    pub title: String,
    /// The faults; of several that could be in one cell, the first is.
    #[serde(default)]
    pub fault: Vec<Entry>,
}

/// One fault.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The kind, by name.
    pub kind: String,
    /// What it is called, which seeds it; the kind unless said.
    #[serde(default)]
    pub name: Option<String>,
    /// The table; every one where it fits unless said.
    #[serde(default)]
    pub table: Option<String>,
    /// The column; every one where it fits unless said.
    #[serde(default)]
    pub column: Option<String>,
    /// How often a cell (or a row) that can have it has it.
    #[serde(default)]
    pub rate: Option<f64>,
    /// The same by true level of an attribute; the others have `rate`, and of several levels that a person has the highest counts.
    #[serde(default)]
    pub by: BTreeMap<String, BTreeMap<String, f64>>,
    /// The same of the first level of the first attribute, with `last`: levels between lie between.
    #[serde(default)]
    pub first: Option<f64>,
    /// The same of the last level.
    #[serde(default)]
    pub last: Option<f64>,
    /// The share of sites that have it at all; every one unless said.
    #[serde(default)]
    pub sites: Option<f64>,
}

impl Profile {
    /// Reads a profile from TOML.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let tree: Value = scenario::tree(text)?;
        serde_json::from_value(tree).map_err(|e| e.to_string())
    }
}

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

/// The faults of a profile for these tables, in the order of the profile.
///
/// # Errors
/// Everything in the profile that does not fit.
pub(super) fn plan(profile: &Profile, frame: &Frame, tables: &[Table]) -> Result<Vec<Planned>, Vec<String>> {
    let (mut planned, mut problems) = (Vec::new(), Vec::new());
    let mut names: Vec<&str> = Vec::new();
    let dated = frame.dated;
    for (number, entry) in profile.fault.iter().enumerate() {
        let at = format!("fault {} (`{}`)", number + 1, visible(&entry.kind));
        let mut wrong = |text: String| problems.push(format!("{at}: {text}"));
        let near = |name: &str, known: &[&str]| {
            nearest(name, known.iter().copied())
                .map_or_else(|| format!("there are: {}", known.join(", ")), |n| format!("did you mean `{n}`?"))
        };
        let name = entry.name.as_deref().unwrap_or(&entry.kind);
        if names.contains(&name) {
            wrong(format!("there are two faults `{}`; give one of them another `name`", visible(name)));
        }
        names.push(name);
        let Some(kind) = KINDS.into_iter().find(|k| k.name() == entry.kind) else {
            let known: Vec<&str> = KINDS.iter().map(|k| k.name()).collect();
            wrong(format!("there is no such kind; {}", near(&entry.kind, &known)));
            continue;
        };
        if let Some(table) = &entry.table
            && !tables.iter().any(|t| t.name == table)
        {
            let known: Vec<&str> = tables.iter().map(|t| t.name).collect();
            wrong(format!("there is no table `{}`; {}", visible(table), near(table, &known)));
        }
        let fields =
            || tables.iter().filter(|t| entry.table.as_ref().is_none_or(|n| t.name == n)).flat_map(|t| &t.fields);
        if let Some(column) = &entry.column
            && !fields().any(|f| f.name() == column)
        {
            let known: Vec<&str> = fields().map(Field::name).collect();
            wrong(format!("there is no column `{}`; {}", visible(column), near(column, &known)));
        }
        let (rates, rate) = rates(entry, frame, &mut wrong);
        let sites = entry.sites.unwrap_or(1.0);
        if !(0.0..=1.0).contains(&sites) {
            wrong(format!("`sites` is {sites}, and a share lies between 0 and 1"));
        }
        let here = tables.iter().enumerate().filter(|(_, t)| entry.table.as_ref().is_none_or(|n| t.name == n));
        let (before, mut named_columns) = (planned.len(), Vec::new());
        for (t, table) in here {
            for (column, field) in table.fields.iter().enumerate() {
                let is_key = table.key.contains(&field.name());
                let fits = match &entry.column {
                    Some(name) if field.name() != name => continue,
                    // What is asked for by name is done where it can be, but for keys, which tell the rows apart.
                    Some(_) => {
                        named_columns.push((table.name, is_key));
                        let acts_on_cells = matches!(kind.acts(), Acts::Cell | Acts::Text);
                        kind.can(&Target { table, field, dated }) && !(acts_on_cells && is_key)
                    }
                    None => kind.fits(field) && kind.can(&Target { table, field, dated }),
                };
                if fits {
                    let (name, rates) = (name.to_string(), rates.clone());
                    planned.push(Planned { kind, name, table: t, column, rates, rate, sites });
                }
            }
        }
        if planned.len() > before {
            continue;
        }
        match (&entry.column, &entry.table) {
            (Some(column), _) if !named_columns.is_empty() => {
                let column = visible(column);
                wrong(match named_columns.iter().find(|(_, is_key)| *is_key) {
                    Some((table, _)) => {
                        format!("`{column}` tells the rows of `{table}` apart, and stays; name another column")
                    }
                    None => format!("the column `{column}` cannot have it; {}", places(kind, tables, dated)),
                });
            }
            (None, Some(table)) if tables.iter().any(|t| t.name == table) => {
                wrong(format!(
                    "no column of the table `{}` can have it; {}",
                    visible(table),
                    places(kind, tables, dated)
                ));
            }
            _ => {}
        }
    }
    if problems.is_empty() { Ok(planned) } else { Err(problems) }
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
fn rates(entry: &Entry, frame: &Frame, wrong: &mut dyn FnMut(String)) -> (Vec<f64>, f64) {
    let population = &frame.model.population;
    let groups = population.groups();
    let mut check = |what: &str, rate: f64| {
        if !(0.0..=1.0).contains(&rate) {
            wrong(format!("`{what}` is {rate}, and a rate lies between 0 and 1"));
        }
    };
    let mut rate = entry.rate.unwrap_or(0.0);
    check("rate", rate);
    let mut rates = vec![rate; groups];
    match (entry.first, entry.last) {
        (Some(first), Some(last)) => {
            check("first", first);
            check("last", last);
            let levels = population.attributes.first().map_or(1, |a| a.levels.len());
            let of = |level: usize| first + (last - first) * level as f64 / (levels.max(2) - 1) as f64;
            rates.iter_mut().enumerate().for_each(|(g, r)| {
                *r = of(if population.attributes.is_empty() { 0 } else { population.level(g, 0) });
            });
            rate = (first + last) / 2.0;
        }
        (None, None) => {}
        _ => wrong("`first` and `last` belong together".to_string()),
    }
    // The order in which levels are named has no meaning: of several that a person has, the highest rate counts.
    let mut named: Vec<Option<f64>> = vec![None; groups];
    for (attribute, by) in &entry.by {
        let Some(a) = population.attribute(attribute) else {
            let near = nearest(attribute, population.attributes.iter().map(|a| a.name.as_str()));
            let help = near.map_or_else(String::new, |n| format!("; did you mean `{n}`?"));
            wrong(format!("there is no attribute `{}`{help}", visible(attribute)));
            continue;
        };
        for (level, &value) in by {
            let levels = &population.attributes[a].levels;
            let Some(l) = levels.iter().position(|name| name == level) else {
                let help = nearest(level, levels.iter().map(String::as_str))
                    .map_or_else(String::new, |n| format!("; did you mean `{n}`?"));
                wrong(format!("`{}` is no level of `{}`{help}", visible(level), visible(attribute)));
                continue;
            };
            if !(0.0..=1.0).contains(&value) {
                wrong(format!(
                    "`by.{}.{}` is {value}, and a rate lies between 0 and 1",
                    visible(attribute),
                    visible(level)
                ));
            }
            let of = named.iter_mut().enumerate().filter(|(g, _)| population.level(*g, a) == l);
            of.for_each(|(_, r)| *r = Some(r.map_or(value, |there: f64| there.max(value))));
        }
    }
    rates.iter_mut().zip(named).for_each(|(r, named)| *r = named.unwrap_or(*r));
    if entry.rate.is_none() && entry.first.is_none() && entry.by.is_empty() {
        wrong("how often is not said: give `rate`, `first` and `last`, or `by`".to_string());
    }
    (rates, rate)
}

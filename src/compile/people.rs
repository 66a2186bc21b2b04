//! How people differ: attributes, the shares of groups, and the mixes that draw them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::hidden::hidden;
use super::names;
use super::raked::raked;
use super::shares_or_counts::parts_of_one;
use crate::distributions::shares::{self, PairOdds};
use crate::error::{Problem, nearest};
use crate::model::Mix;
use crate::population::{Attribute, Population, Thresholds};
use crate::scenario::path;
use crate::scenario::raw::demand::{Shares, UrgencyMix};
use crate::scenario::raw::groups::Ratios;
use crate::scenario::raw::shares_or_counts::List;
use crate::scenario::raw::{self, number};

/// Most groups that are simulated.
const MOST_GROUPS: usize = 10_000;

/// The population and the shares of its groups.
#[derive(Clone, Debug)]
pub(super) struct People {
    pub(super) population: Population,
    /// Shares of the levels, by attribute.
    pub(super) margins: Vec<Vec<f64>>,
    pub(super) pairs: Vec<PairOdds>,
    /// Correlations of a copula, where there are any.
    pub(super) correlation: Option<Vec<Vec<f64>>>,
    /// Shares of all groups where they are listed.
    listed: Option<Vec<f64>>,
}

impl People {
    /// Compiles the attributes and the population; none where they make no sense.
    pub(super) fn new(doc: &raw::Document, problems: &mut Vec<Problem>) -> Option<Self> {
        let before = errors(problems);
        let named = doc.attribute.iter().map(|a| a.name.as_str());
        names::check("attribute", named.collect(), &raw::groups::RESERVED, problems);
        let levels: Vec<_> = doc.attribute.iter().map(|a| (a.name.as_str(), a.levels.as_slice())).collect();
        names::of_crossings(&levels, problems);
        let product = doc.attribute.iter().try_fold(1_usize, |n, a| n.checked_mul(a.levels.len().max(1)));
        if product.is_none_or(|n| n > MOST_GROUPS) {
            let counts: Vec<String> = doc.attribute.iter().map(|a| a.levels.len().to_string()).collect();
            let product = product.map_or("more than can be counted".to_string(), |n| n.to_string());
            let message = format!("{} = {product} groups; at most {MOST_GROUPS} are simulated", counts.join(" x "));
            problems.push(Problem::new("Q0501", "attribute", message).help("merge levels or drop attributes"));
            return None;
        }
        let mut margins = Vec::new();
        let mut attributes = Vec::new();
        for (i, a) in doc.attribute.iter().enumerate() {
            let at = entry(&doc.attribute, i, "attribute", |a| &a.name);
            if a.levels.is_empty() {
                problems.push(Problem::new("Q0401", path::key(&at, "levels"), "an attribute needs at least one level"));
                continue;
            }
            hidden(doc, i, &at, problems);
            names::check(&path::key(&at, "levels"), a.levels.iter().map(String::as_str).collect(), &[], problems);
            margins.push(match &a.share {
                None => vec![1.0; a.levels.len()],
                Some(share) => margin(share, a.levels.len(), &path::key(&at, "share"), problems),
            });
            let ordered = a.ordered.unwrap_or(true);
            let default = if ordered { a.levels.len() - 1 } else { 0 };
            let named = a.reference.as_ref();
            let found = named.and_then(|n| level(&a.levels, n, &path::key(&at, "reference"), &a.name, problems));
            let reference = found.unwrap_or(default);
            attributes.push(Attribute { name: a.name.clone(), levels: a.levels.clone(), ordered, reference });
        }
        let mut people =
            Self { population: Population { attributes }, margins, pairs: Vec::new(), correlation: None, listed: None };
        if people.population.attributes.len() < doc.attribute.len() {
            return None;
        }
        if let (Some(p), true) = (&doc.population, errors(problems) == before) {
            people.joined(p, problems);
        }
        if errors(problems) > before {
            // What stands for shares that make no sense hides nothing else.
            people.margins = people.population.attributes.iter().map(|a| vec![1.0; a.levels.len()]).collect();
            (people.pairs, people.correlation, people.listed) = (Vec::new(), None, None);
        }
        Some(people)
    }

    fn joined(&mut self, raw: &raw::Population, problems: &mut Vec<Problem>) {
        self.correlated(raw, problems);
        if !raw.share.is_empty() && !raw.odds_ratio.is_empty() {
            let message = "shares of full combinations leave no room for odds ratios";
            problems.push(Problem::new("Q0402", "population.odds_ratio", message).at_key());
            return;
        }
        if !raw.share.is_empty() {
            let mut cells = vec![0.0; self.population.groups()];
            let mut places = vec![String::new(); cells.len()];
            let is_count = |row: &BTreeMap<String, Value>| row.get("count").is_some_and(|n| number_of(n).is_ok());
            let counts = raw.share.iter().any(is_count);
            let key = if counts { "count" } else { "share" };
            for (i, row) in raw.share.iter().enumerate() {
                let at = path::entry("population.share", &i.to_string());
                let Some((group, value)) = self.row(row, key, &at, problems) else { continue };
                if cells[group] > 0.0 {
                    problems.push(Problem::new("Q0403", &at, "this combination is listed twice"));
                }
                cells[group] = value;
                places[group] = path::key(&at, key);
            }
            let place = |group: usize| places[group].clone();
            parts_of_one(&cells, if counts { Some(&place) } else { None }, "population.share", problems);
            self.listed = Some(cells);
        }
        let mut pairs: BTreeMap<(usize, usize), PairOdds> = BTreeMap::new();
        let mut said = Vec::new();
        for (i, row) in raw.odds_ratio.iter().enumerate() {
            let at = path::entry("population.odds_ratio", &i.to_string());
            let mut named = Vec::new();
            for (key, value) in row.iter().filter(|(k, _)| *k != "odds_ratio") {
                let below = path::key(&at, key);
                let Some(a) = self.attribute(key, &below, problems) else { continue };
                let levels = &self.population.attributes[a].levels;
                if let Some(l) = level(levels, value.as_str().unwrap_or_default(), &below, key, problems) {
                    named.push((a, l));
                }
            }
            let (Some(Ok(ratio)), [x, y]) = (row.get("odds_ratio").map(number_of), named.as_slice()) else {
                let message = "an odds ratio needs a level of two attributes and a number `odds_ratio`";
                problems.push(Problem::new("Q0404", &at, message));
                continue;
            };
            if ratio <= 0.0 {
                let message = format!("the odds ratio {ratio} is not above 0");
                problems.push(Problem::new("Q0604", path::key(&at, "odds_ratio"), message));
                continue;
            }
            let (first, second) = (x.min(y), x.max(y));
            let pair = pairs.entry((first.0, second.0)).or_insert_with(|| PairOdds {
                first: first.0,
                second: second.0,
                ratios: vec![vec![1.0; self.margins[second.0].len()]; self.margins[first.0].len()],
            });
            if said.contains(&(*first, *second)) {
                problems.push(Problem::new("Q0403", &at, "the odds ratio of these two levels is given twice"));
            }
            said.push((*first, *second));
            pair.ratios[first.1][second.1] = ratio;
        }
        self.pairs = pairs.into_values().collect();
        if let Err(error) = shares::fit(&self.margins, &self.pairs) {
            problems.push(Problem::new("Q0405", "population.odds_ratio", error.to_string()));
        }
    }

    /// The number of an attribute.
    pub(super) fn attribute(&self, name: &str, at: &str, problems: &mut Vec<Problem>) -> Option<usize> {
        let found = self.population.attribute(name);
        if found.is_none() {
            let names = self.population.attributes.iter().map(|a| a.name.as_str());
            let known = names.clone().collect::<Vec<_>>().join(", ");
            let message = format!("there is no attribute `{}`", crate::scenario::shown(name));
            let problem = Problem::new("Q0406", at, message).at_key();
            problems.push(match nearest(name, names) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None if known.is_empty() => problem.help("this scenario declares no attributes"),
                None => problem.help(format!("attributes are {known}")),
            });
        }
        found
    }

    /// The group and the value of a row that names one level of each attribute.
    pub(super) fn row(
        &self,
        row: &BTreeMap<String, Value>,
        value: &str,
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<(usize, f64)> {
        let mut levels = vec![None; self.population.attributes.len()];
        let before = errors(problems);
        for (key, name) in row.iter().filter(|(k, _)| *k != value) {
            let below = path::key(at, key);
            let Some(a) = self.attribute(key, &below, problems) else { continue };
            let name = name.as_str().unwrap_or_default();
            levels[a] = level(&self.population.attributes[a].levels, name, &below, key, problems);
        }
        if errors(problems) > before {
            return None;
        }
        if let Some(missing) = levels.iter().position(Option::is_none) {
            let name = &self.population.attributes[missing].name;
            let message = format!("a row names a level of every attribute; `{name}` is missing");
            problems.push(Problem::new("Q0407", at, message));
            return None;
        }
        let Some(Ok(x)) = row.get(value).map(number_of) else {
            problems.push(Problem::new("Q0407", at, format!("a row needs a number `{value}`")));
            return None;
        };
        let levels: Vec<usize> = levels.into_iter().flatten().collect();
        Some((self.population.group(&levels), x))
    }

    /// How the groups are drawn, and the sum of shares x rate ratios. `share` replaces margins, `ratio` multiplies.
    pub(super) fn mix(
        &self,
        share: &Shares,
        ratio: &Ratios,
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<(Mix, f64)> {
        let before = errors(problems);
        let mut margins = self.margins.clone();
        for (name, list) in share {
            let below = path::key(&path::key(at, "share"), name);
            let Some(a) = self.attribute(name, &below, problems) else { continue };
            margins[a] = margin(list, margins[a].len(), &below, problems);
        }
        let ratios = self.ratios(ratio, &path::key(at, "rate_ratio"), problems);
        if errors(problems) > before {
            return None;
        }
        let mut listed = self.listed.clone();
        if let Some(cells) = &mut listed {
            let is = |a: &usize| share.contains_key(self.population.attributes[*a].name.as_str());
            let wanted: Vec<(usize, &Vec<f64>)> = margins.iter().enumerate().filter(|(a, _)| is(a)).collect();
            if let Err(unmet) = raked(&self.population, cells, &wanted) {
                let names: Vec<&str> = share.keys().map(String::as_str).collect();
                problems.push(unmet.problem(&path::key(at, "share"), &names));
                return None;
            }
        }
        let mixed = self.mixed(listed, margins, &ratios, !ratio.is_empty());
        mixed
            .map(|(rows, total)| (Mix { attributes: rows, urgency: Vec::new() }, total))
            .map_err(|e| problems.push(Problem::new("Q0405", at, e.to_string())))
            .ok()
    }

    fn mixed(
        &self,
        listed: Option<Vec<f64>>,
        mut margins: Vec<Vec<f64>>,
        ratios: &[Vec<f64>],
        any: bool,
    ) -> Result<(Vec<Vec<Thresholds>>, f64), shares::ShareError> {
        let sum = |m: &[f64]| m.iter().sum::<f64>();
        if listed.is_none() && self.pairs.is_empty() && self.correlation.is_none() {
            // Independent attributes: each keeps its own decimal shares, so that no other attribute moves its thresholds.
            let mut total = 1.0;
            for (m, r) in margins.iter_mut().zip(ratios).filter(|(_, r)| r.iter().any(|&r| r != 1.0)) {
                let whole = sum(m);
                m.iter_mut().zip(r).for_each(|(m, r)| *m *= r);
                total *= sum(m) / whole;
            }
            return Ok((self.fit(&margins)?.rows, total));
        }
        let (mut cells, rows) = match listed {
            Some(cells) => (cells.clone(), shares::rows_of_groups(&cells, &self.population)?),
            None => {
                let fitted = self.fit(&margins)?;
                (fitted.shares, fitted.rows)
            }
        };
        if !any {
            return Ok((rows, 1.0));
        }
        let whole = sum(&cells);
        for (group, cell) in cells.iter_mut().enumerate() {
            for (a, r) in ratios.iter().enumerate() {
                *cell *= r[self.population.level(group, a)];
            }
        }
        Ok((shares::rows_of_groups(&cells, &self.population)?, sum(&cells) / whole))
    }

    /// Factors by attribute and level; 1 where nothing is said.
    pub(super) fn ratios(&self, raw: &Ratios, at: &str, problems: &mut Vec<Problem>) -> Vec<Vec<f64>> {
        let mut out: Vec<Vec<f64>> = self.population.attributes.iter().map(|a| vec![1.0; a.levels.len()]).collect();
        for (name, by) in raw {
            let below = path::key(at, name);
            let Some(a) = self.attribute(name, &below, problems) else { continue };
            for (l, ratio) in by {
                let here = path::key(&below, l);
                if let Some(l) = level_key(&self.population.attributes[a].levels, l, &here, name, problems) {
                    if ratio.value < 0.0 {
                        problems.push(Problem::new("Q0604", here, format!("the ratio {} is negative", ratio.value)));
                    }
                    // What follows from a negative ratio is no news.
                    out[a][l] = ratio.value.max(0.0);
                }
            }
        }
        out
    }
}

/// How many problems are errors.
pub(super) fn errors(problems: &[Problem]) -> usize {
    problems.iter().filter(|p| !p.is_warning()).count()
}

/// A number in a row, bare or with its range and source.
fn number_of(value: &Value) -> Result<f64, (String, String)> {
    number::parse(value.get("value").unwrap_or(value))
}

/// The address of an entry of a list of named things.
pub(super) fn entry<T>(list: &[T], i: usize, name: &str, of: impl Fn(&T) -> &str) -> String {
    let own = of(&list[i]);
    let first = list.iter().position(|e| of(e) == own) == Some(i) && !own.is_empty();
    if first { path::entry(name, own) } else { path::entry(name, &i.to_string()) }
}

/// The number of a level.
pub(super) fn level(
    levels: &[String],
    name: &str,
    at: &str,
    attribute: &str,
    problems: &mut Vec<Problem>,
) -> Option<usize> {
    let found = levels.iter().position(|l| l == name);
    if found.is_none() {
        let shown = crate::scenario::shown(name);
        let problem = Problem::new("Q0412", at, format!("`{attribute}` has no level `{shown}`"));
        problems.push(match nearest(name, levels.iter().map(String::as_str)) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help(format!("levels are {}", levels.join(", "))),
        });
    }
    found
}

/// The number of a level that is a key.
pub(super) fn level_key(
    levels: &[String],
    name: &str,
    at: &str,
    attribute: &str,
    problems: &mut Vec<Problem>,
) -> Option<usize> {
    let before = problems.len();
    let found = level(levels, name, at, attribute, problems);
    problems[before..].iter_mut().for_each(|p| p.at_key = true);
    found
}

/// Shares of the levels of one attribute, or counts in the same proportions.
fn margin(list: &List, levels: usize, at: &str, problems: &mut Vec<Problem>) -> Vec<f64> {
    let values: Vec<f64> = list.given().iter().map(|n| n.value).collect();
    if values.len() != levels {
        let what = if list.are_counts() { "counts" } else { "shares" };
        problems.push(Problem::new("Q0413", at, format!("{} {what} for {levels} levels", values.len())));
        return vec![1.0; levels];
    }
    let at = if list.are_counts() { path::key(at, "count") } else { at.to_string() };
    let place = |i: usize| path::entry(&at, &i.to_string());
    parts_of_one(&values, if list.are_counts() { Some(&place) } else { None }, &at, problems);
    values
}

/// Thresholds of urgencies by name; those that are not named have none.
pub(super) fn urgency_mix(
    mix: &UrgencyMix,
    names: &[String],
    at: &str,
    problems: &mut Vec<Problem>,
) -> Vec<Thresholds> {
    let before = errors(problems);
    let mut weights = vec![0.0; names.len()];
    let at = if mix.are_counts() { path::key(at, "count") } else { at.to_string() };
    for (name, share) in mix.given() {
        match names.iter().position(|n| n == name) {
            Some(u) => weights[u] = share.value,
            None => problems.push(unknown_urgency(name, names, &path::key(&at, name)).at_key()),
        }
    }
    if errors(problems) == before {
        let place = |u: usize| path::key(&at, &names[u]);
        parts_of_one(&weights, if mix.are_counts() { Some(&place) } else { None }, &at, problems);
    }
    vec![shares::thresholds(&weights)]
}

/// An urgency that the service does not have.
pub(super) fn unknown_urgency(name: &str, names: &[String], at: &str) -> Problem {
    let message = format!("this service has no urgency `{}`", crate::scenario::shown(name));
    let problem = Problem::new("Q0414", at, message);
    match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(format!("urgencies are {}", names.join(", "))),
    }
}

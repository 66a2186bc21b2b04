//! Today's list counted by group: tables of recorded levels by band.

use std::collections::BTreeMap;

use serde_json::Value;

use super::common::Common;
use super::people::{errors, level, level_key};
use crate::error::{Problem, nearest};
use crate::model::NOT_RECORDED;
use crate::population::Population;
use crate::scenario::path;
use crate::scenario::raw::demand::{Count, Counts, Groups};

/// Counts as written.
pub(super) struct Told {
    /// People by band; one number where they are counted altogether.
    pub(super) totals: Vec<f64>,
    /// Whether they are told by band.
    pub(super) by_band: bool,
    /// Tables by group, all of the same people; empty where groups are not counted.
    pub(super) tables: Vec<Table>,
}

/// Counts by combinations of the recorded levels of some attributes.
pub(super) struct Table {
    /// Which attributes, in declared order.
    pub(super) attributes: Vec<usize>,
    /// People by band and combination, the first attribute slowest.
    pub(super) people: Vec<Vec<u64>>,
    /// Where it is written.
    pub(super) at: String,
}

/// The levels of one combination, its counts, and whether they are by band.
type Row = (Vec<usize>, Vec<f64>, bool);

/// Where a row stands, its levels by attribute, its counts, and whether they are by band.
type Written = (String, Vec<(usize, usize)>, Vec<f64>, bool);

impl Common {
    /// How people differ as recorded.
    pub(super) fn recorded_population(&self) -> &Population {
        self.records.as_ref().map_or(&self.people.population, |r| &r.population)
    }

    /// Reads counts; none where that makes no sense, which is told.
    pub(super) fn told(&self, count: &Count, at: &str, problems: &mut Vec<Problem>) -> Option<Told> {
        let before = errors(problems);
        let tables = match count {
            Count::One(number) => {
                return Some(Told { totals: vec![number.value], by_band: false, tables: Vec::new() });
            }
            Count::Bands(numbers) => {
                let totals = numbers.iter().map(|n| n.value).collect();
                return Some(Told { totals, by_band: true, tables: Vec::new() });
            }
            Count::Rows(rows) => vec![self.rows(rows, at, problems)?],
            Count::Groups(named) => self.named(named, at, problems)?,
        };
        let by_band = tables.first()?.1;
        let tables: Vec<Table> = tables.into_iter().map(|(table, _)| table).collect();
        let totals = |table: &Table| table.people.iter().map(|band| band.iter().sum()).collect::<Vec<u64>>();
        let first = totals(&tables[0]);
        for table in &tables[1..] {
            let own = totals(table);
            if own.len() != first.len() {
                let message = format!("{} bands here, {} in `{}`", own.len(), first.len(), tables[0].at);
                problems.push(Problem::new("Q0622", &table.at, message).at_key());
            } else if let Some(band) = (0..own.len()).find(|&b| own[b] != first[b]) {
                let names = |t: &Table| self.people.population.attributes[t.attributes[0]].name.clone();
                let message = format!(
                    "{} people in band {} by `{}`, {} by `{}`: both count the same people",
                    own[band],
                    band + 1,
                    names(table),
                    first[band],
                    names(&tables[0])
                );
                let help = format!("people whose level is unknown are counted under `{NOT_RECORDED}`");
                problems.push(Problem::new("Q0473", &table.at, message).help(help).at_key().also(&tables[0].at));
            }
        }
        let totals = first.iter().map(|&n| n as f64).collect();
        (errors(problems) == before).then_some(Told { totals, by_band, tables })
    }

    /// A table of combinations.
    fn rows(&self, rows: &[BTreeMap<String, Value>], at: &str, problems: &mut Vec<Problem>) -> Option<(Table, bool)> {
        let before = errors(problems);
        // Rows without a fault: where, the levels by attribute, the counts.
        let mut found: Vec<Written> = Vec::new();
        for (i, row) in rows.iter().enumerate() {
            let (here, so_far) = (path::entry(at, &i.to_string()), errors(problems));
            let mut levels = Vec::new();
            for (name, value) in row.iter().filter(|(key, _)| *key != "count") {
                let below = path::key(&here, name);
                let Some(a) = self.people.attribute(name, &below, problems) else { continue };
                let name_of_level = value.as_str().unwrap_or_default();
                levels.extend(self.recorded_level(a, name_of_level, &below, false, problems).map(|l| (a, l)));
            }
            let Some(Ok(counts)) = row.get("count").map(Counts::read) else {
                problems.push(Problem::new("Q0407", &here, "a row needs `count`: a number, or one for each band"));
                continue;
            };
            let people = self.people_of(&counts, &path::key(&here, "count"), problems);
            if errors(problems) > so_far {
                continue;
            }
            levels.sort_unstable();
            if let Some((first, others, ..)) = found.first()
                && !others.iter().map(|l| l.0).eq(levels.iter().map(|l| l.0))
            {
                let problem = Problem::new("Q0407", &here, "every row names a level of the same attributes");
                problems.push(problem.also(first));
            } else if let Some((other, ..)) = found.iter().find(|f| f.1 == levels) {
                problems.push(Problem::new("Q0403", &here, "this combination is listed twice").also(other));
            }
            found.push((here, levels, people, matches!(counts, Counts::Bands(_))));
        }
        if errors(problems) > before {
            return None;
        }
        let attributes: Vec<usize> = found.first()?.1.iter().map(|l| l.0).collect();
        if attributes.is_empty() {
            problems.push(Problem::new("Q0407", at, "a row names a level of at least one attribute"));
            return None;
        }
        let rows = found.into_iter().map(|(_, levels, n, by)| (levels.into_iter().map(|l| l.1).collect(), n, by));
        self.table(attributes, rows.collect(), at, problems)
    }

    /// Tables of one attribute each.
    fn named(
        &self,
        named: &BTreeMap<String, Groups>,
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Vec<(Table, bool)>> {
        let levels: BTreeMap<&str, &Counts> = named
            .iter()
            .filter_map(|(name, groups)| match groups {
                Groups::Level(counts) => Some((name.as_str(), counts)),
                Groups::Attribute(_) => None,
            })
            .collect();
        if levels.len() == named.len() {
            let a = self.attribute_of(&levels, at, problems)?;
            return self.levels(a, &levels, at, problems).map(|table| vec![table]);
        }
        if let Some(stray) = levels.keys().next() {
            let message = "counts of single levels are mixed with tables of attributes";
            let problem = Problem::new("Q0470", path::key(at, stray), message).at_key();
            problems.push(problem.help("give each attribute a table of its own"));
            return None;
        }
        let before = errors(problems);
        let mut tables = Vec::new();
        for (name, groups) in named {
            let Groups::Attribute(levels) = groups else { continue };
            let below = path::key(at, name);
            let Some(a) = self.people.attribute(name, &below, problems) else { continue };
            let levels = levels.iter().map(|(name, counts)| (name.as_str(), counts)).collect();
            tables.extend(self.levels(a, &levels, &below, problems));
        }
        tables.sort_by(|a, b| a.0.attributes.cmp(&b.0.attributes));
        (errors(problems) == before).then_some(tables)
    }

    /// The attribute that these are levels of.
    fn attribute_of(&self, levels: &BTreeMap<&str, &Counts>, at: &str, problems: &mut Vec<Problem>) -> Option<usize> {
        let attributes = &self.recorded_population().attributes;
        let known = |a: usize| {
            let of = &attributes[a].levels;
            levels.keys().filter(|name| of.iter().any(|l| l == *name) && **name != NOT_RECORDED).count()
        };
        let most = (0..attributes.len()).map(known).max().unwrap_or(0);
        let best: Vec<usize> = (0..attributes.len()).filter(|&a| known(a) == most && most > 0).collect();
        if let [only] = best[..] {
            return Some(only);
        }
        let named = |list: &mut dyn Iterator<Item = &str>| list.collect::<Vec<_>>().join(", ");
        let mut all = attributes.iter().map(|a| a.name.as_str());
        let stray = levels.keys().next().copied().unwrap_or_default();
        let place = path::key(at, stray);
        let problem = if best.is_empty() {
            let message = format!("no attribute has a level `{}`", crate::scenario::shown(stray));
            let known = attributes.iter().flat_map(|a| a.levels.iter().map(String::as_str));
            let help = match (nearest(stray, known), attributes.is_empty()) {
                (Some(near), _) => format!("did you mean `{near}`?"),
                (None, true) => "this scenario declares no attributes".to_string(),
                (None, false) => format!("count the levels of one of {}", named(&mut all)),
            };
            Problem::new("Q0470", &place, message).help(help)
        } else {
            let both = named(&mut best.iter().map(|&a| attributes[a].name.as_str()));
            let first = &attributes[best[0]].name;
            Problem::new("Q0470", &place, format!("these may be levels of any of {both}"))
                .help(format!("say which: count = {{ \"{first}\" = {{ ... }} }}"))
        };
        problems.push(problem.at_key());
        None
    }

    /// The table of an attribute whose levels are counted.
    fn levels(
        &self,
        attribute: usize,
        counts: &BTreeMap<&str, &Counts>,
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<(Table, bool)> {
        let before = errors(problems);
        let mut rows = Vec::new();
        for (name, counts) in counts {
            let below = path::key(at, name);
            if let Some(l) = self.recorded_level(attribute, name, &below, true, problems) {
                rows.push((vec![l], self.people_of(counts, &below, problems), matches!(counts, Counts::Bands(_))));
            }
        }
        let known = &self.people.population.attributes[attribute];
        let missing: Vec<&str> = known.levels.iter().map(String::as_str).filter(|l| !counts.contains_key(l)).collect();
        if errors(problems) == before && !missing.is_empty() {
            let message = format!("`{}` is not counted: {}", known.name, missing.join(", "));
            problems.push(Problem::new("Q0472", at, message).help("count every level; 0 where nobody waits").at_key());
        }
        if errors(problems) > before {
            return None;
        }
        self.table(vec![attribute], rows, at, problems)
    }

    /// The number of a level as the record has it.
    fn recorded_level(
        &self,
        attribute: usize,
        name: &str,
        at: &str,
        at_key: bool,
        problems: &mut Vec<Problem>,
    ) -> Option<usize> {
        let of = &self.recorded_population().attributes[attribute];
        if name == NOT_RECORDED && !of.levels.iter().any(|l| l == name) {
            let message =
                format!("people are counted with `{}` not recorded, but here it is recorded for everybody", of.name);
            let help = "say how often it is missing: recorded = { missing = 0.1 } in the attribute";
            let mut problem = Problem::new("Q0471", at, message).help(help);
            problem.at_key = at_key;
            problems.push(problem);
            return None;
        }
        if at_key {
            level_key(&of.levels, name, at, &of.name, problems)
        } else {
            level(&of.levels, name, at, &of.name, problems)
        }
    }

    /// Whole numbers of people.
    fn people_of(&self, counts: &Counts, at: &str, problems: &mut Vec<Problem>) -> Vec<f64> {
        let numbers = counts.numbers();
        for (i, n) in
            numbers.iter().enumerate().filter(|(_, n)| !(0.0..=9e15).contains(&n.value) || n.value.fract() != 0.0)
        {
            let message = format!("{} is not a number of people; it must be a whole number of 0 or more", n.value);
            let place = match counts {
                Counts::One(_) => at.to_string(),
                Counts::Bands(_) => path::entry(at, &i.to_string()),
            };
            problems.push(Problem::new("Q0604", place, message));
        }
        numbers.iter().map(|n| n.value).collect()
    }

    /// Rows as a table; what is not named is nobody.
    fn table(
        &self,
        attributes: Vec<usize>,
        rows: Vec<Row>,
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<(Table, bool)> {
        let of = &self.recorded_population().attributes;
        let sizes: Vec<usize> = attributes.iter().map(|&a| of[a].levels.len()).collect();
        let (_, first, by_band) = rows.first()?;
        let (bands, by_band) = (first.len(), *by_band);
        let mut people = vec![vec![0; sizes.iter().product()]; bands];
        for (levels, counts, by) in &rows {
            if counts.len() != bands || *by != by_band {
                let named: Vec<&str> = attributes.iter().zip(levels).map(|(&a, &l)| of[a].levels[l].as_str()).collect();
                let message = format!("{} counts for {}, {bands} for the first", counts.len(), named.join(" and "));
                problems.push(Problem::new("Q0622", at, message).help("give each group as many counts").at_key());
                return None;
            }
            let cell = sizes.iter().zip(levels).fold(0, |cell, (size, level)| cell * size + level);
            for (band, count) in people.iter_mut().zip(counts) {
                band[cell] += *count as u64;
            }
        }
        Some((Table { attributes, people, at: at.to_string() }, by_band))
    }
}

//! Values by group: absolute on one attribute, ratios on others, rows that override.

use super::people::{People, level_key};
use crate::error::Problem;
use crate::scenario::path;
use crate::scenario::raw::ByGroup;
use crate::scenario::raw::groups::Table;

/// What is said of several keys where one is allowed.
pub(super) fn several(what: &str, keys: &[&str]) -> String {
    let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    format!("{} each say {what}; keep one of them", keys.join(" and "))
}

impl People {
    /// A value for each group. Probabilities take `odds_ratio`, rates `rate_ratio`.
    pub(super) fn by_group(&self, raw: &ByGroup, probability: bool, at: &str, problems: &mut Vec<Problem>) -> Vec<f64> {
        let groups = self.population.groups();
        let (values, places) = match raw {
            ByGroup::One(n) => (vec![n.value; groups], vec![at.to_string(); groups]),
            ByGroup::Table(table) => self.table(table, probability, at, problems),
        };
        // Every number is looked at as it is written, also one that holds for nobody.
        let mut told: Vec<&String> = Vec::new();
        let written = written(raw, at);
        for (x, place) in &written {
            if let Some(problem) = out_of_range(*x, probability, place) {
                told.push(place);
                problems.push(problem);
            }
        }
        for (&x, place) in values.iter().zip(&places) {
            if told.contains(&place) {
                continue;
            }
            if let Some(problem) = out_of_range(x, probability, place) {
                told.push(place);
                problems.push(problem);
            }
        }
        values
    }

    fn table(
        &self,
        table: &Table,
        probability: bool,
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> (Vec<f64>, Vec<String>) {
        let groups = self.population.groups();
        let mut values = vec![table.default.as_ref().map(|n| n.value); groups];
        let mut places = vec![path::key(at, "default"); groups];
        let mut absolute: Option<&str> = None;
        for (name, by) in &table.by {
            let below = path::key(at, name);
            let Some(a) = self.attribute(name, &below, problems) else { continue };
            if let Some(first) = absolute {
                let message = format!("values are given by `{first}` and by `{name}`: which holds for people in both?");
                let ratio = if probability { "odds_ratio" } else { "rate_ratio" };
                let help = format!("give values on one attribute, and `{ratio} = {{ {name} = {{ ... }} }}` on others");
                problems.push(Problem::new("Q0409", below, message).help(help).at_key());
                continue;
            }
            absolute = Some(name);
            for (l, x) in by {
                let here = path::key(&below, l);
                let levels = &self.population.attributes[a].levels;
                let Some(l) = level_key(levels, l, &here, name, problems) else { continue };
                for group in (0..groups).filter(|&g| self.population.level(g, a) == l) {
                    values[group] = Some(x.value);
                    places[group].clone_from(&here);
                }
            }
        }
        let (right, right_name, wrong, wrong_name) = if probability {
            (&table.odds_ratio, "odds_ratio", &table.rate_ratio, "rate_ratio")
        } else {
            (&table.rate_ratio, "rate_ratio", &table.odds_ratio, "odds_ratio")
        };
        if !wrong.is_empty() {
            let is = if probability { "probability" } else { "rate" };
            let message = format!("this is a {is}: `{wrong_name}` does not apply");
            let problem = Problem::new("Q0410", path::key(at, wrong_name), message);
            problems.push(problem.help(format!("use `{right_name}`")).at_key());
        }
        let ratios = self.ratios(right, &path::key(at, right_name), problems);
        for (group, value) in values.iter_mut().enumerate() {
            let Some(x) = value else { continue };
            for (a, r) in ratios.iter().enumerate() {
                let r = r[self.population.level(group, a)];
                if r != 1.0 {
                    *x = if probability { *x * r / (1.0 - *x + *x * r) } else { *x * r };
                }
            }
        }
        let mut listed = Vec::new();
        for (i, row) in table.rows.iter().enumerate() {
            let here = path::entry(&path::key(at, "rows"), &i.to_string());
            if let Some((group, x)) = self.row(row, "value", &here, problems) {
                if listed.contains(&group) {
                    problems.push(Problem::new("Q0403", &here, "this combination is listed twice"));
                }
                listed.push(group);
                values[group] = Some(x);
                places[group] = path::key(&here, "value");
            }
        }
        if values.iter().any(Option::is_none) {
            let help = "add `default`: it holds for everybody who is not named";
            problems.push(Problem::new("Q0411", at, "some groups have no value").help(help));
        }
        (values.into_iter().map(|v| v.unwrap_or(0.0)).collect(), places)
    }
}

/// The numbers for all and by level, each with its place.
fn written(raw: &ByGroup, at: &str) -> Vec<(f64, String)> {
    match raw {
        ByGroup::One(n) => vec![(n.value, at.to_string())],
        ByGroup::Table(table) => {
            let default = table.default.iter().map(|n| (n.value, path::key(at, "default")));
            let levels = table.by.iter().flat_map(|(name, by)| {
                let below = path::key(at, name);
                by.iter().map(move |(level, n)| (n.value, path::key(&below, level)))
            });
            default.chain(levels).collect()
        }
    }
}

/// What is wrong with a value, if anything.
pub(super) fn out_of_range(x: f64, probability: bool, at: &str) -> Option<Problem> {
    if !x.is_finite() {
        let message = "the ratios multiplied here give no finite number";
        return Some(Problem::new("Q0604", at, message).help("write ratios above 0, and smaller numbers"));
    }
    if x < 0.0 {
        return Some(Problem::new("Q0604", at, format!("{x} is negative; it must be 0 or more")));
    }
    if probability && x > 1.0 {
        let part = (x * 1e10).round() / 1e12;
        // A little above 1 is more likely a slip than a percentage.
        let help = match x {
            1.5..=100.0 => format!("write {part} or \"{x}%\""),
            _ => "a probability is at most 1".to_string(),
        };
        let message = format!("{x} is not a probability; it must be between 0 and 1");
        return Some(Problem::new("Q0605", at, message).help(help));
    }
    None
}

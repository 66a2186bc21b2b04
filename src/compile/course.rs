//! What happens to people while they wait.

use super::common::Common;
use super::people::{errors, unknown_urgency};
use super::values;
use crate::distributions::shares;
use crate::error::Problem;
use crate::model::Course;
use crate::population::{Thresholds, Urgency};
use crate::scenario::path;
use crate::scenario::raw::pathway::{self as raw, Deterioration, Hazard};
use crate::stat::markov;
use crate::time::{DAY, MONTH_DAYS, WEEK};

/// Most changes of the clinical class of one person in a week: one a minute.
const MOST_CHANGES: f64 = 10_080.0;

impl Common {
    /// The hazards of a service's people.
    pub(super) fn course(
        &self,
        raw: &raw::Course,
        urgencies: &[Urgency],
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Course> {
        let before = errors(problems);
        let mut hazard = |raw: &Option<Hazard>, key: &str| match raw {
            Some(raw) => self.hazard(raw, urgencies, &path::key(at, key), problems),
            None => Vec::new(),
        };
        let death = hazard(&raw.death, "death");
        let emergency = hazard(&raw.emergency, "emergency");
        let private = hazard(&raw.private, "private");
        let (change, next) = match &raw.deterioration {
            Some(raw) => self.deterioration(raw, urgencies, &path::key(at, "deterioration"), problems),
            None => Default::default(),
        };
        let classes = self.people.population.groups() * urgencies.len();
        let of = |class: usize| move |times: &Vec<f64>| times.get(class).copied().unwrap_or(f64::INFINITY);
        let means = (0..classes).map(|class| [&death, &emergency, &private, &change].map(of(class)));
        (errors(problems) == before).then(|| Course { means: means.collect(), next })
    }

    /// The mean of a memoryless time for each class, in seconds.
    fn hazard(&self, raw: &Hazard, urgencies: &[Urgency], at: &str, problems: &mut Vec<Problem>) -> Vec<f64> {
        const YEAR: f64 = 365.0 * DAY as f64;
        let given = [
            (&raw.per_week, "per_week", WEEK as f64),
            (&raw.per_month, "per_month", MONTH_DAYS * DAY as f64),
            (&raw.per_year, "per_year", YEAR),
        ];
        let given: Vec<_> = given.into_iter().filter_map(|(by, key, unit)| Some((by.as_ref()?, key, unit))).collect();
        let [(by, key, unit)] = given[..] else {
            let message = "give a hazard once: `per_week`, `per_month` or `per_year`";
            problems.push(Problem::new("Q0632", at, message).at_key());
            return Vec::new();
        };
        let rates = self.people.by_group(by, false, &path::key(at, key), problems);
        let names: Vec<String> = urgencies.iter().map(|u| u.name.clone()).collect();
        let below = path::key(at, "by_urgency");
        let mut ratios = vec![1.0; names.len()];
        for (name, ratio) in &raw.by_urgency {
            let here = path::key(&below, name);
            problems.extend(values::out_of_range(ratio.value, false, &here));
            match names.iter().position(|n| n == name) {
                Some(u) => ratios[u] = ratio.value,
                None => problems.push(unknown_urgency(name, &names, &here).at_key()),
            }
        }
        rates.iter().flat_map(|r| ratios.iter().map(move |ratio| mean(r * ratio, unit))).collect()
    }

    /// The mean seconds in each class, and the next class.
    fn deterioration(
        &self,
        raw: &Deterioration,
        urgencies: &[Urgency],
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> (Vec<f64>, Vec<Thresholds>) {
        let before = errors(problems);
        let n = urgencies.len();
        let (table, key) = match (raw.per_week.is_empty(), raw.weekly_probability.is_empty()) {
            (false, true) => (&raw.per_week, "per_week"),
            (true, false) => (&raw.weekly_probability, "weekly_probability"),
            _ => {
                let message = "changes of the clinical class are given either `per_week` or as `weekly_probability`";
                problems.push(Problem::new("Q0632", at, message).at_key());
                return Default::default();
            }
        };
        let at_table = path::key(at, key);
        let names: Vec<String> = urgencies.iter().map(|u| u.name.clone()).collect();
        let mut rows = vec![vec![0.0; n]; n];
        for (from, row) in table {
            let below = path::key(&at_table, from);
            let Some(f) = names.iter().position(|x| x == from) else {
                problems.push(unknown_urgency(from, &names, &below).at_key());
                continue;
            };
            for (to, x) in row {
                let here = path::key(&below, to);
                problems.extend(values::out_of_range(x.value, key == "weekly_probability", &here));
                match names.iter().position(|x| x == to) {
                    Some(t) if t == f => {
                        let message = format!("a change from `{to}` to itself changes nothing");
                        problems
                            .push(Problem::new("Q0632", here, message).help("leave it out: the rest stays").at_key());
                    }
                    Some(t) => rows[f][t] = x.value,
                    None => problems.push(unknown_urgency(to, &names, &here).at_key()),
                }
            }
        }
        let ratios = self.people.ratios(&raw.rate_ratio, &path::key(at, "rate_ratio"), problems);
        if errors(problems) > before {
            return Default::default();
        }
        if key == "weekly_probability" {
            for (f, row) in rows.iter_mut().enumerate() {
                row[f] = 1.0 - row.iter().sum::<f64>();
            }
            match markov::rates(&rows) {
                Ok(rates) => rows = rates,
                Err(why) => {
                    problems
                        .push(Problem::new("Q0632", at_table, why.to_string()).help("give rates `per_week` instead"));
                    return Default::default();
                }
            }
        }
        let population = &self.people.population;
        let (mut change, mut next, mut told) = (Vec::new(), Vec::new(), false);
        for group in 0..population.groups() {
            let ratio: f64 = ratios.iter().enumerate().map(|(a, r)| r[population.level(group, a)]).product();
            for (f, row) in rows.iter().enumerate() {
                let away: Vec<f64> = row.iter().enumerate().map(|(t, x)| if t == f { 0.0 } else { *x }).collect();
                let total: f64 = away.iter().sum();
                let rate = total * ratio;
                if rate > MOST_CHANGES && rate.is_finite() && !told {
                    told = true;
                    let message = format!(
                        "`{}` changes {rate} times a week, which is more than once a minute ({MOST_CHANGES} a week)",
                        names[f]
                    );
                    let help = "a rate of 1 is one change a week on average";
                    problems.push(Problem::new("Q0604", path::key(&at_table, &names[f]), message).help(help));
                }
                change.push(mean(rate, WEEK as f64));
                // A class that nobody leaves needs some row.
                next.push(shares::thresholds(if total > 0.0 { &away } else { row_of_one(n) }));
            }
        }
        (change, next)
    }
}

fn row_of_one(n: usize) -> &'static [f64] {
    const ONES: [f64; 64] = [1.0; 64];
    &ONES[..n.clamp(1, 64)]
}

/// The mean seconds to an event of this rate per `unit` seconds.
fn mean(rate: f64, unit: f64) -> f64 {
    if rate > 0.0 { unit / rate } else { f64::INFINITY }
}

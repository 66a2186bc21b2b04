//! Who leaves the list untreated.

use super::common::Common;
use super::laws;
use super::people::errors;
use super::records::group_shares;
use crate::distributions::{DistError, Patience};
use crate::error::Problem;
use crate::model::Mix;
use crate::scenario::path;
use crate::scenario::raw::demand::Count;
use crate::scenario::raw::{self, ByGroup};
use crate::time::{MONTH_DAYS, WEEK};

/// Longest wait of a knot: twenty years, as in the discipline `by wait`.
const LAST_WEEK: f64 = 1040.0;

/// Weeks in a month.
const MONTH_WEEKS: f64 = MONTH_DAYS / 7.0;

impl Common {
    /// Laws of patience, and the law of each group; nothing where nobody leaves. `mix` is that of today's list.
    pub(super) fn removal(
        &self,
        service: &raw::Service,
        raw: &raw::Removal,
        mix: Option<&Mix>,
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> (Vec<Patience>, Vec<u16>) {
        let before = errors(problems);
        let groups = self.people.population.groups();
        let shared = raw.rate_ratio.clone().unwrap_or_default();
        let ratios = self.people.ratios(&shared, &path::key(at, "rate_ratio"), problems);
        let ratio = |g: usize| -> f64 {
            ratios.iter().enumerate().map(|(a, r)| r[self.people.population.level(g, a)]).product()
        };
        let week = WEEK as f64;
        let hazard = |rate: f64| if rate > 0.0 { Patience::exponential(week / rate) } else { Ok(Patience::Never) };
        let of_rates = |rates: Vec<f64>| -> Result<Vec<Patience>, DistError> {
            rates.iter().enumerate().map(|(g, r)| hazard(r.max(0.0) * ratio(g))).collect()
        };
        let rates =
            [("per_week", &raw.per_week), ("per_month", &raw.per_month), ("people_per_week", &raw.people_per_week)];
        let rates: Vec<(&str, &ByGroup)> =
            rates.into_iter().filter_map(|(key, by)| Some((key, by.as_ref()?))).collect();
        let laws = match (rates.as_slice(), raw.pieces.as_slice(), &raw.after, &raw.by_wait) {
            ([("people_per_week", by)], [], None, None) => {
                of_rates(self.of_counts(service, by, mix, &path::key(at, "people_per_week"), problems))
            }
            ([(key, by)], [], None, None) => {
                let rates = self.people.by_group(by, false, &path::key(at, key), problems);
                let weeks = if *key == "per_month" { MONTH_WEEKS } else { 1.0 };
                of_rates(rates.iter().map(|rate| rate / weeks).collect())
            }
            ([], [first, ..], None, None) => {
                if first.from.count != 0.0 {
                    let message = "the first piece begins at a wait of 0";
                    problems.push(Problem::new("Q0629", path::key(at, "pieces"), message));
                }
                let ends: Vec<f64> = raw.pieces[1..].iter().map(|p| p.from.seconds(self.unit)).collect();
                let rates: Vec<f64> = raw.pieces.iter().map(|p| p.per_week.value / week).collect();
                let base = Patience::piecewise(&ends, &rates);
                base.and_then(|law| (0..groups).map(|g| law.with_ratio(ratio(g))).collect())
            }
            ([], [], Some(law), None) => match laws::patience(law, &path::key(at, "after"), self.unit, problems) {
                Some(law) => (0..groups).map(|g| law.with_ratio(ratio(g))).collect(),
                None => return Default::default(),
            },
            ([], [], None, Some(by)) => match by_wait(by, &path::key(at, "by_wait"), problems) {
                Some(law) => (0..groups).map(|g| law.with_ratio(ratio(g))).collect(),
                None => return Default::default(),
            },
            _ => {
                let help = "give one of `per_week` or `per_month` (a hazard), `people_per_week` (of today's list), `by_wait` or `pieces` (hazards by time waited) or `after` (a law)";
                let others = [
                    ("pieces", !raw.pieces.is_empty()),
                    ("after", raw.after.is_some()),
                    ("by_wait", raw.by_wait.is_some()),
                ];
                let others = others.iter().filter(|(_, given)| *given).map(|(key, _)| *key);
                let given: Vec<&str> = rates.iter().map(|(key, _)| *key).chain(others).collect();
                let message = match given.as_slice() {
                    [] => "this does not say who leaves".to_string(),
                    several => super::values::several("who leaves", several),
                };
                problems.push(Problem::new("Q0629", at, message).help(help).at_key());
                return Default::default();
            }
        };
        let laws = match laws {
            Ok(laws) => laws,
            Err(e) => {
                problems.push(Problem::new("Q0610", at, laws::in_words(&e)));
                return Default::default();
            }
        };
        if errors(problems) > before || laws.iter().all(|l| *l == Patience::Never) {
            return Default::default();
        }
        let mut distinct: Vec<Patience> = Vec::new();
        let mut of = Vec::with_capacity(groups);
        for law in laws {
            let found = distinct.iter().position(|d| *d == law).unwrap_or(distinct.len());
            if found == distinct.len() {
                distinct.push(law);
            }
            of.push(found as u16);
        }
        (distinct, of)
    }

    /// The hazard per week of each group, from how many people of today's list leave in a week: people by level are set against those of
    /// the level on the list.
    fn of_counts(
        &self,
        service: &raw::Service,
        by: &ByGroup,
        mix: Option<&Mix>,
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Vec<f64> {
        let population = &self.people.population;
        let none = vec![0.0; population.groups()];
        let waiting = people_waiting(service);
        if waiting <= 0.0 {
            let message = "nobody waits at the start, so a number of people a week gives no hazard";
            problems.push(
                Problem::new("Q0629", at, message).help("give `per_week`, the part of the list that leaves in a week"),
            );
            return none;
        }
        // Every number is looked at as it is written; the values by group are those of the level.
        let people = self.people.by_group(by, false, at, problems);
        let attribute = match by {
            ByGroup::One(_) => return people.iter().map(|people| people / waiting).collect(),
            ByGroup::Table(table) => {
                let plain = table.default.is_none()
                    && table.odds_ratio.is_empty()
                    && table.rate_ratio.is_empty()
                    && table.rows.is_empty();
                match table.by.keys().next().filter(|_| plain && table.by.len() == 1) {
                    Some(name) => population.attribute(name),
                    None => {
                        let message = "give people a week for all, or for each level of one attribute";
                        let help = "write { deprivation = { \"most deprived\" = 4, ... } } with every level, or give `per_week`, a hazard";
                        problems.push(Problem::new("Q0629", at, message).help(help));
                        return none;
                    }
                }
            }
        };
        let (Some(attribute), Some(mix)) = (attribute, mix) else { return none };
        let shares = group_shares(mix, population);
        let mut of_level = vec![0.0; population.attributes[attribute].levels.len()];
        shares.iter().enumerate().for_each(|(group, share)| of_level[population.level(group, attribute)] += share);
        let hazards = people.iter().enumerate().map(|(group, people)| {
            let there = waiting * of_level[population.level(group, attribute)];
            if *people == 0.0 { 0.0 } else { people / there }
        });
        let hazards: Vec<f64> = hazards.collect();
        if let Some(group) = hazards.iter().position(|h| !h.is_finite()) {
            let level = &population.attributes[attribute].levels[population.level(group, attribute)];
            let message = format!("people of `{level}` leave, but none of them waits at the start");
            problems.push(Problem::new("Q0629", at, message).help("give `per_week`, a hazard"));
            return none;
        }
        hazards
    }
}

/// The law of a hazard by time waited; nothing where its knots are wrong.
fn by_wait(raw: &raw::HazardByWait, at: &str, problems: &mut Vec<Problem>) -> Option<Patience> {
    let before = errors(problems);
    let numbers = |of: &[raw::Number]| -> Vec<f64> { of.iter().map(|n| n.value).collect() };
    let (weeks, rates) = (numbers(&raw.weeks), numbers(&raw.per_week));
    if weeks.is_empty() {
        let problem = Problem::new("Q0629", path::key(at, "weeks"), "no knot");
        problems.push(problem.help("give at least one, as in weeks = [0]"));
    }
    if weeks.len() != rates.len() {
        let message = format!("{} weeks and {} hazards do not match", weeks.len(), rates.len());
        let problem = Problem::new("Q0629", path::key(at, "per_week"), message);
        problems.push(problem.help("give one hazard for each knot"));
    }
    for (place, week) in weeks.iter().enumerate() {
        let here = path::entry(&path::key(at, "weeks"), &place.to_string());
        if !(0.0..=LAST_WEEK).contains(week) {
            let message = format!("a knot must lie between 0 and {LAST_WEEK} weeks");
            problems.push(Problem::new("Q0629", here, message));
        } else if place > 0 && *week <= weeks[place - 1] {
            let problem = Problem::new("Q0629", here, "this knot must come after the one before");
            problems.push(problem.help("put the knots in order, each week once"));
        }
    }
    for (place, _) in rates.iter().enumerate().filter(|(_, rate)| **rate <= 0.0) {
        let here = path::entry(&path::key(at, "per_week"), &place.to_string());
        let problem = Problem::new("Q0629", here, "a hazard by wait must be above 0");
        problems.push(problem.help("write a small number where very few people leave"));
    }
    if errors(problems) > before {
        return None;
    }
    let week = WEEK as f64;
    let seconds: Vec<f64> = weeks.iter().map(|weeks| weeks * week).collect();
    let rates: Vec<f64> = rates.iter().map(|rate| rate / week).collect();
    Patience::by_wait(&seconds, &rates).map_err(|e| problems.push(Problem::new("Q0610", at, laws::in_words(&e)))).ok()
}

/// How many people wait at the start, at all stages, as written.
fn people_waiting(service: &raw::Service) -> f64 {
    let of_list = |list: &raw::Waiting| -> f64 {
        let counted = list.count.as_ref().map_or(0.0, Count::people);
        counted + list.part.iter().map(|part| part.count.people()).sum::<f64>()
    };
    let stages = service.stage.iter().filter_map(|stage| stage.waiting.as_ref());
    service.waiting.iter().chain(stages).map(of_list).sum()
}

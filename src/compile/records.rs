//! Recorded against true, at each service.

use std::sync::Arc;

use super::common::Common;
use super::people::errors;
use super::record_plan::Rule;
use crate::distributions::shares::thresholds;
use crate::error::Problem;
use crate::model::{Mix, Pairs, Recording, Records, Service, Unknown, missing_level};
use crate::population::{Population, Thresholds};
use crate::scenario::path;
use crate::scenario::raw;

/// Most slots (pairs of true and recorded groups x urgencies) of a service's tally.
const MOST_SLOTS: usize = 65_535;

impl Common {
    /// Whether the record of an attribute can be wrong or missing.
    pub(super) fn is_in_doubt(&self, attribute: usize) -> bool {
        self.records.as_ref().is_some_and(|plan| plan.attributes[attribute].any)
    }

    /// The shares of the recorded levels of each attribute at a service, by true group; none where all records are right.
    pub(super) fn recorded_shares(
        &self,
        raw: &raw::Service,
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Vec<Vec<Vec<f64>>>> {
        let before = errors(problems);
        let mut own: Vec<Option<Vec<f64>>> = vec![None; self.people.population.attributes.len()];
        for (name, by) in &raw.not_recorded {
            let below = path::key(&path::key(at, "not_recorded"), name);
            let Some(a) = self.people.attribute(name, &below, problems) else { continue };
            own[a] = Some(self.people.by_group(by, true, &below, problems));
        }
        let plan = self.records.as_ref().filter(|_| errors(problems) == before)?;
        let population = &self.people.population;
        let shares = (plan.attributes.iter().zip(&own).enumerate())
            .map(|(a, (attribute, own))| {
                let missing = own.as_ref().unwrap_or(&attribute.missing);
                let has = missing_level(population, &plan.population, a).is_some();
                (missing.iter().enumerate())
                    .map(|(group, &missing)| {
                        let known = ((1.0 - missing) * 1e12).round() / 1e12;
                        let coded = &attribute.coded[population.level(group, a)];
                        coded.iter().map(|c| c * known).chain(has.then_some(missing)).collect()
                    })
                    .collect()
            })
            .collect();
        Some(shares)
    }

    /// The records of a service, without the pairs, which all services share.
    pub(super) fn records(
        &self,
        raw: &raw::Service,
        mix: &Mix,
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Records> {
        let shares = self.recorded_shares(raw, at, problems)?;
        let plan = self.records.as_ref()?;
        let population = &self.people.population;
        let attributes = (plan.attributes.iter().enumerate())
            .map(|(a, attribute)| Recording {
                rows: if attribute.any { shares[a].iter().map(|w| thresholds(w)).collect() } else { Vec::new() },
                unknown: match attribute.unknown {
                    _ if missing_level(population, &plan.population, a).is_none() => Unknown::OwnGroup,
                    Rule::OwnGroup => Unknown::OwnGroup,
                    Rule::AsReference => Unknown::Level(population.attributes[a].reference),
                    Rule::Drawn(given) => {
                        let rows = imputed(population, &plan.population, mix, &shares, a, given);
                        Unknown::Drawn { given, rows }
                    }
                },
            })
            .collect();
        Some(Records { population: Arc::clone(&plan.population), attributes, pairs: Arc::default() })
    }
}

/// Shares of the recorded levels of attribute `a` among those of each recorded level of another one, by the mix of those who come;
/// where nobody has any, those of everybody.
fn imputed(
    population: &Population,
    recorded: &Population,
    mix: &Mix,
    shares: &[Vec<Vec<f64>>],
    a: usize,
    given: Option<usize>,
) -> Vec<Thresholds> {
    let levels = population.attributes[a].levels.len();
    let conditions = given.map_or(1, |b| recorded.attributes[b].levels.len());
    let mut rows = vec![vec![0.0; levels]; conditions];
    let mut all = vec![0.0; levels];
    for (group, share) in group_shares(mix, population).into_iter().enumerate() {
        for level in 0..levels {
            let here = share * shares[a][group][level];
            all[level] += here;
            for (condition, row) in rows.iter_mut().enumerate() {
                row[level] += here * given.map_or(1.0, |b| shares[b][group][condition]);
            }
        }
    }
    rows.iter().map(|row| thresholds(if row.iter().sum::<f64>() > 0.0 { row } else { &all })).collect()
}

/// The probability of each group under a mix.
pub(super) fn group_shares(mix: &Mix, population: &Population) -> Vec<f64> {
    const WORDS: f64 = 18_446_744_073_709_551_616.0;
    let mut shares = vec![1.0];
    for (rows, attribute) in mix.attributes.iter().zip(&population.attributes) {
        let levels = attribute.levels.len();
        shares = (shares.iter().zip(rows))
            .flat_map(|(&share, row)| {
                let edge = |i: usize| row.0.get(i).map_or(1.0, |&t| t as f64 / WORDS);
                (0..levels).map(move |l| share * (edge(l) - if l == 0 { 0.0 } else { edge(l - 1) }).max(0.0))
            })
            .collect();
    }
    shares
}

/// Numbers the pairs of true and recorded groups, the same in all services.
pub(super) fn number_pairs(services: &mut [Service], population: &Population, problems: &mut Vec<Problem>) {
    let urgencies = services.iter().map(|s| s.urgencies.len()).max().unwrap_or(1);
    let recordings: Vec<&[Recording]> =
        services.iter().filter_map(|s| s.records.as_ref()).map(|r| r.attributes.as_slice()).collect();
    let Some(recorded) = services.first().and_then(|s| s.records.as_ref()).map(|r| Arc::clone(&r.population)) else {
        return;
    };
    match Pairs::new(population, &recorded, &recordings, MOST_SLOTS / urgencies) {
        Ok(pairs) => {
            let pairs = Arc::new(pairs);
            services.iter_mut().filter_map(|s| s.records.as_mut()).for_each(|r| r.pairs = Arc::clone(&pairs));
        }
        Err(pairs) => {
            let message = format!(
                "{pairs} pairs of a true and a recorded group x {urgencies} urgencies = {} are counted apart; at most {MOST_SLOTS}",
                pairs.saturating_mul(urgencies)
            );
            let help = "merge levels, record fewer attributes wrongly, or leave rare confusions out";
            problems.push(Problem::new("Q0510", "attribute", message).help(help));
        }
    }
}

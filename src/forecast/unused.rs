//! What a scenario says and nobody meets.

use super::mixes;
use crate::error::Problem;
use crate::model::{Mix, Model, Profile, Service, Stage};
use crate::scenario::{Scenario, path};

/// Odds by lead time at a stage where no variant makes appointments ahead.
pub(super) fn never_ahead(scenario: &Scenario) -> Vec<Problem> {
    let Some(first) = scenario.variants.first() else { return Vec::new() };
    let mut out = Vec::new();
    for (s, service) in first.model.services.iter().enumerate() {
        for (n, stage) in service.stages.iter().enumerate() {
            let each = || scenario.variants.iter().filter_map(|v| v.model.services.get(s)?.stages.get(n));
            let odds = |stage: &Stage| stage.levers.attendance.as_ref()?.odds.clone();
            let moved = each().filter_map(odds).any(|odds| odds.per_week_ahead.iter().any(|x| *x != 1.0));
            let ahead = each().any(|stage| stage.levers.booking.as_ref().is_some_and(|b| b.ahead > 0));
            if !moved || ahead {
                continue;
            }
            let whole = path::entry("service", &service.name);
            let (at, of) = match service.stages.len() {
                1 => (path::key(&whole, "misses_odds"), format!("`{}`", service.name)),
                _ => {
                    let stages = path::key(&whole, "stage");
                    (path::entry(&stages, &stage.name), format!("stage `{}` of `{}`", stage.name, service.name))
                }
            };
            let message = format!("`per_week_ahead` does nothing at {of}: no appointments are made ahead");
            out.push(Problem::new("W0638", at, message).help("give `levers.booking`, or leave it out"));
        }
    }
    out
}

/// Levels that nobody has.
pub(super) fn unused(scenario: &Scenario) -> Vec<Problem> {
    let mut out = Vec::new();
    let Some(first) = scenario.variants.first() else { return out };
    let model = &first.model;
    for (a, attribute) in model.population.attributes.iter().enumerate() {
        for (l, level) in attribute.levels.iter().enumerate() {
            let met = model.services.iter().any(|s| {
                let mixes = s.referrals.as_ref().map(|r| &r.mix).into_iter().chain(Some(&s.today_groups));
                let listed = s.extra.iter().any(|e| e.levels[a] == Some(l));
                listed || mixes.into_iter().any(|m| has(m, model, a, l))
            });
            let referred = |s: &Service| {
                s.referrals.as_ref().is_some_and(|r| has(&r.mix, model, a, l))
                    || s.extra.iter().any(|e| e.levels[a].is_none_or(|x| x == l))
            };
            let referrals = model.services.iter().any(|s| s.referrals.as_ref().is_some_and(|r| !never(&r.per_day)));
            if met && referrals && !model.services.iter().any(referred) {
                let at = path::key(&path::entry("attribute", &attribute.name), "levels");
                let message = format!(
                    "nobody of level `{level}` of `{}` is referred: it is on today's list only",
                    attribute.name
                );
                out.push(Problem::new("W0650", at, message).help("give its share of `referrals`"));
            }
            if !met {
                let at = path::key(&path::entry("attribute", &attribute.name), "levels");
                out.push(Problem::new("W0637", at, format!("nobody is of level `{level}` of `{}`", attribute.name)));
            }
        }
    }
    out
}

/// Whether anybody of a mix is of a level of an attribute.
fn has(mix: &Mix, model: &Model, attribute: usize, level: usize) -> bool {
    let groups = mixes::groups(mix, &model.population);
    groups.iter().enumerate().any(|(g, p)| *p > 0.0 && model.population.level(g, attribute) == level)
}

/// Whether a rate is 0 throughout.
fn never(rate: &Profile) -> bool {
    match rate {
        Profile::Constant(rate) => *rate <= 0.0,
        Profile::Daily(rates) => rates.iter().all(|rate| *rate <= 0.0),
    }
}

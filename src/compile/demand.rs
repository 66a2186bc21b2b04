//! Listed referrals and urgencies.

use super::common::Common;
use super::people::{self, unknown_urgency};
use super::shares_or_counts;
use crate::distributions::shares;
use crate::error::Problem;
use crate::model::Extra;
use crate::population::Thresholds;
use crate::scenario::raw::{self, Number};
use crate::scenario::{defaults, path};
use crate::time::{DAY, Time};

/// Largest expected number of referrals in a week, and of people on a list, as simulated.
pub(super) const MOST_PEOPLE: f64 = 1e8;

impl Common {
    /// Listed referrals.
    pub(super) fn extra(
        &self,
        raw: &[raw::Extra],
        urgencies: &[raw::Urgency],
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Vec<Extra> {
        let names = names(urgencies);
        let mut out = Vec::new();
        for (i, extra) in raw.iter().enumerate() {
            let here = path::entry(&path::key(at, "extra"), &i.to_string());
            let mut levels = vec![None; self.people.population.attributes.len()];
            for (name, l) in &extra.levels {
                let below = path::key(&here, name);
                if let Some(a) = self.people.attribute(name, &below, problems) {
                    levels[a] = people::level(&self.people.population.attributes[a].levels, l, &below, name, problems);
                }
            }
            let urgency = extra.urgency.as_ref().and_then(|u| {
                let found = names.iter().position(|n| n == u);
                if found.is_none() {
                    problems.push(unknown_urgency(u, &names, &path::key(&here, "urgency")));
                }
                found
            });
            let Some(time) = self.when(&extra.at, &path::key(&here, "at"), problems) else { continue };
            if time < 0 || time >= self.horizon {
                let message = "this referral lies outside the horizon";
                problems.push(Problem::new("Q0623", path::key(&here, "at"), message));
            }
            out.push(Extra { time: time as Time, levels, urgency });
        }
        if self.scale == 1.0 {
            return out;
        }
        // One in so many, in order of time, with cumulative rounding as of today's list.
        out.sort_by_key(|extra| extra.time);
        let simulated = |people: usize| (people as f64 / self.scale).round();
        let kept = out.into_iter().enumerate().filter(|(i, _)| simulated(i + 1) > simulated(*i));
        kept.map(|(_, extra)| extra).collect()
    }
}

pub(super) fn names(urgencies: &[raw::Urgency]) -> Vec<String> {
    if urgencies.is_empty() { vec!["all".to_string()] } else { urgencies.iter().map(|u| u.name.clone()).collect() }
}

/// The mix of the service's own urgencies.
pub(super) fn default_mix(urgencies: &[raw::Urgency]) -> Vec<Thresholds> {
    let weights: Vec<f64> = urgencies.iter().map(|u| part(u).map_or(0.0, |n| n.value)).collect();
    vec![shares::thresholds(if weights.is_empty() { &[1.0] } else { &weights })]
}

/// The share or the count of a class.
pub(super) fn part(urgency: &raw::Urgency) -> Option<&Number> {
    urgency.count.as_ref().or(urgency.share.as_ref())
}

/// The clinical classes of a service.
pub(super) fn urgencies(
    raw: &[raw::Urgency],
    unit: f64,
    at: &str,
    problems: &mut Vec<Problem>,
) -> Vec<crate::population::Urgency> {
    if raw.is_empty() {
        return vec![crate::population::Urgency { name: "all".to_string(), target_days: defaults::TARGET_DAYS }];
    }
    let list = path::key(at, "urgency");
    super::names::check(&list, raw.iter().map(|u| u.name.as_str()).collect(), &["count", "value"], problems);
    let counts = raw.iter().any(|u| u.count.is_some());
    let mixed = counts && raw.iter().any(|u| u.share.is_some());
    for (i, u) in raw.iter().enumerate() {
        let here = people::entry(raw, i, &list, |u| &u.name);
        match (&u.share, &u.count) {
            (None, None) => {
                let message = format!("`{here}` needs `share`");
                let problem = Problem::new("Q0203", path::key(&here, "share"), message).at_key();
                problems.push(problem.help("share: Share of referrals, and of today's list unless it says otherwise"));
            }
            (Some(_), _) if counts => {
                let message = "some classes have shares and others counts";
                problems.push(
                    Problem::new("Q0402", path::key(&here, "share"), message).help("give `count` for all").at_key(),
                );
            }
            _ => {}
        }
    }
    let parts: Vec<f64> = raw.iter().filter_map(part).map(|n| n.value).collect();
    if parts.len() == raw.len() && !mixed {
        let place = |i: usize| path::key(&people::entry(raw, i, &list, |u| &u.name), "count");
        shares_or_counts::parts_of_one(&parts, if counts { Some(&place) } else { None }, &list, problems);
    }
    let mut out = Vec::new();
    for (i, u) in raw.iter().enumerate() {
        let target = u.target.map_or(defaults::TARGET_DAYS * DAY, |t| t.time(unit));
        if target % DAY != 0 || target <= 0 {
            let here = path::key(&people::entry(raw, i, &list, |u| &u.name), "target");
            problems.push(Problem::new("Q0613", here, "a target is a whole number of days above 0"));
        }
        out.push(crate::population::Urgency { name: u.name.clone(), target_days: target / DAY });
    }
    out
}

//! Mixes of urgencies: one for all, or by level of an attribute.

use super::people::{People, level_key, urgency_mix};
use crate::error::Problem;
use crate::population::Thresholds;
use crate::scenario::path;
use crate::scenario::raw::demand::{MixByLevel, UrgencyMix};
use crate::scenario::raw::{self, Number};
use crate::time::MONTH_DAYS;

impl People {
    /// A row of thresholds for each group, or one row where all are alike. Levels that are not named have the mix of all.
    pub(super) fn urgency_by_group(
        &self,
        of_all: Vec<Thresholds>,
        by: &MixByLevel,
        names: &[String],
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Vec<Thresholds> {
        let Some((attribute, levels)) = by.iter().next() else { return of_all };
        for other in by.keys().skip(1) {
            let message = format!("mixes are given by `{attribute}` and by `{other}`: which holds for people in both?");
            let help = "give mixes on one attribute; cross the two into one where both matter";
            problems.push(Problem::new("Q0409", path::key(at, other), message).help(help).at_key());
        }
        let at = path::key(at, attribute);
        let Some(a) = self.attribute(attribute, &at, problems) else { return of_all };
        let known = &self.population.attributes[a].levels;
        let mut of_level: Vec<Option<Thresholds>> = vec![None; known.len()];
        for (name, mix) in levels {
            let below = path::key(&at, name);
            let row = urgency_mix(mix, names, &below, problems);
            if let Some(l) = level_key(known, name, &below, attribute, problems) {
                of_level[l] = row.into_iter().next();
            }
        }
        let of_group = |group: usize| of_level[self.population.level(group, a)].as_ref().unwrap_or(&of_all[0]).clone();
        let mut rows: Vec<Thresholds> = (0..self.population.groups()).map(of_group).collect();
        if rows.windows(2).all(|w| w[0] == w[1]) {
            rows.truncate(1);
        }
        rows
    }
}

/// The edges of bands of waits, and those of the coarser bands of urgencies.
pub(super) struct Edges<'a> {
    list: &'a [Number],
    pub(super) key: &'static str,
    pub(super) coarse: Option<&'a [Number]>,
    coarse_key: &'static str,
}

impl<'a> Edges<'a> {
    pub(super) fn of(raw: &'a raw::Waiting, at: &str, problems: &mut Vec<Problem>) -> Option<Self> {
        let weeks = ("bands_weeks", &raw.bands_weeks, "urgency_weeks", &raw.urgency_weeks);
        let months = ("bands_months", &raw.bands_months, "urgency_months", &raw.urgency_months);
        let (chosen, other) = if raw.bands_months.is_some() { (months, weeks) } else { (weeks, months) };
        for (key, given) in [(other.0, other.1), (other.2, other.3)] {
            if given.is_some() && chosen.1.is_some() {
                let message = format!("`{key}` stands beside `{}`", chosen.0);
                problems.push(
                    Problem::new("Q0620", path::key(at, key), message).help("give all edges in one unit").at_key(),
                );
            }
        }
        let (key, list, coarse_key, coarse) = chosen;
        Some(Self { list: list.as_deref()?, key, coarse: coarse.as_deref(), coarse_key })
    }

    /// Those of a part of a list.
    pub(super) fn of_part(list: &'a [Number]) -> Self {
        Self { list, key: "bands_weeks", coarse: None, coarse_key: "" }
    }

    /// The edges in days. Waits are whole days, so that of a month its whole days count: a wait beyond them is beyond the month.
    pub(super) fn days(&self) -> Vec<f64> {
        let months = self.key == "bands_months";
        self.list.iter().map(|n| if months { (n.value * MONTH_DAYS).floor() } else { n.value * 7.0 }).collect()
    }
}

/// One mix for each band.
pub(super) fn by_band(
    list: &[UrgencyMix],
    bands: usize,
    names: &[String],
    at: &str,
    problems: &mut Vec<Problem>,
) -> Vec<Vec<Thresholds>> {
    if list.len() != bands {
        problems.push(Problem::new("Q0622", at, format!("{} mixes of urgencies for {bands} bands", list.len())));
        return vec![Vec::new(); bands];
    }
    let each = list.iter().enumerate();
    each.map(|(i, by)| urgency_mix(by, names, &path::entry(at, &i.to_string()), problems)).collect()
}

/// For each band by its lower edge, the coarse band that holds it; the coarse edges must be edges of bands, from the first one.
pub(super) fn coarse_bands(edges: &Edges<'_>, coarse: &[Number], at: &str, problems: &mut Vec<Problem>) -> Vec<usize> {
    let (key, at, edges) = (edges.key, path::key(at, edges.coarse_key), edges.list);
    let value = |n: &Number| n.value;
    let coarse: Vec<f64> = coarse.iter().map(value).collect();
    let rises = coarse.windows(2).all(|w| w[0] < w[1]);
    let stray = coarse.iter().find(|c| !edges.iter().any(|e| e.value == **c));
    if !rises || stray.is_some() || coarse.first().copied() != edges.first().map(value) {
        let message = match stray {
            Some(stray) => format!("{stray} is not an edge of `{key}`"),
            None => format!("the edges must rise from the first edge of `{key}`"),
        };
        problems.push(Problem::new("Q0621", at, message));
        return Vec::new();
    }
    // Edges that do not rise are told of elsewhere.
    edges.iter().map(|e| coarse.partition_point(|c| *c <= e.value).saturating_sub(1)).collect()
}

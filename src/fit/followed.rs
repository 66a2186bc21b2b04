//! Curves and groups from people who were followed one by one: who waited how many days at each wait, and who left at it (a Poisson regression of
//! exits on days at risk, with smooth hazards; Friedman 1982). No day of anybody who waits is lost, and removals have their dates, so who leaves is known from the first week on.

use std::collections::BTreeMap;

use super::curves::{BEGIN, Curve, Fitted, KNOTS, bounds};
use super::fluid::{Bands, Hazards};
use super::groups::{ByGroup, Groups, Ratio};
use super::hats::{Hats, by_day};
use crate::distributions::{exp, log};
use crate::intake::Stay;
use crate::stat::penalised::{self, Free, Smoothed};

/// Curves and groups are fitted in turn so often.
const TURNS: usize = 2;
/// So many people must have left beyond the last knot of a curve.
const BEYOND_LAST: f64 = 12.0;

/// A number of which nothing can be told.
pub(super) const UNKNOWN: Ratio = Ratio { value: 1.0, low: 0.0, high: f64::INFINITY };

/// People of a combination of levels, by band.
struct Of {
    stay: Stay,
    /// How many times the usual their chances are: to be treated, to leave.
    times: [f64; 2],
}

/// Hazards a day on average over each band.
struct Usual {
    treated: Vec<f64>,
    removed: Vec<f64>,
}

/// The part of a day that people are at risk in on average, where both hazards of the day are that much together.
fn at_risk(both: f64) -> f64 {
    if both < 1e-9 { 1.0 } else { (1.0 - exp(-both)) / both }
}

/// Who is expected to be treated and to leave in each band.
fn expected(of: &Of, usual: &Usual) -> [Vec<f64>; 2] {
    let mut out = [Vec::new(), Vec::new()];
    for ((days, t), r) in of.stay.days.iter().zip(&usual.treated).zip(&usual.removed) {
        let (t, r) = (t * of.times[0], r * of.times[1]);
        let days = days * at_risk(t + r);
        out[0].push(days * t);
        out[1].push(days * r);
    }
    out
}

/// Knots such that enough people left between each and the next, and beyond the last: fewer would be smoothed away, and might be told from the curve.
fn knots(bands: &Bands, exits: &[f64], least: f64) -> Vec<f64> {
    let mut found: Vec<f64> = Vec::new();
    let mut held = 0;
    for week in KNOTS {
        let band = bands.of((week * 7.0) as usize + 1);
        let (between, beyond) = (exits[held..band].iter().sum::<f64>(), exits[band..].iter().sum::<f64>());
        if found.is_empty() || (between >= least && beyond >= least.max(BEYOND_LAST)) {
            held = band;
            found.push(week);
        }
    }
    found
}

/// The mean of hazards by day over each band.
fn of_bands(bands: &Bands, by_day: &[f64]) -> Vec<f64> {
    let mean = |band: usize| {
        let days = bands.days_of(band);
        by_day[days.clone()].iter().sum::<f64>() / days.len() as f64
    };
    (0..bands.count()).map(mean).collect()
}

/// Fits both curves, where it is known how many times the usual the chances of each combination are. Without anybody who left untreated only the first.
fn curves(bands: &Bands, all: &[Of], (seen, left): (&[f64], &[f64])) -> Option<Fitted> {
    let exits = |of: fn(&Stay) -> &Vec<f64>| -> Vec<f64> {
        (0..bands.count()).map(|b| all.iter().map(|a| of(&a.stay)[b]).sum()).collect()
    };
    let mut counts = exits(|stay| &stay.treated);
    if !left.is_empty() {
        counts.extend(exits(|stay| &stay.removed));
    }
    let hats = [seen, left].map(|weeks| (!weeks.is_empty()).then(|| Hats::new(weeks, bands.days())));
    let hazards = |logs: &[f64]| {
        let (seen, left) = logs.split_at(seen.len());
        let of = |hats: &Option<Hats>, logs: &[f64]| {
            hats.as_ref().map_or_else(|| vec![0.0; bands.days()], |hats| by_day(hats, logs))
        };
        Hazards { treated: of(&hats[0], seen), removed: of(&hats[1], left) }
    };
    let means = |logs: &[f64]| -> Vec<f64> {
        let hazards = hazards(logs);
        let usual = Usual { treated: of_bands(bands, &hazards.treated), removed: of_bands(bands, &hazards.removed) };
        let mut means = vec![0.0; counts.len()];
        for of in all {
            let both = expected(of, &usual);
            means.iter_mut().zip(both.iter().flatten()).for_each(|(sum, n)| *sum += n);
        }
        means
    };
    let blocks: Vec<usize> = [seen.len(), left.len()].into_iter().filter(|n| *n > 0).collect();
    let start = [vec![log(BEGIN.0); seen.len()], vec![log(BEGIN.1); left.len()]].concat();
    let fit = penalised::counts(&counts, &blocks, &start, bounds(), &Free(counts.len(), means))?;
    let removed = (!left.is_empty()).then(|| Curve::of(left, &fit, seen.len()..start.len()));
    Some(Fitted {
        treated: Curve::of(seen, &fit, 0..seen.len()),
        removed,
        dispersion: fit.dispersion,
        hazards: hazards(&fit.coefficients),
        means: fit.means,
        logs: fit.coefficients,
    })
}

/// How many times the usual the chances of each level are, to be treated or to leave (0 or 1), given the curves.
fn of_levels(bands: &Bands, all: &[Of], groups: &Groups, fitted: &Fitted, kind: usize) -> Option<Smoothed> {
    let hazards = fitted.hazards();
    let usual = Usual { treated: of_bands(bands, &hazards.treated), removed: of_bands(bands, &hazards.removed) };
    let sum = |of: &Of| -> f64 { if kind == 0 { &of.stay.treated } else { &of.stay.removed }.iter().sum() };
    let counts: Vec<f64> = all.iter().map(sum).collect();
    let means = |at: &[f64]| -> Vec<f64> {
        let mean = |(of, levels): (&Of, &Vec<usize>)| {
            let mut times = of.times;
            times[kind] = exp(levels.iter().map(|l| at[*l]).sum());
            let of = Of { stay: of.stay.clone(), times };
            expected(&of, &usual)[kind].iter().sum()
        };
        all.iter().zip(&groups.of).map(mean).collect()
    };
    let many = groups.levels.len();
    penalised::counts(&counts, &vec![1; many], &vec![0.0; many], bounds(), &Free(counts.len(), means))
}

/// What days at risk and treatments alone tell of groups.
pub(super) struct Order {
    /// The curve, where the groups are known.
    pub(super) fitted: Fitted,
    /// How many times the chance of all each level had to be treated.
    pub(super) ratios: Vec<Ratio>,
    /// Who is expected to be treated in each band, combination by combination.
    pub(super) expected: Vec<Vec<f64>>,
}

/// The order of groups, from the curve of all on.
pub(super) fn order_of_groups(bands: &Bands, stays: Vec<Stay>, groups: &Groups, of_all: &Fitted) -> Option<Order> {
    let mut all: Vec<Of> = stays.into_iter().map(|stay| Of { stay, times: [1.0; 2] }).collect();
    let (mut fitted, mut fit) = (of_all.clone(), None);
    for _ in 0..TURNS {
        let found = of_levels(bands, &all, groups, &fitted, 0)?;
        for (of, levels) in all.iter_mut().zip(&groups.of) {
            of.times[0] = exp(levels.iter().map(|l| found.coefficients[*l]).sum());
        }
        fitted = curves(bands, &all, (&fitted.treated.weeks, &[]))?;
        fit = Some(found);
    }
    let fit = fit?;
    let treated = |level: usize| -> f64 {
        let own = all.iter().zip(&groups.of).filter(|(_, levels)| levels.contains(&level));
        own.flat_map(|(of, _)| &of.stay.treated).sum()
    };
    let ratio = |level: usize| {
        if treated(level) > 0.0 {
            Ratio { value: exp(fit.coefficients[level]), low: exp(fit.low[level]), high: exp(fit.high[level]) }
        } else {
            UNKNOWN
        }
    };
    let ratios = (0..groups.levels.len()).map(ratio).collect();
    let usual = Usual { treated: of_bands(bands, &fitted.hazards().treated), removed: vec![0.0; bands.count()] };
    let of_band = |of: &Of| {
        let [treated, _] = expected(of, &usual);
        treated
    };
    let expected = all.iter().map(of_band).collect();
    Some(Order { fitted, ratios, expected })
}

/// Curves, and how groups differ where they are told apart, from periods in which people were followed. Of fewer than `least` people who left nothing is told.
pub(super) fn of_followed(
    bands: &Bands,
    stays: &[&BTreeMap<Vec<String>, Stay>],
    groups: Option<&Groups>,
    least: f64,
) -> Option<(Fitted, Option<ByGroup>)> {
    let none = || vec![0.0; bands.count()];
    let empty = || Of { stay: Stay { days: none(), treated: none(), removed: none() }, times: [1.0; 2] };
    let add = |to: &mut Stay, from: &Stay| {
        for (to, from) in
            [(&mut to.days, &from.days), (&mut to.treated, &from.treated), (&mut to.removed, &from.removed)]
        {
            to.iter_mut().zip(from).for_each(|(sum, n)| *sum += n);
        }
    };
    let mut all: Vec<Of> = (0..groups.map_or(1, |g| g.of.len())).map(|_| empty()).collect();
    for (who, stay) in stays.iter().flat_map(|s| s.iter()) {
        let at = groups.map_or(Some(0), |g| g.of.iter().position(|of| named(g, of, who)));
        if let Some(at) = at {
            add(&mut all[at].stay, stay);
        }
    }
    let exits = |of: fn(&Stay) -> &Vec<f64>| -> Vec<f64> {
        (0..bands.count()).map(|b| all.iter().map(|a| of(&a.stay)[b]).sum()).collect()
    };
    let (treated, removed) = (exits(|s| &s.treated), exits(|s| &s.removed));
    if treated.iter().sum::<f64>() < least {
        return None;
    }
    let seen = knots(bands, &treated, least);
    let left = if removed.iter().sum::<f64>() < least { Vec::new() } else { knots(bands, &removed, least) };
    let mut fitted = curves(bands, &all, (&seen, &left))?;
    let Some(groups) = groups else { return Some((fitted, None)) };
    let mut found = None;
    for _ in 0..TURNS {
        let seen_by = of_levels(bands, &all, groups, &fitted, 0)?;
        let left_by = match left.is_empty() {
            true => None,
            false => Some(of_levels(bands, &all, groups, &fitted, 1)?),
        };
        for (of, levels) in all.iter_mut().zip(&groups.of) {
            let times = |fit: &Smoothed| exp(levels.iter().map(|l| fit.coefficients[*l]).sum());
            of.times = [times(&seen_by), left_by.as_ref().map_or(1.0, times)];
        }
        fitted = curves(bands, &all, (&seen, &left))?;
        found = Some((seen_by, left_by));
    }
    let (seen_by, left_by) = found?;
    let many = |level: usize, of: fn(&Stay) -> &Vec<f64>| -> f64 {
        let own = all.iter().zip(&groups.of).filter(|(_, levels)| levels.contains(&level));
        own.flat_map(|(a, _)| of(&a.stay)).sum()
    };
    let ratio = |fit: Option<&Smoothed>, level: usize, of: fn(&Stay) -> &Vec<f64>| match fit {
        Some(fit) if many(level, of) >= least => {
            Ratio { value: exp(fit.coefficients[level]), low: exp(fit.low[level]), high: exp(fit.high[level]) }
        }
        _ => UNKNOWN,
    };
    let levels = 0..groups.levels.len();
    let hazards = |of: &Of| {
        let times = |of: &[f64], times: f64| of.iter().map(|h| h * times).collect();
        let usual = fitted.hazards();
        Hazards { treated: times(&usual.treated, of.times[0]), removed: times(&usual.removed, of.times[1]) }
    };
    let by = ByGroup {
        treated: levels.clone().map(|l| ratio(Some(&seen_by), l, |s| &s.treated)).collect(),
        removed: levels.map(|l| ratio(left_by.as_ref(), l, |s| &s.removed)).collect(),
        hazards: all.iter().map(hazards).collect(),
        fitted: fitted.clone(),
    };
    Some((fitted, Some(by)))
}

/// Whether a combination of levels, by number, is one by name.
fn named(groups: &Groups, of: &[usize], who: &[String]) -> bool {
    of.len() == who.len() && of.iter().zip(who).all(|(level, name)| groups.levels[*level].1 == *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knots_have_enough_people_between_them() {
        let band = |b: usize| (if b == 0 { 0 } else { 7 * b + 1 }, (b < 104).then_some(7 * b + 7));
        let bands = Bands::new(&(0..=104).map(band).collect::<Vec<_>>()).unwrap();
        let mut exits = vec![100.0; 105];
        assert_eq!(knots(&bands, &exits, 8.0), KNOTS);
        (exits[2], exits[3]) = (3.0, 4.0);
        assert_eq!(knots(&bands, &exits, 8.0)[..4], [0.0, 1.0, 2.0, 5.0]);
        exits[13..].fill(0.1);
        assert_eq!(knots(&bands, &exits, 8.0).last(), Some(&12.0));
        assert!((at_risk(0.1) - 0.951_6).abs() < 1e-4 && at_risk(0.0) == 1.0);
    }
}

//! Curves and groups from people who were followed one by one: who waited how many days at each wait, and who left at it (a Poisson regression of
//! exits on days at risk, with smooth hazards; Friedman 1982). No day of anybody who waits is lost, and removals have their dates, so who leaves is known from the first week on.

use std::collections::BTreeMap;
use std::ops::Range;

use super::curves::{BEGIN, Curve, Fitted, KNOTS, bounds, bounds_of_ratios};
use super::fluid::{Bands, Hazards};
use super::groups::{ByGroup, Groups, Ratio};
use super::hats::{Hats, by_day};
use crate::distributions::{exp, log};
use crate::intake::{Followed, Stay};
use crate::stat::penalised::{self, Common, Free, Model};

/// Curves and groups are fitted in turn so often.
const TURNS: usize = 2;
/// The difference by which means are differentiated.
const DIFFERENCE: f64 = 1e-5;
/// So many people must have left beyond the last knot of a curve.
const BEYOND_LAST: f64 = 12.0;

/// A ratio about which nothing is known.
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
fn expected(stay: &Stay, times: [f64; 2], usual: &Usual) -> [Vec<f64>; 2] {
    let mut out = [Vec::new(), Vec::new()];
    for ((days, t), r) in stay.days.iter().zip(&usual.treated).zip(&usual.removed) {
        let (t, r) = (t * times[0], r * times[1]);
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
            let both = expected(&of.stay, of.times, &usual);
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

/// Who is expected to leave of each combination, by the logarithms of how many times the usual the chances of the levels are.
struct OfLevels<'a> {
    all: Vec<&'a Of>,
    /// The coefficients of each combination.
    places: Vec<Vec<usize>>,
    usual: Usual,
    kind: usize,
}

impl OfLevels<'_> {
    fn mean(&self, of: &Of, log_times: f64) -> f64 {
        let mut times = of.times;
        times[self.kind] = exp(log_times);
        expected(&of.stay, times, &self.usual)[self.kind].iter().sum()
    }

    fn each<'b>(&'b self, at: &'b [f64]) -> impl Iterator<Item = (&'b Of, f64)> {
        self.all.iter().zip(&self.places).map(|(of, places)| (*of, places.iter().map(|place| at[*place]).sum()))
    }
}

impl Model for OfLevels<'_> {
    fn means(&self, at: &[f64]) -> Vec<f64> {
        self.each(at).map(|(of, log_times)| self.mean(of, log_times)).collect()
    }

    /// The levels of a combination move it alike, to the last digit: of those of two attributes only differences are known, and a crumb of a slope would look
    /// like knowledge.
    fn slopes(&self, at: &[f64], means: &[f64]) -> Vec<Vec<f64>> {
        let moved = self.each(at).map(|(of, log_times)| self.mean(of, log_times + DIFFERENCE));
        let slopes: Vec<f64> = moved.zip(means).map(|(moved, mean)| (moved - mean) / DIFFERENCE).collect();
        let of = |coefficient: usize| {
            let own = slopes.iter().zip(&self.places);
            own.map(|(slope, places)| if places.contains(&coefficient) { *slope } else { 0.0 }).collect()
        };
        (0..at.len()).map(of).collect()
    }

    fn apart(&self) -> Vec<Range<usize>> {
        (0..self.all.len()).map(|i| i..i + 1).collect()
    }

    fn common(&self, _: &[f64]) -> Vec<Common> {
        Vec::new()
    }
}

/// How many times the usual the chances of each level are, to be treated or to leave (0 or 1), given the curves: logarithms with the ends of their intervals.
/// A level has none where fewer than `least` of its people left, and is taken to be like all: a number without an end would pull those of the other attributes
/// along. An interval is as wide as the number of people as it is told makes it: from its width the number itself could be reckoned.
fn of_levels(
    bands: &Bands,
    all: &[Of],
    groups: &Groups,
    fitted: &Fitted,
    (kind, least): (usize, f64),
    told: &dyn Fn(f64) -> f64,
) -> Option<Vec<Option<[f64; 3]>>> {
    let hazards = fitted.hazards();
    let usual = Usual { treated: of_bands(bands, &hazards.treated), removed: of_bands(bands, &hazards.removed) };
    let sum = |of: &Of| -> f64 { if kind == 0 { &of.stay.treated } else { &of.stay.removed }.iter().sum() };
    let counts: Vec<f64> = all.iter().map(sum).collect();
    let people = |level: usize| -> f64 {
        groups.of.iter().zip(&counts).filter(|(levels, _)| levels.contains(&level)).map(|(_, n)| n).sum()
    };
    let free: Vec<usize> = (0..groups.levels.len()).filter(|&level| people(level) >= least).collect();
    let place = |level: &usize| free.iter().position(|own| own == level);
    let many = free.len();
    if many == 0 {
        return Some(vec![None; groups.levels.len()]);
    }
    // People with a level that has no number are left out here: they would settle what the levels of two attributes have in common, from next to nothing.
    let whole = |levels: &[usize]| levels.iter().all(|level| free.contains(level));
    let own: Vec<usize> = (0..all.len()).filter(|&i| whole(&groups.of[i])).collect();
    let places = own.iter().map(|i| groups.of[*i].iter().filter_map(place).collect()).collect();
    let wider = |level: usize| (people(level) / told(people(level)).max(1.0)).sqrt();
    let counts: Vec<f64> = own.iter().map(|i| counts[*i]).collect();
    let model = OfLevels { all: own.iter().map(|i| &all[*i]).collect(), places, usual, kind };
    let fit = penalised::counts(&counts, &vec![1; many], &vec![0.0; many], bounds_of_ratios(), &model)?;
    let found = |level: usize| {
        let own = place(&level)?;
        let value = fit.coefficients[own];
        let end = |end: f64| value + (end - value) * wider(level);
        Some([value, end(fit.low[own]), end(fit.high[own])])
    };
    Some((0..groups.levels.len()).map(found).collect())
}

/// How many times the usual the chances of a combination are.
fn times(levels: &[usize], of: &[Option<[f64; 3]>]) -> f64 {
    exp(levels.iter().filter_map(|level| of[*level]).map(|[value, ..]| value).sum())
}

fn ratio(of: Option<[f64; 3]>) -> Ratio {
    of.map_or(UNKNOWN, |logs| {
        let [value, low, high] = logs.map(exp);
        Ratio { value, low, high }
    })
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
    let (mut fitted, mut found) = (of_all.clone(), Vec::new());
    for _ in 0..TURNS {
        found = of_levels(bands, &all, groups, &fitted, (0, 1.0), &|n| n)?;
        for (of, levels) in all.iter_mut().zip(&groups.of) {
            of.times[0] = times(levels, &found);
        }
        fitted = curves(bands, &all, (&fitted.treated.weeks, &[]))?;
    }
    let ratios = found.into_iter().map(ratio).collect();
    let usual = Usual { treated: of_bands(bands, &fitted.hazards().treated), removed: vec![0.0; bands.count()] };
    let of_band = |of: &Of| {
        let [treated, _] = expected(&of.stay, of.times, &usual);
        treated
    };
    let expected = all.iter().map(of_band).collect();
    Some(Order { fitted, ratios, expected })
}

/// Curves, and how groups differ where they are told apart, from periods in which people were followed. Where few people left, nothing is told.
pub(super) fn of_followed(
    bands: &Bands,
    stays: &[&BTreeMap<Vec<String>, Stay>],
    groups: Option<&Groups>,
    followed: &Followed,
) -> Option<(Fitted, Option<ByGroup>)> {
    let (least, told) = (followed.least as f64, |n: f64| followed.rounded(n));
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
    let (mut seen_by, mut left_by) = (Vec::new(), vec![None; groups.levels.len()]);
    for _ in 0..TURNS {
        seen_by = of_levels(bands, &all, groups, &fitted, (0, least), &told)?;
        if !left.is_empty() {
            left_by = of_levels(bands, &all, groups, &fitted, (1, least), &told)?;
        }
        for (of, levels) in all.iter_mut().zip(&groups.of) {
            of.times = [times(levels, &seen_by), times(levels, &left_by)];
        }
        fitted = curves(bands, &all, (&seen, &left))?;
    }
    let hazards = |of: &Of| {
        let each = |of: &[f64], times: f64| of.iter().map(|h| h * times).collect();
        let usual = fitted.hazards();
        Hazards { treated: each(&usual.treated, of.times[0]), removed: each(&usual.removed, of.times[1]) }
    };
    let by = ByGroup {
        treated: seen_by.into_iter().map(ratio).collect(),
        removed: left_by.into_iter().map(ratio).collect(),
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

//! Who is on a list today, and listed referrals.

use super::people::{self, errors, unknown_urgency, urgency_mix};
use super::{Frame, laws};
use crate::dist::{Dist, shares};
use crate::error::Problem;
use crate::model::{Band, BandWait, Extra, Mix};
use crate::population::Thresholds;
use crate::scenario::raw::demand::{BandUrgency, Count, UrgencyMix};
use crate::scenario::raw::{self, Number};
use crate::scenario::{defaults, path};
use crate::time::{DAY, MONTH_DAYS, Time};

/// Longest wait so far that a band may have: 1,000 years.
const LONGEST_WAIT_DAYS: f64 = 365_000.0;

/// Largest expected number of referrals in a week, and of people on a list, as simulated.
pub(super) const MOST_PEOPLE: f64 = 1e8;

impl Frame {
    /// Today's list.
    pub(super) fn waiting(
        &self,
        raw: &raw::Waiting,
        urgencies: &[raw::Urgency],
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<(Vec<Band>, Mix)> {
        let before = errors(problems);
        let mixed = self.people.mix(&raw.share, &std::collections::BTreeMap::new(), at, problems);
        let mut rows: Vec<(f64, BandWait, Vec<Thresholds>)> = Vec::new();
        let names = names(urgencies);
        let one = match &raw.urgency {
            Some(BandUrgency::One(by)) => urgency_mix(by, &names, &path::key(at, "urgency"), problems),
            _ => default_mix(urgencies),
        };
        let by_group = path::key(at, "urgency_by_group");
        if !raw.urgency_by_group.is_empty() && matches!(raw.urgency, Some(BandUrgency::Bands(_))) {
            let message = "urgency is given by band and by group: which holds for a group in a band?";
            problems.push(Problem::new("Q0409", &by_group, message).help("take one of the two out").at_key());
        }
        let one = self.people.urgency_by_group(one, &raw.urgency_by_group, &names, &by_group, problems);
        let count_at = path::key(at, "count");
        let edges = Edges::of(raw, at, problems);
        match (&edges, &raw.count, &raw.wait) {
            (Some(edges), Some(Count::Bands(counts)), None) => {
                let waits = self.bands(edges, counts.len(), raw.open.as_ref(), at, problems);
                let mixes = match &raw.urgency {
                    Some(BandUrgency::Bands(list)) => match edges.coarse {
                        None => by_band(list, counts.len(), &names, &path::key(at, "urgency"), problems),
                        Some(coarse) => {
                            let mixes = by_band(list, coarse.len(), &names, &path::key(at, "urgency"), problems);
                            let place = coarse_bands(edges, coarse, at, problems);
                            // As many mixes as counts, even where the counts are wrong and told so elsewhere.
                            (0..counts.len())
                                .map(|i| place.get(i).and_then(|m| mixes.get(*m)).cloned().unwrap_or_default())
                                .collect()
                        }
                    },
                    _ => vec![one; counts.len()],
                };
                rows.extend(counts.iter().zip(waits).zip(mixes).map(|((c, w), m)| (c.value, w, m)));
            }
            (None, Some(Count::One(count)), Some(law)) => {
                if let Some(law) = laws::law(law, &path::key(at, "wait"), self.unit, problems) {
                    rows.push((count.value, BandWait::Law(law), one));
                }
            }
            (None, None, None) if !raw.part.is_empty() => {
                for (i, part) in raw.part.iter().enumerate() {
                    let here = path::entry(&path::key(at, "part"), &i.to_string());
                    let mix = match &part.urgency {
                        Some(by) => urgency_mix(by, &names, &path::key(&here, "urgency"), problems),
                        None => one.clone(),
                    };
                    if part.urgency.is_some() && !raw.urgency_by_group.is_empty() {
                        let message = "urgency is given by part and by group: which holds for a group in a part?";
                        let problem = Problem::new("Q0409", path::key(&here, "urgency"), message);
                        problems.push(problem.help("take one of the two out").at_key());
                    }
                    if let Some(wait) = self.part(part, &here, problems) {
                        rows.push((part.count.value, wait, mix));
                    }
                }
            }
            _ => {
                let help = "either `bands_weeks` (or `bands_months`) with a list `count`, or one `count` with a law `wait`, or `part` tables";
                problems.push(Problem::new("Q0620", at, "this does not say who waits").help(help).at_key());
            }
        }
        // Cumulative rounding keeps the long tail: round(C_b / scale) - round(C_(b-1) / scale).
        let mut bands = Vec::new();
        let (mut sum, mut done) = (0.0, 0.0);
        for (count, wait, urgency) in rows {
            if count < 0.0 || count.fract() != 0.0 {
                let message = format!("{count} is not a number of people; it must be a whole number of 0 or more");
                problems.push(Problem::new("Q0604", &count_at, message));
                continue;
            }
            sum += count;
            let simulated = (sum / self.scale).round();
            if simulated > MOST_PEOPLE {
                let message =
                    format!("{sum:e} people on the list, {simulated:e} as simulated; at most {MOST_PEOPLE:e}");
                problems.push(Problem::new("Q0607", &count_at, message).help("give a larger `scale`"));
                break;
            }
            bands.push(Band { count: (simulated - done) as u32, stage: 0, wait, urgency });
            done = simulated;
        }
        let (mix, _) = mixed?;
        (errors(problems) == before).then_some((bands, mix))
    }

    fn bands(
        &self,
        edges: &Edges<'_>,
        counts: usize,
        open: Option<&raw::Law>,
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Vec<BandWait> {
        let here = path::key(at, edges.key);
        let days = edges.days();
        let possible = |d: &f64| (0.0..=LONGEST_WAIT_DAYS).contains(d) && d.fract() == 0.0;
        if days.windows(2).any(|w| w[0] >= w[1]) || !days.iter().all(possible) {
            let message = "the edges must rise, from 0 or more, by whole days, to 1,000 years at most";
            problems.push(Problem::new("Q0621", &here, message));
            return Vec::new();
        }
        if counts + 1 != days.len() && counts != days.len() {
            let message = format!("{} edges and {counts} counts do not match", days.len());
            let help =
                format!("give {} counts, or {} with an open band at the end", days.len().saturating_sub(1), days.len());
            problems.push(Problem::new("Q0622", path::key(at, "count"), message).help(help));
            return Vec::new();
        }
        let between = days
            .windows(2)
            .map(|w| BandWait::Days { from: if w[0] == 0.0 { 0 } else { w[0] as i64 + 1 }, to: w[1] as i64 });
        let mut out: Vec<BandWait> = between.collect();
        if counts == days.len() {
            let law = match open {
                Some(law) => laws::law(law, &path::key(at, "open"), self.unit, problems),
                None => Some(Dist::Exponential { mean: defaults::OPEN_MEAN as f64 }),
            };
            if let (Some(excess), Some(last)) = (law, days.last()) {
                out.push(BandWait::Open { beyond: *last as i64, excess });
            }
        } else if open.is_some() {
            let message = "no band is open: there are fewer counts than edges";
            problems.push(Problem::new("Q0622", path::key(at, "open"), message).at_key());
        }
        out
    }

    fn part(&self, part: &raw::demand::Part, at: &str, problems: &mut Vec<Problem>) -> Option<BandWait> {
        let mut days = |span: &raw::Span, key: &str| {
            let t = span.time(self.unit);
            if t % DAY != 0 {
                problems.push(Problem::new("Q0613", path::key(at, key), "a wait is counted in whole days here"));
            }
            if t / DAY > LONGEST_WAIT_DAYS as i64 {
                problems.push(Problem::new("Q0604", path::key(at, key), "nobody has waited for more than 1,000 years"));
            }
            t / DAY
        };
        match (&part.wait, &part.beyond, &part.from, &part.to) {
            (Some(law), None, None, None) => {
                laws::law(law, &path::key(at, "wait"), self.unit, problems).map(BandWait::Law)
            }
            (Some(law), Some(beyond), None, None) => {
                let beyond = days(beyond, "beyond");
                let excess = laws::law(law, &path::key(at, "wait"), self.unit, problems)?;
                Some(BandWait::Open { beyond, excess })
            }
            (None, None, from, Some(to)) => {
                let from = from.as_ref().map_or(0, |s| days(s, "from"));
                let to = days(to, "to");
                if to < from {
                    problems.push(Problem::new("Q0616", path::key(at, "to"), "the longest wait is below the shortest"));
                    return None;
                }
                Some(BandWait::Days { from, to })
            }
            _ => {
                let help = "give `from` and `to`, or a law `wait` (with `beyond` for the wait beyond it)";
                problems
                    .push(Problem::new("Q0620", at, "this part does not say how long people have waited").help(help));
                None
            }
        }
    }

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

/// The edges of bands of waits, and those of the coarser bands of urgencies.
struct Edges<'a> {
    list: &'a [Number],
    key: &'static str,
    coarse: Option<&'a [Number]>,
    coarse_key: &'static str,
}

impl<'a> Edges<'a> {
    fn of(raw: &'a raw::Waiting, at: &str, problems: &mut Vec<Problem>) -> Option<Self> {
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

    /// The edges in days. Waits are whole days, so that of a month its whole days count: a wait beyond them is beyond the month.
    fn days(&self) -> Vec<f64> {
        let months = self.key == "bands_months";
        self.list.iter().map(|n| if months { (n.value * MONTH_DAYS).floor() } else { n.value * 7.0 }).collect()
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

fn by_band(
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
fn coarse_bands(edges: &Edges<'_>, coarse: &[Number], at: &str, problems: &mut Vec<Problem>) -> Vec<usize> {
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
    super::names::check(&list, raw.iter().map(|u| u.name.as_str()).collect(), &[], problems);
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
        people::parts_of_one(&parts, counts, &list, problems);
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

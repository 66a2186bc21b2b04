//! Who is on a list today.

use std::collections::BTreeMap;

use super::common::Common;
use super::demand::{MOST_PEOPLE, default_mix, names};
use super::laws;
use super::list_by_group::Told;
use super::mixes::{Edges, by_band, coarse_bands};
use super::people::{errors, urgency_mix};
use super::records::group_shares;
use super::spread::gaps_not_known;
use crate::distributions::{Dist, shares};
use crate::error::Problem;
use crate::model::{Band, BandGroups, BandWait, Mix};
use crate::population::Thresholds;
use crate::scenario::raw::demand::{BandShares, BandUrgency, Shares};
use crate::scenario::raw::{self, shares_or_counts::Parts};
use crate::scenario::{defaults, path};
use crate::time::DAY;

/// Longest wait so far that a band may have: 1,000 years.
const LONGEST_WAIT_DAYS: f64 = 365_000.0;

/// A band before it is scaled.
struct Row {
    count: f64,
    wait: BandWait,
    urgency: Vec<Thresholds>,
    groups: BandGroups,
}

/// How the groups of some bands are drawn, and how many people they hold.
type Weighted = Vec<(f64, Mix)>;

impl Common {
    /// Today's list of a service, or of a later stage of it.
    pub(super) fn waiting(
        &self,
        raw: &raw::Waiting,
        service: &raw::Service,
        service_at: &str,
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<(Vec<Band>, Mix)> {
        let before = errors(problems);
        let urgencies = &service.urgency;
        let flat: Shares = (raw.share.iter())
            .filter_map(|(name, shares)| match shares {
                BandShares::One(list) => Some((name.clone(), list.clone())),
                BandShares::Bands(_) => None,
            })
            .collect();
        let mixed = self.people.mix(&flat, &BTreeMap::new(), at, problems);
        let nobody = Mix::default();
        let as_list = mixed.as_ref().map_or(&nobody, |(mix, _)| mix);
        let mut rows: Vec<Row> = Vec::new();
        let mut weighted = Weighted::new();
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
        let told = match &raw.count {
            Some(count) => Some(self.told(count, &count_at, problems)?),
            None => None,
        };
        match (&edges, &told, &raw.wait) {
            (Some(edges), Some(told), None) if told.by_band => {
                let bands = told.totals.len();
                let waits = self.bands(edges, (bands, "count"), raw.open.as_ref(), at, problems);
                let mixes = match &raw.urgency {
                    Some(BandUrgency::Bands(list)) => match edges.coarse {
                        None => by_band(list, bands, &names, &path::key(at, "urgency"), problems),
                        Some(coarse) => {
                            let mixes = by_band(list, coarse.len(), &names, &path::key(at, "urgency"), problems);
                            let place = coarse_bands(edges, coarse, at, problems);
                            // As many mixes as counts, even where the counts are wrong and told so elsewhere.
                            (0..bands)
                                .map(|i| place.get(i).and_then(|m| mixes.get(*m)).cloned().unwrap_or_default())
                                .collect()
                        }
                    },
                    _ => vec![one; bands],
                };
                let groups = self.groups_by_band(raw, told, (&flat, as_list), service, (service_at, at), problems);
                let (groups, mix) = groups.unwrap_or_else(|| (vec![BandGroups::AsList; bands], Vec::new()));
                weighted.extend(mix);
                let each = told.totals.iter().zip(waits).zip(mixes).zip(groups);
                rows.extend(each.map(|(((c, wait), urgency), groups)| Row { count: *c, wait, urgency, groups }));
            }
            (None, Some(told), Some(law)) if !told.by_band => {
                let groups = self.groups_by_band(raw, told, (&flat, as_list), service, (service_at, at), problems);
                let law = laws::law(law, &path::key(at, "wait"), self.unit, problems);
                if let (Some(law), Some((groups, mix))) = (law, groups) {
                    weighted.extend(mix);
                    let groups = groups.into_iter().next().unwrap_or_default();
                    rows.push(Row { count: told.totals[0], wait: BandWait::Law(law), urgency: one, groups });
                }
            }
            (None, None, None) if !raw.part.is_empty() => {
                let (mut alike, mut all) = (0.0, 0.0);
                for (i, part) in raw.part.iter().enumerate() {
                    let here = path::entry(&path::key(at, "part"), &i.to_string());
                    let urgency = match &part.urgency {
                        Some(by) => urgency_mix(by, &names, &path::key(&here, "urgency"), problems),
                        None => one.clone(),
                    };
                    if part.urgency.is_some() && !raw.urgency_by_group.is_empty() {
                        let message = "urgency is given by part and by group: which holds for a group in a part?";
                        let problem = Problem::new("Q0409", path::key(&here, "urgency"), message);
                        problems.push(problem.help("take one of the two out").at_key());
                    }
                    let below = path::key(&here, "count");
                    let Some(told) = self.told(&part.count, &below, problems) else { continue };
                    if told.by_band {
                        let message = "a part has one count, or one for each group: its people have waited alike";
                        problems.push(Problem::new("Q0622", below, message));
                        continue;
                    }
                    let wait = self.part(part, &here, problems);
                    all += told.totals[0];
                    if !told.tables.is_empty() && matches!(wait, Some(BandWait::Spread(_))) {
                        alike += told.totals[0];
                    }
                    let own: Shares = flat.iter().chain(&part.share).map(|(n, s)| (n.clone(), s.clone())).collect();
                    let groups = if part.share.is_empty() {
                        self.counted(&told, &own, as_list, service, (service_at, &here), problems)
                    } else {
                        let mix = self.people.mix(&own, &BTreeMap::new(), &here, problems).map(|(mix, _)| mix);
                        mix.and_then(|mix| {
                            let counted = self.counted(&told, &own, &mix, service, (service_at, &here), problems)?;
                            let drawn = || (vec![BandGroups::Drawn(mix.clone())], vec![(told.totals[0], mix.clone())]);
                            Some(if told.tables.is_empty() { drawn() } else { counted })
                        })
                    };
                    let Some((groups, mix)) = groups else { continue };
                    // Parts that say nothing of groups count in the whole as soon as another does.
                    weighted.extend(if mix.is_empty() { vec![(told.totals[0], as_list.clone())] } else { mix });
                    let groups = groups.into_iter().next().unwrap_or_default();
                    rows.extend(wait.map(|wait| Row { count: told.totals[0], wait, urgency, groups }));
                }
                problems.extend(gaps_not_known(alike, all, at));
            }
            _ => {
                let help = "either `bands_weeks` (or `bands_months`) with a list `count`, or one `count` with a law `wait`, or `part` tables";
                problems.push(Problem::new("Q0620", at, "this does not say who waits").help(help).at_key());
            }
        }
        let differ = rows.iter().any(|row| row.groups != BandGroups::AsList);
        let bands = self.scaled(rows, &count_at, problems);
        let (mut mix, _) = mixed?;
        if differ && errors(problems) == before {
            mix.attributes = self.together(&weighted).unwrap_or(mix.attributes);
        }
        (errors(problems) == before).then_some((bands, mix))
    }

    /// The groups of each band, with what they are together where they differ from those of the list.
    fn groups_by_band(
        &self,
        raw: &raw::Waiting,
        told: &Told,
        (flat, as_list): (&Shares, &Mix),
        service: &raw::Service,
        (service_at, at): (&str, &str),
        problems: &mut Vec<Problem>,
    ) -> Option<(Vec<BandGroups>, Weighted)> {
        let bands = told.totals.len();
        let before = errors(problems);
        let mut own: Vec<Shares> = vec![flat.clone(); bands];
        for (name, shares) in &raw.share {
            let BandShares::Bands(lists) = shares else { continue };
            let below = path::key(&path::key(at, "share"), name);
            if lists.len() != bands || !told.by_band {
                let message = format!("{} lists of shares for {bands} bands", lists.len());
                problems.push(Problem::new("Q0622", below, message).help("give one list, or one for each band"));
                continue;
            }
            own.iter_mut().zip(lists).for_each(|(own, list)| _ = own.insert(name.clone(), Parts::Shares(list.clone())));
        }
        if errors(problems) > before {
            return None;
        }
        if own.iter().all(|o| o.len() == flat.len()) {
            return self.counted(told, flat, as_list, service, (service_at, at), problems);
        }
        if let Some(table) = told.tables.first() {
            let message = "groups are counted, and have shares by band as well";
            let problem = Problem::new("Q0408", path::key(at, "share"), message).at_key();
            problems.push(problem.help("take one of the two out").also(&table.at));
            return None;
        }
        let mut out: Vec<(BandGroups, (f64, Mix))> = Vec::new();
        for (band, (shares, count)) in own.iter().zip(&told.totals).enumerate() {
            let mut found = Vec::new();
            let mix = self.people.mix(shares, &BTreeMap::new(), at, &mut found);
            for mut problem in found {
                for name in raw.share.iter().filter(|(_, s)| matches!(s, BandShares::Bands(_))).map(|s| s.0) {
                    let below = path::key(&path::key(at, "share"), name);
                    if problem.path == below && problem.code != "Q0406" {
                        problem.path = path::entry(&below, &band.to_string());
                    }
                }
                if !problems.contains(&problem) {
                    problems.push(problem);
                }
            }
            let Some((mix, _)) = mix else { continue };
            out.push((BandGroups::Drawn(mix.clone()), (*count, mix)));
        }
        (errors(problems) == before).then(|| out.into_iter().unzip())
    }

    /// The groups of bands that are counted by group, or that the scenario says nothing about.
    fn counted(
        &self,
        told: &Told,
        shares: &Shares,
        mix: &Mix,
        service: &raw::Service,
        (service_at, at): (&str, &str),
        problems: &mut Vec<Problem>,
    ) -> Option<(Vec<BandGroups>, Weighted)> {
        if told.tables.is_empty() {
            return Some((vec![BandGroups::AsList; told.totals.len()], Vec::new()));
        }
        let attributes = &self.people.population.attributes;
        for table in &told.tables {
            let mut names = table.attributes.iter().map(|&a| &attributes[a].name);
            if let Some(name) = names.find(|name| shares.contains_key(*name)) {
                let message = format!("`{name}` is counted, and has shares as well");
                let problem = Problem::new("Q0408", path::key(&path::key(at, "share"), name), message).at_key();
                problems.push(problem.help("take one of the two out").also(&table.at));
                return None;
            }
        }
        let joined = self.joined(&told.tables, mix, service, service_at, problems)?;
        let people = told.totals.iter().sum();
        Some((joined.bands.into_iter().map(BandGroups::Counted).collect(), vec![(people, joined.mix)]))
    }

    /// How the groups of several bands together are drawn; none where nobody waits.
    fn together(&self, weighted: &Weighted) -> Option<Vec<Vec<Thresholds>>> {
        let population = &self.people.population;
        if let [(_, only)] = &weighted[..] {
            return Some(only.attributes.clone());
        }
        let mut all = vec![0.0; population.groups()];
        for (count, mix) in weighted {
            all.iter_mut().zip(group_shares(mix, population)).for_each(|(all, share)| *all += count * share);
        }
        shares::rows_of_groups(&all, population).ok()
    }

    /// As simulated: cumulative rounding keeps the long tail: round(C_b / scale) - round(C_(b-1) / scale).
    fn scaled(&self, rows: Vec<Row>, count_at: &str, problems: &mut Vec<Problem>) -> Vec<Band> {
        let mut bands = Vec::new();
        let (mut sum, mut done) = (0.0, 0.0);
        for Row { count, wait, urgency, groups } in rows {
            if count < 0.0 || count.fract() != 0.0 {
                let message = format!("{count} is not a number of people; it must be a whole number of 0 or more");
                problems.push(Problem::new("Q0604", count_at, message));
                continue;
            }
            sum += count;
            let simulated = (sum / self.scale).round();
            if simulated > MOST_PEOPLE {
                let message =
                    format!("{sum:e} people on the list, {simulated:e} as simulated; at most {MOST_PEOPLE:e}");
                problems.push(Problem::new("Q0607", count_at, message).help("give a larger `scale`"));
                break;
            }
            bands.push(Band { count: (simulated - done) as u32, stage: 0, wait, groups, urgency });
            done = simulated;
        }
        bands
    }

    /// The waits of bands: so many counts or shares, of this key.
    pub(super) fn bands(
        &self,
        edges: &Edges<'_>,
        (counts, key): (usize, &str),
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
            let what = if key == "count" { "counts" } else { "shares" };
            let message = format!("{} edges and {counts} {what} do not match", days.len());
            let help =
                format!("give {} {what}, or {} with an open band at the end", days.len().saturating_sub(1), days.len());
            problems.push(Problem::new("Q0622", path::key(at, key), message).help(help));
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
            let what = if key == "count" { "counts" } else { "shares" };
            let message = format!("no band is open: there are fewer {what} than edges");
            problems.push(Problem::new("Q0622", path::key(at, "open"), message).at_key());
        }
        out
    }

    fn part(&self, part: &raw::demand::PartOfList, at: &str, problems: &mut Vec<Problem>) -> Option<BandWait> {
        if let Some(spread) = self.spread(part, at, problems) {
            return spread;
        }
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
                let help = "give `from` and `to`, or a law `wait` (with `beyond` for the wait beyond it), or `bands_weeks` with `spread`";
                problems
                    .push(Problem::new("Q0620", at, "this part does not say how long people have waited").help(help));
                None
            }
        }
    }
}

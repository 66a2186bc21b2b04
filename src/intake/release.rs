//! Which counts of real people may be told: none of fewer than [`LEAST`], and all to the nearest [`ROUND`].
//!
//! Only counts of groups by runs of neighbouring bands are told, each of at least so many people and rounded by itself. Every other figure is a sum of
//! such counts, so a difference of two figures tells no more than they do.

use std::collections::BTreeMap;

use super::counts::{Counts, Flows, Service, Sources};
use super::levels::order;
use super::limits::Limits;
use super::one_form::NOT_RECORDED;
use super::refused::Refused;
use super::told::Told;
use super::unit::Unit;
use super::values::Period;

/// Fewer people than this are not told, unless more are asked for.
pub const LEAST: u64 = 8;
/// Counts are told to the nearest of these.
pub(super) const ROUND: u64 = 5;
/// Lower ends of the bands, in weeks.
const EDGES: [u32; 10] = [0, 6, 12, 18, 26, 39, 52, 65, 78, 104];
/// Bands are joined across so many of the limits last: the share within the first and over the second stays known.
const KEPT: usize = 2;

/// The bands that people are told by: coarse ones, with an edge at each limit that is of whole weeks.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Edges {
    /// Lower ends, in weeks.
    pub(super) weeks: Vec<u32>,
    kept: Vec<u32>,
}

impl Edges {
    pub(super) fn of(limits: &Limits) -> Self {
        let last = EDGES[EDGES.len() - 1];
        let known = || limits.weeks().filter(|w| *w <= last);
        let mut weeks: Vec<u32> = EDGES.into_iter().chain(known()).collect();
        weeks.sort_unstable();
        weeks.dedup();
        Self { weeks, kept: known().take(KEPT).collect() }
    }

    /// How many bands there are.
    pub(super) fn count(&self) -> usize {
        self.weeks.len()
    }

    /// The band of those who have waited for more than so many whole weeks.
    pub(super) fn band(&self, more_than: impl Fn(u32) -> bool) -> usize {
        self.weeks.iter().rposition(|edge| more_than(*edge)).unwrap_or(0)
    }

    /// Between which of the limits a band lies.
    fn part(&self, band: usize) -> usize {
        self.kept.iter().filter(|k| self.weeks.get(band).is_some_and(|e| e >= *k)).count()
    }
}

/// The rule: how many people a figure needs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub(super) least: u64,
}

impl Rule {
    /// A count that may be told.
    pub(super) fn safe(self, n: u64) -> u64 {
        if n < self.least { 0 } else { (n + ROUND / 2) / ROUND * ROUND }
    }

    /// A count in words.
    pub(super) fn shown(self, n: u64) -> String {
        if n < self.least { format!("fewer than {}", self.least) } else { format!("about {}", self.safe(n)) }
    }

    /// The same with what is counted.
    pub(super) fn shown_of(self, n: u64, many: &str) -> String {
        format!("{} {many}", self.shown(n))
    }
}

/// A run of neighbouring bands: the first, the last, and their people.
pub(super) type Run = (usize, usize, u64);

/// Joins neighbouring bands until each run holds nobody, or enough.
pub(super) fn runs(bands: &[u64], least: u64, edges: &Edges) -> Vec<Run> {
    let mut runs: Vec<Run> = bands.iter().enumerate().map(|(b, n)| (b, b, *n)).collect();
    while let Some(at) = runs.iter().position(|r| (1..least).contains(&r.2)) {
        let crosses = |i: usize| {
            let (a, b) = (runs[i.min(at)], runs[i.max(at)]);
            edges.part(a.1) != edges.part(b.0)
        };
        let beside = [at.checked_sub(1), (at + 1 < runs.len()).then_some(at + 1)];
        // Within its part of the list, with few rather than many, with people rather than nobody; else the shorter waits.
        let best = beside.into_iter().flatten().min_by_key(|&i| (crosses(i), runs[i].2 == 0, runs[i].2, i));
        let Some(other) = best else { break };
        let (first, second) = (at.min(other), at.max(other));
        runs[first] = (runs[first].0, runs[second].1, runs[first].2 + runs[second].2);
        runs.remove(second);
    }
    runs
}

/// Those waiting by band, by list and level of each group; none is not recorded.
pub(super) type Cells = BTreeMap<(usize, Vec<Option<usize>>), Vec<u64>>;

/// The days on which those waiting were referred, by the same.
pub(super) type Days = BTreeMap<(usize, Vec<Option<usize>>), BTreeMap<i64, u64>>;

/// Counts of a list of people before anything of them may be told.
#[derive(Clone, Debug, Default)]
pub(super) struct Tallied {
    /// Names of lists.
    pub(super) services: Vec<String>,
    /// Names of the ways in which people differ, and of their levels.
    pub(super) groups: Vec<(String, Vec<String>)>,
    pub(super) cells: Cells,
    /// The bands of the cells.
    pub(super) edges: Edges,
    /// Empty unless they are kept.
    pub(super) days: Days,
    /// Those referred, treated and removed in the weeks before the day, by list.
    pub(super) flows: Vec<[u64; 3]>,
    /// How many weeks these are.
    pub(super) weeks: u32,
    /// Whether people who have left are on the list.
    pub(super) closed: bool,
}

/// Lets the level of one group go where too few share it with all others: they stand under "not recorded".
fn pooled(mut cells: Cells, groups: usize, least: u64) -> (Cells, u64) {
    let mut moved = 0;
    for group in (0..groups).rev() {
        let few = |bands: &Vec<u64>| bands.iter().sum::<u64>() < least;
        let small: Vec<_> =
            cells.iter().filter(|(k, bands)| k.1[group].is_some() && few(bands)).map(|c| c.0.clone()).collect();
        for key in small {
            let Some(bands) = cells.remove(&key) else { continue };
            moved += bands.iter().sum::<u64>();
            let mut to = key;
            to.1[group] = None;
            let all = cells.entry(to).or_insert_with(|| vec![0; bands.len()]);
            all.iter_mut().zip(bands).for_each(|(a, n)| *a += n);
        }
    }
    (cells, moved)
}

/// What may be told of the counts.
pub(super) fn released(
    name: &str,
    tallied: Tallied,
    (date, limits): (Period, &Limits),
    rule: Rule,
    said: &[Option<Vec<String>>],
    told: &mut Told,
) -> Result<Counts, Refused> {
    let least = rule.least;
    let Tallied { services: names, groups, cells, edges, flows, weeks, closed, days: _ } = tallied;
    // Levels with too few people anywhere are no levels.
    let mut of_levels: Vec<Vec<u64>> = groups.iter().map(|g| vec![0; g.1.len()]).collect();
    let mut of_services = vec![0; names.len()];
    for ((service, who), bands) in &cells {
        let n: u64 = bands.iter().sum();
        of_services[*service] += n;
        who.iter().enumerate().filter_map(|(g, l)| Some((g, (*l)?))).for_each(|(g, l)| of_levels[g][l] += n);
    }
    let few_levels = of_levels.iter().flatten().filter(|n| (1..least).contains(*n)).count();
    let few_services = of_services.iter().filter(|n| (1..least).contains(*n)).count();
    let mut lost = 0;
    let mut kept: Cells = BTreeMap::new();
    for ((service, who), bands) in cells {
        if of_services[service] < least {
            lost += bands.iter().sum::<u64>();
            continue;
        }
        let who = who.iter().enumerate().map(|(g, l)| l.filter(|l| of_levels[g][*l] >= least)).collect();
        let all = kept.entry((service, who)).or_insert_with(|| vec![0; edges.count()]);
        all.iter_mut().zip(bands).for_each(|(a, n)| *a += n);
    }
    let (kept, moved) = pooled(kept, groups.len(), least);
    let mut services: BTreeMap<usize, Service> = BTreeMap::new();
    let mut joined = 0;
    for ((service, who), bands) in kept {
        let n: u64 = bands.iter().sum();
        if n < least {
            lost += n;
            continue;
        }
        let level = |(g, l): (usize, &Option<usize>)| l.map_or(NOT_RECORDED.to_string(), |l| groups[g].1[l].clone());
        let levels: Vec<String> = who.iter().enumerate().map(level).collect();
        let runs = runs(&bands, least, &edges);
        joined += runs.iter().filter(|r| r.0 < r.1).count();
        let mut shown = vec![0; bands.len()];
        runs.iter().for_each(|r| shown[r.0] = rule.safe(r.2));
        let own = services.entry(service).or_insert_with(|| Service::named(&names[service]));
        own.waiting.push((levels, shown));
        own.runs.push(runs.iter().map(|r| (r.0, r.1)).collect());
    }
    for (service, own) in &mut services {
        let [came, treated, removed] = flows[*service];
        if closed && came >= least && treated + removed >= least {
            let some = |n: u64| (n >= least).then(|| rule.safe(n));
            (own.referred, own.treated, own.removed) = (some(came), some(treated), some(removed));
        }
    }
    if few_services > 0 {
        told.aside.push(format!("{name}: lists with fewer than {least} people, which are left out"));
    }
    if few_levels > 0 {
        told.aside.push(format!("{name}: levels with fewer than {least} people: they stand under `{NOT_RECORDED}`"));
    }
    if moved > 0 {
        told.aside.push(format!(
            "{name}: {} in groups of fewer than {least} of one list stand under `{NOT_RECORDED}`: pool small groups to keep them apart",
            rule.shown_of(moved, "people")
        ));
    }
    if joined > 0 {
        told.understood.push(format!(
            "{name}: neighbouring bands of a group are one where a band has fewer than {least} people ({joined} times)"
        ));
    }
    if lost > 0 {
        told.aside
            .push(format!("{name}: {} are in no figure, since too few are like them", rule.shown_of(lost, "people")));
    }
    if services.is_empty() {
        return Err(Refused::new("no count is large enough to be told"));
    }
    let mut levels: Vec<Vec<String>> = Vec::new();
    for (g, (_, names)) in groups.iter().enumerate() {
        let on = |l: &String| services.values().flat_map(|s| &s.waiting).any(|w| w.0[g] == *l);
        let mut own: Vec<String> = names.iter().filter(|l| on(l)).cloned().collect();
        own.sort_unstable();
        order(&mut own, said.get(g).and_then(|s| s.as_deref()));
        levels.push(own);
    }
    let mut services: Vec<Service> = services.into_values().collect();
    services.sort_by(|a, b| a.name.cmp(&b.name));
    let source = format!("a list of people; counts of fewer than {least} held back, the rest to the nearest {ROUND}");
    let ordered = (0..groups.len()).map(|g| said.get(g).is_some_and(Option::is_some)).collect();
    Ok(Counts {
        edges: edges.weeks.iter().map(|w| f64::from(*w)).collect(),
        open: true,
        unit: Unit::Weeks,
        groups: groups.into_iter().map(|g| g.0).collect(),
        date,
        flows: Flows { end: date, days: 7 * weeks, words: Flows::weeks(weeks, date) },
        services,
        sources: Sources { list: source.clone(), treated: source.clone(), referred: source },
        levels,
        ordered,
        derived: Some(least),
        limits: limits.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Rule = Rule { least: LEAST };

    proptest::proptest! {
        #[test]
        fn no_figure_is_of_fewer_than_eight(bands in proptest::collection::vec(0_u64..30, 10)) {
            let all: u64 = bands.iter().sum();
            let found = runs(&bands, LEAST, &Edges::of(&Limits::default()));
            proptest::prop_assert_eq!(found.iter().map(|r| r.2).sum::<u64>(), all);
            for run in &found {
                proptest::prop_assert!(all < LEAST || run.2 == 0 || run.2 >= LEAST);
                proptest::prop_assert_eq!(bands[run.0..=run.1].iter().sum::<u64>(), run.2);
            }
            proptest::prop_assert_eq!(found.iter().map(|r| r.1 - r.0 + 1).sum::<usize>(), bands.len());
        }
    }

    #[test]
    fn small_counts_join_their_neighbours() {
        let of = |bands: &[u64]| runs(bands, LEAST, &Edges::of(&Limits::default()));
        // Within 18 weeks, from 18 to 52, beyond: a few join those of their part.
        assert_eq!(of(&[12, 3, 9, 20, 0, 0, 0, 0, 0, 0])[..2], [(0, 0, 12), (1, 2, 12)]);
        assert_eq!(of(&[20, 20, 20, 3, 3, 3, 20, 0, 0, 0])[3], (3, 5, 9));
        assert_eq!(of(&[20, 20, 20, 20, 20, 20, 4, 2, 1, 1]).last(), Some(&(6, 9, 8)));
        // A part of too few joins another.
        assert_eq!(of(&[20, 20, 20, 20, 20, 20, 4, 0, 0, 1]).last(), Some(&(5, 9, 25)));
        assert_eq!((RULE.safe(7), RULE.safe(8), RULE.safe(12), RULE.safe(13)), (0, 10, 10, 15));
    }

    #[test]
    fn what_is_told_cannot_be_taken_apart() {
        // Six and seven people in neighbouring bands: one figure, never 10 and 5.
        let cells = BTreeMap::from([((0, vec![]), vec![6, 7, 0, 0, 0, 0, 0, 0, 0, 0])]);
        let tallied = Tallied {
            services: vec!["a".to_string()],
            cells,
            edges: Edges::of(&Limits::default()),
            flows: vec![[0, 0, 0]],
            weeks: 13,
            ..Tallied::default()
        };
        let date = Period { year: 2025, month: 12, day: Some(31) };
        let counts = released("l", tallied, (date, &Limits::default()), RULE, &[], &mut Told::default()).unwrap();
        assert_eq!(counts.services[0].bands(), [15, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(counts.services[0].runs[0][0], (0, 1));
    }
}

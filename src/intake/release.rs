//! What may be told of the counts of real people: none of fewer than the rule says, and all rounded.
//!
//! Only counts of groups by runs of neighbouring bands are told, each of at least so many people and rounded by itself. Every other figure is a sum of
//! such counts, so a difference of two figures tells no more than they do.

use std::collections::BTreeMap;

use super::counts::{Counts, Few, Flows, Service, Sources, Spread};
use super::enough_people::{Edges, ROUND, Rule, Run, runs, runs_of_groups};
use super::levels::by_disadvantage;
use super::limits::Limits;
use super::one_form::NOT_RECORDED;
use super::phrases::number_of;
use super::refused::Refused;
use super::told::Told;
use super::unit::Unit;
use super::values::Period;

/// A list, and a level of each group; none is not recorded.
type Who = (usize, Vec<Option<usize>>);

/// Those waiting by band, by list and level of each group.
pub(super) type Cells = BTreeMap<Who, Vec<u64>>;

/// The days on which those waiting were referred, by the same.
pub(super) type Days = BTreeMap<Who, BTreeMap<i64, u64>>;

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
    /// How many days in place of them, and the last, where lists of several days alone show who has left.
    pub(super) between: Option<(u32, String)>,
    /// Whether people who have left are on the list.
    pub(super) closed: bool,
}

/// Lets the level of one group go where too few share it with all others: they stand under "not recorded".
fn pooled(mut cells: Cells, groups: usize, least: u64) -> (Cells, u64) {
    let mut moved = 0;
    // Those moved for one group may be moved for another again, and count once.
    let mut counted: BTreeMap<Who, u64> = BTreeMap::new();
    for group in (0..groups).rev() {
        let few = |bands: &Vec<u64>| bands.iter().sum::<u64>() < least;
        let small: Vec<_> =
            cells.iter().filter(|(k, bands)| k.1[group].is_some() && few(bands)).map(|c| c.0.clone()).collect();
        for key in small {
            let Some(bands) = cells.remove(&key) else { continue };
            let people: u64 = bands.iter().sum();
            moved += people - counted.remove(&key).unwrap_or(0);
            let mut to = key;
            to.1[group] = None;
            *counted.entry(to.clone()).or_default() += people;
            let all = cells.entry(to).or_insert_with(|| vec![0; bands.len()]);
            all.iter_mut().zip(bands).for_each(|(a, n)| *a += n);
        }
    }
    (cells, moved)
}

/// How many groups of a list have the same run of bands, and their people by band.
type Alike = BTreeMap<(usize, (usize, usize)), (u64, Vec<u64>)>;

/// How people whose bands were joined are spread over them: those of one list and the same run of bands together, in parts that hold enough for all of
/// these groups. Two such sets have nobody in common.
fn spreads(kept: &[(Who, Vec<u64>)], all_runs: &[Vec<Run>], edges: &Edges, rule: Rule) -> BTreeMap<usize, Vec<Spread>> {
    let mut together = Alike::new();
    for (((service, _), bands), runs) in kept.iter().zip(all_runs) {
        for (first, last, _) in runs.iter().filter(|r| r.0 < r.1) {
            let (groups, sums) =
                together.entry((*service, (*first, *last))).or_insert_with(|| (0, vec![0; bands.len()]));
            *groups += 1;
            sums.iter_mut().zip(bands).for_each(|(sum, n)| *sum += n);
        }
    }
    let mut found: BTreeMap<usize, Vec<Spread>> = BTreeMap::new();
    for ((service, run), (groups, bands)) in together {
        let parts = runs_of_groups(&bands, run, (rule.least, groups), edges);
        if parts.len() > 1 {
            let parts = parts.into_iter().map(|(first, last, n)| (first, last, rule.safe(n))).collect();
            found.entry(service).or_default().push(Spread { run, parts });
        }
    }
    found
}

/// A part in words. The number itself, beside that of the people under "not recorded" in the end, would tell how many stand there because they are few.
fn rough_part(some: u64, all: u64) -> &'static str {
    let part = some as f64 / all.max(1) as f64;
    let of = [
        (0.75, "more than three quarters"),
        (0.5, "more than half"),
        (0.25, "more than a quarter"),
        (0.1, "more than a tenth"),
    ];
    of.iter().find(|(least, _)| part > *least).map_or("at most a tenth", |(_, words)| words)
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
    let Tallied { services: names, groups, cells, edges, flows, weeks, between, closed, days: _ } = tallied;
    // Levels with too few people anywhere are no levels.
    let mut of_levels: Vec<Vec<u64>> = groups.iter().map(|g| vec![0; g.1.len()]).collect();
    let mut of_services = vec![0; names.len()];
    for ((service, who), bands) in &cells {
        let n: u64 = bands.iter().sum();
        of_services[*service] += n;
        who.iter().enumerate().filter_map(|(g, l)| Some((g, (*l)?))).for_each(|(g, l)| of_levels[g][l] += n);
    }
    let all: u64 = of_services.iter().sum();
    for (g, (column, _)) in groups.iter().enumerate() {
        let missing: u64 = cells.iter().filter(|(k, _)| k.1[g].is_none()).flat_map(|(_, bands)| bands).sum();
        if missing > 0 {
            told.understood.push(format!(
                "{name}: {column} is not recorded for {} of the people who wait",
                rough_part(missing, all)
            ));
        }
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
    let (kept, too_few): (Vec<_>, Vec<_>) = kept.into_iter().partition(|(_, bands)| bands.iter().sum::<u64>() >= least);
    lost += too_few.iter().flat_map(|(_, bands)| bands).sum::<u64>();
    let all_runs: Vec<Vec<Run>> = kept.iter().map(|(_, bands)| runs(bands, least, &edges)).collect();
    let spreads = spreads(&kept, &all_runs, &edges, rule);
    let of_several = |runs: &Vec<Run>| runs.iter().copied().filter(|r| r.0 < r.1 && r.2 > 0).collect::<Vec<Run>>();
    let all_joined: Vec<(usize, Run)> = kept
        .iter()
        .zip(&all_runs)
        .flat_map(|((key, _), runs)| of_several(runs).into_iter().map(|run| (key.0, run)))
        .collect();
    for (((service, who), bands), runs) in kept.into_iter().zip(all_runs) {
        let level = |(g, l): (usize, &Option<usize>)| l.map_or(NOT_RECORDED.to_string(), |l| groups[g].1[l].clone());
        let levels: Vec<String> = who.iter().enumerate().map(level).collect();
        joined += runs.iter().filter(|r| r.0 < r.1).count();
        let mut shown = vec![0; bands.len()];
        runs.iter().for_each(|r| shown[r.0] = rule.safe(r.2));
        let own = services.entry(service).or_insert_with(|| Service::named(&names[service]));
        own.waiting.push((levels, shown));
        own.runs.push(runs.iter().map(|r| (r.0, r.1)).collect());
    }
    let spread = !spreads.is_empty();
    let alike = |service: &usize, run: &Run| {
        spreads.get(service).is_some_and(|all| all.iter().any(|s| s.run == (run.0, run.1)))
    };
    let open: u64 = (all_joined.iter()).filter(|(service, run)| !alike(service, run)).map(|(_, run)| run.2).sum();
    for (service, found) in spreads {
        services.entry(service).and_modify(|own| own.spreads = found);
    }
    let some_treated = flows.iter().any(|f| f[1] > 0);
    for (service, own) in &mut services {
        let [came, treated, removed] = flows[*service];
        if closed {
            let some = |n: u64| (n >= least).then(|| rule.safe(n));
            (own.treated, own.removed) = (some(treated), some(removed));
            // Where hardly anybody left, those who came are those who still wait.
            let left = treated + removed >= least;
            own.referred = some(came).filter(|_| left);
            own.few = Few { referred: left && came < least, treated: some_treated && treated < least };
        }
    }
    let flow_words = match &between {
        Some((days, last)) => format!("the {days} days to {last}"),
        None => Flows::weeks(weeks, date),
    };
    for (what, of_referred) in [("referred to them", true), ("treated", false)] {
        let is = |few: &Few| if of_referred { few.referred } else { few.treated };
        let many = services.values().filter(|own| is(&own.few)).count() as u64;
        if many > 0 {
            told.aside.push(format!(
                "{name}: {} with fewer than {least} people {what} in {flow_words}: that number is not told, and half of it is assumed",
                number_of(many, "list", "lists")
            ));
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
            "{name}: groups with fewer than {least} people on one list stand under `{NOT_RECORDED}` ({} of the people who wait): pool small groups to keep them apart",
            rough_part(moved, all)
        ));
    }
    if joined > 0 {
        told.understood.push(format!(
            "{name}: neighbouring bands of a group are one where a band has fewer than {least} people ({})",
            if joined == 1 { "once".to_string() } else { format!("{joined} times") }
        ));
    }
    if open > 0 {
        told.understood.push(format!(
            "{name}: how long {} have waited within joined bands is not known, and is assumed: each day as likely; with the last band among them, 13 weeks on average beyond the start of the first of them",
            rule.roughly(open, "people")
        ));
    }
    if spread {
        told.understood.push(format!(
            "{name}: how long these people have waited is that of all people of the list whose bands are joined alike, so gaps between their groups are \
             smaller in the scenario than they are: pool small groups to keep gaps of long waits"
        ));
    }
    if lost > 0 {
        told.aside
            .push(format!("{name}: {} are in no figure, since too few are like them", rule.roughly(lost, "people")));
    }
    if services.is_empty() {
        return Err(Refused::new("no count is large enough to be told"));
    }
    let mut levels: Vec<Vec<String>> = Vec::new();
    for (g, (_, names)) in groups.iter().enumerate() {
        let on = |l: &String| services.values().flat_map(|s| &s.waiting).any(|w| w.0[g] == *l);
        let mut own: Vec<String> = names.iter().filter(|l| on(l)).cloned().collect();
        own.sort_unstable();
        by_disadvantage(&groups[g].0, &mut own, said.get(g).and_then(|s| s.as_deref()));
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
        flows: Flows { end: date, days: between.as_ref().map_or(7 * weeks, |b| b.0), words: flow_words },
        services,
        sources: match &between {
            None => Sources { list: source.clone(), treated: source.clone(), referred: source },
            Some(_) => Sources {
                treated: format!("at least: who came and left between two lists is on none; {source}"),
                referred: format!("at least: who came and left between two lists is on none; {source}"),
                list: source,
            },
        },
        levels,
        ordered,
        derived: Some(least),
        limits: limits.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::enough_people::LEAST;

    const RULE: Rule = Rule { least: LEAST };

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

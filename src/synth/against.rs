//! How far a list is from the lists that another scenario gives, group by group: waits, mixes, pairs of attributes and flows.
//!
//! Two lists of one scenario differ by chance, too: the people of a site share the luck of its queue, so two sites may differ by more than as many
//! people drawn one by one. So a list is held against several of the other scenario, each as long as the one that was written, and every distance
//! stands beside those between these. Where either side has fewer people than may be told, nothing is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::ask::Population;
use super::extract::Extract;
use super::make::Made;
use super::portrait::Stands;

/// The fewest people of a figure: the rule of lists that come from real people (counts of 1 to 7 are held back), kept for all.
pub const LEAST: u64 = 8;

/// A distance, as the mean over the lists of the other scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Apart {
    /// The distance.
    pub distance: f64,
    /// The same between two lists of the other scenario, on average over all pairs; either way.
    pub by_chance: Option<f64>,
    /// The largest of these.
    pub by_chance_at_most: Option<f64>,
}

impl Distance {
    /// For machines.
    #[must_use]
    pub fn as_json(&self) -> Value {
        // More digits say nothing.
        let short = |x: f64| (1e6 * x).round() / 1e6;
        let days = |of: fn(Apart) -> Option<f64>| self.days.and_then(of).map(short);
        json!({
            "kind": self.kind,
            "service": self.service,
            "of": self.of,
            "written": short(self.written),
            "against": short(self.against),
            "distance": short(self.apart.distance),
            "by_chance": self.apart.by_chance.map(short),
            "by_chance_at_most": self.apart.by_chance_at_most.map(short),
            "days": days(|apart| Some(apart.distance)),
            "days_by_chance": days(|apart| apart.by_chance),
            "days_by_chance_at_most": days(|apart| apart.by_chance_at_most),
            "lists": self.lists,
            "more_than_chance": self.more_than_chance,
        })
    }
}

impl Apart {
    /// The distances of a value from others, and of these from each other.
    fn of<T>(value: &T, others: &[&T], distance: impl Fn(&T, &T) -> f64) -> Self {
        let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len().max(1) as f64;
        let from: Vec<f64> = others.iter().map(|other| distance(value, other)).collect();
        let rest = |(i, a)| others[i + 1..].iter().map(move |b| (a, *b));
        let pairs: Vec<f64> =
            others.iter().copied().enumerate().flat_map(rest).map(|(a, b)| distance(a, b).abs()).collect();
        Self {
            distance: mean(&from),
            by_chance: (!pairs.is_empty()).then(|| mean(&pairs)),
            by_chance_at_most: pairs.iter().copied().reduce(f64::max),
        }
    }

    /// Whether it is larger than any that is due to chance alone.
    #[must_use]
    pub fn is_more(&self) -> bool {
        self.by_chance_at_most.is_some_and(|most| self.distance.abs() > most)
    }
}

/// One distance.
#[derive(Clone, Debug, PartialEq)]
pub struct Distance {
    /// What of: waits, mix, pair or flow.
    pub kind: &'static str,
    /// The waiting list.
    pub service: String,
    /// What exactly.
    pub of: String,
    /// Pathways (of flows: in a week and of one site) of the written list.
    pub written: f64,
    /// The same of the other scenario, on average over these lists.
    pub against: f64,
    /// Half the sum of absolute differences of shares, from 0 to 1; of waits by week waited; of flows the relative difference.
    pub apart: Apart,
    /// Wasserstein distance of waits, in days.
    pub days: Option<Apart>,
    /// Lists of the other scenario with [`LEAST`] people or more, which all this is of.
    pub lists: usize,
    /// Whether it is larger than any between two lists of the other scenario; of waits, the distance in days.
    pub more_than_chance: bool,
}

/// People of one list, with the same recorded levels, referred on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The waiting list.
    pub service: String,
    /// A level of each attribute.
    pub levels: Vec<String>,
    /// Year, month and day.
    pub start: (i64, u32, u32),
    /// How many they are.
    pub people: u64,
}

/// All distances.
#[derive(Clone, Debug, PartialEq)]
pub struct Distances {
    /// Those that may be told.
    pub distances: Vec<Distance>,
    /// Figures that are held back: either side has fewer than [`LEAST`] people.
    pub held_back: u64,
    /// What is on one side only.
    pub only: Vec<String>,
}

/// A name of what is counted: kind, list, what.
type Name = (&'static str, String, String);
/// Counts by value: words, or days waited.
type Histogram<K> = BTreeMap<K, u64>;

/// A portrait by names, so that those of two scenarios can be held against each other.
#[derive(Debug, Default)]
struct Named {
    words: BTreeMap<Name, Histogram<String>>,
    waits: BTreeMap<Name, Histogram<i64>>,
    /// In a week, of one site.
    flows: BTreeMap<Name, (u64, f64)>,
}

impl Named {
    fn of(extract: &Extract, made: &Made) -> Self {
        let mut named = Self::default();
        let (population, known) = (extract.model.recorded(), extract.attributes.len());
        for (&(list, class, stands, wait), &n) in &made.portrait.counts {
            let service = &extract.model.services[list];
            let group = service.group(class);
            let level = |a: usize| population.attributes[a].levels[population.level(group, a)].as_str();
            let mut word = |kind, of: String, value: String| {
                *named.words.entry((kind, service.name.to_string(), of)).or_default().entry(value).or_default() += n;
            };
            word("mix", "clinical class".into(), service.urgencies[service.urgency(class)].name.to_string());
            for (a, attribute) in population.attributes[..known].iter().enumerate() {
                word("mix", attribute.name.to_string(), level(a).to_string());
                for (b, other) in population.attributes[..known].iter().enumerate().skip(a + 1) {
                    let of = format!("{} and {}", attribute.name, other.name);
                    word("pair", of, format!("{:?} {:?}", level(a), level(b)));
                }
            }
            let what = match stands {
                Stands::Waiting => "of the waiting",
                Stands::Treated => "of the treated",
                Stands::Left => continue,
            };
            let levels = population.attributes[..known].iter().enumerate();
            let groups = levels.map(|(a, attribute)| format!("{what}, {}: {}", attribute.name, level(a)));
            for of in std::iter::once(what.to_string()).chain(groups) {
                let name = ("waits", service.name.to_string(), of);
                *named.waits.entry(name).or_default().entry(wait).or_default() += n;
            }
        }
        // A sample is a share of its sites.
        let share = made.pathways as f64 / made.of.max(1) as f64;
        let weeks = (extract.as_of - extract.from + 1) as f64 / 7.0;
        // Who waits or was referred is no flow of all.
        let all = extract.population == Population::All;
        for (&list, flows) in made.portrait.flows.iter().filter(|_| all) {
            for (what, &n) in ["referred in a week", "treated in a week", "left in a week"].iter().zip(flows) {
                let name = ("flow", extract.model.services[list].name.to_string(), (*what).to_string());
                named.flows.insert(name, (n, n as f64 / share / made.sites.max(1) as f64 / weeks));
            }
        }
        named
    }
}

fn total<K>(histogram: &Histogram<K>) -> u64 {
    histogram.values().sum()
}

/// Half the sum of absolute differences of shares.
fn variation<K: Ord + Clone>(a: &Histogram<K>, b: &Histogram<K>) -> f64 {
    let (n, m) = (total(a).max(1) as f64, total(b).max(1) as f64);
    let keys: BTreeSet<&K> = a.keys().chain(b.keys()).collect();
    let share = |h: &Histogram<K>, key: &K, n: f64| h.get(key).copied().unwrap_or(0) as f64 / n;
    0.5 * keys.into_iter().map(|k| (share(a, k, n) - share(b, k, m)).abs()).sum::<f64>()
}

/// Wasserstein distance: the area between the two distribution functions, in days.
fn wasserstein(a: &Histogram<i64>, b: &Histogram<i64>) -> f64 {
    let (n, m) = (total(a).max(1) as f64, total(b).max(1) as f64);
    let days: BTreeSet<i64> = a.keys().chain(b.keys()).copied().collect();
    let (mut below_a, mut below_b, mut area, mut last) = (0, 0, 0.0, None);
    for day in days {
        if let Some(last) = last {
            area += (below_a as f64 / n - below_b as f64 / m).abs() * (day - last) as f64;
        }
        below_a += a.get(&day).copied().unwrap_or(0);
        below_b += b.get(&day).copied().unwrap_or(0);
        last = Some(day);
    }
    area
}

fn weeks(days: &Histogram<i64>) -> Histogram<i64> {
    let mut weeks = Histogram::new();
    days.iter().for_each(|(day, n)| *weeks.entry(day.div_euclid(7)).or_default() += n);
    weeks
}

/// The distances between a written list and lists of another scenario.
#[must_use]
pub fn distances(written: (&Extract, &Made), others: &[(&Extract, &Made)]) -> Distances {
    let own = Named::of(written.0, written.1);
    let others: Vec<Named> = others.iter().map(|(extract, made)| Named::of(extract, made)).collect();
    let (mut distances, mut held_back, mut only) = (Vec::new(), 0, BTreeSet::new());
    let mut line = |name: &Name, (n, m): (f64, f64), lists, (apart, days): (Apart, Option<Apart>)| {
        distances.push(Distance {
            kind: name.0,
            service: name.1.clone(),
            of: name.2.clone(),
            written: n,
            against: m,
            apart,
            days,
            lists,
            more_than_chance: days.as_ref().unwrap_or(&apart).is_more(),
        });
    };
    for (name, x, there) in enough(&own, &others, |named| &named.waits, total, (&mut held_back, &mut only)) {
        let by_week: Vec<Histogram<i64>> = there.iter().map(|y| weeks(y)).collect();
        let apart = Apart::of(&weeks(x), &by_week.iter().collect::<Vec<_>>(), variation);
        let days = Apart::of(x, &there, wasserstein);
        line(name, (total(x) as f64, mean(&there, |y| total(y) as f64)), there.len(), (apart, Some(days)));
    }
    for (name, x, there) in enough(&own, &others, |named| &named.words, total, (&mut held_back, &mut only)) {
        let apart = Apart::of(x, &there, variation);
        line(name, (total(x) as f64, mean(&there, |y| total(y) as f64)), there.len(), (apart, None));
    }
    for (name, x, there) in enough(&own, &others, |named| &named.flows, |flow| flow.0, (&mut held_back, &mut only)) {
        let apart = Apart::of(x, &there, |a, b| a.1 / b.1 - 1.0);
        line(name, (x.1, mean(&there, |y| y.1)), there.len(), (apart, None));
    }
    Distances { distances, held_back, only: only.into_iter().collect() }
}

fn mean<T>(all: &[&T], of: impl Fn(&T) -> f64) -> f64 {
    all.iter().map(|one| of(one)).sum::<f64>() / all.len().max(1) as f64
}

/// A name that both sides have, with what the written list and others have of it: those that are of people enough.
type Shared<'n, T> = (&'n Name, &'n T, Vec<&'n T>);

/// What both sides have, of people enough: lists of the other scenario with fewer are left out. What is held back is counted, and what only one side
/// has is told.
fn enough<'n, T>(
    own: &'n Named,
    others: &'n [Named],
    kind: impl Fn(&'n Named) -> &'n BTreeMap<Name, T>,
    people: impl Fn(&T) -> u64,
    (held_back, only): (&mut u64, &mut BTreeSet<String>),
) -> Vec<Shared<'n, T>> {
    let told = |(kind, service, of): &Name| format!("{kind} of {service}, {of}");
    let (here, there): (_, Vec<_>) = (kind(own), others.iter().map(&kind).collect());
    for name in there.iter().flat_map(|map| map.keys()).filter(|name| !here.contains_key(*name)) {
        only.insert(format!("the other scenario only: {}", told(name)));
    }
    let mut found = Vec::new();
    for (name, x) in here {
        let all: Vec<&T> = there.iter().filter_map(|map| map.get(name)).collect();
        let of_enough: Vec<&T> = all.iter().copied().filter(|y| people(y) >= LEAST).collect();
        if all.is_empty() {
            only.insert(format!("the written list only: {}", told(name)));
        } else if people(x) < LEAST || of_enough.is_empty() {
            *held_back += 1;
        } else {
            found.push((name, x, of_enough));
        }
    }
    found
}

/// The people who were on the lists when the scenario began, as others may know them: the list, the recorded levels, and the day of the
/// referral with how many they are. Empty where the scenario has no dates.
#[must_use]
pub fn listed(extract: &Extract, made: &Made) -> Vec<Listed> {
    let population = extract.model.recorded();
    let one = |(&(list, class, day), &people): (&(usize, u16, i64), &u64)| {
        let service = &extract.model.services[list];
        let group = service.group(class);
        let attributes = population.attributes[..extract.attributes.len()].iter().enumerate();
        let levels = attributes.map(|(a, attribute)| attribute.levels[population.level(group, a)].clone()).collect();
        Some(Listed { service: service.name.to_string(), levels, start: extract.date(day)?, people })
    };
    made.portrait.starts.iter().filter_map(one).collect()
}

/// What a scenario that says it is derived from rows of real people may not hold: counts of fewer than [`LEAST`], and single people.
/// `text` is the scenario as it stands in its file.
#[must_use]
pub fn leaks(tree: &Value) -> Vec<String> {
    let mut found = Vec::new();
    if tree["scenario"]["derived"] != json!(true) {
        return found;
    }
    let services = tree["service"].as_array().into_iter().flatten();
    for (number, service) in services.enumerate() {
        let name = service["name"].as_str().map_or_else(|| number.to_string(), crate::error::visible);
        let extra = service["extra"].as_array().map_or(0, Vec::len);
        if extra > 0 {
            found.push(format!("service[{name}].extra: a listed referral is one person"));
        }
        let mut small = false;
        counts(&service["waiting"], false, &mut |n| small |= n > 0.0 && n < LEAST as f64);
        if small {
            found.push(format!("service[{name}].waiting: a count of fewer than {LEAST} people"));
        }
    }
    found
}

/// Every number under a key `count`.
fn counts(value: &Value, is_count: bool, take: &mut dyn FnMut(f64)) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| counts(value, is_count || key == "count", take)),
        Value::Array(list) => list.iter().for_each(|value| counts(value, is_count, take)),
        _ => {
            if let Some(n) = value.as_f64().filter(|_| is_count) {
                take(n);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_their_definitions() {
        let of = |pairs: &[(i64, u64)]| pairs.iter().copied().collect::<Histogram<i64>>();
        let (a, b) = (of(&[(0, 1), (10, 1)]), of(&[(3, 2), (13, 2)]));
        // scipy.stats.wasserstein_distance([0, 10], [3, 3, 13, 13])
        assert!((wasserstein(&a, &b) - 3.0).abs() < 1e-12);
        assert!((variation(&a, &b) - 1.0).abs() < 1e-12);
        assert!((variation(&weeks(&a), &weeks(&b))).abs() < 1e-12, "the same weeks");
        let (c, d) = (of(&[(1, 3), (2, 1)]), of(&[(1, 1), (2, 3)]));
        assert!((variation(&c, &d) - 0.5).abs() < 1e-12 && (wasserstein(&c, &d) - 0.5).abs() < 1e-12);
        assert_eq!((variation(&c, &c), wasserstein(&c, &c)), (0.0, 0.0));
    }

    #[test]
    fn a_distance_stands_beside_those_that_chance_makes() {
        let apart = Apart::of(&10.0, &[&1.0, &2.0, &4.0], |a: &f64, b: &f64| a - b);
        let chance = (apart.by_chance.unwrap_or_default(), apart.by_chance_at_most.unwrap_or_default());
        assert!((apart.distance - 23.0 / 3.0).abs() < 1e-12 && (chance.0 - 2.0).abs() < 1e-12 && chance.1 == 3.0);
        assert!(apart.is_more() && !Apart { distance: -2.5, ..apart }.is_more());
        let alone = Apart::of(&10.0, &[&1.0], |a: &f64, b: &f64| a - b);
        assert_eq!((alone.by_chance, alone.is_more()), (None, false), "nothing is known of chance");
    }

    #[test]
    fn lists_of_few_people_are_left_out_of_a_mean_that_knows_it() {
        let name: Name = ("waits", "hips".to_string(), "of the waiting".to_string());
        let of = |people: u64| Named { waits: [(name.clone(), [(3, people)].into())].into(), ..Named::default() };
        let (own, others) = (of(20), [of(7), of(8), of(30), Named::default()]);
        let (mut held_back, mut only) = (0, BTreeSet::new());
        let found = enough(&own, &others, |named| &named.waits, total, (&mut held_back, &mut only));
        let lists: Vec<usize> = found.iter().map(|(_, _, there)| there.len()).collect();
        assert_eq!((lists, held_back, only.len()), (vec![2], 0, 0));
        let found = enough(&own, &others[..1], |named| &named.waits, total, (&mut held_back, &mut only));
        assert!(found.is_empty() && held_back == 1);
    }

    #[test]
    fn a_derived_scenario_with_few_people_or_single_ones_is_found() {
        let tree = |derived: bool, n: f64| {
            json!({ "scenario": { "derived": derived }, "service": [
                { "name": "a", "waiting": { "bands_weeks": [0, 3], "count": { "x": [0, 40], "y": [n, 10] } }, "extra": [{ "at": "1 week" }] },
            ] })
        };
        assert_eq!(leaks(&tree(true, 5.0)).len(), 2, "{:?}", leaks(&tree(true, 5.0)));
        assert_eq!(leaks(&tree(true, 10.0)).len(), 1);
        assert!(leaks(&tree(false, 5.0)).is_empty());
    }
}

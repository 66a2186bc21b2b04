//! The scenario of imported counts: today's list, referrals and slots, each with its source, and what is assumed in comments.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::bands::Unit;
use super::counts::{Counts, NOT_RECORDED, Service};
use super::levels::has_order;
use super::mapping::quoted;
use super::values::folded;

/// Most simulated people on the list; beyond, one stands for several.
const MOST_SIMULATED: u64 = 100_000;

/// Weeks of the youngest bands from which referrals are guessed where the file has none.
const YOUNG: f64 = 6.0;

/// Words that name an order of levels.
const ORDERED: [&str; 6] = ["depriv", "imd", "quintile", "decile", "age", "fifth"];

/// What a fit adds to the scenario of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Added {
    /// What was found, in plain words, for the head of the file.
    pub found: Vec<String>,
    /// Referrals a week by the name of the list, and where they come from, where the files do not count them.
    pub referrals: BTreeMap<String, (f64, String)>,
    /// Lines of the table `[scenario]`.
    pub head: String,
    /// Tables at the end: what all lists have in common, policies, evidence.
    pub tables: String,
}

fn remarks<'a>(lines: impl Iterator<Item = &'a String>, out: &mut String) {
    for line in lines {
        let line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let _ = writeln!(out, "#   {line}");
    }
}

/// Writes a scenario.
pub(super) fn scenario(counts: &Counts, understood: &[String], aside: &[String], added: Option<&Added>) -> String {
    let mut out = String::from("queuity = 1\n\n");
    if let Some(added) = added {
        out.push_str("# What was fitted:\n");
        remarks(added.found.iter(), &mut out);
        out.push_str("#\n");
    }
    out.push_str("# What was understood, and what was set aside:\n");
    remarks(understood.iter().chain(aside), &mut out);
    let people: u64 = counts.services.iter().map(Service::people).sum();
    let mut scale = 1;
    while people / scale > MOST_SIMULATED {
        scale *= 10;
    }
    let _ = writeln!(out, "\n[scenario]\ntitle   = {}", quoted(&format!("The list of {}", counts.date.last_shown())));
    let _ = writeln!(out, "start   = {}\nhorizon = \"52 weeks\"", counts.date.day_after());
    if scale > 1 {
        let _ = writeln!(out, "scale   = {scale}   # one simulated person stands for so many");
    }
    if let Some(added) = added {
        out.push_str(&added.head);
    }
    if let Some(least) = counts.derived {
        let round = super::release::ROUND;
        let words =
            format!("derived from rows of real people: no count of fewer than {least}, all to the nearest {round}");
        let _ = writeln!(out, "derived = true   # leave this line and the next in\nattribution = [{}]", quoted(&words));
    }
    groups(counts, &mut out);
    for service in &counts.services {
        one(counts, service, added.and_then(|a| a.referrals.get(&service.name)), &mut out);
    }
    if let Some(added) = added {
        return out + &added.tables;
    }
    out.push_str(
        "\n# People are called in the order of their waits where nothing else is said. No service books so: say with [[variant]] and\n\
         # `discipline` what is done today, and what is to be compared with it. Without `removal` the list changes by referrals and slots alone.\n",
    );
    out
}

/// People by level of a group, with those not recorded at the end.
fn by_level(counts: &Counts, group: usize) -> Vec<u64> {
    let levels = &counts.levels[group];
    let mut out = vec![0; levels.len() + 1];
    for (who, bands) in counts.services.iter().flat_map(|s| &s.waiting) {
        let at = levels.iter().position(|l| *l == who[group]).unwrap_or(levels.len());
        out[at] += bands.iter().sum::<u64>();
    }
    out
}

/// Shares of counts to six places that sum to 1.
fn shares(counts: &[f64]) -> Vec<f64> {
    let all: f64 = counts.iter().sum();
    let mut millionths: Vec<u64> =
        counts.iter().map(|n| if all > 0.0 { (n / all * 1e6).round() as u64 } else { 0 }).collect();
    // What rounding leaves goes to the largest.
    if let Some(largest) = (0..counts.len()).max_by(|&a, &b| counts[a].total_cmp(&counts[b])) {
        let others: u64 = millionths.iter().enumerate().filter(|(i, _)| *i != largest).map(|(_, m)| m).sum();
        millionths[largest] = 1_000_000_u64.saturating_sub(others);
    }
    millionths.into_iter().map(|m| m as f64 / 1e6).collect()
}

/// People by combination of levels; who is not recorded in some way stands under the levels of that way in proportion to all.
fn combinations(counts: &Counts) -> Vec<(Vec<String>, f64)> {
    let margins: Vec<Vec<u64>> = (0..counts.groups.len()).map(|g| by_level(counts, g)).collect();
    let mut all: BTreeMap<Vec<usize>, f64> = BTreeMap::new();
    for (who, bands) in counts.services.iter().flat_map(|s| &s.waiting) {
        let mut found = vec![(Vec::new(), bands.iter().sum::<u64>() as f64)];
        for (g, level) in who.iter().enumerate() {
            let known = &margins[g][..counts.levels[g].len()];
            let of = counts.levels[g].iter().position(|l| l == level);
            let sum: u64 = known.iter().sum();
            let share = |l: usize| match of {
                Some(own) => f64::from(u8::from(own == l)),
                None => known[l] as f64 / sum.max(1) as f64,
            };
            let each = found.iter().flat_map(|(before, n)| {
                (0..known.len())
                    .filter(|&l| share(l) > 0.0)
                    .map(move |l| ([before.as_slice(), &[l]].concat(), n * share(l)))
            });
            found = each.collect();
        }
        for (who, n) in found {
            *all.entry(who).or_default() += n;
        }
    }
    let named = |who: Vec<usize>| who.iter().enumerate().map(|(g, l)| counts.levels[g][*l].clone()).collect();
    all.into_iter().map(|(who, n)| (named(who), n)).collect()
}

fn list(numbers: impl IntoIterator<Item = impl std::fmt::Display>) -> String {
    let all: Vec<String> = numbers.into_iter().map(|n| n.to_string()).collect();
    format!("[{}]", all.join(", "))
}

/// The attributes: shares are those of the list, which is an assumption.
fn groups(counts: &Counts, out: &mut String) {
    for (g, name) in counts.groups.iter().enumerate() {
        let levels = &counts.levels[g];
        let people = by_level(counts, g);
        let known = &people[..levels.len()];
        let ordered = ORDERED.iter().any(|w| folded(name).contains(w)) && has_order(levels);
        let _ = writeln!(out, "\n[[attribute]]\nname    = {}", quoted(name));
        let _ = writeln!(out, "levels  = {}", list(levels.iter().map(|l| quoted(l))));
        let _ = writeln!(
            out,
            "ordered = {ordered}   # from most to least disadvantaged, where there is an order: correct it here, or in the mapping under [levels]"
        );
        let _ = writeln!(
            out,
            "share   = {}   # assumed: as on the list",
            list(shares(&known.iter().map(|n| *n as f64).collect::<Vec<f64>>()))
        );
        let missing = people[levels.len()];
        if missing > 0 {
            let all: u64 = people.iter().sum();
            // Never nought, since some are missing, and never all, since some are not.
            let share = (missing as f64 / all as f64).clamp(0.0001, 0.9999);
            let _ = writeln!(
                out,
                "recorded = {{ missing = {share:.4} }}   # of the list: {missing} of {all} people; assumed as likely in all groups"
            );
        }
    }
    if counts.groups.len() > 1 {
        out.push_str(
            "\n[population]   # assumed: combinations as on the list; who is not recorded is shared out in proportion\nshare = [\n",
        );
        let all = combinations(counts);
        let numbers: Vec<f64> = all.iter().map(|a| a.1).collect();
        for ((who, _), share) in all.iter().zip(shares(&numbers)) {
            let _ = writeln!(out, "    {{ {}, share = {share} }},", named(counts, who));
        }
        out.push_str("]\n");
    }
}

/// A level of each group.
fn named(counts: &Counts, who: &[String]) -> String {
    let pairs: Vec<String> =
        counts.groups.iter().zip(who).map(|(g, l)| format!("{} = {}", quoted(g), quoted(l))).collect();
    pairs.join(", ")
}

/// The edges of bands as a scenario has them; days that are no weeks are parts.
enum Edges {
    Weeks(String),
    Months(String),
    Days,
}

fn edges(counts: &Counts) -> Edges {
    match counts.unit {
        Unit::Weeks => Edges::Weeks(list(&counts.edges)),
        Unit::Months => Edges::Months(list(&counts.edges)),
        Unit::Days if counts.edges.iter().all(|e| e % 7.0 == 0.0) => {
            Edges::Weeks(list(counts.edges.iter().map(|e| e / 7.0)))
        }
        Unit::Days => Edges::Days,
    }
}

/// First and last day of each band; an open one has no last.
fn days(counts: &Counts) -> Vec<(f64, Option<f64>)> {
    days_of(&counts.edges, counts.open, counts.unit)
}

/// The same of any edges.
pub(super) fn days_of(edges: &[f64], open: bool, unit: Unit) -> Vec<(f64, Option<f64>)> {
    let of = match unit {
        Unit::Days => 1.0,
        Unit::Weeks => 7.0,
        Unit::Months => 365.25 / 12.0,
    };
    let edges: Vec<f64> = edges.iter().map(|e| (e * of).floor()).collect();
    let from = |e: f64| if e == 0.0 { 0.0 } else { e + 1.0 };
    let mut days: Vec<(f64, Option<f64>)> = edges.windows(2).map(|w| (from(w[0]), Some(w[1]))).collect();
    days.extend(open.then(|| (from(*edges.last().unwrap_or(&0.0)), None)));
    days
}

/// People of each group as a scenario has them; `numbers` gives what stands for one of the groups, and `nobody` for one that is not there.
fn of_groups(
    counts: &Counts,
    service: &Service,
    numbers: &dyn Fn(usize) -> Option<String>,
    nobody: &str,
    indent: &str,
) -> String {
    let waiting = || service.waiting.iter().enumerate();
    match counts.groups.len() {
        0 => numbers(0).unwrap_or_else(|| nobody.to_string()),
        1 => {
            let of = |level: &str| waiting().find(|(_, w)| w.0[0] == level).and_then(|(i, _)| numbers(i));
            let mut rows: Vec<String> = Vec::new();
            for level in &counts.levels[0] {
                rows.push(format!(
                    "{indent}    {} = {}",
                    quoted(level),
                    of(level).unwrap_or_else(|| nobody.to_string())
                ));
            }
            if let Some(unknown) = of(NOT_RECORDED) {
                rows.push(format!("{indent}    {} = {unknown}", quoted(NOT_RECORDED)));
            }
            format!("{{\n{}\n{indent}}}", rows.join(",\n"))
        }
        _ => {
            let row = |i: usize, who: &[String]| {
                numbers(i).map(|n| format!("{indent}    {{ {}, count = {n} }}", named(counts, who)))
            };
            let rows: Vec<String> = waiting().filter_map(|(i, w)| row(i, &w.0)).collect();
            format!("[\n{}\n{indent}]", rows.join(",\n"))
        }
    }
}

/// One list.
fn one(counts: &Counts, service: &Service, fitted: Option<&(f64, String)>, out: &mut String) {
    let source = format!("{}, {}", counts.sources.list, counts.date.last_shown());
    let _ = writeln!(out, "\n[[service]]\nname      = {}", quoted(&service.name));
    let weeks = f64::from(counts.flows.days) / 7.0;
    let about = if counts.derived.is_some() { "about " } else { "" };
    let of_period = |people: u64, what: &str, source: &str| {
        let source = source_of(&format!("{about}{people} {what} in {}: {source}", counts.flows.words));
        let rate = people as f64 / weeks;
        if rate >= 0.1 {
            format!("{{ value = {rate:.2}, source = {} }}", quoted(&source))
        } else {
            format!("{{ value = {rate:.5}, source = {} }}", quoted(&source))
        }
    };
    // Where flows are not told: about as many are referred as have waited for a few weeks only.
    let young = young(counts, service);
    let assumed = |why: &str| {
        format!("{{ per_week = {{ value = {young:.2}, source = \"assumed: {why}\" }} }}   # assumed: give the number")
    };
    let week = service.week.clone().unwrap_or_default();
    let given = |n: f64| format!("{{ value = {n}, source = {} }}", quoted(&source));
    let referrals = match service.referred {
        _ if week.referrals.is_some() => format!("{{ per_week = {} }}", given(week.referrals.unwrap_or(0.0))),
        Some(people) if people > 0 => {
            format!("{{ per_week = {} }}", of_period(people, "referred", &counts.sources.referred))
        }
        _ => match fitted {
            Some((people, source)) => {
                let source = quoted(&source_of(source));
                format!("{{ per_week = {{ value = {people:.2}, source = {source} }} }}")
            }
            None => assumed("as many as the youngest bands of the list hold a week"),
        },
    };
    let slots = match service.treated {
        _ if week.slots.is_some() => format!("{{ per_week = {} }}", given(week.slots.unwrap_or(0.0))),
        Some(people) if people > 0 => {
            format!("{{ per_week = {} }}", of_period(people, "treated", &counts.sources.treated))
        }
        _ => assumed("as many as are referred"),
    };
    let _ = writeln!(out, "referrals = {referrals}\nslots     = {slots}");
    if let Some(people) = service.removed.filter(|n| *n > 0) {
        let people = of_period(people, "removed untreated", &counts.sources.treated);
        let _ = writeln!(
            out,
            "removal   = {{ people_per_week = {people} }}   # of all alike: correct it where groups differ"
        );
    }
    if let Some(removed) = week.removed.filter(|n| *n > 0.0) {
        let _ = writeln!(
            out,
            "removal   = {{ people_per_week = {} }}   # of all alike: correct it where groups differ",
            given(removed)
        );
    }
    if let Some(missed) = week.missed.filter(|n| *n > 0.0) {
        let _ =
            writeln!(out, "misses_appointment = {}   # of all alike: correct it where groups differ", given(missed));
    }
    let _ = writeln!(out, "\n[service.waiting]\nsource = {}", quoted(&source_of(&source)));
    let alone = |i: usize| {
        service.runs.get(i).is_none_or(|runs| runs.iter().all(|r| r.0 == r.1 || service.waiting[i].1[r.0] == 0))
    };
    let several = !(0..service.waiting.len()).all(alone);
    let bands = |i: usize| Some(list(&service.waiting[i].1));
    let nobody = list(vec![0; counts.edges.len() - 1 + usize::from(counts.open)]);
    match edges(counts) {
        Edges::Weeks(edges) if !several => {
            let _ = writeln!(out, "bands_weeks = {edges}\ncount = {}", of_groups(counts, service, &bands, &nobody, ""));
        }
        Edges::Months(edges) if !several => {
            let _ =
                writeln!(out, "bands_months = {edges}\ncount = {}", of_groups(counts, service, &bands, &nobody, ""));
        }
        _ => parts(counts, service, out),
    }
}

/// The list as parts: one for each band, or for each run of bands that are counted together.
fn parts(counts: &Counts, service: &Service, out: &mut String) {
    let days = days(counts);
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let own = |i: usize| -> Vec<(usize, usize)> {
        match service.runs.get(i) {
            Some(runs) => runs.iter().copied().filter(|r| service.waiting[i].1[r.0] > 0).collect(),
            None => (0..days.len()).map(|b| (b, b)).collect(),
        }
    };
    for i in 0..service.waiting.len() {
        runs.extend(own(i));
    }
    runs.sort_unstable();
    runs.dedup();
    out.push_str("part = [\n");
    for (first, last) in runs {
        let has = |i: usize| own(i).contains(&(first, last)).then(|| service.waiting[i].1[first].to_string());
        let count = of_groups(counts, service, &has, "0", "    ");
        let (from, to) = (days[first].0, days[last].1);
        let wait = match to {
            Some(to) => format!("from = \"{from} days\", to = \"{to} days\""),
            None if from == 0.0 => "wait = { kind = \"exponential\", mean = \"13 weeks\" }".to_string(),
            None => {
                format!("beyond = \"{} days\", wait = {{ kind = \"exponential\", mean = \"13 weeks\" }}", from - 1.0)
            }
        };
        let _ = writeln!(out, "    {{ {wait}, count = {count} }},");
    }
    out.push_str("]\n");
}

/// A source within the length of prose.
fn source_of(text: &str) -> String {
    text[..text.floor_char_boundary(1_500)].to_string()
}

/// People a week in the youngest bands.
fn young(counts: &Counts, service: &Service) -> f64 {
    let of = match counts.unit {
        Unit::Days => 1.0 / 7.0,
        Unit::Weeks => 1.0,
        Unit::Months => 365.25 / 12.0 / 7.0,
    };
    let bands = service.bands();
    let first = counts.edges.first().copied().unwrap_or(0.0);
    let mut many = 1;
    while counts.edges.get(many + 1).is_some_and(|e| (e - first) * of <= YOUNG) {
        many += 1;
    }
    let weeks = counts.edges.get(many).map_or(26.0, |e| (e - first) * of);
    let people: u64 = bands.iter().take(many).sum();
    (people as f64 / weeks).max(0.01)
}

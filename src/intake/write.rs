//! The scenario of imported counts: today's list, referrals and slots, each with its source, and what is assumed in comments.

use std::fmt::Write as _;

use super::added::{Added, Carried, Lines};
use super::attributes::{groups, named};
use super::counts::{Counts, Service, Spread};
use super::days::{days_to, is_weekday};
use super::limits::{Limits, MONTH};
use super::mapping::quoted;
use super::one_form::NOT_RECORDED;
use super::shares::{list, shares};
use super::unit::Unit;

/// Most simulated people on the list; beyond, one stands for several.
const MOST_SIMULATED: u64 = 100_000;

/// Weeks of the youngest bands from which referrals are guessed where the file has none.
const YOUNG: f64 = 6.0;

/// What people carry, and how urgent they are, of those who wait.
type Mixes<'a> = (Option<&'a Carried>, Option<&'a [String; 2]>);

/// Eighteen weeks in days.
const EARLY: f64 = 126.0;

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
    let own = counts.limits != Limits::default();
    if own {
        let _ = writeln!(out, "limits_weeks = {}", counts.limits.written());
    }
    if let Some(added) = added {
        out.push_str(&added.head);
    }
    if let Some(least) = counts.derived {
        let round = super::enough_people::ROUND;
        let words =
            format!("derived from rows of real people: no count of fewer than {least}, all to the nearest {round}");
        let _ = writeln!(out, "derived = true   # leave this line and the next in\nattribution = [{}]", quoted(&words));
    }
    if own && added.is_none_or(|a| a.urgency.is_none()) {
        let _ = writeln!(
            out,
            "\n# The target that breaches are counted by.\n[[service_defaults.urgency]]\nname   = \"everybody\"\nshare  = 1\ntarget = \"{} days\"",
            counts.limits.first()
        );
    }
    let carried = added.and_then(|a| a.carried.as_ref());
    groups(counts, added.and_then(|a| a.referred.as_ref()), carried, &mut out);
    for service in &counts.services {
        let fitted = added.and_then(|a| a.referrals.get(&service.name));
        let lines = added.and_then(|a| a.lists.get(&service.name)).cloned().unwrap_or_default();
        let mixes = (carried, added.and_then(|a| a.urgency.as_ref()));
        one(counts, service, fitted, (&lines, mixes), &mut out);
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
        Unit::Months => MONTH,
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
    // A row of those not recorded may hold nobody, and then everybody is recorded.
    let has_people = |level: &str| {
        let own = service.waiting.iter().filter(|w| w.0.iter().any(|l| l == level));
        own.flat_map(|w| &w.1).any(|n| *n > 0)
    };
    match counts.groups.len() {
        0 => numbers(0).unwrap_or_else(|| nobody.to_string()),
        1 => {
            let of = |level: &str| waiting().find(|(_, w)| w.0[0] == level).and_then(|(i, _)| numbers(i));
            let mut rows: Vec<String> = Vec::new();
            for level in &counts.levels[0] {
                rows.push(format!("{} = {}", quoted(level), of(level).unwrap_or_else(|| nobody.to_string())));
            }
            if let Some(unknown) = of(NOT_RECORDED).filter(|_| has_people(NOT_RECORDED)) {
                rows.push(format!("{} = {unknown}", quoted(NOT_RECORDED)));
            }
            // On one line: other readers of TOML take no breaks within braces.
            format!("{{ {} }}", rows.join(", "))
        }
        _ => {
            let row = |i: usize, who: &[String]| {
                numbers(i).map(|n| format!("{indent}    {{ {}, count = {n} }}", named(counts, who)))
            };
            let told =
                |w: &(Vec<String>, Vec<u64>)| !w.0.iter().any(|l| l == NOT_RECORDED) || w.1.iter().any(|n| *n > 0);
            let rows: Vec<String> = waiting().filter(|(_, w)| told(w)).filter_map(|(i, w)| row(i, &w.0)).collect();
            format!("[\n{}\n{indent}]", rows.join(",\n"))
        }
    }
}

/// One list.
fn one(
    counts: &Counts,
    service: &Service,
    fitted: Option<&(f64, String)>,
    (lines, mixes): (&Lines, Mixes<'_>),
    out: &mut String,
) {
    let source = format!("{}, {}", counts.sources.list, counts.date.last_shown());
    let _ = writeln!(out, "\n[[service]]\nname      = {}", quoted(&service.name));
    let weeks = f64::from(counts.flows.days) / 7.0;
    let about = if counts.derived.is_some() { "about " } else { "" };
    // Slots are on the days from Monday to Friday: a month has 20 to 23 of them.
    let open = days_to(counts.date, counts.flows.days).filter(|day| is_weekday(*day)).count();
    let clinics = open as f64 / 5.0;
    let of_period = |people: u64, what: &str, source: &str, weeks: f64| {
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
    let some = |value: f64, why: &str| {
        format!("{{ per_week = {{ value = {value:.2}, source = \"assumed: {why}\" }} }}   # assumed: give the number")
    };
    let assumed = |why: &str| some(young, why);
    // Half of the fewest that are told.
    let few = |what: &str| {
        let least = counts.derived.unwrap_or(1) as f64;
        some(least / 2.0 / weeks, &format!("fewer than {least} {what} in {}, so half of that", counts.flows.words))
    };
    let week = service.week.clone().unwrap_or_default();
    let given = |n: f64| format!("{{ value = {n}, source = {} }}", quoted(&source));
    let referrals = match service.referred {
        _ if lines.referrals.is_some() => lines.referrals.clone().unwrap_or_default(),
        _ if week.referrals.is_some() => format!("{{ per_week = {} }}", given(week.referrals.unwrap_or(0.0))),
        Some(people) if people > 0 => {
            format!("{{ per_week = {} }}", of_period(people, "referred", &counts.sources.referred, weeks))
        }
        _ => match fitted {
            Some((people, source)) => {
                let source = quoted(&source_of(source));
                format!("{{ per_week = {{ value = {people:.2}, source = {source} }} }}")
            }
            None if service.few.referred => few("referred"),
            None => assumed("as many as the youngest bands of the list hold a week"),
        },
    };
    let slots = match service.treated {
        _ if lines.slots.is_some() => lines.slots.clone().unwrap_or_default(),
        _ if week.slots.is_some() => format!("{{ per_week = {} }}", given(week.slots.unwrap_or(0.0))),
        Some(people) if people > 0 => {
            format!("{{ per_week = {} }}", of_period(people, "treated", &counts.sources.treated, clinics))
        }
        _ if service.few.treated => few("treated"),
        _ => assumed("as many as are referred"),
    };
    let _ = writeln!(out, "referrals = {referrals}\nslots     = {slots}");
    if let Some(people) = service.removed.filter(|n| *n > 0 && !lines.removal) {
        let people = of_period(people, "removed untreated", &counts.sources.treated, weeks);
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
    if let Some(misses) = &lines.misses {
        let _ = writeln!(out, "misses_appointment = {misses}");
    }
    if let Some(missed) = week.missed.filter(|n| *n > 0.0) {
        let _ =
            writeln!(out, "misses_appointment = {}   # of all alike: correct it where groups differ", given(missed));
    }
    let _ = writeln!(out, "\n[service.waiting]\nsource = {}", quoted(&source_of(&source)));
    let alone = |i: usize| {
        service.runs.get(i).is_none_or(|runs| runs.iter().all(|r| r.0 == r.1 || service.waiting[i].1[r.0] == 0))
    };
    let several = mixes.0.is_some() || mixes.1.is_some() || !(0..service.waiting.len()).all(alone);
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
        _ => parts(counts, service, mixes, out),
    }
}

/// The list as parts: one for each band, or for each run of bands that are counted together.
fn parts(counts: &Counts, service: &Service, (carried, urgency): Mixes<'_>, out: &mut String) {
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
        let spread = service.spreads.iter().find(|s| s.run == (first, last));
        let wait = match to {
            _ if spread.is_some() => spread.map(|spread| spread_over(counts, spread)).unwrap_or_default(),
            Some(to) => format!("from = \"{from} days\", to = \"{to} days\""),
            None if from == 0.0 => "wait = { kind = \"exponential\", mean = \"13 weeks\" }".to_string(),
            None => {
                format!("beyond = \"{} days\", wait = {{ kind = \"exponential\", mean = \"13 weeks\" }}", from - 1.0)
            }
        };
        let share = carried.map(|c| format!(", share = {{ {} = {} }}", quoted(&c.attribute), c.share(from, to)));
        let is_early = |to: Option<f64>| to.is_some_and(|to| to <= EARLY);
        // People who are spread over bands have the mix that most of them have.
        let early = spread.map_or_else(
            || is_early(to),
            |spread| {
                let people = |which: &dyn Fn(usize) -> bool| -> u64 {
                    spread.parts.iter().filter(|p| which(p.1)).map(|p| p.2).sum()
                };
                2 * people(&|last| is_early(days[last].1)) > people(&|_| true)
            },
        );
        let urgency = urgency.map(|u| format!(", urgency = {}", u[usize::from(!early)])).unwrap_or_default();
        let _ = writeln!(out, "    {{ {wait}, count = {count}{}{urgency} }},", share.unwrap_or_default());
    }
    out.push_str("]\n");
}

/// The bands over which people are spread, with the shares of each.
fn spread_over(counts: &Counts, spread: &Spread) -> String {
    let mut edges: Vec<f64> = spread.parts.iter().map(|p| counts.edges[p.0]).collect();
    edges.extend(counts.edges.get(spread.run.1 + 1));
    let people: Vec<f64> = spread.parts.iter().map(|p| p.2 as f64).collect();
    format!("bands_weeks = {}, spread = {}", list(&edges), list(shares(&people)))
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
        Unit::Months => MONTH / 7.0,
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

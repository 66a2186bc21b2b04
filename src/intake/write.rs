//! The scenario of imported counts: today's list, referrals and slots, each with its source, and what is assumed in comments.

use std::fmt::Write as _;

use super::bands::Unit;
use super::counts::{Counts, NOT_RECORDED, Service};
use super::mapping::quoted;
use super::values::folded;
use super::words::Told;

/// Most simulated people on the list; beyond, one stands for several.
const MOST_SIMULATED: u64 = 100_000;

/// Weeks of the youngest bands from which referrals are guessed where the file has none.
const YOUNG: f64 = 6.0;

/// Words that name an order of levels.
const ORDERED: [&str; 6] = ["depriv", "imd", "quintile", "decile", "age", "fifth"];

/// Writes a scenario.
pub(super) fn scenario(counts: &Counts, told: &Told) -> String {
    let mut out = String::from("queuity = 1\n\n# What was understood, and what was set aside:\n");
    for line in told.understood.iter().chain(&told.aside) {
        let line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let _ = writeln!(out, "#   {line}");
    }
    let people: u64 = counts.services.iter().map(Service::people).sum();
    let mut scale = 1;
    while people / scale > MOST_SIMULATED {
        scale *= 10;
    }
    let _ =
        writeln!(out, "\n[scenario]\ntitle   = {}", quoted(&cut(&format!("The list of {}", counts.date.last_shown()))));
    let _ = writeln!(out, "start   = {}\nhorizon = \"52 weeks\"", counts.date.day_after());
    if scale > 1 {
        let _ = writeln!(out, "scale   = {scale}   # one simulated person stands for so many");
    }
    groups(counts, &mut out);
    for service in &counts.services {
        one(counts, service, &mut out);
    }
    out.push_str(
        "\n# People are called in the order of their waits where nothing else is said. No service books so: say with [[variant]] and\n\
         # `discipline` what is done today, and what is to be compared with it. Without `removal` the list changes by referrals and slots alone.\n",
    );
    out
}

/// A name within the 200 bytes that a scenario takes.
fn cut(name: &str) -> String {
    let mut end = name.len().min(160);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name[..end].to_string()
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

/// Shares of whole counts to six places that sum to 1.
fn shares(counts: &[u64]) -> Vec<f64> {
    let all: u64 = counts.iter().sum();
    let mut millionths: Vec<u64> =
        counts.iter().map(|n| if all > 0 { (*n as f64 / all as f64 * 1e6).round() as u64 } else { 0 }).collect();
    // What rounding leaves goes to the largest.
    if let Some(largest) = (0..counts.len()).max_by_key(|&i| counts[i]) {
        let others: u64 = millionths.iter().enumerate().filter(|(i, _)| *i != largest).map(|(_, m)| m).sum();
        millionths[largest] = 1_000_000_u64.saturating_sub(others);
    }
    millionths.into_iter().map(|m| m as f64 / 1e6).collect()
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
        let ordered = ORDERED.iter().any(|w| folded(name).contains(w));
        let _ = writeln!(out, "\n[[attribute]]\nname    = {}", quoted(&cut(name)));
        let _ = writeln!(out, "levels  = {}", list(levels.iter().map(|l| quoted(l))));
        let _ = writeln!(
            out,
            "ordered = {ordered}   # from most to least disadvantaged, where there is an order: is this one right?"
        );
        let _ = writeln!(out, "share   = {}   # assumed: as on the list", list(shares(known)));
        let missing = people[levels.len()];
        if missing > 0 {
            let all: u64 = people.iter().sum();
            let share = missing as f64 / all as f64;
            let _ = writeln!(
                out,
                "recorded = {{ missing = {share:.4} }}   # of the list: {missing} of {all} people; assumed as likely in all groups"
            );
        }
    }
    if counts.groups.len() > 1 {
        out.push_str(
            "\n[population]   # combinations as on the list, of those whose levels are all recorded\nshare = [\n",
        );
        let mut all: Vec<(&Vec<String>, u64)> = Vec::new();
        for (who, bands) in counts.services.iter().flat_map(|s| &s.waiting) {
            if who.iter().any(|l| l == NOT_RECORDED) {
                continue;
            }
            let people: u64 = bands.iter().sum();
            match all.iter_mut().find(|(w, _)| *w == who) {
                Some((_, n)) => *n += people,
                None => all.push((who, people)),
            }
        }
        let numbers: Vec<u64> = all.iter().map(|a| a.1).collect();
        for ((who, _), share) in all.iter().zip(shares(&numbers)) {
            let _ = writeln!(out, "    {{ {}, share = {share} }},", named(counts, who));
        }
        out.push_str("]\n");
    }
}

/// A level of each group.
fn named(counts: &Counts, who: &[String]) -> String {
    let pairs: Vec<String> =
        counts.groups.iter().zip(who).map(|(g, l)| format!("{} = {}", quoted(&cut(g)), quoted(l))).collect();
    pairs.join(", ")
}

/// The bands: whole days as weeks where they are weeks, else days.
enum Edges {
    Weeks(String),
    Months(String),
    /// First and last day of each band; the last day of an open one is not there.
    Days(Vec<(f64, Option<f64>)>),
}

fn edges(counts: &Counts) -> Edges {
    match counts.unit {
        Unit::Weeks => Edges::Weeks(list(&counts.edges)),
        Unit::Months => Edges::Months(list(&counts.edges)),
        Unit::Days if counts.edges.iter().all(|e| e % 7.0 == 0.0) => {
            Edges::Weeks(list(counts.edges.iter().map(|e| e / 7.0)))
        }
        Unit::Days => {
            let from = |e: f64| if e == 0.0 { 0.0 } else { e + 1.0 };
            let mut days: Vec<(f64, Option<f64>)> = counts.edges.windows(2).map(|w| (from(w[0]), Some(w[1]))).collect();
            days.extend(counts.open.then(|| (*counts.edges.last().unwrap_or(&0.0), None)));
            Edges::Days(days)
        }
    }
}

/// Counts of each group as a scenario has them, of all bands or of one.
fn of_groups(counts: &Counts, service: &Service, band: Option<usize>, indent: &str) -> String {
    let numbers = |bands: &[u64]| match band {
        Some(b) => bands[b].to_string(),
        None => list(bands),
    };
    let nobody = vec![0; counts.edges.len() - 1 + usize::from(counts.open)];
    match counts.groups.len() {
        0 => numbers(&service.bands()),
        1 => {
            let of = |level: &str| service.waiting.iter().find(|w| w.0[0] == level).map_or(&nobody, |w| &w.1);
            let mut rows: Vec<String> = Vec::new();
            for level in &counts.levels[0] {
                rows.push(format!("{indent}    {} = {}", quoted(level), numbers(of(level))));
            }
            if by_level(counts, 0)[counts.levels[0].len()] > 0 {
                rows.push(format!("{indent}    {} = {}", quoted(NOT_RECORDED), numbers(of(NOT_RECORDED))));
            }
            format!("{{\n{}\n{indent}}}", rows.join(",\n"))
        }
        _ => {
            let row = |(who, bands): &(Vec<String>, Vec<u64>)| {
                format!("{indent}    {{ {}, count = {} }}", named(counts, who), numbers(bands))
            };
            let rows: Vec<String> = service.waiting.iter().map(row).collect();
            format!("[\n{}\n{indent}]", rows.join(",\n"))
        }
    }
}

/// One list.
fn one(counts: &Counts, service: &Service, out: &mut String) {
    let source = format!("{}, {}", counts.source, counts.date.last_shown());
    let _ = writeln!(out, "\n[[service]]\nname      = {}", quoted(&cut(&service.name)));
    let weeks = f64::from(counts.period.month_days()) / 7.0;
    let of_period = |people: u64, what: &str| {
        let source = format!("{people} {what} in {}: {}", counts.period.shown(), counts.source);
        format!("{{ per_week = {{ value = {:.2}, source = {} }} }}", people as f64 / weeks, quoted(&source))
    };
    // Where flows are not told: about as many are referred as have waited for a few weeks only.
    let young = young(counts, service);
    let assumed = |why: &str| {
        format!("{{ per_week = {{ value = {young:.2}, source = \"assumed: {why}\" }} }}   # assumed: give the number")
    };
    let referrals = match service.referred {
        Some(people) if people > 0 => of_period(people, "referred"),
        _ => assumed("as many as the youngest bands of the list hold a week"),
    };
    let slots = match service.treated {
        Some(people) if people > 0 => of_period(people, "treated"),
        _ => assumed("as many as are referred"),
    };
    let _ = writeln!(
        out,
        "referrals = {referrals}\nslots     = {slots}\n\n[service.waiting]\nsource = {}",
        quoted(&source)
    );
    match edges(counts) {
        Edges::Weeks(edges) => {
            let _ = writeln!(out, "bands_weeks = {edges}\ncount = {}", of_groups(counts, service, None, ""));
        }
        Edges::Months(edges) => {
            let _ = writeln!(out, "bands_months = {edges}\ncount = {}", of_groups(counts, service, None, ""));
        }
        Edges::Days(days) => {
            out.push_str("part = [\n");
            for (band, (from, to)) in days.into_iter().enumerate() {
                let count = of_groups(counts, service, Some(band), "    ");
                let wait = match to {
                    Some(to) => format!("from = \"{from} days\", to = \"{to} days\""),
                    None => {
                        format!("beyond = \"{from} days\", wait = {{ kind = \"exponential\", mean = \"13 weeks\" }}")
                    }
                };
                let _ = writeln!(out, "    {{ {wait}, count = {count} }},");
            }
            out.push_str("]\n");
        }
    }
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

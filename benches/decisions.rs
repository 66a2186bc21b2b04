//! What one decision costs as the list grows from a thousand to a million, for every discipline that ships: rank the lanes, take
//! the first person of one, book the visit. It may grow like the logarithm of the list, and by what memory costs that no longer
//! fits into a cache; a rule that looked at people one by one would grow a thousandfold.
//!
//! `cargo bench --bench decisions`; names of disciplines behind `--` run only those

// A benchmark is where a clock belongs; none of its readings is a result of queuity.
#![expect(clippy::disallowed_types, clippy::disallowed_methods)]

use std::time::{Duration, Instant};

use queuity::compile;
use queuity::discipline::{Kind, Registry};
use queuity::engine::{Departures, Nobody, Part};
use queuity::time::{DAY, Time};

/// People on the list.
const SIZES: [u32; 4] = [1_000, 10_000, 100_000, 1_000_000];
/// Days on which people are seen; a tenth of the list in all.
const DAYS: u32 = 5;
/// Most decisions of one list, so that it keeps its length.
const MOST: u32 = 20_000;
/// Rounds in turns; the least of them counts, as noise only adds.
const ROUNDS: usize = 5;
/// Most that a decision may cost among a million, against a thousand. The logarithm doubles; but a heap of a million people is
/// out of the caches on all of its levels, for which a plain heap of numbers pays thirteen times. Looking at everybody would be
/// a thousand times.
const LIMIT: f64 = 25.0;

/// A list of so many people under this discipline, and how many of them are seen each day.
fn text(kind: &dyn Kind, people: u32) -> (String, u32) {
    let daily = (people / 10).min(MOST) / DAYS;
    // Some rules know how long somebody will take, which only servers do.
    let capacity = if kind.name() == "shortest job" {
        format!(
            "servers = {{ count = 1, service = {{ kind = \"exponential\", mean = \"{} seconds\" }} }}",
            DAY as u32 / daily
        )
    } else {
        format!("slots = {{ per_session = {daily}, days = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"] }}")
    };
    let text = format!(
        "queuity = 1\n[scenario]\nstart = 2026-01-05\nhorizon = \"14 days\"\nfollow_up = \"7 days\"\n\
         [[attribute]]\nname = \"deprivation\"\nlevels = [\"most deprived\", \"second\", \"middle\", \"fourth\", \"least deprived\"]\n\
         [[service]]\nname = \"list\"\nmisses_appointment = 0.05\n{capacity}\n\
         waiting = {{ part = [{{ count = {people}, from = \"0 days\", to = \"300 days\" }}] }}\n\
         urgency = [{{ name = \"P2\", share = 0.1, target = \"4 weeks\" }}, {{ name = \"P3\", share = 0.3, target = \"13 weeks\" }}, \
         {{ name = \"P4\", share = 0.6, target = \"52 weeks\" }}]\n\
         [discipline]\nkind = \"{}\"\n{}\n",
        kind.name(),
        kind.example(),
    );
    (text, daily)
}

/// Nanoseconds of one decision: five days of a list, over as many lists as it takes for enough decisions.
fn nanoseconds(kind: &dyn Kind, people: u32) -> f64 {
    let (text, daily) = text(kind, people);
    let registry = Registry::shipped();
    let scenario = compile::load(&text, &registry).unwrap_or_else(|p| panic!("{}: {p:#?}", kind.name()));
    let model = &scenario.variants[0].model;
    let mut spent = Duration::ZERO;
    let mut decisions = 0;
    for replication in 0..u64::from(MOST / (daily * DAYS)) {
        let mut part = Part::new(model, 0, replication, Departures::Lazy, Nobody);
        // The list is in its lanes; before the first clinic nobody is seen.
        part.advance(1).expect("no guard stops it");
        let start = Instant::now();
        part.advance(Time::from(DAYS) * DAY).expect("no guard stops it");
        spent += start.elapsed();
        decisions += part.finish().0.classes.iter().flatten().map(|c| c.booked).sum::<u64>();
    }
    spent.as_secs_f64() * 1e9 / decisions as f64
}

fn main() {
    let only: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let registry = Registry::shipped();
    let kinds: Vec<&dyn Kind> =
        registry.iter().filter(|k| only.is_empty() || only.iter().any(|o| o == k.name())).collect();
    let mut least = vec![[f64::INFINITY; SIZES.len()]; kinds.len()];
    for _ in 0..ROUNDS {
        for (kind, least) in kinds.iter().zip(&mut least) {
            for (&people, least) in SIZES.iter().zip(least) {
                *least = least.min(nanoseconds(*kind, people));
            }
        }
    }
    println!("| discipline | a thousand | ten thousand | a hundred thousand | a million | growth |");
    println!("|---|---:|---:|---:|---:|---:|");
    let mut grow = Vec::new();
    for (kind, ns) in kinds.iter().zip(&least) {
        let growth = ns[SIZES.len() - 1] / ns[0];
        let cells: Vec<String> = ns.iter().map(|x| format!("{x:.0}")).collect();
        println!("| {} | {} | {growth:.1} |", kind.name(), cells.join(" | "));
        if growth > LIMIT {
            grow.push(kind.name());
        }
    }
    assert!(grow.is_empty(), "a decision grows with the list: {}", grow.join(", "));
}

//! The price of generality: every workload by queuity and by a loop written for it alone, in turns, so that the machine's moods
//! meet both. Prints the ratios and the waits; fails where a limit is passed or where the two do not find the same.
//!
//! `cargo bench --bench ratios`

// A benchmark is where a clock belongs; none of its readings is a result of queuity.
#![expect(clippy::disallowed_types, clippy::disallowed_methods)]

mod by_hand;

use std::hint::black_box;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use by_hand::Waits;
use queuity::compile;
use queuity::discipline::Registry;
use queuity::engine::{Departures, Nobody, run};
use queuity::experiment::{self, Plan};
use queuity::tally::Exit;
use queuity::tally::Tally;
use queuity::time::DAY;

/// Rounds, each with its own luck on both sides.
const ROUNDS: usize = 11;

/// A workload: the scenario, the loop, and the most that generality may cost.
struct Workload {
    name: &'static str,
    file: &'static str,
    by_hand: fn(u64) -> Waits,
    classes: usize,
    limit: f64,
    /// Class, known mean wait in days and its standard error.
    known: Option<(usize, f64, f64)>,
}

const WORKLOADS: [Workload; 5] = [
    Workload {
        name: "W1",
        file: include_str!("workloads/w1.toml"),
        by_hand: |seed| by_hand::w1::run(seed, 1_000_000),
        classes: 1,
        limit: 14.0,
        // Load / (service rate x (1 - load)).
        known: Some((0, 9.0, 0.0)),
    },
    Workload {
        name: "W2",
        file: include_str!("workloads/w2.toml"),
        by_hand: |seed| by_hand::w2b::run(seed, 3_650, 0.14).0,
        classes: 3,
        limit: 18.0,
        known: None,
    },
    Workload {
        name: "W2b",
        file: include_str!("workloads/w2b.toml"),
        by_hand: |seed| by_hand::w2b::run(seed, 3_650, 0.15).0,
        classes: 3,
        limit: 18.0,
        // 100 replications of an independent program: 61.26, standard deviation 2.28.
        known: Some((2, 61.26, 0.228)),
    },
    Workload {
        name: "W3",
        file: include_str!("workloads/w3.toml"),
        by_hand: |seed| by_hand::w3::run(seed, 104),
        classes: 3,
        limit: 13.0,
        known: None,
    },
    Workload {
        name: "national",
        file: include_str!("workloads/national.toml"),
        by_hand: by_hand::national::run,
        classes: 3,
        limit: 20.0,
        known: None,
    },
];

/// The whole of it through the library: reading, checking, compiling and running one replication.
fn queuity(text: &str, replication: u64) -> Vec<Tally> {
    let scenario = compile::load(text, &Registry::shipped()).expect("a shipped workload is valid");
    let model = &scenario.variants[0].model;
    let lists = 0..model.services.len();
    lists.map(|list| run(model, list, replication, Departures::Lazy, Nobody).expect("no guard stops it").0).collect()
}

/// Mean wait of a class in days.
fn mean(tallies: &[Tally], class: usize, classes: usize) -> f64 {
    let of_class = tallies.iter().flat_map(|t| t.classes.iter().skip(class).step_by(classes).flatten());
    let (count, sum) = of_class.fold((0, 0), |(n, s), c| (n + c.completed.count, s + c.completed.sum));
    sum as f64 / count as f64 / DAY as f64
}

fn seconds<T>(f: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let out = black_box(f());
    (start.elapsed().as_secs_f64(), out)
}

/// Mean and standard error.
fn estimate(x: &[f64]) -> (f64, f64) {
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let squares = x.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>();
    (mean, (squares / (n - 1.0) / n).sqrt())
}

/// Two means agree within five standard errors, or within one part in a thousand.
fn agree(what: &str, (a, se_a): (f64, f64), (b, se_b): (f64, f64)) {
    let allowed = (5.0 * se_a.hypot(se_b)).max(1e-3 * b.abs());
    assert!((a - b).abs() <= allowed, "{what}: {a} and {b} days differ by more than {allowed}");
}

fn main() {
    by_hand::national::prepare();
    println!("| workload | queuity / by hand | all rounds | limit |");
    println!("|---|---:|---:|---:|");
    let mut beyond = Vec::new();
    let mut waits = String::new();
    for w in &WORKLOADS {
        let mut ratios = Vec::new();
        let (mut theirs, mut ours) = (vec![Vec::new(); w.classes], vec![Vec::new(); w.classes]);
        for round in 0..ROUNDS as u64 {
            let (by_hand, waits) = seconds(|| (w.by_hand)(round + 1));
            let (general, tallies) = seconds(|| queuity(w.file, round));
            ratios.push(general / by_hand);
            for class in 0..w.classes {
                theirs[class].push(waits.mean(class));
                ours[class].push(mean(&tallies, class, w.classes));
            }
            let treated = tallies.iter().flat_map(|t| t.classes.iter().flatten()).map(|c| c.exits[Exit::Treated]).sum();
            assert!(waits.treated().abs_diff(treated) < 5_000);
        }
        let (least, median, most) = spread(&mut ratios);
        println!("| {} | {median:.1} | {least:.1} to {most:.1} | {} |", w.name, w.limit);
        if median > w.limit {
            beyond.push(w.name);
        }
        for class in 0..w.classes {
            waits += &row(w, class, estimate(&ours[class]), estimate(&theirs[class]));
        }
    }
    println!("\n| workload | class | queuity, days | by hand, days | known, days |");
    println!("|---|---:|---:|---:|---:|\n{waits}");
    together();
    assert!(beyond.is_empty(), "beyond the limit: {}", beyond.join(", "));
}

/// A row of mean waits, which agree.
fn row(w: &Workload, class: usize, ours: (f64, f64), theirs: (f64, f64)) -> String {
    let what = format!("{}, mean wait of class {}", w.name, class + 1);
    agree(&what, ours, theirs);
    let known = w.known.filter(|k| k.0 == class).map_or_else(String::new, |(_, known, error)| {
        agree(&what, ours, (known, error));
        digits(known)
    });
    format!("| {} | {} | {} | {} | {known} |\n", w.name, class + 1, digits(ours.0), digits(theirs.0))
}

/// Three digits.
fn digits(x: f64) -> String {
    let after_point = if x >= 100.0 {
        1
    } else if x >= 1.0 {
        2
    } else {
        4
    };
    format!("{x:.after_point$}")
}

/// Least, median and most.
fn spread(x: &mut [f64]) -> (f64, f64, f64) {
    x.sort_by(f64::total_cmp);
    (x[0], x[x.len() / 2], x[x.len() - 1])
}

/// Six policies compared at once against each of them alone, on one thread: what they share is paid once.
fn together() {
    let scenario =
        compile::load(include_str!("workloads/six.toml"), &Registry::shipped()).expect("a workload is valid");
    let all = Plan { threads: 1, ..Plan::of(&scenario) };
    let go = |variants| {
        let plan = Plan { variants, replications: 1, ..all.clone() };
        experiment::run(&plan, &|_| {}, &AtomicBool::new(false)).expect("a plan")
    };
    let mut ratios: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let (alone, _) = seconds(|| all.variants.iter().map(|v| go(vec![v.clone()])).collect::<Vec<_>>());
            let (at_once, _) = seconds(|| go(all.variants.clone()));
            at_once / alone
        })
        .collect();
    let (least, median, most) = spread(&mut ratios);
    println!(
        "Six policies at once take {median:.2} ({least:.2} to {most:.2}) of the time of six runs of one policy each."
    );
}

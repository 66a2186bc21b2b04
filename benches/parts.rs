//! The parts that a run is made of, each alone: keyed draws, the people of a week, merging tallies, reading scenarios, and a
//! comparison of six policies without its report.
//!
//! `cargo bench --bench parts`

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use criterion::{Criterion, Throughput};
use queuity::compile;
use queuity::discipline::Registry;
use queuity::engine::{Departures, Nobody};
use queuity::experiment::{Plan, run};
use queuity::people::{Draw, Window};
use queuity::rng::{Key, Purpose, Space, philox};
use queuity::scenario::Scenario;
use queuity::tally::Tally;

const W2B: &str = include_str!("workloads/w2b.toml");
const W3: &str = include_str!("workloads/w3.toml");
const NATIONAL: &str = include_str!("workloads/national.toml");
const SIX: &str = include_str!("workloads/six.toml");

fn main() {
    let short = Criterion::default().sample_size(10).warm_up_time(Duration::from_millis(300));
    let mut criterion = short.measurement_time(Duration::from_secs(1)).configure_from_args();
    draws(&mut criterion);
    people(&mut criterion);
    tallies(&mut criterion);
    loads(&mut criterion);
    comparisons(&mut criterion);
    criterion.final_summary();
}

fn loaded(text: &str) -> Scenario {
    compile::load(text, &Registry::shipped()).expect("a shipped workload is valid")
}

/// One block, alone and in a chain where each waits for the one before, and words of a stream.
fn draws(criterion: &mut Criterion) {
    let key = Key::new(1, 0);
    let space = Space::new("patient/referral", "list");
    let mut group = criterion.benchmark_group("draws");
    group.throughput(Throughput::Elements(1000));
    group.bench_function("1,000 blocks, each on its own", |b| {
        b.iter(|| {
            let of = |entity| key.block(space, entity, Purpose::Person, 0, 0)[0];
            (0..1000).fold(0, |sum: u64, entity| sum.wrapping_add(of(black_box(entity))))
        });
    });
    group.bench_function("1,000 blocks, each from the one before", |b| {
        b.iter(|| (0..1000).fold(black_box([0; 4]), |words, _| philox([1, 0], words)));
    });
    group.bench_function("1,000 words of a stream", |b| {
        b.iter(|| {
            let mut words = key.stream(space, black_box(1), Purpose::Service, 0);
            (0..1000).fold(0, |sum: u64, _| sum.wrapping_add(words.next_word()))
        });
    });
    group.finish();
}

/// Everybody who is referred in a week, with group, urgency, patience and the luck of the first attendance.
fn people(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("people of a week");
    for (name, text) in [("W2b", W2B), ("W3", W3), ("the largest list of national", NATIONAL)] {
        let scenario = loaded(text);
        let model = &scenario.variants[0].model;
        let draw = |service| Draw { key: Key::new(1, 0), population: &model.population, service, beyond: 0 };
        let mut window = Window::default();
        let mut count = |service| {
            draw(service).referrals(1, model.horizon, &mut window);
            window.people.len()
        };
        let largest = model.services.iter().max_by_key(|s| count(s)).expect("a list");
        group.throughput(Throughput::Elements(count(largest) as u64));
        let mut week = 0;
        group.bench_function(name, |b| {
            b.iter(|| {
                // Another week each time: the processor must not learn one by heart.
                week = (week + 1) % 50;
                draw(largest).referrals(week, model.horizon, &mut window);
                black_box(window.people.len())
            });
        });
    }
    group.finish();
}

/// A run's tally added to another: five groups, three classes, two years.
fn tallies(criterion: &mut Criterion) {
    let scenario = loaded(W3);
    let model = &scenario.variants[0].model;
    let of = |replication| -> Tally {
        queuity::engine::run(model, 0, replication, Departures::Lazy, Nobody).expect("no guard stops it").0
    };
    let (mut sum, more) = (of(0), of(1));
    criterion.bench_function("tally merge", |b| b.iter(|| sum.merge(black_box(&more))));
}

/// Every scenario that ships, from text to models.
fn loads(criterion: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<PathBuf> = ["scenarios", "benches/workloads"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(root.join(folder)).expect("a folder of the package"))
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    files.sort();
    let mut group = criterion.benchmark_group("load");
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a text file");
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        group.bench_function(name, |b| b.iter(|| loaded(black_box(&text))));
    }
    group.finish();
}

/// Six policies compared at once, and each of them run alone: the difference is what they share.
fn comparisons(criterion: &mut Criterion) {
    let scenario = loaded(SIX);
    let plan = |variants| {
        let plan = Plan { threads: 1, replications: 1, ..Plan::of(&scenario) };
        run(&Plan { variants, ..plan }, &|_| {}, &AtomicBool::new(false)).expect("a plan")
    };
    let all = || Plan::of(&scenario).variants;
    let mut group = criterion.benchmark_group("compare");
    group.bench_function("six policies at once", |b| b.iter(|| plan(all())));
    group.bench_function("six policies, each alone", |b| {
        b.iter(|| all().into_iter().map(|one| plan(vec![one]).cells.len()).sum::<usize>());
    });
    group.finish();
}

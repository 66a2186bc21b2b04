//! Each workload by queuity and by hand, for watching one of them over time; `ratios` compares them in turns.
//!
//! `cargo bench --bench workloads`

mod by_hand;

use std::hint::black_box;

use by_hand::Waits;
use criterion::Criterion;
use queuity::compile;
use queuity::discipline::Registry;
use queuity::engine::{Departures, Nobody, run};

fn main() {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    workload(&mut criterion, "W1", include_str!("workloads/w1.toml"), || by_hand::w1::run(1, 1_000_000));
    workload(&mut criterion, "W2", include_str!("workloads/w2.toml"), || by_hand::w2b::run(1, 3_650, 0.14).0);
    workload(&mut criterion, "W2b", include_str!("workloads/w2b.toml"), || by_hand::w2b::run(1, 3_650, 0.15).0);
    workload(&mut criterion, "W3", include_str!("workloads/w3.toml"), || by_hand::w3::run(1, 104));
    by_hand::national::prepare();
    workload(&mut criterion, "national", include_str!("workloads/national.toml"), || by_hand::national::run(1));
    criterion.final_summary();
}

fn workload(criterion: &mut Criterion, name: &str, text: &str, by_hand: fn() -> Waits) {
    let scenario = compile::load(text, &Registry::shipped()).expect("a shipped workload is valid");
    let model = &scenario.variants[0].model;
    let mut group = criterion.benchmark_group(name);
    group.bench_function("queuity", |b| {
        b.iter(|| {
            for service in 0..model.services.len() {
                black_box(run(black_box(model), service, 0, Departures::Lazy, Nobody).expect("no guard stops it"));
            }
        });
    });
    group.bench_function("by hand", |b| b.iter(|| read(&by_hand())));
    group.bench_function("load", |b| b.iter(|| compile::load(black_box(text), &Registry::shipped())));
    group.finish();
}

/// What the loop is for, so that the compiler cannot leave it out.
fn read(waits: &Waits) -> (u64, f64) {
    (waits.treated(), waits.mean(0))
}

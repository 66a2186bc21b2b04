//! What holds people and times inside a run, each alone: the calendar of servers, the ends of patience by day, the lanes. One step
//! takes the first entry and adds another, so that the size stays what it is.
//!
//! These types are the engine's own, so their files are compiled into this bench. `cargo bench --bench holding`

use criterion::Criterion;
// What `crate::` means in those files.
use queuity::{discipline, distributions, ids, model, people, rng, time};

#[path = "../src/engine"]
#[expect(dead_code, unused_imports, reason = "a run and their unit tests use more of them than a bench")]
mod engine {
    mod blocks;
    mod calendar;
    mod day_buckets;
    mod lanes;
    mod ordering;
    mod priority_queue;

    use std::hint::black_box;

    use calendar::{Completions, Then, Wheel};
    use criterion::{BatchSize, Criterion, Throughput};
    use lanes::LaneSet;

    use crate::discipline::{Order, PersonKey};
    use crate::ids::{PersonId, Source};
    use crate::people::{Kept, Person};
    use crate::rng::{Key, Purpose, Space};
    use crate::time::{DAY, Time};

    /// Steps of one measurement.
    const STEPS: u64 = 10_000;

    /// Words that are the same in every run.
    fn words(count: u64) -> Vec<u64> {
        let mut stream = Key::new(1, 0).stream(Space::new("bench", "holding"), 0, Purpose::Person, 0);
        (0..count).map(|_| stream.next_word()).collect()
    }

    /// Servers in service: each is free after a time, and another service starts.
    pub(super) fn completions(criterion: &mut Criterion) {
        let mut group = criterion.benchmark_group("calendar: a completion and the next start");
        group.throughput(Throughput::Elements(STEPS));
        let luck = words(STEPS);
        for servers in [15_u64, 1_000, 100_000] {
            for (name, spread) in [("equal services", 0), ("random services", 1)] {
                let length = |word: u64| DAY + spread * (word >> 40) as Time;
                let fresh = || {
                    let mut calendar = Completions::default();
                    let starts = words(servers);
                    starts
                        .iter()
                        .enumerate()
                        .for_each(|(i, &word)| calendar.push(i as Time + length(word), Then::Free));
                    calendar
                };
                group.bench_function(format!("{servers} servers, {name}"), |b| {
                    b.iter_batched_ref(
                        fresh,
                        |calendar| {
                            for &word in &luck {
                                let now = calendar.next();
                                black_box(calendar.pop_at(now));
                                calendar.push(now + length(word), Then::Free);
                            }
                        },
                        BatchSize::LargeInput,
                    );
                });
            }
        }
        group.finish();
    }

    /// A person whose clock started so long ago, with an end of patience.
    fn person(number: u32, clock_start: Time, patience: u32) -> Person {
        let id = PersonId::new(Source::Referral, 0, number);
        Person { clock_start, id, behind: 0, patience, class: 0, recorded: 0, kept: Kept::default() }
    }

    /// Ends of patience, told in time: somebody joins, and somebody is called before.
    pub(super) fn wheel(criterion: &mut Criterion) {
        let mut group = criterion.benchmark_group("ends of patience: somebody joins, somebody is called");
        group.throughput(Throughput::Elements(STEPS));
        for people in [1_000_u32, 100_000] {
            let all = words(u64::from(people) + STEPS);
            let one = |i: u32| person(i, 0, (all[i as usize] >> 38) as u32);
            let fresh = || {
                let mut wheel = Wheel::new(1_000 * DAY);
                (0..people).for_each(|i| wheel.add(one(i), 0));
                wheel
            };
            group.bench_function(format!("{people} people"), |b| {
                b.iter_batched_ref(
                    fresh,
                    |wheel| {
                        for i in 0..STEPS as u32 {
                            wheel.add(one(people + i), 0);
                            wheel.remove(&one(i));
                        }
                    },
                    BatchSize::LargeInput,
                );
            });
        }
        group.finish();
    }

    /// One lane of each order: somebody joins, and the first is called.
    pub(super) fn lanes(criterion: &mut Criterion) {
        let mut group = criterion.benchmark_group("lanes: somebody joins, the first is called");
        group.throughput(Throughput::Elements(STEPS));
        for people in [1_000_u32, 1_000_000] {
            let all = words(u64::from(people) + STEPS);
            let orders = [
                ("by clock start", Order::Seniority, 0),
                ("by clock start, one in twenty late", Order::Seniority, 20),
                ("last come", Order::Newest, 0),
                ("by a personal key", Order::Key(PersonKey::HighestScore), 0),
                ("at random", Order::Random, 0),
            ];
            for (name, order, late) in orders {
                let join = |lanes: &mut LaneSet, i: u32| {
                    let word = all[i as usize];
                    let behind = if late > 0 && i.is_multiple_of(late) { (word >> 42) as Time } else { 0 };
                    lanes.push(0, person(i, Time::from(i) * 60 - behind, u32::MAX), (word >> 1) as i64);
                };
                let fresh = || {
                    let mut lanes = LaneSet::new(1, order);
                    (0..people).for_each(|i| join(&mut lanes, i));
                    lanes
                };
                group.bench_function(format!("{people} people, {name}"), |b| {
                    b.iter_batched_ref(
                        fresh,
                        |lanes| {
                            for i in people..people + STEPS as u32 {
                                let entries = lanes.entries(0) as u128;
                                let place = ((u128::from(all[i as usize]) * entries) >> 64) as usize;
                                black_box(lanes.pop(0, if order == Order::Random { place } else { 0 }));
                                join(lanes, i);
                            }
                        },
                        BatchSize::LargeInput,
                    );
                });
            }
        }
        group.finish();
    }
}

fn main() {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    engine::completions(&mut criterion);
    engine::wheel(&mut criterion);
    engine::lanes(&mut criterion);
    criterion.final_summary();
}

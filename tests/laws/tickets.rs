//! People who hold tickets by time waited are called in proportion to them, whatever else the list does.

use std::collections::BTreeMap;

use crate::watched::{Watcher, run};
use queuity::discipline::Registry;
use queuity::engine::{Decision, Departures};
use queuity::people::Person;
use queuity::tally::Exit;
use queuity::time::{Time, day};

/// Weeks waited and tickets, as in the scenario.
const KNOTS: [(f64, f64); 4] = [(0.0, 6.0), (4.0, 2.0), (18.0, 2.0), (30.0, 24.0)];
/// Weight of the second level, and of the second urgency.
const LEVEL: f64 = 0.5;
const URGENCY: f64 = 1.5;
/// Weeks at which bands of waits end.
const BANDS: [i64; 6] = [2, 4, 10, 18, 24, 30];

fn scenario() -> String {
    let knots = |of: fn(&(f64, f64)) -> f64| KNOTS.iter().map(|k| of(k).to_string()).collect::<Vec<_>>().join(", ");
    format!(
        "queuity = 1\n[scenario]\nstart = 2026-01-05\nhorizon = \"100 weeks\"\nseed = 9\n\
         [[attribute]]\nname = \"a\"\nlevels = [\"x\", \"y\"]\nshare = [0.6, 0.4]\n\
         [[service]]\nname = \"list\"\nreferrals = {{ per_week = 700 }}\nmisses_appointment = 0.1\n\
         waiting = {{ bands_weeks = [0, 20, 40], count = [9000, 3000] }}\n\
         urgency = [{{ name = \"P2\", share = 0.3, target = \"4 weeks\" }}, {{ name = \"P4\", share = 0.7, target = \"52 weeks\" }}]\n\
         slots = {{ per_week = 720, days = [\"mon\", \"tue\", \"thu\"] }}\nremoval = {{ per_week = 0.005 }}\n\
         [discipline]\nkind = \"by wait\"\nweeks = [{}]\ntickets = [{}]\nby_urgency = {{ P4 = {URGENCY} }}\nby_group = {{ a = {{ y = {LEVEL} }} }}\n",
        knots(|k| k.0),
        knots(|k| k.1),
    )
}

/// Straight on a logarithmic scale between the knots.
fn tickets(days: i64) -> f64 {
    let weeks = days as f64 / 7.0;
    let next = KNOTS.iter().position(|k| k.0 > weeks).unwrap_or(KNOTS.len());
    if next == 0 || next == KNOTS.len() {
        return KNOTS[next.max(1) - 1].1;
    }
    let ((a, x), (b, y)) = (KNOTS[next - 1], KNOTS[next]);
    x * libm::pow(y / x, (weeks - a) / (b - a))
}

/// Who waits, and per kind of people how many were called, how many should have been, and the variance of that.
#[derive(Default)]
struct Counted {
    /// By class and day of the clock start.
    waiting: BTreeMap<(u16, i64), f64>,
    kinds: BTreeMap<(u16, usize), [f64; 3]>,
    /// Tickets by days waited.
    table: Vec<f64>,
    /// Those who missed this session: they wait on, but not in it.
    missed: Vec<Person>,
}

fn kind(class: u16, days: i64) -> (u16, usize) {
    (class, BANDS.partition_point(|end| end * 7 <= days))
}

impl Counted {
    fn change(&mut self, person: &Person, by: f64) {
        let key = (person.class, day(person.clock_start));
        let count = self.waiting.entry(key).or_default();
        *count += by;
        if *count == 0.0 {
            self.waiting.remove(&key);
        }
    }
}

impl Watcher for Counted {
    fn watches(&self) -> bool {
        true
    }

    fn decides(&mut self, decision: &Decision<'_>) {
        let now = day(decision.view.now);
        if self.table.is_empty() {
            self.table = (0..1000).map(tickets).collect();
        }
        let mut held = [[0.0; BANDS.len() + 1]; 4];
        for (&(class, joined), &count) in &self.waiting {
            let weight = if class / 2 == 1 { LEVEL } else { 1.0 } * if class % 2 == 1 { URGENCY } else { 1.0 };
            let (class, band) = kind(class, now - joined);
            held[usize::from(class)][band] += count * weight * self.table[(now - joined) as usize];
        }
        let total: f64 = held.iter().flatten().sum();
        for (class, bands) in held.iter().enumerate() {
            for (band, held) in bands.iter().enumerate().filter(|(_, held)| **held > 0.0) {
                let p = held / total;
                let [_, expected, variance] = self.kinds.entry((class as u16, band)).or_default();
                *expected += p;
                *variance += p * (1.0 - p);
            }
        }
    }

    fn joined(&mut self, person: &Person, _: Time) {
        self.change(person, 1.0);
    }

    fn called(&mut self, person: &Person, at: Time, attends: bool) {
        self.kinds.entry(kind(person.class, day(at) - day(person.clock_start))).or_default()[0] += 1.0;
        self.change(person, -1.0);
        if !attends {
            self.missed.push(*person);
        }
    }

    fn session(&mut self, _: Time, _: u32) {
        for person in std::mem::take(&mut self.missed) {
            self.change(&person, 1.0);
        }
    }

    fn left(&mut self, person: &Person, _: Time, how: Exit) {
        if how != Exit::Treated {
            self.change(person, -1.0);
        }
    }
}

/// Of every class and band of waits as many are called as their tickets say, decision by decision; and so many that a chance off by a
/// tenth would be seen.
#[test]
fn calls_are_in_proportion_to_tickets() {
    let scenario = queuity::compile::load(&scenario(), &Registry::shipped()).unwrap_or_else(|p| panic!("{p:#?}"));
    let model = &scenario.variants[0].model;
    let (_, counted) = run(model, 0, 0, Departures::Lazy, Counted::default()).expect("no guard");
    let calls: f64 = counted.kinds.values().map(|k| k[0]).sum();
    assert!(calls > 60_000.0, "{calls}");
    let (mut powerful, mut worst) = (0.0, 0.0_f64);
    for (kind, [called, expected, variance]) in &counted.kinds {
        let z = (called - expected) / variance.sqrt();
        worst = worst.max(z.abs());
        assert!(z.abs() < 4.2, "{kind:?}: {called} called, {expected:.1} by tickets, {z:.2} standard errors");
        if variance.sqrt() * 3.3 < 0.1 * expected {
            powerful += called / calls;
        }
    }
    assert!(powerful > 0.9, "only {powerful:.2} of the calls are of kinds that could tell a chance off by a tenth");
    assert!(worst > 0.5, "so near that something is counted twice: {worst}");
}

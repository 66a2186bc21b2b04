//! People leave untreated at the hazard that is asked for at the time they have waited, whether they were on the list at the start or came later.

use std::collections::BTreeMap;

use crate::watched::{Watcher, run};
use queuity::discipline::Registry;
use queuity::engine::Departures;
use queuity::model::Model;
use queuity::people::Person;
use queuity::tally::Exit;
use queuity::time::{Time, WEEK};

/// Weeks waited and the hazard per week, as in the scenario: it peaks at a target.
const KNOTS: [(f64, f64); 6] = [(0.0, 0.01), (6.0, 0.008), (15.0, 0.02), (17.0, 0.12), (18.5, 0.12), (22.0, 0.04)];
/// What the second level's hazard is multiplied by.
const RATIO: f64 = 1.5;
/// Weeks at which bands of waits end.
const BANDS: [f64; 9] = [2.0, 6.0, 11.0, 15.0, 17.0, 18.5, 20.0, 22.0, 40.0];

fn scenario(scale: f64, discipline: &str) -> String {
    let knots = |of: fn(&(f64, f64)) -> f64| KNOTS.iter().map(|k| of(k).to_string()).collect::<Vec<_>>().join(", ");
    format!(
        "queuity = 1\n[scenario]\nstart = 2026-01-05\nhorizon = \"60 weeks\"\nseed = 4\nscale = {scale}\n\
         [[attribute]]\nname = \"a\"\nlevels = [\"x\", \"y\"]\nshare = [0.6, 0.4]\n\
         [[service]]\nname = \"list\"\nreferrals = {{ per_week = 1400 }}\nmisses_appointment = 0.1\n\
         waiting = {{ bands_weeks = [0, 12, 20, 60], count = [9000, 9000, 9000] }}\n\
         slots = {{ per_week = 900, days = [\"mon\", \"tue\", \"thu\"] }}\n\
         removal = {{ by_wait = {{ weeks = [{}], per_week = [{}] }}, rate_ratio = {{ a = {{ y = {RATIO} }} }} }}\n\
         [discipline]\n{discipline}\n",
        knots(|k| k.0),
        knots(|k| k.1),
    )
}

fn model(text: &str) -> Model {
    let scenario = queuity::compile::load(text, &Registry::shipped()).unwrap_or_else(|p| panic!("{p:#?}"));
    scenario.variants[0].model.clone()
}

/// Straight on a logarithmic scale between the knots.
fn hazard(weeks: f64) -> f64 {
    let next = KNOTS.iter().position(|k| k.0 > weeks).unwrap_or(KNOTS.len());
    if next == KNOTS.len() {
        return KNOTS[next - 1].1;
    }
    let ((a, x), (b, y)) = (KNOTS[next - 1], KNOTS[next]);
    x * libm::pow(y / x, (weeks - a) / (b - a))
}

/// Slices of a week in which the hazard is summed up.
const SLICES: f64 = 50.0;

/// The hazard summed up to the end of each slice, by the middle of the slices.
fn table() -> Vec<f64> {
    let mut sum = 0.0;
    let ends = (0..(400.0 * SLICES) as usize).map(|slice| {
        sum += hazard((slice as f64 + 0.5) / SLICES) / SLICES;
        sum
    });
    std::iter::once(0.0).chain(ends).collect()
}

/// How many of each kind left untreated, and how many should have: those of the list at the start and later ones, by level and band.
struct Counted {
    table: Vec<f64>,
    kinds: BTreeMap<(bool, u16, usize), [f64; 2]>,
}

impl Counted {
    fn summed(&self, weeks: f64) -> f64 {
        let slice = (weeks * SLICES) as usize;
        let part = weeks * SLICES - slice as f64;
        self.table[slice] + part * (self.table[slice + 1] - self.table[slice])
    }

    /// Somebody was on the list until then.
    fn exposed(&mut self, person: &Person, until: Time, left: bool) {
        let weeks = |at: Time| (at - person.clock_start) as f64 / WEEK as f64;
        let (from, to) = (weeks(person.clock_start.max(0)), weeks(until));
        let ratio = if person.class == 1 { RATIO } else { 1.0 };
        let mut begin = 0.0;
        for (band, end) in BANDS.into_iter().chain([f64::INFINITY]).enumerate() {
            let (low, high) = (from.max(begin), to.min(end));
            let kind = (person.clock_start < 0, person.class, band);
            if low < high {
                let expected = ratio * (self.summed(high) - self.summed(low));
                self.kinds.entry(kind).or_default()[1] += expected;
            }
            if left && begin <= to && to < end {
                self.kinds.entry(kind).or_default()[0] += 1.0;
            }
            begin = end;
        }
    }
}

impl Watcher for Counted {
    fn left(&mut self, person: &Person, at: Time, how: Exit) {
        self.exposed(person, at, how == Exit::Removed);
    }

    fn waits(&mut self, person: &Person, at: Time) {
        self.exposed(person, at, false);
    }
}

/// The count of those who leave less its hazard summed up over all who wait is a martingale whose variance is that sum: so each kind is
/// held against chance, and most of those who leave are of kinds in which a hazard off by a tenth would be seen.
#[test]
fn people_leave_at_the_hazard_of_their_wait() {
    let by_wait = "kind = \"by wait\"\nweeks = [0, 15, 18, 30]\ntickets = [4, 2, 9, 3]";
    for discipline in ["kind = \"first come\"", by_wait] {
        let model = model(&scenario(1.0, discipline));
        for departures in [Departures::Lazy, Departures::Exact] {
            let counted = Counted { table: table(), kinds: BTreeMap::new() };
            let (_, counted) = run(&model, 0, 0, departures, counted).expect("no guard");
            let (mut powerful, mut worst) = (0.0, 0.0_f64);
            let all: f64 = counted.kinds.values().map(|k| k[0]).sum();
            assert!(all > 30_000.0, "{discipline}: {all}");
            for (kind, [left, expected]) in &counted.kinds {
                let z = (left - expected) / expected.sqrt();
                worst = worst.max(z.abs());
                assert!(z.abs() < 4.2, "{discipline}, {kind:?}: {left} left, {expected:.1} expected, z = {z:.2}");
                if 3.3 * expected.sqrt() < 0.1 * expected {
                    powerful += left / all;
                }
            }
            assert!(powerful > 0.75, "{discipline}: {powerful:.2} of those who left are of kinds that could tell");
            assert!(worst > 0.5, "so near that something is counted twice: {worst}");
        }
    }
}

/// A hazard counts no people: one simulated person who stands for ten leaves as each of the ten would.
#[test]
fn the_hazard_is_the_same_at_any_scale() {
    let plain = |scale: f64| model(&scenario(scale, "kind = \"first come\"")).services[0].patience.clone();
    assert_eq!(plain(1.0), plain(10.0));
    assert_eq!(plain(1.0).len(), 2);
}

//! Pathways of many stages: what happens is what happens where all stages are asked at every instant, at a cost that grows with what
//! happens and not with the stages.

use crate::watched::{self, Watcher};
use proptest::prelude::*;
use queuity::engine::{Decision, Departures, Nobody, run};

use crate::pathway::model;

/// Watches every decision, for which all stages are asked.
#[derive(Debug, Default)]
struct Counter(u64);

impl Watcher for Counter {
    fn watches(&self) -> bool {
        true
    }
    fn decides(&mut self, _: &Decision<'_>) {
        self.0 += 1;
    }
}

#[derive(Clone, Debug)]
struct Place {
    capacity: u8,
    size: u8,
    back: Option<u8>,
    rule: u8,
}

fn text(places: &[Place], seed: u32, slots: bool, after: bool) -> String {
    let rules = ["{ kind = \"first come\" }", "{ kind = \"strict\" }", "{ kind = \"random\" }"];
    let mut text = format!(
        "queuity = 1\n[scenario]\nhorizon = \"60 days\"\nwarm_up = \"9 days\"\nseed = {seed}\n[discipline]\nkind = \"first come\"\n\
         [[service]]\nname = \"s\"\nurgency = [{{ name = \"P2\", share = 0.3 }}, {{ name = \"P4\", share = 0.7 }}]\n\
         referrals = {{ per_week = 15 }}\nwaiting = {{ count = 20, wait = {{ kind = \"uniform\", low = \"0 days\", high = \"30 days\" }} }}\n\
         removal = {{ per_week = 0.02 }}\nmisses_appointment = 0.1\nafter_missed = {{ rebook = 0.8{} }}\n\
         levers = {{ validation = [{{ at = \"30 days\", leaves = 0.2 }}] }}\n\
         [service.course.deterioration.per_week]\nP4 = {{ P2 = 0.1 }}\n",
        if after { ", after = \"2 days\"" } else { "" }
    );
    for (n, place) in places.iter().enumerate() {
        let capacity = match place.capacity % 3 {
            _ if slots => format!("slots = {{ every = \"{} days\", count = {} }}", 1 + place.size % 3, 1 + place.size),
            0 => format!("slots = {{ every = \"1 day\", count = {} }}", 1 + place.size),
            1 => format!(
                "servers = {{ count = {}, service = {{ kind = \"exponential\", mean = \"10 hours\" }} }}",
                1 + place.size
            ),
            _ => "takes = { kind = \"exponential\", mean = \"1 day\" }".to_string(),
        };
        let next =
            if n + 1 < places.len() { format!("{{ to = \"s{}\" }}", n + 1) } else { "{ ends = \"treated\" }".into() };
        let back = place.back.map_or(String::new(), |to| {
            format!(
                "{{ to = \"s{}\", share = 0.2, clock_stops = \"treated\", after = \"1 day\" }}, ",
                usize::from(to) % places.len()
            )
        });
        text += &format!(
            "[[service.stage]]\nname = \"s{n}\"\n{capacity}\ndiscipline = {}\nnext = [{back}{next}]\n",
            rules[usize::from(place.rule) % 3]
        );
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn many_stages_are_looked_at_as_all_of_them_are(
        places in prop::collection::vec((any::<u8>(), 0_u8..4, prop::option::weighted(0.3, any::<u8>()), any::<u8>()), 9..30),
        seed in any::<u32>(),
        slots in prop::bool::weighted(0.2),
        after: bool,
    ) {
        let places: Vec<Place> =
            places.into_iter().map(|(capacity, size, back, rule)| Place { capacity, size, back, rule }).collect();
        let model = model(&text(&places, seed, slots, after));
        for departures in [Departures::Lazy, Departures::Exact] {
            let plain = run(&model, 0, 1, departures, Nobody).expect("runs").0;
            let (watched, watcher) = watched::run(&model, 0, 1, departures, Counter::default()).expect("runs");
            prop_assert!(watcher.0 > 0);
            prop_assert!(plain == watched, "{departures:?} differ: {places:?}");
            prop_assert!(plain.stages.iter().all(queuity::tally::StageTally::balances));
            prop_assert!(plain.classes.iter().flatten().all(|c| c.follow_ups.balances()));
        }
    }
}

/// The work of a pathway that people pass one stage after the other follows the moves that they make.
// How long it takes.
#[allow(clippy::disallowed_types, clippy::disallowed_methods)]
#[test]
fn the_cost_of_stages_is_that_of_the_moves() {
    let chain = |stages: usize| {
        let stage = |n: usize| {
            let next = if n + 1 < stages { format!("to = \"s{}\"", n + 1) } else { "ends = \"treated\"".into() };
            format!(
                "[[service.stage]]\nname = \"s{n}\"\ntakes = {{ kind = \"exponential\", mean = \"1 day\" }}\nnext = [{{ {next} }}]\n"
            )
        };
        let places: String = (0..stages).map(stage).collect();
        model(&format!(
            "queuity = 1\n[scenario]\nhorizon = \"700 days\"\n[discipline]\nkind = \"first come\"\n[[service]]\nname = \"s\"\n\
             referrals = {{ per_week = 30 }}\n{places}"
        ))
    };
    let seconds = |stages: usize| {
        let model = chain(stages);
        let best = (0..5).map(|_| {
            let begun = std::time::Instant::now();
            run(&model, 0, 0, Departures::Lazy, Nobody).expect("runs");
            begun.elapsed().as_secs_f64()
        });
        best.fold(f64::INFINITY, f64::min)
    };
    // People take a day a stage, so with 480 stages they make 5.5 times the moves that they make with 60; where every stage is asked at
    // each of them that costs 44 times as much.
    let (few, many) = (seconds(60), seconds(480));
    assert!(many < 16.0 * few, "{few} s with 60 stages, {many} s with 480");
}

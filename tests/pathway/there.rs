//! Who is at each stage at the end: those who wait there, and those who are being served.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::watched::{Watcher, run};
use proptest::prelude::*;
use queuity::engine::Departures;
use queuity::measure::AnalysisSet;
use queuity::model::Model;
use queuity::people::Person;
use queuity::tally::Exit;
use queuity::time::Time;

use crate::pathway::ends::{outcome, read};
use crate::pathway::model;

/// Somebody at a stage.
#[derive(Clone, Copy, Debug)]
struct At {
    stage: usize,
    class: u16,
    /// Until when a service that was attended lasts.
    until: Option<Time>,
}

/// Where everybody is, from events and the constant times of service.
#[derive(Debug)]
struct There {
    hours: Vec<Option<u8>>,
    at: BTreeMap<u64, At>,
}

impl Watcher for There {
    fn moved(&mut self, person: &Person, _: Time, stage: usize) {
        self.at.insert(person.id.order(), At { stage, class: person.class, until: None });
    }
    fn called(&mut self, person: &Person, at: Time, attends: bool) {
        let Some(here) = self.at.get_mut(&person.id.order()) else { return };
        if attends {
            here.class = person.class;
            // With slots an appointment takes no time.
            here.until = Some(at + self.hours[here.stage].map_or(0, |hours| i64::from(hours) * 3_600));
        }
    }
    fn changed(&mut self, _: &Person, after: &Person, _: Time) {
        if let Some(here) = self.at.get_mut(&after.id.order()) {
            here.class = after.class;
        }
    }
    fn left(&mut self, person: &Person, at: Time, how: Exit) {
        // A clock that stops as the service begins stops no service.
        let served =
            |here: &At| here.until.is_some_and(|until| until > at) && matches!(how, Exit::Treated | Exit::Discharged);
        if self.at.get(&person.id.order()).is_some_and(|here| !served(here)) {
            self.at.remove(&person.id.order());
        }
    }
}

#[derive(Clone, Debug)]
struct Case {
    seed: u32,
    /// By stage: hours of service, or slots; servers or slots; whether the clock stops before the next; appointments missed.
    stages: Vec<(Option<u8>, u8, bool, u8)>,
    removal: bool,
    changes: bool,
}

fn cases() -> impl Strategy<Value = Case> {
    let stage = (prop::option::weighted(0.7, 5_u8..200), 1_u8..9, prop::bool::weighted(0.3), 0_u8..4);
    (any::<u32>(), prop::collection::vec(stage, 2..5), any::<bool>(), any::<bool>())
        .prop_map(|(seed, stages, removal, changes)| Case { seed, stages, removal, changes })
}

impl Case {
    fn text(&self) -> String {
        let mut text = format!(
            "queuity = 1\n[scenario]\nhorizon = \"50 days\"\nseed = {}\n[[attribute]]\nname = \"g\"\nlevels = [\"x\", \"y\"]\n\
             [[service]]\nname = \"a\"\nurgency = [{{ name = \"P2\", share = 0.5 }}, {{ name = \"P4\", share = 0.5 }}]\n\
             referrals = {{ per_week = 25 }}\n\
             waiting = {{ count = 20, wait = {{ kind = \"uniform\", low = \"0 days\", high = \"30 days\" }} }}\n",
            self.seed
        );
        if self.removal {
            text += "removal = { per_week = 0.1 }\n";
        }
        if self.changes {
            text += "course = { deterioration = { per_week = { P4 = { P2 = 0.2 }, P2 = { P4 = 0.1 } } } }\n";
        }
        for (n, (hours, size, stops, misses)) in self.stages.iter().enumerate() {
            let _ = write!(text, "[[service.stage]]\nname = \"s{n}\"\n");
            text += &match hours {
                Some(hours) => {
                    format!(
                        "servers = {{ count = {size}, service = {{ kind = \"constant\", value = \"{hours} hours\" }} }}\n"
                    )
                }
                None => format!("slots = {{ every = \"2 days\", count = {size} }}\n"),
            };
            let _ = writeln!(text, "misses_appointment = 0.{misses}");
            let stops = if *stops { ", clock_stops = \"treated\"" } else { "" };
            if n + 1 < self.stages.len() {
                let _ = writeln!(text, "next = [{{ to = \"s{}\", after = \"1 day\"{stops} }}]", n + 1);
            }
        }
        text
    }
}

fn there(model: &Model, case: &Case) -> There {
    let hours = case.stages.iter().map(|s| s.0).collect();
    run(model, 0, 0, Departures::Exact, There { hours, at: BTreeMap::new() }).expect("runs").1
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    /// The people at a stage are all who have joined it, have not left, and whose service is not over; by class too.
    #[test]
    fn people_at_a_stage_wait_there_or_are_served(case in cases()) {
        let text = case.text();
        let model = model(&text);
        let seen = there(&model, &case);
        let (outcome, _) = outcome(&text, 1);
        let tally = queuity::engine::run(&model, 0, 0, Departures::Lazy, queuity::engine::Nobody).expect("runs").0;
        for stage in 0..case.stages.len() {
            let here = |at: &&At| at.stage == stage && at.until.is_none_or(|until| until >= model.horizon);
            let here: Vec<&At> = seen.at.values().filter(here).collect();
            prop_assert_eq!(read(&outcome, AnalysisSet::Closing, &format!("people_at[s{stage}]"))[0].0, here.len() as f64);
            for (class, told) in tally.stages[stage].classes.iter().enumerate() {
                let mine = |at: &&&At| usize::from(at.class) == class;
                prop_assert_eq!(told.waiting + told.in_service, here.iter().filter(mine).count() as u64, "{} {}", stage, class);
            }
            let served = here.iter().filter(|at| at.until.is_some()).count() as u64;
            prop_assert_eq!(tally.stages[stage].classes.iter().map(|c| c.in_service).sum::<u64>(), served);
            if case.stages[stage].0.is_some() {
                prop_assert!(served <= u64::from(case.stages[stage].1));
            }
        }
    }
}

/// Two M/M/1 queues in a row, each busy four fifths of the time: four people at each on the mean, one of them waiting less than there are
/// (Jackson 1957). Those in service at the start are at the stage too.
#[test]
fn people_at_a_server_are_those_of_the_network() {
    let server = "servers = { count = 1, service = { kind = \"exponential\", mean = \"4 hours\" } }";
    let text = format!(
        "queuity = 1\n[scenario]\nhorizon = \"400 days\"\naudit = \"none\"\n[[service]]\nname = \"a\"\nreferrals = {{ per_week = 33.6 }}\n\
         [[service.stage]]\nname = \"one\"\n{server}\nnext = [{{ to = \"two\" }}]\n[[service.stage]]\nname = \"two\"\n{server}\n"
    );
    let (outcome, _) = outcome(&text, 400);
    for stage in ["one", "two"] {
        let people: Vec<f64> =
            read(&outcome, AnalysisSet::Closing, &format!("people_at[{stage}]")).iter().map(|r| r.0).collect();
        let i = queuity::stat::interval::t_interval(&people, 0.9999).expect("replications");
        assert!((i.mean - 4.0).abs() < i.half_width && i.half_width < 1.2, "{stage}: {i:?}");
    }
    let full = text.replace("per_week = 33.6", "per_week = 0").replace(
        "\nnext",
        "\nin_service = { count = 1, remaining = { kind = \"constant\", value = \"500 days\" } }\nnext",
    );
    let (outcome, _) = self::outcome(&full, 1);
    assert_eq!(read(&outcome, AnalysisSet::Closing, "people_at[one]")[0].0, 1.0);
}

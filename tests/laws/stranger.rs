//! The example of a discipline of your own: small enough to write in an afternoon, and held to the same laws as the others.

use std::sync::Arc;

use queuity::discipline::{Discipline, Registry, Setting};
use queuity::engine::{Departures, Nobody, run};
use queuity::model::{Band, BandWait, Capacity, Chance, Mix, Model, Service, Session, Spaces, Stage};
use queuity::population::{Population, Thresholds, Urgency};
use queuity::time::{DAY, WEEK};
use serde_json::{Value, json};

#[path = "../../examples/new_discipline.rs"]
mod example;

#[test]
fn the_example_has_at_most_forty_lines_and_runs() {
    assert!(include_str!("../../examples/new_discipline.rs").lines().count() <= 40);
    example::main();
}

/// Two routine patients, of 60 and 20 weeks, and one urgent of 1 week; one slot a week for three weeks.
fn model(discipline: Arc<dyn Discipline>) -> Model {
    // One threshold at 0 is always reached, one beyond all words never.
    let always = |urgency: usize| vec![Thresholds(Box::new([if urgency == 0 { u64::MAX } else { 0 }]))];
    let waited = |weeks: i64, urgency| Band {
        count: 1,
        stage: 0,
        wait: BandWait::Days { from: 7 * weeks, to: 7 * weeks },
        groups: queuity::model::BandGroups::AsList,
        urgency: always(urgency),
    };
    let named = |name: &str, target_days| Urgency { name: name.into(), target_days };
    let sessions = (0..3).map(|week| Session { time: week * WEEK, slots: 1 }).collect();
    let capacity = Capacity::Slots { sessions, lost: Chance::NEVER };
    Model {
        seed: 1,
        horizon: 3 * WEEK,
        warm_up: 0,
        follow_up: 0,
        audit: None,
        limits: queuity::tally::Limits::default(),
        max_waiting: 100,
        scale: 1.0,
        population: Population::default(),
        services: vec![Service {
            name: "clinic".into(),
            urgencies: vec![named("urgent", 28), named("routine", 364)],
            spaces: Spaces::new("clinic"),
            today: vec![waited(60, 1), waited(20, 1), waited(1, 0)],
            today_groups: Mix::default(),
            referrals: None,
            extra: Vec::new(),
            patience: Vec::new(),
            patience_of: Vec::new(),
            course: None,
            records: None,
            room: None,
            levers: Default::default(),
            stages: vec![Stage::only("clinic", capacity, discipline, 2)],
        }],
    }
}

#[test]
fn a_discipline_of_ones_own_works_through_the_public_interface() {
    let registry = Registry::shipped().with(example::Rescue);
    let urgencies = ["urgent", "routine"].map(|name| Urgency { name: name.into(), target_days: 126 });
    let setting = Setting { population: &Population::default(), urgencies: &urgencies, slotted: true };
    let waits = |table: Value| {
        let model = model(registry.build(&table, &setting).expect("the parameters are right"));
        let (tally, _) = run(&model, 0, 0, Departures::Lazy, Nobody).expect("the list is short");
        let days = |class: usize| tally.classes[class].as_ref().expect("it occurs").completed.sum / i128::from(DAY);
        (days(0), days(1))
    };
    // Strict: the urgent patient (7 days), then 60 weeks + 7 days, then 20 weeks + 14 days.
    assert_eq!(waits(json!({ "kind": "strict" })), (7, 420 + 7 + 140 + 14));
    // Rescue: 60 weeks first, then the urgent patient, then 20 weeks + 14 days.
    assert_eq!(waits(json!({ "kind": "rescue", "after_weeks": 52 })), (14, 420 + 140 + 14));
    let typo = registry.build(&json!({ "kind": "rescue", "after_week": 52 }), &setting).expect_err("a typo is found");
    assert!(typo.iter().any(|p| p.path == "after_week" && p.help.contains("after_weeks")), "{typo:?}");
}

//! The engine agrees with the reference engine, with itself without laziness, and with itself in windows.

use proptest::prelude::*;
use queuity::engine::Departures;
use queuity::time::DAY;

use crate::laws::case::{Case, any_case};
use crate::laws::record::{record, run, run_in_windows};
use crate::laws::rule::Rule;
use crate::laws::{books, naive};

proptest! {
    #![proptest_config(crate::laws::cases(300))]

    /// Same events as an engine that scans everybody at each decision.
    #[test]
    fn the_engine_agrees_with_the_reference_engine(case in any_case()) {
        for rule in Rule::all(&case) {
            let model = case.model(&rule);
            let (mine, theirs) = (record(&model), naive::run(&case, &model, &rule));
            prop_assert_eq!(&mine.calls, &theirs.calls, "calls, {:?}", rule);
            prop_assert_eq!(&mine.events, &theirs.events, "events, {:?}", rule);
        }
    }

    /// Patience looked at when it matters, or carried out in time: the same events and the same integers.
    #[test]
    fn lazy_and_exact_departures_agree(case in any_case()) {
        for rule in Rule::all(&case) {
            let model = case.model(&rule);
            let (lazy, exact) = (run(&model, Departures::Lazy), run(&model, Departures::Exact));
            prop_assert_eq!(&lazy.1.calls, &exact.1.calls, "{:?}", rule);
            prop_assert_eq!(&lazy.1.events, &exact.1.events, "{:?}", rule);
            prop_assert!(lazy.0 == exact.0, "tallies differ, {:?}", rule);
        }
    }

    /// However the run is cut into windows, the same happens.
    #[test]
    fn windows_change_nothing(case in any_case(), window in 1..9 * DAY) {
        for rule in Rule::all(&case) {
            let model = case.model(&rule);
            for departures in [Departures::Lazy, Departures::Exact] {
                let (whole, cut) = (run(&model, departures), run_in_windows(&model, departures, window.max(DAY / 5)));
                prop_assert_eq!(&whole.1.events, &cut.1.events, "{:?} {:?}", rule, departures);
                prop_assert!(whole.0 == cut.0, "tallies differ, {:?}", rule);
            }
        }
    }

    /// Every integer of the tally follows from the events: fates, waits, snapshots, cohorts, series, areas.
    #[test]
    fn the_tally_is_what_the_events_say(case in any_case()) {
        for rule in Rule::all(&case) {
            let model = case.model(&rule);
            let (tally, record) = run(&model, Departures::Lazy);
            books::compare(&model, &record, &tally);
            for class in tally.classes.iter().flatten() {
                prop_assert!(class.balances());
                prop_assert!(books::agree(&class.completed, &class.completed_days));
                prop_assert_eq!(class.closing.total(), class.waiting);
                prop_assert_eq!(class.opening.total(), class.initial);
            }
        }
    }
}

/// Where the reference engine follows another rule, or the same one with other numbers, the difference is seen.
#[test]
fn the_reference_engine_can_disagree() {
    let mut seen = 0;
    for seed in 0..50 {
        let mut case = example(seed);
        let rule = Rule::HeadStart { urgency: true, level: false };
        let model = case.model(&rule);
        case.urgencies[0].points += 1;
        seen += u32::from(record(&model).calls != naive::run(&case, &model, &rule).calls);
    }
    assert!(seen > 25, "a head start of six hours more is seen in {seen} of 50 models");
}

/// From a long list too, where the engine looks ahead of its picks, people are picked as the reference engine picks them.
#[test]
fn random_picks_from_a_long_list_agree() {
    let mut case = example(3);
    // The list begins above the length at which the engine looks ahead, 16,384, and falls below it.
    case.today = vec![(16_500, 0, 40)];
    case.per_day = 2.0;
    case.levels.iter_mut().for_each(|level| (level.patience, level.miss) = (crate::laws::case::Stay::Forever, 0.1));
    case.place = crate::laws::case::Place::Slots { sessions: (0..8).map(|i| (14 * i + 1, 60)).collect(), lost: 0.1 };
    let rule = Rule::Random;
    let model = case.model(&rule);
    let (mine, theirs) = (record(&model), naive::run(&case, &model, &rule));
    // So many calls take it below that length, whatever comes.
    assert!(theirs.calls.len() > 300, "{} calls", theirs.calls.len());
    assert!(mine.calls == theirs.calls && mine.events == theirs.events);
}

/// A list of 40 people, two sessions a week, some misses and removals.
pub(crate) fn example(seed: u64) -> Case {
    use crate::laws::case::{Class, Level, Place, Stay};
    let level = |name: &str, miss, patience, points| Level { name: name.into(), weight: 1, miss, patience, points };
    let class =
        |name: &str, target_days, points| Class { name: name.into(), weight: 1, target_days, service: DAY / 3, points };
    Case {
        seed,
        days: 28,
        warm_up: 7,
        follow_up: 7,
        audit: 7,
        levels: vec![level("a0", 0.3, Stay::Mean(30), 6), level("a1", 0.1, Stay::Exactly(50), 1)],
        second: 1,
        urgencies: vec![class("u0", 14, 5), class("u1", 60, 1)],
        today: vec![(30, 0, 40)],
        per_day: 2.0,
        extra: Vec::new(),
        place: Place::Slots { sessions: (0..8).map(|i| (14 * i + 1, 5)).collect(), lost: 0.1 },
        rebook: 0.7,
        back: false,
        redraw: false,
    }
}

proptest! {
    #![proptest_config(crate::laws::cases(100))]

    /// The guard counts who waits, not who has left unnoticed: it stops the same runs on the same day, lazy or exact.
    #[test]
    fn the_guard_counts_the_living(case in any_case(), limit in 1..30_u64) {
        for rule in Rule::all(&case) {
            let mut model = case.model(&rule);
            model.max_waiting = limit;
            let stopped = |departures| queuity::engine::run(&model, 0, 0, departures, queuity::engine::Nobody).err();
            let lazy = stopped(Departures::Lazy);
            prop_assert_eq!(&lazy, &stopped(Departures::Exact), "{:?}", rule);
            if case.slotted() {
                model.max_waiting = 100_000;
                prop_assert_eq!(lazy.is_some(), largest_list(&record(&model)) > limit as i64, "{:?}", rule);
            }
        }
    }
}

/// The most people that wait at an arrival.
fn largest_list(record: &crate::laws::record::Record) -> i64 {
    use crate::laws::record::What;
    let mut waiting = std::collections::BTreeSet::new();
    let mut largest = 0;
    for e in &record.events {
        match e.what {
            What::OnList => _ = waiting.insert(e.number),
            What::Joined => {
                waiting.insert(e.number);
                largest = largest.max(waiting.len() as i64);
            }
            What::Gone | What::Treated | What::Discharged | What::Lost(_) => _ = waiting.remove(&e.number),
            What::Called { .. } | What::Session { .. } | What::Waits => {}
        }
    }
    largest
}

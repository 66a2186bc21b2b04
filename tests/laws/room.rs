//! A finite room: who finds it full is turned away or comes again, and nobody is lost from the books.

use proptest::prelude::*;
use queuity::distributions::Dist;
use queuity::engine::{Departures, Nobody};
use queuity::model::{Model, Room};
use queuity::tally::Exit;
use queuity::time::{DAY, Time};

use crate::laws::agreement::example;
use crate::laws::capacity::sizes;
use crate::laws::case::{any_case, slots};
use crate::laws::record::{Record, What, record, run, run_in_windows};
use crate::laws::rule::Rule;
use crate::laws::{books, naive};

fn room() -> impl Strategy<Value = Room> {
    let retries = prop_oneof![
        2 => Just(None),
        // On the grid of the other times, so that people come again at instants at which something else happens.
        1 => (1..9_i64).prop_map(|q| Dist::constant((q * DAY / 4) as f64).ok()),
        1 => (1..9_i64).prop_map(|d| Dist::exponential((d * DAY) as f64).ok()),
    ];
    (1..12_u64, retries).prop_map(|(most, retries)| Room { most, retries })
}

/// The most people on the list after all events of an instant.
fn most_at_once(record: &Record) -> i64 {
    sizes(record).iter().map(|&(_, size)| size).max().unwrap_or(0)
}

fn turned_away(model: &Model) -> u64 {
    run(model, Departures::Lazy).0.classes.iter().flatten().map(|c| c.exits[Exit::TurnedAway]).sum()
}

proptest! {
    #![proptest_config(crate::laws::cases(200))]

    /// The engine agrees with the reference engine, with itself in time and in windows, and with the books.
    #[test]
    fn a_finite_room_agrees_with_the_reference_engine(case in any_case(), room in room(), window in 1..9 * DAY) {
        for rule in Rule::all(&case) {
            let mut model = case.model(&rule);
            model.services[0].room = Some(room.clone());
            let (tally, mine) = run(&model, Departures::Lazy);
            let theirs = naive::run(&case, &model, &rule);
            prop_assert_eq!(&mine.calls, &theirs.calls, "calls, {:?}", rule);
            prop_assert_eq!(&mine.events, &theirs.events, "events, {:?}", rule);
            books::compare(&model, &mine, &tally);
            prop_assert!(tally.classes.iter().flatten().all(|c| c.balances()));
            let exact = run_in_windows(&model, Departures::Exact, window.max(DAY / 5));
            prop_assert!(tally == exact.0 && mine.events == exact.1.events, "{:?}", rule);
        }
    }

    /// Without retries a list of bookable slots never grows beyond the room, or beyond those who were there at the start.
    #[test]
    fn no_more_than_fit_in(case in crate::laws::case::case_with(slots()), most in 1..12_u64) {
        for rule in Rule::all(&case) {
            let mut model = case.model(&rule);
            model.services[0].room = Some(Room { most, retries: None });
            let today: u64 = model.services[0].today.iter().map(|b| u64::from(b.count)).sum();
            prop_assert!(most_at_once(&record(&model)) <= most.max(today) as i64);
        }
    }

    /// A room for more people than ever come is no room at all.
    #[test]
    fn a_large_room_changes_nothing(case in any_case()) {
        for rule in Rule::all(&case) {
            let mut model = case.model(&rule);
            let without = run(&model, Departures::Lazy);
            model.services[0].room = Some(Room { most: 100_000, retries: None });
            let with = run(&model, Departures::Lazy);
            prop_assert!(without.0 == with.0 && without.1.events == with.1.events, "{:?}", rule);
        }
    }
}

/// The room is felt: in most of these models somebody is turned away, and with more room fewer are.
#[test]
fn a_smaller_room_turns_more_people_away() {
    let away = |seed: u64, most: u64| {
        let mut model = example(seed).model(&Rule::FirstCome);
        model.services[0].room = Some(Room { most, retries: None });
        turned_away(&model)
    };
    assert!((0..20).filter(|&seed| away(seed, 20) > away(seed, 40)).count() > 15);
}

/// Where those who come again never find room, the guard stops the run.
#[test]
fn the_guard_counts_those_outside() {
    let mut model = example(1).model(&Rule::FirstCome);
    model.services[0].stages[0].capacity =
        queuity::model::Capacity::Slots { sessions: Vec::new(), lost: queuity::model::Chance::NEVER };
    model.services[0].room = Some(Room { most: 1, retries: Dist::constant(DAY as f64).ok() });
    let stopped = |model: &Model| queuity::engine::run(model, 0, 0, Departures::Lazy, Nobody).is_err();
    assert!(!stopped(&model));
    model.max_waiting = 35;
    assert!(stopped(&model));
}

/// A renewal process by hand: constant times between referrals fall on their multiples, in every week.
#[test]
fn constant_times_between_referrals() {
    use queuity::model::Referrals;
    let mut model = example(1).model(&Rule::FirstCome);
    let mix = model.services[0].today_groups.clone();
    model.services[0].referrals = Some(Referrals::renewal(Dist::constant((2 * DAY + 1) as f64).unwrap(), mix));
    model.services[0].extra.clear();
    let joined = |model: &Model| -> Vec<Time> {
        let record = record(model);
        record.events.iter().filter(|e| e.what == What::Joined).map(|e| e.at).collect()
    };
    let expected: Vec<Time> = (1..).map(|k| k * (2 * DAY + 1)).take_while(|t| *t < model.horizon).collect();
    assert_eq!(joined(&model), expected);
}

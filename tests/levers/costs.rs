//! What waiting and care cost, against plain sums.

use std::sync::atomic::AtomicBool;

use queuity::engine::{Departures, Nobody, run};
use queuity::experiment::Plan;
use queuity::time::WEEK;

use crate::levers::{model, text};

/// Help costs for each appointment it reaches, not for all while it is given.
#[test]
fn help_is_paid_for_where_it_reaches() {
    let list = "referrals = { per_week = 40 }\nslots = { per_week = 42 }\nmisses_appointment = 0.2\n";
    let supported = |reach: &str| {
        let help = format!("levers = {{ support = {{ reach = {reach}, misses_times = 0.5, from = \"10 weeks\" }} }}\n");
        let t = run(&model(&text(52, &format!("{list}{help}"))), 0, 0, Departures::Lazy, Nobody).expect("runs").0;
        let of = |group: usize| {
            let classes =
                t.classes.iter().enumerate().filter(|(c, _)| c / 2 == group).filter_map(|(_, t)| t.as_deref());
            classes.fold((0, 0), |(s, b), c| (s + c.supported, b + c.booked))
        };
        [of(0), of(1)]
    };
    assert_eq!(supported("0").map(|(helped, _)| helped), [0, 0]);
    let [(poor, _), (rich, booked)] = supported("{ group = { poor = 0, rich = 0.4 } }");
    let expected = 0.4 * booked as f64 * 42.0 / 52.0;
    assert_eq!(poor, 0);
    assert!((rich as f64 / expected - 1.0).abs() < 0.15, "{rich} of {booked} in 52 weeks");
}

#[test]
fn costs_are_counts_times_prices() {
    let service = "referrals = { per_week = 40 }\nslots = { per_week = 42, lost_sessions = 0.1 }\nmisses_appointment = 0.2\n\
                   harm = { gp = { per_week = { group = { poor = 0.2, rich = 0.1 } }, unit = \"contacts\", cost = 40 }, \
                   health = { per_week = 0.004, unit = \"QALY\" } }\n\
                   costs = { slot = 150, missed = 12.5, support = 3, fixed = 1000 }\n\
                   levers = { support = { misses_times = 0.5 } }\n";
    let text = text(52, service).replace("horizon =", "currency = \"GBP\"\nhorizon =");
    let model = model(&text);
    let tally = run(&model, 0, 0, Departures::Lazy, Nobody).expect("runs").0;
    let plan = Plan::new(vec![("as today".into(), &model)], 1);
    let outcome = queuity::experiment::run(&plan, &|_| {}, &AtomicBool::new(false)).expect("runs");
    let layout = &outcome.layout;
    let readings = outcome.cells[0][0].as_ref().expect("is done");
    let find = |measure: &str, group: &str| {
        let mut rows = layout.in_words().zip(readings.iter());
        let (row, reading) = rows
            .find(|(r, _)| r.measure == measure && r.group == group && r.service == "clinic")
            .unwrap_or_else(|| panic!("no row {measure} {group}"));
        (reading.value.expect("a figure"), row.unit.to_string())
    };
    let weeks = |poor: bool| {
        let of = |c: usize| (c / 2 == 0) == poor;
        let classes = tally.classes.iter().enumerate().filter(|(c, _)| of(*c)).filter_map(|(_, t)| t.as_deref());
        classes.map(|c| c.area).sum::<i128>() as f64 / WEEK as f64
    };
    let near =
        |found: f64, expected: f64| assert!((found / expected - 1.0).abs() < 1e-9, "{found}, expected {expected}");
    let contacts = 0.2 * weeks(true) + 0.1 * weeks(false);
    near(find("harm[gp]", "all").0, contacts);
    near(find("harm[gp]", "poor").0, 0.2 * weeks(true));
    near(find("harm[health]", "all").0, 0.004 * (weeks(true) + weeks(false)));
    assert_eq!(find("harm[health]", "all").1, "QALY");
    // Prices per week are whole millionths, so the sum of waiting is exact to a millionth of a class's week.
    assert!((find("cost_of_waiting", "all").0 - 40.0 * contacts).abs() < 0.01);
    let (mut missed, mut booked) = (0, 0);
    for class in tally.classes.iter().flatten() {
        missed += class.missed;
        booked += class.supported;
    }
    assert_eq!(booked, tally.capacity.booked);
    let care =
        (tally.capacity.offered + tally.capacity.lost) as f64 * 150.0 + missed as f64 * 12.5 + booked as f64 * 3.0;
    near(find("cost_of_care", "all").0, care + 1000.0);
    assert_eq!(find("cost", "all").1, "GBP");
    assert!(!layout.in_words().any(|r| r.measure == "fate_died"), "nobody dies here");
}

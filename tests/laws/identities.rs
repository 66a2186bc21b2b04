//! In = out and Little's law, as identities of integers for each group on every path. They need nothing but complete books.

use proptest::prelude::*;
use queuity::engine::Departures;
use queuity::model::Model;
use queuity::tally::{Exit, Tally};
use queuity::time::Time;

use crate::laws::agreement::example;
use crate::laws::books;
use crate::laws::case::any_case;
use crate::laws::record::{Record, What, record, run};
use crate::laws::rule::Rule;

/// Counts of a class up to and at an instant: (came, treated or discharged or gone).
fn flows(record: &Record, class: u16, until: Time) -> (i64, i64) {
    let mut flows = (0, 0);
    for e in record.events.iter().filter(|e| e.class == class && e.at <= until) {
        match e.what {
            What::OnList | What::Joined => flows.0 += 1,
            What::Treated | What::Discharged | What::Gone | What::Lost(_) => flows.1 += 1,
            What::Session { .. } | What::Called { .. } | What::Waits => {}
        }
    }
    flows
}

fn classes(model: &Model) -> impl Iterator<Item = u16> {
    0..model.classes(0) as u16
}

/// Seconds on the list inside the window, person by person; `clipped` counts only what lies inside.
fn time_on_list(model: &Model, record: &Record, class: u16, clipped: bool) -> i128 {
    let mut sum = 0;
    for e in record.events.iter().filter(|e| e.class == class) {
        let from = if clipped { model.warm_up } else { Time::MIN };
        match e.what {
            What::OnList | What::Joined => sum -= i128::from(e.at.max(from)),
            What::Treated | What::Discharged | What::Gone | What::Lost(_) => sum += i128::from(e.at.max(from)),
            What::Waits => sum += i128::from(model.horizon),
            What::Session { .. } | What::Called { .. } => {}
        }
    }
    sum
}

fn area_of(tally: &Tally, class: u16) -> i128 {
    tally.classes[usize::from(class)].as_ref().map_or(0, |c| c.area)
}

proptest! {
    #![proptest_config(crate::laws::cases(200))]

    /// Flow balance: initial + referred = treated + removed + discharged + still waiting, per class, at every checkpoint.
    #[test]
    fn in_is_out_plus_waiting(case in any_case()) {
        for rule in Rule::all(&case) {
            let model = case.model(&rule);
            let (tally, record) = run(&model, Departures::Lazy);
            for class in classes(&model) {
                if let Some(c) = &tally.classes[usize::from(class)] {
                    prop_assert_eq!(c.initial + c.referred, c.exits[Exit::Treated] + c.exits[Exit::Removed] + c.exits[Exit::Discharged] + c.waiting);
                }
                for row in 1..model.audits() {
                    let (came, left) = flows(&record, class, row as Time * model.audit.unwrap());
                    prop_assert_eq!(came - left, books::stock(&model, &record, class, row, None));
                }
            }
        }
    }

    /// Little's law: the integral of the list size, event by event = the sum of times on the list inside the window = the tally.
    #[test]
    fn littles_law_is_an_identity(case in any_case()) {
        for rule in Rule::all(&case) {
            let model = case.model(&rule);
            let (tally, record) = run(&model, Departures::Lazy);
            for (class, integral) in classes(&model).zip(books::area(&model, &record)) {
                prop_assert_eq!(integral, time_on_list(&model, &record, class, true));
                prop_assert_eq!(integral, area_of(&tally, class));
            }
        }
    }
}

/// Dropped: the unfinished are left out of the books.
#[test]
fn without_the_unfinished_nothing_balances() {
    let model = example(3).model(&Rule::FirstCome);
    let (tally, _) = run(&model, Departures::Lazy);
    let all = books::totals(&tally).0;
    assert!(
        all.balances()
            && all.initial + all.referred
                != all.exits[Exit::Treated] + all.exits[Exit::Removed] + all.exits[Exit::Discharged]
    );
}

/// Dropped: times are counted only inside the window.
#[test]
fn with_times_outside_the_window_littles_law_fails() {
    let model = example(3).model(&Rule::FirstCome);
    let record = record(&model);
    assert_ne!(books::area(&model, &record)[0], time_on_list(&model, &record, 0, false));
}

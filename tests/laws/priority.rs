//! What time-dependent priorities are equal to: equal rates and head starts are first come, first served in disguise.

use proptest::prelude::*;
use queuity::model::{Band, BandWait, Model};
use queuity::time::{DAY, Time};

use crate::laws::agreement::example;
use crate::laws::case::{Case, any_case, case_with, slots, thresholds};
use crate::laws::record::{What, record};
use crate::laws::rule::Rule;

/// Calls by time and by clock start, less a head start.
type Calls = Vec<(Time, Time)>;

fn with_equal_points(mut case: Case) -> Case {
    for level in &mut case.levels {
        level.points = 3;
    }
    for urgency in &mut case.urgencies {
        urgency.points = 5;
    }
    case
}

/// The model with today's list only, each urgency in bands of its own; `days` gives the days that an urgency has waited longer.
fn todays_list(case: &Case, rule: &Rule, days: impl Fn(usize) -> i64) -> Model {
    let mut model = case.model(rule);
    let service = &mut model.services[0];
    service.referrals = None;
    service.extra.clear();
    service.today.clear();
    let urgencies = case.urgencies.len();
    for &(count, from, more) in &case.today {
        for urgency in 0..urgencies {
            let only: Vec<u64> = (0..urgencies).map(|u| u64::from(u == urgency)).collect();
            let from = from + days(urgency);
            let wait = BandWait::Days { from, to: from + more };
            service.today.push(Band {
                count,
                stage: 0,
                wait,
                groups: queuity::model::BandGroups::AsList,
                urgency: vec![thresholds(&only)],
            });
        }
    }
    model
}

/// The calls by time and by clock start, less the head start of the person called.
fn calls(case: &Case, model: &Model, days: impl Fn(usize) -> i64) -> Calls {
    let record = record(model);
    let clock_start = |number: u64| {
        let joined = record.events.iter().find(|e| e.number == number && e.what == What::OnList).expect("on the list");
        joined.clock_start - days(case.parts(joined.class).2) * DAY
    };
    record.calls.iter().map(|&(at, number)| (at, clock_start(number))).collect()
}

/// Calls under a rule, and calls by first come where everybody's arrival is earlier by the head start.
fn against_shifted(case: &Case, rule: &Rule) -> (Calls, Calls) {
    // Points are quarters of a day.
    let days = |urgency: usize| i64::from(case.urgencies[urgency].points / 4);
    let started = todays_list(case, rule, |_| 0);
    let shifted = todays_list(case, &Rule::FirstCome, days);
    (calls(case, &started, days), calls(case, &shifted, |_| 0))
}

fn whole_days(mut case: Case) -> Case {
    for urgency in &mut case.urgencies {
        urgency.points *= 4;
    }
    case
}

proptest! {
    #![proptest_config(crate::laws::cases(200))]

    /// Accumulating priority with equal rates is first come, event for event.
    #[test]
    fn equal_rates_are_first_come(case in any_case()) {
        let case = with_equal_points(case);
        let first = record(&case.model(&Rule::FirstCome));
        for (urgency, level) in [(true, false), (false, true), (true, true)] {
            let equal = record(&case.model(&Rule::Accumulating { urgency, level }));
            prop_assert_eq!(&first, &equal);
            let equal = record(&case.model(&Rule::HeadStart { urgency, level }));
            prop_assert_eq!(&first, &equal);
        }
    }

    /// Head starts are first come on arrivals that are earlier by the head start: the same pace for all, no cap, everybody on
    /// the list at once. (Ties of the scores go by clock start, so people of one score may stand in another order.)
    #[test]
    fn head_starts_are_first_come_on_shifted_arrivals(case in case_with(slots())) {
        let case = whole_days(case.all_attend().all_stay());
        let (started, shifted) = against_shifted(&case, &Rule::HeadStart { urgency: true, level: false });
        prop_assert_eq!(started, shifted);
    }

    /// Relative waits are accumulating priorities with the rates 1 / target: with one target for all, first come.
    #[test]
    fn one_target_is_first_come(mut case in any_case()) {
        for urgency in &mut case.urgencies {
            urgency.target_days = 17;
        }
        let first = record(&case.model(&Rule::FirstCome));
        prop_assert_eq!(&first, &record(&case.model(&Rule::RelativeWait)));
        prop_assert_eq!(&first, &record(&case.model(&Rule::DueDate)));
    }
}

/// Dropped: the rates, and the targets, differ.
#[test]
fn unequal_rates_are_not_first_come() {
    let case = example(2);
    let first = record(&case.model(&Rule::FirstCome));
    assert_ne!(first, record(&case.model(&Rule::Accumulating { urgency: true, level: false })));
    assert_ne!(first, record(&case.model(&Rule::RelativeWait)));
    assert_ne!(first, record(&case.model(&Rule::DueDate)));
}

/// Dropped: everybody accumulates at the same pace.
#[test]
fn other_slopes_are_no_shift() {
    let case = whole_days(example(2).all_attend().all_stay());
    let (rates, shifted) = against_shifted(&case, &Rule::Accumulating { urgency: true, level: false });
    assert_ne!(rates, shifted);
    let (started, shifted) = against_shifted(&case, &Rule::HeadStart { urgency: true, level: false });
    assert_eq!(started, shifted);
}

//! `eating-disorders.toml`: the standards of one and four weeks before and after referrals rise by half.

use crate::scenarios::answer::Answer;
use crate::scenarios::{model, scenario, simulate};
use queuity::tally::Exit;

const AS_WERE: &str = "slots as they were";
const HALF_AGAIN: &str = "half as many slots again";
const OUTREACH: &str = "outreach";
const BOTH: &str = "outreach, and half as many slots again";

/// Of those treated, percent within a week (urgent) and within four (routine).
fn within_standards(variant: &str) -> [f64; 2] {
    let model = model(&scenario("eating-disorders.toml"), variant);
    let (mut treated, mut within) = ([0, 0], [0, 0]);
    for replication in 0..200 {
        for class in simulate(&model, replication).iter().flat_map(|t| t.classes.iter().enumerate()) {
            let (urgency, Some(people)) = (class.0 % 2, class.1) else { continue };
            treated[urgency] += people.joined.exits[Exit::Treated].total();
            within[urgency] += people.joined.exits[Exit::Treated].at_most(if urgency == 0 { 7 } else { 28 });
        }
    }
    [0, 1].map(|u| 100.0 * within[u] as f64 / treated[u] as f64)
}

#[test]
fn without_the_rise_the_standards_are_kept_as_published() {
    let [urgent, routine] = within_standards("without the rise");
    assert!((urgent - 74.7).abs() < 3.0, "{urgent}% of the urgent within a week, published 74.7");
    assert!((routine - 81.2).abs() < 3.0, "{routine}% of the routine within four, published 81.2");
    let [urgent_after, routine_after] = within_standards(AS_WERE);
    assert!(urgent_after < 60.0 && routine_after < 35.0, "{urgent_after} {routine_after}");
    // Without an order the urgent pay for it.
    let [urgent_anyhow, _] = within_standards("first come");
    assert!(urgent_anyhow < 10.0, "{urgent_anyhow}");
}

#[test]
fn outreach_needs_slots() {
    let answer = Answer::of(&scenario("eating-disorders.toml"));
    // The Royal College of Psychiatrists counted 2,039 children who waited in June 2021.
    let list = answer.series(AS_WERE, "list_size", "all", "2021-06-28");
    assert!((list / 2039.0 - 1.0).abs() < 0.2, "{list}");

    let weeks = |variant: &str| answer.change(variant, "weeks_untreated", "all");
    let hidden = |variant: &str| answer.figure(variant, "never_referred", "minority ethnic");
    assert!(weeks(HALF_AGAIN).0.below(-6.0) && weeks(HALF_AGAIN).1 == "better", "{:?}", weeks(HALF_AGAIN));
    assert!(weeks(OUTREACH).0.above(1.0) && weeks(OUTREACH).1 == "worse", "{:?}", weeks(OUTREACH));
    assert!(weeks(BOTH).0.below(-5.0), "{:?}", weeks(BOTH));
    // No list shows those who are never referred: more slots do nothing for them.
    assert!((hidden(AS_WERE).mean - hidden(HALF_AGAIN).mean).abs() < 1e-9);
    assert!(hidden(OUTREACH).above(0.15) && hidden(OUTREACH).below(0.26), "{:?}", hidden(OUTREACH));
    assert!(hidden(AS_WERE).above(0.3), "{:?}", hidden(AS_WERE));
    // Among those who are referred no gap is told apart: it lies before the list.
    assert!(answer.figure(AS_WERE, "weeks_untreated.gap", "").holds(0.0));
    assert!(answer.figure(AS_WERE, "never_referred.gap", "").above(0.2));
}

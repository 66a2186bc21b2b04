//! `attend-support.toml`: help to attend is the one policy that shortens the wait of everybody and the gap.

use crate::scenarios::answer::Answer;
use crate::scenarios::scenario;

const CALL: &str = "a call to everybody";
const HELP: &str = "help for the two most deprived fifths";
const SLOTS: &str = "the same money in slots";
const BY_ONE: &str = "overbooked by one";
const BY_RISK: &str = "overbooked by risk";
const HEAD_START: &str = "a head start of a week for the most deprived";

#[test]
fn help_to_attend_does_what_the_same_money_in_slots_does_not() {
    let answer = Answer::of(&scenario("attend-support.toml"));
    let weeks = |variant: &str| answer.change(variant, "weeks_untreated", "all");
    let gap = |variant: &str| answer.change(variant, "weeks_untreated.gap", "");
    assert!(answer.figure("as today", "weeks_untreated.gap", "").above(0.3), "missed appointments alone make a gap");

    for (variant, at_least) in [(CALL, 0.3), (HELP, 0.8)] {
        assert!(weeks(variant).0.below(-1.0) && weeks(variant).1 == "better", "{variant}: {:?}", weeks(variant));
        assert!(gap(variant).0.below(-at_least) && gap(variant).1 == "narrows", "{variant}: {:?}", gap(variant));
    }
    assert!(answer.figure(HELP, "weeks_untreated.gap", "").holds(0.0));
    // Half of the missed appointments are kept, as in the breast clinics.
    let missed = |variant: &str| answer.figure(variant, "share_missed", "all").mean;
    assert!((missed(CALL) / missed("as today") - 0.5).abs() < 0.02, "{} {}", missed(CALL), missed("as today"));

    // The same money, less of both.
    let cost = |variant: &str| answer.figure(variant, "cost_of_care", "all").mean / cost_today(&answer) - 1.0;
    for variant in [CALL, HELP, SLOTS, BY_ONE, BY_RISK] {
        assert!((0.03..0.045).contains(&cost(variant)), "{variant} costs {} more", cost(variant));
    }
    assert!(weeks(SLOTS).0.mean > 0.7 * weeks(CALL).0.mean, "slots: {:?}", weeks(SLOTS));
    assert!(gap(SLOTS).0.above(-0.05), "slots leave the gap: {:?}", gap(SLOTS));

    // Overbooking: shorter waits, a wider gap, and who waits in the clinic depends on who is paired.
    assert!(weeks(BY_ONE).0.below(-3.0) && gap(BY_ONE).0.above(0.0), "{:?} {:?}", weeks(BY_ONE), gap(BY_ONE));
    assert!((weeks(BY_ONE).0.mean - weeks(BY_RISK).0.mean).abs() < 0.01, "both book the same people");
    assert!(answer.figure(BY_ONE, "minutes_in_clinic.gap", "").holds(0.0));
    assert!(answer.figure(BY_RISK, "minutes_in_clinic.gap", "").above(1.5));

    // A head start is free, and the others pay for it.
    assert!(answer.figure(HEAD_START, "weeks_untreated.gap", "").holds(0.0) && gap(HEAD_START).0.below(-0.6));
    assert!(cost(HEAD_START).abs() < 1e-9);
    assert!(answer.change(HEAD_START, "weeks_untreated", "least deprived").0.above(0.05));
    assert!(weeks(HEAD_START).0.above(-0.05), "nobody is seen sooner on the whole: {:?}", weeks(HEAD_START));
}

fn cost_today(answer: &Answer) -> f64 {
    answer.figure("as today", "cost_of_care", "all").mean
}

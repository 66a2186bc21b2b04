//! `learning-disability.toml`: priority for a few costs the others next to nothing, and reaches the people on the record.

use crate::patterns::answer::{Answer, Of};

const TRUE: &str = "learning disability";
const RECORDED: &str = "learning disability as recorded";

fn weeks<'a>(by: &'a str, group: &'a str) -> Of<'a> {
    Of("all", "weeks_untreated", by, group)
}

#[test]
fn priority_is_cheap_and_reaches_who_is_known() {
    let answer = Answer::shipped("learning-disability.toml", 12);
    let change = |variant: &str, of| answer.change(variant, of).0;
    let gap = Of("all", "weeks_untreated.gap", TRUE, "");
    assert!(answer.figure("as everybody", gap).lower > 1.0, "they wait longer where nothing is done");

    let priority = "priority after urgent patients";
    let known = change(priority, weeks(RECORDED, "yes"));
    let others = change(priority, weeks(RECORDED, "no"));
    assert!(known.upper < -12.0, "months less: {known:?}");
    assert!(others.lower > 0.0 && others.upper < 0.15, "about a day more: {others:?}");
    // The sum is kept: 0.7% gain what 99.3% lose, but for what the end of the follow-up cuts off.
    let known_share = 0.0069;
    let paid = others.mean * (1.0 - known_share) / (-known.mean * known_share);
    assert!((0.9..1.25).contains(&paid), "paid {paid} times");
    // Three in ten are known: all of them together gain three tenths.
    let all = change(priority, weeks(TRUE, "yes"));
    assert!((0.25..0.35).contains(&(all.mean / known.mean)), "{all:?} of {known:?}");
    for variant in ["head start", "two in a hundred slots reserved"] {
        let some = change(variant, weeks(RECORDED, "yes"));
        assert!(known.mean - 0.5 < some.mean && some.upper < -7.0, "{variant}: {some:?}");
    }

    let complete = change("both, with a complete register", weeks(TRUE, "yes"));
    assert!(complete.upper < -13.0, "{complete:?}");
    let lost = |variant| change(variant, Of("all", "fate_discharged", TRUE, "yes"));
    // The people that help reaches are drawn, from the few there are: 0.7 percentage points give or take 0.35 in one run, so 100 runs give a standard
    // error of 0.035, and the bound lies five of them away.
    let adjusted = Answer::only("learning-disability.toml", ["as everybody", "reasonable adjustments"], 100);
    let adjusted = adjusted.change("reasonable adjustments", Of("all", "fate_discharged", TRUE, "yes")).0;
    assert!(adjusted.upper < -0.005, "fewer are lost: {adjusted:?}");
    let adjusted = lost("reasonable adjustments");
    assert!(lost("both, with a complete register").upper < 2.0 * adjusted.mean);
    assert!(lost(priority).holds(0.0), "order alone loses as many: {:?}", lost(priority));
}

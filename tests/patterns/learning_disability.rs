//! `learning-disability.toml`: priority for a few costs the others next to nothing, and reaches those whom the record names.

use crate::answer::{Answer, Of};

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
    let adjusted = lost("reasonable adjustments");
    // Whom help reaches is drawn: of the few there are in 12 runs, a half of a percentage point give or take two tenths.
    assert!(adjusted.upper < -0.003, "fewer are lost: {adjusted:?}");
    assert!(lost("both, with a complete register").upper < 2.0 * adjusted.mean);
    assert!(lost(priority).holds(0.0), "order alone loses as many: {:?}", lost(priority));
}

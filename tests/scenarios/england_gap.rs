//! `england-deprivation-gap.toml`: a gap by deprivation of the published size, with nobody delayed for the group they are of.

use crate::answer::{Answer, Range};
use crate::scenario;

#[test]
fn the_gap_of_england_arises_from_mechanisms_within_their_ranges() {
    let mut scenario = scenario("england-deprivation-gap.toml");
    // The reference comes first; the other variants switch off one more mechanism each, or go on to the far end.
    let kept = ["all five", "appointments missed alike", "none of the five", "half way to the far end"];
    assert_eq!((scenario.variants[0].name.as_str(), scenario.settings.reference), (kept[0], 0));
    scenario.variants.retain(|v| kept.contains(&v.name.as_str()));
    let answer = Answer::of(&scenario);
    let gap = |variant: &str| percent(answer.figure(variant, "waiting_within_18w.gap", ""));

    // No group is delayed for what it is: without the mechanisms there is no gap.
    let none = gap("none of the five");
    assert!(none.holds(0.0) && none.upper - none.lower < 0.8, "{none:?}");

    // The middle of the ranges gives a part of the published figure: 1.7 points between tenths, about 1.5 between fifths.
    let all = gap("all five");
    assert!(all.below(-0.2) && all.above(-1.3), "the middle of the ranges: {all:?}");
    let half_way = gap("half way to the far end");
    assert!(half_way.holds(-1.5) && half_way.holds(-1.7), "half way to their far end: {half_way:?}");

    // Missed appointments are 0.1 to 0.4 points of it, told apart well since both have the same people.
    let (missed, verdict) = answer.change("appointments missed alike", "waiting_within_18w.gap", "");
    let missed = percent(missed);
    assert!(missed.above(0.1) && missed.below(0.4) && verdict == "better", "{missed:?} {verdict}");

    // The level is a little better than published: 61.4% of 7.19 million.
    let level = percent(answer.figure("all five", "waiting_within_18w", "all"));
    assert!(level.above(60.0) && level.below(67.0), "{level:?}");
    let list = answer.figure("all five", "list_size", "all").mean * 500.0 / 7_187_677.0;
    assert!((list - 1.0).abs() < 0.03, "the list is {list} of the published one");
}

fn percent(share: Range) -> Range {
    Range { mean: 100.0 * share.mean, lower: 100.0 * share.lower, upper: 100.0 * share.upper }
}

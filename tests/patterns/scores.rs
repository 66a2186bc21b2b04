//! `ophthalmology-cataract.toml` and `composite-postcode.toml`: what a published score and a weight on the postcode do, and which people they affect.

use crate::patterns::answer::{Answer, Of};

const ALL: Of<'_> = Of("all", "weeks_untreated", "all", "all");

#[test]
fn a_score_of_need_moves_waiting_to_those_who_see_most_and_its_social_points_to_the_most_deprived() {
    let answer = Answer::against("ophthalmology-cataract.toml", "first come", 5);
    let harm = |name| Of("all", name, "all", "all");
    let (impairment, waiting) = (harm("harm[impairment]"), harm("harm[waiting]"));
    let base = answer.figure("first come", impairment).mean;
    let gap = Of("all", "weeks_untreated.gap", "deprivation", "");
    assert!(answer.figure("first come", gap).mean.abs() < 0.05, "alike where only time counts");

    let less = |variant: &str| -answer.change(variant, impairment).0.mean / base;
    for (variant, low, high) in [
        ("Catalan points and time", 0.45, 0.55),
        ("clinical points and time", 0.45, 0.57),
        ("Catalan points alone", 0.63, 0.75),
    ] {
        assert!((low..high).contains(&less(variant)), "{variant}: {}", less(variant));
        // The total of all waits is nobody's to cut: the same in law, whatever the score.
        let (total, _) = answer.change(variant, waiting);
        assert!(
            total.mean.abs() + total.half() < 0.004 * answer.figure("first come", waiting).mean,
            "{variant}: {total:?}"
        );
    }
    let (all, clinical) =
        (answer.figure("Catalan points and time", gap), answer.figure("clinical points and time", gap));
    assert!(clinical.upper < -1.5 && all.upper < clinical.lower - 1.0, "{clinical:?}, with social points {all:?}");
    let mild = |variant| answer.change(variant, Of("all", "weeks_untreated", "visual impairment", "mild")).0;
    assert!(
        mild("Catalan points and time").lower > 5.0,
        "those who see best pay: {:?}",
        mild("Catalan points and time")
    );
    assert!(mild("Catalan points alone").lower > mild("Catalan points and time").upper + 2.0);
}

#[test]
fn points_for_a_postcode_close_the_gap_of_areas_and_miss_people() {
    let answer = Answer::shipped("composite-postcode.toml", 16);
    let gap = |variant: &str, by| answer.figure(variant, Of("all", "weeks_untreated.gap", by, ""));
    let none = "no points for the postcode";
    let income = gap(none, "income");
    assert!(income.lower > 0.8 && gap(none, "deprivation").mean > 0.1, "{income:?} {:?}", gap(none, "deprivation"));
    let left = |variant: &str| gap(variant, "income").mean / income.mean;

    let quarter = "a quarter of a point for the postcode";
    assert!(gap(quarter, "deprivation").holds(0.0) && left(quarter) > 0.85, "{}", left(quarter));
    let turned = gap("3 points for the postcode", "deprivation");
    assert!(turned.upper < -2.0 && left("3 points for the postcode") > 0.1, "{turned:?}");
    // Who has a low income and another postcode waits longer for it; nobody is seen sooner on the whole.
    for variant in ["1 point for the postcode", "3 points for the postcode", "10 points for the postcode"] {
        let missed = answer.change(variant, Of("all", "weeks_untreated", "deprivation x income", "middle x low")).0;
        assert!(missed.lower > 0.3, "{variant}: {missed:?}");
        assert!(answer.change(variant, ALL).0.lower > -0.02, "{variant}: {:?}", answer.change(variant, ALL));
    }
    let support = "support to attend";
    assert!(left(support) < 0.3 && gap(support, "deprivation").mean.abs() < 0.3, "{}", left(support));
    for level in ["most deprived", "second", "middle", "fourth", "least deprived"] {
        let change = answer.change(support, Of("all", "weeks_untreated", "deprivation", level)).0;
        assert!(change.upper < -0.1, "{level}: {change:?}");
    }
}

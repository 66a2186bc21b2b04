//! `orthopaedics-independent-sector.toml`: the same slots close a gap or widen it by where people are asked, and a record that is
//! worse in the faster sector shows longer waits and a smaller gap than there are.

use std::sync::OnceLock;

use crate::patterns::answer::{Answer, Of, interval};

const FILE: &str = "orthopaedics-independent-sector.toml";
const OWN_SLOTS: &str = "the same slots in the NHS";
const BOUGHT_SLOTS: &str = "outsourced from the NHS list";
const GAP: Of<'_> = Of("all", "weeks_untreated.gap", "deprivation", "");

/// One comparison for both tests.
fn answer() -> &'static Answer {
    static ANSWER: OnceLock<Answer> = OnceLock::new();
    let variants = ["as today", "chosen at referral", "chosen at referral, with help", OWN_SLOTS, BOUGHT_SLOTS];
    ANSWER.get_or_init(|| Answer::only(FILE, variants, 16))
}

#[test]
fn where_people_are_asked_decides_about_the_gap() {
    let answer = answer();
    let gap = |variant: &str| answer.change(variant, GAP).0;
    let list = |service| ("as today", Of(service, "weeks_untreated", "all", "all"));
    let longer = answer.difference([list("NHS"), list("independent sector")]);
    assert!(longer.lower > 1.0, "two lists: {longer:?}");
    let (chosen, helped) = (gap("chosen at referral"), gap("chosen at referral, with help"));
    let level = answer.figure("chosen at referral", GAP);
    assert!(chosen.lower > 0.1 && level.lower > 0.8, "choice at referral widens it: {chosen:?} to {level:?}");
    assert!(helped.mean < 0.8 * chosen.mean, "help makes that less: {helped:?}");
    // Seen nearly by lot, people who decline have to be drawn again: 35 against 75% of offers taken widen the gap, slots of the NHS do not.
    let (own, bought) = (gap(OWN_SLOTS), gap(BOUGHT_SLOTS));
    assert!(own.upper < -0.1 && bought.lower > 0.05, "{own:?} {bought:?}");
    for variant in [OWN_SLOTS, BOUGHT_SLOTS, "chosen at referral"] {
        let (weeks, verdict) = answer.change(variant, Of("all", "weeks_untreated", "all", "all"));
        assert!(weeks.upper < -2.0 && verdict == "better", "{variant}: {weeks:?}");
    }
}

/// Who is not recorded was mostly on the shorter list.
#[test]
fn the_record_shows_longer_waits_and_a_smaller_gap() {
    let answer = answer();
    let both = |variant, measure, group| {
        answer.difference(["ethnicity as recorded", "ethnicity"].map(|by| (variant, Of("all", measure, by, group))))
    };
    for variant in ["as today", "chosen at referral"] {
        let longer = both(variant, "weeks_untreated", "White");
        assert!(longer.lower > 0.03, "{variant}: {longer:?}");
    }
    // The gaps to White, of the three others together in each run.
    let gaps = |by| {
        let of = |group| answer.runs("chosen at referral", Of("all", "weeks_untreated.gap", by, group));
        ["Asian", "Black", "Mixed or other"]
            .map(of)
            .into_iter()
            .reduce(|a, b| a.iter().zip(b).map(|(a, b)| a + b).collect())
    };
    let [recorded, truth] = ["ethnicity as recorded", "ethnicity"].map(|by| gaps(by).expect("three groups"));
    let smaller = interval(&recorded.iter().zip(&truth).map(|(r, t)| r - t).collect::<Vec<_>>());
    assert!(interval(&truth).lower > 0.5 && smaller.upper < 0.0, "{smaller:?} of {:?}", interval(&truth));
    let missing =
        |variant| answer.figure(variant, Of("all", "share_not_recorded", "ethnicity as recorded", "not recorded"));
    assert!((missing("as today").mean - 0.163).abs() < 0.002, "{:?}", missing("as today"));
    assert!(missing("chosen at referral").lower > missing("as today").upper + 0.01);
    // The bounds hold the truth in every run, and say next to nothing.
    for group in ["Asian", "Black"] {
        let runs =
            |suffix: &str, by| answer.runs("as today", Of("all", &format!("treated_within_52w{suffix}"), by, group));
        let bounds = [".gap_lowest", ".gap_highest"].map(|suffix| runs(suffix, "ethnicity as recorded"));
        for ((low, high), truth) in bounds[0].iter().zip(&bounds[1]).zip(runs(".gap", "ethnicity")) {
            assert!(*low <= truth && truth <= *high && high - low > 0.2, "{low} {truth} {high}");
        }
    }
}

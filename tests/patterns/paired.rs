//! Policies are compared person by person: what a small change of capacity does is not drowned by another luck of the draw.

use crate::patterns::answer::{Answer, Of};

/// Runs of each of the rules; the figures in `docs/disciplines.md` are of so many.
const RUNS: u64 = 100;
/// Of everybody who joined.
const WAIT: Of<'_> = Of("all", "weeks_untreated", "all", "all");

/// A list of about 32 weeks under a rule, and the same with one slot more in week 10.
fn text(rule: &str) -> String {
    format!(
        "queuity = 1\n[scenario]\nstart = 2026-01-05\nhorizon = \"52 weeks\"\nseed = 4\nreference = \"as it is\"\n\
         [[service]]\nname = \"list\"\nreferrals = {{ per_week = 60 }}\n\
         waiting = {{ bands_weeks = [0, 26, 52], count = [1400, 544] }}\n\
         slots = {{ per_week = 60, days = [\"mon\", \"wed\", \"thu\"] }}\n\
         [[variant]]\nname = \"as it is\"\ndiscipline = {{ {rule} }}\n\
         [[variant]]\nname = \"one slot more\"\nfrom = \"as it is\"\n\
         set = {{ \"service[list].slots.changes\" = [{{ from = \"10 weeks\", to = \"11 weeks\", per_week = 61 }}] }}\n"
    )
}

/// The variance of a difference of independent runs over that of the same people.
fn ratio(rule: &str) -> f64 {
    let answer = Answer::text(&text(rule), RUNS);
    let ratio = answer.variance_ratio("one slot more", WAIT);
    println!("{rule}: variance ratio {ratio:.1}");
    ratio
}

/// A lot that goes by session and slot keeps nearly equal lists nearly equal; one that goes by a count of decisions is another luck for
/// everybody after the first difference.
#[test]
fn a_lot_by_session_and_slot_keeps_people_together() {
    let alike = ratio("kind = \"by wait\", weeks = [0, 52], tickets = [1, 1]");
    let tickets = ratio(
        "kind = \"by wait\", weeks = [0, 2, 8, 13, 36, 44, 52, 58, 65], tickets = [10, 6, 5.5, 3.4, 3.4, 7, 9, 15, 45]",
    );
    let counted = ratio("kind = \"random\"");
    // Of a hundred runs a ratio is known to a third.
    assert!(alike > 10.0 * counted && tickets > 10.0 * counted, "{alike} and {tickets} against {counted}");
}

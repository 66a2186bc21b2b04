//! The conservation of waiting: a new order moves person-weeks between people, only attendance, capacity and validity make room.
//!
//! The law of list size (Kleinrock 1965; for slots every day again) needs: nobody leaves untreated, or everybody at one constant
//! rate; everybody as likely to miss an appointment, with rebooking at once; no slot empty while somebody waits. Where nobody
//! misses or leaves, the total is the same to the second. Each is dropped once below, and the law fails.

use crate::patterns::answer::{Answer, Of, text};

const TOTAL: Of<'_> = Of("all", "harm[waiting]", "all", "all");
const REORDERED: [&str; 5] = [
    "urgency first",
    "head start for the most deprived",
    "longest list of the fifths",
    "a third reserved for the most deprived",
    "last come first",
];
const MISSES: &str = "misses_appointment = { value = 0.076,";

/// The shipped scenario with another text in place of one of its own.
fn with(from: &str, to: &str) -> String {
    let text = text("conservation.toml");
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replace(from, to)
}

fn of_the_most_deprived(answer: &Answer, variant: &str) -> f64 {
    answer.figure(variant, Of("all", "harm[waiting]", "deprivation", "most deprived")).mean
}

/// Asserts that new orders do not move the total, and that as little as `part` of it would show. The verdicts are adjusted for being
/// several.
fn kept(answer: &Answer, part: f64) {
    let total = answer.figure("first come", TOTAL).mean;
    for variant in REORDERED {
        let (change, verdict) = answer.change(variant, TOTAL);
        assert_eq!(verdict, "not told apart", "{variant}: {change:?}");
        assert!(
            change.half() + change.mean.abs() < part * total,
            "{variant}: too wide to mean anything: {change:?} of {total}"
        );
    }
}

#[test]
fn a_new_order_moves_waiting_and_room_is_made_elsewhere() {
    let answer = Answer::shipped("conservation.toml", 12);
    kept(&answer, 0.005);
    let total = |variant: &str| answer.change(variant, TOTAL);
    let first_come = answer.figure("first come", TOTAL).mean;
    // Who waits does move.
    let share = |variant: &str| of_the_most_deprived(&answer, variant) / answer.figure(variant, TOTAL).mean;
    assert!((share("first come") - 0.173).abs() < 0.003);
    assert!(share("head start for the most deprived") < 0.125, "{}", share("head start for the most deprived"));
    assert!((share("longest list of the fifths") - 0.2).abs() < 0.003, "fifths of the list become equal");
    // Room: half of 7.6% of the slots, 2% more slots, 5% of the list.
    for (variant, least, most) in [
        ("support to attend", 0.105, 0.125),
        ("six more slots a week", 0.05, 0.065),
        ("validation after a quarter", 0.05, 0.07),
    ] {
        let (change, verdict) = total(variant);
        assert!(change.upper < -least * first_come && change.lower > -most * first_come, "{variant}: {change:?}");
        assert_eq!(verdict, "better");
    }
    let both = total("head start and support").0;
    assert!((both.mean / total("support to attend").0.mean - 1.0).abs() < 0.01, "the room is that of the support");
    assert!(
        of_the_most_deprived(&answer, "head start and support") < 0.7 * of_the_most_deprived(&answer, "first come")
    );
    let (idle, verdict) = total("a fifth held free for P2");
    assert!(idle.lower > 0.2 * first_come && verdict == "worse", "slots that stay empty: {idle:?}");
}

#[test]
fn where_nobody_misses_an_appointment_the_total_is_the_same_to_the_second() {
    let answer = Answer::text(&with(MISSES, "misses_appointment = { value = 0.0,"), 4);
    for variant in REORDERED {
        let (change, verdict) = answer.change(variant, TOTAL);
        assert_eq!((change.lower, change.upper, verdict), (0.0, 0.0, "identical"), "{variant}");
        assert_ne!(
            of_the_most_deprived(&answer, variant),
            of_the_most_deprived(&answer, "first come"),
            "{variant} does move waiting"
        );
    }
    let (idle, _) = answer.change("a fifth held free for P2", TOTAL);
    assert!(idle.lower > 0.0, "an empty slot breaks the law: {idle:?}");
}

#[test]
fn one_constant_rate_of_leaving_keeps_the_law_and_one_that_grows_with_the_wait_breaks_it() {
    let leaving = |pieces: &str| {
        let removal = format!("removal = {{ pieces = [{pieces}] }}\nafter_missed =");
        Answer::text(&with("after_missed =", &removal), 10)
    };
    kept(&leaving("{ from = \"0 weeks\", per_week = 0.004 }"), 0.01);
    let late = leaving("{ from = \"0 weeks\", per_week = 0 }, { from = \"26 weeks\", per_week = 0.03 }");
    let (last, verdict) = late.change("last come first", TOTAL);
    let total = late.figure("first come", TOTAL).mean;
    assert!(last.upper < -0.1 * total && verdict == "better", "the oldest leave instead of being seen: {last:?}");
}

#[test]
fn uneven_attendance_breaks_the_law() {
    let uneven = "misses_appointment = { default = 0.04, deprivation = { \"most deprived\" = 0.25 } }\n# ";
    let answer = Answer::text(&with(MISSES, uneven), 8);
    // While those who miss most are seen first, more slots are lost, and more people wait.
    let (change, verdict) = answer.change("head start for the most deprived", TOTAL);
    assert!(change.lower > 0.0 && verdict == "worse", "{change:?}");
}

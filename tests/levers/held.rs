//! Slots that are kept for some, in sessions that are more than a count of slots: cases that take time, and overbooked clinics.

use queuity::tally::ClassTally;

use crate::levers::{mean_wait, sum, tally, text};

const BUSY: &str =
    "referrals = { per_week = 60 }\nwaiting = { count = 600, wait = { kind = \"exponential\", mean = \"8 weeks\" } }\n";
const DAYS: &str = "days = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"]";

fn with_rule(rule: &str, service: &str) -> String {
    text(52, service).replace("kind = \"first come\"", rule)
}

/// Treated people of the poor, of the rich.
fn treated(text: &str) -> [u64; 2] {
    let tally = tally(text, 0);
    let half = tally.classes.len() / 2;
    let of = |classes: &[Option<Box<ClassTally>>]| classes.iter().flatten().map(|c| c.completed.count).sum::<u64>();
    [of(&tally.classes[..half]), of(&tally.classes[half..])]
}

/// Ten cases of 80 minutes in a session of 800 are ten slots: a share for some is the same share of both.
#[test]
fn a_share_of_minutes_is_a_share_of_cases() {
    let rule = "kind = \"reserved\"\nshare = 0.2\nfor = { group = \"poor\" }";
    let cases = "levers = { cases = { time = { kind = \"constant\", value = \"80 minutes\" } } }\n";
    let plain = with_rule(rule, &format!("{BUSY}slots = {{ per_session = 10, {DAYS} }}\n"));
    let minutes = with_rule(rule, &format!("{BUSY}slots = {{ per_session = 800, {DAYS} }}\n{cases}"));
    let (a, b) = (tally(&plain, 0), tally(&minutes, 0));
    assert_eq!(treated(&plain), treated(&minutes));
    assert_eq!(mean_wait(&a), mean_wait(&b));
    assert!(sum(&a, |c| c.completed.count) > 2000);
}

/// A slot that is kept for people who do not come stays empty; the session goes on with the others.
#[test]
fn a_slot_that_is_kept_free_does_not_end_the_session() {
    let rule = "kind = \"reserved\"\nshare = 0.2\nspill_over = false\nfor = { group = \"poor\" }";
    let only_rich = "share = { group = [0, 1] }";
    let busy = BUSY.replace("60 }", &format!("60, {only_rich} }}")).replace("600,", &format!("600, {only_rich},"));
    let booked = |slots: &str, levers: &str| {
        let text = with_rule(rule, &format!("{busy}slots = {{ per_session = {slots}, {DAYS} }}\n{levers}"));
        let found = tally(&text, 0).capacity;
        (found.booked, found.reserved_unused)
    };
    let (plain, kept) = booked("10", "");
    assert_eq!((plain, kept), (8 * 260, 2 * 260));
    let cases = "levers = { cases = { time = { kind = \"constant\", value = \"80 minutes\" } } }\n";
    assert_eq!(booked("800", cases), (8 * 260, 160 * 260));
    // Of eleven or twelve places in ten slots two are kept; who is booked beyond the others has a slot that was kept.
    let overbooked = |extra: u32| booked("10", &format!("levers = {{ overbooking = {{ extra = {extra} }} }}\n"));
    assert_eq!(overbooked(1), (9 * 260, 260));
    assert_eq!(overbooked(2), (10 * 260, 0));
    let (expected, kept) = booked("10", "misses_appointment = 0.5\nlevers = { overbooking = {} }\n");
    assert_eq!(kept, 0);
    assert!((expected as f64 / 260.0 - 16.0).abs() < 1.1, "{expected}: eight are expected to come");
}

/// People who need too much time for what is left of a session are not called, and no rule counts them as if they were.
#[test]
fn nobody_who_is_passed_over_counts_as_called() {
    let service = "referrals = { per_week = 6 }\n\
        waiting = { count = 6000, wait = { kind = \"exponential\", mean = \"8 weeks\" } }\n\
        slots = { per_session = 200, days = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"] }\n\
        urgency = [{ name = \"P2\", share = 0.5, target = \"4 weeks\" }, { name = \"P4\", share = 0.5, target = \"18 weeks\" }]\n\
        levers = { cases = { time_by_urgency = { P2 = { kind = \"constant\", value = \"180 minutes\" }, P4 = { kind = \"constant\", value = \"50 minutes\" } } } }\n";
    for rule in ["kind = \"fair share\"\nby = \"urgency\"", "kind = \"max min\"\nby = \"urgency\""] {
        let found = tally(&with_rule(rule, service), 0);
        let of = |urgency: usize| {
            found.classes.iter().skip(urgency).step_by(2).flatten().map(|c| c.completed.count).sum::<u64>()
        };
        let (urgent, others) = (of(0), of(1));
        assert!(urgent.abs_diff(others) <= urgent / 8, "{rule}: {urgent} and {others}");
    }
}

/// What one session has too many does not fill what another has too few.
#[test]
fn unused_slots_are_counted_session_by_session() {
    let found = tally(
        &text(
            52,
            "referrals = { per_week = 30 }\nwaiting = { count = 600, wait = { kind = \"constant\", value = \"4 weeks\" } }\nslots = { per_week = 60, days = [\"mon\"] }\nlevers = { overbooking = { extra = 20 } }\n",
        ),
        0,
    );
    assert!(found.capacity.unused + found.capacity.booked > found.capacity.offered);
    assert!(found.capacity.unused > 1000, "{}", found.capacity.unused);
}

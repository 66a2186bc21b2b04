//! Follow-ups: a policy that starves them shows it.

use queuity::tally::Tally;

use crate::levers::paid::{mean, readings};
use crate::levers::{tally, text};

/// New patients first: follow-ups pile up, which nothing else shows.
#[test]
fn new_first_is_not_free() {
    let found = readings(include_str!("cases/t28_overdue_fu.toml"));
    let of = |variant: &str, measure: &str| mean(&found, variant, measure);
    let overdue = of("new first", "follow_ups_overdue");
    assert!((overdue - 215.0).abs() < 15.0, "{overdue}");
    // No new patient waits under either to speak of, but who returns does under one.
    assert!(of("new first", "follow_ups_in_time") < 0.35 && of("new first", "follow_up_weeks_overdue") > 2.0);
    assert!(of("returning first", "follow_ups_in_time") > of("new first", "follow_ups_in_time") + 0.3);
    assert!(of("returning first", "follow_ups_overdue") < 0.5 * overdue);
}

fn sums(t: &Tally) -> queuity::tally::FollowUps {
    let mut all = queuity::tally::FollowUps::default();
    t.classes.iter().flatten().for_each(|c| all.merge(&c.follow_ups));
    all
}

/// With room for everybody each follow-up is kept on the day it falls due, or when the next clinic is; nobody is overdue.
#[test]
fn with_room_for_everybody_nobody_is_overdue() {
    let service = |slots: &str, misses: &str| {
        format!(
            "referrals = {{ per_week = 20 }}\n[[service.stage]]\nname = \"first\"\nslots = {{ per_session = 900 }}\n\
             next = [{{ to = \"rest\", share = 0.9, clock_stops = \"treated\", after = \"14 days\" }}, {{ ends = \"treated\" }}]\n\
             [[service.stage]]\nname = \"rest\"\ntakes = {{ kind = \"constant\", value = \"7 days\" }}\nnext = [{{ to = \"review\" }}]\n\
             [[service.stage]]\nname = \"review\"\n{slots}\n{misses}next = [{{ ends = \"treated\" }}]\n"
        )
    };
    let daily = sums(&tally(&text(40, &service("slots = { per_session = 900 }", "")), 0));
    // A first appointment on a weekday at nine, 21 days later a review that day at nine: only the reviews have slots.
    assert!(daily.due > 300 && daily.open == 0 && daily.late.sum == 0, "{daily:?}");
    assert_eq!((daily.judged, daily.given_up), (daily.in_time, 0));
    // A clinic on Mondays: at most four days late, so all in time, and overdue are those of the last days at most.
    let weekly = sums(&tally(&text(40, &service("slots = { per_session = 900, days = [\"mon\"] }", "")), 0));
    assert_eq!((weekly.due, weekly.in_time), (daily.due, weekly.judged));
    assert!(weekly.late.sum > 0 && weekly.late.sum <= i128::from(weekly.late.count) * 6 * 86_400);
    // No clinic: all that fell due before the last day are overdue.
    let never = sums(&tally(&text(40, &service("slots = { per_session = 0 }", "")), 0));
    assert_eq!((never.due, never.open, never.in_time, never.late.count), (daily.due, daily.due, 0, 0));
    assert!(never.overdue >= never.open - 10 && never.days_overdue > 7 * never.judged);
    // One that is missed stays due from the first day on, or is given up.
    let missed = |rebook: &str| {
        let misses = format!("misses_appointment = 0.5\nafter_missed = {{ rebook = {rebook} }}\n");
        sums(&tally(&text(40, &service("slots = { per_session = 900, days = [\"mon\"] }", &misses)), 0))
    };
    let (again, lost) = (missed("1"), missed("0"));
    assert_eq!((again.due, lost.due), (daily.due, daily.due));
    assert!(again.given_up == 0 && again.in_time < again.judged && again.late.count > lost.late.count);
    assert!(lost.given_up > 100 && lost.given_up + lost.late.count + lost.open == lost.due_in_all);
}

/// One simulated person who stands for ten has ten follow-ups, and their waits are as long.
#[test]
fn follow_ups_are_told_in_full() {
    let case = include_str!("cases/t28_overdue_fu.toml").replace("replications = 10", "replications = 2");
    let tenfold = case
        .replace("replications = 2", "replications = 2\nscale = 10")
        .replace("per_week = 10", "per_week = 100")
        .replace("per_week = 40", "per_week = 400");
    let (plain, tenfold) = (readings(&case), readings(&tenfold));
    for (measure, times) in [
        ("follow_ups_due", 10.0),
        ("follow_ups_overdue", 10.0),
        ("follow_ups_in_time", 1.0),
        ("follow_up_weeks_late", 1.0),
        ("follow_up_weeks_overdue", 1.0),
    ] {
        let (found, one) = (mean(&tenfold, "new first", measure), mean(&plain, "new first", measure));
        assert!(one > 0.0 && (found / (times * one) - 1.0).abs() < 1e-9, "{measure}: {found} of {one}");
    }
}

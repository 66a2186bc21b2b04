//! The rule itself: it must tell a wrong value, and refuse an interval that is too wide to say anything.

use std::sync::Arc;

use queuity::distributions::{Dist, Patience};
use queuity::engine::{Departures, Nobody, run};
use queuity::stat::survival::aalen_johansen;
use queuity::tally::Exit;
use queuity::time::DAY;

use super::judge::{Case, Quantity, Run, Verdict, Width, judge};
use super::queue::{Queue, Seen};
use super::watch::Rep;

fn half_loaded(length: u32) -> Queue {
    Queue::new(vec![0.5], Seen::Servers(1, vec![Dist::exponential(1.0).expect("a law")]), 200, length)
}

fn verdict(expected: f64, read: fn(&Rep) -> f64) -> Verdict {
    let quantity = Quantity { name: "Wq".into(), expected, width: Width::Mean, long: false, read: Box::new(read) };
    let run = Run {
        label: String::new(),
        queue: Arc::new(half_loaded(5_000)),
        limits: Vec::new(),
        scores: false,
        quantities: vec![quantity],
    };
    judge(&Case { id: "gate", runs: vec![run] }, false)[0].verdict
}

#[test]
fn a_wrong_value_is_told_from_the_right_one() {
    assert_eq!(verdict(1.0, |r| r.wait(None)), Verdict::Agrees);
    // 5% off; the wait measured to the end of service; the wait of those only who wait.
    assert_eq!(verdict(1.05, |r| r.wait(None)), Verdict::Disagrees);
    assert_eq!(verdict(1.0, |r| r.wait(None) + r.busy() / r.throughput()), Verdict::Disagrees);
    assert_eq!(verdict(1.0, |r| r.wait(None) / r.p_wait()), Verdict::Disagrees);
}

/// With full follow-up nobody is censored before its end, so the Aalen-Johansen estimate is the plain share.
#[test]
fn aalen_johansen_on_a_tally_is_the_plain_share() {
    let mut queue = half_loaded(3_000);
    queue.rates = vec![1.2];
    queue.patience = vec![Patience::exponential_rate(0.05).expect("a law")];
    let mut model = queue.model(3);
    model.follow_up = 60 * DAY;
    let (tally, _) = run(&model, 0, 0, Departures::Lazy, Nobody).expect("no guard stops the run");
    let cohort = &tally.classes[0].as_ref().expect("people").joined;
    let exits = [cohort.exits[Exit::Treated].counts(), cohort.exits[Exit::Removed].counts()];
    let f = aalen_johansen(cohort.members, &exits, &[]);
    assert!(cohort.members > 3_000 && cohort.exits[Exit::Removed].total() > 300);
    for (cause, counts) in [&cohort.exits[Exit::Treated], &cohort.exits[Exit::Removed]].into_iter().enumerate() {
        for (day, share) in f[cause].iter().enumerate() {
            let plain = counts.at_most(day as i64) as f64 / cohort.members as f64;
            assert!((share - plain).abs() < 1e-12, "cause {cause}, day {day}: {share}, {plain}");
        }
    }
}

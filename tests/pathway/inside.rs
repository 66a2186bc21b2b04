//! Who is in service, or between two stages, at the start; and servers whose number changes.

use queuity::engine::{Departures, Nobody, run};
use queuity::model::Model;
use queuity::tally::{ClassTally, Exit, Tally};
use queuity::time::DAY;

use crate::pathway::model;

fn tally(model: &Model, replication: u64) -> Tally {
    run(model, 0, replication, Departures::Lazy, Nobody).unwrap().0
}

fn sum(tally: &Tally, of: impl Fn(&ClassTally) -> u64) -> u64 {
    tally.classes.iter().flatten().map(|c| of(c)).sum()
}

/// Two hundred therapy places, full or empty at the start: on paper the list grows by 3.6 people a week while all places are taken.
fn therapy(weeks: u32, in_service: &str) -> String {
    format!(
        r#"
queuity = 1
[scenario]
horizon = "{weeks} weeks"
[discipline]
kind  = "strict"
order = ["type 2", "type 1", "type 3"]
[[service]]
name    = "therapy"
urgency = [{{ name = "type 1", share = 0.19665 }}, {{ name = "type 2", share = 0.5523 }}, {{ name = "type 3", share = 0.25105 }}]
referrals = {{ per_week = 23.9 }}
{in_service}
[service.servers]
count = 200
[service.servers.service_by_urgency]
"type 1" = {{ kind = "erlang", mean = "7.24 weeks", stages = 7 }}
"type 2" = {{ kind = "erlang", mean = "10.28 weeks", stages = 10 }}
"type 3" = {{ kind = "erlang", mean = "12.72 weeks", stages = 12 }}
"#
    )
}

#[test]
fn places_taken_at_the_start_give_the_drift_of_full_places() {
    let grown = |weeks: u32, in_service: &str| {
        let model = model(&therapy(weeks, in_service));
        let lists = (0..30).map(|r| sum(&tally(&model, r), |c| c.waiting) as f64);
        lists.sum::<f64>() / 30.0
    };
    let taken = r#"in_service = { count = 200, urgency = { "type 1" = 0.170, "type 2" = 0.6785, "type 3" = 0.1515 } }"#;
    // The standard error of the mean of 30 runs is about 7 after a year, and 3 after eight weeks.
    assert!((grown(52, taken) - 187.0).abs() < 25.0);
    assert!((grown(8, taken) - 29.0).abs() < 10.0);
    // Of empty places nearly two hundred are found at once.
    assert!(grown(8, "") < 5.0);
}

/// A pathway with everything: servers where the clock may stop, a stage that takes time, ways between, follow-up.
const PATHWAY: &str = r#"
queuity = 1
[scenario]
start   = 2026-01-05
horizon = "40 weeks"
[[attribute]]
name   = "dep"
levels = ["most", "least"]
[[service]]
name      = "eye"
urgency   = [{ name = "soon", share = 0.3 }, { name = "later", share = 0.7 }]
referrals = { per_week = 20 }
waiting   = { count = 30, wait = { kind = "exponential", mean = "6 weeks" } }
removal   = { per_week = 0.01 }
course    = { death = { per_week = 0.002 } }
[[service.stage]]
name       = "scan"
servers    = { count = 6, service = { kind = "gamma", mean = "2 days", cv = 0.7 } }
in_service = { count = IN }
next = [
  { ends = "discharged", share = 0.2 },
  { to = "review", share = 0.3, clock_stops = "treated", after = "3 weeks", on_the_way = { count = IN } },
  { to = "results", after = { kind = "uniform", low = "1 weeks", high = "3 weeks" }, on_the_way = { count = IN } },
]
[[service.stage]]
name       = "results"
takes      = { kind = "lognormal", mean = "3 weeks", cv = 1 }
in_service = { count = IN }
next       = [{ to = "operation", on_the_way = { count = IN, remaining = { kind = "exponential", mean = "1 weeks" } } }]
[[service.stage]]
name  = "operation"
slots = { per_week = 12 }
next  = [{ to = "review", clock_stops = "treated", after = "6 weeks", on_the_way = { count = IN } }]
[[service.stage]]
name       = "review"
takes      = "2 days"
next       = [{ ends = "treated" }]
"#;

#[test]
fn nobody_appears_or_is_lost() {
    for inside in [0, 3, 6] {
        let model = model(&PATHWAY.replace("IN", &inside.to_string()));
        for replication in 0..5 {
            let t = tally(&model, replication);
            let came = sum(&t, |c| c.initial + c.referred);
            let left = sum(&t, |c| {
                c.exits[Exit::Treated] + c.exits[Exit::Removed] + c.exits[Exit::Discharged] + c.exits[Exit::Died]
            });
            assert_eq!(came, left + sum(&t, |c| c.waiting), "{inside}");
            // Those who were treated before the start, or are on the way to a review, are on no list.
            let initial = sum(&t, |c| c.initial);
            assert!((30 + 3 * inside..=30 + 4 * inside).contains(&initial), "{initial} with {inside}");
            for stage in &t.stages {
                for class in &stage.classes {
                    assert_eq!(class.entered, class.seen + class.left + class.waiting);
                }
            }
            assert!(t.capacity.busy <= t.capacity.open);
        }
    }
}

#[test]
fn nobody_else_gets_other_luck() {
    // Where nobody waits for anybody, those who are referred live as they would by themselves.
    let text = r#"
queuity = 1
[scenario]
horizon = "60 weeks"
[[service]]
name      = "a"
referrals = { per_week = 10 }
waiting   = { count = 20, wait = { kind = "exponential", mean = "6 weeks" } }
removal   = { per_week = 0.02 }
[[service.stage]]
name       = "registered"
takes      = { kind = "exponential", mean = "5 weeks" }
in_service = { count = IN }
next       = [{ to = "seen", after = "1 weeks", on_the_way = { count = IN } }]
[[service.stage]]
name       = "seen"
servers    = { count = "unlimited", service = { kind = "exponential", mean = "1 weeks" } }
in_service = { count = IN }
"#;
    let [without, with] = [0, 40].map(|n| tally(&model(&text.replace("IN", &n.to_string())), 3));
    let class = |t: &Tally| t.classes[0].clone().unwrap();
    let (without, with) = (class(&without), class(&with));
    assert_eq!(without.joined, with.joined);
    assert_eq!((without.initial + 80, without.referred), (with.initial, with.referred));
}

#[test]
fn servers_finish_the_service_they_are_in() {
    let text = r#"
queuity = 1
[scenario]
horizon = "10 days"
[[service]]
name    = "a"
waiting = { count = 100, wait = { kind = "constant", value = "1 days" } }
servers = { count = 4, service = { kind = "constant", value = "1 days" }, changes = [{ from = "36 hours", count = 1 }, { from = "132 hours", count = 3 }] }
"#;
    let t = tally(&model(text), 0);
    // By hand: four on days 0 and 1; one on days 2 to 5, as three of the four go home on day 2; from day 5.5 two more.
    assert_eq!(t.capacity.booked, 4 + 4 + 4 + (2 + 4 + 8));
    let half = i128::from(DAY) / 2;
    assert_eq!(t.capacity.open, (4 * 3 + 8 + 3 * 9) * half);
    assert_eq!(t.capacity.busy, 50 * half);
    // Those who are in service at the start hold their servers for as long as is said.
    let taken =
        format!("{text}in_service = {{ count = 4, remaining = {{ kind = \"constant\", value = \"1 days\" }} }}\n");
    let taken = taken.replace("waiting =", "waiting  =");
    let later = tally(&model(&taken), 0);
    assert_eq!((later.capacity.booked, later.capacity.busy), (t.capacity.booked - 4, t.capacity.busy));
    assert_eq!(sum(&later, |c| c.initial), 100);
}

#[test]
fn nobody_begins_while_nobody_works() {
    let text = r#"
queuity = 1
[scenario]
horizon = "21 days"
[[service]]
name      = "a"
referrals = { per_week = 200 }
servers   = { count = 2, service = { kind = "exponential", mean = "1 hours" }, changes = [CHANGES] }
"#;
    let with = |changes: &str| tally(&model(&text.replace("CHANGES", changes)), 1);
    // The clinic is closed for the last week, except for people who are already in it.
    let closed = with(r#"{ from = "14 days", count = 0 }"#);
    let referred = sum(&closed, |c| c.referred);
    assert!(sum(&closed, |c| c.waiting) * 4 > referred && sum(&closed, |c| c.waiting) * 2 < referred);
    assert_eq!(closed.capacity.open, 2 * 14 * i128::from(DAY));
    // A change to what is there already changes nothing.
    let (same, none) = (with(r#"{ from = "3 days", to = "5 days", count = 2 }"#), with(""));
    assert_eq!(same, none);
}

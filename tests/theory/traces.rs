//! Hand-worked traces: who starts when, to the second. Each patient is a level of an attribute of their own, which carries
//! the service time, the score and the patience of the trace.

use queuity::discipline::{Registry, Setting};
use queuity::distributions::{Dist, Patience, shares};
use queuity::engine::{Departures, Observer, run};
use queuity::model::{Capacity, Chance, Extra, Mix, Model, Service, Session, Spaces, Stage};
use queuity::people::Person;
use queuity::population::{Population, Urgency};
use queuity::tally::Exit;
use queuity::time::{DAY, Time};
use serde_json::{Value, json};

use super::oracle::{all, number};
use super::queue::{attribute, one_level};

/// The prefix of the names of traces.
pub(crate) const PREFIX: &str = "pub-deterministic-trace-";

/// A day is a unit of time.
fn seconds(units: f64) -> Time {
    (units * DAY as f64).round() as Time
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Trace {
    started: Vec<(usize, Time, Time)>,
    removed: Vec<usize>,
    waiting: Vec<usize>,
}

impl Trace {
    /// Patients are numbered by their place in the trace.
    fn place(person: &Person) -> usize {
        person.id.index() as usize
    }
}

impl Observer for Trace {
    fn left(&mut self, person: &Person, at: Time, how: Exit) {
        match how {
            Exit::Treated => self.started.push((Self::place(person), at, at - person.clock_start)),
            _ => self.removed.push(Self::place(person)),
        }
    }

    fn waits(&mut self, person: &Person, _: Time) {
        self.waiting.push(Self::place(person));
    }
}

/// The discipline of a trace in queuity's words.
fn discipline(policy: &str, by_score: &[String]) -> Value {
    let of_class = |text: &str, before: &str| -> f64 {
        let rest = text.split(before).nth(1).expect("a parameter").trim();
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        rest[..end].parse().expect("a number")
    };
    match policy {
        "latest arrival" => json!({ "kind": "last come" }),
        "highest score first" | "highest score" => json!({ "kind": "strict", "by": "patient", "order": by_score }),
        "group B first" | "B first" => json!({ "kind": "strict", "by": "group", "order": ["B", "A"] }),
        "shortest service first" => json!({ "kind": "shortest job" }),
        p if p.starts_with("earliest arrival") => json!({ "kind": "first come" }),
        p if p.starts_with("A rate") => {
            let rates = json!({ "A": of_class(p, "A rate"), "B": of_class(p, "B rate") });
            json!({ "kind": "accumulating", "by_group": { "group": rates } })
        }
        p if p.starts_with("score = wait + ") => {
            json!({ "kind": "head start", "by_group": { "group": { "B": of_class(p, "wait +") } } })
        }
        other => panic!("no discipline for {other}"),
    }
}

fn follow(p: &Value, departures: Departures) -> Trace {
    let patients = p["patients"].as_array().expect("a list");
    let names: Vec<String> = patients.iter().map(|x| x["id"].to_string()).collect();
    let mut by_score: Vec<usize> = (0..patients.len()).collect();
    by_score.sort_by(|&a, &b| number(&patients[b], "score").total_cmp(&number(&patients[a], "score")));
    let by_score: Vec<String> = by_score.into_iter().map(|i| names[i].clone()).collect();
    let population = Population {
        attributes: vec![attribute("patient", names.clone()), attribute("group", vec!["A".into(), "B".into()])],
    };
    let urgencies = vec![Urgency { name: "all".into(), target_days: 1_000 }];
    let slots = p.get("slots").and_then(Value::as_array);
    let setting = Setting { population: &population, urgencies: &urgencies, slotted: slots.is_some() };
    let policy = p["policy"].as_str().expect("text");
    let discipline =
        Registry::shipped().build(&discipline(policy, &by_score), &setting).expect("the discipline is valid");
    let service: Vec<Dist> = (patients.iter())
        .map(|x| Dist::constant(number(x, "service")).and_then(|d| d.scaled(DAY as f64)).expect("a law"))
        .collect();
    let patience = names.iter().map(|name| match p.pointer(&format!("/removed_after_wait/{name}")) {
        Some(limit) => Patience::constant(seconds(limit.as_f64().expect("a number")) as f64).expect("a law"),
        None => Patience::Never,
    });
    let rows = shares::rows_of_groups(&vec![1.0; population.groups()], &population).expect("shares");
    let patient_of = |class: usize| (class / 2) as u16;
    let classes = population.groups();
    let (capacity, end) = match slots {
        Some(slots) => {
            let sessions: Vec<Session> = (slots.iter())
                .map(|s| Session { time: seconds(number(s, "0")), slots: number(s, "1") as u32 })
                .collect();
            let end = sessions.iter().map(|s| s.time).max().unwrap_or(0) + DAY;
            (Capacity::Slots { sessions, lost: Chance::NEVER }, end)
        }
        None => {
            let servers = Capacity::Servers {
                count: number(p, "servers") as u32,
                service,
                service_of: (0..classes).map(patient_of).collect(),
            };
            (servers, 100 * DAY)
        }
    };
    let model = Model {
        seed: 1,
        horizon: end,
        warm_up: 0,
        follow_up: 0,
        audit: None,
        limits: queuity::tally::Limits::default(),
        max_waiting: 1_000,
        scale: 1.0,
        services: vec![Service {
            name: "trace".into(),
            spaces: Spaces::new("trace"),
            today: Vec::new(),
            today_groups: Mix { attributes: rows, urgency: vec![one_level()] },
            referrals: None,
            extra: (patients.iter().enumerate())
                .map(|(i, x)| {
                    let group = usize::from(x["group"] == "B");
                    let time = seconds(number(x, "arrival"));
                    Extra { time, levels: vec![Some(i), Some(group)], urgency: Some(0) }
                })
                .collect(),
            patience: patience.collect(),
            patience_of: (0..classes).map(patient_of).collect(),
            urgencies: urgencies.clone(),
            course: None,
            records: None,
            room: None,
            levers: Default::default(),
            stages: vec![Stage::only("trace", capacity, discipline, classes)],
        }],
        population: population.clone(),
    };
    let (tally, mut trace) = run(&model, 0, 0, departures, Trace::default()).expect("no guard stops the run");
    assert!(tally.classes.iter().flatten().all(|t| t.balances()));
    trace.started.sort_unstable();
    trace.removed.sort_unstable();
    trace.waiting.sort_unstable();
    trace
}

/// Checks one trace; returns what differs.
pub(crate) fn differences(case: &Value) -> Vec<String> {
    let (p, e) = (&case["parameters"], &case["expected"]);
    let patients = p["patients"].as_array().expect("a list");
    let place = |id: &str| patients.iter().position(|x| x["id"].as_u64() == id.parse().ok()).expect("a patient");
    let mut expected = Trace::default();
    for (id, start) in e["start_times"].as_object().expect("times") {
        let wait = number(&e["waits"], id);
        expected.started.push((place(id), seconds(start.as_f64().expect("a time")), seconds(wait)));
    }
    let places = |name: &str| e[name].as_array().expect("a list").iter().map(|id| place(&id.to_string())).collect();
    expected.removed = places("removed_ids");
    expected.waiting = places("still_waiting_at_end");
    expected.started.sort_unstable();
    expected.removed.sort_unstable();
    expected.waiting.sort_unstable();
    let mut problems = Vec::new();
    for departures in [Departures::Lazy, Departures::Exact] {
        let found = follow(p, departures);
        if found != expected {
            problems.push(format!("{departures:?}: {found:?}, expected {expected:?}"));
        }
        // Totals and means by group are of the served only, in units of time.
        let total: Time = found.started.iter().map(|s| s.2).sum();
        if total != seconds(number(e, "total_wait")) {
            problems.push(format!("{departures:?}: total {total}"));
        }
        for group in ["A", "B"] {
            let waits: Vec<Time> =
                found.started.iter().filter(|s| patients[s.0]["group"] == group).map(|s| s.2).collect();
            let mean = waits.iter().sum::<Time>() as f64 / waits.len() as f64 / DAY as f64;
            if (mean - number(&e["mean_wait_by_group"], group)).abs() > 1e-9 {
                problems.push(format!("{departures:?}: mean of {group} {mean}"));
            }
        }
    }
    problems
}

/// All traces of the reference.
pub(crate) fn cases() -> impl Iterator<Item = &'static Value> {
    all().iter().filter(|c| c["id"].as_str().is_some_and(|id| id.starts_with(PREFIX)))
}

#[test]
fn traces_agree_to_the_second() {
    let mut seen = 0;
    for case in cases() {
        let problems = differences(case);
        assert!(problems.is_empty(), "{}:\n{}", case["id"], problems.join("\n"));
        seen += 1;
    }
    assert_eq!(seen, 13);
}

/// The reference's trace of accumulating priority with two servers does not tell it from first come first served. This one does:
/// two servers are busy until 4 and 5; A came at 1, B at 2. At 4, B has earned 2.5 x 2 and A 1 x 3.
#[test]
fn two_servers_tell_accumulating_priority_from_first_come() {
    let patient = |id: u32, arrival: f64, group: &str, service: f64| json!({ "id": id, "arrival": arrival, "group": group, "service": service, "score": id });
    let patients =
        [patient(1, 0.0, "A", 4.0), patient(2, 0.0, "A", 5.0), patient(3, 1.0, "A", 1.0), patient(4, 2.0, "B", 1.0)];
    let starts = |policy: &str| {
        let p = json!({ "patients": patients, "servers": 2, "policy": policy });
        follow(&p, Departures::Lazy).started.iter().map(|s| s.1 / DAY).collect::<Vec<_>>()
    };
    assert_eq!(starts("A rate 1, B rate 2.5"), [0, 0, 5, 4]);
    assert_eq!(starts("earliest arrival"), [0, 0, 4, 5]);
}

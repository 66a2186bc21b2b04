//! A second wait of the same person on the same list.

use std::collections::{BTreeMap, BTreeSet};

use crate::watched::{Watcher, run};
use queuity::engine::Departures;
use queuity::forecast::forecast;
use queuity::ids::Source;
use queuity::model::Model;
use queuity::people::Person;
use queuity::time::{Time, WEEK};

use crate::pathway::model;

/// Four in ten come back for the second eye, on the same list, with a new clock.
const EYES: &str = r#"
queuity = 1

[scenario]
title   = "Second eye"
start   = 2026-01-05
horizon = "104 weeks"

[[service]]
name      = "cataract"
referrals = { per_week = 200 }

[[service.stage]]
name  = "surgery"
slots = { per_week = 300 }
next  = [{ ends = "treated", share = 0.4, refers_to = "cataract", after = "6 weeks" }, { ends = "treated" }]
"#;

/// Who joined, how often they had come back, and when; and who was sent.
#[derive(Debug, Default)]
struct Came {
    joined: Vec<(Person, Time)>,
    treated: BTreeMap<u64, Time>,
}

impl Watcher for Came {
    fn joined(&mut self, person: &Person, at: Time) {
        self.joined.push((*person, at));
    }
    fn left(&mut self, person: &Person, at: Time, _: queuity::tally::Exit) {
        self.treated.insert(person.id.order(), at);
    }
}

fn waits(model: &Model) -> (Vec<usize>, Came) {
    let (tally, came) = run(model, 0, 0, Departures::Lazy, Came::default()).expect("no guard");
    let counted = tally.classes.iter().flatten().fold((0, 0, 0), |sum, c| {
        assert!(c.balances());
        (sum.0 + c.sent_on - c.on_the_way, sum.1 + c.referred, sum.2 + c.sent_on)
    });
    let again = |person: &Person| usize::from(model.services[0].root(person.id).map_or(0, |root| root.again));
    let mut by_round = vec![0; 22];
    came.joined.iter().for_each(|(person, _)| by_round[again(person)] += 1);
    let back: usize = by_round[1..].iter().sum();
    assert_eq!(counted.0 as usize, back, "all who are sent and there in time have come back");
    assert_eq!(counted.1 as usize, came.joined.len());
    (by_round, came)
}

#[test]
fn four_in_ten_come_back_once() {
    let model = model(EYES);
    let (by_round, came) = waits(&model);
    assert_eq!(by_round[2..].iter().sum::<usize>(), 0, "{by_round:?}");
    // The last six weeks and the waits are missing; 20,000 people, 0.4 +- 0.02 at four standard errors.
    let sent_in_time = by_round[0] as f64 * 97.0 / 104.0;
    let share = by_round[1] as f64 / sent_in_time;
    assert!((share - 0.4).abs() < 0.02, "{share}");
    // The same person, six weeks after the first eye, with luck of their own.
    let ids: BTreeSet<u64> = came.joined.iter().map(|(person, _)| person.id.order()).collect();
    assert_eq!(ids.len(), came.joined.len(), "one wait, one number");
    let first: BTreeMap<(u64, u32), u64> = (came.joined.iter())
        .filter(|(p, _)| p.id.source() == Source::Referral)
        .map(|(p, _)| ((p.id.week(), p.id.index()), p.id.order()))
        .collect();
    for (person, at) in came.joined.iter().filter(|(p, _)| p.id.source() == Source::Onward) {
        let before = first[&(person.id.week(), person.id.index())];
        assert_eq!(*at, came.treated[&before] + 6 * WEEK);
        assert_eq!(person.clock_start, *at, "a clock of its own");
    }
}

#[test]
fn the_share_comes_back_from_each_wait_that_may() {
    let model = model(&EYES.replace("after = \"6 weeks\"", "after = \"1 day\", times = 3"));
    let (by_round, _) = waits(&model);
    for round in 0..3 {
        let share = by_round[round + 1] as f64 / by_round[round] as f64;
        assert!((share - 0.4).abs() < 0.05, "{by_round:?}");
    }
    assert_eq!(by_round[4..].iter().sum::<usize>(), 0);
}

/// Whatever the policy, the same people have the same luck: who comes back does so under each.
#[test]
fn who_comes_back_does_so_under_each_policy() {
    let ids = |text: &str| -> BTreeSet<(u64, u32)> {
        let (_, came) = waits(&model(text));
        let back = came.joined.iter().filter(|(p, _)| p.id.source() == Source::Onward);
        back.filter(|(p, _)| p.id.week() < 80).map(|(p, _)| (p.id.week(), p.id.index())).collect()
    };
    let later = format!("{EYES}[discipline]\nkind = \"last come\"\n");
    assert_eq!(ids(EYES), ids(&later));
}

/// Lists before and behind it know of the second wait too.
#[test]
fn a_list_that_people_come_back_to_may_stand_between_others() {
    let text = EYES.replace(
        "{ ends = \"treated\" }]",
        "{ ends = \"treated\", share = 0.3, refers_to = \"glasses\", after = \"2 weeks\" }, { ends = \"treated\" }]",
    ) + "[[service]]\nname = \"clinic\"\nreferrals = { per_week = 50 }\n[[service.stage]]\nname = \"look\"\nslots = { per_week = 60 }\n\
           next = [{ ends = \"discharged\", share = 0.5, refers_to = \"cataract\", after = \"3 weeks\" }, { ends = \"treated\" }]\n\
           [[service]]\nname = \"glasses\"\nslots = { per_week = 200 }\n";
    let model = model(&text);
    let [cataract, glasses] =
        ["cataract", "glasses"].map(|n| model.services.iter().position(|s| s.name == n).expect("it is there"));
    for service in [cataract, glasses] {
        let (tally, came) = run(&model, service, 0, Departures::Lazy, Came::default()).expect("no guard");
        assert!(tally.classes.iter().flatten().all(|c| c.balances()));
        let ids: BTreeSet<u64> = came.joined.iter().map(|(person, _)| person.id.order()).collect();
        assert_eq!(ids.len(), came.joined.len(), "one wait, one number");
        let rounds: BTreeSet<(usize, u8)> = came
            .joined
            .iter()
            .filter_map(|(p, _)| model.services[service].root(p.id))
            .map(|r| (r.service, r.again))
            .collect();
        assert!(rounds.len() >= 3, "{rounds:?}");
    }
}

/// `check` counts those who come back.
#[test]
fn people_who_come_back_are_foretold() {
    let registry = queuity::discipline::Registry::shipped();
    let text = EYES.replace("per_week = 300", "per_week = 260");
    let scenario = queuity::compile::load(&text, &registry).expect("it is right");
    let told = &forecast(&scenario).lists[0];
    let (tally, _) = run(&scenario.variants[0].model, 0, 0, Departures::Lazy, Came::default()).expect("no guard");
    let sum =
        |of: fn(&queuity::tally::ClassTally) -> u64| tally.classes.iter().flatten().map(|c| of(c) as f64).sum::<f64>();
    // All who joined, for the first time or again, over the slots; and who waits at the end, where the list grows.
    let load = told.load.expect("there are slots");
    assert!((load - sum(|c| c.referred) / (260.0 * 104.0)).abs() < 0.02, "{load}");
    let waiting = sum(|c| c.waiting);
    assert!((told.end - waiting).abs() < 0.15 * waiting, "told {}, {waiting} wait", told.end);
}

/// Of those who are seen first nobody has been there before, so more come back than in the long run.
#[test]
fn who_has_come_back_already_is_foretold() {
    let registry = queuity::discipline::Registry::shipped();
    for (slots, times) in [(272, 1), (320, 3)] {
        let text = EYES
            .replace("104 weeks", "40 weeks")
            .replace(
                "per_week = 200 }",
                "per_week = 200 }\nwaiting = { bands_weeks = [0, 4, 8], count = [800, 500, 0] }",
            )
            .replace("per_week = 300", &format!("per_week = {slots}"))
            .replace("after = \"6 weeks\"", &format!("after = \"6 weeks\", times = {times}"));
        let scenario = queuity::compile::load(&text, &registry).expect("it is right");
        let told = &forecast(&scenario).lists[0];
        let joined = |replication: u64| {
            let (tally, _) =
                run(&scenario.variants[0].model, 0, replication, Departures::Lazy, Came::default()).expect("no guard");
            tally.classes.iter().flatten().map(|c| c.referred as f64).sum::<f64>()
        };
        let all: Vec<f64> = (0..12).map(joined).collect();
        let mean = queuity::stat::interval::t_interval(&all, 0.999).expect("replications");
        assert!(mean.half_width < 0.02 * mean.mean, "{mean:?}: too wide to say");
        assert!(mean.holds(told.referrals), "{times}: told {}, {mean:?}", told.referrals);
    }
}

/// The table of people says how often somebody has been there before, and `why` finds the second wait by its name.
#[test]
fn the_second_wait_has_a_row_and_a_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = EYES.replace("per_week = 200", "per_week = 10").replace("per_week = 300", "per_week = 15");
    std::fs::write(folder.path().join("s.toml"), text).expect("a file");
    let run = ["run", "s.toml", "--patients", "people.csv", "--replications", "1", "--quiet"];
    crate::shared::succeeds(crate::shared::queuity(folder.path(), &run));
    let table = std::fs::read_to_string(folder.path().join("people.csv")).expect("a table");
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let head = rows.headers().expect("a head").clone();
    let column = |name: &str| head.iter().position(|h| h == name).unwrap_or_else(|| panic!("no column {name}"));
    let [again, source, root, week, index, start] =
        ["came_back", "source", "root_source", "week", "index", "referral_date"].map(column);
    let mut first: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut second = Vec::new();
    for row in rows.records() {
        let row = row.expect("a row");
        let who = (row[week].to_string(), row[index].to_string());
        match &row[again] {
            "0" => assert!(first.insert(who, row[start].to_string()).is_none(), "one first wait each"),
            "1" => {
                assert_eq!((&row[source], &row[root]), ("onward", "referral"));
                second.push((who, row[start].to_string()));
            }
            other => panic!("{other} waits before this one"),
        }
    }
    assert!(second.len() > 200 && second.len() < first.len(), "{} of {}", second.len(), first.len());
    for (who, start) in &second {
        assert!(first[who] < *start, "{who:?}: a clock that started later");
    }
    // Both waits by name: each tells of its own start.
    let ((week, index), _) = &second[second.len() / 2];
    let why = |name: &str| {
        let asked = ["why", "s.toml", "--patient", name, "--json"];
        let text = crate::shared::succeeds(crate::shared::queuity(folder.path(), &asked));
        serde_json::from_str::<serde_json::Value>(&text).expect("JSON")
    };
    let name = format!("referral-{week}-{index}");
    let (one, two) = (why(&name), why(&format!("cataract/{name}#2")));
    assert_ne!(one, two);
    assert!(two.to_string().contains(&format!("cataract/{name}#2")), "{two}");
    assert!(!one.to_string().contains("#2"), "{one}");
}

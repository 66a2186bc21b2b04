//! `queuity why`: what it says of a person agrees with the table of people and with a recount from plain records.

use std::collections::BTreeMap;

use crate::watched::{Watcher, run};
use queuity::compile::load;
use queuity::discipline::Registry;
use queuity::engine::Departures;
use queuity::people::Person;
use queuity::scenario::Scenario;
use queuity::tally::Exit;
use queuity::time::{DAY, Time};
use queuity::why::{Question, names, patient};
use serde_json::Value;

use crate::command::{SMALL, command, queuity, said, succeeds, write};

fn why(home: &std::path::Path, arguments: &[&str]) -> Value {
    let text = succeeds(queuity(home, &[&["why", "s.toml", "--json"], arguments].concat()));
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn what_happens_to_a_person_is_what_the_table_of_people_says() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", SMALL);
    for variant in ["first come", "urgent first", "lots"] {
        let table = format!("{variant}.csv");
        succeeds(queuity(
            home.path(),
            &["run", "s.toml", "--variant", variant, "--replications", "2", "--patients", &table],
        ));
        let mut reader = csv::Reader::from_path(home.path().join(&table)).expect("a table");
        let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(|row| row.expect("a row")).collect();
        let mut statuses = BTreeMap::new();
        for row in rows.iter().step_by(rows.len() / 25) {
            let name = format!("{},{},{}", row["source"], row["week"], row["index"]);
            let replication = row["replication"].as_str();
            let asked =
                ["--patient", &name, "--service", &row["service"], "--variant", variant, "--replication", replication];
            let found = why(home.path(), &asked);
            let (life, who) = (&found["answer"]["life"], &found["answer"]["who"]);
            assert_eq!(life["status"], row["status"], "{row:?}");
            assert_eq!(life["days_waited"].to_string(), row["wait_days"], "{row:?}");
            assert_eq!(life["missed"].to_string(), row["missed_appointments"], "{row:?}");
            if !row["end_date"].is_empty() {
                assert_eq!(life["end"]["date"], row["end_date"], "{row:?}");
            }
            assert_eq!(who["clock_start"]["date"], row["referral_date"], "{row:?}");
            assert_eq!(who["groups"][0]["truth"], row["deprivation_true"], "{row:?}");
            assert_eq!(who["groups"][1]["recorded"], row["age_recorded"], "{row:?}");
            assert_eq!(found["answer"]["others"].as_array().map(Vec::len), Some(0), "one policy was asked for");
            *statuses.entry(row["status"].clone()).or_insert(0) += 1;
        }
        assert!(statuses.len() >= 3 && statuses["treated"] > 5, "{statuses:?}");
    }
}

#[test]
fn without_a_variant_the_others_stand_beside_the_reference() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", SMALL);
    let asked = ["--patient", "referral-3-7", "--service", "hips"];
    let all = why(home.path(), &asked);
    assert_eq!(all["answer"]["life"]["variant"], "first come");
    for (i, variant) in ["lots", "urgent first"].into_iter().enumerate() {
        let alone = why(home.path(), &[&asked[..], &["--variant", variant]].concat());
        assert_eq!(all["answer"]["others"][i]["variant"], variant);
        assert_eq!(all["answer"]["others"][i]["life"], alone["answer"]["life"]);
    }
    let text = succeeds(queuity(home.path(), &[&["why", "s.toml"], &asked[..]].concat()));
    for words in ["Patient referral-3-7", "simulated", "first come", "lots", "urgent first", "same luck", "place "] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let mut abroad = command(home.path(), &[&["why", "s.toml"], &asked[..]].concat());
    abroad.env("LANG", "tr_TR.UTF-8").env("TZ", "Asia/Tokyo");
    assert_eq!(succeeds(abroad.output().expect("the command runs")), text);
}

#[test]
fn a_person_who_is_not_there_is_told_with_those_who_are() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", SMALL);
    write(home.path(), "bad.toml", &SMALL.replace("per_week = 20, days", "per_weak = 20, days"));
    for (arguments, code, words) in [
        (
            vec!["s.toml", "--service", "hips", "--patient", "today-190"],
            2,
            "190 people on the list at the start, today-0 to today-189",
        ),
        (vec!["s.toml", "--service", "eyes", "--patient", "today-0"], 2, "nobody is on the list"),
        (
            vec!["s.toml", "--service", "hips", "--patient", "referral-3-9999"],
            2,
            "referred in week 3, up to referral-3-",
        ),
        (vec!["s.toml", "--service", "hips", "--patient", "referral-40-0"], 2, "weeks 0 to 39"),
        (vec!["s.toml", "--service", "hips", "--patient", "referal-3-1"], 2, "did you mean `referral-3-1`"),
        (vec!["s.toml", "--service", "hops", "--patient", "today-0"], 2, "did you mean `hips`"),
        (vec!["s.toml", "--patient", "today-0"], 2, "eyes, hips"),
        (vec!["s.toml", "--service", "hips", "--patient", "today-0", "--variant", "urgent frist"], 2, "urgent first"),
        (vec!["s.toml", "--service", "hips", "--patient", "today-0", "--replication", "4"], 2, "4, numbered from 0"),
        (vec!["s.toml", "--service", "hips"], 2, "--patient"),
        (vec!["bad.toml", "--patient", "today-0"], 3, "per_week"),
        (vec!["none.toml", "--patient", "today-0"], 4, "no such file"),
    ] {
        let output = queuity(home.path(), &[&["why"], &arguments[..]].concat());
        let text = said(&output);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
        assert!(text.contains(words), "{arguments:?}: {text}");
        assert!(output.stdout.is_empty(), "{arguments:?} printed a result");
    }
}

/// One list with everything that moves somebody in a queue: missed appointments that send to the back, cancellations, removals.
const QUEUE: &str = r#"
queuity = 1
[scenario]
start = 2026-02-02
horizon = "60 weeks"
replications = 1
seed = 5
reference = "first come"
[[attribute]]
name = "deprivation"
levels = ["most", "middle", "least"]
[[service]]
name = "hips"
referrals = { per_week = 20 }
waiting = { bands_weeks = [0, 6, 12, 18, 26, 52], count = [60, 50, 40, 30, 10] }
slots = { per_week = 22, days = ["mon", "wed"] }
urgency = [{ name = "P2", share = 0.2, target = "4 weeks" }, { name = "P3", share = 0.3, target = "13 weeks" }, { name = "P4", share = 0.5, target = "52 weeks" }]
misses_appointment = { default = 0.1, deprivation = { most = 0.25 } }
cancels_appointment = 0.05
after_missed = { to = "back of the queue" }
removal = { per_week = 0.01 }
[[variant]]
name = "first come"
discipline = { kind = "first come" }
[[variant]]
name = "urgent first"
discipline = { kind = "strict", order = ["P3", "P2", "P4"] }
[[variant]]
name = "head start"
discipline = { kind = "head start", by_urgency = { P2 = 70, P3 = 35 }, by_group = { deprivation = { most = 14 } } }
[[variant]]
name = "due date"
discipline = { kind = "due date" }
[[variant]]
name = "three reserved"
discipline = { kind = "reserved", slots = 3, for = { deprivation = "most" } }
"#;

/// What a plain observer, who sees no decision, writes down of somebody.
#[derive(Clone, Debug)]
struct Known {
    person: Person,
    joined: Time,
    /// When they missed an appointment: from then on they count.
    missed: Vec<Time>,
    left: Option<(Time, Exit)>,
}

#[derive(Default)]
struct Plain(BTreeMap<u64, Known>);

impl Watcher for Plain {
    fn joined(&mut self, person: &Person, at: Time) {
        self.0.insert(person.id.order(), Known { person: *person, joined: at, missed: Vec::new(), left: None });
    }
    fn called(&mut self, person: &Person, at: Time, attends: bool) {
        if !attends {
            self.0.get_mut(&person.id.order()).expect("joined").missed.push(at);
        }
    }
    fn left(&mut self, person: &Person, at: Time, how: Exit) {
        self.0.get_mut(&person.id.order()).expect("joined").left = Some((at, how));
    }
}

impl Known {
    /// Whether the person waits when a session begins at an instant.
    fn waits(&self, at: Time) -> bool {
        let gone = |&(left, how): &(Time, Exit)| left < at || (left == at && how == Exit::Removed);
        self.joined <= at && !self.left.as_ref().is_some_and(gone)
    }

    /// From when the person counts.
    fn since(&self, at: Time) -> Time {
        self.missed.iter().rev().find(|&&m| m < at).copied().unwrap_or(self.person.clock_start)
    }

    /// What the rule compares, the lowest first, told again from its description.
    fn rank(&self, variant: &str, at: Time) -> (Time, Time, Time, u64) {
        let (urgency, level) = (self.person.class % 3, self.person.class / 3);
        let (since, id) = (self.since(at), self.person.id.order());
        let start = self.person.clock_start;
        match variant {
            "first come" | "three reserved" => (since, start, id as Time, id),
            "urgent first" => ([1, 0, 2][usize::from(urgency)], since, start, id),
            "head start" => {
                let days = [70, 35, 0][usize::from(urgency)] + if level == 0 { 14 } else { 0 };
                (since - days * DAY, start, 0, id)
            }
            "due date" => (since + [28, 91, 364][usize::from(urgency)] * DAY, start, 0, id),
            other => panic!("no such rule: {other}"),
        }
    }
}

fn queue() -> Scenario {
    load(QUEUE, &Registry::shipped()).expect("a good scenario")
}

#[test]
fn places_and_those_ahead_agree_with_a_recount_from_plain_records() {
    let scenario = queue();
    for variant in scenario.variants.iter().filter(|v| v.name != "three reserved") {
        let (_, Plain(known)) = run(&variant.model, 0, 0, Departures::Lazy, Plain::default()).expect("no guard");
        let (mut looked, mut sent_back, mut overtaken) = (0, 0, 0);
        for person in known.values().step_by(11) {
            let question = Question { variant: Some(&variant.name), ..Question::default() };
            let answer = patient(&scenario, &question, &names::name(person.person.id)).expect("a person who is there");
            for seen in &answer.standings {
                let standing = seen.standing.as_ref().expect("every session is open to everybody");
                let at = seen.at.day * DAY + 9 * 3600;
                let others = known.values().filter(|k| k.waits(at) && k.person.id != person.person.id);
                let (ahead, behind): (Vec<&Known>, Vec<&Known>) =
                    others.partition(|k| k.rank(&variant.name, at) < person.rank(&variant.name, at));
                let what = format!("{} {:?} {}", variant.name, answer.who, seen.at.date);
                assert_eq!(standing.waiting, ahead.len() + behind.len() + 1, "{what}");
                assert_eq!(standing.place, Some(ahead.len() + 1), "{what}");
                let total = |of: fn(&queuity::why::Ahead) -> usize| standing.ahead.iter().map(of).sum::<usize>();
                assert_eq!(total(|a| a.people), ahead.len(), "{what}");
                let older = |k: &Known, since: Time, start: Time, id: u64| {
                    (k.since(at), k.person.clock_start, k.person.id.order()) < (since, start, id)
                };
                let (start, id) = (person.person.clock_start, person.person.id.order());
                let longer = ahead.iter().filter(|k| older(k, person.since(at), start, id)).count();
                assert_eq!(total(|a| a.waited_longer), longer, "{what}");
                let before = |k: &&&Known| (k.person.clock_start, k.person.id.order()) < (start, id);
                assert_eq!(total(|a| a.referred_before), ahead.iter().filter(before).count(), "{what}");
                let passed: usize = standing.referred_before_but_behind.iter().map(|c| c.people).sum();
                assert_eq!(passed, behind.iter().filter(before).count(), "{what}");
                for group in &standing.ahead {
                    if variant.name == "urgent first" {
                        let of = |k: &&&Known| ["P2", "P3", "P4"][usize::from(k.person.class % 3)] == group.class;
                        assert_eq!(group.people, ahead.iter().filter(of).count(), "{what}");
                    }
                }
                looked += 1;
                sent_back += usize::from(person.since(at) != start);
                overtaken += usize::from(passed > 0);
            }
        }
        assert!(looked > 200 && sent_back > 10 && overtaken > 20, "{}: {looked} {sent_back} {overtaken}", variant.name);
    }
}

#[test]
fn places_for_reserved_slots_and_for_the_others_are_told_apart() {
    let scenario = queue();
    let name = "three reserved";
    let variant = scenario.variants.iter().find(|v| v.name == name).expect("a variant");
    let (_, Plain(known)) = run(&variant.model, 0, 0, Departures::Lazy, Plain::default()).expect("no guard");
    let (mut in_reserved, mut in_others, mut not_for_them) = (0, 0, 0);
    for person in known.values().step_by(7) {
        let question = Question { variant: Some(name), ..Question::default() };
        let answer = patient(&scenario, &question, &names::name(person.person.id)).expect("a person who is there");
        for seen in &answer.standings {
            let standing = seen.standing.as_ref().expect("every session is open to everybody");
            let at = seen.at.day * DAY + 9 * 3600;
            let what = format!("{:?} {}", answer.who, seen.at.date);
            // Deprivation is the only attribute, and its first level is the one that the slots are for.
            let is_for = |k: &Known| k.person.class / 3 == 0;
            let Some(reserved) = standing.reserved else {
                assert!(!is_for(person), "{what}");
                assert_eq!((standing.slot, standing.closed_to), (3, 0), "{what}");
                not_for_them += 1;
                continue;
            };
            assert!(is_for(person), "{what}");
            let same = || known.values().filter(|k| is_for(k) && k.waits(at));
            let ahead = same().filter(|k| k.rank(name, at) < person.rank(name, at)).count();
            assert_eq!((reserved.place, reserved.open_to), (ahead + 1, same().count()), "{what}");
            assert_eq!(reserved.slots, Some(3), "{what}");
            if standing.slot == 0 {
                assert_eq!((standing.place, seen.why), (Some(ahead + 1), queuity::why::Reason::Called), "{what}");
                in_reserved += 1;
            } else {
                in_others += 1;
            }
        }
    }
    assert!(in_reserved > 20 && in_others > 50 && not_for_them > 50, "{in_reserved} {in_others} {not_for_them}");
}

#[test]
fn the_lives_are_of_the_people_in_the_middle_of_their_groups() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", SMALL);
    for (variant, by, column) in
        [("first come", "deprivation", "deprivation_true"), ("urgent first", "age", "age_true")]
    {
        let table = format!("{by}.csv");
        let arguments = ["run", "s.toml", "--variant", variant, "--replications", "1", "--patients", &table];
        succeeds(queuity(home.path(), &arguments));
        let mut reader = csv::Reader::from_path(home.path().join(&table)).expect("a table");
        let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(|row| row.expect("a row")).collect();
        let asked = ["why", "s.toml", "--lives", "--by", by, "--service", "hips", "--variant", variant];
        let text = succeeds(queuity(home.path(), &asked));
        let found: Value =
            serde_json::from_str(&succeeds(queuity(home.path(), &[&asked[..], &["--json"]].concat()))).expect("JSON");
        let groups = found["answer"]["groups"].as_array().expect("groups");
        assert_eq!(groups.len(), if by == "age" { 2 } else { 3 });
        for group in groups {
            let level = group["level"].as_str().expect("a level");
            // The cohort of the measures: referred in the first 20 of 40 weeks.
            let mut people: Vec<&BTreeMap<String, String>> = rows
                .iter()
                .filter(|r| r["service"] == "hips" && r["source"] == "referral" && r[column] == level)
                .filter(|r| r["referral_date"].as_str() < "2026-06-22")
                .collect();
            let wait = |r: &BTreeMap<String, String>| r["wait_days"].parse::<i64>().expect("days");
            people.sort_by_key(|r| (r["status"] != "treated", wait(r)));
            assert_eq!(group["people"], people.len(), "{level}");
            assert_eq!(group["treated"], people.iter().filter(|r| r["status"] == "treated").count(), "{level}");
            assert_eq!(group["missed"], people.iter().filter(|r| r["missed_appointments"] != "0").count(), "{level}");
            let middle = people[(people.len() - 1) / 2];
            let life = &group["typical"]["life"];
            assert_eq!(life["status"], middle["status"], "{level}");
            // In the table waits are calendar days; the order is by the second.
            let apart = life["days_waited"].as_i64().expect("days") - wait(middle);
            assert!(apart.abs() <= 1, "{level}: {apart}");
            let name = group["typical"]["who"]["patient"].as_str().expect("a name");
            let asked = ["--patient", name, "--service", "hips", "--variant", variant];
            assert_eq!(&why(home.path(), &asked)["answer"]["life"], life, "{level}");
            assert_eq!(group["typical"]["others"].as_array().map(Vec::len), Some(2));
            assert!(text.contains(name) && text.contains(level), "{text}");
        }
    }
}

#[test]
fn lives_need_groups_that_are_there() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", SMALL);
    let plain = "queuity = 1\n[scenario]\nstart = 2026-02-02\nhorizon = \"10 weeks\"\n[[service]]\nname = \"a\"\n\
                 referrals = { per_week = 5 }\nslots = { per_week = 5 }\n";
    write(home.path(), "plain.toml", plain);
    for (arguments, words) in [
        (vec!["why", "s.toml", "--lives", "--service", "hips", "--by", "deprivaton"], "did you mean `deprivation`"),
        (vec!["why", "plain.toml", "--lives"], "no [[attribute]]"),
        (vec!["why", "plain.toml", "--lives", "--patient", "today-0"], "cannot be used with"),
        (vec!["why", "plain.toml", "--patient", "today-0", "--by", "age"], "cannot be used with"),
    ] {
        let output = queuity(home.path(), &arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains(words), "{arguments:?}: {}", said(&output));
    }
}

/// Every command in the page prints what the page says.
#[test]
fn the_page_about_why_shows_what_the_command_prints() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/why.md")).expect("the page");
    let blocks: Vec<&str> = page.split("```").skip(1).step_by(2).filter(|b| b.starts_with("text\n$ ")).collect();
    assert_eq!(blocks.len(), 2, "one example for each way to ask");
    for block in blocks {
        let (line, output) = block["text\n$ ".len()..].split_once('\n').expect("a command and its output");
        // Words in quotes are one argument.
        let arguments: Vec<&str> = line
            .split('"')
            .enumerate()
            .flat_map(|(i, part)| if i % 2 == 1 { vec![part] } else { part.split_whitespace().collect() })
            .collect();
        assert_eq!(succeeds(queuity(root, &arguments[1..])), output, "{line}");
    }
}

//! Services that refer people on to each other, as an experiment runs them: any number of threads, any order of services.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;

use crate::watched::{Watcher, run};
use queuity::compile;
use queuity::discipline::Registry;
use queuity::engine::Departures;
use queuity::experiment::{Outcome, Plan, run_with_patients};
use queuity::ids::PersonId;
use queuity::measure::AnalysisSet;
use queuity::people::Person;
use queuity::report::Patients;
use queuity::scenario::Scenario;
use queuity::time::Time;

const HEAD: &str = r#"
queuity = 1

[scenario]
start        = 2026-02-02
horizon      = "50 weeks"
warm_up      = "5 weeks"
seed         = 8
replications = 3

[[attribute]]
name   = "area"
levels = ["poor", "rich"]
share  = [0.4, 0.6]
[attribute.recorded]
missing = { default = 0.1, area = { poor = 0.3 } }
"#;

/// Four services, one of them by itself; the third is reached by two ways.
const SERVICES: [&str; 4] = [
    r#"
[[service]]
name      = "screening"
referrals = { per_week = 25 }
[[service.stage]]
name  = "photo"
slots = { per_week = 25 }
misses_appointment = { default = 0.1, area = { poor = 0.2 } }
next  = [
  { ends = "treated", share = 0.2, refers_to = "eye clinic", after = { kind = "uniform", low = "3 days", high = "20 days" } },
  { ends = "discharged", share = 0.1, refers_to = "surgery", after = "1 week" },
  { ends = "discharged" },
]
"#,
    r#"
[[service]]
name      = "eye clinic"
referrals = { per_week = 12 }
waiting   = { bands_weeks = [0, 18], count = [60, 10] }
removal   = { per_week = 0.01 }
[[service.stage]]
name  = "clinic"
slots = { per_week = 17 }
next  = [{ ends = "discharged", share = 0.4, refers_to = "surgery", after = "2 weeks" }, { ends = "treated" }]
"#,
    r#"
[[service]]
name      = "surgery"
waiting   = { bands_weeks = [0, 18], count = [20, 10] }
urgency   = [{ name = "P2", share = 0.3, target = "4 weeks" }, { name = "P4", share = 0.7 }]
slots     = { per_week = 8 }
"#,
    r#"
[[service]]
name      = "hip and knee"
referrals = { per_week = 10 }
slots     = { per_week = 10 }
"#,
];

const VARIANTS: &str = r#"
[[variant]]
name = "as today"
[[variant]]
name = "last first"
discipline = { kind = "last come" }
[[variant]]
name = "nobody is referred on by the clinic"
set  = { "service[eye clinic].stage[clinic].next" = [{ ends = "treated" }] }
"#;

fn loaded(order: [usize; 4]) -> Scenario {
    let text = [HEAD, &order.map(|s| SERVICES[s]).concat(), VARIANTS].concat();
    compile::load(&text, &Registry::shipped()).unwrap_or_else(|p| panic!("{p:#?}"))
}

/// What comes out: the figures, the series and the table of people.
fn outcome(scenario: &Scenario, threads: usize) -> (Outcome, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.csv");
    let plan = Plan { threads, ..Plan::of(scenario) };
    let date = |day: i64| scenario.settings.date(day);
    let mut table = Patients::create(&path, &plan, &date, &queuity::report::Registry::shipped(), false).unwrap();
    let outcome = run_with_patients(&plan, &|_| {}, &AtomicBool::new(false), &mut table).unwrap();
    table.finish().unwrap();
    (outcome, std::fs::read(path).unwrap())
}

fn assert_same((a, people): &(Outcome, Vec<u8>), (b, there): &(Outcome, Vec<u8>), why: &str) {
    assert_eq!(format!("{:?}", a.cells), format!("{:?}", b.cells), "figures: {why}");
    assert_eq!(a.series, b.series, "series: {why}");
    assert!(people == there, "people: {why}");
}

#[test]
fn threads_and_the_order_of_services_change_no_byte() {
    let scenario = loaded([0, 1, 2, 3]);
    let one = outcome(&scenario, 1);
    assert!(!one.0.is_partial());
    for threads in [2, 3, 8] {
        assert_same(&one, &outcome(&scenario, threads), &format!("{threads} threads"));
    }
    for order in [[3, 2, 1, 0], [2, 0, 3, 1]] {
        let turned = loaded(order);
        assert_eq!(turned.resolved, scenario.resolved);
        assert_same(&one, &outcome(&turned, 3), &format!("services in the order {order:?}"));
    }
}

/// Who joined, by number, and when.
#[derive(Default)]
struct Joined(BTreeSet<(PersonId, Time)>, u64);

impl Watcher for Joined {
    fn joined(&mut self, person: &Person, _: Time) {
        self.0.insert((person.id.afresh(), person.clock_start));
    }
    fn referred_on(&mut self, _: &Person, at: Time, _: usize, _: Time) {
        self.1 += u64::from(at >= 5 * queuity::time::WEEK);
    }
}

/// The experiment runs coupled services window by window; each by itself, after those before it, sees the same people, and as many
/// referred on as the figures say.
#[test]
fn an_experiment_sees_what_each_service_sees() {
    struct Rows(BTreeSet<(usize, u64, usize, PersonId, Time)>);
    impl queuity::experiment::PatientSink for Rows {
        fn part(
            &mut self,
            v: usize,
            r: u64,
            s: usize,
            rows: &[queuity::experiment::PatientRow],
        ) -> std::io::Result<()> {
            self.0.extend(rows.iter().map(|row| (v, r, s, row.id.afresh(), row.clock_start)));
            Ok(())
        }
    }
    let scenario = loaded([0, 1, 2, 3]);
    let plan = Plan::of(&scenario);
    let mut rows = Rows(BTreeSet::new());
    let outcome = run_with_patients(&plan, &|_| {}, &AtomicBool::new(false), &mut rows).unwrap();
    let mut found = BTreeSet::new();
    for (v, variant) in scenario.variants.iter().enumerate() {
        let layout = &outcome.layout;
        for (s, service) in variant.model.services.iter().enumerate() {
            for replication in 0..3 {
                let (_, joined) = run(&variant.model, s, replication, Departures::Lazy, Joined::default()).unwrap();
                found.extend(joined.0.into_iter().map(|(id, at)| (v, replication, s, id, at)));
                let row = layout
                    .in_words()
                    .position(|r| (r.service, r.measure, r.attribute) == (service.name.as_str(), "referred_on", "all"));
                let Some(row) = row else {
                    assert!(joined.1 == 0 && ["hip and knee", "surgery"].contains(&service.name.as_str()));
                    continue;
                };
                assert_eq!(layout.rows[row].figure.population, AnalysisSet::Flow);
                let read = outcome.cells[v][replication as usize].as_ref().unwrap().get(row).unwrap();
                assert_eq!(read.value.ok(), Some(joined.1 as f64), "{} {}", variant.name, service.name);
            }
        }
    }
    assert!(rows.0.iter().filter(|r| r.3.source() == queuity::ids::Source::Onward).count() > 500);
    assert_eq!(rows.0, found);
}

/// A guard that stops one service ends the cell with its reason, on any number of threads; those who are not sent any more are missing
/// elsewhere, but nothing hangs.
#[test]
fn a_guard_stops_a_coupled_cell() {
    let narrow = HEAD.replace("seed         = 8", "seed         = 8\nmax_waiting  = 90");
    let text = [&narrow, &SERVICES.concat(), VARIANTS].concat();
    let scenario = compile::load(&text, &Registry::shipped()).unwrap_or_else(|p| panic!("{p:#?}"));
    let reasons = |threads: usize| {
        let (outcome, _) = outcome(&scenario, threads);
        outcome.stopped.into_iter().map(|s| (s.variant, s.replication, s.reason)).collect::<Vec<_>>()
    };
    let one = reasons(1);
    assert!(!one.is_empty() && format!("{one:?}").contains("screening"), "{one:?}");
    assert_eq!(one, reasons(3));
}

/// `why` tells of a person who was referred on what the table of people says, here and where they came from; by the name that they
/// had there, under every policy.
#[test]
fn why_follows_those_who_are_referred_on() {
    use queuity::why::{Happening, Question, patient};
    let scenario = loaded([0, 1, 2, 3]);
    let (_, table) = outcome(&scenario, 2);
    let mut reader = csv::Reader::from_reader(&table[..]);
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
    let onward =
        rows.iter().filter(|r| r["source"] == "onward" && r["variant"] == "as today" && r["replication"] == "0");
    let (mut direct, mut by_the_clinic, mut never) = (0, 0, 0);
    for row in onward.step_by(9) {
        let own = match row["root_source"].as_str() {
            "referral" => format!("referral-{}-{}", row["week"], row["index"]),
            source => format!("{source}-{}", row["index"]),
        };
        let name = format!("{}/{own}", row["root_service"]);
        let asked = |service| Question { service: Some(service), variant: None, replication: 0 };
        let here =
            patient(&scenario, &asked(row["service"].as_str()), &name).unwrap_or_else(|e| panic!("{e}: {row:?}"));
        assert_eq!(here.who.patient, name);
        assert_eq!(
            (here.life.status, here.life.days_waited.to_string()),
            (row["status"].as_str(), row["wait_days"].clone())
        );
        assert_eq!((&here.who.clock_start.date, &here.who.urgency), (&row["referral_date"], &row["urgency"]));
        assert_eq!(here.who.groups[0].truth, row["area_true"]);
        let root = row["root_service"].clone();
        assert_eq!(here.life.steps[0].what, Happening::ReferredFrom { root });
        never += here.others.iter().filter(|o| o.life.is_none()).count();
        // Where they came from, they were sent to this service, or to the one between.
        let there = patient(&scenario, &asked(row["root_service"].as_str()), &own).unwrap_or_else(|e| panic!("{e}"));
        let Some(Happening::ReferredOn { to, arrives }) = there.life.steps.last().map(|s| s.what.clone()) else {
            panic!("{:?}", there.life);
        };
        if to == row["service"] {
            assert_eq!(arrives.date, row["referral_date"]);
            direct += 1;
        } else {
            assert_eq!((to.as_str(), row["service"].as_str()), ("eye clinic", "surgery"));
            by_the_clinic += 1;
        }
    }
    assert!(direct > 20 && by_the_clinic > 3 && never > 3, "{direct} {by_the_clinic} {never}");
}

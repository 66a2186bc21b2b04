//! Policies and scenarios differ only where they act: a change of the scenario leaves every other draw as it was, seen in the
//! tables of pathways that are written.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use queuity::compile;
use queuity::discipline;
use queuity::experiment::{Plan, run_with_patients};
use queuity::report::{Patients, Registry};

/// One list under one policy, two attributes, missed appointments and removals; `LEVELS`, `SERVICE` and `MORE` are filled in.
const BASE: &str = r#"
queuity = 1

[scenario]
start        = 2026-02-02
horizon      = "40 weeks"
replications = 2
seed         = 11

[[attribute]]
name   = "deprivation"
LEVELS

ATTRIBUTE
[[service]]
name         = "hip and knee"
referrals    = { per_week = 14 }
waiting      = { bands_weeks = [0, 18, 52], count = [90, 60, 10] }
slots        = { per_week = 13 }
urgency      = [{ name = "P2", share = 0.2, target = "4 weeks" }, { name = "P4", share = 0.8, target = "52 weeks" }]
removal      = { per_week = 0.01 }
after_missed = { rebook = 0.6, to = "back of the queue", patience = "redrawn" }
misses_appointment = 0.15
EXTRA
MORE
"#;

const TWO: &str = r#"levels = ["most", "least"]
share  = [0.3, 0.7]"#;

/// A row of the table by column.
type Row = BTreeMap<String, String>;

fn rows(levels: &str, attribute: &str, extra: &str, more: &str) -> Vec<Row> {
    let text = BASE.replace("LEVELS", levels).replace("ATTRIBUTE", attribute).replace("EXTRA", extra);
    let text = text.replace("MORE", more);
    let scenario = compile::load(&text, &discipline::Registry::shipped()).unwrap_or_else(|p| panic!("{p:#?}"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("patients.csv");
    let plan = Plan::of(&scenario);
    let date = |day: i64| scenario.settings.date(day);
    let mut table = Patients::create(&path, &plan, &date, &Registry::shipped(), false).unwrap();
    run_with_patients(&plan, &|_| {}, &AtomicBool::new(false), &mut table).unwrap();
    table.finish().unwrap();
    let mut reader = csv::Reader::from_path(&path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

fn base() -> Vec<Row> {
    let rows = rows(TWO, "", "", "");
    for status in ["treated", "removed", "discharged", "waiting"] {
        assert!(rows.iter().any(|r| r["status"] == status), "{status} occurs");
    }
    rows
}

#[test]
fn a_level_split_into_two_neighbours() {
    let split = r#"levels = ["most", "less", "least"]
share  = [0.3, 0.4, 0.3]"#;
    let mut after = rows(split, "", "", "");
    let count = |level: &str| after.iter().filter(|r| r["deprivation_true"] == level).count();
    assert!(count("less") > 100 && count("least") > 100);
    for row in &mut after {
        for column in ["deprivation_true", "deprivation_recorded"] {
            if row[column] == "less" {
                row.insert(column.into(), "least".into());
            }
        }
    }
    assert_eq!(base(), after);
}

#[test]
fn an_empty_level() {
    let empty = r#"levels = ["most", "nobody", "least"]
share  = [0.3, 0.0, 0.7]"#;
    assert_eq!(base(), rows(empty, "", "", ""));
}

#[test]
fn an_attribute_added_last() {
    let attribute =
        "[[attribute]]\nname = \"area\"\nordered = false\nlevels = [\"north\", \"south\"]\nshare = [0.5, 0.5]\n";
    let mut after = rows(TWO, attribute, "", "");
    for row in &mut after {
        assert!(row.remove("area_true").is_some() && row.remove("area_recorded").is_some());
    }
    assert_eq!(base(), after);
}

#[test]
fn a_service_added() {
    let service = "[[service]]\nname = \"eyes\"\nreferrals = { per_week = 5 }\nslots = { per_week = 6 }\n";
    let after = rows(TWO, "", "", service);
    let (old, new): (Vec<Row>, Vec<Row>) = after.into_iter().partition(|r| r["service"] == "hip and knee");
    assert_eq!(base(), old);
    assert!(!new.is_empty());
}

#[test]
fn a_variant_added() {
    let variants = "[[variant]]\nname = \"base\"\n\n[[variant]]\nname = \"more slots\"\n\
                    set = { \"service[hip and knee].slots.per_week\" = 20 }\n";
    let (old, new): (Vec<Row>, Vec<Row>) =
        rows(TWO, "", "", variants).into_iter().partition(|r| r["variant"] == "base");
    assert_eq!(base(), old);
    // The same people come, whatever becomes of them.
    let who = |rows: &[Row]| -> Vec<Vec<String>> {
        let columns = ["replication", "source", "week", "index", "deprivation_true", "urgency", "referral_date"];
        rows.iter().map(|r| columns.iter().map(|c| r[*c].clone()).collect()).collect()
    };
    assert_eq!(who(&old), who(&new));
    assert_ne!(
        old.iter().map(|r| &r["status"]).collect::<Vec<_>>(),
        new.iter().map(|r| &r["status"]).collect::<Vec<_>>()
    );
}

#[test]
fn one_more_listed_referral() {
    let extra = "[[service.extra]]\nat = 2026-03-02\n";
    let (new, old): (Vec<Row>, Vec<Row>) = rows(TWO, "", extra, "").into_iter().partition(|r| r["source"] == "extra");
    assert_eq!(new.len(), 2, "one in each replication");
    // Who comes and when is drawn as before; one more person in the queue may move what becomes of others.
    let drawn = |rows: Vec<Row>| -> Vec<Vec<String>> {
        let columns = ["replication", "source", "week", "index", "deprivation_true", "urgency", "referral_date"];
        rows.into_iter().map(|r| columns.iter().map(|c| r[*c].clone()).collect()).collect()
    };
    assert_eq!(drawn(base()), drawn(old));
}

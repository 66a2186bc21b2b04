//! What can be seen on the day of the lists: nothing that comes later is in any layout, and everything joins.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use crate::synth::{home, listed, queuity, succeeds, table};

/// Appointments made ahead, cancelled, lost and missed, several stages, follow-ups and an attribute with a name of a column.
pub(crate) const BOOKED: &str = r#"
queuity = 1
[scenario]
start = 2026-02-02
horizon = "30 weeks"
seed = 5
[[attribute]]
name = "deprivation"
levels = ["most", "least"]
[[attribute]]
name = "patient"
levels = ["new", "known"]
[[service]]
name = "eyes"
referrals = { per_week = 16 }
waiting = { bands_weeks = [0, 12], count = [60, 30] }
misses_appointment = 0.1
after_missed = { rebook = 0.7, to = "back of the queue" }
removal = { per_week = 0.02 }
[[service.stage]]
name = "clinic"
slots = { per_week = 30, days = ["tue", "thu"], lost_sessions = 0.05 }
cancels_appointment = 0.15
levers = { booking = { ahead = "4 weeks" } }
next = [
  { to = "clinic", share = 0.3, clock_stops = "treated", after = "3 weeks" },
  { to = "surgery", share = 0.5 },
  { ends = "discharged" },
]
[[service.stage]]
name = "surgery"
slots = { per_week = 6, days = ["fri"] }
cancels_appointment = 0.1
levers = { booking = { ahead = "3 weeks" } }
next = [{ to = "clinic", share = 0.5, clock_stops = "treated", after = "2 weeks" }, { ends = "treated" }]
"#;

type Row = BTreeMap<String, String>;

/// Dates that lie ahead and are known: when an appointment is that is still to come or was called off, and by when somebody is due.
fn may_lie_ahead(column: &str, row: &Row) -> bool {
    match column {
        "appointment_date" => row["outcome"] == "booked" || row["outcome"].starts_with("cancelled"),
        "start" | "end" => row["status"] == "booked" || row["status"] == "cancelled",
        "tci_date" | "due_date" => true,
        _ => false,
    }
}

fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 10 && bytes[4] == b'-' && bytes[7] == b'-' && bytes[..4].iter().all(u8::is_ascii_digit)
}

/// Every table of a folder.
fn tables(folder: &Path) -> BTreeMap<String, Vec<Row>> {
    let files = std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path());
    let csv = files.filter(|p| p.extension().is_some_and(|e| e == "csv"));
    csv.map(|p| (p.file_stem().expect("a name").to_string_lossy().into_owned(), table(&p))).collect()
}

/// The column of the person in each table, as the truth says.
fn persons(folder: &Path) -> BTreeMap<String, String> {
    let keys = crate::synth::truth(folder)["keys"].as_object().expect("the keys of the tables").clone();
    let person =
        |(name, keys): (&String, &serde_json::Value)| Some((name.clone(), keys["person"].as_str()?.to_string()));
    keys.iter().filter_map(person).collect()
}

fn nothing_is_later(folder: &Path, layout: &str, as_of: &str) {
    let tables = tables(folder);
    let people: BTreeSet<&String> = tables["truth_people"].iter().map(|r| &r["patient_id"]).collect();
    let persons = persons(folder);
    assert_eq!(
        persons.len() == 1,
        ["rtt", "ocel", "ocel2"].contains(&layout),
        "{layout}: only the truth tells of people where they have no column"
    );
    for (name, rows) in &tables {
        for row in rows {
            let folded: BTreeSet<String> = row.keys().map(|c| c.to_lowercase()).collect();
            assert_eq!(folded.len(), row.len(), "{layout}, {name}");
            for (column, text) in row.iter().filter(|(_, text)| is_date(text)) {
                assert!(&text[..10] <= as_of || may_lie_ahead(column, row), "{layout}, {name}, {column}: {row:?}");
            }
            if let Some(person) = persons.get(name) {
                assert!(people.contains(&row[person]), "{layout}, {name}: {row:?}");
            }
        }
    }
}

fn days_are_in_order(tidy: &BTreeMap<String, Vec<Row>>) {
    let pathways: BTreeMap<&String, &Row> = tidy["pathways"].iter().map(|r| (&r["pathway_id"], r)).collect();
    let mut last: Option<&Row> = None;
    let mut ahead: BTreeMap<&String, usize> = BTreeMap::new();
    for row in &tidy["appointments"] {
        let path = pathways[&row["pathway_id"]];
        assert!(
            path["referral_date"] <= row["booked_date"] && row["booked_date"] <= row["appointment_date"],
            "{row:?}"
        );
        if row["follow_up"] == "true" {
            assert!(path["status"] != "waiting" && path["end_date"] <= row["booked_date"], "{row:?} {path:?}");
        } else if !path["end_date"].is_empty() && !row["outcome"].starts_with("cancelled") {
            assert!(row["appointment_date"] <= path["end_date"], "{row:?} {path:?}");
        }
        if let Some(before) = last.filter(|b| b["pathway_id"] == row["pathway_id"]) {
            assert!(before["booked_date"] <= row["booked_date"], "{before:?} {row:?}");
        }
        *ahead.entry(&row["pathway_id"]).or_default() += usize::from(row["outcome"] == "booked");
        last = Some(row);
    }
    assert!(ahead.values().all(|n| *n <= 1), "nobody has two appointments to come on one list");
}

/// Whatever the day, the layout and what is injected: what comes later is not there, keys join, and days are in order.
#[test]
fn nothing_in_any_layout_is_later_than_its_day() {
    let home = home(BOOKED);
    let layouts = listed(home.path(), "layouts");
    let mut runner =
        TestRunner::new(Config { cases: 4, max_shrink_iters: 0, rng_seed: RngSeed::Fixed(7), ..Config::default() });
    let days = (2_u32..8, 1_u32..29).prop_map(|(month, day)| format!("2026-{month:02}-{day:02}"));
    let inject = prop_oneof![Just(None), Just(Some("days: deprivation=most, 21 days"))];
    let cancelled = std::cell::Cell::new(0);
    let law = |(as_of, inject): (String, Option<&str>)| {
        for layout in &layouts {
            let mut arguments = vec!["synth", "s.toml", "--out", "out", "--force", "--raw", "--population", "all"];
            arguments.extend(["--as-of", as_of.as_str(), "--layout", layout.as_str(), "--format", "csv"]);
            arguments.extend(inject.map(|i| ["--inject", i]).into_iter().flatten());
            succeeds(queuity(home.path(), &arguments));
            let out = home.path().join("out");
            nothing_is_later(&out, layout, &as_of);
            if layout == "tidy" {
                let tidy = tables(&out);
                days_are_in_order(&tidy);
                let is =
                    |r: &&Row| r["outcome"].starts_with("cancelled") && r["appointment_date"].as_str() > as_of.as_str();
                cancelled.set(cancelled.get() + tidy["appointments"].iter().filter(is).count());
            }
        }
        Ok(())
    };
    runner.run(&(days, inject).prop_filter("on the list", |(day, _)| day.as_str() > "2026-02-02"), law).expect("holds");
    assert!(cancelled.get() > 3, "appointments ahead were cancelled: {}", cancelled.get());
}

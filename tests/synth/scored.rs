//! What is found of the faults on purpose is scored against the truth.

use std::collections::{BTreeMap, BTreeSet};

use super::mess::{rows_of, synth, told};
use crate::synth::{SMALL, home, queuity, said, succeeds, table};

#[test]
fn what_is_found_is_scored() {
    let home = home(SMALL);
    synth(home.path(), "out", &["--mess", "typical"]);
    let out = home.path().join("out");
    // A small check of the kind that people write: dates that are none, and identifiers that are there twice.
    let pathways = table(&out.join("pathways.csv"));
    let mut seen = BTreeSet::new();
    let mut found = String::from("table,row,column,kind\n");
    let is_date = |text: &str| {
        text.len() == 10 && text.split('-').map(str::len).collect::<Vec<_>>() == [4, 2, 2] && text >= "2000"
    };
    for (i, row) in pathways.iter().enumerate() {
        for column in ["referral_date", "end_date"] {
            if !row[column].is_empty() && !is_date(&row[column]) {
                found.push_str(&format!("pathways,{},{column},\n", i + 1));
            }
        }
        if !seen.insert(row["pathway_id"].clone()) {
            found.push_str(&format!("pathways,{},,duplicate\n", i + 1));
        }
    }
    // And two that are none.
    let faulty: BTreeSet<String> = table(&out.join("truth_faults.csv")).iter().map(|f| f["row"].clone()).collect();
    let clean: Vec<String> =
        (1..=pathways.len()).map(|i| i.to_string()).filter(|i| !faulty.contains(i)).take(2).collect();
    clean.iter().for_each(|row| found.push_str(&format!("pathways,{row},referral_date,\n")));
    std::fs::write(home.path().join("found.csv"), &found).expect("is written");
    let score = succeeds(queuity(home.path(), &["score", "out", "found.csv", "--json"]));
    let score: serde_json::Value = serde_json::from_str(&score).expect("JSON");
    let kind = |name: &str| {
        let all = score["kinds"].as_array().expect("a list");
        all.iter().find(|k| k["of"] == name).unwrap_or_else(|| panic!("no {name}")).clone()
    };
    assert_eq!((&kind("duplicate")["recall"], &kind("duplicate")["precision"]), (&1.0.into(), &1.0.into()));
    assert_eq!(kind("late arrival")["found"], 0);
    let findings = found.lines().count() as u64 - 1;
    assert_eq!((score["all"]["said"].as_u64(), score["all"]["right"].as_u64()), (Some(findings), Some(findings - 2)));
    let groups: u64 = score["groups"].as_array().expect("a list").iter().filter_map(|g| g["said"].as_u64()).sum();
    assert_eq!(groups, 2 * findings, "everything that was said is in a level of each attribute, also what is wrong");
    // Columns and rows of the tables are known, also those without a fault.
    std::fs::write(
        home.path().join("wrong.csv"),
        "table,row,column\npathways,1,refferal_date\npathways,0,\npatient,1,\n",
    )
    .expect("is written");
    let refused = queuity(home.path(), &["score", "out", "wrong.csv"]);
    assert_eq!(refused.status.code(), Some(3), "{}", said(&refused));
    let words = ["line 2", "did you mean `referral_date`?", "line 3", "row `0`", "line 4", "did you mean `patients`?"];
    words.iter().for_each(|words| assert!(said(&refused).contains(words), "{words}: {}", said(&refused)));
    let text = succeeds(queuity(home.path(), &["score", "out/truth_faults.csv", "found.csv"]));
    assert!(text.contains("By true group") && text.contains("deprivation: most"), "{text}");
}

#[test]
fn what_is_found_is_scored_by_group_in_every_layout_with_people() {
    let found = "row,column,kind\n1,,\n2,,\n3,,\n";
    for (layout, name) in
        [("wlmds", "wl_openpathways"), ("nhsr", "waiting_list"), ("events", "event_log"), ("deltas", "deltas")]
    {
        let (home, faults) = told(SMALL, layout, "[[fault]]\nkind = \"missing\"\nrate = 0.2\n");
        let kind = format!("table,{}", found.replace('\n', &format!("\n{name},")));
        std::fs::write(home.path().join("found.csv"), kind.trim_end_matches(&format!("{name},"))).expect("is written");
        let score = succeeds(queuity(home.path(), &["score", "out", "found.csv", "--json"]));
        let score: serde_json::Value = serde_json::from_str(&score).expect("JSON");
        let said: u64 = score["groups"].as_array().expect("a list").iter().filter_map(|g| g["said"].as_u64()).sum();
        assert_eq!(said, 6, "{layout}: three rows, two attributes: {score}");
        assert_eq!(score["remarks"], serde_json::json!([]), "{layout}");
        // By identifier alone, too, also where a row has no fault.
        let rows = rows_of(home.path(), name);
        let faulty: BTreeSet<&String> = faults.iter().map(|f| &f["id"]).collect();
        let key =
            crate::synth::truth(&home.path().join("out"))["keys"][name]["id"].as_str().expect("a column").to_string();
        let clean = rows.iter().map(|r| &r[&key]).find(|id| !faulty.contains(id)).expect("a clean row");
        std::fs::write(home.path().join("found.csv"), format!("table,id\n{name},{clean}\n")).expect("is written");
        let score = succeeds(queuity(home.path(), &["score", "out", "found.csv", "--json"]));
        let score: serde_json::Value = serde_json::from_str(&score).expect("JSON");
        assert_eq!(score["remarks"], serde_json::json!([]), "{layout}");
    }
}

/// The truth is read in whatever format the lists are, and gives the same score.
#[test]
fn what_is_found_is_scored_in_every_format() {
    let home = home(SMALL);
    let mut scores = BTreeMap::new();
    for (format, layout) in [
        ("csv", "tidy"),
        ("ndjson", "tidy"),
        ("parquet", "tidy"),
        ("xlsx", "tidy"),
        ("ndjson", "fhir"),
        ("csv", "fhir"),
    ] {
        synth(home.path(), "out", &["--mess", "typical", "--layout", layout, "--format", format]);
        // Some that are faults, and some that are none, with the column and without.
        let (table, id) =
            if layout == "tidy" { ("pathways", "service") } else { ("Patient", "extension.0.valueString") };
        let mut found = String::from("table,row,column,kind\n");
        (1..400).for_each(|row| found += &format!("{table},{row},{},\n", if row % 2 == 0 { id } else { "" }));
        std::fs::write(home.path().join("found.csv"), found).expect("is written");
        let score = succeeds(queuity(home.path(), &["score", "out", "found.csv", "--json"]));
        let score: serde_json::Value = serde_json::from_str(&score).expect("JSON");
        assert!(score["all"]["right"].as_u64() > Some(5) && score["remarks"] == serde_json::json!([]), "{score}");
        assert!(score["groups"].as_array().is_some_and(|g| g.len() == 5), "{format}, {layout}: {score}");
        let first = scores.entry(layout).or_insert_with(|| score.clone());
        assert_eq!(*first, score, "{format}, {layout}");
    }
    // What was found may be lines of JSON, too.
    std::fs::write(home.path().join("found.ndjson"), "{\"row\":1,\"table\":\"Patient\"}\n").expect("is written");
    succeeds(queuity(home.path(), &["score", "out", "found.ndjson"]));
}

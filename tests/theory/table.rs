//! Every case of the reference is tested, and the committed table says so.

use super::cases::CASES;
use super::{TESTED, oracle, traces};

#[test]
fn every_case_is_tested() {
    for case in oracle::all() {
        let id = case["id"].as_str().expect("a name");
        let listed = CASES.iter().filter(|(known, _)| *known == id).count();
        let trace = usize::from(id.starts_with(traces::PREFIX));
        assert_eq!(listed + trace, 1, "{id}");
        assert_eq!(TESTED.contains(&id), listed == 1, "{id}");
    }
    assert_eq!(TESTED.len(), CASES.len());
    assert_eq!(oracle::all().len(), CASES.len() + traces::cases().count());
}

/// `cargo run --release --features validate --example validate` writes the table.
#[test]
fn the_committed_table_has_every_case_and_nothing_that_disagrees() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/validation.md");
    let table = std::fs::read_to_string(path).expect("docs/validation.md is committed");
    for case in oracle::all() {
        let id = case["id"].as_str().expect("a name");
        let rows: Vec<&str> = table.lines().filter(|l| l.starts_with(&format!("| `{id}` |"))).collect();
        assert!(!rows.is_empty(), "{id} is not in the table");
        // Whatever can be expressed has been judged, quantity by quantity.
        if let Some((_, build)) = CASES.iter().find(|(known, _)| *known == id) {
            for quantity in build(id).runs.iter().flat_map(|run| &run.quantities) {
                let named = |row: &&str| row.split(" | ").nth(1).is_some_and(|name| name.ends_with(&quantity.name));
                assert!(rows.iter().any(named), "{id}: {} is not in the table", quantity.name);
            }
            assert!(rows.iter().all(|row| row.contains("| agrees")), "{id}");
        }
    }
    assert!(!table.contains("DISAGREES") && !table.contains("UNDERPOWERED"));
}

/// A copy of the reference beside this project, where there is one, has the same parameters and values.
#[test]
fn the_copied_cases_are_those_of_the_reference() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/oracles/theory.json");
    let Ok(text) = std::fs::read_to_string(path) else { return };
    let reference: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let reference = reference["oracles"].as_array().expect("a list");
    for case in oracle::all() {
        let original = reference.iter().find(|c| c["id"] == case["id"]).expect("the case");
        assert_eq!(original["expected"], case["expected"], "{}", case["id"]);
        assert_eq!(original["parameters"], case["parameters"], "{}", case["id"]);
    }
}

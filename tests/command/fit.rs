//! The order of today from tables, through the command.

use std::fmt::Write as _;

use crate::command::{queuity, said, succeeds, write};

/// Lists at the ends of three months and those treated between: a list that stays as it is, on which one in ten leaves in a week, three of four
/// of them treated.
fn table() -> String {
    let bands: Vec<f64> = (0..27).map(|b| 900.0 * f64::powi(0.9, b) * if b == 26 { 10.0 } else { 1.0 }).collect();
    let mut out = String::from("Period,Part description,Specialty");
    (0..26).for_each(|b| write!(out, ",>{b}-{} weeks", b + 1).unwrap());
    out += ",26 plus\n";
    for (date, days) in [("2024-12-31", 0.0), ("2025-01-31", 31.0), ("2025-02-28", 28.0)] {
        for (part, times) in [("Incomplete", 1.0), ("Completed", 0.075 * days / 7.0)] {
            if times > 0.0 {
                write!(out, "{date},{part},Knees").unwrap();
                bands.iter().for_each(|n| write!(out, ",{:.0}", n * times).unwrap());
                out += "\n";
            }
        }
    }
    out
}

const MAPPING: &str = "[parts]\n\"Incomplete\" = \"list\"\n\"Completed\" = \"treated\"\n";

#[test]
fn own_figures_stand_beside_the_models_and_in_the_scenario() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "months.csv", &table());
    write(home.path(), "m.toml", MAPPING);
    let asked = ["fit", "months.csv", "--mapping", "m.toml", "--out", "f.toml", "--ahead", "2", "--sizes", "9000"];
    let text = succeeds(queuity(home.path(), &asked));
    for wanted in ["2025-02: one's own figures", "within 18 weeks", "2025-04: forecast", "9,000", "It reproduces today"]
    {
        assert!(text.contains(wanted), "{wanted} is missing:\n{text}");
    }
    let told = succeeds(queuity(home.path(), &["check", "f.toml"]));
    assert!(told.contains("as today in 2025-02 (fitted without it): it reproduces today."), "{told}");
    // The same files and flags give the same bytes.
    let first = std::fs::read(home.path().join("f.toml")).expect("a scenario");
    let output = succeeds(queuity(home.path(), &[&asked[..], &["--force", "--json"]].concat()));
    assert_eq!(std::fs::read(home.path().join("f.toml")).expect("a scenario"), first);
    let value: serde_json::Value = serde_json::from_str(&output).expect("JSON");
    assert_eq!((value["as_today"].as_bool(), value["ahead"].as_array().map(Vec::len)), (Some(true), Some(2)));
    // Of all who leave three of four are treated.
    let chance = value["treated"]["per_week"][8].as_f64().expect("a number");
    assert!((chance - 0.075).abs() < 0.006, "{chance}");
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_written() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "months.csv", &table());
    write(home.path(), "m.toml", MAPPING);
    write(home.path(), "mine.toml", "mine");
    let base = ["fit", "months.csv", "--mapping", "m.toml"];
    for (more, code, wanted) in [
        (vec!["--out", "mine.toml"], 4, "exists already"),
        (vec!["--out", "months.csv", "--force"], 4, "is read here"),
        (vec!["--ahead", "1", "--sizes", "1,2"], 2, "gives 2 months"),
        (vec!["--ahead", "1", "--treated=-5"], 2, "above 0"),
        (vec!["--hold-out", "2"], 3, "cannot be held out"),
        (vec!["--where", "Specialty=Hips"], 3, "no row has the values"),
    ] {
        let output = queuity(home.path(), &[&base[..], &more].concat());
        assert_eq!(output.status.code(), Some(code), "{more:?}: {}", said(&output));
        assert!(said(&output).contains(wanted), "{more:?}: {}", said(&output));
    }
    assert_eq!(std::fs::read_to_string(home.path().join("mine.toml")).expect("still there"), "mine");
    assert!(!home.path().join("fitted.toml").exists());
}

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
    for wanted in ["2025-02: your own figures", "within 18 weeks", "2025-04: forecast", "9,000", "It reproduces today"]
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

/// People of two lists, on the second of which so many were treated in the last weeks.
fn people(of_few: usize) -> String {
    let day = |back: usize| {
        let day = jiff::civil::date(2026, 1, 31).checked_sub(jiff::Span::new().days(back as i64)).expect("a day");
        day.to_string()
    };
    let mut out = String::from("NHS number,Specialty,Referral date,Date treated,DNAs\n");
    let mut number = 9_000_000_000_u64;
    let mut row = |list: &str, came: usize, treated: Option<usize>, missed: usize| {
        number += 7;
        let treated = treated.map_or_else(String::new, day);
        writeln!(out, "{number},{list},{},{treated},{missed}", day(came)).unwrap();
    };
    for i in 0..900 {
        let (came, stays) = (i * 367 % 364, 3 + i * 131 % 160);
        row("ENT", came, came.checked_sub(stays), usize::from(i % 9 == 0));
    }
    (0..60).for_each(|i| row("Pain", 40 + 4 * i, None, 0));
    (0..of_few).for_each(|i| row("Pain", 60 + 20 * i, Some(3 + i % 2), 0));
    out
}

/// Of a list on which few were treated nothing is told, not even whether there were any; and JSON has no more digits than the text.
#[test]
fn a_list_with_few_treated_has_no_row() {
    let home = tempfile::tempdir().expect("a folder");
    let fit = |few: usize, more: &[&str]| {
        write(home.path(), "list.csv", &people(few));
        let asked = ["fit", "list.csv", "--date", "2026-01-31", "--out", "f.toml", "--force"];
        succeeds(queuity(home.path(), &[&asked[..], more].concat()))
    };
    for few in [0, 1, 7] {
        let text = fit(few, &[]);
        assert!(!text.contains("Each list under") && !text.contains("One order for all"), "{few}:\n{text}");
        let json: serde_json::Value = serde_json::from_str(&fit(few, &["--json"])).expect("JSON");
        let lists = json["lists"].as_array().expect("lists");
        assert_eq!((lists.len(), lists[0]["list"].as_str()), (1, Some("ENT")), "{few}: {lists:?}");
        let mut told: Vec<&serde_json::Value> = lists.iter().map(|l| &l["waits"]).collect();
        told.extend(json["tested"].as_array().expect("tests").iter().map(|t| &t["waits"]));
        let judged = told.iter().flat_map(|waits| waits.as_object().expect("numbers").values());
        let curve = ["per_week", "low", "high"].map(|k| json["treated"][k].as_array().expect("a curve"));
        for number in judged.chain(curve.into_iter().flatten()) {
            let digits = number.to_string();
            let digits = digits.split('e').next().expect("digits").replace('.', "");
            assert!(digits.trim_matches('0').len() <= 3, "{few}: {number}");
        }
    }
    let text = fit(12, &[]);
    assert!(text.contains("Each list under") && text.contains("Pain ") && text.contains("ENT "), "{text}");
    assert!(text.contains("Appointments missed: "), "a column of DNAs counts missed appointments:\n{text}");
}

/// Small groups of today's list stand under not recorded, where all who were referred are recorded: the scenario is one that is read.
#[test]
fn a_fit_of_small_groups_is_a_scenario() {
    let home = tempfile::tempdir().expect("a folder");
    let mut out = String::from("NHS number,Specialty,Referral date,Date treated,Ethnicity,Sex\n");
    for i in 0..1_600_usize {
        let day = |back: usize| {
            jiff::civil::date(2026, 1, 31).checked_sub(jiff::Span::new().days(back as i64)).expect("a day")
        };
        let few = i % 4 == 0;
        let (came, stays) = (1 + i * 367 % 361, 3 + i * 131 % 60);
        // Of the smaller group only ten wait, five of each sex.
        let treated =
            if few && i >= 40 { Some(came.saturating_sub(stays)) } else { came.checked_sub(stays).filter(|_| !few) };
        let treated = treated.map_or_else(String::new, |back| day(back).to_string());
        let (level, sex) = (if few { "Mixed" } else { "White" }, ["F", "M"][i / 4 % 2]);
        writeln!(out, "{},ENT,{},{treated},{level},{sex}", 9_000_000_000 + 7 * i, day(came)).unwrap();
    }
    write(home.path(), "list.csv", &out);
    succeeds(queuity(home.path(), &["fit", "list.csv", "--date", "2026-01-31", "--out", "f.toml"]));
    let text = std::fs::read_to_string(home.path().join("f.toml")).expect("a scenario");
    assert!(text.contains("\"Ethnicity\" = \"Mixed\", \"Sex\" = \"not recorded\""), "{text}");
    assert!(text.contains("# of the list: 10 of "), "{text}");
    succeeds(queuity(home.path(), &["check", "f.toml"]));
}

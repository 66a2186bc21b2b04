//! Lists held against another scenario: what is far is told as far, what differs by chance as that, and nothing of few people.

use std::path::Path;

use serde_json::Value;

use crate::synth::{SMALL, home, queuity, said, succeeds, table, truth};

fn held(home: &Path, scenario: &str, against: &str, more: &[&str]) -> Value {
    let arguments =
        ["synth", scenario, "--out", "out", "--force", "--raw", "--population", "all", "--against", against];
    let told = succeeds(queuity(home, &[&arguments[..], more].concat()));
    assert!(told.contains("Distances from"), "{told}");
    let found: Value =
        serde_json::from_slice(&std::fs::read(home.join("out/against.json")).expect("a file")).expect("JSON");
    // A figure that is not of all lists of the other scenario says so.
    let lists = found["distances"].as_array().expect("a list").iter().map(|l| number(l, "lists"));
    let partly = lists.inspect(|n| assert!((1.0..=5.0).contains(n))).filter(|n| *n < 5.0).count();
    assert_eq!(told.contains("of fewer than 5 lists"), partly > 0, "{partly}: {told}");
    found
}

fn line(found: &Value, kind: &str, service: &str, of: &str) -> Value {
    let lines = found["distances"].as_array().expect("a list");
    let is = |l: &&Value| l["kind"] == kind && l["service"] == service && l["of"] == of;
    lines.iter().find(is).unwrap_or_else(|| panic!("no {kind} of {service}, {of}: {found}")).clone()
}

fn number(line: &Value, key: &str) -> f64 {
    line[key].as_f64().unwrap_or_else(|| panic!("no {key} in {line}"))
}

#[test]
fn what_differs_is_far_and_what_does_not_is_as_near_as_chance() {
    let home = home(SMALL);
    // Fewer slots on one list, other shares and fewer referrals on the other.
    let other = SMALL
        .replace("slots = { per_week = 20, days", "slots = { per_week = 12, days")
        .replace("share = [0.6, 0.4]", "share = [0.2, 0.8]")
        .replace("referrals = { per_week = 15 }", "referrals = { per_week = 9 }");
    std::fs::write(home.path().join("other.toml"), other).expect("is written");
    let rows = ["--rows", "6000"];
    let same = held(home.path(), "s.toml", "s.toml", &rows);
    for l in same["distances"].as_array().expect("a list") {
        // Within a few times what chance does, of lists with people enough for a distance.
        let (far, chance) = (number(l, "distance").abs(), number(l, "by_chance").abs());
        assert!(number(l, "written") < 100.0 || far < 4.0 * chance + 0.08, "{l}");
        assert!(number(l, "distance") > 0.0 || l["kind"] != "waits", "other people: {l}");
    }
    let far = held(home.path(), "s.toml", "other.toml", &rows);
    let waits = line(&far, "waits", "hips", "of the waiting");
    assert!(number(&waits, "distance") > 0.15 && number(&waits, "days") > 20.0, "{waits}");
    assert!(number(&waits, "days") > 5.0 * number(&waits, "days_by_chance"), "{waits}");
    let by_group = line(&far, "waits", "hips", "of the waiting, deprivation: most");
    assert!(number(&by_group, "days") > 20.0, "{by_group}");
    let mix = line(&far, "mix", "eyes", "site");
    assert!((number(&mix, "distance") - 0.4).abs() < 0.05, "{mix}");
    assert!((number(&line(&far, "pair", "eyes", "deprivation and site"), "distance") - 0.4).abs() < 0.05);
    assert!(number(&line(&far, "mix", "eyes", "deprivation"), "distance") < 0.05);
    let flow = line(&far, "flow", "eyes", "referred in a week");
    assert!((number(&flow, "distance") - (15.0 / 9.0 - 1.0)).abs() < 0.15, "{flow}");
    assert!((number(&flow, "written") - 15.0).abs() < 1.5 && (number(&flow, "against") - 9.0).abs() < 1.0, "{flow}");
    // What is counted of the written list is what is in its files.
    let pathways = table(&home.path().join("out/pathways.csv"));
    let waiting = pathways.iter().filter(|r| r["service"] == "hips" && r["status"] == "waiting").count();
    assert_eq!(number(&waits, "written"), waiting as f64);
    let manifest = std::fs::read_to_string(home.path().join("out/manifest.json")).expect("a file");
    assert!(manifest.contains("against.json"), "{manifest}");
}

#[test]
fn figures_of_few_people_are_held_back_and_what_is_on_one_side_only_is_told() {
    let home = home(SMALL);
    let other = SMALL.replace("name = \"eyes\"", "name = \"ears\"").replace("\"middle\"", "\"mid\"");
    std::fs::write(home.path().join("other.toml"), other).expect("is written");
    let found = held(home.path(), "s.toml", "other.toml", &["--rows", "60"]);
    assert!(found["held_back"].as_u64().is_some_and(|n| n > 0), "{found}");
    for l in found["distances"].as_array().expect("a list").iter().filter(|l| l["kind"] != "flow") {
        assert!(number(l, "written") >= 8.0 && number(l, "against") >= 8.0, "{l}");
    }
    let lists = found["distances"].as_array().expect("a list").iter().map(|l| number(l, "lists"));
    assert!(lists.fold(5.0, f64::min) < 5.0, "{found}");
    let only = found["only"].to_string();
    assert!(
        only.contains("the written list only: mix of eyes") && only.contains("the other scenario only: mix of ears"),
        "{only}"
    );
}

/// A list of people, as a hospital has it, with one person who is like no other.
fn people() -> String {
    let mut text = String::from("NHS Number,Referral date,Specialty,Ethnic group\n");
    for i in 0_u32..400 {
        let level = if i % 4 == 0 { "Asian" } else { "White" };
        let number = 4_000_000_000_u64 + u64::from(i) * 7;
        text += &format!("{number},2025-{:02}-{:02},ENT,{level}\n", 1 + i % 12, 1 + i * 7 % 28);
    }
    text + "9434765919,1987-06-23,ENT,Canary\n"
}

#[test]
fn lists_that_come_from_real_people_hold_none_of_them() {
    let home = home(SMALL);
    std::fs::write(home.path().join("people.csv"), people()).expect("is written");
    std::fs::write(home.path().join("m.toml"), "date = \"2025-12-31\"\n").expect("is written");
    let output = queuity(home.path(), &["import", "people.csv", "--out", "fitted.toml", "--mapping", "m.toml"]);
    succeeds(output);
    let fitted = std::fs::read_to_string(home.path().join("fitted.toml")).expect("a file");
    assert!(fitted.contains("derived = true"), "{fitted}");
    let arguments =
        ["synth", "fitted.toml", "--out", "out", "--force", "--raw", "--against", "fitted.toml", "--rows", "500"];
    let told = succeeds(queuity(home.path(), &arguments));
    let out = home.path().join("out");
    assert!(truth(&out)["derived"].is_string(), "it is said of the lists, too");
    let mut all = told;
    for file in std::fs::read_dir(&out).expect("a folder").map(|e| e.expect("an entry").path()) {
        all += &std::fs::read_to_string(file).expect("a text");
    }
    // It begins with the list, and so is held against lists of an earlier day as of its first.
    std::fs::write(
        home.path().join("early.toml"),
        SMALL.replace("name = \"hips\"", "name = \"ENT\"").replace("2026-02-02", "2025-02-03"),
    )
    .expect("is written");
    let arguments = ["synth", "early.toml", "--out", "early", "--rows", "300", "--against", "fitted.toml"];
    let early = succeeds(queuity(home.path(), &arguments));
    assert!(early.contains("as of its first day, 2026-01-01"), "{early}");
    let real: Vec<String> =
        people().lines().skip(1).map(|l| l.split(',').next().expect("a number").to_string()).collect();
    assert!(real.iter().all(|number| !all.contains(number.as_str())), "no number of anybody");
    assert!(!all.contains("Canary") && !all.contains("1987-06-23"));
    // And what says that it is derived and tells of few people is no scenario to make lists of, or to hold lists against.
    let few = SMALL.replace("[scenario]", "[scenario]\nderived = true").replace("count = [60,", "count = [5,");
    let one = fitted.replacen("[[service]]", "[[service]]\nextra = [{ at = \"1 week\" }]", 1);
    for bad in [few, one] {
        std::fs::write(home.path().join("bad.toml"), bad).expect("is written");
        for arguments in
            [&["synth", "bad.toml", "--out", "no"][..], &["synth", "s.toml", "--out", "no", "--against", "bad.toml"]]
        {
            let output = queuity(home.path(), arguments);
            assert_eq!(output.status.code(), Some(3), "{}", said(&output));
            assert!(said(&output).contains("derived from rows of real people"), "{}", said(&output));
            assert!(!home.path().join("no").exists());
        }
    }
}

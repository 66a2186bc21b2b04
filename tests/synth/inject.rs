//! Inequity on purpose: what is told of it is what is in the files.

use std::collections::BTreeMap;
use std::path::Path;

use crate::synth::{SMALL, home, queuity, said, succeeds, table, truth};

fn synth(home: &Path, out: &str, more: &[&str]) -> serde_json::Value {
    let arguments = ["synth", "s.toml", "--out", out, "--force", "--as-of", "2026-07-31", "--population", "all"];
    succeeds(queuity(home, &[&arguments[..], more].concat()));
    truth(&home.join(out))
}

fn effect(truth: &serde_json::Value, reading: &str) -> serde_json::Value {
    let effects = truth["inequity"]["effects"].as_array().expect("a list");
    effects.iter().find(|e| e["reading"] == reading).unwrap_or_else(|| panic!("no {reading}")).clone()
}

/// The mean of a number of the rows of a true level, minus that of all others.
fn gap(folder: &Path, file: &str, value: impl Fn(&BTreeMap<String, String>) -> Option<f64>) -> f64 {
    let most: BTreeMap<String, bool> = table(&folder.join("truth_people.csv"))
        .into_iter()
        .map(|r| (r["patient_id"].clone(), r["deprivation_true"] == "most"))
        .collect();
    let mut sums = [(0.0, 0.0); 2];
    for row in table(&folder.join(file)) {
        if let Some(x) = value(&row) {
            let side = &mut sums[usize::from(!most[&row["patient_id"]])];
            *side = (side.0 + x, side.1 + 1.0);
        }
    }
    sums[0].0 / sums[0].1 - sums[1].0 / sums[1].1
}

fn near(a: f64, b: &serde_json::Value) -> bool {
    (a - b.as_f64().expect("a number")).abs() < 1e-9
}

#[test]
fn what_is_told_of_the_files_is_what_they_say() {
    let home = home(SMALL);
    let group = "deprivation=most";
    for (what, rows) in [
        (format!("missed appointments: {group}, x4"), None),
        (format!("removals: {group}, x5"), Some("900")),
        (format!("rank: {group}, 60 days"), Some("2000")),
        (format!("days: {group}, +21 days"), None),
    ] {
        let rows = rows.map_or_else(Vec::new, |n| vec!["--rows", n]);
        let told = synth(home.path(), "out", &[&["--inject", what.as_str()][..], &rows].concat());
        let out = home.path().join("out");
        let wait =
            gap(&out, "pathways.csv", |r| (r["status"] == "treated").then(|| r["wait_days"].parse().expect("days")));
        assert!(near(wait, &effect(&told, "wait_of_treated")["in_the_files"]), "{what}");
        let missed = gap(&out, "appointments.csv", |r| match (r["follow_up"].as_str(), r["outcome"].as_str()) {
            ("false", "did not attend") => Some(1.0),
            ("false", "attended") => Some(0.0),
            _ => None,
        });
        assert!(near(missed, &effect(&told, "missed")["in_the_files"]), "{what}");
        let gone =
            gap(&out, "pathways.csv", |r| Some(f64::from(!["treated", "waiting"].contains(&r["status"].as_str()))));
        assert!(near(gone, &effect(&told, "removed")["in_the_files"]), "{what}");
        // The dates agree all the same.
        for row in table(&out.join("pathways.csv")) {
            assert!(
                row["end_date"].is_empty()
                    || (row["referral_date"] <= row["end_date"] && row["end_date"].as_str() <= "2026-07-31")
            );
            assert_eq!(row["end_date"].is_empty(), row["status"] == "waiting");
        }
    }
}

#[test]
fn each_mechanism_does_what_it_is_called_by() {
    let home = home(SMALL);
    for (mechanism, strength, reading) in [
        ("missed appointments", "x4", "missed"),
        ("removals", "x5", "removed"),
        ("rank", "60 days", "wait_of_treated"),
        ("days", "21 days", "wait_of_treated"),
    ] {
        let what = format!("{mechanism}: deprivation=most, {strength}");
        let told = synth(home.path(), "out", &["--inject", &what]);
        let effect = effect(&told, reading);
        let lower = effect["effect"]["lower"].as_f64().expect("an interval");
        assert!(lower > 0.0, "{what}: {effect}");
        assert!(effect["with"]["value"].as_f64() > effect["without"]["value"].as_f64());
        assert_eq!(effect["sites"], 40);
    }
}

#[test]
fn a_size_is_reached_or_refused() {
    let home = home(SMALL);
    for (what, reading, size) in [
        ("missed appointments: deprivation=most, +15 points", "missed", 0.15),
        ("rank: deprivation=most, +10 days", "wait_of_treated", 10.0),
        ("days: deprivation=most, +21 days", "wait_of_treated", 21.0),
        ("days: site=north, +1.5 days", "wait_of_treated", 1.5),
        ("late referral: deprivation=most, +30 days", "presented_to_referral", 30.0),
    ] {
        let told = synth(home.path(), "out", &["--inject", what]);
        let [value, lower, upper] =
            ["value", "lower", "upper"].map(|end| effect(&told, reading)["effect"][end].as_f64().expect("a number"));
        assert!((value - size).abs() <= 0.01 * size && lower - 1e-6 <= size && size <= upper + 1e-6, "{what}: {told}");
        // What was asked for and what was reached stand in the truth, in the unit that was asked in.
        let (inequity, times) = (&told["inequity"], if what.ends_with("points") { 100.0 } else { 1.0 });
        assert!(near(times * size, &inequity["asked"]["size"]) && inequity["asked"]["of"] == reading, "{inequity}");
        for (end, x) in [("value", value), ("lower", lower), ("upper", upper)] {
            assert!(near(times * x, &inequity["reached"][end]), "{inequity}");
        }
    }
    let told = synth(home.path(), "out", &["--inject", "days: deprivation=most, 21 days"]);
    assert_eq!(told["inequity"]["asked"], serde_json::json!({ "of": "strength", "size": 21.0, "unit": "days" }));
    assert!(told["inequity"]["reached"].is_null());
    for (what, words) in [
        ("removals: deprivation=most, +99 points", "cannot make an effect of 99 points"),
        ("rank: deprivation=most, +1000 days", "the nearest that was found is"),
        ("rank: deprivation=mos, 3 days", "did you mean `most`?"),
        ("removals: deprivation=most, +5 points", "nobody in a list of those who wait has left"),
        ("days: deprivation=most, +100 days", "try --population all"),
    ] {
        let output = queuity(home.path(), &["synth", "s.toml", "--out", "no", "--inject", what]);
        assert_eq!(output.status.code(), Some(2), "{what}: {}", said(&output));
        assert!(said(&output).contains(words), "{what}: {}", said(&output));
        assert!(!home.path().join("no").exists());
    }
    let strict =
        crate::synth::home(&format!("{SMALL}\n[[variant]]\nname = \"strict\"\ndiscipline = {{ kind = \"strict\" }}\n"));
    // Others do both, and nobody of that level.
    let never = SMALL.replace(
        "removal = { per_week = 0.01 }",
        "removal = { per_week = { default = 0.01, deprivation = { most = 0 } } }",
    );
    let never = never.replace(
        "{ default = 0.1, deprivation = { \"most\" = 0.2 } }",
        "{ default = 0.1, deprivation = { \"most\" = 0 } }",
    );
    let never = crate::synth::home(&never.replace("misses_appointment = { default = 0.05 }", ""));
    for (home, what, words) in [
        (&strict, "rank: deprivation=most, 3 days", "the rule is `strict`"),
        (&never, "removals: deprivation=most, x3", "nobody of that level leaves the list untreated"),
        (&never, "removals: deprivation=most, x1", "nobody of that level leaves the list untreated"),
        (&never, "missed appointments: deprivation=most, x1", "nobody of that level misses appointments"),
    ] {
        let output = queuity(home.path(), &["synth", "s.toml", "--out", "no", "--inject", what]);
        assert_eq!(output.status.code(), Some(2), "{what}: {}", said(&output));
        assert!(said(&output).contains(words), "{what}: {}", said(&output));
    }
}

#[test]
fn late_referral_is_in_a_column_of_its_own_and_in_no_wait() {
    let home = home(SMALL);
    let told = synth(home.path(), "out", &["--inject", "late referral: deprivation=most, +30 days"]);
    let effect_of = effect(&told, "presented_to_referral");
    for end in ["value", "lower", "upper"] {
        assert!(near(30.0, &effect_of["effect"][end]), "{effect_of}");
    }
    let out = home.path().join("out");
    let day = |text: &str| {
        let p: Vec<i64> = text.split('-').map(|x| x.parse().expect("a number")).collect();
        let (y, m) = if p[1] > 2 { (p[0], p[1] - 3) } else { (p[0] - 1, p[1] + 9) };
        365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + p[2]
    };
    let found = gap(&out, "pathways.csv", |r| Some((day(&r["referral_date"]) - day(&r["presented_date"])) as f64));
    assert!(near(found, &effect_of["in_the_files"]) && (found - 30.0).abs() < 4.0, "{found}");
    assert!(near(0.0, &effect(&told, "wait_of_treated")["effect"]["value"]));
}

#[test]
fn days_are_added_to_the_treated_of_the_group_alone_and_capacity_follows() {
    let home = home(SMALL);
    synth(home.path(), "with", &["--inject", "days: deprivation=most, 21 days"]);
    synth(home.path(), "without", &[]);
    let of = |folder: &str, file: &str| table(&home.path().join(folder).join(file));
    let most: BTreeMap<String, bool> = of("with", "truth_people.csv")
        .into_iter()
        .map(|r| (r["patient_id"].clone(), r["deprivation_true"] == "most"))
        .collect();
    let (with, without) = (of("with", "pathways.csv"), of("without", "pathways.csv"));
    assert_eq!(with.len(), without.len());
    let mut later = 0;
    for (a, b) in with.iter().zip(&without) {
        let days = |r: &BTreeMap<String, String>| r["wait_days"].parse::<i64>().expect("days");
        assert_eq!(a["pathway_id"], b["pathway_id"]);
        if b["status"] == "treated" && most[&a["patient_id"]] {
            let known = a["status"] == "treated";
            assert!(
                if known { days(a) == days(b) + 21 } else { days(a) >= days(b) && days(a) < days(b) + 21 },
                "{a:?} {b:?}"
            );
            later += 1;
        } else {
            assert_eq!(a, b);
        }
    }
    assert!(later > 100);
    let came = of("with", "appointments.csv").iter().filter(|r| r["outcome"] == "attended").count() as u64;
    let attended = |folder: &str| {
        of(folder, "capacity.csv").iter().map(|r| r["attended"].parse::<u64>().expect("a count")).sum::<u64>()
    };
    assert_eq!(attended("with"), came);
    assert!(attended("with") < attended("without"));
}

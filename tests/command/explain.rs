//! `queuity explain`.

use serde_json::Value;

use crate::command::{queuity, said, succeeds};

#[test]
fn a_code_is_explained() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path();
    let words = succeeds(queuity(folder, &["explain", "q0606"]));
    for part in [
        "Q0606: shares that do not sum to 1",
        "Why: ",
        "What to do: ",
        "    share = { count = [402, 371, 330] }",
        "exit code 3",
    ] {
        assert!(words.contains(part), "{part}: {words}");
    }
    let warning = succeeds(queuity(folder, &["explain", "W0632"]));
    assert!(warning.contains("W0632") && warning.contains("nothing is refused"), "{warning}");
}

#[test]
fn all_codes_are_listed_and_a_wrong_one_suggests_the_nearest() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path();
    let all = succeeds(queuity(folder, &["explain"]));
    assert!(all.lines().any(|l| l.starts_with("Q0101")) && all.lines().any(|l| l.starts_with("W0652")), "{all}");
    let wrong = queuity(folder, &["explain", "Q0211"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(wrong.stdout.is_empty());
    assert!(said(&wrong).contains("there is no code `Q0211`; did you mean Q0201?"), "{}", said(&wrong));
    let one: Value = serde_json::from_str(&succeeds(queuity(folder, &["explain", "Q0504", "--json"]))).expect("JSON");
    assert_eq!((one["code"].as_str(), one["exit"].as_u64()), (Some("Q0504"), Some(5)));
    let every: Value = serde_json::from_str(&succeeds(queuity(folder, &["explain", "--json"]))).expect("JSON");
    assert!(every.as_array().is_some_and(|list| list.len() > 100));
}

/// Codes that only the command brings.
#[test]
fn a_primary_measure_that_is_not_there_and_a_load_near_one() {
    let home = tempfile::tempdir().expect("a folder");
    let text = |head: &str, slots: &str| {
        format!(
            "queuity = 1\n[scenario]\nstart = 2026-02-02\nhorizon = \"60 weeks\"\n{head}[[service]]\nname = \"a\"\n\
             referrals = {{ per_week = 62 }}\nslots = {{ per_week = {slots} }}\n"
        )
    };
    let file = crate::command::write(home.path(), "primary.toml", &text("primary = [\"weeks_untreatd\"]\n", "70"));
    let wrong = queuity(home.path(), &["compare", &file.to_string_lossy(), "--replications", "1"]);
    assert_eq!(wrong.status.code(), Some(3));
    assert!(said(&wrong).contains("Q0705"), "{}", said(&wrong));
    let near = crate::command::write(home.path(), "near.toml", &text("", "62.3"));
    let checked = queuity(home.path(), &["check", &near.to_string_lossy()]);
    assert!(said(&checked).contains("W0633"), "{}", said(&checked));
}

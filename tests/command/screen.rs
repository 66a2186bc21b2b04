//! What a comparison prints: one screen, with the figures of the tables; the rest with `--full`. And what the manifest marks.

use crate::command::{SMALL, queuity, succeeds, write};

/// The rows of a table as names and values of its columns.
fn table(home: &std::path::Path, name: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let text = std::fs::read(home.join("out").join(name)).expect("a table");
    let mut rows = csv::Reader::from_reader(&text[..]);
    let head = rows.headers().expect("a head").clone();
    let row = |row: csv::StringRecord| head.iter().map(String::from).zip(row.iter().map(String::from)).collect();
    rows.records().map(|r| row(r.expect("a row"))).collect()
}

/// The words of the first line that begins with a name, behind a title.
fn line<'a>(text: &'a str, title: &str, name: &str) -> Vec<&'a str> {
    let at = text.find(title).unwrap_or_else(|| panic!("no {title}: {text}"));
    let line = text[at..].lines().find(|l| l.starts_with(name)).unwrap_or_else(|| panic!("no {name}: {text}"));
    line[name.len()..].split_whitespace().filter(|word| *word != "*").collect()
}

#[test]
fn it_opens_with_today_by_group_and_says_who_gains_and_who_pays() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", SMALL);
    let text = succeeds(queuity(home.path(), &["compare", "s.toml", "--out", "out"]));
    assert!(text.lines().count() <= 52, "{} lines\n{text}", text.lines().count());
    assert!(text.lines().all(|l| l.chars().count() <= 100), "{text}");
    let summary = table(home.path(), "summary.csv");
    let figure = |variant: &str, at: &str, measure: &str, attribute: &str, group: &str| -> f64 {
        let holds = |row: &&std::collections::BTreeMap<String, String>| {
            [("variant", variant), ("service", "all"), ("population", "snapshot"), ("at", at), ("measure", measure)]
                .into_iter()
                .chain([("attribute", attribute), ("group", group)])
                .all(|(key, value)| row[key] == value)
        };
        summary.iter().find(holds).expect("a row")["estimate"].parse().expect("a number")
    };
    let (today, end) = ("2026-02-02", "2026-11-08");
    for (name, variant, at) in [("today", "first come", today), ("first come", "first come", end)] {
        let shown = line(&text, "The list today", name);
        let within = figure(variant, at, "waiting_within_18w", "all", "all");
        assert_eq!(
            shown[0].replace(',', ""),
            format!("{:.0}", figure(variant, at, "list_size", "all", "all")),
            "{text}"
        );
        assert_eq!(shown[1], format!("{:.1}", 100.0 * within), "{text}");
        let by_group = line(&text, "By deprivation", name);
        let most = figure(variant, at, "waiting_within_18w", "deprivation", "most");
        assert_eq!(by_group[0], shown[1], "{text}");
        assert_eq!(by_group[1], format!("{:.1}", 100.0 * most), "{text}");
    }
    // The reference first, the gap over time only of policies, and who pays by group with what is not told apart marked.
    assert!(text.find("first come *").expect("the reference") < text.find("Who gains and who pays").expect("a table"));
    assert!(text.contains('▁') || text.contains('█'), "{text}");
    let contrasts = table(home.path(), "contrasts.csv");
    let others: Vec<&str> = contrasts.iter().map(|row| row["variant"].as_str()).collect();
    let other = others.iter().find(|name| text.contains(**name)).expect("a policy");
    let row = contrasts.iter().find(|row| {
        (
            row["variant"].as_str(),
            row["measure"].as_str(),
            row["attribute"].as_str(),
            row["group"].as_str(),
            row["population"].as_str(),
        ) == (other, "weeks_untreated", "deprivation", "most", "joined")
            && row["service"] == "all"
    });
    let row = row.expect("a contrast");
    let shown = line(&text, "Who gains and who pays", other)[1];
    let number = |key: &str| row[key].parse::<f64>().expect("a number");
    let apart = number("lower") > 0.0 || number("upper") < 0.0;
    assert_eq!(!shown.ends_with('~'), apart || row["verdict"] == "identical", "{shown} {row:?}");
    let days: f64 = shown.trim_end_matches('~').parse().expect("days");
    assert!((days - 7.0 * number("difference")).abs() <= 0.051, "{shown} {row:?}");
    assert!(text.contains("--full"), "{text}");
}

#[test]
fn all_else_is_behind_full() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", SMALL);
    let screen = succeeds(queuity(home.path(), &["compare", "s.toml"]));
    let full = succeeds(queuity(home.path(), &["compare", "s.toml", "--full"]));
    assert!(full.contains("95% interval") && full.contains("±") && !screen.contains("±"), "{full}");
    assert!(full.lines().count() > screen.lines().count());
    // One policy alone has no rows of changes, and no levels where there are none.
    let one = succeeds(queuity(home.path(), &["run", "s.toml"]));
    assert!(one.contains("today") && !one.contains("Who gains"), "{one}");
}

/// Figures that were simulated from rows of real people say so.
#[test]
fn the_manifest_says_where_a_scenario_is_derived_from_rows_of_people() {
    let home = tempfile::tempdir().expect("a folder");
    for (text, derived) in
        [(SMALL.to_string(), false), (SMALL.replace("[scenario]\n", "[scenario]\nderived = true\n"), true)]
    {
        write(home.path(), "s.toml", &text);
        succeeds(queuity(home.path(), &["compare", "s.toml", "--out", "out", "--force"]));
        let manifest = std::fs::read(home.path().join("out/manifest.json")).expect("a manifest");
        let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
        assert_eq!(manifest.get("derived"), derived.then_some(serde_json::json!(true)).as_ref());
    }
}

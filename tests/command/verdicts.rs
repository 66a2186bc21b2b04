//! What `queuity compare` prints and writes of gaps and of differences that matter.

use serde_json::Value;

use crate::command::{queuity, said, succeeds, write};

/// The first attribute is only a criterion; the second one is reported.
const UNREPORTED: &str = r#"
queuity = 1
[scenario]
title = "first attribute is not reported"
start = 2026-01-05
horizon = "40 weeks"
follow_up = "30 days"
replications = 10
reference = "head start"
[[attribute]]
name = "risk"
levels = ["high", "low"]
report = false
[[attribute]]
name = "dep"
levels = ["most", "least"]
[[service]]
name = "a"
referrals = { per_week = 20 }
waiting = { count = 200, wait = { kind = "exponential", mean = "10 weeks" } }
slots = { per_week = 15 }
[[variant]]
name = "first come"
[[variant]]
name = "head start"
discipline = { kind = "head start", by_group = { dep = { most = 200 } } }
"#;

#[test]
fn the_printed_gap_is_that_of_the_first_attribute_that_is_reported() {
    let home = tempfile::tempdir().expect("a folder");
    for (text, name) in [
        (UNREPORTED.to_string(), "dep"),
        (UNREPORTED.replace("name = \"dep\"", "name = \"dep\"\nordered = false"), "dep"),
    ] {
        write(home.path(), "s.toml", &text);
        let printed = succeeds(queuity(home.path(), &["compare", "s.toml", "--full"]));
        let gap = printed.lines().find(|l| l.starts_with("gap, weeks"));
        assert!(gap.is_some_and(|l| l.contains(" to ")), "{printed}");
        // Within 18 weeks looks beyond 30 days; nothing else is missing.
        assert_eq!(printed.matches("n/a").count(), 2, "{printed}");
        assert!(printed.contains(name) && printed.contains("followed for 30 days"), "{printed}");
        let unwrapped = printed.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(unwrapped.contains("within the first 30 days") || printed.contains("can't tell"), "{printed}");
        // The reference stands first, though the file has it last.
        let place = |name: &str| printed.find(&format!("\n{name}")).unwrap_or_else(|| panic!("{name}: {printed}"));
        assert!(place("head start *") < place("first come"), "{printed}");
        assert!(!printed.contains("-0.0 ") && !printed.contains("-0.00 "), "{printed}");
        let json: Value =
            serde_json::from_str(&succeeds(queuity(home.path(), &["compare", "s.toml", "--json"]))).expect("JSON");
        let rows = json["contrasts"].as_array().expect("rows");
        let gap = rows
            .iter()
            .find(|r| r["measure"] == "weeks_untreated.gap" && r["group"] == "" && r["population"] == "joined");
        assert!(
            gap.is_some_and(|r| r["p_adjusted"].is_number()),
            "the primary gap is that of the same attribute: {gap:?}"
        );
    }
}

#[test]
fn every_row_is_judged_by_its_verdict_and_measured_by_what_matters() {
    let home = tempfile::tempdir().expect("a folder");
    let text = UNREPORTED.replace(
        "replications = 10",
        "replications = 6\nmatters = { weeks_untreated = \"3 days\", list_size = 50, fate_removed = \"none\" }",
    );
    write(home.path(), "s.toml", &text);
    let json: Value =
        serde_json::from_str(&succeeds(queuity(home.path(), &["compare", "s.toml", "--json"]))).expect("JSON");
    let mut gaps = 0;
    for row in json["contrasts"].as_array().expect("rows") {
        let (measure, verdict) = (row["measure"].as_str().expect("a name"), row["verdict"].as_str().expect("a word"));
        let judgement = match verdict {
            "better" | "narrows" => "better",
            "worse" | "widens" | "opens" => "worse",
            _ => "",
        };
        assert_eq!(row["judgement"], judgement, "{row}");
        let is_gap = measure.ends_with(".gap") || measure.ends_with(".sii_most_minus_least");
        gaps += usize::from(is_gap);
        assert!(!is_gap || !["better", "worse", "higher", "lower"].contains(&verdict), "{row}");
        let smallest =
            match (measure, json["summary"].as_array().expect("rows").iter().find(|r| r["measure"] == measure)) {
                ("weeks_untreated" | "weeks_untreated.gap", _) => Some(3.0 / 7.0),
                ("list_size", _) => Some(50.0),
                ("fate_removed" | "fate_removed.gap", _) => None,
                (_, Some(row)) if row["unit"] == "share" => Some(0.005),
                (_, Some(row)) if row["unit"] == "weeks" => Some(1.0 / 7.0),
                _ => None,
            };
        let number = |key: &str| row[key].as_f64();
        let material = match (smallest, number("difference"), number("lower"), number("upper")) {
            (Some(m), _, Some(low), Some(high)) if low.max(-low).max(high).max(-high) <= m => {
                "no difference that matters"
            }
            (Some(m), Some(d), Some(_), _) if d.abs() <= m => "may be too small to matter",
            _ => "",
        };
        assert_eq!(row["material"], material, "{row}");
        if let (Some(r), Some(v), Some(d)) = (number("reference_mean"), number("variant_mean"), number("difference")) {
            assert!((v - r - d).abs() <= 1e-9 * (1.0 + r.abs()), "{row}");
        }
    }
    assert!(gaps > 20, "{gaps}");
}

#[test]
fn what_matters_is_refused_where_it_says_nothing() {
    let home = tempfile::tempdir().expect("a folder");
    for (given, words) in [
        ("weeks_untreatd = 1", "the nearest is `weeks_untreated`"),
        ("list_size = \"2 days\"", "is in people"),
        ("weeks_untreated = \"much\"", "not a duration"),
        ("weeks_untreated = -1", "negative"),
    ] {
        write(home.path(), "s.toml", &UNREPORTED.replace("replications = 10", &format!("matters = {{ {given} }}")));
        let output = queuity(home.path(), &["check", "s.toml"]);
        assert_eq!(output.status.code(), Some(3), "{}", said(&output));
        assert!(said(&output).contains(words) && said(&output).contains("Q0706"), "{}", said(&output));
    }
}

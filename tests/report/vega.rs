//! Charts for other programs: each a Vega-Lite file with its data in it.

use std::collections::BTreeSet;
use std::io::{self, Cursor, Read};

use queuity::report::html::Html;
use queuity::report::{Document, ResultFiles};
use serde_json::Value;

use crate::report::one_run::made;
use crate::report::small::{Names, PLAIN, Result};

/// The files that belong to the page, by name.
fn charts(of: &Result) -> Vec<(String, Value)> {
    let open = |name: &str| -> io::Result<Box<dyn Read>> {
        let text = of.files.get(name).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(Cursor::new(text.clone().into_bytes())))
    };
    let files = Html::default().make_all(&ResultFiles::new(&open)).expect("files");
    assert_eq!(files[0].0, "report.html");
    let chart = |(name, bytes): &(String, Vec<u8>)| (name.clone(), serde_json::from_slice(bytes).expect("JSON"));
    files[1..].iter().map(chart).collect()
}

/// Every name of a field that marks are drawn by.
fn fields(spec: &Value, out: &mut BTreeSet<String>) {
    match spec {
        Value::Object(entries) => {
            for (key, value) in entries {
                match (key.as_str(), value) {
                    ("field", Value::String(name)) => _ = out.insert(name.clone()),
                    ("data", _) => {}
                    _ => fields(value, out),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|v| fields(v, out)),
        _ => {}
    }
}

#[test]
fn every_chart_of_the_page_has_its_file_with_its_data() {
    let found = charts(&made(&PLAIN));
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    for name in [
        "level-gap.vl.json",
        "chart-fates.vl.json",
        "weeks-list.vl.json",
        "run-list.vl.json",
        "run-groups.vl.json",
        "run-gap.vl.json",
    ] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    assert!(names.iter().any(|n| n.starts_with("dumbbell-")), "{names:?}");
    // They belong to the page, and a chart of the reader's own does not.
    assert!(names.iter().all(|n| Html::default().owns(n)) && !Html::default().owns("mine.vl.json"));
    let page = made(&PLAIN).page();
    assert_eq!(page.matches("class=\"wide\"").count(), found.len(), "{names:?}");
    for (name, spec) in &found {
        assert_eq!(spec["$schema"], "https://vega.github.io/schema/vega-lite/v5.json", "{name}");
        let rows = spec["data"]["values"].as_array().expect("data");
        assert!(!rows.is_empty(), "{name}");
        let marks = ["mark", "layer", "facet"].iter().filter(|k| spec.get(**k).is_some()).count();
        assert_eq!(marks, 1, "{name}");
        let mut asked = BTreeSet::new();
        fields(spec, &mut asked);
        assert!(asked.len() > 2, "{name}: {asked:?}");
        for row in rows {
            let keys: BTreeSet<String> = row.as_object().expect("a row").keys().cloned().collect();
            assert!(asked.is_subset(&keys), "{name}: {asked:?} {keys:?}");
            assert!(row.as_object().expect("a row").values().all(|v| !v.is_array() && !v.is_object()), "{name}");
        }
        // The message of the page is the title, and nothing is fetched.
        let title: Vec<&str> =
            spec["title"]["text"].as_array().expect("lines").iter().filter_map(Value::as_str).collect();
        assert!(page.contains(title.join(" ").as_str()), "{name}: {title:?}");
        assert!(spec["description"].as_str().is_some_and(|d| d.len() > 20), "{name}");
        assert!(!spec.to_string().replace("https://vega.github.io/schema", "").contains("http"), "{name}");
    }
    // The figures of the page.
    let (_, dumbbell) = found.iter().find(|(n, _)| n.starts_with("dumbbell-")).expect("a chart");
    let row = &dumbbell["data"]["values"][0];
    assert_eq!(
        (row["row"].as_str(), row["group"].as_str(), row["value"].as_f64()),
        (Some("as today"), Some("most deprived"), Some(24.0))
    );
}

#[test]
fn names_are_data_and_titles_and_nothing_else() {
    for bad in [
        "<script>alert(1)</script>",
        "datum.x",
        "=cmd()|'/c calc'!A1",
        "a\u{202e}b",
        "\u{1b}[31mred",
        "a.b[c]",
        &"x".repeat(200),
    ] {
        let least = format!("{bad} least");
        let names = Names { reference: bad, policy: "head start", service: "hips", most: bad, least: &least };
        for (name, spec) in charts(&made(&names)) {
            let text = spec.to_string();
            assert!(!text.contains('\u{202e}') && !text.contains("\\u001b") && !text.contains('\u{1b}'), "{name}");
            let mut asked = BTreeSet::new();
            fields(&spec, &mut asked);
            assert!(asked.iter().all(|f| f.chars().all(|c| c.is_ascii_lowercase() || c == '_')), "{name}: {asked:?}");
        }
    }
}

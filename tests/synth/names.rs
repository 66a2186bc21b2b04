//! Names and folders that do harm elsewhere: what is accepted comes back as it is, and nothing is written beside the lists.

use std::collections::BTreeSet;
use std::path::Path;

use calamine::Reader;

use crate::synth::{SMALL, home, queuity, said, succeeds, table};

/// A text as a TOML string.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text")
}

fn files(folder: &Path) -> BTreeSet<String> {
    let names = std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").file_name());
    names.map(|n| n.to_string_lossy().into_owned()).collect()
}

#[test]
fn a_name_is_refused_or_comes_back_as_it_is_in_every_format() {
    let long = "x".repeat(300);
    let mut written = 0;
    for name in [
        "a, \"b\"\nc",
        "\\input{x}",
        "a|b`c`",
        "]]><b>&amp;",
        "../../x",
        "/etc/x",
        "C:\\x",
        "\\\\server\\s",
        "con",
        "a:b",
        "dot.",
        "=1+1",
        "+1",
        "-1",
        "@x",
        "'x'",
        "{\"a\": 1}",
        "NaN",
        "null",
        "true",
        "2026-01-01",
        "0012",
        "1e5",
        " a",
        "é😀",
        "\u{202e}abc",
        "tab\there",
        "nul\0",
        "_x0041_",
        long.as_str(),
    ] {
        let scenario =
            SMALL.replace("name = \"eyes\"", &format!("name = {}", quoted(name))).replace("\"north\"", &quoted(name));
        let home = home(&scenario);
        let arguments = ["synth", "s.toml", "--out", "out", "--raw", "--population", "all", "--rows", "400", "--quiet"];
        let output = queuity(home.path(), &[&arguments[..], &["--format", "csv,ndjson,xlsx"]].concat());
        if !output.status.success() {
            assert_eq!(output.status.code(), Some(3), "{name:?}: {}", said(&output));
            assert_eq!(files(home.path()), BTreeSet::from(["s.toml".to_string()]), "{name:?}");
            continue;
        }
        written += 1;
        assert_eq!(files(home.path()), ["out", "s.toml"].map(String::from).into(), "{name:?}");
        assert!(files(&home.path().join("out")).iter().all(|f| f.len() < 40 && f.is_ascii()), "{name:?}");
        let out = home.path().join("out");
        let services: Vec<String> = table(&out.join("pathways.csv")).iter().map(|r| r["service"].clone()).collect();
        assert!(services.iter().any(|s| s == name) && services.iter().all(|s| s == name || s == "hips"), "{name:?}");
        let text = std::fs::read_to_string(out.join("pathways.ndjson")).expect("a file");
        let lines = text.lines().map(|l| serde_json::from_str::<serde_json::Value>(l).expect("JSON"));
        assert_eq!(
            lines.map(|l| l["service"].as_str().expect("a name").to_string()).collect::<Vec<_>>(),
            services,
            "{name:?}"
        );
        let bytes = std::fs::read(out.join("pathways.xlsx")).expect("a file");
        let mut book = calamine::Xlsx::new(std::io::Cursor::new(bytes)).expect("a workbook");
        assert!(book.worksheet_formula("table").expect("a sheet").is_empty(), "{name:?}");
        let sheet = book.worksheet_range("table").expect("a sheet");
        let column = sheet.rows().next().expect("a header").iter().position(|c| *c == "service").expect("it");
        assert_eq!(sheet.rows().skip(1).map(|r| r[column].to_string()).collect::<Vec<_>>(), services, "{name:?}");
        let levels: BTreeSet<String> = table(&out.join("patients.csv")).iter().map(|r| r["site_2"].clone()).collect();
        assert!(levels.contains(name), "{name:?}: {levels:?}");
    }
    assert!(written > 20, "most names are names: {written}");
}

#[test]
fn attributes_that_fold_to_one_column_have_one_each_in_every_layout() {
    let attribute =
        |name: &str, levels: &str| format!("[[attribute]]\nname = \"{name}\"\nlevels = {levels}\nshare = [0.5, 0.5]\n");
    let more = [
        ("Age Group", "[\"a1\", \"a2\"]"),
        ("age-group", "[\"b1\", \"b2\"]"),
        ("AGE_GROUP!", "[\"c1\", \"c2\"]"),
        ("Patient ID", "[\"d1\", \"d2\"]"),
    ];
    let more: String = more.iter().map(|(name, levels)| attribute(name, levels)).collect();
    let home = home(&SMALL.replace("[[service]]\nname = \"hips\"", &format!("{more}\n[[service]]\nname = \"hips\"")));
    for (layout, name) in [
        ("tidy", "patients"),
        ("deltas", "opening"),
        ("wlmds", "wl_openpathways"),
        ("nhsr", "waiting_list"),
        ("events", "event_log"),
        ("ocel", "ocel_objects"),
        ("ocel2", "ocel"),
        ("fhir", "Patient"),
        ("synthea", "patients"),
    ] {
        let arguments =
            ["synth", "s.toml", "--out", "out", "--force", "--population", "all", "--rows", "300", "--format", "csv"];
        succeeds(queuity(home.path(), &[&arguments[..], &["--layout", layout]].concat()));
        for file in [name, "truth_people"] {
            let rows = table(&home.path().join(format!("out/{file}.csv")));
            let folded: BTreeSet<String> = rows[0].keys().map(|c| c.to_lowercase()).collect();
            assert_eq!(folded.len(), rows[0].len(), "{layout}, {file}");
            for levels in ["a", "b", "c", "d"] {
                let is = |column: &&String| {
                    let mut values = rows.iter().map(|r| r[*column].as_str()).filter(|v| !v.is_empty()).peekable();
                    values.peek().is_some() && values.all(|v| v == format!("{levels}1") || v == format!("{levels}2"))
                };
                assert_eq!(rows[0].keys().filter(is).count(), 1, "{layout}, {file}, {levels}: {:?}", rows[0]);
            }
        }
    }
}

#[test]
fn files_of_others_stay_and_folders_that_are_none_are_refused() {
    let home = home(SMALL);
    let synth = |out: &str, more: &[&str]| {
        queuity(home.path(), &[&["synth", "s.toml", "--rows", "50", "--quiet", "--out", out][..], more].concat())
    };
    // A file in the place of the folder, and a folder below a file.
    std::fs::write(home.path().join("file"), "mine").expect("is written");
    for out in ["file", "file/below"] {
        let output = synth(out, &["--force"]);
        assert_eq!(output.status.code(), Some(4), "{out}: {}", said(&output));
        assert_eq!(std::fs::read_to_string(home.path().join("file")).expect("is there"), "mine");
    }
    // Another's file under the name of a list.
    std::fs::create_dir(home.path().join("out")).expect("a folder");
    std::fs::write(home.path().join("out/pathways.csv"), "mine").expect("is written");
    for force in [&[][..], &["--force"]] {
        let output = synth("out", force);
        assert_eq!(output.status.code(), Some(4), "{}", said(&output));
        assert_eq!(std::fs::read_to_string(home.path().join("out/pathways.csv")).expect("is there"), "mine");
        assert_eq!(files(&home.path().join("out")).len(), 1, "nothing is left");
    }
    // Earlier lists are replaced only where that is said, and notes beside them stay.
    succeeds(synth("own", &["--format", "csv,xlsx"]));
    std::fs::write(home.path().join("own/notes.txt"), "mine").expect("is written");
    assert_eq!(synth("own", &[]).status.code(), Some(4));
    succeeds(synth("own", &["--force"]));
    let left = files(&home.path().join("own"));
    assert!(left.contains("notes.txt") && !left.contains("pathways.xlsx") && left.contains("pathways.csv"), "{left:?}");
    // The scenario itself is never replaced.
    std::fs::copy(home.path().join("s.toml"), home.path().join("scenario.toml")).expect("is copied");
    let output = queuity(home.path(), &["synth", "scenario.toml", "--rows", "50", "--out", ".", "--force"]);
    assert!(!output.status.success() && said(&output).contains("scenario.toml"), "{}", said(&output));
    assert_eq!(std::fs::read_to_string(home.path().join("scenario.toml")).expect("is there"), SMALL);
}

//! Faults on purpose: those in the files are exactly those in the truth.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::synth::{SMALL, home, listed, queuity, said, succeeds, table, truth};

pub(super) type Rows = Vec<BTreeMap<String, String>>;

pub(super) fn synth(home: &Path, out: &str, more: &[&str]) {
    let arguments = ["synth", "s.toml", "--out", out, "--force", "--raw", "--population", "all", "--rows", "1500"];
    succeeds(queuity(home, &[&arguments[..], more].concat()));
}

/// The clean table again, of the spoilt one and the truth; and what was wrong is told.
fn mended(spoilt: &Rows, faults: &[&BTreeMap<String, String>], clean: &Rows, key: &str) -> Rows {
    let mut rows: Vec<Option<BTreeMap<String, String>>> = spoilt.iter().cloned().map(Some).collect();
    let wanted: BTreeMap<&String, &BTreeMap<String, String>> = clean.iter().map(|r| (&r[key], r)).collect();
    for fault in faults {
        let Ok(row) = fault["row"].parse::<usize>() else { continue };
        let here = rows[row - 1].as_mut().expect("one fault takes a row away at most");
        assert_eq!(here[key], fault["id"], "the row is the one that is told");
        if fault["column"].is_empty() {
            rows[row - 1] = None;
            continue;
        }
        assert_eq!(here[&fault["column"]], fault["spoilt"]);
        assert_ne!(fault["clean"], fault["spoilt"]);
        here.insert(fault["column"].clone(), fault["clean"].clone());
        if fault["kind"] == "stale" {
            for column in ["end_date", "wait_days"] {
                here.insert(column.into(), wanted[&fault["id"]][column].clone());
            }
        }
    }
    rows.into_iter().flatten().collect()
}

#[test]
fn the_faults_are_those_that_are_told_and_nothing_else_is_changed() {
    let home = home(SMALL);
    synth(home.path(), "clean", &[]);
    for profile in ["light", "typical", "by group", "migration"] {
        synth(home.path(), "spoilt", &["--mess", profile]);
        let told = table(&home.path().join("spoilt/truth_faults.csv"));
        assert!(told.len() > 20, "{profile}: {}", told.len());
        for (name, key) in [
            ("pathways", "pathway_id"),
            ("patients", "patient_id"),
            ("appointments", "appointment_id"),
            ("removals", "pathway_id"),
        ] {
            let file = format!("{name}.csv");
            let (clean, spoilt) =
                (table(&home.path().join("clean").join(&file)), table(&home.path().join("spoilt").join(&file)));
            let faults: Vec<_> = told.iter().filter(|f| f["table"] == name).collect();
            let gone: BTreeSet<&String> = faults.iter().filter(|f| f["row"].is_empty()).map(|f| &f["id"]).collect();
            let left: Rows = clean.iter().filter(|r| !gone.contains(&r[key])).cloned().collect();
            assert_eq!(left.len() + gone.len(), clean.len());
            let again = mended(&spoilt, &faults, &clean, key);
            assert_eq!(again.len(), left.len(), "{profile}, {name}");
            for (a, b) in again.iter().zip(&left) {
                assert_eq!(a, b, "{profile}, {name}");
            }
        }
        for file in ["truth_people.csv", "capacity.csv"] {
            let of = |folder: &str| std::fs::read(home.path().join(folder).join(file)).expect("a file");
            assert!(file == "capacity.csv" && profile != "light" || of("clean") == of("spoilt"), "{profile}, {file}");
        }
    }
}

#[test]
fn every_kind_is_made_where_it_can_be() {
    let home = home(SMALL);
    synth(home.path(), "out", &["--mess", "typical"]);
    let faults = table(&home.path().join("out/truth_faults.csv"));
    let kinds: BTreeSet<&str> = faults.iter().map(|f| f["kind"].as_str()).collect();
    // Counts of people are in other layouts.
    let listed: serde_json::Value =
        serde_json::from_str(&succeeds(queuity(home.path(), &["list", "faults", "--json"]))).expect("JSON");
    let all: BTreeSet<&str> =
        listed.as_array().expect("a list").iter().map(|k| k["name"].as_str().expect("a name")).collect();
    let never: Vec<&&str> = all.difference(&kinds).collect();
    assert_eq!(never, [&"suppressed"]);
    assert_eq!(truth(&home.path().join("out"))["rows"]["truth_faults"], faults.len());
}

#[test]
fn a_kind_more_moves_no_other() {
    let home = home(SMALL);
    let one = "[[fault]]\nkind = \"missing\"\nrate = 0.1\n";
    let two = "[[fault]]\nkind = \"mixed formats\"\nrate = 0.1\n";
    let of = |text: &str| -> BTreeSet<(String, String)> {
        std::fs::write(home.path().join("p.toml"), text).expect("is written");
        synth(home.path(), "out", &["--mess", "p.toml"]);
        let faults = table(&home.path().join("out/truth_faults.csv"));
        faults.iter().filter(|f| f["kind"] == "missing").map(|f| (f["id"].clone(), f["column"].clone())).collect()
    };
    let alone = of(one);
    assert!(alone.len() > 200, "{}", alone.len());
    assert_eq!(alone, of(&format!("{one}{two}")));
    assert_eq!(alone, of(&format!("{two}{one}")));
}

#[test]
fn rates_are_kept_by_true_group() {
    let home = home(SMALL);
    let text = "[[fault]]\nkind = \"missing\"\ntable = \"patients\"\ncolumn = \"deprivation\"\nrate = 0.02\nby = { deprivation = { most = 0.5 } }\n";
    std::fs::write(home.path().join("p.toml"), text).expect("is written");
    synth(home.path(), "out", &["--mess", "p.toml"]);
    let faults = table(&home.path().join("out/truth_faults.csv"));
    let people = table(&home.path().join("out/truth_people.csv"));
    let share = |most: bool| {
        let of = |rows: &Rows| rows.iter().filter(|r| (r["deprivation_true"] == "most") == most).count() as f64;
        of(&faults) / of(&people)
    };
    assert!((share(true) - 0.5).abs() < 0.08, "{}", share(true));
    assert!((share(false) - 0.02).abs() < 0.015, "{}", share(false));
}

#[test]
fn a_profile_that_does_not_fit_is_refused_with_all_that_is_wrong() {
    let home = home(SMALL);
    let text = r#"
[[fault]]
kind = "mising"
rate = 0.1
[[fault]]
kind = "missing"
rate = 1.5
[[fault]]
kind = "missing"
column = "deprivatio"
[[fault]]
kind = "stale"
table = "pathway"
first = 0.1
by = { area = { a = 0.1 }, deprivation = { mos = 0.1 } }
"#;
    std::fs::write(home.path().join("p.toml"), text).expect("is written");
    let output = queuity(home.path(), &["synth", "s.toml", "--out", "out", "--mess", "p.toml"]);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    for words in [
        "p.toml:3:",
        "[Q0480]",
        "did you mean `missing`?",
        "a share lies between 0 and 1",
        "there are two faults `missing`",
        "did you mean `deprivation`?",
        "how often is not said",
        "did you mean `pathways`?",
        "`first` and `last` belong together",
        "there is no attribute `area`",
        "did you mean `most`?",
    ] {
        assert!(said(&output).contains(words), "{words}: {}", said(&output));
    }
    assert!(!home.path().join("out").exists());
}

/// The file of a profile is held to what every file is held to: each problem with its place, the rule and the nearest fix, all at once.
#[test]
fn a_profile_that_cannot_be_read_is_refused_with_the_place_of_all_that_is_wrong() {
    let home = home(SMALL);
    let refused = |profile: &str, code: i32| {
        let output = queuity(home.path(), &["synth", "s.toml", "--out", "out", "--mess", profile]);
        assert_eq!(output.status.code(), Some(code), "{profile}: {}", said(&output));
        assert!(!home.path().join("out").exists(), "{profile}");
        said(&output)
    };
    let long = format!("[[fault]]\nkind = \"missing\"\nname = \"{}\"\nrate = 0.1\n", "x".repeat(300));
    for (text, words) in [
        (&b""[..], &["[Q0103]", "a profile has a `[[fault]]`"][..]),
        (b"# nothing\n", &["[Q0103]"]),
        (b"\xff\xfe[\0", &["[Q0101]"]),
        (b"title = \"caf\xe9\"\n", &["[Q0102]", "line 1"]),
        (b"[[fault]]\nkind = \xe2\x80\x9cmissing\xe2\x80\x9d\n", &["p.toml:2:8", "curly quote"]),
        (b"[[fault]]\nkind = \"missing\"\nrate = 1\nrate = 2\n", &["[Q0106]", "p.toml:4:1", "lines 3 and 4"]),
        (b"[[faults]]\nkind = \"missing\"\n", &["[Q0201]", "p.toml:1:", "did you mean `fault`?"]),
        (
            b"[[fault]]\nkind = \"missing\"\nrat = 0.1\n[[fault]]\nkin = \"missing\"\n",
            &["[Q0201]", "p.toml:3:1", "did you mean `rate`?", "p.toml:5:1", "did you mean `kind`?"],
        ),
        (b"[[fault]]\nrate = 0.1\n", &["[Q0203]", "`kind`"]),
        (b"[fault]\nkind = \"missing\"\nrate = 0.1\n", &["[Q0204]", "p.toml:1:"]),
        (b"[[fault]]\nkind = \"missing\"\nrate = nan\n", &["p.toml:3:8", "nan"]),
        (b"[[fault]]\nkind = \"missing\"\nrate = inf\n", &["p.toml:3:8", "inf"]),
        (b"[[fault]]\nkind = \"missing\"\nrate = 0.1\nsites = nan\n", &["p.toml:4:9", "nan"]),
        (b"[[fault]]\nkind = \"missing\"\nrate = 0.1\nby = { deprivation = 0.2 }\n", &["p.toml:4:"]),
        (b"[[fault]]\nkind = \"missing\"\nrate = 5\n", &["[Q0603]", "p.toml:3:8", "write 0.05 or \"5%\""]),
        (b"[[fault]]\nkind = \"missing\"\n", &["[Q0482]", "how often is not said"]),
        (b"[[fault]]\nkind = \"missing\"\nfirst = 0.1\n", &["[Q0482]", "`last` is not there"]),
        (b"[[fault]]\nkind = \"missing\"\nrate = 0.1\nfirst = 0.1\nlast = 0\n", &["[Q0402]", "p.toml:3:"]),
        (b"[[fault]]\nkind = \"missing\"\nname = \"a\x1b[31m\"\nrate = 0.1\n", &["p.toml:3:"]),
        (long.as_bytes(), &["200", "p.toml:3:"]),
    ] {
        std::fs::write(home.path().join("p.toml"), text).expect("is written");
        let told = refused("p.toml", 3);
        for word in words {
            assert!(told.contains(word), "{}: {word}: {told}", String::from_utf8_lossy(text));
        }
    }
    assert!(refused("nothing", 2).contains("there are: light, typical, by group, migration"));
    assert!(refused(".", 4).contains("it is a folder"));
    #[cfg(unix)]
    assert!(refused("/dev/zero", 4).contains("device or a pipe"));
    // What a scenario may say, a profile may: a byte order mark, other ends of lines, JSON, percentages.
    for text in [
        "\u{feff}[[fault]]\r\nkind = \"missing\"\r\nrate = \"10%\"\r\n",
        "{ \"fault\": [{ \"kind\": \"missing\", \"rate\": 0.1 }] }",
    ] {
        std::fs::write(home.path().join("p.toml"), text).expect("is written");
        synth(home.path(), "out", &["--mess", "p.toml"]);
        let found = table(&home.path().join("out/truth_faults.csv")).len();
        assert!((200..400).contains(&found), "a tenth of two columns of 1500: {found}");
    }
}

/// What a profile does to a scenario in a layout, fault by fault, with the rows of the tables.
pub(super) fn told(scenario: &str, layout: &str, profile: &str) -> (tempfile::TempDir, Rows) {
    let home = home(scenario);
    std::fs::write(home.path().join("p.toml"), profile).expect("is written");
    synth(home.path(), "out", &["--mess", "p.toml", "--layout", layout]);
    let faults = table(&home.path().join("out/truth_faults.csv"));
    assert!(faults.len() > 20, "{layout}: {}", faults.len());
    (home, faults)
}

pub(super) fn rows_of(home: &Path, name: &str) -> Rows {
    table(&home.join(format!("out/{name}.csv")))
}

/// The tables that have faults, each read once.
fn tables_of<'a>(home: &Path, faults: &'a Rows) -> BTreeMap<&'a String, Rows> {
    let names: BTreeSet<&String> = faults.iter().map(|f| &f["table"]).collect();
    names.into_iter().map(|name| (name, rows_of(home, name))).collect()
}

#[test]
fn a_default_code_is_never_what_stood_there() {
    let coded = SMALL.replace("\"north\", \"south\"", "\"Z\", \"99\"");
    let profile = "[[fault]]\nkind = \"default code\"\ntable = \"patients\"\ncolumn = \"site_2\"\nrate = 1\n";
    let (_, faults) = told(&coded, "tidy", profile);
    assert!(
        faults.iter().all(|f| f["clean"] != f["spoilt"]),
        "{:?}",
        faults.iter().find(|f| f["clean"] == f["spoilt"])
    );
}

#[test]
fn a_fault_names_the_first_identifier_of_its_row() {
    let profile = "[[fault]]\nkind = \"missing\"\nrate = 0.1\n[[fault]]\nkind = \"duplicate\"\nrate = 0.1\n";
    for (layout, name, key) in [("nhsr", "waiting_list", "Pathway"), ("events", "event_log", "case:concept:name")] {
        let (home, faults) = told(SMALL, layout, profile);
        let rows = rows_of(home.path(), name);
        for fault in &faults {
            let row = &rows[fault["row"].parse::<usize>().expect("a row") - 1];
            assert_eq!(fault["id"], row[key], "{fault:?}");
            assert!(fault["kind"] != "duplicate" || fault["clean"] == row[key], "{fault:?}");
        }
    }
}

#[test]
fn a_near_duplicate_has_an_identifier_of_its_own_whatever_the_key() {
    let profile = "[[fault]]\nkind = \"near duplicate\"\nrate = 0.2\n";
    for (layout, key) in [("deltas", "pathway_id"), ("nhsr", "Pathway"), ("wlmds", "pseudo_patient_pathway_identifier")]
    {
        let (home, faults) = told(SMALL, layout, profile);
        let tables = tables_of(home.path(), &faults);
        for fault in &faults {
            let row = &tables[&fault["table"]][fault["row"].parse::<usize>().expect("a row") - 1];
            assert_eq!(fault["spoilt"], row[key]);
            assert_eq!(fault["spoilt"], format!("{}X", fault["clean"]), "{layout}");
        }
    }
}

#[test]
fn every_fault_that_is_told_is_still_there_in_the_files() {
    let rates = |kinds: &[&str]| -> String {
        kinds.iter().map(|k| format!("[[fault]]\nkind = \"{k}\"\nrate = 0.6\n")).collect()
    };
    for kinds in
        [&["impossible order", "stale"][..], &["swapped day and month", "stale"], &["stale", "impossible order"]]
    {
        for layout in ["tidy", "wlmds", "nhsr"] {
            let (home, faults) = told(SMALL, layout, &rates(kinds));
            let tables = tables_of(home.path(), &faults);
            for fault in &faults {
                let row = &tables[&fault["table"]][fault["row"].parse::<usize>().expect("a row") - 1];
                assert_eq!(row[&fault["column"]], fault["spoilt"], "{kinds:?}, {layout}: {fault:?}");
                if fault["kind"] == "stale" && layout == "tidy" {
                    assert_eq!(row["end_date"], "", "{fault:?}");
                }
            }
        }
    }
}

/// A number with a fault makes its column one of texts, in every format.
#[test]
fn a_column_of_numbers_with_faults_is_one_of_texts_in_every_format() {
    let home = home(SMALL);
    let at = |table: &str, column: &str| {
        format!(
            "[[fault]]\nname = \"{table}{column}\"\nkind = \"default code\"\ntable = \"{table}\"\ncolumn = \"{column}\"\nrate = 0.2\n"
        )
    };
    let profile = [at("pathways", "wait_days"), at("appointments", "follow_up"), at("capacity", "slots")].concat();
    std::fs::write(home.path().join("p.toml"), profile).expect("is written");
    synth(home.path(), "out", &["--mess", "p.toml", "--format", "csv,parquet,xlsx,ndjson"]);
    for (name, column) in [("pathways", "wait_days"), ("appointments", "follow_up"), ("capacity", "slots")] {
        let rows: Vec<String> = rows_of(home.path(), name).iter().map(|r| r[column].clone()).collect();
        assert!(rows.iter().any(|v| v == "UNKNOWN") && rows.len() > 100, "{name}");
        let lines = std::fs::read_to_string(home.path().join(format!("out/{name}.ndjson"))).expect("a file");
        let lines = lines.lines().map(|l| serde_json::from_str::<serde_json::Value>(l).expect("JSON"));
        assert_eq!(lines.map(|l| l[column].as_str().expect("a text").to_string()).collect::<Vec<_>>(), rows, "{name}");
        let file = std::fs::File::open(home.path().join(format!("out/{name}.parquet"))).expect("a file");
        let reader = parquet::file::reader::SerializedFileReader::new(file).expect("a table");
        let read: Vec<String> = parquet::file::reader::FileReader::get_row_iter(&reader, None)
            .expect("rows")
            .map(|row| {
                let row = row.expect("a row");
                let found = row.get_column_iter().find(|(name, _)| *name == column).expect("it");
                if let parquet::record::Field::Str(text) = found.1 { text.clone() } else { panic!("{:?}", found.1) }
            })
            .collect();
        assert_eq!(read, rows, "{name}");
    }
}

#[test]
fn a_fault_at_a_place_where_it_cannot_be_is_refused() {
    let home = home(SMALL);
    for (entry, words) in [
        ("kind = \"stale\"\ntable = \"patients\"", "no column of the table `patients` can have the fault"),
        (
            "kind = \"missing\"\ntable = \"patients\"\ncolumn = \"patient_id\"",
            "`patient_id` tells the rows of `patients` apart",
        ),
        ("kind = \"serial number\"\ncolumn = \"deprivation\"", "the column `deprivation` cannot have the fault"),
        ("kind = \"late arrival\"\ncolumn = \"deprivation\"", "the column `deprivation` cannot have the fault"),
        ("kind = \"impossible order\"\ncolumn = \"removal_date\"", "the column `removal_date` cannot have the fault"),
        ("kind = \"suppressed\"\ncolumn = \"status\"", "[Q0481]"),
    ] {
        std::fs::write(home.path().join("p.toml"), format!("[[fault]]\n{entry}\nrate = 0.1\n")).expect("is written");
        let output = queuity(home.path(), &["synth", "s.toml", "--out", "no", "--mess", "p.toml"]);
        assert_eq!(output.status.code(), Some(3), "{entry}: {}", said(&output));
        assert!(said(&output).contains("p.toml:") && said(&output).contains(words), "{entry}: {}", said(&output));
        assert!(!home.path().join("no").exists());
    }
}

#[test]
fn of_several_levels_that_a_rate_names_the_highest_counts() {
    let entry = |by: &str| {
        format!("[[fault]]\nkind = \"missing\"\ntable = \"patients\"\ncolumn = \"deprivation\"\nrate = 0\nby = {by}\n")
    };
    let (home, faults) = told(SMALL, "tidy", &entry("{ deprivation = { most = 0.9 }, site = { north = 0.2 } }"));
    let people = rows_of(home.path(), "truth_people");
    let share = |most: bool, north: bool| {
        let of = |rows: &Rows| {
            let is = |r: &&BTreeMap<String, String>| {
                (r["deprivation_true"] == "most") == most && (r["site_2_true"] == "north") == north
            };
            rows.iter().filter(is).count() as f64
        };
        of(&faults) / of(&people)
    };
    for (most, north, wanted) in [(true, true, 0.9), (true, false, 0.9), (false, true, 0.2), (false, false, 0.0)] {
        assert!((share(most, north) - wanted).abs() < 0.07, "{most} {north}: {}", share(most, north));
    }
}

/// The kinds of fault that a layout has no column for are told with the layouts that have one; alone they are refused.
#[test]
fn a_fault_that_the_layout_cannot_have_is_told() {
    let home = home(SMALL);
    let kinds = listed(home.path(), "faults");
    let profile = |kinds: &[String]| -> String {
        kinds.iter().map(|kind| format!("[[fault]]\nkind = \"{kind}\"\nrate = 0.1\n")).collect()
    };
    std::fs::write(home.path().join("all.toml"), profile(&kinds)).expect("is written");
    let layouts = listed(home.path(), "layouts");
    let mut can: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
    let mut cannot: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
    for layout in &layouts {
        let arguments = ["synth", "s.toml", "--out", "out", "--force", "--population", "all", "--rows", "300"];
        let more = ["--mess", "all.toml", "--layout", layout];
        let told = succeeds(queuity(home.path(), &[&arguments[..], &more].concat()));
        let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
        let faults = &truth(&home.path().join("out"))["faults"];
        let idle = faults["not_in_this_layout"].as_array().expect("a list");
        for kind in &kinds {
            let is_idle = idle.iter().any(|name| name == kind);
            let said = told.split("note: ").any(|note| {
                note.contains(&format!("no column of this layout can have the fault `{kind}`"))
                    && !note.contains(&format!("`{layout}`"))
            });
            assert_eq!(said, is_idle, "{layout}, {kind}: {told}");
            let made = faults["made"][kind].as_u64().unwrap_or(0);
            let unmade =
                told.split("note: ").any(|n| n.contains("was not made in any row") && n.contains(&format!("`{kind}`")));
            assert_eq!(made == 0, is_idle || unmade, "{layout}, {kind}: {made} and {told}");
            if is_idle { &mut cannot } else { &mut can }.entry(kind).or_default().insert(layout);
        }
    }
    // Each alone is refused where it cannot be, with the layouts where it can.
    assert!(cannot.contains_key(&"suppressed".to_string()), "{cannot:?}");
    for (kind, layouts) in &cannot {
        std::fs::write(home.path().join("one.toml"), profile(std::slice::from_ref(*kind))).expect("is written");
        for layout in layouts {
            let output = queuity(
                home.path(),
                &["synth", "s.toml", "--out", "no", "--mess", "one.toml", "--layout", layout, "--population", "all"],
            );
            assert_eq!(output.status.code(), Some(3), "{layout}, {kind}: {}", said(&output));
            let text = said(&output);
            assert!(text.contains("[Q0481]") && text.contains("one.toml:2"), "{text}");
            assert!(can[kind].iter().all(|layout| text.contains(&format!("`{layout}`"))), "{text}");
            assert!(!home.path().join("no").exists());
        }
    }
    // Without dates no layout can have a date that is written in another way.
    let undated = SMALL
        .replace("start = 2026-02-02\n", "")
        .replace("slots = { per_week = 20, days = [\"mon\", \"wed\"] }", "slots = { every = \"1 day\", count = 3 }")
        .replace(
            "slots = { per_week = 14, days = [\"tue\"], lost_sessions = 0.05 }",
            "slots = { every = \"1 day\", count = 2 }",
        );
    std::fs::write(home.path().join("s.toml"), undated).expect("is written");
    std::fs::write(home.path().join("one.toml"), profile(&["serial number".to_string()])).expect("is written");
    let output = queuity(home.path(), &["synth", "s.toml", "--out", "no", "--mess", "one.toml"]);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert!(said(&output).contains("it needs dates, and the scenario has no `start`"), "{}", said(&output));
}

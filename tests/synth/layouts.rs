//! Every layout: it is as it is described, and other programs read it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::synth::{SMALL, home, listed, queuity, said, succeeds, table};

const DAY: &str = "2026-06-30";

fn synth(home: &Path, out: &str, more: &[&str]) {
    let arguments = ["synth", "s.toml", "--out", out, "--force", "--raw", "--as-of", DAY, "--population", "all"];
    let format = if more.contains(&"--format") { &[][..] } else { &["--format", "csv"] };
    succeeds(queuity(home, &[&arguments[..], format, more].concat()));
}

/// Holds every file against its description, as a validator of data packages does.
fn validate(folder: &Path) -> usize {
    let package: Value =
        serde_json::from_slice(&std::fs::read(folder.join("datapackage.json")).expect("a file")).expect("JSON");
    let resources = package["resources"].as_array().expect("a list");
    let column = |name: &Value, column: &Value| -> BTreeSet<String> {
        let resource = resources.iter().find(|r| r["name"] == *name).expect("the resource that is referred to");
        let rows = table(&folder.join(resource["path"].as_str().expect("a path")));
        rows.iter().map(|r| r[column.as_str().expect("a name")].clone()).collect()
    };
    let mut checked = 0;
    for resource in resources.iter().filter(|r| r["format"] == "csv") {
        let path = folder.join(resource["path"].as_str().expect("a path"));
        let fields = resource["schema"]["fields"].as_array().expect("a list");
        let names: Vec<&str> = fields.iter().map(|f| f["name"].as_str().expect("a name")).collect();
        let header: Vec<String> = csv::Reader::from_path(&path)
            .expect("a table")
            .headers()
            .expect("a header")
            .iter()
            .map(String::from)
            .collect();
        assert_eq!(header, names, "{}", path.display());
        let folded: BTreeSet<String> = names.iter().map(|n| n.to_lowercase()).collect();
        assert_eq!(folded.len(), names.len(), "databases do not tell capitals");
        let rows = table(&path);
        for field in fields {
            let name = field["name"].as_str().expect("a name");
            assert!(field["description"].as_str().is_some_and(|d| d.len() > 3), "{name} is described");
            let words = field["constraints"]["enum"].as_array();
            for row in &rows {
                let text = &row[name];
                assert!(!text.is_empty() || field["constraints"]["required"] != true, "{name}: {row:?}");
                if text.is_empty() {
                    continue;
                }
                assert!(words.is_none_or(|w| w.iter().any(|w| w == text)), "{name}: {text}");
                match field["type"].as_str().expect("a type") {
                    "integer" => assert!(text.parse::<i64>().is_ok(), "{name}: {text}"),
                    "boolean" => assert!(["true", "false"].contains(&text.as_str()), "{name}: {text}"),
                    "date" => {
                        let parts: Vec<u32> = text.split('-').map(|p| p.parse().expect("a number")).collect();
                        assert!(
                            text.len() == 10 && (1..=12).contains(&parts[1]) && (1..=31).contains(&parts[2]),
                            "{name}: {text}"
                        );
                    }
                    _ => {}
                }
                checked += 1;
            }
        }
        if let Some(key) = resource["schema"]["primaryKey"].as_array() {
            let of = |row: &BTreeMap<String, String>| -> Vec<String> {
                key.iter().map(|k| row[k.as_str().expect("a name")].clone()).collect()
            };
            assert_eq!(rows.iter().map(of).collect::<BTreeSet<_>>().len(), rows.len(), "{}", path.display());
        }
        for foreign in resource["schema"]["foreignKeys"].as_array().into_iter().flatten() {
            let there = column(&foreign["reference"]["resource"], &foreign["reference"]["fields"][0]);
            let here = foreign["fields"][0].as_str().expect("a name");
            assert!(rows.iter().all(|r| there.contains(&r[here])), "{here}");
        }
    }
    checked
}

#[test]
fn every_layout_is_as_it_is_described_clean_and_with_faults() {
    let home = home(SMALL);
    let (layouts, profiles) = (listed(home.path(), "layouts"), listed(home.path(), "profiles"));
    assert_eq!(layouts, ["tidy", "deltas", "wlmds", "rtt", "nhsr", "events", "ocel", "ocel2", "fhir", "synthea"]);
    for layout in &layouts {
        for mess in std::iter::once(None).chain(profiles.iter().map(Some)) {
            let mess = mess.map_or_else(Vec::new, |name| vec!["--mess", name]);
            let formats = ["--layout", layout.as_str(), "--rows", "400", "--format", "csv,parquet,xlsx,ndjson"];
            synth(home.path(), "out", &[&formats[..], &mess].concat());
            assert!(validate(&home.path().join("out")) > 1_000, "{layout}");
        }
    }
    synth(home.path(), "out", &["--layout", "rtt", "--mess", "typical"]);
    let faults = table(&home.path().join("out/truth_faults.csv"));
    assert!(faults.len() > 10 && faults.iter().all(|f| f["kind"] == "suppressed" && f["spoilt"] == "*"));
}

#[test]
fn a_list_without_dates_is_written_by_number_of_day_and_not_by_month() {
    let undated = "queuity = 1\n[scenario]\nhorizon = \"30 weeks\"\n[[service]]\nname = \"a\"\nreferrals = { per_week = 20 }\nservers = { count = 1, service = { kind = \"exponential\", mean = \"0.36 days\" } }\n";
    let home = home(undated);
    for layout in ["tidy", "wlmds", "nhsr", "events"] {
        let arguments = [
            "synth", "s.toml", "--out", "out", "--force", "--as-of", "day 100", "--mess", "typical", "--layout", layout,
        ];
        succeeds(queuity(home.path(), &arguments));
        assert!(validate(&home.path().join("out")) > 100, "{layout}");
    }
    let output = queuity(home.path(), &["synth", "s.toml", "--out", "no", "--layout", "rtt"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("give it a `start`"), "{}", said(&output));
}

#[test]
fn the_published_layout_imports_back_to_the_same_counts() {
    let home = home(SMALL);
    synth(home.path(), "tidy", &["--rows", "3000"]);
    synth(home.path(), "rtt", &["--rows", "3000", "--layout", "rtt"]);
    let file = home.path().join("rtt/rtt_full_extract.csv");
    let header = csv::Reader::from_path(&file).expect("a table").headers().expect("a header").len();
    assert_eq!(header, 121);
    let text = succeeds(queuity(home.path(), &["import", "rtt/rtt_full_extract.csv", "--out", "back.toml", "--json"]));
    let back: Value = serde_json::from_str(&text).expect("JSON");
    assert!(back["understood"].to_string().contains("full CSV"), "{}", back["understood"]);
    let pathways = table(&home.path().join("tidy/pathways.csv"));
    let services = back["services"].as_array().expect("a list");
    assert_eq!(services.len(), 2);
    for service in services {
        let name = service["name"].as_str().expect("a name");
        let of = || pathways.iter().filter(|r| r["service"] == name);
        let waiting = of().filter(|r| r["status"] == "waiting");
        assert_eq!(service["people"], waiting.clone().count(), "{name}");
        let in_month = |text: &str| text.starts_with("2026-06");
        assert_eq!(
            service["treated"],
            of().filter(|r| r["status"] == "treated" && in_month(&r["end_date"])).count(),
            "{name}"
        );
        assert_eq!(service["referred"], of().filter(|r| in_month(&r["referral_date"])).count(), "{name}");
        // Band by band, from the dates.
        let mut bands = vec![0; 105];
        for row in waiting {
            let days: usize = row["wait_days"].parse().expect("days");
            bands[(days.max(1) - 1) / 7] += 1;
        }
        let read = service["waiting"][0]["count"].as_array().expect("a list");
        let read: Vec<u64> = read.iter().map(|n| n.as_u64().expect("a count")).collect();
        for (band, n) in bands.iter().enumerate() {
            assert_eq!(read.get(band).copied().unwrap_or(0), *n, "{name}, band {band}");
        }
    }
}

#[test]
fn the_layouts_tell_of_the_same_people() {
    let home = home(SMALL);
    for layout in ["tidy", "wlmds", "nhsr", "events"] {
        synth(home.path(), layout, &["--rows", "1200", "--layout", layout]);
    }
    let of = |path: &str| table(&home.path().join(path));
    let pathways: BTreeMap<String, BTreeMap<String, String>> =
        of("tidy/pathways.csv").into_iter().map(|r| (r["pathway_id"].clone(), r)).collect();
    let (open, ended) = (of("wlmds/wl_openpathways.csv"), of("wlmds/wl_clockstops.csv"));
    assert_eq!(open.len() + ended.len(), pathways.len());
    for (row, waits) in open.iter().map(|r| (r, true)).chain(ended.iter().map(|r| (r, false))) {
        let same = &pathways[&row["pseudo_patient_pathway_identifier"]];
        assert_eq!(same["status"] == "waiting", waits);
        assert_eq!(same["referral_date"], row["referral_to_treatment_period_start_date"]);
        assert_eq!(same["end_date"], row["referral_to_treatment_period_end_date"]);
        assert_eq!(same["status"] == "treated", row["referral_to_treatment_period_status"] == "30");
        assert_eq!(same["missed_appointments"] == "0", row["last_dna_date"].is_empty());
    }
    for row in of("nhsr/waiting_list.csv") {
        let same = &pathways[&row["Pathway"]];
        assert_eq!((&same["referral_date"], &same["end_date"]), (&row["Referral"], &row["Removal"]));
    }
    let events = of("events/event_log.csv");
    let mut last: Option<&BTreeMap<String, String>> = None;
    let mut cases: BTreeMap<&String, Vec<&str>> = BTreeMap::new();
    for row in &events {
        if let Some(before) = last.filter(|b| b["case:concept:name"] == row["case:concept:name"]) {
            assert!(before["time:timestamp"] <= row["time:timestamp"]);
        }
        cases.entry(&row["case:concept:name"]).or_default().push(&row["concept:name"]);
        last = Some(row);
    }
    assert_eq!(cases.len(), pathways.len());
    for (case, what) in cases {
        let status = pathways[case]["status"].as_str();
        assert_eq!(what[0], "referred");
        assert_eq!(what.contains(&"treated"), status == "treated");
        assert!(status != "treated" || what.contains(&"appointment attended"), "{what:?}");
    }
}

#[test]
fn the_first_day_and_the_changes_since_make_the_last() {
    let home = home(SMALL);
    // Everybody of a site: a sample of all people is another one than that of those whom the changes tell of.
    synth(home.path(), "deltas", &["--layout", "deltas"]);
    synth(home.path(), "tidy", &[]);
    let of = |path: &str| table(&home.path().join(path));
    let id = |r: &BTreeMap<String, String>| r["pathway_id"].clone();
    let mut list: BTreeSet<String> = of("deltas/opening.csv").iter().map(id).collect();
    assert!(list.len() > 100);
    let mut deltas = of("deltas/deltas.csv");
    deltas.sort_by_key(|r| (r["change_date"].clone(), r["change"] != "joined"));
    for row in &deltas {
        let week: i64 = row["week"].parse().expect("a week");
        assert!((0..=21).contains(&week) && row["change_date"].as_str() > "2026-02-02");
        match row["change"].as_str() {
            "joined" => assert!(list.insert(id(row))),
            _ => assert!(list.remove(&id(row))),
        }
    }
    let waiting: BTreeSet<String> =
        of("tidy/pathways.csv").iter().filter(|r| r["status"] == "waiting").map(id).collect();
    assert_eq!(list, waiting);
    let output = queuity(home.path(), &["synth", "s.toml", "--out", "no", "--layout", "deltas"]);
    assert!(output.status.code() == Some(2) && said(&output).contains("--population all"), "{}", said(&output));
}

#[test]
fn as_many_pathways_are_in_the_changes_as_are_asked_for() {
    let demo =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/demo.toml")).expect("demo");
    let home = home(&demo);
    for (out, rows, day) in [("few", 7, "2026-02-02"), ("many", 900, "2026-02-02"), ("weeks", 900, "2026-03-01")] {
        let number = rows.to_string();
        let asked =
            ["synth", "s.toml", "--out", out, "--raw", "--population", "all", "--layout", "deltas", "--seed", "3"];
        succeeds(queuity(home.path(), &[&asked[..], &["--rows", &number, "--as-of", day]].concat()));
        let of = |name: &str| table(&home.path().join(out).join(name));
        let rows_of: Vec<_> = ["opening.csv", "deltas.csv"].iter().flat_map(|name| of(name)).collect();
        let ids: BTreeSet<&String> = rows_of.iter().map(|r| &r["pathway_id"]).collect();
        assert_eq!(ids.len(), rows, "{out}");
        let people: BTreeSet<&String> = rows_of.iter().map(|r| &r["patient_id"]).collect();
        assert_eq!(of("truth_people.csv").len(), people.len(), "{out}");
    }
}

#[test]
fn a_treatment_function_is_found_by_whole_words() {
    for (name, code) in [
        ("Neurology", "400"),
        ("urology and stones", "101"),
        ("Manchester Eyes", "130"),
        ("behavioural clinic", "X06"),
        ("Skinner Street hips", "110"),
        ("General Surgery", "100"),
        ("cardiothoracic surgery", "170"),
        ("Cardiology", "320"),
        ("oral surgery", "140"),
        ("Ear, nose & throat (ENT)", "120"),
    ] {
        let home = home(
            &SMALL.replace("name = \"hips\"", &format!("name = \"{name}\"")).replace("name = \"eyes\"", "name = \"x\""),
        );
        synth(home.path(), "out", &["--layout", "wlmds", "--rows", "300"]);
        let rows = table(&home.path().join("out/wl_openpathways.csv"));
        let row = rows.iter().find(|r| r["local_service_name"] == name).expect("a row");
        assert_eq!(row["activity_treatment_function_code"], code, "{name}");
    }
}

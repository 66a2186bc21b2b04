//! The files of a comparison: complete, described, checkable, and careful with what is there already.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use queuity::compare::{Matters, Terms, compare};
use queuity::digest::sha256;
use queuity::experiment::{Outcome, Plan, run, run_with_patients};
use queuity::report::{Column, Folder, Format, Patients, Registry, ReportError, Results, RowWriter};
use serde_json::Value;

use crate::numbers::model::{date, model};

pub(crate) fn outcome() -> Outcome {
    let (as_today, favours) = (model(false), model(true));
    let plan = Plan::new(vec![("as today".into(), &as_today), ("most deprived first".into(), &favours)], 3);
    run(&plan, &|_| {}, &AtomicBool::new(false)).unwrap()
}

fn write(folder: Folder, outcome: &Outcome, formats: &Registry) -> Vec<String> {
    try_write(folder, outcome, formats).unwrap()
}

fn try_write(folder: Folder, outcome: &Outcome, formats: &Registry) -> Result<Vec<String>, ReportError> {
    let comparison = compare(
        outcome,
        &Terms { reference: 0, primary: &[], second_reading: &[], matters: &Matters::default(), date: &date },
    )
    .unwrap();
    let results = Results {
        outcome,
        comparison: &comparison,
        ranges: None,
        scenario: "queuity = 1\n",
        assumptions: &[],
        title: "A small list",
        question: "Who waits?",
        seed: 7,
        date: &date,
        lives: None,
        formats,
    };
    folder.write(&results)
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn the_manifest_names_every_file_with_its_hash_and_the_package_every_column() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("a/b");
    let written = write(Folder::claim(&out, false).unwrap(), &outcome(), &Registry::shipped());
    assert_eq!(written, names(&out));
    let manifest = json(&out.join("manifest.json"));
    assert_eq!((manifest["status"].as_str(), manifest["cells_done"].as_u64()), (Some("complete"), Some(6)));
    assert_eq!(manifest["scenario_sha256"].as_str(), Some(sha256(b"queuity = 1\n").as_str()));
    let files = manifest["files"].as_array().unwrap();
    assert_eq!(files.len() + 1, written.len());
    for file in files {
        let bytes = fs::read(out.join(file["path"].as_str().unwrap())).unwrap();
        assert_eq!(file["sha256"].as_str().unwrap(), sha256(&bytes));
        assert_eq!(file["bytes"].as_u64().unwrap(), bytes.len() as u64);
    }
    let package = json(&out.join("datapackage.json"));
    let text = package.to_string();
    for ending in [".gap:", ".gap_lowest", ".gap_highest", ".gap_by_chance", ".gap_beyond_chance"] {
        assert!(text.contains(ending), "{ending}");
    }
    assert!(text.contains("Fieller") && text.contains("cost_per_breach_avoided the ratio"));
    for resource in package["resources"].as_array().unwrap() {
        let path = resource["path"].as_str().unwrap();
        let fields = resource["schema"]["fields"].as_array().unwrap();
        assert!(fields.iter().all(|f| !f["description"].as_str().unwrap().is_empty()));
        if path.ends_with(".csv") {
            let mut reader = csv::Reader::from_path(out.join(path)).unwrap();
            let described: Vec<&str> = fields.iter().map(|f| f["name"].as_str().unwrap()).collect();
            assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), described);
            for record in reader.records() {
                for (text, field) in record.unwrap().iter().zip(fields) {
                    match field["type"].as_str().unwrap() {
                        "number" if !text.is_empty() => assert!(text.parse::<f64>().unwrap().is_finite()),
                        "integer" if !text.is_empty() => assert!(text.parse::<i64>().is_ok(), "{path}: {text}"),
                        _ => {}
                    }
                }
            }
        }
    }
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_holds_what_the_csv_file_holds() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;

    let folder = tempfile::tempdir().unwrap();
    let outcome = outcome();
    write(Folder::claim(folder.path(), false).unwrap(), &outcome, &Registry::shipped());
    for table in ["summary", "contrasts", "series"] {
        let reader =
            SerializedFileReader::new(fs::File::open(folder.path().join(format!("{table}.parquet"))).unwrap()).unwrap();
        assert_eq!(reader.metadata().file_metadata().created_by(), Some("queuity"));
        let mut csv = csv::Reader::from_path(folder.path().join(format!("{table}.csv"))).unwrap();
        let column = csv.headers().unwrap().iter().position(|h| h == "lower").unwrap();
        let mut rows = 0;
        for (text, row) in csv.records().zip(reader.get_row_iter(None).unwrap()) {
            let (text, row) = (text.unwrap(), row.unwrap());
            assert_eq!(&text[0], row.get_string(0).unwrap());
            // An empty field is no value.
            assert_eq!(text[column].parse::<f64>().ok(), row.get_double(column).ok());
            rows += 1;
        }
        assert_eq!(rows, reader.metadata().file_metadata().num_rows());
    }
    let reader =
        SerializedFileReader::new(fs::File::open(folder.path().join("replications.parquet")).unwrap()).unwrap();
    assert_eq!(reader.metadata().file_metadata().num_rows(), 6 * outcome.layout.rows.len() as i64);
    assert!(!folder.path().join("replications.csv").exists());
}

#[test]
fn results_are_replaced_only_by_force_and_only_the_files_of_the_manifest() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path();
    let outcome = outcome();
    write(Folder::claim(out, false).unwrap(), &outcome, &Registry::shipped());
    assert!(matches!(Folder::claim(out, false), Err(ReportError::Occupied(_))));
    // The run log is ours, though no manifest names it.
    fs::write(out.join("run-log.json"), "{}").unwrap();
    let before = fs::read(out.join("summary.csv")).unwrap();
    let claimed = Folder::claim(out, true).unwrap();
    assert_eq!(fs::read(out.join("summary.csv")).unwrap(), before, "a claim removes nothing");
    write(claimed, &outcome, &Registry::shipped());
    assert!(!out.join("run-log.json").exists());
    assert_eq!(fs::read(out.join("summary.csv")).unwrap(), before);
    fs::write(out.join("thesis.docx"), "mine").unwrap();
    let refused = Folder::claim(out, false).unwrap_err();
    assert!(matches!(&refused, ReportError::Foreign { name, .. } if name == "thesis.docx"), "{refused}");
    // With force it is spared.
    let written = write(Folder::claim(out, true).unwrap(), &outcome, &Registry::shipped());
    assert_eq!(fs::read(out.join("thesis.docx")).unwrap(), b"mine");
    assert_eq!(names(out).len(), written.len() + 1);
}

#[test]
fn a_file_that_is_not_ours_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let written =
        write(Folder::claim(&folder.path().join("results"), false).unwrap(), &outcome(), &Registry::shipped());
    for mine in written.iter().map(String::as_str).chain(["Series.CSV", "run-log.json"]) {
        let out = folder.path().join(mine);
        fs::create_dir(&out).unwrap();
        fs::write(out.join(mine), "mine").unwrap();
        for force in [false, true] {
            let refused = Folder::claim(&out, force).unwrap_err();
            assert!(matches!(&refused, ReportError::InTheWay { name, .. } if name == mine), "{refused}");
        }
        assert_eq!(names(&out), [mine]);
    }
}

#[test]
fn a_file_that_only_begins_like_a_result_is_spared() {
    let folder = tempfile::tempdir().unwrap();
    let mine = ["summary.xlsx", "scenario.toml.bak", "manifest", "series.csv.zip", "replications.notes.csv"];
    for name in mine {
        fs::write(folder.path().join(name), "mine").unwrap();
    }
    assert!(matches!(Folder::claim(folder.path(), false), Err(ReportError::Foreign { .. })));
    let claimed = Folder::claim(folder.path(), true).unwrap();
    let written = write(claimed, &outcome(), &Registry::shipped());
    assert_eq!(names(folder.path()).len(), written.len() + mine.len());
    assert!(mine.iter().all(|name| fs::read(folder.path().join(name)).unwrap() == b"mine"));
}

/// CSV files with another ending, which a claim cannot know of.
#[derive(Debug)]
pub(crate) struct Sheets;

impl Format for Sheets {
    fn name(&self) -> &str {
        "sheets"
    }
    fn extension(&self) -> &str {
        "sheet"
    }
    fn media_type(&self) -> &str {
        "text/csv"
    }
    fn summary(&self) -> &str {
        "sheets"
    }
    fn begin<'a>(
        &self,
        columns: &[Column],
        out: Box<dyn std::io::Write + Send + 'a>,
    ) -> std::io::Result<Box<dyn RowWriter + 'a>> {
        queuity::report::csv::Csv.begin(columns, out)
    }
}

#[test]
fn a_format_of_the_callers_own_writes_over_nothing_either() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("summary.sheet"), "mine").unwrap();
    let claimed = Folder::claim(folder.path(), true).unwrap();
    let refused = try_write(claimed, &outcome(), &Registry::shipped().with(Sheets)).unwrap_err();
    assert!(matches!(&refused, ReportError::InTheWay { name, .. } if name == "summary.sheet"), "{refused}");
    assert_eq!(names(folder.path()), ["summary.sheet"]);
}

#[test]
fn a_manifest_that_names_files_elsewhere_is_not_ours() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    fs::create_dir(&out).unwrap();
    fs::write(folder.path().join("precious"), "x").unwrap();
    fs::write(out.join("manifest.json"), r#"{"queuity": "0", "files": [{"path": "../precious"}]}"#).unwrap();
    assert!(matches!(Folder::claim(&out, true), Err(ReportError::InTheWay { .. })));
    assert_eq!(fs::read(folder.path().join("precious")).unwrap(), b"x");
}

#[test]
fn a_file_in_place_of_the_folder_is_refused_and_nothing_half_written_stays() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    assert!(matches!(Folder::claim(&file, true), Err(ReportError::NotAFolder(_))));
    let out = folder.path().join("out");
    // Nor does a folder that was made for nothing.
    drop(Folder::claim(&out.join("a/b"), false).unwrap());
    assert!(!out.exists());
    fs::create_dir(&out).unwrap();
    drop(Folder::claim(&out, false).unwrap());
    assert!(names(&out).is_empty());
    // What a killed run left under a temporary name is swept.
    fs::write(out.join(".summary.csv.queuity-part"), "half").unwrap();
    let written = write(Folder::claim(&out, false).unwrap(), &outcome(), &Registry::shipped());
    assert_eq!(written, names(&out));
}

#[test]
fn every_pathway_has_one_row() {
    let folder = tempfile::tempdir().unwrap();
    let (as_today, favours) = (model(false), model(true));
    let plan = Plan::new(vec![("as today".into(), &as_today), ("most deprived first".into(), &favours)], 2);
    let path = folder.path().join("patients.csv");
    let formats = Registry::shipped();
    let mut table = Patients::create(&path, &plan, &date, &formats, false).unwrap();
    let outcome = run_with_patients(&plan, &|_| {}, &AtomicBool::new(false), &mut table).unwrap();
    assert!(!path.exists(), "not under its name before it is complete");
    table.finish().unwrap();
    assert!(outcome.sink_error.is_none() && names(folder.path()) == ["patients.csv", "patients.csv.datapackage.json"]);
    let mut reader = csv::Reader::from_path(&path).unwrap();
    let head: Vec<String> = reader.headers().unwrap().iter().map(String::from).collect();
    assert_eq!(head[6..10], ["deprivation_recorded", "deprivation_true", "area_recorded", "area_true"]);
    let at = |name: &str| head.iter().position(|h| h == name).unwrap();
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let key = |r: &csv::StringRecord| (0..6).map(|i| r[i].to_string()).collect::<Vec<_>>();
    let mut keys: Vec<_> = records.iter().map(key).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), records.len(), "nobody is there twice");
    for record in &records {
        let waiting = &record[at("status")] == "waiting";
        assert_eq!((record[at("end_date")].is_empty(), &record[at("censored")] == "true"), (waiting, waiting));
        assert!(record[at("wait_days")].parse::<i64>().unwrap() >= 0);
    }
    // The same people under both policies, whatever becomes of them.
    let people = |variant: &str| -> Vec<Vec<String>> {
        let of = records.iter().filter(|r| &r[0] == variant);
        of.map(|r| (1..=at("referral_date")).map(|i| r[i].to_string()).collect()).collect()
    };
    assert_eq!(people("as today"), people("most deprived first"));
    assert!(matches!(Patients::create(&path, &plan, &date, &formats, false), Err(ReportError::Exists(_))));
    let unknown = Patients::create(&folder.path().join("p.docx"), &plan, &date, &formats, false).unwrap_err();
    assert!(unknown.to_string().contains("csv"), "{unknown}");
}

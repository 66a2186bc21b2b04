//! The tables of people, as files.

use crate::command::{SMALL, queuity, said, succeeds, write};

#[test]
fn one_row_per_person_with_what_is_recorded_and_what_is_true() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", SMALL);
    let arguments = ["run", "s.toml", "--variant", "urgent first", "--replications", "1", "--patients"];
    for name in ["people.csv", "people.parquet"] {
        let mut arguments = arguments.to_vec();
        arguments.push(name);
        succeeds(queuity(home.path(), &arguments));
    }
    let mut reader = csv::Reader::from_path(home.path().join("people.csv")).expect("a table");
    let header = reader.headers().expect("a header").clone();
    let column = |name: &str| header.iter().position(|h| h == name).unwrap_or_else(|| panic!("no column {name}"));
    let (recorded, truth) = (column("deprivation_recorded"), column("deprivation_true"));
    let (status, censored, end) = (column("status"), column("censored"), column("end_date"));
    let mut rows = 0;
    for record in reader.records() {
        let record = record.expect("a row");
        assert_eq!(record[recorded], record[truth]);
        let waits = &record[status] == "waiting";
        assert_eq!((&record[censored] == "true", record[end].is_empty()), (waits, waits));
        rows += 1;
    }
    assert!(rows > 500, "{rows}");
    assert!(std::fs::read(home.path().join("people.parquet")).expect("a file").starts_with(b"PAR1"));
}

#[test]
fn a_patients_file_is_not_overwritten_and_its_format_is_told_by_its_name() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", SMALL);
    write(home.path(), "people.csv", "mine");
    let output = queuity(home.path(), &["run", "s.toml", "--patients", "people.csv"]);
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
    assert_eq!(std::fs::read_to_string(home.path().join("people.csv")).expect("still there"), "mine");
    let output = queuity(home.path(), &["run", "s.toml", "--patients", "people.docx"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
}

#[test]
fn a_table_of_people_never_takes_the_name_of_a_result() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", SMALL);
    std::fs::create_dir(home.path().join("there")).expect("a folder");
    for (out, people) in
        [("out", "out/summary.csv"), ("out", "./out/../out/Series.csv"), ("there", "there/manifest.csv")]
    {
        let arguments = ["run", "s.toml", "--replications", "1", "--out", out, "--patients", people];
        let output = queuity(home.path(), &arguments);
        let free = people.contains("manifest");
        assert_eq!(output.status.code(), Some(if free { 0 } else { 2 }), "{people}: {}", said(&output));
        assert!(free || said(&output).contains("is the name of a result"), "{}", said(&output));
        assert_eq!(home.path().join(out).exists(), free, "{people}");
    }
}

#[test]
fn a_refused_table_of_people_leaves_no_folder() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", SMALL);
    write(home.path(), "people.csv", "mine");
    for (people, code) in [("people.csv", 4), ("people.docx", 2), ("nowhere/people.csv", 4)] {
        let output = queuity(home.path(), &["run", "s.toml", "--out", "a/out", "--patients", people]);
        assert_eq!(output.status.code(), Some(code), "{people}: {}", said(&output));
        assert!(!home.path().join("a").exists(), "{people}");
    }
}

#[test]
fn a_table_of_some_people_only_says_partial_in_its_name() {
    let home = tempfile::tempdir().expect("a folder");
    // The list grows beyond its guard in some replications.
    write(home.path(), "s.toml", &SMALL.replace("[scenario]", "[scenario]\nmax_waiting = 215"));
    write(home.path(), "none.toml", SMALL);
    for (format, rows) in [("people.csv", true), ("people.parquet", false)] {
        let output = queuity(home.path(), &["run", "s.toml", "--replications", "30", "--patients", format]);
        assert_eq!(output.status.code(), Some(6), "{}", said(&output));
        let partial = format.replace('.', ".PARTIAL.");
        assert!(said(&output).contains(&partial), "{}", said(&output));
        assert!(!home.path().join(format).exists());
        let bytes = std::fs::read(home.path().join(&partial)).expect("what is done is kept");
        assert!(!rows || bytes.iter().filter(|&&b| b == b'\n').count() > 100);
        // Without force it is not replaced, nor is the whole table put beside it.
        let again = ["run", "none.toml", "--replications", "1", "--patients", format];
        let output = queuity(home.path(), &again);
        assert_eq!(output.status.code(), Some(4), "{}", said(&output));
        assert_eq!(std::fs::read(home.path().join(&partial)).expect("still there"), bytes);
        succeeds(queuity(home.path(), &[&again[..], &["--force"]].concat()));
        assert!(home.path().join(format).exists() && !home.path().join(&partial).exists());
    }
}

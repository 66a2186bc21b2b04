//! The tables of people, as files.

use crate::{SMALL, queuity, said, succeeds, write};

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

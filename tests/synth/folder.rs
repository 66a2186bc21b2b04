//! A folder of lists afterwards: whether it is as it was written, and what other verbs say of it; and how a number of rows may be written.

use std::fs;

use crate::synth::{SMALL, home, queuity, said, succeeds, table};

#[test]
fn a_folder_of_lists_is_held_against_its_hashes() {
    let home = home(SMALL);
    let quiet = succeeds(queuity(home.path(), &["synth", "s.toml", "--out", "lists", "--rows", "1e2", "--quiet"]));
    assert_eq!(quiet, "", "nothing was asked for but files");
    let told = succeeds(queuity(home.path(), &["verify", "lists"]));
    assert!(told.contains("are as `queuity synth` wrote them: 9 files"), "{told}");
    let json = succeeds(queuity(home.path(), &["verify", "lists", "--json"]));
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert!(json["same"] == true && json["kind"] == "lists", "{json}");
    for verb in [&["report", "lists"][..], &["paper", "lists", "--to", "paper"]] {
        let output = queuity(home.path(), verb);
        assert_eq!(output.status.code(), Some(3), "{verb:?}: {}", said(&output));
        assert!(said(&output).contains("holds lists of invented people"), "{verb:?}: {}", said(&output));
    }
    let pathways = home.path().join("lists/pathways.csv");
    let text = fs::read_to_string(&pathways).expect("a file");
    fs::write(&pathways, text.replacen("waiting", "treated", 1)).expect("is written");
    fs::remove_file(home.path().join("lists/removals.csv")).expect("is removed");
    let output = queuity(home.path(), &["verify", "lists"]);
    assert_eq!(output.status.code(), Some(7), "{}", said(&output));
    for words in ["`pathways.csv` was changed", "`removals.csv` is not there"] {
        assert!(said(&output).contains(words), "{}", said(&output));
    }
    assert!(!said(&output).contains("patients.csv"), "{}", said(&output));
}

#[test]
fn a_number_of_rows_is_written_as_people_write_numbers() {
    let home = home(SMALL);
    for (rows, n) in [("1_000", 1_000), ("1e3", 1_000), ("7", 7)] {
        succeeds(queuity(home.path(), &["synth", "s.toml", "--out", "out", "--force", "--rows", rows]));
        assert_eq!(table(&home.path().join("out/pathways.csv")).len(), n, "{rows}");
    }
    for (rows, words) in [
        ("1,000", "write it without signs between the digits: 1000"),
        ("many", "write a whole number, such as 1000, 1_000_000 or 1e6"),
        ("0.5", "it must be whole"),
        ("-1", "it cannot be negative"),
        ("1e30", "it is too large"),
    ] {
        let output = queuity(home.path(), &["synth", "s.toml", "--out", "no", "--rows", rows]);
        assert_eq!(output.status.code(), Some(2), "{rows}: {}", said(&output));
        assert!(said(&output).contains(words), "{rows}: {}", said(&output));
    }
}

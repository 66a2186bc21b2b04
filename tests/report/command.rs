//! `queuity report`: the page again from the files, and what is refused.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn queuity(home: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_queuity")).current_dir(home).args(arguments).output().expect("the command")
}

fn code(out: &Output) -> i32 {
    out.status.code().expect("an exit code")
}

fn said(out: &Output) -> String {
    String::from_utf8_lossy(&out.stderr).into_owned()
}

#[test]
fn a_report_is_made_again_from_the_files_alone() {
    let home = tempfile::tempdir().expect("a folder");
    let at = |name: &str| home.path().join("out").join(name);
    let made = queuity(home.path(), &["demo", "--out", "out", "--replications", "3", "--quiet"]);
    assert_eq!(code(&made), 0, "{}", said(&made));
    let page = fs::read(at("report.html")).expect("a page");
    let manifest = fs::read(at("manifest.json")).expect("a manifest");
    assert!(String::from_utf8_lossy(&manifest).contains("\"report.html\""));
    // A page that is missing or was changed is made again, to the same bytes.
    for damage in [None, Some("mine")] {
        match damage {
            None => fs::remove_file(at("report.html")).expect("a page"),
            Some(text) => fs::write(at("report.html"), text).expect("a page"),
        }
        let again = queuity(home.path(), &["report", "out"]);
        assert_eq!(code(&again), 0, "{}", said(&again));
        assert_eq!(fs::read(at("report.html")).expect("a page"), page);
        assert_eq!(fs::read(at("manifest.json")).expect("a manifest"), manifest);
    }
    // A result of an earlier version, without a page, gets one.
    fs::remove_file(at("report.html")).expect("a page");
    let text = String::from_utf8(manifest.clone()).expect("text");
    let from = text.find("    {\n      \"path\": \"report.html\"").expect("its entry");
    let to = text[from..].find("    },\n").expect("its end") + from + "    },\n".len();
    fs::write(at("manifest.json"), format!("{}{}", &text[..from], &text[to..])).expect("a manifest");
    let again = queuity(home.path(), &["report", "out"]);
    assert_eq!(code(&again), 0, "{}", said(&again));
    assert_eq!(fs::read(at("manifest.json")).expect("a manifest"), manifest);
    assert_eq!(fs::read(at("report.html")).expect("a page"), page);
    // With --raw the texts are the same.
    let raw = queuity(home.path(), &["demo", "--out", "raw", "--replications", "3", "--quiet", "--raw"]);
    assert_eq!(code(&raw), 0, "{}", said(&raw));
    assert!(fs::read(home.path().join("raw/report.html")).expect("a page") == page);
}

#[test]
fn one_changed_digit_is_found() {
    let home = tempfile::tempdir().expect("a folder");
    let made = queuity(home.path(), &["demo", "--out", "out", "--replications", "2", "--quiet"]);
    assert_eq!(code(&made), 0, "{}", said(&made));
    for name in ["summary.csv", "scenario.toml", "series.parquet", "datapackage.json"] {
        let path = home.path().join("out").join(name);
        let bytes = fs::read(&path).expect("a file");
        let mut other = bytes.clone();
        let middle = other.len() / 2;
        other[middle] ^= 1;
        fs::write(&path, other).expect("a file");
        let found = queuity(home.path(), &["report", "out"]);
        assert_eq!(code(&found), 7, "{name}: {}", said(&found));
        assert!(said(&found).contains(&format!("`{name}` was changed")), "{}", said(&found));
        fs::write(&path, bytes).expect("a file");
    }
    fs::remove_file(home.path().join("out/contrasts.csv")).expect("a file");
    let found = queuity(home.path(), &["report", "out"]);
    assert_eq!(code(&found), 7);
    assert!(said(&found).contains("`contrasts.csv` is not there"), "{}", said(&found));
}

#[test]
fn what_is_no_result_is_refused_and_left_alone() {
    let home = tempfile::tempdir().expect("a folder");
    assert_eq!(code(&queuity(home.path(), &["report", "nowhere"])), 4);
    assert!(!home.path().join("nowhere").exists());
    fs::create_dir(home.path().join("mine")).expect("a folder");
    fs::write(home.path().join("mine/thesis.txt"), "mine").expect("a file");
    assert_eq!(code(&queuity(home.path(), &["report", "mine"])), 3);
    assert_eq!(fs::read_dir(home.path().join("mine")).expect("a folder").count(), 1);
    assert_eq!(code(&queuity(home.path(), &["report", "mine/thesis.txt"])), 3);
}

#[test]
fn a_manifest_that_is_laid_out_otherwise_keeps_what_it_says() {
    let home = tempfile::tempdir().expect("a folder");
    let at = |name: &str| home.path().join("out").join(name);
    let made = queuity(home.path(), &["demo", "--out", "out", "--replications", "2", "--quiet"]);
    assert_eq!(code(&made), 0, "{}", said(&made));
    let manifest = fs::read_to_string(at("manifest.json")).expect("a manifest");
    let value: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    let page = fs::read(at("report.html")).expect("a page");
    // In one line, by four blanks, with the list of files first, with an entry of somebody else.
    let one_line = serde_json::to_string(&value).expect("JSON");
    let wide = manifest.replace("\n  ", "\n    ").replace('\n', "\r\n");
    let files = serde_json::to_string(&value["files"]).expect("JSON");
    let first = format!("{{\"files\":{files},{}", &one_line[1..].replace(&format!("\"files\":{files},"), ""));
    let more = format!("{{\"note\":\"\\\"files\\\": mine\",{}", &one_line[1..]);
    for text in [one_line, wide, first, more] {
        let before: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        fs::write(at("manifest.json"), &text).expect("a manifest");
        fs::write(at("report.html"), "changed").expect("a page");
        let again = queuity(home.path(), &["report", "out"]);
        assert_eq!(code(&again), 0, "{}", said(&again));
        let after = fs::read_to_string(at("manifest.json")).expect("a manifest");
        let after: serde_json::Value = serde_json::from_str(&after).expect("JSON");
        assert_eq!(after, before);
        assert_eq!(fs::read(at("report.html")).expect("a page"), page);
    }
    // What is no manifest is refused, and stays as it is.
    for text in
        [String::new(), "{".into(), "[]".into(), manifest.replacen("\"queuity\"", "\"files\": [], \"queuity\"", 1)]
    {
        fs::write(at("manifest.json"), &text).expect("a manifest");
        let again = queuity(home.path(), &["report", "out"]);
        assert_eq!(code(&again), 3, "{text:.40} {}", said(&again));
        assert_eq!(fs::read_to_string(at("manifest.json")).expect("a manifest"), text);
    }
}

#[test]
fn a_folder_in_the_place_of_a_result_is_refused_first() {
    let home = tempfile::tempdir().expect("a folder");
    let at = |name: &str| home.path().join("out").join(name);
    let made = queuity(home.path(), &["demo", "--out", "out", "--replications", "2", "--quiet"]);
    assert_eq!(code(&made), 0, "{}", said(&made));
    for name in ["report.html", "summary.csv", "run-log.json"] {
        let bytes = fs::read(at(name)).expect("a file");
        fs::remove_file(at(name)).expect("a file");
        fs::create_dir(at(name)).expect("a folder");
        fs::write(at(name).join("mine.txt"), "mine").expect("a file");
        let manifest = fs::read(at("manifest.json")).expect("a manifest");
        for arguments in
            [&["report", "out"][..], &["demo", "--out", "out", "--force", "--replications", "2", "--quiet"][..]]
        {
            let found = queuity(home.path(), arguments);
            assert_eq!(code(&found), 4, "{name} {arguments:?}: {}", said(&found));
            assert!(said(&found).contains("is a folder, and a result belongs in its place"), "{}", said(&found));
            assert_eq!(fs::read_to_string(at(name).join("mine.txt")).expect("a file"), "mine");
            assert_eq!(fs::read(at("manifest.json")).expect("a manifest"), manifest);
            assert!(!at(".queuity-new").exists() && !at(".queuity-old").exists());
        }
        fs::remove_dir_all(at(name)).expect("a folder");
        fs::write(at(name), bytes).expect("a file");
    }
    let again = queuity(home.path(), &["report", "out"]);
    assert_eq!(code(&again), 0, "{}", said(&again));
}

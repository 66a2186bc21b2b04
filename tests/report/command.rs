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

#[test]
fn a_brief_for_a_mail_says_what_the_page_says_and_touches_nothing() {
    let home = tempfile::tempdir().expect("a folder");
    let made = queuity(home.path(), &["demo", "--out", "out", "--replications", "3", "--quiet"]);
    assert_eq!(code(&made), 0, "{}", said(&made));
    let before = fs::read(home.path().join("out/manifest.json")).expect("a manifest");
    let brief = queuity(home.path(), &["report", "out", "--format", "md"]);
    assert_eq!(code(&brief), 0, "{}", said(&brief));
    let text = String::from_utf8(brief.stdout).expect("text");
    assert!(text.starts_with("# Demo: an invented orthopaedic list\n"), "{text}");
    let page = fs::read_to_string(home.path().join("out/report.html")).expect("a page");
    let answer = page
        .split("<div class=\"answer\" id=\"answer\">\n<p>")
        .nth(1)
        .and_then(|t| t.split("</p>").next())
        .expect("an answer");
    assert!(text.contains(&format!("**{answer}**")), "{answer}: {text}");
    assert!(text.contains("## urgency first\n") && text.contains("| Policy |"), "{text}");
    // To a file, once.
    let to_file = ["report", "out", "--format", "md", "--to", "brief.md"];
    assert_eq!(code(&queuity(home.path(), &to_file)), 0);
    assert_eq!(fs::read_to_string(home.path().join("brief.md")).expect("a brief"), text);
    let again = queuity(home.path(), &to_file);
    assert_eq!(code(&again), 4);
    assert!(said(&again).contains("is there already"), "{}", said(&again));
    let json = queuity(home.path(), &["report", "out", "--format", "md", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(json["brief"].as_str(), Some(text.as_str()));
    assert_eq!(fs::read(home.path().join("out/manifest.json")).expect("a manifest"), before);
    // A changed figure is no figure.
    let path = home.path().join("out/contrasts.csv");
    let figures = fs::read_to_string(&path).expect("figures").replacen('1', "2", 1);
    fs::write(&path, figures).expect("figures");
    assert_eq!(code(&queuity(home.path(), &["report", "out", "--format", "md"])), 7);
}

#[test]
fn a_template_of_ones_own_makes_the_page_without_a_compiler() {
    let home = tempfile::tempdir().expect("a folder");
    let at = |name: &str| home.path().join(name);
    let made = queuity(home.path(), &["demo", "--out", "out", "--replications", "2", "--quiet"]);
    assert_eq!(code(&made), 0, "{}", said(&made));
    let page = fs::read_to_string(at("out/report.html")).expect("a page");
    let shipped = queuity(home.path(), &["report", "--print-template"]);
    assert_eq!(code(&shipped), 0);
    let shipped = String::from_utf8(shipped.stdout).expect("a template");
    fs::write(at("mine.html"), shipped.replace("A simulation of a waiting list", "Board paper 7")).expect("a template");
    // To another file; the folder stays as it is.
    let other = queuity(home.path(), &["report", "out", "--template", "mine.html", "--to", "board.html"]);
    assert_eq!(code(&other), 0, "{}", said(&other));
    let board = fs::read_to_string(at("board.html")).expect("a page");
    assert_eq!(board, page.replace("A simulation of a waiting list", "Board paper 7"));
    assert_eq!(fs::read_to_string(at("out/report.html")).expect("a page"), page);
    // In its place, with a manifest that names it; and back.
    assert_eq!(code(&queuity(home.path(), &["report", "out", "--template", "mine.html"])), 0);
    assert_eq!(fs::read_to_string(at("out/report.html")).expect("a page"), board);
    assert_eq!(code(&queuity(home.path(), &["report", "out"])), 0);
    assert_eq!(fs::read_to_string(at("out/report.html")).expect("a page"), page);
    // A fault of the template is told with its line, and nothing is changed.
    fs::write(at("mine.html"), "<p>\n{% for x in %}").expect("a template");
    let bad = queuity(home.path(), &["report", "out", "--template", "mine.html"]);
    assert_eq!(code(&bad), 3);
    assert!(said(&bad).contains("(in template:2)"), "{}", said(&bad));
    assert_eq!(fs::read_to_string(at("out/report.html")).expect("a page"), page);
    assert_eq!(code(&queuity(home.path(), &["report", "out", "--template", "nowhere.html"])), 4);
    assert_eq!(code(&queuity(home.path(), &["report"])), 2);
}

#[test]
fn two_results_side_by_side_say_what_cannot_be_compared() {
    let home = tempfile::tempdir().expect("a folder");
    let at = |name: &str| home.path().join(name);
    for (out, seed) in [("a", "1"), ("b", "2")] {
        let made = queuity(home.path(), &["demo", "--out", out, "--seed", seed, "--replications", "2", "--quiet"]);
        assert_eq!(code(&made), 0, "{}", said(&made));
    }
    let both = queuity(home.path(), &["report", "a", "--with", "b", "--to", "both.html"]);
    assert_eq!(code(&both), 0, "{}", said(&both));
    let page = crate::report::small::words(&fs::read_to_string(at("both.html")).expect("a page"));
    assert!(page.contains("Seed: 1 in a, 2 in b. The people differ, by luck alone too."), "{page}");
    assert!(page.contains("1 input differs.") && page.contains("scenario.seed 1 2"), "{page}");
    assert!(page.contains("between them nothing is paired"), "{page}");
    for name in ["first come a", "first come b", "urgency first a"] {
        assert!(page.contains(name), "{name}: {page}");
    }
    let same = queuity(home.path(), &["report", "a", "--with", "a", "--to", "same.html"]);
    assert_eq!(code(&same), 0, "{}", said(&same));
    let page = fs::read_to_string(at("same.html")).expect("a page");
    assert!(page.contains("Both results are of the same scenario and seed."));
    // Nothing that is no result, and nowhere but to a file.
    assert_eq!(code(&queuity(home.path(), &["report", "a", "--with", "nowhere", "--to", "x.html"])), 4);
    assert_eq!(code(&queuity(home.path(), &["report", "a", "--with", "b"])), 2);
}

//! What README and the tour print or quote, against what the command gives.

use std::process::Command;

use crate::book::commands::{blocks, root};

fn page(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).expect("a page")
}

#[test]
fn the_screen_in_the_readme_is_what_the_command_prints() {
    let shown = blocks(&page("README.md")).into_iter().find(|(language, _)| language == "text").expect("a block").1;
    let out = Command::new(env!("CARGO_BIN_EXE_queuity"))
        .current_dir(root())
        .args(["compare", "scenarios/england-rtt-2026.toml", "--quiet"])
        .output()
        .expect("the command");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let printed = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(printed.contains(&shown), "README.md shows\n{shown}\nand the command prints\n{printed}");
}

#[test]
fn the_tour_quotes_the_report_of_the_demo() {
    let home = tempfile::tempdir().expect("a folder");
    let out = Command::new(env!("CARGO_BIN_EXE_queuity"))
        .current_dir(home.path())
        .args(["demo", "--out", "out"])
        .output()
        .expect("the command");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let report = std::fs::read_to_string(home.path().join("out/report.html")).expect("a page");
    let tour = page("docs/tour.md");
    let quoted: Vec<String> = (tour.lines())
        .filter_map(|line| line.strip_prefix("> "))
        .map(|line| line.replace("**", "").trim().to_string())
        .filter(|line| !line.is_empty())
        .collect();
    assert!(quoted.len() >= 5, "{quoted:?}");
    for line in quoted.iter().map(String::as_str).chain(["33.4", "31.3"]) {
        assert!(report.contains(line), "the report has no `{line}`");
    }
}

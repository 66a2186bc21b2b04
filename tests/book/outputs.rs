//! What README and the tour print or quote, against what the command gives.

use std::process::Command;

use crate::book::commands::{blocks, root};

fn page(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).expect("a page")
}

/// The rows of a screen from its first table on: the words that they begin with, and the numbers after them.
fn rows(screen: &str) -> Vec<(String, Vec<f64>)> {
    let from = screen.find("The list today (").expect("a table");
    let row = |line: &str| {
        let label: Vec<&str> = line.split_whitespace().take_while(|word| number(word).is_none()).collect();
        (label.join(" "), line.split_whitespace().filter_map(number).collect())
    };
    screen[from..].lines().map(row).collect()
}

/// A cell: thousands have a comma, and what is not told apart from the reference has a mark.
fn number(word: &str) -> Option<f64> {
    word.replace(',', "").trim_end_matches('~').parse().ok()
}

/// How far chance moves the figures of four replications from the forty of the README: a part of the figure, and as much at any size.
const BY_CHANCE: (f64, f64) = (0.005, 1.5);

/// The rows of the README are those of its command, and their figures are those of four replications but for chance. `.ci/readme` runs the command itself, with
/// all of its replications, and holds its screen against the README byte for byte.
#[test]
fn the_screen_in_the_readme_is_of_its_command() {
    let shown = blocks(&page("README.md")).into_iter().find(|(language, _)| language == "text").expect("a block").1;
    let out = Command::new(env!("CARGO_BIN_EXE_queuity"))
        .current_dir(root())
        .args(["compare", "scenarios/england-rtt-2026.toml", "--replications", "4", "--quiet"])
        .output()
        .expect("the command");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let printed = String::from_utf8_lossy(&out.stdout).into_owned();
    let (shown, printed) = (rows(&shown), rows(&printed));
    // Below the tables README leaves out the answer in words.
    let tables = shown.iter().position(|row| row.0.starts_with("* the reference")).expect("a foot");
    assert!(tables > 25, "{shown:?}");
    for (shown, printed) in shown.iter().zip(&printed).take(tables) {
        assert_eq!((&shown.0, shown.1.len()), (&printed.0, printed.1.len()), "README.md shows {shown:?}");
        for (a, b) in shown.1.iter().zip(&printed.1) {
            assert!((a - b).abs() <= BY_CHANCE.0 * a.abs() + BY_CHANCE.1, "README.md shows {shown:?}, not {printed:?}");
        }
    }
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

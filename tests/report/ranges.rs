//! Every policy with one number at an end of its range: `ranges.csv` holds what a run of the scenario with that number holds, and the page, the
//! workbook and `verify` know it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use queuity::report::{Folder, Registry, Results, html};
use queuity::scenario::Overrides;
use queuity::study::ranges::{Ranges, Ways};
use queuity::study::{Kit, Study};

use crate::report::verify::{TINY, flipped, queuity, rehash, said};

type Row = BTreeMap<String, String>;

fn rows(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).expect("a table");
    let heads = reader.headers().expect("heads").clone();
    reader
        .records()
        .map(|r| heads.iter().map(String::from).zip(r.expect("a row").iter().map(String::from)).collect())
        .collect()
}

/// The tiny scenario with a second range: shares that sum to 1.
fn ranged() -> String {
    TINY.replace("share = [0.02, 0.98]", "share = [{ value = 0.4, low = 0.2, high = 0.5, source = \"a guess\" }, 0.6]")
}

/// A folder with a result of it in `out`.
fn result(arguments: &[&str]) -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("s.toml"), ranged()).expect("a scenario");
    let made =
        queuity(home.path(), &[&["compare", "s.toml", "--out", "out", "--quiet", "--ranges=4"], arguments].concat());
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    home
}

#[test]
fn an_end_is_what_the_scenario_gives_with_the_number_there() {
    let home = result(&["--threads", "2"]);
    let screen = queuity(home.path(), &["compare", "s.toml", "--ranges=4", "--quiet"]);
    let screen = String::from_utf8(screen.stdout).expect("text").replace('\n', " ");
    let begins = "With one number at a time at an end of its range: ";
    let told = screen.split(begins).nth(1).unwrap_or_else(|| panic!("{screen}"));
    let found = rows(&home.path().join("out/ranges.csv"));
    // Of the moves of the wait that are told apart from luck the largest is named, and each number at which a verdict turns is counted.
    let of = |row: &Row, column: &str| row[column].parse::<f64>().expect("a number");
    let apart = |r: &&Row| {
        (r["population"].as_str(), r["measure"].as_str()) == ("joined", "weeks_untreated")
            && (of(r, "moved_lower") > 0.0 || of(r, "moved_upper") < 0.0)
    };
    let largest = found.iter().filter(apart).max_by(|a, b| of(a, "moved").abs().total_cmp(&of(b, "moved").abs()));
    let hangs = match largest.map(|row| row["path"].as_str()) {
        None => "no move of the wait",
        Some("service[hips].slots.per_week") => "the wait of people who join hangs most on “slots a week at hips”",
        Some(_) => "the wait of people who join hangs most on “share of all people, most (deprivation)”",
    };
    assert!(told.starts_with(hangs), "{hangs}: {told}");
    let turning: BTreeSet<&str> = found.iter().filter(|r| r["turns"] == "true").map(|r| r["path"].as_str()).collect();
    let turns = match turning.len() {
        0 => "No verdict turns.",
        1 => "A verdict turns at an end of 1 number:",
        _ => "A verdict turns at an end of 2 numbers:",
    };
    assert!(told.contains(turns), "{turns} {told}");
    // Two numbers, two ends, and of one policy the wait of people who join, that of those on the list and the gap.
    assert_eq!(found.len(), 2 * 2 * 3, "{found:?}");
    let moved = [
        (
            "attribute[deprivation].share[0]",
            "low",
            ranged().replace("value = 0.4", "value = 0.2").replace(", 0.6]", ", 0.8]"),
        ),
        (
            "attribute[deprivation].share[0]",
            "high",
            ranged().replace("value = 0.4", "value = 0.5").replace(", 0.6]", ", 0.5]"),
        ),
        ("service[hips].slots.per_week", "low", ranged().replace("value = 12", "value = 10")),
        ("service[hips].slots.per_week", "high", ranged().replace("value = 12", "value = 14")),
        ("as given", "", ranged()),
    ];
    let mut by_hand: BTreeMap<(&str, &str), Vec<Row>> = BTreeMap::new();
    for (path, end, text) in &moved {
        fs::write(home.path().join("m.toml"), text).expect("a scenario");
        let made =
            queuity(home.path(), &["compare", "m.toml", "--out", "m", "--force", "--quiet", "--replications", "4"]);
        assert_eq!(made.status.code(), Some(0), "{}", said(&made));
        by_hand.insert((path, end), rows(&home.path().join("m/contrasts.csv")));
    }
    let number = |row: &Row, column: &str| row[column].parse::<f64>().ok();
    let mut turned = 0;
    for row in &found {
        let same = |r: &&Row| {
            r["service"] == "all"
                && r["stage"] == "all"
                && ["variant", "population", "measure", "attribute", "group"].iter().all(|k| r[*k] == row[*k])
        };
        let there = by_hand[&(row["path"].as_str(), row["end"].as_str())].iter().find(same).expect("a row");
        let given = by_hand[&("as given", "")].iter().find(same).expect("a row");
        for column in ["difference", "lower", "upper", "reference_mean", "variant_mean"] {
            let (a, b) = (number(row, column), number(there, column));
            assert!(a.zip(b).is_some_and(|(a, b)| (a - b).abs() < 1e-9), "{column}: {row:?} {there:?}");
        }
        let (moved, as_given) = (number(row, "moved").expect("a way"), number(row, "as_given").expect("a figure"));
        assert!((as_given - number(given, "difference").expect("a figure")).abs() < 1e-9, "{row:?} {given:?}");
        assert!((moved - (number(row, "difference").expect("a figure") - as_given)).abs() < 1e-9, "{row:?}");
        let (low, high) = (number(row, "moved_lower").expect("an end"), number(row, "moved_upper").expect("an end"));
        assert!(low <= moved && moved <= high, "{row:?}");
        assert_eq!(row["turns"] == "true", row["verdict"] != row["verdict_as_given"], "{row:?}");
        turned += usize::from(row["turns"] == "true");
        // But for the adjustment for several, which holds for the declared measures of a whole comparison.
        assert!(row["verdict"] == there["verdict"] || there["verdict"] == "not told apart", "{row:?} {there:?}");
    }
    let page = fs::read_to_string(home.path().join("out/report.html")).expect("a page");
    assert!(page.contains("Tornado chart of 2 inputs"), "a chart with a description");
    assert!(page.contains("the verdict turn") || (turned > 0 && page.contains("The verdict turns with")), "{turned}");
    assert!(!page.contains("These ranges were not run"), "they were");
    // In words, with the range; the path stands beside them for those who look it up.
    let words = ["Slots a week at hips: 10 to 14", "Share of all people, most (deprivation): 20% to 50%"];
    let paths = ["service[hips].slots.per_week", "attribute[deprivation].share[0]"];
    for (words, path) in words.iter().zip(paths) {
        assert!(page.contains(&format!("<th scope=\"row\">{words}<small>{path}</small></th>")), "{words}");
        assert!(!page.contains(&format!("\u{201c}{path}\u{201d}")), "no sentence has the path");
    }
    for chart in ["ranges-wait.vl.json", "ranges-gap.vl.json"] {
        let drawn = fs::read_to_string(home.path().join("out").join(chart)).expect("a chart");
        for text in words.iter().chain(&paths) {
            assert!(drawn.contains(text), "{chart}: {text}");
        }
    }
    let book = fs::read(home.path().join("out/report.xlsx")).expect("a workbook");
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(book)).expect("a workbook");
    let sheet = calamine::Reader::worksheet_range(&mut book, "ranges-wait").expect("a sheet");
    let cells: Vec<String> = sheet.cells().map(|(_, _, cell)| cell.to_string()).collect();
    for text in words.iter().chain(&paths) {
        assert!(cells.iter().any(|cell| cell == text), "{text}: {cells:?}");
    }
    // The same bytes by other hands, also without Parquet beside it.
    let other = result(&["--threads", "1"]);
    for name in ["ranges.csv", "ranges.parquet", "report.html", "manifest.json"] {
        let read = |home: &tempfile::TempDir| fs::read(home.path().join("out").join(name)).expect(name);
        assert!(read(&home) == read(&other), "{name}");
    }
}

#[test]
fn a_number_that_cannot_be_moved_alone_is_told_and_not_run() {
    // The first band may end at 14 weeks only where the second one ends later too.
    let bands = "bands_weeks = [0, { value = 6, low = 3, high = 14, source = \"a guess\" }, { value = 12, low = 8, high = 17, source = \"a guess\" }, 18, 26, 52]";
    let scenario = TINY.replace("bands_weeks = [0, 6, 12, 18, 26, 52]", bands);
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("s.toml"), scenario).expect("a scenario");
    let made = queuity(home.path(), &["compare", "s.toml", "--out", "out", "--quiet", "--ranges=2"]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    let found = rows(&home.path().join("out/ranges.csv"));
    let band = "service[hips].waiting.bands_weeks[1]";
    let at = |end: &str| -> Vec<&Row> { found.iter().filter(|r| r["path"] == band && r["end"] == end).collect() };
    assert_eq!((at("low").len(), at("high").len()), (3, 1), "{found:?}");
    let none = at("high")[0];
    assert_eq!((none["input"].as_str(), none["variant"].as_str(), none["difference"].as_str()), ("14", "", ""));
    assert!(none["note"].starts_with("not run: it cannot be there while all others stay: "), "{none:?}");
    let page = fs::read_to_string(home.path().join("out/report.html")).expect("a page");
    let told = "Not run, since it cannot be while all others stay: \u{201c}waiting, bands weeks, number 2 at hips\u{201d} at 14.";
    assert!(page.contains(told), "{page}");
    for arguments in [&["verify", "out", "--quiet"][..], &["verify", "out", "--quiet", "--all"]] {
        let checked = queuity(home.path(), arguments);
        assert_eq!(checked.status.code(), Some(0), "{}", said(&checked));
    }
}

#[test]
fn without_ranges_nothing_is_run_and_the_page_says_how() {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("s.toml"), ranged()).expect("a scenario");
    let made = queuity(home.path(), &["compare", "s.toml", "--out", "out", "--quiet"]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    assert!(!home.path().join("out/ranges.csv").exists());
    let page = fs::read_to_string(home.path().join("out/report.html")).expect("a page");
    assert!(page.contains("These ranges were not run") && page.contains("queuity compare --ranges"), "it says how");
    // One policy alone has nothing that could move.
    fs::write(home.path().join("r.toml"), ranged().replace("seed = 11", "seed = 11\nranges = 3")).expect("a scenario");
    let made = queuity(home.path(), &["run", "r.toml", "--out", "one", "--quiet"]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    assert!(!home.path().join("one/ranges.csv").exists());
    let checked = queuity(home.path(), &["verify", "one", "--quiet"]);
    assert_eq!(checked.status.code(), Some(0), "{}", said(&checked));
}

#[test]
fn a_changed_digit_of_what_was_run_again_is_found_whatever_the_hashes_say() {
    let home = result(&[]);
    let out = home.path().join("out");
    for arguments in [&["verify", "out", "--quiet"][..], &["verify", "out", "--quiet", "--all"]] {
        let checked = queuity(home.path(), arguments);
        assert_eq!(checked.status.code(), Some(0), "{}", said(&checked));
    }
    for name in ["ranges.csv", "ranges.parquet"] {
        let bytes = fs::read(out.join(name)).expect("a file");
        let manifest = fs::read(out.join("manifest.json")).expect("a manifest");
        fs::write(out.join(name), flipped(name, &bytes)).expect("a file");
        rehash(&out, name);
        // The copies differ, or a figure is not what comes out.
        for arguments in [&["verify", "out", "--quiet"][..], &["verify", "out", "--quiet", "--all"]] {
            let checked = queuity(home.path(), arguments);
            assert_eq!(checked.status.code(), Some(7), "{name}: {}", said(&checked));
            assert!(said(&checked).contains("ranges."), "{name}: {}", said(&checked));
        }
        fs::write(out.join(name), bytes).expect("a file");
        fs::write(out.join("manifest.json"), manifest).expect("a manifest");
    }
    // The number that a sample takes is looked at by itself: here in both files alike.
    let sampled = rows(&out.join("ranges.csv"));
    let checked = queuity(home.path(), &["verify", "out"]);
    let told = String::from_utf8_lossy(&checked.stdout).replace('\n', " ");
    assert!(told.contains("ranges: 2 of 4 ends were run again"), "{told} {sampled:?}");
}

#[test]
fn ranges_that_are_stopped_make_the_result_partial() {
    let overrides = Overrides { ranges: Some(4), ..Overrides::default() };
    let study = Study::read(ranged().as_bytes(), &Kit::shipped(), &overrides).expect("a study");
    let outcome = study.run(&|_| (), &AtomicBool::new(false)).expect("an outcome");
    let stop = AtomicBool::new(false);
    // In the second end.
    let progress = |p: queuity::experiment::Progress| stop.store(p.done > 9, Ordering::Relaxed);
    let ranges = study.ranges(&outcome, &Ways { threads: 1, ..Ways::default() }, &progress, &stop).expect("ranges");
    let missing = ranges.missing().expect("some are missing");
    assert_eq!((ranges.done(), ranges.planned), (1, 4), "{missing}");
    assert!(missing.contains("3 of 4 ends of ranges are missing"), "{missing}");
    let whole = study.ranges(&outcome, &Ways::default(), &|_| (), &AtomicBool::new(false)).expect("ranges");
    assert_eq!((whole.missing(), &whole.ends[0]), (None, &ranges.ends[0]), "what is there is what it is");
    let home = tempfile::tempdir().expect("a folder");
    let mut comparison = study.compare(&outcome).expect("a comparison");
    comparison.partial.push(missing);
    write(home.path(), &study, &outcome, &comparison, &ranges);
    let manifest = fs::read_to_string(home.path().join("manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    assert_eq!((&manifest["status"], &manifest["ends_done"]), (&"PARTIAL".into(), &1.into()), "{manifest}");
    let page = html::page(&|name| Ok(Box::new(fs::File::open(home.path().join(name))?))).expect("a page");
    assert!(page.contains("1 of 4 ends of ranges are run; the policies themselves are done"));
    let checked = queuity(home.path(), &["verify", "."]);
    assert_eq!(checked.status.code(), Some(6), "{}", said(&checked));
    assert!(said(&checked).contains("1 of 4"), "{}", said(&checked));
}

fn write(
    folder: &Path,
    study: &Study,
    outcome: &queuity::experiment::Outcome,
    comparison: &queuity::compare::Comparison,
    ranges: &Ranges,
) {
    let scenario = study.scenario();
    let results = Results {
        outcome,
        comparison,
        ranges: Some(ranges),
        scenario: &scenario.resolved,
        assumptions: &scenario.assumptions,
        title: &scenario.settings.title,
        question: &scenario.settings.question,
        seed: scenario.settings.seed,
        date: &|day| study.date(day),
        lives: None,
        formats: &Registry::shipped(),
    };
    Folder::claim(folder, true).expect("a folder").write(&results).expect("a result");
}

#[test]
fn a_time_limit_counts_the_ends() {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("s.toml"), ranged()).expect("a scenario");
    let told = |arguments: &[&str]| -> f64 {
        let out = queuity(home.path(), &[&["check", "s.toml", "--json"], arguments].concat());
        let told: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
        told["estimated_seconds"].as_f64().unwrap_or_else(|| panic!("{told}"))
    };
    let (without, with) = (told(&["--replications", "100000"]), told(&["--replications", "100000", "--ranges=100000"]));
    assert!(with > 1.5 * without, "{without} {with}");
}

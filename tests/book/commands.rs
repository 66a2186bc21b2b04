//! Commands and recipes of README and docs. Each command is run here, or by another test, or stands here with the reason why it is not run: one that is
//! new on a page fails until it does.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::synth::{left_out, python};

/// How a command is run.
enum Run {
    /// Here, in the order of its page.
    Here,
    /// By the test of this file, which has these words.
    By(&'static str, &'static str),
    /// Not, for this reason.
    Not(&'static str),
}
use Run::{By, Here, Not};

const PUBLISHED: Run = Not(
    "needs the files of England in 2015, which are not in this folder; tests/intake/round_trip.rs reads them where they are",
);
const LISTS: &str = "queuity synth scenarios/demo.toml --out lists ";

const COMMANDS: &[(&str, &str, Run)] = &[
    (
        "README.md",
        "cargo run --release -- compare scenarios/england-rtt-2026.toml --out out",
        By("tests/book/outputs.rs", "england-rtt-2026.toml"),
    ),
    ("README.md", "cargo test", Not("is what runs this")),
    ("README.md", "queuity demo", Here),
    ("README.md", "queuity new my-list.toml", Here),
    ("README.md", "queuity import waits.xlsx", By("tests/intake/made.rs", "xlsx")),
    ("README.md", "queuity fit months/*.xls", By("tests/command/fit.rs", "\"fit\"")),
    ("README.md", "queuity check my-list.toml", Here),
    ("README.md", "queuity compare my-list.toml --out out", Here),
    ("README.md", "queuity synth my-list.toml --out lists --rows 1000", Here),
    ("README.md", "queuity why my-list.toml --lives", Here),
    ("README.md", "queuity list disciplines", Here),
    ("docs/fit.md", "queuity fit months/*.xls", By("tests/command/fit.rs", "\"fit\"")),
    ("docs/fit.md", "queuity check fitted.toml", By("tests/command/fit.rs", "\"check\"")),
    ("docs/fit.md", "queuity fit list.csv --date 2026-01-31", By("tests/intake/followed.rs", "fit")),
    ("docs/fit.md", "queuity fit england_rtt_2015/*.xls", PUBLISHED),
    ("docs/fit.md", "queuity fit england_rtt_2015/*.xls --where \"Treatment Function=Ophthalmology\"", PUBLISHED),
    ("docs/fit.md", "queuity fit england_rtt_2015/*.xls --ahead 3 --treated 1264343,1149403,1091933", PUBLISHED),
    (
        "docs/fit.md",
        "queuity fit england_rtt_2015/*.xls --ahead 3 --treated 157931,143574,136395 --where \"Treatment Function=Trauma & Orthopaedics\"",
        PUBLISHED,
    ),
    (
        "docs/fit.md",
        "queuity fit england_rtt_2015/*.xls --ahead 3 --treated 137777,125252,118989 --where \"Treatment Function=Ophthalmology\"",
        PUBLISHED,
    ),
    (
        "docs/fit.md",
        "queuity fit england_rtt_2015/*.xls --ahead 3 --treated 107132,97393,92523 --where \"Treatment Function=General Surgery\"",
        PUBLISHED,
    ),
    ("docs/import.md", "queuity import january.csv.gz", Here),
    ("docs/import.md", "queuity check january.toml", Here),
    ("docs/import.md", "queuity import list.csv --date 2026-01-31", Here),
    (
        "docs/import.md",
        "queuity import wl_openpathways.csv wl_clockstops.csv --date 2026-06-30",
        By("tests/intake/joined.rs", "\"import\""),
    ),
    (
        "docs/import.md",
        "queuity fit wl_openpathways.csv wl_clockstops.csv --date 2026-06-30",
        By("tests/intake/joined.rs", "\"fit\""),
    ),
    ("docs/import.md", "queuity import --template list.xlsx", Here),
    (
        "docs/import.md",
        "queuity import list.xlsx --out our-list.toml",
        By("tests/intake/made.rs", "the_empty_workbook_filled_in_is_a_scenario"),
    ),
    (
        "docs/patterns.md",
        "cargo test --test all patterns:: -- --nocapture --test-threads 1",
        Not("is a part of these tests"),
    ),
    ("docs/report.md", "queuity report OUT", Here),
    ("docs/report.md", "queuity verify OUT", Here),
    ("docs/report.md", "queuity paper OUT --to DIR", Here),
    ("docs/synth.md", "queuity synth scenarios/demo.toml --out lists --rows 1000", Here),
    (
        "docs/synth.md",
        "queuity synth scenarios/demo.toml --out lists --rows 100000 --population all --format csv,parquet",
        Here,
    ),
    ("docs/synth.md", "queuity synth scenarios/demo.toml --out lists --rows 100000 --format xlsx", Here),
    (
        "docs/synth.md",
        "queuity synth scenarios/demo.toml --out lists --population referred --from 2026-03-01 --as-of 2026-03-31",
        Here,
    ),
    (
        "docs/synth.md",
        "queuity synth --benchmark \"unequal and messy\" --out lists",
        By("tests/synth/guide.rs", "the_guide_runs_from_beginning_to_end"),
    ),
    (
        "docs/synth.md",
        "queuity score lists found.csv",
        By("tests/synth/guide.rs", "the_guide_runs_from_beginning_to_end"),
    ),
    (
        "docs/synth.md",
        "queuity import people.csv --date 2025-12-31 --out fitted.toml",
        By("tests/synth/back.rs", "\"import\""),
    ),
    (
        "docs/synth.md",
        "queuity synth fitted.toml --real people.csv --as-of 2026-01-01 --out made",
        By("tests/synth/privacy.rs", "\"--real\""),
    ),
    ("docs/tour.md", "cargo build --release", Not("builds the command, as these tests do")),
    ("docs/tour.md", "target/release/queuity demo --out out", Here),
    ("docs/tour.md", "target/release/queuity new my-list.toml", Here),
    ("docs/tour.md", "target/release/queuity check my-list.toml", Here),
    ("docs/tour.md", "target/release/queuity compare my-list.toml --out mine", Here),
    (
        "docs/why.md",
        "queuity why scenarios/demo.toml --patient referral-17-8",
        By("tests/command/why.rs", "the_page_about_why_shows_what_the_command_prints"),
    ),
    (
        "docs/why.md",
        "queuity why scenarios/demo.toml --lives --variant \"urgency first, head start\"",
        By("tests/command/why.rs", "the_page_about_why_shows_what_the_command_prints"),
    ),
];

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// README and the pages of docs, by name.
fn pages() -> Vec<(String, String)> {
    let mut names = vec!["README.md".to_string(), "CONTRIBUTING.md".to_string()];
    for entry in fs::read_dir(root().join("docs")).expect("pages") {
        let name = entry.expect("a page").file_name().to_string_lossy().into_owned();
        if name.ends_with(".md") {
            names.push(format!("docs/{name}"));
        }
    }
    names.sort();
    names.into_iter().map(|name| (name.clone(), fs::read_to_string(root().join(name)).expect("a page"))).collect()
}

/// The blocks of code of a page: language and text.
pub(crate) fn blocks(text: &str) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match (line.strip_prefix("```"), inside) {
            (Some(language), false) => out.push((language.trim().to_string(), String::new())),
            (Some(_), true) => {}
            (None, true) => out.last_mut().expect("a block").1.push_str(&format!("{line}\n")),
            (None, false) => {}
        }
        inside ^= line.starts_with("```");
    }
    out
}

/// The commands of a block, without what is said of them.
fn commands(block: &str) -> impl Iterator<Item = String> + '_ {
    block.lines().filter_map(|line| {
        let line = line.strip_prefix("$ ").unwrap_or(line);
        let line = line.split_once("  #").map_or(line, |(line, _)| line).trim_end();
        ["queuity ", "cargo ", "target/release/queuity "].iter().any(|p| line.starts_with(p)).then(|| line.to_string())
    })
}

/// The words of a command; those in quotes are one.
fn words(command: &str) -> Vec<String> {
    let parts = command.split('"').enumerate();
    parts
        .flat_map(|(i, part)| match i % 2 {
            1 => vec![part.to_string()],
            _ => part.split_whitespace().map(String::from).collect(),
        })
        .collect()
}

#[test]
fn every_command_is_run_or_named_with_the_reason() {
    let found: Vec<(String, String)> = (pages().iter())
        .flat_map(|(page, text)| {
            let all = blocks(text)
                .into_iter()
                .filter(|(language, _)| ["sh", "console", "text", ""].contains(&language.as_str()));
            all.flat_map(|(_, block)| commands(&block).map(|c| (page.clone(), c)).collect::<Vec<_>>())
                .collect::<Vec<_>>()
        })
        .collect();
    let mut wrong = Vec::new();
    for (page, command) in &found {
        if !COMMANDS.iter().any(|(p, c, _)| p == page && c == command) {
            wrong.push(format!("{page}: `{command}` stands in no list of commands that are run"));
        }
    }
    for (page, command, run) in COMMANDS {
        if !found.iter().any(|(p, c)| p == page && c == command) {
            wrong.push(format!("{page} has no `{command}`"));
        }
        match run {
            By(test, has) if !fs::read_to_string(root().join(test)).unwrap_or_default().contains(has) => {
                wrong.push(format!("{test} has no `{has}`, for `{command}`"));
            }
            Not("") => wrong.push(format!("`{command}` is not run, and nobody says why")),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A published table of waits, as `queuity import` knows it.
const TABLE: &str = "Period,Provider Parent Org Code,Provider Parent Name,Provider Org Code,RTT Part Type,RTT Part Description,Treatment Function Code,Treatment Function Name,Gt 00 To 01 Weeks SUM 1,Gt 01 To 02 Weeks SUM 1,Gt 02 Weeks SUM 1,Total,Patients with unknown clock start date,Total All
RTT-January-2026,QX1,NORTH,RAA,Part_2,Incomplete Pathways,C_100,General Surgery Service,40,30,20,,,90
RTT-January-2026,QX1,NORTH,RAA,Part_1A,Completed Pathways For Admitted Patients,C_100,General Surgery Service,2,0,1,3,1,4
RTT-January-2026,QX1,NORTH,RAA,Part_1B,Completed Pathways For Non-Admitted Patients,C_100,General Surgery Service,6,1,0,7,0,7
RTT-January-2026,QX1,NORTH,RAA,Part_3,New RTT Periods - All Patients,C_100,General Surgery Service,,,,,,12
";

/// A folder with what the commands of a page are about.
fn home_of(page: &str) -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    let at = |name: &str| home.path().join(name);
    fs::create_dir(at("scenarios")).expect("a folder");
    fs::copy(root().join("scenarios/demo.toml"), at("scenarios/demo.toml")).expect("a scenario");
    match page {
        "docs/report.md" => {
            let made = queuity(home.path(), &["compare", "scenarios/demo.toml", "--replications", "4", "--out", "out"]);
            assert!(made.is_ok(), "{made:?}");
        }
        "docs/import.md" => {
            let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            std::io::Write::write_all(&mut packed, TABLE.as_bytes()).expect("a file");
            fs::write(at("january.csv.gz"), packed.finish().expect("a file")).expect("a file");
            let mut list = "referral_date,treatment_date,removal_date,deprivation\n".to_string();
            for day in 1..=28 {
                let treated = if day % 3 == 0 { format!("2026-01-{day:02}") } else { String::new() };
                list.push_str(&format!("2025-12-{day:02},{treated},,{}\n", 1 + day % 2));
            }
            fs::write(at("list.csv"), list).expect("a list");
        }
        _ => {}
    }
    home
}

fn queuity(home: &Path, arguments: &[&str]) -> Result<String, String> {
    let out =
        Command::new(env!("CARGO_BIN_EXE_queuity")).current_dir(home).args(arguments).output().expect("the command");
    match out.status.success() {
        true => Ok(String::from_utf8_lossy(&out.stdout).into_owned()),
        false => Err(String::from_utf8_lossy(&out.stderr).into_owned()),
    }
}

#[test]
fn commands_of_the_pages_run() {
    let mut pages: Vec<&str> = COMMANDS.iter().map(|(page, ..)| *page).collect();
    pages.dedup();
    let mut wrong = Vec::new();
    for page in pages {
        let here = COMMANDS.iter().filter(|(p, _, run)| *p == page && matches!(run, Here));
        let home = home_of(page);
        for (_, command, _) in here {
            let mut words: Vec<String> = words(command).into_iter().skip(1).collect();
            for word in &mut words {
                // Stand-ins, and no more rows than show that it works.
                match word.as_str() {
                    "OUT" => *word = "out".into(),
                    "DIR" => *word = "paper".into(),
                    "100000" => *word = "2000".into(),
                    _ => {}
                }
            }
            // Lists take the place of others only where that is said.
            if command.starts_with(LISTS) {
                _ = fs::remove_dir_all(home.path().join("lists"));
            }
            if words[0] == "compare" {
                words.extend(["--replications".into(), "4".into()]);
            }
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            if let Err(said) = queuity(home.path(), &words) {
                wrong.push(format!("{page}: {command}: {said}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A folder with the result that the recipes read.
fn demo() -> (tempfile::TempDir, PathBuf) {
    let home = home_of("");
    let made = queuity(
        home.path(),
        &["compare", "scenarios/demo.toml", "--replications", "8", "--ranges=2", "--out", "out", "--quiet"],
    );
    assert!(made.is_ok(), "{made:?}");
    let path = home.path().to_path_buf();
    (home, path)
}

fn run(program: &str, arguments: &[&str], home: &Path, what: &str) -> String {
    let out = Command::new(program).current_dir(home).args(arguments).output().expect("it runs");
    assert!(out.status.success(), "{what}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).into_owned()
}

#[test]
fn recipes_for_pandas_polars_duckdb_and_r_run() {
    let pages = ["docs/analysts.md", "docs/results.md"].map(|p| fs::read_to_string(root().join(p)).expect("a page"));
    let recipes: Vec<(String, String)> = pages.iter().flat_map(|page| blocks(page)).collect();
    let of = |language: &str| {
        recipes.iter().filter(|(l, _)| l == language).map(|(_, code)| code.clone()).collect::<Vec<_>>()
    };
    assert_eq!([of("sql").len(), of("python").len(), of("r").len()], [1, 3, 3], "recipes");
    let (_keep, home) = demo();
    if let Some(python) = python("pandas, polars, duckdb, pyarrow") {
        for code in of("python") {
            run(&python, &["-c", &code], &home, &code);
        }
        for query in of("sql") {
            let code = format!("import duckdb\nprint(len(duckdb.sql(r'''{query}''').fetchall()))");
            // A row for each group under each policy but the reference.
            assert_eq!(run(&python, &["-c", &code], &home, &query).trim(), "10");
        }
    }
    if Command::new("Rscript").arg("--version").output().is_ok() {
        for code in of("r") {
            fs::write(home.join("recipe.R"), &code).expect("a file");
            run("Rscript", &["recipe.R"], &home, &code);
        }
    } else {
        left_out("no Rscript, so the recipes in R were not run");
    }
}

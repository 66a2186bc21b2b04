//! The list of codes: it holds every code that the source emits, every code of it is shown by a test, and `docs/problems.md` is written
//! from it: `QUEUITY_UPDATE=1 cargo test --test all scenario::problems_page` brings it up to date.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use queuity::error::codes::{self, FAMILIES};

/// Codes that no test input brings, with the reason.
const EXCEPTIONS: [(&str, &str); 3] = [
    ("Q0200", "a net below the check of the structure, which finds all that it could"),
    ("Q0205", "kinds are the only constants of the schema, and a wrong one is told as an unknown word"),
    ("Q0418", "two names whose hashes begin with the same 64 bits are not known"),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|e| ["rs", "txt"].iter().any(|x| e == *x)) {
            let text = fs::read_to_string(&path).expect("a text");
            found.push((path, text));
        }
    }
    found
}

/// The codes in a text, such as Q0201.
fn codes_in(text: &str) -> BTreeSet<String> {
    let bytes = text.as_bytes();
    let starts = (0..bytes.len().saturating_sub(4)).filter(|&i| {
        let outside = |at: Option<&u8>| at.is_none_or(|b| !b.is_ascii_alphanumeric());
        matches!(bytes[i], b'Q' | b'W')
            && bytes[i + 1..i + 5].iter().all(u8::is_ascii_digit)
            && outside(i.checked_sub(1).and_then(|before| bytes.get(before)))
            && outside(bytes.get(i + 5))
    });
    starts.map(|i| text[i..i + 5].to_string()).collect()
}

/// A source file before its tests, and its tests.
fn parted(text: &str) -> (&str, &str) {
    text.find("#[cfg(test)]\n").map_or((text, ""), |at| text.split_at(at))
}

#[test]
fn every_code_of_the_source_is_listed_and_every_listed_code_is_tested() {
    let listed: BTreeSet<String> = codes::all().iter().map(|code| code.code.to_string()).collect();
    let mut emitted: BTreeMap<String, String> = BTreeMap::new();
    let mut tested = BTreeSet::new();
    for (path, text) in files(&root().join("src")) {
        let (code, tests) = parted(&text);
        tested.extend(codes_in(tests));
        let inside = path.strip_prefix(root()).expect("inside").display().to_string().replace('\\', "/");
        if inside.ends_with("testing.rs") {
            tested.extend(codes_in(code));
            continue;
        }
        if inside.starts_with("src/error") {
            continue;
        }
        // Only what stands in quotes of its own is a code; comments name families and examples.
        for found in codes_in(code).into_iter().filter(|found| code.contains(&format!("\"{found}\""))) {
            emitted.entry(found).or_insert_with(|| inside.clone());
        }
    }
    for (code, file) in &emitted {
        assert!(listed.contains(code), "{code} of {file} has no text: add it to src/error/codes");
    }
    for code in &listed {
        assert!(emitted.contains_key(code), "{code} is listed but emitted nowhere");
    }
    for (path, text) in files(&root().join("tests")) {
        // Of this file only what comes after the exceptions.
        let text = if path.ends_with("scenario/codes.rs") {
            text.split("/// Inputs that").last().unwrap_or_default()
        } else {
            &text
        };
        tested.extend(codes_in(text));
    }
    let excused: BTreeSet<String> = EXCEPTIONS.iter().map(|(code, _)| (*code).to_string()).collect();
    let silent: Vec<&String> =
        listed.iter().filter(|code| !tested.contains(*code) && !excused.contains(*code)).collect();
    assert!(silent.is_empty(), "no test brings {silent:?}: add an input to tests/bad");
    assert!(excused.iter().all(|code| listed.contains(code) && !tested.contains(code)), "{EXCEPTIONS:?}");
}

/// Inputs that bring codes which no case of `tests/bad` brings: what is replaced in its base, by what, and the code.
const INPUTS: [(&str, &str, &str); 21] = [
    ("levels = [\"f\", \"m\"]", "levels = []", "Q0401"),
    (
        "[[service]]",
        "[population]\nshare = [{ deprivation = \"most\", sex = \"f\", share = 0.5 }, { deprivation = \"most\", sex = \"f\", share = 0.5 }]\n[[service]]",
        "Q0403",
    ),
    ("[[service]]", "[population]\nodds_ratio = [{ deprivation = \"most\", odds_ratio = 2 }]\n[[service]]", "Q0404"),
    ("{ per_week = 62 }", "{ per_week = 62, rate_ratio = { sex = { f = 0, m = 0 } } }", "Q0405"),
    (
        "misses_appointment = 0.1",
        "misses_appointment = { default = 0.1, rows = [{ sex = \"f\", value = 0.2 }] }",
        "Q0407",
    ),
    ("referrals          = { per_week = 62 }", "referrals = { per_week = 62, share = { sex = [0.5, 0.5] } }", "Q0408"),
    ("title   = \"A list\"", "crossings = [[\"sex\"]]", "Q0423"),
    ("title   = \"A list\"", "second_reading = { nobody = \"base\" }", "Q0430"),
    ("slots              = { per_week = 66 }", "slots = { every = \"1 second\", count = 1 }", "Q0503"),
    ("{ per_week = 66 }", "{ per_week = 66, days = [] }", "Q0614"),
    ("{ per_week = 62 }", "{ per_week = 62, changes = [{ from = \"2 weeks\" }] }", "Q0617"),
    ("{ per_week = 66 }", "{ every = \"1 week\" }", "Q0624"),
    ("{ per_week = 62 }", "{ per_week = 62, changes = [{ from = \"200 weeks\", multiply = 2 }] }", "W0616"),
    ("{ per_week = 66 }", "{ per_week = 66, closed = [2026-02-07] }", "W0616"),
    ("{ per_week = 66 }", "{ per_week = 66, closed = [2016-02-08] }", "W0616"),
    ("{ per_week = 66 }", "{ per_week = 66, closed = [2026-03-02, 2026-03-02] }", "W0624"),
    ("{ per_week = 62 }", "{ per_week = 62, growth_per_year = 3 }", "W0659"),
    ("{ per_week = 62 }", "{ per_week = 62, varies = { cv = 5 } }", "W0659"),
    ("{ per_week = 66 }", "{ per_week = 66, changes = [{ from = \"2 weeks\", multiply = 120 }] }", "W0659"),
    ("removal            = { per_week = 0.004 }", "course = { death = { per_year = 5 } }", "W0659"),
    ("slots.per_week\" = 70 }", "slots.per_week\" = 70, \"service[*].referrals.growth_per_year\" = 2 }", "W0659"),
];

#[test]
fn shares_that_no_mix_of_the_listed_combinations_has_are_a_problem() {
    let rows = "[population]\nshare = [{ deprivation = \"most\", sex = \"f\", share = 0.5 }, { deprivation = \"least\", sex = \"m\", share = 0.5 }]";
    let base = include_str!("../bad/base.toml").replacen("[[service]]", &format!("{rows}\n[[service]]"), 1);
    let load = |sex: &str| {
        let share = format!("{{ per_week = 62, share = {{ deprivation = [0.2, 0, 0.8], sex = {sex} }} }}");
        queuity::compile::load(&base.replace("{ per_week = 62 }", &share), &crate::scenario::registry())
    };
    let problems = load("[0.6, 0.4]").expect_err("no mix has them");
    let told: Vec<String> = problems.iter().map(|p| format!("{} {}", p.code, p.message)).collect();
    let right = "Q0408 no mix of the combinations listed in [population] has these shares of `deprivation` and `sex`";
    assert_eq!(told, [right]);
    assert!(load("[0.2, 0.8]").is_ok());
}

#[test]
fn inputs_bring_their_codes() {
    let base = include_str!("../bad/base.toml");
    for (from, to, code) in INPUTS {
        assert_eq!(base.matches(from).count(), 1, "{from}");
        let mut text = base.replace(from, to);
        if code == "Q0408" {
            let rows = "[population]\nshare = [{ deprivation = \"most\", sex = \"f\", share = 0.5 }, { deprivation = \"least\", sex = \"f\", share = 0.5 }]";
            text = text.replace("[[service]]", &format!("{rows}\n[[service]]"));
        }
        let found: Vec<&str> = match queuity::compile::load(&text, &crate::scenario::registry()) {
            Ok(scenario) => scenario.warnings.iter().map(|w| w.code).collect(),
            Err(problems) => problems.iter().map(|p| p.code).collect(),
        };
        assert!(found.contains(&code), "{code}: {found:?} in {text}");
    }
    // A rule with a lane for each of 70 x 70 classes: Q0307.
    let levels = |name: &str| (0..70).map(|i| format!("\"{name}{i}\"")).collect::<Vec<_>>().join(", ");
    let points =
        |name: &str, each: usize| (0..70).map(|i| format!("{name}{i} = {}", i * each)).collect::<Vec<_>>().join(", ");
    let text = format!(
        "{}[[attribute]]\nname = \"a\"\nlevels = [{}]\n[[attribute]]\nname = \"b\"\nlevels = [{}]\n\
         [discipline]\nkind = \"matrix\"\ncriteria = [{{ of = \"a\", points = {{ {} }} }}, {{ of = \"b\", points = {{ {} }} }}, {{ of = \"wait\", per_days = 126 }}]\n",
        crate::scenario::SMALL,
        levels("a"),
        levels("b"),
        points("a", 1),
        points("b", 100)
    );
    let problems = queuity::compile::load(&text, &crate::scenario::registry()).unwrap_err();
    assert_eq!(problems.iter().map(|p| p.code).collect::<Vec<_>>(), ["Q0307"]);
}

#[test]
fn examples_can_be_read() {
    for code in codes::all().iter().filter(|code| !code.example.is_empty()) {
        assert!(
            code.example.parse::<toml::Table>().is_ok()
                || code.example.lines().all(|line| line.parse::<toml::Table>().is_ok()),
            "{}: {}",
            code.code,
            code.example
        );
    }
}

const HEAD: &str = "\
# Problems

Every code that `queuity` can give, with what it means, why it is refused and what to do. `queuity explain CODE` shows one of them,
`queuity explain` all in a line each. This page is written from the list in `src/error/codes` (`tests/scenario/codes.rs`). A code keeps its
meaning: one that goes is never used again.
";

fn page() -> String {
    let mut page = HEAD.to_string();
    for family in FAMILIES {
        let exit = if family.exit == 0 { String::new() } else { format!(" (exit {})", family.exit) };
        _ = writeln!(page, "\n## `{}..` {}{exit}", family.prefix, family.about);
        for code in codes::all().iter().filter(|code| code.family() == family) {
            _ = writeln!(page, "\n### {}: {}\n\n{}\n\n**What to do.** {}", code.code, code.means, code.why, code.fix);
            if !code.example.is_empty() {
                _ = writeln!(page, "\n```toml\n{}\n```", code.example);
            }
        }
    }
    page
}

#[test]
fn problems_page_is_the_list() {
    let path = root().join("docs/problems.md");
    let page = page();
    if std::env::var_os("QUEUITY_UPDATE").is_some() {
        fs::write(&path, &page).expect("the page can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        written == page,
        "docs/problems.md is not the list of codes: QUEUITY_UPDATE=1 cargo test --test all scenario::problems_page"
    );
}

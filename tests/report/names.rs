//! Names that try to be something else, in every place where a scenario has a name, through the whole command: no page, workbook, table, brief, paper or
//! screen takes them for more than a text.

use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use crate::report::verify::{queuity, said};

/// A scenario in which everything has this name, told apart by a letter behind it.
fn scenario(bad: &str) -> String {
    // The escapes of JSON are those of TOML.
    let n = |end: &str| serde_json::to_string(&format!("{bad}{end}")).expect("a text");
    format!(
        r#"
queuity = 1
[scenario]
title = {title}
question = {title}
start = 2026-02-02
horizon = "16 weeks"
replications = 3
seed = 11
reference = {reference}
[[attribute]]
name = {attribute}
levels = [{most}, {least}]
share = [{{ value = 0.4, low = 0.2, high = 0.5, source = {title} }}, 0.6]
[[service]]
name = {service}
referrals = {{ per_week = {{ value = 12, low = 10, high = 14, source = {title} }} }}
waiting = {{ bands_weeks = [0, 6, 12], count = [40, 20, 5] }}
misses_appointment = {{ {attribute} = {{ {most} = {{ value = 0.2, low = 0.1, high = 0.3 }}, {least} = 0.1 }} }}
urgency = [
  {{ name = {urgent}, share = {{ value = 0.3, low = 0.2, high = 0.4, source = {title} }}, target = "4 weeks" }},
  {{ name = {routine}, share = 0.7, target = "18 weeks" }},
]
[[service.stage]]
name = {clinic}
slots = {{ per_week = 14, days = ["mon", "wed"] }}
next = [{{ to = {theatre}, share = {{ value = 0.5, low = 0.4, high = 0.6, source = {title} }} }}, {{ ends = "treated" }}]
[[service.stage]]
name = {theatre}
slots = {{ per_week = 7, days = ["tue"] }}
[[variant]]
name = {reference}
discipline = {{ kind = "first come" }}
[[variant]]
name = {policy}
discipline = {{ kind = "random" }}
"#,
        title = n(""),
        reference = n(" r"),
        policy = n(" p"),
        attribute = n(" a"),
        most = n(" m"),
        least = n(" l"),
        service = n(" s"),
        urgent = n(" u"),
        routine = n(" v"),
        clinic = n(" c"),
        theatre = n(" t"),
    )
}

/// Nothing in a text that is looked at is a mark of its own.
fn plain(text: &str, what: &str) {
    for mark in ["<script", "\u{202e}", "\u{1b}"] {
        assert!(!text.contains(mark), "{what}: {mark:?} in {text}");
    }
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

#[test]
fn names_are_texts_in_every_file_and_on_the_screen() {
    let long = "x".repeat(196);
    for bad in ["<script>alert(1)</script>", "=cmd()|'/c calc'!A1", "a\u{202e}b", "\u{1b}[31mred", &long] {
        let home = tempfile::tempdir().expect("a folder");
        fs::write(home.path().join("s.toml"), scenario(bad)).expect("a scenario");
        let compare = ["compare", "s.toml", "--out", "out", "--ranges=2"];
        let made = queuity(home.path(), &compare);
        // Marks of direction and control characters are in no scenario, and the refusal shows them. Results of other hands may have them: the tests of the page, of
        // the workbook and of the paper put them there.
        if bad.contains(['\u{202e}', '\u{1b}']) {
            assert_eq!(made.status.code(), Some(3), "{}", said(&made));
            plain(&said(&made), "the refusal");
            assert!(said(&made).contains("Q0108") || said(&made).contains("\\u{1b}"), "{}", said(&made));
            continue;
        }
        assert_eq!(made.status.code(), Some(0), "{bad}: {}", said(&made));
        let full = queuity(home.path(), &["compare", "s.toml", "--full"]);
        let screens = [made.stdout.as_slice(), &made.stderr, &full.stdout, &full.stderr];
        for screen in screens {
            let text = String::from_utf8_lossy(screen);
            // Its own name is a text there, whatever it looks like.
            plain(&text.replace("<script", ""), "the screen");
        }
        let out = home.path().join("out");
        let page = read(&out, "report.html");
        plain(&page, "report.html");
        // The words of the tornado are there, each with the name of what it is about.
        let shown = bad.replace('\u{202e}', "\\u{202e}").replace('\u{1b}', "\\u{1b}");
        let escaped = shown.replace('<', "&lt;").replace('>', "&gt;").replace('\'', "&#x27;").replace('/', "&#x2f;");
        for words in [
            "Referrals a week to ",
            "People who go on at the stage ",
            "Appointments that are missed at ",
            "Share of all people, ",
        ] {
            let begins: String = format!("{words}{escaped}").chars().take(60).collect();
            assert!(page.contains(&begins), "{begins}");
        }
        let brief = queuity(home.path(), &["report", "out", "--format", "md"]);
        assert_eq!(brief.status.code(), Some(0), "{bad}: {}", said(&brief));
        plain(&String::from_utf8_lossy(&brief.stdout), "the brief");
        for entry in fs::read_dir(&out).expect("files") {
            let path = entry.expect("a file").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            if name.ends_with(".vl.json") {
                let text = fs::read_to_string(&path).expect("a chart");
                plain(&text.replace("<script", ""), &name);
            }
            if name.ends_with(".csv") {
                let mut rows = csv::ReaderBuilder::new().has_headers(false).from_path(&path).expect("a table");
                for row in rows.records() {
                    for cell in &row.expect("a row") {
                        let formula = cell.starts_with(['=', '@', '+', '-']) && cell.parse::<f64>().is_err();
                        assert!(!formula, "{name}: {cell}");
                    }
                }
            }
        }
        let book = fs::read(out.join("report.xlsx")).expect("a workbook");
        let mut parts = zip::ZipArchive::new(Cursor::new(book)).expect("a workbook");
        for i in 0..parts.len() {
            let mut text = String::new();
            let mut part = parts.by_index(i).expect("a part");
            let name = part.name().expect("a name").into_owned();
            if name.ends_with(".xml") && part.read_to_string(&mut text).is_ok() {
                plain(&text, &name);
                assert!(!text.contains("<f>"), "{name}");
            }
        }
        let made = queuity(home.path(), &["paper", "out", "--to", "paper"]);
        assert_eq!(made.status.code(), Some(0), "{bad}: {}", said(&made));
        for name in ["stress-des.md", "methods.md", "tables.md", "tables.tex"] {
            let text = read(&home.path().join("paper"), name);
            plain(&if name.ends_with(".tex") { text.replace("<script", "") } else { text }, name);
        }
    }
}

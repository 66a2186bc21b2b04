//! Files that are no scenario but a table of data: recognised by what they begin with, or by their rows.

use crate::error::Problem;

/// How other kinds of files begin.
const BEGINNINGS: [(&[u8], &str); 6] = [
    (b"PK\x03\x04", "a workbook (XLSX, ODS) or another zip file"),
    (&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], "a workbook (XLS) or another Office file"),
    (b"PAR1", "a Parquet file"),
    (&[0x1f, 0x8b], "a compressed file (gzip)"),
    (b"%PDF", "a PDF document"),
    (b"ARROW1", "an Arrow file"),
];

/// Signs that part the columns of a table.
const DELIMITERS: [(char, &str); 4] =
    [(',', "parted by commas"), (';', "parted by semicolons"), ('\t', "parted by tabs"), ('|', "parted by bars")];

/// Rows that are looked at.
const MOST_ROWS: usize = 50;

/// What the scenario gives about a file that holds data.
fn no_scenario(what: &str) -> Problem {
    Problem::new("Q0112", "", format!("this is {what}, not a scenario"))
        .help("`queuity import FILE` makes a scenario of a table of waits; `queuity new FILE` writes one to start from")
}

/// A file of another kind, by its first bytes.
pub(super) fn of_bytes(bytes: &[u8]) -> Option<Problem> {
    BEGINNINGS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, what)| no_scenario(what))
}

/// A table in a text that is neither TOML nor JSON: most rows have as many columns, and no row is one of a scenario.
pub(super) fn of_text(text: &str) -> Option<Problem> {
    if text.trim_start().starts_with('[') && serde_json::from_str::<serde_json::Value>(text).is_ok() {
        return Some(no_scenario("a list in JSON"));
    }
    if text.trim_start().starts_with('<') {
        return Some(no_scenario("a page or a document in HTML or XML"));
    }
    let mut lines = text.lines().filter(|l| !l.trim().is_empty()).peekable();
    // Some spreadsheets write their sign into the first line.
    lines.next_if(|l| l.trim().len() == 5 && l.trim().starts_with("sep="));
    let lines: Vec<&str> = lines.take(MOST_ROWS).collect();
    if lines.is_empty() || lines.iter().any(|l| of_scenario(l)) {
        return None;
    }
    let text = lines.join("\n");
    let columns = |sign: char| {
        let counts = rows(&text, sign);
        let usual =
            counts.iter().copied().filter(|n| *n > 1).max_by_key(|n| counts.iter().filter(|m| *m == n).count())?;
        let alike = counts.iter().filter(|n| **n == usual).count();
        // A title or a footer beside the table is no row of it; a single row must be long to be a head.
        (2 * alike > counts.len() && (alike > 1 || usual > 2)).then_some((alike, usual))
    };
    let found = DELIMITERS.iter().filter_map(|(sign, words)| Some((columns(*sign)?, *words)));
    let ((_, columns), words) = found.max_by_key(|((alike, usual), _)| (*alike, *usual))?;
    Some(no_scenario(&format!("a table ({columns} columns, {words})")))
}

/// Whether a line is one of TOML: a key with a value, or the head of a table.
fn of_scenario(line: &str) -> bool {
    let line = line.trim();
    let key = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-. ".contains(c));
    let head = line.strip_prefix('[').is_some_and(|rest| rest.contains(']'));
    head || line.starts_with('#') || line.split_once('=').is_some_and(|(k, _)| key(k.trim()))
}

/// The columns of each row; a sign in quotes parts nothing, and a quoted field may go over several lines.
fn rows(text: &str, sign: char) -> Vec<usize> {
    let mut counts = vec![1];
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '\n' if !quoted => counts.push(1),
            c if c == sign && !quoted => *counts.last_mut().unwrap_or(&mut 0) += 1,
            _ => {}
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_told_from_scenarios() {
        let said = |text: &str| of_text(text).map(|p| p.message);
        let table =
            |text: &str, what: &str| assert!(said(text).is_some_and(|m| m.contains(what)), "{text}: {:?}", said(text));
        table("a,b,c\n1,2,3\n4,5,6\n", "3 columns, parted by commas");
        table("sep=;\na;b\n1;2,5\n3;4,5\n", "2 columns, parted by semicolons");
        table("a\tb\n1\t2\n", "parted by tabs");
        table("Waiting list,,\n\nPeriod,Provider,Total\nJan,\"x, y\",3\nFeb,z,4\nReport by me\n", "3 columns");
        table("Report of the week\nPeriod,Total\nJan,3\nFeb,4\n", "2 columns");
        table("name,note\na,\"one\ntwo, three\"\nb,c\n", "2 columns");
        table("Period,Provider,Total\n", "3 columns");
        table("[{\"a\": 1}]", "list in JSON");
        table("<html><body>", "HTML");
        for text in [
            "queuity = 1\na,b\nc,d\n",
            "[scenario]\na,b\nc,d\n",
            "hello\nworld\n",
            "name: a\nlevels: b, c\n",
            "a = [1,\n2,\n3\n",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }
}

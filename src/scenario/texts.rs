//! Texts of a scenario: how long they may be, and what is not seen in them.
//!
//! A name is refused where it holds a mark that is not seen or that moves what stands around it: two names that look alike would be two
//! groups, and a terminal would obey them. In prose (a title, a source) such marks are written out, so that every result shows them.

use serde_json::{Map, Value};

use super::path;
use crate::error::{Problem, is_mark};
use crate::schema::{Go, Schema, Site};

/// Longest key or name, in bytes.
const LONGEST_NAME: usize = 200;
/// Longest prose or expression, and longest path of a variant's `set`, in bytes.
const LONGEST_PROSE: usize = 2000;
/// Formats of prose: over several lines, and in one.
const PROSE: [&str; 2] = ["prose", "line"];
/// The format of a text that has a limit and an alphabet of its own.
const EXPRESSION: &str = "expression";
/// The format of a table whose keys are paths.
const PATHS: &str = "paths";

/// Finds texts and keys that are too long or hold marks, anywhere in the tree; marks of prose are written out, keys that cannot be used
/// are taken out.
pub(super) fn check(schema: Schema<'_>, tree: &mut Value, problems: &mut Vec<Problem>) {
    schema.map(tree, &mut |site, value| {
        match value {
            Value::Object(table) => keys(table, site, problems),
            // What a list is said to be, its entries are.
            Value::Array(list) if PROSE.iter().any(|prose| site.is(prose)) => {
                for (i, entry) in list.iter_mut().enumerate() {
                    if let Value::String(entry) = entry {
                        text(entry, site, &path::entry(site.path, &i.to_string()), problems);
                    }
                }
                return Go::Over;
            }
            Value::String(value) => text(value, site, site.path, problems),
            _ => {}
        }
        Go::On
    });
}

fn keys(table: &mut Map<String, Value>, site: &Site<'_>, problems: &mut Vec<Problem>) {
    let longest = if site.is(PATHS) { LONGEST_PROSE } else { LONGEST_NAME };
    table.retain(|name, _| {
        // The path of a key that cannot be shown ends above it.
        if name.len() > longest {
            problems.push(too_long(site.path, "key", name, longest));
            return false;
        }
        let mark = name.chars().find(|c| is_mark(*c));
        problems.extend(mark.map(|mark| marked(&path::key(site.path, name), "key", name, mark).at_key()));
        mark.is_none()
    });
}

fn text(text: &mut String, site: &Site<'_>, at: &str, problems: &mut Vec<Problem>) {
    let prose = PROSE.iter().any(|prose| site.is(prose));
    let expression = site.is(EXPRESSION);
    let longest = if prose || expression { LONGEST_PROSE } else { LONGEST_NAME };
    if text.len() > longest {
        let what = if matches!(path::parse(at).as_deref(), Some([.., path::Step::Key(key)]) if key == "name") {
            "name"
        } else {
            "text"
        };
        problems.push(too_long(at, what, text, longest));
        // What else is wrong is told in messages of some length.
        text.truncate(text.floor_char_boundary(longest));
    } else if prose {
        *text = written_out(text, site.is("line"));
    } else if let (Some(mark), false) = (text.chars().find(|c| is_mark(*c)), expression) {
        problems.push(marked(at, "text", text, mark));
    }
}

/// Prose with its marks written out. Lines may end, but not where a line is all there is room for.
fn written_out(text: &str, one_line: bool) -> String {
    let text = crate::error::visible(&text.replace("\r\n", "\n"));
    if one_line { text.split(['\n', '\t']).collect::<Vec<_>>().join(" ") } else { text }
}

fn too_long(at: &str, what: &str, text: &str, longest: usize) -> Problem {
    let message = format!(
        "this {what} of {} bytes is too long; at most {longest} are allowed: `{}`",
        text.len(),
        super::shown(text)
    );
    Problem::new("Q0109", at, message)
}

fn marked(at: &str, what: &str, text: &str, mark: char) -> Problem {
    let kind = match mark {
        '\n' | '\r' => "a line end",
        '\t' => "a tab",
        '\u{1b}' => "an escape character",
        c if c.is_control() => "a control character",
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => {
            "a mark of direction"
        }
        _ => "a character that is not seen",
    };
    let message = format!("the {what} `{}` holds {kind} (U+{:04X})", super::shown(text), mark as u32);
    Problem::new("Q0108", at, message).help("delete it")
}

//! Texts of a scenario: how long they may be, and what is not seen in them.
//!
//! A name is refused where it holds a mark that is not seen or that moves what stands around it: two names that look alike would be two
//! groups, and a terminal would obey them. In prose (a title, a source) such marks are written out, so that every result shows them.

use serde_json::Value;

use super::path;
use crate::error::{Problem, is_mark};

/// Longest key or name, in bytes.
const LONGEST_NAME: usize = 200;
/// Longest prose or expression, and longest path of a variant's `set`, in bytes.
const LONGEST_PROSE: usize = 2000;
/// Keys whose text is prose.
const PROSE: [&str; 5] = ["title", "question", "source", "confidence", "attribution"];
/// Keys whose text has a limit and an alphabet of its own.
const EXPRESSIONS: [&str; 1] = ["score"];

/// Finds texts and keys that are too long or hold marks, anywhere in the tree; marks of prose are written out, keys that cannot be used
/// are taken out.
pub(super) fn check(tree: &mut Value, problems: &mut Vec<Problem>) {
    walk(tree, "", "", problems);
}

fn walk(tree: &mut Value, at: &str, key: &str, problems: &mut Vec<Problem>) {
    match tree {
        Value::Object(table) => {
            let longest = if key == "set" { LONGEST_PROSE } else { LONGEST_NAME };
            let mut unusable = Vec::new();
            for (name, value) in table.iter_mut() {
                // The path of a key that cannot be shown ends above it.
                if name.len() > longest {
                    problems.push(too_long(at, "key", name, longest));
                    unusable.push(name.clone());
                    continue;
                }
                let below = path::key(at, name);
                if let Some(mark) = name.chars().find(|c| is_mark(*c)) {
                    problems.push(marked(&below, "key", name, mark).at_key());
                    unusable.push(name.clone());
                    continue;
                }
                walk(value, &below, name, problems);
            }
            unusable.iter().for_each(|name| _ = table.remove(name));
        }
        Value::Array(list) => {
            let addresses = path::addresses(list);
            for (i, value) in list.iter_mut().enumerate() {
                let address = &addresses[i];
                let unusable = address.len() > LONGEST_NAME;
                let entry = if unusable { path::entry(at, &i.to_string()) } else { path::entry(at, address) };
                walk(value, &entry, key, problems);
            }
        }
        Value::String(text) => {
            let prose = PROSE.contains(&key);
            let expression = EXPRESSIONS.contains(&key);
            let longest = if prose || expression { LONGEST_PROSE } else { LONGEST_NAME };
            if text.len() > longest {
                problems.push(too_long(at, if key == "name" { "name" } else { "text" }, text, longest));
                // What else is wrong is told in messages of some length.
                text.truncate(text.floor_char_boundary(longest));
            } else if prose {
                *text = written_out(text, matches!(key, "title" | "confidence"));
            } else if let (Some(mark), false) = (text.chars().find(|c| is_mark(*c)), expression) {
                problems.push(marked(at, "text", text, mark));
            }
        }
        _ => {}
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn marks_are_refused_in_names_and_written_out_in_prose() {
        let mut tree = json!({
            "scenario": { "title": "a\u{1b}b\nc", "question": "one\r\ntwo\u{202e}", "currency": "G\u{200b}BP" },
            "attribute": [{ "name": "sex", "levels": ["f", "m\u{ad}"] }],
            "service": [{ "name": "x\u{9b}", "harm": { "a\u{2066}": 1, "b": { "unit": "q\ty" } } }],
        });
        let mut problems = Vec::new();
        check(&mut tree, &mut problems);
        let mut paths: Vec<&str> = problems.iter().map(|p| p.path.as_str()).collect();
        paths.sort_unstable();
        assert_eq!(
            paths,
            [
                "attribute[sex].levels[1]",
                "scenario.currency",
                "service[x\u{9b}].harm.\"a\u{2066}\"",
                "service[x\u{9b}].harm.b.unit",
                "service[x\u{9b}].name"
            ]
        );
        assert_eq!(tree["scenario"]["title"], "a\\u{1b}b c");
        assert_eq!(tree["scenario"]["question"], "one\ntwo\\u{202e}");
        assert!(problems.iter().all(|p| !p.message.contains(is_mark)), "{problems:?}");
    }
}

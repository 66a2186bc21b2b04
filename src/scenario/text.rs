//! From bytes to a neutral tree: TOML, or JSON where the text starts with a brace.

use std::ops::Range;

use serde_json::{Map, Number, Value};
use toml::de::{DeTable, DeValue};

use super::{json, path, table};
use crate::error::Problem;

/// What a scenario must at least say.
const MINIMAL: &str = "a scenario needs at least `queuity = 1`, `[scenario]` with `start` and `horizon`, and one `[[service]]` with \
                       `name`, `referrals` and `slots` or `servers`; `queuity new FILE` writes one";

/// Reads the bytes of a scenario file as text.
///
/// # Errors
/// Where the file was saved in another encoding than UTF-8, with the first byte that is not UTF-8.
pub fn decode(bytes: &[u8]) -> Result<String, Vec<Problem>> {
    if let Some(problem) = table::of_bytes(bytes) {
        return Err(vec![problem]);
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let little = bytes[0] == 0xff;
        let unit = |pair: &[u8]| {
            if little { u16::from_le_bytes([pair[0], pair[1]]) } else { u16::from_be_bytes([pair[0], pair[1]]) }
        };
        let units: Vec<u16> = bytes[2..].chunks_exact(2).map(unit).collect();
        let problem = Problem::new("Q0101", "", "the file was saved as UTF-16").help("save it as UTF-8");
        return Err(vec![table::of_text(&String::from_utf16_lossy(&units)).unwrap_or(problem)]);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_string()),
        Err(error) => {
            let at = error.valid_up_to();
            let line = bytes[..at].iter().filter(|&&b| b == b'\n').count() + 1;
            let message = format!("byte {at} (line {line}) is 0x{:02x}, which is not UTF-8", bytes[at]);
            let problem = Problem::new("Q0102", "", message).help("save the file as UTF-8");
            Err(vec![table::of_text(&String::from_utf8_lossy(bytes)).unwrap_or(problem)])
        }
    }
}

/// The path of a problem that has bytes rather than a place in the tree.
fn at(bytes: Range<usize>) -> String {
    format!("bytes {}..{}", bytes.start, bytes.end)
}

/// The bytes of such a path.
pub(super) fn bytes_of(path: &str) -> Option<Range<usize>> {
    let (start, end) = path.strip_prefix("bytes ")?.split_once("..")?;
    Some(start.parse().ok()?..end.parse().ok()?)
}

/// The text without what does not matter: a byte order mark becomes spaces, a lone carriage return a new line. Offsets stay.
pub(crate) fn normal(text: &str) -> String {
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => format!("   {rest}"),
        None => text.to_string(),
    };
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(if c == '\r' && chars.peek() != Some(&'\n') { '\n' } else { c });
    }
    out
}

/// Whether a text is JSON.
pub(super) fn is_json(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

/// Reads a text into a tree; every problem of bytes and syntax at once. Beside the tree come the numbers that are none (they are
/// 1 in it).
pub(super) fn read(text: &str) -> Result<(Value, Vec<Problem>), Vec<Problem>> {
    let text = normal(text);
    if text.lines().all(|l| l.trim().is_empty() || l.trim_start().starts_with('#')) {
        return Err(vec![Problem::new("Q0103", "", "the file is empty").help(MINIMAL)]);
    }
    let mut problems = strange_characters(&text);
    if is_json(&text) {
        return match serde_json::from_str(&text) {
            Ok(tree) => {
                problems.extend(
                    json::repeated(&text).into_iter().map(|(key, first, second)| twice(&text, &key, first, second)),
                );
                if problems.is_empty() { Ok((tree, problems)) } else { Err(problems) }
            }
            Err(error) => {
                let before: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
                let start = (before + error.column().saturating_sub(1)).min(text.len().saturating_sub(1));
                let start = text.floor_char_boundary(start);
                let bare = bare_values(&text, start);
                if bare.is_empty() {
                    let message = format!("this is not JSON: {error}");
                    problems.push(Problem::new("Q0105", at(start..start + 1), message));
                }
                problems.extend(bare);
                Err(problems)
            }
        };
    }
    let (table, errors) = DeTable::parse_recoverable(&text);
    if !errors.is_empty()
        && let Some(problem) = table::of_text(&text)
    {
        return Err(vec![problem]);
    }
    let lost = lost_from(&errors);
    for error in &errors {
        let span = error.span().unwrap_or(0..0);
        // A curly quote makes the parser complain about the same line again.
        let line = line_of(&text, span.start);
        if problems.iter().any(|p| bytes_of(&p.path).is_some_and(|b| line_of(&text, b.start) == line)) {
            continue;
        }
        // An open bracket makes the parser stumble over every line that follows.
        if span.start > lost {
            continue;
        }
        let bare = bare_values(&text, span.start);
        if bare.is_empty() {
            problems.push(syntax(&text, error.message(), span));
        }
        problems.extend(bare);
    }
    problems.sort_by_key(|p| bytes_of(&p.path).map_or(0, |b| b.start));
    if !problems.is_empty() {
        return Err(problems);
    }
    let tree = Value::Object(convert_table(table.get_ref(), "", &mut problems));
    Ok((tree, problems))
}

/// A resolved scenario as a tree, for documents.
///
/// # Errors
/// Where the text is neither TOML nor JSON, with what is wrong first.
pub fn tree(text: &str) -> Result<Value, String> {
    let first = |problems: Vec<Problem>| problems.into_iter().next().map_or_else(String::new, |p| p.message);
    read(text).map(|(tree, _)| tree).map_err(first)
}

fn line_of(text: &str, byte: usize) -> usize {
    text.as_bytes()[..byte.min(text.len())].iter().filter(|&&b| b == b'\n').count() + 1
}

/// Where the parser loses its way: at the first error inside an array that is never closed.
fn lost_from(errors: &[toml::de::Error]) -> usize {
    let start = |e: &toml::de::Error| e.span().map_or(0, |s| s.start);
    if !errors.iter().any(|e| e.message().contains("unclosed array")) {
        return usize::MAX;
    }
    let inside = errors.iter().filter(|e| e.message().contains("array"));
    inside.map(start).min().unwrap_or(usize::MAX)
}

fn said(message: &str) -> String {
    message.trim().replace('\n', "; ")
}

/// A key that stands twice in one table.
fn twice(text: &str, key: &str, first: Range<usize>, second: Range<usize>) -> Problem {
    let message = format!(
        "`{}` is given twice, in lines {} and {}",
        super::shown(key),
        line_of(text, first.start),
        line_of(text, second.start)
    );
    Problem::new("Q0106", at(second), message).help("keep one of them").also(at(first))
}

/// Values in the line of an error that need quotes, or no sign at all: `12.1%`, `01/02/2026`, `18 weeks`, `1,200`.
fn bare_values(text: &str, byte: usize) -> Vec<Problem> {
    let start = text[..byte.min(text.len())].rfind('\n').map_or(0, |n| n + 1);
    let line = text[start..].lines().next().unwrap_or("");
    let found = super::unreadable_values::values(line).into_iter();
    found
        .map(|(span, message, help)| {
            Problem::new("Q0113", at(start + span.start..start + span.end), message).help(help)
        })
        .collect()
}

fn syntax(text: &str, message: &str, span: Range<usize>) -> Problem {
    let problem = Problem::new("Q0104", at(span.clone()), said(message));
    let line = text.lines().nth(line_of(text, span.start) - 1).unwrap_or("").trim();
    if message.contains("duplicate key") {
        let key = text.get(span.clone()).unwrap_or("").trim();
        // The nearest before it that is a key or the head of a table.
        let before = text[..span.start].rmatch_indices(key).find(|(i, _)| {
            let start = text[..*i].chars().next_back().is_none_or(|c| c.is_whitespace() || "[{,.".contains(c));
            start && text[i + key.len()..].trim_start_matches([' ', '\t']).starts_with(['=', '.', ']'])
        });
        return twice(text, key, before.map_or(0..0, |(i, key)| i..i + key.len()), span);
    }
    if message.contains("missing comma between array elements") {
        return problem.help("a comma is missing, or a bracket above is not closed");
    }
    let yaml = line.starts_with("- ") || line.starts_with("---") || (line.contains(": ") && !line.contains('='));
    if yaml { problem.help("scenarios are TOML (`key = value`) or JSON; YAML is not read") } else { problem }
}

fn control(at: String, c: char) -> Problem {
    Problem::new("Q0108", at, format!("a control character (U+{:04X})", c as u32)).help("delete it")
}

/// Characters that a word processor or a broken transfer leaves behind.
fn strange_characters(text: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut in_comment = false;
    let mut quote: Option<char> = None;
    // Texts in three quotes go over several lines.
    let mut long: Option<&str> = None;
    let mut skip = 0;
    for (i, c) in text.char_indices() {
        if i < skip {
            continue;
        }
        if !in_comment && quote.is_none() {
            let triple = ["\"\"\"", "'''"].into_iter().find(|t| text[i..].starts_with(t));
            match (long, triple) {
                (None, Some(t)) => {
                    (long, skip) = (Some(t), i + 3);
                    continue;
                }
                (Some(open), Some(t)) if open == t => {
                    // Quotes may stand right before the three that close.
                    let more = text[i + 3..].chars().take_while(|&c| t.starts_with(c)).count();
                    (long, skip) = (None, i + 3 + more.min(2));
                    continue;
                }
                _ => {}
            }
        }
        if long.is_some() {
            if c == '\\' {
                skip = i + 2;
            }
            if c.is_control() && !matches!(c, '\n' | '\t' | '\r') {
                problems.push(control(at(i..i + c.len_utf8()), c));
            }
            continue;
        }
        let here = || at(i..i + c.len_utf8());
        match c {
            '\n' => {
                in_comment = false;
                quote = None;
            }
            '#' if quote.is_none() => in_comment = true,
            '"' | '\'' if !in_comment => match quote {
                None => quote = Some(c),
                Some(open) if open == c => quote = None,
                Some(_) => {}
            },
            '\u{201c}' | '\u{201d}' | '\u{2018}' | '\u{2019}' | '\u{2013}' | '\u{2014}' | '\u{2212}' | '\u{a0}'
                if !in_comment && quote.is_none() =>
            {
                let (what, plain) = match c {
                    '\u{2013}' | '\u{2014}' => ("dash", "-"),
                    '\u{2212}' => ("minus sign", "-"),
                    '\u{a0}' => ("space that does not break", "a space"),
                    '\u{2018}' | '\u{2019}' => ("curly quote", "'"),
                    _ => ("curly quote", "\""),
                };
                problems.push(
                    Problem::new("Q0107", here(), format!("a {what} `{c}`, as a word processor writes it"))
                        .help(format!("type {plain} instead")),
                );
            }
            '\t' | '\r' => {}
            c if c.is_control() => {
                problems.push(control(here(), c));
            }
            _ => {}
        }
        if problems.len() >= 50 {
            break;
        }
    }
    problems
}

fn convert_table(table: &DeTable<'_>, path: &str, problems: &mut Vec<Problem>) -> Map<String, Value> {
    let mut out = Map::new();
    for (key, value) in table {
        let key = key.get_ref().as_ref();
        let below = path::key(path, key);
        out.insert(key.to_string(), convert(value.get_ref(), &below, problems));
    }
    out
}

fn convert(value: &DeValue<'_>, path: &str, problems: &mut Vec<Problem>) -> Value {
    match value {
        DeValue::String(s) => Value::String(s.to_string()),
        DeValue::Boolean(b) => Value::Bool(*b),
        DeValue::Integer(i) => {
            let digits = i.as_str().replace('_', "");
            let radix = i.radix();
            let number = i64::from_str_radix(&digits, radix).map(Number::from);
            match number.or_else(|_| u64::from_str_radix(digits.trim_start_matches('+'), radix).map(Number::from)) {
                Ok(n) => Value::Number(n),
                Err(_) => {
                    let message = format!("`{}` is too large a number", super::shown(i.as_str()));
                    problems.push(Problem::new("Q0601", path, message));
                    Value::Number(1.into())
                }
            }
        }
        DeValue::Float(f) => match f.as_str().replace('_', "").parse::<f64>().ok().and_then(Number::from_f64) {
            Some(n) => Value::Number(n),
            None => {
                let message = format!("`{}` is not a finite number", super::shown(f.as_str()));
                problems.push(Problem::new("Q0602", path, message).help("write a number"));
                Value::Number(1.into())
            }
        },
        DeValue::Datetime(d) => Value::String(d.to_string()),
        DeValue::Array(list) => {
            let addresses = entry_addresses(list.iter().map(|e| e.get_ref()));
            let each = list.iter().zip(addresses).map(|(v, a)| convert(v.get_ref(), &path::entry(path, &a), problems));
            Value::Array(each.collect())
        }
        DeValue::Table(t) => Value::Object(convert_table(t, path, problems)),
    }
}

/// As [`path::addresses`], before conversion.
pub(super) fn entry_addresses<'a, 'i: 'a>(list: impl Iterator<Item = &'a DeValue<'i>>) -> Vec<String> {
    let names: Vec<Option<String>> = list
        .map(|e| e.as_table()?.get("name")?.get_ref().as_str().map(str::to_string).filter(|n| !n.is_empty()))
        .collect();
    let address = |(i, name): (usize, &Option<String>)| match name {
        Some(n) if names.iter().position(|m| m == name) == Some(i) => n.clone(),
        _ => i.to_string(),
    };
    names.iter().enumerate().map(address).collect()
}

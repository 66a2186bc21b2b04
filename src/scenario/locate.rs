//! From a path to the bytes of the file.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::path::{self, Step};
use super::text;

/// The bytes of a problem's path in the text of a scenario: of its key or of its value. Where the last steps of the path are not
/// in the file (a missing key), the bytes of what is above them. None where nothing is found.
#[must_use]
pub fn locate(source: &str, path: &str, at_key: bool) -> Option<Range<usize>> {
    if let Some(bytes) = text::bytes_of(path) {
        return Some(bytes);
    }
    let normal = text::normal(source);
    let steps = path::parse(path)?;
    let json = text::is_json(&normal);
    let document = (!json).then(|| DeValue::Table(DeTable::parse_recoverable(&normal).0.into_inner()));
    let look = |steps: &[Step]| match &document {
        Some(root) => follow(root, steps),
        None => {
            let (spans, reached) = super::json::follow(&normal, steps);
            (Some(spans), reached)
        }
    };
    let (mut found, mut reached) = look(&steps);
    if let (false, [Step::Key(list), Step::Entry(_), rest @ ..]) = (reached, &steps[..])
        && list == "service"
    {
        // What a service does not say itself may be said for all.
        let common: Vec<Step> =
            [Step::Key("service_defaults".to_string())].into_iter().chain(rest.iter().cloned()).collect();
        if let (shared @ Some(_), true) = look(&common) {
            (found, reached) = (shared, true);
        }
    }
    let (key, value) = found?;
    let span = if at_key || !reached { key } else { value };
    Some(first_line(&normal, span))
}

/// Bytes of a key and of its value.
type Spans = (Range<usize>, Range<usize>);

/// The last step that is there, and whether it is the last of all.
fn follow(root: &DeValue<'_>, steps: &[Step]) -> (Option<Spans>, bool) {
    let mut found: Option<Spans> = None;
    let mut here = root;
    for step in steps {
        match (step, here) {
            // Names of levels and urgencies stand in brackets too.
            (Step::Key(key) | Step::Entry(key), DeValue::Table(table)) => {
                let Some((k, v)) = table.get_key_value(key.as_str()) else { return (found, false) };
                found = Some((k.span(), v.span()));
                here = v.get_ref();
            }
            (Step::Entry(address), DeValue::Array(list)) => {
                let addresses = text::entry_addresses(list.iter().map(|e| e.get_ref()));
                let by_name = addresses.iter().position(|a| a == address);
                let by_number = || address.parse().ok().filter(|&i: &usize| i < list.len());
                let Some(i) = by_name.or_else(by_number) else { return (found, false) };
                let v = &list[i];
                // An entry of a list has no key of its own: the whole of it, or the head of its table.
                found = Some((v.span(), v.span()));
                here = v.get_ref();
            }
            _ => return (found, false),
        }
    }
    (found, true)
}

/// At most the first line of a range: a caret under a whole table helps nobody.
fn first_line(text: &str, span: Range<usize>) -> Range<usize> {
    let end = text.get(span.clone()).and_then(|s| s.find('\n')).map_or(span.end, |n| span.start + n);
    span.start..end
}

/// Line and column of a byte, both from 1; the column counts characters.
#[must_use]
pub fn line_and_column(source: &str, byte: usize) -> (usize, usize) {
    let normal = text::normal(source);
    let byte = normal.floor_char_boundary(byte);
    let before = &normal[..byte];
    let line = before.bytes().filter(|&b| b == b'\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |n| n + 1);
    (line, before[start..].chars().count() + 1)
}

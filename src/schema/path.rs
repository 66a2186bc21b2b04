//! Paths into a scenario: `service[hip and knee].slots.per_week`. Entries of lists are addressed by name, else by number.

use serde_json::Value;

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A key of a table.
    Key(String),
    /// An entry of a list, by name or number; `*` for all.
    Entry(String),
}

/// The path of a key below another path; keys that are no bare words are quoted.
pub(crate) fn key(parent: &str, key: &str) -> String {
    let bare = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    let shown = if bare { key.to_string() } else { format!("\"{}\"", key.replace('\\', "\\\\").replace('"', "\\\"")) };
    if parent.is_empty() { shown } else { format!("{parent}.{shown}") }
}

/// The path of an entry of a list.
pub(crate) fn entry(list: &str, name: &str) -> String {
    if name.contains([']', '"']) {
        format!("{list}[\"{}\"]", name.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        format!("{list}[{name}]")
    }
}

/// The address of each entry of a list: its name where that is its own, else its number from 0.
pub(crate) fn addresses(list: &[Value]) -> Vec<String> {
    let names: Vec<Option<&str>> = list.iter().map(|e| e.get("name").and_then(Value::as_str)).collect();
    let address = |(i, name): (usize, &Option<&str>)| match name {
        Some(n) if !n.is_empty() && names.iter().position(|m| m == name) == Some(i) => (*n).to_string(),
        _ => i.to_string(),
    };
    names.iter().enumerate().map(address).collect()
}

/// The steps of a path; none where it cannot be read.
pub(crate) fn parse(path: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            if let Some(quoted) = inner.strip_prefix('"') {
                let (name, after) = unquote(quoted)?;
                rest = after.strip_prefix(']')?;
                steps.push(Step::Entry(name));
            } else {
                let end = inner.find(']')?;
                steps.push(Step::Entry(inner[..end].trim().to_string()));
                rest = &inner[end + 1..];
            }
        } else if let Some(quoted) = rest.strip_prefix('"') {
            let (name, after) = unquote(quoted)?;
            rest = after;
            steps.push(Step::Key(name));
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            if end == 0 {
                return None;
            }
            steps.push(Step::Key(rest[..end].trim().to_string()));
            rest = &rest[end..];
        }
        if let Some(after) = rest.strip_prefix('.') {
            if after.is_empty() {
                return None;
            }
            rest = after;
        } else if !rest.is_empty() && !rest.starts_with('[') {
            return None;
        }
    }
    Some(steps)
}

/// The text up to the closing quote, and what follows it.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut out = String::new();
    let mut chars = text.char_indices();
    while let Some((i, c)) = chars.next() {
        match c {
            '"' => return Some((out, &text[i + 1..])),
            '\\' => out.push(chars.next()?.1),
            c => out.push(c),
        }
    }
    None
}

/// Writes steps as a path.
pub(crate) fn join(steps: &[Step]) -> String {
    steps.iter().fold(String::new(), |path, step| match step {
        Step::Key(k) => key(&path, k),
        Step::Entry(e) => entry(&path, e),
    })
}

/// The path of what holds the last step; none at the top.
pub(crate) fn parent(path: &str) -> Option<String> {
    let mut steps = parse(path)?;
    steps.pop()?;
    Some(join(&steps))
}

/// What stands at some steps.
pub(crate) fn get<'a>(tree: &'a Value, steps: &[Step]) -> Option<&'a Value> {
    steps.iter().try_fold(tree, |here, step| match (step, here) {
        (Step::Key(key) | Step::Entry(key), Value::Object(table)) => table.get(key),
        (Step::Entry(address), Value::Array(list)) => find(list, address).map(|i| &list[i]),
        _ => None,
    })
}

/// The number of the entry with this address.
pub(crate) fn find(list: &[Value], address: &str) -> Option<usize> {
    let named = list.iter().position(|e| e.get("name").and_then(Value::as_str) == Some(address));
    named.or_else(|| address.parse().ok().filter(|&i: &usize| i < list.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_comes_back() {
        for path in
            ["service[hip and knee].slots.per_week", "a.\"most deprived\".b[2]", "service[*].x", "v[a].set.\"s[b].c\""]
        {
            assert_eq!(join(&parse(path).unwrap()), path);
        }
        for bad in ["a.", "a[b", ".a", "a..b", "a]\"b"] {
            assert!(parse(bad).is_none() || join(&parse(bad).unwrap()) != bad, "{bad}");
        }
    }
}

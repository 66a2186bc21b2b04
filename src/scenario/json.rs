//! Finds paths in JSON texts. The text has been read before, so it is well formed.

use std::ops::Range;

use super::locate::first_line;
use super::path::Step;

/// The bytes of a path, or of what is above it.
pub(super) fn locate(text: &str, steps: &[Step], at_key: bool) -> Option<Range<usize>> {
    let mut scan = Scan { text: text.as_bytes(), at: 0 };
    scan.space();
    let mut value = scan.at..scan.clone().skip();
    let mut key = value.clone();
    let mut reached = true;
    for step in steps {
        let mut inner = Scan { text: text.as_bytes(), at: value.start };
        let found = match step {
            Step::Key(name) => inner.entries().into_iter().find(|(k, _)| unquoted(text, k).as_deref() == Some(name)),
            Step::Entry(address) => {
                let items = inner.items();
                let named = |item: &Range<usize>| {
                    let mut scan = Scan { text: text.as_bytes(), at: item.start };
                    let name = scan.entries().into_iter().find(|(k, _)| unquoted(text, k).as_deref() == Some("name"));
                    name.and_then(|(_, v)| unquoted(text, &v))
                };
                let by_name = items.iter().position(|i| named(i).as_deref() == Some(address));
                let number = by_name.or_else(|| address.parse().ok());
                number.and_then(|i: usize| items.get(i).cloned()).map(|v| (v.clone(), v))
            }
        };
        match found {
            Some((k, v)) => (key, value) = (k, v),
            None => {
                reached = false;
                break;
            }
        }
    }
    Some(first_line(text, if at_key || !reached { key } else { value }))
}

fn unquoted(text: &str, span: &Range<usize>) -> Option<String> {
    serde_json::from_str(text.get(span.clone())?).ok()
}

#[derive(Clone)]
struct Scan<'a> {
    text: &'a [u8],
    at: usize,
}

impl Scan<'_> {
    fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(0)
    }

    fn space(&mut self) {
        while self.peek().is_ascii_whitespace() {
            self.at += 1;
        }
    }

    /// The end of the value that starts here.
    fn skip(&mut self) -> usize {
        let mut depth = 0;
        while self.at < self.text.len() {
            match self.peek() {
                b'"' => {
                    self.at += 1;
                    while self.at < self.text.len() && self.peek() != b'"' {
                        self.at += if self.peek() == b'\\' { 2 } else { 1 };
                    }
                    self.at += 1;
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' if depth == 0 => return self.at,
                b'}' | b']' => {
                    depth -= 1;
                    self.at += 1;
                }
                b',' | b':' if depth == 0 => return self.at,
                c if c.is_ascii_whitespace() && depth == 0 => return self.at,
                _ => {
                    self.at += 1;
                    continue;
                }
            }
            if depth == 0 {
                return self.at;
            }
        }
        self.text.len()
    }

    fn value(&mut self) -> Range<usize> {
        self.space();
        let start = self.at;
        // A bare word ends at a separator; anything else ends with itself.
        if matches!(self.peek(), b'"' | b'{' | b'[') {
            return start..self.skip();
        }
        while !matches!(self.peek(), b',' | b'}' | b']' | 0) && !self.peek().is_ascii_whitespace() {
            self.at += 1;
        }
        start..self.at
    }

    fn entries(&mut self) -> Vec<(Range<usize>, Range<usize>)> {
        let mut out = Vec::new();
        if self.peek() != b'{' {
            return out;
        }
        self.at += 1;
        self.space();
        while self.peek() == b'"' {
            let key = self.value();
            self.space();
            self.at += 1;
            let value = self.value();
            out.push((key, value));
            self.space();
            self.at += 1;
            self.space();
        }
        out
    }

    fn items(&mut self) -> Vec<Range<usize>> {
        let mut out = Vec::new();
        if self.peek() != b'[' {
            return out;
        }
        self.at += 1;
        self.space();
        while !matches!(self.peek(), b']' | 0) {
            out.push(self.value());
            self.space();
            if self.peek() == b',' {
                self.at += 1;
                self.space();
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::path::parse;

    #[test]
    fn a_path_in_json_is_found() {
        let text = r#"{ "a": [ { "name": "x, y", "b": 12 }, { "name": "z", "b": [1, 2] } ] }"#;
        let at = |p: &str, key: bool| &text[locate(text, &parse(p).unwrap(), key).unwrap()];
        assert_eq!(at("a[x, y].b", false), "12");
        assert_eq!(at("a[z].b[1]", false), "2");
        assert_eq!(at("a[z].b", true), "\"b\"");
    }
}

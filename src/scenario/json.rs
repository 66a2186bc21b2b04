//! Finds paths in JSON texts. The text has been read before, so it is well formed.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;

use super::path::Step;

/// The bytes of the key and of the value of a path, or of what is above it, and whether it was reached.
pub(super) fn follow(text: &str, steps: &[Step]) -> ((Range<usize>, Range<usize>), bool) {
    let mut scan = Scan { text: text.as_bytes(), at: 0 };
    scan.space();
    let mut value = scan.at..scan.clone().skip();
    let mut key = value.clone();
    let mut reached = true;
    for step in steps {
        let mut inner = Scan { text: text.as_bytes(), at: value.start };
        let found = match step {
            // Names of levels and urgencies stand in brackets too.
            Step::Entry(name) if inner.peek() == b'{' => {
                inner.entries().into_iter().find(|(k, _)| unquoted(text, k).as_deref() == Some(name))
            }
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
    ((key, value), reached)
}

/// Keys that stand twice in one table, as the bytes of the first and of the second; keys are compared as read, so `"\u0061"` is `"a"`.
pub(super) fn repeated(text: &str) -> Vec<(String, Range<usize>, Range<usize>)> {
    let mut out = Vec::new();
    // The tables and lists that are open; a list has no keys.
    let mut open: Vec<Option<BTreeMap<String, Range<usize>>>> = Vec::new();
    let mut scan = Scan { text: text.as_bytes(), at: 0 };
    while scan.at < text.len() {
        match scan.peek() {
            b'{' => open.push(Some(BTreeMap::new())),
            b'[' => open.push(None),
            b'}' | b']' => _ = open.pop(),
            b'"' => {
                let span = scan.at..scan.skip();
                scan.space();
                if scan.peek() == b':'
                    && let (Some(Some(keys)), Some(key)) = (open.last_mut(), unquoted(text, &span))
                {
                    match keys.entry(key) {
                        Entry::Vacant(place) => _ = place.insert(span),
                        Entry::Occupied(first) => out.push((first.key().clone(), first.get().clone(), span)),
                    }
                }
                continue;
            }
            _ => {}
        }
        scan.at += 1;
    }
    out
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
    #[test]
    fn a_path_in_json_is_found() {
        let text = r#"{ "a": [ { "name": "x, y", "b": 12 }, { "name": "z", "b": [1, 2] } ] }"#;
        let at = |p: &str, key: bool| &text[super::super::locate(text, p, key).unwrap()];
        assert_eq!(at("a[x, y].b", false), "12");
        assert_eq!(at("a[z].b[1]", false), "2");
        assert_eq!(at("a[z].b", true), "\"b\"");
        assert_eq!(at("a[z].c", false), "{ \"name\": \"z\", \"b\": [1, 2] }");
    }

    #[test]
    fn names_in_brackets_are_keys_of_tables_too() {
        let text = r#"{ "service_defaults": { "removal": 3 },
            "service": [ { "name": "a", "misses": { "deprivation": { "most deprived": 0.1, "least": 0.2 } } } ] }"#;
        let at = |p: &str| &text[super::super::locate(text, p, false).unwrap()];
        assert_eq!(at("service[a].misses.deprivation[least]"), "0.2");
        assert_eq!(at("service[a].misses.deprivation[most deprived]"), "0.1");
        // What a service does not say itself may be said for all.
        assert_eq!(at("service[a].removal"), "3");
    }
}

//! The structural check: walks a scenario along its schema and finds every unknown key, wrong type and missing key at once.

use serde_json::{Map, Value};

use super::value_types::{fits, kind_of, named_type, shown};
use super::{Schema, choose, number, path};
use crate::error::{Problem, in_other_units, nearest};

/// Keys as a list in words.
fn list(keys: &[&str]) -> String {
    keys.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(" or ")
}

/// What a check has found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// Stand-ins by path for values that cannot be read and are no names.
    pub mends: Vec<(String, Value)>,
}

impl Schema<'_> {
    /// Checks a tree: all problems of its structure at once.
    #[must_use]
    pub fn check(&self, tree: &Value) -> Found {
        check(*self, self.root, tree, "")
    }
}

impl<'a> Schema<'a> {
    /// Of tables the first whose required keys are all there, a number where all that is said is about one, else the last, which is the most
    /// general; of other values the one with the fewest problems.
    pub(super) fn best(&self, several: &[&'a Value], value: &Value, path: &str) -> Option<&'a Value> {
        if let Some(table) = value.as_object() {
            let about = |b: &Value| b.pointer("/properties/value").is_some() && b.pointer("/properties/low").is_some();
            let only_about = !table.is_empty() && table.keys().all(|key| number::ABOUT.contains(&key.as_str()));
            if let Some(number) = several.iter().find(|b| only_about && about(b)) {
                return Some(number);
            }
            let complete = several.iter().find(|b| {
                let required = b.get("required").and_then(Value::as_array);
                required.is_some_and(|r| r.iter().filter_map(Value::as_str).all(|k| value.get(k).is_some()))
            });
            return complete.or(several.last()).copied();
        }
        several.iter().copied().min_by_key(|choice| check(*self, choice, value, path).problems.len())
    }
}

/// The same for a part of a schema and the value at a path.
fn check<'a>(of: Schema<'a>, schema: &'a Value, value: &Value, path: &str) -> Found {
    let mut walk = Walk { of, counts: false, problems: Vec::new(), mends: Vec::new() };
    walk.value(schema, value, path);
    Found { problems: walk.problems, mends: walk.mends }
}

struct Walk<'a> {
    of: Schema<'a>,
    /// Whether this is about a number of people or things, which no percentage is.
    counts: bool,
    problems: Vec<Problem>,
    mends: Vec<(String, Value)>,
}

impl<'a> Walk<'a> {
    fn resolve(&self, schema: &'a Value) -> &'a Value {
        self.of.resolve(schema)
    }

    /// Remembers what may stand at a path in place of a value that cannot be read.
    fn mend(&mut self, schema: &'a Value, path: &str) {
        let value = super::stand_in::stand_in(schema, &|s| self.resolve(s));
        self.mends.extend(value.map(|value| (path.to_string(), value)));
    }

    fn value(&mut self, schema: &'a Value, value: &Value, path: &str) {
        let (before, outer) = (self.problems.len(), self.counts);
        if number::counts(schema) {
            self.counts = true;
            self.of_nothing(value, path);
        }
        let (told, mended) = (self.problems.len(), self.mends.len());
        self.look(schema, value, path);
        self.counts = outer;
        // A percentage is told once, and what stands in for it stays.
        if told > before {
            let percentages: Vec<String> = self.problems[before..told].iter().map(|p| p.path.clone()).collect();
            let also = self.problems.split_off(told);
            self.problems.extend(also.into_iter().filter(|p| !percentages.contains(&p.path)));
            let also = self.mends.split_off(mended);
            self.mends.extend(also.into_iter().filter(|(at, _)| !percentages.contains(at)));
        }
        // A scalar that is wrong, and a table that is no table of its kind.
        let here = |p: &Problem| p.path == path || (p.path == path::key(path, "kind") && p.code != "Q0201");
        if self.problems[before..].iter().any(here) && !self.mends.iter().any(|(at, _)| at == path) {
            self.mend(schema, path);
        }
    }

    /// Tells percentages in what counts people or things: they are of nothing.
    fn of_nothing(&mut self, value: &Value, path: &str) {
        match value {
            Value::String(text) if text.trim().ends_with('%') => {
                let Ok(share) = number::parse(value) else { return };
                // So that nothing else is told that only follows from it.
                self.mends.push((path.to_string(), number::number((share * 100.0).round())));
                let message = format!("{} is a percentage, and this says how many", shown(value));
                let help = "write the number itself, such as 12; 10% more than 60 is 66";
                self.problems.push(Problem::new("Q0603", path, message).help(help));
            }
            Value::Array(list) => {
                for (entry, address) in list.iter().zip(path::addresses(list)) {
                    self.of_nothing(entry, &path::entry(path, &address));
                }
            }
            Value::Object(table) => {
                for (key, value) in table.iter().filter(|(key, _)| !number::WORDS.contains(&key.as_str())) {
                    self.of_nothing(value, &path::key(path, key));
                }
            }
            _ => {}
        }
    }

    fn look(&mut self, schema: &'a Value, value: &Value, path: &str) {
        let schema = self.resolve(schema);
        if let Some(branches) = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array) {
            self.branches(branches, value, path);
            return;
        }
        if let Some(expected) = schema.get("const") {
            if expected != value {
                self.problems.push(Problem::new("Q0205", path, format!("expected {expected}, found {}", shown(value))));
            }
            return;
        }
        if let Some(known) = schema.get("enum").and_then(Value::as_array) {
            if !known.contains(value) {
                self.not_one_of(known.iter().filter_map(Value::as_str).collect(), value, path);
            }
            return;
        }
        if !fits(schema, value) {
            self.wrong_type(&[schema], value, path);
            return;
        }
        match value {
            Value::Object(table) => self.table(schema, table, path),
            Value::Array(list) => {
                if let Some(items) = schema.get("items") {
                    for (entry, address) in list.iter().zip(path::addresses(list)) {
                        self.value(items, entry, &path::entry(path, &address));
                    }
                }
            }
            Value::String(text) => self.text(schema, text, path),
            Value::Number(n) => {
                if let Some(format) = schema.get("format").and_then(Value::as_str)
                    && let Err((message, help)) = (self.of.formats)(format, &n.to_string())
                {
                    self.problems.push(Problem::new("Q0603", path, message).help(help));
                    return;
                }
                let low = schema.get("minimum").and_then(Value::as_f64);
                let x = n.as_f64().unwrap_or(f64::NAN);
                let whole = schema.get("format").and_then(Value::as_str).is_some_and(|f| f.starts_with("uint"));
                let high = match schema.get("format").and_then(Value::as_str) {
                    Some("uint32") => Some(f64::from(u32::MAX)),
                    _ => schema.get("maximum").and_then(Value::as_f64),
                };
                if whole && !n.is_u64() {
                    let message = format!("expected a whole number of 0 or more, found {n}");
                    self.problems.push(Problem::new("Q0603", path, message));
                } else if low.is_some_and(|low| x < low) || high.is_some_and(|high| x > high) {
                    let rule = match (low, high) {
                        (Some(l), Some(h)) => format!("between {l} and {h}"),
                        (Some(l), None) => format!("at least {l}"),
                        (_, h) => format!("at most {}", h.unwrap_or(f64::NAN)),
                    };
                    self.problems.push(Problem::new("Q0603", path, format!("{n} is out of range; it must be {rule}")));
                }
            }
            _ => {}
        }
    }

    fn table(&mut self, schema: &'a Value, table: &Map<String, Value>, path: &str) {
        let empty = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object);
        let rest = schema.get("additionalProperties");
        for (key, value) in table {
            let below = path::key(path, key);
            match (properties.and_then(|p| p.get(key)), rest) {
                (Some(known), _) => self.value(known, value, &below),
                (None, Some(Value::Bool(false))) => {
                    let known: Vec<&str> = properties.unwrap_or(&empty).keys().map(String::as_str).collect();
                    self.unknown_key(key, &known, value, path, below);
                }
                (None, Some(rest)) => self.value(rest, value, &below),
                (None, None) => {}
            }
        }
        for key in schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
            if !table.contains_key(key) {
                let place = if path.is_empty() { self.of.whole.to_string() } else { format!("`{path}`") };
                let mut problem = Problem::new("Q0203", path, format!("{place} needs `{key}`"));
                // What the whole is called has no key of its own here.
                problem.at_key = !path.is_empty();
                let about = properties.and_then(|p| p.get(key)).and_then(|s| {
                    s.get("description").or_else(|| self.resolve(s).get("description")).and_then(Value::as_str)
                });
                if let Some(about) = about {
                    problem.help = format!("{key}: {about}");
                }
                self.problems.push(problem);
                if let Some(of_key) = properties.and_then(|p| p.get(key)) {
                    self.mend(of_key, &path::key(path, key));
                }
            }
        }
    }

    /// The message about a key that is not known here.
    fn unknown_key(&mut self, key: &str, known: &[&str], value: &Value, path: &str, below: String) {
        let place = if path.is_empty() { format!("at the top of {}", self.of.whole) } else { format!("in `{path}`") };
        let problem =
            Problem::new("Q0201", below, format!("unknown key `{}` {place}", crate::error::shown(key))).at_key();
        let near = nearest(key, known.iter().copied());
        let others = in_other_units(key, known.iter().copied());
        let homes =
            if near.is_some_and(|n| n == key) || !others.is_empty() { Vec::new() } else { self.homes(key, value) };
        if let (true, false, [first, ..]) = (number::ABOUT.contains(&key), near.is_some_and(|n| n == key), known) {
            let help = format!("`{key}` stands beside a number: `{first} = {{ value = ..., {key} = ... }}`");
            return self.problems.push(problem.help(help));
        }
        let problem = match (near, homes.as_slice()) {
            (Some(near), _) => problem.help(format!("did you mean `{near}`?")),
            (None, []) if !others.is_empty() => problem
                .help(format!("the unit here is that of {}: convert the numbers, not the key alone", list(&others))),
            (None, []) => problem.help(format!("known keys here: {}", known.join(", "))),
            (None, homes) => {
                let mut moved = problem.help(format!("`{key}` belongs under {}", homes.join(" or ")));
                moved.code = "Q0202";
                moved
            }
        };
        self.problems.push(problem);
    }

    /// The tables that know a key, as they are written in a file.
    fn homes(&self, key: &str, value: &Value) -> Vec<String> {
        let mut homes = Vec::new();
        self.seek(self.of.root, "", key, value, 0, &mut homes);
        homes.truncate(3);
        homes
    }

    fn seek(&self, schema: &'a Value, place: &str, key: &str, value: &Value, depth: usize, homes: &mut Vec<String>) {
        let schema = self.resolve(schema);
        if depth > 4 || schema.get("oneOf").is_some() {
            return;
        }
        for branch in schema.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
            self.seek(branch, place, key, value, depth, homes);
        }
        if let Some(items) = schema.get("items") {
            self.seek(items, &format!("[{place}]"), key, value, depth + 1, homes);
        }
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return };
        if let Some(found) = properties.get(key) {
            let shown = if place.is_empty() { "the top of the file".to_string() } else { format!("[{place}]") };
            let resolved = self.resolve(found);
            let branches = resolved.get("anyOf").and_then(Value::as_array);
            let likely = branches.map_or(fits(resolved, value), |b| b.iter().any(|b| fits(self.resolve(b), value)));
            if likely && !homes.contains(&shown) {
                homes.push(shown);
            }
        }
        for (name, below) in properties {
            let inner = place.trim_start_matches('[').trim_end_matches(']');
            let place = if inner.is_empty() { name.clone() } else { format!("{inner}.{name}") };
            self.seek(below, &place, key, value, depth + 1, homes);
        }
    }

    fn branches(&mut self, branches: &'a [Value], value: &Value, path: &str) {
        let branches: Vec<&'a Value> = branches.iter().map(|b| self.resolve(b)).collect();
        // Tagged by `kind`.
        let known: Vec<Value> = branches.iter().filter_map(|b| choose::tag(b).cloned()).collect();
        if let (Some(table), true) = (value.as_object(), known.len() == branches.len()) {
            match table.get("kind") {
                Some(kind) => match known.iter().position(|k| k == kind) {
                    Some(i) => self.table(branches[i], table, path),
                    None => self.not_one_of(
                        known.iter().filter_map(Value::as_str).collect(),
                        kind,
                        &path::key(path, "kind"),
                    ),
                },
                None => {
                    let names: Vec<&str> = known.iter().filter_map(Value::as_str).collect();
                    let problem = Problem::new("Q0203", path, format!("`{path}` needs `kind`")).at_key();
                    self.problems.push(problem.help(format!("kinds are {}", names.join(", "))));
                }
            }
            return;
        }
        // Constants with a description each.
        if branches.iter().all(|b| b.get("const").is_some()) {
            let known: Vec<&Value> = branches.iter().filter_map(|b| b.get("const")).collect();
            if !known.contains(&value) {
                self.not_one_of(known.iter().filter_map(|k| k.as_str()).collect(), value, path);
            }
            return;
        }
        // A value that may be left out.
        let real: Vec<&'a Value> =
            branches.iter().copied().filter(|b| b.get("type").and_then(Value::as_str) != Some("null")).collect();
        let mut nested: Vec<&'a Value> = Vec::new();
        real.iter().for_each(|b| self.of.flatten(b, &mut nested));
        match Schema::fitting(&nested, value).as_slice() {
            [] => match nested.as_slice() {
                [only] if only.get("oneOf").is_some() || only.get("enum").is_some() => self.value(only, value, path),
                _ => self.wrong_type(&nested, value, path),
            },
            [only] => self.value(only, value, path),
            several => {
                if let Some(best) = self.of.best(several, value, path) {
                    self.value(best, value, path);
                }
            }
        }
    }

    fn not_one_of(&mut self, known: Vec<&str>, value: &Value, path: &str) {
        let problem = Problem::new("Q0206", path, format!("{} is not known here", shown(value)));
        let near = value.as_str().and_then(|v| nearest(v, known.iter().copied()));
        let list = known.iter().map(|k| format!("\"{k}\"")).collect::<Vec<_>>().join(", ");
        self.problems.push(match near {
            Some(near) => problem.help(format!("did you mean \"{near}\"?")),
            None => problem.help(format!("one of {list}")),
        });
    }

    fn wrong_type(&mut self, expected: &[&Value], value: &Value, path: &str) {
        let mut words: Vec<&str> = Vec::new();
        let mut help = String::new();
        for schema in expected {
            let word = match schema.get("format").and_then(Value::as_str) {
                Some("span") => "a duration such as \"18 weeks\"",
                Some("signed span") => "a duration such as \"3 days\" or \"-3 days\"",
                Some("span or none") => "a duration such as \"7 days\", or \"none\"",
                Some("date") => "a date such as 2026-02-02",
                Some("clock") => "a time such as \"09:00\"",
                Some("date or span") => "a date, or a duration such as \"10 weeks\"",
                Some("percent") if self.counts => continue,
                Some("percent") => "a percentage such as \"5%\"",
                _ => match named_type(schema) {
                    Some("number") => "a number",
                    Some("integer") => "a whole number",
                    Some("string") => "text in quotes",
                    Some("array") => "a list",
                    Some("object") => "a table",
                    Some("boolean") => "true or false",
                    _ if schema.get("enum").is_some() => "one of the known words",
                    _ => "a table",
                },
            };
            if !words.contains(&word) {
                words.push(word);
            }
            if let (true, Some(text)) = (help.is_empty(), value.as_str())
                && (word.contains("number") || word.contains("percentage"))
                && number::parse(value).is_err()
            {
                help = number::how(text, self.counts);
            }
        }
        let message = format!("expected {}, found {} {}", words.join(" or "), kind_of(value), shown(value));
        self.problems.push(Problem::new("Q0204", path, message.trim_end()).help(help));
    }

    fn text(&mut self, schema: &Value, text: &str, path: &str) {
        let result = match schema.get("format").and_then(Value::as_str) {
            Some("percent") => number::parse(&Value::String(text.to_string()))
                .map(|_| ())
                .map_err(|(message, _)| (message, number::how(text, self.counts))),
            Some(format) => (self.of.formats)(format, text),
            None => Ok(()),
        };
        if let Err((message, help)) = result {
            self.problems.push(Problem::new("Q0207", path, message).help(help));
        }
    }
}

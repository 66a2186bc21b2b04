//! JSON, one object a line, its keys in the order of the columns. Where names of columns are paths (`subject.reference`,
//! `participant.0.status`), the values stand there in objects and lists, and nothing stands for an empty one; in a plain table `null` does, so that
//! every line has the same keys.

use std::io::{self, Write};

use serde_json::{Map, Number, Value as Json};

use super::format::{Format, RowWriter, Value};
use crate::table::Column;

/// Lines of JSON.
#[derive(Clone, Copy, Debug)]
pub struct Ndjson;

impl Format for Ndjson {
    fn name(&self) -> &str {
        "ndjson"
    }
    fn extension(&self) -> &str {
        "ndjson"
    }
    fn media_type(&self) -> &str {
        "application/x-ndjson"
    }
    fn summary(&self) -> &str {
        "JSON, one object a line, where it is asked for; columns whose names are paths become objects and lists"
    }
    fn remark(&self) -> &str {
        "One JSON object a line. What is empty is null, and left out of resources that hold others. polars looks at the first 100 lines: where a column \
         is empty there and not later, read it with infer_schema_length=None."
    }
    fn on_request(&self) -> bool {
        true
    }
    fn begin<'a>(&self, columns: &[Column], out: Box<dyn Write + Send + 'a>) -> io::Result<Box<dyn RowWriter + 'a>> {
        let path = |c: &Column| c.name.split('.').map(String::from).collect();
        let paths: Vec<Vec<String>> = columns.iter().map(path).collect();
        let nested = paths.iter().any(|path| path.len() > 1);
        let mut keys: Vec<String> = Vec::new();
        for path in &paths {
            if !keys.contains(&path[0]) {
                keys.push(path[0].clone());
            }
        }
        Ok(Box::new(Rows { paths, nested, keys, out }))
    }
}

struct Rows<'a> {
    paths: Vec<Vec<String>>,
    /// Whether any of them leads into an object or a list.
    nested: bool,
    /// What they begin with, each once and in order.
    keys: Vec<String>,
    out: Box<dyn Write + Send + 'a>,
}

/// Puts a value where a path leads.
fn put(tree: &mut Json, path: &[String], value: Json) {
    let Some((first, rest)) = path.split_first() else {
        *tree = value;
        return;
    };
    match first.parse::<usize>() {
        Ok(at) => {
            if !tree.is_array() {
                *tree = Json::Array(Vec::new());
            }
            if let Json::Array(list) = tree {
                // Places that stay empty are left out in the end.
                list.resize(list.len().max(at + 1), Json::Null);
                put(&mut list[at], rest, value);
            }
        }
        Err(_) => {
            if !tree.is_object() {
                *tree = Json::Object(Map::new());
            }
            if let Json::Object(map) = tree {
                put(map.entry(first.clone()).or_insert(Json::Null), rest, value);
            }
        }
    }
}

/// Takes empty places out of lists.
fn tidy(tree: &mut Json) {
    match tree {
        Json::Array(list) => {
            list.retain(|value| !value.is_null());
            list.iter_mut().for_each(tidy);
        }
        Json::Object(map) => map.values_mut().for_each(tidy),
        _ => {}
    }
}

impl RowWriter for Rows<'_> {
    fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        if values.len() != self.paths.len() {
            return Err(io::Error::other("a row has another number of values than the table has columns"));
        }
        let mut object = Json::Object(Map::new());
        for (path, value) in self.paths.iter().zip(values) {
            let value = match *value {
                Value::Empty | Value::Text("") if self.nested => continue,
                Value::Empty | Value::Text("") => Json::Null,
                Value::Text(text) | Value::Date(text) => Json::String(text.into()),
                Value::Integer(i) => Json::from(i),
                Value::Number(x) => Number::from_f64(x).map_or(Json::Null, Json::Number),
                Value::Boolean(b) => Json::Bool(b),
            };
            put(&mut object, path, value);
        }
        tidy(&mut object);
        let there = self.keys.iter().filter_map(|key| Some((key, object.get(key)?)));
        for (number, (key, value)) in there.enumerate() {
            self.out.write_all(if number == 0 { b"{" } else { b"," })?;
            serde_json::to_writer(&mut self.out, key)?;
            self.out.write_all(b":")?;
            serde_json::to_writer(&mut self.out, value)?;
        }
        let empty = object.as_object().is_none_or(Map::is_empty);
        self.out.write_all(if empty { b"{}\n" } else { b"}\n" })
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Kind;

    #[test]
    fn paths_become_objects_and_lists_and_what_is_empty_is_left_out() {
        let columns = ["a", "b.c", "d.0.e", "d.1.e", "d.1.f", "g"].map(|name| Column::new(name, Kind::Text, ""));
        let mut bytes = Vec::new();
        let mut rows = Ndjson.begin(&columns, Box::new(&mut bytes)).expect("begins");
        let (text, none) = (Value::Text("x \"\n"), Value::Empty);
        rows.row(&[
            text,
            Value::Integer(-3),
            none,
            Value::Boolean(true),
            Value::Number(0.5),
            Value::Date("2026-01-01"),
        ])
        .expect("is written");
        rows.row(&[none; 6]).expect("is written");
        assert!(rows.row(&[none]).is_err());
        rows.finish().expect("is written");
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert_eq!(
            text,
            "{\"a\":\"x \\\"\\n\",\"b\":{\"c\":-3},\"d\":[{\"e\":true,\"f\":0.5}],\"g\":\"2026-01-01\"}\n{}\n"
        );
    }

    #[test]
    fn lines_of_a_plain_table_all_have_its_keys_in_its_order() {
        let columns = ["z", "a"].map(|name| Column::new(name, Kind::Text, ""));
        let mut bytes = Vec::new();
        let mut rows = Ndjson.begin(&columns, Box::new(&mut bytes)).expect("begins");
        rows.row(&[Value::Integer(1), Value::Text("x")]).expect("is written");
        rows.row(&[Value::Empty, Value::Text("")]).expect("is written");
        rows.finish().expect("is written");
        assert_eq!(String::from_utf8(bytes).expect("UTF-8"), "{\"z\":1,\"a\":\"x\"}\n{\"z\":null,\"a\":null}\n");
    }
}

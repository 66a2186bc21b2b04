//! JSON, one object a line. Where the name of a column is a path (`subject.reference`, `participant.0.status`), the value stands there in
//! objects and lists; nothing stands for an empty value.

use std::io::{self, Write};

use serde_json::{Map, Number, Value as Json};

use super::{Column, Format, RowWriter, Value};

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
        "One JSON object a line. What is empty is left out."
    }
    fn on_request(&self) -> bool {
        true
    }
    fn begin<'a>(&self, columns: &[Column], out: Box<dyn Write + Send + 'a>) -> io::Result<Box<dyn RowWriter + 'a>> {
        let path = |c: &Column| c.name.split('.').map(String::from).collect();
        Ok(Box::new(Rows { paths: columns.iter().map(path).collect(), out }))
    }
}

struct Rows<'a> {
    paths: Vec<Vec<String>>,
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
                Value::Empty | Value::Text("") => continue,
                Value::Text(text) | Value::Date(text) => Json::String(text.into()),
                Value::Integer(i) => Json::from(i),
                Value::Number(x) => Number::from_f64(x).map_or(Json::Null, Json::Number),
                Value::Boolean(b) => Json::Bool(b),
            };
            put(&mut object, path, value);
        }
        tidy(&mut object);
        serde_json::to_writer(&mut self.out, &object)?;
        self.out.write_all(b"\n")
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Kind;

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
}

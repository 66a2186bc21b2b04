//! An object-centric event log as one JSON document (OCEL 2.0, ocel-standard.org): types, then events, then objects.
//!
//! The rows are those of the layout `ocel2`: `id`, `is` (event or object), `type`, `time`; `about.TYPE`, the object of that type that it
//! belongs to; and `TYPE.NAME`, an attribute of objects of that type. Objects wait in a scratch file until all events are there.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Cursor, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use super::{Column, Format, RowWriter, Value};

/// The document.
#[derive(Clone, Copy, Debug)]
pub struct Ocel;

/// What every row begins with.
const HEAD: [&str; 4] = ["id", "is", "type", "time"];
/// Begins the name of a column that leads to another object.
const ABOUT: &str = "about.";
/// Since when what is told of an object is so, where nothing else is known; as the examples of the standard have it.
const ALWAYS: &str = "1970-01-01T00:00:00Z";

impl Format for Ocel {
    fn name(&self) -> &str {
        "ocel"
    }
    fn extension(&self) -> &str {
        "json"
    }
    fn media_type(&self) -> &str {
        "application/json"
    }
    fn summary(&self) -> &str {
        "one JSON document of an object-centric event log (OCEL 2.0)"
    }
    fn remark(&self) -> &str {
        "One JSON document: objectTypes, eventTypes, events, objects. The columns that are described stand in it as types, relationships and attributes."
    }
    fn on_request(&self) -> bool {
        true
    }
    fn is_table(&self) -> bool {
        false
    }
    fn suits(&self, columns: &[Column]) -> bool {
        columns.len() > HEAD.len() && columns.iter().zip(HEAD).all(|(column, name)| column.name == name)
    }
    fn begin<'a>(&self, columns: &[Column], out: Box<dyn Write + Send + 'a>) -> io::Result<Box<dyn RowWriter + 'a>> {
        Ok(Box::new(Document::begin(columns, out, Waiting::Memory(Cursor::new(Vec::new())))?))
    }
    fn begin_in<'a>(
        &self,
        columns: &[Column],
        out: Box<dyn Write + Send + 'a>,
        scratch: &Path,
    ) -> io::Result<Box<dyn RowWriter + 'a>> {
        let path = scratch.join("objects.part");
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path)?;
        Ok(Box::new(Document::begin(columns, out, Waiting::Disk(path, BufWriter::new(file)))?))
    }
}

/// Where objects wait.
enum Waiting {
    Memory(Cursor<Vec<u8>>),
    Disk(PathBuf, BufWriter<File>),
}

impl Waiting {
    fn out(&mut self) -> &mut dyn Write {
        match self {
            Waiting::Memory(bytes) => bytes,
            Waiting::Disk(_, file) => file,
        }
    }

    fn copy_to(self, out: &mut (dyn Write + Send)) -> io::Result<()> {
        let copy = |from: &mut dyn Read, out: &mut (dyn Write + Send)| io::copy(from, out).map(|_| ());
        match self {
            Waiting::Memory(bytes) => out.write_all(bytes.get_ref()),
            Waiting::Disk(path, file) => {
                let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.seek(SeekFrom::Start(0))?;
                copy(&mut file, out)?;
                drop(file);
                fs::remove_file(path)
            }
        }
    }
}

struct Document<'a> {
    out: Box<dyn Write + Send + 'a>,
    objects: Waiting,
    /// By column beyond the first four: the type it is about, and the attribute where it holds one.
    columns: Vec<(String, Option<String>)>,
    events: u64,
    others: u64,
}

impl<'a> Document<'a> {
    fn begin(columns: &[Column], mut out: Box<dyn Write + Send + 'a>, objects: Waiting) -> io::Result<Self> {
        let wrong = || io::Error::other("these are not the columns of an object-centric event log");
        if !Ocel.suits(columns) {
            return Err(wrong());
        }
        let named = |c: &Column| match c.name.strip_prefix(ABOUT) {
            Some(kind) => Some((kind.to_string(), None)),
            None => c.name.split_once('.').map(|(kind, name)| (kind.to_string(), Some(name.to_string()))),
        };
        let named: Vec<(String, Option<String>)> =
            columns[HEAD.len()..].iter().map(named).collect::<Option<_>>().ok_or_else(wrong)?;
        let types: Vec<&String> = named.iter().filter(|(_, name)| name.is_none()).map(|(kind, _)| kind).collect();
        let attributes = |kind: &String| -> Vec<Json> {
            let own = named.iter().filter(|(k, _)| k == kind).filter_map(|(_, name)| name.as_ref());
            own.map(|name| json!({ "name": name, "type": "string" })).collect()
        };
        let objects_of: Vec<Json> =
            types.iter().map(|kind| json!({ "name": kind, "attributes": attributes(kind) })).collect();
        let events_of: Vec<Json> = (columns[2].words.iter())
            .filter(|word| !types.contains(word))
            .map(|word| json!({ "name": word, "attributes": [] }))
            .collect();
        let (objects_of, events_of) = (Json::from(objects_of), Json::from(events_of));
        write!(out, "{{\"objectTypes\":{objects_of},\n\"eventTypes\":{events_of},\n\"events\":[")?;
        Ok(Self { out, objects, columns: named, events: 0, others: 0 })
    }
}

fn text(value: &Value<'_>) -> Option<String> {
    match *value {
        Value::Empty | Value::Text("") => None,
        Value::Text(text) | Value::Date(text) => Some(text.to_string()),
        Value::Integer(i) => Some(i.to_string()),
        Value::Number(x) => Some(x.to_string()),
        Value::Boolean(b) => Some(b.to_string()),
    }
}

impl RowWriter for Document<'_> {
    fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        if values.len() != HEAD.len() + self.columns.len() {
            return Err(io::Error::other("a row has another number of values than the table has columns"));
        }
        let [id, is, kind, time] = [0, 1, 2, 3].map(|at| text(&values[at]));
        let is_event = is.as_deref() == Some("event");
        let (mut related, mut attributes): (Vec<Json>, Vec<Json>) = (Vec::new(), Vec::new());
        for ((of, name), value) in self.columns.iter().zip(&values[HEAD.len()..]) {
            let Some(value) = text(value) else { continue };
            match name {
                None => related.push(json!({ "objectId": value, "qualifier": of })),
                Some(name) if is_event => attributes.push(json!({ "name": name, "value": value })),
                Some(name) => attributes.push(json!({ "name": name, "time": ALWAYS, "value": value })),
            }
        }
        let mut one = json!({ "id": id, "type": kind, "attributes": attributes, "relationships": related });
        let (out, count): (&mut dyn Write, &mut u64) = match is_event {
            true => {
                one["time"] = json!(time);
                (&mut self.out, &mut self.events)
            }
            false => (self.objects.out(), &mut self.others),
        };
        out.write_all(if *count == 0 { b"\n" } else { b",\n" })?;
        *count += 1;
        serde_json::to_writer(out, &one)?;
        Ok(())
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        let Self { mut out, objects, .. } = *self;
        out.write_all(b"\n],\n\"objects\":[")?;
        objects.copy_to(&mut *out)?;
        out.write_all(b"\n]}\n")?;
        out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Kind;

    #[test]
    fn events_and_objects_stand_apart_with_their_types() {
        let mut columns: Vec<Column> = ["id", "is", "type", "time", "about.a", "about.b", "a.x"]
            .map(|name| Column::new(name, Kind::Text, ""))
            .to_vec();
        columns[2] = columns[2].clone().one_of(["seen", "a", "b"]);
        let home = tempfile::tempdir().expect("a folder");
        let written = |scratch: Option<&Path>| {
            let mut bytes = Vec::new();
            let out = Box::new(&mut bytes);
            let mut rows = match scratch {
                Some(folder) => Ocel.begin_in(&columns, out, folder),
                None => Ocel.begin(&columns, out),
            }
            .expect("begins");
            for row in [
                ["1", "object", "a", "", "", "", "é\""],
                ["e", "event", "seen", "2026-01-01T00:00:00Z", "1", "2", ""],
                ["2", "object", "b", "", "1", "", ""],
            ] {
                rows.row(&row.map(Value::Text)).expect("is written");
            }
            assert!(rows.row(&[Value::Empty]).is_err());
            rows.finish().expect("is written");
            bytes
        };
        let bytes = written(None);
        assert_eq!(bytes, written(Some(home.path())));
        assert_eq!(fs::read_dir(home.path()).expect("a folder").count(), 0, "nothing is left");
        let log: Json = serde_json::from_slice(&bytes).expect("JSON");
        assert_eq!(
            log["objectTypes"],
            json!([{ "name": "a", "attributes": [{ "name": "x", "type": "string" }] }, { "name": "b", "attributes": [] }])
        );
        assert_eq!(log["eventTypes"], json!([{ "name": "seen", "attributes": [] }]));
        assert_eq!(log["events"][0]["relationships"][1], json!({ "objectId": "2", "qualifier": "b" }));
        assert_eq!(log["objects"][0]["attributes"], json!([{ "name": "x", "time": ALWAYS, "value": "é\"" }]));
        assert_eq!(log["objects"][1]["relationships"], json!([{ "objectId": "1", "qualifier": "a" }]));
        assert!(Ocel.begin(&columns[1..], Box::new(Vec::new())).is_err() && !Ocel.suits(&columns[1..]));
    }
}

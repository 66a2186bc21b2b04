//! Files of invented lists: a table in each format, their description, and what is true of them.

use std::io::{self, BufWriter, Write};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value as Json, json};

use super::commit::NEW;
use super::disk::{Sink as File, is_there};
use super::files::Staged;
use super::folder::Folder;
use super::package::{GENERATOR, LISTS};
use super::{Column, Format, Kind, Registry, ReportError, RowWriter, Value};
use crate::digest::{Digesting, sha256};
use crate::synth::table::{self, Cell, Row, Table};
use crate::synth::{Made, Sink, Synth};

/// The profile of a resource that is a table.
const TABLE: &str = "tabular-data-resource";
/// What is true of the lists as a whole.
const TRUTH: &str = "truth.json";

/// Lists that are being written to a folder.
pub struct Lists<'a> {
    folder: Folder,
    tables: Vec<Table>,
    files: Vec<ListFile<'a>>,
    date: &'a (dyn Fn(i64) -> String + Sync),
    dates: Dates,
    formats: Vec<&'a dyn Format>,
}

impl std::fmt::Debug for Lists<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lists").field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// All files, by name.
    pub names: Vec<String>,
    /// SHA-256 of the lines "hash, two blanks, name" of the tables, by name, as `sha256sum` prints them.
    pub tables_sha256: String,
}

struct ListFile<'a> {
    table: usize,
    name: String,
    columns: Vec<Column>,
    format: &'a dyn Format,
    rows: Box<dyn RowWriter>,
    out: Shared,
}

/// What is written, counted and hashed.
type Out = Digesting<BufWriter<Box<dyn File>>>;

/// A file that its writer and the folder hold.
#[derive(Clone)]
struct Shared(Arc<Mutex<Option<Out>>>);

impl Shared {
    fn with<T>(&self, act: impl FnOnce(&mut Out) -> io::Result<T>) -> io::Result<T> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.as_mut().map_or_else(|| Err(io::Error::other("the file is closed")), act)
    }

    /// Closes the file: its size and SHA-256.
    fn close(&self) -> io::Result<(u64, String)> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let (out, bytes, sha256) = held.ok_or_else(|| io::Error::other("the file is closed"))?.finish();
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync()?;
        Ok((bytes, sha256))
    }
}

impl Write for Shared {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.with(|out| out.write(buffer))
    }
    fn flush(&mut self) -> io::Result<()> {
        self.with(io::Write::flush)
    }
}

impl Folder {
    /// Begins a file in the subfolder; the caller adds it to what is staged.
    fn begin_file(&mut self, name: &str) -> io::Result<Box<dyn File>> {
        let new = self.path.join(NEW);
        if !is_there(&new) {
            self.disk.create_folder(&new)?;
        }
        self.disk.create(&new.join(name))
    }
}

/// The dates of days, each made once: from the day before the first backwards, and from the first on.
#[derive(Debug, Default)]
struct Dates {
    before: Vec<String>,
    since: Vec<String>,
}

impl Dates {
    fn place(day: i64) -> (bool, usize) {
        let since = day >= 0;
        (since, usize::try_from(if since { day } else { -1 - day }).unwrap_or(0))
    }

    /// Sees to it that a day is there.
    fn fill(&mut self, day: i64, date: &dyn Fn(i64) -> String) {
        let (since, place) = Self::place(day);
        let (dates, sign) = if since { (&mut self.since, 1) } else { (&mut self.before, -1) };
        while dates.len() <= place {
            let next = dates.len() as i64;
            dates.push(date(if sign > 0 { next } else { -1 - next }));
        }
    }

    fn get(&self, day: i64) -> Option<&String> {
        let (since, place) = Self::place(day);
        if since { self.since.get(place) } else { self.before.get(place) }
    }
}

/// The columns of a table.
fn columns(table: &Table, dated: bool) -> Vec<Column> {
    let column = |f: &table::Field| match f.column.kind {
        Kind::Date if !dated => Column { kind: Kind::Integer, ..f.column.clone() },
        _ => f.column.clone(),
    };
    table.fields.iter().map(column).collect()
}

impl<'a> Lists<'a> {
    /// Begins the files of lists, in the named formats. `date` gives the date (or the number) of a day.
    ///
    /// # Errors
    /// Where a format is not there or the folder cannot be written to.
    pub fn create(
        mut folder: Folder,
        synth: &Synth,
        date: &'a (dyn Fn(i64) -> String + Sync),
        formats: &'a Registry,
        named: &[String],
    ) -> Result<Self, ReportError> {
        let find = |name: &String| {
            formats.by_extension(name).ok_or_else(|| ReportError::UnknownExtension {
                path: folder.path().join(format!("*.{}", crate::error::visible(name))),
                known: formats.iter().map(Format::extension).collect::<Vec<_>>().join(", "),
            })
        };
        let mut found: Vec<&dyn Format> = Vec::new();
        for format in named.iter().map(find) {
            let format = format?;
            if !found.iter().any(|f| f.name() == format.name()) {
                found.push(format);
            }
        }
        let tables = synth.tables();
        let mut files = Vec::new();
        for (number, table) in tables.iter().enumerate() {
            let columns = columns(table, synth.extract().dated);
            let mut of_table: Vec<&dyn Format> = Vec::new();
            for &format in &found {
                let format = if format.suits(&columns) { Some(format) } else { formats.by_extension("csv") };
                of_table.extend(format.filter(|f| !of_table.iter().any(|there| there.name() == f.name())));
            }
            for format in of_table {
                let name = format!("{}.{}", table.name, format.extension());
                let path = folder.path().join(&name);
                let failed = |source| ReportError::Write { path: path.clone(), source };
                let file = folder.begin_file(&name).map_err(failed)?;
                let out = Shared(Arc::new(Mutex::new(Some(Digesting::new(BufWriter::with_capacity(1 << 16, file))))));
                let scratch = folder.path().join(NEW);
                let rows = format.begin_in(&columns, Box::new(out.clone()), &scratch).map_err(failed)?;
                files.push(ListFile { table: number, name, columns: columns.clone(), format, rows, out });
            }
        }
        Ok(Self { folder, tables, files, date, dates: Dates::default(), formats: found })
    }

    /// Gives all files their names, with the description of all columns, what is true, `more` (a name and what it holds), and a manifest.
    ///
    /// # Errors
    /// Where something cannot be written. The folder is then as it was.
    pub fn finish(
        mut self,
        synth: &Synth,
        made: &Made,
        scenario: &str,
        truth: &Json,
        more: Option<&(&str, Json)>,
    ) -> Result<Written, ReportError> {
        let mut resources = Vec::new();
        let first = self.formats.first().map_or("", |f| f.name());
        for file in self.files {
            let failed = |source| ReportError::Write { path: self.folder.path().join(&file.name), source };
            file.rows.finish().map_err(failed)?;
            let (bytes, sha256) = file.out.close().map_err(failed)?;
            resources.push(resource(&file.name, &self.tables[file.table], &file.columns, file.format, first));
            self.folder.staged.push(Staged { name: file.name, bytes, sha256 });
        }
        self.folder.staged.sort_by(|a, b| a.name.cmp(&b.name));
        let line = |f: &Staged| format!("{}  {}\n", f.sha256, f.name);
        let tables_sha256 = sha256(self.folder.staged.iter().map(line).collect::<String>().as_bytes());
        let text = |value: &Json| format!("{value:#}\n").into_bytes();
        let extract = synth.extract();
        let sample = match made.of > made.pathways {
            true => format!(
                " The pathways are a sample of whole people, {} of {}; tables of capacity are those of the full services.",
                made.pathways, made.of
            ),
            false => String::new(),
        };
        let is_table = |r: &Json| r["profile"] == TABLE;
        let package = json!({
            "profile": if resources.iter().all(is_table) { "tabular-data-package" } else { "data-package" },
            "name": "queuity-lists",
            "title": format!("Invented lists in the layout {}", synth.layout().name()),
            "description": format!(
                "Nobody in these files exists. Population: {}, as of {}.{sample}",
                extract.population.name(),
                (self.date)(extract.as_of)
            ),
            "resources": resources,
        });
        self.folder.stage("datapackage.json", |out| out.write_all(&text(&package)))?;
        self.folder.stage(TRUTH, |out| out.write_all(&text(truth)))?;
        if let Some((name, value)) = more {
            self.folder.stage(name, |out| out.write_all(&text(value)))?;
        }
        self.folder.stage("scenario.toml", |out| out.write_all(scenario.as_bytes()))?;
        self.folder.staged.sort_by(|a, b| a.name.cmp(&b.name));
        let files: Vec<Json> = (self.folder.staged.iter())
            .map(|f| json!({ "path": f.name, "bytes": f.bytes, "sha256": f.sha256 }))
            .collect();
        let manifest = json!({
            "queuity": env!("CARGO_PKG_VERSION"),
            "kind": LISTS,
            "status": "complete",
            "seed": extract.model.seed,
            "generator": GENERATOR,
            "scenario_sha256": sha256(scenario.as_bytes()),
            "files": files,
        });
        let names = self.folder.commit_with(&text(&manifest), None)?;
        Ok(Written { names, tables_sha256 })
    }
}

/// The description of one file.
fn resource(path: &str, table: &Table, columns: &[Column], format: &dyn Format, first: &str) -> Json {
    let name = |table: &str| match format.name() == first {
        true => table.to_lowercase().replace('_', "-"),
        false => format!("{}-{}", table.to_lowercase().replace('_', "-"), format.extension()),
    };
    let fields: Vec<Json> = columns
        .iter()
        .map(|c| {
            let kind = match c.kind {
                Kind::Text => "string",
                Kind::Integer => "integer",
                Kind::Number => "number",
                Kind::Boolean => "boolean",
                Kind::Date => "date",
            };
            let mut field = json!({ "name": c.name, "type": kind, "description": c.meaning });
            let mut constraints = serde_json::Map::new();
            if c.required {
                constraints.insert("required".into(), true.into());
            }
            if !c.words.is_empty() {
                constraints.insert("enum".into(), json!(c.words));
            }
            if table.key == [c.name.as_str()] {
                constraints.insert("unique".into(), true.into());
            }
            if !constraints.is_empty() {
                field["constraints"] = constraints.into();
            }
            // What reads Parquet by way of pandas has such a value where a number is missing.
            if format.name() == "parquet" && matches!(c.kind, Kind::Integer | Kind::Number) {
                field["missingValues"] = table.missing.iter().copied().chain(["nan"]).collect();
            }
            field
        })
        .collect();
    let mut schema = json!({ "fields": fields, "missingValues": table.missing });
    if !table.key.is_empty() {
        schema["primaryKey"] = json!(table.key);
    }
    if !table.references.is_empty() {
        let keys = table
            .references
            .iter()
            .map(|r| json!({ "fields": [r.column], "reference": { "resource": name(r.to.0), "fields": [r.to.1] } }));
        schema["foreignKeys"] = keys.collect();
    }
    // Resources within resources are no table: their columns are told all the same.
    let nested = table.fields.iter().any(|f| f.name().contains('.'));
    let is_table = format.is_table() && (!nested || format.name() != "ndjson");
    let (profile, described) = if is_table { (TABLE, "schema") } else { ("data-resource", "dictionary") };
    json!({
        "name": name(table.name),
        "path": path,
        "profile": profile,
        "title": table.meaning,
        "description": format.remark(),
        "format": format.extension(),
        "mediatype": format.media_type(),
        "encoding": "utf-8",
        described: schema,
    })
}

impl Sink for Lists<'_> {
    fn rows(&mut self, table: usize, rows: &[Row<'_>]) -> io::Result<()> {
        let mut texts: Vec<String> = Vec::new();
        for file in self.files.iter_mut().filter(|f| f.table == table) {
            for row in rows {
                // A column that may hold faults is one of texts, whatever stands in most of its rows.
                texts.clear();
                for (cell, column) in row.cells.iter().zip(&file.columns) {
                    match cell {
                        Cell::Integer(i) if column.kind == Kind::Text => texts.push(i.to_string()),
                        Cell::Number(x) if column.kind == Kind::Text => texts.push(x.to_string()),
                        Cell::Boolean(b) if column.kind == Kind::Text => texts.push(b.to_string()),
                        _ => {}
                    }
                }
                let mut texts = texts.iter();
                for cell in &row.cells {
                    if let Cell::Day(day) = cell {
                        self.dates.fill(*day, self.date);
                    }
                }
                let mut values: Vec<Value<'_>> = Vec::with_capacity(row.cells.len());
                for (cell, column) in row.cells.iter().zip(&file.columns) {
                    values.push(match cell {
                        Cell::Empty => Value::Empty,
                        Cell::Text(text) => Value::Text(text),
                        Cell::Integer(_) | Cell::Number(_) | Cell::Boolean(_) if column.kind == Kind::Text => {
                            texts.next().map_or(Value::Empty, |text| Value::Text(text))
                        }
                        Cell::Integer(i) => Value::Integer(*i),
                        Cell::Number(x) => Value::number(Some(*x)),
                        Cell::Boolean(b) => Value::Boolean(*b),
                        Cell::Day(day) => match (self.dates.get(*day), column.kind) {
                            (Some(text), Kind::Text) => Value::Text(text),
                            (Some(text), _) => Value::when(text),
                            (None, _) => Value::Empty,
                        },
                    });
                }
                file.rows.row(&values).map_err(|e| io::Error::new(e.kind(), format!("`{}`: {e}", file.name)))?;
            }
        }
        Ok(())
    }
}

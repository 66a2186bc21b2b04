//! Tables of people, held row by row against the people of the runs that are made again.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use super::against::{self, Bytes, Compare};
use super::difference::{Difference, Differences, quoted};
use super::found::{self, Rows};
use crate::experiment::{PatientRow, PatientSink, Plan};
use crate::report::package::Described;
use crate::report::pathways::{MEANING, Of, Pathways};
use crate::report::{Column, Format, Registry, RowWriter, Value, csv};

/// The tables of people of a result. They take the people of runs, in order.
pub(super) struct People<'a> {
    tables: Vec<Held<'a>>,
    pathways: Pathways<'a>,
    columns: Vec<Column>,
    names: Vec<String>,
    cells: Cells,
}

/// Which runs there are, and which are made again.
struct Cells {
    /// The policies by name, as their runs follow each other in a file.
    variants: Vec<String>,
    replications: u64,
    again: BTreeSet<(u64, usize)>,
}

/// A file with a table of people.
struct Held<'a> {
    name: String,
    format: &'a dyn Format,
    raw: bool,
    /// Its rows; none where nothing reads such files, or no more of them can be held against anything.
    rows: Option<Box<dyn Rows>>,
    /// Whether rows of such files can be read.
    readable: bool,
    row: Vec<String>,
    number: u64,
    /// The run of the row before.
    last: (u64, usize),
    /// The whole file made again, where all runs are.
    made: Option<(Box<dyn RowWriter>, Bytes)>,
    out: Differences,
}

/// What was found of tables of people.
#[derive(Default)]
pub(super) struct HeldPeople {
    pub(super) described: Vec<Described>,
    pub(super) names: Vec<String>,
    pub(super) out: Differences,
    pub(super) aside: Vec<String>,
}

impl<'a> People<'a> {
    /// Opens the files of these names that lie in a folder. `whole` says that all runs are made again.
    pub(super) fn open(
        folder: &Path,
        names: &[&str],
        (plan, whole): (&Plan<'a>, bool),
        date: &'a (dyn Fn(i64) -> String + Sync),
        (formats, raw): (&'a Registry, bool),
    ) -> io::Result<Self> {
        let pathways = Pathways::new(plan, date);
        let columns = pathways.columns();
        let column_names = columns.iter().map(|c| c.name.clone()).collect();
        let mut order: Vec<usize> = (0..plan.variants.len()).collect();
        order.sort_by_key(|v| &plan.variants[*v].0);
        let wanted =
            |r: u64| order.iter().enumerate().filter(move |(_, v)| plan.wants(**v, r)).map(move |(i, _)| (r, i));
        let again = (0..plan.replications).flat_map(wanted).collect();
        let mut tables = Vec::new();
        for name in names {
            let path = folder.join(name);
            let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
            let Some(format) = formats.by_extension(&extension).filter(|_| path.is_file()) else { continue };
            tables.push(Held::open((*name).into(), &path, (format, raw), &columns, whole)?);
        }
        let variants = order.iter().map(|v| plan.variants[*v].0.clone()).collect();
        let cells = Cells { variants, replications: plan.replications, again };
        Ok(Self { tables, pathways, columns, names: column_names, cells })
    }
}

impl People<'_> {
    /// Whether there are any.
    pub(super) fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    /// What was found, when all runs are through.
    pub(super) fn finish(self) -> io::Result<HeldPeople> {
        let Self { tables, columns, names, cells, .. } = self;
        let mut held = HeldPeople::default();
        for mut table in tables {
            table.end(&cells, &names);
            let whole = table.made.is_some();
            if let Some((made, bytes)) = table.made.take() {
                made.finish()?;
                if !bytes.same()? && table.out.len() == 0 {
                    table.out.whole(&table.name, "other bytes", "those of the people of its runs");
                }
            }
            let name = crate::error::visible(&table.name);
            match (whole, table.readable) {
                (true, _) => {}
                (false, true) => held.aside.push(format!(
                    "`{name}`: the people of the runs made again were held row by row; of the other rows only the policy and the replication; --all runs everything again"
                )),
                (false, false) => {
                    held.aside.push(format!("`{name}` is held against its hash only; --all makes it again"));
                }
            }
            if whole || table.readable {
                held.names.push(table.name.clone());
            }
            held.described.push(Described::new(table.name, MEANING, columns.clone(), table.format));
            held.out.extend(table.out);
        }
        Ok(held)
    }
}

impl PatientSink for People<'_> {
    fn part(&mut self, variant: usize, replication: u64, service: usize, people: &[PatientRow]) -> io::Result<()> {
        let Self { tables, pathways, names, cells, .. } = self;
        pathways.each_row(Of { variant, replication, service }, people, &mut |values| {
            tables.iter_mut().try_for_each(|table| table.hold(values, names, cells))
        })
    }
}

impl<'a> Held<'a> {
    fn open(
        name: String,
        path: &Path,
        (format, raw): (&'a dyn Format, bool),
        columns: &[Column],
        whole: bool,
    ) -> io::Result<Self> {
        let mut out = Differences::default();
        let extension = format.extension();
        let mut rows = against::rows(&name, path, extension, &mut out);
        let readable = rows.is_some() || out.len() > 0;
        if let Some(there) = &rows {
            let names: Vec<String> = columns.iter().map(|c| c.name.clone()).collect();
            let said = |n: &String| found::said(&Value::Text(n), extension, raw).into_owned();
            let right: Vec<String> = names.iter().map(said).collect();
            let head = found::head(&**there, extension, &right);
            Compare { file: &name, names: &names, out: &mut out }.row(None, &head, &right);
            if head != right {
                rows = None;
            }
        }
        let made = if whole {
            let bytes = Bytes::of(path)?;
            Some((format.begin_in(columns, Box::new(bytes.clone()), &std::env::temp_dir())?, bytes))
        } else {
            None
        };
        Ok(Self { name, format, raw, rows, readable, row: Vec::new(), number: 0, last: (0, 0), made, out })
    }

    /// Holds the next row of a run that was made again against what it should be.
    fn hold(&mut self, values: &[Value<'_>], names: &[String], cells: &Cells) -> io::Result<()> {
        if let Some((made, _)) = &mut self.made {
            made.row(values)?;
        }
        if !self.advance(cells, names) {
            if self.rows.take().is_some() {
                self.out.whole(
                    &self.name,
                    &format!("{} rows", self.number - 1),
                    "a row for each person of the runs made again",
                );
            }
            return Ok(());
        }
        let said = |v: &Value<'_>| found::said(v, self.format.extension(), self.raw).into_owned();
        let right: Vec<String> = values.iter().map(said).collect();
        Compare { file: &self.name, names, out: &mut self.out }.row(Some(self.number), &self.row, &right);
        Ok(())
    }

    /// Goes to the next row of a run that was made again; false where there is none.
    fn advance(&mut self, cells: &Cells, names: &[String]) -> bool {
        loop {
            let Some(rows) = &mut self.rows else { return false };
            self.number += 1;
            match rows.next(&mut self.row) {
                Ok(true) => {}
                Ok(false) => return false,
                Err(e) => {
                    self.rows = None;
                    self.out.whole(&self.name, &format!("a row {} that cannot be read ({e})", self.number), "a row");
                    return false;
                }
            }
            let place = |name: &str| names.iter().position(|n| n == name);
            let cell = |name: &str| place(name).and_then(|at| self.row.get(at)).map_or("", String::as_str);
            let variant = cell("variant");
            let plain = if self.format.extension() == "csv" && !self.raw { csv::original(variant) } else { variant };
            let replication = cell("replication").parse().ok().filter(|r| *r < cells.replications);
            let known = cells.variants.iter().position(|v| v == plain).and_then(|v| Some((replication?, v)));
            if known.is_some_and(|run| run >= self.last) {
                self.last = known.unwrap_or(self.last);
                if cells.again.contains(&self.last) {
                    return true;
                }
                continue;
            }
            let found = quoted(&format!("{plain}, {}", cell("replication")));
            self.out.add(Difference {
                file: self.name.clone(),
                row: Some(self.number),
                column: Some("variant, replication".into()),
                of: String::new(),
                found,
                expected: "the runs of this result, in order".into(),
            });
        }
    }

    /// Looks at the rows that are left when all runs are through.
    fn end(&mut self, cells: &Cells, names: &[String]) {
        if self.advance(cells, names) {
            self.out.whole(&self.name, "more rows", "a row for each person of the runs made again");
        }
    }
}

//! Puts faults into the rows of a site, and tells each.

use super::kind::{Acts, Spoil};
use super::plan::{Idle, Planned, plan};
use super::profile::Profile;
use crate::error::Problem;
use crate::rng::{Space, uniform};
use crate::synth::extract::Extract;
use crate::synth::people::Drawn;
use crate::synth::table::{Cell, Field, Kind, Role, Row, Table, Who};

/// The faults of a profile, ready for the tables of a layout.
#[derive(Debug)]
pub(in crate::synth) struct Mess {
    planned: Vec<Planned>,
    /// By planned fault.
    spaces: Vec<Space>,
    tables: Vec<Table>,
    /// Faults of the profile that these tables cannot have.
    pub(in crate::synth) idle: Vec<Idle>,
}

/// The rows of a site with their faults.
#[derive(Debug)]
pub(in crate::synth) struct Spoilt<'f> {
    /// The rows, table by table.
    pub(in crate::synth) rows: Vec<Vec<Row<'f>>>,
    /// Their faults; rows are counted from 1 within the site, and not there where the row is not.
    pub(in crate::synth) faults: Vec<Row<'f>>,
}

/// The columns of the table of faults that hold the number of the row, and what the profile calls the fault.
pub(in crate::synth) const ROW: usize = 1;
pub(in crate::synth) const FAULT: usize = 5;

impl Mess {
    /// What a profile asks for, of these tables.
    ///
    /// # Errors
    /// Everything in the profile that does not fit.
    pub(in crate::synth) fn new(profile: &Profile, extract: &Extract, tables: &[Table]) -> Result<Self, Vec<Problem>> {
        let (planned, idle) = plan(profile, extract, tables)?;
        let space = |p: &Planned| {
            let (table, column) = (tables[p.table].name, tables[p.table].fields[p.column].name());
            Space::new("synth/fault", &format!("{}:{}/{table}/{column}", p.name.len(), p.name))
        };
        let spaces = planned.iter().map(space).collect();
        Ok(Self { planned, spaces, tables: tables.to_vec(), idle })
    }

    /// The tables as they are with faults: what may be spoilt is no longer promised.
    pub(in crate::synth) fn spoilt_tables(&self) -> Vec<Table> {
        let mut tables = self.tables.clone();
        for planned in &self.planned {
            let table = &mut tables[planned.table];
            match planned.kind.acts() {
                Acts::Twice => table.key.clear(),
                Acts::Gone => {}
                acts => {
                    // A key that is spoilt no longer tells rows apart.
                    let field = &mut table.fields[planned.column];
                    if table.key.contains(&field.name()) {
                        table.key.clear();
                    }
                    let column = &mut field.column;
                    column.required = false;
                    if acts == Acts::Text {
                        column.words.clear();
                        column.kind = Kind::Text;
                    }
                    if !column.meaning.ends_with(MAY) {
                        column.meaning.push_str(MAY);
                    }
                }
            }
        }
        // A row that is there twice, or not at all, is no longer the one that another table refers to.
        let loose: Vec<&str> = self
            .planned
            .iter()
            .filter(|p| !matches!(p.kind.acts(), Acts::Cell | Acts::Text))
            .map(|p| self.tables[p.table].name)
            .collect();
        tables.iter_mut().for_each(|t| t.references.retain(|r| !loose.contains(&r.to.0)));
        tables
    }

    /// The faults that may be made, by what the profile calls them.
    pub(in crate::synth) fn may_be_made(&self) -> impl Iterator<Item = &str> {
        let made = self.planned.iter().filter(|p| p.sites > 0.0 && (p.rate > 0.0 || p.rates.iter().any(|r| *r > 0.0)));
        made.map(|p| p.name.as_str())
    }

    /// The table of faults.
    pub(in crate::synth) fn table(&self, extract: &Extract) -> Table {
        let names = self.tables.iter().map(|t| t.name);
        let mut kinds: Vec<&str> = self.planned.iter().map(|p| p.kind.name()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let text = |name: &str, meaning: &str| Field::new(name, Kind::Text, Role::Plain, meaning);
        let mut fields = vec![
            text("table", "the table").required().one_of(names),
            Field::new(
                "row",
                Kind::Integer,
                Role::Plain,
                "number of the row in its file, from 1 below the header; empty where it is not there",
            ),
            text("id", "the first identifier in the row"),
            text("column", "the column; empty where the whole row is the fault"),
            text("kind", "the kind of fault").required().one_of(kinds),
            text("fault", "what the profile calls it").required(),
            text("clean", "what would stand there; of a row that is there twice, the identifier in the first"),
            text("spoilt", "what stands there"),
        ];
        for (name, attribute) in extract.attributes.iter().zip(&extract.model.population.attributes) {
            let field = text(&format!("{name}_true"), &format!("{} in truth, of the person", attribute.name));
            fields.push(field.one_of(attribute.levels.iter().map(String::as_str)));
        }
        Table::new("truth_faults", "one row for each fault that was made on purpose", fields)
    }

    /// Spoils the rows of a site.
    pub(in crate::synth) fn spoil<'f>(&self, drawn: &Drawn<'f, '_>, rows: Vec<Vec<Row<'f>>>) -> Spoilt<'f> {
        let mut spoilt = Spoilt { rows: Vec::with_capacity(rows.len()), faults: Vec::new() };
        for (number, rows) in rows.into_iter().enumerate() {
            let here: Vec<(&Planned, Space)> = (self.planned.iter().zip(self.spaces.iter().copied()))
                .filter(|(p, space)| p.table == number && uniform(drawn.site_luck(*space)) < p.sites)
                .collect();
            if here.is_empty() {
                spoilt.rows.push(rows);
                continue;
            }
            let rows = self.spoil_table(number, &here, drawn, rows, &mut spoilt.faults);
            spoilt.rows.push(rows);
        }
        spoilt
    }

    fn spoil_table<'f>(
        &self,
        number: usize,
        here: &[(&Planned, Space)],
        drawn: &Drawn<'f, '_>,
        rows: Vec<Row<'f>>,
        faults: &mut Vec<Row<'f>>,
    ) -> Vec<Row<'f>> {
        let table = &self.tables[number];
        let mut out: Vec<Row<'f>> = Vec::with_capacity(rows.len());
        let (mut before, mut nth): (Option<Who>, u32) = (None, 0);
        for (place, mut row) in rows.into_iter().enumerate() {
            nth = if row.who.is_some() && row.who == before { nth + 1 } else { 0 };
            before = row.who;
            let mut touched = vec![false; row.cells.len()];
            let mut second: Option<(Row<'f>, usize)> = None;
            let mut gone = None;
            for (at, (planned, space)) in here.iter().enumerate() {
                let acts = planned.kind.acts();
                let whole = !matches!(acts, Acts::Cell | Acts::Text);
                // One fault in a cell; and a row that is there twice or not at all has no other.
                if touched[planned.column] || (whole && touched.contains(&true)) || gone.is_some() || second.is_some() {
                    continue;
                }
                // A row about nobody is known by its place.
                let luck = match row.who {
                    Some(who) => drawn.luck(who, *space, nth),
                    None => drawn.row_luck(*space, place as u64),
                };
                let rate = row.who.map_or(planned.rate, |who| planned.rates[drawn.group(who)]);
                if uniform(luck[0]) >= rate {
                    continue;
                }
                let spoil = Spoil {
                    extract: drawn.extract,
                    table,
                    field: &table.fields[planned.column],
                    column: planned.column,
                    cells: &row.cells,
                    luck: [luck[1], luck[2], luck[3]],
                };
                let Some(cell) = planned.kind.spoil(&spoil) else { continue };
                let goes_with = planned.kind.goes_with(&spoil);
                // What it would change with it must not hide another fault.
                if goes_with.iter().any(|(c, _)| touched[*c]) {
                    continue;
                }
                match acts {
                    Acts::Twice => {
                        let mut copy = row.clone();
                        copy.cells[planned.column] = cell;
                        goes_with.into_iter().for_each(|(c, cell)| copy.cells[c] = cell);
                        second = Some((copy, at));
                    }
                    Acts::Gone => gone = Some(at),
                    Acts::Cell | Acts::Text => {
                        let (clean, dirty) = (text_of(drawn.extract, spoil.cell()), text_of(drawn.extract, &cell));
                        // What changes nothing is no fault, whatever a kind says.
                        if clean == dirty {
                            continue;
                        }
                        let told = Told { table, planned, row: Some(out.len() + 1), column: true, clean, dirty };
                        faults.push(told.row(drawn, &row));
                        touched[planned.column] = true;
                        row.cells[planned.column] = cell;
                        for (c, cell) in goes_with {
                            touched[c] = true;
                            row.cells[c] = cell;
                        }
                    }
                }
            }
            if let Some(at) = gone {
                let (clean, dirty) = (id_of(table, &row), Cell::Empty);
                faults
                    .push(Told { table, planned: here[at].0, row: None, column: false, clean, dirty }.row(drawn, &row));
                continue;
            }
            let clean = id_of(table, &row);
            out.push(row);
            if let Some((copy, at)) = second {
                let dirty = id_of(table, &copy);
                let told = Told { table, planned: here[at].0, row: Some(out.len() + 1), column: false, clean, dirty };
                faults.push(told.row(drawn, &copy));
                out.push(copy);
            }
        }
        out
    }
}

/// Said of a column that may hold faults.
const MAY: &str = " (may hold faults on purpose)";

/// The first identifier in a row.
fn id_of<'f>(table: &Table, row: &Row<'f>) -> Cell<'f> {
    table.identifier().map_or(Cell::Empty, |at| row.cells[at].clone())
}

/// A cell as a text.
fn text_of<'f>(extract: &Extract, cell: &Cell<'f>) -> Cell<'f> {
    match cell {
        Cell::Empty => Cell::Empty,
        other => Cell::text(other.shown(extract)),
    }
}

/// A fault, to be told.
struct Told<'a, 'f> {
    table: &'a Table,
    planned: &'a Planned,
    row: Option<usize>,
    /// Whether it is in one column.
    column: bool,
    clean: Cell<'f>,
    dirty: Cell<'f>,
}

impl<'f> Told<'_, 'f> {
    fn row(self, drawn: &Drawn<'f, '_>, row: &Row<'f>) -> Row<'f> {
        let id = id_of(self.table, row);
        let column = self.table.fields[self.planned.column].name().to_string();
        let mut cells = vec![
            Cell::word(self.table.name),
            self.row.map_or(Cell::Empty, |n| Cell::count(n as u64)),
            id,
            if self.column { Cell::text(column) } else { Cell::Empty },
            Cell::word(self.planned.kind.name()),
            Cell::text(self.planned.name.clone()),
            self.clean,
            self.dirty,
        ];
        let attributes = drawn.extract.attributes.len();
        cells.extend((0..attributes).map(|a| row.who.map_or(Cell::Empty, |who| Cell::word(drawn.truth(who, a)))));
        Row { who: row.who, cells }
    }
}

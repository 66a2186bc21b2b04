//! Reads one file: chooses the sheet, finds the table, adds its rows up.

use std::collections::BTreeMap;

use super::counts::{Found, Sums};
use super::file::{Content, File, Sheet};
use super::find::{dates, table};
use super::guess::Shape;
use super::keys::Key;
use super::layouts::{Part, Role};
use super::totals;
use super::values::{Cell, count, folded, without_note};
use super::words::Told;
use super::{Options, Refused, Row};

/// Most faults of one kind that are told by their lines.
const SHOWN: usize = 5;

/// One walk through the rows.
pub(super) struct Pass<'a> {
    pub(super) shape: &'a Shape,
    pub(super) options: &'a Options,
    only: Vec<(usize, String)>,
    pub(super) keys: Vec<Key>,
    /// Date and name of the part of each slice.
    pub(super) slices: Vec<(String, String)>,
    last_slice: u32,
    /// Counts by slice, and by value of the service and group columns.
    pub(super) cells: BTreeMap<(u32, Vec<u32>), Sums>,
    /// Whether rows of totals in places are left out.
    second: bool,
    pub(super) seen: Seen,
}

/// What was met.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub(super) rows: u64,
    pub(super) without_counts: u64,
    pub(super) filtered: u64,
    pub(super) ragged: Vec<u64>,
    pub(super) missing: u64,
    pub(super) held: Vec<u64>,
    pub(super) stood_in: u64,
    other: Vec<(u64, usize)>,
    fractions: Vec<u64>,
    unknown_labels: Vec<u64>,
}

impl<'a> Pass<'a> {
    fn new(shape: &'a Shape, options: &'a Options, totals: Option<Vec<Vec<u32>>>) -> Result<Self, Refused> {
        let mut only = Vec::new();
        for (column, value) in &options.only {
            let wanted = folded(column);
            let Some(c) = shape.names.iter().position(|n| folded(n) == wanted) else {
                let names = shape.names.iter().zip(&shape.roles).filter(|(_, r)| **r != Role::Band);
                let known = names.map(|n| n.0.as_str()).collect::<Vec<_>>().join(", ");
                return Err(Refused::new(format!("there is no column `{column}`")).help(format!("columns are {known}")));
            };
            only.push((c, folded(value)));
        }
        let tracked = |r: &Role| matches!(r, Role::Service | Role::Group | Role::Place);
        let columns = (0..shape.roles.len()).filter(|&c| tracked(&shape.roles[c]));
        let mut keys: Vec<Key> = columns
            .map(|column| Key {
                column,
                role: shape.roles[column],
                values: Vec::new(),
                numbers: BTreeMap::new(),
                last: 0,
                sums: BTreeMap::new(),
                totals: Vec::new(),
            })
            .collect();
        let second = totals.is_some();
        for (key, totals) in keys.iter_mut().zip(totals.unwrap_or_default()) {
            key.totals = totals;
        }
        Ok(Self {
            shape,
            options,
            only,
            keys,
            slices: Vec::new(),
            last_slice: 0,
            cells: BTreeMap::new(),
            second,
            seen: Seen::default(),
        })
    }

    fn bands(&self) -> usize {
        self.shape.edges.len() - 1 + usize::from(self.shape.open)
    }

    fn slice(&mut self, row: Row<'_>) -> u32 {
        let cell = |role: Role| {
            let column = self.shape.roles.iter().position(|r| *r == role);
            column.and_then(|c| row.cells.get(c)).map_or("", |v| v.trim())
        };
        let date = cell(Role::Date);
        let part = cell(Role::Part);
        if let Some((d, p)) = self.slices.get(self.last_slice as usize)
            && d == date
            && p == part
        {
            return self.last_slice;
        }
        let found = self.slices.iter().position(|(d, p)| d == date && p == part);
        self.last_slice = found.unwrap_or_else(|| {
            self.slices.push((date.to_string(), part.to_string()));
            self.slices.len() - 1
        }) as u32;
        self.last_slice
    }

    fn row(&mut self, row: Row<'_>) -> Result<bool, Refused> {
        if row.line <= self.shape.line {
            return Ok(true);
        }
        let columns = self.shape.names.len();
        let beyond = row.cells.get(columns..).unwrap_or_default();
        let again = |(cell, name): (&&str, &String)| cell.trim() == name.as_str();
        if row.cells.iter().zip(&self.shape.names).take(2).all(again)
            && row.cells.iter().zip(&self.shape.names).filter(|p| again((p.0, p.1))).count() * 2 > columns
        {
            // The header again.
            self.seen.without_counts += 1;
            return Ok(true);
        }
        let mut counts = vec![0.0; self.bands() + 1];
        let (mut any, mut blanks, mut last) = (false, 0, counts.len() - 1);
        if let Some(label) = self.shape.roles.iter().position(|r| *r == Role::Label) {
            let text = row.cells.get(label).copied().unwrap_or_default();
            let wanted = folded(text);
            match self.shape.labels.iter().find(|(l, _)| *l == wanted) {
                Some((_, band)) => last = *band,
                None if text.trim().is_empty() || super::layouts::TOTALS.contains(&wanted.as_str()) => {
                    self.seen.without_counts += 1;
                    return Ok(true);
                }
                None => {
                    self.seen.unknown_labels.push(row.line);
                    return Ok(true);
                }
            }
        }
        let end = counts.len() - 1;
        let mut place = 0;
        for (c, role) in self.shape.roles.iter().enumerate() {
            let into = match role {
                Role::Band => {
                    place += 1;
                    place - 1
                }
                Role::Total => end,
                Role::Count => last,
                _ => continue,
            };
            let cell = row.cells.get(c).copied().unwrap_or_default();
            match count(cell) {
                Cell::Count(n) => {
                    if n < 0.0 || n.fract() != 0.0 {
                        self.seen.fractions.push(row.line);
                    }
                    any = true;
                    counts[into] += n;
                }
                Cell::Missing(_) => blanks += u64::from(*role != Role::Total),
                Cell::Held => match self.options.mapping.held_back {
                    Some(n) => {
                        self.seen.stood_in += 1;
                        counts[into] += n;
                        any = true;
                    }
                    None => self.seen.held.push(row.line),
                },
                Cell::Other => self.seen.other.push((row.line, c)),
            }
        }
        let needed = self.shape.roles.iter().rposition(|r| matches!(r, Role::Band | Role::Count)).unwrap_or(0);
        let filled = row.cells.iter().filter(|c| !c.trim().is_empty()).count();
        if !any {
            // A footer or a note; what it says is no count.
            self.seen.other.retain(|(line, _)| *line != row.line);
            self.seen.without_counts += 1;
            return Ok(true);
        }
        if (row.cells.len() <= needed && filled > 1) || beyond.iter().any(|c| !c.trim().is_empty()) {
            self.seen.ragged.push(row.line);
            return Ok(true);
        }
        for (c, wanted) in &self.only {
            if folded(row.cells.get(*c).copied().unwrap_or_default()) != *wanted {
                self.seen.filtered += 1;
                return Ok(true);
            }
        }
        self.seen.rows += 1;
        // Rows whose bands are all blank count something else (referrals have no wait).
        let across = self.shape.bands.len() as u64;
        if across == 0 || blanks < across {
            self.seen.missing += blanks;
        }
        let slice = self.slice(row);
        let mut at = Vec::new();
        let mut is_total = false;
        for key in &mut self.keys {
            let value = key.number(row.cells.get(key.column).copied().unwrap_or_default());
            is_total |= key.totals.contains(&value);
            if !self.second {
                let sums = key.sums.entry((value, slice)).or_insert_with(|| vec![0.0; counts.len()]);
                sums.iter_mut().zip(&counts).for_each(|(s, n)| *s += n);
            }
            if key.role != Role::Place {
                at.push(value);
            }
        }
        if !(self.second && is_total) {
            let sums = self.cells.entry((slice, at)).or_insert_with(|| Sums::none(counts.len() - 1));
            sums.add(&counts);
        }
        Ok(true)
    }

    /// What makes the whole file unfit.
    fn faults(&self) -> Result<(), Refused> {
        let lines = |all: &[u64]| {
            let shown: Vec<String> = all.iter().take(SHOWN).map(u64::to_string).collect();
            let more = if all.len() > SHOWN { format!(" and {} more", all.len() - SHOWN) } else { String::new() };
            format!("line{} {}{more}", if all.len() == 1 { "" } else { "s" }, shown.join(", "))
        };
        let seen = &self.seen;
        if let Some((line, column)) = seen.other.first() {
            let all: Vec<u64> = seen.other.iter().map(|o| o.0).collect();
            let message =
                format!("`{}` holds a text where a count should be ({})", self.shape.names[*column], lines(&all));
            let help = "mend the cells, or say in the mapping that the column is aside";
            return Err(Refused { line: Some(*line), ..Refused::new(message) }.help(help));
        }
        if !seen.held.is_empty() {
            let message = format!(
                "{} counts are held back because they are small, such as <5 ({})",
                seen.held.len(),
                lines(&seen.held)
            );
            return Err(Refused::new(message).help("say what stands for them in the mapping: held_back = 2"));
        }
        if !seen.fractions.is_empty() {
            let message = format!("counts that are no whole numbers of 0 or more ({})", lines(&seen.fractions));
            return Err(Refused::new(message)
                .help("is this a table of percentages? say in the mapping which columns are aside"));
        }
        if !seen.unknown_labels.is_empty() {
            let message = format!("bands that follow on no other ({})", lines(&seen.unknown_labels));
            return Err(Refused::new(message)
                .help("bands must follow on one another, such as 0-3 months, 3-6 months, 6 months +"));
        }
        if seen.ragged.len() as u64 * 20 > seen.rows + seen.ragged.len() as u64 {
            let message = format!(
                "{} rows have more or fewer fields than the header ({})",
                seen.ragged.len(),
                lines(&seen.ragged)
            );
            return Err(Refused::new(message).help("are commas in texts without quotes, or is the delimiter another?"));
        }
        if seen.rows == 0 {
            let help = if seen.filtered > 0 { "no row has the values of --where" } else { "" };
            return Err(Refused::new("there are no rows with counts below the header").help(help));
        }
        Ok(())
    }
}

/// Reads a file.
pub(super) fn read(file: &File<'_>, options: &Options, told: &mut Told) -> Result<Found, Refused> {
    let content = file.content(options.mapping.delimiter)?;
    let (sheet, shape) = table(file, &content, options, told)?;
    let walk = |totals: Option<Vec<Vec<u32>>>| -> Result<_, Refused> {
        let mut pass = Pass::new(&shape, options, totals)?;
        let met = file.rows(&content, sheet, &mut |row| pass.row(row))?;
        Ok((pass, met))
    };
    let (mut pass, met) = walk(None)?;
    pass.faults()?;
    let found = totals::find(&mut pass, &options.mapping);
    let in_places = pass.keys.iter().any(|k| k.role == Role::Place && !k.totals.is_empty());
    if in_places {
        let totals = pass.keys.iter().map(|k| k.totals.clone()).collect();
        let seen = pass.seen.clone();
        // Values get the same numbers in the same order.
        let again = walk(Some(totals))?;
        pass = again.0;
        pass.seen = seen;
    }
    let name = match &content {
        Content::Workbook(sheets) => {
            let Sheet { name, errors, .. } = &sheets[sheet];
            if *errors > 0 {
                told.aside.push(format!("{}: {errors} cells that hold an error, such as #N/A, are missing", file.name));
            }
            Some(name.clone())
        }
        Content::Unpacked { name, .. } => {
            told.understood.push(format!("{}: holds {name}", file.name));
            None
        }
        Content::Text { .. } => None,
    };
    let dates = dates(&pass, file, name.as_deref())?;
    let latest = options.mapping.date.or(dates.iter().copied().max());
    let Some(date) = latest else { return Err(Refused::new("the counts have no date")) };
    let mut parts: Vec<(String, Part)> = Vec::new();
    let whole = options.mapping.part.or_else(|| {
        let mut texts: Vec<&str> = shape.title.iter().map(String::as_str).collect();
        texts.extend([file.name.as_str(), name.as_deref().unwrap_or_default()]);
        Part::of_any(&texts)
    });
    let mut unknown = Vec::new();
    let of_slice: Vec<Part> = (pass.slices.iter())
        .map(|(_, part)| {
            if part.is_empty() {
                return whole.unwrap_or(Part::List);
            }
            let what = options.mapping.parts.get(&folded(part)).copied().or_else(|| Part::read(part));
            let what = what.unwrap_or_else(|| {
                unknown.push(part.clone());
                Part::Aside
            });
            if !parts.iter().any(|(n, _)| n == part) {
                parts.push((part.clone(), what));
            }
            what
        })
        .collect();
    if !unknown.is_empty() {
        unknown.sort_unstable();
        unknown.dedup();
        let message = format!("what do the rows of these parts count: {}?", unknown.join(", "));
        return Err(
            Refused::new(message).help("say so in the mapping, under [parts]: list, treated, referred or aside")
        );
    }
    let mut out = Found {
        file: file.name.clone(),
        sheet: name,
        date,
        held_back: options.mapping.held_back,
        parts,
        totals: found,
        groups: pass.keys.iter().filter(|k| k.role == Role::Group).map(|k| shape.names[k.column].clone()).collect(),
        orders: (pass.keys.iter().filter(|k| k.role == Role::Group))
            .map(|k| options.mapping.levels.get(&folded(&shape.names[k.column])).cloned())
            .collect(),
        tables: BTreeMap::new(),
        shape: shape.clone(),
    };
    let service = pass.keys.iter().filter(|k| k.role != Role::Place).position(|k| k.role == Role::Service);
    let keys: Vec<&Key> = pass.keys.iter().filter(|k| k.role != Role::Place).collect();
    let mut other_dates = 0;
    for ((slice, at), sums) in &pass.cells {
        if dates[*slice as usize] != date {
            other_dates += 1;
            continue;
        }
        if at.iter().zip(&keys).any(|(v, key)| key.totals.contains(v)) {
            continue;
        }
        let value = |i: usize| without_note(&keys[i].values[at[i] as usize]).to_string();
        let name = service.map_or(String::new(), value);
        let groups = (0..keys.len()).filter(|&i| Some(i) != service).map(value).collect();
        let table = out.tables.entry(of_slice[*slice as usize]).or_default();
        table.entry((name, groups)).or_insert_with(|| Sums::none(sums.bands.len())).join(sums);
    }
    told.file(&out, &pass.seen, met, other_dates);
    Ok(out)
}

//! One walk through the rows of a table: which are counted, and what is wrong with the others.

use std::collections::BTreeMap;

use super::above::Above;
use super::kept::{Change, Changes, Kept};
use super::keys::Key;
use super::layouts::is_total;
use super::measures::{is_foot, is_share};
use super::options::Options;
use super::refused::Refused;
use super::role::Role;
use super::row::Row;
use super::rows_without_key::WithoutKey;
use super::shape::Shape;
use super::sums::Sums;
use super::values::{Cell, count, count_with_points, folded, has_points};
use super::watch::Watch;

/// More people than this are no count.
const LARGEST: f64 = 1e10;

/// The columns that are set aside, and that the reader does not name.
fn aside(shape: &Shape, options: &Options) -> Vec<usize> {
    let named = |c: &usize| options.mapping.columns.contains_key(&folded(&shape.names[*c]));
    (0..shape.roles.len()).filter(|&c| shape.roles[c] == Role::Aside).filter(|c| !named(c)).collect()
}

/// One walk through the rows.
pub(super) struct Pass<'a> {
    pub(super) shape: &'a Shape,
    pub(super) options: &'a Options,
    only: Vec<(usize, String)>,
    pub(super) keys: Vec<Key>,
    /// The values of a row, in the order of the keys.
    pub(super) at_row: Vec<u32>,
    /// Date and name of the part of each slice.
    pub(super) slices: Vec<(String, String)>,
    last_slice: u32,
    /// Counts by slice, and by value of the service and group columns.
    pub(super) cells: BTreeMap<(u32, Vec<u32>), Sums>,
    /// What stands above a row, where blank cells stand for it.
    pub(super) above: Above,
    pub(super) without_key: WithoutKey,
    /// Whether rows of totals in places are left out.
    second: bool,
    /// The column of lists.
    service: Option<usize>,
    /// The band of each column.
    band_of: Vec<Option<usize>>,
    /// The columns of days or months: one, or the year and the month.
    dates: Vec<usize>,
    pub(super) watch: Watch,
    pub(super) seen: Seen,
    /// Rows with keys, for sums across rows.
    pub(super) kept: Kept,
    /// How many there were.
    number: usize,
    /// What becomes of them.
    changes: Option<&'a Changes>,
}

/// What was met.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub(super) rows: u64,
    pub(super) without_counts: u64,
    pub(super) filtered: u64,
    /// Rows of shares or means, as a column says or the name of the list.
    pub(super) shares: u64,
    pub(super) feet: u64,
    pub(super) ragged: Vec<u64>,
    pub(super) missing: u64,
    pub(super) held: Vec<u64>,
    pub(super) stood_in: u64,
    pub(super) other: Vec<(u64, usize)>,
    pub(super) fractions: Vec<u64>,
    pub(super) huge: Vec<u64>,
    pub(super) unsure: Vec<u64>,
    pub(super) unknown_labels: Vec<u64>,
}

/// What the cells of a row say.
#[derive(Default)]
struct Cells {
    any: bool,
    blanks: u64,
    /// Bands without a count, where cells are merged.
    missing: Vec<usize>,
    stood_in: u64,
    held: bool,
    other: Option<usize>,
    fraction: bool,
    huge: bool,
    unsure: bool,
}

impl<'a> Pass<'a> {
    pub(super) fn new(
        shape: &'a Shape,
        options: &'a Options,
        changes: Option<&'a Changes>,
        totals: Option<Vec<Vec<u32>>>,
    ) -> Result<Self, Refused> {
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
        let mut keys: Vec<Key> = columns.map(|column| Key::new(column, shape.roles[column])).collect();
        let second = totals.is_some();
        for (key, totals) in keys.iter_mut().zip(totals.unwrap_or_default()) {
            key.totals = totals;
        }
        Ok(Self {
            shape,
            options,
            only,
            keys,
            at_row: Vec::new(),
            slices: Vec::new(),
            last_slice: 0,
            cells: BTreeMap::new(),
            without_key: WithoutKey::default(),
            above: Above::default(),
            second,
            service: shape.roles.iter().position(|r| *r == Role::Service),
            band_of: (0..shape.names.len()).map(|c| shape.bands.iter().find(|b| b.0 == c).map(|b| b.1)).collect(),
            dates: (0..shape.roles.len()).filter(|&c| shape.roles[c] == Role::Date).collect(),
            watch: Watch::new(&shape.times, &shape.announced, &aside(shape, options)),
            seen: Seen::default(),
            kept: Kept::default(),
            number: 0,
            changes,
        })
    }

    /// Gives values the numbers that they have in another walk. What becomes of rows by what they say goes by these, and rows with other values would shift them.
    pub(super) fn number_like(&mut self, keys: &[Key]) {
        for (key, like) in self.keys.iter_mut().zip(keys) {
            like.values.iter().for_each(|value| {
                key.number(value);
            });
        }
    }

    fn bands(&self) -> usize {
        self.shape.edges.len() - 1 + usize::from(self.shape.open)
    }

    fn slice(&mut self, row: Row<'_>) -> u32 {
        let cell = |c: usize| row.cells.get(c).map_or("", |v| v.trim());
        let date: Vec<&str> = self.dates.iter().map(|&c| cell(c)).filter(|v| !v.is_empty()).collect();
        // Usually one column: no text is made for it.
        let joined = if date.len() > 1 { date.join(" ") } else { String::new() };
        let date = if date.len() > 1 { joined.as_str() } else { date.first().copied().unwrap_or_default() };
        let part = self.shape.roles.iter().position(|r| *r == Role::Part).map_or("", cell);
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

    /// Takes a row.
    pub(super) fn one(&mut self, row: Row<'_>) -> Result<bool, Refused> {
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
        // Rows that are not asked for are not judged.
        for (c, wanted) in &self.only {
            if folded(row.cells.get(*c).copied().unwrap_or_default()) != *wanted {
                self.seen.filtered += 1;
                return Ok(true);
            }
        }
        // Who asks for the rows of a plan gets them.
        let measure = self.shape.measure.filter(|c| self.only.iter().all(|(asked, _)| asked != c));
        if measure.is_some_and(|c| row.cells.get(c).is_some_and(|v| is_share(&self.shape.names[c], v))) {
            self.seen.shares += 1;
            return Ok(true);
        }
        if self.service.is_some_and(|c| row.cells.get(c).is_some_and(|v| is_foot(v))) {
            self.seen.feet += 1;
            return Ok(true);
        }
        let mut counts = vec![0.0; self.bands() + 1];
        let mut last = counts.len() - 1;
        let mut label_known = true;
        let label = self.shape.roles.iter().position(|r| *r == Role::Label);
        if let Some(label) = label {
            let text = row.cells.get(label).copied().unwrap_or_default();
            let wanted = folded(text);
            match self.shape.labels.iter().find(|(l, _)| *l == wanted) {
                Some((_, band)) => last = *band,
                None if text.trim().is_empty() || is_total(&wanted) => {
                    self.seen.without_counts += 1;
                    return Ok(true);
                }
                None => label_known = false,
            }
        }
        let cells = self.cells_of(row, last, &mut counts);
        let needed = self.shape.roles.iter().rposition(|r| matches!(r, Role::Band | Role::Count)).unwrap_or(0);
        let filled = row.cells.iter().filter(|c| !c.trim().is_empty()).count();
        if !cells.any && !cells.held && (cells.other.is_none() || filled <= 2) {
            // A footer or a note; what it says is no count.
            self.seen.without_counts += 1;
            return Ok(true);
        }
        if (row.cells.len() <= needed && filled > 1) || beyond.iter().any(|c| !c.trim().is_empty()) {
            self.seen.ragged.push(row.line);
            return Ok(true);
        }
        if !label_known {
            self.seen.unknown_labels.push(row.line);
            return Ok(true);
        }
        let seen = &mut self.seen;
        seen.other.extend(cells.other.map(|c| (row.line, c)));
        for (is, lines) in [
            (cells.held, &mut seen.held),
            (cells.fraction, &mut seen.fractions),
            (cells.huge, &mut seen.huge),
            (cells.unsure, &mut seen.unsure),
        ] {
            lines.extend(is.then_some(row.line));
        }
        seen.stood_in += cells.stood_in;
        seen.rows += 1;
        // Rows whose bands are all blank count something else (referrals have no wait).
        let across = self.shape.bands.len() as u64;
        if across == 0 || cells.blanks < across {
            seen.missing += cells.blanks;
            let read = if self.shape.points { count_with_points } else { count };
            self.watch.row(row.line, row.cells, counts[..counts.len() - 1].iter().sum(), read);
        }
        let change = self.change(row);
        self.number += 1;
        if !change.skip {
            counts.iter_mut().zip(&change.minus).for_each(|(n, minus)| *n -= minus);
            self.add(row, &counts, label.map(|_| last), (&cells, &change.named));
        }
        Ok(true)
    }

    /// What becomes of a row.
    fn change(&mut self, row: Row<'_>) -> Change {
        let Some(changes) = self.changes else { return Change::default() };
        if changes.places.is_empty() {
            return changes.rows.get(&self.number).cloned().unwrap_or_default();
        }
        let slice = self.slice(row);
        let number = |key: &mut Key| key.number(row.cells.get(key.column).copied().unwrap_or_default());
        let at: Vec<u32> = self.keys.iter_mut().map(number).collect();
        let place = (slice, changes.keys.iter().map(|&k| at[k]).collect());
        let bare = at.len() > 1 && self.keys.iter().zip(&at).all(|(k, v)| k.values[*v as usize].is_empty());
        changes.places.get(&place).filter(|_| !bare).cloned().unwrap_or_default()
    }

    /// Reads the counts of a row.
    fn cells_of(&self, row: Row<'_>, last: usize, counts: &mut [f64]) -> Cells {
        let mut cells = Cells::default();
        let end = counts.len() - 1;
        for (c, role) in self.shape.roles.iter().enumerate() {
            let into = match role {
                Role::Band => match self.band_of[c] {
                    Some(band) => band,
                    None => continue,
                },
                Role::Total => end,
                Role::Count => last,
                _ => continue,
            };
            let cell = row.cells.get(c).copied().unwrap_or_default();
            match if self.shape.points { count_with_points(cell) } else { count(cell) } {
                Cell::Count(n) => {
                    cells.fraction |= n < 0.0 || n.fract() != 0.0;
                    cells.huge |= n > LARGEST;
                    cells.unsure |= !self.shape.points && n.fract() == 0.0 && has_points(cell);
                    cells.any = true;
                    counts[into] += n;
                }
                Cell::Missing(_) => {
                    cells.blanks += u64::from(*role != Role::Total);
                    if !self.shape.merged.is_empty() {
                        cells.missing.push(into);
                    }
                }
                Cell::Held => match self.options.mapping.held_back {
                    Some(n) => {
                        cells.stood_in += 1;
                        counts[into] += n;
                        cells.any = true;
                    }
                    None => cells.held = true,
                },
                Cell::Other => cells.other = cells.other.or(Some(c)),
            }
        }
        cells
    }

    /// Adds the counts of a row to those of its date, part and keys; `band` is the one of the row, where bands go down, and `missing` are bands without
    /// a count, where cells are merged.
    fn add(&mut self, row: Row<'_>, counts: &[f64], band: Option<usize>, (cells, named): (&Cells, &[(usize, String)])) {
        let slice = self.slice(row);
        self.at_row.clear();
        let mut is_total = false;
        for (k, key) in self.keys.iter_mut().enumerate() {
            let own = || row.cells.get(key.column).copied().unwrap_or_default();
            let text = named.iter().find(|(of, _)| *of == k).map_or_else(own, |n| n.1.as_str());
            let value = key.number(text);
            is_total |= key.is_total(value);
            self.at_row.push(value);
        }
        if self.keys.len() > 1 && self.keys.iter().zip(&self.at_row).all(|(k, v)| k.values[*v as usize].is_empty()) {
            self.bare(row.line, slice, counts, band);
            return;
        }
        if self.changes.is_none() {
            self.kept.keep(row, (self.number - 1, slice), &self.at_row, counts, cells.blanks > 0);
        }
        if !self.second {
            for k in 0..self.keys.len() {
                // What the other services and groups say, as a number.
                let others = self.keys.iter().zip(&self.at_row).enumerate();
                let of =
                    others.filter(|(o, (key, _))| *o != k && key.role != Role::Place).fold(1_u64, |h, (o, (_, v))| {
                        (h ^ (u64::from(*v) << 8 | o as u64)).wrapping_mul(0x0100_0000_01b3).rotate_left(23)
                    });
                let value = self.at_row[k];
                self.keys[k].add(value, slice, counts, of);
            }
        }
        if !(self.second && is_total) {
            self.without_key.other(slice, counts, &cells.missing);
            let at = self.at(&self.at_row);
            let sums = self.cells.entry((slice, at)).or_insert_with(|| Sums::none(counts.len() - 1));
            sums.add(counts);
        }
    }

    /// What the services and groups of a row say.
    pub(super) fn at(&self, row: &[u32]) -> Vec<u32> {
        self.keys.iter().zip(row).filter(|(key, _)| key.role != Role::Place).map(|(_, v)| *v).collect()
    }
}

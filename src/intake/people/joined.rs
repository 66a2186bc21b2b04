//! Several lists of people as one: those who wait from one file and those who left from another, the lists of several sites, or of the ends of
//! several months. A person who is in more than one counts once, and how many there are is told. The numbers that identify people are
//! held as sums while the files are read, and no longer.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::columns::Columns;
use super::copies::{Copies, mark};
use super::list_days::{date_of, day_of, day_of_name};
use super::lives::Lives;
use super::rows::{NAME, cell, is_row, is_whole};
use super::together::Together;
use crate::intake::days::Reading;
use crate::intake::file::{File, Opened};
use crate::intake::release::Rule;
use crate::intake::values::folded;
use crate::intake::words::{Told, number_of};
use crate::intake::{Refused, Row, text};

/// A list is a later one of the same people where it has so many of them: one of so many.
const SHARED: usize = 10;

/// One of the files.
struct Part<'a> {
    file: &'a File<'a>,
    opened: &'a Opened,
    sheet: usize,
    columns: Columns,
    /// The day in its name.
    day: Option<i64>,
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Counts,
    /// The person counts by another row.
    Elsewhere,
    /// The person is on no later list: gone by that day, treated or not.
    Gone(i64, bool),
}

/// Several lists as one.
pub(super) struct Joined<'a> {
    parts: Vec<Part<'a>>,
    pub(super) together: Together,
    /// By file, and row of it.
    fates: RefCell<Vec<Vec<Fate>>>,
}

/// A row that counts, as far as it is held.
struct Entry {
    /// Of who it is.
    id: u128,
    start: i64,
    part: usize,
    row: usize,
    /// The day of its list.
    day: Option<i64>,
    left: Option<(i64, bool)>,
}

/// What was found of people who are in several lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Met {
    /// Waiting on several lists.
    again: u64,
    /// Waiting on a list of the day on which they had left, or later.
    both: u64,
    /// On an earlier list, and among those who left.
    earlier: u64,
    /// Left by several files.
    twice: u64,
    /// On different days.
    differ: u64,
    /// On no later list.
    gone: u64,
    gone_as_treated: bool,
    /// In several lists with different clock starts.
    others: u64,
    /// Lists of different days.
    lists: u64,
}

impl<'a> Joined<'a> {
    /// `days`: whether a column of days of lists holds such.
    pub(super) fn new(files: Vec<(&'a File<'a>, &'a Opened, usize, Columns)>, days: bool) -> Self {
        let columns: Vec<Columns> = files.iter().map(|f| f.3.clone()).collect();
        let part = |(file, opened, sheet, columns): (&'a File<'a>, &'a Opened, usize, Columns)| {
            let day = day_of_name(&file.name);
            Part { file, opened, sheet, columns, day }
        };
        let parts: Vec<Part<'a>> = files.into_iter().map(part).collect();
        let fates = RefCell::new(parts.iter().map(|_| Vec::new()).collect());
        let mut together = Together::of(&columns);
        if !days {
            together.day = None;
        }
        Self { together, parts, fates }
    }

    /// The names of the columns of all files, and what each is among those of the one list.
    pub(super) fn names(&self) -> Vec<(String, usize)> {
        let mut names: Vec<(String, usize)> = Vec::new();
        for (part, places) in self.parts.iter().zip(&self.together.places) {
            for (at, place) in places.iter().enumerate() {
                let Some(name) = place.map(|c| &part.columns.names[c]) else { continue };
                if !names.iter().any(|(known, _)| folded(known) == folded(name)) {
                    names.push((name.clone(), at));
                }
            }
        }
        names
    }

    /// Whether spreadsheets count days from 1904.
    pub(super) fn counts_from_1904(&self) -> Result<bool, Refused> {
        let first = self.parts[0].opened.from_1904;
        match self.parts.iter().all(|p| p.opened.from_1904 == first) {
            true => Ok(first),
            false => Err(Refused::new("some workbooks count days from 1904, and others do not")
                .help("save them in one way, or import each by itself")),
        }
    }

    /// The rows of all files, as rows of the one list. Rows of people who count elsewhere are left out, once that is known.
    pub(super) fn rows(&self, each: &mut dyn FnMut(Row<'_>) -> Result<bool, Refused>) -> Result<text::Told, Refused> {
        self.numbered(&mut |_, _, row| each(row))
    }

    fn numbered(
        &self,
        each: &mut dyn FnMut(usize, usize, Row<'_>) -> Result<bool, Refused>,
    ) -> Result<text::Told, Refused> {
        let mut met = text::Told::default();
        let fates = self.fates.borrow();
        for (number, (part, places)) in self.parts.iter().zip(&self.together.places).enumerate() {
            let mut next = 0;
            let own = part.file.rows(&part.opened.content, part.sheet, &mut |row| {
                if !is_row(&row, &part.columns) {
                    return Ok(true);
                }
                let at = next;
                next += 1;
                let fate = fates[number].get(at).copied().unwrap_or(Fate::Counts);
                let mut gone = [String::new(), String::new()];
                match fate {
                    Fate::Elsewhere => return Ok(true),
                    Fate::Gone(day, treated) => gone[usize::from(!treated)] = date_of(day),
                    Fate::Counts => {}
                }
                let own = |place: &Option<usize>| place.and_then(|c| row.cells.get(c).copied()).unwrap_or("");
                let mut cells: Vec<&str> = places.iter().map(own).collect();
                cells.extend(gone.iter().map(String::as_str));
                if !is_whole(&row, &part.columns) {
                    // One field too many here, too.
                    cells.push("more or fewer");
                }
                each(number, at, Row { line: row.line.max(1), cells: &cells })
            })?;
            met.windows += own.windows;
            met.zeros += own.zeros;
        }
        Ok(met)
    }

    /// Looks for people who are in several lists, and decides which of their rows counts.
    pub(super) fn decide(
        &self,
        readings: &[Reading],
        today: i64,
        wanted: &dyn Fn(&Row<'_>) -> bool,
        rule: Rule,
        told: &mut Told,
    ) -> Result<(), Refused> {
        let met = self.met(readings, today, wanted)?;
        let (understood, aside) = self.say(&met, rule);
        told.understood.extend(understood.into_iter().map(|line| format!("{NAME}: {line}")));
        told.aside.extend(aside.into_iter().map(|line| format!("{NAME}: {line}")));
        Ok(())
    }

    fn met(&self, readings: &[Reading], today: i64, wanted: &dyn Fn(&Row<'_>) -> bool) -> Result<Met, Refused> {
        let (columns, key) = (&self.together.columns, self.together.key);
        let mut copies = Copies::new();
        copies.done();
        let mut lives = Lives::new(columns, readings.to_vec(), today, copies);
        let mut entries: Vec<Entry> = Vec::new();
        let mut days = BTreeSet::new();
        let mut sums = vec![(0_u64, 0_u128); self.parts.len()];
        self.numbered(&mut |part, row, cells| {
            if !wanted(&cells) {
                return Ok(true);
            }
            sums[part] = (sums[part].0 + 1, sums[part].1.wrapping_add(mark(cells.cells)));
            let day = self.together.day.and_then(|c| day_of(cell(&cells, c))).or(self.parts[part].day);
            let Some(life) = lives.read(&cells) else { return Ok(true) };
            if day.is_some_and(|day| day > today) {
                return Err(Refused::new("a list is of a later day than --date")
                    .help("leave it out, or give its day as --date"));
            }
            if life.left.is_none() {
                days.extend(day);
            }
            let Some((at, of_wait)) = key else { return Ok(true) };
            let id = cell(&cells, at);
            if !id.is_empty() {
                let list = columns.services.first().filter(|_| !of_wait).map_or("", |c| cell(&cells, *c));
                let id = mark(&[&folded(id), &folded(list)]);
                entries.push(Entry { id, start: life.start, part, row, day, left: life.left });
            }
            Ok(true)
        })?;
        for (i, own) in sums.iter().enumerate().filter(|(_, own)| own.0 > 0) {
            if let Some(other) = sums[..i].iter().position(|other| other == own) {
                return Err(Refused::new(format!("files {} and {} hold the same rows", other + 1, i + 1))
                    .help("leave one of them out"));
            }
        }
        if key.is_none() && days.len() > 1 {
            return Err(Refused::new("these are lists of several days, and no column identifies people in all of them: who is on two of them would count twice")
                .help("keep a column that does, such as the pathway's identifier, or import the last list with those who left"));
        }
        let mut met = Met { lists: days.len() as u64, ..Met::default() };
        let mut fates: Vec<Vec<Fate>> = self.parts.iter().map(|_| Vec::new()).collect();
        let mut set = |entry: &Entry, fate: Fate| {
            let own: &mut Vec<Fate> = &mut fates[entry.part];
            if own.len() <= entry.row {
                own.resize(entry.row + 1, Fate::Counts);
            }
            own[entry.row] = fate;
        };
        entries.sort_unstable_by_key(|e| (e.id, e.start, e.part, e.row));
        let later = later(&entries);
        met.gone_as_treated = entries.iter().all(|e| e.left.is_none());
        for own in entries.chunk_by(|a, b| a.id == b.id) {
            let lists = |of: &[Entry]| of.iter().map(|e| (e.part, e.day)).collect::<BTreeSet<_>>();
            let waits: Vec<&[Entry]> = own.chunk_by(|a, b| a.start == b.start).collect();
            let apart = waits.len() > 1 && lists(own).len() > 1 && waits.iter().any(|w| lists(w) != lists(own));
            met.others += u64::from(apart);
            for wait in waits {
                // The first day on which they left; else the latest list.
                let first_left = wait.iter().filter(|e| e.left.is_some()).min_by_key(|e| e.left.map(|l| l.0));
                let Some(counts) = first_left.or_else(|| wait.iter().rev().max_by_key(|e| e.day.unwrap_or(today)))
                else {
                    continue;
                };
                for other in wait.iter().filter(|e| (e.part, e.day) != (counts.part, counts.day)) {
                    set(other, Fate::Elsewhere);
                    match (counts.left, other.left) {
                        (None, _) => met.again += 1,
                        (Some((left, _)), None) if other.day.unwrap_or(today) < left => met.earlier += 1,
                        (Some(_), None) => met.both += 1,
                        (Some((left, _)), Some((again, _))) => {
                            met.twice += 1;
                            met.differ += u64::from(left != again);
                        }
                    }
                }
                if let (None, Some(&next)) =
                    (counts.left, later.get(&(counts.part, counts.day)).and_then(|l| l.first()))
                {
                    met.gone += 1;
                    for own in wait.iter().filter(|e| (e.part, e.day) == (counts.part, counts.day)) {
                        set(own, Fate::Gone(next, met.gone_as_treated));
                    }
                }
            }
        }
        self.fates.replace(fates);
        Ok(met)
    }

    /// Says what was put together.
    fn say(&self, met: &Met, rule: Rule) -> (Vec<String>, Vec<String>) {
        let name = |c: usize| &self.together.columns.names[c];
        let what = match self.parts.len() {
            1 => "lists of several days in one file".to_string(),
            many => format!("{many} files"),
        };
        let known = match self.together.key {
            Some((at, true)) => format!(": a wait is known by {} and its clock start", name(at)),
            Some((at, false)) => format!(": a wait is known by {}, the list and its clock start", name(at)),
            None => String::new(),
        };
        let mut understood = vec![format!("{what} are one list{known}")];
        if let (Some(day), true) = (self.together.day, met.lists > 0) {
            understood.push(format!(
                "the day of each list stands in {}; there are {}",
                name(day),
                number_of(met.lists, "day", "days")
            ));
        }
        for (i, part) in self.parts.iter().enumerate() {
            let day = part.day.map_or_else(String::new, |day| format!("; its name has the day {}", date_of(day)));
            understood.push(format!(
                "file {}: header in line {}, {}{day}",
                i + 1,
                part.columns.line,
                number_of(part.columns.width as u64, "column", "columns")
            ));
        }
        let mut aside = Vec::new();
        if self.together.key.is_none() {
            aside.push(
                "no column identifies people in all files: people who are in two of them count twice".to_string(),
            );
        }
        let only = |c: &usize| self.together.places.iter().any(|p| p.get(*c).is_some_and(Option::is_none));
        for c in self.together.columns.groups.iter().filter(|c| only(c)) {
            aside.push(format!("{} is not in all files: of the people of the others it is not recorded", name(*c)));
        }
        for c in self.together.columns.services.iter().take(1).filter(|c| only(c)) {
            aside.push(format!("{} is not in all files: people of the others are on a list of their own", name(*c)));
        }
        let how = if met.gone_as_treated { "as treated" } else { "as gone untreated" };
        for (n, what) in [
            (
                met.again,
                "rows are of people who wait on several lists: each counts once, as the latest list has them"
                    .to_string(),
            ),
            (
                met.both,
                "rows of people who wait are of people who had left by then, as another file says: they count as gone"
                    .to_string(),
            ),
            (
                met.earlier,
                "rows are of people on an earlier list who left since, as another file says: each counts once"
                    .to_string(),
            ),
            (met.twice, "rows are of people who left by another file, too: each counts once".to_string()),
            (met.differ, "of these left on different days: the first counts".to_string()),
            (
                met.others,
                "people are in several files with different clock starts: each start is a wait of its own".to_string(),
            ),
            (
                met.gone,
                format!(
                    "people are on no later list, and no file says how they left: they count {how} by the day of the later list; a file of those who left would tell"
                ),
            ),
        ] {
            if n > 0 {
                aside.push(format!("{} {what}", rule.shown(n)));
            }
        }
        (understood, aside)
    }
}

/// For each list of those who wait, the days of the later ones that have some of its people.
fn later(entries: &[Entry]) -> BTreeMap<(usize, Option<i64>), Vec<i64>> {
    type List = (usize, Option<i64>);
    let mut people: BTreeMap<List, usize> = BTreeMap::new();
    let mut shared: BTreeMap<(List, i64), usize> = BTreeMap::new();
    for wait in entries.chunk_by(|a, b| (a.id, a.start) == (b.id, b.start)) {
        let lists: BTreeSet<List> = wait.iter().filter(|e| e.left.is_none()).map(|e| (e.part, e.day)).collect();
        let days: BTreeSet<i64> = lists.iter().filter_map(|l| l.1).collect();
        for list in lists {
            *people.entry(list).or_default() += 1;
            for day in days.iter().filter(|day| list.1.is_some_and(|own| **day > own)) {
                *shared.entry((list, *day)).or_default() += 1;
            }
        }
    }
    let mut later: BTreeMap<List, Vec<i64>> = BTreeMap::new();
    for ((list, day), n) in shared {
        if n * SHARED >= people.get(&list).copied().unwrap_or(0) {
            later.entry(list).or_default().push(day);
        }
    }
    later
}

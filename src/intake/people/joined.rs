//! Several lists of people as one: those who wait from one file and those who left from another, the lists of several sites, or of the ends of
//! several months. A person who is in more than one counts once, and how many there are is told. The numbers that identify people are
//! held as sums while the files are read, and no longer.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::columns::Columns;
use super::copies::{Copies, mark};
use super::list_days::{date_of, day_of, day_of_name};
use super::lives::Lives;
use super::meeting::{self, Entry, Fate, Listless, Met};
use super::rows::{NAME, cell, is_row, is_whole};
use super::together::Together;
use crate::intake::days::Reading;
use crate::intake::delimited_text;
use crate::intake::enough_people::Rule;
use crate::intake::file::{File, Opened};
use crate::intake::phrases::number_of;
use crate::intake::refused::Refused;
use crate::intake::row::Row;
use crate::intake::told::Told;
use crate::intake::values::folded;

/// So many of a hundred rows of each file must be told apart by a number of a person, who may have several waits, and by one of a wait.
const APART: [usize; 2] = [50, 95];

/// One of the files.
struct OneFile<'a> {
    file: &'a File<'a>,
    opened: &'a Opened,
    sheet: usize,
    columns: Columns,
    /// The day in its name.
    day: Option<i64>,
}

/// Several lists as one.
pub(super) struct Joined<'a> {
    parts: Vec<OneFile<'a>>,
    pub(super) together: Together,
    /// By file, and row of it.
    fates: RefCell<Vec<Vec<Fate>>>,
}

/// A column that tells people or waits apart; and whether waits.
type Key = (usize, bool);

/// What is said of several lists as one.
struct Found {
    key: Option<Key>,
    /// Columns that look like one by their name, and tell few rows apart.
    passed: Vec<usize>,
    met: Met,
    /// Lists of different days.
    lists: u64,
    /// The days of all lists, in order.
    days: Vec<i64>,
    listless: Listless,
}

impl<'a> Joined<'a> {
    /// `days`: whether a column of days of lists holds such.
    pub(super) fn new(files: Vec<(&'a File<'a>, &'a Opened, usize, Columns)>, days: bool) -> Self {
        let columns: Vec<Columns> = files.iter().map(|f| f.3.clone()).collect();
        let part = |(file, opened, sheet, columns): (&'a File<'a>, &'a Opened, usize, Columns)| {
            let day = day_of_name(&file.name);
            OneFile { file, opened, sheet, columns, day }
        };
        let parts: Vec<OneFile<'a>> = files.into_iter().map(part).collect();
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
    pub(super) fn rows(
        &self,
        each: &mut dyn FnMut(Row<'_>) -> Result<bool, Refused>,
    ) -> Result<delimited_text::Told, Refused> {
        self.numbered(&mut |_, _, row| each(row))
    }

    fn numbered(
        &self,
        each: &mut dyn FnMut(usize, usize, Row<'_>) -> Result<bool, Refused>,
    ) -> Result<delimited_text::Told, Refused> {
        let mut met = delimited_text::Told::default();
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
                let mut gone = [String::new(), String::new(), String::new()];
                match fate {
                    Fate::Elsewhere => return Ok(true),
                    Fate::Gone(since, by, treated) => {
                        gone[usize::from(!treated)] = date_of(by);
                        gone[2] = date_of(since);
                    }
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

    /// Looks for people who are in several lists, and decides which of their rows counts. Gives the days of the lists, in order, where these alone
    /// show who has left. `service` is the column that tells lists apart, and the
    /// readings say whether the status only parts the list into admitted and non-admitted.
    pub(super) fn decide(
        &self,
        readings: (&[Reading], bool),
        today: i64,
        service: Option<usize>,
        wanted: &dyn Fn(&Row<'_>) -> bool,
        rule: Rule,
        told: &mut Told,
    ) -> Result<Vec<i64>, Refused> {
        let found = self.found(readings, today, service, wanted)?;
        let (understood, aside) = self.say(&found, rule);
        told.understood.extend(understood.into_iter().map(|line| format!("{NAME}: {line}")));
        told.aside.extend(aside.into_iter().map(|line| format!("{NAME}: {line}")));
        Ok(if found.met.gone_as_treated && found.met.gone > 0 { found.days } else { Vec::new() })
    }

    /// The day of the list of a row.
    fn day(&self, part: usize, row: &Row<'_>) -> Option<i64> {
        self.together.day.and_then(|c| day_of(cell(row, c))).or(self.parts[part].day)
    }

    /// The first column that tells nearly all rows of each file apart, and the columns before it that do not.
    fn key(&self, wanted: &dyn Fn(&Row<'_>) -> bool) -> Result<(Option<Key>, Vec<usize>), Refused> {
        let mut passed = Vec::new();
        for &(at, of_wait) in &self.together.keys {
            let mut rows = vec![0_usize; self.parts.len()];
            let mut seen: Vec<(usize, Option<i64>, u64, u64)> = Vec::new();
            self.numbered(&mut |part, _, row| {
                if wanted(&row) {
                    rows[part] += 1;
                    let id = cell(&row, at);
                    if !id.is_empty() {
                        let sum = |cells: &[&str]| mark(cells) as u64;
                        seen.push((part, self.day(part, &row), sum(&[&folded(id)]), sum(row.cells)));
                    }
                }
                Ok(true)
            })?;
            let of_each = |seen: &[(usize, Option<i64>, u64, u64)]| {
                let mut of_each = vec![0_usize; self.parts.len()];
                seen.iter().for_each(|row| of_each[row.0] += 1);
                of_each
            };
            seen.sort_unstable();
            // Copies are one row.
            seen.dedup();
            let all = of_each(&seen);
            seen.dedup_by_key(|row| (row.0, row.1, row.2));
            let apart = of_each(&seen);
            let tells = |part: usize| apart[part] > 0 && apart[part] * 100 >= all[part] * APART[usize::from(of_wait)];
            if (0..rows.len()).all(|part| rows[part] == 0 || tells(part)) {
                return Ok((Some((at, of_wait)), passed));
            }
            passed.push(at);
        }
        Ok((None, passed))
    }

    fn found(
        &self,
        (readings, parted): (&[Reading], bool),
        today: i64,
        service: Option<usize>,
        wanted: &dyn Fn(&Row<'_>) -> bool,
    ) -> Result<Found, Refused> {
        let columns = &self.together.columns;
        let (key, passed) = self.key(wanted)?;
        let mut copies = Copies::new();
        copies.done();
        let mut lives = Lives::new(columns, (readings.to_vec(), parted), today, copies);
        let (mut entries, mut unknown): (Vec<Entry>, Vec<Entry>) = (Vec::new(), Vec::new());
        let (mut told, mut days) = (BTreeSet::new(), BTreeSet::new());
        // People whatever list they are on, row by row of the entries, where a number of the person tells them apart.
        let mut people: Vec<u128> = Vec::new();
        let mut sums = vec![(0_u64, 0_u128); self.parts.len()];
        self.numbered(&mut |part, row, cells| {
            if !wanted(&cells) {
                return Ok(true);
            }
            sums[part] = (sums[part].0 + 1, sums[part].1.wrapping_add(mark(cells.cells)));
            let day = self.day(part, &cells);
            let Some(life) = lives.read(&cells) else { return Ok(true) };
            if day.is_some_and(|day| day > today) {
                return Err(Refused::new("a list is of a later day than --date")
                    .help("leave it out, or give its day as --date"));
            }
            if life.left.is_none() {
                told.extend(day);
                days.insert(day.unwrap_or(today));
            }
            let Some((at, of_wait)) = key else { return Ok(true) };
            let id = cell(&cells, at);
            let list = columns.services.first().filter(|_| !of_wait).map_or("", |c| cell(&cells, *c));
            if !of_wait && !id.is_empty() {
                people.push(mark(&[&folded(id)]));
            }
            let entry = Entry {
                id: if id.is_empty() { 0 } else { mark(&[&folded(id), &folded(list)]) },
                start: life.start,
                part,
                row,
                day: day.unwrap_or(today),
                service: service.map_or(0, |c| mark(&[&folded(cell(&cells, c))]) as u64),
                left: life.left,
                taken: false,
            };
            (if id.is_empty() { &mut unknown } else { &mut entries }).push(entry);
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
        let without: Vec<bool> = (self.together.places.iter())
            .map(|places| columns.services.first().is_some_and(|c| places[*c].is_none()))
            .collect();
        let mut listless = if without.contains(&true) && !people.is_empty() {
            meeting::take_lists(&mut entries, &people, &without)
        } else {
            Listless::default()
        };
        let (fates, met) = meeting::decide(&mut entries, &unknown, self.parts.len());
        let counts = |e: &&Entry| fates[e.part].get(e.row).is_none_or(|fate| *fate != Fate::Elsewhere);
        let of_none = entries.iter().chain(&unknown).filter(|e| without[e.part] && !e.taken);
        listless.apart = of_none.filter(counts).count() as u64;
        self.fates.replace(fates);
        Ok(Found { key, passed, met, lists: told.len() as u64, days: days.into_iter().collect(), listless })
    }

    /// Says what was put together.
    fn say(&self, found: &Found, rule: Rule) -> (Vec<String>, Vec<String>) {
        let met = &found.met;
        let name = |c: usize| &self.together.columns.names[c];
        let what = match self.parts.len() {
            1 => "lists of several days in one file".to_string(),
            many => format!("{many} files"),
        };
        let known = match found.key {
            Some((at, true)) => format!(": a wait is known by {} and its clock start", name(at)),
            Some((at, false)) => format!(": a wait is known by {}, the list and its clock start", name(at)),
            None => String::new(),
        };
        let mut understood = vec![format!("{what} are one list{known}")];
        if let (Some(day), true) = (self.together.day, found.lists > 0) {
            understood.push(format!(
                "the day of each list stands in {}; there are {}",
                name(day),
                number_of(found.lists, "day", "days")
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
        for c in &found.passed {
            aside.push(format!("{} is the same in many rows, or empty in a file: nobody is known by it", name(*c)));
        }
        let key = found.key.map_or("", |(at, _)| name(at).as_str());
        if found.key.is_none() {
            aside.push(
                "no column identifies people in all files: people who are in two of them count twice".to_string(),
            );
        }
        let only = |c: &usize| self.together.places.iter().any(|p| p.get(*c).is_some_and(Option::is_none));
        for c in self.together.columns.groups.iter().filter(|c| only(c)) {
            aside.push(format!("{} is not in all files: of the people of the others it is not recorded", name(*c)));
        }
        let Listless { taken, unclear, apart } = found.listless;
        for c in self.together.columns.services.iter().take(1).filter(|c| apart > 0 && only(c)) {
            aside.push(format!("{} is not in all files: people of the others are on a list of their own", name(*c)));
        }
        if taken > 0 {
            understood.push(format!(
                "{} of files without a column of lists have the number and the clock start of a wait of another file: they are that wait",
                rule.shown_of(taken, "rows")
            ));
        }
        if unclear > 0 {
            aside.push(format!(
                "{} of files without a column of lists have the number and the clock start of several waits of other files: these people may count twice; give the list in every file",
                rule.shown_of(unclear, "rows")
            ));
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
            (
                met.stale,
                "people are on a list of an earlier day that has no later one: they count as waiting".to_string(),
            ),
            (
                met.unknown_earlier,
                format!(
                    "rows of earlier lists have no {key} and were left out: people of them who still wait are on a later list"
                ),
            ),
            (met.unknown, format!("rows have no {key}: people of them who are in another file, too, count twice")),
        ] {
            if n > 0 {
                aside.push(format!("{} {what}", rule.shown(n)));
            }
        }
        (understood, aside)
    }
}

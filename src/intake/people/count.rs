//! The second walk: who waits, who has left, and what becomes of rows that cannot be counted.

use std::collections::BTreeMap;

use super::columns::Columns;
use super::copies::Copies;
use super::rows::{Chosen, First, cell, identity, is_whole};
use super::status::{State, state};
use super::values::Values;
use crate::intake::days::{Day, Reading, read};
use crate::intake::release::{Cells, EDGES, Tallied};
use crate::intake::{Refused, Row};

/// Weeks before the day of the list from which referrals and treatments are counted.
pub(super) const RECENT: usize = 13;
/// Where the oldest of these weeks hold nobody who left, and as many as this would be expected there, they are not in the file: chance leaves such weeks
/// empty once in a hundred times (exp(-4.6)).
const NOT_BY_CHANCE: f64 = 4.6;
/// A wait of ten years, in days.
const LONG: i64 = 3_653;

/// What became of the rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub(super) rows: u64,
    pub(super) ragged: u64,
    pub(super) waiting: u64,
    pub(super) treated: u64,
    pub(super) removed: u64,
    pub(super) no_start: u64,
    pub(super) bad_date: u64,
    pub(super) later: u64,
    pub(super) backwards: u64,
    pub(super) sentinel: u64,
    pub(super) long: u64,
    pub(super) copies: u64,
    pub(super) undated: u64,
    pub(super) planned: u64,
    pub(super) unknown_status: u64,
}

/// The walk.
pub(super) struct Second<'a> {
    columns: &'a Columns,
    readings: Vec<Reading>,
    today: i64,
    copies: Copies,
    service: Option<(usize, Values)>,
    groups: Vec<(usize, Values)>,
    pub(super) seen: Seen,
    cells: Cells,
    key: (usize, Vec<Option<usize>>),
    /// Referred, treated and removed, by list and week before the day.
    flows: Vec<[[u64; 3]; RECENT]>,
}

impl<'a> Second<'a> {
    pub(super) fn new(columns: &'a Columns, chosen: &Chosen, readings: Vec<Reading>, today: i64, first: First) -> Self {
        let keys: Vec<usize> = columns.services.iter().chain(&columns.groups).copied().collect();
        let mut values: Vec<(usize, Values)> = keys.into_iter().zip(first.values).collect();
        let mut taken = |c: usize, from: usize| {
            let at = (from..values.len()).find(|&i| values[i].0 == c)?;
            Some(values.remove(at))
        };
        let service = chosen.service.and_then(|c| taken(c, 0));
        let groups: Vec<(usize, Values)> = chosen.groups.iter().filter_map(|&c| taken(c, 0)).collect();
        let key = (0, vec![None; groups.len()]);
        Self {
            columns,
            readings,
            today,
            copies: first.copies,
            service,
            groups,
            seen: Seen::default(),
            cells: BTreeMap::new(),
            key,
            flows: Vec::new(),
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.copies.full()
    }

    pub(super) fn row(&mut self, row: &Row<'_>) -> Result<(), Refused> {
        let columns = self.columns;
        if !is_whole(row, columns) {
            self.seen.ragged += 1;
            return Ok(());
        }
        if identity(row, columns).is_some_and(|mark| self.copies.is_copy(mark)) {
            self.seen.copies += 1;
            return Ok(());
        }
        self.seen.rows += 1;
        let seen = &mut self.seen;
        let start = match read(cell(row, columns.start), self.readings[0]) {
            Day::At(n) => n,
            Day::Missing => {
                seen.no_start += 1;
                return Ok(());
            }
            Day::Sentinel => {
                seen.sentinel += 1;
                return Ok(());
            }
            Day::Invalid => {
                seen.bad_date += 1;
                return Ok(());
            }
        };
        // The first day on which they left, and whether treated.
        let mut end: Option<(i64, bool)> = None;
        for (i, &c) in columns.treated.iter().chain(&columns.removed).enumerate() {
            match read(cell(row, c), self.readings[i + 1]) {
                Day::At(n) => {
                    let treated = i < columns.treated.len();
                    end = match end {
                        Some((day, _)) if day <= n => end,
                        _ => Some((n, treated)),
                    };
                }
                Day::Invalid => {
                    seen.bad_date += 1;
                    return Ok(());
                }
                Day::Sentinel => seen.sentinel += 1,
                Day::Missing => {}
            }
        }
        if start > self.today {
            seen.later += 1;
            return Ok(());
        }
        if end.is_some_and(|end| end.0 < start) {
            seen.backwards += 1;
            return Ok(());
        }
        let said = columns.status.map(|c| cell(row, c)).filter(|s| !s.is_empty());
        let status = said.and_then(state);
        seen.unknown_status += u64::from(said.is_some() && status.is_none());
        let left = end.filter(|end| end.0 <= self.today);
        match (status, left) {
            (Some(State::Planned), _) => {
                seen.planned += 1;
                return Ok(());
            }
            (Some(State::Treated | State::Removed), None) if end.is_none() => {
                seen.undated += 1;
                return Ok(());
            }
            _ => {}
        }
        let service = match &mut self.service {
            None => 0,
            // A list without a name is one of its own.
            Some((c, values)) => values.number(cell(row, *c)).unwrap_or(0),
        };
        if self.flows.len() <= service {
            self.flows.resize(service + 1, [[0; 3]; RECENT]);
        }
        let today = self.today;
        let flows = &mut self.flows[service];
        let mut flow = |day: i64, kind: usize| {
            if let Some(week) = flows.get_mut(((today - day) / 7) as usize) {
                week[kind] += 1;
            }
        };
        flow(start, 0);
        if let Some((day, treated)) = left {
            let treated = match status {
                Some(State::Treated) => true,
                Some(State::Removed) => false,
                _ => treated,
            };
            flow(day, if treated { 1 } else { 2 });
            *(if treated { &mut seen.treated } else { &mut seen.removed }) += 1;
            return Ok(());
        }
        let waited = today - start;
        seen.long += u64::from(waited > LONG);
        seen.waiting += 1;
        // (lower, upper] in days, the first band with day 0.
        let band = EDGES.iter().rposition(|edge| waited > (*edge * 7.0) as i64).unwrap_or(0);
        self.key.0 = service;
        for (level, (c, values)) in self.key.1.iter_mut().zip(&mut self.groups) {
            *level = values.number(cell(row, *c));
        }
        match self.cells.get_mut(&self.key) {
            Some(bands) => bands[band] += 1,
            None => {
                let mut bands = vec![0; EDGES.len()];
                bands[band] = 1;
                self.cells.insert(self.key.clone(), bands);
            }
        }
        Ok(())
    }

    /// How many weeks before the day the file holds those who left: all that are looked at, or the latest of them where the others are empty
    /// and chance would hardly make them so.
    pub(super) fn covered(&self) -> usize {
        let ends = |week: usize| self.flows.iter().map(|f| f[week][1] + f[week][2]).sum::<u64>() as f64;
        let mut full = RECENT;
        while full > 1 && ends(full - 1) == 0.0 {
            full -= 1;
        }
        let rate = (0..full).map(ends).sum::<f64>() / full as f64;
        if rate * (RECENT - full) as f64 > NOT_BY_CHANCE { full } else { RECENT }
    }

    /// The counts.
    pub(super) fn done(self, weeks: usize) -> Tallied {
        let names = |values: &Values| values.names();
        let services = match &self.service {
            Some((_, values)) => {
                names(values).into_iter().map(|n| if n.is_empty() { "list".to_string() } else { n }).collect()
            }
            None => vec!["list".to_string()],
        };
        let sum = |f: &[[u64; 3]; RECENT]| {
            let mut all = [0; 3];
            f[..weeks].iter().for_each(|week| all.iter_mut().zip(week).for_each(|(a, n)| *a += n));
            all
        };
        let mut flows: Vec<[u64; 3]> = self.flows.iter().map(sum).collect();
        flows.resize(services.len().max(1), [0; 3]);
        Tallied {
            flows,
            groups: self.groups.iter().map(|(c, v)| (self.columns.names[*c].clone(), names(v))).collect(),
            services,
            cells: self.cells,
            weeks: weeks as u32,
            closed: self.seen.treated + self.seen.removed > 0,
        }
    }
}

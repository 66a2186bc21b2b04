//! The second walk: who waits, and who has left in the last weeks.

use std::collections::BTreeMap;

use super::between::Between;
use super::columns::Columns;
use super::lives::{Life, Lives, PERIOD};
use super::rows::{Chosen, First, cell};
use super::values::Values;
use crate::intake::days::Reading;
use crate::intake::enough_people::Edges;
use crate::intake::release::{Cells, Days, Tallied};
use crate::intake::row::Row;

/// Weeks before the day of the list from which referrals and treatments are counted.
pub(super) const RECENT: usize = 13;
/// Where the oldest of these weeks hold nobody who left, and as many as this would be expected there, they are not in the file: chance leaves such weeks
/// empty once in a hundred times (exp(-4.6)).
const NOT_BY_CHANCE: f64 = 4.6;
/// So many weeks before the day of the list are looked at: does the file hold those who left in them?
const MOST_WEEKS: usize = 156;
/// A wait of ten years, in days.
const LONG: i64 = 3_653;

/// The walk.
pub(super) struct Second<'a> {
    pub(super) lives: Lives<'a>,
    pub(super) keys: Keys,
    cells: Cells,
    edges: Edges,
    /// Referred, treated and removed, by list and week before the day; between lists of several days all stand in the first.
    flows: Vec<[[f64; 3]; RECENT]>,
    /// Those who left on a day that is known, by week before the day of the list.
    ends: Vec<u64>,
    /// The days of the lists, where these alone show who has left.
    pub(super) between: Option<Between>,
    /// The days on which those who wait were referred, where they are kept.
    days: Option<Days>,
}

impl<'a> Second<'a> {
    pub(super) fn new(
        columns: &'a Columns,
        chosen: &Chosen,
        (readings, today): (Vec<Reading>, i64),
        first: First,
        edges: Edges,
        between: Option<Between>,
    ) -> Self {
        let parted = first.parted();
        let keys = Keys::new(columns, chosen, first.values);
        let lives = Lives::new(columns, (readings, parted), today, first.copies);
        let (cells, ends) = (BTreeMap::new(), vec![0; MOST_WEEKS]);
        Self { lives, keys, cells, edges, flows: Vec::new(), ends, between, days: None }
    }

    /// Keeps the days, too.
    pub(super) fn keep_days(mut self) -> Self {
        self.days = Some(Days::new());
        self
    }

    pub(super) fn row(&mut self, row: &Row<'_>) {
        let Some(Life { start, left, since, .. }) = self.lives.read(row) else { return };
        let (today, seen) = (self.lives.today, &mut self.lives.seen);
        let service = self.keys.service(row);
        if self.flows.len() <= service {
            self.flows.resize(service + 1, [[0.0; 3]; RECENT]);
        }
        let (flows, between) = (&mut self.flows[service], self.between.as_ref());
        // On each of the days between as likely.
        let mut flow = |after: i64, by: i64, kind: usize| match between {
            Some(between) => flows[0][kind] += between.part(after, by),
            None => {
                let part = 1.0 / (by - after) as f64;
                for day in after.max(today - 7 * RECENT as i64) + 1..=by {
                    if let Some(week) = flows.get_mut(((today - day) / 7) as usize) {
                        week[kind] += part;
                    }
                }
            }
        };
        flow(start - 1, start, 0);
        if let Some((day, treated)) = left {
            flow(since.unwrap_or(day - 1), day, if treated { 1 } else { 2 });
            if let Some(week) = self.ends.get_mut(((today - day) / 7) as usize).filter(|_| since.is_none()) {
                *week += 1;
            }
            *(if treated { &mut seen.treated } else { &mut seen.removed }) += 1;
            return;
        }
        let waited = today - start;
        seen.long += u64::from(waited > LONG);
        seen.waiting += 1;
        // (lower, upper] in days, the first band with day 0.
        let band = self.edges.band(|edge| waited > 7 * i64::from(edge));
        let key = self.keys.of(row, service);
        if let Some(days) = &mut self.days {
            *days.entry(key.clone()).or_default().entry(start).or_default() += 1;
        }
        match self.cells.get_mut(key) {
            Some(bands) => bands[band] += 1,
            None => {
                let mut bands = vec![0; self.edges.count()];
                bands[band] = 1;
                self.cells.insert(key.clone(), bands);
            }
        }
    }

    /// How many whole periods of four weeks before the day the file holds those who left: as far back as each holds a quarter of those whom a
    /// period of the latest weeks has.
    pub(super) fn periods(&self, weeks: usize) -> usize {
        let four = PERIOD as usize / 7;
        if let Some(first) = self.between.as_ref().and_then(|b| b.lists.first()) {
            return ((self.lives.today - first) / PERIOD) as usize;
        }
        let usual = self.ends[..weeks].iter().sum::<u64>() as f64 / weeks as f64 * four as f64;
        let holds = |of: &&[u64]| of.len() == four && of.iter().sum::<u64>() as f64 >= (usual / 4.0).max(1.0);
        self.ends.chunks(four).take_while(holds).count()
    }

    /// How many weeks before the day the file holds those who left: all that are looked at, or the latest of them where the others are empty
    /// and chance would hardly make them so.
    pub(super) fn covered(&self) -> usize {
        if self.between.is_some() {
            return 1;
        }
        let ends = |week: usize| self.ends[week] as f64;
        let mut full = RECENT;
        while full > 1 && ends(full - 1) == 0.0 {
            full -= 1;
        }
        let rate = (0..full).map(ends).sum::<f64>() / full as f64;
        if rate * (RECENT - full) as f64 > NOT_BY_CHANCE { full } else { RECENT }
    }

    /// The counts.
    pub(super) fn done(&mut self, weeks: usize) -> Tallied {
        let services = self.keys.services();
        let sum = |f: &[[f64; 3]; RECENT]| {
            let mut all = [0.0; 3];
            f[..weeks].iter().for_each(|week| all.iter_mut().zip(week).for_each(|(a, n)| *a += n));
            all.map(|n| n.round() as u64)
        };
        let mut flows: Vec<[u64; 3]> = self.flows.iter().map(sum).collect();
        flows.resize(services.len().max(1), [0; 3]);
        Tallied {
            flows,
            groups: self.keys.groups(self.lives.columns),
            services,
            cells: std::mem::take(&mut self.cells),
            edges: self.edges.clone(),
            days: std::mem::take(&mut self.days).unwrap_or_default(),
            weeks: weeks as u32,
            between: self.between.as_ref().map(|b| (b.days(), b.shown()[1].clone())),
            closed: self.lives.seen.treated + self.lives.seen.removed > 0,
        }
    }
}

/// The list and the combination of levels of a row, by number.
pub(super) struct Keys {
    service: Option<(usize, Values)>,
    groups: Vec<(usize, Values)>,
    urgency: Option<(usize, Values)>,
    key: (usize, Vec<Option<usize>>),
}

impl Keys {
    fn new(columns: &Columns, chosen: &Chosen, values: Vec<Values>) -> Self {
        let keys: Vec<usize> =
            columns.services.iter().chain(&columns.groups).chain(&columns.urgency).copied().collect();
        let mut values: Vec<(usize, Values)> = keys.into_iter().zip(values).collect();
        let mut taken = |c: usize| {
            let at = (0..values.len()).find(|&i| values[i].0 == c)?;
            Some(values.remove(at))
        };
        let service = chosen.service.and_then(&mut taken);
        let groups: Vec<(usize, Values)> = chosen.groups.iter().filter_map(|&c| taken(c)).collect();
        let urgency = chosen.urgency.and_then(&mut taken);
        let key = (0, vec![None; groups.len()]);
        Self { service, groups, urgency, key }
    }

    /// The list of a row; one without a name is one of its own.
    pub(super) fn service(&mut self, row: &Row<'_>) -> usize {
        match &mut self.service {
            None => 0,
            Some((c, values)) => values.number(cell(row, *c)).unwrap_or(0),
        }
    }

    /// The list and the levels of a row.
    pub(super) fn of(&mut self, row: &Row<'_>, service: usize) -> &(usize, Vec<Option<usize>>) {
        self.key.0 = service;
        for (level, (c, values)) in self.key.1.iter_mut().zip(&mut self.groups) {
            *level = values.number(cell(row, *c));
        }
        &self.key
    }

    /// How urgent the person of a row is; none where that is not recorded.
    pub(super) fn urgency(&mut self, row: &Row<'_>) -> Option<usize> {
        self.urgency.as_mut().and_then(|(c, values)| values.number(cell(row, *c)))
    }

    /// The clinical classes, where they are told apart.
    pub(super) fn urgencies(&self) -> Option<Vec<String>> {
        self.urgency.as_ref().map(|(_, values)| values.names())
    }

    /// Names of lists.
    pub(super) fn services(&self) -> Vec<String> {
        let named = |n: String| if n.is_empty() { "list".to_string() } else { n };
        match &self.service {
            Some((_, values)) => values.names().into_iter().map(named).collect(),
            None => vec!["list".to_string()],
        }
    }

    /// Names of the ways in which people differ, and of their levels.
    pub(super) fn groups(&self, columns: &Columns) -> Vec<(String, Vec<String>)> {
        self.groups.iter().map(|(c, v)| (columns.names[*c].clone(), v.names())).collect()
    }
}

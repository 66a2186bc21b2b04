//! The third walk, for a fit: people are followed day by day through the weeks before the day of the list. Counts only; none of them may be told as it is.

use std::collections::BTreeMap;

use super::between::Between;
use super::count::{Keys, Second};
use super::lives::{Life, Lives, PERIOD};
use crate::intake::counts::{Counts, Service};
use crate::intake::followed::{Followed, OfList, Stay};
use crate::intake::levels::order;
use crate::intake::named::safe;
use crate::intake::one_form::{NOT_RECORDED, fold};
use crate::intake::reading::{Reading, add_to};
use crate::intake::row::Row;

/// Most periods in which people are followed: the last year.
const MOST_PERIODS: usize = 13;
/// Weeks that have a band of their own.
const WEEKS: usize = 104;

/// The band of a wait: (lower, upper] in weeks, the first with day 0, the last open.
fn band(waited: i64) -> usize {
    (waited.max(1) as usize).div_ceil(7).min(WEEKS + 1) - 1
}

/// First and last day of each band.
pub(in crate::intake) fn bands() -> Vec<(usize, Option<usize>)> {
    (0..=WEEKS).map(|b| (if b == 0 { 0 } else { 7 * b + 1 }, (b < WEEKS).then_some(7 * b + 7))).collect()
}

/// People of one list and combination of levels.
#[derive(Clone)]
struct Cell {
    /// Period by period, the latest first.
    stays: Vec<Stay>,
    /// Who waits on the day before each period and on the day of the list, the latest first, by band.
    lists: Vec<Vec<f64>>,
    /// Who was referred in the weeks that are whole.
    referred: u64,
    /// Appointments missed by those, and kept.
    appointments: [u64; 2],
}

/// The walk.
pub(super) struct Third<'a> {
    lives: Lives<'a>,
    keys: Keys,
    services: Vec<String>,
    groups: Vec<(String, Vec<String>)>,
    /// The clinical classes, where they are told apart: they stand behind the levels of the groups.
    urgencies: Option<Vec<String>>,
    /// Periods from the day of the list back in which the file holds those who left.
    whole: usize,
    /// The days of the lists, where these alone show who has left.
    between: Option<Between>,
    cells: BTreeMap<(usize, Vec<Option<usize>>), Cell>,
    of_lists: Vec<OfList>,
}

impl<'a> Third<'a> {
    pub(super) fn new(second: Second<'a>, weeks: usize) -> Self {
        let whole = second.periods(weeks);
        let Second { lives, keys, between, .. } = second;
        let (services, groups, urgencies) = (keys.services(), keys.groups(lives.columns), keys.urgencies());
        let lists = between.as_ref().map_or(0, |b| b.lists.len());
        let one = OfList {
            referred: vec![0; whole * 4],
            treated: vec![0.0; whole * 4],
            weekdays: [0; 7],
            young: vec![0; lists],
        };
        Self {
            of_lists: vec![one; services.len()],
            lives: lives.again(),
            keys,
            services,
            groups,
            urgencies,
            whole,
            between,
            cells: BTreeMap::new(),
        }
    }

    fn periods(&self) -> usize {
        self.whole.min(MOST_PERIODS)
    }

    pub(super) fn row(&mut self, row: &Row<'_>) {
        let Some(Life { start, left, since, missed }) = self.lives.read(row) else { return };
        let (today, periods) = (self.lives.today, self.periods());
        let service = self.keys.service(row);
        if let Some(of) = self.of_lists.get_mut(service) {
            if let Some(week) = of.referred.get_mut(((today - start) / 7) as usize) {
                *week += 1;
            }
            for (young, list) in of.young.iter_mut().zip(self.between.iter().flat_map(|b| &b.lists)) {
                *young += u64::from(start <= *list && start > list - 7);
            }
            if let Some((day, true)) = left {
                let after = since.unwrap_or(day - 1);
                for at in after + 1..=day {
                    if let Some(week) = of.treated.get_mut(((today - at) / 7) as usize) {
                        *week += 1.0 / (day - after) as f64;
                    }
                }
                if since.is_none() && day > today - PERIOD * periods as i64 {
                    // The first of January 1970 was a Thursday.
                    of.weekdays[(day + 3).rem_euclid(7) as usize] += 1;
                }
            }
        }
        let first = today - PERIOD * periods as i64 + 1;
        let last = left.map_or(today, |l| l.0);
        if last < first {
            return;
        }
        let mut key = self.keys.of(row, service).clone();
        if self.urgencies.is_some() {
            key.1.push(self.keys.urgency(row));
        }
        if !self.cells.contains_key(&key) {
            let none = || vec![0.0; WEEKS + 1];
            let stay = || Stay { days: none(), treated: none(), removed: none() };
            let stays = (0..periods).map(|_| stay()).collect();
            let lists = (0..=periods).map(|_| none()).collect();
            self.cells.insert(key.clone(), Cell { stays, lists, referred: 0, appointments: [0; 2] });
        }
        let Some(cell) = self.cells.get_mut(&key) else { return };
        if start > today - PERIOD * self.whole as i64 {
            cell.referred += 1;
            if let Some(missed) = missed {
                cell.appointments[0] += u64::from(missed);
                cell.appointments[1] += u64::from(left.is_some_and(|l| l.1));
            }
        }
        // Lists alone show nobody before the first of them that they are on.
        let seen = match &self.between {
            Some(between) => between.first_seen(start).map_or(i64::MAX, |day| day + 1),
            None => start,
        };
        // A stretch of days in one period and one band after another; then those of which it is not known whether they were there still.
        let sure = since.map_or(last, |since| since.min(last));
        let mut day = seen.max(first);
        while day <= sure {
            let period = (today - day) / PERIOD;
            let band = band(day - start);
            let of_band = if band < WEEKS { start + 7 * (band as i64 + 1) } else { sure };
            let end = sure.min(today - PERIOD * period).min(of_band);
            cell.stays[period as usize].days[band] += (end - day + 1) as f64;
            day = end + 1;
        }
        if let (Some((by, treated)), Some(since)) = (left, since) {
            let part = 1.0 / (by - since) as f64;
            for day in since.max(first - 1) + 1..=by {
                let stay = &mut cell.stays[((today - day) / PERIOD) as usize];
                stay.days[band(day - start)] += (by - day + 1) as f64 * part;
                let exits = if treated { &mut stay.treated } else { &mut stay.removed };
                exits[band(day - start)] += part;
            }
        } else if let Some((day, treated)) = left {
            let stay = &mut cell.stays[((today - day) / PERIOD) as usize];
            let exits = if treated { &mut stay.treated } else { &mut stay.removed };
            exits[band(day - start)] += 1.0;
        }
        for (back, list) in cell.lists.iter_mut().enumerate() {
            let day = today - PERIOD * back as i64;
            if start <= day && left.is_none_or(|l| l.0 > day) {
                // As likely to have left on each day between two lists.
                let part = match (left, since) {
                    (Some((by, _)), Some(since)) if day > since => (by - day) as f64 / (by - since) as f64,
                    _ => 1.0,
                };
                list[band(day - start)] += part;
            }
        }
    }

    /// The counts, of what may be told of the list and under the names that it is told by; the rest is left out.
    pub(super) fn done(self, counts: &Counts, named: &Counts, least: u64) -> Followed {
        let date = counts.date;
        let periods = self.periods();
        let end = |back: usize| date.before(PERIOD * back as i64);
        let reading = |back: usize, days: i64| Reading {
            end: end(back),
            days: days as u32,
            services: BTreeMap::new(),
            groups: BTreeMap::new(),
        };
        let mut lists: Vec<Reading> = (0..=periods).map(|back| reading(back, 0)).collect();
        let mut treated: Vec<Reading> = (0..periods).map(|back| reading(back, PERIOD)).collect();
        let mut stays: Vec<BTreeMap<Vec<String>, Stay>> = vec![BTreeMap::new(); periods];
        let (mut referred, mut appointments) = (BTreeMap::new(), BTreeMap::new());
        let classes = self.classes(least);
        let columns: Vec<Option<usize>> =
            counts.groups.iter().map(|g| self.groups.iter().position(|own| own.0 == *g)).collect();
        for ((service, cell_who), cell) in &self.cells {
            let at = counts.services.iter().position(|s| s.name == self.services[*service]);
            let Some(name) = at.map(|at| &named.services[at].name) else { continue };
            let level = |(column, (levels, named)): (&Option<usize>, (&Vec<String>, &Vec<String>))| {
                let own = column.and_then(|c| Some(&self.groups[c].1[cell_who[c]?]));
                let at = own.and_then(|own| levels.iter().position(|l| l == own));
                at.map_or_else(|| NOT_RECORDED.to_string(), |at| named[at].clone())
            };
            let mut who: Vec<String> = columns.iter().zip(counts.levels.iter().zip(&named.levels)).map(level).collect();
            if let Some(classes) = &classes {
                let own = who_of(cell_who).and_then(|class| classes[class].clone());
                who.push(own.unwrap_or_else(|| NOT_RECORDED.to_string()));
            }
            *referred.entry(who.clone()).or_insert(0) += cell.referred;
            let all = appointments.entry(who.clone()).or_insert([0; 2]);
            all.iter_mut().zip(cell.appointments).for_each(|(a, n)| *a += n);
            let add = |reading: &mut Reading, bands: &[f64]| {
                add_to(reading.services.entry(fold(name)).or_default(), bands);
                add_to(reading.groups.entry(who.clone()).or_default(), bands);
            };
            lists.iter_mut().zip(&cell.lists).for_each(|(reading, bands)| add(reading, bands));
            treated.iter_mut().zip(&cell.stays).for_each(|(reading, stay)| add(reading, &stay.treated));
            for (all, own) in stays.iter_mut().zip(&cell.stays) {
                let all = all.entry(who.clone()).or_default();
                add_to(&mut all.days, &own.days);
                add_to(&mut all.treated, &own.treated);
                add_to(&mut all.removed, &own.removed);
            }
        }
        lists.reverse();
        treated.reverse();
        stays.reverse();
        let own = |(service, named): (&Service, &Service)| {
            let at = self.services.iter().position(|s| *s == service.name)?;
            Some((named.name.clone(), self.of_lists[at].clone()))
        };
        Followed {
            date,
            stays,
            lists,
            treated,
            referred,
            appointments: self.lives.columns.missed.is_some().then_some(appointments),
            of_lists: counts.services.iter().zip(&named.services).filter_map(own).collect(),
            urgencies: classes.map(|classes| {
                let mut names: Vec<String> = classes.into_iter().flatten().collect();
                names.sort_unstable();
                order("", &mut names, None);
                names
            }),
            least,
            between_lists: self.between.is_some(),
            limits: counts.limits.clone(),
        }
    }

    /// The name of each clinical class, where enough people of it were referred.
    fn classes(&self, least: u64) -> Option<Vec<Option<String>>> {
        let names = self.urgencies.as_ref()?;
        let people = |class: usize| -> u64 {
            let own = self.cells.iter().filter(|((_, who), _)| who_of(who) == Some(class));
            own.map(|(_, cell)| cell.referred).sum()
        };
        let safe = safe("class", names.iter(), &[]);
        Some(safe.into_iter().enumerate().map(|(class, name)| (people(class) >= least).then_some(name)).collect())
    }
}

/// The clinical class behind the levels of the groups.
fn who_of(who: &[Option<usize>]) -> Option<usize> {
    who.last().copied().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_stands_in_the_band_that_holds_its_day() {
        assert_eq!([0, 1, 7, 8, 14, 15, 728, 729, 5_000].map(band), [0, 0, 0, 1, 1, 2, 103, 104, 104]);
        for (i, (from, to)) in bands().into_iter().enumerate() {
            assert_eq!((band(from as i64), band(to.unwrap_or(9_999) as i64)), (i, i));
        }
    }
}

//! Lists of several days and those who were treated between, from several files or from one that holds several days.

use std::collections::BTreeMap;

use super::counted::Counted;
use super::counts::Flows;
use super::days::last_day;
use super::file::File;
use super::files_together;
use super::followed::Followed;
use super::found::Found;
use super::imported::{Imported, done};
use super::mapping;
use super::one_form::fold;
use super::options::Options;
use super::people;
use super::read;
use super::reading::{Reading, add_to};
use super::refused::Refused;
use super::span::Span;
use super::sums_of_parts;
use super::told::Told;
use super::values::{Period, clean};
use super::write::days_of;

/// What clinical classes are called among the ways in which people differ.
pub const URGENCY: &str = "urgency";

/// What several months say of lists.
#[derive(Clone, Debug)]
pub struct History {
    /// The last list and the flows of its period, as an import reads them.
    pub last: Imported,
    /// First and last day of each band; an open one has no last.
    pub bands: Vec<(usize, Option<usize>)>,
    /// Who waited, day by day, oldest first.
    pub lists: Vec<Reading>,
    /// Who was treated, period by period, oldest first.
    pub treated: Vec<Reading>,
    /// People followed one by one, where the file is a list of people.
    pub followed: Option<Followed>,
}

impl History {
    /// What tells people apart, and its levels: the groups, and clinical classes where a list of people has them.
    #[must_use]
    pub fn told_apart(&self) -> (Vec<String>, Vec<Vec<String>>) {
        let counts = &self.last.counts;
        let (mut names, mut levels) = (counts.groups.clone(), counts.levels.clone());
        if let Some(classes) = self.followed.as_ref().and_then(|f| f.urgencies.as_ref()) {
            names.push(URGENCY.to_string());
            levels.push(classes.clone());
        }
        (names, levels)
    }

    /// The name in the scenario of a list as the readings call it.
    #[must_use]
    pub fn name_of<'a>(&'a self, service: &'a str) -> &'a str {
        self.last.counts.services.iter().find(|s| fold(&s.name) == service).map_or(service, |s| &s.name)
    }

    /// The list on the day before a period begins, and the one on its last day, by place.
    #[must_use]
    pub fn around(&self, treated: &Reading) -> (Option<usize>, Option<usize>) {
        let day = |back: i64| self.lists.iter().position(|list| last_day(list.end) == last_day(treated.end) - back);
        (day(i64::from(treated.days)), day(0))
    }
}

/// Reads files of several months.
///
/// # Errors
/// The name of the file, and why it is not read.
pub fn history(files: &[File<'_>], options: &Options) -> Result<History, (String, Refused)> {
    let mut all: Vec<(Found, Told)> = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let called = |e: Refused| (clean(&file.name), e);
        let opened = file.opened(options.mapping.delimiter).map_err(called)?;
        let opened = match people::lists(files, number, opened, options)? {
            people::Lists::Of(lists) => {
                let found = people::followed(&lists, options).map_err(|e| (people::NAME.to_string(), e))?;
                let Some((counts, mapping, told, followed)) = found else { continue };
                let (lists, treated) = (followed.lists.clone(), followed.treated.clone());
                let last = done(counts, mapping, told);
                return Ok(History { last, bands: people::bands(), lists, treated, followed: Some(followed) });
            }
            people::Lists::None(opened) => opened,
        };
        let mut told = Told::default();
        let latest = read::read(file, &opened, options, &mut told).map_err(called)?;
        let mut others: Vec<Period> = latest.iter().flat_map(|found| found.dates.clone()).collect();
        others.sort_by_key(|d| d.last());
        others.dedup_by_key(|d| d.last());
        let is_latest = |date: &Period| latest.iter().any(|found| found.date.last() == date.last());
        for date in others.into_iter().filter(|d| !is_latest(d) && options.mapping.date.is_none()) {
            let mut asked = options.clone();
            asked.mapping.date = Some(date);
            let mut told = Told::default();
            let found = read::read(file, &opened, &asked, &mut told).map_err(called)?;
            all.extend(found.into_iter().map(|found| (found, told.clone())));
        }
        for found in latest {
            all.push((found, std::mem::take(&mut told)));
        }
    }
    let name = files.first().map(|f| clean(&f.name)).unwrap_or_default();
    put_together(all, options).map_err(|e| (name, e))
}

fn put_together(mut all: Vec<(Found, Told)>, options: &Options) -> Result<History, Refused> {
    let sums = sums_of_parts::files(all.iter_mut().map(|a| &mut a.0));
    let admissions = files_together::admissions(all.iter_mut().map(|a| &mut a.0));
    for (i, (found, _)) in all.iter().enumerate() {
        let twice =
            |other: &&(Found, Told)| other.0.date.last() == found.date.last() && files_together::same(&other.0, found);
        if let Some((other, _)) = all[..i].iter().find(twice) {
            let message = format!("{} and {} hold the same counts: they would count twice", other.file, found.file);
            return Err(Refused::new(message).help("leave one of them out"));
        }
    }
    let (mut lists, mut treated) = (Vec::new(), Vec::new());
    let counted = |found: &Found| [Counted::List, Counted::Treated].iter().any(|part| found.tables.contains_key(part));
    let shape = all.iter().map(|a| &a.0).find(|found| counted(found)).map(|found| found.shape.clone());
    let Some(shape) = shape else {
        return Err(Refused::new("these files hold neither who waits nor who was treated, by band"));
    };
    for (found, _) in all.iter().filter(|a| counted(&a.0)) {
        let other = &found.shape;
        if other.edges != shape.edges || other.open != shape.open || other.unit != shape.unit {
            let message = format!("{} has other bands than the first file", found.file);
            return Err(Refused::new(message).help("fit months that are counted in the same bands"));
        }
        add(found, Counted::List, 0, &mut lists);
        add(found, Counted::Treated, Flows::of(found.span, found.date).days, &mut treated);
    }
    if let Some((found, _)) = all.iter().find(|a| a.0.span != Span::Month && a.0.tables.contains_key(&Counted::Treated))
    {
        let message = format!("{}: those treated are of a {}", found.file, found.span.name());
        return Err(Refused::new(message).help("fit months: say so in a mapping, period = \"month\", if they are"));
    }
    for readings in [&mut lists, &mut treated] {
        readings.sort_by_key(|r| last_day(r.end));
    }
    let Some(last) = lists.last().map(|l| l.end) else {
        return Err(Refused::new("nobody waits in these files: they hold who was treated")
            .help("give the files of who waits at the ends of the months, too"));
    };
    let mut named = all.iter().filter(|a| counted(&a.0)).map(|a| a.0.groups.clone());
    let columns = named.next().unwrap_or_default();
    // Files that tell other groups apart say nothing of groups.
    let same = |(a, b): (&String, &String)| fold(a) == fold(b);
    let alike = named.all(|other| other.len() == columns.len() && other.iter().zip(&columns).all(same));
    let (of_last, before): (Vec<_>, Vec<_>) = all.into_iter().partition(|(found, _)| found.date.last() == last.last());
    let mut told = Told { understood: admissions.into_iter().collect(), aside: sums };
    for (found, _) in &before {
        told.understood.push(format!("{}: counts of {} for the fit", found.file, found.date.shown()));
    }
    let mut found = Vec::new();
    for (of, own) in of_last {
        told.understood.extend(own.understood);
        told.aside.extend(own.aside);
        found.push(of);
    }
    let counts = files_together::together(&found, options.mapping.limits.as_ref(), &mut told)?;
    for reading in lists.iter_mut().chain(&mut treated) {
        if alike {
            reading.settle(&columns, &counts);
        } else {
            reading.groups.clear();
        }
    }
    let mapping = mapping::written(&found, &options.mapping);
    let bands = days_of(&shape.edges, shape.open, shape.unit);
    let bands = bands.into_iter().map(|(from, to)| (from as usize, to.map(|to| to as usize))).collect();
    Ok(History { last: done(counts, mapping, told), bands, lists, treated, followed: None })
}

/// Adds the counts of a part of a file.
fn add(found: &Found, part: Counted, days: u32, readings: &mut Vec<Reading>) {
    let Some(table) = found.tables.get(&part) else { return };
    let at = readings.iter().position(|r| last_day(r.end) == last_day(found.date) && r.days == days);
    let at = at.unwrap_or_else(|| {
        readings.push(Reading { end: found.date, days, services: BTreeMap::new(), groups: BTreeMap::new() });
        readings.len() - 1
    });
    for ((name, who), sums) in table {
        let name = if name.is_empty() { "list" } else { name };
        add_to(readings[at].services.entry(fold(name)).or_default(), &sums.bands);
        add_to(readings[at].groups.entry(who.clone()).or_default(), &sums.bands);
    }
}

//! Counts of a list, from one file or several.

use std::collections::BTreeMap;

use super::Refused;
use super::admissions::Admission;
use super::bands::Unit;
use super::guess::Shape;
use super::layouts::Part;
use super::levels::levels;
use super::limits::Limits;
use super::values::Period;
use super::week::Week;
use super::words::Told;

/// Counts by band, and all together.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sums {
    pub(super) bands: Vec<f64>,
    /// All people, with those of no band; as the table says.
    pub(super) total: f64,
}

impl Sums {
    pub(super) fn none(bands: usize) -> Self {
        Self { bands: vec![0.0; bands], total: 0.0 }
    }

    /// Adds counts by band and a total at the end.
    pub(super) fn add(&mut self, counts: &[f64]) {
        self.bands.iter_mut().zip(counts).for_each(|(b, n)| *b += n);
        self.total += counts[counts.len() - 1];
    }

    pub(super) fn join(&mut self, other: &Self) {
        self.bands.iter_mut().zip(&other.bands).for_each(|(b, n)| *b += n);
        self.total += other.total;
    }

    /// Everybody: the total where there is one.
    pub(super) fn people(&self) -> f64 {
        self.total.max(self.bands.iter().sum())
    }
}

/// By service and values of the group columns.
pub(super) type Table = BTreeMap<(String, Vec<String>), Sums>;

/// What one file holds.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) file: String,
    pub(super) sheet: Option<String>,
    pub(super) shape: Shape,
    pub(super) date: Period,
    /// All dates of the file.
    pub(super) dates: Vec<Period>,
    /// How long the period of its flows is, as the table or the reader says.
    pub(super) span: Span,
    /// What stood for counts that are held back.
    pub(super) held_back: Option<f64>,
    pub(super) parts: Vec<(String, Part)>,
    /// Which of the two lists it is, where it says only that; its people are among the treated.
    pub(super) admission: Option<Admission>,
    pub(super) totals: Vec<(String, Vec<String>)>,
    pub(super) groups: Vec<String>,
    /// The order of the levels of each group, where the reader gives it.
    pub(super) orders: Vec<Option<Vec<String>>>,
    pub(super) tables: BTreeMap<Part, Table>,
}

/// One list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Who waits by band, for each combination of levels; one without levels where groups are not told.
    pub waiting: Vec<(Vec<String>, Vec<u64>)>,
    /// For each of these, runs of bands (the first, the last) that are counted together: the count stands at the first. Empty where every
    /// band is counted by itself.
    pub runs: Vec<Vec<(usize, usize)>>,
    /// Who waits and has no band.
    pub without_band: u64,
    /// Who was treated in the period.
    pub treated: Option<u64>,
    /// Who was referred in the period.
    pub referred: Option<u64>,
    /// Who was removed untreated in the period.
    pub removed: Option<u64>,
    /// What comes and goes in a week, where a workbook made for it says so.
    pub week: Option<Week>,
}

impl Service {
    pub(super) fn named(name: &str) -> Self {
        Self { name: name.to_string(), ..Self::default() }
    }

    /// Who waits, by band.
    #[must_use]
    pub fn bands(&self) -> Vec<u64> {
        let bands = self.waiting.first().map_or(0, |w| w.1.len());
        (0..bands).map(|b| self.waiting.iter().map(|w| w.1[b]).sum()).collect()
    }

    /// How many wait.
    #[must_use]
    pub fn people(&self) -> u64 {
        self.waiting.iter().flat_map(|w| &w.1).sum()
    }
}

/// How long a period of flows is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// A week.
    Week,
    /// A calendar month.
    Month,
    /// Three of them.
    Quarter,
    /// Twelve of them.
    Year,
}

impl Span {
    /// The spans, by the names of a mapping file.
    pub(super) const NAMED: [(&'static str, Span); 4] =
        [("week", Span::Week), ("month", Span::Month), ("quarter", Span::Quarter), ("year", Span::Year)];

    /// Its name in a mapping file.
    pub(super) fn name(self) -> &'static str {
        Self::NAMED.iter().find(|(_, s)| *s == self).map_or("month", |n| n.0)
    }
}

/// The period in which people were treated and referred.
#[derive(Clone, Debug, PartialEq)]
pub struct Flows {
    /// Its last day or month.
    pub end: Period,
    /// How many days it has.
    pub days: u32,
    /// The period in words: "2026-01", "the 13 weeks to 2026-01-31".
    pub words: String,
}

impl Flows {
    /// A period of so many weeks.
    pub(super) fn weeks(weeks: u32, end: Period) -> String {
        let many = if weeks == 1 { "week".to_string() } else { format!("{weeks} weeks") };
        format!("the {many} to {}", end.last_shown())
    }

    /// A period that ends then.
    pub(super) fn of(span: Span, end: Period) -> Self {
        let months = |many: u32| {
            let of = |back: u32| {
                let at = end.year * 12 + end.month as i32 - 1 - back as i32;
                super::values::days_in(at.div_euclid(12), at.rem_euclid(12) as u32 + 1)
            };
            (0..many).map(of).sum::<u32>()
        };
        let words = |what: &str| format!("the {what} to {}", end.last_shown());
        match span {
            Span::Week => Self { end, days: 7, words: Self::weeks(1, end) },
            Span::Month => Self { end, days: months(1), words: Period { day: None, ..end }.shown() },
            Span::Quarter => Self { end, days: months(3), words: words("three months") },
            Span::Year => Self { end, days: months(12), words: words("twelve months") },
        }
    }
}

/// Where figures come from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sources {
    /// Those who wait.
    pub list: String,
    /// Those treated.
    pub treated: String,
    /// Those referred.
    pub referred: String,
}

/// Counts of today's list and of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Counts {
    /// Edges of the bands, in `unit`.
    pub edges: Vec<f64>,
    /// Whether the last band is open.
    pub open: bool,
    /// The unit of the edges.
    pub unit: Unit,
    /// The ways in which people are told apart.
    pub groups: Vec<String>,
    /// The day of the list.
    pub date: Period,
    /// The period of those treated and referred.
    pub flows: Flows,
    /// The lists, by name.
    pub services: Vec<Service>,
    /// What the counts are of, such as a layout.
    pub sources: Sources,
    /// Levels of each group, in order.
    pub levels: Vec<Vec<String>>,
    /// Whether the reader gives the order of these, from most to least disadvantaged.
    pub ordered: Vec<bool>,
    /// The fewest people of a figure, where the counts are derived from rows of people.
    pub derived: Option<u64>,
    /// The limits that figures are told by.
    pub limits: Limits,
}

impl Counts {
    /// The days of an edge.
    fn days(&self, edge: f64) -> u32 {
        (edge * self.unit.days()).floor() as u32
    }

    /// The limits at which no band ends, in days.
    #[must_use]
    pub fn without_edge(&self) -> Vec<u32> {
        let ends: Vec<u32> = self.edges.iter().map(|e| self.days(*e)).collect();
        self.limits.days().iter().copied().filter(|limit| !ends.contains(limit)).collect()
    }

    /// People who have waited no longer than so many weeks, where an edge of the bands is there and nobody is counted across it.
    #[must_use]
    pub fn within(&self, service: &Service, weeks: f64) -> Option<u64> {
        self.within_days(service, (7.0 * weeks) as u32)
    }

    /// The same of so many days.
    #[must_use]
    pub fn within_days(&self, service: &Service, days: u32) -> Option<u64> {
        let at = self.edges.iter().position(|e| self.days(*e) == days)?;
        let across = |(first, last): &(usize, usize)| *first < at && at <= *last;
        let held = |(i, (_, bands)): (usize, &(Vec<String>, Vec<u64>))| {
            service.runs.get(i).is_some_and(|runs| runs.iter().any(|r| across(r) && bands[r.0] > 0))
        };
        if service.waiting.iter().enumerate().any(held) {
            return None;
        }
        Some(service.bands().iter().take(at).sum())
    }
}

/// Most pairs of a group and a combination of recorded levels, over the bands, that a scenario joins.
const MOST_PAIRS: usize = 2_000_000;

/// The level that stands for all values that say nothing.
pub(crate) const NOT_RECORDED: &str = "not recorded";

/// One form of a name: what differs only in case, spaces or the form of accents is the same.
pub(super) fn fold(name: &str) -> String {
    crate::compile::names::fold(name)
}

/// Takes those admitted and those not for people who wait, where files or sheets say nothing else of whom they count; and what is said of it.
pub(super) fn admissions<'a>(all: impl Iterator<Item = &'a mut Found>) -> Option<String> {
    let mut all: Vec<&mut Found> = all.collect();
    let has = |admission| all.iter().any(|found| found.admission == Some(admission));
    let other = |found: &&mut Found| {
        let tables = &found.tables;
        tables.contains_key(&Part::List) || (tables.contains_key(&Part::Treated) && found.admission.is_none())
    };
    if !has(Admission::Admitted) || !has(Admission::Not) || all.iter().any(other) {
        return None;
    }
    let mut names: Vec<&str> = Vec::new();
    for found in all.iter_mut().filter(|found| found.admission.is_some()) {
        if let Some(table) = found.tables.remove(&Part::Treated) {
            found.tables.insert(Part::List, table);
        }
        if !names.contains(&found.file.as_str()) {
            names.push(&found.file);
        }
    }
    Some(format!(
        "{}: admitted and non-admitted are parts of one list and were added up; if these people were treated, say so in the mapping: part = \"treated\"",
        names.join(", ")
    ))
}

/// What most rows of two files say of the same people: they are the same.
pub(super) fn same(a: &Found, b: &Found) -> bool {
    let parts = a.tables.iter().filter(|(part, _)| **part != Part::Aside && a.date.last() == b.date.last());
    parts.filter_map(|(part, table)| Some((table, b.tables.get(part)?))).any(|(one, other)| {
        let some = |t: &Table| t.values().filter(|s| s.people() >= 20.0).count();
        let alike = one.iter().filter(|(key, sums)| sums.people() >= 20.0 && other.get(*key) == Some(*sums)).count();
        let all = one == other && one.values().any(|s| s.people() > 0.0);
        all || (alike > 0 && alike * 2 >= some(one).min(some(other)))
    })
}

/// Puts files together.
pub(super) fn together(all: &[Found], limits: Option<&Limits>, told: &mut Told) -> Result<Counts, Refused> {
    for (i, found) in all.iter().enumerate() {
        if let Some(other) = all[..i].iter().find(|other| same(other, found)) {
            let message = format!("{} and {} hold the same counts: they would count twice", other.file, found.file);
            return Err(Refused::new(message).help("import one of them"));
        }
    }
    let lists: Vec<&Found> = all.iter().filter(|f| f.tables.contains_key(&Part::List)).collect();
    let Some(date) = lists.iter().map(|f| f.date).max_by_key(|d| d.last()) else {
        return Err(Refused::new("nobody waits in these files: they hold who was treated or referred")
            .help("import the file of the list, too, or say in a mapping that its part is the list"));
    };
    let of_list: Vec<&Found> = lists.into_iter().filter(|f| f.date.last() == date.last()).collect();
    let shape = &of_list[0].shape;
    for other in &of_list[1..] {
        if other.shape.edges != shape.edges || other.groups != of_list[0].groups || other.shape.open != shape.open {
            return Err(Refused::new(format!("{} and {} have other bands or groups", of_list[0].file, other.file))
                .help("import lists of the same bands together"));
        }
    }
    let of_flows = |f: &&Found| f.tables.keys().any(|p| matches!(p, Part::Treated | Part::Referred));
    let flows = all.iter().filter(of_flows).max_by_key(|f| f.date.last());
    let (period, span) = flows.map_or((date, Span::Month), |f| (f.date, f.span));
    let levels: Vec<Vec<String>> = (0..of_list[0].groups.len()).map(|g| levels(&of_list, g, told)).collect();
    let mut services: BTreeMap<String, Service> = BTreeMap::new();
    let known = |g: usize, value: &String| -> String {
        let same = levels[g].iter().find(|l| fold(l) == fold(value));
        same.cloned().unwrap_or_else(|| NOT_RECORDED.to_string())
    };
    let mut alike: BTreeMap<String, String> = BTreeMap::new();
    for found in all {
        for (part, table) in &found.tables {
            let wanted = if *part == Part::List { date } else { period };
            if found.date.last() != wanted.last() && *part != Part::Aside {
                told.aside.push(format!("{}: {} of {}, another time", found.file, part.name(), found.date.shown()));
                continue;
            }
            for ((name, groups), sums) in table {
                let name = if name.is_empty() { "list" } else { name };
                let service = services.entry(fold(name)).or_insert_with(|| Service::named(name));
                if service.name != name {
                    alike.insert(name.to_string(), service.name.clone());
                }
                let people = sums.people() as u64;
                match part {
                    Part::List => {
                        let groups: Vec<String> = groups.iter().enumerate().map(|(g, v)| known(g, v)).collect();
                        let bands = sums.bands.iter().map(|n| *n as u64);
                        match service.waiting.iter_mut().find(|w| w.0 == groups) {
                            Some((_, all)) => all.iter_mut().zip(bands).for_each(|(a, n)| *a += n),
                            None => service.waiting.push((groups, bands.collect())),
                        }
                        service.without_band += people.saturating_sub(sums.bands.iter().sum::<f64>() as u64);
                    }
                    Part::Treated => *service.treated.get_or_insert(0) += people,
                    Part::Referred => *service.referred.get_or_insert(0) += people,
                    Part::Aside => {}
                }
            }
        }
    }
    for (name, first) in alike {
        told.understood.push(format!("`{name}` and `{first}` are one list"));
    }
    let (with, without): (Vec<Service>, Vec<Service>) = services.into_values().partition(|s| s.people() > 0);
    if !without.is_empty() {
        let names: Vec<&str> = without.iter().map(|s| s.name.as_str()).collect();
        told.aside.push(format!("lists on which nobody waits: {}", names.join(", ")));
    }
    if with.is_empty() {
        return Err(Refused::new("nobody waits: all counts of the list are 0"));
    }
    let source = |part: Part| {
        let of = all.iter().filter(|f| f.tables.contains_key(&part));
        let files: Vec<String> =
            of.map(|f| f.shape.layout.map_or_else(|| f.file.clone(), |l| format!("{} ({})", l.name, f.file))).collect();
        files.join("; ")
    };
    let of_layout = shape.layout.and_then(|l| Limits::of_days(l.limits));
    let limits = limits.cloned().or(of_layout).unwrap_or_default();
    let mut counts = Counts {
        edges: shape.edges.clone(),
        open: shape.open,
        unit: shape.unit,
        groups: of_list[0].groups.clone(),
        date,
        flows: Flows::of(span, period),
        services: with,
        sources: Sources { list: source(Part::List), treated: source(Part::Treated), referred: source(Part::Referred) },
        levels,
        ordered: of_list[0].orders.iter().map(Option::is_some).collect(),
        derived: None,
        limits,
    };
    counts.leave_out_unknown(told);
    // What a scenario joins: every group with every combination of recorded levels, in each band.
    let product = |more: usize| counts.levels.iter().map(|l| l.len() + more).fold(1_usize, usize::saturating_mul);
    let pairs = product(0).saturating_mul(product(1)).saturating_mul(counts.edges.len());
    if counts.levels.len() > 1 && pairs > MOST_PAIRS {
        return Err(Refused::new(format!(
            "{} have {} combinations: too many to be joined",
            counts.groups.join(", "),
            product(0)
        ))
        .help("say in the mapping which of these columns is `place` (added up) or `aside`"));
    }
    Ok(counts)
}

impl Counts {
    /// Groups without a recorded level tell nobody apart.
    pub(super) fn leave_out_unknown(&mut self, told: &mut Told) {
        for g in (0..self.groups.len()).rev().filter(|&g| self.levels[g].is_empty()).collect::<Vec<_>>() {
            told.aside.push(format!("{}: recorded of nobody, so it tells nobody apart", self.groups[g]));
            self.groups.remove(g);
            self.levels.remove(g);
            self.ordered.remove(g);
            for service in &mut self.services {
                let before = std::mem::take(&mut service.waiting);
                for (mut who, bands) in before {
                    who.remove(g);
                    match service.waiting.iter_mut().find(|w| w.0 == who && service.runs.is_empty()) {
                        Some((_, all)) => all.iter_mut().zip(bands).for_each(|(a, n)| *a += n),
                        None => service.waiting.push((who, bands)),
                    }
                }
            }
        }
    }
}

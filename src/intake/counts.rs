//! Counts of a list, from one file or several.

use std::collections::BTreeMap;

use super::Refused;
use super::bands::Unit;
use super::guess::Shape;
use super::layouts::{NOT_KNOWN, Part};
use super::values::{Period, folded};
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
    /// What stood for counts that are held back.
    pub(super) held_back: Option<f64>,
    pub(super) parts: Vec<(String, Part)>,
    pub(super) totals: Vec<(String, Vec<String>)>,
    pub(super) groups: Vec<String>,
    /// The order of the levels of each group, where the reader gives it.
    pub(super) orders: Vec<Option<Vec<String>>>,
    pub(super) tables: BTreeMap<Part, Table>,
}

/// One list.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Who waits by band, for each combination of levels; one without levels where groups are not told.
    pub waiting: Vec<(Vec<String>, Vec<u64>)>,
    /// Who waits and has no band.
    pub without_band: u64,
    /// Who was treated in the period.
    pub treated: Option<u64>,
    /// Who was referred in the period.
    pub referred: Option<u64>,
}

impl Service {
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
    pub period: Period,
    /// The lists, by name.
    pub services: Vec<Service>,
    /// What the counts are of, such as a layout.
    pub source: String,
    /// Levels of each group, in order.
    pub levels: Vec<Vec<String>>,
}

impl Counts {
    /// People who have waited no longer than so many weeks, and all, where an edge of the bands is there.
    #[must_use]
    pub fn within(&self, service: &Service, weeks: f64) -> Option<u64> {
        let of = match self.unit {
            Unit::Days => 7.0 * weeks,
            Unit::Weeks => weeks,
            Unit::Months => return None,
        };
        let at = self.edges.iter().position(|e| *e == of)?;
        Some(service.bands().iter().take(at).sum())
    }
}

/// The level that stands for all values that say nothing.
pub(super) const NOT_RECORDED: &str = "not recorded";

/// Puts files together.
pub(super) fn together(all: &[Found], told: &mut Told) -> Result<Counts, Refused> {
    let lists: Vec<&Found> = all.iter().filter(|f| f.tables.contains_key(&Part::List)).collect();
    let date = lists.iter().map(|f| f.date).max();
    let Some(date) = date else {
        return Err(Refused::new("nobody waits in these files: they hold who was treated or referred")
            .help("import the file of the list, too, or say in a mapping that its part is the list"));
    };
    let of_list: Vec<&Found> = lists.into_iter().filter(|f| f.date == date).collect();
    let shape = &of_list[0].shape;
    for other in &of_list[1..] {
        if other.shape.edges != shape.edges || other.groups != of_list[0].groups || other.shape.open != shape.open {
            return Err(Refused::new(format!("{} and {} have other bands or groups", of_list[0].file, other.file))
                .help("import lists of the same bands together"));
        }
    }
    let period = all.iter().filter(|f| f.tables.keys().any(|p| matches!(p, Part::Treated | Part::Referred)));
    let period = period.map(|f| f.date).max().unwrap_or(date);
    let levels: Vec<Vec<String>> = (0..of_list[0].groups.len()).map(|g| levels(&of_list, g, told)).collect();
    let mut services: BTreeMap<String, Service> = BTreeMap::new();
    let known = |g: usize, value: &String| -> String {
        let same = levels[g].iter().find(|l| folded(l) == folded(value));
        same.cloned().unwrap_or_else(|| NOT_RECORDED.to_string())
    };
    for found in all {
        for (part, table) in &found.tables {
            if found.date != if *part == Part::List { date } else { period } && *part != Part::Aside {
                told.aside.push(format!("{}: {} of {}, another time", found.file, part.name(), found.date.shown()));
                continue;
            }
            for ((name, groups), sums) in table {
                let name = if name.is_empty() { "list".to_string() } else { name.clone() };
                let service = services.entry(name.clone()).or_insert_with(|| Service {
                    name,
                    waiting: Vec::new(),
                    without_band: 0,
                    treated: None,
                    referred: None,
                });
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
    let (with, without): (Vec<Service>, Vec<Service>) = services.into_values().partition(|s| s.people() > 0);
    if !without.is_empty() {
        let names: Vec<&str> = without.iter().map(|s| s.name.as_str()).collect();
        told.aside.push(format!("lists on which nobody waits: {}", names.join(", ")));
    }
    if with.is_empty() {
        return Err(Refused::new("nobody waits: all counts of the list are 0"));
    }
    Ok(Counts {
        edges: shape.edges.clone(),
        open: shape.open,
        unit: shape.unit,
        groups: of_list[0].groups.clone(),
        date,
        period,
        services: with,
        source: shape.layout.map_or_else(|| of_list[0].file.clone(), |l| format!("{} ({})", l.name, of_list[0].file)),
        levels,
    })
}

/// The levels of a group, in the order in which the file has them; those that say nothing are one, at the end.
fn levels(lists: &[&Found], group: usize, told: &mut Told) -> Vec<String> {
    let name = &lists[0].groups[group];
    let mut out: Vec<String> = Vec::new();
    let mut alike: Vec<(String, String)> = Vec::new();
    for (_, groups) in lists.iter().filter_map(|f| f.tables.get(&Part::List)).flat_map(|t| t.keys()) {
        let value = &groups[group];
        if NOT_KNOWN.contains(&folded(value).as_str()) {
            if folded(value) != NOT_RECORDED && !alike.iter().any(|(v, _)| v == value) {
                alike.push((value.clone(), NOT_RECORDED.to_string()));
            }
            continue;
        }
        match out.iter().find(|l| folded(l) == folded(value)) {
            None => out.push(value.clone()),
            Some(first) if first != value && !alike.iter().any(|(v, _)| v == value) => {
                alike.push((value.clone(), first.clone()));
            }
            Some(_) => {}
        }
    }
    order(&mut out, lists[0].orders[group].as_deref());
    for (value, as_what) in alike {
        let value = if value.is_empty() { "blank".to_string() } else { format!("`{value}`") };
        told.understood.push(format!("{name}: {value} is `{as_what}`"));
    }
    out
}

/// Puts levels in order: as the reader says; else by the numbers they begin with, and "most" before "least".
fn order(levels: &mut [String], said: Option<&[String]>) {
    let key = |level: &String| {
        let lower = folded(level);
        let said = said.and_then(|s| s.iter().position(|l| folded(l) == lower)).unwrap_or(usize::MAX);
        let digits: String =
            lower.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        let place = match () {
            () if lower.starts_with("most") => 0,
            () if lower.starts_with("least") => usize::MAX,
            () => digits.parse().unwrap_or(usize::MAX - 1),
        };
        (said, place)
    };
    levels.sort_by_cached_key(key);
}

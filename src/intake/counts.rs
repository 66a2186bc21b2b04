//! Counts of today's list and of a period, by band.

use super::enough_people::ROUND;
use super::limits::Limits;
use super::span::Span;
use super::unit::Unit;
use super::values::Period;
use super::week::Week;

/// What is known to be of fewer people than may be told, in the period of a list of people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Few {
    /// Those referred.
    pub referred: bool,
    /// Those treated.
    pub treated: bool,
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
    /// How the people of such runs of several bands are spread over them.
    pub spreads: Vec<Spread>,
    /// Who waits and has no band.
    pub without_band: u64,
    /// Who was treated in the period.
    pub treated: Option<u64>,
    /// Who was referred in the period.
    pub referred: Option<u64>,
    /// Who was removed untreated in the period.
    pub removed: Option<u64>,
    /// What is known to be of fewer people than may be told.
    pub few: Few,
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

/// All combinations of a list whose people are counted together in the same run of bands, and how these people together are spread over it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spread {
    /// The run: the first band, the last.
    pub run: (usize, usize),
    /// Shorter runs, each with its people; at least two.
    pub parts: Vec<(usize, usize, u64)>,
}

impl Spread {
    /// The share of the people who are before a band; none where it lies within a part that has people.
    fn before(&self, band: usize) -> Option<f64> {
        let within = |p: &&(usize, usize, u64)| p.0 < band && band <= p.1 && p.2 > 0;
        if self.parts.iter().any(|p| within(&p)) {
            return None;
        }
        let sum = |parts: &mut dyn Iterator<Item = &(usize, usize, u64)>| parts.map(|p| p.2).sum::<u64>() as f64;
        Some(sum(&mut self.parts.iter().filter(|p| p.1 < band)) / sum(&mut self.parts.iter()))
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
        let across = |(first, last): &&(usize, usize)| *first < at && at <= *last;
        let mut within: u64 = service.bands().iter().take(at).sum();
        for (i, (_, bands)) in service.waiting.iter().enumerate() {
            for run in service.runs.get(i).into_iter().flatten().filter(across).filter(|r| bands[r.0] > 0) {
                let spread = service.spreads.iter().find(|s| s.run == *run)?;
                let beyond = bands[run.0] as f64 * (1.0 - spread.before(at)?);
                // As the counts themselves, to the nearest five.
                within -= (beyond / ROUND as f64).round() as u64 * ROUND;
            }
        }
        Some(within)
    }
}

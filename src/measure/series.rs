//! The weekly series as integers: counts of people, and shares in parts of a thousand million, so that sums over replications
//! are exact in any order.

use super::{Grouped, SubjectKey, Subjects, View};
use crate::population::Population;
use crate::tally::{ClassTally, Flow, Stock};

/// A share of 1 as an integer.
pub const SHARE_UNITS: i64 = 1_000_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Flow(Flow),
    Stock(Stock),
    /// Share of the list.
    Share(Stock),
}

impl Kind {
    /// Where the summary has the same measure.
    const fn view(self) -> View {
        match self {
            Kind::Flow(Flow::Treated) => View::Completed,
            Kind::Flow(_) => View::Flow,
            Kind::Stock(_) | Kind::Share(_) => View::Closing,
        }
    }
}

/// Name, unit and kind, sorted by name; each is a measure of the summary too, with the same name and unit.
const MEASURES: [(&str, &str, Kind); 8] = [
    ("breaches", "people", Kind::Stock(Stock::Breaches)),
    ("list_size", "people", Kind::Stock(Stock::List)),
    ("new_breaches", "people", Kind::Flow(Flow::NewBreaches)),
    ("referrals", "people", Kind::Flow(Flow::Referrals)),
    ("removed", "people", Kind::Flow(Flow::Removed)),
    ("treated", "people", Kind::Flow(Flow::Treated)),
    ("waiting_over_18w", "share", Kind::Share(Stock::Over18)),
    ("waiting_over_52w", "share", Kind::Share(Stock::Over52)),
];

/// One line of the series.
#[derive(Clone, Debug)]
pub struct SeriesKey {
    /// The service, or "all".
    pub service: String,
    /// Who it is about: at each audit those waiting then, or what happened since the audit before.
    pub view: View,
    /// The measure; gaps end in `.gap`.
    pub measure: String,
    /// The attribute, or "all".
    pub attribute: String,
    /// The level, "all" for totals, empty for gaps of the ends.
    pub group: String,
    /// The unit.
    pub unit: &'static str,
    /// Divides the integers.
    pub units: i64,
    /// Whether row 0 (the opening snapshot) has a point.
    pub opens: bool,
    measure_index: usize,
    service_index: usize,
    subject: usize,
    minus: Option<usize>,
}

/// All lines of the series, sorted as the rows of the summary are.
#[derive(Clone, Debug)]
pub struct SeriesLayout {
    /// The lines.
    pub keys: Vec<SeriesKey>,
    /// Points of each line: the opening snapshot and the audits; 0 without audits.
    pub points: usize,
    simple: usize,
}

impl SeriesLayout {
    /// The series of these services (sorted by name) and people, by true levels.
    #[must_use]
    pub fn new(
        population: &Population,
        subjects: &Subjects,
        services: &[String],
        audits: usize,
        unreported: &[usize],
    ) -> Self {
        let mut keys = Vec::new();
        // Attributes in order of name, totals first.
        let mut attributes: Vec<usize> = (0..population.attributes.len()).filter(|a| !unreported.contains(a)).collect();
        attributes.sort_by_key(|&a| &population.attributes[a].name);
        for service_index in 0..=services.len() {
            let service = if service_index == 0 { "all" } else { services[service_index - 1].as_str() };
            for (measure_index, &(name, unit, kind)) in MEASURES.iter().enumerate() {
                let share = matches!(kind, Kind::Share(_));
                let line = |measure: String, attribute: &str, group: &str, subject, minus| SeriesKey {
                    service: service.into(),
                    view: kind.view(),
                    measure,
                    attribute: attribute.into(),
                    group: group.into(),
                    unit,
                    units: if share { SHARE_UNITS } else { 1 },
                    opens: !matches!(kind, Kind::Flow(_)),
                    measure_index,
                    service_index,
                    subject,
                    minus,
                };
                keys.push(line(name.into(), "all", "all", 0, None));
                let subject = |attribute: usize, level: usize| {
                    let key = SubjectKey::Level { attribute, level };
                    subjects.keys().iter().position(|k| *k == key).unwrap_or_default()
                };
                // Where there are several services, groups stand in the lines of all services together; each service has its
                // totals and gaps. A country by specialty and group would be a file that no spreadsheet opens.
                let levels = service_index == 0 || services.len() == 1;
                for &a in attributes.iter().filter(|_| levels) {
                    let attribute = &population.attributes[a];
                    for (l, level) in attribute.levels.iter().enumerate() {
                        keys.push(line(name.into(), &attribute.name, level, subject(a, l), None));
                    }
                }
                for &a in attributes.iter().filter(|_| share) {
                    let attribute = &population.attributes[a];
                    let last = attribute.levels.len() - 1;
                    let gap = format!("{name}.gap");
                    if attribute.ordered && last > 0 {
                        keys.push(line(gap, &attribute.name, "", subject(a, 0), Some(subject(a, last))));
                    } else {
                        for l in (0..=last).filter(|&l| l != attribute.reference) {
                            let minus = Some(subject(a, attribute.reference));
                            keys.push(line(gap.clone(), &attribute.name, &attribute.levels[l], subject(a, l), minus));
                        }
                    }
                }
            }
        }
        Self { keys, points: if audits == 0 { 0 } else { audits + 1 }, simple: subjects.simple() }
    }

    /// Calls `add(line, point, value)` for every point of one service (0: all together; k: the k-th) in one replication that has a
    /// value, in order.
    pub fn read_service(&self, number: usize, grouped: &Grouped, mut add: impl FnMut(usize, usize, i64)) {
        if self.points == 0 {
            return;
        }
        let first = self.keys.partition_point(|key| key.service_index < number);
        let lines = self.keys[first..].iter().take_while(|key| key.service_index == number);
        let people = &grouped.people[..self.simple];
        let read = MEASURES.map(|(_, _, kind)| people.iter().map(|p| self.values(p, kind)).collect::<Vec<_>>());
        for (line, key) in (first..).zip(lines) {
            let values = &read[key.measure_index];
            let minus = key.minus.map(|minus| &values[minus]);
            for (point, &value) in values[key.subject].iter().enumerate().skip(usize::from(!key.opens)) {
                let value = minus.map_or(value, |minus| value.zip(minus[point]).map(|(a, b)| a - b));
                if let Some(value) = value {
                    add(line, point, value);
                }
            }
        }
    }

    fn values(&self, people: &ClassTally, kind: Kind) -> Vec<Option<i64>> {
        let at = |values: &[i64], i: usize| values.get(i).copied().unwrap_or(0);
        match kind {
            Kind::Flow(flow) => {
                let counts = people.weekly.flows(flow);
                (0..self.points).map(|i| Some(counts.get(i).map_or(0, |&c| i64::from(c)))).collect()
            }
            Kind::Stock(stock) => {
                let counts = people.weekly.stock(stock);
                (0..self.points).map(|i| Some(at(&counts, i))).collect()
            }
            Kind::Share(stock) => {
                let (counts, list) = (people.weekly.stock(stock), people.weekly.stock(Stock::List));
                (0..self.points)
                    .map(|i| {
                        let (part, whole) = (i128::from(at(&counts, i)), i128::from(at(&list, i)));
                        // Rounded half up, in integers.
                        (whole > 0).then(|| ((2 * part * i128::from(SHARE_UNITS) + whole).div_euclid(2 * whole)) as i64)
                    })
                    .collect()
            }
        }
    }
}

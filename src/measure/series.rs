//! The weekly series as integers: counts of people, and shares in parts of a thousand million, so that sums over replications
//! are exact in any order. What it tells of is what the measures say.

use std::collections::BTreeSet;

use super::gap::{Levels, Piece};
use super::{AnalysisSet, Figure, Grouped, Layout, Of, PerWeek, SHARE_UNITS, Who};
use crate::population::Population;
use crate::tally::{ClassTally, Stock};

/// One line of the series.
#[derive(Clone, Copy, Debug)]
pub struct SeriesKey {
    /// Which figure: at each audit of those waiting then, or what happened since the audit before.
    pub figure: Figure,
    /// Divides the integers.
    pub units: i64,
    /// Whether row 0 (the opening snapshot) has a point.
    pub opens: bool,
    /// The number among the measures of the series.
    measure: usize,
    subject: usize,
    minus: Option<usize>,
}

/// All lines of the series, sorted as the rows of the summary are.
#[derive(Clone, Debug)]
pub struct SeriesLayout {
    /// The lines.
    pub keys: Vec<SeriesKey>,
    /// PerWeek of each line: the opening snapshot and the audits; 0 without audits.
    pub points: usize,
    measures: Vec<PerWeek>,
    simple: usize,
}

impl SeriesLayout {
    /// The series of the figures of a layout, by true levels.
    #[must_use]
    pub fn new(layout: &Layout, population: &Population, audits: usize) -> Self {
        let mut keys = Vec::new();
        let measures = layout.weekly();
        let services = layout.services() as u32;
        // Attributes in order of name.
        let mut splits: Vec<usize> = (0..layout.splits.len()).filter(|&b| !layout.splits[b].recorded).collect();
        splits.sort_by_key(|&b| &population.attributes[layout.splits[b].attribute].name);
        let of_everybody = |f: &Figure| f.stage.is_none() && f.who == Who::People(0) && f.of == Of::Value;
        let told = layout.rows.iter().map(|row| &row.figure).filter(|f| of_everybody(f));
        let told: BTreeSet<(Option<u32>, AnalysisSet, u32)> =
            told.map(|f| (f.service, f.population, f.measure)).collect();
        for service in std::iter::once(None).chain((0..services).map(Some)) {
            for (number, &(measure, set, points)) in measures.iter().enumerate() {
                let figure =
                    Figure { service, stage: None, population: set, measure, of: Of::Value, who: Who::People(0) };
                if !told.contains(&(service, set, measure)) {
                    continue;
                }
                let line = |of: Of, who: Who, subject: usize, minus: Option<usize>| SeriesKey {
                    figure: Figure { of, who, ..figure },
                    units: points.units(),
                    opens: points.opens(),
                    measure: number,
                    subject,
                    minus,
                };
                keys.push(line(Of::Value, Who::People(0), 0, None));
                let measure = layout.measure(&figure);
                // Where there are several services, groups stand in the lines of all services together; each service has its
                // totals and gaps. A country by specialty and group would be a file that no spreadsheet opens.
                if measure.by_group() && (service.is_none() || services == 1) {
                    for &s in splits.iter().flat_map(|&b| &layout.splits[b].levels) {
                        keys.push(line(Of::Value, Who::People(s), s as usize, None));
                    }
                }
                for &b in splits.iter().filter(|_| measure.gaps() && measure.by_group()) {
                    let split = &layout.splits[b];
                    let attribute = &population.attributes[split.attribute];
                    if attribute.levels.len() < 2 {
                        continue;
                    }
                    let levels = Levels { attribute, unknown: false, measure };
                    for (gap, how) in layout.gaps.iter().enumerate().filter(|(_, gap)| gap.weekly()) {
                        for between in how.between(&levels) {
                            let [Piece::Level(a), Piece::Level(b_)] = between.made_of[..] else { continue };
                            let level = between.level.and_then(|l| u16::try_from(l).ok());
                            let who = Who::Levels { breakdown: b as u16, level };
                            let [a, b_] = [a, b_].map(|l| split.levels[l] as usize);
                            keys.push(line(Of::Gap(gap as u16), who, a, Some(b_)));
                        }
                    }
                }
            }
        }
        let points = if audits == 0 { 0 } else { audits + 1 };
        let measures = measures.iter().map(|m| m.2).collect();
        Self { keys, points, measures, simple: layout.subjects.simple() }
    }

    /// Where the points of all services together (0) begin, of each, and the end: line x points + point.
    #[must_use]
    pub fn starts(&self, services: usize) -> Vec<usize> {
        let number = |key: &SeriesKey| key.figure.service.map_or(0, |s| s as usize + 1);
        (0..services + 2).map(|of| self.keys.partition_point(|key| number(key) < of) * self.points).collect()
    }

    /// Calls `add(line, point, value)` for every point of one service (0: all together; k: the k-th) in one replication that has a
    /// value, in order.
    pub fn read_service(&self, number: usize, grouped: &Grouped, mut add: impl FnMut(usize, usize, i64)) {
        if self.points == 0 {
            return;
        }
        let service = |key: &SeriesKey| key.figure.service.map_or(0, |s| s as usize + 1);
        let first = self.keys.partition_point(|key| service(key) < number);
        let lines = self.keys[first..].iter().take_while(|key| service(key) == number);
        let people = &grouped.people[..self.simple];
        let of = |points: &PerWeek| people.iter().map(|p| self.values(p, *points)).collect::<Vec<_>>();
        let read: Vec<_> = self.measures.iter().map(of).collect();
        for (line, key) in (first..).zip(lines) {
            let values = &read[key.measure];
            let minus = key.minus.map(|minus| &values[minus]);
            for (point, &value) in values[key.subject].iter().enumerate().skip(usize::from(!key.opens)) {
                let value = minus.map_or(value, |minus| value.zip(minus[point]).map(|(a, b)| a - b));
                if let Some(value) = value {
                    add(line, point, value);
                }
            }
        }
    }

    fn values(&self, people: &ClassTally, points: PerWeek) -> Vec<Option<i64>> {
        let at = |values: &[i64], i: usize| values.get(i).copied().unwrap_or(0);
        match points {
            PerWeek::Flow(flow) => {
                let counts = people.weekly.flows(flow);
                (0..self.points).map(|i| Some(counts.get(i).map_or(0, |&c| i64::from(c)))).collect()
            }
            PerWeek::Stock(stock) => {
                let counts = people.weekly.stock(stock);
                (0..self.points).map(|i| Some(at(&counts, i))).collect()
            }
            PerWeek::Share(_) | PerWeek::OfficialShare(_) => {
                let list = people.weekly.stock(Stock::List);
                let counts = match points {
                    PerWeek::OfficialShare(limit) => officially_over(people, limit),
                    PerWeek::Share(stock) | PerWeek::Stock(stock) => people.weekly.stock(stock),
                    PerWeek::Flow(_) => Vec::new(),
                };
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

/// People beyond a limit as official figures count them.
fn officially_over(people: &ClassTally, limit: usize) -> Vec<i64> {
    let mut counts = people.weekly.stock(Stock::Over(limit));
    let hidden = people.official.as_ref().map_or_else(Vec::new, |official| official.hidden(limit));
    counts.iter_mut().zip(hidden).for_each(|(count, hidden)| *count -= hidden);
    counts
}

impl Layout {
    /// The measures of the series in order of name, the set of each, and how it is read.
    fn weekly(&self) -> Vec<(u32, AnalysisSet, PerWeek)> {
        let mut found: Vec<_> = (0..)
            .zip(&self.measures)
            .filter_map(|(number, m)| Some((number, *m.analysis_sets().last()?, m.weekly()?)))
            .collect();
        found.sort_by_key(|&(number, ..)| self.measures[number as usize].name());
        found
    }
}

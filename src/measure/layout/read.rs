//! Reading all figures of one replication, service by service, and then what is made of other figures.

use super::super::gaps::{difference, slope, widest};
use super::super::{Grouped, Missing, Reading, Subject, SubjectKey, chance, recorded};
use super::{Layout, What};
use crate::rng::Key;
use crate::tally::Frame;

impl Layout {
    /// Reads the figures of one service (0: all together; k: the k-th), each with its row: what is needed of it before it can go. The key
    /// of the replication is for the deals of labels.
    #[must_use]
    pub fn read_service(&self, number: usize, grouped: &Grouped, frame: &Frame, key: Key) -> Vec<(usize, Reading)> {
        let of = |subject: usize| {
            let all = self.subjects.keys()[subject] == SubjectKey::All;
            Subject {
                people: &grouped.people[subject],
                capacity: all.then_some(&grouped.capacity),
                stages: &grouped.stages[subject],
                stage_capacity: if all { &grouped.stage_capacity } else { &[] },
                bill: &grouped.bills[subject],
                frame,
            }
        };
        let read = |&i: &usize| {
            let view = self.rows[i].view;
            let reading = match self.rows[i].what {
                What::Value { subject, measure, .. } => {
                    let reading = self.measures[measure].read(view, &of(subject));
                    if self.measures[measure].counts() { reading.times(self.scale) } else { reading }
                }
                What::NotRecorded { subject, .. } => {
                    let count = |subject| recorded::count(view, &of(subject));
                    Reading::share(count(subject), count(0))
                }
                _ => return None,
            };
            Some((i, reading))
        };
        // In order of rows.
        let mut readings: Vec<_> = self.values.get(number).into_iter().flatten().filter_map(read).collect();
        let by_chance = |&i: &usize| {
            let What::ByChance(rows, highest_is_worst, space) = &self.rows[i].what else { return None };
            let mut measure = None;
            let levels: Vec<(Reading, Subject<'_>)> = (rows.iter())
                .filter_map(|r| {
                    let What::Value { subject, measure: m, .. } = self.rows[*r].what else { return None };
                    measure = Some(m);
                    let at = readings.binary_search_by_key(r, |(row, _)| *row).ok()?;
                    Some((readings[at].1, of(subject)))
                })
                .collect();
            let (how, view) = (self.measures[measure?].as_ref(), self.rows[i].view);
            Some((i, chance::by_chance(how, view, levels.into_iter(), *highest_is_worst, (key, *space))))
        };
        let dealt: Vec<_> = self.dealt.get(number).into_iter().flatten().filter_map(by_chance).collect();
        readings.extend(dealt);
        readings
    }

    /// All figures of one replication, from those of all services: gaps and slopes are read from them.
    #[must_use]
    pub fn with_gaps(&self, values: impl IntoIterator<Item = (usize, Reading)>) -> Vec<Reading> {
        let mut readings = vec![Reading::missing(Missing::NotDefined, 0); self.rows.len()];
        values.into_iter().for_each(|(row, reading)| readings[row] = reading);
        for &i in &self.gaps {
            readings[i] = match &self.rows[i].what {
                // Read where the people are.
                What::Value { .. } | What::NotRecorded { .. } | What::ByChance(..) => continue,
                What::Bound([a, b, unknown], highest) => {
                    recorded::bound(*highest, readings[*a], readings[*b], readings[*unknown])
                }
                What::Difference(a, b) => difference(readings[*a], readings[*b]),
                What::Widest(rows, highest_is_worst) => widest(rows.iter().map(|&r| readings[r]), *highest_is_worst),
                // Sorted before what it is made of, so it is read in a pass of its own.
                What::BeyondChance(..) => continue,
                What::Slope(rows) => slope(rows.iter().map(|&r| readings[r])),
            };
        }
        for &i in &self.gaps {
            if let What::BeyondChance(seen, chance) = self.rows[i].what {
                readings[i] = chance::beyond(readings[seen], readings[chance]);
            }
        }
        readings
    }
}

//! Reading all figures of one replication, service by service: values first, then what is made of other figures.

use super::super::gap::Seen;
use super::super::{AtStage, Figure, Grouped, Missing, Reading, Settled, Subject, Who};
use super::Layout;
use crate::rng::Key;
use crate::tally::Scope;

impl Layout {
    /// Reads the figures of one service (0: all together; k: the k-th), by row of those [`Layout::rows_of`] it: what is needed of it before
    /// it can go. The key of the replication is for the deals of labels.
    #[must_use]
    pub fn read_service(&self, number: usize, grouped: &Grouped, scope: &Scope, key: Key) -> Vec<Settled> {
        let of = |figure: &Figure| {
            let Who::People(subject) = figure.who else { return None };
            let subject = subject as usize;
            let all = figure.is_of_everybody();
            let stage = |number: u32| AtStage {
                people: &grouped.stages[subject][number as usize],
                capacity: all.then_some(&grouped.stage_capacity[number as usize]),
            };
            Some(Subject {
                people: &grouped.people[subject],
                everybody: &grouped.people[0],
                capacity: all.then_some(&grouped.capacity),
                stages: &grouped.stages[subject],
                stage_capacity: if all { &grouped.stage_capacity } else { &[] },
                stage: figure.stage.map(stage),
                bill: &grouped.bills[subject],
                targets: &grouped.targets[subject],
                scope,
            })
        };
        let (Some(&start), Some(&end)) = (self.starts.get(number), self.starts.get(number + 1)) else {
            return Vec::new();
        };
        let mut readings = vec![Reading::missing(Missing::NotDefined, 0); end - start];
        for (reading, row) in readings.iter_mut().zip(&self.rows[start..end]) {
            if let Some(subject) = of(&row.figure) {
                let measure = self.measure(&row.figure);
                let found = measure.read(row.figure.population, &subject);
                *reading = if measure.counts() { found.times(self.scale) } else { found };
            }
        }
        let mut seen = Vec::new();
        for derived in self.derived.get(number).into_iter().flatten() {
            let pieces = &self.pieces[derived.pieces.start as usize..derived.pieces.end as usize];
            seen.clear();
            seen.extend(pieces.iter().map(|&row| readings[row as usize - start]));
            let row = derived.row as usize;
            let figure = &self.rows[row].figure;
            let Some(gap) = self.gap(figure) else { continue };
            let people = |piece: usize| pieces.get(piece).and_then(|&row| of(&self.rows[row as usize].figure));
            readings[row - start] = gap.read(&Seen {
                readings: &seen,
                measure: self.measure(figure),
                set: figure.population,
                people: &people,
                deals: (key, derived.deals),
            });
        }
        readings.iter().map(Reading::settled).collect()
    }
}

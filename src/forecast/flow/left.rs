//! How many people of each kind are left at a stage after a day.

use super::Flow;

impl Flow {
    /// Some leave in a day.
    pub(in crate::forecast) fn keep(&mut self) {
        self.queue.keep(&self.keeps);
        self.under_way.iter_mut().zip(&self.keeps).for_each(|(n, keep)| *n *= keep);
    }

    /// Some leave in a day, by how long they have waited.
    pub(in crate::forecast) fn keep_by_age(&mut self, now: f64, table: &[Vec<f64>]) {
        let kinds = self.kinds;
        let part = |k: usize, age: f64| match table.get(k) {
            Some(row) if k < kinds => row[(age.max(0.0) as usize).min(row.len() - 1)],
            _ => 1.0,
        };
        self.queue.keep_by_age(now, part);
        self.under_way.iter_mut().zip(&self.keeps).for_each(|(n, keep)| *n *= keep);
    }

    /// A validation of the list on a day: of each kind with a running clock, the part that stays.
    pub(in crate::forecast) fn validate(&mut self, day: usize, stays: &[f64]) {
        self.queue.keep(stays);
        self.under_way.iter_mut().zip(stays).for_each(|(n, stays)| *n *= stays);
        // All who come later and are known are on their way: who is referred joins on the day.
        self.coming.keep(day + 1, stays);
        let part = stays.iter().sum::<f64>() / stays.len().max(1) as f64;
        self.serving.iter_mut().for_each(|s| (s[1], s[2]) = (s[1] * part, s[2] * part));
    }
}

//! Who is left at a stage after a day, and of which kind.

use super::Flow;

impl Flow<'_> {
    /// Some leave in a day.
    pub(in crate::scenario::forecast) fn keep(&mut self) {
        self.queue.keep(&self.keeps);
        self.under_way.iter_mut().zip(&self.keeps).for_each(|(n, keep)| *n *= keep);
    }

    /// Some leave in a day, by how long they have waited.
    pub(in crate::scenario::forecast) fn keep_by_age(&mut self, now: f64, table: &[Vec<f64>]) {
        let kinds = self.kinds;
        let part = |k: usize, age: f64| match table.get(k) {
            Some(row) if k < kinds => row[(age.max(0.0) as usize).min(row.len() - 1)],
            _ => 1.0,
        };
        self.queue.keep_by_age(now, part);
        self.under_way.iter_mut().zip(&self.keeps).for_each(|(n, keep)| *n *= keep);
    }

    /// A validation of the list.
    pub(in crate::scenario::forecast) fn validate(&mut self, stays: &[f64]) {
        self.queue.keep(stays);
        let less = |people: &mut [f64]| people.iter_mut().zip(stays).for_each(|(n, stays)| *n *= stays);
        less(&mut self.under_way);
        // All who are there already are on their way: who is referred joins on the day.
        for coming in self.coming.iter_mut().flatten() {
            let before: f64 = coming.people.iter().flatten().sum();
            coming.people.iter_mut().for_each(|people| less(people));
            less(&mut coming.under_way);
            let after: f64 = coming.people.iter().flatten().sum();
            if before > 0.0 {
                coming.starts.iter_mut().for_each(|s| *s *= after / before);
            }
        }
        let part = stays.iter().sum::<f64>() / stays.len().max(1) as f64;
        self.serving.iter_mut().for_each(|s| (s[1], s[2]) = (s[1] * part, s[2] * part));
    }

    /// Kinds change.
    pub(in crate::scenario::forecast) fn change(&mut self, to: &[Vec<f64>]) {
        let kinds = self.kinds;
        let mut all = vec![vec![0.0; 2 * kinds]; 2 * kinds];
        for (k, row) in all.iter_mut().enumerate() {
            match to.get(k) {
                Some(parts) => row[..kinds].copy_from_slice(parts),
                None => row[k] = 1.0,
            }
        }
        self.queue.change(&all);
    }
}

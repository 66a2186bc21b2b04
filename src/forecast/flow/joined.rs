//! Who joins a stage on a day.

use super::Flow;

impl Flow {
    /// A part of these people are referred today, before the sessions or after them.
    pub(in crate::forecast) fn newcomers(&mut self, late: bool, people: &[f64], part: f64) {
        self.fresh[usize::from(late)].clear();
        self.fresh[usize::from(late)].extend(people.iter().map(|n| n * part));
    }

    /// Those who come on a day join, as far as they fit in. Newcomers stand by themselves: the clocks of the others are older.
    pub(super) fn join(&mut self, day: usize, late: bool, most: f64) {
        let (people, starts) = self.coming.of(day, late);
        let fresh = &self.fresh[usize::from(late)];
        let [others, newcomers] = [people, fresh].map(|of| of.iter().sum::<f64>());
        let total = others + newcomers;
        if total <= 0.0 {
            return;
        }
        let room = if most < f64::INFINITY { most - self.queue.sum() - self.in_service(day) } else { most };
        let fits = (room / total).clamp(0.0, 1.0);
        for (people, all, start) in [(people, others, starts / others), (fresh, newcomers, day as f64 + 0.5)] {
            if all <= 0.0 {
                continue;
            }
            if fits < 1.0 {
                self.wait.iter_mut().zip(people).for_each(|(some, p)| *some = p * fits);
                self.queue.join(&self.wait, start, false);
            } else {
                self.queue.join(people, start, false);
            }
        }
    }
}

//! The rest of an account whose days are all alike.

use super::Account;
use crate::forecast::steady::{BLOCK, Mark};

impl Account {
    /// What has been counted up to a day.
    pub(super) fn mark(&self, day: usize) -> Mark {
        let stages = self.stages.iter().zip(&self.flows).map(|(told, flow)| {
            [
                told.needs,
                told.calls,
                told.moves,
                told.tries,
                flow.slots.offered,
                told.end,
                flow.queue.sum(),
                told.overdue,
            ]
        });
        let held = self.flows.iter().map(|flow| [flow.in_service(day), flow.on_the_way()]).collect();
        Mark { stages: stages.collect(), held, referred: self.referred, between: self.between }
    }

    /// What is left goes by as the last block did, so many times.
    pub(super) fn go_on_evenly(&mut self, before: &Mark, now: &Mark, times: f64) {
        let more = |before: f64, now: f64| (now - before) * times;
        for (number, (told, flow)) in self.stages.iter_mut().zip(&mut self.flows).enumerate() {
            let [needs, calls, moves, tries, offered, end, waiting, overdue] =
                std::array::from_fn(|i| more(before.stages[number][i], now.stages[number][i]));
            told.needs += needs;
            told.calls += calls;
            told.moves += moves;
            told.tries += tries;
            flow.slots.offered += offered;
            told.end = (told.end + end).max(0.0);
            told.overdue = (told.overdue + overdue).max(0.0);
            told.longest = told.longest.max(now.stages[number][6] + waiting);
        }
        self.referred += more(before.referred, now.referred);
        self.between = (self.between + more(before.between, now.between)).max(0.0);
        let growth = self.path[self.path.len() - 1] - self.path[self.path.len() - 1 - BLOCK];
        while self.path.len() <= self.days {
            self.path.push((self.path[self.path.len() - BLOCK] + growth).max(0.0));
        }
    }
}

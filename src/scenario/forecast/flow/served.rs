//! Who is in service, or passes a stage that only takes time.

use super::{Flow, Spread};
use crate::model::{Capacity, Inside, InsidePlace};
use crate::time::{DAY, Time};

/// Where people go on to: a stage, or another service; who, and when they are there.
type Onward = (Result<usize, usize>, Vec<f64>, Spread);

impl Flow<'_> {
    /// Services begin as servers fall free.
    pub(super) fn start_service(&mut self, day: usize) -> (Vec<f64>, f64) {
        let width = 2 * self.kinds;
        let count = self.stage.servers_at((day as Time + 1) * DAY - 1);
        let free = count.map_or(f64::MAX, |count| (f64::from(count) - self.serving[day][0]).max(0.0));
        // Somebody needs as much of the day as the service lasts, at most the whole.
        let need = |k: usize| {
            let at_its_end = self.service[k % self.kinds].still.first().copied().unwrap_or(0.0);
            self.slots.mean_day(k % self.kinds).max(at_its_end)
        };
        let cost: Vec<f64> = (0..width).map(need).collect();
        self.queue.call(free, &vec![1.0; width], &cost)
    }

    /// People are in service from a day on; of them some are seen, and some are discharged at its end.
    pub(super) fn serve(&mut self, day: usize, people: &[f64], seen: &[f64], lost: &[f64]) {
        if self.service.is_empty() {
            return;
        }
        for (k, begin) in people.iter().enumerate().filter(|(_, n)| **n > 0.0) {
            let served = &self.service[k % self.kinds];
            let running = |part: f64| if k < self.kinds { part } else { 0.0 };
            let (mut runs, mut goes_on) = (running(seen[k] * served.runs + lost[k]), running(seen[k] * served.goes_on));
            for (after, still) in served.still.iter().enumerate() {
                let Some(there) = self.serving.get_mut(day + after) else { break };
                (runs, goes_on) = (runs * self.keeps[k], goes_on * self.keeps[k]);
                there[0] += begin * still;
                there[1] += runs * still;
                there[2] += goes_on * still;
            }
        }
    }

    /// People are in service at the start, or pass, or are on the way: what is left of it is what is left at a random moment unless it is
    /// said.
    pub(in crate::scenario::forecast) fn inside(&mut self, inside: &Inside, people: &[f64]) -> Vec<Onward> {
        let running = !inside.stopped;
        let shift = |people: &[f64]| {
            let mut both = vec![0.0; 2 * self.kinds];
            let from = if running { 0 } else { self.kinds };
            both[from..from + self.kinds].copy_from_slice(people);
            both
        };
        let all = shift(people);
        match inside.place {
            InsidePlace::Way(outcome) => {
                let Some(way) = self.ways.iter().find(|way| way.outcome == outcome) else { return Vec::new() };
                let spread = match &inside.remaining {
                    Some(law) => Spread::new(law, Some(0.0), 0.5),
                    None => way.delay.left(),
                };
                vec![(way.to, all, spread)]
            }
            InsidePlace::Stage => {
                let mut out = Vec::new();
                for (k, (served, &people)) in self.service.iter().zip(people).enumerate().take(self.kinds) {
                    let spread = match &inside.remaining {
                        Some(law) => Spread::new(law, Some(0.0), 0.5),
                        None => Spread::left_of(&served.still),
                    };
                    let goes_on: f64 = if running { served.goes_on } else { 0.0 };
                    let runs = if matches!(self.stage.capacity, Capacity::Delay(_)) && running { 1.0 } else { goes_on };
                    self.at_start[0] += people * runs;
                    self.at_start[1] += people * goes_on;
                    for (day, still) in spread.still().iter().enumerate() {
                        let Some(there) = self.serving.get_mut(day) else { break };
                        there[0] += people * still;
                        there[1] += people * still * runs;
                        there[2] += people * still * goes_on;
                    }
                    let mut only = vec![0.0; all.len()];
                    let at = if running { k } else { k + self.kinds };
                    only[at] = all[at];
                    for way in &self.ways {
                        out.push((way.to, way.takes(&only), spread.then(&way.delay)));
                    }
                }
                out
            }
        }
    }
}

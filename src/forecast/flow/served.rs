//! Who is in service, or passes a stage that only takes time.

use super::{Flow, Supply};
use crate::forecast::spread::Spread;
use crate::model::{Inside, InsidePlace};
use crate::time::DAY;

/// Where people go on to: a stage, or another service; who, and when they are there.
type Onward = (Result<usize, usize>, Vec<f64>, Spread);

impl Flow {
    /// Services begin as servers fall free: who is called, how many, and the sum of the days of their clock starts.
    pub(super) fn start_service(&mut self, day: usize, called: &mut [f64]) -> (f64, f64) {
        let Supply::Servers { count, staff, needs } = &self.place else { return (0.0, 0.0) };
        let end = (day as i64 + 1) * DAY - 1;
        let now = staff.iter().take_while(|(from, _)| *from <= end).last();
        let count = count.map(|count| now.map_or(count, |(_, count)| *count));
        let free = count.map_or(f64::MAX, |count| (count - self.serving[day][0]).max(0.0));
        self.queue.call(free, &self.all, needs, called)
    }

    /// People are in service from a day on; of them some are seen, and some are discharged at its end.
    pub(super) fn serve(&mut self, day: usize) {
        if self.service.is_empty() {
            return;
        }
        for (k, begin) in self.called.iter().enumerate().filter(|(_, n)| **n > 0.0) {
            let served = &self.service[k % self.kinds];
            let running = |part: f64| if k < self.kinds { part } else { 0.0 };
            let (seen, lost) = (self.seen[k], self.lost[k]);
            let (runs, goes_on) = (running(seen * served.runs + lost), running(seen * served.goes_on));
            let there = self.serving[day..].iter_mut();
            for (there, [still, kept]) in there.zip(&served.still) {
                there[0] += begin * still;
                there[1] += runs * kept;
                there[2] += goes_on * kept;
            }
        }
    }

    /// People are in service at the start, or pass, or are on the way: what is left of it is what is left at a random moment unless it is
    /// said.
    pub(in crate::forecast) fn inside(&mut self, inside: &Inside, people: &[f64]) -> Vec<Onward> {
        let running = !inside.stopped;
        let mut all = vec![0.0; self.width];
        let from = if running { 0 } else { self.kinds };
        all[from..from + self.kinds].copy_from_slice(people);
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
                        None => Spread::left_of(&served.still.iter().map(|s| s[0]).collect::<Vec<_>>()),
                    };
                    let goes_on: f64 = if running { served.goes_on } else { 0.0 };
                    let runs = if self.place == Supply::Delay && running { 1.0 } else { goes_on };
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

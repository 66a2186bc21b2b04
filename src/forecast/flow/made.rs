//! How a stage is made ready: where people go on to, and what there is for them.

use std::sync::Arc;

use super::{Flow, Served, Supply, Way};
use crate::distributions::Dist;
use crate::forecast::kernel::Kernel;
use crate::forecast::mixes::levels;
use crate::forecast::spread::Spreads;
use crate::forecast::strata::Strata;
use crate::model::{Capacity, ClockEffect, Stage, UNLIMITED};

impl Flow {
    /// What there is for people here.
    pub(super) fn serves(&mut self, stage: &Stage, kinds: &Strata, days: usize, spreads: &mut Spreads) {
        let goes_on = |k: usize| -> f64 {
            let on = |way: &&Way| !way.stops && way.to.is_ok();
            self.ways.iter().filter(on).map(|way| way.shares[k]).sum()
        };
        let mut served = |law: &Dist, k: usize, runs: Option<f64>| {
            let (goes_on, mut left) = (goes_on(k), 1.0);
            let still = spreads.of(law, None, 0.5).still().into_iter().map(|still| {
                left *= self.keeps[k];
                [still, still * left]
            });
            Served { still: still.collect(), runs: runs.unwrap_or(goes_on), goes_on }
        };
        self.service = match &stage.capacity {
            Capacity::Slots { .. } => Vec::new(),
            Capacity::Delay(time) => (0..kinds.count).map(|k| served(time, k, Some(1.0))).collect(),
            // The clock of those who go nowhere stops when service begins.
            Capacity::Servers { service: laws, service_of, .. } => {
                let of_class = kinds.chosen(|c| usize::from(service_of[c]));
                (0..kinds.count).map(|k| served(&laws[of_class[k]], k, None)).collect()
            }
        };
        self.place = match &stage.capacity {
            Capacity::Slots { .. } => Supply::Slots,
            Capacity::Delay(_) => Supply::Delay,
            Capacity::Servers { count, .. } => {
                // Somebody needs as much of the day as the service lasts, at most the whole.
                let need = |k: usize| {
                    let at_its_end = self.service[k].still.first().map_or(0.0, |s| s[0]);
                    self.slots.mean_day(k).max(at_its_end)
                };
                Supply::Servers {
                    count: (*count != UNLIMITED).then(|| f64::from(*count)),
                    staff: stage.staff.iter().map(|staff| (staff.from, f64::from(staff.count))).collect(),
                    needs: kinds.both(&(0..kinds.count).map(need).collect::<Vec<_>>()),
                }
            }
        };
        if !self.service.is_empty() {
            self.serving = vec![[0.0; 3]; days + 1];
        }
    }

    /// Where those go who are seen.
    pub(super) fn ways_on(&self, stage: &Stage, kinds: &Strata, at: &[f64], spreads: &mut Spreads) -> Vec<Way> {
        let Some(onward) = &stage.onward else { return Vec::new() };
        let rows: Vec<Vec<f64>> = onward.of_class.iter().map(levels).collect();
        let row = |c: usize| &rows[if rows.len() == 1 { 0 } else { c }];
        let mut ways = Vec::new();
        for (o, outcome) in onward.outcomes.iter().enumerate() {
            let to = match (outcome.to, &outcome.refers_to) {
                (Some(to), _) => Ok(to),
                (None, Some(refers)) => Err(refers.to),
                (None, None) => continue,
            };
            let parted = to.map_or(1.0, |to| at[to]);
            let shares = kinds.mean(|c| row(c)[o]);
            let becomes = (0..kinds.count).map(|k| outcome.urgency.map_or(k, |u| kinds.with_urgency(k, u))).collect();
            let stops = outcome.clock != ClockEffect::Runs;
            let later = spreads.of(&outcome.delay, None, parted);
            let spread = match &stage.capacity {
                Capacity::Slots { .. } => spreads.of(&outcome.delay, self.slots.at(), parted),
                Capacity::Delay(time) => Arc::new(spreads.of(time, None, 0.5).then(&later)),
                // Of all kinds alike: a service time matters for who is in service, and here for when they are through.
                Capacity::Servers { service: laws, service_of, .. } => {
                    let law = &laws[usize::from(service_of.first().copied().unwrap_or(0))];
                    Arc::new(spreads.of(law, None, 0.5).then(&later))
                }
            };
            // People on the way to another service are only counted.
            let kernel = Kernel::new(&spread, if to.is_ok() { &self.keeps } else { &[1.0] });
            ways.push(Way { to, outcome: o, shares, becomes, stops, spread, kernel, delay: later });
        }
        ways
    }
}

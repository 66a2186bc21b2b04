//! Who comes to each stage in the long run, and what there is for them.

use super::mixes::levels;
use super::visits::{Visits, most_ahead};
use crate::model::{Band, BandWait, Capacity, ClockEffect, Service, Stage};
use crate::time::{DAY, Time};

/// Services that all servers complete in a run.
pub(super) fn served(stage: &Stage, visits: &[f64], horizon: Time) -> f64 {
    let Capacity::Servers { service: laws, service_of, .. } = &stage.capacity else { return 0.0 };
    let all: f64 = visits.iter().sum();
    let mean = |c: usize| laws[usize::from(service_of[c])].mean();
    let mean: f64 = if all > 0.0 {
        visits.iter().enumerate().map(|(c, v)| v / all * mean(c)).sum()
    } else {
        (0..service_of.len()).map(mean).sum::<f64>() / service_of.len().max(1) as f64
    };
    let limited = stage.servers_at(0).is_some();
    if mean > 0.0 && limited { stage.open(0, horizon) as f64 / mean } else { f64::MAX }
}

/// Who comes to each stage in the long run (Jackson's traffic equations, by class).
#[derive(Clone, Debug)]
pub(super) struct Traffic {
    /// Expected visits of one referred person to each stage, by class on joining it.
    pub(super) visits: Vec<Vec<f64>>,
    /// The part of the appointments at each stage that is of people whose clock has stopped.
    pub(super) for_follow_up: Vec<f64>,
}

impl Traffic {
    /// Of a service that people of these classes join.
    pub(super) fn new(service: &Service, joining: &[f64], horizon: Time) -> Self {
        /// Beyond so many moves from stage to stage, what is left does not matter.
        const MOVES: usize = 10_000;
        let (urgencies, classes, stages) = (service.urgencies.len(), joining.len(), service.stages.len());
        let of = |stage: &Stage, c: usize| Visits::new(stage, c, most_ahead(stage), horizon);
        let each: Vec<Vec<Visits>> =
            service.stages.iter().map(|stage| (0..classes).map(|c| of(stage, c)).collect()).collect();
        let shares = |stage: &Stage| -> Vec<Vec<f64>> {
            stage.onward.iter().flat_map(|onward| onward.of_class.iter().map(levels)).collect()
        };
        let shares: Vec<_> = service.stages.iter().map(shares).collect();
        // Those whose clock runs, then those whose clock has stopped.
        let nobody = vec![vec![0.0; 2 * classes]; stages];
        let (mut total, mut now, mut next) = (nobody.clone(), nobody.clone(), nobody);
        now[0][..classes].copy_from_slice(joining);
        for _ in 0..MOVES {
            for (s, stage) in service.stages.iter().enumerate() {
                for (at, &p) in now[s].iter().enumerate().filter(|(_, p)| **p > 0.0) {
                    let (stopped, c) = (at / classes, at % classes);
                    total[s][at] += p;
                    let Some(onward) = &stage.onward else { continue };
                    let row = &shares[s][if shares[s].len() == 1 { 0 } else { c }];
                    for (outcome, share) in onward.outcomes.iter().zip(row) {
                        let Some(to) = outcome.to else { continue };
                        let class = outcome.urgency.map_or(c, |u| c / urgencies * urgencies + u);
                        let stopped = stopped.max(usize::from(outcome.clock != ClockEffect::Runs));
                        next[to][stopped * classes + class] += p * share * each[s][c].seen;
                    }
                }
            }
            std::mem::swap(&mut now, &mut next);
            next.iter_mut().for_each(|there| there.fill(0.0));
            if now.iter().flatten().sum::<f64>() < 1e-9 {
                break;
            }
        }
        let follow_up = |(total, each): (&Vec<f64>, &Vec<Visits>)| {
            let needs = |of: &[f64]| of.iter().zip(each).map(|(p, visits)| p * visits.needs).sum::<f64>();
            let (runs, stopped) = (needs(&total[..classes]), needs(&total[classes..]));
            if stopped > 0.0 { stopped / (runs + stopped) } else { 0.0 }
        };
        let both = |total: &Vec<f64>| (0..classes).map(|c| total[c] + total[classes + c]).collect();
        Self {
            for_follow_up: total.iter().zip(&each).map(follow_up).collect(),
            visits: total.iter().map(both).collect(),
        }
    }
}

/// The part of a day at which the sessions of a stage are held, at the mean; half of it where there are none.
pub(super) fn parted_at(stage: &Stage) -> f64 {
    let Capacity::Slots { sessions, .. } = &stage.capacity else { return 0.5 };
    let (slots, at) = sessions.iter().fold((0.0, 0.0), |(slots, at), s| {
        (slots + f64::from(s.slots), at + f64::from(s.slots) * (s.time % DAY) as f64 / DAY as f64)
    });
    if slots > 0.0 { at / slots } else { 0.5 }
}

/// The waits so far of the people of a band at the mean, in seconds, each with the share of people who have it: one, but where they are spread over bands.
pub(super) fn mean_waits(band: &Band) -> Vec<(f64, f64)> {
    match &band.wait {
        BandWait::Spread(spread) => {
            spread.bands().filter(|(share, _)| *share > 0.0).map(|(share, wait)| (share, mean_of(wait))).collect()
        }
        wait => vec![(1.0, mean_of(wait))],
    }
}

fn mean_of(wait: &BandWait) -> f64 {
    match wait {
        BandWait::Days { from, to } => (from + to) as f64 * DAY as f64 / 2.0,
        BandWait::Open { beyond, excess } => (beyond * DAY) as f64 + excess.mean(),
        BandWait::Law(law) => law.mean(),
        BandWait::Spread(spread) => spread.bands().map(|(share, wait)| share * mean_of(wait)).sum(),
    }
}

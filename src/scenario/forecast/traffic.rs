//! Who comes to each stage in the long run, and what there is for them.

use super::mixes::levels;
use super::visits::{Visits, most_ahead};
use crate::model::{Band, BandWait, Capacity, Service, Stage};
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

/// Expected visits of one referred person to each stage, by class on joining it (Jackson's traffic equations, by class).
pub(super) fn visits(service: &Service, joining: &[f64], horizon: Time) -> Vec<Vec<f64>> {
    /// Beyond so many moves from stage to stage, what is left does not matter.
    const MOVES: usize = 10_000;
    let urgencies = service.urgencies.len();
    let mut total = vec![vec![0.0; joining.len()]; service.stages.len()];
    let mut now = total.clone();
    now[0] = joining.to_vec();
    let seen = |stage: &Stage, c: usize| Visits::new(stage, c, most_ahead(stage), horizon).seen;
    let seen: Vec<Vec<f64>> =
        service.stages.iter().map(|stage| (0..joining.len()).map(|c| seen(stage, c)).collect()).collect();
    for _ in 0..MOVES {
        let mut next = vec![vec![0.0; joining.len()]; service.stages.len()];
        for (s, stage) in service.stages.iter().enumerate() {
            for (c, &p) in now[s].iter().enumerate().filter(|(_, p)| **p > 0.0) {
                total[s][c] += p;
                let Some(onward) = &stage.onward else { continue };
                let shares = levels(&onward.of_class[if onward.of_class.len() == 1 { 0 } else { c }]);
                for (outcome, share) in onward.outcomes.iter().zip(shares) {
                    if let Some(to) = outcome.to {
                        let class = outcome.urgency.map_or(c, |u| c / urgencies * urgencies + u);
                        next[to][class] += p * share * seen[s][c];
                    }
                }
            }
        }
        now = next;
        if now.iter().flatten().sum::<f64>() < 1e-9 {
            break;
        }
    }
    total
}

/// The part of a day at which the sessions of a stage are held, at the mean; half of it where there are none.
pub(super) fn parted_at(stage: &Stage) -> f64 {
    let Capacity::Slots { sessions, .. } = &stage.capacity else { return 0.5 };
    let (slots, at) = sessions.iter().fold((0.0, 0.0), |(slots, at), s| {
        (slots + f64::from(s.slots), at + f64::from(s.slots) * (s.time % DAY) as f64 / DAY as f64)
    });
    if slots > 0.0 { at / slots } else { 0.5 }
}

/// The mean wait of a band so far, in seconds.
pub(super) fn mean_wait(band: &Band) -> f64 {
    match &band.wait {
        BandWait::Days { from, to } => (from + to) as f64 * DAY as f64 / 2.0,
        BandWait::Open { beyond, excess } => (beyond * DAY) as f64 + excess.mean(),
        BandWait::Law(law) => law.mean(),
    }
}

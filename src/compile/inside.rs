//! Who is in service, or between two stages, at the start.

use super::common::Common;
use super::demand::{MOST_PEOPLE, names, part};
use super::laws;
use super::people::{entry, errors, urgency_mix};
use crate::distributions::shares;
use crate::error::Problem;
use crate::model::{Capacity, Inside, InsidePlace, Stage};
use crate::population::Thresholds;
use crate::scenario::path;
use crate::scenario::raw::inside::InService;
use crate::scenario::raw::{self};

/// People of a service so far, as written and as simulated: rounding is cumulative, as for today's list.
#[derive(Default)]
struct Sum {
    written: f64,
    simulated: f64,
}

impl Common {
    /// Puts those into the stages of a service who are inside them at the start.
    pub(super) fn inside(&self, raw: &raw::Service, at: &str, stages: &mut [Stage], problems: &mut Vec<Problem>) {
        let mut sum = Sum::default();
        if raw.stage.is_empty() {
            if let (Some(inside), Some(stage)) = (&raw.in_service, stages.first_mut()) {
                let here = path::key(at, "in_service");
                self.in_service(inside, raw, &here, stage, &mut sum, problems);
            }
            return;
        }
        if raw.in_service.is_some() {
            let problem = Problem::new("Q0628", path::key(at, "in_service"), "`in_service` stands beside `stage`");
            problems.push(problem.help("put it into a stage").at_key());
        }
        let list = path::key(at, "stage");
        for (number, (of_stage, stage)) in raw.stage.iter().zip(stages).enumerate() {
            let here = entry(&raw.stage, number, &list, |s| &s.name);
            if let Some(inside) = &of_stage.in_service {
                self.in_service(inside, raw, &path::key(&here, "in_service"), stage, &mut sum, problems);
            }
            for (outcome, next) in of_stage.next.iter().enumerate() {
                let Some(inside) = &next.on_the_way else { continue };
                let here = path::key(&path::entry(&path::key(&here, "next"), &outcome.to_string()), "on_the_way");
                if next.to.is_none() {
                    let problem = Problem::new("Q0648", &here, "nobody is on the way from here to a stage");
                    problems.push(problem.help("say with `to` which stage comes next").at_key());
                }
                self.batch(inside, raw, InsidePlace::Way(outcome), &here, stage, &mut sum, problems);
            }
        }
    }

    fn in_service(
        &self,
        inside: &InService,
        raw: &raw::Service,
        at: &str,
        stage: &mut Stage,
        sum: &mut Sum,
        problems: &mut Vec<Problem>,
    ) {
        if stage.slotted() {
            let message = "nobody is in service where there are slots: an appointment takes no time";
            let help = "give `waiting`, or `on_the_way` of what follows";
            problems.push(Problem::new("Q0648", at, message).help(help).at_key());
            return;
        }
        self.batch(inside, raw, InsidePlace::Stage, at, stage, sum, problems);
        let most = stage.servers_at(0).map(f64::from);
        let count = inside.count.value;
        match (most, stage.inside.last_mut()) {
            (Some(most), Some(last)) if count > most * self.scale => {
                let message = format!("{count} people are in service, more than the {} servers", most * self.scale);
                problems.push(Problem::new("Q0648", path::key(at, "count"), message));
                last.count = 0;
            }
            // Cumulative rounding may come to one more than there are servers.
            (Some(most), Some(last)) => last.count = last.count.min(most as u32),
            _ => {}
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn batch(
        &self,
        inside: &InService,
        raw: &raw::Service,
        place: InsidePlace,
        at: &str,
        stage: &mut Stage,
        sum: &mut Sum,
        problems: &mut Vec<Problem>,
    ) {
        let before = errors(problems);
        let count = inside.count.value;
        if count < 0.0 || count.fract() != 0.0 || count / self.scale > MOST_PEOPLE {
            let message = format!("{count} is not a number of people; it must be a whole number of 0 or more");
            problems.push(Problem::new("Q0604", path::key(at, "count"), message));
        }
        let mut law = |law: &Option<raw::Law>, key: &str| {
            law.as_ref().and_then(|law| laws::law(law, &path::key(at, key), self.unit, problems))
        };
        let (remaining, wait) = (law(&inside.remaining, "remaining"), law(&inside.wait, "wait"));
        let urgency = match &inside.urgency {
            Some(by) => urgency_mix(by, &names(&raw.urgency), &path::key(at, "urgency"), problems),
            None => usual_mix(raw, place, stage),
        };
        if errors(problems) > before {
            return;
        }
        sum.written += count;
        let simulated = (sum.written / self.scale).round();
        let stopped = inside.clock_stopped == Some(true);
        let count = (simulated - sum.simulated) as u32;
        sum.simulated = simulated;
        stage.inside.push(Inside { count, place, remaining, wait, urgency, stopped });
    }
}

/// The urgencies of those who are inside at a random moment: as many as come, times how long each is there.
fn usual_mix(raw: &raw::Service, place: InsidePlace, stage: &Stage) -> Vec<Thresholds> {
    let shares: Vec<f64> = raw.urgency.iter().map(|u| part(u).map_or(0.0, |n| n.value)).collect();
    let shares = if shares.is_empty() { vec![1.0] } else { shares };
    let weights = shares.iter().enumerate().map(|(urgency, share)| match (&stage.capacity, place) {
        (Capacity::Servers { .. }, InsidePlace::Stage) => {
            share * stage.law_inside(place, urgency as u16).map_or(0.0, crate::distributions::Dist::mean)
        }
        _ => *share,
    });
    let weights: Vec<f64> = weights.collect();
    vec![shares::thresholds(if weights.iter().sum::<f64>() > 0.0 { &weights } else { &shares })]
}

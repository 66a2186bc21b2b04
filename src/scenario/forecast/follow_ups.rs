//! Follow-ups that fall due, as expected, and whether there is room for them. Who comes for one is on no list, so a list that stands still
//! may hide that they pile up.

use super::ListForecast;
use super::mixes::{everybody, levels};
use super::visits::{Visits, most_ahead};
use crate::error::Problem;
use crate::model::{Capacity, Clock, Model, Service, Stage};
use crate::scenario::Scenario;
use crate::time::WEEK;

/// The part of the appointments at each stage that is of people whose clock has stopped.
fn shares(model: &Model, service: &Service) -> Vec<f64> {
    /// Beyond so many moves from stage to stage, what is left does not matter.
    const MOVES: usize = 10_000;
    let (urgencies, joining) = (service.urgencies.len(), everybody(model, service));
    let classes = joining.len();
    let visits = |stage: &Stage, c: usize| Visits::new(stage, c, most_ahead(stage), model.horizon);
    let visits: Vec<Vec<Visits>> =
        service.stages.iter().map(|stage| (0..classes).map(|c| visits(stage, c)).collect()).collect();
    // Those whose clock runs, then those whose clock has stopped.
    let nobody = vec![vec![0.0; 2 * classes]; service.stages.len()];
    let (mut total, mut now) = (vec![[0.0; 2]; service.stages.len()], nobody.clone());
    now[0][..classes].copy_from_slice(&joining);
    for _ in 0..MOVES {
        let mut next = nobody.clone();
        for (s, stage) in service.stages.iter().enumerate() {
            for (at, &p) in now[s].iter().enumerate().filter(|(_, p)| **p > 0.0) {
                let (stopped, c) = (at / classes, at % classes);
                total[s][stopped] += p * visits[s][c].needs;
                let Some(onward) = &stage.onward else { continue };
                let rows = &onward.of_class;
                let shares = levels(&rows[if rows.len() == 1 { 0 } else { c }]);
                for (outcome, share) in onward.outcomes.iter().zip(shares) {
                    let Some(to) = outcome.to else { continue };
                    let class = outcome.urgency.map_or(c, |u| c / urgencies * urgencies + u);
                    let stopped = stopped.max(usize::from(outcome.clock != Clock::Runs));
                    next[to][stopped * classes + class] += p * share * visits[s][c].seen;
                }
            }
        }
        now = next;
        if now.iter().flatten().sum::<f64>() < 1e-9 {
            break;
        }
    }
    total.iter().map(|[runs, stopped]| if *stopped > 0.0 { stopped / (runs + stopped) } else { 0.0 }).collect()
}

/// Stages where more is needed than there is, and follow-ups are part of it: how many fall due. Each
/// once, also where several variants have the same.
pub(super) fn behind(scenario: &Scenario, lists: &[ListForecast]) -> Vec<Problem> {
    let mut out: Vec<Problem> = Vec::new();
    for variant in &scenario.variants {
        let model = &variant.model;
        let weeks = model.horizon as f64 / WEEK as f64;
        for service in &model.services {
            let stops = |stage: &Stage| {
                stage.onward.iter().flat_map(|o| &o.outcomes).any(|o| o.clock != Clock::Runs && o.to.is_some())
            };
            if !service.stages.iter().any(stops) {
                continue;
            }
            let here = lists.iter().filter(|l| l.variant == variant.name && l.service == service.name);
            for ((stage, list), share) in service.stages.iter().zip(here).zip(shares(model, service)) {
                let Some(load) = list.load.filter(|load| *load >= 1.0005 && share > 0.0) else { continue };
                if matches!(stage.capacity, Capacity::Delay(_)) {
                    continue;
                }
                let due = list.referrals * share / weeks;
                let message = format!(
                    "at `{}` of `{}` {due:.1} follow-ups a week fall due where everybody is seen, {:.0}% of the appointments needed; with a load of {load:.3} they or the others fall behind, by who is seen first",
                    stage.name,
                    service.name,
                    100.0 * share,
                );
                let whole = crate::scenario::path::entry("service", &service.name);
                let at = match &list.stage {
                    Some(stage) => crate::scenario::path::entry(&crate::scenario::path::key(&whole, "stage"), stage),
                    None => whole,
                };
                if !out.iter().any(|told| told.path == at && told.message == message) {
                    let help = "people who come for follow-up are on no list: look at `follow_ups_overdue` and `follow_ups_in_time`";
                    out.push(Problem::new("W0652", at, message).help(help));
                }
            }
        }
    }
    out
}

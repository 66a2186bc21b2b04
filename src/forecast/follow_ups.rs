//! Follow-ups that fall due, as expected, and whether there is room for them. Who comes for one is on no list, so a list that stands still
//! may hide that they pile up.

use super::ListForecast;
use crate::error::Problem;
use crate::model::{Capacity, ClockEffect, Stage};
use crate::scenario::Scenario;
use crate::time::WEEK;

/// Stages where more is needed than there is, and follow-ups are part of it: how many fall due, and how many are overdue at the end.
/// Each once, also where several variants have the same.
pub(super) fn behind(scenario: &Scenario, lists: &[ListForecast]) -> Vec<Problem> {
    // Where, what is told, and the fewest and the most that are overdue by the end.
    let mut found: Vec<(String, String, [f64; 2])> = Vec::new();
    for variant in &scenario.variants {
        let model = &variant.model;
        let weeks = model.horizon as f64 / WEEK as f64;
        for service in &model.services {
            let stops = |stage: &Stage| {
                stage.onward.iter().flat_map(|o| &o.outcomes).any(|o| o.clock != ClockEffect::Runs && o.to.is_some())
            };
            let stopped = |stage: &Stage| stage.inside.iter().any(|inside| inside.stopped && inside.count > 0);
            if !service.stages.iter().any(|stage| stops(stage) || stopped(stage)) {
                continue;
            }
            let here = lists.iter().filter(|l| l.variant == variant.name && l.service == service.name);
            for (stage, list) in service.stages.iter().zip(here) {
                let share = list.for_follow_up;
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
                let overdue = list.overdue;
                match found.iter_mut().find(|told| told.0 == at && told.1 == message) {
                    Some((.., [least, most])) => (*least, *most) = (least.min(overdue), most.max(overdue)),
                    None => found.push((at, message, [overdue; 2])),
                }
            }
        }
    }
    let help = "people who come for follow-up are on no list: look at `follow_ups_overdue` and `follow_ups_in_time`";
    let told = |(at, message, [least, most]): (String, String, [f64; 2])| {
        let some =
            if most - least < 0.5 { format!("{most:.0}") } else { format!("{least:.0} to {most:.0}, by the policy,") };
        Problem::new("W0652", at, format!("{message}; {some} are overdue at the end")).help(help)
    };
    found.into_iter().map(told).collect()
}

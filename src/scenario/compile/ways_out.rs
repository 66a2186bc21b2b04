//! Whoever comes to a stage must be able to leave the list: a circle that nobody gets out of would hold them for ever.

use super::people::entry;
use crate::error::Problem;
use crate::model::{Clock, Onward, Stage};
use crate::population::Thresholds;
use crate::scenario::path;
use crate::scenario::raw::pathway::Stage as RawStage;

/// Refuses stages at which some class of people goes round for ever with the clock running. Follow-up for life is none of these: its
/// clock has stopped.
pub(super) fn check(stages: &[Stage], raw: &[RawStage], urgencies: &[String], list: &str, problems: &mut Vec<Problem>) {
    let classes = stages.iter().map(|s| s.misses.len()).max().unwrap_or(0);
    let urgency_count = urgencies.len();
    let mut out = vec![vec![false; classes]; stages.len()];
    loop {
        let mut found = false;
        for (s, stage) in stages.iter().enumerate() {
            for class in (0..classes).filter(|c| !out[s][*c]).collect::<Vec<_>>() {
                let leaves = |onward: &Onward| {
                    let row = &onward.of_class[if onward.of_class.len() == 1 { 0 } else { class }];
                    onward.outcomes.iter().enumerate().filter(|(o, _)| possible(row, *o)).any(|(_, outcome)| {
                        let next = outcome.urgency.map_or(class, |u| class - class % urgency_count + u);
                        outcome.clock != Clock::Runs || outcome.to.is_none_or(|to| out[to][next])
                    })
                };
                if stage.onward.as_ref().is_none_or(leaves) {
                    out[s][class] = true;
                    found = true;
                }
            }
        }
        if !found {
            break;
        }
    }
    // The first stage that holds people stands for the circle.
    let held = out.iter().enumerate().find_map(|(s, row)| row.iter().position(|o| !o).map(|class| (s, class)));
    if let Some((s, class)) = held {
        let here = path::key(&entry(raw, s, list, |s| &s.name), "next");
        let whom = if urgency_count > 1 {
            format!("people of `{}`", urgencies[class % urgency_count])
        } else {
            "people".into()
        };
        let message = format!(
            "from `{}` {whom} go round for ever: nothing that can follow ends the pathway or stops the clock",
            raw[s].name
        );
        let help = "let a share of them leave, for example { ends = \"treated\" }";
        problems.push(Problem::new("Q0424", here, message).help(help).at_key());
    }
}

/// Whether this outcome can come up: whether a word lies between its two thresholds.
fn possible(row: &Thresholds, outcome: usize) -> bool {
    let edge = |i: usize| row.0.get(i).copied().unwrap_or(u64::MAX);
    edge(outcome) > outcome.checked_sub(1).map_or(0, edge)
}

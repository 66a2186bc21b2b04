//! The clock of official figures, and people who are unavailable for a while.

use super::common::Common;
use super::people::errors;
use crate::error::Problem;
use crate::model::{Chance, ClockRule, OfficialClock, Stage, Unavailable};
use crate::population::Urgency;
use crate::scenario::path;
use crate::scenario::raw;
use crate::scenario::raw::official::ClockRule as RawRule;

/// What a service or a stage says, and the path of its table.
type Said<'a, T> = (Option<&'a T>, &'a str);

impl Common {
    /// Gives a stage what it or its service says. Who is unavailable is called for slots, so elsewhere only what a stage itself says is a
    /// mistake.
    pub(super) fn second_clock(
        &self,
        urgencies: &[Urgency],
        (unavailable, at, own): (Option<&raw::Unavailable>, &str, bool),
        (clock, clock_at): Said<'_, raw::OfficialClock>,
        stage: &mut Stage,
        problems: &mut Vec<Problem>,
    ) {
        match unavailable {
            Some(raw) if stage.slotted() => stage.unavailable = self.unavailable(raw, urgencies, at, problems),
            Some(_) if own => {
                let message = "people are unavailable for appointments, and there are no slots here";
                problems.push(Problem::new("Q0646", at, message).at_key());
            }
            _ => {}
        }
        stage.official = clock.map(|raw| official_clock(raw, clock_at, problems));
    }

    fn unavailable(
        &self,
        raw: &raw::Unavailable,
        urgencies: &[Urgency],
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Unavailable> {
        let before = errors(problems);
        let share = path::key(at, "share");
        let of_group = self.people.by_group(&raw.share, true, &share, problems);
        let time = self.time(&raw.time, &path::key(at, "for"), problems)?;
        if errors(problems) == before && of_group.iter().any(|p| *p >= 1.0) {
            let message = "people who are unavailable at every call are never seen";
            problems.push(Problem::new("Q0646", share, message).help("write a share below 1"));
        }
        let chances: Vec<Chance> =
            of_group.iter().flat_map(|p| std::iter::repeat_n(Chance::new(*p), urgencies.len())).collect();
        let anybody = chances.iter().any(|c| *c != Chance::NEVER);
        (errors(problems) == before && anybody).then_some(Unavailable { chances, time })
    }
}

fn official_clock(raw: &raw::OfficialClock, at: &str, problems: &mut Vec<Problem>) -> OfficialClock {
    for (key, given) in [("cancelled", raw.cancelled), ("declined", raw.declined)] {
        if matches!(given, Some(RawRule::Pauses | RawRule::RestartsWhenBack)) {
            let message =
                "people who cancel or decline are back on the list at once, so the clock cannot wait for them";
            let help = "write \"restarts\" or \"runs\"; people who are away for a while are `unavailable`";
            problems.push(Problem::new("Q0646", path::key(at, key), message).help(help));
        }
    }
    let rule = |rule: Option<RawRule>| match rule {
        None | Some(RawRule::Runs) => ClockRule::Runs,
        Some(RawRule::Restarts) => ClockRule::Restarts,
        Some(RawRule::RestartsWhenBack) => ClockRule::RestartsWhenBack,
        Some(RawRule::Pauses) => ClockRule::Pauses,
    };
    OfficialClock {
        missed: rule(raw.missed),
        cancelled: rule(raw.cancelled),
        declined: rule(raw.declined),
        unavailable: rule(raw.unavailable),
        most_restarts: raw.most_restarts,
    }
}

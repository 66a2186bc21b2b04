//! One-off sessions, and those that are not for everybody.

use std::collections::{BTreeMap, BTreeSet};

use super::capacity::OWN_HOUR;
use super::capacity::{Carry, whole_sessions};
use super::common::Common;
use super::levers::Ground;
use super::people::{errors, level, unknown_urgency};
use crate::discipline::Order;
use crate::error::Problem;
use crate::model::{Capacity, Chance, Fence, Session, Stage};
use crate::scenario::path;
use crate::scenario::raw::levers as raw_levers;
use crate::time::{DAY, Time};

impl Common {
    /// Adds one-off sessions and those that are not for everybody.
    pub(super) fn more_sessions(
        &self,
        raw: &raw_levers::Levers,
        ground: &Ground<'_>,
        stage: &mut Stage,
        problems: &mut Vec<Problem>,
    ) {
        if raw.extra_sessions.is_empty() && raw.only_for.is_empty() && raw.own_slots_for.is_none() {
            return;
        }
        let before = errors(problems);
        let Capacity::Slots { sessions, .. } = &mut stage.capacity else { return };
        let mut kinds = Vec::new();
        if let Some(whom) = &raw.own_slots_for {
            let eligible = self.eligible(whom, &path::key(ground.at, "own_slots_for"), ground, problems);
            kinds.push(Fence { eligible, takes_up: Vec::new(), outside: false });
        }
        let own = kinds.len() as u16;
        let mut all: Vec<(Session, u16)> = sessions.iter().map(|s| (*s, own)).collect();
        let hour = sessions.first().map_or(OWN_HOUR, |s| s.time % DAY);
        let mut extra = Vec::new();
        let list = path::key(ground.at, "extra_sessions");
        for (i, session) in raw.extra_sessions.iter().enumerate() {
            let here = path::entry(&list, &i.to_string());
            let slots = session.slots.value;
            if !(0.0..1e8).contains(&slots) {
                problems.push(Problem::new("Q0604", path::key(&here, "slots"), "between 0 and 1e8"));
                continue;
            }
            let Some(day) = self.when_within(&session.at, &path::key(&here, "at"), problems) else { continue };
            // At the service's own hour, unless an hour is said.
            let time = if day % DAY == 0 { day + hour } else { day };
            if time < self.horizon {
                extra.push((time, i, slots));
            }
        }
        // Fractions are carried over, in order of time.
        extra.sort_by_key(|(time, i, _)| (*time, *i));
        let whole = raw.cases.is_some();
        let mut carry = Carry::new(1.0, if whole { 1.0 } else { self.scale });
        let slots = extra.into_iter().map(|(time, _, slots)| (time, carry.take(slots).unwrap_or(0)));
        let mut extra: Vec<Session> = slots.map(|(time, slots)| Session { time, slots }).collect();
        if whole && self.scale != 1.0 {
            whole_sessions(&mut extra, self.scale);
        }
        let extra_sessions: Vec<(Session, u16)> = extra.into_iter().map(|session| (session, own)).collect();
        let list = path::key(ground.at, "only_for");
        for (i, only) in raw.only_for.iter().enumerate() {
            let here = path::entry(&list, &i.to_string());
            let eligible = self.eligible(&only.whom, &path::key(&here, "for"), ground, problems);
            let takes_up = match &only.take_up {
                Some(by) => {
                    let of = self.people.by_group(by, true, &path::key(&here, "take_up"), problems);
                    of.iter().flat_map(|p| std::iter::repeat_n(Chance::new(*p), ground.urgencies.len())).collect()
                }
                None => Vec::new(),
            };
            kinds.push(Fence { eligible, takes_up, outside: only.outside });
            let kind = kinds.len() as u16;
            let at = path::key(&here, "slots");
            if let Some(Capacity::Slots { sessions, lost }) =
                self.sessions(&only.slots, raw.cases.is_some(), &at, problems)
            {
                if lost != Chance::NEVER {
                    let message = "sessions are lost as those of the service are";
                    problems.push(Problem::new("Q0635", path::key(&at, "lost_sessions"), message).at_key());
                }
                // Some seconds later than what else begins then, so that each session has luck of its own.
                let later = sessions.into_iter().map(|s| Session { time: s.time + Time::from(kind), ..s });
                all.extend(later.filter(|s| s.time < self.horizon).map(|s| (s, kind)));
            }
        }
        if !kinds.is_empty() && !matches!(stage.discipline.lanes().order, Order::Seniority | Order::ByWait) {
            let message = "sessions that are not for everybody need a rule that keeps each lane in order of waiting";
            problems.push(Problem::new("Q0635", ground.at, message).at_key());
        }
        if errors(problems) > before {
            return;
        }
        // No two begin at once, so that each session has luck of its own.
        let mut taken: BTreeSet<Time> = all.iter().map(|(s, _)| s.time).collect();
        for (mut session, kind) in extra_sessions {
            while !taken.insert(session.time) {
                session.time += 1;
            }
            all.push((session, kind));
        }
        all.retain(|(s, _)| s.time < self.horizon);
        all.sort_by_key(|(s, kind)| (s.time, *kind));
        if !kinds.is_empty() {
            stage.levers.fenced.of_session = all.iter().map(|(_, kind)| *kind).collect();
            stage.levers.fenced.kinds = kinds;
        }
        *sessions = all.into_iter().map(|(s, _)| s).collect();
    }

    /// Who is meant, by class as recorded.
    fn eligible(
        &self,
        whom: &BTreeMap<String, Vec<String>>,
        at: &str,
        ground: &Ground<'_>,
        problems: &mut Vec<Problem>,
    ) -> Vec<bool> {
        let (before, urgencies) = (errors(problems), ground.urgencies.len());
        let mut eligible = vec![true; ground.recorded.groups() * urgencies];
        for (key, levels) in whom {
            let below = path::key(at, key);
            if key == "urgency" {
                let names: Vec<String> = ground.urgencies.iter().map(|u| u.name.clone()).collect();
                for name in levels.iter().filter(|n| !names.contains(n)) {
                    problems.push(unknown_urgency(name, &names, &below));
                }
                let meant = |class: usize| levels.contains(&names[class % urgencies]);
                eligible.iter_mut().enumerate().for_each(|(class, e)| *e &= meant(class));
                continue;
            }
            let Some(a) = self.people.attribute(key, &below, problems) else { continue };
            let known = &ground.recorded.attributes[a].levels;
            let found: Vec<usize> =
                levels.iter().filter_map(|name| level(known, name, &below, key, problems)).collect();
            for (class, e) in eligible.iter_mut().enumerate() {
                *e &= found.contains(&ground.recorded.level(class / urgencies, a));
            }
        }
        // Where a name is wrong, that is what is told.
        if errors(problems) == before && !eligible.contains(&true) {
            let message = "these sessions are for nobody";
            let help = "name levels that some people have, or leave the list out for everybody";
            problems.push(Problem::new("Q0635", at, message).help(help).at_key());
        }
        eligible
    }
}

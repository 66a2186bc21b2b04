//! The stages of a pathway.

use std::sync::Arc;

use super::common::Common;
use super::levers::{self, Ground};
use super::people::{entry, errors, unknown_urgency};
use super::{Rule, after_missed, booking, kept_by_default, laws, values};
use crate::discipline::{Discipline, Setting};
use crate::distributions::{Dist, shares};
use crate::error::{Problem, nearest};
use crate::model::{Capacity, Chance, ClockEffect, NextStep, Onward, Seniority, Stage};
use crate::population::{Population, Thresholds, Urgency};
use crate::scenario::path;
use crate::scenario::raw::pathway::{Ends, Next, OrderFrom, Stage as RawStage};
use crate::scenario::raw::{self, ByGroup, Time};

/// Whether slots are minutes of cases.
fn in_minutes(levers: Option<&raw::levers::Levers>) -> bool {
    levers.is_some_and(|l| l.cases.is_some())
}

/// What a stage takes over from its service.
struct Shared<'a> {
    service: &'a raw::Service,
    at: &'a str,
    urgencies: &'a [Urgency],
    /// The groups as a rule sees them.
    recorded: &'a Population,
}

impl<'a> Shared<'a> {
    fn ground(&self, at: &'a str) -> Ground<'a> {
        Ground { urgencies: self.urgencies, recorded: self.recorded, at }
    }
}

impl Common {
    /// The stages of a service: those it lists, or the only one, which is the service itself.
    pub(super) fn stages(
        &self,
        raw: &raw::Service,
        urgencies: &[Urgency],
        rule: &Rule<'_>,
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Vec<Stage>> {
        let recorded = self.records.as_ref().map_or(&self.people.population, |r| &r.population);
        let shared = Shared { service: raw, at, urgencies, recorded };
        if raw.stage.is_empty() {
            return self.only_stage(&shared, rule, problems).map(|stage| vec![stage]);
        }
        let list = path::key(at, "stage");
        let names: Vec<&str> = raw.stage.iter().map(|s| s.name.as_str()).collect();
        super::names::check(&list, names.clone(), &[], problems);
        for (key, given) in [("slots", raw.slots.is_some()), ("servers", raw.servers.is_some())] {
            if given {
                let message = format!("`{key}` stands beside `stage`");
                problems.push(Problem::new("Q0628", path::key(at, key), message).help("put it into a stage").at_key());
            }
        }
        if let Some(levers) = &raw.levers {
            levers::of_stages_only(levers, &path::key(at, "levers"), problems);
        }
        let before = errors(problems);
        let mut stages = Vec::new();
        for (number, stage) in raw.stage.iter().enumerate() {
            let here = entry(&raw.stage, number, &list, |s| &s.name);
            stages.push(self.stage(&shared, number, stage, rule, &here, problems));
        }
        unreachable_stages(&raw.stage, &list, problems);
        let stages: Option<Vec<Stage>> = stages.into_iter().collect();
        self.odds_of_no_stage(&shared, stages.as_deref().unwrap_or_default(), problems);
        stages.filter(|_| errors(problems) == before)
    }

    /// Odds of the whole service that none of its stages takes over are read all the same.
    fn odds_of_no_stage(&self, shared: &Shared<'_>, stages: &[Stage], problems: &mut Vec<Problem>) {
        let missed = |stage: &Stage| stage.misses.iter().any(|c| *c != Chance::NEVER);
        let own = shared.service.stage.iter().map(|s| s.misses_odds.is_some());
        let Some(first) = stages.first() else { return };
        if !stages.iter().zip(own).any(|(stage, own)| missed(stage) && !own) {
            // What they would be put into: where any stage is missed, all of these have odds of their own.
            let any = stages.iter().find(|s| missed(s)).unwrap_or(first);
            let at = path::key(shared.at, "misses_odds");
            let odds = shared.service.misses_odds.as_ref();
            self.misses_odds(odds, &shared.ground(&at), &mut any.clone(), problems);
        }
    }

    fn only_stage(&self, shared: &Shared<'_>, rule: &Rule<'_>, problems: &mut Vec<Problem>) -> Option<Stage> {
        let (raw, at) = (shared.service, shared.at);
        let capacity = match (&raw.slots, &raw.servers) {
            (Some(slots), None) => {
                self.sessions(slots, in_minutes(raw.levers.as_ref()), &path::key(at, "slots"), problems)
            }
            (None, Some(servers)) => self.servers(servers, shared.urgencies, &path::key(at, "servers"), problems),
            _ => {
                let problem =
                    Problem::new("Q0628", at, "a service has either `slots` or `servers`, or a list of `stage`");
                problems.push(problem.at_key());
                None
            }
        };
        let misses =
            self.chances(raw.misses_appointment.as_ref(), shared, &path::key(at, "misses_appointment"), problems);
        let cancels =
            self.chances(raw.cancels_appointment.as_ref(), shared, &path::key(at, "cancels_appointment"), problems);
        let after_missed = after_missed(self, raw.after_missed.as_ref(), &path::key(at, "after_missed"), problems);
        let setting =
            Setting { population: shared.recorded, urgencies: shared.urgencies, slotted: raw.slots.is_some() };
        let rule = self.discipline(rule, &setting, problems);
        let classes = misses.len();
        let stage = Stage::only(&raw.name, capacity?, rule?, classes);
        let mut stage = Stage { misses, cancels: only_if_any(cancels), after_missed, ..stage };
        if let Some(servers) = &raw.servers {
            self.staff(servers, &path::key(at, "servers"), &mut stage, problems);
        }
        if let Some(levers) = &raw.levers {
            let at = path::key(at, "levers");
            self.pull(levers, &shared.ground(&at), &mut stage, problems);
            self.sessions_in_full(raw.slots.as_ref(), levers, &shared.ground(&at), &mut stage, problems);
        }
        let away = (raw.unavailable.as_ref(), &*path::key(at, "unavailable"), true);
        let clock = (raw.official_clock.as_ref(), &*path::key(at, "official_clock"));
        self.second_clock(shared.urgencies, away, clock, &mut stage, problems);
        let odds = path::key(at, "misses_odds");
        self.misses_odds(raw.misses_odds.as_ref(), &shared.ground(&odds), &mut stage, problems);
        let times = format!("{at}.levers.support.misses_times");
        booking::helped(&stage, &times, &path::key(at, "misses_appointment"), problems);
        if raw.after_missed.as_ref().is_none_or(|after| after.unsaid) {
            kept_by_default(&stage, shared.urgencies.len(), &path::key(at, "misses_appointment"), problems);
        }
        Some(stage)
    }

    fn stage(
        &self,
        shared: &Shared<'_>,
        number: usize,
        raw: &RawStage,
        rule: &Rule<'_>,
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Stage> {
        let capacity = match (&raw.slots, &raw.servers, &raw.takes) {
            (Some(slots), None, None) => {
                self.sessions(slots, in_minutes(raw.levers.as_ref()), &path::key(at, "slots"), problems)
            }
            (None, Some(servers), None) => self.servers(servers, shared.urgencies, &path::key(at, "servers"), problems),
            (None, None, Some(time)) => self.time(time, &path::key(at, "takes"), problems).map(Capacity::Delay),
            _ => {
                let problem = Problem::new("Q0628", at, "a stage has one of `slots`, `servers` and `takes`");
                problems.push(problem.at_key());
                None
            }
        };
        let whose = |own: bool, key: &str| path::key(if own { at } else { shared.at }, key);
        let service = shared.service;
        let misses = raw.misses_appointment.as_ref().or(service.misses_appointment.as_ref());
        let misses_at = whose(raw.misses_appointment.is_some(), "misses_appointment");
        let misses = self.chances(misses.filter(|_| raw.takes.is_none()), shared, &misses_at, problems);
        let cancels = raw.cancels_appointment.as_ref().or(service.cancels_appointment.as_ref());
        let cancels_at = whose(raw.cancels_appointment.is_some(), "cancels_appointment");
        let cancels = self.chances(cancels, shared, &cancels_at, problems);
        let missed = raw.after_missed.as_ref().or(service.after_missed.as_ref());
        let after_missed = after_missed(self, missed, &whose(raw.after_missed.is_some(), "after_missed"), problems);
        let rule = self.rule_of(raw, shared, rule, at, problems);
        let onward = self.onward(shared, &raw.next, &path::key(at, "next"), problems);
        let stage = Stage::of_pathway(&service.name, number, &raw.name, capacity?, rule?, misses.len());
        let seniority = match raw.order_from {
            Some(OrderFrom::Joining) => Seniority::Joining,
            _ => Seniority::ClockStart,
        };
        let mut stage =
            Stage { misses, cancels: only_if_any(cancels), after_missed, seniority, onward: onward?, ..stage };
        if let Some(servers) = &raw.servers {
            self.staff(servers, &path::key(at, "servers"), &mut stage, problems);
        }
        if let Some(levers) = &raw.levers {
            let at = path::key(at, "levers");
            levers::of_service_only(levers, &at, problems);
            self.pull(levers, &shared.ground(&at), &mut stage, problems);
            self.sessions_in_full(raw.slots.as_ref(), levers, &shared.ground(&at), &mut stage, problems);
        }
        let own = raw.unavailable.is_some();
        let away = (raw.unavailable.as_ref().or(service.unavailable.as_ref()), &*whose(own, "unavailable"), own);
        let clock = raw.official_clock.as_ref().or(service.official_clock.as_ref());
        let clock = (clock, &*whose(raw.official_clock.is_some(), "official_clock"));
        self.second_clock(shared.urgencies, away, clock, &mut stage, problems);
        if missed.is_none_or(|after| after.unsaid) {
            kept_by_default(&stage, shared.urgencies.len(), &misses_at, problems);
        }
        // The service's odds go with the service's probability: at a stage where nobody misses an appointment they do not apply.
        let shared_odds = service.misses_odds.as_ref().filter(|_| stage.misses.iter().any(|c| *c != Chance::NEVER));
        let odds_at = whose(raw.misses_odds.is_some(), "misses_odds");
        let odds = raw.misses_odds.as_ref().or(shared_odds);
        self.misses_odds(odds, &shared.ground(&odds_at), &mut stage, problems);
        let times = format!("{at}.levers.support.misses_times");
        booking::helped(&stage, &times, &misses_at, problems);
        Some(stage)
    }

    /// A stage's own discipline, or the variant's.
    fn rule_of(
        &self,
        raw: &RawStage,
        shared: &Shared<'_>,
        rule: &Rule<'_>,
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Arc<dyn Discipline>> {
        let setting =
            Setting { population: shared.recorded, urgencies: shared.urgencies, slotted: raw.slots.is_some() };
        if raw.takes.is_some() && raw.discipline.is_none() {
            // Nobody waits for anybody.
            let first = Rule { parameters: serde_json::json!({ "kind": "first come" }), ..rule.clone() };
            return self.discipline(&first, &setting, problems);
        }
        match &raw.discipline {
            Some(own) => {
                let own = Rule { parameters: own.0.clone(), at: path::key(at, "discipline"), ..rule.clone() };
                self.discipline(&own, &setting, problems)
            }
            None => self.discipline(rule, &setting, problems),
        }
    }

    fn chances(
        &self,
        raw: Option<&ByGroup>,
        shared: &Shared<'_>,
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Vec<Chance> {
        let of_group = match raw {
            Some(by) => self.people.by_group(by, true, at, problems),
            None => vec![0.0; self.people.population.groups()],
        };
        of_group.iter().flat_map(|p| std::iter::repeat_n(Chance::new(*p), shared.urgencies.len())).collect()
    }

    /// A duration or a law, in seconds.
    pub(super) fn time(&self, raw: &Time, at: &str, problems: &mut Vec<Problem>) -> Option<Dist> {
        match raw {
            Time::Always(span) => Dist::constant(span.seconds(self.unit))
                .map_err(|e| problems.push(Problem::new("Q0604", at, e.to_string())))
                .ok(),
            Time::Law(law) => laws::law(law, at, self.unit, problems),
        }
    }

    /// What follows a kept appointment; `Some(None)` where nothing is said.
    #[allow(clippy::option_option)]
    fn onward(
        &self,
        shared: &Shared<'_>,
        raw: &[Next],
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Option<Onward>> {
        if raw.is_empty() {
            return Some(None);
        }
        let before = errors(problems);
        let (groups, urgencies) = (self.people.population.groups(), shared.urgencies.len());
        let names: Vec<String> = shared.urgencies.iter().map(|u| u.name.clone()).collect();
        let mut outcomes = Vec::new();
        let mut columns: Vec<Option<Vec<f64>>> = Vec::new();
        for (i, next) in raw.iter().enumerate() {
            let here = path::entry(at, &i.to_string());
            outcomes.extend(self.outcome(shared, next, &names, &here, problems));
            let share =
                next.share.as_ref().map(|by| self.people.by_group(by, true, &path::key(&here, "share"), problems));
            let mut column: Option<Vec<f64>> =
                share.map(|s| s.iter().flat_map(|p| std::iter::repeat_n(*p, urgencies)).collect());
            let below = path::key(&here, "share_by_urgency");
            for (name, share) in &next.share_by_urgency {
                let at = path::key(&below, name);
                problems.extend(values::out_of_range(share.value, true, &at));
                match names.iter().position(|n| n == name) {
                    Some(u) => {
                        let column = column.get_or_insert_with(|| vec![0.0; groups * urgencies]);
                        column.iter_mut().skip(u).step_by(urgencies).for_each(|x| *x = share.value);
                    }
                    None => problems.push(unknown_urgency(name, &names, &at).at_key()),
                }
            }
            columns.push(column);
        }
        let rest = columns.iter().filter(|c| c.is_none()).count();
        if rest > 1 {
            let message = format!("{rest} entries leave out `share`; only one can take the rest");
            problems.push(Problem::new("Q0633", at, message).at_key());
        }
        let mut rows = Vec::with_capacity(groups * urgencies);
        for class in 0..groups * urgencies {
            let given: f64 = columns.iter().flatten().map(|c| c[class]).sum();
            if given > 1.0 + 1e-9 || (rest == 0 && given < 1.0 - 1e-9) {
                if rows.len() == class {
                    let of = &names[class % urgencies];
                    let (message, help) = match rest {
                        0 => (
                            format!("the shares of `{of}` sum to {given}, not to 1"),
                            "leave out one `share`: it takes the rest",
                        ),
                        _ => {
                            (format!("the shares of `{of}` sum to {given}, which leaves no rest"), "make some smaller")
                        }
                    };
                    problems.push(Problem::new("Q0633", at, message).help(help).at_key());
                }
                break;
            }
            let weight = |c: &Option<Vec<f64>>| c.as_ref().map_or((1.0 - given).max(0.0), |c| c[class]);
            rows.push(shares::thresholds(&columns.iter().map(weight).collect::<Vec<f64>>()));
        }
        (errors(problems) == before).then(|| {
            let same = rows.windows(2).all(|w: &[Thresholds]| w[0] == w[1]);
            rows.truncate(if same { 1 } else { usize::MAX });
            Some(Onward { outcomes, of_class: rows })
        })
    }

    fn outcome(
        &self,
        shared: &Shared<'_>,
        raw: &Next,
        urgencies: &[String],
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<NextStep> {
        let before = errors(problems);
        let stages = &shared.service.stage;
        let stop = |ends: Ends| if ends == Ends::Treated { ClockEffect::Treated } else { ClockEffect::Discharged };
        let (to, clock) = match (&raw.to, raw.ends) {
            (Some(name), None) => {
                let to = stages.iter().position(|s| s.name == *name);
                if to.is_none() {
                    let message = format!("there is no stage `{}` in this service", crate::scenario::shown(name));
                    let problem = Problem::new("Q0428", path::key(at, "to"), message);
                    problems.push(match nearest(name, stages.iter().map(|s| s.name.as_str())) {
                        Some(near) => problem.help(format!("did you mean `{near}`?")),
                        None => problem,
                    });
                }
                (to, raw.clock_stops.map_or(ClockEffect::Runs, stop))
            }
            (None, Some(ends)) => (None, stop(ends)),
            _ => {
                problems.push(Problem::new("Q0633", at, "give either `to` (a stage) or `ends`"));
                (None, ClockEffect::Runs)
            }
        };
        for (key, given) in [
            ("after", raw.after.is_some()),
            ("clock_stops", raw.clock_stops.is_some()),
            ("urgency", raw.urgency.is_some()),
        ] {
            if given && raw.ends.is_some() && !(key == "after" && raw.refers_to.is_some()) {
                let message = format!("`{key}` has no meaning where the pathway ends");
                problems.push(Problem::new("Q0633", path::key(at, key), message).at_key());
            }
        }
        let delay = match &raw.after {
            Some(time) => self.time(time, &path::key(at, "after"), problems),
            None => Some(Dist::Constant { value: 0.0 }),
        };
        let urgency = raw.urgency.as_ref().map(|name| {
            let found = urgencies.iter().position(|u| u == name);
            if found.is_none() {
                problems.push(unknown_urgency(name, urgencies, &path::key(at, "urgency")));
            }
            found.unwrap_or(0)
        });
        let refers_to = self.refers(raw, &shared.service.name, delay.as_ref(), at, problems);
        (errors(problems) == before).then_some(NextStep { to, refers_to, delay: delay?, clock, urgency })
    }
}

/// A stage that nobody can come to is a mistake.
fn unreachable_stages(stages: &[RawStage], list: &str, problems: &mut Vec<Problem>) {
    for (number, stage) in stages.iter().enumerate().skip(1) {
        let named = stages.iter().flat_map(|s| &s.next).any(|n| n.to.as_deref() == Some(&stage.name));
        // A way to a stage that is not there was told, perhaps with this one as what may be meant.
        let names = || stages.iter().map(|s| s.name.as_str());
        let meant = |to: &str| !names().any(|n| n == to) && nearest(to, names()) == Some(&stage.name);
        let misspelt = stages.iter().flat_map(|s| &s.next).filter_map(|n| n.to.as_deref()).any(meant);
        if !named && !misspelt && stage.waiting.is_none() {
            let here = entry(stages, number, list, |s| &s.name);
            let problem = Problem::new("Q0429", here, format!("no stage leads to `{}`", stage.name));
            problems
                .push(problem.help(format!("name it in the `next` of another stage: {{ to = \"{}\" }}", stage.name)));
        }
    }
}

fn only_if_any(chances: Vec<Chance>) -> Vec<Chance> {
    if chances.iter().all(|c| *c == Chance::NEVER) { Vec::new() } else { chances }
}

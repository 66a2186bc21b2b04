//! What deserves a word before a scenario is run: what `check`, `run` and `compare` warn of.

use super::hazards::hazards;
use super::unsaid;
use super::unused::{never_ahead, unused};
use super::{Forecast, ListForecast, ServiceForecast};
use crate::error::Problem;
use crate::model::{Capacity, Model, Service, Stage};
use crate::scenario::{Scenario, path};
use crate::time::{DAY, WEEK};

/// Weeks of slots beyond which the urgent part of today's list is implausible.
const URGENT_WEEKS: f64 = 4.0;
/// A load below this beside a backlog is that of slots by month that were written by week.
const LOW_LOAD: f64 = 0.5;
/// A backlog is more people than are referred in so many weeks.
const BACKLOG_WEEKS: f64 = 4.0;
/// A list is gone where this part of it is left, if there were at least so many people.
const GONE: f64 = 0.03;
const MANY: f64 = 100.0;
const SOME: f64 = 50.0;
/// A list explodes where it is so many times as long as today, or where those who join it must wait for so many weeks.
const TIMES: f64 = 5.0;
const WEEKS_TO_WAIT: f64 = 104.0;
/// Horizons beyond this are beyond what any rate holds for.
const MOST_YEARS: f64 = 30.0;
/// Fewer simulated people in a whole run show nothing.
const FEW_PEOPLE: f64 = 50.0;
/// With so many the scale does no harm.
const PEOPLE_ENOUGH: f64 = 1000.0;
/// Variants that one warning names.
const MOST_NAMED: usize = 3;

/// What was found under one variant: the message without the name of the variant, which stands between its parts.
#[derive(Clone, Debug)]
struct Found {
    code: &'static str,
    at: String,
    before: String,
    after: String,
    help: String,
}

impl Found {
    fn new(code: &'static str, at: impl Into<String>, before: String, after: String, help: &str) -> Self {
        Self { code, at: at.into(), before, after, help: help.into() }
    }
}

/// All warnings; what holds of every variant is said once, of the scenario.
pub(super) fn all(scenario: &Scenario, forecast: &Forecast) -> Vec<Problem> {
    let mut found: Vec<(usize, Found)> = Vec::new();
    for (number, variant) in scenario.variants.iter().enumerate() {
        let mut here = Vec::new();
        let model = &variant.model;
        for service in &model.services {
            let of = |v: &str, s: &str| v == variant.name && s == service.name;
            let lists: Vec<&ListForecast> = forecast.lists.iter().filter(|l| of(&l.variant, &l.service)).collect();
            let told = forecast.services.iter().find(|t| of(&t.variant, &t.service));
            if at_scale(model, service, told, &lists, &mut here) {
                // What is odd about a list without anybody follows from the scale.
                continue;
            }
            nobody(service, &lists, &mut here);
            for (number, (stage, list)) in service.stages.iter().zip(&lists).enumerate() {
                let bounded = number == 0 && service.turns_away().is_some();
                of_stage(list, stage, bounded, &mut here);
            }
            if let Some(told) = told {
                of_list(scenario, model, service, told, &lists, &mut here);
            }
            let mut said = unsaid::of_service(model, service, told, &lists);
            hazards(model, service, &mut said);
            let found =
                said.into_iter().map(|(code, at, before, after, help)| Found::new(code, at, before, after, help));
            here.extend(found);
            targets(service, &mut here);
        }
        found.extend(here.into_iter().map(|f| (number, f)));
    }
    let mut out = merged(scenario, &found);
    out.extend(of_scenario(scenario));
    out.extend(unused(scenario));
    out.extend(never_ahead(scenario));
    out
}

/// One warning for each thing and place, with the variants it holds for where it is not all of them.
fn merged(scenario: &Scenario, found: &[(usize, Found)]) -> Vec<Problem> {
    let reference = scenario.settings.reference;
    let mut out = Vec::new();
    let mut told: Vec<(&str, &str)> = Vec::new();
    for (_, first) in found {
        let key = (first.code, first.at.as_str());
        if told.contains(&key) {
            continue;
        }
        told.push(key);
        let alike: Vec<&(usize, Found)> = found.iter().filter(|(_, f)| (f.code, f.at.as_str()) == key).collect();
        // Its figures are those of the reference where it holds of it.
        let (_, of) = alike.iter().find(|(v, _)| *v == reference).unwrap_or(&alike[0]);
        let mut variants: Vec<usize> = alike.iter().map(|(v, _)| *v).collect();
        variants.dedup();
        let same = alike.iter().all(|(_, f)| (&f.before, &f.after) == (&of.before, &of.after));
        let under = if variants.len() == scenario.variants.len() {
            String::new()
        } else {
            let names: Vec<String> =
                variants.iter().take(MOST_NAMED).map(|v| format!("`{}`", scenario.variants[*v].name)).collect();
            let more = variants.len().saturating_sub(MOST_NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!(" under {}{more}", names.join(", "))
        };
        let figures = if same {
            ""
        } else if alike.iter().any(|(v, _)| *v == reference) {
            " (figures of the reference)"
        } else {
            " (figures of the first)"
        };
        let message = format!("{}{under}{}{figures}", of.before, of.after);
        let problem = Problem::new(of.code, written(scenario, &variants, &of.at), message);
        out.push(if of.help.is_empty() { problem } else { problem.help(of.help.clone()) });
    }
    out
}

/// Where the file says what holds under these variants: where one of them sets it, if not all variants have it and each of these sets it.
fn written(scenario: &Scenario, variants: &[usize], at: &str) -> String {
    let of = |v: &usize| scenario.variants[*v].set_at(at);
    match variants {
        [first, others @ ..] if variants.len() < scenario.variants.len() && others.iter().all(|v| of(v).is_some()) => {
            of(first)
        }
        _ => None,
    }
    .unwrap_or_else(|| at.into())
}

/// Where a list stands in the scenario, and what it is called.
fn place(list: &ListForecast) -> (String, String) {
    let whole = path::entry("service", &list.service);
    match &list.stage {
        Some(stage) => {
            (path::entry(&path::key(&whole, "stage"), stage), format!("stage `{stage}` of `{}`", list.service))
        }
        None => (whole, format!("`{}`", list.service)),
    }
}

fn of_stage(list: &ListForecast, stage: &Stage, bounded: bool, found: &mut Vec<Found>) {
    let (here, of) = place(list);
    let at = |key: &str| path::key(&here, key);
    let capacity = if stage.slotted() { "slots" } else { "servers" };
    match list.load {
        _ if matches!(stage.capacity, Capacity::Delay(_)) => {}
        // People who do not fit in are turned away.
        Some(_) if bounded => {}
        Some(load) if load >= 1.0005 => {
            let growth = list.growth_per_week;
            let says = if growth >= 0.005 {
                let digits = if growth < 0.95 { 2 } else { 1 };
                format!(": more is needed than there is; the list grows by {growth:.digits$} people a week")
            } else {
                ": more is needed than there is; only those who leave untreated bound the list".into()
            };
            let help = "nothing about a steady state can be said";
            found.push(Found::new("W0632", at(capacity), format!("load {load:.3} of {of}"), says, help));
        }
        Some(load) if load >= 0.99 => {
            let says = ": so near to 1 the list wanders for years".into();
            found.push(Found::new("W0633", at(capacity), format!("load {load:.4} of {of}"), says, ""));
        }
        None => {
            found.push(Found::new("W0634", at(capacity), of.clone(), " has no capacity: nobody is seen".into(), ""))
        }
        Some(_) => {}
    }
    if list.urgent_backlog_weeks > URGENT_WEEKS {
        let says =
            format!(" need {:.1} weeks of slots; urgent people rarely wait that long", list.urgent_backlog_weeks);
        let help = "give `urgency` for each band: the longest waits are usually not urgent";
        found.push(Found::new("W0636", at("waiting"), format!("urgent people on today's list of {of}"), says, help));
    }
}

/// A list that the scale leaves with very few simulated people; whether it leaves nobody at all.
fn at_scale(
    model: &Model,
    service: &Service,
    told: Option<&ServiceForecast>,
    lists: &[&ListForecast],
    found: &mut Vec<Found>,
) -> bool {
    let people = told.map_or(0.0, |t| t.waiting) + lists.first().map_or(0.0, |l| l.referrals);
    let simulated = people / model.scale;
    if model.scale == 1.0 || people == 0.0 || simulated >= FEW_PEOPLE {
        return false;
    }
    let scales = (0..9).rev().flat_map(|power| [5.0, 2.0, 1.0].map(|x| x * 10_f64.powi(power)));
    let better = scales.into_iter().find(|scale| people / scale >= PEOPLE_ENOUGH).filter(|scale| *scale > 1.0);
    let help = match better {
        Some(better) => format!("`scale = {better}` in [scenario] leaves about {:.0}", people / better),
        None => "leave `scale` out of [scenario]: these are few people".to_string(),
    };
    let name = &service.name;
    let (before, is_nobody) = match simulated < 1.0 {
        true => (format!("fewer than one simulated person of `{name}` in the whole run"), true),
        false => (format!("about {simulated:.0} simulated people of `{name}` in the whole run"), false),
    };
    let says = format!(": at this scale one stands for {}", model.scale);
    // Each list is told, at its service: the scale is one for all of them.
    found.push(Found::new("W0660", path::entry("service", name), before, says, &help));
    is_nobody
}

fn nobody(service: &Service, lists: &[&ListForecast], found: &mut Vec<Found>) {
    let name = &service.name;
    let at = path::entry("service", name);
    let listed = lists.iter().any(|l| l.waiting > 0);
    if !service.extra.is_empty() || lists.first().is_none_or(|l| l.referrals > 0.0) {
        return;
    }
    if listed {
        let says = ": the list can only shrink, and no cohort is followed".into();
        let help = "give `referrals = { per_week = ... }`";
        found.push(Found::new("W0640", at, format!("nobody is referred to `{name}`"), says, help));
    } else {
        let says = " has nobody: no referrals, no list, and no one is referred on to it before the end; its measures will be empty";
        found.push(Found::new("W0635", at, format!("`{name}`"), says.into(), ""));
    }
}

/// A list that vanishes or explodes, and slots that look like those of a month.
fn of_list(
    scenario: &Scenario,
    model: &Model,
    service: &Service,
    told: &ServiceForecast,
    lists: &[&ListForecast],
    found: &mut Vec<Found>,
) {
    let at = path::entry("service", &service.name);
    let name = &service.name;
    let weeks = model.horizon as f64 / WEEK as f64;
    let weekly = lists.first().map_or(0.0, |l| l.referrals) / weeks;
    let date = |day: usize| format!("week {:.0} ({})", day as f64 / 7.0, scenario.settings.date(day as i64));
    let days = told.path.len();
    let at_last = told.path[days.saturating_sub(7)..].iter().copied().fold(f64::MAX, f64::min);
    let gone = told.path.iter().position(|n| *n < GONE * told.waiting);
    let gone = gone.filter(|_| told.waiting >= MANY && at_last < GONE * told.waiting);
    // The load of the busiest stage: if that is low, all are.
    let busiest = lists.iter().filter_map(|l| l.load).fold(0.0, f64::max);
    let slotted = service.stages.iter().any(Stage::slotted);
    let monthly = slotted && weekly > 0.0 && busiest < LOW_LOAD && busiest > 0.0;
    if monthly && told.waiting > BACKLOG_WEEKS * weekly && told.waiting >= SOME {
        let says = format!(
            " beside {:.0} people who wait: less than half of the slots are needed, and yet there is a backlog",
            told.waiting
        );
        let help = "are these slots of a month? A month has 4.35 weeks: divide by that";
        let key = path::key(&at, "slots");
        found.push(Found::new("W0641", key, format!("load {busiest:.2} of `{name}`"), says, help));
    } else if let Some(day) = gone.filter(|_| weekly > 0.0) {
        let says = format!(" is expected to be gone by {}", date(day));
        let help = if slotted {
            "after that people wait for the next session only: are the rates those of one time and place?"
        } else {
            "after that nearly everybody is served at once: are the rates those of one time and place?"
        };
        found.push(Found::new(
            "W0642",
            at.clone(),
            format!("the list of `{name}` ({:.0} people)", told.waiting),
            says,
            help,
        ));
    }
    let offered: f64 = lists.iter().map(|l| l.appointments).fold(0.0, f64::max) / weeks;
    let limit = if told.waiting >= SOME {
        Some(TIMES * told.waiting)
    } else {
        (offered > 0.0).then_some((WEEKS_TO_WAIT * offered).max(SOME))
    };
    let explodes = limit.and_then(|limit| told.path.iter().position(|n| *n > limit));
    if let Some(day) = explodes.filter(|_| told.end > limit.unwrap_or(f64::MAX)) {
        let from = if told.waiting >= SOME {
            format!(
                " grows from {:.0} people to {:.0}, and beyond {TIMES} times as many by {}",
                told.waiting,
                told.end,
                date(day)
            )
        } else {
            format!(
                " grows to {:.0} people; by {} those who join have more than {WEEKS_TO_WAIT:.0} weeks of appointments before them",
                told.end,
                date(day)
            )
        };
        let help = "are slots and referrals of the same unit, place and time?";
        found.push(Found::new("W0643", at, format!("the list of `{name}`"), from, help));
    }
}

/// Targets that a session comes too rarely for.
fn targets(service: &Service, found: &mut Vec<Found>) {
    let [stage] = &service.stages[..] else { return };
    let Capacity::Slots { sessions, .. } = &stage.capacity else { return };
    let mut days: Vec<i64> = sessions.iter().filter(|s| s.slots > 0).map(|s| s.time / DAY).collect();
    days.dedup();
    if days.len() < 3 {
        return;
    }
    let between = (days[days.len() - 1] - days[0]) as f64 / (days.len() - 1) as f64;
    for urgency in &service.urgencies {
        if (urgency.target_days as f64) + 1.0 < between {
            let at = path::key(&path::entry("service", &service.name), "urgency");
            let at = path::key(&path::entry(&at, &urgency.name), "target");
            let before = format!("the target of `{}` is {} days", urgency.name, urgency.target_days);
            let says = format!(", but `{}` has a session only every {between:.0} days", service.name);
            found.push(Found::new("W0647", at, before, says, "most of them must breach it whatever the policy"));
        }
    }
}

/// What is odd about the times of the run.
fn of_scenario(scenario: &Scenario) -> Vec<Problem> {
    let Some(first) = scenario.variants.first() else { return Vec::new() };
    let model = &first.model;
    let mut out = Vec::new();
    let years = model.horizon as f64 / (365.25 * DAY as f64);
    if years > MOST_YEARS {
        let message = format!("a horizon of {years:.0} years: no rate of today holds for so long");
        out.push(Problem::new("W0648", "scenario.horizon", message).help("is it in the unit that was meant?"));
    }
    if model.warm_up > 0 && 2 * model.warm_up > model.horizon {
        let part = 100.0 * model.warm_up as f64 / model.horizon as f64;
        let message = format!("the warm-up takes {part:.0}% of the horizon, and nothing of it is counted");
        out.push(Problem::new("W0649", "scenario.warm_up", message).help("a longer horizon costs little"));
    }
    out
}

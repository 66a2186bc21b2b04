//! What to expect of a scenario before it is run: load and growth of each list, size of the experiment. Expectations by plain
//! accounting day by day, not by simulation.

mod account;
mod mixes;
mod visits;
mod work;

pub use work::Work;

use crate::error::Problem;
use crate::model::{Capacity, Model, Service, Stage};

use super::Scenario;

/// What to expect of one list under one variant, in simulated people.
#[derive(Clone, Debug, PartialEq)]
pub struct ListForecast {
    /// The variant.
    pub variant: String,
    /// The list.
    pub service: String,
    /// The stage of the pathway, where there is more than one.
    pub stage: Option<String>,
    /// People on the list at the start.
    pub waiting: u64,
    /// Slots (or attended services of all servers) that referrals need, missed appointments included, divided by those there
    /// are, over the whole horizon. None without capacity.
    pub load: Option<f64>,
    /// Mean growth of the list per week over the horizon.
    pub growth_per_week: f64,
    /// Growth of the list over the first 31 days (the whole horizon where it is shorter).
    pub drift_31_days: f64,
    /// Weeks of slots that people of today's list need who are of another urgency than the last; 0 with one urgency or servers.
    pub urgent_backlog_weeks: f64,
    /// Expected referrals over the horizon, with those who are referred on from other services.
    pub referrals: f64,
    /// The longest list on any day, as expected.
    pub longest: f64,
    /// Expected appointments over the horizon, also those that are missed.
    pub appointments: f64,
    /// Expected times that somebody joins another stage, or waits again after a missed appointment.
    pub moves: f64,
}

/// What to expect of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// By variant, then service.
    pub lists: Vec<ListForecast>,
    /// Cells: variants x replications.
    pub cells: u64,
    /// Replications of each variant.
    pub replications: u64,
    /// What a cell of each variant does and holds.
    pub work: Vec<Work>,
    /// What deserves a word: loads of 1 or more, empty lists, an urgent backlog, odds that nothing moves.
    pub warnings: Vec<Problem>,
}

impl Forecast {
    /// Expected events (people who come, appointments, moves to another stage, sessions) of all cells.
    #[must_use]
    pub fn events(&self) -> f64 {
        self.work.iter().map(|w| self.replications as f64 * (w.people + w.appointments + w.moves + w.sessions)).sum()
    }
}

/// Weeks of slots beyond which the urgent part of today's list is implausible.
const URGENT_WEEKS: f64 = 4.0;

/// What to expect of a scenario.
#[must_use]
pub fn forecast(scenario: &Scenario) -> Forecast {
    let mut out = Forecast {
        lists: Vec::new(),
        cells: scenario.variants.len() as u64 * scenario.settings.replications,
        replications: scenario.settings.replications,
        work: Vec::new(),
        warnings: Vec::new(),
    };
    for variant in &scenario.variants {
        let model = &variant.model;
        let lists = lists(&variant.name, model);
        out.work.push(Work::new(&variant.name, model, &lists));
        for (service, lists) in model.services.iter().zip(lists) {
            nobody(&variant.name, service, &lists, &mut out.warnings);
            for (number, (stage, list)) in service.stages.iter().zip(lists).enumerate() {
                let bounded = number == 0 && service.turns_away().is_some();
                warn(&list, stage, bounded, &mut out.warnings);
                out.lists.push(list);
            }
        }
    }
    out.warnings.extend(unused(scenario));
    out.warnings.extend(never_ahead(scenario));
    out
}

/// The lists of each service; those who are referred on come with what others let through.
fn lists(variant: &str, model: &Model) -> Vec<Vec<ListForecast>> {
    let mut out = vec![Vec::new(); model.services.len()];
    let mut arrive: Vec<Vec<f64>> = vec![Vec::new(); model.services.len()];
    for number in model.senders_first() {
        let (lists, sent) = account::lists(variant, model, &model.services[number], &arrive[number]);
        out[number] = lists;
        for (to, people) in sent {
            let there = &mut arrive[to];
            there.resize(people.len(), 0.0);
            there.iter_mut().zip(people).for_each(|(there, people)| *there += people);
        }
    }
    out
}

fn warn(list: &ListForecast, stage: &Stage, bounded: bool, warnings: &mut Vec<Problem>) {
    let whole = super::path::entry("service", &list.service);
    let here = match &list.stage {
        Some(stage) => super::path::entry(&super::path::key(&whole, "stage"), stage),
        None => whole,
    };
    let at = |key: &str| super::path::key(&here, key);
    let of = match &list.stage {
        Some(stage) => format!("stage `{stage}` of `{}` under `{}`", list.service, list.variant),
        None => format!("`{}` under `{}`", list.service, list.variant),
    };
    let capacity = if stage.slotted() { "slots" } else { "servers" };
    match list.load {
        _ if matches!(stage.capacity, Capacity::Delay(_)) => {}
        // Whoever does not fit in is turned away.
        Some(_) if bounded => {}
        Some(load) if load >= 1.0005 => {
            let growth = list.growth_per_week;
            let says = if growth >= 0.05 {
                format!("more is needed than there is; the list grows by {growth:.1} people a week")
            } else {
                "more is needed than there is; only those who leave untreated bound the list".into()
            };
            let message = format!("load {load:.3} of {of}: {says}");
            let problem = Problem::new("W0632", at(capacity), message);
            warnings.push(problem.help("nothing about a steady state can be said"));
        }
        Some(load) if load >= 0.99 => {
            let message = format!("load {load:.4} of {of}: so near to 1 the list wanders for years");
            warnings.push(Problem::new("W0633", at(capacity), message));
        }
        None => warnings.push(Problem::new("W0634", at(capacity), format!("{of} has no capacity: nobody is seen"))),
        Some(_) => {}
    }
    if list.urgent_backlog_weeks > URGENT_WEEKS {
        let message = format!(
            "urgent people on today's list of {of} need {:.1} weeks of slots; urgent people rarely wait that long",
            list.urgent_backlog_weeks
        );
        let problem = Problem::new("W0636", at("waiting"), message);
        warnings.push(problem.help("give `urgency` for each band: the longest waits are usually not urgent"));
    }
}

fn nobody(variant: &str, service: &Service, lists: &[ListForecast], warnings: &mut Vec<Problem>) {
    if lists[0].referrals == 0.0 && lists.iter().all(|l| l.waiting == 0) && service.extra.is_empty() {
        let name = &service.name;
        let message = format!(
            "`{name}` under `{variant}` has nobody: no referrals, no list, and nobody who is referred on and there before the end; its measures will be empty"
        );
        warnings.push(Problem::new("W0635", super::path::entry("service", name), message));
    }
}

/// Odds by lead time at a stage where no variant makes appointments ahead.
fn never_ahead(scenario: &Scenario) -> Vec<Problem> {
    let Some(first) = scenario.variants.first() else { return Vec::new() };
    let mut out = Vec::new();
    for (s, service) in first.model.services.iter().enumerate() {
        for (n, stage) in service.stages.iter().enumerate() {
            let each = || scenario.variants.iter().filter_map(|v| v.model.services.get(s)?.stages.get(n));
            let odds = |stage: &Stage| stage.levers.attendance.as_ref()?.odds.clone();
            let moved = each().filter_map(odds).any(|odds| odds.per_week_ahead.iter().any(|x| *x != 1.0));
            let ahead = each().any(|stage| stage.levers.booking.as_ref().is_some_and(|b| b.ahead > 0));
            if !moved || ahead {
                continue;
            }
            let whole = super::path::entry("service", &service.name);
            let (at, of) = match service.stages.len() {
                1 => (super::path::key(&whole, "misses_odds"), format!("`{}`", service.name)),
                _ => {
                    let stages = super::path::key(&whole, "stage");
                    (super::path::entry(&stages, &stage.name), format!("stage `{}` of `{}`", stage.name, service.name))
                }
            };
            let message = format!("`per_week_ahead` does nothing at {of}: no appointments are made ahead");
            out.push(Problem::new("W0638", at, message).help("give `levers.booking`, or leave it out"));
        }
    }
    out
}

/// Levels that nobody has.
fn unused(scenario: &Scenario) -> Vec<Problem> {
    let mut out = Vec::new();
    let Some(first) = scenario.variants.first() else { return out };
    let model = &first.model;
    for (a, attribute) in model.population.attributes.iter().enumerate() {
        for (l, level) in attribute.levels.iter().enumerate() {
            let met = model.services.iter().any(|s| {
                let mixes = s.referrals.as_ref().map(|r| &r.mix).into_iter().chain(Some(&s.today_groups));
                let listed = s.extra.iter().any(|e| e.levels[a] == Some(l));
                listed
                    || mixes.into_iter().any(|m| {
                        mixes::groups(m, &model.population)
                            .iter()
                            .enumerate()
                            .any(|(g, p)| *p > 0.0 && model.population.level(g, a) == l)
                    })
            });
            if !met {
                let at = super::path::key(&super::path::entry("attribute", &attribute.name), "levels");
                out.push(Problem::new("W0637", at, format!("nobody is of level `{level}` of `{}`", attribute.name)));
            }
        }
    }
    out
}

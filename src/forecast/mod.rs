//! What to expect of a scenario before it is run: load and growth of each list, size of the experiment. Expectations by plain
//! accounting day by day, not by simulation.

mod account;
mod course;
mod flow;
mod follow_ups;
mod kernel;
mod kinds;
mod mixes;
mod need;
mod official;
mod queue;
mod slots;
mod spread;
mod steady;
mod traffic;
mod unsaid;
mod unused;
mod visits;
mod warnings;
mod work;

pub use need::{Estimate, FileBytes, Machine, Need, People, Ways};
pub use work::Work;

use self::account::Made;
use self::spread::Spreads;
use crate::error::Problem;
use crate::model::Model;

use crate::scenario::Scenario;

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
    /// People on the list at the end.
    pub end: f64,
    /// People whose follow-up is due at the end and not done; they are on no list.
    pub overdue: f64,
    /// The part of the appointments needed that is for follow-up.
    pub for_follow_up: f64,
    /// Weeks of slots that people of today's list need who are of another urgency than the last; 0 with one urgency or servers.
    pub urgent_backlog_weeks: f64,
    /// Expected referrals over the horizon, with those who are referred on from other services.
    pub referrals: f64,
    /// The longest list on any day, as expected.
    pub longest: f64,
    /// Expected appointments over the horizon, also those that are missed.
    pub appointments: f64,
    /// Expected times that somebody joins another stage, waits again after a missed appointment, changes the clinical class, or tries
    /// again where there was no room.
    pub moves: f64,
    /// Times that a person who found no room comes again.
    pub tries: f64,
}

/// What to expect of a service under one variant, in real people: all whose clock runs, also between two stages.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceForecast {
    /// The variant.
    pub variant: String,
    /// The service.
    pub service: String,
    /// People on the list at the start.
    pub waiting: f64,
    /// And at the end.
    pub end: f64,
    /// Those of them who are between two stages then, or wait for a new appointment that is not made yet.
    pub between: f64,
    /// The same after 31 days.
    pub between_31_days: f64,
    /// Mean growth per week over the horizon.
    pub growth_per_week: f64,
    /// Mean growth per week over the last quarter of it, in whole weeks: by then the stages have filled.
    pub late_growth_per_week: f64,
    /// Growth over the first 31 days (the whole horizon where it is shorter).
    pub drift_31_days: f64,
    /// Of those treated, the part whose official clock has moved on the way; none without rules for such a clock.
    pub official_moved: Option<f64>,
    /// People on the list at the start and at the end of each day.
    pub path: Vec<f64>,
}

/// What to expect of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// By variant, then service.
    pub lists: Vec<ListForecast>,
    /// By variant, then service.
    pub services: Vec<ServiceForecast>,
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
        self.work
            .iter()
            .map(|w| self.replications as f64 * (w.people + w.appointments + w.moves + w.tries + w.sessions))
            .sum()
    }
}

impl ListForecast {
    /// In real people, where one simulated person stands for many.
    fn in_full(&mut self, scale: f64) {
        self.waiting = (self.waiting as f64 * scale).round() as u64;
        let counts = [
            &mut self.growth_per_week,
            &mut self.drift_31_days,
            &mut self.end,
            &mut self.overdue,
            &mut self.referrals,
            &mut self.longest,
            &mut self.appointments,
        ];
        counts.into_iter().for_each(|count| *count *= scale);
    }
}

impl ServiceForecast {
    /// In real people, where one simulated person stands for many.
    fn in_full(&mut self, scale: f64) {
        let counts = [
            &mut self.waiting,
            &mut self.end,
            &mut self.between,
            &mut self.between_31_days,
            &mut self.growth_per_week,
            &mut self.late_growth_per_week,
            &mut self.drift_31_days,
        ];
        counts.into_iter().chain(&mut self.path).for_each(|count| *count *= scale);
    }
}

/// What to expect of a scenario.
#[must_use]
pub fn forecast(scenario: &Scenario) -> Forecast {
    let mut out = Forecast {
        lists: Vec::new(),
        services: Vec::new(),
        cells: scenario.variants.len() as u64 * scenario.settings.replications,
        replications: scenario.settings.replications,
        work: Vec::new(),
        warnings: Vec::new(),
    };
    let (mut spreads, mut made) = (Spreads::default(), Vec::new());
    for variant in &scenario.variants {
        let model = &variant.model;
        let (lists, services) = lists(&variant.name, model, &mut spreads, &mut made);
        out.services.extend(services);
        out.work.push(Work::new(&variant.name, model, &lists));
        out.lists.extend(lists.into_iter().flatten());
        let scale = model.scale;
        // What a run does is of simulated people; what is told is of real ones.
        let told = |of: &&mut ListForecast| of.variant == variant.name;
        out.lists.iter_mut().filter(told).for_each(|list| list.in_full(scale));
        out.services.iter_mut().filter(|of| of.variant == variant.name).for_each(|service| service.in_full(scale));
    }
    out.warnings = warnings::all(scenario, &out);
    out.warnings.extend(follow_ups::behind(scenario, &out.lists));
    out
}

/// The lists of each service; those who are referred on come with what others let through.
fn lists(
    variant: &str,
    model: &Model,
    spreads: &mut Spreads,
    made: &mut Vec<Made>,
) -> (Vec<Vec<ListForecast>>, Vec<ServiceForecast>) {
    let mut out = vec![Vec::new(); model.services.len()];
    let mut services = vec![None; model.services.len()];
    let mut arrive: Vec<Vec<f64>> = vec![Vec::new(); model.services.len()];
    made.resize_with(model.services.len().max(made.len()), Vec::new);
    for number in model.senders_first() {
        let (service, from) = (&model.services[number], &arrive[number]);
        let (lists, told, sent) = account::of_service(variant, model, service, from, spreads, &mut made[number]);
        out[number] = lists;
        services[number] =
            Some(ServiceForecast { official_moved: official::moved(model, &model.services[number]), ..told });
        for (to, people) in sent {
            let there = &mut arrive[to];
            there.resize(people.len(), 0.0);
            there.iter_mut().zip(people).for_each(|(there, people)| *there += people);
        }
    }
    (out, services.into_iter().flatten().collect())
}

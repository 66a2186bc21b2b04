//! Says what to expect of a scenario before it is run: load and growth of each list, size of the experiment. It is plain accounting, day by
//! day, not simulation.

mod account;
mod course;
mod flow;
mod follow_ups;
mod hazards;
mod kernel;
mod lists;
mod mixes;
mod need;
mod official;
mod queue;
mod slots;
mod spread;
mod steady;
mod strata;
mod traffic;
mod unsaid;
mod unused;
mod visits;
mod warnings;
mod whole;
mod work;

pub use lists::{ListForecast, ServiceForecast};
pub use need::{Estimate, FileBytes, Machine, Need, People, Ways};
pub use whole::Forecast;
pub use work::Work;

use self::account::Made;
use self::spread::Spreads;
use crate::model::Model;
use crate::scenario::Scenario;

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

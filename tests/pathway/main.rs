//! Pathways of several stages, and what happens to people while they wait: against theory, and by laws.

mod again;
mod coupled;
mod course;
mod ends;
mod eyes;
mod inside;
mod laws;
mod many;
mod networks;
mod onward;
mod reclass;
mod there;
mod ways;

use queuity::model::Model;

/// The model of the first variant of a scenario given as text.
fn model(text: &str) -> Model {
    let registry = queuity::discipline::Registry::shipped();
    let loaded = queuity::compile::load(text, &registry);
    let scenario = match loaded {
        Ok(scenario) => scenario,
        Err(problems) => panic!("{problems:#?}\n{text}"),
    };
    scenario.variants[0].model.clone()
}

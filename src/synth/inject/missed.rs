//! More missed appointments, and each costs time.

use super::effect::Reading;
use super::kind::{Base, Mechanism, Unit};
use crate::model::{Chance, Model};
use crate::synth::group::Group;

#[derive(Debug)]
pub(super) struct Missed;

impl Mechanism for Missed {
    fn name(&self) -> &'static str {
        "missed appointments"
    }
    fn summary(&self) -> &'static str {
        "the odds of missing an appointment are so many times as high; what follows is the scenario's own"
    }
    fn unit(&self) -> Unit {
        Unit::Ratio
    }
    fn share(&self) -> Option<Reading> {
        Some(Reading::Missed)
    }
    fn model(&self, base: &Base<'_>, group: Group, strength: f64) -> Result<Model, String> {
        let mut model = base.model.clone();
        let mut any = false;
        for service in 0..model.services.len() {
            let hit = |class: usize| group.holds(base.model, service, class as u16);
            for stage in &mut model.services[service].stages {
                for (_, chance) in stage.misses.iter_mut().enumerate().filter(|(class, _)| hit(*class)) {
                    let odds = chance.probability() / (1.0 - chance.probability()) * strength;
                    any |= *chance != Chance::NEVER;
                    *chance = if odds.is_finite() { Chance::new(odds / (1.0 + odds)) } else { *chance };
                }
            }
        }
        if any {
            Ok(model)
        } else {
            Err("nobody of that level misses appointments in this scenario, and no ratio of odds changes that".into())
        }
    }
}

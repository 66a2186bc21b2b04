//! More people who leave the list untreated.

use super::effect::Reading;
use super::kind::{Base, Mechanism, Unit};
use crate::model::Model;
use crate::synth::group::Group;

#[derive(Debug)]
pub(super) struct Removals;

impl Mechanism for Removals {
    fn name(&self) -> &'static str {
        "removals"
    }
    fn summary(&self) -> &'static str {
        "people leave the list untreated at so many times the rate"
    }
    fn unit(&self) -> Unit {
        Unit::Ratio
    }
    fn share(&self) -> Option<Reading> {
        Some(Reading::Removed)
    }
    fn model(&self, base: &Base<'_>, group: Group, strength: f64) -> Result<Model, String> {
        let mut model = base.model.clone();
        let mut any = false;
        for number in 0..model.services.len() {
            let service = &mut model.services[number];
            for class in 0..service.patience_of.len() {
                if !group.holds(base.model, number, class as u16) {
                    continue;
                }
                let law = &service.patience[usize::from(service.patience_of[class])];
                let with = law.with_ratio(strength).map_err(|e| e.to_string())?;
                // Whether any ratio changes it, whatever the one that is asked for.
                any |= law.with_ratio(2.0).map_err(|e| e.to_string())? != *law;
                service.patience_of[class] = service.patience.len() as u16;
                service.patience.push(with);
            }
        }
        if any {
            Ok(model)
        } else {
            Err("nobody of that level leaves the list untreated at a rate in this scenario, and no ratio of rates changes that".into())
        }
    }
}

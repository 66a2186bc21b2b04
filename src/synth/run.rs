//! Runs all lists of a site under the eyes of an observer each.

use crate::engine::{Departures, Halted, Member, Observer, coupled_unless, together_unless};
use crate::error::Stopped;
use crate::model::Model;

/// Runs all services of a model; `watch` gives the observer of each (told whether it has several stages), and `done` makes of it what is kept.
pub(super) fn observed<W: Observer, T>(
    model: &Model,
    number: u64,
    halted: Halted<'_>,
    watch: &dyn Fn(bool) -> W,
    done: &dyn Fn(W) -> T,
) -> Result<Vec<T>, Stopped> {
    let mut found: Vec<Option<T>> = model.services.iter().map(|_| None).collect();
    let couplings = model.couplings();
    for coupling in &couplings {
        let advance = |members: &mut [Member<'_, W>]| members.iter_mut().for_each(Member::advance);
        let parts = coupled_unless(model, coupling, number, Departures::Lazy, halted, || watch(true), advance);
        for (service, part) in coupling.services.iter().zip(parts) {
            found[*service] = Some(done(part?.1));
        }
    }
    let coupled = |s: &usize| couplings.iter().any(|c| c.services.contains(s));
    for service in (0..model.services.len()).filter(|s| !coupled(s)) {
        let stages = model.services[service].stages.len() > 1;
        for part in together_unless(&[model], service, number, Departures::Lazy, halted, || watch(stages)) {
            found[service] = Some(done(part?.1));
        }
    }
    Ok(found.into_iter().flatten().collect())
}

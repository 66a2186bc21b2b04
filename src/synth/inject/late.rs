//! Late referral: more days between the first presentation and the clock start, which no waiting time shows.

use super::effect::Reading;
use super::kind::{Mechanism, Unit};
use crate::synth::ask::Population;

#[derive(Debug)]
pub(super) struct LateReferral;

impl Mechanism for LateReferral {
    fn name(&self) -> &'static str {
        "late referral"
    }
    fn summary(&self) -> &'static str {
        "people are referred so many days later after they first presented (column presented_date); their waits do not show it"
    }
    fn unit(&self) -> Unit {
        Unit::Days
    }
    fn is_whole(&self) -> bool {
        true
    }
    fn days_of(&self, _population: Population) -> Reading {
        Reading::Presented
    }
    fn late_days(&self, strength: f64) -> Option<i64> {
        Some(strength.round() as i64)
    }
}

//! A discipline of your own, through the public interface only: people who have waited beyond a limit go before all others.
//! `cargo run --example new_discipline`; a scenario names it with `discipline = { kind = "rescue", after_weeks = 52 }`.
use queuity::discipline::{Discipline, Kind, Lanes, Pick, Ranker, Ranking, Registry, Setting, View, parameters};
use queuity::{error::Problem, time::WEEK};
use std::sync::Arc;
#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parameters {
    after_weeks: u32,
}
pub(crate) struct Rescue;
#[rustfmt::skip]
impl Kind for Rescue {
    fn name(&self) -> &'static str { "rescue" }
    fn summary(&self) -> &'static str { "people who have waited beyond a limit are next, else the most urgent" }
    fn source(&self) -> &'static str { "a toy" }
    fn schema(&self) -> schemars::Schema { schemars::schema_for!(Parameters) }
    fn build(&self, value: &serde_json::Value, setting: &Setting<'_>, _: &Registry) -> Result<Arc<dyn Discipline>, Vec<Problem>> {
        let limit = i64::from(parameters::read::<Parameters>(value)?.after_weeks) * WEEK;
        Ok(Arc::new(Rule(Lanes::by(setting, |_group, urgency| urgency)?.0, limit)))
    }
}
#[derive(Debug)]
struct Rule(Lanes, i64);
#[rustfmt::skip]
impl Discipline for Rule {
    fn lanes(&self) -> &Lanes { &self.0 }
    fn ranker(&self) -> Ranking<'_> { Ranking::of(Rescuer(self.1)) }
}
#[derive(Debug)]
struct Rescuer(i64);
impl Ranker for Rescuer {
    fn pick(&mut self, view: &View<'_>) -> Pick {
        view.highest(|lane, head| if head.waited(view.now) > self.0 { 1 } else { -(lane as i128) })
    }
}
pub(crate) fn main() {
    Registry::shipped().with(Rescue).iter().for_each(|kind| println!("{}: {}", kind.name(), kind.summary()));
}

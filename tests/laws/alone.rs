//! A stage that only takes time, alone: everybody passes it.

use queuity::distributions::Dist;
use queuity::engine::Departures;
use queuity::model::Capacity;
use queuity::time::WEEK;

use crate::laws::agreement::example;
use crate::laws::record::{What, run};
use crate::laws::rule::Rule;

#[test]
fn a_stage_that_takes_time_sees_everybody() {
    let case = example(1);
    for rule in Rule::all(&case) {
        let mut model = case.model(&rule);
        let stage = &mut model.services[0].stages[0];
        stage.capacity = Capacity::Delay(Dist::Constant { value: (2 * WEEK) as f64 });
        assert!(!model.services[0].is_plain(), "{rule:?}");
        let (lazy, exact) = (run(&model, Departures::Lazy), run(&model, Departures::Exact));
        assert_eq!(lazy.1.events, exact.1.events, "{rule:?}");
        assert!(lazy.0 == exact.0, "tallies differ, {rule:?}");
        let treated = lazy.1.events.iter().filter(|e| e.what == What::Treated).count();
        assert!(treated > 20, "{rule:?}: {treated}");
    }
}

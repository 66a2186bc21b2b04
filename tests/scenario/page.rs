//! The page that explains scenario files: whole scenarios on it load and run.

use std::sync::atomic::AtomicBool;

use queuity::experiment::{Plan, run};
use queuity::forecast::forecast;

use crate::scenario::loaded;

const PAGE: &str = include_str!("../../docs/scenario.md");

#[test]
fn whole_scenarios_of_the_page_run() {
    let blocks = PAGE.split("```toml\n").skip(1).filter_map(|block| block.split_once("```").map(|(text, _)| text));
    // The first one on the page has lines left out.
    let whole: Vec<&str> = blocks.filter(|b| b.starts_with("queuity = 1") && !b.contains("...")).collect();
    assert!(whole.iter().any(|text| text.contains("refers_to")), "{} blocks", whole.len());
    for text in whole {
        let scenario = loaded(text);
        let warnings: Vec<_> = scenario.warnings.into_iter().chain(forecast(&loaded(text)).warnings).collect();
        assert_eq!(warnings, []);
        let scenario = loaded(text);
        let plan = Plan { replications: 1, ..Plan::of(&scenario) };
        let outcome = run(&plan, &|_| {}, &AtomicBool::new(false)).expect("a plan");
        assert!(!outcome.is_partial(), "{:?}", outcome.reasons());
    }
}

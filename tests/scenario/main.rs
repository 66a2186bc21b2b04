//! Scenario files: what loads, what it becomes, and what is refused, where and with which words.

mod as_people_have;
mod bad;
mod becomes;
mod codes;
mod counted;
mod disciplines;
mod document;
mod files;
mod forecast;
mod foretell;
mod load;
mod marks;
mod numbers_of_disciplines;
mod page;
mod rules;
mod shares;
mod spread;
mod ways_out;

use queuity::compile;
use queuity::discipline::Registry;
use queuity::scenario::Scenario;

/// The shipped disciplines.
fn registry() -> Registry {
    Registry::shipped()
}

/// A scenario that must load.
fn loaded(text: &str) -> Scenario {
    compile::load(text, &registry()).unwrap_or_else(|problems| {
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("does not load:\n{}", told.join("\n"))
    })
}

/// The smallest scenario with slots.
const SMALL: &str = r#"
queuity = 1

[scenario]
start   = 2026-02-02
horizon = "104 weeks"

[[service]]
name      = "hip and knee"
referrals = { per_week = 62.0 }
slots     = { per_week = 58 }
"#;

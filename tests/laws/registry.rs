//! Every shipped discipline: named once, explained, with an example that builds, with a law that runs it.

use std::collections::BTreeSet;

use queuity::discipline::{Kind, Registry, Setting};
use queuity::population::{Attribute, Population, Urgency};
use serde_json::Value;

use crate::laws::agreement::example;
use crate::laws::case::Place;
use crate::laws::rule::Rule;

fn setting_parts() -> (Population, Vec<Urgency>) {
    let levels = ["most deprived", "second", "middle", "fourth", "least deprived"];
    let attribute = Attribute {
        name: "deprivation".into(),
        levels: levels.map(String::from).to_vec(),
        ordered: true,
        reference: 0,
    };
    let urgency = |(name, target_days): (&str, i64)| Urgency { name: name.into(), target_days };
    (Population { attributes: vec![attribute] }, [("P2", 28), ("P3", 91), ("P4", 364)].map(urgency).to_vec())
}

fn example_of(kind: &dyn Kind) -> Value {
    let table: toml::Table = kind.example().parse().expect("the example is TOML");
    serde_json::to_value(table).expect("TOML without dates is JSON")
}

#[test]
fn every_example_builds_and_every_unknown_key_is_refused() {
    let (population, urgencies) = setting_parts();
    let registry = Registry::shipped();
    for kind in registry.iter() {
        let built = [true, false].map(|slotted| {
            let setting = Setting { population: &population, urgencies: &urgencies, slotted };
            let mut table = example_of(kind);
            let built = kind.build(&table, &setting, &registry);
            table["no_such_key"] = 1.into();
            let refused = kind.build(&table, &setting, &registry).expect_err("an unknown key");
            assert!(refused.iter().any(|p| p.path == "no_such_key" && p.at_key), "{}", kind.name());
            built.ok()
        });
        let discipline = built.into_iter().flatten().next().unwrap_or_else(|| panic!("{} does not build", kind.name()));
        let lanes = discipline.lanes();
        assert_eq!(lanes.classes(), 15);
        assert!(lanes.of_class.iter().all(|&lane| usize::from(lane) < lanes.count), "{}", kind.name());
        assert!(!discipline.ranker().is_virtual(), "{} makes a virtual call at each decision", kind.name());
    }
}

#[test]
fn names_are_unique_and_everything_is_explained() {
    let registry = Registry::shipped();
    let mut names = BTreeSet::new();
    for kind in registry.iter() {
        assert!(names.insert(kind.name()), "{} stands twice", kind.name());
        assert!(kind.summary().len() > 10 && !kind.summary().ends_with('.'), "{}", kind.name());
        assert!(kind.source().bytes().any(|b| b.is_ascii_digit()), "{} has no dated source", kind.name());
        assert_eq!(kind.schema().get("additionalProperties"), Some(&Value::Bool(false)), "{}", kind.name());
        assert!(registry.get(kind.name()).is_some());
    }
}

#[test]
fn the_laws_run_every_shipped_discipline() {
    let mut case = example(1);
    let mut run: BTreeSet<&str> = Rule::all(&case).iter().map(Rule::kind).collect();
    case.place = Place::Servers { count: 1, constant: true };
    run.extend(Rule::all(&case).iter().map(Rule::kind));
    let shipped: BTreeSet<&str> = Registry::shipped().iter().map(Kind::name).collect();
    assert_eq!(run, shipped);
}

//! The checked scenario: changed by path, written out, compiled.

use queuity::compile;
use queuity::model::Capacity;
use queuity::scenario::{self, Document};

use crate::scenario::{SMALL, registry};

fn document(text: &str) -> Document {
    Document::read(text, &registry()).unwrap_or_else(|p| panic!("{p:#?}"))
}

/// A value put at a path does what the same value in the file does, to the byte.
#[test]
fn a_changed_document_is_the_changed_file() {
    let document = document(SMALL);
    let changed = document.with("service[hip and knee].slots.per_week", 64).unwrap();
    let in_file = self::document(&SMALL.replace("per_week = 58", "per_week = 64"));
    assert_eq!(changed.to_text(), in_file.to_text());
    assert_ne!(changed.to_text(), document.to_text());
    let all = document.with("service[*].slots.per_week", 64).unwrap();
    assert_eq!(all.to_text(), in_file.to_text());
    let compiled = compile::compile(&changed).unwrap();
    assert_eq!(compiled.resolved, in_file.to_text());
    let sessions = |scenario: &scenario::Scenario| match &scenario.variants[0].model.services[0].stages[0].capacity {
        Capacity::Slots { sessions, .. } => sessions.iter().map(|s| u64::from(s.slots)).sum::<u64>(),
        _ => 0,
    };
    let loaded = compile::load(&SMALL.replace("per_week = 58", "per_week = 64"), &registry()).unwrap();
    assert_eq!(sessions(&compiled), sessions(&loaded));
    assert!(sessions(&compiled) > 0);
}

/// Defaults follow what is changed, and the head of the scenario can be changed too.
#[test]
fn defaults_are_filled_in_anew() {
    let document = document(SMALL);
    let longer = document.with("scenario.horizon", "60 weeks").unwrap();
    assert!(longer.to_text().contains("follow_up = \"30 weeks\""), "{}", longer.to_text());
    let both = longer.with("scenario.warm_up", "20 weeks").unwrap();
    assert!(both.to_text().contains("follow_up = \"20 weeks\""), "{}", both.to_text());
}

/// What cannot be changed is refused where the path says, with the nearest name.
#[test]
fn a_wrong_path_or_value_is_told() {
    let document = document(SMALL);
    let refused = |path: &str, value: serde_json::Value| {
        let problems = document.with(path, value).unwrap_err();
        (problems[0].code, problems[0].path.clone(), problems[0].help.clone())
    };
    let near = refused("service[hip and nee].slots.per_week", 3.into());
    assert_eq!(near, ("Q0422", "service[hip and nee].slots.per_week".into(), "did you mean `hip and knee`?".into()));
    let key = refused("service[hip and knee].slots.per_wek", 3.into());
    assert_eq!(key, ("Q0201", "service[hip and knee].slots.per_wek".into(), "did you mean `per_week`?".into()));
    // A number of slots is no percentage.
    for (value, code, how) in [
        ("many", "Q0207", "write a number such as 12"),
        ("60", "Q0207", "write 60 without quotes"),
        ("1,200", "Q0207", ""),
    ] {
        let (found, _, help) = refused("service[hip and knee].slots.per_week", value.into());
        assert!(found == code && (how.is_empty() || help == how) && !help.contains("percentage"), "{value}: {help}");
    }
    let problems = document.with("service[hip and knee].slots.per_week", true).unwrap_err();
    assert!(problems[0].code == "Q0204" && !problems[0].message.contains("percentage"), "{}", problems[0].message);
    let problems = document.with("service[hip and knee].misses_appointment", true).unwrap_err();
    assert!(problems[0].code == "Q0204" && problems[0].message.contains("percentage"), "{}", problems[0].message);
    assert_eq!(refused("queuity", 2.into()).0, "Q0421");
    assert_eq!(refused("service[", 2.into()).0, "Q0421");
    // The document itself is as it was.
    assert_eq!(document.to_text(), self::document(SMALL).to_text());
    // What only the compiler can see is told by it, at the same path.
    let negative = document.with("service[hip and knee].slots.per_week", -1).unwrap();
    let problems = compile::compile(&negative).unwrap_err();
    assert_eq!((problems[0].code, problems[0].path.as_str()), ("Q0604", "service[hip and knee].slots.per_week"));
}

/// A document is read without a model: what is wrong with its structure is told, in the order of the file.
#[test]
fn structure_is_checked_without_compiling() {
    let wrong = SMALL.replace("per_week = 58", "per_wek = 58").replace("horizon", "colour");
    let codes: Vec<&str> = Document::read(&wrong, &registry()).unwrap_err().iter().map(|p| p.code).collect();
    assert!(codes.contains(&"Q0201") && codes.contains(&"Q0203"), "{codes:?}");
}

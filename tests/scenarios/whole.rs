//! England person by person: the same figures as the scaled file, and what is left of them when each list is split by system.

#![expect(dead_code, reason = "an example has a main of its own")]

#[path = "../../examples/split_by_system.rs"]
mod split_by_system;

use std::collections::BTreeMap;

use queuity::compile;
use queuity::discipline::Registry;
use queuity::model::{Capacity, Profile, Service};
use queuity::scenario::Scenario;

use crate::scenarios::{scenario, text};

const FILE: &str = "england-full.toml";

fn table(name: &str) -> toml::Table {
    text(name).parse().expect("a shipped scenario is TOML")
}

#[test]
fn the_whole_of_england_has_the_figures_of_the_scaled_file() {
    let (mut whole, mut scaled) = (table(FILE), table("england-rtt-2026.toml"));
    let settings = |document: &mut toml::Table| {
        let own = document.get_mut("scenario").and_then(toml::Value::as_table_mut).expect("settings");
        ["scale", "replications", "title"].map(|key| own.remove(key).map(|v| v.to_string()))
    };
    let title = |text: &str| Some(format!("\"The English waiting list, January 2026{text}\""));
    let number = |x: i64| Some(x.to_string());
    assert_eq!(settings(&mut whole), [number(1), number(8), title(", everybody on it")]);
    assert_eq!(settings(&mut scaled), [number(100), None, title("")]);
    assert_eq!(whole, scaled);
}

/// The workload of the benches is England under one policy.
#[test]
fn the_national_workload_has_the_figures_of_england() {
    let workload = include_str!("../../benches/workloads/national.toml");
    let mut workload: toml::Table = workload.parse().expect("a workload is TOML");
    let mut england = table("england-rtt-2026.toml");
    for key in ["scenario", "discipline", "variant", "evidence"] {
        workload.remove(key);
        england.remove(key);
    }
    // What people carry in the second reading of how they are seen is no part of the workload.
    let attributes = england.get_mut("attribute").and_then(toml::Value::as_array_mut).expect("attributes");
    attributes.retain(|a| a.get("hidden").is_none());
    let share =
        england.get_mut("service_defaults").and_then(|d| d.get_mut("waiting")?.get_mut("share")?.as_table_mut());
    assert!(share.expect("shares by band").remove("points carried").is_some());
    assert_eq!(workload, england);
}

/// People on the list, referrals a week and slots in the horizon.
fn size(service: &Service) -> (u64, f64, u64) {
    let waiting = service.today.iter().map(|b| u64::from(b.count)).sum();
    let Some(Profile::Constant(per_day)) = service.referrals.as_ref().map(|r| &r.per_day) else { panic!("no rate") };
    let Capacity::Slots { sessions, .. } = &service.stages[0].capacity else { panic!("no slots") };
    (waiting, 7.0 * per_day, sessions.iter().map(|s| u64::from(s.slots)).sum())
}

fn sizes(scenario: &Scenario) -> BTreeMap<String, (u64, f64, u64)> {
    let services = &scenario.variants[scenario.settings.reference].model.services;
    services.iter().map(|s| (s.name.clone(), size(s))).collect()
}

#[test]
fn the_whole_of_england_is_as_large_as_published() {
    let sizes = sizes(&scenario(FILE));
    assert_eq!(sizes.len(), 23);
    assert_eq!(sizes.values().map(|s| s.0).sum::<u64>(), 7_187_677);
    let a_month = sizes.values().map(|s| s.1).sum::<f64>() * 31.0 / 7.0;
    assert!((a_month - 1_773_734.0).abs() < 1.0, "{a_month} referrals a month");
}

/// What `check` says of it, without running it.
#[test]
fn the_whole_of_england_is_expected_to_drift_as_the_scaled_one() {
    let scenario = scenario(FILE);
    let forecast = queuity::forecast::forecast(&scenario);
    let reference = &scenario.variants[scenario.settings.reference].name;
    let lists: Vec<_> = forecast.lists.iter().filter(|l| l.variant == *reference).collect();
    assert_eq!((lists.len(), forecast.cells), (23, 8 * 8));
    assert_eq!(lists.iter().map(|l| l.waiting).sum::<u64>(), 7_187_677);
    let drift: f64 = lists.iter().map(|l| l.drift_31_days).sum();
    assert!((drift + 39_800.0).abs() < 6_000.0, "{drift}");
}

#[test]
fn the_systems_of_england_sum_to_it() {
    // One policy: they differ in the order only, and five variants of 966 lists would take a while to no end.
    let mut document = table(FILE);
    let scenario = document.get_mut("scenario").and_then(toml::Value::as_table_mut).expect("settings");
    scenario.remove("reference");
    scenario.remove("second_reading");
    document.remove("variant");
    document.remove("evidence");
    document
        .insert("discipline".into(), toml::Value::Table([("kind".into(), "first come".into())].into_iter().collect()));
    let text = toml::to_string(&document).expect("a table can be written");
    let whole = sizes(&compile::load(&text, &Registry::shipped()).expect("it loads"));

    let systems = split_by_system::systems();
    assert_eq!(systems.iter().map(|s| u64::from(s.1)).sum::<u64>(), 7_187_677);
    let split = split_by_system::split(&text, &systems).expect("it can be split");
    let parts = sizes(&compile::load(&split, &Registry::shipped()).expect("the parts load"));
    assert_eq!(parts.len(), 966);
    for (name, (waiting, referrals, slots)) in whole {
        let of_it: Vec<_> = systems.iter().map(|(system, _)| parts[&format!("{name}, {system}")]).collect();
        assert_eq!(of_it.iter().map(|p| p.0).sum::<u64>(), waiting, "{name}");
        assert!((of_it.iter().map(|p| p.1).sum::<f64>() - referrals).abs() < 1e-6 * referrals, "{name}");
        // Fractions of a slot are carried over in each part on its own.
        assert!(of_it.iter().map(|p| p.2).sum::<u64>().abs_diff(slots) <= 42, "{name}");
    }
    // 219,187 people x 161,414 of 7,187,677, but for the rounding of 105 bands.
    assert!(parts["Neurology, Devon"].0.abs_diff(4_922) <= 20, "{:?}", parts["Neurology, Devon"]);
}

#[test]
fn what_cannot_be_split_is_said() {
    let split = |text: &str| split_by_system::split(text, &[("north".into(), 1), ("south".into(), 3)]);
    let of = |list: &str| split(&format!("[[service]]\nname = \"a\"\n{list}"));
    let parts = of("referrals = { per_week = { value = 8, low = 4, high = 12 } }\nwaiting = { count = [5, 2] }")
        .expect("split");
    for line in ["name = \"a, north\"", "value = 2.0", "high = 9.0", "count = [1, 1]", "count = [4, 1]"] {
        assert!(parts.contains(line), "{line} is missing:\n{parts}");
    }
    // Who misses appointments, and which urgencies a group has, hold in every part.
    let kept = "misses_odds = { per_missed = 1.5 }\nreferrals = { per_week = 8, urgency_by_group = { sex = { f = { P2 = 1 } } } }\n\
                waiting = { count = [8], urgency_by_group = { sex = { f = { P2 = 1 } } } }";
    assert_eq!(of(kept).expect("split").matches("P2 = 1").count(), 4);
    assert!(split_by_system::split("[[service]]\nname = \"a\"", &[]).is_err());
    assert_eq!(of("servers = { count = 3 }").unwrap_err(), "a: nothing is known of how `servers` is split");
    let changes = of("slots = { per_week = 9, changes = [{ from = 2026-06-01, per_week = 12 }] }");
    assert_eq!(changes.unwrap_err(), "a: nothing is known of how `slots.changes` is split");
    assert_eq!(of("waiting = { count = 9 }").unwrap_err(), "a: `waiting.count` is not of bands");
    let defaults = split("[service_defaults]\nslots = { per_week = 9 }\n[[service]]\nname = \"a\"");
    assert_eq!(defaults.unwrap_err(), "service_defaults.slots.per_week is of every list; write it in the lists");
}

//! What loads, and what it becomes.

use queuity::model::{BandWait, Capacity, Profile};
use queuity::scenario;
use queuity::time::{DAY, WEEK};

use crate::{SMALL, loaded, registry};

/// The sketch of the design page, with disciplines that are always there.
const SKETCH: &str = r#"
queuity = 1

[scenario]
title     = "Hip and knee replacement at one trust"
question  = "If a fifth of the slots goes to the longest waiters of the most deprived areas, who gains and who loses?"
start     = 2026-02-02
horizon   = "104 weeks"
reference = "as today"

[[attribute]]                       # ordered from most to least disadvantaged
name   = "deprivation"
levels = ["most deprived", "second", "middle", "fourth", "least deprived"]
share  = [0.24, 0.21, 0.20, 0.18, 0.17]

[[service]]
name      = "hip and knee"
referrals = { per_week = { value = 62.0, low = 57.0, high = 66.0, source = "invented for this sketch" } }
waiting   = { bands_weeks = [0, 6, 12, 18, 26, 39, 52, 65], count = [402, 371, 330, 298, 341, 160, 38, 4] }
slots     = { per_week = 58, days = ["mon", "tue", "wed", "thu", "fri"] }
urgency   = [{ name = "P2", share = 0.12, target = "4 weeks" }, { name = "P3", share = 0.23, target = "13 weeks" }, { name = "P4", share = 0.65, target = "52 weeks" }]

[service.misses_appointment]        # by group; the rest takes the default
default = 0.06
deprivation = { "most deprived" = { value = 0.10, low = 0.06, high = 0.15, source = "assumed" } }

[[variant]]
name       = "as today"
discipline = { kind = "first come" }

[[variant]]
name       = "more slots"
from       = "as today"
set        = { "service[hip and knee].slots.per_week" = 64 }
"#;

#[test]
fn the_sketch_of_the_design_loads() {
    let s = loaded(SKETCH);
    assert_eq!(s.settings.date(0), "2026-02-02");
    assert_eq!(s.settings.replications, 40);
    assert_eq!(s.variants.iter().map(|v| v.name.as_str()).collect::<Vec<_>>(), ["as today", "more slots"]);
    assert_eq!(s.settings.reference, 0);
    let m = &s.variants[0].model;
    assert_eq!((m.horizon, m.follow_up, m.audit), (104 * WEEK, 52 * WEEK, Some(7 * DAY)));
    let service = &m.services[0];
    assert_eq!(service.today.iter().map(|b| b.count).sum::<u32>(), 1944);
    assert!(matches!(service.today[0].wait, BandWait::Days { from: 0, to: 42 }));
    assert!(matches!(service.today[1].wait, BandWait::Days { from: 43, to: 84 }));
    assert!(matches!(service.today[7].wait, BandWait::Open { beyond: 455, .. }));
    assert!(
        matches!(service.referrals.as_ref().unwrap().per_day, Profile::Constant(x) if (x * 7.0 - 62.0).abs() < 1e-12)
    );
    let slots = |v: usize| match &s.variants[v].model.services[0].capacity {
        Capacity::Slots { sessions, .. } => {
            assert_eq!(sessions[0].time, 9 * 3600);
            sessions.iter().map(|s| u64::from(s.slots)).sum::<u64>()
        }
        Capacity::Servers { .. } => 0,
    };
    assert_eq!((slots(0), slots(1)), (58 * 104, 64 * 104));
    let misses: Vec<f64> = service.misses.iter().step_by(3).map(|c| c.probability()).collect();
    assert!((misses[0] - 0.10).abs() < 1e-9 && misses[1..].iter().all(|p| (p - 0.06).abs() < 1e-9));
    assert_eq!(s.assumptions.len(), 2);
    assert_eq!(s.assumptions[0].path, "service[hip and knee].misses_appointment.deprivation.\"most deprived\"");
}

#[test]
fn the_resolved_scenario_loads_to_the_same_models() {
    for text in [SKETCH, SMALL] {
        let once = loaded(text);
        let twice = loaded(&once.resolved);
        assert_eq!(once.resolved, twice.resolved);
        assert_eq!(once.settings, twice.settings);
        assert_eq!(format!("{:?}", once.variants), format!("{:?}", twice.variants));
    }
}

#[test]
fn json_of_the_same_shape_loads_to_the_same_models() {
    let tree: serde_json::Value =
        toml::from_str::<toml::Table>(&loaded(SKETCH).resolved).map(|t| serde_json::to_value(t).unwrap()).unwrap();
    let json = loaded(&serde_json::to_string_pretty(&tree).unwrap());
    assert_eq!(json.resolved, loaded(SKETCH).resolved);
}

#[test]
fn the_committed_schema_is_the_schema() {
    let schema = scenario::schema(&registry());
    let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/scenario.schema.json");
    if std::env::var_os("QUEUITY_UPDATE").is_some() {
        std::fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/docs")).unwrap();
        std::fs::write(file, &text).unwrap();
    }
    let committed = std::fs::read_to_string(file).unwrap_or_default();
    assert_eq!(committed, text, "`queuity schema > docs/scenario.schema.json` brings it up to date");
}

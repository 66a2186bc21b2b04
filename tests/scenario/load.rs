//! What loads, and what it becomes.

use queuity::model::{BandWait, Capacity, Profile, Service};
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

#[test]
fn a_value_by_group_may_be_a_number_with_its_range() {
    let with = |removal: &str| {
        let text = SKETCH.replacen(
            "[service.misses_appointment]",
            &format!("[service.removal]\n{removal}\n[service.misses_appointment]"),
            1,
        );
        assert_ne!(text, SKETCH);
        loaded(&text).variants[0].model.services[0].patience.clone()
    };
    let plain = with("per_week = 0.008");
    assert_eq!(with("per_week = { value = 0.008, low = 0.007, high = 0.009, source = \"assumed\" }"), plain);
    assert_eq!(with("per_week = { default = { value = 0.008, source = \"assumed\" } }"), plain);
}

#[test]
fn what_services_have_in_common_is_written_once() {
    let waiting = "\n[service_defaults.waiting]\nbands_weeks = [0, 6, 12, 18]\nurgency_weeks = [0, 12]\nurgency = [{ P2 = 0.5, P4 = 0.5 }, { P4 = 1 }]\n";
    let text = format!(
        "queuity = 1\n[scenario]\nstart = 2026-02-02\nhorizon = \"4 weeks\"\n{waiting}\
         [service_defaults]\nreferrals = {{ per_week = 9 }}\nslots = {{ per_week = {{ value = 9, low = 8 }}, days = [\"mon\"] }}\n\
         urgency = [{{ name = \"P2\", share = 0.2 }}, {{ name = \"P4\", share = 0.8 }}]\n\
         [[service]]\nname = \"a\"\nwaiting = {{ count = [5, 6, 7] }}\n\
         [[service]]\nname = \"b\"\nwaiting = {{ count = [1, 0, 0] }}\nslots = {{ per_week = 3 }}\n"
    );
    let scenario = loaded(&text);
    let [a, b] = &scenario.variants[0].model.services[..] else { panic!("two services") };
    let slots = |s: &Service| match &s.capacity {
        Capacity::Slots { sessions, .. } => sessions.iter().map(|s| s.slots).sum::<u32>(),
        Capacity::Servers { .. } => 0,
    };
    assert_eq!((slots(a), slots(b)), (36, 12));
    assert_eq!(a.today.iter().map(|b| b.count).collect::<Vec<_>>(), [5, 6, 7]);
    // The first two bands lie in the first coarse one.
    assert_eq!(a.today[0].urgency, a.today[1].urgency);
    assert_ne!(a.today[1].urgency, a.today[2].urgency);
    assert_eq!(
        scenario.assumptions.iter().map(|a| a.path.as_str()).collect::<Vec<_>>(),
        ["service_defaults.slots.per_week"]
    );
    let written = scenario::locate(&text, "service[b].urgency[P4].share", false).unwrap();
    assert_eq!(&text[written], "0.8");
    let stray = text.replace("urgency_weeks = [0, 12]", "urgency_weeks = [0, 13]");
    let problems = scenario::load(&stray, &registry()).unwrap_err();
    assert_eq!(problems[0].code, "Q0321");
    let unknown = text.replace("slots = { per_week = { value", "slot = { per_week = { value");
    let problems = scenario::load(&unknown, &registry()).unwrap_err();
    assert_eq!(problems[0].path, "service_defaults.slot");
}

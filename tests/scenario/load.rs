//! What loads, in whatever form and order it is written.

use queuity::compile;
use queuity::model::{BandWait, Capacity, Profile, Service};
use queuity::scenario;
use queuity::time::{DAY, WEEK};

use crate::scenario::{SMALL, loaded, registry};

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
    let slots = |v: usize| match &s.variants[v].model.services[0].stages[0].capacity {
        Capacity::Slots { sessions, .. } => {
            assert_eq!(sessions[0].time, 9 * 3600);
            sessions.iter().map(|s| u64::from(s.slots)).sum::<u64>()
        }
        _ => 0,
    };
    assert_eq!((slots(0), slots(1)), (58 * 104, 64 * 104));
    let misses: Vec<f64> = service.stages[0].misses.iter().step_by(3).map(|c| c.probability()).collect();
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
    let text = serde_json::to_string_pretty(&*schema).unwrap() + "\n";
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
    let slots = |s: &Service| match &s.stages[0].capacity {
        Capacity::Slots { sessions, .. } => sessions.iter().map(|s| s.slots).sum::<u32>(),
        _ => 0,
    };
    assert_eq!((slots(a), slots(b)), (36, 12));
    assert_eq!(a.today.iter().map(|b| b.count).collect::<Vec<_>>(), [5, 6, 7]);
    // The first two bands lie in the first coarse one.
    assert_eq!(a.today[0].urgency, a.today[1].urgency);
    assert_ne!(a.today[1].urgency, a.today[2].urgency);
    assert_eq!(scenario.assumptions.iter().map(|a| a.path.as_str()).collect::<Vec<_>>(), ["service[a].slots.per_week"]);
    let written = scenario::locate(&text, "service[b].urgency[P4].share", false).unwrap();
    assert_eq!(&text[written], "0.8");
    let stray = text.replace("urgency_weeks = [0, 12]", "urgency_weeks = [0, 13]");
    let problems = compile::load(&stray, &registry()).unwrap_err();
    assert_eq!(problems[0].code, "Q0621");
    let unknown = text.replace("slots = { per_week = { value", "slot = { per_week = { value");
    let problems = compile::load(&unknown, &registry()).unwrap_err();
    assert_eq!(problems[0].path, "service_defaults.slot");
}

#[test]
fn the_order_of_keys_services_and_variants_changes_nothing() {
    let forward = format!(
        "{SMALL}\n[[service]]\nname = \"eyes\"\nslots = {{ per_week = 5, closed = [2026-03-02] }}\nreferrals = {{ per_week = 4, season = [1,1,1,1,1,1,1,1,1,1,1,2] }}\n\
         [[variant]]\nname = \"b\"\n[[variant]]\nname = \"a\"\nset = {{ \"service[eyes].slots.per_week\" = 6 }}\n"
    )
    .replace("[scenario]", "[scenario]\nreference = \"b\"");
    let backward = "queuity = 1\n\
        [[variant]]\nset = { \"service[eyes].slots.per_week\" = 6 }\nname = \"a\"\n[[variant]]\nname = \"b\"\n\
        [[service]]\nreferrals = { season = [1,1,1,1,1,1,1,1,1,1,1,2], per_week = 4 }\nslots = { closed = [2026-03-02], per_week = 5 }\nname = \"eyes\"\n\
        [[service]]\nslots = { per_week = 58 }\nname = \"hip and knee\"\nreferrals = { per_week = 62 }\n\
        [scenario]\nhorizon = \"104 weeks\"\nreference = \"b\"\nstart = 2026-02-02\n";
    let (x, y) = (loaded(&forward), loaded(backward));
    assert_eq!(x.resolved, y.resolved);
    assert_eq!(format!("{:?}", x.variants), format!("{:?}", y.variants));
    assert_eq!((x.settings.reference, &*x.variants[1].name), (1, "b"));
}

#[test]
fn services_share_defaults() {
    let text = "queuity = 1\n[scenario]\nstart = 2026-02-02\nhorizon = \"52 weeks\"\n\
        [service_defaults]\nslots = { days = [\"mon\"], per_week = 3 }\nmisses_appointment = { value = 0.1, low = 0.05 }\n\
        [[service]]\nname = \"a\"\nreferrals = { per_week = 2 }\n\
        [[service]]\nname = \"b\"\nreferrals = { per_week = 2 }\nslots = { per_week = 4 }\nmisses_appointment = 0.2\n";
    let s = loaded(text);
    let model = &s.variants[0].model;
    let slots = |i: usize| match &model.services[i].stages[0].capacity {
        Capacity::Slots { sessions, .. } => (sessions.len(), sessions[0].slots),
        _ => (0, 0),
    };
    assert_eq!((slots(0), slots(1)), ((52, 3), (52, 4)));
    assert_eq!(
        model.services.iter().map(|s| s.stages[0].misses[0].probability()).collect::<Vec<_>>(),
        [0.1, 0.2].map(|p| queuity::model::Chance::new(p).probability())
    );
    assert_eq!(s.assumptions.len(), 1);
    assert_eq!(s.assumptions[0].path, "service[a].misses_appointment");
    // What all services say stands once in the register, wherever it is written.
    let shared = loaded(&text.replace("\nmisses_appointment = 0.2", ""));
    assert_eq!(
        shared.assumptions.iter().map(|a| a.path.as_str()).collect::<Vec<_>>(),
        ["service[*].misses_appointment"]
    );
    for s in [&s, &shared] {
        let again = loaded(&s.resolved);
        assert_eq!((&again.resolved, &again.assumptions), (&s.resolved, &s.assumptions));
    }
    let wrong = text.replace("per_week = 3", "per_week = -3");
    let told = compile::load(&wrong, &registry()).unwrap_err();
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].code, told[0].path.as_str()), ("Q0604", "service_defaults.slots.per_week"));
    let at = scenario::locate(&wrong, &told[0].path, told[0].at_key).unwrap();
    assert_eq!(&wrong[at], "-3");
}

#[test]
fn a_discipline_may_name_a_variant_for_the_rest() {
    let text = format!(
        "{}urgency = [{{ name = \"P2\", share = 0.5 }}, {{ name = \"P4\", share = 0.5 }}]\n[[attribute]]\nname = \"d\"\nlevels = [\"a\", \"b\"]\n\
         [[variant]]\nname = \"as today\"\ndiscipline = {{ kind = \"strict\", order = [\"P2\", \"P4\"] }}\n\
         [[variant]]\nname = \"reserved\"\ndiscipline = {{ kind = \"reserved\", share = 0.2, for = {{ d = \"a\" }}, rest = \"as today\" }}\n",
        SMALL
    );
    let s = loaded(&text);
    let lanes = |i: usize| s.variants[i].model.services[0].stages[0].discipline.lanes().count;
    assert_eq!(lanes(0), 2);
    assert_eq!(lanes(1), 4, "both by level and by urgency");
    assert_eq!(loaded(&s.resolved).resolved, s.resolved);
    let unknown = text.replace("rest = \"as today\"", "rest = \"as tody\"");
    let told = compile::load(&unknown, &registry()).unwrap_err();
    assert!(told.iter().any(|p| p.code == "Q0419" && p.help.contains("`as today`")), "{told:?}");
}

#[test]
fn the_command_line_overrides_before_anything_is_compiled() {
    let overrides = scenario::Overrides { seed: Some(u64::MAX), replications: Some(3), ranges: None };
    let s = compile::load_with(SMALL, &registry(), &overrides).unwrap();
    assert_eq!((s.settings.seed, s.settings.replications, s.variants[0].model.seed), (u64::MAX, 3, u64::MAX));
    assert!(s.resolved.contains("18446744073709551615"));
    assert_eq!(loaded(&s.resolved).settings.seed, u64::MAX);
    assert_eq!(loaded(SMALL).variants[0].name, "base");
}

/// Every scenario that ships loads, and its resolved form loads to the same models.
#[test]
fn the_shipped_scenarios_load() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["scenarios", "benches/workloads"] {
        let Ok(entries) = std::fs::read_dir(root.join(folder)) else { continue };
        for file in entries.map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "toml")) {
            let text = std::fs::read_to_string(&file).unwrap();
            let once = compile::load(&text, &registry()).unwrap_or_else(|p| {
                panic!("{}: {}", file.display(), p.iter().map(|p| format!("{p}\n")).collect::<String>())
            });
            let twice = loaded(&once.resolved);
            assert_eq!(once.resolved, twice.resolved, "{}", file.display());
            assert_eq!(once.assumptions, twice.assumptions, "{}", file.display());
            assert_eq!(once.settings, twice.settings, "{}", file.display());
        }
    }
}

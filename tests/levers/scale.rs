//! One simulated person stands for many: whatever counts people, slots, servers or money is scaled, and results are in full.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;

use queuity::discipline::Registry;
use queuity::discipline::scale::{COUNTED, SCALE};
use queuity::experiment::Plan;
use queuity::model::Capacity;
use serde_json::Value;

use crate::levers::model;
use crate::levers::paid::{mean, readings, scenario};

/// Slots of two groups, who miss appointments, with a policy for each key that counts something.
const SLOTS: &str = r#"
queuity = 1
[scenario]
start = 2026-01-05
horizon = "40 weeks"
replications = RUNS
scale = SCALE
max_waiting = 90000
[[attribute]]
name = "dep"
levels = ["most", "least"]
[[service]]
name = "a"
referrals = { per_week = 1000, changes = [{ from = "20 weeks", per_week = 1080 }] }
waiting = { bands_weeks = [0, 6, 12], count = [6000, 6000, 0] }
slots = { per_week = 1000 }
misses_appointment = 0.1
costs = { slot = 1, fixed = 5000 }
[[variant]]
name = "first come"
[[variant]]
name = "reserved"
discipline = { kind = "reserved", slots = 20, for = { dep = "most" }, spill_over = false }
[[variant]]
name = "threshold"
discipline = { kind = "threshold", above = 14000, until = 13000, rule = { kind = "strict", by = "dep", order = ["most", "least"] } }
[[variant]]
name = "extra sessions"
set = { "service[a].levers.extra_sessions" = [{ at = "2 weeks", slots = 345 }, { at = "3 weeks", slots = 345 }, { at = "5 weeks", slots = 345 }, { at = "9 weeks", slots = 365 }] }
[[variant]]
name = "overbook ten"
set = { "service[a].levers.overbooking" = { extra = 10 } }
[[variant]]
name = "overbook the expected"
set = { "service[a].levers.overbooking" = {} }
[[variant]]
name = "overbook by risk"
set = { "service[a].levers.overbooking" = { extra = 24, doubles = "by risk", slot = "15 minutes" }, "service[a].misses_appointment" = { default = 0.1, dep = { most = 0.3 } } }
[[variant]]
name = "overbook twenty clinics"
set = { "service[a].levers.overbooking" = { extra = 60, clinics = 20 } }
[[variant]]
name = "surge"
set = { "service[a].levers.surge" = { above = 13500, below = 12500, per_week = 60, at_most = 240 } }
[[variant]]
name = "only for some"
set = { "service[a].levers.only_for" = [{ slots = { every = "1 week", count = 80 }, for = { dep = ["most"] } }] }
[[variant]]
name = "per month, and people who leave"
set = { "service[a].referrals" = { per_month = 4348, changes = [{ from = "20 weeks", per_month = 4696 }] }, "service[a].slots" = { per_month = 4348 }, "service[a].removal" = { people_per_week = 120 } }
[[variant]]
name = "per day, and parts"
set = { "service[a].slots" = { per_session = 210 }, "service[a].referrals" = { per_day = 140 }, "service[a].waiting" = { part = [{ count = 9000, from = "0 days", to = "80 days" }] } }
"#;

/// Servers with more work than they can do, some people in service at the start, and a room that is nearly full.
const SERVERS: &str = r#"
queuity = 1
[scenario]
horizon = "40 weeks"
replications = RUNS
scale = SCALE
[[service]]
name = "a"
referrals = { per_unit = 160 }
waiting = { count = 3000, wait = { kind = "constant", value = "10 weeks" } }
servers = { count = 1000, service = { kind = "exponential", mean = "1 weeks" }, changes = [{ from = "20 weeks", count = 1200 }] }
in_service = { count = 800 }
[[variant]]
name = "room for all"
[[variant]]
name = "a room"
set = { "service[a].max_in_system" = 4000 }
"#;

/// Slots that are minutes of cases.
const CASES: &str = r#"
queuity = 1
[scenario]
start = 2026-01-05
horizon = "100 weeks"
replications = RUNS
scale = SCALE
[[service]]
name = "a"
referrals = { per_week = 900 }
waiting = { count = 9000, wait = { kind = "constant", value = "10 weeks" } }
slots = { every = "1 hour", count = 240 }
levers = { cases = { time = { kind = "gamma", mean = "45 minutes", cv = 0.4 }, overrun = "15 minutes" } }
"#;

/// Readings of all people of each replication by variant and measure, and the gap of the headline.
fn figures(text: &str, scale: u32, runs: u32) -> BTreeMap<(String, String), Vec<f64>> {
    let scenario = scenario(&text.replace("SCALE", &scale.to_string()).replace("RUNS", &runs.to_string()));
    let plan = Plan::of(&scenario);
    let outcome = queuity::experiment::run(&plan, &|_| {}, &AtomicBool::new(false)).expect("runs");
    let mut found: BTreeMap<(String, String), Vec<f64>> = BTreeMap::new();
    for ((variant, _), cells) in plan.variants.iter().zip(&outcome.cells) {
        for cell in cells {
            for (row, reading) in outcome.layout.in_words().zip(cell.as_ref().expect("is done").iter()) {
                let total = row.attribute == "all" || row.measure == "weeks_untreated.gap";
                if row.service != "all" && total {
                    let key = (variant.clone(), format!("{} {:?}", row.measure, row.set));
                    found.entry(key).or_default().extend(reading.value.ok());
                }
            }
        }
    }
    found
}

/// How far apart two means may lie beyond chance, as slots and people are whole at either scale; none: the figure is not compared.
fn rounding(measure: &str, value: f64) -> Option<f64> {
    Some(match measure.split(' ').next().unwrap_or_default() {
        "weeks_untreated" => 0.25,
        "weeks_untreated.gap" => 0.5,
        "treated_within_18w" | "utilisation" | "fate_treated" | "fate_turned_away" | "share_missed" => 0.03,
        "list_size" | "offered" | "minutes_offered" | "booked" | "attended" | "dna_lost" | "cost_of_care" => {
            (0.03 * value.abs()).max(150.0)
        }
        "people_treated" | "treated" => (0.03 * value.abs()).max(150.0),
        "minutes_in_clinic" => (0.05 * value.abs()).max(0.3),
        "overtime" => (0.06 * value.abs()).max(5.0),
        _ => return None,
    })
}

fn same_at_every_scale(text: &str) {
    let moments = |values: &[f64]| {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        (mean, values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0) / n)
    };
    let plain = figures(text, 1, 3);
    for (scale, runs) in [(10, 6), (100, 24)] {
        let scaled = figures(text, scale, runs);
        let mut compared = BTreeSet::new();
        for (key, values) in plain.iter().filter(|(_, v)| !v.is_empty()) {
            let ((a, va), (b, vb)) = (moments(values), moments(&scaled[key]));
            let Some(rounding) = rounding(&key.1, a) else { continue };
            compared.insert(&key.1);
            // Three runs say little of their own spread: that of the scaled ones is larger.
            let chance = 5.0 * (va.max(vb) + vb).sqrt();
            assert!((a - b).abs() <= chance + rounding, "{key:?}: {a} at 1, {b} at {scale}, chance {chance}");
        }
        assert!(compared.len() > 5, "{compared:?}");
    }
}

/// Overtime in hours and minutes in the clinic, means over the runs, and people booked.
fn clinic(scale: u32, slots: &str, misses: f64, overbooking: &str, runs: u32) -> (f64, f64, f64) {
    let extra_sessions = if slots.contains("mon") {
        ", extra_sessions = [{ at = \"2 weeks\", slots = 300 }, { at = \"9 weeks\", slots = 300 }]"
    } else {
        ""
    };
    let text = format!(
        r#"
queuity = 1
[scenario]
start = 2026-01-05
horizon = "40 weeks"
replications = {runs}
scale = {scale}
max_waiting = 9000000
[[service]]
name = "a"
referrals = {{ per_week = 400 }}
waiting = {{ count = 400000, wait = {{ kind = "constant", value = "4 weeks" }} }}
slots = {slots}
misses_appointment = {misses}
levers = {{ overbooking = {{ {overbooking} }}{extra_sessions} }}
"#
    );
    let scenario = scenario(&text);
    let outcome = queuity::experiment::run(&Plan::of(&scenario), &|_| {}, &AtomicBool::new(false)).expect("runs");
    let figure = |name: &str| {
        let mut rows = outcome.layout.in_words();
        let row = rows.position(|r| r.measure == name && r.attribute == "all").expect("a row");
        let cells =
            outcome.cells[0].iter().map(|c| c.as_ref().and_then(|c| c.get(row)).expect("is done").value.unwrap_or(0.0));
        cells.sum::<f64>() / f64::from(runs)
    };
    (figure("overtime"), figure("minutes_in_clinic"), figure("booked"))
}

/// Where nobody is overbooked and everybody comes, everybody has a slot of their own: nobody waits and no clinic is late.
#[test]
fn a_clinic_that_is_not_overbooked_is_never_late() {
    for slots in [25, 67, 140] {
        for clinics in [1, 2, 7, 10, 14] {
            for scale in [1, 5, 6, 10, 20] {
                let slots_key = format!("{{ per_session = {slots} }}");
                let (late, wait, _) = clinic(scale, &slots_key, 0.0, &format!("extra = 0, clinics = {clinics}"), 1);
                assert_eq!((late, wait), (0.0, 0.0), "{slots} slots, {clinics} clinics, scale {scale}");
            }
        }
    }
}

/// Sessions of two sizes that take turns, and clinics that the scale does not divide, are late as at scale 1.
#[test]
fn clinics_are_as_late_at_every_scale() {
    for (slots, misses, overbooking) in [
        (r#"{ per_week = 1500, days = ["mon"] }"#, 0.1, "extra = 200"),
        ("{ per_session = 140 }", 0.15, "extra = 28, clinics = 14"),
        ("{ per_session = 120 }", 0.15, "clinics = 10"),
        ("{ per_session = 12 }", 0.15, ""),
    ] {
        let (late, wait, booked) = clinic(1, slots, misses, overbooking, 4);
        for scale in [5, 10, 50] {
            let (l, w, b) = clinic(scale, slots, misses, overbooking, 8);
            assert!((b - booked).abs() < 0.02 * booked, "{overbooking} at {scale}: {b} of {booked} booked");
            assert!((l - late).abs() < 0.15 * late + 8.0, "{overbooking} at {scale}: late {l}, at 1 {late}");
            assert!((w - wait).abs() < 0.12 * wait + 0.5, "{overbooking} at {scale}: waits {w}, at 1 {wait}");
        }
    }
}

/// Ten clinics side by side are ten clinics: the minutes of each are those of one clinic of a tenth of everything.
#[test]
fn clinics_side_by_side_are_as_long_as_one_of_their_size() {
    let of = |times: u32, clinics: u32| {
        let text = format!(
            r#"
queuity = 1
[scenario]
start = 2026-01-05
horizon = "40 weeks"
replications = 12
[[service]]
name = "a"
referrals = {{ per_week = {} }}
waiting = {{ count = {}, wait = {{ kind = "constant", value = "4 weeks" }} }}
slots = {{ per_session = {} }}
misses_appointment = 0.15
levers = {{ overbooking = {{ extra = {}, clinics = {clinics} }} }}
"#,
            60 * times,
            900 * times,
            12 * times,
            2 * times
        );
        let scenario = scenario(&text);
        let outcome = queuity::experiment::run(&Plan::of(&scenario), &|_| {}, &AtomicBool::new(false)).expect("runs");
        let figure = |name: &str| {
            let mut rows = outcome.layout.in_words();
            let row = rows.position(|r| r.measure == name && r.attribute == "all").expect("a row");
            let cells = outcome.cells[0]
                .iter()
                .map(|c| c.as_ref().and_then(|c| c.get(row)).expect("is done").value.expect("a value"));
            cells.sum::<f64>() / 12.0
        };
        (figure("minutes_in_clinic"), figure("overtime") / f64::from(times))
    };
    let (one, ten, hall) = (of(1, 1), of(10, 10), of(10, 1));
    assert!((one.0 - ten.0).abs() < 0.15, "{one:?} {ten:?}");
    assert!((one.1 - ten.1).abs() < 0.04 * one.1, "{one:?} {ten:?}");
    // One large clinic is another thing: it is late for longer, and ends late once.
    assert!(hall.0 > 1.3 * one.0 && hall.1 < 0.8 * one.1, "{one:?} {hall:?}");
}

#[test]
fn slots_are_the_same_at_every_scale() {
    same_at_every_scale(SLOTS);
}

#[test]
fn servers_are_the_same_at_every_scale() {
    same_at_every_scale(SERVERS);
}

#[test]
fn minutes_of_cases_are_the_same_at_every_scale() {
    same_at_every_scale(CASES);
}

#[test]
fn money_is_told_in_full() {
    let text = "queuity = 1\n[scenario]\nstart = 2026-01-05\nhorizon = \"20 weeks\"\nreplications = 2\nscale = SCALE\n\
        [[service]]\nname = \"a\"\nreferrals = { per_week = 1000 }\n\
        waiting = { count = 5000, wait = { kind = \"constant\", value = \"10 weeks\" } }\nslots = { per_week = 1000 }\n\
        [service.costs]\nslot = 1\n\
        [[variant]]\nname = \"as today\"\n\
        [[variant]]\nname = \"tenth more slots\"\nset = { \"service[a].slots.per_week\" = 1100 }\n\
        [[variant]]\nname = \"costs 1000 once\"\nset = { \"service[a].costs.fixed\" = 1000 }\n";
    for scale in ["1", "10", "100"] {
        let found = readings(&text.replace("SCALE", scale));
        let costs = ["as today", "tenth more slots", "costs 1000 once"].map(|v| mean(&found, v, "cost_of_care"));
        assert_eq!(costs, [20_000.0, 22_000.0, 21_000.0], "{scale}");
        assert_eq!(mean(&found, "as today", "offered"), 20_000.0);
    }
}

#[test]
fn fractions_of_extra_sessions_are_carried_over() {
    let dates: Vec<String> = (0..10).map(|w| format!("{{ at = \"{} days\", slots = 40 }}", 5 + 7 * w)).collect();
    let text = format!(
        "queuity = 1\n[scenario]\nstart = 2026-01-05\nhorizon = \"20 weeks\"\nscale = 100\n[[service]]\nname = \"eye clinic\"\n\
         waiting = {{ bands_weeks = [0, 18], count = [20000, 10000] }}\nreferrals = {{ per_week = 0 }}\nslots = {{ per_week = 100 }}\n\
         levers = {{ extra_sessions = [{}] }}\n",
        dates.join(", ")
    );
    let Capacity::Slots { sessions, .. } = &model(&text).services[0].stages[0].capacity else { panic!("slots") };
    // One slot a week of its own, and four of ten clinics of 0.4.
    assert_eq!(sessions.iter().map(|s| s.slots).sum::<u32>(), 20 + 4);
}

#[test]
fn listed_referrals_stand_for_many_too() {
    let listed: String = (0..250).map(|i| format!("[[service.extra]]\nat = \"{i} days\"\n")).collect();
    for (scale, people) in [(1, 250), (10, 25), (100, 3)] {
        let text = format!(
            "queuity = 1\n[scenario]\nstart = 2026-01-05\nhorizon = \"52 weeks\"\nscale = {scale}\n[[service]]\nname = \"a\"\nslots = {{ per_week = 100 }}\n{listed}"
        );
        assert_eq!(model(&text).services[0].extra.len(), people);
    }
}

/// Every number that a scenario can hold says whether it counts people, slots, servers or money of the run, and so is scaled.
#[test]
fn every_number_takes_a_side() {
    let schema = queuity::scenario::schema(&Registry::shipped());
    let mut walk = Walk { root: &schema, seen: BTreeSet::new(), silent: Vec::new(), counted: BTreeSet::new() };
    walk.look(&schema, "");
    let help = "say at the field: #[schemars(extend(\"x-scale\" = \"people\"))], or slots, servers, money, or none";
    assert!(walk.silent.is_empty(), "{help}: {:#?}", walk.silent);
    // What is counted is part of the laws here.
    let laws = [SLOTS, SERVERS, CASES].concat();
    for key in &walk.counted {
        assert!(laws.contains(&format!("{key} = ")) || laws.contains(&format!(".{key}\" = ")), "no law has {key}");
    }
    assert!(walk.counted.len() > 12, "{:?}", walk.counted);
}

struct Walk<'a> {
    root: &'a Value,
    seen: BTreeSet<String>,
    silent: Vec<String>,
    counted: BTreeSet<String>,
}

impl Walk<'_> {
    /// A schema that nothing above has declared.
    fn look(&mut self, schema: &Value, path: &str) {
        if let Some(what) = schema.get(SCALE) {
            let what = what.as_str().unwrap_or_default();
            assert!(what == "none" || COUNTED.contains(&what), "{path}: {what}");
            if what != "none" {
                self.counted.insert(path.rsplit('.').next().unwrap_or(path).to_string());
            }
            return;
        }
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            if self.seen.insert(target.to_string()) {
                let target = self.root.pointer(target.trim_start_matches('#')).expect("a definition");
                self.look(target, path);
            }
            return;
        }
        let types = schema.get("type").map(Value::to_string).unwrap_or_default();
        if types.contains("number") || types.contains("integer") {
            self.silent.push(path.to_string());
        }
        for key in ["anyOf", "oneOf"] {
            schema.get(key).and_then(Value::as_array).into_iter().flatten().for_each(|branch| self.look(branch, path));
        }
        for key in ["items", "additionalProperties"] {
            schema.get(key).into_iter().for_each(|below| self.look(below, path));
        }
        for (key, below) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            self.look(below, &format!("{path}.{key}"));
        }
    }
}

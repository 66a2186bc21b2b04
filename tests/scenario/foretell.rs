//! What `check` expects of a list is what a run of it does, and what it warns of.

use std::fmt::Write;

use queuity::engine::{Departures, Nobody, run};
use queuity::error::Problem;
use queuity::forecast::{Forecast, ServiceForecast, forecast};
use queuity::scenario::Scenario;

use crate::scenario::{SMALL, loaded};

/// People on the list of a service at the closing snapshot of each replication.
fn ends(scenario: &Scenario, variant: usize, service: usize, runs: u64) -> Vec<f64> {
    let model = &scenario.variants[variant].model;
    let of = |r| {
        let tally = run(model, service, r, Departures::Lazy, Nobody).expect("runs").0;
        tally.classes.iter().flatten().map(|c| c.closing.total()).sum::<u64>() as f64 * model.scale
    };
    (0..runs).map(of).collect()
}

fn told<'a>(f: &'a Forecast, variant: &str, service: &str) -> &'a ServiceForecast {
    f.services.iter().find(|t| t.variant == variant && t.service == service).expect("it is told")
}

/// The expected list is that of runs, within 5 standard errors and a stated error of the model: a part of the list and of those who come
/// in a week (the account knows no luck, so a list that is empty now and then is longer than expected).
#[track_caller]
fn near(name: &str, s: &Scenario, runs: u64, most_variants: usize, (part, week): (f64, f64)) {
    // The account takes slots to be used that a rule holds free, as the page says.
    let f = forecast(s);
    for (v, variant) in s.variants.iter().enumerate().take(most_variants) {
        for (n, service) in variant.model.services.iter().enumerate().take(6) {
            let told = told(&f, &variant.name, &service.name);
            let ends = ends(s, v, n, runs);
            let mean = ends.iter().sum::<f64>() / runs as f64;
            let variance = ends.iter().map(|e| (e - mean) * (e - mean)).sum::<f64>() / (runs - 1) as f64;
            let weeks = variant.model.horizon as f64 / 604_800.0;
            let referrals: f64 = f
                .lists
                .iter()
                .find(|l| l.variant == variant.name && l.service == service.name)
                .map_or(0.0, |l| l.referrals / weeks);
            // Of few runs the spread is known badly: at least that of a Poisson list.
            let chance = 5.0 * (variance.max(mean * variant.model.scale) / runs as f64).sqrt();
            let model = part * mean.max(told.waiting) + week * referrals + 2.0 * variant.model.scale;
            println!("{name} {} {}: told {:.1}, run {mean:.1} +- {chance:.1}", variant.name, service.name, told.end);
            assert!(
                (told.end - mean).abs() < chance + model,
                "{name}, {}, {}: told {:.1}, run {mean:.1}, chance {chance:.1}, model {model:.1}",
                variant.name,
                service.name,
                told.end
            );
        }
    }
}

/// Time that passes between two stages, or before the first appointment, and places that are empty at the start.
#[test]
fn people_between_stages_are_on_the_list() {
    let takes = "queuity = 1\n[scenario]\nstart = 2026-01-05\nhorizon = \"12 weeks\"\n[[service]]\nname = \"lung\"\n\
                 referrals = { per_week = 100 }\n[[service.stage]]\nname = \"clinic\"\nslots = { per_week = 110 }\n\
                 next = [{ to = \"scan\", after = \"4 weeks\" }]\n[[service.stage]]\nname = \"scan\"\nslots = { per_week = 110 }\n";
    for text in [
        takes.to_string(),
        takes.replace("\"4 weeks\"", "{ kind = \"exponential\", mean = \"3 weeks\" }"),
        takes.replace("slots = { per_week = 110 }\nnext", "takes = \"10 days\"\nnext"),
        takes
            .replace(
                "[[service.stage]]\nname = \"scan\"",
                "removal = { per_week = 0.05 }\n[[service.stage]]\nname = \"scan\"",
            )
            .replace(
                "removal = { per_week = 0.05 }\n[[service.stage]]\nname = \"scan\"",
                "[[service.stage]]\nname = \"scan\"",
            ),
        takes.replace("referrals =", "removal = { per_week = 0.05 }\nreferrals ="),
    ] {
        near("between", &loaded(&text), 12, 1, (0.01, 0.1));
    }
    let s = loaded(takes);
    let f = forecast(&s);
    // 28 days of 100 a week are on their way from the fifth week on.
    assert!((f.services[0].between - 400.0).abs() < 30.0, "{:?}", f.services[0].between);
    assert!((f.services[0].drift_31_days - 400.0).abs() < 60.0, "{:?}", f.services[0].drift_31_days);
    assert!(f.services[0].late_growth_per_week.abs() < 3.0, "{:?}", f.services[0].late_growth_per_week);
}

/// Each slot, arrival and way is whole and falls on a day, so nothing is left to luck but arrivals.
#[test]
fn without_luck_the_account_is_exact() {
    let text = "queuity = 1\n[scenario]\nstart = 2026-01-05\nhorizon = \"20 weeks\"\n[[service]]\nname = \"a\"\n\
                waiting = { bands_weeks = [0, 6], count = [500] }\n[[service.stage]]\nname = \"clinic\"\nslots = { per_week = 20 }\n\
                next = [{ to = \"scan\", after = \"3 weeks\" }]\n[[service.stage]]\nname = \"scan\"\nslots = { per_week = 15 }\n";
    let s = loaded(text);
    let end = ends(&s, 0, 0, 2);
    let f = forecast(&s);
    assert_eq!(end[0], end[1]);
    assert!((f.services[0].end - end[0]).abs() < 1e-6, "{} {end:?}", f.services[0].end);
    assert!((f.lists[0].end - 100.0).abs() < 1e-6, "{:?}", f.lists[0]);
}

/// Cases take no fixed time: the last of a full session begins too late more often than the means alone say.
#[test]
fn cases_that_begin_too_late_wait_on() {
    for (law, overrun) in [("gamma", ""), ("gamma", ", overrun = \"30 minutes\""), ("exponential", "")] {
        let cv = if law == "gamma" { ", cv = 0.7" } else { "" };
        let text = format!(
            "queuity = 1\n[scenario]\nstart = 2026-01-05\nhorizon = \"40 weeks\"\n[[service]]\nname = \"a\"\n\
             referrals = {{ per_week = 30 }}\nwaiting = {{ bands_weeks = [0, 6], count = [400, 0] }}\n\
             slots = {{ per_session = 480, days = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"] }}\n\
             levers = {{ cases = {{ time = {{ kind = \"{law}\", mean = \"80 minutes\"{cv} }}{overrun} }} }}\n"
        );
        near(&format!("{law}{overrun}"), &loaded(&text), 12, 1, (0.01, 0.2));
    }
}

/// A class given at a visit has the course of that class from then on, and no longer that of the class before.
#[test]
fn people_leave_as_the_class_given_does() {
    for (hazards, delay) in [("P4 = 0", ""), ("P2 = 0", ""), ("P4 = 0, P3 = 4", ", after = \"3 weeks\"")] {
        let text = format!(
            "queuity = 1\n[scenario]\nstart = 2026-01-05\nhorizon = \"20 weeks\"\n[[service]]\nname = \"a\"\n\
             urgency = [{{ name = \"P2\", share = 0.1 }}, {{ name = \"P3\", share = 0.1 }}, {{ name = \"P4\", share = 0.8 }}]\n\
             referrals = {{ per_week = 60 }}\nwaiting = {{ bands_weeks = [0, 6], count = [400, 0] }}\n\
             course = {{ death = {{ per_week = 0.06, by_urgency = {{ {hazards} }} }}, deterioration = {{ per_week = {{ P4 = {{ P3 = 0.2 }} }} }} }}\n\
             [[service.stage]]\nname = \"triage\"\nslots = {{ per_week = 90 }}\nnext = [{{ to = \"rest\", urgency = \"P2\"{delay} }}]\n\
             [[service.stage]]\nname = \"rest\"\ntakes = \"8 weeks\"\n"
        );
        near(hazards, &loaded(&text), 40, 1, (0.01, 0.02));
    }
}

#[test]
fn places_that_are_empty_at_the_start_fill_first() {
    let text = "queuity = 1\n[scenario]\nhorizon = \"156 weeks\"\n[discipline]\nkind = \"strict\"\norder = [\"type 2\", \"type 1\", \"type 3\"]\n\
                [[service]]\nname = \"therapy\"\nurgency = [{ name = \"type 1\", share = 0.19665 }, { name = \"type 2\", share = 0.5523 }, { name = \"type 3\", share = 0.25105 }]\n\
                referrals = { per_week = 23.9 }\n[service.servers]\ncount = 200\n[service.servers.service_by_urgency]\n\
                \"type 1\" = { kind = \"erlang\", mean = \"7.24 weeks\", stages = 7 }\n\"type 2\" = { kind = \"erlang\", mean = \"10.28 weeks\", stages = 10 }\n\
                \"type 3\" = { kind = \"erlang\", mean = \"12.72 weeks\", stages = 12 }\n[[variant]]\nname = \"2, 1, 3\"\n\
                [[variant]]\nname = \"first come\"\ndiscipline = { kind = \"first come\" }\n";
    let s = loaded(text);
    near("places", &s, 8, 2, (0.03, 1.0));
    let f = forecast(&s);
    // Once the places are full, type 3 has 30.3 of them: 2.38 starts a week of 6.
    let late = told(&f, "2, 1, 3", "therapy").late_growth_per_week;
    assert!((late - 3.6).abs() < 0.3, "{late}");
}

/// Slots that are held for some stay empty where none of them waits: by rule and by session, for an urgency, a group or both, with eight
/// classes and with more.
#[test]
fn slots_held_free_are_not_taken_as_used() {
    let fifths = "[[attribute]]\nname = \"deprivation\"\nlevels = [\"most\", \"second\", \"middle\", \"fourth\", \"least\"]\n\
                  share = [0.3, 0.2, 0.2, 0.2, 0.1]\n";
    let halves = "[[attribute]]\nname = \"deprivation\"\nlevels = [\"most\", \"least\"]\nshare = [0.3, 0.7]\n";
    let mut emptied = 0;
    for attribute in [fifths, halves] {
        let scenario = |rule: &str, levers: &str, missed: f64| {
            format!(
                "queuity = 1\n[scenario]\nstart = 2026-01-05\nhorizon = \"60 weeks\"\n[discipline]\n{rule}\n{attribute}[[service]]\nname = \"a\"\n\
                 referrals = {{ per_week = 100 }}\nslots = {{ per_week = 110, days = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"] }}\nmisses_appointment = {missed}\n\
                 waiting = {{ bands_weeks = [0, 6, 18], count = [500, 300] }}\n{levers}\n\
                 urgency = [{{ name = \"P2\", share = 0.15 }}, {{ name = \"P3\", share = 0.25 }}, {{ name = \"P4\", share = 0.6 }}]\n"
            )
        };
        let mut near_to_run = |text: &str, empties: bool| {
            let s = loaded(text);
            near(text, &s, 6, 1, (0.04, 0.5));
            let spilt = forecast(&loaded(&text.replace("spill_over = false", "spill_over = true")));
            emptied += usize::from(empties && forecast(&s).services[0].end > spilt.services[0].end + 200.0);
        };
        for (size, whom) in [
            ("share = 0.25", "{ urgency = \"P2\" }"),
            ("share = 0.1", "{ urgency = \"P2\" }"),
            ("share = 0.7", "{ urgency = [\"P2\", \"P3\"] }"),
            ("share = 0.5", "{ deprivation = \"most\" }"),
            ("slots = 8", "{ deprivation = \"most\", urgency = [\"P3\", \"P4\"] }"),
            ("slots = 2", "{ deprivation = \"least\" }"),
        ] {
            for rest in ["", "rest = { kind = \"strict\", order = [\"P2\", \"P3\", \"P4\"] }"] {
                let rule =
                    |spill: bool| format!("kind = \"reserved\"\n{size}\nfor = {whom}\nspill_over = {spill}\n{rest}");
                near_to_run(&scenario(&rule(true), "", 0.05), false);
                near_to_run(&scenario(&rule(false), "", 0.05), !size.contains("0.1"));
            }
        }
        let several = "kind = \"reserved\"\nquotas = [{ share = 0.2, for = { urgency = \"P2\" } }, { share = 0.3, for = { deprivation = \"most\" } }]\nspill_over = false";
        near_to_run(&scenario(several, "", 0.0), false);
        for lever in [
            "levers = { own_slots_for = { urgency = [\"P3\", \"P4\"] } }",
            "levers = { own_slots_for = { deprivation = [\"most\"] } }",
            "levers = { only_for = [{ for = { deprivation = [\"most\"] }, slots = { per_week = 60, days = [\"tue\"] } }] }",
            "levers = { only_for = [{ for = { urgency = [\"P2\"] }, slots = { per_week = 30, days = [\"wed\", \"fri\"] } }] }",
        ] {
            near_to_run(&scenario("kind = \"first come\"", lever, 0.1), false);
        }
    }
    // Where more is held than is needed, slots stay empty, and the list is longer for it.
    assert!(emptied >= 12, "{emptied}");
}

/// Pathways of all sorts, from a small generator of numbers.
#[test]
fn random_pathways_do_what_is_expected() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for number in 0..24 {
        let stages = 1 + next(3) as usize;
        let referrals = 40 + next(80);
        let mut text = format!(
            "queuity = 1\n[scenario]\nstart = 2026-01-05\nhorizon = \"{} weeks\"\n[[service]]\nname = \"a\"\nreferrals = {{ per_week = {referrals} }}\n\
             waiting = {{ bands_weeks = [0, 6, 18], count = [{}, {}] }}\nurgency = [{{ name = \"P2\", share = 0.3 }}, {{ name = \"P4\", share = 0.7 }}]\n",
            20 + next(60),
            200 + next(400),
            next(300)
        );
        if next(2) == 0 {
            let _ = writeln!(text, "removal = {{ per_week = 0.0{} }}", 1 + next(3));
        }
        if next(3) == 0 {
            text.push_str(
                "course = { death = { per_year = 0.1 }, deterioration = { per_week = { P4 = { P2 = 0.05 } } } }\n",
            );
        }
        let missed = next(3) * 10;
        if missed > 0 {
            let _ = writeln!(text, "misses_appointment = 0.{missed}");
            let _ = writeln!(text, "after_missed = {{ rebook = 0.{}, to = \"back of the queue\" }}", 5 + next(4));
        }
        for stage in 0..stages {
            let _ = writeln!(text, "[[service.stage]]\nname = \"s{stage}\"");
            // Loads well below or well above 1, so that luck matters little.
            let slots = if next(2) == 0 { referrals * 3 / 4 } else { referrals * 8 / 5 };
            let _ = match next(4) {
                0 if stage > 0 => {
                    writeln!(text, "takes = {{ kind = \"gamma\", mean = \"{} days\", cv = 0.5 }}", 5 + next(30))
                }
                1 => writeln!(
                    text,
                    "servers = {{ count = {}, service = {{ kind = \"exponential\", mean = \"2 weeks\" }} }}",
                    slots * 2
                ),
                _ => writeln!(text, "slots = {{ per_week = {slots} }}"),
            };
            if stage + 1 < stages {
                let after = 1 + next(20);
                let follow = if next(2) == 0 { "clock_stops = \"treated\", " } else { "" };
                let _ = writeln!(
                    text,
                    "next = [{{ to = \"s{}\", share = 0.{}, after = \"{after} days\" }}, {{ to = \"s{stage}\", {follow}share = 0.1, after = \"{} days\" }}, {{ ends = \"treated\" }}]",
                    stage + 1,
                    5 + next(4),
                    7 + next(30)
                );
            }
        }
        near(&format!("{number}\n{text}\n"), &loaded(&text), 6, 1, (0.04, 0.4));
    }
}

/// Of every shipped scenario, two variants.
#[test]
fn shipped_scenarios_do_what_is_expected() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("a file").path()).collect();
    files.sort();
    for file in files {
        let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        // The same list as england-rtt-2026, a hundred times as many people.
        if name == "england-full.toml" {
            continue;
        }
        near(&name, &loaded(&std::fs::read_to_string(&file).expect("text")), 3, 2, (0.035, 0.3));
    }
}

fn codes(text: &str) -> Vec<&'static str> {
    warnings(text).iter().map(|w| w.code).collect()
}

fn warnings(text: &str) -> Vec<Problem> {
    let s = loaded(text);
    let told = forecast(&s).warnings;
    s.warnings.into_iter().chain(told).collect()
}

const GROUPS: &str = "\n[[attribute]]\nname = \"deprivation\"\nlevels = [\"most\", \"least\"]\n";
/// A list that just holds, and needs no warning.
fn plain() -> String {
    SMALL.replace("58 }", "66 }\nwaiting = { bands_weeks = [0, 6], count = [600] }\n")
}

/// Each warning has a scenario that it is for, and a near one that it is not for.
#[test]
fn nonsense_is_told_and_its_neighbour_is_not() {
    let with = |from: &str, to: &str| plain().replace(from, to);
    let more = |line: &str| with("66 }", &format!("66 }}\n{line}"));
    let cases = [
        ("W0640", with("62.0", "0"), plain()),
        ("W0641", with("66 }", "270 }"), with("66 }", "80 }")),
        ("W0642", with("66 }", "100 }"), plain()),
        ("W0643", with("66 }", "20 }"), with("66 }", "60 }")),
        (
            "W0660",
            with("\"104 weeks\"", "\"104 weeks\"\nscale = 100000"),
            with("\"104 weeks\"", "\"104 weeks\"\nscale = 10"),
        ),
        (
            "W0660",
            with("\"104 weeks\"", "\"104 weeks\"\nscale = 500"),
            with("\"104 weeks\"", "\"104 weeks\"\nscale = 100"),
        ),
        ("W0644", more("removal = { per_week = 3 }"), more("removal = { per_week = 0.02 }")),
        (
            "W0644",
            more(
                "removal = { pieces = [{ from = \"0 weeks\", per_week = 0.01 }, { from = \"5 weeks\", per_week = 3 }] }",
            ),
            more(
                "removal = { pieces = [{ from = \"0 weeks\", per_week = 0.01 }, { from = \"5 weeks\", per_week = 0.03 }] }",
            ),
        ),
        (
            "W0644",
            more("removal = { by_wait = { weeks = [0, 6, 8], per_week = [0.01, 0.01, 3] } }"),
            more("removal = { by_wait = { weeks = [0, 6, 8], per_week = [0.01, 0.01, 0.12] } }"),
        ),
        ("W0644", more("course = { private = { per_week = 2 } }"), more("course = { private = { per_week = 0.02 } }")),
        (
            "W0645",
            more(
                "urgency = [{ name = \"a\", share = 0.1 }, { name = \"b\", share = 0.9 }]\ncourse = { deterioration = { per_week = { b = { a = 100 }, a = { b = 100 } } } }",
            ),
            more(
                "urgency = [{ name = \"a\", share = 0.1 }, { name = \"b\", share = 0.9 }]\ncourse = { deterioration = { per_week = { b = { a = 0.1 } } } }",
            ),
        ),
        (
            "W0646",
            format!("{}{GROUPS}", more("misses_appointment = { deprivation = { most = 0.2, least = 0.1 } }")),
            format!("{}{GROUPS}", more("misses_appointment = 0.2")),
        ),
        (
            "W0646",
            format!("{}{GROUPS}", more("misses_appointment = { deprivation = { most = 0.2, least = 0.1 } }")),
            format!(
                "{}{GROUPS}",
                more(
                    "misses_appointment = { deprivation = { most = 0.2, least = 0.1 } }\nafter_missed = { rebook = 0.5, to = \"back of the queue\" }"
                )
            ),
        ),
        (
            "W0647",
            with(
                "66 }",
                "66, days = [\"mon\"] }\nurgency = [{ name = \"P2\", share = 0.1, target = \"3 days\" }, { name = \"P4\", share = 0.9 }]",
            ),
            with(
                "66 }",
                "66 }\nurgency = [{ name = \"P2\", share = 0.1, target = \"3 days\" }, { name = \"P4\", share = 0.9 }]",
            ),
        ),
        ("W0648", with("104 weeks", "2080 weeks"), plain()),
        (
            "W0649",
            with("\"104 weeks\"", "\"104 weeks\"\nwarm_up = \"60 weeks\""),
            with("\"104 weeks\"", "\"104 weeks\"\nwarm_up = \"40 weeks\""),
        ),
        (
            "W0650",
            format!(
                "{}{GROUPS}share = [0.5, 0.5]\n",
                with("per_week = 62.0", "per_week = 62.0, share = { deprivation = [0, 1] }")
            ),
            format!(
                "{}{GROUPS}share = [0.5, 0.5]\n",
                with("per_week = 62.0", "per_week = 62.0, share = { deprivation = [0.1, 0.9] }")
            ),
        ),
    ];
    for (code, bad, good) in cases {
        assert!(codes(&bad).contains(&code), "{code} is not told of\n{bad}\n{:?}", codes(&bad));
        assert!(!codes(&good).contains(&code), "{code} is told of\n{good}\n{:?}", warnings(&good));
        let found = warnings(&bad);
        let warning = found.iter().find(|w| w.code == code).expect("it is there");
        assert!(!warning.path.is_empty() && !warning.help.is_empty(), "{warning:?}");
    }
    assert_eq!(codes(&plain()), [] as [&str; 0]);
}

/// Each list that a scale leaves with few people is told at its service, with a scale that leaves enough of it.
#[test]
fn a_scale_that_is_too_large_is_told_of_each_list() {
    let text = plain().replace("\"104 weeks\"", "\"104 weeks\"\nscale = 500")
        + "\n[[service]]\nname = \"eyes\"\nreferrals = { per_week = 20 }\nslots = { per_week = 25 }\n";
    let told: Vec<Problem> = warnings(&text).into_iter().filter(|w| w.code == "W0660").collect();
    let paths: Vec<&str> = told.iter().map(|w| w.path.as_str()).collect();
    assert_eq!(paths, ["service[eyes]", "service[hip and knee]"], "{told:?}");
    assert_eq!(
        told[0].message,
        "about 4 simulated people of `eyes` in the whole run: at this scale one stands for 500"
    );
    assert_eq!(told[0].help, "`scale = 2` in [scenario] leaves about 1040");
}

/// What holds of every variant is said once, of the scenario; what holds of some names them.
#[test]
fn a_warning_of_all_variants_names_none() {
    let variants = "\n[[variant]]\nname = \"as today\"\n[[variant]]\nname = \"more\"\nset = { \"service[hip and knee].slots.per_week\" = MORE }\n";
    let message = |slots: &str, more: &str| {
        let text = plain().replace("66 }", slots) + &variants.replace("MORE", more);
        let warnings = forecast(&loaded(&text)).warnings;
        let told: Vec<String> = warnings.iter().filter(|w| w.code == "W0634").map(|w| w.message.clone()).collect();
        assert!(told.len() < 2, "{told:?}");
        told.into_iter().next().unwrap_or_default()
    };
    assert_eq!(message("0 }", "0"), "`hip and knee` has no capacity: nobody is seen");
    assert_eq!(message("0 }", "70"), "`hip and knee` under `as today` has no capacity: nobody is seen");
    assert_eq!(message("66 }", "70"), "");
}

/// A warning of what one variant sets points to where it sets it; where the scenario says so itself, it points there.
#[test]
fn a_warning_of_a_variant_points_into_what_it_sets() {
    let variants = "\n[[variant]]\nname = \"as today\"\n[[variant]]\nname = \"no slots\"\nset = { \"service[hip and knee].slots.per_week\" = 0 }\n\
        [[variant]]\nname = \"no more\"\nfrom = \"no slots\"\n";
    let path = |text: &str| {
        let warnings = forecast(&loaded(text)).warnings;
        warnings.into_iter().find(|w| w.code == "W0634").map_or_else(String::new, |w| w.path)
    };
    let told = path(&(plain() + variants));
    assert!(told.starts_with("variant[no slots].set") && told.contains("slots.per_week"), "{told}");
    let one_has_some = variants.replace("= 0 }", "= 70 }").replace("from = \"no slots\"\n", "");
    assert_eq!(path(&(plain().replace("66 }", "0 }") + &one_has_some)), "service[hip and knee].slots");
}

/// Each class that changes too often is named, and no other.
#[test]
fn classes_that_change_too_often_are_named() {
    let of = |rates: &str| {
        let classes =
            "urgency = [{ name = \"a\", share = 0.1 }, { name = \"b\", share = 0.4 }, { name = \"c\", share = 0.5 }]";
        let course = format!("course = {{ deterioration = {{ per_week = {{ {rates} }} }} }}");
        let text = plain().replace("66 }", &format!("66 }}\n{classes}\n{course}"));
        let told = forecast(&loaded(&text)).warnings;
        told.into_iter().filter(|w| w.code == "W0645").map(|w| w.message).collect::<Vec<_>>()
    };
    let one = "people of class `b` on `hip and knee` change their clinical class 50.0 times a week";
    assert_eq!(of("b = { a = 50 }, c = { b = 0.1 }"), [one]);
    let two = "people of classes `b`, `c` on `hip and knee` change their clinical class up to 100.0 times a week";
    assert_eq!(of("b = { a = 50 }, c = { b = 100 }"), [two]);
    assert_eq!(of("b = { a = 0.5 }, c = { b = 0.1 }"), [] as [&str; 0]);
}

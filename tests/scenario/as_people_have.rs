//! Numbers as people have them: months, people a week, counts in place of shares, laws that begin above 0.

use queuity::distributions::Dist;
use queuity::model::{BandWait, Capacity, Model, Profile};
use queuity::time::{DAY, MONTH_DAYS, WEEK};

use crate::scenario::{SMALL, loaded, registry};

fn model(text: &str) -> Model {
    loaded(text).variants.remove(0).model
}

/// The small scenario with other referrals, and more at the end of its service.
fn with(referrals: &str, more: &str) -> String {
    format!("{}{more}\n", SMALL.replace("{ per_week = 62.0 }", referrals))
}

fn codes(text: &str) -> Vec<&'static str> {
    queuity::compile::load(text, &registry()).err().unwrap_or_default().iter().map(|p| p.code).collect()
}

#[test]
fn a_rate_by_month_is_that_of_a_twelfth_of_a_year() {
    let per_day = |referrals: &str| match &model(&with(referrals, "")).services[0].referrals.as_ref().unwrap().per_day {
        Profile::Constant(rate) => *rate,
        Profile::Daily(days) => days[days.len() - 1],
    };
    // 365.25 people in twelve months are one a day.
    assert!((per_day("{ per_month = 30.4375 }") - 1.0).abs() < 1e-12);
    assert!((per_day("{ per_month = 100 }") - 1200.0 / 365.25).abs() < 1e-12);
    let changed = per_day("{ per_month = 100, changes = [{ from = \"10 weeks\", per_month = 50 }] }");
    assert!((changed - 600.0 / 365.25).abs() < 1e-12);
    let slots = |slots: &str| match &model(&SMALL.replace("{ per_week = 58 }", slots)).services[0].stages[0].capacity {
        Capacity::Slots { sessions, .. } => sessions.iter().map(|s| s.slots).sum::<u32>(),
        _ => 0,
    };
    // 104 weeks are 728 days: 728 / 30.4375 months of 100 slots, and 58 a week.
    assert_eq!(slots("{ per_month = 100 }"), (100.0 * 728.0 / MONTH_DAYS) as u32);
    assert_eq!(slots("{ per_month = 252.196428571 }"), 58 * 104);
    assert_eq!(codes(&with("{ per_month = 3, per_week = 2 }", "")), ["Q0619"]);
    assert_eq!(codes(&SMALL.replace("{ per_week = 58 }", "{ per_week = 58, per_month = 3 }")), ["Q0625"]);
}

#[test]
fn bands_of_months_end_with_the_last_whole_day() {
    let waiting = "waiting = { bands_months = [0, 3, 6, 12], count = [312, 201, 150, 120] }";
    let today = &model(&with("{ per_week = 1 }", waiting)).services[0].today;
    let bands: Vec<(i64, i64)> = today
        .iter()
        .map(|band| match &band.wait {
            BandWait::Days { from, to } => (*from, *to),
            BandWait::Open { beyond, excess } => {
                assert_eq!(*excess, Dist::Exponential { mean: 13.0 * WEEK as f64 });
                (*beyond, i64::MAX)
            }
            BandWait::Law(_) | BandWait::Spread(_) => panic!("no band"),
        })
        .collect();
    // 91.3125, 182.625 and 365.25 days.
    assert_eq!(bands, [(0, 91), (92, 182), (183, 365), (365, i64::MAX)]);
    assert_eq!(today.iter().map(|band| band.count).collect::<Vec<_>>(), [312, 201, 150, 120]);
    let both = waiting.replace("bands_months", "bands_weeks = [0, 6], bands_months");
    assert_eq!(codes(&with("{ per_week = 1 }", &both)), ["Q0620"]);
    // Coarser bands of urgencies are given in the same unit.
    let urgency = "urgency = [{ name = \"P2\", share = 0.5 }, { name = \"P3\", share = 0.5 }]\n";
    let coarse = "urgency_months = [0, 6], urgency = [{ P2 = 1 }, { P3 = 1 }], count";
    let mixed = model(&with("{ per_week = 1 }", &format!("{urgency}{}", waiting.replace("count", coarse))));
    let alike: Vec<bool> = mixed.services[0].today.windows(2).map(|pair| pair[0].urgency == pair[1].urgency).collect();
    assert_eq!(alike, [true, false, true]);
}

/// The hazard is the people who leave in a week over those who wait at the start, of all or of each level.
#[test]
fn people_who_leave_in_a_week_become_a_hazard() {
    let means = |more: &str| -> Vec<f64> {
        let service = model(&with("{ per_week = 1 }", more)).services.remove(0);
        let mean = |of: &u16| match service.patience[usize::from(*of)] {
            queuity::distributions::Patience::Exponential { mean } => WEEK as f64 / mean,
            _ => f64::INFINITY,
        };
        service.patience_of.iter().map(mean).collect()
    };
    let waiting = "waiting = { bands_weeks = [0, 10], count = [700, 100] }\n";
    let of_all = means(&format!("{waiting}removal = {{ people_per_week = 20 }}"));
    assert!((of_all[0] - 20.0 / 800.0).abs() < 1e-12, "{of_all:?}");
    let attribute = "[[attribute]]\nname = \"d\"\nlevels = [\"a\", \"b\"]\nshare = [0.25, 0.75]\n";
    let by_level = format!("{waiting}removal = {{ people_per_week = {{ d = {{ a = 20, b = 6 }} }} }}\n{attribute}");
    let found = means(&by_level);
    assert!((found[0] - 20.0 / 200.0).abs() < 1e-9 && (found[1] - 6.0 / 600.0).abs() < 1e-9, "{found:?}");
    let by_month = means(&format!("{waiting}removal = {{ per_month = 0.5 }}"));
    assert!((by_month[0] - 0.5 * 7.0 / MONTH_DAYS).abs() < 1e-12);
    assert_eq!(codes(&with("{ per_week = 1 }", "removal = { people_per_week = 20 }")), ["Q0629"]);
    let default = by_level.replace("{ d = {", "{ default = 1, d = {");
    assert_eq!(codes(&with("{ per_week = 1 }", &default)), ["Q0629"]);
    let both = by_level.replace("{ people_per_week", "{ per_week = 0.1, people_per_week");
    assert_eq!(codes(&with("{ per_week = 1 }", &both)), ["Q0629"]);
}

/// Whole numbers in the same proportions as shares draw the same people.
#[test]
fn counts_stand_in_place_of_shares() {
    let text = |attribute: &str, classes: [&str; 2], mix: &str, on_list: &str| {
        with(
            &format!("{{ per_week = 1, urgency = {mix} }}"),
            &format!(
                "waiting = {{ bands_weeks = [0, 10], count = [700, 100], share = {{ d = {on_list} }} }}\n\
                 urgency = [{{ name = \"P2\", {} }}, {{ name = \"P3\", {} }}]\n\
                 [[attribute]]\nname = \"d\"\nlevels = [\"a\", \"b\"]\nshare = {attribute}",
                classes[0], classes[1]
            ),
        )
    };
    let shares = text("[0.25, 0.75]", ["share = 0.2", "share = 0.8"], "{ P2 = 0.5, P3 = 0.5 }", "[0.4, 0.6]");
    let counts = text(
        "{ count = [50, 150] }",
        ["count = 31", "count = 124"],
        "{ count = { P2 = 7, P3 = 7 } }",
        "{ count = [2, 3] }",
    );
    let (of_shares, of_counts) = (model(&shares), model(&counts));
    assert_eq!(format!("{:?}", of_shares.services), format!("{:?}", of_counts.services));
    // They stay counts in the resolved scenario, which loads to the same.
    let resolved = loaded(&counts).resolved;
    assert_eq!(loaded(&resolved).resolved, resolved);
    let joint = |rows: &str| {
        with(
            "{ per_week = 1 }",
            &format!(
                "[[attribute]]\nname = \"d\"\nlevels = [\"a\", \"b\"]\n[[attribute]]\nname = \"e\"\nlevels = [\"x\", \"y\"]\n[population]\nshare = [{rows}]"
            ),
        )
    };
    let row = |key: &str, values: [&str; 3]| {
        format!(
            "{{ d = \"a\", e = \"x\", {key} = {} }}, {{ d = \"b\", e = \"x\", {key} = {} }}, {{ d = \"b\", e = \"y\", {key} = {} }}",
            values[0], values[1], values[2]
        )
    };
    let rows = model(&joint(&row("share", ["0.25", "0.25", "0.5"])));
    let counted = model(&joint(&row("count", ["3", "3", "6"])));
    assert_eq!(format!("{:?}", rows.services), format!("{:?}", counted.services));
    for (wrong, code) in [
        (counts.replace("[50, 150]", "[50, 150.5]"), "Q0604"),
        (counts.replace("[50, 150]", "[0, 0]"), "Q0606"),
        (counts.replace("[50, 150]", "[50, 150, 3]"), "Q0413"),
        (counts.replace("count = 31", "share = 0.2"), "Q0402"),
        (counts.replace("count = 31", "target = \"4 weeks\""), "Q0203"),
    ] {
        assert_eq!(codes(&wrong), [code], "{wrong}");
    }
}

/// Counts that are none are told in one pass, each where it stands.
#[test]
fn each_count_that_is_none_is_told_at_its_place() {
    let classes = "urgency = [{ name = \"P2\", count = CLASS }, { name = \"P4\", count = 3 }]\n\
                   waiting = { bands_weeks = [0, 10], count = [70, 10], urgency = { count = { P2 = ON_LIST, P4 = LAST } } }";
    let text = |class: &str, on_list: &str, last: &str| {
        let text = with("{ per_week = 1, urgency = { count = { P2 = ON_LIST, P4 = LAST } } }", classes);
        text.replace("CLASS", class).replace("ON_LIST", on_list).replace("LAST", last)
    };
    let told = |text: &str| -> Vec<(&'static str, String)> {
        let problems = queuity::compile::load(text, &registry()).expect_err("it is wrong");
        problems.into_iter().map(|p| (p.code, p.path)).collect()
    };
    let [class, referred, waiting] = [
        "service[hip and knee].urgency[P2].count",
        "service[hip and knee].referrals.urgency.count",
        "service[hip and knee].waiting.urgency.count",
    ];
    let each = |code: [&'static str; 3]| {
        let mut all = vec![(code[0], class.to_string())];
        for at in [referred, waiting] {
            all.extend([(code[1], format!("{at}.P2")), (code[2], format!("{at}.P4"))]);
        }
        all.sort();
        all
    };
    let sorted = |text: &str| {
        let mut all = told(text);
        all.sort();
        all
    };
    assert_eq!(sorted(&text("\"5%\"", "\"5%\"", "true")), each(["Q0603", "Q0603", "Q0204"]));
    assert_eq!(sorted(&text("1.5", "-1", "2.5")), each(["Q0604", "Q0604", "Q0604"]));
}

#[test]
fn laws_begin_above_zero() {
    let law = |law: &str| {
        let text =
            SMALL.replace("slots     = { per_week = 58 }", &format!("servers = {{ count = 1, service = {law} }}"));
        match model(&text).services[0].stages[0].capacity.clone() {
            Capacity::Servers { service, .. } => service[0].clone(),
            _ => panic!("servers"),
        }
    };
    let days = |law: &Dist| law.mean() / DAY as f64;
    for kind in [
        "exponential\", mean = \"20 days\"",
        "gamma\", mean = \"20 days\", cv = 0.5",
        "erlang\", mean = \"20 days\", stages = 3",
        "lognormal\", mean = \"20 days\", sd = \"15 days\"",
        "hyperexponential\", shares = [0.5, 0.5], means = [\"10 days\", \"30 days\"]",
    ] {
        let shifted = law(&format!("{{ kind = \"{kind}, shift = \"5 days\" }}"));
        assert!((days(&shifted) - 25.0).abs() < 1e-9 && shifted.least() == 5.0 * DAY as f64, "{kind}: {shifted:?}");
        assert_eq!(law(&format!("{{ kind = \"{kind}, shift = \"0 days\" }}")), law(&format!("{{ kind = \"{kind} }}")));
    }
    // The case of a fitted pathway: the mean of scipy's weibull_min(7.18, -276.85, 525.05) given that it is above 0, by its own
    // integral: E (X | X > 0) = 216.82 days; without the cut 214.9.
    let weibull = law("{ kind = \"weibull\", scale = \"525.05 days\", shape = 7.18, shift = \"-276.85 days\" }");
    let uncut = 525.05 * libm::tgamma(1.0 + 1.0 / 7.18) - 276.85;
    assert!(days(&weibull) > uncut && days(&weibull) < uncut + 5.0, "{} {uncut}", days(&weibull));
    // Its survival above 0 integrates to its mean.
    let steps = 200_000;
    let step = 1000.0 / f64::from(steps);
    let survival = |x: f64| 1.0 - weibull.cdf(x * DAY as f64);
    let integral: f64 = (0..steps).map(|i| survival((f64::from(i) + 0.5) * step) * step).sum();
    assert!((integral - days(&weibull)).abs() < 1e-3, "{integral} {}", days(&weibull));
    let warnings = |law: &str| {
        let text =
            SMALL.replace("slots     = { per_week = 58 }", &format!("servers = {{ count = 1, service = {law} }}"));
        loaded(&text).warnings.iter().map(|w| w.code).collect::<Vec<_>>()
    };
    assert_eq!(
        warnings("{ kind = \"weibull\", scale = \"525.05 days\", shape = 7.18, shift = \"-276.85 days\" }"),
        ["W0611"]
    );
    assert_eq!(warnings("{ kind = \"weibull\", scale = \"525.05 days\", shape = 7.18, shift = \"30 days\" }"), [""; 0]);
    let text = SMALL.replace(
        "slots     = { per_week = 58 }",
        "servers = { count = 1, service = { kind = \"exponential\", mean = \"1 day\", shift = \"-3 days\" } }",
    );
    assert_eq!(codes(&text), ["Q0610"]);
    // Nobody leaves the list before the shift; one without a memory may point back, and means nothing then.
    let patience = |law: &str| {
        model(&with("{ per_week = 1 }", &format!("removal = {{ after = {law} }}"))).services[0].patience[0].clone()
    };
    let plain = patience("{ kind = \"exponential\", mean = \"20 weeks\" }");
    assert_eq!(patience("{ kind = \"exponential\", mean = \"20 weeks\", shift = \"-2 weeks\" }"), plain);
    let later = patience("{ kind = \"exponential\", mean = \"20 weeks\", shift = \"2 weeks\" }");
    assert!(matches!(later, queuity::distributions::Patience::Piecewise(_)), "{later:?}");
    let weibull = "removal = { after = { kind = \"weibull\", scale = \"20 weeks\", shape = 2, shift = \"2 weeks\" } }";
    assert_eq!(codes(&with("{ per_week = 1 }", weibull)), ["Q0611"]);
}

/// The cases as they were handed in.
#[test]
fn cases_that_could_not_be_said() {
    let knee = r#"
queuity = 1
[scenario]
start   = 2026-01-05
horizon = "260 weeks"
[[service]]
name      = "knee"
referrals = { per_week = 30 }
[[service.stage]]
name  = "triage"
takes = { kind = "exponential", mean = "10.145 days" }
next  = [{ ends = "discharged", share = 0.0918 }, { to = "first clinic" }]
[[service.stage]]
name  = "first clinic"
takes = { kind = "weibull", scale = "525.05 days", shape = 7.18, shift = "-276.85 days" }
next  = [{ ends = "discharged", share = 0.4252 }, { to = "treatment", share = 0.1378 }, { ends = "treated" }]
[[service.stage]]
name  = "treatment"
takes = { kind = "lognormal", mean = "200 days", sd = "150 days" }
"#;
    assert_eq!(model(knee).services[0].stages.len(), 3);
    let months = r#"
queuity = 1
[scenario]
start   = 2026-02-01
horizon = "52 weeks"
[[service]]
name      = "orthopaedics"
referrals = { per_month = 108 }
slots     = { per_week = 24 }
waiting   = { bands_months = [0, 3, 6, 9, 12, 15, 18], count = [312, 201, 150, 120, 90, 60, 77] }
"#;
    let scenario = loaded(months);
    assert_eq!(scenario.variants[0].model.services[0].today.iter().map(|b| b.count).sum::<u32>(), 1010);
    assert!(scenario.resolved.contains("[service.waiting.open]"), "{}", scenario.resolved);
    assert_eq!(loaded(&scenario.resolved).resolved, scenario.resolved);
}

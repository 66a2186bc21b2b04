//! What `check` tells before anything runs.

use queuity::forecast::forecast;
use queuity::scenario::{self, Overrides};
use queuity::study::{Kit, Study};

use crate::scenario::{SMALL, loaded, registry};

const TEMPLATE: &str = scenario::template();

#[test]
fn the_template_loads_without_a_word() {
    let s = loaded(TEMPLATE);
    assert_eq!(s.warnings, []);
    assert_eq!(forecast(&s).warnings, []);
    assert_eq!(s.variants.len(), 3);
}

#[test]
fn load_and_growth_follow_from_the_rates() {
    let f = forecast(&loaded(SMALL));
    let list = &f.lists[0];
    assert!((list.load.unwrap() - 62.0 / 58.0).abs() < 1e-3, "{list:?}");
    assert!((list.growth_per_week - 4.0).abs() < 0.2, "{list:?}");
    assert!((list.drift_31_days - 4.0 * 31.0 / 7.0).abs() < 12.0, "{list:?}");
    assert_eq!((f.cells, f.lists.len()), (40, 1));
    // Arrivals, appointments and sessions; a few slots of the first days find nobody.
    let events = f.events() / 40.0;
    assert!((events - (62.0 * 104.0 + 58.0 * 104.0 + 520.0)).abs() < 40.0, "{events}");
    assert_eq!(f.warnings.iter().map(|w| w.code).collect::<Vec<_>>(), ["W0632"]);
}

#[test]
fn missed_appointments_and_removals_count() {
    let dna = SMALL.replace("58 }", "80 }\nmisses_appointment = 0.2");
    let list = forecast(&loaded(&dna)).lists.remove(0);
    assert!((list.load.unwrap() - 62.0 / 0.8 / 80.0).abs() < 1e-3, "{list:?}");
    let leaving = SMALL
        .replace("58 }", "58 }\nwaiting = { bands_weeks = [0, 6], count = [1000] }\nremoval = { per_week = 0.01 }");
    let list = forecast(&loaded(&leaving)).lists.remove(0);
    // 31 days of referrals, 23 sessions, and 1% of about a thousand people leaving each week.
    let expected = 62.0 * 31.0 / 7.0 - 58.0 * 23.0 / 5.0 - 1000.0 * 0.01 * 31.0 / 7.0;
    assert!((list.drift_31_days - expected).abs() < 3.0, "{list:?} is not near {expected}");
}

/// No growth is told that is none at the digits shown.
#[test]
fn a_list_that_just_holds_is_not_said_to_grow() {
    let message = |rate: &str| forecast(&loaded(&SMALL.replace("62.0", rate))).warnings.remove(0).message;
    assert!(
        message("58").contains("load 1.0000 of `hip and knee`: so near to 1 the list wanders for years"),
        "{}",
        message("58")
    );
    assert!(message("58.2").contains("more is needed than there is; the list grows by"), "{}", message("58.2"));
}

/// Those who are on today's list and those who come later may take other ways.
#[test]
fn the_way_of_those_who_come_is_not_that_of_todays_list() {
    let head = SMALL.split("[[service]]").next().expect("a head");
    let text = format!(
        "{head}[[service]]\nname = \"s\"\nreferrals = {{ per_week = 100 }}\n\
         waiting = {{ part = [{{ count = 1000, from = \"0 days\", to = \"70 days\", urgency = {{ slow = 1 }} }}] }}\n\
         urgency = [{{ name = \"fast\", share = 0.4 }}, {{ name = \"slow\", share = 0.6 }}]\n\
         [[service.stage]]\nname = \"letter\"\ntakes = \"1 day\"\n\
         next = [{{ to = \"clinic\", share_by_urgency = {{ slow = 1, fast = 0 }} }}, {{ ends = \"treated\" }}]\n\
         [[service.stage]]\nname = \"clinic\"\nslots = {{ per_week = 60 }}\n"
    );
    let lists = forecast(&loaded(&text)).lists;
    let weeks = 104.0;
    // Everybody on the list goes to the clinic at once; then as many come as are seen.
    let clinic = &lists[1];
    assert!((clinic.load.expect("slots") - 1.0).abs() < 0.01, "{clinic:?}");
    assert!((clinic.growth_per_week * weeks - 1000.0).abs() < 30.0, "{clinic:?}");
}

/// Those who are referred on have the urgency of the list they come to, not that of the few who are on it today.
#[test]
fn the_urgency_of_those_who_are_referred_on_is_not_that_of_todays_list() {
    let of = |referrals: &str| {
        let text = format!(
            "queuity = 1\n[scenario]\nstart = 2026-02-02\nhorizon = \"200 weeks\"\n\
             [[service]]\nname = \"clinic\"\nreferrals = {{ per_week = 100 }}\n[[service.stage]]\nname = \"visit\"\n\
             slots = {{ per_week = 110 }}\n\
             next = [{{ ends = \"discharged\", share = 0.5, refers_to = \"surgery\", after = \"1 week\" }}, {{ ends = \"treated\" }}]\n\
             [[service]]\nname = \"surgery\"\n{referrals}urgency = [{{ name = \"P2\", share = 0.1 }}, {{ name = \"P4\", share = 0.9 }}]\n\
             waiting = {{ part = [{{ count = 4, from = \"0 days\", to = \"300 days\", urgency = {{ P2 = 1 }} }}] }}\n\
             [[service.stage]]\nname = \"assess\"\nslots = {{ per_week = 80 }}\n\
             next = [{{ to = \"theatre\", share_by_urgency = {{ P2 = 1, P4 = 0.2 }} }}, {{ ends = \"discharged\" }}]\n\
             [[service.stage]]\nname = \"theatre\"\nslots = {{ per_week = 30 }}\n"
        );
        let lists = forecast(&loaded(&text)).lists;
        lists.iter().find(|l| l.stage.as_deref() == Some("theatre")).and_then(|l| l.load).expect("slots")
    };
    let load = of("");
    assert!((load - 50.0 * 0.28 / 30.0).abs() < 0.02, "{load}");
    assert!((load - of("referrals = { per_week = 0 }\n")).abs() < 1e-9);
}

/// What moves the odds of missing an appointment, or what follows it, moves the load, by as much as it does in a run.
#[test]
fn what_moves_missed_appointments_counts() {
    use queuity::engine::{Departures, Nobody, run};
    let dna = |slots: u32, more: &str| {
        SMALL.replace(
            "58 }",
            &format!(
                "{slots} }}\nwaiting = {{ bands_weeks = [0, 6], count = [600] }}\nmisses_appointment = 0.2\n{more}"
            ),
        )
    };
    let ahead = "levers = { booking = { ahead = \"6 weeks\" } }\n";
    let help = ["support", "discharge_after_missed"];
    for text in [
        dna(100, "misses_odds = { per_missed = 2 }\n"),
        dna(82, "misses_odds = { per_missed = 0.3 }\nafter_missed = { rebook = 0.7 }\n"),
        dna(94, &format!("misses_odds = {{ per_week_ahead = 1.1 }}\n{ahead}")),
        dna(130, &format!("misses_odds = {{ per_week_ahead = 1.1, per_missed = 1.5 }}\n{ahead}")),
        dna(90, "levers = { support = { reach = 0.8, misses_times = 0.4 } }\n"),
        dna(90, "levers = { support = { reach = 0.9, misses_times = 0.2, from = 2026-11-02 } }\n"),
        dna(82, "levers = { discharge_after_missed = 1 }\n"),
        dna(90, "misses_odds = { per_missed = 3 }\nlevers = { discharge_after_missed = 2 }\n"),
    ] {
        let s = loaded(&text);
        let list = forecast(&s).lists.remove(0);
        let plain: Vec<&str> = text
            .lines()
            .filter(|line| !line.starts_with("misses_odds") && !help.iter().any(|h| line.contains(h)))
            .collect();
        let plain = forecast(&loaded(&plain.join("\n"))).lists.remove(0);
        let runs = (0..4).map(|r| run(&s.variants[0].model, 0, r, Departures::Lazy, Nobody).expect("runs").0);
        let counts = runs.map(|t| {
            let came: u64 = t.classes.iter().flatten().map(|c| c.referred).sum();
            (t.capacity.booked, 600 + came)
        });
        let (booked, came) = counts.fold((0, 0), |(b, c), (booked, came)| (b + booked, c + came));
        // For each person who came: how many come is luck.
        let each = booked as f64 / came as f64 * (600.0 + list.referrals);
        let (with, without) = (list.appointments / each - 1.0, plain.appointments / each - 1.0);
        assert!(with.abs() < 0.02 && without.abs() > 2.0 * with.abs(), "{with} {without}: {list:?}");
        assert!(
            (list.load.unwrap() / plain.load.unwrap() - list.appointments / plain.appointments).abs() < 0.1,
            "{list:?}"
        );
    }
}

#[test]
fn odds_by_lead_time_without_appointments_ahead_are_told() {
    let odds = SMALL.replace("58 }", "80 }\nmisses_appointment = 0.2\nmisses_odds = { per_week_ahead = 1.1 }");
    let codes = |text: &str| forecast(&loaded(text)).warnings.iter().map(|w| w.code).collect::<Vec<_>>();
    assert_eq!(codes(&odds), ["W0638"]);
    assert!(codes(&format!("{odds}levers = {{ booking = {{ ahead = \"2 weeks\" }} }}\n")).is_empty());
    // One variant that books ahead is what they are for.
    let variant =
        "\n[[variant]]\nname = \"ahead\"\nset = { \"service[hip and knee].levers.booking.ahead\" = \"2 weeks\" }\n";
    let scenario = format!("{odds}\nlevers = {{ booking = {{ ahead = \"0 weeks\" }} }}\n");
    assert_eq!(codes(&scenario), ["W0638"]);
    assert!(codes(&format!("{scenario}[[variant]]\nname = \"on the day\"\n{variant}")).is_empty());
}

#[test]
fn an_urgent_backlog_is_told() {
    let urgent = SMALL.replace(
        "58 }",
        "70 }\nwaiting = { bands_weeks = [0, 6], count = [1000] }\nurgency = [{ name = \"P2\", share = 0.5 }, { name = \"P4\", share = 0.5 }]",
    );
    let f = forecast(&loaded(&urgent));
    assert!((f.lists[0].urgent_backlog_weeks - 500.0 / 70.0).abs() < 0.1, "{:?}", f.lists[0]);
    assert_eq!(f.warnings.iter().map(|w| w.code).collect::<Vec<_>>(), ["W0636"]);
}

#[test]
fn nobody_and_unused_levels_are_told() {
    let nobody = SMALL.replace("62.0", "0");
    assert!(forecast(&loaded(&nobody)).warnings.iter().any(|w| w.code == "W0635"));
    let level =
        format!("{SMALL}\n[[attribute]]\nname = \"sex\"\nlevels = [\"f\", \"m\", \"x\"]\nshare = [0.5, 0.5, 0]\n");
    let level = level.replace("58 }", "70 }");
    let f = forecast(&loaded(&level));
    assert_eq!(f.warnings.iter().map(|w| w.code).collect::<Vec<_>>(), ["W0637"]);
    assert!(f.warnings[0].message.contains("`x`"));
}

#[test]
fn england_is_expected_to_drift_as_its_flows_and_removals_say() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/england-rtt-2026.toml");
    let s = loaded(&std::fs::read_to_string(file).unwrap());
    let f = forecast(&s);
    let reference = &s.variants[s.settings.reference].name;
    let lists: Vec<_> = f.lists.iter().filter(|l| l.variant == *reference).collect();
    assert_eq!(lists.len(), 23);
    let waiting: u64 = lists.iter().map(|l| l.waiting).sum();
    assert!((7_180_000..=7_195_000).contains(&waiting), "{waiting}");
    // The flows of January and a hazard of 0.00815 a week: about -39,800 people in 31 days.
    let drift: f64 = lists.iter().map(|l| l.drift_31_days).sum();
    assert!((drift + 39_800.0).abs() < 6_000.0, "{drift}");
    assert!(f.warnings.iter().all(|w| w.code != "W0636"), "{:?}", f.warnings);
}

/// People referred to a list from others load it, as many as the slots there let through.
#[test]
fn onward_referrals_count() {
    use queuity::engine::{Departures, Nobody, run};
    let text = |slots: u32| {
        let clinic = format!(
            "[[service.stage]]\nname = \"clinic\"\nslots = {{ per_week = {slots} }}\nnext = [{{ ends = \"treated\", share = 0.3, \
             refers_to = \"eyes\", after = {{ kind = \"uniform\", low = \"1 week\", high = \"5 weeks\" }} }}, \
             {{ ends = \"treated\", share = 0.1, refers_to = \"knees\", after = \"3 days\" }}, {{ ends = \"treated\" }}]\n"
        );
        SMALL.replace("slots     = { per_week = 58 }\n", &clinic)
            + "[[service]]\nname = \"eyes\"\nreferrals = { per_week = 10 }\n[[service.stage]]\nname = \"theatre\"\n\
               slots = { per_week = 40 }\nnext = [{ ends = \"treated\", share = 0.5, refers_to = \"a rehab\", after = \"1 week\" }, \
               { ends = \"treated\" }]\n[[service]]\nname = \"knees\"\nslots = { per_week = 7 }\n\
               [[service]]\nname = \"a rehab\"\nslots = { per_week = 40 }\n"
    };
    for (slots, weekly) in [(40, 40.0), (300, 62.0)] {
        let s = loaded(&text(slots));
        let f = forecast(&s);
        let model = &s.variants[0].model;
        let mut people = 0.0;
        for (number, service) in model.services.iter().enumerate() {
            let list = &f.lists[number];
            assert_eq!(list.service, service.name);
            let came = |r| run(model, number, r, Departures::Lazy, Nobody).expect("runs").0;
            let came = (0..4).map(|r| came(r).classes.iter().flatten().map(|c| c.referred).sum::<u64>()).sum::<u64>();
            let mean = came as f64 / 4.0;
            assert!((list.referrals / mean - 1.0).abs() < 0.05, "{mean}: {list:?}");
            people += mean;
        }
        assert!((f.work[0].people / people - 1.0).abs() < 0.02, "{people}: {:?}", f.work);
        // Of 104 weeks, those of the way are without.
        let eyes = 10.0 + 0.3 * weekly * (104.0 - 3.0) / 104.0;
        let load = f.lists.iter().find(|l| l.service == "eyes").and_then(|l| l.load).expect("slots");
        assert!((load / (eyes / 40.0) - 1.0).abs() < 0.02, "{load} {eyes}");
        assert!(f.warnings.iter().all(|w| w.code != "W0635"), "{:?}", f.warnings);
    }
}

/// Where more is needed than there is, `check` says how many follow-ups fall due and how many fall behind at most.
#[test]
fn follow_ups_that_fall_behind_are_foretold() {
    let case = include_str!("../levers/cases/t28_overdue_fu.toml");
    let told = |text: &str| {
        let scenario = queuity::compile::load(text, &registry()).expect("loads");
        let warnings = forecast(&scenario).warnings;
        warnings.into_iter().filter(|w| w.code == "W0652").map(|w| w.message).collect::<Vec<_>>()
    };
    // Each of ten new patients a week needs 1 / (1 - 0.8333) = 6.0 appointments more; there are 40 slots for 70.
    let [message] = &told(case)[..] else { panic!("one warning for both variants: {:?}", told(case)) };
    assert!(message.contains("60.0 follow-ups a week") && message.contains("86%"), "{message}");
    // What is told is of real people.
    let tenfold = case.replace("horizon", "scale = 10\nhorizon").replace("per_week = 10 }", "per_week = 100 }");
    let tenfold = tenfold.replace("per_week = 40", "per_week = 400");
    assert!(
        ["599.9", "600.0"].iter().any(|n| told(&tenfold)[0].contains(&format!("{n} follow-ups a week"))),
        "{:?}",
        told(&tenfold)
    );
    // With room for all, or nobody who comes again, nothing is said.
    assert!(told(&case.replace("per_week = 40", "per_week = 80")).is_empty());
    assert!(told(&case.replace("clock_stops = \"treated\", ", "")).is_empty());
}

/// People who come back have an older clock than those who are referred that day, and are seen before them; so it is the new who fall
/// behind. The right values are means of 20 runs: a list of 1,017, and no follow-up overdue.
#[test]
fn people_who_come_back_stand_before_the_new() {
    let text = "queuity = 1\n[scenario]\nstart = 2026-02-02\nhorizon = \"52 weeks\"\n[[service]]\nname = \"s\"\n\
        referrals = { per_week = 60 }\n\
        waiting = { count = 300, wait = { kind = \"exponential\", mean = \"8 weeks\" } }\n[[service.stage]]\nname = \"op\"\n\
        slots = { per_week = 60, days = [\"mon\"] }\n\
        next = [{ to = \"op\", share = 0.3, clock_stops = \"discharged\", after = \"12 weeks\" }, { ends = \"discharged\" }]\n";
    let list = forecast(&loaded(text)).lists.remove(0);
    assert!((list.end - 1017.0).abs() < 0.04 * 1017.0, "{list:?}");
    assert!(list.overdue < 1.0, "{list:?}");
}

/// Three cases of 80 minutes fit into 300: 15 a week, not the 18.75 that the minutes come to.
#[test]
fn a_load_of_cases_is_of_those_that_fit() {
    let with = |referrals: f64, minutes: u32, days: &str| {
        let text = format!(
            "queuity = 1\n[scenario]\nstart = 2026-02-02\nhorizon = \"52 weeks\"\n[[service]]\nname = \"s\"\n\
             referrals = {{ per_week = {referrals} }}\nslots = {{ per_session = {minutes}, days = [{days}] }}\n\
             levers = {{ cases = {{ time = {{ kind = \"constant\", value = \"80 minutes\" }} }} }}\n"
        );
        forecast(&loaded(&text))
    };
    let week = "\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"";
    let busy = with(17.0, 300, week);
    assert!((busy.lists[0].load.unwrap() - 17.0 / 15.0).abs() < 0.005, "{:?}", busy.lists[0]);
    assert_eq!(busy.warnings.iter().map(|w| w.code).collect::<Vec<_>>(), ["W0632"]);
    // A case that no session can hold has one to itself.
    let long = with(2.0, 70, "\"mon\", \"thu\"");
    assert!((long.lists[0].load.unwrap() - 1.0).abs() < 0.005, "{:?}", long.lists[0]);
}

/// What loads and lists do not show by themselves is said.
#[test]
fn what_the_figures_do_not_show_is_said() {
    let codes = |scenario: &str, service: &str| {
        let text = format!(
            "queuity = 1\n[scenario]\nstart = 2026-02-02\nhorizon = \"52 weeks\"\n{scenario}\n\
             [[attribute]]\nname = \"d\"\nlevels = [\"a\", \"b\"]\n[[service]]\nname = \"s\"\n\
             referrals = {{ per_week = 60 }}\nwaiting = {{ count = 600, wait = {{ kind = \"exponential\", mean = \"8 weeks\" }} }}\n{service}\n"
        );
        forecast(&loaded(&text)).warnings.iter().map(|w| w.code).collect::<Vec<_>>()
    };
    let only = |slots: u32, whom: &str| {
        format!(
            "slots = {{ per_week = {slots} }}\nlevers = {{ only_for = [{{ slots = {{ per_week = 70 }}, for = {{ d = [{whom}] }} }}] }}"
        )
    };
    assert_eq!(codes("", &only(0, "\"a\"")), ["W0653"]);
    assert_eq!(codes("", &only(0, "\"a\", \"b\"")), [""; 0]);
    let cases = "slots = { per_session = 8000, days = [\"mon\"] }\nlevers = { cases = { time = { kind = \"constant\", value = \"80 minutes\" } } }";
    assert!(codes("scale = 10", cases).contains(&"W0654") && !codes("", cases).contains(&"W0654"));
    let booking = |chance: &str| {
        format!(
            "slots = {{ per_week = 66 }}\nlevers = {{ booking = {{ ahead = \"4 weeks\", notice = \"3 weeks\", short_notice = {chance} }} }}"
        )
    };
    assert!(codes("", &booking("0.1")).contains(&"W0655") && !codes("", &booking("1")).contains(&"W0655"));
    let stages = |second: &str| {
        format!(
            "costs = {{ slot = 1 }}\nstage = [{{ name = \"op\", slots = {{ per_week = 66 }}, next = [{{ to = \"th\", share = 0.5 }}, {{ ends = \"discharged\" }}] }}, {{ name = \"th\", {second} }}]"
        )
    };
    let minutes =
        "slots = { per_week = 4800 }, levers = { cases = { time = { kind = \"constant\", value = \"80 minutes\" } } }";
    assert!(codes("", &stages(minutes)).contains(&"W0656"));
    assert!(!codes("", &stages("slots = { per_week = 60 }")).contains(&"W0656"));
}

#[test]
fn ends_of_ranges_that_are_asked_for_and_are_not_there_are_told() {
    let told = |text: &str, ranges: Option<u64>| {
        let overrides = Overrides { ranges, ..Overrides::default() };
        let study = Study::read(text.as_bytes(), &Kit::shipped(), &overrides).expect("is valid");
        study.warnings(&study.forecast()).iter().any(|w| w.code == "W0658")
    };
    let two = format!("{SMALL}[[variant]]\nname = \"a\"\n[[variant]]\nname = \"b\"\n");
    let range = "per_week = { value = 62, low = 57, high = 66 }";
    let with = two.replace("per_week = 62.0", range);
    assert_ne!(with, two);
    assert!(told(&two, Some(2)) && !told(&two, None) && !told(&with, Some(2)));
    assert!(told(&SMALL.replace("per_week = 62.0", range), Some(2)), "one policy is compared with nothing");
}

/// One number is one fault: it looks like a percentage, and therefore so many leave.
#[test]
fn a_rate_that_looks_like_a_percentage_is_told_once() {
    let codes = |line: &str| {
        let text = SMALL.replacen("58 }", &format!("58 }}\n{line}"), 1);
        let study = Study::read(text.as_bytes(), &Kit::shipped(), &Overrides::default()).expect("is valid");
        let all: Vec<&str> = study.warnings(&study.forecast()).iter().map(|w| w.code).collect();
        let of = |code| all.iter().filter(|c| **c == code).count();
        (of("W0659"), of("W0644"))
    };
    assert_eq!(codes("course = { death = { per_year = 60 } }"), (1, 0));
    assert_eq!(codes("course = { private = { per_week = 2 } }"), (0, 1));
    assert_eq!(codes("course = { death = { per_year = 60 } }\nremoval = { per_week = 3 }"), (1, 1));
}

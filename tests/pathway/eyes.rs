//! Services that refer people on to each other: who comes, with what luck, and how long they wait, in fixed cases.

use std::collections::BTreeMap;

use queuity::engine::{Departures, Nobody, run};
use queuity::ids::Source;
use queuity::time::{DAY, Time};

use crate::pathway::model;
use crate::pathway::onward::{Record, What};

const EYES: &str = r#"
queuity = 1

[scenario]
horizon = "60 weeks"
seed    = 5

[discipline]
kind = "first come"

[[attribute]]
name   = "area"
levels = ["poor", "rich"]

[[service]]
name      = "eye clinic"
referrals = { per_week = 30 }
waiting   = { count = 90, wait = { kind = "uniform", low = "0 weeks", high = "20 weeks" } }
extra     = [{ at = "3 weeks", area = "poor" }, { at = "4 weeks" }, { at = "5 weeks" }, { at = "6 weeks" }, { at = "7 weeks" }]

[[service.stage]]
name  = "clinic"
slots = { every = "1 week", count = 28 }
misses_appointment = 0.1
next  = [
  { ends = "discharged", share = 0.4, refers_to = "surgery", after = { kind = "uniform", low = "1 week", high = "6 weeks" } },
  { ends = "treated" },
]

MORE
[[service]]
name      = "surgery"
referrals = { per_week = 3, urgency_by_group = { area = { poor = { P2 = 0.6, P4 = 0.4 }, rich = { P2 = 0.2, P4 = 0.8 } } } }
urgency   = [{ name = "P2", share = 0.3, target = "4 weeks" }, { name = "P4", share = 0.7 }]
slots     = { every = "1 week", count = 14 }
removal   = { per_week = 0.02 }
misses_appointment = 0.1
"#;

/// Who comes by what link: the names of the service and the source where they came from, week and index; when; and their luck.
type Came = BTreeMap<(String, &'static str, u64, u32), (Time, What)>;

fn came(text: &str) -> Came {
    let model = model(text);
    let surgery = model.services.iter().position(|s| s.name == "surgery").expect("it is there");
    let (_, record) = run(&model, surgery, 0, Departures::Lazy, Record::default()).expect("no guard");
    let roots = &model.services[surgery].spaces.roots;
    let onward = record
        .events
        .into_iter()
        .filter(|(_, id, what)| id.source() == Source::Onward && matches!(what, What::Joined { .. }));
    onward
        .map(|(at, id, what)| {
            let root = roots[id.link()];
            ((model.services[root.service].name.clone(), root.source.name(), id.week(), id.index()), (at, what))
        })
        .collect()
}

fn eyes() -> String {
    EYES.replace("MORE", "")
}

/// Policies that send the same person at different times meet the same luck; only the time differs.
#[test]
fn the_same_people_have_the_same_luck_whenever_they_come() {
    let base = came(&eyes());
    assert!(base.len() > 400, "{}", base.len());
    assert!(["today", "referral", "extra"].iter().all(|s| base.keys().any(|k| k.1 == *s)), "all sources");
    let other = came(&eyes().replace("kind = \"first come\"", "kind = \"last come\""));
    let both: Vec<_> = base.iter().filter_map(|(who, (at, luck))| Some((at, luck, other.get(who)?))).collect();
    assert!(both.len() > 300 && both.len() < base.len(), "{} of {}", both.len(), base.len());
    assert!(both.iter().filter(|(at, _, (there, _))| at != &there).count() > 200, "they come at other times");
    for (_, luck, (_, there)) in both {
        assert_eq!(luck, there);
    }
}

/// Policies that differ only at the service to which people are referred, in capacity or in who is next, see the same people come at the
/// same times.
#[test]
fn what_is_done_there_changes_nothing_here() {
    let slots = "slots     = { every = \"1 week\", count = 14 }";
    let staged = |rule: &str, count: u32| {
        // The stage stands at the end of the service.
        let stage = format!(
            "[[service.stage]]\nname = \"theatre\"\nslots = {{ every = \"1 week\", count = {count} }}\ndiscipline = {rule}\n"
        );
        eyes().replace(slots, "") + &stage
    };
    let base = staged("{ kind = \"first come\" }", 14);
    let tally =
        |text: &str, service: usize| run(&model(text), service, 0, Departures::Lazy, Nobody).expect("no guard").0;
    assert_eq!(came(&eyes()), came(&base), "the only stage is the service");
    for other in [staged("{ kind = \"strict\", order = [\"P2\", \"P4\"] }", 14), staged("{ kind = \"first come\" }", 9)]
    {
        assert_eq!(came(&base), came(&other));
        assert_eq!(tally(&base, 0), tally(&other, 0));
        assert_ne!(tally(&base, 1), tally(&other, 1));
    }
}

/// Another service that refers to the same list, also one whose name stands first, changes no draw of those who came before.
#[test]
fn one_more_service_that_refers_on() {
    let more = "[[service]]\nname = \"a screening\"\nreferrals = { per_week = 20 }\n[[service.stage]]\nname = \"photo\"\n\
        slots = { every = \"1 week\", count = 25 }\nnext = [{ ends = \"treated\", share = 0.1, refers_to = \"surgery\", after = \"3 weeks\" }, \
        { ends = \"treated\", share = 0.2, refers_to = \"eye clinic\", after = \"1 week\" }, { ends = \"treated\" }]\n";
    // Room for everybody, so that nobody comes later than before.
    let wide = |more: &str| EYES.replace("MORE", more).replace("count = 28", "count = 500");
    let (base, after) = (came(&wide("")), came(&wide(more)));
    let (old, new): (Came, Came) = after.into_iter().partition(|(who, _)| who.0 == "eye clinic");
    assert_eq!(base, old);
    assert!(new.keys().all(|who| who.0 == "a screening") && new.len() > 150, "{}", new.len());
    // By both ways: after whole weeks at once, and at any second by way of the clinic, where they keep their name.
    let at_once = new.values().filter(|(at, _)| at % queuity::time::WEEK == 0).count();
    assert!(at_once > 50 && new.len() - at_once > 20, "{at_once} of {}", new.len());
}

/// The true group goes along, and the urgency is that of the group there.
#[test]
fn the_group_goes_along() {
    let (mut count, mut urgent) = ([0_u32; 2], [0_u32; 2]);
    for (_, what) in came(&eyes().replace("60 weeks", "600 weeks")).values() {
        let What::Joined { class, .. } = what else { continue };
        count[usize::from(class / 2)] += 1;
        urgent[usize::from(class / 2)] += u32::from(class % 2 == 0);
    }
    for (group, share) in [(0, 0.6), (1, 0.2)] {
        let (n, found) = (f64::from(count[group]), f64::from(urgent[group]) / f64::from(count[group]));
        // Four standard deviations, of so many that another share would be told.
        assert!(
            n > 2_000.0 && (found - share).abs() < 4.0 * (share * (1.0 - share) / n).sqrt(),
            "{group}: {found} of {n}"
        );
    }
}

/// An unlimited server and a delay make Poisson mail of a Poisson process (Mirasol 1963, doi 10.1287/opre.11.5.785; thinned by chance),
/// so a list behind them waits as M/D/1 (Pollaczek 1930; Khinchin 1932) and as M/M/1 do.
#[test]
fn a_list_behind_an_unlimited_server_waits_as_theory_says() {
    let head = "queuity = 1\n[scenario]\nhorizon = \"6000 days\"\nwarm_up = \"500 days\"\naudit = \"none\"\nseed = 3\n\
        [[service]]\nname = \"before\"\nreferrals = { per_day = 1 }\n[[service.stage]]\nname = \"seen\"\n\
        servers = { count = \"unlimited\", service = { kind = \"gamma\", mean = \"9 days\", cv = 0.5 } }\n\
        next = [{ ends = \"discharged\", share = 0.7, refers_to = \"list\", after = { kind = \"uniform\", low = \"2 days\", high = \"12 days\" } }, \
        { ends = \"treated\" }]\n[[service]]\nname = \"list\"\n";
    for (law, expected) in [
        ("{ kind = \"constant\", value = \"1 day\" }", 0.7 / (2.0 * (1.0 - 0.7))),
        ("{ kind = \"exponential\", mean = \"1 day\" }", 0.7 / (1.0 - 0.7)),
    ] {
        let model = model(&format!("{head}servers = {{ count = 1, service = {law} }}\n"));
        let mean = |replication: u64| {
            let tally = run(&model, 1, replication, Departures::Lazy, Nobody).expect("no guard").0;
            let all =
                tally.classes.iter().flatten().fold((0, 0), |(s, n), c| (s + c.completed.sum, n + c.completed.count));
            all.0 as f64 / all.1 as f64 / DAY as f64
        };
        let means: Vec<f64> = (0..200).map(mean).collect();
        let i = queuity::stat::interval::t_interval(&means, 0.9995).expect("replications");
        let told = format!("{} +- {}, theory {expected}", i.mean, i.half_width);
        assert!((i.mean - expected).abs() <= i.half_width, "{told}: they differ");
        assert!(i.half_width <= 0.04 * expected, "{told}: too wide to say");
    }
}

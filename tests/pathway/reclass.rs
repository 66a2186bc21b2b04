//! A clinical class given at a visit: from then on people have the patience and the course of that class, and no other.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::watched::{self, Watcher};
use proptest::prelude::*;
use queuity::engine::{Departures, Nobody, run};
use queuity::ids::Cause;
use queuity::measure::AnalysisSet;
use queuity::model::Model;
use queuity::people::Person;
use queuity::tally::{ClassTally, Exit};
use queuity::time::Time;

use crate::pathway::ends::{outcome, read};
use crate::pathway::model;
use crate::pathway::ways::Ways;

/// A thousand people of class P4 pass a week of triage, are P2 from then on, and pass ten more.
const GIVEN: &str = "queuity = 1\n[scenario]\nhorizon = \"11 weeks\"\n[[service]]\nname = \"a\"\n\
    urgency = [{ name = \"P2\", share = 0, target = \"4 weeks\" }, { name = \"P3\", share = 0, target = \"100 weeks\" }, \
    { name = \"P4\", share = 1, target = \"100 weeks\" }]\n\
    waiting = { count = 1000, wait = { kind = \"constant\", value = \"0 days\" } }\n\
    course = { deterioration = { per_week = { P4 = { P3 = 0.2 } } } }\n\
    harm = { GP = { per_week = 1, by_urgency = { P2 = 10 } } }\n\
    [[service.stage]]\nname = \"triage\"\ntakes = \"1 week\"\nnext = [{ to = \"rest\", urgency = \"P2\" }]\n\
    [[service.stage]]\nname = \"rest\"\ntakes = \"10 weeks\"\n";

/// Who deteriorates before triage is P3 until then; nobody is after it. Harm is one week of 1 and ten of 10 each.
#[test]
fn a_change_of_the_class_before_does_not_come_later() {
    let (outcome, rows) = outcome(GIVEN, 3);
    for (replication, rows) in &rows.0 {
        assert!(rows.iter().all(|r| r.class == 0 && r.changes.last().expect("triage").class == 0));
        let of = |set, measure| read(&outcome, set, measure)[*replication as usize].0;
        assert!((of(AnalysisSet::Flow, "harm[GP]") - 101_000.0).abs() < 1e-6);
        assert_eq!(of(AnalysisSet::Flow, "new_breaches"), 1000.0);
        let changes = rows.iter().map(|r| r.changes.len()).sum::<usize>();
        assert_eq!(of(AnalysisSet::Flow, "class_changes"), changes as f64);
        // 1 - exp(-0.2) = 0.18 have two.
        assert!((1100..1270).contains(&changes), "{changes}");
    }
    // Without a course the visit alone changes the class, and is counted.
    let plain = GIVEN.replace("course = { deterioration = { per_week = { P4 = { P3 = 0.2 } } } }\n", "");
    let (outcome, _) = self::outcome(&plain, 1);
    assert_eq!(read(&outcome, AnalysisSet::Flow, "class_changes"), [(1000.0, 1000)]);
}

fn sum(model: &Model, of: impl Fn(&ClassTally) -> u64) -> f64 {
    let one = |r| run(model, 0, r, Departures::Lazy, Nobody).expect("runs").0;
    let all = (0..20).map(|r| one(r).classes.iter().flatten().map(|c| of(c)).sum::<u64>());
    all.sum::<u64>() as f64 / 20.0
}

/// Hazards are those of the class given, at a visit in the run or before the start; the closed forms are shares of 1000 people, with
/// five standard errors of 20 runs.
#[test]
fn hazards_are_those_of_the_class_given() {
    let near = |found: f64, share: f64| {
        let chance = 5.0 * (1000.0 * share * (1.0 - share) / 20.0).sqrt();
        assert!((found - 1000.0 * share).abs() <= chance, "{found}, expected {}", 1000.0 * share);
    };
    let course = "course = { deterioration = { per_week = { P4 = { P3 = 0.2 } } } }";
    // exp(-1), exp(-1.1) and exp(-0.1).
    let (ten, eleven, one) = (0.367_879_441_171_442_3, 0.332_871_083_698_079_6, 0.904_837_418_035_959_6);
    for (hazard, died) in [
        ("by_urgency = { P4 = 0 }", 1.0 - ten),
        ("by_urgency = { P2 = 0 }", 1.0 - one),
        ("by_urgency = { P2 = 1 }", 1.0 - eleven),
    ] {
        let death = format!("course = {{ death = {{ per_week = 0.1, {hazard} }} }}");
        near(sum(&model(&GIVEN.replace(course, &death)), |c| c.exits[Exit::Died]), died);
    }
    let inside = GIVEN
        .replace(course, "course = { death = { per_week = 0.1, by_urgency = { P4 = 0 } } }")
        .replace("count = 1000", "count = 0");
    let on_the_way = "next = [{ to = \"rest\", urgency = \"P2\", after = \"11 weeks\", on_the_way = { count = 1000, remaining = { kind = \"constant\", value = \"11 weeks\" } } }]";
    let text = inside.replace("next = [{ to = \"rest\", urgency = \"P2\" }]", on_the_way);
    assert_ne!(text, inside);
    let model = model(&text);
    near(sum(&model, |c| c.exits[Exit::Died]), 1.0 - eleven);
    assert_eq!(sum(&model, |c| c.changed), 0.0);
}

#[derive(Clone, Debug)]
struct Case {
    seed: u32,
    /// Rates from class to class, tenths a week.
    rates: Vec<Vec<u8>>,
    /// Ratios of death and of private treatment by class.
    death: Vec<u8>,
    private: Vec<u8>,
    /// By stage: what it is, and the class given on each of two ways; none where it is the number of classes.
    stages: Vec<(u8, usize, usize)>,
    removal: bool,
    warm: bool,
}

const CLASSES: usize = 4;

fn cases() -> impl Strategy<Value = Case> {
    let row =
        prop::collection::vec(0_u8..4, CLASSES).prop_map(|row| row.into_iter().map(|r| r.saturating_sub(1)).collect());
    let ratios = || prop::collection::vec(0_u8..3, CLASSES);
    let stages = prop::collection::vec((0_u8..4, 0..=CLASSES, 0..=CLASSES), 2..5);
    (any::<u32>(), prop::collection::vec(row, CLASSES), ratios(), ratios(), stages, any::<bool>(), any::<bool>())
        .prop_map(|(seed, rates, death, private, stages, removal, warm)| Case {
            seed,
            rates,
            death,
            private,
            stages,
            removal,
            warm,
        })
}

impl Case {
    fn given(&self) -> BTreeSet<usize> {
        self.stages.iter().flat_map(|(_, a, b)| [*a, *b]).filter(|u| *u < CLASSES).collect()
    }

    fn text(&self) -> String {
        let by = |of: &[u8]| (0..CLASSES).map(|u| format!("U{u} = {}", of[u])).collect::<Vec<_>>().join(", ");
        let urgencies: Vec<String> = (0..CLASSES)
            .map(|u| format!("{{ name = \"U{u}\", share = 0.25, target = \"{} days\" }}", 7 + 9 * u))
            .collect();
        let warm = if self.warm { "warm_up = \"5 days\"\n" } else { "" };
        let mut text = format!(
            "queuity = 1\n[scenario]\nhorizon = \"60 days\"\nseed = {}\n{warm}[[attribute]]\nname = \"g\"\nlevels = [\"x\", \"y\"]\n\
             [discipline]\nkind = \"strict\"\n[[service]]\nname = \"a\"\nurgency = [{}]\nreferrals = {{ per_week = 20 }}\n\
             waiting = {{ count = 40, wait = {{ kind = \"uniform\", low = \"0 days\", high = \"30 days\" }} }}\n\
             misses_appointment = 0.2\nafter_missed = {{ patience = \"redrawn\" }}\n",
            self.seed,
            urgencies.join(", ")
        );
        if self.removal {
            text += "removal = { per_week = { default = 0.05, g = { x = 0.1 } } }\n";
        }
        let _ = write!(
            text,
            "[service.course]\ndeath = {{ per_week = 0.1, by_urgency = {{ {} }} }}\nprivate = {{ per_week = 0.1, by_urgency = {{ {} }} }}\n",
            by(&self.death),
            by(&self.private)
        );
        let rows = self.rates.iter().enumerate().map(|(from, row)| {
            let row: Vec<String> = (row.iter().enumerate())
                .filter(|(to, rate)| *to != from && **rate > 0)
                .map(|(to, rate)| format!("U{to} = 0.{rate}"))
                .collect();
            (from, row.join(", "))
        });
        let rows: Vec<String> =
            rows.filter(|(_, row)| !row.is_empty()).map(|(from, row)| format!("U{from} = {{ {row} }}")).collect();
        if !rows.is_empty() {
            let _ = writeln!(text, "deterioration = {{ per_week = {{ {} }} }}", rows.join(", "));
        }
        for (n, (what, first, second)) in self.stages.iter().enumerate() {
            let capacity = match what {
                0 => "slots = { every = \"3 days\", count = 9 }",
                1 => {
                    "servers = { count = 6, service = { kind = \"exponential\", mean = \"30 hours\" } }\nin_service = { count = 3 }"
                }
                _ => "takes = { kind = \"gamma\", mean = \"5 days\", cv = 0.5 }",
            };
            let gives =
                |urgency: usize| if urgency < CLASSES { format!(", urgency = \"U{urgency}\"") } else { String::new() };
            let to = |n: usize| format!("to = \"s{}\"", n % self.stages.len());
            let _ = writeln!(
                text,
                "[[service.stage]]\nname = \"s{n}\"\n{capacity}\nnext = [{{ {}, share = 0.4, after = \"3 days\"{}, on_the_way = {{ count = 4 }} }}, \
                 {{ {}, share = 0.3, after = \"1 day\"{} }}, {{ ends = \"treated\" }}]",
                to(n + 1),
                gives(*first),
                to(n + 2),
                gives(*second)
            );
        }
        text
    }
}

/// Holds every end against the class in which it comes.
#[derive(Debug)]
struct Ends<'a>(&'a Model);

impl Watcher for Ends<'_> {
    fn left(&mut self, person: &Person, _: Time, how: Exit) {
        let course = self.0.services[0].course.as_ref().expect("a course");
        for (exit, cause) in [(Exit::Died, Cause::Death), (Exit::Private, Cause::Private)] {
            assert!(
                how != exit || course.happens(usize::from(person.class), cause),
                "{how:?} in class {}",
                person.class
            );
        }
    }
}

/// One who is told of every decision, for which people are brought to the stages one by one.
#[derive(Debug)]
struct Watching;

impl Watcher for Watching {
    fn watches(&self) -> bool {
        true
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every change in the table of people is an allowed one: of the matrix, or given at a visit; hazards that a class does not have hit
    /// nobody in it; and it is the same with lazy and exact departures, and watched.
    #[test]
    fn nothing_happens_that_the_class_of_the_day_does_not_have(case in cases()) {
        let text = case.text();
        let (outcome, rows) = outcome(&text, 2);
        let given = case.given();
        let urgency = |class: u16| usize::from(class) % CLASSES;
        for (replication, rows) in &rows.0 {
            for row in rows {
                let mut from = urgency(row.class_on_joining);
                for change in &row.changes {
                    let to = urgency(change.class);
                    prop_assert!(from != to && (case.rates[from][to] > 0 || given.contains(&to)), "{from} to {to}: {row:?}");
                    from = to;
                }
                prop_assert_eq!(from, urgency(row.class));
            }
            let since = if case.warm { 5 * 86_400 } else { 0 };
            let changes = rows.iter().flat_map(|r| &r.changes).filter(|c| c.at >= since).count();
            let model = model(&text);
            if model.services[0].reclassifies() {
                prop_assert_eq!(read(&outcome, AnalysisSet::Flow, "class_changes")[*replication as usize].0, changes as f64);
            }
            watched::run(&model, 0, *replication, Departures::Lazy, Ends(&model)).expect("runs");
            let (lazy, ways) = watched::run(&model, 0, *replication, Departures::Lazy, Ways::default()).expect("runs");
            ways.compare(&model, &lazy);
            prop_assert_eq!(&run(&model, 0, *replication, Departures::Exact, Nobody).expect("runs").0, &lazy);
            prop_assert_eq!(&watched::run(&model, 0, *replication, Departures::Lazy, Watching).expect("runs").0, &lazy);
        }
    }
}

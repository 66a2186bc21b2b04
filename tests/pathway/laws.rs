//! Laws of pathways over random small scenarios.

use std::collections::BTreeMap;

use crate::watched::{Watched, Watcher, run};
use proptest::prelude::*;
use queuity::engine::Departures;
use queuity::model::{Capacity, Model};
use queuity::people::Person;
use queuity::tally::{Exit, Tally};
use queuity::time::Time;

use crate::pathway::model;
use crate::pathway::ways::Ways;

/// What one stage is, as small numbers that the text is made from.
#[derive(Clone, Debug)]
struct Draft {
    capacity: u8,
    size: u8,
    misses: u8,
    cancels: u8,
    next: Vec<(u8, u8)>,
    joining: bool,
    rule: u8,
    /// Whether anything may follow, else the pathway ends here; how it ends otherwise; and what the sessions are.
    follows: bool,
    ends: u8,
    session: u8,
}

#[derive(Clone, Debug)]
struct Case {
    seed: u64,
    stages: Vec<Draft>,
    today: u8,
    per_week: u8,
    course: bool,
    changes: bool,
    removal: bool,
    rebook: u8,
    /// Whether every stage has slots, and the days of validations.
    slots: bool,
    validations: Vec<u8>,
}

fn drafts() -> impl Strategy<Value = Case> {
    let draft = (
        0_u8..3,
        1_u8..6,
        0_u8..4,
        0_u8..3,
        prop::collection::vec((0_u8..4, 0_u8..4), 0..3),
        any::<bool>(),
        0_u8..5,
        prop::bool::weighted(0.7),
        0_u8..3,
        0_u8..6,
    )
        .prop_map(|(capacity, size, misses, cancels, next, joining, rule, follows, ends, session)| Draft {
            capacity,
            size,
            misses,
            cancels,
            next,
            joining,
            rule,
            follows,
            ends,
            session,
        });
    (
        any::<u32>(),
        prop::collection::vec(draft, 2..5),
        0_u8..30,
        0_u8..12,
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        0_u8..4,
        any::<bool>(),
        prop::collection::vec(1_u8..40, 0..3),
    )
        .prop_map(|(seed, stages, today, per_week, course, changes, removal, rebook, slots, validations)| Case {
            seed: u64::from(seed),
            stages,
            today,
            per_week,
            course,
            changes,
            removal,
            rebook,
            slots,
            validations,
        })
}

const RULES: [&str; 5] = [
    "{ kind = \"first come\" }",
    "{ kind = \"strict\" }",
    "{ kind = \"accumulating\", by_urgency = { urgent = 3 } }",
    "{ kind = \"longest list\", by = \"urgency\" }",
    "{ kind = \"random\" }",
];

const ENDS: [&str; 3] = [
    "{ ends = \"treated\" }",
    "{ ends = \"discharged\" }",
    "{ ends = \"treated\", share = 0.3 }, { ends = \"discharged\" }",
];

const SESSIONS: [&str; 6] = [
    "",
    "",
    "levers = { overbooking = { extra = 1 } }\n",
    "levers = { cases = { time = { kind = \"exponential\", mean = \"1 minute\" } } }\n",
    "levers = { booking = { ahead = \"2 weeks\", notice = \"3 days\", short_notice = 0.4 } }\n",
    "levers = { surge = { above = 10, per_week = 3, at_most = 9, review = \"1 week\" } }\n",
];

impl Case {
    fn text(&self) -> String {
        let mut text = format!(
            "queuity = 1\n[scenario]\nhorizon = \"40 days\"\nwarm_up = \"7 days\"\nseed = {}\n[[attribute]]\nname = \"a\"\n\
             levels = [\"poor\", \"rich\"]\n[discipline]\nkind = \"first come\"\n[[service]]\nname = \"s\"\n\
             urgency = [{{ name = \"urgent\", share = 0.3, target = \"7 days\" }}, {{ name = \"routine\", share = 0.7 }}]\n\
             referrals = {{ per_week = {} }}\n\
             waiting = {{ count = {}, wait = {{ kind = \"uniform\", low = \"0 days\", high = \"30 days\" }} }}\n",
            self.seed, self.per_week, self.today
        );
        if self.removal {
            text += "removal = { per_week = { default = 0.1, a = { poor = 0.2 } } }\n";
        }
        text += &format!("after_missed = {{ rebook = 0.{}, after = \"3 days\" }}\n", 5 + self.rebook);
        if self.course {
            text += "[service.course]\ndeath = { per_week = 0.05 }\nemergency = { per_week = 0.03 }\nprivate = { per_week = 0.1 }\n";
        }
        if self.changes {
            text += "[service.course.deterioration.per_week]\nroutine = { urgent = 0.4 }\nurgent = { routine = 0.2 }\n";
        }
        let asked: Vec<String> = (self.validations.iter())
            .map(|day| {
                format!("{{ at = \"{day} days\", leaves = 0.2, by_mistake = {{ default = 0, a = {{ poor = 0.1 }} }} }}")
            })
            .collect();
        text += &format!("[service.levers]\nvalidation = [{}]\n", asked.join(", "));
        for (n, stage) in self.stages.iter().enumerate() {
            let capacity = if self.slots { 0 } else { stage.capacity };
            text += &format!("[[service.stage]]\nname = \"s{n}\"\n");
            if n > 0 && !self.stages[n - 1].follows {
                // Or nobody might be here.
                text += "waiting = { bands_weeks = [0, 4], count = [2, 1] }\n";
            }
            text += &match capacity {
                0 => format!("slots = {{ every = \"{} days\", count = {} }}\n", stage.size, 1 + stage.size),
                1 => format!(
                    "servers = {{ count = {}, service = {{ kind = \"exponential\", mean = \"20 hours\" }} }}\n",
                    stage.size
                ),
                _ => format!("takes = {{ kind = \"gamma\", mean = \"{} days\", cv = 0.5 }}\n", stage.size),
            };
            if capacity < 2 {
                text +=
                    &format!("misses_appointment = 0.{}\ncancels_appointment = 0.{}\n", stage.misses, stage.cancels);
                text += &format!("discipline = {}\n", RULES[usize::from(stage.rule)]);
            }
            if capacity == 0 {
                text += SESSIONS[usize::from(stage.session)];
            }
            if stage.joining {
                text += "order_from = \"joining\"\n";
            }
            if !stage.follows {
                continue;
            }
            let mut next: Vec<String> = Vec::new();
            // Never back without time passing, or a run would not end.
            for (to, kind) in &stage.next {
                let to = usize::from(*to) % self.stages.len();
                let more = match kind {
                    0 => "",
                    1 => ", clock_stops = \"treated\"",
                    2 => ", clock_stops = \"discharged\"",
                    _ => ", urgency = \"urgent\"",
                };
                next.push(format!("{{ to = \"s{to}\", share = 0.3, after = \"{} days\"{more} }}", 1 + kind));
            }
            if let Some(later) = self.stages.get(n + 1..).filter(|l| !l.is_empty()) {
                next.push(format!("{{ to = \"s{}\" }}", self.stages.len() - later.len()));
            } else {
                next.push(ENDS[usize::from(stage.ends)].to_string());
            }
            text += &format!("next = [{}]\n", next.join(", "));
        }
        text
    }
}

/// Where everybody is, checked at every event.
#[derive(Debug, Default)]
struct Whereabouts {
    /// On the list and not gone: when they joined.
    on: BTreeMap<u64, Time>,
    exits: u64,
    waits: u64,
    joined: u64,
}

impl Watcher for Whereabouts {
    fn joined(&mut self, person: &Person, at: Time) {
        assert!(self.on.insert(person.id.order(), at).is_none(), "someone joins twice");
        self.joined += 1;
    }
    fn called(&mut self, person: &Person, at: Time, _: bool) {
        if person.id.stopped() {
            assert!(!self.on.contains_key(&person.id.order()), "a stopped clock runs");
        } else {
            assert!(self.on[&person.id.order()] <= at, "called before joining");
            assert!(person.deadline() > at, "called after leaving");
        }
    }
    fn left(&mut self, person: &Person, at: Time, _: Exit) {
        let joined = self.on.remove(&person.id.order()).expect("a person who leaves is on the list");
        assert!(joined <= at);
        self.exits += 1;
    }
    fn waits(&mut self, person: &Person, _: Time) {
        assert!(self.on.remove(&person.id.order()).is_some(), "a person who waits is on the list");
        self.waits += 1;
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

fn balanced(model: &Model, tally: &Tally) {
    let groups = model.population.groups();
    for group in 0..groups {
        let of = |c: usize| model.services[0].group(c as u16) == group;
        let classes = || tally.classes.iter().enumerate().filter(|(c, _)| of(*c)).filter_map(|(_, t)| t.as_deref());
        let came: u64 = classes().map(|t| t.initial + t.referred).sum();
        let went: u64 = classes().map(|t| t.left() + t.waiting).sum();
        assert_eq!(came, went, "group {group}");
    }
    for (number, stage) in tally.stages.iter().enumerate() {
        assert!(stage.balances(), "stage {number}: {stage:?}");
        let capacity = &stage.capacity;
        assert!(capacity.attended <= capacity.booked);
        let stage = &model.services[0].stages[number];
        if let Capacity::Slots { .. } = stage.capacity {
            assert!(capacity.booked <= capacity.offered || stage.levers.session.is_some(), "stage {number}");
        } else {
            assert!(capacity.busy <= capacity.open, "stage {number}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// In = out per group and per stage, nobody is in two places, and it is the same with lazy and exact departures, in windows, and
    /// watched.
    #[test]
    fn nobody_is_lost_on_a_pathway(case in drafts()) {
        let model = model(&case.text());
        let (lazy, seen) = run(&model, 0, 3, Departures::Lazy, Whereabouts::default()).expect("no guard stops the run");
        balanced(&model, &lazy);
        prop_assert!(seen.on.is_empty());
        prop_assert_eq!(seen.joined, seen.exits + seen.waits);
        for departures in [Departures::Lazy, Departures::Exact] {
            let (tally, ways) = run(&model, 0, 3, departures, Ways::default()).expect("no guard stops the run");
            ways.compare(&model, &tally);
        }
        let (exact, _) = run(&model, 0, 3, Departures::Exact, Whereabouts::default()).expect("no guard stops the run");
        prop_assert_eq!(&lazy, &exact);
        // In windows, the same.
        let mut seen = Whereabouts::default();
        let mut part = queuity::engine::Part::new(&model, 0, 3, Departures::Lazy, Watched::<false>(&mut seen));
        for until in (0..).map(|k| k * 100_000).take_while(|t| *t < model.horizon) {
            part.advance(until).expect("no guard stops the run");
        }
        part.advance(model.horizon).expect("no guard stops the run");
        prop_assert_eq!(&part.finish().0, &lazy);
        let (watched, _) = run(&model, 0, 3, Departures::Lazy, Watching).expect("no guard stops the run");
        prop_assert_eq!(&watched, &lazy);
    }
}

/// A second stage that takes no time and has no say leaves everything as it was, but for where the clock stops.
#[test]
fn a_stage_without_time_changes_nothing() {
    let plain = "queuity = 1\n[scenario]\nhorizon = \"200 days\"\n[discipline]\nkind = \"strict\"\n[[service]]\nname = \"s\"\n\
        urgency = [{ name = \"urgent\", share = 0.3, target = \"7 days\" }, { name = \"routine\", share = 0.7 }]\n\
        referrals = { per_week = 20 }\nremoval = { per_week = 0.05 }\nmisses_appointment = 0.1\n";
    let slots = "slots = { every = \"1 day\", count = 3 }\n";
    let staged = format!(
        "{plain}[[service.stage]]\nname = \"clinic\"\n{slots}next = [{{ to = \"after\" }}]\n\
         [[service.stage]]\nname = \"after\"\ntakes = \"0 days\"\n"
    );
    let one = queuity::engine::run(&model(&format!("{plain}{slots}")), 0, 0, Departures::Lazy, queuity::engine::Nobody)
        .expect("runs")
        .0;
    let two = queuity::engine::run(&model(&staged), 0, 0, Departures::Lazy, queuity::engine::Nobody).expect("runs").0;
    assert_eq!(one.classes, two.classes);
}

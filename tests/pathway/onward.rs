//! Services that refer people on to each other: laws over random small scenarios, event by event.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use queuity::engine::{Departures, Member, Observer, coupled, run};
use queuity::ids::{PersonId, Source};
use queuity::model::{Coupling, Model};
use queuity::people::{Kept, Person};
use queuity::tally::{ClassTally, Exit, Tally};
use queuity::time::Time;

use crate::pathway::model;

/// One service as small numbers that the text is made from.
#[derive(Clone, Debug)]
struct Draft {
    capacity: u8,
    size: u8,
    misses: u8,
    /// To later services: which, what share of those seen, and how it takes time.
    sends: Vec<(u8, u8, u8)>,
    today: u8,
    per_week: u8,
    stages: bool,
    course: bool,
    removal: bool,
    rule: u8,
    room: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Case {
    seed: u32,
    services: Vec<Draft>,
    records: bool,
}

fn drafts() -> impl Strategy<Value = Case> {
    let sends = prop::collection::vec((0_u8..4, 1_u8..4, 0_u8..4), 0..3);
    let sizes = (0_u8..4, 1_u8..6, 0_u8..4, sends, 0_u8..20, 0_u8..20);
    let kinds = (any::<bool>(), any::<bool>(), any::<bool>(), 0_u8..5, any::<bool>());
    let draft = (sizes, kinds).prop_map(
        |((capacity, size, misses, sends, today, per_week), (stages, course, removal, rule, room))| Draft {
            capacity,
            size,
            misses,
            sends,
            today,
            per_week,
            stages,
            course,
            removal,
            rule,
            room,
        },
    );
    (any::<u32>(), prop::collection::vec(draft, 2..5), any::<bool>()).prop_map(|(seed, services, records)| Case {
        seed,
        services,
        records,
    })
}

const RULES: [&str; 5] = [
    "{ kind = \"first come\" }",
    "{ kind = \"strict\" }",
    "{ kind = \"last come\" }",
    "{ kind = \"longest list\", by = \"urgency\" }",
    "{ kind = \"random\" }",
];
/// Names that do not stand in the order in which people go.
const NAMES: [&str; 4] = ["m", "b", "z", "a"];
const AFTER: [&str; 4] = [
    "\"2 days\"",
    "{ kind = \"uniform\", low = \"1 day\", high = \"9 days\" }",
    "{ kind = \"triangular\", low = \"3 days\", mode = \"4 days\", high = \"20 days\" }",
    "\"30 days\"",
];

impl Case {
    fn head(&self) -> String {
        let records = "[attribute.recorded]\nmissing = { default = 0.1, a = { poor = 0.3 } }\n";
        format!(
            "queuity = 1\n[scenario]\nhorizon = \"60 days\"\nseed = {}\n[discipline]\nkind = \"first come\"\n\
             [[attribute]]\nname = \"a\"\nlevels = [\"poor\", \"rich\"]\n{}",
            self.seed,
            if self.records { records } else { "" }
        )
    }

    fn service(&self, number: usize) -> String {
        let of = &self.services[number];
        let mut text = format!(
            "[[service]]\nname = \"{}\"\nurgency = [{{ name = \"urgent\", share = 0.3, target = \"7 days\" }}, \
             {{ name = \"routine\", share = 0.7 }}]\nmisses_appointment = 0.{}\n\
             waiting = {{ count = {}, wait = {{ kind = \"uniform\", low = \"0 days\", high = \"30 days\" }} }}\n\
             after_missed = {{ rebook = 0.7 }}\n",
            NAMES[number], of.misses, of.today
        );
        if of.per_week > 0 {
            text += &format!("referrals = {{ per_week = {} }}\n", of.per_week);
        }
        if of.removal {
            text += "removal = { per_week = { default = 0.1, a = { poor = 0.2 } } }\n";
        }
        if of.room {
            text += "max_in_system = 25\n";
        }
        if of.course {
            text += "[service.course]\ndeath = { per_week = 0.05 }\n[service.course.deterioration.per_week]\nroutine = { urgent = 0.2 }\n";
        }
        let capacity = match of.capacity {
            0 => format!("slots = {{ every = \"{} days\", count = {} }}\n", of.size, 2 * of.size),
            1 => format!(
                "servers = {{ count = {}, service = {{ kind = \"exponential\", mean = \"20 hours\" }} }}\n",
                of.size
            ),
            2 => {
                "servers = { count = \"unlimited\", service = { kind = \"exponential\", mean = \"4 days\" } }\n".into()
            }
            _ => "slots = { every = \"1 day\", count = 2 }\n".into(),
        };
        if of.stages {
            text += "[[service.stage]]\nname = \"first\"\ntakes = { kind = \"exponential\", mean = \"2 days\" }\n\
                     next = [{ to = \"main\" }]\n";
        }
        text +=
            &format!("[[service.stage]]\nname = \"main\"\n{capacity}discipline = {}\n", RULES[usize::from(of.rule)]);
        let mut next = Vec::new();
        for (to, share, after) in &of.sends {
            let later = self.services.len() - number - 1;
            if later > 0 {
                let to = NAMES[number + 1 + usize::from(*to) % later];
                let after = AFTER[usize::from(*after)];
                let ends = if share % 2 == 0 { "treated" } else { "discharged" };
                next.push(format!("{{ ends = \"{ends}\", share = 0.{share}, refers_to = \"{to}\", after = {after} }}"));
            }
        }
        if of.stages {
            next.push("{ to = \"main\", share = 0.1, clock_stops = \"treated\", after = \"5 days\" }".into());
        }
        next.push("{ ends = \"treated\" }".into());
        text + &format!("next = [{}]\n", next.join(", "))
    }

    pub(crate) fn text(&self, turned: bool) -> String {
        let mut services: Vec<String> = (0..self.services.len()).map(|n| self.service(n)).collect();
        if turned {
            services.reverse();
        }
        self.head() + &services.concat()
    }
}

/// What happens, in the order in which it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    Joined { class: u16, recorded: u16, patience: u32, kept: Kept },
    Called { attends: bool },
    ReferredOn { to: usize, arrives: Time },
    Left(Exit),
    Waits,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) events: Vec<(Time, PersonId, What)>,
}

impl Record {
    /// In time: with lazy departures somebody's end is told when it is found.
    fn sorted(mut self) -> Self {
        self.events.sort();
        self
    }

    fn calls(&self) -> Vec<(Time, PersonId, What)> {
        self.events.iter().filter(|e| matches!(e.2, What::Called { .. })).copied().collect()
    }
}

impl Observer for Record {
    fn joined(&mut self, p: &Person, at: Time) {
        assert_eq!(p.id.source() != Source::Today, p.clock_start == at, "a new clock begins on arrival");
        let joined = What::Joined { class: p.class, recorded: p.recorded, patience: p.patience, kept: p.kept };
        self.events.push((at, p.id.afresh(), joined));
    }
    fn called(&mut self, p: &Person, at: Time, attends: bool) {
        self.events.push((at, p.id.afresh(), What::Called { attends }));
    }
    fn referred_on(&mut self, p: &Person, at: Time, to: usize, arrives: Time) {
        self.events.push((at, p.id.afresh(), What::ReferredOn { to, arrives }));
    }
    fn left(&mut self, p: &Person, at: Time, how: Exit) {
        self.events.push((at, p.id.afresh(), What::Left(how)));
    }
    fn waits(&mut self, p: &Person, at: Time) {
        self.events.push((at, p.id.afresh(), What::Waits));
    }
}

type Seen = (Tally, Record);

/// All services of a model by number, those that are coupled in windows of this part of the least delay.
fn in_windows(model: &Model, departures: Departures, part: Time) -> Vec<Seen> {
    let mut seen: BTreeMap<usize, Seen> = BTreeMap::new();
    for coupling in model.couplings() {
        let coupling = Coupling { window: coupling.window / part, ..coupling };
        // In another order each time.
        let each = |members: &mut [Member<'_, Record>]| members.iter_mut().rev().for_each(Member::advance);
        let parts = coupled(model, &coupling, 1, departures, Record::default, each);
        seen.extend(coupling.services.iter().copied().zip(parts.into_iter().map(|p| p.expect("no guard"))));
    }
    for service in 0..model.services.len() {
        seen.entry(service).or_insert_with(|| run(model, service, 1, departures, Record::default()).expect("no guard"));
    }
    seen.into_values().collect()
}

/// Each service by itself, after those from which people are referred on to it have run to their end.
fn one_by_one(model: &Model, departures: Departures) -> Vec<Seen> {
    (0..model.services.len()).map(|s| run(model, s, 1, departures, Record::default()).expect("no guard")).collect()
}

fn of_group<'t>(model: &Model, service: usize, tally: &'t Tally, group: usize) -> impl Iterator<Item = &'t ClassTally> {
    let of = &model.services[service];
    let (urgencies, pairs) = (of.urgencies.len(), of.records.as_ref().map(|r| r.pairs.clone()));
    tally.classes.iter().enumerate().filter_map(move |(slot, class)| {
        let group_of = pairs.as_ref().map_or(slot / urgencies, |pairs| pairs.groups(slot / urgencies).0);
        class.as_deref().filter(|_| group_of == group)
    })
}

/// Who was sent is who came, or is on the way at the end, by group; and nobody else came.
fn nobody_is_lost(model: &Model, seen: &[Seen]) {
    let mut sent: BTreeMap<usize, BTreeSet<(Time, u64)>> = BTreeMap::new();
    for group in 0..model.population.groups() {
        let mut came = vec![0; seen.len()];
        for (service, (tally, record)) in seen.iter().enumerate() {
            let class_of: BTreeMap<PersonId, u16> = (record.events.iter())
                .filter_map(
                    |(_, id, what)| if let What::Joined { class, .. } = what { Some((*id, *class)) } else { None },
                )
                .collect();
            let group_of = |id: &PersonId| model.services[service].group(class_of[id]);
            let (mut all, mut late) = (0, 0);
            for (at, id, what) in &record.events {
                let What::ReferredOn { to, arrives } = what else { continue };
                let least = model.services[service].refers().filter(|r| r.to == *to).map(|r| r.least).min();
                assert!(arrives - at >= least.expect("a way there"));
                if group_of(id) == group {
                    all += 1;
                    if *arrives < model.horizon {
                        came[*to] += 1;
                        sent.entry(*to).or_default().insert((*arrives, id.entity()));
                    } else {
                        late += 1;
                    }
                }
            }
            let total = |of: fn(&ClassTally) -> u64| of_group(model, service, tally, group).map(of).sum::<u64>();
            assert_eq!((total(|c| c.sent_on), total(|c| c.on_the_way)), (all, late));
        }
        for (service, (tally, record)) in seen.iter().enumerate() {
            let is_here = |class: u16| model.services[service].group(class) == group;
            let joined = |onward: bool| {
                let of = |e: &&(Time, PersonId, What)| match e.2 {
                    What::Joined { class, .. } => {
                        is_here(class) && (e.1.source() == Source::Onward) == onward && e.1.source() != Source::Today
                    }
                    _ => false,
                };
                record.events.iter().filter(of).count() as u64
            };
            assert_eq!(joined(true), came[service], "sent = arrived");
            let total = |of: fn(&ClassTally) -> u64| of_group(model, service, tally, group).map(of).sum::<u64>();
            assert_eq!(total(|c| c.referred), joined(true) + joined(false));
            assert_eq!(total(|c| c.initial + c.referred), total(|c| c.left() + c.waiting));
        }
    }
    for (service, (_, record)) in seen.iter().enumerate() {
        let arrived =
            record.events.iter().filter(|e| e.1.source() == Source::Onward && matches!(e.2, What::Joined { .. }));
        let arrived: BTreeSet<(Time, u64)> = arrived.map(|e| (e.0, e.1.entity())).collect();
        assert_eq!(arrived, sent.remove(&service).unwrap_or_default(), "at the time that was told, as the same person");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Windows of any length (also of none, where members run one after the other), members in any order, tell what each service
    /// tells that is run after those before it have ended; and so do exact departures.
    #[test]
    fn windows_are_as_one_after_the_other(case in drafts()) {
        let model = model(&case.text(false));
        let apart = one_by_one(&model, Departures::Lazy);
        nobody_is_lost(&model, &apart);
        for (departures, part) in [(Departures::Lazy, 1), (Departures::Lazy, 2), (Departures::Lazy, 5), (Departures::Lazy, Time::MAX), (Departures::Exact, 1)] {
            for (service, (tally, record)) in in_windows(&model, departures, part).into_iter().enumerate() {
                prop_assert!(tally == apart[service].0, "service {} in windows of 1/{}", service, part);
                prop_assert_eq!(record.calls(), apart[service].1.calls());
                prop_assert_eq!(record.sorted().events, apart[service].1.clone().sorted().events);
            }
        }
    }

    /// The order of the services in the file is no part of the scenario.
    #[test]
    fn any_order_of_services(case in drafts()) {
        let (one, turned) = (model(&case.text(false)), model(&case.text(true)));
        prop_assert_eq!(one_by_one(&one, Departures::Lazy), one_by_one(&turned, Departures::Lazy));
    }
}

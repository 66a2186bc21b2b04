//! Small random models, in plain data that prints and shrinks.

use std::sync::Arc;

use proptest::prelude::*;
use queuity::discipline::{Registry, Setting};
use queuity::distributions::{Dist, Patience};
use queuity::model::{
    AfterMissed, Band, BandWait, Capacity, Chance, Extra, Mix, Model, Profile, RebookTo, Referrals, Service, Session,
    Spaces, Stage, UNLIMITED,
};
use queuity::population::{Attribute, Population, Thresholds, Urgency};
use queuity::time::{DAY, Time};

use crate::laws::rule::Rule;

/// Six hours: times on this grid meet each other often, so that phases of one instant are tested.
pub(crate) const QUARTER: Time = DAY / 4;

/// A level of the first attribute, `a`, with everything that depends on it.
#[derive(Clone, Debug)]
pub(crate) struct Level {
    pub(crate) name: String,
    pub(crate) weight: u64,
    pub(crate) miss: f64,
    pub(crate) patience: Stay,
    /// What disciplines give to it.
    pub(crate) points: u32,
}

/// How long people stay.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stay {
    Forever,
    Mean(i64),
    Exactly(i64),
}

/// An urgency, with everything that depends on it.
#[derive(Clone, Debug)]
pub(crate) struct Class {
    pub(crate) name: String,
    pub(crate) weight: u64,
    pub(crate) target_days: i64,
    pub(crate) service: Time,
    pub(crate) points: u32,
}

/// A listed referral.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub(crate) quarter: i64,
    pub(crate) level: Option<usize>,
    pub(crate) second: Option<usize>,
    pub(crate) urgency: Option<usize>,
}

/// Who sees people.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    Slots { sessions: Vec<(i64, u32)>, lost: f64 },
    Servers { count: u32, constant: bool },
}

/// A model, and what disciplines need to be written down for it.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) seed: u64,
    pub(crate) days: i64,
    pub(crate) warm_up: i64,
    pub(crate) follow_up: i64,
    pub(crate) audit: i64,
    pub(crate) levels: Vec<Level>,
    pub(crate) second: usize,
    pub(crate) urgencies: Vec<Class>,
    pub(crate) today: Vec<(u32, i64, i64)>,
    pub(crate) per_day: f64,
    pub(crate) extra: Vec<Listed>,
    pub(crate) place: Place,
    pub(crate) rebook: f64,
    pub(crate) back: bool,
    pub(crate) redraw: bool,
}

fn stay() -> impl Strategy<Value = Stay> {
    prop_oneof![Just(Stay::Forever), (3..60_i64).prop_map(Stay::Mean), (2..80_i64).prop_map(Stay::Exactly)]
}

fn levels() -> impl Strategy<Value = Vec<Level>> {
    let level = (1..5_u64, prop_oneof![Just(0.0), Just(0.2), Just(0.6)], stay(), 1..7_u32);
    prop::collection::vec(level, 1..4).prop_map(|of| {
        let named = of.into_iter().enumerate().map(|(i, (weight, miss, patience, points))| Level {
            name: format!("a{i}"),
            weight,
            miss,
            patience,
            points,
        });
        named.collect()
    })
}

fn urgencies() -> impl Strategy<Value = Vec<Class>> {
    let class = (1..5_u64, 1..60_i64, 0..300_000_i64, 1..7_u32);
    prop::collection::vec(class, 1..4).prop_map(|of| {
        let named = of.into_iter().enumerate().map(|(i, (weight, target_days, service, points))| Class {
            name: format!("u{i}"),
            weight,
            target_days,
            service,
            points,
        });
        named.collect()
    })
}

fn listed() -> impl Strategy<Value = Listed> {
    let maybe = |n: usize| prop::option::of(0..n);
    (0..120_i64, maybe(3), maybe(2), maybe(3)).prop_map(|(quarter, level, second, urgency)| Listed {
        quarter,
        level,
        second,
        urgency,
    })
}

/// Bookable sessions, at most one at an instant.
pub(crate) fn slots() -> impl Strategy<Value = Place> {
    let sessions = prop::collection::btree_map(0..120_i64, 0..7_u32, 1..30);
    (sessions, prop_oneof![Just(0.0), Just(0.3)])
        .prop_map(|(sessions, lost)| Place::Slots { sessions: sessions.into_iter().collect(), lost })
}

/// Servers.
pub(crate) fn servers() -> impl Strategy<Value = Place> {
    (prop_oneof![6 => 1..4_u32, 1 => Just(UNLIMITED)], any::<bool>())
        .prop_map(|(count, constant)| Place::Servers { count, constant })
}

/// A model with any of everything.
pub(crate) fn any_case() -> impl Strategy<Value = Case> {
    case_with(prop_oneof![2 => slots(), 1 => servers()])
}

/// A model with this capacity.
pub(crate) fn case_with(place: impl Strategy<Value = Place>) -> impl Strategy<Value = Case> {
    let frame = (any::<u64>(), 4..30_i64, 0..10_i64, 1..15_i64, 1..9_i64);
    let people = (
        levels(),
        1..3_usize,
        urgencies(),
        prop::collection::vec((0..8_u32, 0..90_i64, 0..30_i64), 0..4),
        prop_oneof![Just(0.0), 0.2..3.0_f64],
        prop::collection::vec(listed(), 0..12),
    );
    let missed = (prop_oneof![Just(0.0), Just(0.5), Just(1.0)], any::<bool>(), any::<bool>());
    (frame, people, place, missed).prop_map(
        |(
            (seed, days, warm_up, follow_up, audit),
            (levels, second, urgencies, today, per_day, extra),
            place,
            (rebook, back, redraw),
        )| Case {
            seed,
            days,
            warm_up: warm_up.min(days - 1),
            follow_up: follow_up.min(days - warm_up.min(days - 1)),
            audit,
            levels,
            second,
            urgencies,
            today,
            per_day,
            extra,
            place,
            rebook,
            back,
            redraw,
        },
    )
}

/// floor(2^64 x cumulative share), one threshold between two neighbours.
pub(crate) fn thresholds(weights: &[u64]) -> Thresholds {
    let total: u128 = weights.iter().map(|&w| u128::from(w)).sum();
    let mut cumulative = 0;
    let mut of = Vec::new();
    for &weight in &weights[..weights.len() - 1] {
        cumulative += u128::from(weight);
        of.push(u64::try_from((cumulative << 64) / total).unwrap_or(u64::MAX));
    }
    Thresholds(of.into())
}

impl Case {
    /// The same without missed appointments.
    pub(crate) fn all_attend(mut self) -> Self {
        for level in &mut self.levels {
            level.miss = 0.0;
        }
        self
    }

    /// The same where nobody leaves untreated.
    pub(crate) fn all_stay(mut self) -> Self {
        for level in &mut self.levels {
            level.patience = Stay::Forever;
        }
        self
    }

    pub(crate) fn population(&self) -> Population {
        let attribute =
            |name: &str, levels: Vec<String>| Attribute { name: name.into(), levels, ordered: true, reference: 0 };
        Population {
            attributes: vec![
                attribute("a", self.levels.iter().map(|l| l.name.clone()).collect()),
                attribute("b", (0..self.second).map(|l| format!("b{l}")).collect()),
            ],
        }
    }

    pub(crate) fn urgency_list(&self) -> Vec<Urgency> {
        self.urgencies.iter().map(|u| Urgency { name: u.name.clone(), target_days: u.target_days }).collect()
    }

    pub(crate) fn slotted(&self) -> bool {
        matches!(self.place, Place::Slots { .. })
    }

    /// Level of `a`, level of `b` and urgency of a class.
    pub(crate) fn parts(&self, class: u16) -> (usize, usize, usize) {
        let class = usize::from(class);
        let n = self.urgencies.len();
        (class / n / self.second, class / n % self.second, class % n)
    }

    fn classes(&self) -> usize {
        self.levels.len() * self.second * self.urgencies.len()
    }

    /// The model under a rule.
    pub(crate) fn model(&self, rule: &Rule) -> Model {
        let population = self.population();
        let urgencies = self.urgency_list();
        let setting = Setting { population: &population, urgencies: &urgencies, slotted: self.slotted() };
        let table = rule.table(self);
        let discipline = Registry::shipped().build(&table, &setting).unwrap_or_else(|problems| {
            panic!("{table}: {}", problems.iter().map(ToString::to_string).collect::<String>())
        });
        let of_urgency: Vec<u64> = self.urgencies.iter().map(|u| u.weight).collect();
        let of_level: Vec<u64> = self.levels.iter().map(|l| l.weight).collect();
        let mix = Mix {
            attributes: vec![vec![thresholds(&of_level)], vec![thresholds(&vec![1; self.second]); self.levels.len()]],
            urgency: vec![thresholds(&of_urgency)],
        };
        let by_class = |of: &dyn Fn(usize, usize) -> u16| -> Vec<u16> {
            (0..self.classes() as u16).map(|c| of(self.parts(c).0, self.parts(c).2)).collect()
        };
        let impatient = self.levels.iter().any(|l| !matches!(l.patience, Stay::Forever));
        let capacity = match &self.place {
            Place::Slots { sessions, lost } => Capacity::Slots {
                sessions: sessions.iter().map(|&(q, slots)| Session { time: q * QUARTER, slots }).collect(),
                lost: Chance::new(*lost),
            },
            Place::Servers { count, constant } => Capacity::Servers {
                count: *count,
                service: self.urgencies.iter().map(|u| service_law(u.service, *constant)).collect(),
                service_of: by_class(&|_, urgency| urgency as u16),
            },
        };
        let stage = Stage {
            misses: (0..self.classes() as u16).map(|c| Chance::new(self.levels[self.parts(c).0].miss)).collect(),
            after_missed: AfterMissed {
                rebook: Chance::new(self.rebook),
                to: if self.back { RebookTo::BackOfQueue } else { RebookTo::KeepsClockStart },
                redraw_patience: self.redraw,
                delay: None,
            },
            ..Stage::only("clinic", capacity, Arc::clone(&discipline), self.classes())
        };
        let service = Service {
            name: "clinic".into(),
            urgencies,
            spaces: Spaces::new("clinic"),
            today: self.today.iter().map(|&(count, from, more)| band(count, from, more, &mix)).collect(),
            today_groups: mix.clone(),
            referrals: (self.per_day > 0.0).then(|| Referrals::poisson(Profile::Constant(self.per_day), mix.clone())),
            extra: self.extra.iter().map(|e| self.listed(e)).collect(),
            patience: if impatient {
                self.levels.iter().map(|l| patience_law(l.patience)).collect()
            } else {
                Vec::new()
            },
            patience_of: if impatient { by_class(&|level, _| level as u16) } else { Vec::new() },
            course: None,
            records: None,
            room: None,
            levers: Default::default(),
            stages: vec![stage],
        };
        Model {
            seed: self.seed,
            horizon: self.days * DAY,
            warm_up: self.warm_up * DAY,
            follow_up: self.follow_up * DAY,
            audit: Some(self.audit * DAY),
            limits: queuity::tally::Limits::default(),
            max_waiting: 100_000,
            scale: 1.0,
            population,
            services: vec![service],
        }
    }

    fn listed(&self, listed: &Listed) -> Extra {
        let within = |n: usize| move |i: usize| i % n;
        Extra {
            time: listed.quarter * QUARTER,
            levels: vec![listed.level.map(within(self.levels.len())), listed.second.map(within(self.second))],
            urgency: listed.urgency.map(within(self.urgencies.len())),
        }
    }
}

fn band(count: u32, from: i64, more: i64, mix: &Mix) -> Band {
    Band {
        count,
        stage: 0,
        wait: BandWait::Days { from, to: from + more },
        groups: queuity::model::BandGroups::AsList,
        urgency: mix.urgency.clone(),
    }
}

fn service_law(seconds: Time, constant: bool) -> Dist {
    let value = seconds as f64;
    if constant { Dist::constant(value) } else { Dist::exponential(value.max(1.0)) }.expect("a service time")
}

fn patience_law(stay: Stay) -> Patience {
    match stay {
        Stay::Forever => Patience::Never,
        Stay::Mean(days) => Patience::exponential((days * DAY) as f64).expect("a mean"),
        Stay::Exactly(days) => Patience::constant((days * DAY) as f64).expect("a time"),
    }
}

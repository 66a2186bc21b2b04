//! Small models, built in code.

use std::sync::Arc;

use queuity::discipline::{Discipline, Lanes, Order, Pick, Ranker, Ranking, Setting, View};
use queuity::distributions::{Dist, Patience};
use queuity::model::{
    AfterMissed, Band, BandWait, Capacity, Chance, Mix, Model, Profile, Referrals, Service, Session, Spaces, Stage,
};
use queuity::population::{Attribute, Population, Thresholds, Urgency};
use queuity::time::{DAY, WEEK};

/// Oldest clock start first, after the groups of the first lane where `favoured` is set.
#[derive(Debug)]
struct InTurn {
    lanes: Lanes,
}

#[derive(Debug)]
struct First;

impl Ranker for First {
    fn pick(&mut self, view: &View<'_>) -> Pick {
        view.first()
    }
}

impl Discipline for InTurn {
    fn lanes(&self) -> &Lanes {
        &self.lanes
    }
    fn ranker(&self) -> Ranking<'_> {
        Ranking::of(First)
    }
}

pub(crate) const WEEKS: i64 = 60;

fn thresholds(shares: &[f64]) -> Thresholds {
    let mut sum = 0.0;
    Thresholds(
        shares[..shares.len() - 1]
            .iter()
            .map(|share| {
                sum += share;
                (sum * 18_446_744_073_709_551_616.0) as u64
            })
            .collect(),
    )
}

fn mix() -> Mix {
    Mix {
        attributes: vec![vec![thresholds(&[0.3, 0.3, 0.4])], vec![thresholds(&[0.5, 0.5]); 3]],
        urgency: vec![thresholds(&[0.2, 0.8])],
    }
}

pub(crate) fn population() -> Population {
    let attribute = |name: &str, levels: &[&str], ordered| Attribute {
        name: name.into(),
        levels: levels.iter().map(|l| (*l).to_string()).collect(),
        ordered,
        reference: 0,
    };
    Population {
        attributes: vec![
            attribute("deprivation", &["most", "middle", "least"], true),
            attribute("area", &["north", "south"], false),
        ],
    }
}

fn service(name: &str, favours_most_deprived: bool) -> Service {
    let urgencies =
        ["urgent", "routine"].map(|n| Urgency { name: n.into(), target_days: if n == "urgent" { 28 } else { 126 } });
    let population = population();
    let setting = Setting { population: &population, urgencies: &urgencies, slotted: true };
    let lanes = if favours_most_deprived {
        Lanes::by(&setting, |group, _| usize::from(population.level(group, 0) > 0)).unwrap().0
    } else {
        Lanes::one(&setting, Order::Seniority)
    };
    let classes = setting.classes();
    let misses = (0..classes)
        .map(|class| Chance::new([0.12, 0.08, 0.04][population.level(class / urgencies.len(), 0)]))
        .collect();
    let capacity = Capacity::Slots {
        sessions: (0..WEEKS).map(|w| Session { time: w * WEEK + DAY + 9 * 3600, slots: 6 }).collect(),
        lost: Chance::new(0.02),
    };
    let stage = Stage {
        misses,
        after_missed: AfterMissed { rebook: Chance::new(0.7), ..AfterMissed::default() },
        ..Stage::only(name, capacity, Arc::new(InTurn { lanes }), classes)
    };
    Service {
        name: name.into(),
        spaces: Spaces::new(name),
        today: vec![
            Band {
                count: 60,
                stage: 0,
                wait: BandWait::Days { from: 0, to: 126 },
                groups: queuity::model::BandGroups::AsList,
                urgency: vec![thresholds(&[0.2, 0.8])],
            },
            Band {
                count: 25,
                stage: 0,
                wait: BandWait::Open { beyond: 126, excess: Dist::Exponential { mean: (8 * WEEK) as f64 } },
                groups: queuity::model::BandGroups::AsList,
                urgency: vec![thresholds(&[0.0, 1.0])],
            },
        ],
        today_groups: mix(),
        referrals: Some(Referrals::poisson(Profile::Constant(8.0 / 7.0), mix())),
        extra: Vec::new(),
        patience: vec![Patience::Exponential { mean: (80 * WEEK) as f64 }],
        patience_of: vec![0; classes],
        course: None,
        records: None,
        room: None,
        levers: Default::default(),
        stages: vec![stage],
        urgencies: urgencies.to_vec(),
    }
}

/// Two services, 60 weeks, two attributes; first come first served, or the most deprived before all others.
pub(crate) fn model(favours_most_deprived: bool) -> Model {
    Model {
        seed: 7,
        horizon: WEEKS * WEEK,
        warm_up: 0,
        follow_up: 30 * WEEK,
        audit: Some(WEEK),
        limits: queuity::tally::Limits::default(),
        max_waiting: 1_000_000,
        scale: 1.0,
        population: population(),
        services: vec![service("eyes", favours_most_deprived), service("hips", favours_most_deprived)],
    }
}

pub(crate) fn date(day: i64) -> String {
    format!("day {day}")
}

//! Classical queues and clinics as models of queuity. One unit of time of theory is a day (servers) or a week (clinics).

use std::sync::Arc;

use queuity::compile::load_with;
use queuity::discipline::{Registry, Setting};
use queuity::distributions::{Dist, Patience, shares};
use queuity::model::{
    AfterMissed, Band, BandWait, Capacity, Chance, Mix, Model, Profile, RebookTo, Referrals, Room, Service, Session,
    Spaces, Stage,
};
use queuity::population::{Attribute, Population, Thresholds, Urgency};
use queuity::scenario::Overrides;
use queuity::time::{DAY, Time, WEEK};
use serde_json::{Value, json};

/// How people come.
#[derive(Clone, Debug)]
pub(crate) enum Arrivals {
    /// As a Poisson process.
    Poisson,
    /// One after the other with times between them drawn from a law.
    Renewal(Dist),
    /// As a Poisson process of rate `base + swing sin(speed t)`.
    Sinusoidal { base: f64, swing: f64, speed: f64 },
    /// In each week a negative binomial number (by its size), uniform in the week: a gamma factor on the rate of the week.
    NegativeBinomial(f64),
}

/// Who sees them.
#[derive(Clone, Debug)]
pub(crate) enum Seen {
    /// Servers, with the law of the service time of each class in units of time.
    Servers(u32, Vec<Dist>),
    /// A clinic at the end of each unit of time, with so many slots and a probability that it is cancelled.
    Clinic(u32, f64),
}

/// A queue in steady state or from a backlog.
#[derive(Clone, Debug)]
pub(crate) struct Queue {
    /// Arrivals per unit of time, by class; classes are the levels "1", "2" ... of the attribute `class`.
    pub(crate) rates: Vec<f64>,
    /// How people come.
    pub(crate) arrivals: Arrivals,
    /// Who sees them.
    pub(crate) seen: Seen,
    /// Patience by class in units of time; empty: for ever.
    pub(crate) patience: Vec<Patience>,
    /// Probability to miss an appointment; rebooked always, at the back of the queue or with the clock start.
    pub(crate) misses: f64,
    /// Where they are rebooked.
    pub(crate) rebooked: RebookTo,
    /// How many fit in.
    pub(crate) room: Option<u64>,
    /// Time in units until those who did not fit in come again.
    pub(crate) retries: Option<Dist>,
    /// The discipline.
    pub(crate) discipline: Value,
    /// On the list at the start, with a wait of 0.
    pub(crate) today: u32,
    /// Units of time before counting starts.
    pub(crate) warm_up: u32,
    /// Units of time counted.
    pub(crate) length: u32,
    /// The scenario, where the queue is written as one; one unit is a day.
    pub(crate) text: Option<String>,
    /// Units of time between audits, where there is a series.
    pub(crate) audit: bool,
}

impl Queue {
    /// First come, first served, all patient, nothing missed.
    pub(crate) fn new(rates: Vec<f64>, seen: Seen, warm_up: u32, length: u32) -> Self {
        let audit = matches!(seen, Seen::Clinic(..));
        Self {
            rates,
            arrivals: Arrivals::Poisson,
            seen,
            patience: Vec::new(),
            misses: 0.0,
            rebooked: RebookTo::KeepsClockStart,
            room: None,
            retries: None,
            discipline: json!({ "kind": "first come" }),
            today: 0,
            warm_up,
            length,
            text: None,
            audit,
        }
    }

    /// A scenario with this rate of referrals per day, warm-up and counted length in days.
    pub(crate) fn written(text: String, rate: f64, warm_up: u32, length: u32) -> Self {
        Self { text: Some(text), ..Self::new(vec![rate], Seen::Servers(1, Vec::new()), warm_up, length) }
    }

    /// Another discipline.
    pub(crate) fn under(&self, discipline: Value) -> Self {
        Self { discipline, ..self.clone() }
    }

    /// Seconds in a unit of time.
    pub(crate) fn unit(&self) -> Time {
        if matches!(self.arrivals, Arrivals::Sinusoidal { .. }) {
            // The rate is constant in each day: a fiftieth of a unit.
            return 50 * DAY;
        }
        if matches!(self.seen, Seen::Clinic(..)) || self.audit { WEEK } else { DAY }
    }

    /// The model.
    pub(crate) fn model(&self, seed: u64) -> Model {
        if let Some(text) = &self.text {
            return model(text, seed);
        }
        let unit = self.unit();
        let seconds = unit as f64;
        let horizon = Time::from(self.warm_up + self.length) * unit;
        let population = classes(self.rates.len());
        let urgencies = vec![Urgency { name: "all".into(), target_days: 1_000_000 }];
        let rows = shares::rows_of_groups(&self.rates, &population).expect("rates are shares");
        let mix = Mix { attributes: rows, urgency: vec![one_level()] };
        let registry = Registry::shipped();
        let slotted = matches!(self.seen, Seen::Clinic(..));
        let setting = Setting { population: &population, urgencies: &urgencies, slotted };
        let discipline = registry.build(&self.discipline, &setting).expect("the discipline is valid");
        let many = self.rates.len();
        let in_seconds = |law: &Dist| law.clone().scaled(seconds).expect("a law in seconds");
        let capacity = match &self.seen {
            Seen::Servers(count, laws) => Capacity::Servers {
                count: *count,
                service: laws.iter().map(in_seconds).collect(),
                service_of: (0..many as u16).map(|c| if laws.len() == 1 { 0 } else { c }).collect(),
            },
            Seen::Clinic(slots, lost) => Capacity::Slots {
                sessions: (1..=self.warm_up + self.length)
                    .map(|k| Session { time: Time::from(k) * unit, slots: *slots })
                    .filter(|s| s.time < horizon)
                    .collect(),
                lost: Chance::new(*lost),
            },
        };
        let stage = Stage {
            misses: vec![Chance::new(self.misses); many],
            after_missed: AfterMissed {
                rebook: Chance::new(1.0),
                to: self.rebooked,
                redraw_patience: false,
                delay: None,
            },
            ..Stage::only("theory", capacity, discipline, many)
        };
        let service = Service {
            name: "theory".into(),
            spaces: Spaces::new("theory"),
            today: if self.today > 0 {
                vec![Band {
                    count: self.today,
                    stage: 0,
                    wait: BandWait::Days { from: 0, to: 0 },
                    groups: queuity::model::BandGroups::AsList,
                    urgency: vec![one_level()],
                }]
            } else {
                Vec::new()
            },
            today_groups: mix.clone(),
            extra: Vec::new(),
            referrals: Some(self.referrals(mix, horizon)),
            patience: self.patience.iter().map(|p| p.scaled(seconds).expect("a law in seconds")).collect(),
            patience_of: if self.patience.is_empty() {
                Vec::new()
            } else {
                (0..many as u16).map(|c| if self.patience.len() == 1 { 0 } else { c }).collect()
            },
            urgencies,
            course: None,
            records: None,
            room: self.room.map(|most| Room {
                most,
                retries: self.retries.as_ref().map(|law| law.clone().scaled(seconds).expect("a law in seconds")),
            }),
            levers: Default::default(),
            stages: vec![stage],
        };
        Model {
            seed,
            horizon,
            warm_up: Time::from(self.warm_up) * unit,
            follow_up: 0,
            audit: self.audit.then_some(unit),
            limits: queuity::tally::Limits::default(),
            max_waiting: 10_000_000,
            scale: 1.0,
            population,
            services: vec![service],
        }
    }

    fn referrals(&self, mix: Mix, horizon: Time) -> Referrals {
        let unit = self.unit() as f64;
        let day = DAY as f64 / unit;
        let constant = Profile::Constant(self.rates.iter().sum::<f64>() * day);
        match &self.arrivals {
            Arrivals::Poisson => Referrals::poisson(constant, mix),
            Arrivals::Renewal(law) => Referrals::renewal(law.clone().scaled(unit).expect("a law in seconds"), mix),
            Arrivals::NegativeBinomial(size) => {
                let factor = Dist::gamma(*size, 1.0 / size).expect("a gamma law");
                Referrals { varies: Some(factor), ..Referrals::poisson(constant, mix) }
            }
            Arrivals::Sinusoidal { base, swing, speed } => {
                let until = |t: f64| base * t + swing * (1.0 - libm::cos(speed * t)) / speed;
                let days = (0..horizon / DAY).map(|d| until((d + 1) as f64 * day) - until(d as f64 * day));
                Referrals::poisson(Profile::Daily(days.collect()), mix)
            }
        }
    }
}

/// The model of a scenario given as text, under another seed.
pub(crate) fn model(text: &str, seed: u64) -> Model {
    let overrides = Overrides { seed: Some(seed), replications: None, ranges: None };
    let scenario = load_with(text, &Registry::shipped(), &overrides)
        .unwrap_or_else(|problems| panic!("{problems:#?}\n{}", text.chars().take(4_000).collect::<String>()));
    scenario.variants[0].model.clone()
}

/// People who differ by one attribute, `class`, with levels "1", "2" ...
pub(crate) fn classes(n: usize) -> Population {
    Population { attributes: vec![attribute("class", (1..=n).map(|l| l.to_string()).collect())] }
}

/// An unordered attribute.
pub(crate) fn attribute(name: &str, levels: Vec<String>) -> Attribute {
    Attribute { name: name.into(), levels, ordered: false, reference: 0 }
}

/// No choice.
pub(crate) fn one_level() -> Thresholds {
    Thresholds(Box::new([]))
}

/// Shared by all cases.
pub(crate) type SharedQueue = Arc<Queue>;

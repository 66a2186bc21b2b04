//! Holds what a run needs and nothing else. It never changes, all threads share it, and every name has become an index.
//!
//! A `Model` is one variant of a scenario after `compile`. The engine never fails on it.

mod booking;
mod course;
mod inside;
mod levers;
mod list;
mod official;
mod onward;
mod prices;
mod records;
mod refers;
mod stage;

pub use booking::{Booking, MissOdds};
pub use course::Course;
pub use inside::{Inside, InsidePlace, Staff};
pub use levers::{
    Attendance, Cases, Doubles, Fence, Fenced, Levers, Overbook, OverbookBy, SessionPlan, StageLevers, Support, Surge,
    Unmet, Validation,
};
pub use list::{Band, BandGroups, BandWait, Counted, Spread};
pub use official::{ClockRule, OfficialClock, Unavailable};
pub use onward::{Coupling, TooManyLinks, connect};
pub use prices::{Harm, Prices};
pub use records::{NOT_RECORDED, Pairs, Recording, Records, Unknown, missing_level};
pub use refers::{PersonSpaces, Refers, Root};
pub use stage::{
    AfterMissed, Capacity, ClockEffect, NextStep, Onward, RebookTo, Seniority, Session, Stage, StageSpaces, UNLIMITED,
};

use std::sync::Arc;

use crate::discipline::Setting;
use crate::distributions::{Dist, Patience};
use crate::population::{Population, Thresholds, Urgency};
use crate::rng::{Luck, Space};
use crate::tally::Limits;
use crate::time::{DAY, Time};

/// One variant of a scenario, compiled.
#[derive(Clone, Debug)]
pub struct Model {
    /// Seed of every draw.
    pub seed: u64,
    /// End of the run, in seconds; a whole number of days. Events at this instant do not happen.
    pub horizon: Time,
    /// Start of what is counted in flows and cohorts, in seconds; a whole number of days.
    pub warm_up: Time,
    /// How long each member of a cohort is followed, in seconds; a whole number of days.
    pub follow_up: Time,
    /// Distance of the audits of the weekly series, in seconds (whole days); none: no series.
    pub audit: Option<Time>,
    /// The limits on waiting that figures are told by.
    pub limits: Limits,
    /// A run stops with a reason when a list grows beyond this.
    pub max_waiting: u64,
    /// People that one simulated person stands for.
    pub scale: f64,
    /// How people differ.
    pub population: Population,
    /// The lists, sorted by name.
    pub services: Vec<Service>,
}

/// One list with its own capacity: a pathway of one stage or several. People are of class `group x urgencies + urgency`.
#[derive(Clone, Debug)]
pub struct Service {
    /// Name.
    pub name: String,
    /// Clinical classes, at least one.
    pub urgencies: Vec<Urgency>,
    /// How the generator knows the entities of this list.
    pub spaces: Spaces,
    /// Who is on the list at the start.
    pub today: Vec<Band>,
    /// How the groups of today's list are drawn.
    pub today_groups: Mix,
    /// How many people are referred on each day; none: nobody.
    pub referrals: Option<Referrals>,
    /// Listed referrals.
    pub extra: Vec<Extra>,
    /// How long people stay before they leave untreated; empty: for ever.
    pub patience: Vec<Patience>,
    /// Index into `patience` by class; empty where `patience` is.
    pub patience_of: Vec<u16>,
    /// What else happens to people while they wait.
    pub course: Option<Course>,
    /// What the record says of people; none where it is right. All services of a model have records, or none has.
    pub records: Option<Records>,
    /// How many fit in; none where there is room for everybody.
    pub room: Option<Room>,
    /// What else is done about the list.
    pub levers: Levers,
    /// Where people wait and are seen, the first of them on referral; a list with one stage is the plain case.
    pub stages: Vec<Stage>,
}

/// The spaces of a service's entities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spaces {
    /// People.
    pub person: PersonSpaces,
    /// Where those came from who are referred on to this list, by link.
    pub roots: Vec<Root>,
    /// Weeks of referrals.
    pub week: Space,
}

impl Spaces {
    /// The spaces of the service of this name.
    #[must_use]
    pub fn new(service: &str) -> Self {
        Self { person: PersonSpaces::new("patient", service), roots: Vec::new(), week: Space::new("week", service) }
    }
}

/// A probability as a threshold for the upper half of a word: an event happens where `half < threshold`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Chance(u64);

impl Chance {
    /// Never.
    pub const NEVER: Chance = Chance(0);

    /// A probability between 0 and 1, to the nearest 2^-32.
    #[must_use]
    pub fn new(probability: f64) -> Self {
        Self((probability.clamp(0.0, 1.0) * 4_294_967_296.0).round() as u64)
    }

    /// Whether the event happens under this luck.
    #[inline]
    #[must_use]
    pub const fn happens(self, luck: Luck) -> bool {
        (luck.bits() as u64) < self.0
    }

    /// The probability.
    #[must_use]
    pub fn probability(self) -> f64 {
        self.0 as f64 / 4_294_967_296.0
    }
}

/// How the attributes of a person are drawn: for each attribute, one row of thresholds for each combination of the levels
/// before it (row number = the group index of the attributes before, the first attribute slowest).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Mix {
    /// Rows by attribute.
    pub attributes: Vec<Vec<Thresholds>>,
    /// Thresholds of the urgency, by group; a single row serves all groups. Unused for today's list, whose bands have their own.
    pub urgency: Vec<Thresholds>,
}

/// A finite room: the first stage of a service holds so many people, waiting or in service (the K of M/M/c/K; Erlang 1917 where
/// it is the number of servers). A person referred when it is full is turned away, or tries again.
#[derive(Clone, Debug, PartialEq)]
pub struct Room {
    /// The most people in it.
    pub most: u64,
    /// Time in seconds until a person who found it full comes again, on the list meanwhile (Falin and Templeton 1997,
    /// "Retrial Queues"); none: turned away for good.
    pub retries: Option<Dist>,
}

/// Referrals: a Poisson process with a rate constant in each day, unless the scenario gives another law.
#[derive(Clone, Debug, PartialEq)]
pub struct Referrals {
    /// Expected number on each day.
    pub per_day: Profile,
    /// How attributes and urgency are drawn.
    pub mix: Mix,
    /// A factor on the rate of each week, with mean 1: more spread than a Poisson process has (a gamma factor gives negative
    /// binomial weeks; Greenwood and Yule 1920).
    pub varies: Option<Dist>,
    /// Time between one referral and the next, in seconds: a renewal process from time 0, in place of the Poisson process.
    pub between: Option<Dist>,
}

impl Referrals {
    /// A Poisson process.
    #[must_use]
    pub const fn poisson(per_day: Profile, mix: Mix) -> Self {
        Self { per_day, mix, varies: None, between: None }
    }

    /// A renewal process: times between referrals by a law in seconds.
    #[must_use]
    pub fn renewal(between: Dist, mix: Mix) -> Self {
        let per_day = Profile::Constant(DAY as f64 / between.mean());
        Self { per_day, mix, varies: None, between: Some(between) }
    }
}

/// A quantity by day.
#[derive(Clone, Debug, PartialEq)]
pub enum Profile {
    /// The same every day.
    Constant(f64),
    /// One value for each day of the horizon.
    Daily(Arc<[f64]>),
}

impl Profile {
    /// The value of a day (0 beyond the horizon).
    #[inline]
    #[must_use]
    pub fn day(&self, day: usize) -> f64 {
        match self {
            Profile::Constant(x) => *x,
            Profile::Daily(days) => days.get(day).copied().unwrap_or(0.0),
        }
    }
}

/// A listed referral.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extra {
    /// When; its number is its place in the list.
    pub time: Time,
    /// Levels that are given; the others are drawn.
    pub levels: Vec<Option<usize>>,
    /// The urgency, where given.
    pub urgency: Option<usize>,
}

impl Model {
    /// Last calendar day of the run: the date of the closing snapshot.
    #[must_use]
    pub fn last_day(&self) -> i64 {
        self.horizon / DAY - 1
    }

    /// Number of audits after the opening one.
    #[must_use]
    pub fn audits(&self) -> usize {
        self.audit.map_or(0, |every| (self.horizon + every - 1).div_euclid(every) as usize)
    }

    /// What a discipline may know of a service.
    #[must_use]
    pub fn setting(&self, service: usize, stage: usize) -> Setting<'_> {
        let service = &self.services[service];
        let slotted = service.stages[stage].slotted();
        Setting { population: self.recorded(), urgencies: &service.urgencies, slotted }
    }

    /// How people differ as recorded: what disciplines and routine reports see.
    #[must_use]
    pub fn recorded(&self) -> &Population {
        let records = self.services.first().and_then(|s| s.records.as_ref());
        records.map_or(&self.population, |r| &r.population)
    }

    /// The attributes whose record may be something else than the truth.
    #[must_use]
    pub fn recorded_attributes(&self) -> Vec<usize> {
        let may_differ = |a: usize| {
            let rows = |r: &Records| r.attributes.get(a).is_some_and(|of| !of.rows.is_empty());
            self.services.iter().filter_map(|s| s.records.as_ref()).any(rows)
        };
        (0..self.population.attributes.len()).filter(|&a| may_differ(a)).collect()
    }

    /// The number of slots that the tally of a service needs: true group, recorded group and urgency.
    #[must_use]
    pub fn slots(&self, service: usize) -> usize {
        let of = &self.services[service];
        of.records.as_ref().map_or(self.classes(service), |r| r.pairs.len() * of.urgencies.len())
    }

    /// The number of classes of a service: groups x urgencies.
    #[must_use]
    pub fn classes(&self, service: usize) -> usize {
        self.population.groups() * self.services[service].urgencies.len()
    }
}

impl Service {
    /// All spaces of the generator that this service uses, for the check that no two collide.
    #[must_use]
    pub fn all_spaces(&self) -> Vec<Space> {
        let mut spaces = vec![self.spaces.week];
        spaces.extend(self.spaces.person.all());
        for (number, stage) in self.stages.iter().enumerate() {
            spaces.extend(stage.spaces.own(number == 0));
        }
        spaces
    }

    /// Whether it is one queue of people whose record is right, for slots or servers, in which decisions look at nothing but the
    /// first of lanes kept by seniority, and each person called is treated or misses the appointment. Nobody is on the way to it but those
    /// who are referred: no other stage to come from, no delay after a missed appointment, no coming again, no appointments made ahead,
    /// and no validation of the list. The engine looks for less there.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        // All fields are named, so that a new one takes a side: what is left unlooked at is the same to the engine either way.
        let Self {
            name: _,
            urgencies: _,
            spaces: _,
            today: _,
            today_groups: _,
            referrals: _,
            extra: _,
            patience: _,
            patience_of: _,
            course,
            records,
            room,
            levers: Levers { prices: _, validations, unmet },
            stages,
        } = self;
        let [stage] = &stages[..] else { return false };
        let moves = course.as_ref().is_some_and(Course::changes) || records.is_some() || room.is_some();
        !moves && validations.is_empty() && unmet.is_none() && stage.is_plain()
    }

    /// Whether the clinical class of anybody may change.
    #[must_use]
    pub fn reclassifies(&self) -> bool {
        let gives = |stage: &Stage| stage.onward.iter().flat_map(|o| &o.outcomes).any(|o| o.urgency.is_some());
        self.course.as_ref().is_some_and(Course::changes) || self.stages.iter().any(gives)
    }

    /// How many fit in, where those who do not are turned away for good.
    #[must_use]
    pub fn turns_away(&self) -> Option<u64> {
        self.room.as_ref().filter(|room| room.retries.is_none()).map(|room| room.most)
    }

    /// Whether the same people come here as to another service, with the same luck and the same records, given the same seed and
    /// population. What becomes of them may differ.
    #[must_use]
    pub fn has_people_of(&self, other: &Self) -> bool {
        let recorded = |service: &Self| {
            let rows = |r: &Records| r.attributes.iter().map(|a| a.rows.clone()).collect::<Vec<_>>();
            service.records.as_ref().map(|r| (r.population.clone(), rows(r)))
        };
        self.spaces == other.spaces
            && self.urgencies.len() == other.urgencies.len()
            && self.today == other.today
            && self.today_groups == other.today_groups
            && self.referrals == other.referrals
            && self.extra == other.extra
            && self.patience == other.patience
            && self.patience_of == other.patience_of
            && self.course == other.course
            && recorded(self) == recorded(other)
    }

    /// The group of a class.
    #[inline]
    #[must_use]
    pub fn group(&self, class: u16) -> usize {
        class as usize / self.urgencies.len()
    }

    /// The urgency of a class.
    #[inline]
    #[must_use]
    pub fn urgency(&self, class: u16) -> usize {
        class as usize % self.urgencies.len()
    }
}

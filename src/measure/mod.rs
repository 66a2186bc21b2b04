//! Readings of a tally: what each figure counts, its unit, its denominator and its source.
//!
//! A measure reads the merged integers of some people (all of them, one level of an attribute, one combination of levels) of one
//! service, or of all services, in one replication, and gives one number with the count of people behind it, or the reason why
//! there is none. Means, intervals and verdicts come later and are the same for all measures.
//!
//! A new measure is one file that implements [`Measure`] and one line in [`Registry::shipped`]; a library user adds one with
//! [`Registry::with`] (see `examples/new_measure.rs`).

pub mod behaviour;
mod bill;
pub mod breaches;
mod breakdown;
pub mod capacity;
mod chance;
pub mod completed;
pub mod cost;
pub mod fate;
pub mod flows;
pub mod follow_up;
mod gaps;
mod layout;
pub mod levers;
pub mod list_size;
pub mod new_breaches;
pub mod recorded;
pub mod referred_on;
mod series;
pub mod stage;
mod subjects;
pub mod time_on_list;
pub mod treated_within;
pub mod until_half_treated;
pub mod waiting_limit;
pub mod waiting_quantile;
pub mod weeks_untreated;

pub use bill::Bill;
pub use chance::Part;
pub use layout::{Layout, Null, Row, RowKind};
pub use series::{SHARE_UNITS, SeriesKey, SeriesLayout};
pub use subjects::{Grouped, SubjectKey, Subjects, as_recorded};

use std::fmt::Debug;
use std::sync::Arc;

use crate::model::Service;
use crate::tally::{CapacityTally, ClassTally, Cohort, Frame, Histogram, Moments, StageClass};

/// Whom a figure is about, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum View {
    /// Referrals in the cohort window, followed from their clock start.
    Joined,
    /// The list at the start, followed from the start.
    Today,
    /// Those waiting at the opening snapshot, before all events at time 0.
    Opening,
    /// Those waiting at the closing snapshot, dated the last day.
    Closing,
    /// The treated after the warm-up.
    Completed,
    /// Events after the warm-up.
    Flow,
    /// Slots and servers after the warm-up.
    Capacity,
}

impl View {
    /// All views, in order.
    pub const ALL: [View; 7] =
        [View::Joined, View::Today, View::Opening, View::Closing, View::Completed, View::Flow, View::Capacity];

    /// The word in the column `population`.
    #[must_use]
    pub const fn population(self) -> &'static str {
        match self {
            View::Joined => "joined",
            View::Today => "today",
            View::Opening | View::Closing => "snapshot",
            View::Completed => "completed",
            View::Flow => "flow",
            View::Capacity => "capacity",
        }
    }

    /// The denominator in words, unless the measure has its own.
    #[must_use]
    pub const fn denominator(self) -> &'static str {
        match self {
            View::Joined => "people referred in the cohort window, followed from their clock start",
            View::Today => "people on the list at the start, followed from the start",
            View::Opening => "people waiting at the opening snapshot",
            View::Closing => "people waiting at the closing snapshot",
            View::Completed => "people treated (biased: those who still wait or left are not in it)",
            View::Flow => "events of the run, after the warm-up",
            View::Capacity => "slots offered",
        }
    }
}

/// Which way a figure is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Lower is better.
    Lower,
    /// Higher is better.
    Higher,
    /// Nearer to zero is better, on the side where the reference stands.
    TowardZero,
    /// Neither: higher and lower are only said.
    None,
}

impl Direction {
    /// The word in lists.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Direction::Lower => "lower is better",
            Direction::Higher => "higher is better",
            Direction::TowardZero => "nearer to zero is better",
            Direction::None => "neither way is better",
        }
    }
}

/// Why there is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// There is nobody to count. The replication is dropped for this figure, and counted.
    Nobody,
    /// The event did not come within the follow-up: the figure is larger than that.
    NotReached,
    /// The measure looks further than people are followed.
    BeyondFollowUp,
    /// The scenario has no audits.
    NoAudits,
    /// The measure makes no sense here, for example slots where there are servers.
    NotDefined,
}

/// One figure of one replication. Finished cells are written down and read again, so all of it has to survive that.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Reading {
    /// The number, or why there is none. Always finite.
    pub value: Result<f64, Missing>,
    /// People (or slots) behind it.
    pub n: u64,
}

impl Reading {
    /// A number, with the people behind it. A number that is not finite is not defined.
    #[must_use]
    pub fn new(value: f64, n: u64) -> Self {
        Self { value: if value.is_finite() { Ok(value) } else { Err(Missing::NotDefined) }, n }
    }

    /// No number.
    #[must_use]
    pub const fn missing(why: Missing, n: u64) -> Self {
        Self { value: Err(why), n }
    }

    /// The same for so many times as many people; those behind it stay as simulated.
    #[must_use]
    pub fn times(self, scale: f64) -> Self {
        Self { value: self.value.map(|value| value * scale), ..self }
    }

    /// A part of a whole; nobody where the whole is empty.
    #[must_use]
    pub fn share(part: u64, whole: u64) -> Self {
        if whole == 0 { Self::missing(Missing::Nobody, 0) } else { Self::new(part as f64 / whole as f64, whole) }
    }
}

/// The people whom a measure reads: merged integers of one service (or all) in one replication.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The people.
    pub people: &'a ClassTally,
    /// Slots and servers; only where the people are all people, since a slot belongs to no group.
    pub capacity: Option<&'a CapacityTally>,
    /// The stages of pathways, by the number of their name; empty where no pathway has more than one.
    pub stages: &'a [StageClass],
    /// Slots and servers of the stages; only where the people are all people.
    pub stage_capacity: &'a [CapacityTally],
    /// What waiting and care cost.
    pub bill: &'a Bill,
    /// What the run was.
    pub frame: &'a Frame,
}

impl<'a> Subject<'a> {
    /// The cohort of a view; none for views that are not cohorts.
    #[must_use]
    pub const fn cohort(&self, view: View) -> Option<&'a Cohort> {
        match view {
            View::Joined => Some(&self.people.joined),
            View::Today => Some(&self.people.today),
            _ => None,
        }
    }

    /// Days waited at a snapshot; none for views that are not snapshots.
    #[must_use]
    pub const fn snapshot(&self, view: View) -> Option<&'a Histogram> {
        match view {
            View::Opening => Some(&self.people.opening),
            View::Closing => Some(&self.people.closing),
            _ => None,
        }
    }
}

/// A figure that can be read from a tally.
pub trait Measure: Debug + Send + Sync {
    /// The name in the column `measure`.
    fn name(&self) -> &str;

    /// The unit, for example `weeks`, `share`, `people`.
    fn unit(&self) -> &str;

    /// Which way is better.
    fn direction(&self) -> Direction;

    /// The views it is read in, at least one.
    fn views(&self) -> &[View];

    /// The denominator in words.
    fn denominator(&self, view: View) -> &str {
        view.denominator()
    }

    /// One line for `queuity list`.
    fn summary(&self) -> &str;

    /// Where the definition comes from.
    fn source(&self) -> &str;

    /// Whether gaps between levels are taken. A count of people grows with the size of the group, so its gap says nothing.
    fn gaps(&self) -> bool {
        true
    }

    /// Whether it is read for levels and groups, or only for all people together.
    fn by_group(&self) -> bool {
        true
    }

    /// Whether it is a count of people, slots, hours or money of the run, which is multiplied by the scale: results are in real people.
    fn counts(&self) -> bool {
        false
    }

    /// How the figure follows from what each person adds to it, which says what chance alone makes of its gaps.
    fn part(&self) -> Part {
        if self.unit() == "share" { Part::Share } else { Part::Other }
    }

    /// What every reader must know; goes to the column `note`.
    fn note(&self) -> &str {
        ""
    }

    /// Whether it says anything of a service; one that says nothing of any has no rows.
    fn concerns(&self, _service: &Service) -> bool {
        true
    }

    /// The figure. `view` is one of [`Measure::views`].
    fn read(&self, view: View, subject: &Subject<'_>) -> Reading;
}

/// The measures of a comparison; none by default.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    measures: Vec<Arc<dyn Measure>>,
}

impl Registry {
    /// Adds a measure; one of the same name is replaced.
    #[must_use]
    pub fn with(mut self, measure: impl Measure + 'static) -> Self {
        self.measures.retain(|m| m.name() != measure.name());
        self.measures.push(Arc::new(measure));
        self
    }

    /// All of them, in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<dyn Measure>> {
        self.measures.iter()
    }

    /// The measure of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Arc<dyn Measure>> {
        self.iter().find(|m| m.name() == name)
    }

    /// The measures of queuity, one line each.
    #[must_use]
    pub fn shipped() -> Self {
        Self {
            measures: vec![
                Arc::new(weeks_untreated::WeeksUntreated),
                Arc::new(treated_within::TreatedWithin::weeks_18()),
                Arc::new(treated_within::TreatedWithin::weeks_52()),
                Arc::new(until_half_treated::WeeksUntilHalfTreated),
                Arc::new(time_on_list::TimeOnList::median()),
                Arc::new(time_on_list::TimeOnList::centile_92()),
                Arc::new(fate::Fate::Treated),
                Arc::new(fate::Fate::Removed),
                Arc::new(fate::Fate::Discharged),
                Arc::new(fate::Fate::Died),
                Arc::new(fate::Fate::Emergency),
                Arc::new(fate::Fate::Private),
                Arc::new(fate::Fate::TurnedAway),
                Arc::new(fate::Fate::Waiting),
                Arc::new(waiting_limit::WaitingLimit::within_18w()),
                Arc::new(waiting_limit::WaitingLimit::over_18w()),
                Arc::new(waiting_limit::WaitingLimit::over_52w()),
                Arc::new(waiting_limit::WaitingLimit::over_65w()),
                Arc::new(waiting_quantile::WaitingQuantile::median()),
                Arc::new(waiting_quantile::WaitingQuantile::centile_92()),
                Arc::new(list_size::ListSize),
                Arc::new(breaches::Breaches),
                Arc::new(new_breaches::NewBreaches),
                Arc::new(flows::Flows::Referrals),
                Arc::new(flows::Flows::Removed),
                Arc::new(completed::Completed::MeanWait),
                Arc::new(completed::Completed::MedianWait),
                Arc::new(completed::Completed::Treated),
                Arc::new(capacity::Slots::Offered),
                Arc::new(capacity::Slots::Booked),
                Arc::new(capacity::Slots::Attended),
                Arc::new(capacity::Slots::DnaLost),
                Arc::new(capacity::Slots::CancelledLate),
                Arc::new(capacity::Slots::Unused),
                Arc::new(capacity::Slots::Minutes),
                Arc::new(capacity::Slots::Utilisation),
                Arc::new(behaviour::Behaviour::Missed),
                Arc::new(behaviour::Behaviour::Cancelled),
                Arc::new(behaviour::Behaviour::ClassChanges),
                Arc::new(referred_on::ReferredOn),
                Arc::new(follow_up::FollowUp::Due),
                Arc::new(follow_up::FollowUp::InTime),
                Arc::new(follow_up::FollowUp::WeeksLate),
                Arc::new(follow_up::FollowUp::Overdue),
                Arc::new(follow_up::FollowUp::WeeksOverdue),
                Arc::new(levers::Lever::InClinic),
                Arc::new(levers::Lever::Overtime),
                Arc::new(levers::Lever::Outside),
                Arc::new(levers::Lever::ShortNotice),
                Arc::new(levers::Lever::RemovedByMistake),
                Arc::new(levers::Lever::NeverReferred),
                Arc::new(cost::Money::new(cost::Cost::Waiting, "money")),
                Arc::new(cost::Money::new(cost::Cost::Care, "money")),
                Arc::new(cost::Money::new(cost::Cost::All, "money")),
            ],
        }
    }

    /// The same and a measure for each stage and each harm that the services name.
    #[must_use]
    pub fn with_named(mut self, services: &[&Service]) -> Self {
        for (number, name) in stage::names(services).iter().enumerate() {
            for what in stage::AtStage::ALL {
                self = self.with(stage::Stage::new(what, number, name));
            }
        }
        if let Some(prices) = services.iter().find_map(|s| s.levers.prices.as_ref()) {
            for what in cost::Cost::ALL.into_iter().filter(|_| prices.currency != "money") {
                self = self.with(cost::Money::new(what, &prices.currency));
            }
        }
        for (number, harm) in bill::harms(services).iter().enumerate() {
            self = self.with(cost::HarmDone::new(number, harm));
        }
        self
    }
}

/// The standard deviation of counted values, with their number below the line; none without values.
pub(crate) fn spread(moments: &Moments) -> Option<f64> {
    let n = i128::from(moments.count);
    // n x sum of squares - square of the sum is exact: both are integers.
    (n > 0).then(|| ((n * moments.squares - moments.sum * moments.sum) as f64).max(0.0).sqrt() / n as f64)
}

/// The rank (from 1) of a quantile given in hundredths: the smallest count that reaches it.
pub(crate) fn rank(hundredths: u64, n: u64) -> u64 {
    (u128::from(n) * u128::from(hundredths)).div_ceil(100) as u64
}

/// Seconds or days to weeks.
pub(crate) const WEEK_DAYS: f64 = 7.0;

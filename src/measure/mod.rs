//! Reads figures from a tally. Each measure says what it counts, and has a unit, a denominator and a source.
//!
//! A measure reads the merged integers of some people in one replication: all people, one level of an attribute or one combination of
//! levels, at one service or at all. It gives one number with the count of people behind it, or the reason why there is none. Means,
//! intervals and verdicts come later and are the same for all measures.
//!
//! A new measure is one file that implements [`Measure`] and one line in [`Registry::shipped`]; a library user adds one with
//! [`Registry::with`] (see `examples/new_measure.rs`).

mod bill;
mod breakdown;
mod figure;
pub mod figures;
pub mod gap;
mod grouped;
mod layout;
mod per_week;
mod reading;
mod registry;
mod series;
mod subjects;

pub use bill::Bill;
pub use figure::{Figure, Of, Who, Words};
pub use figures::on_time::OwnTargets;
pub use gap::{Gap, Null, Statistic};
pub use grouped::Grouped;
pub use layout::{Layout, Row, Split};
pub use per_week::{PerWeek, SHARE_UNITS};
pub use reading::{Missing, Reading, Settled};
pub use registry::Registry;
pub use series::{SeriesKey, SeriesLayout};
pub(crate) use subjects::URGENCY;
pub use subjects::{SubjectKey, Subjects, as_recorded};

use std::fmt::Debug;

use crate::model::{self, Service};
use crate::tally::{CapacityTally, ClassTally, Cohort, Histogram, Limit, Moments, Scope, StageClass};

/// The people a figure is about, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnalysisSet {
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
    /// One stage of a pathway.
    Stage,
}

impl AnalysisSet {
    /// All analysis sets, in order.
    pub const ALL: [AnalysisSet; 8] = [
        AnalysisSet::Joined,
        AnalysisSet::Today,
        AnalysisSet::Opening,
        AnalysisSet::Closing,
        AnalysisSet::Completed,
        AnalysisSet::Flow,
        AnalysisSet::Capacity,
        AnalysisSet::Stage,
    ];

    /// The word in the column `population`.
    #[must_use]
    pub const fn population(self) -> &'static str {
        match self {
            AnalysisSet::Joined => "joined",
            AnalysisSet::Today => "today",
            AnalysisSet::Opening | AnalysisSet::Closing => "snapshot",
            AnalysisSet::Completed => "completed",
            AnalysisSet::Flow => "flow",
            AnalysisSet::Capacity => "capacity",
            AnalysisSet::Stage => "stage",
        }
    }

    /// The denominator in words, unless the measure has its own.
    #[must_use]
    pub const fn denominator(self) -> &'static str {
        match self {
            AnalysisSet::Joined => "people referred in the cohort window, followed from their clock start",
            AnalysisSet::Today => "people on the list at the start, followed from the start",
            AnalysisSet::Opening => "people waiting at the opening snapshot",
            AnalysisSet::Closing => "people waiting at the closing snapshot",
            AnalysisSet::Completed => "people treated (biased: those who still wait or left are not in it)",
            AnalysisSet::Flow => "events of the run, after the warm-up",
            AnalysisSet::Capacity => "slots offered",
            AnalysisSet::Stage => "visits to a stage, and its slots and servers; the column `stage` names it",
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

/// The people that a measure reads: merged integers of one service (or all) in one replication.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The people.
    pub people: &'a ClassTally,
    /// All people.
    pub everybody: &'a ClassTally,
    /// Slots and servers; only where the people are all people, since a slot belongs to no group.
    pub capacity: Option<&'a CapacityTally>,
    /// The stages of pathways, by the number of their name; empty where no pathway has more than one.
    pub stages: &'a [StageClass],
    /// Slots and servers of the stages; only where the people are all people.
    pub stage_capacity: &'a [CapacityTally],
    /// The one stage that a row of a stage is about.
    pub stage: Option<AtStage<'a>>,
    /// What waiting and care cost.
    pub bill: &'a Bill,
    /// What people's own targets make of their waits.
    pub targets: &'a OwnTargets,
    /// What the run was.
    pub scope: &'a Scope,
}

/// One stage of a pathway, as a measure sees it.
#[derive(Clone, Copy, Debug)]
pub struct AtStage<'a> {
    /// The people there.
    pub people: &'a StageClass,
    /// Its slots and servers; only where the people are all people.
    pub capacity: Option<&'a CapacityTally>,
}

impl<'a> Subject<'a> {
    /// The cohort of a set; none where it is no cohort.
    #[must_use]
    pub const fn cohort(&self, set: AnalysisSet) -> Option<&'a Cohort> {
        match set {
            AnalysisSet::Joined => Some(&self.people.joined),
            AnalysisSet::Today => Some(&self.people.today),
            _ => None,
        }
    }

    /// Days waited at a snapshot; none where it is no snapshot.
    #[must_use]
    pub const fn snapshot(&self, set: AnalysisSet) -> Option<&'a Histogram> {
        match set {
            AnalysisSet::Opening => Some(&self.people.opening),
            AnalysisSet::Closing => Some(&self.people.closing),
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

    /// The analysis sets it is read in, at least one.
    fn analysis_sets(&self) -> &[AnalysisSet];

    /// The denominator in words.
    fn denominator(&self, set: AnalysisSet) -> &str {
        set.denominator()
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

    /// Whether it is read for levels and groups in a set, or only for all people together.
    fn by_group_in(&self, _view: AnalysisSet) -> bool {
        self.by_group()
    }

    /// Whether it is read by urgency too.
    fn by_urgency(&self) -> bool {
        self.by_group()
    }

    /// Whether it is read for the levels of attributes within an urgency too. That is many rows, so few measures are.
    fn levels_by_urgency(&self) -> bool {
        false
    }

    /// The limit on waiting that it is about; those of other limits than the scenario's have no rows.
    fn limit(&self) -> Option<Limit> {
        None
    }

    /// Whether it says anything of a stage, where it has rows of stages.
    fn concerns_stage(&self, _stage: &model::Stage) -> bool {
        true
    }

    /// Whether it is read for those alone whose level of an attribute is not recorded.
    fn of_not_recorded(&self) -> bool {
        false
    }

    /// How the weekly series has it; none where it does not.
    fn weekly(&self) -> Option<PerWeek> {
        None
    }

    /// Whether it is a count of people, slots, hours or money of the run, which is multiplied by the scale: results are in real people.
    fn counts(&self) -> bool {
        false
    }

    /// How the figure follows from what each person adds to it, which says what chance alone makes of its gaps.
    fn part(&self) -> Statistic {
        if self.unit() == "share" { Statistic::Share } else { Statistic::Other }
    }

    /// What every reader must know; goes to the column `note`.
    fn note(&self) -> &str {
        ""
    }

    /// Whether it says anything of a service; one that says nothing of any has no rows.
    fn concerns(&self, _service: &Service) -> bool {
        true
    }

    /// The figure. `set` is one of [`Measure::analysis_sets`].
    fn read(&self, set: AnalysisSet, subject: &Subject<'_>) -> Reading;
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

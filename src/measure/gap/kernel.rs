//! What a gap is.

use std::fmt::Debug;

use super::super::{AnalysisSet, Direction, Measure, Missing, Reading, Subject};
use crate::population::Attribute;
use crate::rng::{Key, Space};

/// What a gap is where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Null {
    /// A difference of two levels, or a slope: 0.
    Zero,
    /// A ratio of two levels: 1.
    One,
    /// Worst minus best of several levels: what chance gives.
    Chance {
        /// The row that says how much that is; none where it is taken off already.
        by: Option<usize>,
        /// Whether the highest is the worst, so that a gap is above what chance gives.
        highest_is_worst: bool,
    },
    /// Worst minus best, where nothing says what chance gives; and figures that are no gap to be closed.
    Unknown,
}

/// The levels that a gap may be taken between, and the measure.
#[derive(Clone, Copy, Debug)]
pub struct Levels<'a> {
    /// The attribute: its levels, whether they have an order (from most to least disadvantaged), and the reference level.
    pub attribute: &'a Attribute,
    /// Whether some people's level is not recorded.
    pub unknown: bool,
    /// The measure.
    pub measure: &'a dyn Measure,
}

impl Levels<'_> {
    /// The two levels of each difference with a sign of its own: most and least disadvantaged where levels have an order, else each level
    /// (which it is told of) and the reference level.
    #[must_use]
    pub fn pairs(&self) -> Vec<(Option<usize>, usize, usize)> {
        let levels = self.attribute.levels.len();
        if self.attribute.ordered {
            return vec![(None, 0, levels - 1)];
        }
        let reference = self.attribute.reference;
        (0..levels).filter(|&l| l != reference).map(|l| (Some(l), l, reference)).collect()
    }

    /// The name of a level.
    #[must_use]
    pub fn name(&self, level: usize) -> &str {
        &self.attribute.levels[level]
    }

    /// All levels, in order.
    #[must_use]
    pub fn all(&self) -> Vec<Piece> {
        (0..self.attribute.levels.len()).map(Piece::Level).collect()
    }
}

/// Whether the highest level is the worst.
#[must_use]
pub fn highest_is_worst(measure: &dyn Measure) -> bool {
    measure.direction() != Direction::Higher
}

/// One figure that a gap is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// The measure of everybody.
    Everybody,
    /// The measure of a level.
    Level(usize),
    /// The measure of those whose level is not recorded.
    NotRecorded,
    /// Another gap of the same measure, between the same levels, that comes before it in the registry and is of no single level.
    Gap(&'static str),
}

/// One row of a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Between {
    /// The level that it is told of, where it is one of several.
    pub level: Option<usize>,
    /// What it is made of.
    pub made_of: Vec<Piece>,
    /// What every reader must know; goes to the column `note`.
    pub note: String,
}

/// What a gap is read from.
pub struct Seen<'a> {
    /// The readings of its pieces, in order.
    pub readings: &'a [Reading],
    /// The measure.
    pub measure: &'a dyn Measure,
    /// The set that it is read in.
    pub set: AnalysisSet,
    /// The people of each piece; none of a piece that is a gap.
    pub people: &'a dyn Fn(usize) -> Option<Subject<'a>>,
    /// The replication, for those that deal labels at random, and the space of the deals.
    pub deals: (Key, Space),
}

impl Debug for Seen<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Seen").field("readings", &self.readings).field("set", &self.set).finish_non_exhaustive()
    }
}

/// A figure that is made of the figures of levels.
pub trait Gap: Debug + Send + Sync {
    /// What stands after the measure and a point in the column `measure`; gaps of different attributes may share a name.
    fn name(&self) -> &str;

    /// One line on what it is.
    fn summary(&self) -> &str;

    /// Where the definition comes from.
    fn source(&self) -> &str;

    /// Its rows between these levels (at least two); none where it makes no sense.
    fn between(&self, levels: &Levels<'_>) -> Vec<Between>;

    /// Which way it is better.
    fn direction(&self) -> Direction {
        Direction::TowardZero
    }

    /// What it is where there is none.
    fn null(&self, _measure: &dyn Measure) -> Null {
        Null::Zero
    }

    /// The name of the gap that says what chance gives of this one; it comes after it in the registry.
    fn by_chance(&self) -> Option<&str> {
        None
    }

    /// Whether it deals labels at random.
    fn deals(&self) -> bool {
        false
    }

    /// Whether the weekly series has it: it is then one level minus another.
    fn weekly(&self) -> bool {
        false
    }

    /// The figure.
    fn read(&self, seen: &Seen<'_>) -> Reading;
}

/// One level minus another.
pub(super) fn difference(a: Reading, b: Reading) -> Reading {
    let n = a.n + b.n;
    match (a.value(), b.value()) {
        (Ok(a), Ok(b)) => Reading::new(a - b, n),
        // The strongest reason: beyond the follow-up before not reached before nobody.
        (Err(a), Err(b)) => Reading::missing(a.max(b), n),
        (Err(why), _) | (_, Err(why)) => Reading::missing(why, n),
    }
}

/// Counts and values of the levels with anybody; a reason other than an empty level holds for all.
pub(super) fn present(levels: &[Reading]) -> Result<(Vec<(u64, f64)>, u64), Reading> {
    let (mut values, mut n, mut worst) = (Vec::with_capacity(levels.len()), 0, None);
    for level in levels {
        n += level.n;
        match level.value() {
            Ok(value) => values.push((level.n, value)),
            Err(Missing::Nobody) => {}
            Err(why) => worst = worst.max(Some(why)),
        }
    }
    worst.map_or(Ok((values, n)), |why| Err(Reading::missing(why, n)))
}

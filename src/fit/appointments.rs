//! Appointments that people missed and kept, by what tells people apart.

use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Appointments missed and kept.
pub(super) type Sum = [u64; 2];
/// Those of people of the same levels.
pub(super) type Counts = BTreeMap<Vec<String>, Sum>;

/// A level of an attribute that is told.
pub(super) struct Told<'a> {
    pub(super) name: &'a String,
    pub(super) of: Sum,
}

/// An attribute with the levels that are told, the others left out.
pub(super) struct Attribute<'a> {
    /// Its place among the attributes.
    pub(super) at: usize,
    pub(super) name: &'a String,
    pub(super) levels: Vec<Told<'a>>,
    /// The levels that are not told.
    pub(super) unlisted: Vec<&'a String>,
    /// Whether those of these levels, taken together, are enough to be told apart from them.
    pub(super) few: bool,
    /// Whether those whose level is not recorded are.
    pub(super) unknown: bool,
    /// Whether both together are.
    pub(super) rest: bool,
    /// Appointments of each class, as they are told: of the levels, and of those who stand behind them.
    pub(super) sums: Vec<Sum>,
}

impl Attribute<'_> {
    /// The class of people: their level; else that of few appointments or of no record, apart where both are enough, else as one. None where they are too few for any.
    pub(super) fn class(&self, who: &[String]) -> Option<usize> {
        let own = &who[self.at];
        let level = self.levels.iter().position(|level| level.name == own);
        let few = self.unlisted.contains(&own);
        level.or_else(|| self.rest.then_some(self.levels.len() + usize::from(!few && self.few && self.unknown)))
    }

    /// How many classes there are.
    pub(super) fn classes(&self) -> usize {
        self.levels.len() + usize::from(self.rest) + usize::from(self.few && self.unknown)
    }

    /// The level that the others are held against: that with the most appointments.
    pub(super) fn reference(&self) -> usize {
        let all = |level: &Told<'_>| level.of[0] + level.of[1];
        (0..self.levels.len()).max_by_key(|&i| (all(&self.levels[i]), Reverse(i))).unwrap_or(0)
    }
}

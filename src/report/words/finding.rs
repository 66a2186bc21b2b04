//! What the tables say of one policy against the reference.

use super::{Interval, Unit};
use crate::compare::NO_MATTER;

/// The words of the column `verdict`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Told apart, in the better direction.
    Better,
    /// Told apart, in the worse direction.
    Worse,
    /// Told apart, where no direction is better.
    Moved,
    /// A gap that comes nearer to zero.
    Narrows,
    /// A gap that goes away from zero, or appears.
    Widens,
    /// A gap that changes its side, or is not told apart from zero on either.
    Shifts,
    /// Smaller than the luck of the runs.
    NotToldApart,
    /// The same in every run.
    Identical,
    /// Too few runs.
    NotEstimable,
}

impl Verdict {
    /// From the word in the table; what is not known is not estimable.
    #[must_use]
    pub fn of(word: &str) -> Self {
        match word {
            "better" => Self::Better,
            "worse" => Self::Worse,
            "higher" | "lower" => Self::Moved,
            "narrows" => Self::Narrows,
            "widens" | "opens" => Self::Widens,
            "shifts" | "reverses" => Self::Shifts,
            "not told apart" => Self::NotToldApart,
            "identical" => Self::Identical,
            _ => Self::NotEstimable,
        }
    }

    /// Whether a difference is told apart from none.
    #[must_use]
    pub fn apart(self) -> bool {
        !matches!(self, Self::NotToldApart | Self::Identical | Self::NotEstimable)
    }
}

/// A difference to the reference.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The difference.
    pub difference: Interval,
    /// What the table says of it.
    pub verdict: Verdict,
    /// The verdict as the table has it.
    pub word: String,
    /// What the table says on whether it matters; empty where it does.
    pub material: String,
    /// Value under the reference and under the policy, of the same pairs.
    pub from_to: Option<(f64, f64)>,
    /// The note of the table.
    pub note: String,
    /// What it is counted in.
    pub unit: Unit,
}

impl Change {
    /// Whether it is told apart, but all of its range is too small to matter.
    #[must_use]
    pub fn too_small(&self) -> bool {
        self.verdict.apart() && self.material == NO_MATTER
    }

    /// Whether the range excludes zero, but no longer once all declared comparisons are allowed for.
    #[must_use]
    pub fn only_before_adjustment(&self) -> bool {
        self.verdict == Verdict::NotToldApart && self.note.contains("after adjustment for several")
    }
}

/// A group with its change.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupChange {
    /// Its name in a sentence.
    pub group: String,
    /// What changes.
    pub change: Change,
}

/// The groups of an attribute, or the urgencies, with their changes.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Groups {
    /// The attribute.
    pub by: String,
    /// Those that are shown.
    pub shown: Vec<GroupChange>,
    /// How many have too few people to be shown.
    pub hidden: usize,
}

impl Groups {
    /// Those with a verdict.
    pub(super) fn with(&self, verdict: Verdict) -> Vec<&GroupChange> {
        self.shown.iter().filter(|g| g.change.verdict == verdict).collect()
    }

    /// Whether all of them have it, the hidden ones too.
    pub(super) fn all(&self, verdict: Verdict) -> bool {
        self.hidden == 0 && self.shown.len() > 1 && self.with(verdict).len() == self.shown.len()
    }
}

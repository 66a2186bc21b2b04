//! Today's list: who waits at the start, and for how long so far.

use std::sync::Arc;

use super::Mix;
use crate::distributions::Dist;
use crate::population::Thresholds;

/// Some of today's list: people whose wait so far is drawn the same way.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// How many people, as simulated.
    pub count: u32,
    /// The stage they wait at, by number.
    pub stage: usize,
    /// How long they have waited.
    pub wait: BandWait,
    /// The groups they belong to.
    pub groups: BandGroups,
    /// Thresholds of the urgency, by group; a single row serves all groups.
    pub urgency: Vec<Thresholds>,
}

/// How the wait so far of a band is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum BandWait {
    /// Whole calendar days, both ends included, each as likely.
    Days {
        /// Fewest days.
        from: i64,
        /// Most days.
        to: i64,
    },
    /// More than `beyond` calendar days, by a law in seconds for the excess.
    Open {
        /// Days that all have waited.
        beyond: i64,
        /// The excess in seconds.
        excess: Dist,
    },
    /// A law of the whole wait, in seconds.
    Law(Dist),
}

/// The groups that the people of a band belong to.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum BandGroups {
    /// Drawn as everywhere on today's list.
    #[default]
    AsList,
    /// Drawn in this band's own way.
    Drawn(Mix),
    /// Counted: each simulated person stands for one of the people who are there, or for one of several neighbours in the table.
    Counted(Counted),
}

/// How many people of a band are of each recorded combination of levels (a cell).
#[derive(Clone, Debug, PartialEq)]
pub struct Counted {
    /// People up to the end of each cell.
    pub ends: Box<[u64]>,
    /// Thresholds of the true groups, by cell.
    pub groups: Arc<Vec<Thresholds>>,
    /// What the record says, by cell and attribute; none: it is drawn like that of everybody. Empty where records are right.
    pub recorded: Arc<Vec<Vec<Option<usize>>>>,
}

impl Counted {
    /// How many people there are.
    #[must_use]
    pub fn people(&self) -> u64 {
        self.ends.last().copied().unwrap_or(0)
    }

    /// The cell of a person of the table.
    #[must_use]
    pub fn cell(&self, person: u64) -> usize {
        self.ends.partition_point(|&end| end <= person).min(self.ends.len().saturating_sub(1))
    }
}

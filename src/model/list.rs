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
    /// In several bands, each with its share.
    Spread(Spread),
}

/// People who have waited in several bands, each with its share of them. How many of a group are in each band is not known: every group has these shares.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// The share up to the end of each band; the last is 1.
    ends: Vec<f64>,
    waits: Vec<BandWait>,
}

impl Spread {
    /// Of the bands, each with its share of 0 or more; none where all are 0.
    #[must_use]
    pub fn new(bands: Vec<(f64, BandWait)>) -> Option<Self> {
        let all: f64 = bands.iter().map(|(share, _)| share).sum();
        let ends = bands.iter().scan(0.0, |sum, (share, _)| {
            *sum += share;
            Some(*sum / all)
        });
        (all > 0.0).then(|| Self { ends: ends.collect(), waits: bands.iter().map(|b| b.1.clone()).collect() })
    }

    /// The bands, each with its share.
    pub fn bands(&self) -> impl Iterator<Item = (f64, &BandWait)> {
        let before = std::iter::once(0.0).chain(self.ends.iter().copied());
        self.ends.iter().zip(before).map(|(end, before)| end - before).zip(&self.waits)
    }

    /// The band of a place between 0 and 1 among the people, by rising waits.
    #[must_use]
    pub fn band(&self, place: f64) -> &BandWait {
        &self.waits[self.ends.partition_point(|end| *end <= place).min(self.waits.len() - 1)]
    }
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

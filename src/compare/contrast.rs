//! What a contrast is: a way to compare a policy with the reference, over the same replications.
//!
//! A new contrast is one file that implements [`Contrast`] and one line in [`Contrasts::shipped`](super::Contrasts::shipped). A library
//! user adds one with [`Contrasts::with`](super::Contrasts::with) and compares by [`super::compare_by`].

use std::fmt::Debug;

use super::estimate::Estimate;
use super::rows::Own;
use super::verdict::Verdict;
use crate::measure::{Layout, Settled};
use crate::stat::interval::TIntervals;
use crate::tally::Scope;

/// One row of a contrast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placing {
    /// The row of the layout that it stands before.
    pub before: usize,
    /// The row of the layout whose key it has, but for a name of its own.
    pub like: usize,
    /// The rows of the layout that it is made of.
    pub made_of: Vec<usize>,
}

/// A figure under the policy and under the reference, in each replication that both have.
pub type Pairs = [(Settled, Settled)];

/// What a contrast is read from.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// The figures.
    pub layout: &'a Layout,
    /// What the runs were.
    pub scope: &'a Scope,
    /// The row of the layout whose key it has.
    pub like: usize,
    /// The pairs of each row that it is made of, in order.
    pub pairs: &'a [Vec<(Settled, Settled)>],
}

/// What a contrast says.
#[derive(Clone, Debug, PartialEq)]
pub struct Contrasted {
    /// The figure with its interval.
    pub estimate: Estimate,
    /// Means of the reference and of the policy, over the same pairs.
    pub means: Option<[f64; 2]>,
    /// Of the reference and of the policy: for words.
    pub own: Option<[Own; 2]>,
    /// Pairs behind it.
    pub pairs: usize,
    /// Of the hypothesis that there is no difference.
    pub p: Option<f64>,
    /// What pairing gains.
    pub variance_ratio: Option<f64>,
    /// What it says.
    pub verdict: Verdict,
    /// Why there is no figure, or what to know about it.
    pub note: String,
}

impl Contrasted {
    /// There is no figure.
    #[must_use]
    pub fn not_estimable(pairs: usize, note: String) -> Self {
        Self {
            estimate: Estimate::default(),
            means: None,
            own: None,
            pairs,
            p: None,
            variance_ratio: None,
            verdict: Verdict::NotEstimable,
            note,
        }
    }
}

/// A way to compare a policy with the reference.
pub trait Contrast: Debug + Send + Sync {
    /// Its name in the column `measure`; none where its rows have the names of the figures.
    fn name(&self) -> Option<&str>;

    /// One line on what it is.
    fn summary(&self) -> &str;

    /// Where the definition comes from.
    fn source(&self) -> &str;

    /// Its rows of all services together (0), or of the k-th, in order.
    fn places(&self, layout: &Layout, service: usize) -> Vec<Placing>;

    /// The figure.
    fn read(&self, of: &Compared<'_>, intervals: &mut TIntervals) -> Contrasted;
}

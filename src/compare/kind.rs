//! Ways to compare a policy with the reference, over the same replications.
//!
//! A new contrast is one file that implements [`Contrast`] and one line in [`Contrasts::shipped`]; a library user adds one with
//! [`Contrasts::with`] and compares by [`super::compare_by`].

use std::fmt::Debug;
use std::sync::Arc;

use super::cost_per_breach::CostPerBreachAvoided;
use super::estimate::Estimate;
use super::paired::PairedDifference;
use super::rows::Own;
use super::verdict::Verdict;
use crate::measure::{Layout, Settled};
use crate::stat::interval::TIntervals;
use crate::tally::Frame;

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
    pub frame: &'a Frame,
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

/// A row and the contrast that reads it.
pub(super) type Placed<'a> = (&'a dyn Contrast, Placing);

/// The contrasts of a comparison.
#[derive(Clone, Debug)]
pub struct Contrasts {
    contrasts: Vec<Arc<dyn Contrast>>,
}

impl Contrasts {
    /// The contrasts of queuity, one line each.
    #[must_use]
    pub fn shipped() -> Self {
        Self { contrasts: vec![Arc::new(PairedDifference), Arc::new(CostPerBreachAvoided)] }
    }

    /// The same and another one.
    #[must_use]
    pub fn with(mut self, contrast: impl Contrast + 'static) -> Self {
        self.contrasts.push(Arc::new(contrast));
        self
    }

    /// All of them, in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<dyn Contrast>> {
        self.contrasts.iter()
    }

    /// Their rows of a service in order, each with its contrast: one with a name of its own before that of the figure in its place.
    pub(super) fn places(&self, layout: &Layout, service: usize) -> Vec<Placed<'_>> {
        let own = |c: &Arc<dyn Contrast>| c.places(layout, service);
        let mut all: Vec<Placed<'_>> =
            self.iter().flat_map(|c| own(c).into_iter().map(|place| (c.as_ref(), place))).collect();
        all.sort_by_key(|(contrast, place)| (place.before, contrast.name().is_none()));
        all
    }
}

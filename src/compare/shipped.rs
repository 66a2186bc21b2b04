//! The contrasts of a comparison: those of queuity, and a user's own.

use std::sync::Arc;

use super::contrast::{Contrast, Placing};
use super::cost_per_breach::CostPerBreachAvoided;
use super::paired::PairedDifference;
use crate::measure::Layout;

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

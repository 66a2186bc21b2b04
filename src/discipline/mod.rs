//! The rules that say who is seen next.
//!
//! A discipline ranks *lanes*, not people. It puts the classes of people (group as recorded x urgency) into lanes and says in what order each
//! lane is kept. At a decision it picks a lane, and the first person of that lane is seen. It sees what a booking office sees: recorded
//! attributes, urgency, dates and counts. It never sees a future draw or the true group.
//!
//! A new discipline is one file that implements [`Kind`] in `kinds` and one line in the list there, `shipped!`.

use std::fmt::Debug;
use std::sync::Arc;

#[macro_use]
mod ranking;
mod below;
pub mod combined;
mod criteria;
pub mod curve;
mod decimal;
pub mod explained;
mod expression;
mod held;
pub mod kinds;
mod lanes;
mod order;
mod parameter_schema;
pub mod parameters;
mod registry;
pub mod scale;
mod setting;
mod syntax;
#[cfg(test)]
mod testing;
pub mod view;

pub use curve::Curve;
pub use explained::Explained;
pub use held::Held;
pub use lanes::{Lanes, MAX_LANES, MISSES};
pub use order::{Order, PersonKey};
pub use ranking::Ranking;
pub use registry::{Kind, Registry};
pub use setting::Setting;
pub use view::{Drawn, Head, Lot, Pick, Seen, View, Waits};

/// A discipline at work on one service of one variant: immutable, shared by all replications.
pub trait Discipline: Debug + Send + Sync {
    /// How people are put into lanes.
    fn lanes(&self) -> &Lanes;

    /// Whether picks depend on how many people are in a lane; the engine then keeps the counts of the living exactly.
    fn reads_counts(&self) -> bool {
        false
    }

    /// Whether picks depend on which slot of the session it is; such a discipline cannot be the `rest` of another.
    fn reads_slots(&self) -> bool {
        false
    }

    /// Whether picks draw lots; the engine then gives every decision a word of luck of its own.
    fn draws_lots(&self) -> bool {
        false
    }

    /// Whether picks look back at who was called; the engine then keeps that by lane.
    fn reads_seen(&self) -> bool {
        false
    }

    /// How many ways there are in which people hold tickets by the time waited; above 0 only where lanes are kept [by
    /// wait](Order::ByWait).
    fn curves(&self) -> usize {
        0
    }

    /// The tickets of the people of a lane, by one of these ways, if they had waited so many days longer.
    ///
    /// # Panics
    /// Where there is no such curve.
    fn curve(&self, curve: usize, _lane: usize, _longer: f64) -> Arc<Curve> {
        panic!("there is no curve {curve}")
    }

    /// Slots that some may have and nobody else, even where none of them waits: what a run leaves empty, for those who forecast it.
    fn holds_free(&self) -> Vec<Held> {
        Vec::new()
    }

    /// Whether the pick is always the first lane with anybody in it; the engine then need not ask.
    fn lane_order(&self) -> bool {
        false
    }

    /// What ranks the lanes during one run; [`Ranking::of`] holds one that is not of this house.
    fn ranker(&self) -> Ranking<'_>;
}

/// Ranks the lanes of one stage during one run. A pick may be asked again for the same slot (when the person picked turns out
/// to have left), so `pick` must give the same answer for the same view.
pub trait Ranker: Debug + Send {
    /// A session begins, or opens for booking, with this many slots.
    fn session(&mut self, _slots: u32) {}

    /// How many of its slots are reserved, by quota. Where appointments are made ahead, several sessions are open side by side: the
    /// engine keeps this with each of them.
    fn reserved(&self) -> Vec<u32> {
        Vec::new()
    }

    /// Goes on with a session that has so many slots taken; `reserved` are those of each quota that are not.
    fn resume(&mut self, _reserved: &[u32], _taken: u32) {}

    /// The quota whose slot the last pick was for.
    fn quota(&self) -> Option<usize> {
        None
    }

    /// Who is next.
    fn pick(&mut self, view: &View<'_>) -> Pick;

    /// The ticket that the last pick drew, where it drew one of those that people hold by the time waited; it belongs to somebody in the
    /// lane that was picked. None: the first of the lane is next.
    fn drawn(&self) -> Option<Drawn> {
        None
    }

    /// Why a lane with somebody in it stands where it stands, right after the pick for this slot; only asked by who looks into
    /// single decisions (`queuity why`), never by a run. None: the rule does not say.
    fn explain(&self, _view: &View<'_>, _lane: usize) -> Option<Explained> {
        None
    }
}

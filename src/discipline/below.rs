//! Tickets of common lanes as a rule sees them that does not tell all of those lanes apart.

use std::borrow::Cow;

use super::{Drawn, View, Waits};
use crate::time::Time;

/// How the lanes of a rule, and its curves, lie in those that several rules share.
#[derive(Debug)]
pub(super) struct Below<'a> {
    /// Its own lane of each of the common ones.
    pub(super) lane_of: &'a [u16],
    /// How many lanes of its own it has.
    pub(super) own: usize,
    /// Its curves, among those of all rules: the first, and how many.
    pub(super) first: usize,
    pub(super) curves: usize,
    /// How much earlier the rule takes everybody of a common lane to have come; empty where nobody.
    pub(super) earlier: Vec<Time>,
}

/// A decision of such a rule, about the common lanes that are open.
#[derive(Clone, Copy)]
pub(super) struct Decision<'d> {
    below: &'d Below<'d>,
    view: &'d View<'d>,
    open: &'d dyn Fn(usize) -> bool,
}

impl std::fmt::Debug for Decision<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decision").field("below", self.below).finish_non_exhaustive()
    }
}

impl Below<'_> {
    /// How much earlier the rule takes everybody of a common lane to have come.
    pub(super) fn earlier(&self, lane: usize) -> Time {
        self.earlier.get(lane).copied().unwrap_or(0)
    }

    /// A decision, with the tickets of the rule's own lanes.
    pub(super) fn decision<'d>(
        &'d self,
        view: &'d View<'d>,
        open: &'d dyn Fn(usize) -> bool,
        totals: &mut [u64],
    ) -> Decision<'d> {
        let decision = Decision { below: self, view, open };
        decision.add_up(view.lot.totals, totals);
        decision
    }
}

impl Decision<'_> {
    /// The lanes that all rules share, each with so many tickets, added up to the rule's own.
    fn add_up(&self, common: &[u64], own: &mut [u64]) {
        own.fill(0);
        let Below { lane_of, own: lanes, first, curves, .. } = *self.below;
        for (lane, &to) in lane_of.iter().enumerate().filter(|(lane, _)| (self.open)(*lane)) {
            for curve in 0..curves {
                let here = common.get((first + curve) * lane_of.len() + lane).copied().unwrap_or(0);
                own[curve * lanes + usize::from(to)] += here;
            }
        }
    }

    /// Of the common lanes that the rule does not tell apart, the one whose ticket was drawn, and which of its tickets that is.
    pub(super) fn find(&self, lane: usize, drawn: Drawn) -> (usize, Drawn) {
        let Self { below, view, open } = self;
        let lanes = below.lane_of.len();
        let mut totals = Cow::Borrowed(view.lot.totals);
        let of_common = |latest: Time, common: usize| latest.saturating_add(below.earlier(common));
        if let (Some(latest), Some(waits)) = (drawn.latest, view.lot.waits) {
            let latest: Vec<Time> = (0..lanes).map(|common| of_common(latest, common)).collect();
            waits.fill(&latest, totals.to_mut());
        }
        let curve = below.first + drawn.curve;
        let mut ticket = drawn.ticket;
        for common in (0..lanes).filter(|&l| usize::from(below.lane_of[l]) == lane && open(l)) {
            let here = totals[curve * lanes + common];
            if ticket < here {
                let latest = drawn.latest.map(|latest| of_common(latest, common));
                return (common, Drawn { curve, ticket, latest });
            }
            ticket -= here;
        }
        unreachable!("the ticket is one of the lane's")
    }
}

impl Waits for Decision<'_> {
    fn fill(&self, latest: &[Time], totals: &mut [u64]) {
        let below = self.below;
        let of_common = |(common, &own): (usize, &u16)| latest[usize::from(own)].saturating_add(below.earlier(common));
        let latest: Vec<Time> = below.lane_of.iter().enumerate().map(of_common).collect();
        let mut common = self.view.lot.totals.to_vec();
        if let Some(waits) = self.view.lot.waits {
            waits.fill(&latest, &mut common);
        }
        self.add_up(&common, totals);
    }
}

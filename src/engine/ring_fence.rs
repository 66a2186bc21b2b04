//! Sessions that are not for everybody: lanes are split by who may be seen where, and a discipline sees of them what is open.

use std::borrow::Cow;

use super::lanes::LaneSet;
use crate::discipline::{Drawn, Head, Waits};
use crate::model::{Fence, Stage};
use crate::time::Time;

/// The sessions of a stage that are not for everybody.
#[derive(Debug)]
pub(super) struct Fences<'a> {
    kinds: &'a [Fence],
    of_session: &'a [u16],
    /// By class as recorded: which of the combinations of kinds is open to it.
    signature_of: Vec<usize>,
    /// By signature: whether each kind is open to it.
    open_to: Vec<Vec<bool>>,
    /// Kind of the session, plus 1; 0 is for everybody.
    now: usize,
    heads: Vec<Head>,
    counts: Vec<u32>,
    /// The tickets by time waited of the lanes as the discipline knows them, curve by curve.
    totals: Vec<u64>,
}

/// Who knows when those began to wait who may be seen in this session.
#[derive(Debug)]
pub(super) struct Open<'s, 'a> {
    pub(super) fences: &'s Fences<'a>,
    pub(super) lanes: &'s LaneSet,
}

impl Waits for Open<'_, '_> {
    fn fill(&self, latest: &[Time], totals: &mut [u64]) {
        let signatures = self.fences.signatures();
        let latest: Vec<Time> = (0..latest.len() * signatures).map(|lane| latest[lane / signatures]).collect();
        let mut all = vec![0; self.lanes.totals.len()];
        self.lanes.fill(&latest, &mut all);
        self.fences.add_up(&all, totals);
    }
}

impl<'a> Fences<'a> {
    pub(super) fn new(stage: &'a Stage) -> Option<Self> {
        let fenced = &stage.levers.fenced;
        if fenced.of_session.is_empty() {
            return None;
        }
        let lanes = stage.discipline.lanes();
        let mut open_to: Vec<Vec<bool>> = Vec::new();
        let mut signature_of = Vec::with_capacity(lanes.classes());
        for class in 0..lanes.classes() {
            let open: Vec<bool> = fenced.kinds.iter().map(|kind| kind.eligible[class]).collect();
            let found = open_to.iter().position(|s| *s == open).unwrap_or(open_to.len());
            if found == open_to.len() {
                open_to.push(open);
            }
            signature_of.push(found);
        }
        Some(Self {
            kinds: &fenced.kinds,
            of_session: &fenced.of_session,
            signature_of,
            open_to,
            now: 0,
            heads: vec![Head::NONE; lanes.count],
            counts: vec![0; lanes.count],
            totals: vec![0; lanes.count * stage.discipline.curves()],
        })
    }

    /// How many combinations of kinds there are.
    pub(super) fn signatures(&self) -> usize {
        self.open_to.len()
    }

    /// The lane of a person if the discipline puts them into this one.
    pub(super) fn lane(&self, lane: usize, class: usize) -> usize {
        lane * self.signatures() + self.signature_of[class]
    }

    /// The session of this number begins.
    pub(super) fn open(&mut self, session: usize) {
        self.now = self.of_session[session].into();
    }

    /// The kind of the session, where it is not for everybody.
    pub(super) fn kind(&self) -> Option<&'a Fence> {
        self.now.checked_sub(1).map(|kind| &self.kinds[kind])
    }

    fn is_open(&self, signature: usize) -> bool {
        self.now == 0 || self.open_to[signature][self.now - 1]
    }

    /// The lanes as the discipline knows them, of those who may be seen in this session.
    pub(super) fn merged(&mut self, heads: &[Head], counts: &[u32]) -> (&Vec<Head>, &Vec<u32>) {
        let signatures = self.signatures();
        for lane in 0..self.heads.len() {
            let (mut head, mut count) = (Head::NONE, 0);
            for signature in (0..signatures).filter(|s| self.is_open(*s)) {
                let at = lane * signatures + signature;
                count += counts[at];
                if heads[at].key() < head.key() {
                    head = heads[at];
                }
            }
            self.heads[lane] = head;
            self.counts[lane] = count;
        }
        self.as_merged()
    }

    /// The lanes as they were last merged.
    pub(super) fn as_merged(&self) -> (&Vec<Head>, &Vec<u32>) {
        (&self.heads, &self.counts)
    }

    /// The tickets of those who may be seen in this session, by lane as the discipline knows them.
    pub(super) fn merge_tickets(&mut self, totals: &[u64]) {
        let mut merged = std::mem::take(&mut self.totals);
        self.add_up(totals, &mut merged);
        self.totals = merged;
    }

    /// The tickets as they were last merged.
    pub(super) fn merged_tickets(&self) -> &[u64] {
        &self.totals
    }

    fn add_up(&self, totals: &[u64], merged: &mut [u64]) {
        let open = |lane: usize| {
            (0..self.signatures()).filter(|s| self.is_open(*s)).map(move |s| lane * self.signatures() + s)
        };
        // Curve by curve, all lanes of one lie side by side, split or not.
        merged.iter_mut().enumerate().for_each(|(lane, to)| *to = open(lane).map(|at| totals[at]).sum());
    }

    /// In which part of a lane, as the discipline knows it, the holder of a ticket is, and which of that part's tickets it is.
    pub(super) fn holder(&self, lane: usize, mut drawn: Drawn, lanes: &LaneSet) -> (usize, Drawn) {
        let mut totals = Cow::Borrowed(&lanes.totals);
        if let Some(latest) = drawn.latest {
            lanes.fill(&vec![latest; lanes.count()], totals.to_mut());
        }
        let curve = drawn.curve * lanes.count();
        for at in self.parts(lane, true) {
            let here = totals[curve + at];
            if drawn.ticket < here {
                return (at, drawn);
            }
            drawn.ticket -= here;
        }
        unreachable!("the ticket is one of the lane's")
    }

    /// The lanes of the people that the discipline puts into this one: people that the session is for, or the others.
    pub(super) fn parts(&self, lane: usize, open: bool) -> impl Iterator<Item = usize> + '_ {
        let signatures = self.signatures();
        (0..signatures).filter(move |s| self.is_open(*s) == open).map(move |s| lane * signatures + s)
    }

    /// Where the first person of a lane, as the discipline knows it, really is.
    pub(super) fn first(&self, lane: usize, heads: &[Head]) -> usize {
        let signatures = self.signatures();
        let open = (0..signatures).filter(|s| self.is_open(*s)).map(|s| lane * signatures + s);
        open.min_by_key(|at| heads[*at].key()).unwrap_or(lane * signatures)
    }
}

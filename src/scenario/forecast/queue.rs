//! Those who wait at a stage, as parcels of people who joined on one day.

use std::collections::VecDeque;

/// Fewer people than this are nobody.
const NOBODY: f64 = 1e-9;

/// Parcels of one lane whose clocks started within so many days are one.
const TOGETHER: f64 = 7.0;

/// People of each kind who joined together. Numbers are divided by what is left of all since the queue began.
#[derive(Clone, Debug)]
struct Parcel {
    /// The day of their clock start, at the mean.
    start: f64,
    people: Vec<f64>,
}

/// A queue: the oldest parcel first, in lanes, the first with anybody in it served first, or in one.
#[derive(Clone, Debug)]
pub(super) struct Queue {
    lane_of: Vec<usize>,
    lanes: Vec<VecDeque<Parcel>>,
    /// People by kind.
    pub(super) people: Vec<f64>,
    /// What is left of each kind since the queue began.
    left: Vec<f64>,
    /// People by lane, while some join.
    by_lane: Vec<f64>,
}

impl Queue {
    pub(super) fn new(lane_of: Vec<usize>) -> Self {
        let lanes = lane_of.iter().max().map_or(1, |lane| lane + 1);
        let kinds = lane_of.len();
        Self {
            lane_of,
            lanes: vec![VecDeque::new(); lanes],
            people: vec![0.0; kinds],
            left: vec![1.0; kinds],
            by_lane: vec![0.0; lanes],
        }
    }

    pub(super) fn sum(&self) -> f64 {
        self.people.iter().sum()
    }

    /// People join at the back, or at the front.
    pub(super) fn join(&mut self, people: &[f64], start: f64, front: bool) {
        self.by_lane.fill(0.0);
        for (lane, p) in self.lane_of.iter().zip(people) {
            self.by_lane[*lane] += p;
        }
        for (lane, total) in self.by_lane.iter().enumerate().filter(|(_, total)| **total > NOBODY) {
            let queue = &mut self.lanes[lane];
            let near = |parcel: &&mut Parcel| (parcel.start - start).abs() < TOGETHER;
            let there = if front { queue.front_mut() } else { queue.back_mut() };
            let whole = |k: usize| if self.lane_of[k] == lane { people[k] / self.left[k] } else { 0.0 };
            if let Some(parcel) = there.filter(near) {
                let before: f64 = parcel.people.iter().zip(&self.left).map(|(p, left)| p * left).sum();
                parcel.start += (start - parcel.start) * total / (before + total);
                parcel.people.iter_mut().enumerate().for_each(|(k, n)| *n += whole(k));
                continue;
            }
            let parcel = Parcel { start, people: (0..people.len()).map(whole).collect() };
            if front { queue.push_front(parcel) } else { queue.push_back(parcel) }
        }
        self.people.iter_mut().zip(people).for_each(|(n, p)| *n += p);
    }

    /// A part of each kind is left.
    pub(super) fn keep(&mut self, parts: &[f64]) {
        for (k, part) in parts.iter().enumerate().filter(|(_, part)| **part < 1.0) {
            self.people[k] *= part;
            self.left[k] *= part;
            if self.left[k] < 1e-200 {
                let left = std::mem::replace(&mut self.left[k], 1.0);
                self.lanes[self.lane_of[k]].iter_mut().for_each(|p| p.people[k] *= left);
            }
        }
    }

    /// A part of each kind is left, by how many days ago the clocks started.
    pub(super) fn keep_by_age(&mut self, now: f64, part: impl Fn(usize, f64) -> f64) {
        self.people.fill(0.0);
        for parcel in self.lanes.iter_mut().flatten() {
            for (k, people) in parcel.people.iter_mut().enumerate().filter(|(_, p)| **p > 0.0) {
                *people *= part(k, now - parcel.start);
                self.people[k] += *people * self.left[k];
            }
        }
    }

    /// People change their kind: `to` gives the parts of a kind that are then of each.
    pub(super) fn change(&mut self, to: &[Vec<f64>]) {
        let mut mixed = vec![0.0; self.people.len()];
        let mut moved: Vec<(f64, Vec<f64>)> = Vec::new();
        let several = self.lanes.len() > 1;
        for lane in &mut self.lanes {
            for parcel in lane.iter_mut() {
                mixed.fill(0.0);
                for (k, n) in parcel.people.iter().enumerate().filter(|(_, n)| **n > 0.0) {
                    mixed.iter_mut().zip(&to[k]).for_each(|(o, p)| *o += n * self.left[k] * p);
                }
                parcel.people.copy_from_slice(&mixed);
            }
            if several {
                moved.extend(lane.drain(..).map(|parcel| (parcel.start, parcel.people)));
            }
        }
        self.left.fill(1.0);
        if several {
            moved.sort_by(|a, b| a.0.total_cmp(&b.0));
            self.people.fill(0.0);
            for (start, people) in moved {
                self.join(&people, start, false);
            }
            return;
        }
        mixed.fill(0.0);
        for parcel in &self.lanes[0] {
            mixed.iter_mut().zip(&parcel.people).for_each(|(n, p)| *n += p);
        }
        self.people.copy_from_slice(&mixed);
    }

    /// People are called until this much is used, of each kind the part that comes when called, each at the cost of the kind; who does
    /// not come stays. Returns who was called, and the day of their clock start at the mean.
    pub(super) fn call(&mut self, budget: f64, comes: &[f64], cost: &[f64]) -> (Vec<f64>, f64) {
        let (mut rest, mut out, mut starts) = (budget, vec![0.0; self.people.len()], 0.0);
        for lane in &mut self.lanes {
            let mut at = 0;
            while rest > NOBODY && at < lane.len() {
                let parcel = &mut lane[at];
                let each = parcel.people.iter().zip(comes).zip(cost).zip(&self.left);
                let there: f64 = each.map(|(((p, comes), cost), left)| p * comes * cost * left).sum();
                let part = if there > rest { rest / there } else { 1.0 };
                let (mut empty, mut called) = (true, 0.0);
                for (k, people) in parcel.people.iter_mut().enumerate().filter(|(_, p)| **p > 0.0) {
                    let goes = *people * comes[k] * part;
                    *people -= goes;
                    out[k] += goes * self.left[k];
                    called += goes * self.left[k];
                    empty &= *people * self.left[k] < NOBODY;
                }
                starts += called * parcel.start;
                rest -= there * part;
                if empty && at == 0 {
                    lane.pop_front();
                } else {
                    at += 1;
                }
            }
        }
        let called: f64 = out.iter().sum();
        self.people.iter_mut().zip(&out).for_each(|(n, out)| *n = (*n - out).max(0.0));
        (out, if called > 0.0 { starts / called } else { 0.0 })
    }

    /// So many are called, each as likely as any other who may come.
    pub(super) fn call_some(&mut self, calls: f64, comes: &[f64]) -> Vec<f64> {
        let there: f64 = self.people.iter().zip(comes).map(|(p, c)| p * c).sum();
        if there <= NOBODY {
            return vec![0.0; self.people.len()];
        }
        let part = (calls / there).min(1.0);
        let out: Vec<f64> = self.people.iter().zip(comes).map(|(p, c)| p * c * part).collect();
        let stay: Vec<f64> = comes.iter().map(|c| 1.0 - c * part).collect();
        self.keep(&stay);
        out
    }
}

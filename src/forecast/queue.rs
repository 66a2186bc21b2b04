//! Those who wait at a stage, as parcels of people who joined within a week.

/// Fewer people than this are nobody.
pub(super) const NOBODY: f64 = 1e-9;

/// Parcels of one lane whose clocks started within so many days are one.
const TOGETHER: f64 = 7.0;

/// Places that are made at the front of a lane at once.
const FRONT: usize = 16;

/// Parcels of one lane, the oldest first, side by side in memory.
#[derive(Clone, Debug, Default, PartialEq)]
struct Lane {
    /// The day of the clock starts of each parcel, at the mean.
    starts: Vec<f64>,
    /// People of each kind in each parcel, divided by what is left of all since the queue began.
    people: Vec<f64>,
    /// The first parcel; those before it are empty places.
    head: usize,
}

impl Lane {
    const fn len(&self) -> usize {
        self.starts.len()
    }

    fn parcel(&mut self, at: usize, width: usize) -> &mut [f64] {
        &mut self.people[at * width..(at + 1) * width]
    }

    /// The last parcel whose clocks started no later than about this day, or the first of all: those with older clocks are seen first.
    fn place(&self, start: f64) -> usize {
        let mut at = self.len().wrapping_sub(1);
        while at > self.head && at < self.len() && self.starts[at] - start >= TOGETHER {
            at -= 1;
        }
        at
    }

    /// A new parcel with nobody in it between others.
    fn insert(&mut self, at: usize, start: f64, width: usize) -> usize {
        self.starts.insert(at, start);
        self.people.splice(at * width..at * width, std::iter::repeat_n(0.0, width));
        at
    }

    /// The number of a new parcel with nobody in it, at the front or at the back.
    fn add(&mut self, start: f64, front: bool, width: usize) -> usize {
        if !front {
            self.starts.push(start);
            self.people.resize(self.people.len() + width, 0.0);
            return self.len() - 1;
        }
        if self.head == 0 {
            self.starts.splice(0..0, [0.0; FRONT]);
            self.people.splice(0..0, std::iter::repeat_n(0.0, FRONT * width));
            self.head = FRONT;
        }
        self.head -= 1;
        self.starts[self.head] = start;
        self.parcel(self.head, width).fill(0.0);
        self.head
    }
}

/// A queue: the oldest parcel first, in lanes, the first with anybody in it served first, or in one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Queue {
    lane_of: Vec<usize>,
    lanes: Vec<Lane>,
    /// People by kind.
    pub(super) people: Vec<f64>,
    /// What is left of each kind since the queue began.
    left: Vec<f64>,
    /// People by lane, while some join; of each kind, while some change or are called.
    by_lane: Vec<f64>,
    some: Vec<f64>,
}

impl Queue {
    pub(super) fn new(lane_of: Vec<usize>) -> Self {
        let lanes = lane_of.iter().max().map_or(1, |lane| lane + 1);
        let kinds = lane_of.len();
        Self {
            lane_of,
            lanes: vec![Lane::default(); lanes],
            people: vec![0.0; kinds],
            left: vec![1.0; kinds],
            by_lane: vec![0.0; lanes],
            some: vec![0.0; kinds],
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
        let width = self.people.len();
        for (number, lane) in self.lanes.iter_mut().enumerate().filter(|(n, _)| self.by_lane[*n] > NOBODY) {
            let total = self.by_lane[number];
            let end = if front { lane.head } else { lane.place(start) };
            let at = if lane.head < lane.len() && (lane.starts[end] - start).abs() < TOGETHER {
                let before: f64 = lane.parcel(end, width).iter().zip(&self.left).map(|(p, left)| p * left).sum();
                lane.starts[end] += (start - lane.starts[end]) * total / (before + total);
                end
            } else if !front && lane.head < lane.len() && (end > lane.head || lane.starts[end] < start) {
                lane.insert(end + 1, start, width)
            } else {
                lane.add(start, front || lane.head < lane.len(), width)
            };
            let there = lane.parcel(at, width);
            for (k, n) in there.iter_mut().enumerate().filter(|(k, _)| self.lane_of[*k] == number) {
                *n += people[k] / self.left[k];
            }
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
                let width = self.people.len();
                self.lanes[self.lane_of[k]].people.iter_mut().skip(k).step_by(width).for_each(|p| *p *= left);
            }
        }
    }

    /// A part of each kind is left, by how many days ago the clocks started.
    pub(super) fn keep_by_age(&mut self, now: f64, part: impl Fn(usize, f64) -> f64) {
        self.people.fill(0.0);
        let width = self.people.len();
        for lane in &mut self.lanes {
            for at in lane.head..lane.len() {
                let age = now - lane.starts[at];
                for (k, people) in lane.parcel(at, width).iter_mut().enumerate().filter(|(_, p)| **p > 0.0) {
                    *people *= part(k, age);
                    self.people[k] += *people * self.left[k];
                }
            }
        }
    }

    /// People change their kind: `to` gives, for one kind after the other, the parts that go to each kind.
    pub(super) fn change(&mut self, to: &[f64]) {
        let width = self.people.len();
        for lane in &mut self.lanes {
            for at in lane.head..lane.len() {
                self.some.fill(0.0);
                let there = lane.parcel(at, width);
                for (k, n) in there.iter().enumerate().filter(|(_, n)| **n > 0.0) {
                    let n = n * self.left[k];
                    self.some.iter_mut().zip(&to[k * width..]).for_each(|(o, p)| *o += n * p);
                }
                there.copy_from_slice(&self.some);
            }
        }
        self.left.fill(1.0);
        self.people.fill(0.0);
        if self.lanes.len() > 1 {
            self.sort_into_lanes();
            return;
        }
        let lane = &self.lanes[0];
        for parcel in lane.people[lane.head * width..].chunks_exact(width) {
            self.people.iter_mut().zip(parcel).for_each(|(n, p)| *n += p);
        }
    }

    /// Everybody joins again, the oldest first.
    fn sort_into_lanes(&mut self) {
        let width = self.people.len();
        let lanes: Vec<Lane> = self.lanes.iter_mut().map(std::mem::take).collect();
        let mut all: Vec<(f64, &[f64])> = Vec::new();
        for lane in &lanes {
            let parcels = lane.people.chunks_exact(width);
            all.extend(lane.starts.iter().copied().zip(parcels).skip(lane.head));
        }
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        all.into_iter().for_each(|(start, people)| self.join(people, start, false));
    }

    /// People are called until this much is used, of each kind the part that comes when called, each at the cost of the kind; who does
    /// not come stays. `out` has those who were called beside those it had; returns how many, and the sum of the days of their clock
    /// starts.
    pub(super) fn call(&mut self, budget: f64, comes: &[f64], cost: &[f64], out: &mut [f64]) -> (f64, f64) {
        let (mut rest, mut all, mut starts) = (budget, 0.0, 0.0);
        let width = self.people.len();
        self.some.fill(0.0);
        for lane in &mut self.lanes {
            let mut at = lane.head;
            while rest > NOBODY && at < lane.len() {
                let start = lane.starts[at];
                let parcel = lane.parcel(at, width);
                let mut there = 0.0;
                for k in 0..width {
                    there += parcel[k] * comes[k] * cost[k] * self.left[k];
                }
                let part = if there > rest { rest / there } else { 1.0 };
                let (mut empty, mut called) = (true, 0.0);
                for k in 0..width {
                    let goes = parcel[k] * comes[k] * part;
                    parcel[k] -= goes;
                    let goes = goes * self.left[k];
                    self.some[k] += goes;
                    called += goes;
                    empty &= parcel[k] * self.left[k] < NOBODY;
                }
                all += called;
                starts += called * start;
                rest -= there * part;
                if empty && at == lane.head {
                    lane.head += 1;
                }
                at += 1;
            }
            if lane.head == lane.len() {
                (lane.head, _) = (0, (lane.starts.clear(), lane.people.clear()));
            }
        }
        for ((n, some), out) in self.people.iter_mut().zip(&self.some).zip(out) {
            *n = (*n - some).max(0.0);
            *out += some;
        }
        (all, starts)
    }

    /// So many are called, each as likely as any other who may come.
    pub(super) fn call_some(&mut self, calls: f64, comes: &[f64], out: &mut [f64]) {
        let there: f64 = self.people.iter().zip(comes).map(|(p, c)| p * c).sum();
        if there <= NOBODY {
            return;
        }
        let part = (calls / there).min(1.0);
        let mut stay = std::mem::take(&mut self.some);
        for (k, stay) in stay.iter_mut().enumerate() {
            out[k] += self.people[k] * comes[k] * part;
            *stay = 1.0 - comes[k] * part;
        }
        self.keep(&stay);
        self.some = stay;
    }
}

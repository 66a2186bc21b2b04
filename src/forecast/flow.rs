//! One stage, day by day: who waits, who is called, who goes on and when they are there.

mod joined;
mod left;
mod made;
mod served;

use std::sync::Arc;

use super::kernel::{Arrivals, Kernel};
use super::queue::Queue;
use super::slots::Slots;
use super::spread::{Spread, Spreads};
use super::strata::{Strata, in_lanes};
use super::visits::{Visits, most_ahead};
use crate::model::{Capacity, Model, RebookTo, Service};
use crate::time::{DAY, Time};

/// Between times ahead of an appointment that are so many parts of the longest, figures are taken to lie on a line.
const PARTS: usize = 8;

/// Where those go who are seen.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Way {
    /// The stage, or the service where it is another.
    pub(super) to: Result<usize, usize>,
    /// Of each kind, the part that goes there.
    shares: Vec<f64>,
    /// The kind they are then of.
    becomes: Vec<usize>,
    /// Whether the clock has stopped.
    stops: bool,
    spread: Arc<Spread>,
    pub(super) kernel: Kernel,
    /// The number of the outcome, and the time after the stage alone.
    outcome: usize,
    delay: Arc<Spread>,
}

/// What becomes of those who are called, by kind: the part that has left the stage after a call, and of those the part that was seen.
#[derive(Clone, Debug, PartialEq)]
struct Turnover {
    leaves: Vec<f64>,
    seen: Vec<f64>,
}

/// What there is for people.
#[derive(Clone, Debug, PartialEq)]
enum Supply {
    Slots,
    /// It takes time, for everybody at once.
    Delay,
    /// How many servers (none: one for everybody), how many from an instant on, and of each kind the part of a day that one is needed
    /// on the day on which service begins.
    Servers {
        count: Option<f64>,
        staff: Vec<(Time, f64)>,
        needs: Vec<f64>,
    },
}

/// People at a stage. Where some clock stops each kind is there twice: with a clock that runs, and with one that has stopped.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Flow {
    place: Supply,
    keeps_place: bool,
    pub(super) queue: Queue,
    pub(super) slots: Slots,
    kinds: usize,
    width: usize,
    /// Of each kind, the part that is left after a day of waiting.
    keeps: Vec<f64>,
    turnover: Vec<Turnover>,
    /// The longest time ahead of an appointment, in days.
    most_days: f64,
    /// People on each day so far, where that matters.
    history: Vec<f64>,
    pub(super) ways: Vec<Way>,
    /// Who comes later.
    pub(super) coming: Arrivals,
    /// Who is referred today, before the sessions of the day and after.
    fresh: [Vec<f64>; 2],
    /// Who comes back after a missed appointment.
    back: Option<(Arc<Spread>, Kernel)>,
    /// People with a running clock who are on the way here, by kind.
    under_way: Vec<f64>,
    /// In service at the end of each day, or where time passes: all, those whose clock runs, and those of them who are under way to
    /// another stage.
    serving: Vec<[f64; 3]>,
    service: Vec<Served>,
    at_start: [f64; 2],
    /// Today: calls, with those that are missed, and how many of those who were called wait again.
    pub(super) calls: f64,
    pub(super) again: f64,
    /// Of each kind, the part of calls after which somebody has left the stage, and of those the part that was seen.
    pub(super) leaves: Vec<f64>,
    seen_of: Vec<f64>,
    called: Vec<f64>,
    /// Who was seen, and the day of their clock start.
    pub(super) seen: Vec<f64>,
    pub(super) start: f64,
    lost: Vec<f64>,
    wait: Vec<f64>,
    return_to: Vec<f64>,
    /// All of everybody.
    all: Vec<f64>,
}

/// The service time of a kind: the part of those who began on a day that is still in service at its end and of later days, and of them
/// the part that has not left meanwhile.
#[derive(Clone, Debug, PartialEq)]
struct Served {
    still: Vec<[f64; 2]>,
    /// Whose clock runs meanwhile, and who of them goes on with a running clock.
    runs: f64,
    goes_on: f64,
}

impl Flow {
    pub(super) fn new(
        model: &Model,
        service: &Service,
        number: usize,
        kinds: &Strata,
        at: &[f64],
        daily: &[f64],
        spreads: &mut Spreads,
    ) -> Self {
        let stage = &service.stages[number];
        let days = (model.horizon / DAY) as usize;
        let width = kinds.width;
        let lanes = stage.discipline.lanes();
        let lane_of = if kinds.count > 1 && in_lanes(service, stage) {
            kinds.chosen(|c| usize::from(lanes.of_class[c]))
        } else {
            vec![0; kinds.count]
        };
        let lane_of: Vec<usize> = lane_of.iter().cycle().take(width).copied().collect();
        let most = most_ahead(stage);
        let parts = if most > 0 { PARTS } else { 0 };
        let turnover = (0..=parts).map(|part| {
            let ahead = most * part as i64 / PARTS as i64;
            let of = |c: usize| Visits::new(stage, c, ahead, model.horizon);
            let leaves = kinds.mean(|c| 1.0 / of(c).needs);
            let seen = kinds.mean(|c| of(c).seen / of(c).needs);
            let seen: Vec<f64> = seen.iter().zip(&leaves).map(|(s, l)| if *l > 0.0 { s / l } else { 0.0 }).collect();
            Turnover { leaves: kinds.both(&leaves), seen: kinds.both(&seen) }
        });
        let mut keeps = daily.to_vec();
        keeps.resize(width, 1.0);
        let nobody = || vec![0.0; width];
        let mut flow = Self {
            place: Supply::Slots,
            keeps_place: stage.after_missed.to == RebookTo::KeepsClockStart,
            queue: Queue::new(lane_of),
            slots: Slots::new(model, stage, kinds),
            kinds: kinds.count,
            width,
            keeps,
            turnover: turnover.collect(),
            most_days: most as f64 / DAY as f64,
            history: Vec::new(),
            ways: Vec::new(),
            coming: Arrivals::new(days, width),
            fresh: [Vec::new(), Vec::new()],
            back: None,
            under_way: vec![0.0; kinds.count],
            serving: Vec::new(),
            service: Vec::new(),
            at_start: [0.0; 2],
            calls: 0.0,
            again: 0.0,
            leaves: nobody(),
            seen_of: nobody(),
            called: nobody(),
            seen: nobody(),
            start: 0.0,
            lost: nobody(),
            wait: nobody(),
            return_to: nobody(),
            all: vec![1.0; width],
        };
        flow.ways = flow.ways_on(stage, kinds, at, spreads);
        let after = stage.after_missed.delay.as_ref().map(|d| spreads.of(d, flow.slots.at(), at[number]));
        let back = match &stage.capacity {
            Capacity::Servers { service: laws, service_of, .. } => {
                let law = &laws[usize::from(service_of.first().copied().unwrap_or(0))];
                let held = spreads.of(law, None, 0.5);
                Some(after.map_or_else(|| held.clone(), |after| Arc::new(held.then(&after))))
            }
            _ => after,
        };
        // Who cannot miss an appointment does not come back.
        let misses = flow.turnover.iter().flat_map(|t| &t.leaves).any(|leaves| *leaves < 1.0);
        flow.back = back.filter(|_| misses).map(|spread| (spread.clone(), Kernel::new(&spread, &flow.keeps)));
        flow.serves(stage, kinds, days, spreads);
        flow
    }

    /// Who is on the list here with a running clock: waiting, or in service.
    pub(super) fn listed(&self, day: usize) -> f64 {
        let waiting: f64 = self.queue.people[..self.kinds].iter().sum();
        waiting + self.serving.get(day).map_or(0.0, |s| s[1])
    }

    /// Who waits here with a clock that has stopped.
    pub(super) fn overdue(&self) -> f64 {
        self.queue.people[self.kinds..].iter().sum()
    }

    /// In service on a day.
    pub(super) fn in_service(&self, day: usize) -> f64 {
        self.serving.get(day).map_or(0.0, |s| s[0])
    }

    /// In service here, and counted as under way to another stage.
    pub(super) fn held(&self, day: usize) -> f64 {
        self.serving.get(day).map_or(0.0, |s| s[2])
    }

    /// People in service at the start with a running clock, and those of them who are under way to another stage.
    pub(super) const fn inside_at_start(&self) -> [f64; 2] {
        self.at_start
    }

    /// People with a running clock who are on the way here.
    pub(super) fn on_the_way(&self) -> f64 {
        self.under_way.iter().sum()
    }

    /// People set out for this stage on a day.
    pub(super) fn set_out(&mut self, day: usize, people: &[f64], start: f64, kernel: &mut Kernel, passed: bool) {
        self.under_way.iter_mut().zip(people).for_each(|(n, p)| *n += p);
        kernel.set_out(day, people, start, passed, &mut self.coming);
    }

    /// People of today's list are on the way here, and are there by a spread.
    pub(super) fn set_out_at_start(&mut self, people: &[f64], spread: &Spread) {
        self.under_way.iter_mut().zip(people).for_each(|(n, p)| *n += p);
        let mut left = people.to_vec();
        for (day, parts) in spread.days().iter().enumerate() {
            for (late, part) in parts.iter().enumerate().filter(|(_, part)| **part > 0.0) {
                self.coming.come(day, late == 1, &left, *part, 0.0);
            }
            // Who leaves on the way does not come.
            left.iter_mut().zip(&self.keeps).for_each(|(p, keep)| *p *= keep);
        }
    }

    /// The way of those who come on a day is over.
    pub(super) fn arrive(&mut self, day: usize) {
        for late in [false, true] {
            let (people, _) = self.coming.of(day, late);
            self.under_way.iter_mut().zip(people).for_each(|(n, p)| *n = (*n - p).max(0.0));
        }
    }

    /// A day goes by: people join, are called and go on. `most`: of people who fit in.
    pub(super) fn pass(&mut self, day: usize, most: f64, listed: f64) {
        self.join(day, false, most);
        self.turn_over(day);
        let slotted = self.place == Supply::Slots;
        if !slotted {
            self.join(day, true, most);
        }
        let mut called = std::mem::take(&mut self.called);
        called.fill(0.0);
        let (calls, starts) = match &self.place {
            Supply::Delay => self.queue.call(f64::MAX, &self.all, &self.all, &mut called),
            Supply::Slots => self.slots.call(day, listed, &mut self.queue, &mut called),
            Supply::Servers { .. } => self.start_service(day, &mut called),
        };
        self.called = called;
        self.start = if calls > 0.0 { starts / calls } else { day as f64 };
        if self.turnover.len() > 1 {
            // Who comes after a session is booked at the next: those it leaves over wait for an appointment.
            let over = if self.slots.held(day) { Some(self.queue.sum()) } else { self.history.last().copied() };
            self.history.push(over.unwrap_or_else(|| self.queue.sum()));
        }
        if slotted {
            self.join(day, true, most);
        }
        let late = self.slots.late_part();
        let (mut all, mut again, mut back) = (0.0, 0.0, 0.0);
        for k in 0..self.width {
            let called = self.called[k];
            let shown = called * (1.0 - late * self.seen_of[k] * self.leaves[k]);
            let leaves = shown * self.leaves[k];
            self.wait[k] = called - shown;
            self.seen[k] = leaves * self.seen_of[k];
            self.return_to[k] = shown - leaves;
            self.lost[k] = leaves - self.seen[k];
            all += called;
            again += self.wait[k];
            back += self.return_to[k];
        }
        (self.calls, self.again) = (all, again + back);
        // Who misses a server holds it all the same.
        self.serve(day);
        if again > 0.0 {
            self.queue.join(&self.wait, self.start, true);
        }
        if back > 0.0 {
            self.comes_back(day);
        }
    }

    /// Some are called again.
    fn comes_back(&mut self, day: usize) {
        if let Some((_, kernel)) = &mut self.back {
            self.under_way.iter_mut().zip(&self.return_to).for_each(|(n, p)| *n += p);
            kernel.set_out(day, &self.return_to, self.start, true, &mut self.coming);
        } else {
            self.queue.join(&self.return_to, self.start, self.keeps_place);
        }
    }

    /// What becomes of those who are called, by how long ahead the appointments of a day were made: as long as people wait for them
    /// (Little's law), the longest time at most.
    fn turn_over(&mut self, day: usize) {
        let [only] = &self.turnover[..] else {
            let mean = self.slots.mean;
            let wait =
                |day: i64| self.history.get(day.max(0) as usize).copied().unwrap_or_else(|| self.queue.sum()) / mean;
            // Those who are seen now found the list as it was when they came.
            let wait = wait(day as i64 - wait(day as i64) as i64);
            let part = (wait / self.most_days).min(1.0) * PARTS as f64;
            let below = (part as usize).min(PARTS - 1);
            let (a, b, part) = (&self.turnover[below], &self.turnover[below + 1], part - below as f64);
            for k in 0..self.width {
                self.leaves[k] = a.leaves[k] + (b.leaves[k] - a.leaves[k]) * part;
                self.seen_of[k] = a.seen[k] + (b.seen[k] - a.seen[k]) * part;
            }
            return;
        };
        self.leaves.copy_from_slice(&only.leaves);
        self.seen_of.copy_from_slice(&only.seen);
    }

    /// A day is over for those who come back.
    pub(super) fn day_ends(&mut self, day: usize) {
        if let Some((_, kernel)) = &mut self.back {
            kernel.day_ends(day, &mut self.coming);
        }
    }
}

impl Way {
    /// Those of the people seen who take this way: how many of each kind with a clock that runs, and with one that has stopped.
    pub(super) fn takes(&self, seen: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; seen.len()];
        self.take(seen, &mut out);
        out
    }

    /// On which days they are there.
    pub(super) fn days(&self) -> &[[f64; 2]] {
        self.spread.days()
    }

    /// The same as [`Way::takes`], into a list. Returns how many.
    pub(super) fn take(&self, seen: &[f64], out: &mut [f64]) -> f64 {
        let kinds = self.shares.len();
        out.fill(0.0);
        let mut all = 0.0;
        for (k, n) in seen.iter().enumerate().filter(|(_, n)| **n > 0.0) {
            let (kind, stopped) = if k < kinds { (k, self.stops) } else { (k - kinds, true) };
            let some = n * self.shares[kind];
            // Where no clock stops on the way to a stage, nobody is told apart by it.
            out[self.becomes[kind] + if stopped && seen.len() > kinds { kinds } else { 0 }] += some;
            all += some;
        }
        all
    }
}

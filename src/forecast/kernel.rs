//! What becomes, day by day, of people who set out: how many of each kind are there, and how many have left on the way.

use super::spread::Spread;

/// People who set out within so many days are as one to those days that lie so far ahead that it makes no difference.
const TOGETHER: usize = 7;
/// From so many days ahead on, where the law has more than a few days.
const FAR: usize = 14;
const FEW: usize = 28;

/// Who is there on later days of those who set out, by kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Kernel {
    width: usize,
    near: Vec<Step>,
    /// Parts of each kind that are there, one step after the other.
    parts: Vec<f64>,
    /// The same, of those who set out in the week before a day.
    far: Vec<Step>,
    far_parts: Vec<f64>,
    /// Who set out in this week, and the sum of the days of their clock starts.
    week: Vec<f64>,
    starts: f64,
}

/// So many days later, before the sessions of the day or after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    after: usize,
    late: bool,
}

/// Where people arrive: by day, before its sessions and after.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Arrivals {
    width: usize,
    people: Vec<f64>,
    starts: Vec<f64>,
}

impl Kernel {
    /// By a spread, where a part of each kind is left after a day.
    pub(super) fn new(spread: &Spread, keeps: &[f64]) -> Self {
        let width = keeps.len();
        let mut out = Self { width, week: vec![0.0; width], ..Self::default() };
        let days = spread.days();
        let met = days.iter().flatten().filter(|part| **part > 0.0).count();
        let cut = if met > FEW { FAR } else { days.len() };
        let mut left = vec![1.0; width];
        let mut far = vec![[0.0; 2]; 0];
        let first = FAR + 1 - TOGETHER;
        if cut < days.len() {
            far = vec![[0.0; 2]; (days.len() - first) * width];
        }
        for (after, parts) in days.iter().enumerate() {
            for (late, part) in parts.iter().enumerate().filter(|(_, part)| **part > 0.0) {
                if after < cut {
                    out.near.push(Step { after, late: late == 1 });
                    out.parts.extend(left.iter().map(|left| left * part));
                    continue;
                }
                // Of seven days, each as likely: those who set out last are there so many days after the last.
                for before in 0..TOGETHER {
                    let at = (after - before - first) * width;
                    for (there, left) in far[at..at + width].iter_mut().zip(&left) {
                        there[late] += left * part / TOGETHER as f64;
                    }
                }
            }
            left.iter_mut().zip(keeps).for_each(|(left, keep)| *left *= keep);
        }
        for (at, day) in far.chunks(width.max(1)).enumerate() {
            for late in [false, true] {
                if day.iter().any(|there| there[usize::from(late)] > 0.0) {
                    out.far.push(Step { after: first + at, late });
                    out.far_parts.extend(day.iter().map(|there| there[usize::from(late)]));
                }
            }
        }
        out
    }

    /// People set out on a day; where the day is over there, those of today are there tomorrow.
    pub(super) fn set_out(&mut self, day: usize, people: &[f64], start: f64, passed: bool, to: &mut Arrivals) {
        for (step, parts) in self.near.iter().zip(self.parts.chunks_exact(self.width)) {
            let tomorrow = passed && step.after == 0;
            let late = step.late && !tomorrow;
            to.add(day + step.after + usize::from(tomorrow), late, people, parts, start);
        }
        if !self.far.is_empty() {
            self.week.iter_mut().zip(people).for_each(|(n, p)| *n += p);
            self.starts += people.iter().sum::<f64>() * start;
        }
    }

    /// A day is over.
    pub(super) fn day_ends(&mut self, day: usize, to: &mut Arrivals) {
        if self.far.is_empty() || day % TOGETHER != TOGETHER - 1 {
            return;
        }
        let all: f64 = self.week.iter().sum();
        if all > 0.0 {
            let start = self.starts / all;
            for (step, parts) in self.far.iter().zip(self.far_parts.chunks_exact(self.width)) {
                to.add(day + step.after, step.late, &self.week, parts, start);
            }
        }
        self.week.fill(0.0);
        self.starts = 0.0;
    }

    /// Some leave who set out in this week.
    pub(super) fn keep(&mut self, parts: &[f64]) {
        self.week.iter_mut().zip(parts).for_each(|(n, part)| *n *= part);
    }
}

impl Arrivals {
    pub(super) fn new(days: usize, width: usize) -> Self {
        Self { width, people: vec![0.0; 2 * days * width], starts: vec![0.0; 2 * days] }
    }

    fn add(&mut self, day: usize, late: bool, people: &[f64], parts: &[f64], start: f64) {
        let at = 2 * day + usize::from(late);
        let Some(there) = self.people.get_mut(at * self.width..(at + 1) * self.width) else { return };
        let mut sum = 0.0;
        for ((there, n), part) in there.iter_mut().zip(people).zip(parts) {
            let some = n * part;
            *there += some;
            sum += some;
        }
        self.starts[at] += sum * start;
    }

    /// So many come on a day.
    pub(super) fn come(&mut self, day: usize, late: bool, people: &[f64], part: f64, start: f64) {
        let at = 2 * day + usize::from(late);
        let Some(there) = self.people.get_mut(at * self.width..(at + 1) * self.width) else { return };
        there.iter_mut().zip(people).for_each(|(there, n)| *there += n * part);
        self.starts[at] += people.iter().sum::<f64>() * part * start;
    }

    /// Who is there on a day, and the sum of the days of their clock starts.
    pub(super) fn of(&self, day: usize, late: bool) -> (&[f64], f64) {
        let at = 2 * day + usize::from(late);
        (&self.people[at * self.width..(at + 1) * self.width], self.starts[at])
    }

    /// Some leave of those who are there from a day on.
    pub(super) fn keep(&mut self, from: usize, parts: &[f64]) {
        for at in 2 * from..self.starts.len() {
            let people = &mut self.people[at * self.width..(at + 1) * self.width];
            let before: f64 = people.iter().sum();
            if before > 0.0 {
                people.iter_mut().zip(parts).for_each(|(n, part)| *n *= part);
                self.starts[at] *= people.iter().sum::<f64>() / before;
            }
        }
    }
}

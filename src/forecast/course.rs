//! Who leaves the list untreated from day to day, and whose clinical class changes.

use super::strata::Strata;
use super::traffic::mean_waits;
use crate::distributions::{Patience, exp, log, power};
use crate::ids::Cause;
use crate::model::{Course, Model, Service};
use crate::time::DAY;

/// How people leave while they wait.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Leaving {
    /// The same part each day, however long they have waited.
    Alike,
    /// By the days waited: the part of each kind that is left after one more.
    ByAge(Vec<Vec<f64>>),
}

/// Days waited beyond which people leave as if they had waited so long.
const MOST_AGE: usize = 6000;

/// How people leave the list: the part of each kind that is left after a day, patience aside where that depends on the days waited.
pub(super) fn leaving(model: &Model, service: &Service, kinds: &Strata) -> (Vec<f64>, Leaving) {
    let mut leaving = Leaving::Alike;
    let ends = service.course.as_ref().map(|course| of_course(course, kinds));
    let mut daily = ends.unwrap_or_else(|| vec![1.0; kinds.count]);
    let memoryless = |p: &Patience| matches!(p, Patience::Never | Patience::Exponential { .. });
    if !service.patience.is_empty() {
        if service.patience.iter().all(memoryless) {
            let day = DAY as f64;
            let stays = kinds.mean(|c| service.patience[usize::from(service.patience_of[c])].survival(day));
            daily.iter_mut().zip(stays).for_each(|(d, s)| *d *= s);
        } else {
            let waits = service.today.iter().flat_map(mean_waits);
            let oldest = waits.map(|(_, wait)| wait / DAY as f64).fold(0.0, f64::max);
            let ages = (oldest as usize + (model.horizon / DAY) as usize + 2).min(MOST_AGE);
            let day = DAY as f64;
            let stays = |law: &Patience, age: usize| {
                let now = law.survival(age as f64 * day);
                if now > 1e-300 { law.survival((age + 1) as f64 * day) / now } else { 0.0 }
            };
            let laws: Vec<Vec<f64>> =
                service.patience.iter().map(|law| (0..ages).map(|age| stays(law, age)).collect()).collect();
            let at = |age: usize| kinds.mean(|c| laws[usize::from(service.patience_of[c])][age]);
            let mut table = vec![Vec::with_capacity(ages); kinds.count];
            for each in (0..ages).map(at) {
                table.iter_mut().zip(each).zip(&daily).for_each(|((row, p), daily)| row.push(p * daily));
            }
            leaving = Leaving::ByAge(table);
        }
    }
    (daily, leaving)
}

/// The part of each kind that leaves in a day for one of the reasons of its course, but for changes of its class.
fn of_course(course: &Course, kinds: &Strata) -> Vec<f64> {
    let rate = |c: usize| {
        let each = Course::CAUSES.iter().zip(&course.means[c]).filter(|(cause, _)| **cause != Cause::Change);
        each.map(|(_, mean)| DAY as f64 / mean).sum::<f64>()
    };
    kinds.mean(rate).into_iter().map(|rate| exp(-rate)).collect()
}

/// Classes change so many days at a time, in the middle of them.
pub(super) const CHANGE_DAYS: usize = 7;

/// Which kind somebody is of after so many days, by kind; and how often classes change in a day. None where they do not.
pub(super) fn changes(course: &Course, kinds: &Strata) -> Option<(Vec<Vec<f64>>, Vec<f64>)> {
    /// The steps of a week are so many times doubled at most.
    const DOUBLED: u32 = 40;
    if !course.changes() {
        return None;
    }
    let rate = |c: usize| {
        let at = Course::CAUSES.iter().position(|c| *c == Cause::Change).unwrap_or(3);
        DAY as f64 / course.means[c][at]
    };
    let rates = kinds.mean(rate);
    let urgency = |c: usize, u: usize| super::mixes::levels(&course.next[c]).get(u).copied().unwrap_or(0.0);
    let fastest = rates.iter().copied().fold(0.0, f64::max);
    if fastest <= 0.0 {
        return None;
    }
    let fastest = fastest * CHANGE_DAYS as f64;
    let doubled = ((log(fastest.max(1.0)) / std::f64::consts::LN_2).ceil() as u32 + 6).min(DOUBLED);
    let small = CHANGE_DAYS as f64 / power(2.0, f64::from(doubled));
    let count = kinds.count;
    let mut step = vec![vec![0.0; count]; count];
    let urgencies = kinds.urgencies();
    for u in 0..urgencies {
        let moved = kinds.mean(|c| rate(c) * if rate(c) > 0.0 { urgency(c, u) } else { 0.0 });
        for (k, moved) in moved.iter().enumerate() {
            step[k][kinds.with_urgency(k, u)] += moved * small;
        }
    }
    for (k, row) in step.iter_mut().enumerate() {
        let away: f64 = row.iter().sum();
        row[k] += 1.0 - away;
    }
    for _ in 0..doubled {
        let mut twice = vec![vec![0.0; count]; count];
        for (to, row) in twice.iter_mut().zip(&step) {
            for (p, next) in row.iter().zip(&step).filter(|(p, _)| **p > 0.0) {
                to.iter_mut().zip(next).for_each(|(t, q)| *t += p * q);
            }
        }
        step = twice;
    }
    Some((step, rates))
}

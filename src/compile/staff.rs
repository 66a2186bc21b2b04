//! Servers whose number changes at dates.

use super::common::Common;
use crate::error::Problem;
use crate::model::{Capacity, Staff, Stage, UNLIMITED};
use crate::scenario::path;
use crate::scenario::raw;
use crate::time::{NEVER, Time};

/// Most changes of the number of servers, each of a ramp counted.
const MOST_CHANGES: usize = 1_000_000;

/// A change as it is meant.
struct Step {
    from: Time,
    to: Option<Time>,
    count: u32,
    ramp: Time,
    at: String,
}

impl Common {
    /// Puts the changes of the number of servers into a stage.
    pub(super) fn staff(&self, raw: &raw::Servers, at: &str, stage: &mut Stage, problems: &mut Vec<Problem>) {
        let Capacity::Servers { count: base, .. } = &mut stage.capacity else { return };
        if raw.changes.is_empty() {
            return;
        }
        let list = path::key(at, "changes");
        if *base == UNLIMITED {
            let message = "there is a server for everybody, so their number cannot change";
            problems.push(Problem::new("Q0626", &list, message).help("give `count` as a number").at_key());
            return;
        }
        let mut steps = Vec::new();
        for (i, change) in raw.changes.iter().enumerate() {
            let here = path::entry(&list, &i.to_string());
            let from = change.from.as_ref().map_or(Some(0), |w| self.when(w, &path::key(&here, "from"), problems));
            let to = match &change.to {
                None => Some(None),
                Some(w) => self.when(w, &path::key(&here, "to"), problems).map(Some),
            };
            let count = self.some_servers(change.count, &path::key(&here, "count"), problems);
            let (Some(from), Some(to)) = (from, to) else { continue };
            if to.is_some_and(|to| to <= from) {
                problems.push(Problem::new("Q0616", path::key(&here, "to"), "this change ends before it begins"));
                continue;
            }
            if from >= self.horizon || to.is_some_and(|to| to <= 0) {
                problems.push(Problem::new("W0616", &here, "this change lies outside the horizon and does nothing"));
            }
            steps.push(Step { from, to, count, ramp: change.ramp.map_or(0, |s| s.time(self.unit)), at: here });
        }
        steps.sort_by_key(|s| s.from);
        for pair in steps.windows(2) {
            if pair[0].to.is_some_and(|to| to > pair[1].from) || pair[0].from == pair[1].from {
                let message = format!("this change overlaps `{}`", pair[0].at);
                problems.push(Problem::new("Q0618", &pair[1].at, message).help("let one end where the other begins"));
            }
        }
        let staff = follow(*base, &steps);
        if staff.len() > MOST_CHANGES {
            let message = format!("{} changes of the number of servers; at most {MOST_CHANGES}", staff.len());
            problems.push(Problem::new("Q0607", list, message));
            return;
        }
        *base = staff.iter().take_while(|s| s.from <= 0).last().map_or(*base, |s| s.count);
        stage.staff = staff.into_iter().filter(|s| s.from > 0 && s.from < self.horizon).collect();
    }
}

/// The number of servers from an instant on: `base`, then each change in turn. A change without an end holds until the next one; after
/// an end there are `base` again. On a ramp servers come, or go, one by one and evenly.
fn follow(base: u32, steps: &[Step]) -> Vec<Staff> {
    let mut out: Vec<Staff> = Vec::new();
    let mut now = base;
    for (i, step) in steps.iter().enumerate() {
        let next = steps.get(i + 1).map_or(NEVER, |next| next.from);
        let end = step.to.unwrap_or(NEVER).min(next);
        let many = i64::from(step.count.abs_diff(now));
        let one = |k: i64| if step.count > now { now + k as u32 } else { now - k as u32 };
        let came: Vec<Staff> = if step.ramp > 0 {
            let each = (1..=many).map(|k| Staff {
                from: step.from.saturating_add((i128::from(step.ramp) * i128::from(k) / i128::from(many)) as Time),
                count: one(k),
            });
            each.take_while(|s| s.from < end).collect()
        } else {
            vec![Staff { from: step.from, count: step.count }]
        };
        now = came.last().map_or(now, |s| s.count);
        out.extend(came);
        if let Some(to) = step.to.filter(|to| *to < next) {
            out.push(Staff { from: to, count: base });
            now = base;
        } else if step.to.is_some() {
            now = base;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(from: Time, to: Option<Time>, count: u32, ramp: Time) -> Step {
        Step { from, to, count, ramp, at: String::new() }
    }

    fn told(base: u32, steps: &[Step]) -> Vec<(Time, u32)> {
        follow(base, steps).iter().map(|s| (s.from, s.count)).collect()
    }

    #[test]
    fn a_change_holds_until_its_end_or_the_next() {
        assert_eq!(told(5, &[step(10, Some(30), 8, 0)]), [(10, 8), (30, 5)]);
        assert_eq!(told(5, &[step(10, Some(30), 8, 0), step(30, None, 2, 0)]), [(10, 8), (30, 2)]);
        assert_eq!(told(5, &[step(10, None, 8, 0), step(20, None, 6, 20)]), [(10, 8), (30, 7), (40, 6)]);
        assert_eq!(told(2, &[step(0, None, 6, 8), step(5, None, 0, 0)]), [(2, 3), (4, 4), (5, 0)]);
        assert_eq!(told(2, &[step(0, Some(5), 6, 8)]), [(2, 3), (4, 4), (5, 2)]);
    }
}

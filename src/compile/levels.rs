//! Quantities that change by date: weekday weights, seasons, growth, dated changes and ramps.

use crate::compile::Common;
use crate::error::Problem;
use crate::scenario::calendar::{Calendar, parse_date};
use crate::scenario::path;
use crate::scenario::raw::demand::{Change, Days, Weekday, When};
use crate::scenario::raw::{Number, Span};
use crate::time::{DAY, MONTH_DAYS};

/// What is left out where a quantity needs a calendar.
pub(super) fn needs_start(at: &str, what: &str) -> Problem {
    Problem::new(super::NEEDS_START, at, format!("{what} needs a calendar"))
        .help("give `start` in [scenario], for example 2026-02-02")
        .at_key()
}

impl Common {
    /// The instant of a date or of a time since the start, in seconds.
    pub(super) fn when(&self, when: &When, at: &str, problems: &mut Vec<Problem>) -> Option<i64> {
        if parse_date(&when.0).is_ok() {
            return match self.calendar {
                Some(calendar) => calendar.day_of(&when.0).map(|d| d * DAY),
                None => {
                    problems.push(needs_start(at, "a date"));
                    None
                }
            };
        }
        Span::parse(&when.0).ok().map(|s| s.time(self.unit))
    }

    /// The same, where it must lie between the start and the end of the run.
    pub(super) fn when_within(&self, when: &When, at: &str, problems: &mut Vec<Problem>) -> Option<i64> {
        let time = self.when(when, at, problems)?;
        if (0..self.horizon).contains(&time) {
            return Some(time);
        }
        let side = if time < 0 { "before the start" } else { "after the end" };
        let message = format!("`{}` lies {side} of the run", when.0);
        problems.push(Problem::new("Q0623", at, message).help("move it, or the horizon"));
        None
    }

    /// The same of what may have begun before the run.
    pub(super) fn begins(&self, when: &When, at: &str, problems: &mut Vec<Problem>) -> Option<i64> {
        let time = self.when(when, at, problems)?;
        if time < 0 { Some(time) } else { self.when_within(when, at, problems) }
    }

    /// The same in whole days.
    fn when_day(&self, when: &When, at: &str, problems: &mut Vec<Problem>) -> Option<i64> {
        let t = self.when(when, at, problems)?;
        if t % DAY != 0 {
            problems.push(Problem::new("Q0613", at, "changes begin and end with a day").help("write whole days"));
            return None;
        }
        Some(t / DAY)
    }

    /// Weights of the days of the week, Monday first.
    pub(super) fn weekdays(&self, days: &Days, at: &str, problems: &mut Vec<Problem>) -> [f64; 7] {
        let mut weights = [0.0; 7];
        match days {
            Days::List(list) => {
                for day in list {
                    let i = Weekday::ALL.iter().position(|(d, _)| d == day).unwrap_or(0);
                    if weights[i] > 0.0 {
                        problems.push(Problem::new("Q0614", at, format!("`{}` is listed twice", Weekday::ALL[i].1)));
                    }
                    weights[i] = 1.0;
                }
            }
            Days::Weights(by) => {
                for (name, weight) in by {
                    match Weekday::ALL.iter().position(|(_, n)| n == name) {
                        Some(_) if weight.value < 0.0 => {
                            let message = format!("the weight {} is negative", weight.value);
                            problems.push(Problem::new("Q0604", path::key(at, name), message));
                        }
                        Some(i) => weights[i] = weight.value,
                        None => {
                            let problem =
                                Problem::new("Q0206", path::key(at, name), format!("`{name}` is not a weekday"));
                            problems.push(problem.help("weekdays are mon, tue, wed, thu, fri, sat, sun").at_key());
                        }
                    }
                }
            }
        }
        if weights.iter().all(|w| *w == 0.0) {
            problems.push(Problem::new("Q0614", at, "no weekday is left"));
        }
        if self.calendar.is_none() {
            problems.push(needs_start(at, "a weekday"));
        }
        weights
    }

    /// Twelve monthly indices.
    pub(super) fn season(&self, season: &[Number], at: &str, problems: &mut Vec<Problem>) -> Option<[f64; 12]> {
        if self.calendar.is_none() {
            problems.push(needs_start(at, "a season"));
            return None;
        }
        for (month, index) in season.iter().enumerate().filter(|(_, index)| index.value < 0.0) {
            let message = format!("the index {} is negative", index.value);
            problems.push(Problem::new("Q0604", path::entry(at, &month.to_string()), message));
        }
        let values: Vec<f64> = season.iter().map(|n| n.value.max(0.0)).collect();
        let found = values.len();
        values
            .try_into()
            .map_err(|_| {
                let message = format!("a season has twelve numbers, January first; here there are {found}");
                problems.push(Problem::new("Q0615", at, message));
            })
            .ok()
    }

    /// The value per week on each day, after dated changes; none where nothing changes.
    pub(super) fn changed(
        &self,
        base: f64,
        changes: &[Change],
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Vec<f64>> {
        if changes.is_empty() {
            return None;
        }
        let mut steps = Vec::new();
        for (i, change) in changes.iter().enumerate() {
            let here = path::entry(at, &i.to_string());
            let from = change.from.as_ref().map_or(Some(0), |w| self.when_day(w, &path::key(&here, "from"), problems));
            let to = match &change.to {
                None => Some(None),
                Some(w) => self.when_day(w, &path::key(&here, "to"), problems).map(Some),
            };
            let (Some(from), Some(to)) = (from, to) else { continue };
            if to.is_some_and(|to| to <= from) {
                problems.push(Problem::new("Q0616", path::key(&here, "to"), "this change ends before it begins"));
                continue;
            }
            if from >= self.days || to.is_some_and(|to| to <= 0) {
                problems.push(Problem::new("W0616", &here, "this change lies outside the horizon and does nothing"));
            }
            let (key, level) = match (&change.per_week, &change.per_month, &change.multiply) {
                (Some(x), None, None) => ("per_week", x.value / self.scale),
                (None, Some(x), None) => ("per_month", x.value * 7.0 / MONTH_DAYS / self.scale),
                (None, None, Some(x)) => ("multiply", base.max(0.0) * x.value),
                _ => {
                    let message = "a change gives one of `per_week`, `per_month` and `multiply`";
                    problems.push(Problem::new("Q0617", &here, message));
                    continue;
                }
            };
            if level < 0.0 {
                let message = "this change leads to a negative value; it must be 0 or more";
                problems.push(Problem::new("Q0604", path::key(&here, key), message));
            }
            let level = level.max(0.0);
            let ramp = change.ramp.map_or(0, |s| s.time(self.unit));
            if ramp % DAY != 0 {
                problems.push(Problem::new("Q0613", path::key(&here, "ramp"), "a ramp takes whole days"));
            }
            steps.push(Step { from, to, level, ramp: ramp / DAY, at: here });
        }
        steps.sort_by_key(|s| s.from);
        for pair in steps.windows(2) {
            if pair[0].to.is_some_and(|to| to > pair[1].from) || pair[0].from == pair[1].from {
                let message = format!("this change overlaps `{}`", pair[0].at);
                problems.push(Problem::new("Q0618", &pair[1].at, message).help("let one end where the other begins"));
            }
        }
        Some(follow(base, &steps, self.days))
    }

    /// The calendar's month factors by day, or 1.
    pub(super) fn month_factor(season: Option<&[f64; 12]>, calendar: Option<Calendar>, day: i64) -> f64 {
        match (season, calendar) {
            (Some(season), Some(calendar)) => season[calendar.month(day)],
            _ => 1.0,
        }
    }
}

struct Step {
    from: i64,
    to: Option<i64>,
    level: f64,
    ramp: i64,
    at: String,
}

/// The value on each day: `base`, then each change in turn. A change without an end holds until the next one, which ramps from it;
/// after an end the value is `base` again.
fn follow(base: f64, steps: &[Step], days: i64) -> Vec<f64> {
    let mut out = Vec::with_capacity(days as usize);
    let mut before = base;
    let mut next = 0;
    let mut current: Option<(&Step, f64)> = None;
    let first = steps.first().map_or(0, |s| s.from.min(0));
    for day in first..days {
        if let Some((step, _)) = current
            && step.to.is_some_and(|to| day >= to)
        {
            current = None;
            before = base;
        }
        while let Some(step) = steps.get(next).filter(|s| s.from <= day) {
            current = Some((step, before));
            next += 1;
        }
        let value = match current {
            None => base,
            Some((step, start)) if day - step.from < step.ramp => {
                start + (step.level - start) * (day - step.from) as f64 / step.ramp as f64
            }
            Some((step, _)) => step.level,
        };
        before = value;
        if day >= 0 {
            out.push(value);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(from: i64, to: Option<i64>, level: f64, ramp: i64) -> Step {
        Step { from, to, level, ramp, at: String::new() }
    }

    #[test]
    fn a_change_holds_until_its_end_or_the_next() {
        assert_eq!(follow(10.0, &[step(1, Some(3), 8.0, 0)], 5), [10.0, 8.0, 8.0, 10.0, 10.0]);
        assert_eq!(follow(10.0, &[step(0, None, 8.0, 0), step(2, None, 4.0, 2)], 5), [8.0, 8.0, 8.0, 6.0, 4.0]);
        assert_eq!(follow(10.0, &[step(-2, None, 0.0, 4)], 3), [5.0, 2.5, 0.0]);
    }
}

//! What holds for all services of a scenario: time, scale, people.

use super::people::{People, errors};
use super::record_plan::RecordPlan;
use crate::error::Problem;
use crate::ids::MAX_WEEK;
use crate::scenario::calendar::Calendar;
use crate::scenario::{defaults, path, raw};
use crate::tally::{Limits, MOST_LIMITS};
use crate::time::{DAY, Time, WEEK};

/// What holds for all services.
#[derive(Clone, Debug)]
pub(super) struct Common {
    /// Seconds of `1 unit`.
    pub(super) unit: f64,
    pub(super) calendar: Option<Calendar>,
    pub(super) horizon: Time,
    /// The horizon in days.
    pub(super) days: i64,
    pub(super) warm_up: Time,
    pub(super) follow_up: Time,
    pub(super) audit: Option<Time>,
    pub(super) limits: Limits,
    pub(super) scale: f64,
    pub(super) max_waiting: u64,
    /// Unit of money.
    pub(super) currency: String,
    pub(super) people: People,
    pub(super) records: Option<RecordPlan>,
    /// The names of the services, in order.
    pub(super) services: Vec<String>,
}

impl Common {
    /// Checks the head of a scenario; none where nothing below it can be checked.
    pub(super) fn new(doc: &raw::Document, problems: &mut Vec<Problem>) -> Option<Self> {
        let before = errors(problems);
        let head = &doc.scenario;
        let at = |key: &str| format!("scenario.{key}");
        let unit = defaults::unit(head);
        if unit <= 0.0 || unit > 365.0 * DAY as f64 {
            let message = "the unit of time must be above 0 and at most a year";
            problems.push(Problem::new("Q0604", at("time_unit"), message));
        }
        let mut days = |span: raw::Span, key: &str| {
            let t = span.time(unit);
            if t % DAY != 0 {
                let message = format!("{span} is not a whole number of days");
                problems.push(Problem::new("Q0613", at(key), message).help("write whole days or weeks"));
            }
            t
        };
        let horizon = days(head.horizon, "horizon");
        let warm_up = head.warm_up.map_or(0, |s| days(s, "warm_up"));
        let stated = head.follow_up.map(|s| days(s, "follow_up"));
        let audit = match &head.audit {
            None => Some(WEEK),
            Some(raw::Audit(every)) => every.map(|s| days(s, "audit")),
        };
        if horizon <= 0 {
            problems.push(Problem::new("Q0604", at("horizon"), "the horizon must be at least one day"));
        } else if warm_up >= horizon {
            let message = format!(
                "the warm-up of {} leaves nothing of the horizon of {}",
                raw::Span::days(warm_up / DAY),
                head.horizon
            );
            problems.push(
                Problem::new("Q0630", at("warm_up"), message).help("shorten the warm-up or lengthen the horizon"),
            );
        }
        if horizon / WEEK > MAX_WEEK as i64 {
            let message = format!("{} weeks are simulated; at most {MAX_WEEK}", horizon / WEEK);
            problems.push(Problem::new("Q0607", at("horizon"), message));
        }
        let longest = defaults::follow_up(horizon, warm_up);
        if let Some(stated) = stated.filter(|s| *s > longest) {
            let message = format!(
                "a follow-up of {} is too long: at most 52 weeks or half the horizon after the warm-up, here {}",
                raw::Span::days(stated / DAY),
                raw::Span::days(longest / DAY)
            );
            problems
                .push(Problem::new("Q0631", at("follow_up"), message).help("leave it out, or lengthen the horizon"));
        }
        if audit.is_some_and(|a| a <= 0) {
            problems.push(
                Problem::new("Q0604", at("audit"), "the time between audits must be at least one day")
                    .help("or \"none\""),
            );
        }
        let scale = head.scale.as_ref().map_or(1.0, |n| n.value);
        if !(1.0..=1e9).contains(&scale) {
            let message =
                format!("the scale {scale} must be between 1 and 1e9: one simulated person stands for that many");
            problems.push(Problem::new("Q0604", at("scale"), message));
        }
        let calendar = head.start.as_ref().and_then(|d| Calendar::new(&d.0));
        if let (Some(c), true) = (calendar, horizon > 0)
            && c.date(horizon / DAY).is_none()
        {
            problems.push(Problem::new("Q0607", at("horizon"), "the last day lies beyond the year 9999"));
        }
        let people = People::new(doc, problems);
        let plan = errors(problems);
        let records = people.as_ref().and_then(|p| RecordPlan::new(doc, p, problems));
        if errors(problems) > plan && records.is_none() {
            // Rules may name "not recorded", which is then no level.
            return None;
        }
        // What stands for a number of the head that is wrong hides nothing of the services; without a length of the run, a unit or
        // groups nothing is known about them.
        let length = horizon > 0 && horizon / WEEK <= MAX_WEEK as i64 && unit > 0.0 && unit <= 365.0 * DAY as f64;
        let people = people.filter(|_| length)?;
        let wrong = errors(problems) > before;
        let warm_up = if wrong && !(0..horizon).contains(&warm_up) { 0 } else { warm_up };
        let scale = if (1.0..=1e9).contains(&scale) { scale } else { 1.0 };
        let mut services: Vec<String> = doc.service.iter().map(|s| s.name.clone()).collect();
        services.sort_unstable();
        Some(Self {
            unit,
            calendar,
            horizon,
            days: horizon / DAY,
            warm_up,
            follow_up: stated.unwrap_or(longest),
            audit,
            limits: limits(head, unit, problems),
            scale,
            // The default is what a computer holds, and so of simulated people.
            max_waiting: head.max_waiting.map_or(defaults::MAX_WAITING, |most| (most as f64 / scale) as u64),
            currency: head.currency.clone().unwrap_or_else(|| "money".into()),
            people,
            records,
            services,
        })
    }
}

/// Longest limit on waiting, in days: a century.
const LONGEST_LIMIT: i64 = 36_525;

/// The limits on waiting, in weeks or as durations.
fn limits(head: &raw::Head, unit: f64, problems: &mut Vec<Problem>) -> Limits {
    let Some(given) = &head.limits_weeks else { return Limits::default() };
    let list = "scenario.limits_weeks";
    let before = errors(problems);
    let mut found: Vec<i64> = Vec::new();
    for (i, value) in given.iter().enumerate() {
        let here = path::entry(list, &i.to_string());
        let seconds = match value {
            serde_json::Value::String(text) => raw::Span::parse(text).map(|span| span.seconds(unit)),
            other => other
                .as_f64()
                .map(|weeks| weeks * WEEK as f64)
                .ok_or_else(|| ("a limit is a number of weeks, or a duration".to_string(), HELP.to_string())),
        };
        let days = match seconds {
            Ok(seconds) => seconds / DAY as f64,
            Err((message, help)) => {
                problems.push(Problem::new("Q0604", here, message).help(help));
                continue;
            }
        };
        if days.fract() != 0.0 || !(1.0..=LONGEST_LIMIT as f64).contains(&days) {
            let message = "a limit on waiting is a whole number of days, from 1 day to a century";
            problems.push(Problem::new("Q0604", here, message).help(HELP));
        } else if found.contains(&(days as i64)) {
            problems.push(Problem::new("Q0604", here, "this limit is given twice").help("leave one out"));
        } else {
            found.push(days as i64);
        }
    }
    if given.is_empty() || given.len() > MOST_LIMITS {
        let message = format!("{} limits are given; there may be 1 to {MOST_LIMITS}", given.len());
        problems.push(Problem::new("Q0607", list, message).help(HELP));
    }
    if errors(problems) > before { Limits::default() } else { Limits::of_days(&found).unwrap_or_default() }
}

const HELP: &str = "write weeks as numbers, or durations: `limits_weeks = [12, \"365 days\"]`";

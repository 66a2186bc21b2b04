//! People who leave, and clinical classes that change, more often than is likely.

use super::unsaid::Said;
use crate::distributions::{Patience, exp, log};
use crate::ids::Cause;
use crate::model::{Course, Model, Service};
use crate::scenario::path;
use crate::time::{Time, WEEK};

/// A part of the list that leaves in a week, beyond which it was rather meant to be people.
const HAZARD: f64 = 0.2;
/// A clinical class that changes more often in a week was rather given another unit.
const MOST_CHANGES: f64 = 7.0;
/// Where time is in minutes, as in a casualty department, people do leave within the hour.
const SHORT_STAY: Time = 3600;
/// Shorter runs are of queues in which hours count.
const SHORT_RUN: Time = 4 * WEEK;

/// Parts of a list that leave in a week, and are rather people.
pub(super) fn hazards(model: &Model, service: &Service, found: &mut Vec<Said>) {
    if model.horizon < SHORT_RUN {
        return;
    }
    let at = path::entry("service", &service.name);
    let week = WEEK as f64;
    // In the first week, or in a later one that most people reach: a hazard by time waited may rise after it.
    let of_law = |law: &Patience| {
        let weekly = |from: f64| {
            let now = law.survival(from);
            if now > 0.5 { -log((law.survival(from + week) / now).max(1e-300)) } else { 0.0 }
        };
        let hourly = 1.0 - law.survival(SHORT_STAY as f64);
        let last = if matches!(law, Patience::Piecewise(_) | Patience::ByWait(_)) { model.horizon / WEEK } else { 0 };
        if hourly > 0.5 { 0.0 } else { (0..=last).map(|k| weekly(k as f64 * week)).fold(0.0, f64::max) }
    };
    let patience = service.patience.iter().map(of_law).fold(0.0, f64::max);
    let short = |mean: f64| mean <= SHORT_STAY as f64;
    let course = service.course.as_ref();
    let rates = course.iter().flat_map(|course| &course.means).flat_map(|means| Course::CAUSES.iter().zip(means));
    let leaves = rates.filter(|(cause, mean)| **cause != Cause::Change && mean.is_finite() && !short(**mean));
    let ends = leaves.map(|(_, mean)| week / mean).fold(0.0_f64, f64::max);
    let name = &service.name;
    let says = |rate: f64| {
        format!(": at {rate:.2} a week {:.0}% of those who wait leave within a week", 100.0 * (1.0 - exp(-rate)))
    };
    let help =
        "a rate is the part of the list that leaves in a week, usually below 0.02; for people, divide by how many wait";
    if patience > HAZARD {
        found.push((
            "W0644",
            path::key(&at, "removal"),
            format!("people leave `{name}` untreated"),
            says(patience),
            help,
        ));
    }
    if ends > HAZARD {
        let key = path::key(&at, "course");
        found.push((
            "W0644",
            key,
            format!("people leave `{name}` by death, emergency or private treatment"),
            says(ends),
            help,
        ));
    }
    if let Some(course) = course {
        of_changes(course, service, &at, found);
    }
}

/// Clinical classes that change more often than a clinician looks, each by its name: no patient changes classes within the hour.
fn of_changes(course: &Course, service: &Service, at: &str, found: &mut Vec<Said>) {
    let cause = Course::CAUSES.iter().position(|c| *c == Cause::Change).unwrap_or(3);
    let mut fast = vec![0.0_f64; service.urgencies.len()];
    for (class, means) in course.means.iter().enumerate() {
        let of = class % fast.len();
        fast[of] = fast[of].max(WEEK as f64 / means[cause]);
    }
    let most = fast.iter().copied().fold(0.0, f64::max);
    if most <= MOST_CHANGES {
        return;
    }
    let named = service.urgencies.iter().zip(&fast).filter(|(_, rate)| **rate > MOST_CHANGES);
    let named: Vec<String> = named.map(|(urgency, _)| format!("`{}`", urgency.name)).collect();
    let (classes, up_to) = match &named[..] {
        [one] => (format!("class {one}"), ""),
        several => (format!("classes {}", several.join(", ")), "up to "),
    };
    let before = format!("people of {classes} on `{}` change their clinical class", service.name);
    let says = format!(" {up_to}{most:.1} times a week");
    let help = "a rate is the part of a class that changes in a week";
    found.push(("W0645", path::key(&path::key(at, "course"), "deterioration"), before, says, help));
}

//! What holds where a scenario does not say, each fact once: [`fill`] writes it into the document, and the compiler takes it from here.

use super::raw::behaviour::{AfterMissed, AfterPatience, RebookTo};
use super::raw::capacity::TimeOfDay;
use super::raw::demand::{Count, Days, Waiting, Weekday};
use super::raw::{Attribute, Audit, Document, Head, Law, Number, Service, Span};
use crate::time::{DAY, Time, WEEK};

/// Independent runs of each variant.
pub(crate) const REPLICATIONS: u64 = 40;
/// Seed of all luck.
pub(crate) const SEED: u64 = 1;
/// A list longer than this stops a run, counted in simulated people: it is what a computer holds.
pub(crate) const MAX_WAITING: u64 = 10_000_000;
/// Longest follow-up.
pub(crate) const LONGEST_FOLLOW_UP: Time = 52 * WEEK;
/// A longer wait is a breach, in days.
pub(crate) const TARGET_DAYS: i64 = 126;
/// The limits on waiting that figures are told by, in weeks.
pub(crate) const LIMITS_WEEKS: [u32; 3] = [18, 52, 65];
/// Mean of the wait beyond the last edge of today's list.
pub(crate) const OPEN_MEAN: Time = 13 * WEEK;
/// Time of a session, in seconds since midnight.
pub(crate) const HOUR: Time = 9 * 3600;
/// Probability of a new appointment after a missed one.
pub(crate) const REBOOK: f64 = 1.0;
/// The variant of a scenario without any.
pub(crate) const VARIANT: &str = "base";

/// The longest follow-up of a run: at most half of what is left of the horizon after the warm-up, in whole days.
pub(crate) fn follow_up(horizon: Time, warm_up: Time) -> Time {
    LONGEST_FOLLOW_UP.min(horizon.saturating_sub(warm_up).max(0) / 2 / DAY * DAY)
}

/// Seconds of one of the scenario's own units.
pub(crate) fn unit(head: &Head) -> f64 {
    head.time_unit.map_or(DAY as f64, |span| span.seconds(DAY as f64))
}

/// The measures that the answer stands on.
fn primary(doc: &Document) -> Vec<String> {
    let mut primary = vec!["weeks_untreated".to_string()];
    if doc.attribute.iter().any(Attribute::is_reported) {
        primary.push("weeks_untreated.gap".to_string());
    }
    primary
}

/// Writes into a document what it leaves out.
pub(super) fn fill(doc: &mut Document) {
    let primary = primary(doc);
    let head = &mut doc.scenario;
    head.seed.get_or_insert(SEED);
    head.replications.get_or_insert(REPLICATIONS);
    let scale = head.scale.get_or_insert(Number::new(1.0)).value;
    let unit = unit(head);
    let warm_up = *head.warm_up.get_or_insert(Span::days(0));
    let longest = follow_up(head.horizon.time(unit), warm_up.time(unit));
    head.follow_up.get_or_insert(Span::days(longest / DAY));
    head.audit.get_or_insert(Audit(Some(Span::days(7))));
    head.time_unit.get_or_insert(Span::days(1));
    head.limits_weeks.get_or_insert_with(|| LIMITS_WEEKS.map(Into::into).to_vec());
    head.max_waiting.get_or_insert((MAX_WAITING as f64 * scale) as u64);
    head.primary.get_or_insert(primary);
    head.reference.get_or_insert_with(|| doc.variant.first().map_or(VARIANT.to_string(), |v| v.name.clone()));
    for attribute in &mut doc.attribute {
        let ordered = *attribute.ordered.get_or_insert(true);
        if attribute.reference.is_none() {
            let levels = &attribute.levels;
            attribute.reference = if ordered { levels.last() } else { levels.first() }.cloned();
        }
    }
    doc.service.iter_mut().for_each(of_service);
}

fn of_service(service: &mut Service) {
    for urgency in &mut service.urgency {
        urgency.target.get_or_insert(Span::days(TARGET_DAYS));
    }
    if let Some(waiting) = &mut service.waiting {
        of_list(waiting);
    }
    if let Some(slots) = &mut service.slots
        && slots.every.is_none()
    {
        slots.at.get_or_insert(TimeOfDay(format!("{:02}:{:02}", HOUR / 3600, HOUR / 60 % 60)));
        slots.days.get_or_insert_with(|| Days::List(Weekday::ALL[..5].iter().map(|d| d.0).collect()));
    }
    if service.misses_appointment.is_some() {
        let unsaid = service.after_missed.is_none();
        let after = service.after_missed.get_or_insert_with(|| AfterMissed { unsaid, ..AfterMissed::default() });
        after.rebook.get_or_insert(Number::new(REBOOK));
        after.to.get_or_insert(RebookTo::KeepsClockStart);
        after.patience.get_or_insert(AfterPatience::Kept);
    }
}

fn beyond_the_last_edge() -> Law {
    Law::Exponential { mean: Span::days(OPEN_MEAN / DAY), shift: None }
}

/// The law of the open bands of today's list, where there are some.
fn of_list(waiting: &mut Waiting) {
    let edges = waiting.bands_weeks.as_ref().or(waiting.bands_months.as_ref());
    let open = edges.is_some_and(|e| waiting.count.as_ref().and_then(Count::bands) == Some(e.len()));
    if open {
        waiting.open.get_or_insert_with(beyond_the_last_edge);
    }
    for part in &mut waiting.part {
        if let (Some(edges), Some(shares)) = (&part.bands_weeks, &part.spread)
            && edges.len() == shares.len()
        {
            part.open.get_or_insert_with(beyond_the_last_edge);
        }
    }
}

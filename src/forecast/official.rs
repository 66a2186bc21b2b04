//! How many of those who are treated have an official clock that was moved on the way, as expected.

use super::mixes;
use super::visits::{Visits, most_ahead};
use crate::model::{Capacity, ClockRule, Model, OfficialClock, Service, Stage};

/// The part of those seen at every stage of a service, one after the other, whose clock has moved; none where nothing moves it.
pub(super) fn moved(model: &Model, service: &Service) -> Option<f64> {
    let clock = |stage: &Stage| stage.official.is_some();
    service.stages.iter().find(|s| clock(s))?;
    let classes = mixes::everybody(model, service);
    let all: f64 = classes.iter().sum();
    let still = |class: usize| service.stages.iter().map(|s| still(s, class, model.horizon)).product::<f64>();
    let part: f64 = classes.iter().enumerate().map(|(class, p)| p * still(class)).sum();
    Some(if all > 0.0 { 1.0 - part / all } else { 0.0 })
}

/// Of those of a class who are seen at a stage, the part whose clock has not moved there.
fn still(stage: &Stage, class: usize, horizon: i64) -> f64 {
    let Some(rules) = stage.official.filter(|_| !matches!(stage.capacity, Capacity::Delay(_))) else { return 1.0 };
    let away = stage.unavailable.as_ref().map_or(0.0, |u| u.chances[class].probability());
    let cancels = (1.0 - away) * stage.cancels.get(class).map_or(0.0, |p| p.probability());
    let kept = 1.0 - away - cancels;
    // The appointments that somebody needs say how many of them are missed and made again.
    let missed = kept * (1.0 - 1.0 / Visits::new(stage, class, most_ahead(stage) / 2, horizon).needs);
    let moves = |rule: fn(&OfficialClock) -> ClockRule| if rule(&rules) == ClockRule::Runs { 0.0 } else { 1.0 };
    let moving = away * moves(|r| r.unavailable) + cancels * moves(|r| r.cancelled) + missed * moves(|r| r.missed);
    let again = away + cancels + missed;
    if again >= 1.0 { 0.0 } else { (1.0 - again) / (1.0 - again + moving) }
}

/// Rules that nothing at a stage can ever follow, by key.
pub(super) fn idle(stage: &Stage) -> Vec<&'static str> {
    let Some(rules) = stage.official else { return Vec::new() };
    let away = stage.after_missed.delay.is_some();
    let missed = stage.misses.iter().any(|m| m.probability() > 0.0) && stage.after_missed.rebook.probability() > 0.0;
    let each = [
        ("missed", rules.missed, missed && (away || rules.missed != ClockRule::Pauses)),
        ("cancelled", rules.cancelled, !stage.cancels.is_empty()),
        ("declined", rules.declined, stage.levers.fenced.kinds.iter().any(|f| !f.takes_up.is_empty())),
        ("unavailable", rules.unavailable, stage.unavailable.is_some()),
    ];
    each.into_iter().filter(|(_, rule, may)| *rule != ClockRule::Runs && !may).map(|(key, ..)| key).collect()
}

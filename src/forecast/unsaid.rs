//! What the figures of a check do not show by themselves: slots that are not open to all, sessions that are few at this scale, prices of two
//! things in one, and rules that the account leaves out.

use super::{ListForecast, ServiceForecast, official};
use crate::model::{Capacity, Model, Service, SessionPlan, Stage};
use crate::scenario::path;
use crate::time::WEEK;

/// Of those referred, the part by which a list may still grow at the end without a word.
const GROWS: f64 = 0.02;
/// Fewer sessions a year than this, as simulated, are few.
const FEW_SESSIONS: f64 = 26.0;

/// Code, place, what it is about, what is said of it, help.
pub(super) type Said = (&'static str, String, String, String, &'static str);

pub(super) fn of_service(
    model: &Model,
    service: &Service,
    told: Option<&ServiceForecast>,
    lists: &[&ListForecast],
) -> Vec<Said> {
    let mut found: Vec<Said> = Vec::new();
    let whole = path::entry("service", &service.name);
    let single = service.stages.len() == 1;
    let weeks = model.horizon as f64 / WEEK as f64;
    let at = |stage: &Stage| if single { whole.clone() } else { path::entry(&path::key(&whole, "stage"), &stage.name) };
    let fenced = |stage: &&Stage| !stage.levers.fenced.kinds.is_empty();
    let busiest = lists.iter().filter_map(|l| l.load).fold(0.0, f64::max);
    if let (Some(told), Some(stage)) = (told, service.stages.iter().find(fenced)) {
        let growth = told.late_growth_per_week;
        let referred = lists.first().map_or(0.0, |l| l.referrals) / weeks;
        if busiest > 0.0 && busiest < 0.99 && growth > (GROWS * referred).max(0.05) {
            let says = format!(
                ": the load is {busiest:.2} over all slots, but some are for some people only, and the list still grows by {growth:.1} people a week at the end"
            );
            let help = "look at who has slots of their own: the others may wait for ever";
            found.push(("W0653", path::key(&at(stage), "levers"), format!("`{}`", service.name), says, help));
        }
    }
    for stage in &service.stages {
        for key in official::idle(stage) {
            let says = format!(": nothing there moves the official clock by `{key}`");
            let help = "leave it out, or say what happens: `misses_appointment` (for a pause with `after`), `cancels_appointment`, `take_up` or `unavailable`";
            let path = path::key(&path::key(&at(stage), "official_clock"), key);
            found.push(("W0657", path, format!("`{}`", stage.name), says, help));
        }
    }
    for stage in &service.stages {
        let Capacity::Slots { sessions, .. } = &stage.capacity else { continue };
        let cases = matches!(stage.levers.session, Some(SessionPlan::Cases(_)));
        let held = sessions.iter().filter(|s| s.slots > 0).count() as f64;
        if cases && model.scale > 1.0 && held > 0.0 && held / weeks * 52.0 < FEW_SESSIONS {
            let says = format!(
                " has {held:.0} sessions of cases in the whole run: at a scale of {} each stands for that many, and people wait for the next one",
                model.scale
            );
            let help = "use a smaller scale, or slots in place of cases";
            found.push(("W0654", "scenario.scale".into(), format!("`{}`", stage.name), says, help));
        }
        if let Some(booking) = &stage.levers.booking
            && booking.notice > 0
            && booking.short_notice.iter().any(|chance| chance.probability() < 1.0)
        {
            let says = ": not everybody comes at short notice, so slots that fall free late may stay empty; loads and lists here take them as filled";
            let help = "where many cancel or leave, run it: the list may be longer than is told here";
            let key = path::key(&path::key(&path::key(&at(stage), "levers"), "booking"), "short_notice");
            found.push(("W0655", key, format!("`{}`", stage.name), says.into(), help));
        }
    }
    let slots = |minutes: bool| {
        let of = |s: &&Stage| matches!(s.capacity, Capacity::Slots { .. }) && s.levers.in_minutes() == minutes;
        service.stages.iter().find(of)
    };
    if let (Some(prices), Some(plain), Some(minutes)) = (&service.levers.prices, slots(false), slots(true))
        && prices.slot > 0
    {
        let says = format!(
            " has one price for a slot of `{}` and for a minute of `{}`: `cost_of_care` adds them as if they were one thing",
            plain.name, minutes.name
        );
        let help = "write both stages in minutes, or leave `slot` out and use `fixed`";
        let key = path::key(&path::key(&whole, "costs"), "slot");
        found.push(("W0656", key, format!("`{}`", service.name), says, help));
    }
    found
}

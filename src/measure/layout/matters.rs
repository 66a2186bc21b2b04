//! The smallest difference that matters, for figures that the scenario does not name.

use super::Row;
use crate::model::{Capacity, Model, Service};

/// A day, for waits of services with slots: a slot is on a day, so a wait is not known better.
const DAY_IN_DAYS: f64 = 1.0;
const DAY_IN_WEEKS: f64 = 1.0 / 7.0;
/// Half a point, for shares.
const HALF_A_POINT: f64 = 0.005;

/// Says it for every row; of services it must be known whether they have slots.
pub(super) fn set(rows: &mut [Row], models: &[&Model]) {
    let services = || models.iter().flat_map(|m| &m.services);
    let by_slots = |row: &Row| {
        let mut own = services().filter(|s| row.service == "all" || s.name == row.service).peekable();
        own.peek().is_some() && own.all(has_slots)
    };
    // Rows stand service by service.
    let mut last: Option<(String, bool)> = None;
    for row in rows {
        row.matters = match row.unit.as_str() {
            "share" => Some(HALF_A_POINT),
            unit @ ("weeks" | "days") => {
                let slots = match &last {
                    Some((service, slots)) if *service == row.service => *slots,
                    _ => by_slots(row),
                };
                last = Some((row.service.clone(), slots));
                slots.then_some(if unit == "weeks" { DAY_IN_WEEKS } else { DAY_IN_DAYS })
            }
            _ => None,
        };
    }
}

/// Whether people there wait for slots.
fn has_slots(service: &Service) -> bool {
    let slots = |c: &Capacity| matches!(c, Capacity::Slots { .. });
    let servers = |c: &Capacity| matches!(c, Capacity::Servers { .. });
    service.stages.iter().any(|s| slots(&s.capacity)) && !service.stages.iter().any(|s| servers(&s.capacity))
}

//! The smallest difference that matters, for figures that the scenario does not name.

use super::Layout;
use crate::model::{Capacity, Model, Service};

/// A day, for waits of services with slots: a slot is on a day, so a wait is not known better.
const DAY_IN_WEEKS: f64 = 1.0 / 7.0;
/// Half a point, for shares.
const HALF_A_POINT: f64 = 0.005;

/// Says it for every row; of services it must be known whether they have slots.
pub(super) fn set(layout: &mut Layout, models: &[&Model]) {
    let by_slots = |service: usize| {
        let services = models.iter().flat_map(|m| &m.services);
        let name = service.checked_sub(1).map(|s| layout.names.services[s].as_str());
        let mut own = services.filter(|s| name.is_none_or(|name| s.name == name)).peekable();
        own.peek().is_some() && own.all(has_slots)
    };
    let slots: Vec<bool> = (0..=layout.names.services.len()).map(by_slots).collect();
    for row in &mut layout.rows {
        row.matters = match layout.measures[row.figure.measure as usize].unit() {
            "share" => Some(HALF_A_POINT),
            "weeks" => {
                let slots = slots[row.figure.service.map_or(0, |s| s as usize + 1)];
                slots.then_some(DAY_IN_WEEKS)
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

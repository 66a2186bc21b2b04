//! So many days more until treatment, by nothing else.

use super::kind::{Mechanism, Unit};
use crate::experiment::Status;
use crate::model::Model;
use crate::synth::group::Group;
use crate::synth::watch::{Attendance, Site, Visit, recount};
use crate::time::DAY;

#[derive(Debug)]
pub(super) struct Days;

impl Mechanism for Days {
    fn name(&self) -> &'static str {
        "days"
    }
    fn summary(&self) -> &'static str {
        "everybody who is treated is treated so many days later, by nothing else; others are called as before"
    }
    fn unit(&self) -> Unit {
        Unit::Days
    }
    fn is_direct(&self) -> bool {
        true
    }
    fn after(&self, model: &Model, site: &mut Site, group: Group, strength: f64) {
        let later = strength.round() as i64 * DAY;
        for (number, list) in site.lists.iter_mut().enumerate() {
            let mut visits: Vec<Visit> = Vec::with_capacity(list.visits.len());
            for path in &mut list.paths {
                let mut own = list.visits[path.visits.clone()].to_vec();
                if path.status == Status::Treated && group.holds(model, number, path.class) {
                    // The visit that ended the wait, and those that follow it.
                    let last = own.iter().rposition(|v| !v.follow_up && v.how == Attendance::Attended);
                    let from = last.unwrap_or(own.len());
                    own[from..].iter_mut().for_each(|v| {
                        // What follows is arranged once the wait is over; the visit that ends it was made when it was.
                        v.booked += if v.follow_up || v.booked == v.due { later } else { 0 };
                        v.due += later;
                        v.ended += later;
                    });
                    path.end += later;
                    if path.end >= model.horizon {
                        path.end = model.horizon;
                        path.status = Status::Waiting;
                    }
                    // What is to come is booked, or not known of yet.
                    own.retain(|v| v.booked < model.horizon);
                    own.iter_mut().filter(|v| v.ended >= model.horizon).for_each(|v| {
                        (v.how, v.ended) = (Attendance::Booked, v.booked);
                    });
                }
                let from = visits.len();
                visits.extend(own);
                path.visits = from..visits.len();
            }
            list.visits = visits;
            recount(list);
        }
    }
}

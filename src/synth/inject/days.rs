//! So many days more until treatment, by nothing else.

use super::kind::{Mechanism, Unit};
use crate::experiment::Status;
use crate::model::Model;
use crate::rng::{Key, Purpose};
use crate::synth::group::Group;
use crate::synth::watch::{Attendance, Site, Visit, recount};
use crate::time::DAY;

/// The luck of a person that says which part of a day is a whole one: the first word of the second block.
const LATER: usize = 0;
/// Parts of a day.
const PART: f64 = 4_294_967_296.0;

#[derive(Debug)]
pub(super) struct Days;

impl Mechanism for Days {
    fn name(&self) -> &'static str {
        "days"
    }
    fn summary(&self) -> &'static str {
        "everybody who is treated is treated so many days later on average, by nothing else; others are called as before"
    }
    fn unit(&self) -> Unit {
        Unit::Days
    }
    fn acts_afterwards(&self) -> bool {
        true
    }
    fn after(&self, model: &Model, site: &mut Site, group: Group, strength: f64) {
        let key = Key::new(model.seed, site.number);
        // A part of a day is a day for that part of the people.
        let parts = (strength * PART).round() as i64;
        for (number, list) in site.lists.iter_mut().enumerate() {
            let mut visits: Vec<Visit> = Vec::with_capacity(list.visits.len());
            for path in &mut list.paths {
                let mut own = list.visits[path.visits.clone()].to_vec();
                if path.status == Status::Treated && group.holds(model, number, path.class) {
                    // The visit that ended the wait, and those that follow it.
                    let last = own.iter().rposition(|v| !v.follow_up && v.how == Attendance::Attended);
                    let from = last.unwrap_or(own.len());
                    let (space, entity) = model.services[number].spaces.person.of(path.id);
                    let luck = key.block(space, entity, Purpose::Invented, 0, 1)[LATER] >> 32;
                    let later = ((parts + luck as i64) >> 32) * DAY;
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

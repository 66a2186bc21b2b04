//! What waiting and care cost.

use super::common::Common;
use super::people::{errors, unknown_urgency};
use super::values;
use crate::error::Problem;
use crate::model::{Harm, Prices};
use crate::population::Urgency;
use crate::scenario::path;
use crate::scenario::raw::{self, Number};

/// Largest price or amount: sums over a country's list stay exact.
const MOST: f64 = 1e12;

impl Common {
    /// The prices of a service, where it has any.
    pub(super) fn prices(
        &self,
        raw: &raw::Service,
        urgencies: &[Urgency],
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Prices> {
        if raw.costs.is_none() && raw.harm.is_empty() {
            return None;
        }
        let before = errors(problems);
        let costs = raw.costs.clone().unwrap_or_default();
        let below = path::key(at, "costs");
        let mut price = |number: &Option<Number>, key: &str| {
            number.as_ref().map_or(0, |n| millionths(n.value, &path::key(&below, key), problems))
        };
        let mut prices = Prices {
            currency: self.currency.clone(),
            slot: price(&costs.slot, "slot"),
            missed: price(&costs.missed, "missed"),
            support: price(&costs.support, "support"),
            outside: price(&costs.outside, "outside"),
            surge: price(&costs.surge, "surge"),
            overtime_hour: price(&costs.overtime_hour, "overtime_hour"),
            validated: price(&costs.validated, "validated"),
            // Results are multiplied by the scale when they are read.
            fixed: (price(&costs.fixed, "fixed") as f64 / self.scale).round() as i64,
            harms: Vec::new(),
        };
        let list = path::key(at, "harm");
        for (name, harm) in &raw.harm {
            let here = path::key(&list, name);
            let amounts = self.people.by_group(&harm.per_week, false, &path::key(&here, "per_week"), problems);
            let names: Vec<String> = urgencies.iter().map(|u| u.name.clone()).collect();
            let mut ratios = vec![1.0; names.len()];
            let below = path::key(&here, "by_urgency");
            for (name, ratio) in &harm.by_urgency {
                let at = path::key(&below, name);
                problems.extend(values::out_of_range(ratio.value, false, &at));
                match names.iter().position(|n| n == name) {
                    Some(u) => ratios[u] = ratio.value,
                    None => problems.push(unknown_urgency(name, &names, &at).at_key()),
                }
            }
            let at = path::key(&here, "per_week");
            let mut per_week = Vec::new();
            // What is negative has been told.
            for amount in amounts.into_iter().filter(|a| *a >= 0.0) {
                per_week.extend(ratios.iter().map(|r| millionths(amount * r, &at, problems)));
            }
            let price = harm.cost.as_ref().map_or(0, |n| millionths(n.value, &path::key(&here, "cost"), problems));
            let unit = harm.unit.clone().unwrap_or_else(|| "units".into());
            prices.harms.push(Harm { name: name.clone(), unit, per_week, price });
        }
        (errors(problems) == before).then_some(prices)
    }
}

fn millionths(value: f64, at: &str, problems: &mut Vec<Problem>) -> i64 {
    if !(0.0..=MOST).contains(&value) {
        let message = format!("{value} is not between 0 and {MOST:e}");
        problems.push(Problem::new("Q0604", at, message));
        return 0;
    }
    (value * 1e6).round() as i64
}

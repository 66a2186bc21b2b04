//! What waiting and care cost, from the counts of a run.

use crate::model::{Harm, Prices, Service};
use crate::tally::{CapacityTally, Tally};
use crate::time::WEEK;

/// Exact sums, in millionths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bill {
    /// Amount of each harm, by the number of its name, in millionths times seconds.
    pub harms: Vec<i128>,
    /// Price of waiting, in millionths.
    pub waiting: i128,
    /// Price of care and of the policy, in millionths.
    pub care: i128,
}

impl Bill {
    /// Adds another bill.
    pub fn merge(&mut self, other: &Self) {
        if self.harms.len() < other.harms.len() {
            self.harms.resize(other.harms.len(), 0);
        }
        self.harms.iter_mut().zip(&other.harms).for_each(|(mine, theirs)| *mine += theirs);
        self.waiting += other.waiting;
        self.care += other.care;
    }

    /// The bill of one class: weeks on the list while people were of it, and the appointments of those of it then.
    #[must_use]
    pub(super) fn of_class(prices: &Prices, names: &[Harm], class: usize, people: &crate::tally::ClassTally) -> Self {
        let mut bill = Self { harms: vec![0; names.len()], ..Self::default() };
        for harm in &prices.harms {
            let amount = people.area * i128::from(harm.per_week[class]);
            if let Some(at) = names.iter().position(|n| n.name == harm.name) {
                bill.harms[at] += amount;
            }
            bill.waiting += amount * i128::from(harm.price) / (i128::from(WEEK) * 1_000_000);
        }
        let each =
            [(people.missed, prices.missed), (people.supported, prices.support), (people.validated, prices.validated)];
        bill.care = sum(&each);
        bill
    }

    /// The bill of slots, and of what is paid once; only for all people together.
    #[must_use]
    pub(super) fn of_service(prices: &Prices, tally: &Tally) -> Self {
        let c: &CapacityTally = &tally.capacity;
        let each = [(c.own(), prices.slot), (c.surge, prices.surge), (c.outside, prices.outside), (1, prices.fixed)];
        let overtime = i128::from(c.overtime) * i128::from(prices.overtime_hour) / i128::from(HOUR);
        Self { care: sum(&each) + overtime, ..Self::default() }
    }
}

/// Seconds of an hour.
const HOUR: i64 = 3600;

fn sum(each: &[(u64, i64)]) -> i128 {
    each.iter().map(|&(count, price)| i128::from(count) * i128::from(price)).sum()
}

/// All harms that services name, each once, by name.
#[must_use]
pub(super) fn harms(services: &[&Service]) -> Vec<Harm> {
    let prices = services.iter().filter_map(|s| s.levers.prices.as_ref());
    let mut all: Vec<Harm> = prices.flat_map(|p| p.harms.iter().cloned()).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all.dedup_by(|a, b| a.name == b.name);
    all
}

//! What waiting brings and what it costs, and what care and the policy cost.

use crate::measure::{AnalysisSet, Direction, Measure, Reading, Subject};
use crate::model::{Harm, Prices, Service};
use crate::time::WEEK;

const MILLION: f64 = 1e6;

/// An amount of money, in the scenario's currency.
#[derive(Clone, Debug)]
pub struct Money {
    what: Cost,
    currency: String,
}

impl Money {
    /// The measure.
    #[must_use]
    pub fn new(what: Cost, currency: &str) -> Self {
        Self { what, currency: currency.into() }
    }
}

/// What is paid for.
#[derive(Clone, Copy, Debug)]
pub enum Cost {
    /// Of waiting: what weeks on the list bring, times its price.
    Waiting,
    /// Of care and of the policy: slots, missed appointments, support, what is paid once.
    Care,
    /// Of both.
    All,
}

impl Cost {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Care, Self::All];
}

impl Measure for Money {
    fn name(&self) -> &str {
        match self.what {
            Cost::Waiting => "cost_of_waiting",
            Cost::Care => "cost_of_care",
            Cost::All => "cost",
        }
    }
    fn unit(&self) -> &str {
        &self.currency
    }
    fn counts(&self) -> bool {
        true
    }
    fn direction(&self) -> Direction {
        Direction::Lower
    }
    fn analysis_sets(&self) -> &[AnalysisSet] {
        &[AnalysisSet::Flow]
    }
    fn denominator(&self, _: AnalysisSet) -> &str {
        "people on the list during the run, after the warm-up"
    }
    fn summary(&self) -> &str {
        match self.what {
            Cost::Waiting => "what weeks on the list cause (contacts, health lost), times its price",
            Cost::Care => "slots, missed appointments, support and one-off costs of a policy",
            Cost::All => "cost of care and of waiting together",
        }
    }
    fn source(&self) -> &str {
        "prices of the scenario"
    }
    fn gaps(&self) -> bool {
        false
    }
    fn by_group(&self) -> bool {
        matches!(self.what, Cost::Waiting)
    }
    fn concerns(&self, service: &Service) -> bool {
        let prices = |of: fn(&Prices) -> bool| service.levers.prices.as_ref().is_some_and(of);
        match self.what {
            Cost::Waiting => prices(Prices::of_waiting),
            Cost::Care => prices(Prices::of_care),
            Cost::All => prices(|p| p.of_waiting() && p.of_care()),
        }
    }
    fn read(&self, _: AnalysisSet, subject: &Subject<'_>) -> Reading {
        let millionths = match self.what {
            Cost::Waiting => subject.bill.waiting,
            Cost::Care => subject.bill.care,
            Cost::All => subject.bill.waiting + subject.bill.care,
        };
        Reading::new(millionths as f64 / MILLION, subject.people.listed())
    }
}

/// What weeks on the list bring, for example contacts or life in full health lost.
#[derive(Clone, Debug)]
pub struct HarmDone {
    number: usize,
    harm: String,
    name: String,
    unit: String,
}

impl HarmDone {
    /// The measure of a harm that has this number among all names.
    #[must_use]
    pub fn new(number: usize, harm: &Harm) -> Self {
        Self { number, harm: harm.name.clone(), name: format!("harm[{}]", harm.name), unit: harm.unit.clone() }
    }
}

impl Measure for HarmDone {
    fn name(&self) -> &str {
        &self.name
    }
    fn unit(&self) -> &str {
        &self.unit
    }
    fn counts(&self) -> bool {
        true
    }
    fn direction(&self) -> Direction {
        Direction::Lower
    }
    fn analysis_sets(&self) -> &[AnalysisSet] {
        &[AnalysisSet::Flow]
    }
    fn denominator(&self, _: AnalysisSet) -> &str {
        "people on the list during the run, after the warm-up"
    }
    fn summary(&self) -> &str {
        "what the weeks of all people on the list cause, by the scenario's amount per week and the class of the day"
    }
    fn source(&self) -> &str {
        "amounts of the scenario"
    }
    fn gaps(&self) -> bool {
        false
    }
    fn concerns(&self, service: &Service) -> bool {
        service.levers.prices.as_ref().is_some_and(|p| p.harms.iter().any(|h| h.name == self.harm))
    }
    fn read(&self, _: AnalysisSet, subject: &Subject<'_>) -> Reading {
        let amount = subject.bill.harms.get(self.number).copied().unwrap_or(0);
        Reading::new(amount as f64 / WEEK as f64 / MILLION, subject.people.listed())
    }
}

//! What waiting and care cost: no part of the run, read from its counts afterwards.

/// Prices of a service, in millionths of the unit of money, so that sums are exact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prices {
    /// The unit of money.
    pub currency: String,
    /// Each slot offered, also when its session is lost.
    pub slot: i64,
    /// Each missed appointment.
    pub missed: i64,
    /// Each supported appointment.
    pub support: i64,
    /// Each appointment kept at another provider.
    pub outside: i64,
    /// Each slot of a surge, on top.
    pub surge: i64,
    /// Each hour of overtime.
    pub overtime_hour: i64,
    /// Each person on the list at a validation.
    pub validated: i64,
    /// Once per run.
    pub fixed: i64,
    /// What a week on the list brings.
    pub harms: Vec<Harm>,
}

/// What a week on the list brings, for example contacts with other services or life in full health lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Harm {
    /// Name.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Amount per week on the list by class, in millionths.
    pub per_week: Vec<i64>,
    /// Price of one unit, in millionths.
    pub price: i64,
}

impl Prices {
    /// Whether care, or a policy, has a price.
    #[must_use]
    pub fn of_care(&self) -> bool {
        [self.slot, self.missed, self.support, self.outside, self.surge, self.overtime_hour, self.validated, self.fixed]
            .iter()
            .any(|price| *price != 0)
    }

    /// Whether waiting has a price.
    #[must_use]
    pub fn of_waiting(&self) -> bool {
        self.harms.iter().any(|h| h.price != 0)
    }
}

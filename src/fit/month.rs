//! A month of a list, as counts by band.

use super::clinics::Clinics;

/// A month: the list before it, who was treated in it, and the list after it, by band.
#[derive(Clone, Debug, PartialEq)]
pub struct Month {
    /// Its days.
    pub clinics: Clinics,
    /// Who waited on the day before its first.
    pub before: Vec<f64>,
    /// Who was treated in it.
    pub treated: Vec<f64>,
    /// Who waited on its last day.
    pub after: Vec<f64>,
}

impl Month {
    /// How many days it has.
    #[must_use]
    pub fn days(&self) -> usize {
        self.clinics.days()
    }

    /// Months of groups as one.
    pub(super) fn together(months: &[Month]) -> Month {
        let sum = |of: fn(&Month) -> &Vec<f64>| -> Vec<f64> {
            let bands = months.first().map_or(0, |m| of(m).len());
            (0..bands).map(|band| months.iter().map(|m| of(m)[band]).sum()).collect()
        };
        let clinics = months.first().map(|m| m.clinics.clone()).unwrap_or_default();
        Month { clinics, before: sum(|m| &m.before), treated: sum(|m| &m.treated), after: sum(|m| &m.after) }
    }
}

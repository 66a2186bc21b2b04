//! People of a list, followed through some weeks. These are exact counts of real people: a fit reads them, and what it tells goes through
//! [`Followed::safe`] or is a coefficient that enough people stand behind.

use std::collections::BTreeMap;

use super::enough_people::{Edges, ROUND, Rule, runs};
use super::limits::Limits;
use super::reading::Reading;
use super::values::Period;

/// How long people stayed and how they left, by band of the wait.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stay {
    /// Days of people who waited.
    pub days: Vec<f64>,
    /// Who was treated.
    pub treated: Vec<f64>,
    /// Who left untreated.
    pub removed: Vec<f64>,
}

/// Who came to a list and was treated on it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OfList {
    /// Who was referred, week by week, the latest first: as many weeks as are whole.
    pub referred: Vec<u64>,
    /// Who was treated, week by week, the latest first; in parts where only the lists between which people left are known.
    pub treated: Vec<f64>,
    /// Who was treated in the weeks that are followed, from Monday on; nobody where the day is not known.
    pub weekdays: [u64; 7],
    /// Who was referred in the seven days to each list and is on it, where lists alone show who has left.
    pub young: Vec<u64>,
}

/// A list of people, followed to its day.
#[derive(Clone, Debug)]
pub struct Followed {
    /// The day of the list.
    pub date: Period,
    /// By period of four weeks, oldest first, and combination of levels.
    pub stays: Vec<BTreeMap<Vec<String>, Stay>>,
    /// Who waited before each period, and on the day of the list, oldest first.
    pub lists: Vec<Reading>,
    /// Who was treated in each period, oldest first.
    pub treated: Vec<Reading>,
    /// Who was referred in the weeks that are whole, by combination of levels.
    pub referred: BTreeMap<Vec<String>, u64>,
    /// Appointments that these people missed and kept; none where the list does not say.
    pub appointments: Option<BTreeMap<Vec<String>, [u64; 2]>>,
    /// List by list, by name.
    pub of_lists: BTreeMap<String, OfList>,
    /// The clinical classes, where the list has them: the last of each combination is one of them.
    pub urgencies: Option<Vec<String>>,
    /// Fewer people than this are not told.
    pub least: u64,
    /// Whether lists alone show who has left: the days are not known, only the lists between which they were.
    pub between_lists: bool,
    /// The limits that figures are told by.
    pub limits: Limits,
}

/// Counts by weekly band that may be told: each stands at the first band of a run, the rest of the run is 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Safe {
    /// One's own counts.
    pub own: Vec<f64>,
    /// The same of a model, in the same runs.
    pub model: Vec<f64>,
    /// Limits in weeks across which people are counted together: parts within them are not known.
    pub across: Vec<usize>,
}

#[cfg(test)]
impl Followed {
    /// Nobody, followed to the end of January 2026.
    pub(crate) fn nobody() -> Self {
        Self {
            date: Period { year: 2026, month: 1, day: Some(31) },
            stays: Vec::new(),
            lists: Vec::new(),
            treated: Vec::new(),
            referred: BTreeMap::new(),
            appointments: None,
            of_lists: BTreeMap::new(),
            urgencies: None,
            least: super::enough_people::LEAST,
            between_lists: false,
            limits: Limits::default(),
        }
    }
}

impl Followed {
    /// How many weeks people are followed.
    #[must_use]
    pub fn weeks(&self) -> usize {
        4 * self.stays.len()
    }

    fn rule(&self) -> Rule {
        Rule { least: self.least }
    }

    /// A count that may be told.
    #[must_use]
    pub fn count(&self, n: f64) -> f64 {
        self.rule().safe(n.round().max(0.0) as u64) as f64
    }

    /// The nearest of the numbers that counts are told in.
    #[must_use]
    pub fn rounded(&self, n: f64) -> f64 {
        let round = ROUND as f64;
        (n / round).round() * round
    }

    /// A count in words: "about 40", "fewer than 8".
    #[must_use]
    pub fn shown(&self, n: f64) -> String {
        self.rule().shown(n.round().max(0.0) as u64)
    }

    /// Counts by band that may be told, by the rule for lists of people: coarse bands, joined until enough people are in each, and rounded one by one.
    #[must_use]
    pub fn safe(&self, own: &[f64], model: &[f64]) -> Safe {
        let edges = Edges::of(&self.limits);
        let coarse = |of: &[f64]| -> Vec<f64> {
            let mut sums = vec![0.0; edges.count()];
            of.iter().enumerate().for_each(|(week, n)| sums[edges.band(|edge| week >= edge as usize)] += n);
            sums
        };
        let (counts, models) = (coarse(own), coarse(model));
        let whole: Vec<u64> = counts.iter().map(|n| n.round() as u64).collect();
        let mut safe = Safe { own: vec![0.0; own.len()], model: vec![0.0; own.len()], across: Vec::new() };
        for (first, last, people) in runs(&whole, self.least, &edges) {
            let at = (edges.weeks[first] as usize).min(own.len().saturating_sub(1));
            safe.own[at] = self.rule().safe(people) as f64;
            safe.model[at] = self.count(models[first..=last].iter().sum());
            if people > 0 {
                safe.across.extend(edges.weeks[first + 1..=last].iter().map(|edge| *edge as usize));
            }
        }
        safe
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three people beyond a year are counted with those before, and what part waits longer is not known.
    #[test]
    fn few_are_told_with_their_neighbours() {
        let followed = Followed::nobody();
        let mut own = vec![0.0; 105];
        (own[2], own[20], own[41], own[70]) = (22.0, 13.0, 9.0, 3.0);
        let safe = followed.safe(&own, &own);
        let told: Vec<(usize, f64)> = safe.own.iter().copied().enumerate().filter(|(_, n)| *n > 0.0).collect();
        assert_eq!(told, [(0, 20.0), (18, 15.0), (39, 10.0)]);
        assert_eq!((safe.across, safe.model == safe.own), (vec![52, 65, 78, 104], true));
        assert_eq!((followed.count(7.0), followed.shown(12.0).as_str()), (0.0, "about 10"));
    }
}

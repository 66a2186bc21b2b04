//! What a fit adds to the scenario of a list.

use std::collections::BTreeMap;

use super::shares::{list, shares};

/// What a fit adds to the scenario of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Added {
    /// What was found, in plain words, for the head of the file.
    pub found: Vec<String>,
    /// Referrals a week by the name of the list, and where they come from, where the files do not count them.
    pub referrals: BTreeMap<String, (f64, String)>,
    /// What takes the place of figures of the list, by its name.
    pub lists: BTreeMap<String, Lines>,
    /// Who was referred, by combination of levels, and in what time; counts that may be told.
    pub referred: Option<(BTreeMap<Vec<String>, u64>, String)>,
    /// What people carry that no list shows, where that is one of two readings.
    pub carried: Option<Carried>,
    /// Shares of clinical classes among those who wait for up to 18 weeks, and for longer.
    pub urgency: Option<[String; 2]>,
    /// Lines of the table `[scenario]`.
    pub head: String,
    /// Tables at the end: what all lists have in common, policies, evidence.
    pub tables: String,
}

/// Values of a list, as a scenario has them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lines {
    /// Its referrals.
    pub referrals: Option<String>,
    /// Its slots.
    pub slots: Option<String>,
    /// Who misses appointments.
    pub misses: Option<String>,
    /// Whether it is known who leaves untreated, so that no number of people stands for it.
    pub removal: bool,
}

/// Classes of people that no list shows, and how many of each are on it by the days waited.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Carried {
    /// The attribute that stands for it.
    pub attribute: String,
    /// The classes, of as many people each.
    pub levels: Vec<String>,
    /// The part of each after so many days; after more as after the last.
    pub by_day: Vec<Vec<f64>>,
}

impl Carried {
    /// The parts among people who have waited for some days, each as likely.
    pub(super) fn share(&self, from: f64, to: Option<f64>) -> String {
        let last = self.by_day.len() - 1;
        let [from, to] = [from, to.unwrap_or(from)].map(|day| (day as usize).min(last));
        let mut sum = vec![0.0; self.levels.len()];
        self.by_day[from..=to].iter().for_each(|day| sum.iter_mut().zip(day).for_each(|(s, p)| *s += p));
        list(shares(&sum))
    }
}

//! Need that is never referred.

use super::common::Common;
use super::people::level;
use crate::error::Problem;
use crate::model::{Chance, Unmet};
use crate::scenario::path;
use crate::scenario::raw;

impl Common {
    /// Need that is never referred.
    pub(super) fn unmet(
        &self,
        raw: &raw::Service,
        urgencies: usize,
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Unmet> {
        let outreach = raw.levers.as_ref().and_then(|l| l.outreach.as_ref());
        let hidden = raw.referrals.as_ref().map(|r| &r.under_referral).filter(|u| !u.is_empty());
        let Some(hidden) = hidden else {
            if outreach.is_some() {
                let at = path::key(&path::key(at, "levers"), "outreach");
                let problem =
                    Problem::new("Q0635", at, "outreach finds the people that `referrals.under_referral` names");
                problems.push(problem.at_key());
            }
            return None;
        };
        let hidden = self.never_referred(hidden, &path::key(&path::key(at, "referrals"), "under_referral"), problems);
        let at = path::key(&path::key(at, "levers"), "outreach");
        let reaches = match outreach {
            Some(o) => self.people.by_group(&o.reaches, true, &path::key(&at, "reaches"), problems),
            None => vec![0.0; hidden.len()],
        };
        let from = outreach.and_then(|o| o.from.as_ref());
        let from = from.map_or(Some(0), |w| self.begins(w, &path::key(&at, "from"), problems))?;
        let each = |of: &dyn Fn(usize) -> f64| {
            (0..hidden.len()).flat_map(|g| std::iter::repeat_n(Chance::new(of(g)), urgencies)).collect()
        };
        Some(Unmet { hidden: each(&|g| hidden[g]), hidden_still: each(&|g| hidden[g] * (1.0 - reaches[g])), from })
    }

    /// The share never referred by group: not referred for one attribute or for another.
    fn never_referred(&self, raw: &raw::groups::Ratios, at: &str, problems: &mut Vec<Problem>) -> Vec<f64> {
        let population = &self.people.population;
        let mut referred = vec![1.0; population.groups()];
        for (a, by) in self.hidden(raw, at, problems).iter().enumerate() {
            referred.iter_mut().enumerate().for_each(|(g, r)| *r *= 1.0 - by[population.level(g, a)]);
        }
        referred.iter().map(|r| 1.0 - r).collect()
    }

    /// The share never referred by attribute and level.
    fn hidden(&self, raw: &raw::groups::Ratios, at: &str, problems: &mut Vec<Problem>) -> Vec<Vec<f64>> {
        let population = &self.people.population;
        let mut hidden: Vec<Vec<f64>> = population.attributes.iter().map(|a| vec![0.0; a.levels.len()]).collect();
        for (name, by) in raw {
            let below = path::key(at, name);
            let Some(a) = self.people.attribute(name, &below, problems) else { continue };
            for (l, share) in by {
                let here = path::key(&below, l);
                if !(0.0..=0.95).contains(&share.value) {
                    let message = format!("{} is not between 0 and 0.95", share.value);
                    problems.push(Problem::new("Q0605", &here, message));
                }
                if let Some(l) = level(&population.attributes[a].levels, l, &here, name, problems) {
                    hidden[a][l] = share.value.clamp(0.0, 0.95);
                }
            }
        }
        hidden
    }

    /// Rate ratios of need to referral, times those of the scenario, by attribute and level.
    pub(super) fn need(&self, raw: &raw::Referrals) -> raw::groups::Ratios {
        let mut ratios = raw.rate_ratio.clone();
        // What is wrong with them is told where the service's levers are read.
        let hidden = self.hidden(&raw.under_referral, "", &mut Vec::new());
        for (attribute, hidden) in self.people.population.attributes.iter().zip(&hidden) {
            for (level, share) in attribute.levels.iter().zip(hidden).filter(|(_, h)| **h > 0.0) {
                let ratio = ratios.entry(attribute.name.clone()).or_default().entry(level.clone());
                let ratio = ratio.or_insert_with(|| raw::Number::new(1.0));
                ratio.value /= 1.0 - share;
            }
        }
        ratios
    }
}

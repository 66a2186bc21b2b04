//! Mixes of urgencies: one for all, or by level of an attribute.

use super::people::{People, level_key, urgency_mix};
use crate::error::Problem;
use crate::population::Thresholds;
use crate::scenario::path;
use crate::scenario::raw::demand::MixByLevel;

impl People {
    /// A row of thresholds for each group, or one row where all are alike. Levels that are not named have the mix of all.
    pub(super) fn urgency_by_group(
        &self,
        of_all: Vec<Thresholds>,
        by: &MixByLevel,
        names: &[String],
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Vec<Thresholds> {
        let Some((attribute, levels)) = by.iter().next() else { return of_all };
        for other in by.keys().skip(1) {
            let message = format!("mixes on `{attribute}` and on `{other}` meet: which holds for people of both?");
            let help = "give mixes on one attribute; cross the two into one where both matter";
            problems.push(Problem::new("Q0409", path::key(at, other), message).help(help).at_key());
        }
        let at = path::key(at, attribute);
        let Some(a) = self.attribute(attribute, &at, problems) else { return of_all };
        let known = &self.population.attributes[a].levels;
        let mut of_level: Vec<Option<Thresholds>> = vec![None; known.len()];
        for (name, mix) in levels {
            let below = path::key(&at, name);
            let row = urgency_mix(mix, names, &below, problems);
            if let Some(l) = level_key(known, name, &below, attribute, problems) {
                of_level[l] = row.into_iter().next();
            }
        }
        let of_group = |group: usize| of_level[self.population.level(group, a)].as_ref().unwrap_or(&of_all[0]).clone();
        let mut rows: Vec<Thresholds> = (0..self.population.groups()).map(of_group).collect();
        if rows.windows(2).all(|w| w[0] == w[1]) {
            rows.truncate(1);
        }
        rows
    }
}

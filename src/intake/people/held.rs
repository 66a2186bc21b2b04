//! Made people held against the rows of real ones, as others could: who has the same list, levels and day. Only counts leave this module.
//!
//! How many are alike by chance is counted in the same lists, some weeks apart: there the made people cannot be copies of the real ones,
//! and as many are referred.

use std::collections::{BTreeMap, BTreeSet};

use super::sheet::{date, sheet};
use super::{rows, walk};
use crate::intake::counts::{NOT_RECORDED, fold};
use crate::intake::days::number;
use crate::intake::file::Opened;
use crate::intake::release::{LEAST, Rule};
use crate::intake::words::Told;
use crate::intake::{File, Options, Refused};

/// Days by which the lists are shifted for what chance does: whole weeks, since few are referred at weekends.
const SHIFTS: [i64; 6] = [-21, -14, -7, 7, 14, 21];
/// So many standard errors more than by chance are no chance: once in 30,000 lists.
const NOT_BY_CHANCE: f64 = 4.0;
/// And so much more: long lists show differences that tell of nobody.
const MORE: f64 = 1.25;

/// Made people of one list, with the same levels, whose clocks started on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// The list.
    pub service: String,
    /// The recorded level of each attribute, in the order of their names as given.
    pub levels: Vec<String>,
    /// Year, month and day of the referral.
    pub start: (i64, u32, u32),
    /// How many they are.
    pub people: u64,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Held {
    /// Made people who were compared: of lists that the real people have, and referred three weeks before the day of their list or earlier.
    pub compared: u64,
    /// Of these, who are as a real one in list, levels and day.
    pub same: u64,
    /// As many as that by chance.
    pub by_chance: f64,
    /// Made people with levels that 1 to 7 real people have together.
    pub of_few: u64,
}

impl Held {
    /// Why the made people tell of the real ones, if they do.
    #[must_use]
    pub fn leak(&self) -> Option<String> {
        if self.of_few > 0 {
            return Some(format!(
                "people were made with a combination of levels that fewer than {LEAST} real people have"
            ));
        }
        let (same, chance) = (self.same as f64, self.by_chance);
        let beyond = same > MORE * chance && same - chance > NOT_BY_CHANCE * (same + chance).sqrt();
        beyond.then(|| {
            format!("{same} of {} made people are as a real one in list, levels and day, and {chance:.0} would be by chance", self.compared)
        })
    }
}

/// Holds made people against a list of real ones; `attributes` are the names of their levels. None where the file is no list of people.
pub(in crate::intake) fn held(
    file: &File<'_>,
    opened: &Opened,
    options: &Options,
    (attributes, made): (&[String], &[Alike]),
) -> Result<Option<Held>, Refused> {
    let Some((sheet, columns)) = sheet(opened, options)? else { return Ok(None) };
    let (date, rule) = (date(options)?, Rule { least: LEAST });
    let asked = rows::Asked { file, opened, sheet, columns: &columns, date, rule, options, keep_days: true };
    let (tallied, ..) = walk::walk(&asked, false, &mut Told::default())?;
    let groups: Vec<String> = tallied.groups.iter().map(|(name, _)| fold(name)).collect();
    let place = |name: &String| {
        groups.iter().position(|group| *group == fold(name)).ok_or_else(|| {
            Refused::new("the scenario has an attribute that is no column of groups of this list")
                .help("is it the list that the scenario was made from, and the mapping that was written beside it?")
        })
    };
    let places = attributes.iter().map(place).collect::<Result<Vec<_>, _>>()?;
    let services: Vec<String> = tallied.services.iter().map(|name| fold(name)).collect();
    let mut days: BTreeMap<(String, Vec<String>), BTreeSet<i64>> = BTreeMap::new();
    let mut people: BTreeMap<Vec<String>, u64> = BTreeMap::new();
    for ((service, levels), starts) in &tallied.days {
        let level = |&g: &usize| levels[g].map_or_else(|| fold(NOT_RECORDED), |l| fold(&tallied.groups[g].1[l]));
        let levels: Vec<String> = places.iter().map(level).collect();
        *people.entry(levels.clone()).or_default() += starts.values().sum::<u64>();
        days.entry((services[*service].clone(), levels)).or_default().extend(starts.keys());
    }
    let (year, month, day) = date.last();
    let today = number(i64::from(year), month, day).unwrap_or(0);
    let latest = today + SHIFTS.iter().min().copied().unwrap_or(0);
    let mut found = Held { compared: 0, same: 0, by_chance: 0.0, of_few: 0 };
    for one in made {
        let levels: Vec<String> = one.levels.iter().map(|level| fold(level)).collect();
        if people.get(&levels).is_some_and(|n| (1..LEAST).contains(n)) {
            found.of_few += one.people;
        }
        let (year, month, day) = one.start;
        let Some(start) = number(year, month, day).filter(|start| *start <= latest) else { continue };
        let service = fold(&one.service);
        if !services.contains(&service) {
            continue;
        }
        found.compared += one.people;
        let Some(days) = days.get(&(service, levels)) else { continue };
        found.same += one.people * u64::from(days.contains(&start));
        let apart = SHIFTS.iter().filter(|shift| days.contains(&(start + **shift))).count();
        found.by_chance += one.people as f64 * apart as f64 / SHIFTS.len() as f64;
    }
    Ok(Some(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_chance_and_combinations_of_few_are_leaks() {
        let of = |same, by_chance, of_few| Held { compared: 1_000, same, by_chance, of_few };
        assert_eq!(of(400, 400.0, 0).leak(), None);
        assert_eq!(of(430, 400.0, 0).leak(), None);
        assert_eq!(of(3, 0.5, 0).leak(), None, "chance does that");
        assert!(of(600, 400.0, 0).leak().is_some_and(|l| l.contains("600 of 1000")));
        assert!(of(40, 0.0, 0).leak().is_some());
        assert!(of(400, 400.0, 1).leak().is_some_and(|l| l.contains("fewer than 8")));
    }
}

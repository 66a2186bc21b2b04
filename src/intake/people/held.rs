//! Made people held against the rows of real ones, as others could: who has the same list, levels and day, or nearly. Only counts leave this
//! module.

use std::collections::BTreeMap;

use super::asked::Asked;
use super::crowd::Starts;
use super::near::{Near, Who, near};
use super::one_list::{List, with};
use super::sheet::date;
use super::walk;
use crate::intake::days::number;
use crate::intake::enough_people::{LEAST, Rule};
use crate::intake::file::{File, Opened};
use crate::intake::one_form::{NOT_RECORDED, fold};
use crate::intake::options::Options;
use crate::intake::refused::Refused;
use crate::intake::told::Told;

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
    /// How near they are to real people.
    pub near: Near,
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
        self.near.leak()
    }
}

/// Holds made people against lists of real ones; `attributes` are the names of their levels. None where the first file is no list of people.
pub(in crate::intake) fn held(
    files: &[(&File<'_>, Opened)],
    options: &Options,
    (attributes, made): (&[String], &[Alike]),
) -> Result<Option<Held>, Refused> {
    with(files, options, |list| of_list(list, options, (attributes, made)))
}

fn of_list(list: &List<'_>, options: &Options, (attributes, made): (&[String], &[Alike])) -> Result<Held, Refused> {
    let (date, rule) = (date(options)?, Rule { least: LEAST });
    let asked = Asked { source: list.source, columns: list.columns, date, rule, options, keep_days: true };
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
    let mut real: BTreeMap<Who, Starts> = BTreeMap::new();
    let mut people: BTreeMap<Vec<String>, u64> = BTreeMap::new();
    for ((service, levels), starts) in &tallied.days {
        let level = |&g: &usize| levels[g].map_or_else(|| fold(NOT_RECORDED), |l| fold(&tallied.groups[g].1[l]));
        let levels: Vec<String> = places.iter().map(level).collect();
        *people.entry(levels.clone()).or_default() += starts.values().sum::<u64>();
        let own = real.entry((services[*service].clone(), levels)).or_default();
        starts.iter().for_each(|(start, n)| *own.entry(*start).or_default() += n);
    }
    let (year, month, day) = date.last();
    let today = number(i64::from(year), month, day).unwrap_or(0);
    let (mut alike, mut of_few): (BTreeMap<Who, Starts>, u64) = (BTreeMap::new(), 0);
    for one in made {
        let levels: Vec<String> = one.levels.iter().map(|level| fold(level)).collect();
        if people.get(&levels).is_some_and(|n| (1..LEAST).contains(n)) {
            of_few += one.people;
        }
        let (year, month, day) = one.start;
        let (Some(start), service) = (number(year, month, day), fold(&one.service)) else { continue };
        if services.contains(&service) {
            *alike.entry((service, levels)).or_default().entry(start).or_default() += one.people;
        }
    }
    Ok(Held { near: near(&real, &alike, today), of_few })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn combinations_of_few_are_leaks() {
        let of = |of_few| Held { near: Near::default(), of_few };
        assert_eq!(of(0).leak(), None);
        assert!(of(1).leak().is_some_and(|l| l.contains("fewer than 8")));
    }
}

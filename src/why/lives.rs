//! The life of one person of each level of an attribute: the one in the middle of its group.

use serde::Serialize;

use super::trace::Ended;
use super::{Asked, Cell, Life, Moment, Other, Question, Seen, Who, WhyError, unknown};
use crate::ids::{PersonId, Source};
use crate::model::Model;
use crate::scenario::Scenario;
use crate::tally::Exit;
use crate::time::DAY;

/// One person of each level of an attribute, in one cell, and the same people under the other policies.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lives {
    /// The cell.
    pub cell: Cell,
    /// The attribute.
    pub attribute: String,
    /// The people to choose from.
    pub from: Cohort,
    /// One entry for each level, in order.
    pub groups: Vec<GroupLife>,
}

/// The people that typical ones are chosen from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "population", rename_all = "snake_case")]
pub enum Cohort {
    /// Those referred on these days, both included: the cohort that the measures follow.
    Joined {
        /// The first day.
        first: Moment,
        /// The last day.
        last: Moment,
    },
    /// Those on the list at the start, where nobody is referred.
    Today,
}

/// The life of one person of a group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupLife {
    /// The level, in truth.
    pub level: String,
    /// People of the group in the cohort.
    pub people: usize,
    /// Of them, those treated before the run ended.
    pub treated: usize,
    /// Of all of them, those who missed an appointment.
    pub missed: usize,
    /// The one in the middle; none where there is nobody.
    pub typical: Option<Portrait>,
}

/// A person looked at closely.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Portrait {
    /// The person.
    pub who: Who,
    /// What happened.
    pub life: Life,
    /// Where the person stood.
    pub standings: Vec<Seen>,
    /// The same person under the other policies, by name.
    pub others: Vec<Other>,
}

/// The people of a group by their wait until treatment, the shortest first; those never treated come last, by the time they were
/// on the list. Ties by number, so that the order is the same everywhere.
fn by_wait(mut people: Vec<&Ended>) -> Vec<&Ended> {
    people.sort_by_key(|p| (p.how != Some(Exit::Treated), p.end - p.person.clock_start, p.person.id.order()));
    people
}

/// Whether somebody is of the cohort that the measures follow.
fn is_of_cohort(model: &Model, ended: &Ended) -> bool {
    let window = model.warm_up..model.horizon - model.follow_up;
    ended.person.id.source() != Source::Today && window.contains(&ended.person.clock_start)
}

/// One life for each level of an attribute (the first if left out), each the middle one of its group by the wait until treatment.
///
/// # Errors
/// Where something that is named is not there, or a guard stops a cell.
pub fn lives(scenario: &Scenario, question: &Question<'_>, by: Option<&str>) -> Result<Lives, WhyError> {
    let asked = Asked::new(scenario, question)?;
    let model = asked.model(asked.variant);
    let attributes = || model.population.attributes.iter().map(|a| a.name.as_str());
    let attribute = match by {
        _ if model.population.attributes.is_empty() => return Err(WhyError::NoAttribute),
        None => 0,
        Some(name) => model.population.attribute(name).ok_or_else(|| unknown("attribute", name, attributes()))?,
    };
    let first = asked.trace(asked.variant, &[], true)?;
    let settings = &scenario.settings;
    let joined = first.all.iter().any(|e| is_of_cohort(model, e));
    let of_cohort = |e: &&Ended| if joined { is_of_cohort(model, e) } else { e.person.id.source() == Source::Today };
    let from = if joined {
        let last = model.horizon - model.follow_up - DAY;
        Cohort::Joined { first: Moment::new(settings, model.warm_up), last: Moment::new(settings, last) }
    } else {
        Cohort::Today
    };
    let service = &model.services[asked.service];
    let of = &model.population.attributes[attribute];
    let chosen: Vec<(usize, usize, usize, Option<PersonId>)> = (0..of.levels.len())
        .map(|level| {
            let here = |e: &&Ended| model.population.level(service.group(e.person.class), attribute) == level;
            let people = by_wait(first.all.iter().filter(of_cohort).filter(here).collect());
            let treated = people.iter().filter(|e| e.how == Some(Exit::Treated)).count();
            let missed = people.iter().filter(|e| first.missed.contains(&e.person.id.order())).count();
            let middle = people.get(people.len().saturating_sub(1) / 2).map(|e| e.person.id);
            (people.len(), treated, missed, middle)
        })
        .collect();
    let people: Vec<PersonId> = chosen.iter().filter_map(|c| c.3).collect();
    let mut portraits = asked.portraits(&people)?.into_iter();
    let groups = of.levels.iter().zip(chosen).map(|(level, (people, treated, missed, middle))| GroupLife {
        level: level.clone(),
        people,
        treated,
        missed,
        typical: middle.and_then(|_| portraits.next()),
    });
    Ok(Lives { cell: asked.cell(), attribute: of.name.clone(), from, groups: groups.collect() })
}

impl Asked<'_> {
    /// Looks closely at people who joined under the policy asked about, and at the same people under the others.
    fn portraits(&self, people: &[PersonId]) -> Result<Vec<Portrait>, WhyError> {
        let trace = self.trace(self.variant, people, false)?;
        let tracks: Vec<_> = people.iter().filter_map(|&id| trace.track(id)).collect();
        let standings = self.standings(&trace, &tracks)?;
        let others = self.others(people)?;
        let portrait = |((track, standings), others)| Portrait {
            who: self.who(track),
            life: self.life(self.variant, track),
            standings,
            others,
        };
        Ok(tracks.into_iter().zip(standings).zip(others).map(portrait).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{Kept, Person};

    #[test]
    fn those_never_treated_come_last_and_ties_go_by_number() {
        let ended = |index: u32, days: i64, how: Option<Exit>| {
            let id = PersonId::new(Source::Referral, 1, index);
            let person = Person {
                clock_start: 7 * DAY,
                id,
                behind: 0,
                patience: u32::MAX,
                class: 0,
                recorded: 0,
                kept: Kept::default(),
            };
            Ended { person, end: (7 + days) * DAY, how }
        };
        let people = [
            ended(0, 3, Some(Exit::Removed)),
            ended(1, 90, Some(Exit::Treated)),
            ended(2, 400, None),
            ended(3, 5, Some(Exit::Treated)),
            ended(4, 90, Some(Exit::Treated)),
        ];
        let order: Vec<u32> = by_wait(people.iter().collect()).iter().map(|e| e.person.id.index()).collect();
        assert_eq!(order, [3, 1, 4, 0, 2]);
    }
}

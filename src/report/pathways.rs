//! What the table of people holds: its columns, and a row for each pathway.

use std::collections::BTreeMap;
use std::io;

use super::tables::when;
use super::{Column, Kind, Value};
use crate::experiment::{PatientRow, Plan, Status};
use crate::ids::Source;
use crate::model::{Model, Service};
use crate::time::{DAY, Time, day};

/// What one row of the table is.
pub(super) const MEANING: &str = "one row for each person, policy and replication";

/// Where pathways come from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Of {
    /// The place of the policy in the plan.
    pub(super) variant: usize,
    pub(super) replication: u64,
    pub(super) service: usize,
}

/// Makes rows of the pathways of a plan.
pub(super) struct Pathways<'a> {
    variants: Vec<(String, &'a Model)>,
    /// How many attributes, the last ones, no record has.
    hidden: usize,
    date: &'a (dyn Fn(i64) -> String + Sync),
    dates: BTreeMap<i64, String>,
}

impl<'a> Pathways<'a> {
    /// `date` gives the date (or the number) of a day.
    pub(super) fn new(plan: &Plan<'a>, date: &'a (dyn Fn(i64) -> String + Sync)) -> Self {
        Self { variants: plan.variants.clone(), hidden: plan.hidden, date, dates: BTreeMap::new() }
    }

    /// The columns of the table.
    pub(super) fn columns(&self) -> Vec<Column> {
        columns(&self.variants, self.hidden, self.date)
    }

    /// Hands out the pathways of one service in one run, as rows.
    ///
    /// # Errors
    /// Those of `take`.
    pub(super) fn each_row(
        &mut self,
        of: Of,
        rows: &[PatientRow],
        take: &mut dyn FnMut(&[Value<'_>]) -> io::Result<()>,
    ) -> io::Result<()> {
        let (coupled, reclassifies) = (is_coupled(&self.variants), reclassifies(&self.variants));
        let (officially, back) = (counts_officially(&self.variants), comes_back(&self.variants));
        let (name, model) = &self.variants[of.variant];
        let (service, population, as_recorded) = (&model.services[of.service], &model.population, model.recorded());
        let last_day = model.horizon / DAY - 1;
        for row in rows {
            let end = if row.status == Status::Waiting { last_day } else { day(row.end) };
            for d in [day(row.clock_start), end].into_iter().chain(row.changes.iter().map(|c| day(c.at))) {
                self.dates.entry(d).or_insert_with(|| (self.date)(d));
            }
            let date = |d: i64| self.dates.get(&d).map_or(Value::Empty, |text| Value::when(text));
            let mut values = vec![
                Value::Text(name),
                Value::count(of.replication),
                Value::Text(&service.name),
                Value::Text(row.id.source().name()),
                Value::count(row.id.week()),
                Value::Integer(i64::from(row.id.index())),
            ];
            if coupled {
                let (root, source) = match service.root(row.id) {
                    Some(root) => (&model.services[root.service].name, root.source),
                    None => (&service.name, row.id.source()),
                };
                values.extend([Value::Text(root), Value::Text(source.name())]);
            }
            if back {
                values.push(Value::count(u64::from(service.root(row.id).map_or(0, |root| root.again))));
            }
            let (recorded, group) = (service.group(row.recorded), service.group(row.class));
            for (a, attribute) in population.attributes.iter().enumerate() {
                if a + self.hidden < population.attributes.len() {
                    values.push(Value::Text(&as_recorded.attributes[a].levels[as_recorded.level(recorded, a)]));
                }
                values.push(Value::Text(&attribute.levels[population.level(group, a)]));
            }
            let waiting = row.status == Status::Waiting;
            let urgency = |class: u16| service.urgencies[service.urgency(class)].name.as_str();
            let changes: String;
            values.push(Value::Text(urgency(row.class)));
            if reclassifies {
                values.push(Value::Text(urgency(row.class_on_joining)));
                changes = (row.changes.iter())
                    .map(|c| format!("{} {}", instant(&self.dates[&day(c.at)], c.at), urgency(c.class)))
                    .collect::<Vec<_>>()
                    .join("; ");
                values.push(if changes.is_empty() { Value::Empty } else { Value::Text(&changes) });
            }
            values.extend([
                date(day(row.clock_start)),
                Value::Integer(i64::from(row.missed)),
                if waiting { Value::Empty } else { date(end) },
                Value::Text(row.status.name()),
                Value::Boolean(waiting),
                Value::Integer(end - day(row.clock_start)),
            ]);
            if officially {
                let (days, restarts) =
                    row.official.map_or((end - day(row.clock_start), 0), |counted| (counted.days, counted.restarts));
                values.extend([Value::Integer(days), Value::Integer(i64::from(restarts))]);
            }
            take(&values)?;
        }
        Ok(())
    }
}

/// A name as a column: lower case, words joined by `_`.
fn snake(name: &str) -> String {
    let lower = name.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join("_")
}

/// Names that two attributes share get numbers.
fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    for name in names {
        let mut numbers = 2..;
        let mut free = name.clone();
        while taken.contains(&free) {
            free = format!("{name}_{}", numbers.next().unwrap_or(u32::MAX));
        }
        taken.push(free);
    }
    taken
}

/// An instant of a day that has this date.
fn instant(date: &str, at: Time) -> String {
    let second = at.rem_euclid(DAY);
    format!("{date}T{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
}

/// Whether people may be referred on from one service to another under any policy.
fn is_coupled(variants: &[(String, &Model)]) -> bool {
    variants.iter().any(|(_, model)| model.services.iter().any(|s| s.is_referred_to()))
}

/// Whether official figures may count a wait otherwise than it is under any policy.
fn counts_officially(variants: &[(String, &Model)]) -> bool {
    variants.iter().any(|(_, model)| model.services.iter().any(Service::has_official_clock))
}

/// Whether anybody may come back to the same list under any policy.
fn comes_back(variants: &[(String, &Model)]) -> bool {
    variants.iter().any(|(_, model)| model.services.iter().any(|s| s.comes_back_after().is_some()))
}

/// Whether the clinical class of anybody on a list may change under any policy.
fn reclassifies(variants: &[(String, &Model)]) -> bool {
    variants.iter().any(|(_, model)| model.services.iter().any(Service::reclassifies))
}

fn columns(variants: &[(String, &Model)], hidden: usize, date: &dyn Fn(i64) -> String) -> Vec<Column> {
    let start = date(0);
    let when = |name: &str, meaning: &str| when(name, [start.as_str()], meaning);
    let coupled = is_coupled(variants);
    let always = |name: &str, kind: Kind, meaning: &str| Column::new(name, kind, meaning).required();
    let sources: &[Source] = if coupled { &Source::ALL } else { &Source::OWN };
    let onward = if coupled { ", onward (from another service)" } else { "" };
    let mut columns = vec![
        always("variant", Kind::Text, "the policy"),
        always("replication", Kind::Integer, "number of the replication, from 0"),
        always("service", Kind::Text, "the waiting list"),
        always(
            "source",
            Kind::Text,
            &format!("where the person comes from: today (on the list at the start), referral, extra (a listed referral){onward}"),
        )
        .one_of(sources.iter().map(|s| s.name())),
        always("week", Kind::Integer, "week of the referral, from 0; 0 for other sources"),
        always("index", Kind::Integer, "number in the week, or on the list; the same person in every policy"),
    ];
    if coupled {
        columns.extend([
            always(
                "root_service",
                Kind::Text,
                "the list where the person first was; the week and index are those there",
            ),
            always(
                "root_source",
                Kind::Text,
                "the source there: with root, week and index, the same person at every service",
            )
            .one_of(Source::OWN.iter().map(|s| s.name())),
        ]);
    }
    if comes_back(variants) {
        columns.push(always(
            "came_back",
            Kind::Integer,
            "how often the person had come back to a list before this wait",
        ));
    }
    let attributes = variants.first().map_or(&[][..], |v| &v.1.population.attributes);
    let names = distinct(attributes.iter().map(|a| snake(&a.name)));
    for (a, (attribute, name)) in attributes.iter().zip(names).enumerate() {
        if a + hidden >= attributes.len() {
            let meaning = format!(
                "{} in truth: known to nobody but the rule that goes by it, in no record and in no figure",
                attribute.name
            );
            columns.push(always(&format!("{name}_hidden"), Kind::Text, &meaning));
            continue;
        }
        columns.push(always(&format!("{name}_recorded"), Kind::Text, &format!("{} as recorded", attribute.name)));
        columns.push(always(&format!("{name}_true"), Kind::Text, &format!("{} in truth", attribute.name)));
    }
    columns.push(always("urgency", Kind::Text, "clinical class, at the end"));
    if reclassifies(variants) {
        columns.extend([
            always("urgency_at_referral", Kind::Text, "clinical class on joining the list"),
            Column::new(
                "urgency_changes",
                Kind::Text,
                "changes of it while the clock ran: each the instant, a space and the class from then on; joined by semicolons",
            ),
        ]);
    }
    columns.extend([
        when("referral_date", "day of the clock start: date, or number of the day where the scenario has no dates").required(),
        always("missed_appointments", Kind::Integer, "appointments missed"),
        when(
            "end_date",
            "day on which the status was reached: date, or number of the day where the scenario has no dates; empty for those who \
             still wait",
        ),
        always("status", Kind::Text, "how the pathway stands at the end").one_of(Status::ALL.map(Status::name)),
        always("censored", Kind::Boolean, "whether the wait goes on at the end of the run"),
        always(
            "wait_days",
            Kind::Integer,
            "calendar days from the clock start to the end, or to the last day of the run for those who still wait",
        ),
    ]);
    if counts_officially(variants) {
        columns.extend([
            always(
                "official_wait_days",
                Kind::Integer,
                "the same as official figures count it, whose clock may restart or pause; never more than `wait_days`",
            ),
            always("clock_restarts", Kind::Integer, "how often the clock of official figures has started again"),
        ]);
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_columns() {
        assert_eq!(snake("Learning disability (yes/no)"), "learning_disability_yes_no");
        let names = ["a", "b", "a", "a"].map(String::from).into_iter();
        assert_eq!(distinct(names), ["a", "b", "a_2", "a_3"]);
    }
}

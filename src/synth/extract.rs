//! What the lists are an extract of: the scenario under one policy, up to one day.

use super::ask::{Ask, Population, Refused};
use super::attribute_names::attribute_names;
use super::group::Group;
use crate::error::{instead, visible};
use crate::experiment::Status;
use crate::model::Model;
use crate::scenario::{Scenario, Settings};
use crate::time::{DAY, Time, day};

/// What is extracted: one policy, up to the end of one day, and who of it the rows are about.
#[derive(Clone, Debug)]
pub struct Extract {
    /// The policy.
    pub variant: String,
    /// The scenario under it; it ends with the day of `as_of`.
    pub model: Model,
    /// The day of the lists.
    pub as_of: i64,
    /// The first day of the period of referrals.
    pub from: i64,
    /// Who the rows are about.
    pub population: Population,
    /// Pathways that ended by this day are left out, where the layout has no row for them.
    pub ended_by: Option<i64>,
    /// The columns of the attributes.
    pub attributes: Vec<String>,
    /// Whether the scenario has dates.
    pub dated: bool,
    /// What the scenario asks, with its calendar.
    pub settings: Settings,
    /// Late referral that is injected, where it is.
    pub late: Option<Late>,
}

/// Late referral of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Late {
    /// The group.
    pub group: Group,
    /// By how many days.
    pub days: i64,
}

/// Whether a text has the form of a date: digits and other signs at the same places.
fn is_like(text: &str, date: &str) -> bool {
    let form = |text: &str| text.bytes().map(|b| if b.is_ascii_digit() { b'0' } else { b }).collect::<Vec<_>>();
    form(text) == form(date)
}

impl Extract {
    /// What is asked for, of a scenario.
    ///
    /// # Errors
    /// Everything that is asked for and is not there.
    pub fn new(scenario: &Scenario, ask: &Ask) -> Result<Self, Refused> {
        let mut problems = Vec::new();
        let settings = &scenario.settings;
        let variant = match &ask.variant {
            None => Some(settings.reference),
            Some(name) => {
                let found = scenario.variants.iter().position(|v| v.name == *name);
                if found.is_none() {
                    let known: Vec<&str> = scenario.variants.iter().map(|v| v.name.as_str()).collect();
                    problems.push(format!("there is no variant `{}`; {}", visible(name), instead(name, &known)));
                }
                found
            }
        };
        let whole = &scenario.variants[variant.unwrap_or(settings.reference)];
        let last = whole.model.last_day();
        let mut day_of = |text: &Option<String>, flag: &str, unless: i64| -> i64 {
            let Some(text) = text else { return unless };
            (0..=last).find(|&d| settings.date(d) == *text).unwrap_or_else(|| {
                let (first, last) = (settings.date(0), settings.date(last));
                let help = match is_like(text, &first) {
                    true if *text < first => format!("; the nearest is {first}"),
                    true if *text > last => format!("; the nearest is {last}"),
                    true => String::new(),
                    false => format!("; days are written like {first}"),
                };
                problems.push(format!(
                    "--{flag}: `{}` is no day of the scenario, which runs from {first} to {last}{help}",
                    visible(text)
                ));
                unless
            })
        };
        let as_of = day_of(&ask.as_of, "as-of", last);
        let from = day_of(&ask.from, "from", 0);
        if ask.from.is_some() && ask.population != Population::Referred {
            let word = ask.population.name();
            problems.push(format!(
                "--from begins the period of `--population referred`; the population asked for is `{word}`"
            ));
        }
        if from > as_of {
            problems.push(format!("--from {} comes after --as-of {}", settings.date(from), settings.date(as_of)));
        }
        if ask.rows == Some(0) {
            problems.push("--rows 0 asks for nothing; ask for at least one row".to_string());
        }
        if ask.rows.is_some_and(|n| n > MOST_ROWS) {
            problems.push(format!("--rows: at most {MOST_ROWS}"));
        }
        if !problems.is_empty() {
            return Err(Refused::Ask(problems.join("\nerror: ")));
        }
        let horizon = (as_of + 1) * DAY;
        // Nothing is counted here, so nothing is warmed up or followed.
        let model = Model { horizon, warm_up: 0, follow_up: 0, audit: None, ..whole.model.clone() };
        let mut attributes = attribute_names(&model.population);
        attributes.truncate(settings.known);
        let (population, dated) = (ask.population, settings.start.is_some());
        let (variant, settings) = (whole.name.clone(), settings.clone());
        Ok(Self { variant, model, as_of, from, population, ended_by: None, attributes, dated, settings, late: None })
    }
}

impl Extract {
    /// Whether a pathway is one of those that are asked for: by how it stands, when the clock started and when it stopped.
    #[must_use]
    pub(super) fn wants(&self, status: Status, clock_start: Time, end: Time) -> bool {
        if status != Status::Waiting && self.ended_by.is_some_and(|by| day(end) <= by) {
            return false;
        }
        match self.population {
            Population::Waiting => status == Status::Waiting,
            Population::Referred => (self.from..=self.as_of).contains(&day(clock_start)),
            Population::All => true,
        }
    }

    /// Year, month and day of a day, where the scenario has dates.
    #[must_use]
    pub fn date(&self, day: i64) -> Option<(i64, u32, u32)> {
        let text = self.settings.date(day);
        let mut parts = text.split('-');
        Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    }
}

/// Most rows that can be asked for.
pub const MOST_ROWS: u64 = 1_000_000_000;

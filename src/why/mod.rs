//! Says why a person was called when they were. [`lives`] shows one person of each group.
//!
//! The cell (a variant and a replication of one list) is run again with the same luck, twice: once to note what happens to the person,
//! and once more to look into the decisions that matter. So a run need not keep anything for later questions, and looking changes nothing.
//! Every other policy is run on the same luck for comparison.
//!
//! ```no_run
//! use queuity::why::{Question, patient, words};
//! # fn demo(scenario: queuity::scenario::Scenario) -> Result<(), Box<dyn std::error::Error>> {
//! let question = Question { service: None, variant: None, replication: 0 };
//! let answer = patient(&scenario, &question, "referral-10-4")?;
//! println!("{} after {} days", answer.life.status, answer.life.days_waited);
//! for section in words::patient(&answer) {
//!     println!("{}: {} lines", section.title, section.lines.len());
//! }
//! # Ok(()) }
//! ```

mod classes;
mod life;
mod lives;
pub mod names;
mod numbers_in_words;
mod offer;
mod reasons;
mod section;
mod standing;
mod steps;
pub mod story;
mod trace;
pub mod words;

use serde::Serialize;

pub use classes::Classes;
pub use life::{Life, Reason, Seen};
pub use lives::{Cohort, GroupLife, Lives, Portrait, lives};
pub use standing::{Ahead, Counted, ReservedPlace, Standing};
pub use steps::{Happening, Moment, OfferEnd, Step};

use crate::error::{Stopped, nearest};
use crate::ids::{PersonId, Source};
use crate::model::Model;
use crate::scenario::Scenario;
use crate::time::WEEK;
use trace::{Trace, Track};

/// Which cell is asked about.
#[derive(Clone, Copy, Debug, Default)]
pub struct Question<'a> {
    /// The list; may be left out where there is one.
    pub service: Option<&'a str>,
    /// The policy; the reference if left out.
    pub variant: Option<&'a str>,
    /// The replication, from 0.
    pub replication: u64,
}

/// A cell of one list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cell {
    /// Title of the scenario; may be empty.
    pub title: String,
    /// The list.
    pub service: String,
    /// The policy.
    pub variant: String,
    /// The replication, from 0.
    pub replication: u64,
    /// How many the scenario has.
    pub replications: u64,
    /// The seed.
    pub seed: u64,
    /// People that one simulated person stands for.
    pub scale: f64,
}

/// Who somebody is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Who {
    /// The name, from the columns source, week and index of the patient table.
    pub patient: String,
    /// Each attribute.
    pub groups: Vec<Membership>,
    /// The clinical class at referral; of those on the list when the run begins, then.
    pub urgency: String,
    /// The clinical class at the end of the wait.
    pub urgency_at_end: String,
    /// The target of that class, in days.
    pub target_days_at_end: i64,
    /// A wait of more calendar days than this is a breach.
    pub target_days: i64,
    /// When the clock started.
    pub clock_start: Moment,
}

/// The group of somebody by one attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Membership {
    /// The attribute.
    pub attribute: String,
    /// The level as recorded, which is all that a rule sees.
    pub recorded: String,
    /// The level in truth.
    pub truth: String,
    /// Whether nobody knows it but the rule that goes by it: no record has it.
    pub hidden: bool,
}

/// Why one person was called when they were.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// The cell.
    pub cell: Cell,
    /// The person.
    pub who: Who,
    /// What happened.
    pub life: Life,
    /// Where the person stood: at the first session, halfway, before every call and at it, or at the last decision.
    pub standings: Vec<Seen>,
    /// The same person under the other policies, by name; none where the person is never referred there.
    pub others: Vec<Other>,
}

/// The same person under another policy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Other {
    /// The policy.
    pub variant: String,
    /// What happens there; none where the person is never referred.
    pub life: Option<Life>,
}

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WhyError {
    /// Something named is not there.
    #[error("there is no {what} `{name}`; {}", .nearest.as_ref().map_or_else(|| format!("there {}: {}", if .known.len() == 1 { "is" } else { "are" }, .known.join(", ")), |n| format!("did you mean `{n}`?")))]
    Unknown {
        /// What kind of thing.
        what: &'static str,
        /// As asked.
        name: String,
        /// The nearest known name.
        nearest: Option<String>,
        /// All known names.
        known: Vec<String>,
    },
    /// There are several lists, and none is named.
    #[error("there are {} lists, so one must be named: {}", .0.len(), .0.join(", "))]
    WhichService(Vec<String>),
    /// The scenario has no such replication.
    #[error("there is no replication {asked}; the scenario has {planned}, numbered from 0")]
    Replication {
        /// As asked.
        asked: u64,
        /// How many there are.
        planned: u64,
    },
    /// The name of the person cannot be read.
    #[error("{0}")]
    Name(String),
    /// Nobody has this name in the cell.
    #[error("nobody is called `{patient}` under \"{variant}\" in replication {replication}: {known}")]
    Nobody {
        /// As asked.
        patient: String,
        /// The policy.
        variant: String,
        /// The replication.
        replication: u64,
        /// Who there is.
        known: String,
    },
    /// People are not told apart.
    #[error("the scenario has no [[attribute]], so there are no groups to take a life from")]
    NoAttribute,
    /// A guard stopped the cell.
    #[error("variant `{variant}`, replication {replication} was stopped: {reason}")]
    Stopped {
        /// The policy.
        variant: String,
        /// The replication.
        replication: u64,
        /// Why.
        reason: Stopped,
    },
}

fn unknown<'a>(what: &'static str, name: &str, known: impl Iterator<Item = &'a str>) -> WhyError {
    let known: Vec<String> = known.map(str::to_string).collect();
    let near = nearest(name, known.iter().map(String::as_str)).map(str::to_string);
    WhyError::Unknown { what, name: name.to_string(), nearest: near, known }
}

/// A question whose names are found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    scenario: &'a Scenario,
    variant: usize,
    service: usize,
    replication: u64,
}

impl<'a> Asked<'a> {
    fn new(scenario: &'a Scenario, question: &Question<'_>) -> Result<Self, WhyError> {
        let names = || scenario.variants.iter().map(|v| v.name.as_str());
        let variant = match question.variant {
            None => scenario.settings.reference,
            Some(name) => names().position(|n| n == name).ok_or_else(|| unknown("variant", name, names()))?,
        };
        let lists = || scenario.variants[variant].model.services.iter().map(|s| s.name.as_str());
        let service = match question.service {
            Some(name) => lists().position(|n| n == name).ok_or_else(|| unknown("service", name, lists()))?,
            None if lists().count() == 1 => 0,
            None => return Err(WhyError::WhichService(lists().map(str::to_string).collect())),
        };
        let (replication, planned) = (question.replication, scenario.settings.replications);
        if replication >= planned {
            return Err(WhyError::Replication { asked: replication, planned });
        }
        Ok(Self { scenario, variant, service, replication })
    }

    fn name(&self, variant: usize) -> &'a str {
        &self.scenario.variants[variant].name
    }

    fn model(&self, variant: usize) -> &'a Model {
        &self.scenario.variants[variant].model
    }

    fn stopped(&self, variant: usize) -> impl Fn(Stopped) -> WhyError + use<> {
        let (name, replication) = (self.name(variant).to_string(), self.replication);
        move |reason| WhyError::Stopped { variant: name.clone(), replication, reason }
    }

    fn trace(&self, variant: usize, people: &[PersonId], everybody: bool) -> Result<Trace, WhyError> {
        Trace::of(self.model(variant), self.service, self.replication, people, everybody).map_err(self.stopped(variant))
    }

    fn life(&self, variant: usize, track: &Track) -> Life {
        let model = self.model(variant);
        Life::new(&self.scenario.settings, self.name(variant), model, &model.services[self.service], track)
    }

    /// Where people stood when it mattered.
    fn standings(&self, trace: &Trace, tracks: &[&Track]) -> Result<Vec<Vec<Seen>>, WhyError> {
        let model = self.model(self.variant);
        let looks: Vec<Vec<_>> = tracks.iter().map(|track| life::looks(track, &trace.decided)).collect();
        let wanted = looks.iter().flatten().map(|(wanted, _)| *wanted).collect();
        let found =
            standing::look(model, self.service, self.replication, wanted).map_err(self.stopped(self.variant))?;
        let service = &model.services[self.service];
        let seen = |(track, looks): (&&Track, Vec<_>)| {
            let of = |look: (standing::Wanted, Reason)| {
                let (_, found) = found.iter().find(|(wanted, _)| *wanted == look.0)?;
                life::seen(&self.scenario.settings, service, track, look, found)
            };
            looks.into_iter().filter_map(of).collect()
        };
        Ok(tracks.iter().zip(looks).map(seen).collect())
    }

    /// The same people under the other policies, by policy and then by person.
    fn others(&self, people: &[PersonId]) -> Result<Vec<Vec<Other>>, WhyError> {
        let mut others = vec![Vec::new(); people.len()];
        for variant in (0..self.scenario.variants.len()).filter(|&v| v != self.variant) {
            let there = |id: &PersonId| names::same(self.model(self.variant), self.model(variant), self.service, *id);
            let there: Vec<Option<PersonId>> = people.iter().map(there).collect();
            let watched: Vec<PersonId> = there.iter().copied().flatten().collect();
            let trace = self.trace(variant, &watched, false)?;
            for (of, person) in others.iter_mut().zip(there) {
                let life = person.and_then(|person| trace.track(person)).map(|track| self.life(variant, track));
                of.push(Other { variant: self.name(variant).to_string(), life });
            }
        }
        Ok(others)
    }

    fn cell(&self) -> Cell {
        let settings = &self.scenario.settings;
        Cell {
            title: settings.title.clone(),
            service: self.model(self.variant).services[self.service].name.clone(),
            variant: self.name(self.variant).to_string(),
            replication: self.replication,
            replications: settings.replications,
            seed: settings.seed,
            scale: settings.scale,
        }
    }

    fn who(&self, track: &Track) -> Who {
        let model = self.model(self.variant);
        let (service, population, as_recorded) = (&model.services[self.service], &model.population, model.recorded());
        let (truth, recorded) = (service.group(track.person.class), service.group(track.person.recorded));
        let urgency = &service.urgencies[service.urgency(track.person.class)];
        let at_end = &service.urgencies[service.urgency(life::class_at_end(track))];
        let groups = population.attributes.iter().enumerate().map(|(a, attribute)| Membership {
            attribute: attribute.name.clone(),
            recorded: as_recorded.attributes[a].levels[as_recorded.level(recorded, a)].clone(),
            truth: attribute.levels[population.level(truth, a)].clone(),
            hidden: a >= self.scenario.settings.known,
        });
        Who {
            patient: names::name_at(model, self.service, track.person.id),
            groups: groups.collect(),
            urgency: urgency.name.clone(),
            target_days: urgency.target_days,
            urgency_at_end: at_end.name.clone(),
            target_days_at_end: at_end.target_days,
            clock_start: Moment::new(&self.scenario.settings, track.person.clock_start),
        }
    }

    /// The people there are, for an answer to a question about a person who is not there.
    fn known(&self, trace: &Trace, id: PersonId) -> String {
        let (source, week) = (id.source(), id.week());
        let people = |n: u64| if n == 1 { "1 person".to_string() } else { format!("{n} people") };
        match (source, trace.joined(id)) {
            (Source::Today, None) => "nobody is on the list at the start".into(),
            (Source::Extra, None) => "the scenario lists no referrals".into(),
            (Source::Referral, None) => match trace.weeks() {
                None => "nobody is referred".into(),
                Some((first, last)) => {
                    let weeks = (self.model(self.variant).horizon + WEEK - 1) / WEEK;
                    format!("the run has {weeks} weeks, and people are referred in weeks {first} to {last}")
                }
            },
            (Source::Onward, found) => {
                let model = self.model(self.variant);
                let from = model.services[self.service].root(id).map(|root| {
                    let list = &model.services[root.service].name;
                    match root.source {
                        Source::Today => format!("were on the list of `{list}` at the start"),
                        Source::Extra => format!("were listed referrals to `{list}`"),
                        Source::Referral | Source::Onward => format!("were referred to `{list}` in week {week}"),
                    }
                });
                let from = from.unwrap_or_default();
                match found {
                    None => format!("nobody of those who {from} comes to this list"),
                    Some((n, last)) => {
                        format!("{} of those who {from} came to this list, with numbers up to {last}", people(n))
                    }
                }
            }
            (Source::Today, Some((n, last))) => {
                format!("{} on the list at the start, today-0 to today-{last}", people(n))
            }
            (Source::Extra, Some((n, last))) => format!("{} listed, extra-0 to extra-{last}", people(n)),
            (Source::Referral, Some((n, last))) => {
                format!("{} referred in week {week}, up to referral-{week}-{last}", people(n))
            }
        }
    }
}

/// Why this person was called when they were, under this policy; and what they meet under the others, where no policy is named.
///
/// # Errors
/// Where something that is named is not there, or a guard stops a cell.
pub fn patient(scenario: &Scenario, question: &Question<'_>, name: &str) -> Result<Answer, WhyError> {
    let asked = Asked::new(scenario, question)?;
    let id = names::parse_at(asked.model(asked.variant), asked.service, name).map_err(WhyError::Name)?;
    let trace = asked.trace(asked.variant, &[id], false)?;
    let Some(track) = trace.track(id) else {
        return Err(WhyError::Nobody {
            patient: names::name_at(asked.model(asked.variant), asked.service, id),
            variant: asked.name(asked.variant).to_string(),
            replication: asked.replication,
            known: asked.known(&trace, id),
        });
    };
    let others = if question.variant.is_none() { asked.others(&[id])?.concat() } else { Vec::new() };
    Ok(Answer {
        cell: asked.cell(),
        who: asked.who(track),
        life: asked.life(asked.variant, track),
        standings: asked.standings(&trace, &[track])?.concat(),
        others,
    })
}

//! Turns a checked scenario into the model of each variant. It reports every problem; none stops the search for others.

mod booking;
mod capacity;
mod common;
mod correlated;
mod course;
mod demand;
mod doubtful;
mod hidden;
mod inside;
mod joined;
mod laws;
mod levels;
mod levers;
mod list_by_group;
mod load;
mod mixes;
pub(crate) mod names;
mod official;
mod onward;
mod pathway;
mod people;
mod prices;
mod raked;
mod record_plan;
mod records;
mod referrals;
mod removal;
mod rule;
mod shares_or_counts;
mod special_sessions;
mod spread;
mod staff;
mod unmet;
mod values;
mod waiting;
mod waiting_room;
mod ways_out;

use serde_json::Value;

use crate::discipline::Registry;
use crate::error::Problem;
use crate::model::{AfterMissed, Band, Chance, Levers, Model, RebookTo, Service, Spaces};
use crate::rng::Space;
use crate::scenario::raw::{self, AfterPatience};
use crate::scenario::{defaults, path};
use crate::schema::Schema;

use common::Common;
pub use load::{at_an_end, compile, load, load_with};
use people::{entry, errors};

/// Most classes (groups x urgencies) of a service.
const MOST_CLASSES: usize = 65_535;

/// The code of what needs a calendar where there is none.
const NEEDS_START: &str = "Q0612";

/// The discipline of a variant, and where it is written.
#[derive(Clone, Debug)]
struct Rule<'a> {
    parameters: Value,
    at: String,
    registry: &'a Registry,
    /// That of scenarios with these disciplines.
    schema: Schema<'a>,
}

/// The model of one variant; none where there are errors.
fn model(doc: &raw::Document, rule: &Rule<'_>, seed: u64, problems: &mut Vec<Problem>) -> Option<Model> {
    let before = errors(problems);
    names::check("service", doc.service.iter().map(|s| s.name.as_str()).collect(), &[], problems);
    let common = Common::new(doc, problems)?;
    let mut services: Vec<Service> = Vec::new();
    for (i, raw) in doc.service.iter().enumerate() {
        let at = entry(&doc.service, i, "service", |s| &s.name);
        services.extend(common.service(raw, &at, rule, problems));
    }
    onward::check(doc, &common, problems);
    if doc.service.is_empty() {
        problems.push(Problem::new("Q0203", "", "a scenario needs at least one [[service]]"));
    }
    services.sort_by(|a, b| a.name.cmp(&b.name));
    records::number_pairs(&mut services, &common.people.population, problems);
    if errors(problems) == before {
        common.connect(doc, &mut services, problems);
    }
    let mut spaces: Vec<Space> = services.iter().flat_map(Service::all_spaces).collect();
    spaces.sort_unstable_by_key(|s| s.0);
    if let (Some(_), true) = (spaces.windows(2).find(|w| w[0] == w[1]), errors(problems) == before) {
        let message = "two services would share their luck (a collision of hashed names)";
        problems.push(Problem::new("Q0418", "service", message).help("rename one of them"));
    }
    if errors(problems) > before {
        return None;
    }
    Some(Model {
        seed,
        horizon: common.horizon,
        warm_up: common.warm_up,
        follow_up: common.follow_up,
        audit: common.audit,
        limits: common.limits,
        max_waiting: common.max_waiting,
        scale: common.scale,
        population: common.people.population,
        services,
    })
}

impl Common {
    fn service(&self, raw: &raw::Service, at: &str, rule: &Rule<'_>, problems: &mut Vec<Problem>) -> Option<Service> {
        let before = errors(problems);
        let urgencies = demand::urgencies(&raw.urgency, self.unit, at, problems);
        let recorded = self.records.as_ref().map_or(&self.people.population, |r| &r.population);
        let groups = recorded.groups();
        let classes = groups * urgencies.len();
        if classes > MOST_CLASSES {
            let message =
                format!("{groups} groups x {} urgencies = {classes} classes; at most {MOST_CLASSES}", urgencies.len());
            problems.push(Problem::new("Q0502", path::key(at, "urgency"), message).help("merge levels or urgencies"));
            return None;
        }
        let referrals =
            raw.referrals.as_ref().map(|r| self.referrals(r, &raw.urgency, &path::key(at, "referrals"), problems));
        let today = match &raw.waiting {
            Some(w) => self.waiting(w, raw, at, &path::key(at, "waiting"), problems),
            None => self
                .people
                .mix(&Default::default(), &Default::default(), at, problems)
                .map(|(mix, _)| (Vec::new(), mix)),
        };
        let extra = self.extra(&raw.extra, &raw.urgency, at, problems);
        let stages = self.stages(raw, &urgencies, rule, at, problems);
        let course = raw.course.as_ref().map(|c| self.course(c, &urgencies, &path::key(at, "course"), problems));
        let mix = today.as_ref().map(|(_, mix)| mix);
        let patience = raw.removal.as_ref().map(|r| self.removal(raw, r, mix, &path::key(at, "removal"), problems));
        let (patience, of_group) = patience.unwrap_or_default();
        let patience_of = of_group.iter().flat_map(|p| std::iter::repeat_n(*p, urgencies.len())).collect();
        let (mut today, today_groups) = today?;
        self.waiting_later(raw, at, &mut today, problems);
        let (max, list) = (self.max_waiting, today.iter().map(|b| u64::from(b.count)).sum::<u64>());
        if list > max {
            let message = format!("{list} people wait at the start, more than max_waiting = {max}");
            problems.push(Problem::new("Q0608", path::key(at, "waiting"), message));
        }
        let referrals = match referrals {
            None => None,
            Some(r) => Some(r?),
        };
        let records = self.records(raw, referrals.as_ref().map_or(&today_groups, |r| &r.mix), at, problems);
        let prices = self.prices(raw, &urgencies, at, problems);
        let asked = raw.levers.as_ref().map_or(&[][..], |l| &l.validation);
        let list = path::key(&path::key(at, "levers"), "validation");
        let validations = self.validations(asked, urgencies.len(), &list, problems);
        let unmet = self.unmet(raw, urgencies.len(), at, problems);
        let mut stages = stages?;
        self.inside(raw, at, &mut stages, problems);
        let room = self.room(raw, &today, &stages, at, problems);
        let course = match course {
            None => None,
            Some(c) => Some(c?),
        };
        let mut today_groups = today_groups;
        // Listed referrals without a stream of referrals draw what is not given from the mix of today's list.
        if today_groups.urgency.is_empty() {
            today_groups.urgency = demand::default_mix(&raw.urgency);
        }
        if errors(problems) == before {
            let ways = ways_out::Ways {
                urgencies: &urgencies,
                referrals: referrals.as_ref(),
                today: &today,
                today_groups: &today_groups,
                extra: &extra,
                course: course.as_ref(),
                stages: &stages,
            };
            self.ways_out(&ways, &[], raw, at, problems);
        }
        (errors(problems) == before).then(|| Service {
            name: raw.name.clone(),
            urgencies,
            spaces: Spaces::new(&raw.name),
            today,
            today_groups,
            referrals,
            extra,
            patience,
            patience_of,
            course,
            records,
            room,
            levers: Levers { prices, validations, unmet },
            stages,
        })
    }

    /// Adds who waits at later stages.
    fn waiting_later(&self, raw: &raw::Service, at: &str, today: &mut Vec<Band>, problems: &mut Vec<Problem>) {
        let list = path::key(at, "stage");
        for (number, stage) in raw.stage.iter().enumerate() {
            let Some(waiting) = &stage.waiting else { continue };
            let here = path::key(&entry(&raw.stage, number, &list, |s| &s.name), "waiting");
            if number == 0 {
                let message = "people who wait at the first stage are given in the service";
                problems.push(Problem::new("Q0634", &here, message).at_key());
            }
            if !waiting.share.is_empty() {
                let message = "the groups of all who wait today are drawn from the service's own `waiting`";
                problems.push(Problem::new("Q0634", path::key(&here, "share"), message).at_key());
            }
            if let Some((bands, _)) = self.waiting(waiting, raw, at, &here, problems) {
                today.extend(bands.into_iter().map(|band| Band { stage: number, ..band }));
            }
        }
    }
}

fn after_missed(common: &Common, raw: Option<&raw::AfterMissed>, at: &str, problems: &mut Vec<Problem>) -> AfterMissed {
    let rebook = raw.and_then(|r| r.rebook.as_ref()).map_or(defaults::REBOOK, |n| n.value);
    problems.extend(values::out_of_range(rebook, true, &path::key(at, "rebook")));
    let to = match raw.and_then(|r| r.to) {
        Some(raw::RebookTo::BackOfQueue) => RebookTo::BackOfQueue,
        _ => RebookTo::KeepsClockStart,
    };
    let redraw_patience = raw.and_then(|r| r.patience) == Some(AfterPatience::Redrawn);
    let delay = raw.and_then(|r| r.after.as_ref()).and_then(|t| common.time(t, &path::key(at, "after"), problems));
    AfterMissed { rebook: Chance::new(rebook), to, redraw_patience, delay }
}

/// Chances of missing an appointment that differ less are alike.
const ALIKE: f64 = 0.005;

/// Warns where some groups miss more appointments and nobody says what follows: it then costs them hardly any time.
fn kept_by_default(stage: &crate::model::Stage, urgencies: usize, at: &str, problems: &mut Vec<Problem>) {
    let by_group = |u: usize| stage.misses.iter().skip(u).step_by(urgencies).map(|p| p.probability());
    let differ = (0..urgencies).any(|u| {
        let (low, high) = by_group(u).fold((1.0_f64, 0.0_f64), |(low, high), p| (low.min(p), high.max(p)));
        high - low > ALIKE
    });
    if !differ || stage.levers.most_missed.is_some() || stage.levers.booking.is_some() {
        return;
    }
    let message = "groups miss appointments unequally, and all who do keep their clock start and are called again at the next session. In the order of their waits that costs hardly any time, and the gap hardly moves; by chance, each miss costs another draw";
    let help = "say what follows, for example after_missed = { rebook = 0.8, to = \"back of the queue\" }; { to = \"keeps clock start\" } says that it is meant";
    problems.push(Problem::new("W0646", at, message).help(help));
}

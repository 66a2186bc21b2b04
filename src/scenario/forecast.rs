//! What to expect of a scenario before it is run: load and growth of each list, size of the experiment. Expectations by plain
//! accounting day by day, not by simulation.

use crate::error::Problem;
use crate::model::{BandWait, Capacity, Mix, Model, Service};
use crate::population::{Population, Thresholds};
use crate::time::{DAY, WEEK};

use super::Scenario;

/// What to expect of one list under one variant, in simulated people.
#[derive(Clone, Debug, PartialEq)]
pub struct ListForecast {
    /// The variant.
    pub variant: String,
    /// The list.
    pub service: String,
    /// People on the list at the start.
    pub waiting: u64,
    /// Slots (or attended services of all servers) that referrals need, missed appointments included, divided by those there
    /// are, over the whole horizon. None without capacity.
    pub load: Option<f64>,
    /// Mean growth of the list per week over the horizon.
    pub growth_per_week: f64,
    /// Growth of the list over the first 31 days (the whole horizon where it is shorter).
    pub drift_31_days: f64,
    /// Weeks of slots that people of today's list need who are of another urgency than the last; 0 with one urgency or servers.
    pub urgent_backlog_weeks: f64,
    /// Expected referrals over the horizon.
    pub referrals: f64,
    /// The longest list on any day, as expected.
    pub longest: f64,
}

/// What to expect of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// By variant, then service.
    pub lists: Vec<ListForecast>,
    /// Cells: variants x replications.
    pub cells: u64,
    /// Expected events (arrivals, services, departures, sessions) of all cells.
    pub events: f64,
    /// Estimated memory of one running cell, in bytes; as many cells run at once as there are threads.
    pub bytes_per_cell: f64,
    /// What deserves a word: loads of 1 or more, empty lists, an urgent backlog.
    pub warnings: Vec<Problem>,
}

/// Weeks of slots beyond which the urgent part of today's list is implausible.
const URGENT_WEEKS: f64 = 4.0;
/// Days of the first account.
const FIRST_DAYS: i64 = 31;

/// What to expect of a scenario.
#[must_use]
pub fn forecast(scenario: &Scenario) -> Forecast {
    let mut out = Forecast {
        lists: Vec::new(),
        cells: scenario.variants.len() as u64 * scenario.settings.replications,
        events: 0.0,
        bytes_per_cell: 0.0,
        warnings: Vec::new(),
    };
    for variant in &scenario.variants {
        let model = &variant.model;
        let mut bytes = 0.0;
        for service in &model.services {
            let list = account(&variant.name, model, service);
            let sessions = match &service.stages[0].capacity {
                Capacity::Slots { sessions, .. } => sessions.len() as f64,
                Capacity::Servers { .. } => 0.0,
            };
            out.events +=
                scenario.settings.replications as f64 * (2.0 * list.referrals + list.waiting as f64 + sessions);
            // A record of 32 bytes, twice while memory grows; a week's window of referrals; keys of the tally by class and day.
            let classes = (model.population.groups() * service.urgencies.len()) as f64;
            bytes +=
                64.0 * list.longest + 40.0 * list.referrals * WEEK as f64 / model.horizon as f64 + 4096.0 * classes;
            warn(&list, service, &mut out.warnings);
            out.lists.push(list);
        }
        out.bytes_per_cell = out.bytes_per_cell.max(bytes);
    }
    out.warnings.extend(unused(scenario));
    out
}

fn warn(list: &ListForecast, service: &Service, warnings: &mut Vec<Problem>) {
    let at = |key: &str| super::path::key(&super::path::entry("service", &list.service), key);
    let of = format!("`{}` under `{}`", list.service, list.variant);
    let capacity = if matches!(service.stages[0].capacity, Capacity::Slots { .. }) { "slots" } else { "servers" };
    match list.load {
        Some(load) if load >= 1.0 => {
            let growth = list.growth_per_week;
            let message = if growth > 0.0 {
                format!(
                    "load {load:.3} of {of}: more is needed than there is; the list grows by {growth:.1} people a week"
                )
            } else {
                format!(
                    "load {load:.3} of {of}: more is needed than there is; only those who leave untreated bound the list"
                )
            };
            let problem = Problem::new("W0632", at(capacity), message);
            warnings.push(problem.help("nothing about a steady state can be said"));
        }
        Some(load) if load >= 0.99 => {
            let message = format!("load {load:.4} of {of}: so near to 1 the list wanders for years");
            warnings.push(Problem::new("W0633", at(capacity), message));
        }
        None => warnings.push(Problem::new("W0634", at(capacity), format!("{of} has no capacity: nobody is seen"))),
        Some(_) => {}
    }
    if list.referrals == 0.0 && list.waiting == 0 && service.extra.is_empty() {
        let message = format!("{of} has nobody: no referrals and no list; its measures will be empty");
        warnings.push(Problem::new("W0635", super::path::entry("service", &list.service), message));
    }
    if list.urgent_backlog_weeks > URGENT_WEEKS {
        let message = format!(
            "urgent people on today's list of {of} need {:.1} weeks of slots; urgent people rarely wait that long",
            list.urgent_backlog_weeks
        );
        let problem = Problem::new("W0636", at("waiting"), message);
        warnings.push(problem.help("give `urgency` for each band: the longest waits are usually not urgent"));
    }
}

/// Levels that nobody has.
fn unused(scenario: &Scenario) -> Vec<Problem> {
    let mut out = Vec::new();
    let Some(first) = scenario.variants.first() else { return out };
    let model = &first.model;
    for (a, attribute) in model.population.attributes.iter().enumerate() {
        for (l, level) in attribute.levels.iter().enumerate() {
            let met = model.services.iter().any(|s| {
                let mixes = s.referrals.as_ref().map(|r| &r.mix).into_iter().chain(Some(&s.today_groups));
                let listed = s.extra.iter().any(|e| e.levels[a] == Some(l));
                listed
                    || mixes.into_iter().any(|m| {
                        groups(m, &model.population)
                            .iter()
                            .enumerate()
                            .any(|(g, p)| *p > 0.0 && model.population.level(g, a) == l)
                    })
            });
            if !met {
                let at = super::path::key(&super::path::entry("attribute", &attribute.name), "levels");
                out.push(Problem::new("W0637", at, format!("nobody is of level `{level}` of `{}`", attribute.name)));
            }
        }
    }
    out
}

fn account(variant: &str, model: &Model, service: &Service) -> ListForecast {
    let days = model.horizon / DAY;
    let urgencies = service.urgencies.len();
    let waiting: u64 = service.today.iter().map(|b| u64::from(b.count)).sum();
    let list_mix = list_classes(model, service);
    let joining = match &service.referrals {
        Some(r) => classes(&groups(&r.mix, &model.population), &r.mix.urgency, urgencies),
        None => list_mix.clone(),
    };
    let rebook = service.stages[0].after_missed.rebook.probability();
    let miss = |c: usize| service.stages[0].misses[c].probability();
    // Slots that one person needs until seen or discharged, and the part of slots after which somebody has left the list.
    let needs: f64 = joining.iter().enumerate().map(|(c, p)| p / (1.0 - miss(c) * rebook)).sum();
    let mixed: Vec<f64> = if waiting > 0 { list_mix.clone() } else { joining.clone() };
    let leaves: f64 = mixed.iter().enumerate().map(|(c, p)| p * (1.0 - miss(c) * rebook)).sum();
    let capacity = Offered::new(model, service, &mixed);
    let hazard = daily_hazard(service, &list_mix, &joining, waiting);
    let referrals = |day: i64| {
        let listed = service.extra.iter().filter(|e| e.time / DAY == day).count() as f64;
        listed + service.referrals.as_ref().map_or(0.0, |r| r.per_day.day(day as usize))
    };
    let (mut n, mut longest) = (waiting as f64, waiting as f64);
    let (mut first, mut demand, mut offered) = (0.0, 0.0, 0.0);
    for day in 0..days {
        let came = referrals(day);
        let slots = capacity.day(day);
        demand += came;
        offered += slots;
        n += came - n * hazard;
        n -= (slots * leaves).min(n);
        longest = longest.max(n);
        if day < FIRST_DAYS {
            first = n - waiting as f64;
        }
    }
    let last = service.urgencies.len() - 1;
    let urgent: f64 = list_mix
        .iter()
        .enumerate()
        .filter(|(c, _)| c % urgencies != last)
        .map(|(_, p)| p * waiting as f64)
        .fold(0.0, |a, b| a + b);
    let weeks = (days.min(28) as f64 / 7.0).max(1.0 / 7.0);
    let weekly: f64 = (0..days.min(28)).map(|d| capacity.day(d)).sum::<f64>() / weeks;
    let slotted = matches!(service.stages[0].capacity, Capacity::Slots { .. });
    ListForecast {
        variant: variant.to_string(),
        service: service.name.clone(),
        waiting,
        load: (offered > 0.0).then(|| demand * needs / offered),
        growth_per_week: (n - waiting as f64) / (days as f64 / 7.0),
        drift_31_days: first,
        urgent_backlog_weeks: if slotted && weekly > 0.0 { urgent / weekly } else { 0.0 },
        referrals: demand,
        longest,
    }
}

/// Slots of each day: as listed, or as many services as servers complete.
struct Offered {
    daily: Vec<f64>,
    constant: f64,
}

impl Offered {
    fn new(model: &Model, service: &Service, mix: &[f64]) -> Self {
        match &service.stages[0].capacity {
            Capacity::Slots { sessions, lost } => {
                let mut daily = vec![0.0; (model.horizon / DAY) as usize];
                for s in sessions {
                    if let Some(day) = daily.get_mut((s.time / DAY) as usize) {
                        *day += f64::from(s.slots) * (1.0 - lost.probability());
                    }
                }
                Self { daily, constant: 0.0 }
            }
            Capacity::Servers { count, service: laws, service_of } => {
                let mean: f64 = mix.iter().zip(service_of).map(|(p, law)| p * laws[usize::from(*law)].mean()).sum();
                let constant = if mean > 0.0 { f64::from(*count) * DAY as f64 / mean } else { f64::MAX };
                Self { daily: Vec::new(), constant }
            }
        }
    }

    fn day(&self, day: i64) -> f64 {
        self.daily.get(day as usize).copied().unwrap_or(self.constant)
    }
}

/// The part of the list that leaves untreated in a day, by the laws of patience at the waits of today's list; without a list, of
/// somebody who has just joined.
fn daily_hazard(service: &Service, list: &[f64], joining: &[f64], waiting: u64) -> f64 {
    if service.patience.is_empty() {
        return 0.0;
    }
    let month = (FIRST_DAYS * DAY) as f64;
    let leaving = |mix: &[f64], wait: f64| -> f64 {
        let each = mix.iter().zip(&service.patience_of).map(|(p, law)| {
            let law = &service.patience[usize::from(*law)];
            let now = law.survival(wait);
            if now > 0.0 { p * (1.0 - law.survival(wait + month) / now) } else { *p }
        });
        each.sum()
    };
    let gone = if waiting == 0 {
        leaving(joining, 0.0)
    } else {
        let bands = service.today.iter().map(|b| {
            let wait = match &b.wait {
                BandWait::Days { from, to } => (from + to) as f64 * DAY as f64 / 2.0,
                BandWait::Open { beyond, excess } => (beyond * DAY) as f64 + excess.mean(),
                BandWait::Law(law) => law.mean(),
            };
            f64::from(b.count) * leaving(list, wait)
        });
        bands.sum::<f64>() / waiting as f64
    };
    if gone >= 1.0 { 1.0 } else { 1.0 - crate::dist::power(1.0 - gone, 1.0 / FIRST_DAYS as f64) }
}

/// Probabilities of the levels of one draw.
fn levels(thresholds: &Thresholds) -> Vec<f64> {
    const WORDS: f64 = 18_446_744_073_709_551_616.0;
    let mut before = 0.0;
    let ends = thresholds.0.iter().map(|&t| if t == u64::MAX { WORDS } else { t as f64 }).chain([WORDS]);
    ends.map(|end| {
        let p = (end - before) / WORDS;
        before = end;
        p
    })
    .collect()
}

/// Probabilities of the groups.
fn groups(mix: &Mix, population: &Population) -> Vec<f64> {
    let mut out = vec![1.0];
    for (rows, _) in mix.attributes.iter().zip(&population.attributes) {
        out = out.iter().zip(rows).flat_map(|(p, row)| levels(row).into_iter().map(move |q| p * q)).collect();
    }
    out
}

/// Probabilities of the classes.
fn classes(groups: &[f64], urgency: &[Thresholds], urgencies: usize) -> Vec<f64> {
    let row = |g: usize| urgency.get(if urgency.len() == 1 { 0 } else { g });
    let each = groups.iter().enumerate().flat_map(|(g, p)| {
        let of = row(g).map_or_else(|| vec![1.0 / urgencies as f64; urgencies], levels);
        of.into_iter().map(move |q| p * q).collect::<Vec<f64>>()
    });
    each.collect()
}

/// Probabilities of the classes of today's list.
fn list_classes(model: &Model, service: &Service) -> Vec<f64> {
    let urgencies = service.urgencies.len();
    let groups = groups(&service.today_groups, &model.population);
    let total: f64 = service.today.iter().map(|b| f64::from(b.count)).sum();
    if total == 0.0 {
        return classes(&groups, &service.today_groups.urgency, urgencies);
    }
    let mut out = vec![0.0; groups.len() * urgencies];
    for band in &service.today {
        let of = classes(&groups, &band.urgency, urgencies);
        out.iter_mut().zip(of).for_each(|(o, p)| *o += p * f64::from(band.count) / total);
    }
    out
}

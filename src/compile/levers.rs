//! What else is done about a list.

use super::common::Common;
use super::laws;
use super::people::{errors, unknown_urgency};
use crate::distributions::Dist;
use crate::error::Problem;
use crate::model::{
    Attendance, Capacity, Cases, Chance, Doubles, Overbook, OverbookBy, SessionPlan, Stage, StageLevers, Support,
    Surge, Validation,
};
use crate::population::{Population, Urgency};
use crate::scenario::path;
use crate::scenario::raw::{self, ByGroup, levers as raw_levers};
use crate::time::{NEVER, Time, WEEK};

/// Most people who are booked beyond the slots of a session.
const MOST_EXTRA: u32 = 10_000;
/// Seats that are laid out for each person who is simulated, and so many people at least; beyond that only some sessions are laid out.
const MOST_SEATS: f64 = 32.0;
const AT_LEAST: f64 = 8.0;
/// Most clinics side by side.
const MOST_CLINICS: u32 = 10_000;

/// What the levers of a stage stand on.
pub(super) struct Ground<'a> {
    pub(super) urgencies: &'a [Urgency],
    /// The groups as a rule sees them.
    pub(super) recorded: &'a Population,
    pub(super) at: &'a str,
}

impl Ground<'_> {
    /// What is known by group, by class.
    pub(super) fn by_class<'v>(&self, of_group: &'v [f64]) -> impl Iterator<Item = f64> + 'v {
        let urgencies = self.urgencies.len();
        of_group.iter().flat_map(move |x| std::iter::repeat_n(*x, urgencies))
    }
}

impl Common {
    /// Puts the levers of a stage into it.
    pub(super) fn pull(
        &self,
        raw: &raw_levers::Levers,
        ground: &Ground<'_>,
        stage: &mut Stage,
        problems: &mut Vec<Problem>,
    ) {
        let at = ground.at;
        if let Some(most) = raw.discharge_after_missed.filter(|n| !(1..=4).contains(n)) {
            let message = format!("{most} is not between 1 and 4");
            problems.push(Problem::new("Q0604", path::key(at, "discharge_after_missed"), message));
        }
        let slotted = stage.slotted();
        let of_slots = [
            ("booking", raw.booking.is_some()),
            ("surge", raw.surge.is_some()),
            ("overbooking", raw.overbooking.is_some()),
            ("cases", raw.cases.is_some()),
            ("extra_sessions", !raw.extra_sessions.is_empty()),
            ("only_for", !raw.only_for.is_empty()),
            ("own_slots_for", raw.own_slots_for.is_some()),
        ];
        for (key, _) in of_slots.iter().filter(|(_, given)| *given && !slotted) {
            let message = format!("`{key}` needs `slots` of the stage itself, in place of `servers` or `takes`");
            problems.push(Problem::new("Q0635", path::key(at, key), message).at_key());
        }
        if raw.overbooking.is_some() && raw.cases.is_some() {
            let message = "slots are either overbooked or planned in minutes of `cases`, not both";
            problems.push(Problem::new("Q0635", path::key(at, "overbooking"), message).at_key());
        }
        let overbooking = raw.overbooking.as_ref().and_then(|o| self.overbooking(o, ground, stage, problems));
        let cases = raw.cases.as_ref().and_then(|c| self.cases(c, ground, problems));
        let support = raw.support.as_ref().and_then(|s| self.support(s, ground, problems));
        stage.levers = StageLevers {
            attendance: support.map(|support| Attendance { support: Some(support), odds: None }),
            booking: self.booking(raw, ground, problems),
            surge: raw.surge.as_ref().and_then(|s| self.surge(s, &path::key(at, "surge"), problems)),
            session: overbooking.map(SessionPlan::Overbook).or_else(|| cases.map(SessionPlan::Cases)),
            most_missed: raw.discharge_after_missed,
            ..StageLevers::default()
        };
        self.more_sessions(raw, ground, stage, problems);
    }

    fn support(&self, raw: &raw_levers::Support, ground: &Ground<'_>, problems: &mut Vec<Problem>) -> Option<Support> {
        let (before, at) = (errors(problems), path::key(ground.at, "support"));
        let groups = self.people.population.groups();
        let reach = match &raw.reach {
            Some(by) => self.people.by_group(by, true, &path::key(&at, "reach"), problems),
            None => vec![1.0; groups],
        };
        let times = self.people.by_group(&raw.misses_times, false, &path::key(&at, "misses_times"), problems);
        let reach = ground.by_class(&reach).map(Chance::new).collect();
        let times = ground.by_class(&times).collect();
        let from = raw.from.as_ref().map_or(Some(0), |w| self.begins(w, &path::key(&at, "from"), problems));
        let to = raw.to.as_ref().map_or(Some(NEVER), |w| self.when(w, &path::key(&at, "to"), problems));
        if from.zip(to).is_some_and(|(from, to)| to <= from) {
            let message = "help to attend ends before it begins";
            problems.push(Problem::new("Q0616", path::key(&at, "to"), message));
        }
        (errors(problems) == before).then_some(Support { from: from?, to: to?, reach, times })
    }

    fn surge(&self, raw: &raw_levers::Surge, at: &str, problems: &mut Vec<Problem>) -> Option<Surge> {
        let before = errors(problems);
        let mut positive = |n: &raw::Number, key: &str| {
            if !(n.value > 0.0 && n.value < 1e9) {
                let message = format!("{} is not above 0 and below 1e9", n.value);
                problems.push(Problem::new("Q0604", path::key(at, key), message));
            }
            n.value
        };
        let above = positive(&raw.above, "above");
        let below = raw.below.as_ref().map_or(0.9 * above, |n| positive(n, "below"));
        let (step, most) = (positive(&raw.per_week, "per_week"), positive(&raw.at_most, "at_most"));
        if most < step && errors(problems) == before {
            let message = format!("no step of {step} slots (`per_week`) fits into at most {most}");
            problems.push(Problem::new("Q0604", path::key(at, "at_most"), message));
        }
        let review = raw.review.map_or(4 * WEEK, |s| s.time(self.unit));
        if review <= 0 {
            problems.push(Problem::new("Q0604", path::key(at, "review"), "the time between reviews must be above 0"));
        }
        if below > above {
            let message = format!("slots would be added above {above} and taken back below {below} at the same time");
            problems.push(Problem::new("Q0604", path::key(at, "below"), message));
        }
        (errors(problems) == before).then(|| Surge {
            above: (above / self.scale) as u64,
            below: (below / self.scale).ceil() as u64,
            step: (step / self.scale * 1e6).round() as i64,
            most: (most / step).floor() as u32,
            review,
            delay: raw.after.map_or(0, |s| s.time(self.unit)),
        })
    }

    fn overbooking(
        &self,
        raw: &raw_levers::Overbooking,
        ground: &Ground<'_>,
        stage: &Stage,
        problems: &mut Vec<Problem>,
    ) -> Option<Overbook> {
        let (before, at) = (errors(problems), path::key(ground.at, "overbooking"));
        let urgencies = ground.urgencies.len();
        if raw.extra.is_some_and(|extra| extra > MOST_EXTRA) {
            let message = format!("more than {MOST_EXTRA} people cannot be booked beyond the slots of a session");
            problems.push(Problem::new("Q0604", path::key(&at, "extra"), message));
        }
        let predicted: Vec<f64> = match &raw.predicted {
            Some(by) => {
                let of_group = self.people.by_group(by, true, &path::key(&at, "predicted"), problems);
                of_group.iter().flat_map(|p| std::iter::repeat_n(*p, urgencies)).collect()
            }
            None => stage.misses.iter().map(|c| c.probability()).collect(),
        };
        let slot = raw.slot.map_or(20 * 60, |s| s.time(self.unit));
        if slot <= 0 {
            problems.push(Problem::new("Q0604", path::key(&at, "slot"), "a slot must have a length"));
        }
        let clinics = raw.clinics.unwrap_or(1);
        if !(1..=MOST_CLINICS).contains(&clinics) {
            let message = format!("{clinics} is not between 1 and {MOST_CLINICS}");
            problems.push(Problem::new("Q0604", path::key(&at, "clinics"), message));
        }
        let predicted = self.as_recorded(&predicted, ground);
        (errors(problems) == before).then_some(Overbook {
            by: match raw.extra {
                Some(extra) => OverbookBy::Flat((f64::from(extra) / self.scale * 1e6).round() as u64),
                None => OverbookBy::Expected,
            },
            doubles: match raw.doubles {
                Some(raw_levers::Doubles::ByRisk) => Doubles::ByRisk,
                _ => Doubles::ByLot,
            },
            predicted,
            slot,
            clinics,
            in_full: Vec::new(),
            extra_in_full: u64::from(raw.extra.unwrap_or(0)) * 1_000_000,
            every: 1,
        })
    }

    /// Tells an overbooked stage how large its sessions are in full.
    pub(super) fn sessions_in_full(
        &self,
        slots: Option<&raw::Slots>,
        levers: &raw_levers::Levers,
        ground: &Ground<'_>,
        stage: &mut Stage,
        problems: &mut Vec<Problem>,
    ) {
        let Some(slots) = slots.filter(|_| matches!(stage.levers.session, Some(SessionPlan::Overbook(_)))) else {
            return;
        };
        let (whole, mut told) = (Self { scale: 1.0, ..self.clone() }, Vec::new());
        // What is wrong with them was told of the sessions as simulated.
        let Some(capacity) = whole.slots(slots, ground.at, &mut told) else { return };
        let mut full = Stage::only(&stage.name, capacity, stage.discipline.clone(), stage.misses.len());
        whole.more_sessions(levers, ground, &mut full, &mut told);
        let (Capacity::Slots { sessions, .. }, Some(SessionPlan::Overbook(plan))) =
            (full.capacity, &mut stage.levers.session)
        else {
            return;
        };
        let most = sessions.iter().map(|session| session.slots).max().unwrap_or(0);
        if plan.clinics > most.max(1) {
            let at = path::key(&path::key(ground.at, "overbooking"), "clinics");
            let message =
                format!("{} clinics share the slots of a session, and no session has more than {most}", plan.clinics);
            problems.push(Problem::new("Q0604", at, message));
        }
        if self.scale != 1.0 {
            // Laying a large session out costs as many seats as it has: for few people who are simulated not every one is.
            let (most, simulated) = (f64::from(most), f64::from(most) / self.scale);
            plan.every = (most / f64::from(plan.clinics) / (MOST_SEATS * (simulated + AT_LEAST))).max(1.0) as u32;
            plan.in_full = sessions.iter().map(|session| session.slots).collect();
        }
    }

    /// Chances by class as recorded: where a level is not recorded, the mean over its levels.
    fn as_recorded(&self, by_class: &[f64], ground: &Ground<'_>) -> Vec<Chance> {
        let (truth, recorded, urgencies) = (&self.people.population, ground.recorded, ground.urgencies.len());
        let mut out = Vec::with_capacity(recorded.groups() * urgencies);
        for group in 0..recorded.groups() {
            let fits = |g: &usize| {
                truth.attributes.iter().enumerate().all(|(a, attribute)| {
                    let level = recorded.level(group, a);
                    level >= attribute.levels.len() || truth.level(*g, a) == level
                })
            };
            let like: Vec<usize> = (0..truth.groups()).filter(fits).collect();
            for urgency in 0..urgencies {
                let sum: f64 = like.iter().map(|g| by_class[g * urgencies + urgency]).sum();
                out.push(Chance::new(sum / like.len().max(1) as f64));
            }
        }
        out
    }

    fn cases(&self, raw: &raw_levers::Cases, ground: &Ground<'_>, problems: &mut Vec<Problem>) -> Option<Cases> {
        let (before, at) = (errors(problems), path::key(ground.at, "cases"));
        let names: Vec<String> = ground.urgencies.iter().map(|u| u.name.clone()).collect();
        let by = path::key(&at, "time_by_urgency");
        for name in raw.time_by_urgency.keys().filter(|n| !names.contains(n)) {
            problems.push(unknown_urgency(name, &names, &path::key(&by, name)).at_key());
        }
        let shared = raw.time.as_ref().and_then(|l| laws::law(l, &path::key(&at, "time"), self.unit, problems));
        let mut law: Vec<Dist> = Vec::new();
        for name in &names {
            let own = raw.time_by_urgency.get(name);
            match own.and_then(|l| laws::law(l, &path::key(&by, name), self.unit, problems)).or_else(|| shared.clone())
            {
                Some(own) => law.push(own),
                None if errors(problems) == before => {
                    let message = format!("there is no time that a case of `{name}` takes");
                    problems.push(Problem::new("Q0627", &at, message).help("give `time`").at_key());
                }
                None => {}
            }
        }
        if raw.planned.is_some_and(|p| p.time(self.unit) < 60) {
            let message = "sessions are planned in minutes: a case takes at least one";
            problems.push(Problem::new("Q0604", path::key(&at, "planned"), message));
        }
        if errors(problems) > before {
            return None;
        }
        let groups = self.people.population.groups();
        let planned = |law: &Dist| raw.planned.map_or(law.mean(), |s| s.time(self.unit) as f64).max(60.0) as Time;
        Some(Cases {
            planned: (0..groups).flat_map(|_| law.iter().map(planned)).collect(),
            law_of: (0..groups).flat_map(|_| 0..law.len() as u16).collect(),
            law,
            overrun: raw.overrun.map_or(0, |s| s.time(self.unit)),
        })
    }

    /// The validations of a service.
    pub(super) fn validations(
        &self,
        raw: &[raw_levers::Validation],
        urgencies: usize,
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Vec<Validation> {
        let mut out = Vec::new();
        for (i, validation) in raw.iter().enumerate() {
            let here = path::entry(at, &i.to_string());
            let mut chances = |by: &Option<ByGroup>, key: &str| match by {
                Some(by) => {
                    let of = self.people.by_group(by, true, &path::key(&here, key), problems);
                    of.iter().flat_map(|p| std::iter::repeat_n(Chance::new(*p), urgencies)).collect()
                }
                None => vec![Chance::NEVER; self.people.population.groups() * urgencies],
            };
            let leaves = chances(&validation.leaves, "leaves");
            let mistaken = chances(&validation.by_mistake, "by_mistake");
            let time = self.when_within(&validation.at, &path::key(&here, "at"), problems);
            out.extend(time.map(|time| Validation { time, leaves, mistaken }));
        }
        out.sort_by_key(|v| v.time);
        out
    }
}

/// Levers that belong to a whole service.
pub(super) fn of_service_only(raw: &raw_levers::Levers, at: &str, problems: &mut Vec<Problem>) {
    for (key, given) in [("validation", !raw.validation.is_empty()), ("outreach", raw.outreach.is_some())] {
        if given {
            let message = format!("`{key}` is for a whole service, not for a stage");
            problems.push(Problem::new("Q0635", path::key(at, key), message).help("put it into the service").at_key());
        }
    }
}

/// Levers that belong to a stage, where a service has several.
pub(super) fn of_stages_only(raw: &raw_levers::Levers, at: &str, problems: &mut Vec<Problem>) {
    let of_stage = raw_levers::Levers { validation: Vec::new(), outreach: None, ..raw.clone() };
    let given = serde_json::to_value(&of_stage).unwrap_or_default();
    for key in given.as_object().into_iter().flat_map(|keys| keys.keys()) {
        let message = format!("`{key}` is for a stage: this service has several");
        problems.push(Problem::new("Q0635", path::key(at, key), message).help("put it into a stage").at_key());
    }
}

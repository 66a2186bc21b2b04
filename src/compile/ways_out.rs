//! Everybody who comes to a stage must be able to leave the list: a circle without a way out would hold them for ever.

use super::common::Common;
use super::people::entry;
use crate::error::Problem;
use crate::ids::Cause;
use crate::model::{Band, ClockEffect, Course, Extra, Mix, NextStep, Profile, Referrals, Service, Stage};
use crate::population::{Thresholds, Urgency};
use crate::scenario::path;
use crate::scenario::raw;

/// Who comes to a service, and what becomes of them.
pub(super) struct Ways<'a> {
    pub(super) urgencies: &'a [Urgency],
    pub(super) referrals: Option<&'a Referrals>,
    pub(super) today: &'a [Band],
    pub(super) today_groups: &'a Mix,
    pub(super) extra: &'a [Extra],
    pub(super) course: Option<&'a Course>,
    pub(super) stages: &'a [Stage],
}

/// Whether each class may be at each stage, or may leave it, by stage and class.
type Table = Vec<Vec<bool>>;

impl Common {
    /// Refuses stages at which some class of people who can come there goes round for ever with the clock running. Follow-up for
    /// life is none of these: its clock has stopped.
    pub(super) fn ways_out(
        &self,
        ways: &Ways<'_>,
        from: &[Ways<'_>],
        raw: &raw::Service,
        at: &str,
        problems: &mut Vec<Problem>,
    ) {
        if ways.stages.iter().all(|s| s.onward.is_none()) {
            return;
        }
        let mut here = self.beginnings(ways);
        self.referred_on(ways, from, &mut here);
        let mut found: Vec<(usize, usize)> = pairs(&here).collect();
        while let Some((s, class)) = found.pop() {
            for (to, next) in ways.next(s, class).filter(|&(to, next)| !here[to][next]).collect::<Vec<_>>() {
                here[to][next] = true;
                found.push((to, next));
            }
        }
        let mut out: Table = here.iter().map(|row| vec![false; row.len()]).collect();
        let leaves = |s: usize, class: usize, out: &Table| {
            ways.ends(s, class) || ways.next(s, class).any(|(to, next)| out[to][next])
        };
        loop {
            let found: Vec<(usize, usize)> = pairs(&here).filter(|&(s, c)| !out[s][c] && leaves(s, c, &out)).collect();
            if found.is_empty() {
                break;
            }
            found.into_iter().for_each(|(s, c)| out[s][c] = true);
        }
        // The first stage that holds people stands for the circle.
        let Some((s, class)) = pairs(&here).find(|&(s, c)| !out[s][c]) else { return };
        let list = path::key(at, "stage");
        let next = path::key(&entry(&raw.stage, s, &list, |s| &s.name), "next");
        let whom = match ways.urgencies.len() {
            1 => "people".into(),
            n => format!("people of `{}`", ways.urgencies[class % n].name),
        };
        let message = format!(
            "from `{}` {whom} go round for ever: nothing that can follow ends the pathway or stops the clock",
            raw.stage[s].name
        );
        let help = "let a share of them leave, for example { ends = \"treated\" }";
        problems.push(Problem::new("Q0424", next, message).help(help).at_key());
    }

    /// Where people come from outside: at the first stage those who are referred, and today's list.
    fn beginnings(&self, ways: &Ways<'_>) -> Table {
        let groups = self.people.population.groups();
        let mut here = vec![vec![false; groups * ways.urgencies.len()]; ways.stages.len()];
        let mut come = |stage: usize, mix: &Mix, urgency: &[Thresholds], given: &Extra| {
            for group in (0..groups).filter(|g| self.can_be(mix, *g, &given.levels)) {
                let row = urgency.get(if urgency.len() == 1 { 0 } else { group });
                for u in 0..ways.urgencies.len() {
                    let can_be =
                        given.urgency.map_or_else(|| row.is_none_or(|row| possible(row, u)), |given| given == u);
                    here[stage][group * ways.urgencies.len() + u] |= can_be;
                }
            }
        };
        let anybody = Extra { time: 0, levels: Vec::new(), urgency: None };
        for band in ways.today.iter().filter(|b| b.count > 0) {
            come(band.stage, ways.today_groups, &band.urgency, &anybody);
        }
        let some = |r: &&Referrals| match &r.per_day {
            Profile::Constant(rate) => *rate > 0.0,
            Profile::Daily(rates) => rates.iter().any(|rate| *rate > 0.0),
        };
        if let Some(referrals) = ways.referrals.filter(some) {
            come(0, &referrals.mix, &referrals.mix.urgency, &anybody);
        }
        let mix = ways.referrals.map_or(ways.today_groups, |r| &r.mix);
        for extra in ways.extra {
            come(0, mix, &mix.urgency, extra);
        }
        here
    }

    /// Adds those who may be referred on from other services: any urgency that people are given here, of the groups that are there.
    fn referred_on(&self, ways: &Ways<'_>, from: &[Ways<'_>], here: &mut Table) {
        let mix = ways.referrals.map_or(ways.today_groups, |r| &r.mix);
        for other in from {
            let there = self.beginnings(other);
            let is_there = |g: usize| {
                there.iter().any(|row| row.chunks(other.urgencies.len()).nth(g).is_some_and(|c| c.contains(&true)))
            };
            for group in (0..self.people.population.groups()).filter(|g| is_there(*g)) {
                let row = mix.urgency.get(if mix.urgency.len() == 1 { 0 } else { group });
                for u in (0..ways.urgencies.len()).filter(|u| row.is_none_or(|row| possible(row, *u))) {
                    here[0][group * ways.urgencies.len() + u] = true;
                }
            }
        }
    }

    /// Whether anybody of a mix can be of this group, given some levels.
    fn can_be(&self, mix: &Mix, group: usize, given: &[Option<usize>]) -> bool {
        let population = &self.people.population;
        let mut before = 0;
        population.attributes.iter().enumerate().all(|(a, attribute)| {
            let level = population.level(group, a);
            let row = mix.attributes.get(a).and_then(|rows| rows.get(before));
            before = before * attribute.levels.len() + level;
            match given.get(a).copied().flatten() {
                Some(given) => given == level,
                None => row.is_none_or(|row| possible(row, level)),
            }
        })
    }
}

impl<'a> Ways<'a> {
    /// Of a service.
    pub(super) fn of(service: &'a Service) -> Self {
        Self {
            urgencies: &service.urgencies,
            referrals: service.referrals.as_ref(),
            today: &service.today,
            today_groups: &service.today_groups,
            extra: &service.extra,
            course: service.course.as_ref(),
            stages: &service.stages,
        }
    }
}

impl Ways<'_> {
    /// What may follow an appointment of somebody of this class.
    fn outcomes(&self, stage: usize, class: usize) -> impl Iterator<Item = &NextStep> + '_ {
        self.stages[stage].onward.iter().flat_map(move |onward| {
            let row = &onward.of_class[if onward.of_class.len() == 1 { 0 } else { class }];
            onward.outcomes.iter().enumerate().filter(|(o, _)| possible(row, *o)).map(|(_, outcome)| outcome)
        })
    }

    /// Whether somebody of this class may leave the list here.
    fn ends(&self, stage: usize, class: usize) -> bool {
        let ends = |outcome: &NextStep| outcome.clock != ClockEffect::Runs || outcome.to.is_none();
        self.stages[stage].onward.is_none() || self.outcomes(stage, class).any(ends)
    }

    /// Where people of this class may be next on the list, and in what class: after they are seen here, or while they wait.
    fn next(&self, stage: usize, class: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let urgencies = self.urgencies.len();
        let of = move |urgency: usize| class - class % urgencies + urgency;
        let seen = self.outcomes(stage, class).filter(|outcome| outcome.clock == ClockEffect::Runs);
        let seen = seen.filter_map(move |outcome| Some((outcome.to?, outcome.urgency.map_or(class, of))));
        let changes = self.course.filter(|course| course.happens(class, Cause::Change));
        let row = changes.and_then(|course| course.next.get(class));
        let changed = (0..urgencies).filter(move |u| row.is_some_and(|row| possible(row, *u)));
        seen.chain(changed.map(move |u| (stage, of(u))))
    }
}

/// All pairs of a stage and a class that are in a table.
fn pairs(table: &Table) -> impl Iterator<Item = (usize, usize)> + '_ {
    table
        .iter()
        .enumerate()
        .flat_map(|(s, row)| row.iter().enumerate().filter(|(_, is)| **is).map(move |(c, _)| (s, c)))
}

/// Whether this outcome can come up: whether a word lies between its two thresholds.
fn possible(row: &Thresholds, outcome: usize) -> bool {
    let edge = |i: usize| row.0.get(i).copied().unwrap_or(u64::MAX);
    edge(outcome) > outcome.checked_sub(1).map_or(0, edge)
}

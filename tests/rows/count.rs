//! Plain counting over rows, by the definitions of the measures and nothing of their code.

use queuity::experiment::{PatientRow, Status};
use queuity::ids::Source;
use queuity::measure::AnalysisSet;
use queuity::model::Model;
use queuity::time::{DAY, Time, WEEK, day};

/// Whose rows.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Who {
    All,
    Level(usize, usize),
    /// Of one urgency, perhaps of one level.
    Urgency(usize, Option<(usize, usize)>),
}

/// One row with what its service says.
struct One<'a> {
    row: &'a PatientRow,
    service: usize,
}

pub(crate) struct Counts<'a> {
    model: &'a Model,
    rows: Vec<One<'a>>,
}

impl One<'_> {
    fn today(&self) -> bool {
        self.row.id.source() == Source::Today
    }
    fn waits(&self) -> bool {
        self.row.status == Status::Waiting
    }
    /// Days from an origin to the end of the stay.
    fn days(&self, origin: Time) -> i64 {
        day(self.row.end) - day(origin)
    }
    /// Days to the end as official figures count them.
    fn counted(&self, end: Time) -> i64 {
        self.row.official.map_or(day(end) - day(self.row.clock_start), |counted| counted.days)
    }
    fn joined(&self) -> Time {
        if self.today() { 0 } else { self.row.clock_start }
    }
    /// The spells of the stay on the list and the class of each.
    fn spells(&self) -> Vec<(Time, Time, u16)> {
        let mut from = (self.joined(), self.row.class_on_joining);
        let mut spells = Vec::new();
        for change in &self.row.changes {
            spells.push((from.0, change.at, from.1));
            from = (change.at, change.class);
        }
        assert_eq!(from.1, self.row.class, "the class at the end is that of the last change");
        spells.push((from.0, self.row.end, from.1));
        spells
    }
}

/// Days waited at a snapshot as official figures count them; at the opening one all days count.
fn closing_or(one: &One<'_>, closing: bool, date: i64) -> i64 {
    let truly = date - day(one.row.clock_start);
    one.row.official.filter(|_| closing).map_or(truly, |counted| counted.days)
}

impl<'a> Counts<'a> {
    pub(crate) fn of(model: &'a Model, rows: &'a [Vec<PatientRow>], services: &[usize], who: Who) -> Self {
        let of_level = |one: &One<'_>, attribute: usize, level: usize| {
            let group = model.services[one.service].group(one.row.class);
            model.population.level(group, attribute) == level
        };
        let holds = |one: &One<'_>| match who {
            Who::All => true,
            Who::Level(attribute, level) => of_level(one, attribute, level),
            // Rows by urgency are there only where classes do not change.
            Who::Urgency(urgency, level) => {
                model.services[one.service].urgency(one.row.class) == urgency
                    && level.is_none_or(|(attribute, level)| of_level(one, attribute, level))
            }
        };
        let all = services.iter().filter(|s| **s < rows.len());
        let rows = all.flat_map(|&service| rows[service].iter().map(move |row| One { row, service })).filter(holds);
        Self { model, rows: rows.collect() }
    }

    /// The figure; none where this does not know the measure, and an empty one where there is nobody.
    pub(crate) fn measure(&self, set: AnalysisSet, name: &str) -> Option<Option<f64>> {
        match set {
            AnalysisSet::Joined | AnalysisSet::Today => self.cohort(set == AnalysisSet::Today, name),
            AnalysisSet::Opening | AnalysisSet::Closing => self.snapshot(set == AnalysisSet::Closing, name),
            AnalysisSet::Completed => self.completed(name),
            AnalysisSet::Flow => self.flow(name),
            AnalysisSet::Capacity | AnalysisSet::Stage => None,
        }
    }

    fn cohort(&self, today: bool, name: &str) -> Option<Option<f64>> {
        let (m, follow) = (self.model, self.model.follow_up);
        let member = |one: &&One<'_>| {
            if today {
                one.today()
            } else {
                !one.today() && one.row.clock_start >= m.warm_up && one.row.clock_start < m.horizon - follow
            }
        };
        let members: Vec<&One<'_>> = self.rows.iter().filter(member).collect();
        let origin = |one: &One<'_>| if today { 0 } else { one.row.clock_start };
        let n = members.len();
        let share = |count: usize| (n > 0).then(|| count as f64 / n as f64);
        let within = |one: &One<'_>, days: i64| !one.waits() && one.days(origin(one)) <= days;
        let fate =
            |status: Status| members.iter().filter(|one| one.row.status == status && within(one, follow / DAY)).count();
        let treated_by = |days: i64| {
            if days * DAY > follow {
                return None;
            }
            share(members.iter().filter(|one| one.row.status == Status::Treated && within(one, days)).count())
        };
        let quantile = |mut days: Vec<i64>, hundredths: usize| {
            days.sort_unstable();
            let rank = (n * hundredths).div_ceil(100);
            (n > 0).then(|| days.get(rank.saturating_sub(1)).map(|d| *d as f64 / 7.0)).flatten()
        };
        let exits = |treated: bool| -> Vec<i64> {
            let counts = |one: &&&One<'_>| within(one, follow / DAY) && (!treated || one.row.status == Status::Treated);
            members.iter().filter(counts).map(|one| one.days(origin(one))).collect()
        };
        Some(match name {
            "weeks_untreated" => {
                let untreated = |one: &&One<'_>| match one.row.status {
                    Status::Treated => (one.row.end - origin(one)).min(follow),
                    _ => follow,
                };
                let sum: i64 = members.iter().map(untreated).sum();
                (n > 0).then(|| sum as f64 / n as f64 / WEEK as f64)
            }
            "treated_within_18w" => treated_by(126),
            "treated_within_52w" => treated_by(364),
            "treated_on_time" => {
                let target = |one: &One<'_>| self.target(one, one.row.class);
                let on_time =
                    |one: &&&One<'_>| one.row.status == Status::Treated && within(one, target(one).min(follow / DAY));
                // What lies beyond the follow-up is not known of them.
                let known = members.iter().all(|one| target(one) * DAY <= follow);
                if known { share(members.iter().filter(on_time).count()) } else { None }
            }
            "weeks_until_half_treated" => quantile(exits(true), 50),
            "time_on_list_p50" => quantile(exits(false), 50),
            "time_on_list_p92" => quantile(exits(false), 92),
            "fate_treated" => share(fate(Status::Treated)),
            "fate_removed" => share(fate(Status::Removed)),
            "fate_discharged" => share(fate(Status::Discharged)),
            "fate_died" => share(fate(Status::Died)),
            "fate_emergency" => share(fate(Status::Emergency)),
            "fate_private" => share(fate(Status::Private)),
            "fate_turned_away" => share(fate(Status::TurnedAway)),
            "fate_waiting" => share(members.iter().filter(|one| !within(one, follow / DAY)).count()),
            _ => return None,
        })
    }

    fn snapshot(&self, closing: bool, name: &str) -> Option<Option<f64>> {
        let date = if closing { self.model.horizon / DAY - 1 } else { 0 };
        let there: Vec<&One<'_>> =
            self.rows.iter().filter(|one| if closing { one.waits() } else { one.today() }).collect();
        let waited = |one: &One<'_>| date - day(one.row.clock_start);
        let n = there.len();
        let share = |holds: &dyn Fn(i64) -> bool| {
            (n > 0).then(|| there.iter().filter(|one| holds(waited(one))).count() as f64 / n as f64)
        };
        // Days beyond a limit, of those beyond it.
        let beyond = |limit: &dyn Fn(&One<'_>) -> i64| -> Vec<i64> {
            there.iter().map(|one| waited(one) - limit(one)).filter(|days| *days > 0).collect()
        };
        let own = |one: &One<'_>| {
            let last = one.spells().last().map_or(one.row.class, |spell| spell.2);
            self.target(one, if closing { last } else { one.row.class_on_joining })
        };
        let mean = |days: Vec<i64>| (!days.is_empty()).then(|| days.iter().sum::<i64>() as f64 / days.len() as f64);
        let quantile = |hundredths: usize| {
            let mut days: Vec<i64> = there.iter().map(|one| waited(one)).collect();
            days.sort_unstable();
            (n > 0).then(|| days[(n * hundredths).div_ceil(100).saturating_sub(1)] as f64 / 7.0)
        };
        Some(match name {
            "list_size" => Some(n as f64),
            "official_within_18w" | "official_over_18w" => (n > 0).then(|| {
                let within = there.iter().filter(|one| closing_or(one, closing, date) <= 126).count();
                (if name == "official_within_18w" { within } else { n - within }) as f64 / n as f64
            }),
            "official_median" | "official_p92" => {
                let hundredths = if name == "official_p92" { 92 } else { 50 };
                let mut days: Vec<i64> = there.iter().map(|one| closing_or(one, closing, date)).collect();
                days.sort_unstable();
                (n > 0).then(|| days[(n * hundredths).div_ceil(100).saturating_sub(1)] as f64 / 7.0)
            }
            "official_clock_moved" => {
                (n > 0).then(|| there.iter().filter(|one| one.row.official.is_some()).count() as f64 / n as f64)
            }
            "weeks_not_counted" => (n > 0).then(|| {
                there.iter().map(|one| waited(one) - closing_or(one, closing, date)).sum::<i64>() as f64
                    / n as f64
                    / 7.0
            }),
            "waiting_over_18w" => share(&|d| d > 126),
            "waiting_within_52w" => share(&|d| d <= 364),
            "people_over_18w" => Some(beyond(&|_| 126).len() as f64),
            "people_over_52w" => Some(beyond(&|_| 364).len() as f64),
            "days_over_18w" => mean(beyond(&|_| 126)),
            "days_over_52w" => mean(beyond(&|_| 364)),
            "days_overdue" => mean(beyond(&own)),
            "waiting_overdue" => (n > 0).then(|| beyond(&own).len() as f64 / n as f64),
            "waiting_within_18w" => share(&|d| d <= 126),
            "waiting_over_52w" => share(&|d| d > 364),
            "waiting_over_65w" => share(&|d| d > 455),
            "waiting_median" => quantile(50),
            "waiting_p92" => quantile(92),
            "breaches" if closing => {
                let last = |one: &One<'_>| one.spells().last().map_or(one.row.class, |spell| spell.2);
                Some(there.iter().filter(|one| waited(one) > self.target(one, last(one))).count() as f64)
            }
            _ => return None,
        })
    }

    fn target(&self, one: &One<'_>, class: u16) -> i64 {
        let service = &self.model.services[one.service];
        service.urgencies[service.urgency(class)].target_days
    }

    fn completed(&self, name: &str) -> Option<Option<f64>> {
        let treated: Vec<&One<'_>> = (self.rows.iter())
            .filter(|one| one.row.status == Status::Treated && one.row.end >= self.model.warm_up)
            .collect();
        let n = treated.len();
        Some(match name {
            "treated" => Some(n as f64),
            "official_clock_moved" => {
                (n > 0).then(|| treated.iter().filter(|one| one.row.official.is_some()).count() as f64 / n as f64)
            }
            "official_completed_mean_wait" | "weeks_not_counted" => (n > 0).then(|| {
                let counted = |one: &&One<'_>| one.counted(one.row.end);
                let days = |one: &&One<'_>| one.days(one.row.clock_start) - counted(one);
                let sum: i64 = if name == "weeks_not_counted" {
                    treated.iter().map(days).sum()
                } else {
                    treated.iter().map(counted).sum()
                };
                sum as f64 / n as f64 / 7.0
            }),
            "official_completed_within_18w" | "completed_within_18w" => (n > 0).then(|| {
                let days = |one: &&One<'_>| match name {
                    "completed_within_18w" => one.days(one.row.clock_start),
                    _ => one.counted(one.row.end),
                };
                treated.iter().filter(|one| days(one) <= 126).count() as f64 / n as f64
            }),
            "treated_on_time" => (n > 0).then(|| {
                let on_time = |one: &&&One<'_>| one.days(one.row.clock_start) <= self.target(one, one.row.class);
                treated.iter().filter(on_time).count() as f64 / n as f64
            }),
            "completed_mean_wait" => (n > 0).then(|| {
                treated.iter().map(|one| one.row.end - one.row.clock_start).sum::<i64>() as f64 / n as f64 / WEEK as f64
            }),
            "completed_median_wait" => (n > 0).then(|| {
                let mut days: Vec<i64> = treated.iter().map(|one| one.days(one.row.clock_start)).collect();
                days.sort_unstable();
                days[n.div_ceil(2) - 1] as f64 / 7.0
            }),
            _ => return None,
        })
    }

    /// When a wait crosses the target of the class of the day: at the start of the day after it, or with a change of class that brings a
    /// target which it is beyond.
    fn crossings(&self, one: &One<'_>) -> Vec<Time> {
        let mut found = Vec::new();
        let joined = day(one.row.clock_start);
        let mut before = None;
        let spells = one.spells();
        for (number, &(from, to, class)) in spells.iter().enumerate() {
            let target = self.target(one, class);
            let waited = day(from) - joined;
            if before.is_some_and(|before| waited <= before) && waited > target {
                found.push(from);
            }
            // Those beyond it at the start of the run, or under the class before, do not cross it again.
            let after = if number == 0 { 0 } else { day(from) };
            let last = number + 1 == spells.len();
            let until = if last && one.waits() { self.model.horizon / DAY - 1 } else { day(to) };
            let first = joined + target + 1;
            if first > after && first <= until {
                found.push(first * DAY);
            }
            before = Some(target);
        }
        found
    }

    fn flow(&self, name: &str) -> Option<Option<f64>> {
        let m = self.model;
        if let Some(harm) = name.strip_prefix("harm[").and_then(|n| n.strip_suffix(']')) {
            let amount: i128 = self.rows.iter().map(|one| self.harmed(one, harm)).sum();
            return Some(Some(amount as f64 / 1e6 / WEEK as f64));
        }
        if name == "cost_of_waiting" {
            let prices = self.rows.iter().map(|one| {
                let prices = self.model.services[one.service].levers.prices.iter().flat_map(|p| &p.harms);
                prices.map(|h| self.harmed(one, &h.name) as f64 * h.price as f64).sum::<f64>()
            });
            return Some(Some(prices.sum::<f64>() / 1e12 / WEEK as f64));
        }
        Some(match name {
            "new_breaches" => {
                // Whole rows of the series: from the first audit after the warm-up on.
                m.audit?;
                let crossed = self.rows.iter().flat_map(|one| self.crossings(one));
                Some(crossed.filter(|at| self.row(*at) > self.warm_row()).count() as f64)
            }
            _ => return None,
        })
    }

    /// Amount of a harm, in millionths times seconds, by the class of the day.
    fn harmed(&self, one: &One<'_>, name: &str) -> i128 {
        let prices = self.model.services[one.service].levers.prices.as_ref();
        let Some(harm) = prices.and_then(|p| p.harms.iter().find(|h| h.name == name)) else { return 0 };
        let spells = one.spells().into_iter().map(|(from, to, class)| {
            let from = from.max(self.model.warm_up);
            i128::from((to - from).max(0)) * i128::from(harm.per_week[class as usize])
        });
        spells.sum()
    }

    fn rows_of_series(&self) -> usize {
        self.model.audits() + 1
    }

    /// The row of the series that an event stands in: the first audit at or after it; never the opening one.
    fn row(&self, at: Time) -> usize {
        let every = self.model.audit.expect("there are audits");
        let row = (at.max(0) + every - 1).div_euclid(every) as usize;
        row.clamp(1, self.rows_of_series() - 1)
    }

    fn warm_row(&self) -> usize {
        let every = self.model.audit.expect("there are audits");
        (self.model.warm_up + every - 1).div_euclid(every) as usize
    }

    /// The instant of an audit, after all events of it; the last one is dated the last day.
    fn date_of(&self, row: usize) -> i64 {
        let every = self.model.audit.expect("there are audits") / DAY;
        (row as i64 * every).min(self.model.horizon / DAY - 1)
    }

    fn there(&self, one: &One<'_>, row: usize) -> bool {
        let joined = if one.today() { 0 } else { self.row(one.row.clock_start) };
        let left = if one.waits() { usize::MAX } else { self.row(one.row.end) };
        joined <= row && row < left
    }

    /// The integers of a line of the series.
    pub(crate) fn series(&self, name: &str) -> Option<Vec<i64>> {
        let points = self.rows_of_series();
        let flow = |at: &dyn Fn(&One<'_>) -> Vec<Time>| {
            let mut counts = vec![0; points];
            self.rows.iter().flat_map(at).for_each(|at| counts[self.row(at)] += 1);
            counts
        };
        let stock = |holds: &dyn Fn(&One<'_>, usize) -> bool| {
            (0..points)
                .map(|row| self.rows.iter().filter(|one| self.there(one, row) && holds(one, row)).count() as i64)
                .collect::<Vec<_>>()
        };
        let ended = |holds: &dyn Fn(Status) -> bool, one: &One<'_>| {
            if !one.waits() && holds(one.row.status) { vec![one.row.end] } else { Vec::new() }
        };
        Some(match name {
            "list_size" => stock(&|_, _| true),
            "breaches" => stock(&|one, row| {
                let at = row as Time * self.model.audit.unwrap_or(DAY);
                let spells = one.spells();
                let class = spells.iter().rev().find(|(from, _, _)| *from <= at).unwrap_or(&spells[0]).2;
                self.date_of(row) - day(one.row.clock_start) > self.target(one, class)
            }),
            "referrals" => flow(&|one| if one.today() { Vec::new() } else { vec![one.row.clock_start] }),
            "treated" => flow(&|one| ended(&|s| s == Status::Treated, one)),
            "removed" => flow(&|one| ended(&|s| s != Status::Treated, one)),
            "new_breaches" => flow(&|one| self.crossings(one)),
            _ => return None,
        })
    }
}

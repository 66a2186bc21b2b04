//! Who is next under a rule: by comparing two people, or by the tickets that all of them hold.

use std::cmp::Ordering;

use queuity::discipline::curve::Tickets;
use queuity::distributions::LogLinear;
use queuity::people::Person;
use queuity::rng::Purpose;
use queuity::time::{DAY, Time, day};

use super::{Naive, Waiting, order};
use crate::laws::rule::{KNOTS, Points, Rule};

impl Naive<'_> {
    /// Who goes first.
    pub(super) fn compare(&self, rule: &Rule, now: Time, a: &Waiting, b: &Waiting) -> Ordering {
        let (p, q) = (&a.person, &b.person);
        let waited = |p: &Person| i128::from(now - p.seniority());
        let target = |p: &Person| i128::from(self.case.urgencies[self.case.parts(p.class).2].target_days);
        let points = |p: &Person, urgency: bool, level: bool| {
            let (l, _, u) = self.case.parts(p.class);
            (
                if urgency { i128::from(self.case.urgencies[u].points) } else { 0 },
                if level { i128::from(self.case.levels[l].points) } else { 0 },
            )
        };
        let older = (p.clock_start, p.id.order()).cmp(&(q.clock_start, q.id.order()));
        match rule {
            Rule::Strict { by_level } => {
                let rank = |p: &Person| {
                    let at = self.place(*by_level, p);
                    let (points, name) = if *by_level {
                        (self.case.levels[at].points, &self.case.levels[at].name)
                    } else {
                        (self.case.urgencies[at].points, &self.case.urgencies[at].name)
                    };
                    (std::cmp::Reverse(points), name.clone())
                };
                (rank(p), order(p)).cmp(&(rank(q), order(q)))
            }
            Rule::DueDate => {
                let due = |p: &Person| i128::from(p.seniority()) + target(p) * i128::from(DAY);
                due(p).cmp(&due(q)).then(older)
            }
            Rule::RelativeWait => (waited(q) * target(p)).cmp(&(waited(p) * target(q))).then(older),
            Rule::Accumulating { urgency, level } => {
                let rate = |p: &Person| {
                    let (u, l) = points(p, *urgency, *level);
                    u.max(1) * l.max(1)
                };
                (waited(q) * rate(q)).cmp(&(waited(p) * rate(p))).then(older)
            }
            Rule::HeadStart { urgency, level } => {
                let score = |p: &Person| {
                    let (u, l) = points(p, *urgency, *level);
                    waited(p) + (u + l) * i128::from(DAY / 4)
                };
                score(q).cmp(&score(p)).then(older)
            }
            Rule::HeadStartOf(_) => {
                let start = |p: &Person| points(p, false, true).1 as Time * (DAY / 4);
                let key = |p: &Person| (p.seniority() - start(p), p.clock_start - start(p), p.id.order());
                key(p).cmp(&key(q))
            }
            Rule::LastCome => b.joined.cmp(&a.joined),
            Rule::ShortestJob => (self.service_time(p), order(p)).cmp(&(self.service_time(q), order(q))),
            Rule::HighestScore => (self.score(q), order(p)).cmp(&(self.score(p), order(q))),
            Rule::CostOfDelay { growing } => {
                let minutes = |p: &Person| 8 - points(p, true, false).0;
                let cost = |p: &Person| {
                    let (u, l) = points(p, true, true);
                    u * l * if *growing { waited(p) } else { 1 }
                };
                let tie = if *growing { older } else { order(p).cmp(&order(q)) };
                (cost(q) * minutes(p)).cmp(&(cost(p) * minutes(q))).then(tie)
            }
            Rule::GapController(control) => {
                let given = self.calls.head_starts(self.case, control, now);
                let score = |p: &Person| {
                    let level = self.case.parts(p.class).0;
                    (waited(p) + points(p, true, false).0 * i128::from(DAY / 4)) * 1_000_000 + given[level]
                };
                score(q).cmp(&score(p)).then(older)
            }
            Rule::Matrix(of) => {
                let tier = |p: &Person| if let Points::Square = of { points(p, true, false).0 } else { 0 };
                let ((n, d), (m, e)) = (self.matrix(*of, now, p), self.matrix(*of, now, q));
                tier(q).cmp(&tier(p)).then((m * d).cmp(&(n * e))).then(older)
            }
            Rule::Formula => {
                let day = i128::from(DAY);
                let score = |p: &Person| {
                    let start = if self.case.parts(p.class).2 == 0 { 6 * day } else { 0 };
                    start + (2 * waited(p)).max(4 * waited(p) - 20 * day) + i128::from(p.id.missed()) * 3 * day
                };
                score(q).cmp(&score(p)).then(older)
            }
            Rule::FirstCome => order(p).cmp(&order(q)),
            rule => unreachable!("{rule:?} is handled before"),
        }
    }

    /// Whose ticket is drawn, of those who may be seen; none where the rule draws none.
    pub(super) fn by_tickets(&self, rule: &Rule, now: Time, may: &dyn Fn(&Waiting) -> bool) -> Option<Option<usize>> {
        let (urgency, level, ahead) = match rule {
            Rule::ByWait { urgency, level } => (*urgency, *level, false),
            Rule::HeadStartOf(rest) => match **rest {
                Rule::ByWait { urgency, level } => (urgency, level, true),
                _ => return None,
            },
            _ => return None,
        };
        let knots = LogLinear::new(&KNOTS.map(|(week, _)| week), &KNOTS.map(|(_, tickets)| tickets)).expect("knots");
        let tickets = Tickets::new(knots);
        let curves: Vec<_> = (0..64).map(|quarters| tickets.curve(f64::from(quarters) / 4.0)).collect();
        let points = |p: &Person| {
            let (l, _, u) = self.case.parts(p.class);
            (self.case.levels[l].points, if urgency { self.case.urgencies[u].points } else { 1 })
        };
        let weight = |p: &Person| points(p).1 * if level { points(p).0 } else { 1 };
        let held = |p: &Person| {
            let curve = &curves[if ahead { points(p).0 as usize } else { 0 }];
            u128::from(weight(p)) * u128::from(curve.after(day(now) - day(p.seniority())))
        };
        let lanes = self.service.stages[0].discipline.lanes();
        let lane = |p: &Person| lanes.lane(self.draw.booked(p) as usize, p.id.missed().into());
        let mut holders: Vec<usize> = (0..self.list.len()).filter(|&i| may(&self.list[i])).collect();
        holders.sort_by_key(|&i| {
            let p = &self.list[i].person;
            (weight(p), lane(p), order(p))
        });
        let total: u128 = holders.iter().map(|&i| held(&self.list[i].person)).sum();
        let (slot, times) = (self.asked.1, self.asked.2);
        let space = self.service.stages[0].spaces.decision;
        let words = self.draw.key.block(space, (now as u64) << 31, Purpose::ByWait, slot, (times / 4).into());
        // Few enough people that nothing is lost.
        let mut ticket = (total >> 8) * u128::from(words[times as usize % 4]);
        ticket = (ticket + (((total & 0xff) * u128::from(words[times as usize % 4])) >> 8)) >> 56;
        Some(holders.into_iter().find(|&i| {
            let here = held(&self.list[i].person);
            let found = ticket < here;
            ticket = ticket.saturating_sub(here);
            found
        }))
    }
}

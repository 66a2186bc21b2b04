//! A reference engine that is slow and plain: a list of people, scanned as a whole at every decision, left by everybody at the
//! own time. It shares with the engine only the people's luck (`people::Draw`), the numbers of tickets by time waited and the order in
//! which a rule counts the tickets of its lanes.

mod choice;

use queuity::engine::Observer;
use queuity::ids::PersonId;
use queuity::model::{Capacity, Model, RebookTo, Room, Service};
use queuity::people::{Draw, Person, Window};
use queuity::rng::{Key, Luck, Purpose};
use queuity::tally::Exit;
use queuity::time::{NEVER, Time, WEEK};

use crate::laws::calls::Calls;
use crate::laws::case::Case;
use crate::laws::record::Record;
use crate::laws::rule::{Quota, Rule, Size};

pub(crate) struct Waiting {
    pub(crate) person: Person,
    /// How many joined before.
    joined: u64,
}

pub(crate) struct Naive<'a> {
    pub(crate) case: &'a Case,
    rule: &'a Rule,
    pub(crate) draw: Draw<'a>,
    pub(crate) service: &'a Service,
    pub(crate) list: Vec<Waiting>,
    joins: u64,
    /// The bags of the random orders, one for each place: numbers of all who joined and were not drawn, people who left included.
    bags: Vec<Vec<u64>>,
    pub(crate) calls: Calls,
    pub(crate) decisions: u64,
    /// The slot of the session, and how many were called for it.
    slot: u32,
    asked: (Time, u32, u32),
    /// Slots and hundredths given so far, by quota.
    slots_seen: u64,
    sessions_seen: u64,
    given: Vec<u64>,
    record: Record,
}

/// Runs a case under a rule.
pub(crate) fn run(case: &Case, model: &Model, rule: &Rule) -> Record {
    let service = &model.services[0];
    let draw = Draw { key: Key::new(model.seed, 0), population: &model.population, service, beyond: 0 };
    let mut naive = Naive {
        case,
        rule,
        draw,
        service,
        list: Vec::new(),
        joins: 0,
        bags: vec![Vec::new(); 8],
        calls: Calls::default(),
        decisions: 0,
        slot: 0,
        asked: (0, 0, 0),
        slots_seen: 0,
        sessions_seen: 0,
        given: vec![0; 8],
        record: Record::default(),
    };
    naive.simulate(model.horizon);
    naive.record.sorted()
}

pub(crate) fn order(p: &Person) -> (Time, Time, u64) {
    (p.seniority(), p.clock_start, p.id.order())
}

impl Naive<'_> {
    fn simulate(&mut self, horizon: Time) {
        let mut arrivals = self.draw.extra();
        let mut window = Window::default();
        for week in 0..=(horizon / WEEK) as u64 {
            self.draw.referrals(week, horizon, &mut window);
            arrivals.extend(&window.people);
        }
        arrivals.sort_by_key(|p| (p.clock_start, p.id.order()));
        let mut today: Vec<Person> = self.draw.today().into_iter().map(|(person, _)| person).collect();
        today.sort_by_key(|p| (p.clock_start, p.id.order()));
        for person in today {
            self.record.joined(&person, 0);
            self.join(person);
        }
        // (end, started, who missed)
        let mut at_work: Vec<(Time, u64, Option<Person>)> = Vec::new();
        let mut started = 0;
        let mut sessions = match &self.service.stages[0].capacity {
            Capacity::Slots { sessions, .. } => sessions.clone(),
            Capacity::Servers { .. } | Capacity::Delay(_) => Vec::new(),
        };
        let room = self.service.room.as_ref();
        let mut outside: Vec<(Time, Person)> = Vec::new();
        let mut now = 0;
        loop {
            // Release of capacity.
            let mut back = Vec::new();
            at_work.sort_by_key(|&(end, started, _)| (end, started));
            while at_work.first().is_some_and(|w| w.0 == now) {
                let (_, _, missed) = at_work.remove(0);
                back.extend(missed.and_then(|person| self.after_missed(person, now)));
            }
            self.rejoin(back);
            // Removal.
            let mut staying = Vec::new();
            for waiting in std::mem::take(&mut self.list) {
                if waiting.person.deadline() <= now {
                    self.record.left(&waiting.person, waiting.person.deadline(), Exit::Removed);
                } else {
                    staying.push(waiting);
                }
            }
            self.list = staying;
            // Those who try again, then arrival.
            outside.sort_by_key(|(at, p)| (*at, p.id.order()));
            let mut knocks = Vec::new();
            while outside.first().is_some_and(|(at, _)| *at == now) {
                let person = outside.remove(0).1;
                if person.deadline() <= now {
                    self.record.left(&person, person.deadline(), Exit::Removed);
                } else {
                    knocks.push(person);
                }
            }
            while arrivals.first().is_some_and(|p| p.clock_start == now) {
                let person = arrivals.remove(0);
                self.record.joined(&person, now);
                knocks.push(person);
            }
            for mut person in knocks {
                let inside = (self.list.len() + at_work.len()) as u64;
                match room.filter(|room| inside >= room.most) {
                    None => self.join(person),
                    Some(Room { retries: None, .. }) => self.record.left(&person, now, Exit::TurnedAway),
                    Some(Room { retries: Some(law), .. }) => {
                        let delay = law.draw(&mut self.draw.at(&self.service.stages[0], &person, Purpose::Delay));
                        person.id = person.id.next_attempt();
                        outside.push((now + (delay.round() as Time).max(1), person));
                    }
                }
            }
            // Serving.
            if sessions.first().is_some_and(|s| s.time == now) {
                let slots = sessions.remove(0).slots;
                self.session(now, slots);
            }
            if let Capacity::Servers { count, service, service_of } = &self.service.stages[0].capacity {
                while at_work.len() < *count as usize {
                    let Some(person) = self.next(now, &|_| true) else { break };
                    let law = &service[service_of[person.class as usize] as usize];
                    let time = law.draw(&mut self.draw.stream(&person, Purpose::Service)).round() as Time;
                    let misses = self.draw.misses(&self.service.stages[0], &person, now);
                    self.record.called(&person, now, !misses);
                    if !misses {
                        self.record.left(&person, now, Exit::Treated);
                    }
                    at_work.push((now + time, started, misses.then_some(person)));
                    started += 1;
                }
            }
            let end = at_work.iter().map(|w| w.0).min().unwrap_or(NEVER);
            let gone = self.list.iter().map(|w| w.person.deadline()).min().unwrap_or(NEVER);
            let come = arrivals.first().map_or(NEVER, |p| p.clock_start);
            let session = sessions.first().map_or(NEVER, |s| s.time);
            let again = outside.iter().map(|o| o.0).min().unwrap_or(NEVER);
            now = end.min(gone).min(come).min(session).min(again);
            if now >= horizon {
                break;
            }
        }
        for waiting in std::mem::take(&mut self.list) {
            self.record.waits(&waiting.person, horizon);
        }
        for person in at_work.into_iter().filter_map(|w| w.2).chain(outside.into_iter().map(|o| o.1)) {
            if person.deadline() < horizon {
                self.record.left(&person, person.deadline(), Exit::Removed);
            } else {
                self.record.waits(&person, horizon);
            }
        }
    }

    fn join(&mut self, person: Person) {
        let bag = self.bag_of(&person);
        self.bags[bag].push(person.id.order());
        self.list.push(Waiting { person, joined: self.joins });
        self.joins += 1;
    }

    fn rejoin(&mut self, mut people: Vec<Person>) {
        people.sort_by_key(order);
        for person in people {
            self.join(person);
        }
    }

    fn after_missed(&mut self, mut person: Person, now: Time) -> Option<Person> {
        if person.deadline() <= now {
            self.record.left(&person, person.deadline(), Exit::Removed);
            return None;
        }
        if !self.draw.rebooks(&self.service.stages[0], &person) {
            self.record.left(&person, now, Exit::Discharged);
            return None;
        }
        person.id = person.id.after_a_miss();
        if self.service.stages[0].after_missed.redraw_patience {
            self.draw.redraw_patience(&mut person, now);
        }
        if self.service.stages[0].after_missed.to == RebookTo::BackOfQueue {
            person.behind = (now - person.clock_start) as u32;
        }
        Some(person)
    }

    fn session(&mut self, now: Time, slots: u32) {
        let Capacity::Slots { lost, .. } = &self.service.stages[0].capacity else { unreachable!() };
        let word = self.draw.key.word(self.service.stages[0].spaces.session, now as u64, Purpose::LostSession, 0);
        if lost.happens(Luck::of(word)) {
            self.record.session(now, 0);
            return;
        }
        self.record.session(now, slots);
        let mut back = Vec::new();
        let mut left = slots;
        self.slot = 0;
        if let Rule::Reserved { quotas, spill_over, .. } = self.rule {
            self.slots_seen += u64::from(slots);
            self.sessions_seen += 1;
            // All quotas are sized before any slot is given.
            let mut kept = Vec::new();
            for (i, quota) in quotas.iter().enumerate() {
                kept.push(self.quota(i, quota, left));
                left -= kept[i];
            }
            for (quota, kept) in quotas.iter().zip(kept) {
                for given in 0..kept {
                    let points: Vec<u32> = self.case.levels.iter().map(|l| l.points).collect();
                    let parts = |p: &Person| self.case.parts(p.class).0;
                    match self.next(now, &|p| quota.holds(points[parts(p)])) {
                        Some(person) => self.appointment(person, now, &mut back),
                        None => {
                            if *spill_over {
                                left += kept - given;
                            } else {
                                self.slot += kept - given;
                            }
                            break;
                        }
                    }
                }
            }
        }
        for _ in 0..left {
            let Some(person) = self.next(now, &|_| true) else { break };
            self.appointment(person, now, &mut back);
        }
        self.rejoin(back);
    }

    /// Whole slots due since the first session, without those given.
    fn quota(&mut self, i: usize, quota: &Quota, left: u32) -> u32 {
        let due = match quota.size {
            Size::Share(hundredths) => self.slots_seen * u64::from(hundredths) / 100 - self.given[i],
            Size::Slots(hundredths) => {
                let each = u64::from(hundredths);
                self.sessions_seen * each / 100 - (self.sessions_seen - 1) * each / 100
            }
        };
        let kept = due.min(u64::from(left));
        self.given[i] += kept;
        kept as u32
    }

    fn appointment(&mut self, person: Person, now: Time, back: &mut Vec<Person>) {
        self.slot += 1;
        let misses = self.draw.misses(&self.service.stages[0], &person, now);
        self.record.called(&person, now, !misses);
        if misses {
            back.extend(self.after_missed(person, now));
        } else {
            self.record.left(&person, now, Exit::Treated);
        }
    }

    /// The next of those who may be seen, by looking at all of them.
    fn next(&mut self, now: Time, eligible: &dyn Fn(&Person) -> bool) -> Option<Person> {
        let rule = match self.rule {
            Rule::Reserved { rest, .. } => rest,
            rule => rule,
        };
        if (self.asked.0, self.asked.1) != (now, self.slot) {
            self.asked = (now, self.slot, 0);
        }
        let called = self.by_rule(rule, now, eligible)?;
        self.asked.2 += 1;
        self.calls.called(now, &called);
        Some(called)
    }

    fn by_rule(&mut self, rule: &Rule, now: Time, eligible: &dyn Fn(&Person) -> bool) -> Option<Person> {
        match rule {
            Rule::Random => return self.draw_from_the_bag(0),
            Rule::Lottery { by_level, by_person: true } => {
                let bag = self.drawn(*by_level, true)?;
                return self.draw_from_the_bag(bag);
            }
            _ => {}
        }
        let (rule, only) = self.resolved(rule, now);
        let may = |w: &Waiting| eligible(&w.person) && only.as_ref().is_none_or(|only| only(self, &w.person));
        if let Some(holder) = self.by_tickets(&rule, now, &may) {
            self.decisions += u64::from(holder.is_some());
            return Some(self.list.remove(holder?).person);
        }
        let best = (0..self.list.len())
            .filter(|&i| may(&self.list[i]))
            .filter(|&i| !self.is_behind(&rule, &self.list[i].person))
            .min_by(|&i, &j| self.compare(&rule, now, &self.list[i], &self.list[j]))?;
        self.decisions += 1;
        Some(self.list.remove(best).person)
    }

    pub(crate) fn place(&self, by_level: bool, person: &Person) -> usize {
        let (level, _, urgency) = self.case.parts(person.class);
        if by_level { level } else { urgency }
    }

    fn service_time(&self, person: &Person) -> Time {
        let Capacity::Servers { service, service_of, .. } = &self.service.stages[0].capacity else { unreachable!() };
        let law = &service[service_of[person.class as usize] as usize];
        law.draw(&mut self.draw.stream(person, Purpose::Service)).round() as Time
    }

    fn score(&self, person: &Person) -> u64 {
        let mut first = *person;
        first.id = PersonId::new(person.id.source(), person.id.week(), person.id.index());
        self.draw.word(&first, Purpose::Score) >> 1
    }

    fn bag_of(&self, person: &Person) -> usize {
        match self.rule {
            Rule::Lottery { by_level, by_person: true } => self.place(*by_level, person),
            _ => 0,
        }
    }

    /// A uniform pick among all numbers in a bag, again and again until it is a person who still waits.
    fn draw_from_the_bag(&mut self, bag: usize) -> Option<Person> {
        let mut attempt = 0;
        let mut found = None;
        while found.is_none() && !self.bags[bag].is_empty() {
            let word =
                self.draw.key.word(self.service.stages[0].spaces.decision, self.decisions, Purpose::Decision, attempt);
            let bag = &mut self.bags[bag];
            let number = bag.swap_remove(((u128::from(word) * bag.len() as u128) >> 64) as usize);
            found = self.list.iter().position(|w| w.person.id.order() == number).map(|i| self.list.remove(i).person);
            attempt += 1;
        }
        self.decisions += u64::from(attempt > 0);
        found
    }
}

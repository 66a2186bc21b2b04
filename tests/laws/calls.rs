//! Rules that hand decisions on to others, draw lots or look back at who was called, as the reference engine follows them: from
//! the list of all calls, counted again at every decision.

use queuity::people::Person;
use queuity::rng::Purpose;
use queuity::time::{DAY, Time, WEEK};

use crate::laws::case::Case;
use crate::laws::naive::{Naive, order};
use crate::laws::rule::{Control, Points, Rule};

/// Everybody called so far, with the time and whether the list was long then.
#[derive(Default)]
pub(crate) struct Calls {
    all: Vec<(Time, Person)>,
    /// Whether the list was long at the last decision, for a rule that asks.
    long: bool,
}

/// Who may be next.
pub(crate) type Only = Box<dyn Fn(&Naive<'_>, &Person) -> bool>;

impl Calls {
    pub(crate) fn called(&mut self, now: Time, person: &Person) {
        self.all.push((now, *person));
    }

    /// Head starts by level in millionths of a second, from every review since the start.
    pub(crate) fn head_starts(&self, case: &Case, control: &Control, now: Time) -> Vec<i128> {
        let mut given = vec![0_i128; case.levels.len()];
        let (every, late) = (control.every_weeks * WEEK, control.late_weeks * WEEK);
        for review in (1..).map(|n| n * every).take_while(|&review| review <= now) {
            // The last stretch between two reviews that is over for as long as data are late.
            let Some(end) = (0..=review / every).map(|n| n * every).rfind(|end| end + late <= review) else { continue };
            if end == 0 {
                continue;
            }
            let within: Vec<_> = self.all.iter().filter(|(at, _)| (end - every..end).contains(at)).collect();
            let sum = |of: &dyn Fn(&Person) -> bool| -> (i128, i128) {
                let of: Vec<_> = within.iter().filter(|(_, p)| of(p)).collect();
                (of.len() as i128, of.iter().map(|(at, p)| i128::from(at - p.clock_start)).sum())
            };
            let (calls, waited) = sum(&|_| true);
            for (level, given) in given.iter_mut().enumerate() {
                let (of_calls, of_waited) = sum(&|p| case.parts(p.class).0 == level);
                if of_calls > 0 {
                    let lag = (of_waited * calls - waited * of_calls) * i128::from(control.gain) * 10_000;
                    let most = i128::from(control.most_days * DAY) * 1_000_000;
                    *given = (*given + lag.div_euclid(of_calls * calls)).clamp(0, most);
                }
            }
        }
        given
    }
}

impl Naive<'_> {
    fn places(&self, by_level: bool) -> usize {
        if by_level { self.case.levels.len() } else { self.case.urgencies.len() }
    }

    fn points(&self, by_level: bool, place: usize) -> u32 {
        if by_level { self.case.levels[place].points } else { self.case.urgencies[place].points }
    }

    fn waiting(&self, by_level: bool, place: usize) -> u64 {
        self.list.iter().filter(|w| self.place(by_level, &w.person) == place).count() as u64
    }

    fn called(&self, by_level: bool, place: usize) -> u64 {
        self.calls.all.iter().filter(|(_, p)| self.place(by_level, p) == place).count() as u64
    }

    /// The place with the drawn ticket, in half tickets.
    pub(crate) fn drawn(&self, by_level: bool, by_person: bool) -> Option<usize> {
        let word = self.draw.key.word(self.service.stages[0].spaces.decision, self.decisions, Purpose::Lot, 0);
        let held = |place: usize| {
            let waiting = self.waiting(by_level, place);
            let holders = if by_person { waiting } else { waiting.min(1) };
            u128::from(holders) * u128::from(self.points(by_level, place)) * 500_000
        };
        let total: u128 = (0..self.places(by_level)).map(held).sum();
        let ticket = (u128::from(word) * total) >> 64;
        let mut before = 0;
        (0..self.places(by_level)).find(|&place| {
            before += held(place);
            ticket < before
        })
    }

    /// The place of the one that has been given least: start-time tags of all calls so far, one after the other.
    fn least_served(&self, by_level: bool) -> Option<usize> {
        // 420 is a multiple of all points.
        let cost = |place: usize| 420 / self.points(by_level, place);
        let mut ends = vec![0; self.places(by_level)];
        let mut level = 0;
        for (_, person) in &self.calls.all {
            let place = self.place(by_level, person);
            // A call starts where the group's last one ended, or at the start of the last call of all where that is higher.
            level = level.max(ends[place]);
            ends[place] = level + cost(place);
        }
        let tag = |place: usize| ends[place].max(level);
        // Of several, the one whose first person has the older clock start.
        let first = |place: usize| {
            let of = self.list.iter().map(|w| &w.person).filter(|p| self.place(by_level, p) == place);
            of.min_by_key(|p| order(p)).map(|p| (p.clock_start, p.id.order()))
        };
        (0..ends.len()).filter_map(|place| Some((tag(place), first(place)?, place))).min().map(|(_, _, place)| place)
    }

    /// Points of a matrix, as a fraction.
    pub(crate) fn matrix(&self, of: Points, now: Time, p: &Person) -> (i128, i128) {
        let (level, _, urgency) = self.case.parts(p.class);
        let (level, class) = (i128::from(self.case.levels[level].points), &self.case.urgencies[urgency]);
        let (waited, day) = (i128::from(now - p.seniority()), i128::from(DAY));
        match of {
            Points::Linear => {
                let missed = [0, 2, 3, 3][usize::from(p.id.missed())];
                let eighths = 3 * level + i128::from(class.points) + 8 * missed;
                (eighths * 5 * day + 8 * 7 * waited.min(15 * day), 8 * 5 * day)
            }
            Points::Square => {
                let square = waited.min(12 * day) * waited.min(12 * day);
                (3 * level * 36 * day * day + 8 * 2 * square, 8 * 36 * day * day)
            }
            Points::Threshold => {
                let target = i128::from(class.target_days) * day;
                (3 * level * target + 8 * 5 * waited, 8 * target)
            }
        }
    }

    /// Whether somebody more senior has the same points without the wait: where points no longer grow with the wait, the senior
    /// one goes first, whatever the clock starts.
    pub(crate) fn is_behind(&self, rule: &Rule, person: &Person) -> bool {
        let Rule::Matrix(of) = rule else { return false };
        let alike = |p: &Person| {
            let (level, _, urgency) = self.case.parts(p.class);
            let (level, class) = (self.case.levels[level].points, &self.case.urgencies[urgency]);
            match of {
                Points::Linear => (3 * level + class.points + [0, 16, 24, 24][usize::from(p.id.missed())], 0),
                Points::Square => (level, i64::from(class.points)),
                Points::Threshold => (level, class.target_days),
            }
        };
        self.list.iter().any(|w| alike(&w.person) == alike(person) && order(&w.person) < order(person))
    }

    /// The plain rule that decides now, and the people it decides among.
    pub(crate) fn resolved(&mut self, rule: &Rule, now: Time) -> (Rule, Option<Only>) {
        let of_places = |by_level: bool, places: Vec<usize>| -> (Rule, Option<Only>) {
            let only: Only = Box::new(move |naive, p| places.contains(&naive.place(by_level, p)));
            (Rule::FirstCome, Some(only))
        };
        match rule {
            Rule::LongestList { by_level } => {
                let of = 0..self.places(*by_level);
                let longest = of.rev().max_by_key(|&place| self.waiting(*by_level, place));
                of_places(*by_level, longest.into_iter().collect())
            }
            Rule::MaxMin { by_level } => {
                let of = |place: usize| {
                    let (waiting, calls) = (self.waiting(*by_level, place), self.called(*by_level, place) + 1);
                    // Different quotients of such small numbers differ by far more.
                    (waiting as f64 / calls as f64 * 1e9) as u64
                };
                let longest = (0..self.places(*by_level)).rev().max_by_key(|&place| of(place));
                of_places(*by_level, longest.into_iter().collect())
            }
            Rule::Lottery { by_level, by_person: false } => {
                of_places(*by_level, self.drawn(*by_level, false).into_iter().collect())
            }
            Rule::FairShare { by_level } => of_places(*by_level, self.least_served(*by_level).into_iter().collect()),
            Rule::BreachFirst { limits, within, rest } => {
                let (limits, within) = (limits.clone(), *within);
                let near = move |p: &Person| {
                    let waited = now - p.seniority();
                    limits.iter().filter(|&&limit| waited >= Time::from(limit - within) * WEEK).count()
                };
                let most = self.list.iter().map(|w| near(&w.person)).max().unwrap_or(0);
                let (rule, below) = self.resolved(rest, now);
                let only: Only =
                    Box::new(move |naive, p| near(p) == most && below.as_ref().is_none_or(|below| below(naive, p)));
                (rule, Some(only))
            }
            Rule::Mixed(rules) => {
                let mut given = vec![0_i64; rules.len()];
                let mut turn = 0;
                for call in 0..=self.calls.all.len() as i64 {
                    let owed = |i: usize| i64::from(rules[i].0) * (call + 1) - 100 * given[i];
                    turn = (0..rules.len()).rev().max_by_key(|&i| owed(i)).expect("a rule");
                    given[turn] += 1;
                }
                self.resolved(&rules[turn].1, now)
            }
            Rule::Threshold { above, until, rule, rest } => {
                self.calls.long = self.list.len() > if self.calls.long { *until } else { *above };
                let rule = if self.calls.long { rule } else { rest };
                self.resolved(rule, now)
            }
            Rule::Changing(rules) => {
                let (_, rule) = rules.iter().rfind(|(day, _)| day * DAY <= now).expect("one from the start");
                self.resolved(rule, now)
            }
            Rule::HeadStartOf(rest) => match &**rest {
                Rule::BreachFirst { limits, within, rest } => {
                    // Limits count what people have waited with their head start.
                    let (limits, within) = (limits.clone(), *within);
                    let points: Vec<Time> = self.case.levels.iter().map(|l| l.points.into()).collect();
                    let level: Vec<usize> = (0..self.case.levels.len() * self.case.second * self.case.urgencies.len())
                        .map(|class| self.case.parts(class as u16).0)
                        .collect();
                    let near = move |p: &Person| {
                        let waited = now - p.seniority() + points[level[p.class as usize]] * (DAY / 4);
                        limits.iter().filter(|&&limit| waited >= Time::from(limit - within) * WEEK).count()
                    };
                    let most = self.list.iter().map(|w| near(&w.person)).max().unwrap_or(0);
                    (Rule::HeadStartOf(rest.clone()), Some(Box::new(move |_, p| near(p) == most)))
                }
                _ => (rule.clone(), None),
            },
            Rule::Matrix(Points::Threshold) => {
                let only: Only = Box::new(move |naive, p| {
                    let (points, of) = naive.matrix(Points::Threshold, now, p);
                    points >= 2 * of
                });
                (rule.clone(), Some(only))
            }
            rule => (rule.clone(), None),
        }
    }
}

//! People and their luck, drawn in windows of one week. Nothing here knows the policy, so all variants meet the same people.
//!
//! A person needs one generator block: words 0 to 3 are the first attribute, the urgency, the patience and the first attendance.

mod course;
mod record;

use crate::ids::{PersonId, Source};
use crate::model::{Band, BandWait, Mix, Profile, Service, Stage};
use crate::population::{Population, Thresholds};
use crate::rng::{Key, Purpose};
use crate::time::{DAY, Time, WEEK};

/// Someone on the list: 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// Clock start.
    pub clock_start: Time,
    /// Who, and how many appointments were missed.
    pub id: PersonId,
    /// Seconds from the clock start to the seniority in the queue (0 unless sent to the back).
    pub behind: u32,
    /// Seconds from the clock start to the end of patience; the largest value means never.
    pub patience: u32,
    /// True group x urgency.
    pub class: u16,
    /// Group as recorded x urgency.
    pub recorded: u16,
    /// Upper half of the word of the first attendance; after the first visit, seconds from the clock start to joining the stage.
    pub luck: u32,
}

impl Person {
    /// From when the person counts in the order of the queue.
    #[inline]
    #[must_use]
    pub const fn seniority(&self) -> Time {
        self.clock_start + self.behind as Time
    }

    /// When patience runs out.
    #[inline]
    #[must_use]
    pub const fn deadline(&self) -> Time {
        if self.patience == u32::MAX { Time::MAX } else { self.clock_start + self.patience as Time }
    }

    /// When the person joined the stage, or the list.
    #[inline]
    #[must_use]
    pub fn joined_stage(&self) -> Time {
        let since = if self.id.attempt() == 0 { 0 } else { Time::from(self.luck) };
        (self.clock_start + since).max(0)
    }

    /// Sets the seconds of patience from the clock start; what does not fit is never.
    #[inline]
    pub const fn set_patience(&mut self, seconds: f64) {
        // A float beyond the range saturates, which is "never".
        self.patience = seconds as u32;
    }
}

/// Draws the people of one service in one replication.
#[derive(Clone, Copy, Debug)]
pub struct Draw<'a> {
    /// The replication.
    pub key: Key,
    /// How people differ.
    pub population: &'a Population,
    /// The list.
    pub service: &'a Service,
}

/// Reused memory of a window.
#[derive(Clone, Debug, Default)]
pub struct Window {
    /// The people, by clock start, then number.
    pub people: Vec<Person>,
    /// Second of the week in the upper half, index in the lower.
    order: Vec<u64>,
    unsorted: Vec<u64>,
    buckets: Vec<u32>,
    cumulative: Vec<f64>,
}

impl Window {
    /// Puts the seconds and indices drawn in order: into buckets as even as the rate is, then by insertion, which moves little.
    fn sort(&mut self) {
        const SECOND: u32 = 32;
        let n = self.unsorted.len();
        let buckets = n.next_power_of_two();
        let bucket = |key: u64| (((key >> SECOND) * buckets as u64) / WEEK as u64) as usize;
        self.buckets.clear();
        self.buckets.resize(buckets + 1, 0);
        for &key in &self.unsorted {
            self.buckets[bucket(key) + 1] += 1;
        }
        for b in 0..buckets {
            self.buckets[b + 1] += self.buckets[b];
        }
        self.order.clear();
        self.order.resize(n, 0);
        for &key in &self.unsorted {
            let at = &mut self.buckets[bucket(key)];
            self.order[*at as usize] = key;
            *at += 1;
        }
        for i in 1..n {
            let key = self.order[i];
            let mut hole = i;
            while hole > 0 && self.order[hole - 1] > key {
                self.order[hole] = self.order[hole - 1];
                hole -= 1;
            }
            self.order[hole] = key;
        }
    }
}

/// How many people's blocks are drawn before their records are made, so that the processor overlaps them.
const BATCH: usize = 16;

impl Draw<'_> {
    /// Everybody who is on the list at the start, and the stage where they wait.
    #[must_use]
    pub fn today(&self) -> Vec<(Person, usize)> {
        let total: usize = self.service.today.iter().map(|b| b.count as usize).sum();
        let mut people = Vec::with_capacity(total);
        let mut index = 0;
        for band in &self.service.today {
            for _ in 0..band.count {
                let mut person = self.waiting(band, index);
                if band.stage > 0 {
                    // The first visit is behind them.
                    person.id = person.id.next_attempt();
                    person.luck = 0;
                }
                people.push((person, band.stage));
                index += 1;
            }
        }
        people
    }

    fn waiting(&self, band: &Band, index: u32) -> Person {
        let id = PersonId::new(Source::Today, 0, index);
        let space = self.service.spaces.person[Source::Today as usize];
        let mut words = self.key.stream(space, id.entity(), Purpose::WaitSoFar, 0);
        let clock_start = -match &band.wait {
            BandWait::Days { from, to } => {
                let days = (to - from + 1) as u64;
                let pick = ((u128::from(words.next_word()) * u128::from(days)) >> 64) as i64;
                (from + pick) * DAY
            }
            BandWait::Open { beyond, excess } => {
                // At least one second, so that the calendar days exceed the edge.
                beyond * DAY + (excess.draw(&mut words).round() as Time).max(1)
            }
            BandWait::Law(law) => law.draw(&mut words).round() as Time,
        };
        let block = self.key.block(space, id.entity(), Purpose::Person, 0, 0);
        self.person(&block, id, clock_start, &self.service.today_groups, &band.urgency, 0)
    }

    /// The listed referrals, by time.
    #[must_use]
    pub fn extra(&self) -> Vec<Person> {
        let mix = self.service.referrals.as_ref().map_or(&self.service.today_groups, |r| &r.mix);
        let mut people: Vec<Person> = (self.service.extra.iter().zip(0..))
            .map(|(extra, index)| {
                let id = PersonId::new(Source::Extra, 0, index);
                let space = self.service.spaces.person[Source::Extra as usize];
                let block = self.key.block(space, id.entity(), Purpose::Person, 0, 0);
                let mut person = self.person(&block, id, extra.time, mix, &mix.urgency, extra.time);
                let urgencies = self.service.urgencies.len();
                let (mut group, mut urgency) = (person.class as usize / urgencies, person.class as usize % urgencies);
                let mut levels: Vec<usize> =
                    (0..self.population.attributes.len()).map(|a| self.population.level(group, a)).collect();
                for (level, given) in levels.iter_mut().zip(&extra.levels) {
                    *level = given.unwrap_or(*level);
                }
                group = self.population.group(&levels);
                urgency = extra.urgency.unwrap_or(urgency);
                person.class = (group * urgencies + urgency) as u16;
                person.recorded = person.class;
                if self.service.records.is_some() {
                    self.record(&mut person);
                }
                self.first_patience(&mut person, extra.time);
                person
            })
            .collect();
        people.sort_by_key(|p| (p.clock_start, p.id.order()));
        people
    }

    /// The referrals of one week, up to the horizon.
    pub fn referrals(&self, week: u64, horizon: Time, window: &mut Window) {
        window.people.clear();
        let Some(referrals) = &self.service.referrals else { return };
        let space = self.service.spaces.week;
        let start = week as Time * WEEK;
        let mean = match &referrals.per_day {
            Profile::Constant(rate) => 7.0 * rate,
            Profile::Daily(_) => {
                window.cumulative.clear();
                let mut sum = 0.0;
                for d in 0..7 {
                    sum += referrals.per_day.day(week as usize * 7 + d);
                    window.cumulative.push(sum);
                }
                sum
            }
        };
        if mean <= 0.0 {
            return;
        }
        let count = crate::dist::poisson(mean, self.key.word(space, week, Purpose::Count, 0));
        window.unsorted.clear();
        let mut times = self.key.stream(space, week, Purpose::Times, 0);
        for index in 0..count {
            let word = times.next_word();
            let offset = match &referrals.per_day {
                Profile::Constant(_) => ((u128::from(word) * WEEK as u128) >> 64) as u32,
                Profile::Daily(_) => offset_by_day(&window.cumulative, crate::rng::uniform(word)),
            };
            if start + Time::from(offset) < horizon {
                window.unsorted.push((u64::from(offset) << 32) | u64::from(index));
            }
        }
        window.sort();
        let source = self.service.spaces.person[Source::Referral as usize];
        debug_assert!(source != space);
        window.people.reserve(window.order.len());
        let mut blocks = [[0; 4]; BATCH];
        for keys in window.order.chunks(BATCH) {
            for (words, &key) in blocks.iter_mut().zip(keys) {
                let id = PersonId::new(Source::Referral, week, key as u32);
                *words = self.key.block(source, id.entity(), Purpose::Person, 0, 0);
            }
            for (words, &key) in blocks.iter().zip(keys) {
                let id = PersonId::new(Source::Referral, week, key as u32);
                let at = start + (key >> 32) as Time;
                window.people.push(self.person(words, id, at, &referrals.mix, &referrals.mix.urgency, at));
            }
        }
    }

    /// The record of somebody whose block of purpose `Person` is given.
    #[inline]
    fn person(
        &self,
        words: &[u64; 4],
        id: PersonId,
        clock_start: Time,
        mix: &Mix,
        urgency: &[Thresholds],
        now: Time,
    ) -> Person {
        let group = match &mix.attributes[..] {
            [] => 0,
            [only] => only[0].level(words[0]),
            [first, others @ ..] => self.crossed(first[0].level(words[0]), others, id),
        };
        let urgency = urgency[if urgency.len() == 1 { 0 } else { group }].level(words[1]);
        let class = (group * self.service.urgencies.len() + urgency) as u16;
        let mut person = Person {
            clock_start,
            id,
            behind: 0,
            patience: u32::MAX,
            class,
            recorded: class,
            luck: (words[3] >> 32) as u32,
        };
        if !self.service.patience.is_empty() {
            self.patience(&mut person, words[2], now);
        }
        if self.service.course.is_some() {
            self.course(&mut person, now);
        }
        if self.service.records.is_some() {
            self.record(&mut person);
        }
        person
    }

    /// The group of somebody whose first attribute is drawn already.
    fn crossed(&self, first: usize, others: &[Vec<Thresholds>], id: PersonId) -> usize {
        let space = self.service.spaces.person[id.source() as usize];
        let mut words = self.key.stream(space, id.entity(), Purpose::Attributes, 0);
        others.iter().zip(&self.population.attributes[1..]).fold(first, |group, (rows, attribute)| {
            group * attribute.levels.len() + rows[group].level(words.next_word())
        })
    }

    #[inline]
    fn patience(&self, person: &mut Person, word: u64, now: Time) {
        let law = &self.service.patience[self.service.patience_of[person.class as usize] as usize];
        let seconds = law.beyond(word, (now - person.clock_start) as f64);
        person.set_patience(seconds.ceil());
    }

    fn first_patience(&self, person: &mut Person, now: Time) {
        person.patience = u32::MAX;
        if !self.service.patience.is_empty() {
            let space = self.service.spaces.person[person.id.source() as usize];
            let words = self.key.block(space, person.id.entity(), Purpose::Person, 0, 0);
            self.patience(person, words[2], now);
        }
        if self.service.course.is_some() {
            self.course(person, now);
        }
    }

    /// Patience drawn anew, from now on, as for somebody who has just joined.
    pub fn redraw_patience(&self, person: &mut Person, now: Time) {
        if !self.service.patience.is_empty() {
            let law = &self.service.patience[self.service.patience_of[person.class as usize] as usize];
            let word = self.word(person, Purpose::Patience);
            person.set_patience((now - person.clock_start) as f64 + law.beyond(word, 0.0).ceil());
        }
        if self.service.course.is_some() {
            if self.service.patience.is_empty() {
                person.patience = u32::MAX;
            }
            self.course(person, now);
        }
    }

    /// Whether the person cancels the appointment in time.
    #[must_use]
    pub fn cancels(&self, stage: &Stage, person: &Person) -> bool {
        let chance = stage.cancels[person.class as usize];
        chance.happens((self.at(stage, person, Purpose::Cancellation).next_word() >> 32) as u32)
    }

    /// Whether the person comes to the appointment: the first from the record, later ones by the attempt.
    #[inline]
    #[must_use]
    pub fn misses(&self, stage: &Stage, person: &Person) -> bool {
        let chance = stage.misses[person.class as usize];
        if person.id.attempt() == 0 {
            chance.happens(person.luck)
        } else {
            chance.happens((self.at(stage, person, Purpose::Attendance).next_word() >> 32) as u32)
        }
    }

    /// Whether a missed appointment is rebooked.
    #[inline]
    #[must_use]
    pub fn rebooks(&self, stage: &Stage, person: &Person) -> bool {
        stage.after_missed.rebook.happens((self.at(stage, person, Purpose::Rebooking).next_word() >> 32) as u32)
    }

    /// The word of a purpose for the current attempt.
    #[inline]
    #[must_use]
    pub fn word(&self, person: &Person, purpose: Purpose) -> u64 {
        self.stream(person, purpose).next_word()
    }

    /// The words of a purpose at a stage for the current attempt.
    #[inline]
    #[must_use]
    pub fn at(&self, stage: &Stage, person: &Person, purpose: Purpose) -> crate::rng::Stream {
        let space = stage.spaces.person[person.id.source() as usize];
        self.key.stream(space, person.id.entity(), purpose, u32::from(person.id.attempt()))
    }

    /// The words of a purpose for the current attempt.
    #[inline]
    #[must_use]
    pub fn stream(&self, person: &Person, purpose: Purpose) -> crate::rng::Stream {
        let space = self.service.spaces.person[person.id.source() as usize];
        self.key.stream(space, person.id.entity(), purpose, u32::from(person.id.attempt()))
    }
}

/// The second of the week at which the cumulative daily rate reaches this share of the week.
fn offset_by_day(cumulative: &[f64], u: f64) -> u32 {
    let target = u * cumulative[cumulative.len() - 1];
    let d = cumulative.partition_point(|&c| c <= target).min(cumulative.len() - 1);
    let before = if d == 0 { 0.0 } else { cumulative[d - 1] };
    let rate = cumulative[d] - before;
    let within = if rate > 0.0 { (target - before) / rate } else { 0.0 };
    let second = ((within * DAY as f64) as Time).clamp(0, DAY - 1);
    (d as Time * DAY + second) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_a_record_of_32_bytes() {
        assert_eq!(std::mem::size_of::<Person>(), 32);
    }

    #[test]
    fn a_window_is_sorted_by_second_then_index() {
        for n in [0, 1, 2, 3, 100, 1000] {
            let key = Key { seed: 1, replication: n };
            let space = crate::rng::Space::new("week", "test");
            // Many equal seconds, at the start and at the very end of the week.
            let drawn = (0..n).map(|i| match key.word(space, i, Purpose::Times, 0) % (WEEK as u64 + 99) {
                late if late >= WEEK as u64 => WEEK as u64 - 1 - late % 2,
                second => second / 50,
            });
            let mut window =
                Window { unsorted: drawn.zip(0..).map(|(s, i)| (s << 32) | i).collect(), ..Window::default() };
            window.sort();
            window.unsorted.sort_unstable();
            assert_eq!(window.order, window.unsorted);
        }
    }

    #[test]
    fn times_follow_the_daily_rates() {
        let cumulative = [0.0, 1.0, 1.0, 3.0, 3.0, 3.0, 4.0];
        assert_eq!(offset_by_day(&cumulative, 0.0001) / DAY as u32, 1);
        assert_eq!(offset_by_day(&cumulative, 0.5), (3.5 * DAY as f64) as u32);
        assert_eq!(offset_by_day(&cumulative, 0.99999) / DAY as u32, 6);
    }
}

//! Who is referred in a week: a Poisson process by day, with more spread from week to week where that is said, or a renewal process.

use super::{Draw, Kept, Person};
use crate::distributions::{Dist, Patience, ln};
use crate::ids::{PersonId, Source};
use crate::model::{Profile, Referrals};
use crate::rng::{Luck, Purpose, uniform};
use crate::time::{DAY, Time, WEEK};

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
    renewal: Renewal,
}

/// Most thresholds of an attribute, and of the urgency, of plain people: one less than there are levels.
const WIDE: usize = 8;

/// People with at most one attribute, whose only event is that memoryless patience may run out, and whose record is right:
/// all that their draws need, side by side.
#[derive(Clone, Debug)]
pub(crate) struct Plain {
    /// Thresholds of the group and the urgency, filled up with one that no word reaches.
    groups: [u64; WIDE],
    urgencies: [u64; WIDE],
    /// How many urgencies there are.
    step: usize,
    /// Mean patience in seconds by class, infinite where it never ends; empty where nobody's does.
    means: Vec<f64>,
}

impl Plain {
    /// None where people are not plain.
    pub(crate) fn of(draw: &Draw<'_>) -> Option<Self> {
        let service = draw.service;
        let mix = &service.referrals.as_ref()?.mix;
        let wide = |thresholds: &[u64]| {
            let mut filled = [u64::MAX; WIDE];
            filled.get_mut(..thresholds.len())?.copy_from_slice(thresholds);
            Some(filled)
        };
        let groups = match &mix.attributes[..] {
            [] => wide(&[])?,
            [only] => wide(&only[0].0)?,
            _ => return None,
        };
        let [urgencies] = &mix.urgency[..] else { return None };
        if service.course.is_some() || service.records.is_some() {
            return None;
        }
        let step = service.urgencies.len();
        let mean = |class: usize| match service.patience_of.get(class).map(|&law| &service.patience[law as usize]) {
            None | Some(Patience::Never) => Some(f64::INFINITY),
            Some(Patience::Exponential { mean }) => Some(*mean),
            Some(_) => None,
        };
        let classes = if service.patience.is_empty() { 0 } else { draw.population.groups() * step };
        let means = (0..classes).map(mean).collect::<Option<_>>()?;
        Some(Self { groups, urgencies: wide(&urgencies.0)?, step, means })
    }

    /// Whether half of the thresholds are filling.
    fn is_narrow(&self) -> bool {
        self.groups[WIDE / 2] == u64::MAX && self.urgencies[WIDE / 2] == u64::MAX
    }

    /// The same as [`Draw::person`] for a person who is referred, in fewer steps. Only the first so many thresholds count.
    #[inline]
    fn person<const THRESHOLDS: usize>(&self, words: &[u64; 4], (id, clock_start): (PersonId, Time)) -> Person {
        // The highest word is as the one below, so that it stays below the filling.
        let level = |thresholds: &[u64; WIDE], word: u64| {
            let word = word.min(u64::MAX - 1);
            thresholds[..THRESHOLDS].iter().map(|&t| usize::from(word >= t)).sum::<usize>()
        };
        let class = level(&self.groups, words[0]) * self.step + level(&self.urgencies, words[1]);
        let (mean, kept) = (self.means.get(class), Kept::of(Luck::of(words[3])));
        let class = class as u16;
        let mut person = Person { clock_start, id, behind: 0, patience: u32::MAX, class, recorded: class, kept };
        if let Some(mean) = mean {
            person.set_patience(-mean * ln(uniform(words[2])));
        }
        person
    }
}

/// How far a renewal process has come.
#[derive(Clone, Copy, Debug, Default)]
struct Renewal {
    /// The week that comes next.
    week: u64,
    /// Referrals so far, the next one included.
    number: u64,
    /// When the next one comes, in seconds.
    next: f64,
}

impl Window {
    /// Puts the seconds and indices drawn in order: into buckets as even as the rate is, then by insertion, which moves little.
    fn sort(&mut self) {
        const SECOND: u32 = 32;
        let n = self.unsorted.len();
        if n <= FEW {
            self.order.clear();
            self.order.extend_from_slice(&self.unsorted);
            return insert_in_order(&mut self.order);
        }
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
        insert_in_order(&mut self.order);
    }
}

/// So many are put in order without buckets.
const FEW: usize = 16;

/// Puts keys in order that are nearly so, or few.
fn insert_in_order(keys: &mut [u64]) {
    for i in 1..keys.len() {
        let key = keys[i];
        let mut hole = i;
        while hole > 0 && keys[hole - 1] > key {
            keys[hole] = keys[hole - 1];
            hole -= 1;
        }
        keys[hole] = key;
    }
}

/// How many people's blocks are drawn before their records are made, so that the processor overlaps them.
const BATCH: usize = 16;

impl Draw<'_> {
    /// The referrals of one week, up to the horizon.
    pub fn referrals(&self, week: u64, horizon: Time, window: &mut Window) {
        window.people.clear();
        self.more_referrals(week, horizon, window, None);
    }

    /// Adds the referrals of one more week to a window, in fewer steps where people are known to be plain.
    pub(crate) fn more_referrals(&self, week: u64, horizon: Time, window: &mut Window, plain: Option<&Plain>) {
        let Some(referrals) = &self.service.referrals else { return };
        let start = week as Time * WEEK;
        match &referrals.between {
            None => self.poisson(referrals, week, horizon, window),
            Some(law) => self.renewals(law, week, horizon, window),
        }
        let source = self.service.spaces.person.own(Source::Referral);
        debug_assert!(source != self.service.spaces.week);
        window.people.reserve(window.order.len());
        let mut blocks = [[0; 4]; BATCH];
        for keys in window.order.chunks(BATCH) {
            for (words, &key) in blocks.iter_mut().zip(keys) {
                let id = PersonId::new(Source::Referral, week, key as u32);
                *words = self.key.block(source, id.entity(), Purpose::Person, 0, 0);
            }
            let who = |key: u64| (PersonId::new(Source::Referral, week, key as u32), start + (key >> 32) as Time);
            let (batch, mix) = (blocks.iter().zip(keys), &referrals.mix);
            if let Some(plain) = plain {
                if plain.is_narrow() {
                    window.people.extend(batch.map(|(words, &key)| plain.person::<{ WIDE / 2 }>(words, who(key))));
                } else {
                    window.people.extend(batch.map(|(words, &key)| plain.person::<WIDE>(words, who(key))));
                }
            } else {
                window.people.extend(batch.map(|(words, &key)| {
                    let (id, at) = who(key);
                    self.person(words, id, at, mix, &mix.urgency, at)
                }));
            }
        }
    }

    /// The seconds and indices of a week of a Poisson process.
    #[inline]
    fn poisson(&self, referrals: &Referrals, week: u64, horizon: Time, window: &mut Window) {
        window.order.clear();
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
        let mean = match &referrals.varies {
            None => mean,
            Some(law) => mean * law.draw(&mut self.key.stream(space, week, Purpose::WeekFactor, 0)),
        };
        if mean <= 0.0 {
            return;
        }
        let count = crate::distributions::poisson(mean, self.key.word(space, week, Purpose::Count, 0));
        window.unsorted.clear();
        let daily = matches!(referrals.per_day, Profile::Daily(_));
        // Offsets below this one are before the horizon.
        let most = (horizon - start).min(WEEK) as u64;
        for first in (0..count).step_by(4) {
            let words = self.key.block(space, week, Purpose::Times, 0, u64::from(first / 4));
            for (word, index) in words.into_iter().zip(first..count) {
                let offset = if daily {
                    u64::from(offset_by_day(&window.cumulative, uniform(word)))
                } else {
                    ((u128::from(word) * WEEK as u128) >> 64) as u64
                };
                if offset < most {
                    window.unsorted.push((offset << 32) | u64::from(index));
                }
            }
        }
        window.sort();
    }

    /// The seconds and indices of a week of a renewal process. Weeks are asked for one after the other; else it starts again.
    #[cold]
    fn renewals(&self, law: &Dist, week: u64, horizon: Time, window: &mut Window) {
        let gap = |number| law.draw(&mut self.key.stream(self.service.spaces.week, number, Purpose::Between, 0));
        if window.renewal.number == 0 || window.renewal.week != week {
            window.renewal = Renewal { week, number: 1, next: gap(0) };
        }
        window.order.clear();
        let Renewal { number, next, .. } = &mut window.renewal;
        let start = week as Time * WEEK;
        let end = (start + WEEK).min(horizon);
        let mut index = 0;
        while *next < end as f64 {
            // Whole seconds, as for a Poisson process.
            let at = *next as Time;
            if at >= start {
                window.order.push((((at - start) as u64) << 32) | index);
                index += 1;
            }
            *next += gap(*number);
            *number += 1;
        }
        window.renewal.week = week + 1;
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
    use crate::rng::Key;

    #[test]
    fn a_window_is_sorted_by_second_then_index() {
        for n in [0, 1, 2, 3, 16, 17, 100, 1000] {
            let key = Key::new(1, n);
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

//! On which days those arrive who set out on one day.

use std::sync::Arc;

use crate::distributions::Dist;
use crate::time::DAY;

/// Of those who are still on the way when fewer than this part is, nobody is followed further.
const REST: f64 = 1e-5;
/// Days beyond which a law is taken at its mean.
const MOST_DAYS: usize = 4000;
/// Instants of a day at which people set out, where they do all day.
const INSTANTS: usize = 8;

/// Parts of those who set out that arrive on each day from then on, before and after an instant of the day.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spread(Vec<[f64; 2]>);

/// Spreads that have been made: many stages and variants have the same laws.
#[derive(Debug, Default)]
pub(super) struct Spreads(Vec<(Dist, Option<f64>, f64, Arc<Spread>)>);

impl Spreads {
    /// The spread of a law, as [`Spread::new`] makes it.
    pub(super) fn of(&mut self, law: &Dist, from: Option<f64>, at: f64) -> Arc<Spread> {
        let made = self.0.iter().find(|made| made.1 == from && made.2 == at && made.0 == *law);
        if let Some((.., spread)) = made {
            return spread.clone();
        }
        let spread = Arc::new(Spread::new(law, from, at));
        self.0.push((law.clone(), from, at, spread.clone()));
        spread
    }
}

impl Spread {
    /// By a law in seconds, for those who set out at this instant of a day (a part of it; none: all day), where days are parted at
    /// `at`.
    pub(super) fn new(law: &Dist, from: Option<f64>, at: f64) -> Self {
        let instants: Vec<f64> = match from {
            Some(instant) => vec![instant],
            None => (0..INSTANTS).map(|i| (i as f64 + 0.5) / INSTANTS as f64).collect(),
        };
        let each = 1.0 / instants.len() as f64;
        let day = DAY as f64;
        // People who come at the instant of a session are there for it: half a second more.
        let within = |days: f64| instants.iter().map(|f| each * law.cdf((days - f) * day + 0.5)).sum::<f64>();
        let (mut parts, mut before) = (Vec::new(), 0.0);
        while 1.0 - before > REST && parts.len() < MOST_DAYS {
            let today = parts.len() as f64;
            let (early, all) = (within(today + at), within(today + 1.0));
            parts.push([(early - before).max(0.0), (all - early).max(0.0)]);
            before = all;
        }
        if parts.len() == MOST_DAYS {
            let mean = law.mean() / day;
            return Self::after(if mean < 1e9 { mean as usize } else { usize::MAX });
        }
        let mut spread = Self(parts);
        if let Some(last) = spread.0.last_mut() {
            last[1] += 1.0 - before;
        }
        spread
    }

    fn after(days: usize) -> Self {
        let mut parts = vec![[0.0; 2]; days.min(10 * MOST_DAYS) + 1];
        if let Some(last) = parts.last_mut() {
            last[0] = 1.0;
        }
        Self(parts)
    }

    /// One after another.
    pub(super) fn then(&self, next: &Self) -> Self {
        if let [[early, late]] = &self.0[..]
            && *early + *late > 0.0
        {
            return next.clone();
        }
        let mut parts = vec![[0.0; 2]; self.0.len() + next.0.len() - 1];
        for (a, first) in self.0.iter().enumerate().filter(|(_, p)| p[0] + p[1] > 0.0) {
            for (b, second) in next.0.iter().enumerate() {
                let sum = first[0] + first[1];
                parts[a + b][0] += sum * second[0];
                parts[a + b][1] += sum * second[1];
            }
        }
        let mut left = parts.iter().flatten().sum::<f64>();
        let mut end = parts.len();
        while end > 1 && left > 0.0 && parts[end - 1][0] + parts[end - 1][1] < REST / MOST_DAYS as f64 {
            left -= parts[end - 1][0] + parts[end - 1][1];
            end -= 1;
        }
        parts.truncate(end);
        Self(parts)
    }

    /// Of those who are on the way at a random moment.
    pub(super) fn left(&self) -> Self {
        Self::left_of(&self.still())
    }

    /// Of those who are in service at a random moment, by the parts that are still there at the end of each day.
    pub(super) fn left_of(still: &[f64]) -> Self {
        let sum: f64 = still.iter().sum();
        if sum <= 0.0 {
            return Self(vec![[1.0, 0.0]]);
        }
        // Who has been there for so many days, each day as likely, leaves as those who began then.
        Self(still.iter().map(|part| [0.5 * part / sum, 0.5 * part / sum]).collect())
    }

    /// The parts, by day.
    pub(super) fn days(&self) -> &[[f64; 2]] {
        &self.0
    }

    /// Parts that are still on the way at the end of each day.
    pub(super) fn still(&self) -> Vec<f64> {
        let mut left = 1.0;
        self.0
            .iter()
            .map(|[early, late]| {
                left -= early + late;
                f64::max(left, 0.0)
            })
            .collect()
    }
}

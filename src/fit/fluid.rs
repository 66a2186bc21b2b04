//! A month of a list, day by day, as numbers of people that need not be whole: everybody has a chance to be treated and a chance to leave that go
//! by the days waited. It is what the engine does on average, and is what curves are fitted with.

use std::ops::Range;

use super::clinics::Clinics;
use crate::distributions::exp;

/// Weeks by which the waits of an open band go beyond its edge on average, as in scenarios that do not say.
const OPEN_WEEKS: f64 = 13.0;
/// Days beyond the last edge that are looked at; who has waited longer counts as if they had waited so long.
const BEYOND: usize = 364;

/// Bands of waits in whole days.
#[derive(Clone, Debug, PartialEq)]
pub struct Bands {
    /// First and last day of each band.
    ends: Vec<(usize, usize)>,
    /// Whether the last band has no end.
    open: bool,
    /// The band of each day.
    of_day: Vec<usize>,
}

impl Bands {
    /// Of the first and the last day of each band, one after another; the last band may have no last day.
    #[must_use]
    pub fn new(days: &[(usize, Option<usize>)]) -> Option<Self> {
        let open = days.last()?.1.is_none();
        let ends: Vec<(usize, usize)> = days.iter().map(|(from, to)| (*from, to.unwrap_or(from + BEYOND))).collect();
        let rising = ends.iter().all(|(from, to)| from <= to) && ends.windows(2).all(|w| w[0].1 + 1 == w[1].0);
        if !rising || days[..days.len() - 1].iter().any(|d| d.1.is_none()) {
            return None;
        }
        // In a table without an open band people grow older than its last edge, and stay in its last band.
        let oldest = ends[ends.len() - 1].1 + if open { 0 } else { BEYOND };
        let of_day = |day: usize| ends.iter().position(|(_, to)| day <= *to).unwrap_or(ends.len() - 1);
        let of_day = (0..=oldest).map(of_day).collect();
        Some(Self { ends, open, of_day })
    }

    /// How many bands.
    #[must_use]
    pub fn count(&self) -> usize {
        self.ends.len()
    }

    /// The first day of each band.
    pub fn begins(&self) -> impl Iterator<Item = usize> + '_ {
        self.ends.iter().map(|e| e.0)
    }

    /// The band that holds a day.
    #[must_use]
    pub fn of(&self, day: usize) -> usize {
        self.of_day[day.min(self.of_day.len() - 1)]
    }

    /// The days of a band; the last takes all that are told apart.
    pub(super) fn days_of(&self, band: usize) -> Range<usize> {
        let end = if band + 1 == self.ends.len() { self.days() } else { self.ends[band].1 + 1 };
        self.ends[band].0..end
    }

    /// The part of people who have waited no longer than so many weeks, where a band ends there.
    #[must_use]
    pub fn within(&self, counts: &[f64], weeks: usize) -> Option<f64> {
        self.within_days(counts, 7 * weeks)
    }

    /// The same of so many days.
    #[must_use]
    pub fn within_days(&self, counts: &[f64], days: usize) -> Option<f64> {
        let first = self.begins().position(|begin| begin == days + 1)?;
        let all: f64 = counts.iter().sum();
        (all > 0.0).then(|| counts[..first].iter().sum::<f64>() / all)
    }

    /// How many days are told apart.
    #[must_use]
    pub fn days(&self) -> usize {
        self.of_day.len()
    }

    /// People by day, evenly within each band, and with a long tail in an open one.
    #[must_use]
    pub fn spread(&self, counts: &[f64]) -> Vec<f64> {
        let mut by_day = vec![0.0; self.days()];
        for (band, (&(from, to), &count)) in self.ends.iter().zip(counts).enumerate() {
            let days = &mut by_day[from..=to];
            if self.open && band + 1 == self.ends.len() {
                let weight = |day: usize| exp(-(day as f64) / (7.0 * OPEN_WEEKS));
                let all: f64 = (0..days.len()).map(weight).sum();
                days.iter_mut().enumerate().for_each(|(day, n)| *n = count * weight(day) / all);
            } else {
                let even = count / days.len() as f64;
                days.fill(even);
            }
        }
        by_day
    }

    /// People by band.
    #[must_use]
    pub fn sums(&self, by_day: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.ends.len()];
        by_day.iter().zip(&self.of_day).for_each(|(n, band)| sums[*band] += n);
        sums
    }
}

/// Chances of a day by the days waited.
#[derive(Clone, Debug, PartialEq)]
pub struct Hazards {
    /// Hazard to be treated, a day.
    pub treated: Vec<f64>,
    /// Hazard to leave untreated, a day.
    pub removed: Vec<f64>,
}

/// What a month makes of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Who waits at the end, by days waited.
    pub list: Vec<f64>,
    /// Who was treated, by days waited.
    pub treated: Vec<f64>,
    /// Who left untreated, by days waited.
    pub removed: Vec<f64>,
}

impl Hazards {
    /// The part that leaves in a day in either way, and how much of it is treated, where the hazard to be treated is so many times the usual.
    pub(super) fn chances(&self, times: f64) -> Vec<(f64, f64)> {
        let of = |(t, r): (&f64, &f64)| {
            let both = t * times + r;
            (1.0 - exp(-both), if both > 0.0 { t * times / both } else { 0.0 })
        };
        self.treated.iter().zip(&self.removed).map(of).collect()
    }

    /// Some days from a list by days waited on; `joins` people come on each, and the chances to be treated are so many `times` the usual.
    ///
    /// # Panics
    /// If there are not as many joins as days.
    #[must_use]
    pub fn run(&self, list: &[f64], joins: &[f64], clinics: &Clinics, times: f64) -> Run {
        assert_eq!(joins.len(), clinics.days(), "people join on each day");
        let chances = clinics.times().map(|open| self.chances(times * open));
        let oldest = list.len() - 1;
        let none = vec![0.0; list.len()];
        let mut run = Run { list: none.clone(), treated: none.clone(), removed: none };
        let mut live = |mut people: f64, first: usize, from: usize| {
            if people == 0.0 {
                return;
            }
            for on in from..clinics.days() {
                let day = (first + on - from).min(oldest);
                let (leave, treated) = chances[clinics.on(on)][day];
                let gone = people * leave;
                run.treated[day] += gone * treated;
                run.removed[day] += gone * (1.0 - treated);
                people -= gone;
            }
            run.list[(first + clinics.days() - from - 1).min(oldest)] += people;
        };
        list.iter().enumerate().for_each(|(age, people)| live(*people, age + 1, 0));
        joins.iter().enumerate().for_each(|(day, people)| live(*people, 0, day));
        run
    }
}

/// A month that is foretold.
#[derive(Clone, Debug, PartialEq)]
pub struct Foretold {
    /// Who waits at its end, by days waited.
    pub list: Vec<f64>,
    /// Who was treated, by days waited.
    pub treated: Vec<f64>,
    /// How many left untreated.
    pub removed: f64,
    /// How many joined in a day.
    pub joined: f64,
}

impl Hazards {
    /// A month, given how many are treated in it and how many wait at its end: the hazard to be treated is so many times the usual that
    /// as many are treated, and so many join that as many wait.
    #[must_use]
    pub fn foretell(&self, list: &[f64], clinics: &Clinics, treated: f64, size: f64) -> Foretold {
        let of = Of { hazards: self, list, size };
        foretell(&[of], clinics, treated).pop().unwrap_or_else(|| unreachable!("one in, one out"))
    }
}

/// A group at the begin of a month, and how many of it wait at its end.
#[derive(Clone, Copy, Debug)]
pub struct Of<'a> {
    /// Its hazards.
    pub hazards: &'a Hazards,
    /// Who waits, by days waited.
    pub list: &'a [f64],
    /// How many wait at the end.
    pub size: f64,
}

/// A month of several groups, given how many are treated in it altogether and how many of each wait at its end: the hazards to be treated are all so many
/// times the usual that as many are treated, and so many of each join that as many wait.
#[must_use]
pub fn foretell(groups: &[Of<'_>], clinics: &Clinics, treated: f64) -> Vec<Foretold> {
    let days = clinics.days();
    let size: f64 = groups.iter().map(|g| g.size).sum();
    let mut joined: Vec<f64> =
        groups.iter().map(|g| if size > 0.0 { treated / days as f64 * g.size / size } else { 0.0 }).collect();
    let mut runs = treating(groups, clinics, treated, &joined);
    for _ in 0..60 {
        let gap = |(of, run): (&Of<'_>, &Run)| of.size - run.list.iter().sum::<f64>();
        let gaps: Vec<f64> = groups.iter().zip(&runs).map(gap).collect();
        if gaps.iter().zip(groups).all(|(gap, of)| gap.abs() < 1e-6 * of.size.max(1.0)) {
            break;
        }
        joined.iter_mut().zip(&gaps).for_each(|(joined, gap)| *joined = (*joined + gap / days as f64).max(0.0));
        runs = treating(groups, clinics, treated, &joined);
    }
    let told = |(run, joined): (Run, f64)| {
        let removed = run.removed.iter().sum();
        Foretold { list: run.list, treated: run.treated, removed, joined }
    };
    runs.into_iter().zip(joined).map(told).collect()
}

/// The runs in which so many are treated.
fn treating(groups: &[Of<'_>], clinics: &Clinics, treated: f64, joined: &[f64]) -> Vec<Run> {
    let runs = |times: f64| -> Vec<Run> {
        let joins = |joined: f64| vec![joined; clinics.days()];
        groups.iter().zip(joined).map(|(g, joined)| g.hazards.run(g.list, &joins(*joined), clinics, times)).collect()
    };
    let (mut low, mut high) = (-7.0, 7.0);
    let mut found = runs(1.0);
    for _ in 0..36 {
        let middle = 0.5 * (low + high);
        found = runs(exp(middle));
        if found.iter().flat_map(|run| &run.treated).sum::<f64>() > treated {
            high = middle;
        } else {
            low = middle;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weekly(many: usize) -> Bands {
        let band = |b: usize| (if b == 0 { 0 } else { 7 * b + 1 }, (b + 1 < many).then_some(7 * b + 7));
        Bands::new(&(0..many).map(band).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn bands_hold_every_day_once() {
        let bands = weekly(5);
        assert_eq!([0, 7, 8, 14, 15, 28, 29, 900].map(|d| bands.of(d)), [0, 0, 1, 1, 2, 3, 4, 4]);
        let counts = [80.0, 70.0, 7.0, 0.0, 12.0];
        let by_day = bands.spread(&counts);
        assert!((by_day[0] - 10.0).abs() < 1e-12 && (by_day[8] - 10.0).abs() < 1e-12);
        assert!(bands.sums(&by_day).iter().zip(counts).all(|(a, b)| (a - b).abs() < 1e-9));
        assert!(Bands::new(&[(0, Some(7)), (9, None)]).is_none() && Bands::new(&[(0, None), (1, None)]).is_none());
    }

    /// Nobody is lost, and a constant hazard is an exponential.
    #[test]
    fn a_month_keeps_everybody() {
        let bands = weekly(20);
        let list = bands.spread(&[700.0; 20]);
        let hazards = Hazards { treated: vec![0.01; list.len()], removed: vec![0.005; list.len()] };
        let run = hazards.run(&list, &[30.0; 31], &Clinics::every_day(31), 1.0);
        let sum = |of: &[f64]| of.iter().sum::<f64>();
        assert!((sum(&run.list) + sum(&run.treated) + sum(&run.removed) - 14_000.0 - 930.0).abs() < 1e-6);
        assert!((sum(&run.treated) / sum(&run.removed) - 2.0).abs() < 1e-9);
        let old: f64 = run.list[31..].iter().sum();
        assert!((old / 14_000.0 - exp(-31.0 * 0.015)).abs() < 1e-9, "{old}");
    }

    #[test]
    fn a_month_is_foretold_to_its_treated_and_its_size() {
        let bands = weekly(30);
        let list = bands.spread(&[400.0; 30]);
        let rising: Vec<f64> = (0..list.len()).map(|d| 0.002 + 0.0001 * d as f64).collect();
        let hazards = Hazards { treated: rising, removed: vec![0.003; list.len()] };
        let told = hazards.foretell(&list, &Clinics::every_day(28), 2_500.0, 11_000.0);
        assert!((told.treated.iter().sum::<f64>() - 2_500.0).abs() < 0.1);
        assert!((told.list.iter().sum::<f64>() - 11_000.0).abs() < 0.1);
        assert!(
            (told.joined * 28.0 - told.removed - 1_500.0).abs() < 0.5,
            "12,000 + joined - 2,500 - removed = 11,000"
        );
    }
}

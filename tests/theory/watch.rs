//! What is read from a run: the tally, and an observer for what the tally does not keep (tails in exact seconds, scores, clinics).

use queuity::engine::{Departures, Observer, run};
use queuity::model::Model;
use queuity::people::Person;
use queuity::rng::{Key, Purpose};
use queuity::tally::{Exit, Flow, Moments, Stock, Tally};
use queuity::time::{Time, WEEK};

use super::queue::Queue;

/// Counts of waits beyond limits, by class, from the end of the warm-up on; everybody who left the list, treated or not.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watch {
    from: Time,
    limits: Vec<Time>,
    /// By class: how many left the list.
    pub(crate) total: Vec<u64>,
    /// By class and limit: how many of them had waited longer.
    pub(crate) beyond: Vec<Vec<u64>>,
    /// Waits by quarter of the personal score, where it is kept.
    pub(crate) quarters: [Moments; 4],
    score: Option<(Key, queuity::rng::Space)>,
    /// How many were passed over at 0, 1, 2 ... clinics.
    pub(crate) skipped: Vec<u64>,
}

impl Observer for Watch {
    fn left(&mut self, person: &Person, at: Time, how: Exit) {
        if at < self.from {
            return;
        }
        let class = usize::from(person.class);
        if self.total.len() <= class {
            self.total.resize(class + 1, 0);
            self.beyond.resize(class + 1, vec![0; self.limits.len()]);
        }
        let waited = at - person.clock_start;
        self.total[class] += 1;
        for (count, &limit) in self.beyond[class].iter_mut().zip(&self.limits) {
            *count += u64::from(waited > limit);
        }
        if let Some((key, space)) = self.score {
            let word = key.word(space, person.id.entity(), Purpose::Score, 0);
            self.quarters[(word >> 62) as usize].add(waited);
        }
        if how == Exit::Treated {
            let first = (person.clock_start + WEEK - 1).div_euclid(WEEK);
            let skipped = (at.div_euclid(WEEK) - first).max(0) as usize;
            if skipped < 64 {
                if self.skipped.len() <= skipped {
                    self.skipped.resize(skipped + 1, 0);
                }
                self.skipped[skipped] += 1;
            }
        }
    }
}

/// One replication, read in units of time.
#[derive(Debug)]
pub(crate) struct Rep {
    /// The integers of the run.
    pub(crate) tally: Tally,
    /// What was watched.
    pub(crate) watch: Watch,
    unit: f64,
    length: f64,
    rows: std::ops::Range<usize>,
    /// Lists at the audits, all classes together.
    lists: Vec<i64>,
    /// In service at the audits, where servers are unlimited.
    in_service: Vec<i64>,
    /// Referred between the audits.
    referred: Vec<i64>,
    /// Mean list at the counted audits, by class.
    pub(crate) after_by_class: Vec<f64>,
}

impl Rep {
    /// Runs one replication. `limits` are in units of time.
    pub(crate) fn run(queue: &Queue, model: &Model, replication: u64, limits: &[f64], scores: bool) -> Self {
        let key = Key::new(model.seed, replication);
        let unit = queue.unit();
        let watch = Watch {
            from: model.warm_up,
            limits: limits.iter().map(|l| (l * unit as f64).round() as Time).collect(),
            score: scores.then(|| (key, model.services[0].spaces.person.own(queuity::ids::Source::Referral))),
            ..Watch::default()
        };
        let (tally, watch) = run(model, 0, replication, Departures::Lazy, watch).expect("no guard stops the run");
        let end = (queue.warm_up + queue.length) as usize;
        let rows = queue.warm_up as usize..end;
        let mut lists: Vec<i64> = vec![0; if queue.audit { end + 1 } else { 0 }];
        let (mut in_service, mut referred) = (lists.clone(), lists.clone());
        let mut after_by_class = Vec::new();
        if queue.audit {
            for class in &tally.classes {
                let stock = class.as_ref().map_or_else(Vec::new, |c| c.weekly.stock(Stock::List));
                let counted = stock.get(rows.clone()).map_or(0, |s| s.iter().sum::<i64>());
                after_by_class.push(counted as f64 / rows.len() as f64);
                lists.iter_mut().zip(stock).for_each(|(all, one)| *all += one);
                let Some(weekly) = class.as_ref().map(|c| &c.weekly) else { continue };
                in_service.iter_mut().zip(weekly.stock(Stock::InService)).for_each(|(all, one)| *all += one);
                let flows = weekly.flows(Flow::Referrals);
                referred.iter_mut().zip(flows).for_each(|(all, &one)| *all += i64::from(one));
            }
        }
        let length = f64::from(queue.length);
        Self { tally, watch, unit: unit as f64, length, rows, lists, in_service, referred, after_by_class }
    }

    fn classes(&self, class: Option<usize>) -> impl Iterator<Item = &queuity::tally::ClassTally> {
        let all = self.tally.classes.iter().enumerate();
        all.filter(move |(i, _)| class.is_none_or(|c| c == *i)).filter_map(|(_, t)| t.as_deref())
    }

    fn moments(&self, class: Option<usize>, left: bool) -> Moments {
        let mut sum = Moments::default();
        for tally in self.classes(class) {
            sum.merge(&tally.completed);
            if left {
                sum.merge(&tally.left_untreated);
            }
        }
        sum
    }

    fn mean_of(&self, m: &Moments) -> f64 {
        m.sum as f64 / m.count as f64 / self.unit
    }

    /// Mean wait of the treated.
    pub(crate) fn wait(&self, class: Option<usize>) -> f64 {
        self.mean_of(&self.moments(class, false))
    }

    /// Mean time on the list of all who left it, treated or not.
    pub(crate) fn wait_of_all(&self, class: Option<usize>) -> f64 {
        self.mean_of(&self.moments(class, true))
    }

    /// Mean time on the list of those who left untreated.
    pub(crate) fn wait_of_removed(&self) -> f64 {
        let mut sum = Moments::default();
        self.classes(None).for_each(|t| sum.merge(&t.left_untreated));
        self.mean_of(&sum)
    }

    /// Mean square of the wait of the treated.
    pub(crate) fn wait_squared(&self, class: Option<usize>) -> f64 {
        let m = self.moments(class, false);
        m.squares as f64 / m.count as f64 / (self.unit * self.unit)
    }

    /// Time average of the list.
    pub(crate) fn list(&self, class: Option<usize>) -> f64 {
        self.classes(class).map(|t| t.area as f64).sum::<f64>() / self.unit / self.length
    }

    /// Servers at work, on average.
    pub(crate) fn busy(&self) -> f64 {
        self.tally.capacity.busy as f64 / self.unit / self.length
    }

    /// Share of server time at work.
    pub(crate) fn utilisation(&self) -> f64 {
        self.tally.capacity.busy as f64 / self.tally.capacity.open as f64
    }

    /// Share of those who left the list that had waited at all.
    pub(crate) fn p_wait(&self) -> f64 {
        let at_once: u64 = self.classes(None).map(|t| t.completed_at_once).sum();
        1.0 - at_once as f64 / self.moments(None, true).count as f64
    }

    /// Share of the treated that had waited at all.
    pub(crate) fn p_wait_of_treated(&self) -> f64 {
        let at_once: u64 = self.classes(None).map(|t| t.completed_at_once).sum();
        1.0 - at_once as f64 / self.moments(None, false).count as f64
    }

    /// Share that left untreated.
    pub(crate) fn p_removed(&self, class: Option<usize>) -> f64 {
        let all = self.moments(class, true).count;
        (all - self.moments(class, false).count) as f64 / all as f64
    }

    /// Treated per unit of time.
    pub(crate) fn throughput(&self) -> f64 {
        self.moments(None, false).count as f64 / self.length
    }

    /// Mean time waiting at each visit, services of missed appointments left out.
    pub(crate) fn wait_per_visit(&self) -> f64 {
        self.waiting_only() * self.throughput() / (self.tally.capacity.booked as f64 / self.length)
    }

    /// Mean time waiting over all visits of a person, services of missed appointments left out.
    pub(crate) fn waiting_only(&self) -> f64 {
        let c = &self.tally.capacity;
        let missed_share = c.dna_lost() as f64 / c.booked as f64;
        self.wait(None) - self.busy() * missed_share / self.throughput()
    }

    /// People in service at attended appointments, on average.
    pub(crate) fn busy_attended(&self) -> f64 {
        let c = &self.tally.capacity;
        self.busy() * c.attended as f64 / c.booked as f64
    }

    /// Share that waited longer than a limit.
    pub(crate) fn beyond(&self, class: Option<usize>, limit: usize) -> f64 {
        let of = |i: usize| class.is_none_or(|c| c == i);
        let sum = |f: &dyn Fn(usize) -> u64| (0..self.watch.total.len()).filter(|&i| of(i)).map(f).sum::<u64>() as f64;
        sum(&|i| self.watch.beyond[i][limit]) / sum(&|i| self.watch.total[i])
    }

    /// Mean wait of a visit to a stage.
    pub(crate) fn wait_at(&self, stage: usize) -> f64 {
        let mut sum = Moments::default();
        self.tally.stages[stage].classes.iter().for_each(|c| sum.merge(&c.waited));
        self.mean_of(&sum)
    }

    /// Share of a stage's server time at work.
    pub(crate) fn utilisation_of(&self, stage: usize) -> f64 {
        let capacity = &self.tally.stages[stage].capacity;
        capacity.busy as f64 / capacity.open as f64
    }

    /// Visits to a stage for each person who left the list: both counted after the warm-up.
    pub(crate) fn visits_to(&self, stage: usize) -> f64 {
        let seen: u64 = self.tally.stages[stage].classes.iter().map(|c| c.waited.count).sum();
        seen as f64 / self.moments(None, true).count as f64
    }

    /// Mean wait by quarter of the score, lowest first.
    pub(crate) fn quarter(&self, quarter: usize) -> f64 {
        self.mean_of(&self.watch.quarters[quarter])
    }

    /// Lists just after the clinics, one by one.
    pub(crate) fn after_clinics(&self) -> &[i64] {
        &self.lists[self.rows.clone()]
    }

    /// Mean of a reading of the list just after a clinic.
    pub(crate) fn after(&self, f: impl Fn(i64) -> f64) -> f64 {
        let lists = self.after_clinics();
        lists.iter().map(|&n| f(n)).sum::<f64>() / lists.len() as f64
    }

    /// The list at an audit.
    pub(crate) fn list_at(&self, row: usize) -> f64 {
        self.lists[row] as f64
    }

    /// In service at an audit.
    pub(crate) fn in_service_at(&self, row: usize) -> f64 {
        self.in_service[row] as f64
    }

    /// Referred by an audit.
    pub(crate) fn referred_by(&self, row: usize) -> f64 {
        self.referred[..=row].iter().sum::<i64>() as f64
    }

    /// Treated per unit of time, and booked per unit of time.
    pub(crate) fn attended_and_booked(&self) -> (f64, f64) {
        (self.tally.capacity.attended as f64 / self.length, self.tally.capacity.booked as f64 / self.length)
    }

    /// Slots never booked, per clinic held.
    pub(crate) fn unused_per_clinic(&self, slots: u32) -> f64 {
        let c = &self.tally.capacity;
        c.unused as f64 / (c.offered as f64 / f64::from(slots))
    }

    /// Share passed over at exactly so many clinics.
    pub(crate) fn skipped(&self, clinics: usize) -> f64 {
        let all: u64 = self.watch.skipped.iter().sum();
        self.watch.skipped.get(clinics).copied().unwrap_or(0) as f64 / all as f64
    }
}

//! The rule that neither flakes nor passes in vain: fixed seeds, an interval over replications, and a condition on its width.

use std::fmt;

use queuity::stat::interval::{t_interval, t_quantile};

use super::queue::SharedQueue;
use super::watch::Rep;

/// Chance of a false alarm, over all quantities of a run.
pub(crate) const ALPHA: f64 = 0.001;
/// Replications of the pilot; the run goes on until the widths should be reached.
const PILOT: u64 = 40;
/// The same in the quick suite. Where they are enough for its widths, 3% of a mean, no more is asked. A mean that is off by twice that is then
/// missed in at most 1.2 of ten thousand runs, whatever the spread (normal means; `a_pilot_misses_few_wrong_means` calculates it): the mean
/// that is found has to lie 3% nearer to the value than the true one, and the spread that is found has to be small enough for an interval of
/// 3%. Where they are not enough, the run goes on until its widths are 3%, and the same mean is missed in at most 5 of ten thousand.
pub(crate) const QUICK_PILOT: u64 = 16;
/// People of one run, over all replications, after which it stops all the same.
const MOST_PEOPLE: f64 = 2e8;

/// How wide an interval may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Width {
    /// 3% of the value in the quick suite, 2% in the long one; 0.001 where the value is below 0.001.
    Mean,
    /// 10% of the value: second moments and variances.
    Second,
    /// 5% of the value: tails, and values late in a transient, where each replication costs a whole horizon.
    Tail,
    /// None: the value is a limit, and the mean must come within 2% of it.
    Limit,
    /// 0.005: the value is a bound from below, as of the distribution function at a quantile.
    AtLeast,
    /// 0.005: the value is a bound from above.
    AtMost,
}

/// Something with a known value.
pub(crate) struct Quantity {
    /// Its name in the reference.
    pub(crate) name: String,
    /// Its value there.
    pub(crate) expected: f64,
    /// How wide the interval may be.
    pub(crate) width: Width,
    /// Whether only the long run reads it.
    pub(crate) long: bool,
    /// Reads it from a replication.
    pub(crate) read: Box<dyn Fn(&Rep) -> f64 + Send + Sync>,
}

impl fmt::Debug for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {}", self.name, self.expected)
    }
}

impl Quantity {
    fn most_half_width(&self, long: bool) -> f64 {
        let share = match (self.width, long) {
            (Width::Mean, false) => 0.03,
            (Width::Mean, true) => 0.02,
            (Width::Second, _) => 0.10,
            (Width::Tail, _) => 0.05,
            (Width::Limit, _) => 0.02,
            (Width::AtLeast | Width::AtMost, _) => 0.005 / self.expected,
        };
        if self.expected.abs() < 1e-3 { 1e-3 } else { share * self.expected.abs() }
    }
}

/// One queue and what is read from it.
#[derive(Debug)]
pub(crate) struct Run {
    /// What distinguishes it from the other runs of the case; empty for the first.
    pub(crate) label: String,
    /// The queue.
    pub(crate) queue: SharedQueue,
    /// Limits of waits, in units of time.
    pub(crate) limits: Vec<f64>,
    /// Whether waits by score are kept.
    pub(crate) scores: bool,
    /// What is read.
    pub(crate) quantities: Vec<Quantity>,
}

/// A case of the reference.
#[derive(Debug)]
pub(crate) struct Case {
    /// Its name.
    #[allow(dead_code, reason = "read by the table only")]
    pub(crate) id: &'static str,
    /// Its runs.
    pub(crate) runs: Vec<Run>,
}

/// What came out for one quantity.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    /// Label of the run and name of the quantity.
    pub(crate) name: String,
    /// Analytic value.
    pub(crate) expected: f64,
    /// Mean over replications.
    pub(crate) mean: f64,
    /// Half of the interval's width.
    pub(crate) half_width: f64,
    /// How many replications.
    pub(crate) replications: u64,
    /// Whether it was run a second time.
    #[allow(dead_code, reason = "read by the table only")]
    pub(crate) again: bool,
    /// What it means.
    pub(crate) verdict: Verdict,
}

/// Whether theory and simulation agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The interval holds the value and is narrow enough.
    Agrees,
    /// The interval does not hold the value.
    Disagrees,
    /// The interval is too wide to say.
    Underpowered,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Verdict::Agrees => "agrees",
            Verdict::Disagrees => "DISAGREES",
            Verdict::Underpowered => "UNDERPOWERED",
        })
    }
}

/// Runs a case: the means only, or everything at the narrower width.
pub(crate) fn judge(case: &Case, long: bool) -> Vec<Outcome> {
    case.runs.iter().flat_map(|run| judge_run(run, long)).collect()
}

fn judge_run(run: &Run, long: bool) -> Vec<Outcome> {
    let quantities: Vec<&Quantity> = run.quantities.iter().filter(|q| long || !q.long).collect();
    if quantities.is_empty() {
        return Vec::new();
    }
    let pilot = if long { PILOT } else { QUICK_PILOT };
    let first = attempt(run, &quantities, long, 1, pilot, false);
    if first.iter().all(|o| o.verdict == Verdict::Agrees) {
        return first;
    }
    // Once more: four times the replications, another seed.
    let replications = 4 * first[0].replications;
    attempt(run, &quantities, long, 2, replications, true)
}

/// How many replications make the interval as narrow as it must be, judged by those that are done.
fn needed(values: &[f64], most_half_width: f64, coverage: f64, long: bool) -> f64 {
    let done = values.len() as f64;
    let wider = t_interval(values, coverage).expect("replications").half_width / most_half_width;
    if wider <= 1.0 {
        return done;
    }
    // A half-width falls with the root of the replications, and its quantile of t falls with them, too; the long run lets that be. 10% more,
    // for a spread that has been seen too small.
    let t = |n: f64| t_quantile(0.5 + coverage / 2.0, n - 1.0);
    let root = |n: f64| done * (wider * t(n) / t(done)).powi(2);
    let enough = if long { root(done) } else { root(root(root(done).max(done)).max(done)) };
    (1.1 * enough).max(done) + 2.0
}

fn attempt(run: &Run, quantities: &[&Quantity], long: bool, seed: u64, pilot: u64, again: bool) -> Vec<Outcome> {
    let coverage = 1.0 - ALPHA / quantities.len() as f64;
    let mut values: Vec<Vec<f64>> = vec![Vec::new(); quantities.len()];
    let simulate = |from: u64, to: u64, values: &mut Vec<Vec<f64>>| {
        let model = run.queue.model(seed);
        for replication in from..to {
            let rep = Rep::run(&run.queue, &model, replication, &run.limits, run.scores);
            for (column, quantity) in values.iter_mut().zip(quantities) {
                column.push((quantity.read)(&rep));
            }
        }
    };
    simulate(0, pilot, &mut values);
    let queue = &run.queue;
    let people = f64::from(queue.today) + queue.rates.iter().sum::<f64>() * f64::from(queue.warm_up + queue.length);
    let most = ((MOST_PEOPLE / people) as u64).max(pilot);
    for _ in 0..if long { 2 } else { 4 } {
        let more = (values.iter().zip(quantities)).map(|(v, q)| needed(v, q.most_half_width(long), coverage, long));
        let (done, more) = (values[0].len() as u64, more.fold(0.0, f64::max));
        if more > done as f64 {
            simulate(done, (more.ceil() as u64).min(most), &mut values);
        }
    }
    (values.iter().zip(quantities))
        .map(|(v, q)| {
            let interval = t_interval(v, coverage).expect("replications");
            // Rounding to seconds moves a mean that does not vary by less than this.
            let allowed = match q.width {
                Width::Limit => 0.02 * q.expected.abs(),
                _ => interval.half_width.max(1e-6 * q.expected.abs()),
            };
            let above = interval.mean - q.expected;
            let off = match q.width {
                Width::AtLeast => above < -allowed,
                Width::AtMost => above > allowed,
                _ => above.abs() > allowed,
            };
            let wide = interval.half_width.is_nan() || interval.half_width > q.most_half_width(long);
            Outcome {
                name: if run.label.is_empty() { q.name.clone() } else { format!("{}: {}", run.label, q.name) },
                expected: q.expected,
                mean: interval.mean,
                half_width: interval.half_width,
                replications: v.len() as u64,
                again,
                verdict: match (off, wide) {
                    (true, _) => Verdict::Disagrees,
                    (false, true) => Verdict::Underpowered,
                    (false, false) => Verdict::Agrees,
                },
            }
        })
        .collect()
}

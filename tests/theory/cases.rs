//! The cases that servers, slots, a backlog, missed appointments, removal and the shipped disciplines can express.

use std::sync::Arc;

use serde_json::Value;

use super::clinics::{clinic, clinic_backlog, two_groups};
use super::judge::{Case, Quantity, Run, Width};
use super::networks::{jackson, rebooking, tandem};
use super::oracle::numbers;
use super::queue::Queue;
use super::rooms::{finite, loss, retrial, unlimited};
use super::servers::{
    abandonment, accumulating, backlog, feedback, fluid, general, markov, policy, priority, renewal, score, shortest,
};
use super::watch::Rep;

/// Builds a case from its reference.
pub(crate) type Build = fn(&'static str) -> Case;

/// Ids of all expressible cases of queues and clinics, with what builds them.
pub(crate) const CASES: &[(&str, Build)] = &[
    ("pub-m-m-1-1", markov),
    ("pub-m-m-1-2", markov),
    ("pub-m-m-1-3", markov),
    ("pub-m-m-c-1", markov),
    ("pub-m-m-c-2", markov),
    ("pub-m-m-c-3", markov),
    ("pub-m-g-1-m-d-1-1", general),
    ("pub-m-g-1-m-d-1-2", general),
    ("pub-m-g-1-m-e-k-1-1", general),
    ("pub-m-g-1-m-h2-1-1", general),
    ("pub-m-g-1-m-lognormal-1-1", general),
    ("pub-m-d-c-1", general),
    ("pub-gi-m-1-d-m-1-1", renewal),
    ("pub-gi-m-1-e2-m-1-1", renewal),
    ("pub-m-m-c-g-abandonment-erlang-a-1", abandonment),
    ("pub-m-m-c-g-abandonment-erlang-a-2", abandonment),
    ("pub-m-m-c-g-abandonment-erlang-a-3", abandonment),
    ("pub-m-m-c-g-abandonment-1", abandonment),
    ("pub-m-g-1-non-preemptive-static-priority-1", priority),
    ("pub-m-g-1-non-preemptive-static-priority-2", priority),
    ("pub-m-m-c-non-preemptive-static-priority-common-mu-1", priority),
    ("pub-m-g-1-continuous-clinical-score-highest-first-1", score),
    ("pub-m-m-1-shortest-job-first-non-preemptive-known-du-1", shortest),
    ("pub-m-g-1-accumulating-priority-apq-delay-dependent-1", accumulating),
    ("pub-m-g-1-accumulating-priority-apq-delay-dependent-2", accumulating),
    ("pub-m-g-1-accumulating-priority-apq-delay-dependent-3", accumulating),
    ("pub-m-g-1-accumulating-priority-apq-delay-dependent-4", accumulating),
    ("pub-m-g-1-accumulating-priority-apq-delay-dependent-5", accumulating),
    ("pub-m-m-c-accumulating-priority-common-mu-1", accumulating),
    ("pub-m-g-1-bernoulli-feedback-immediate-rebooking-to--1", feedback),
    ("pub-m-g-1-bernoulli-feedback-immediate-rebooking-to--2", feedback),
    ("pub-slotted-weekly-clinic-bulk-service-1", clinic),
    ("pub-slotted-weekly-clinic-bulk-service-2", clinic),
    ("pub-slotted-weekly-clinic-bulk-service-dna-rebooked-1", clinic),
    ("pub-slotted-weekly-clinic-bulk-service-cancelled-cli-1", clinic),
    ("pub-slotted-weekly-clinic-bulk-service-3", clinic),
    ("pub-slotted-clinic-two-groups-static-priority-group--1", two_groups),
    ("pub-slotted-clinic-reserved-quota-with-sharing-of-un-1", two_groups),
    ("pub-slotted-clinic-hard-quota-no-sharing-not-work-co-1", two_groups),
    ("pub-slotted-clinic-transient-from-backlog-policy-fre-1", clinic_backlog),
    ("pub-slotted-clinic-transient-from-backlog-policy-fre-2", clinic_backlog),
    ("pub-transient-m-m-c-from-given-backlog-1", backlog),
    ("pub-transient-m-m-c-from-given-backlog-2", backlog),
    ("pub-transient-m-m-c-from-given-backlog-3", backlog),
    ("pub-fluid-limit-overloaded-m-m-c-m-1", fluid),
    ("pub-m-m-c-k-1", finite),
    ("pub-m-m-c-k-2", finite),
    ("pub-m-g-c-c-erlang-loss-1", loss),
    ("pub-m-m-1-retrial-linear-1", retrial),
    ("pub-m-t-g-inf-nhpp-sinusoidal-arrivals-empty-at-0-1", unlimited),
    ("pub-m-t-g-inf-nhpp-sinusoidal-arrivals-empty-at-0-2", unlimited),
    ("pub-tandem-m-m-1-m-m-3-referral-triage-clinic-1", jackson),
    ("pub-tandem-m-m-1-m-m-1-total-sojourn-distribution-fi-1", tandem),
    ("pub-open-jackson-network-3-nodes-1", jackson),
    ("pub-dna-rebooking-with-exponential-delay-jackson-m-m-1", rebooking),
    ("pub-two-group-longest-list-first-ties-group-1-1", policy),
    ("pub-two-group-static-priority-with-removals-deaths-w-1", policy),
    ("pub-two-group-random-order-with-equal-removal-rates--1", policy),
    ("pub-two-group-lottery-when-both-wait-group-1-next-wi-1", policy),
    ("pub-two-group-weighted-random-order-points-lottery-w-1", policy),
];

pub(crate) fn quantity(name: &str, expected: f64, read: impl Fn(&Rep) -> f64 + Send + Sync + 'static) -> Quantity {
    Quantity { name: name.into(), expected, width: Width::Mean, long: false, read: Box::new(read) }
}

impl Quantity {
    pub(crate) fn long(mut self) -> Self {
        self.long = true;
        self
    }

    pub(crate) fn width(mut self, width: Width) -> Self {
        self.width = width;
        self
    }

    /// A second moment: in the long run only, to 10%.
    pub(crate) fn second(self) -> Self {
        self.long().width(Width::Second)
    }
}

pub(crate) fn run(label: &str, queue: Queue, quantities: Vec<Quantity>) -> Run {
    Run { label: label.into(), queue: Arc::new(queue), limits: Vec::new(), scores: false, quantities }
}

/// Tails as the reference keeps them, `{ "0.5": p, ... }`, of a class or of all: those of at least 1 in 20, in the long run.
pub(crate) fn tails(run: &mut Run, name: &str, tails: &Value, class: Option<usize>) {
    for (limit, p) in tails.as_object().into_iter().flatten() {
        let p = p.as_f64().expect("a probability");
        if p >= 0.05 {
            tail(run, &format!("{name}[{limit}]"), limit.parse().expect("a time"), p, class);
        }
    }
}

pub(crate) fn tail(run: &mut Run, name: &str, limit: f64, p: f64, class: Option<usize>) {
    let at = run.limits.len();
    run.limits.push(limit);
    run.quantities.push(quantity(name, p, move |r| r.beyond(class, at)).long().width(Width::Tail));
}

pub(crate) fn by_class(name: &str, e: &Value, read: fn(&Rep, Option<usize>) -> f64) -> Vec<Quantity> {
    let values = numbers(&e[name]).into_iter().enumerate();
    values.map(|(i, value)| quantity(&format!("{name}[{i}]"), value, move |r| read(r, Some(i)))).collect()
}

/// Means and, in the long run, second moments at given times. Times beyond `quick` are for the long run.
pub(crate) fn by_time(e: &Value, name: &str, quick: usize) -> Vec<Quantity> {
    let mut all = Vec::new();
    for (t, value) in e[name].as_object().expect("values by time") {
        let (row, value) = (t.parse::<usize>().expect("a time"), value.as_f64().expect("a number"));
        let q = quantity(&format!("{name}[{t}]"), value, move |r| r.list_at(row));
        all.push(if row <= quick { q } else { q.long().width(Width::Tail) });
    }
    all
}

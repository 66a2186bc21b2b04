//! The cases that servers, slots, a backlog, missed appointments, removal and the shipped disciplines can express.

use std::sync::Arc;

use queuity::dist::{Dist, Patience};
use queuity::model::RebookTo;
use serde_json::{Value, json};

use super::judge::{Case, Quantity, Run, Width};
use super::oracle::{case, number, numbers};
use super::queue::{Arrivals, Queue, Seen};
use super::watch::Rep;

/// Ids of all expressible cases of queues and clinics, with what builds them.
pub(crate) const CASES: &[(&str, fn(&'static str) -> Case)] = &[
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
    ("pub-two-group-longest-list-first-ties-group-1-1", policy),
    ("pub-two-group-static-priority-with-removals-deaths-w-1", policy),
    ("pub-two-group-random-order-with-equal-removal-rates--1", policy),
];

/// Cases that cannot be said yet, and why.
pub(crate) const NOT_EXPRESSIBLE: &[(&str, &str)] = &[
    ("pub-m-m-c-k-1", "arrivals are never turned away (no `max_in_system` yet)"),
    ("pub-m-m-c-k-2", "arrivals are never turned away (no `max_in_system` yet)"),
    ("pub-m-g-c-c-erlang-loss-1", "arrivals are never turned away (no `max_in_system` yet)"),
    ("pub-tandem-m-m-1-m-m-3-referral-triage-clinic-1", "a pathway has one stage"),
    ("pub-tandem-m-m-1-m-m-1-total-sojourn-distribution-fi-1", "a pathway has one stage"),
    ("pub-open-jackson-network-3-nodes-1", "a pathway has one stage"),
    ("pub-dna-rebooking-with-exponential-delay-jackson-m-m-1", "a missed appointment is rebooked without delay"),
    ("pub-m-m-1-retrial-linear-1", "nobody leaves and tries again later"),
    (
        "pub-m-t-g-inf-nhpp-sinusoidal-arrivals-empty-at-0-1",
        "the number in service at an instant is no output, and servers are limited",
    ),
    (
        "pub-m-t-g-inf-nhpp-sinusoidal-arrivals-empty-at-0-2",
        "the number in service at an instant is no output, and servers are limited",
    ),
    ("pub-two-group-lottery-when-both-wait-group-1-next-wi-1", "no shipped discipline draws lots between classes"),
    ("pub-two-group-weighted-random-order-points-lottery-w-1", "no shipped discipline draws lots by weight"),
];

fn quantity(name: &str, expected: f64, read: impl Fn(&Rep) -> f64 + Send + Sync + 'static) -> Quantity {
    Quantity { name: name.into(), expected, width: Width::Mean, long: false, read: Box::new(read) }
}

impl Quantity {
    fn long(mut self) -> Self {
        self.long = true;
        self
    }

    fn width(mut self, width: Width) -> Self {
        self.width = width;
        self
    }

    /// A second moment: in the long run only, to 10%.
    fn second(self) -> Self {
        self.long().width(Width::Second)
    }
}

fn run(label: &str, queue: Queue, quantities: Vec<Quantity>) -> Run {
    Run { label: label.into(), queue: Arc::new(queue), limits: Vec::new(), scores: false, quantities }
}

/// Tails as the reference keeps them, `{ "0.5": p, ... }`, of a class or of all: those of at least 1 in 20, in the long run.
fn tails(run: &mut Run, name: &str, tails: &Value, class: Option<usize>) {
    for (limit, p) in tails.as_object().into_iter().flatten() {
        let p = p.as_f64().expect("a probability");
        if p >= 0.05 {
            tail(run, &format!("{name}[{limit}]"), limit.parse().expect("a time"), p, class);
        }
    }
}

fn tail(run: &mut Run, name: &str, limit: f64, p: f64, class: Option<usize>) {
    let at = run.limits.len();
    run.limits.push(limit);
    run.quantities.push(quantity(name, p, move |r| r.beyond(class, at)).long().width(Width::Tail));
}

fn mean_values(e: &Value, p_wait: &str) -> Vec<Quantity> {
    let mut all = vec![
        quantity("Wq", number(e, "Wq"), |r| r.wait(None)),
        quantity("Lq", number(e, "Lq"), |r| r.list(None)),
        quantity("L", number(e, "L"), |r| r.list(None) + r.busy()),
        quantity(p_wait, number(e, p_wait), Rep::p_wait),
        quantity("rho", number(e, "rho"), Rep::utilisation),
    ];
    if e.get("W").is_some() {
        all.push(quantity("W", number(e, "W"), |r| r.wait(None) + r.busy() / r.throughput()));
    }
    all
}

/// Random order and last come first served have the means of first come first served, and other second moments.
fn other_orders(queue: &Queue, e: &Value, last: &str, random: &str) -> Vec<Run> {
    [("last come", last), ("random", random)]
        .into_iter()
        .filter(|(_, name)| e.get(name).is_some())
        .map(|(kind, name)| {
            let quantities = vec![
                quantity("Wq", number(e, "Wq"), |r| r.wait(None)).long(),
                quantity(name, number(e, name), |r| r.wait_squared(None)).second(),
            ];
            run(kind, queue.under(json!({ "kind": kind })), quantities)
        })
        .collect()
}

fn markov(id: &'static str) -> Case {
    let c = case(id);
    let (p, e) = (&c["parameters"], &c["expected"]);
    let servers = number(p, "c") as u32;
    let service = Dist::exponential_rate(number(p, "mu")).expect("a law");
    let (warm_up, length) = if servers == 1 { (2_000, 20_000) } else { (1_000, 10_000) };
    let queue = Queue::new(vec![number(p, "lam")], Seen::Servers(servers, vec![service]), warm_up, length);
    let one = e.get("P_wait").is_some();
    let mut fifo = run("", queue.clone(), mean_values(e, if one { "P_wait" } else { "ErlangC_P_wait" }));
    fifo.quantities.push(quantity("EWq2_FIFO", number(e, "EWq2_FIFO"), |r| r.wait_squared(None)).second());
    let elapsed = "mean_elapsed_wait_of_those_on_list";
    fifo.quantities
        .push(quantity(elapsed, number(e, elapsed), |r| r.wait_squared(None) / (2.0 * r.wait(None))).second());
    if one {
        for (name, limit) in [("P_Wq_gt_1", 1.0), ("P_Wq_gt_5", 5.0)] {
            tail(&mut fifo, name, limit, number(e, name), None);
        }
        tail(&mut fifo, "share beyond Wq_quantile_90", number(e, "Wq_quantile_90"), 0.1, None);
    } else {
        tails(&mut fifo, "P_Wq_gt", &e["P_Wq_gt"], None);
        tail(&mut fifo, "share beyond p90_Wq", number(e, "p90_Wq"), 0.1, None);
    }
    let mut runs = vec![fifo];
    let last = if one { "EWq2_LCFS_nonpreemptive" } else { "EWq2_LCFS" };
    runs.extend(other_orders(&queue, e, last, "EWq2_SIRO"));
    Case { id, runs }
}

/// A law of service times as the reference states it.
fn service_law(s: &Value) -> Dist {
    let kind = s.get("kind").or_else(|| s.get("service")).and_then(Value::as_str).unwrap_or("D");
    match kind {
        "M" => Dist::exponential(number(s, "mean")),
        "D" => Dist::constant(number(s, "d")),
        "E" => Dist::erlang(number(s, "k") as u32, number(s, "mean")),
        "LN" => Dist::lognormal_by_mean(number(s, "mean"), number(s, "cv")),
        "H2" => {
            let p = number(s, "p");
            Dist::hyperexponential(&[p, 1.0 - p], &[number(s, "mean1"), number(s, "mean2")])
        }
        other => panic!("no law {other}"),
    }
    .expect("a law")
}

fn general(id: &'static str) -> Case {
    let c = case(id);
    let (p, e) = (&c["parameters"], &c["expected"]);
    let servers = p.get("c").map_or(1, |c| c.as_u64().expect("a number") as u32);
    let queue = Queue::new(vec![number(p, "lam")], Seen::Servers(servers, vec![service_law(p)]), 2_000, 20_000);
    let mut fifo = run("", queue.clone(), mean_values(e, "P_wait"));
    if e.get("EWq2_FIFO").is_some() {
        fifo.quantities.push(quantity("EWq2_FIFO", number(e, "EWq2_FIFO"), |r| r.wait_squared(None)).second());
    }
    tails(&mut fifo, "P_Wq_gt", &e["P_Wq_gt"], None);
    let mut runs = vec![fifo];
    runs.extend(other_orders(&queue, e, "EWq2_LCFS", "EWq2_SIRO"));
    Case { id, runs }
}

fn renewal(id: &'static str) -> Case {
    let c = case(id);
    let (p, e) = (&c["parameters"], &c["expected"]);
    let between = match p["interarrival"].as_str().expect("text") {
        "deterministic 1.25" => Dist::constant(1.25),
        "Erlang k=2 rate 1.7 per stage" => Dist::erlang(2, 2.0 / 1.7),
        other => panic!("no renewal process {other}"),
    }
    .expect("a law");
    let rate = 1.0 / between.mean();
    let service = Dist::exponential_rate(number(p, "mu")).expect("a law");
    let mut queue = Queue::new(vec![rate], Seen::Servers(1, vec![service]), 2_000, 20_000);
    queue.arrivals = Arrivals::Renewal(between);
    let mut fifo = run("", queue, mean_values(e, "P_wait"));
    tails(&mut fifo, "P_Wq_gt", &e["P_Wq_gt"], None);
    let squared = number(e, "Var_Wq") + number(e, "Wq") * number(e, "Wq");
    fifo.quantities.push(quantity("Var_Wq + Wq^2", squared, |r| r.wait_squared(None)).second());
    Case { id, runs: vec![fifo] }
}

fn patience(text: &str) -> Patience {
    let law = if let Some(rate) = text.strip_prefix("exponential rate ") {
        Patience::exponential_rate(rate.parse().expect("a rate"))
    } else {
        let time = text.strip_prefix("deterministic ").and_then(|t| t.split(' ').next()).expect("a fixed time");
        Patience::constant(time.parse().expect("a time"))
    };
    law.expect("a law")
}

fn abandonment(id: &'static str) -> Case {
    let c = case(id);
    let (p, e) = (&c["parameters"], &c["expected"]);
    let service = Dist::exponential_rate(number(p, "mu")).expect("a law");
    let seen = Seen::Servers(number(p, "c") as u32, vec![service]);
    let mut queue = Queue::new(vec![number(p, "lam")], seen, 500, 10_000);
    queue.patience = vec![patience(p["patience"].as_str().expect("text"))];
    let mut quantities = vec![
        quantity("P_delay_offered_wait_gt_0", number(e, "P_delay_offered_wait_gt_0"), Rep::p_wait),
        quantity("P_abandon", number(e, "P_abandon"), |r| r.p_removed(None)),
        quantity("mean_wait_all", number(e, "mean_wait_all"), |r| r.wait_of_all(None)),
        quantity("Lq", number(e, "Lq"), |r| r.list(None)),
        quantity("utilisation", number(e, "utilisation"), Rep::utilisation),
        quantity("throughput", number(e, "throughput"), Rep::throughput),
    ];
    if e.get("mean_wait_served").is_some() {
        quantities.push(quantity("mean_wait_served", number(e, "mean_wait_served"), |r| r.wait(None)));
        quantities.push(quantity("mean_wait_abandoned", number(e, "mean_wait_abandoned"), Rep::wait_of_removed));
    }
    let mut one = run("", queue, quantities);
    tails(&mut one, "P_wait_gt", &e["P_wait_gt"], None);
    Case { id, runs: vec![one] }
}

/// Laws of the service times of a case with classes, and the number of servers.
fn seen_by(p: &Value) -> Seen {
    match p.get("services") {
        Some(laws) => Seen::Servers(1, laws.as_array().expect("a list").iter().map(service_law).collect()),
        None => Seen::Servers(number(p, "c") as u32, vec![Dist::exponential_rate(number(p, "mu")).expect("a law")]),
    }
}

fn by_class(name: &str, e: &Value, read: fn(&Rep, Option<usize>) -> f64) -> Vec<Quantity> {
    let values = numbers(&e[name]).into_iter().enumerate();
    values.map(|(i, value)| quantity(&format!("{name}[{i}]"), value, move |r| read(r, Some(i)))).collect()
}

fn priority(id: &'static str) -> Case {
    let c = case(id);
    let (p, e) = (&c["parameters"], &c["expected"]);
    let queue = Queue::new(numbers(&p["lams"]), seen_by(p), 2_000, 20_000);
    let mut quantities = by_class("Wq_by_class", e, Rep::wait);
    quantities.extend(by_class("Lq_by_class", e, Rep::list));
    quantities.push(quantity("Wq_overall", number(e, "Wq_overall"), |r| r.wait(None)));
    let fifo = if e.get("Wq_FIFO").is_some() { "Wq_FIFO" } else { "Wq_FIFO_any_class" };
    let first_come = vec![quantity(fifo, number(e, fifo), |r| r.wait(None)).long()];
    let strict = queue.under(json!({ "kind": "strict", "by": "class" }));
    Case { id, runs: vec![run("", strict, quantities), run("first come", queue, first_come)] }
}

fn score(id: &'static str) -> Case {
    let c = case(id);
    let (p, e) = (&c["parameters"], &c["expected"]);
    let queue = Queue::new(vec![number(p, "lam")], Seen::Servers(1, vec![service_law(p)]), 2_000, 20_000);
    let mut quantities = vec![quantity("Wq_overall", number(e, "Wq_overall"), |r| r.wait(None))];
    let name = "Wq_by_score_quartile_low_to_high";
    for (i, value) in numbers(&e[name]).into_iter().enumerate() {
        quantities.push(quantity(&format!("{name}[{i}]"), value, move |r| r.quarter(i)));
    }
    let mut one = run("", queue.under(json!({ "kind": "highest score" })), quantities);
    one.scores = true;
    Case { id, runs: vec![one] }
}

fn shortest(id: &'static str) -> Case {
    let c = case(id);
    let (p, e) = (&c["parameters"], &c["expected"]);
    let service = Dist::exponential_rate(number(p, "mu")).expect("a law");
    let queue = Queue::new(vec![number(p, "lam")], Seen::Servers(1, vec![service]), 2_000, 20_000);
    let wait = |name: &str| quantity(name, number(e, name), |r| r.wait(None));
    let jobs = run("", queue.under(json!({ "kind": "shortest job" })), vec![wait("Wq_overall")]);
    Case { id, runs: vec![jobs, run("first come", queue, vec![wait("Wq_FIFO").long()])] }
}

fn accumulating(id: &'static str) -> Case {
    let c = case(id);
    let (p, e) = (&c["parameters"], &c["expected"]);
    let rates: serde_json::Map<String, Value> = (p["rates_b"].as_array().expect("a list").iter().enumerate())
        .map(|(i, rate)| ((i + 1).to_string(), rate.clone()))
        .collect();
    let seen = seen_by(p);
    let queue = Queue::new(numbers(&p["lams"]), seen, 2_000, 20_000)
        .under(json!({ "kind": "accumulating", "by_group": { "class": rates } }));
    let mut one = run("", queue, by_class("Wq_by_class", e, Rep::wait));
    if e.get("P_wait").is_some() {
        one.quantities.push(quantity("P_wait", number(e, "P_wait"), Rep::p_wait));
    }
    for class in 0..2 {
        let name = format!("EWq2_class{}", class + 1);
        if e.get(&name).is_some() {
            one.quantities.push(quantity(&name, number(e, &name), move |r| r.wait_squared(Some(class))).second());
        }
        let name = format!("P_Wq_gt_class{}", class + 1);
        tails(&mut one, &name, &e[&name], Some(class));
    }
    Case { id, runs: vec![one] }
}

fn feedback(id: &'static str) -> Case {
    let c = case(id);
    let (p, e) = (&c["parameters"], &c["expected"]);
    let mut queue = Queue::new(vec![number(p, "lam")], Seen::Servers(1, vec![service_law(p)]), 2_000, 20_000);
    queue.misses = number(p, "p_feedback");
    queue.rebooked = RebookTo::BackOfQueue;
    let quantities = vec![
        quantity("rho", number(e, "rho"), Rep::utilisation),
        quantity("mean_visits", number(e, "mean_visits"), |r| {
            let (attended, booked) = r.attended_and_booked();
            booked / attended
        }),
        quantity("L", number(e, "L"), |r| r.list(None) + r.busy_attended()),
        quantity("mean_total_sojourn", number(e, "mean_total_sojourn"), |r| {
            r.wait(None) + r.busy_attended() / r.throughput()
        }),
        quantity(
            "mean_total_waiting_not_in_service",
            number(e, "mean_total_waiting_not_in_service"),
            Rep::waiting_only,
        ),
        quantity("mean_wait_per_visit", number(e, "mean_wait_per_visit"), Rep::wait_per_visit),
    ];
    Case { id, runs: vec![run("", queue, quantities)] }
}

fn clinic(id: &'static str) -> Case {
    let c = case(id);
    let (p, e) = (&c["parameters"], &c["expected"]);
    let text = p["arrivals_per_week"].as_str().expect("text");
    let rate: f64 = text.rsplit(' ').next().and_then(|t| t.parse().ok()).expect("a mean");
    let slots = number(p, "slots_per_clinic") as u32;
    let mut queue = Queue::new(vec![rate], Seen::Clinic(slots, number(p, "clinic_cancel_prob")), 300, 3_000);
    queue.misses = number(p, "dna_prob");
    if let Some(size) = text.strip_prefix("NegBinomial(r=").and_then(|t| t.split(')').next()) {
        queue.arrivals = Arrivals::NegativeBinomial(size.parse().expect("a size"));
    }
    let n = |name: &str| number(e, name);
    let wait = "mean_wait_weeks_incl_part_week_if_arrivals_uniform_in_week";
    let second = n("var_list_just_after_clinic") + n("mean_list_just_after_clinic") * n("mean_list_just_after_clinic");
    let p95 = n("p95_list_after");
    let mut quantities = vec![
        quantity("mean_list_just_after_clinic", n("mean_list_just_after_clinic"), |r| r.after(|q| q as f64)),
        quantity("mean_list_just_before_clinic", n("mean_list_just_before_clinic"), |r| {
            r.after(|q| q as f64) + r.attended_and_booked().0
        }),
        quantity("P_list_empty_after_clinic", n("P_list_empty_after_clinic"), |r| r.after(|q| f64::from(q == 0))),
        quantity("mean_patients_booked_per_clinic", n("mean_patients_booked_per_clinic"), |r| {
            r.attended_and_booked().1
        }),
        quantity("mean_unused_slots_per_held_clinic", n("mean_unused_slots_per_held_clinic"), move |r| {
            r.unused_per_clinic(slots)
        }),
        quantity(wait, n(wait), |r| r.wait(None)),
        quantity("time_average_list", n("time_average_list"), |r| r.list(None)),
        quantity("var_list_just_after_clinic + mean^2", second, |r| r.after(|q| (q * q) as f64)).second(),
        quantity("share up to p95_list_after", 0.95, move |r| r.after(|q| f64::from(q as f64 <= p95)))
            .long()
            .width(Width::AtLeast),
        quantity("share below p95_list_after", 0.95, move |r| r.after(|q| f64::from((q as f64) < p95)))
            .long()
            .width(Width::AtMost),
    ];
    if let Some(skipped) = e.get("FIFO_P_clinics_skipped_eq") {
        for (k, share) in numbers(skipped).into_iter().enumerate().filter(|(_, share)| *share >= 0.05) {
            quantities.push(quantity(&format!("FIFO_P_clinics_skipped_eq[{k}]"), share, move |r| r.skipped(k)).long());
        }
    }
    Case { id, runs: vec![run("", queue, quantities)] }
}

fn two_groups(id: &'static str) -> Case {
    let c = case(id);
    let (p, e) = (&c["parameters"], &c["expected"]);
    let strict = json!({ "kind": "strict", "by": "class" });
    let quotas = |first: f64, second: f64, spill_over: bool| {
        json!({
            "kind": "reserved",
            "quotas": [{ "slots": first, "for": { "class": "1" } }, { "slots": second, "for": { "class": "2" } }],
            "spill_over": spill_over,
            "rest": strict,
        })
    };
    let (slots, discipline) = if let Some(by_group) = p.get("slots_by_group") {
        let by_group = numbers(by_group);
        (by_group[0] + by_group[1], quotas(by_group[0], by_group[1], false))
    } else {
        let slots = number(p, "slots");
        match p.get("reserved_for_group2").and_then(Value::as_f64) {
            Some(second) => (slots, quotas(slots - second, second, true)),
            None => (slots, strict.clone()),
        }
    };
    let seen = Seen::Clinic(slots as u32, 0.0);
    let queue = Queue::new(numbers(&p["lam_per_week"]), seen, 300, 4_000);
    let mut quantities = by_class("mean_wait_weeks", e, Rep::wait);
    for (i, value) in numbers(&e["mean_list_after"]).into_iter().enumerate().filter(|(_, v)| *v >= 1e-3) {
        quantities.push(quantity(&format!("mean_list_after[{i}]"), value, move |r| r.after_by_class[i]));
    }
    for name in ["mean_list_after_total", "mean_list_after_total_policy_invariant", "total_list_after"] {
        if e.get(name).is_some() {
            quantities.push(quantity(name, number(e, name), |r| r.after(|q| q as f64)));
        }
    }
    let mut first_come = Vec::new();
    if e.get("FIFO_mean_wait_both").is_some() {
        first_come.push(quantity("FIFO_mean_wait_both", number(e, "FIFO_mean_wait_both"), |r| r.wait(None)));
    }
    let pooled = "pooled_total_list_after_for_comparison";
    if e.get(pooled).is_some() {
        first_come.push(quantity(pooled, number(e, pooled), |r| r.after(|q| q as f64)));
    }
    let mut runs = vec![run("", queue.under(discipline), quantities)];
    if !first_come.is_empty() {
        runs.push(run("first come", queue, first_come));
    }
    Case { id, runs }
}

/// Means and, in the long run, second moments at given times. Times beyond `quick` are for the long run.
fn by_time(e: &Value, name: &str, quick: usize) -> Vec<Quantity> {
    let mut all = Vec::new();
    for (t, value) in e[name].as_object().expect("values by time") {
        let (row, value) = (t.parse::<usize>().expect("a time"), value.as_f64().expect("a number"));
        let q = quantity(&format!("{name}[{t}]"), value, move |r| r.list_at(row));
        all.push(if row <= quick { q } else { q.long().width(Width::Tail) });
    }
    all
}

fn clinic_backlog(id: &'static str) -> Case {
    let c = case(id);
    let (p, e) = (&c["parameters"], &c["expected"]);
    let seen = Seen::Clinic(number(p, "slots") as u32, 0.0);
    // The quick suite follows half a year; the long one all of it.
    let end = number(p, "horizon_weeks") as u32;
    let runs = [26, end].map(|until| {
        let mut queue = Queue::new(vec![number(p, "lam_per_week")], seen.clone(), 0, until + 1);
        queue.today = number(p, "initial_list") as u32;
        let mut quantities = by_time(e, "mean_list_after_clinic", 26);
        let at = |q: &Quantity| q.name.split(['[', ']']).nth(1).and_then(|t| t.parse::<u32>().ok()).unwrap_or(0);
        if until == 26 {
            quantities.retain(|q| at(q) <= 26);
            return run("", queue, quantities);
        }
        quantities.retain(|q| at(q) > 26);
        for (t, sd) in e["sd_list"].as_object().expect("values by time") {
            let row: usize = t.parse().expect("a time");
            let mean = number(e, &format!("mean_list_after_clinic/{t}"));
            let sd = sd.as_f64().expect("a number");
            let read = move |r: &Rep| r.list_at(row) * r.list_at(row);
            quantities.push(quantity(&format!("sd_list[{t}]^2 + mean^2"), sd * sd + mean * mean, read).second());
            // Rarer ones would take millions of replications.
            let empty = number(e, &format!("P_empty/{t}"));
            if empty > 0.2 {
                let read = move |r: &Rep| f64::from(r.list_at(row) == 0.0);
                quantities.push(quantity(&format!("P_empty[{t}]"), empty, read).long().width(Width::Tail));
            }
        }
        run("whole horizon", queue, quantities)
    });
    Case { id, runs: runs.into() }
}

fn backlog(id: &'static str) -> Case {
    let c = case(id);
    let (p, e) = (&c["parameters"], &c["expected"]);
    let service = Dist::exponential_rate(number(p, "mu")).expect("a law");
    // A list that has nearly drained by the end takes tens of thousands of replications.
    let quick = if number(p, "initial_number_in_system") == 40.0 { 10 } else { usize::MAX };
    let quantities = by_time(e, "E_queue", quick);
    let last = e["E_queue"].as_object().expect("values by time").keys().filter_map(|t| t.parse::<u32>().ok()).max();
    let seen = Seen::Servers(number(p, "c") as u32, vec![service]);
    let mut queue = Queue::new(vec![number(p, "lam")], seen, 0, last.expect("a time") + 1);
    queue.today = number(p, "initial_number_in_system") as u32;
    queue.audit = true;
    Case { id, runs: vec![run("", queue, quantities)] }
}

fn fluid(id: &'static str) -> Case {
    const SCALE: f64 = 50.0;
    let c = case(id);
    let (p, e) = (&c["parameters"], &c["expected"]);
    let service = Dist::exponential_rate(number(p, "mu")).expect("a law");
    let servers = (number(p, "c") * SCALE) as u32;
    let limit = |q: Quantity| q.width(Width::Limit);
    let mut queue = Queue::new(vec![number(p, "lam") * SCALE], Seen::Servers(servers, vec![service]), 0, 21);
    queue.patience = vec![Patience::exponential_rate(number(p, "theta")).expect("a law")];
    let mut steady = queue.clone();
    (steady.warm_up, steady.length) = (60, 60);
    let long_run = vec![
        limit(quantity("fluid_queue", number(e, "fluid_queue"), |r| r.list(None) / SCALE)),
        limit(quantity("fluid_P_abandon", number(e, "fluid_P_abandon"), |r| r.p_removed(None))),
    ];
    queue.today = servers;
    queue.audit = true;
    let by_time = e["queue_from_empty_at_t"].as_object().expect("values by time").iter().map(|(t, value)| {
        let row: usize = t.parse().expect("a time");
        let value = value.as_f64().expect("a number");
        limit(quantity(&format!("queue_from_empty_at_t[{t}]"), value, move |r| r.list_at(row) / SCALE))
    });
    Case { id, runs: vec![run("", queue, by_time.collect()), run("steady", steady, long_run)] }
}

fn policy(id: &'static str) -> Case {
    let c = case(id);
    let (p, e) = (&c["parameters"], &c["expected"]);
    let discipline = match p {
        _ if p.get("priority").is_some() => json!({ "kind": "strict", "by": "class" }),
        _ if p.get("weights").is_some() => json!({ "kind": "random" }),
        _ => json!({ "kind": "longest list", "by": "class" }),
    };
    let mut queue = Queue::new(numbers(&p["lams"]), seen_by(p), 2_000, 20_000).under(discipline);
    let removal = numbers(&p["thetas"]);
    let mut quantities = by_class("Lq_by_group", e, Rep::list);
    quantities.extend(by_class("mean_wait_by_group_all_patients", e, Rep::wait_of_all));
    quantities.push(quantity("P_all_busy", number(e, "P_all_busy"), Rep::p_wait));
    quantities.push(quantity("Lq_total", number(e, "Lq_total"), |r| r.list(None)));
    if removal.iter().any(|&r| r > 0.0) {
        queue.patience = removal.iter().map(|&r| Patience::exponential_rate(r).expect("a law")).collect();
        quantities.extend(by_class("P_abandon_by_group", e, Rep::p_removed));
        quantities.push(quantity("P_abandon_overall", number(e, "P_abandon_overall"), |r| r.p_removed(None)));
    }
    Case { id, runs: vec![run("", queue, quantities)] }
}

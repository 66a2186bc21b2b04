//! Classical queues with servers.

use queuity::distributions::{Dist, Patience};
use queuity::model::RebookTo;
use serde_json::{Value, json};

use super::cases::{by_class, by_time, quantity, run, tail, tails};
use super::judge::{Case, Quantity, Run, Width};
use super::oracle::{case, number, numbers};
use super::queue::{Arrivals, Queue, Seen};
use super::watch::Rep;

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

pub(crate) fn markov(id: &'static str) -> Case {
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
pub(crate) fn service_law(s: &Value) -> Dist {
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

pub(crate) fn general(id: &'static str) -> Case {
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

pub(crate) fn renewal(id: &'static str) -> Case {
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

pub(crate) fn abandonment(id: &'static str) -> Case {
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

pub(crate) fn priority(id: &'static str) -> Case {
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

pub(crate) fn score(id: &'static str) -> Case {
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

pub(crate) fn shortest(id: &'static str) -> Case {
    let c = case(id);
    let (p, e) = (&c["parameters"], &c["expected"]);
    let service = Dist::exponential_rate(number(p, "mu")).expect("a law");
    let queue = Queue::new(vec![number(p, "lam")], Seen::Servers(1, vec![service]), 2_000, 20_000);
    let wait = |name: &str| quantity(name, number(e, name), |r| r.wait(None));
    let jobs = run("", queue.under(json!({ "kind": "shortest job" })), vec![wait("Wq_overall")]);
    Case { id, runs: vec![jobs, run("first come", queue, vec![wait("Wq_FIFO").long()])] }
}

pub(crate) fn accumulating(id: &'static str) -> Case {
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

pub(crate) fn feedback(id: &'static str) -> Case {
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

pub(crate) fn backlog(id: &'static str) -> Case {
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

pub(crate) fn fluid(id: &'static str) -> Case {
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

pub(crate) fn policy(id: &'static str) -> Case {
    let c = case(id);
    let (p, e) = (&c["parameters"], &c["expected"]);
    let discipline = match p {
        _ if p.get("priority").is_some() => json!({ "kind": "strict", "by": "class" }),
        _ if p.get("phi").is_some() => {
            let phi = number(p, "phi");
            let weights = json!({ "1": phi, "2": 1.0 - phi });
            json!({ "kind": "lottery", "by": "class", "weights": weights, "tickets": "group" })
        }
        _ if p["weights"].as_array().is_some_and(|w| w[0] != w[1]) => {
            let weights = numbers(&p["weights"]);
            json!({ "kind": "lottery", "by": "class", "weights": { "1": weights[0], "2": weights[1] } })
        }
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

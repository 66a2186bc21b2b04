//! Queues whose arrivals depend on time or on who is there: a server for everybody, a finite room, and people who try again.

use queuity::distributions::Dist;

use super::cases::{quantity, run};
use super::judge::{Case, Quantity};
use super::oracle::{case, number};
use super::queue::{Arrivals, Queue, Seen};
use super::servers::service_law;
use super::watch::Rep;

/// M_t/G/infinity, empty at the start.
pub(crate) fn unlimited(id: &'static str) -> Case {
    let c = case(id);
    let (p, e) = (&c["parameters"], &c["expected"]);
    assert_eq!(p["rate"], "a+b sin(g t)");
    let (base, swing, speed) = (number(p, "a"), number(p, "b"), number(p, "g"));
    let service = match p["service"].as_str() {
        Some("M") => Dist::exponential(number(p, "mean")),
        _ => Dist::constant(number(p, "d")),
    };
    let seen = Seen::Servers(queuity::model::UNLIMITED, vec![service.expect("a law")]);
    let by_time = |name: &str| -> Vec<(usize, f64)> {
        let values = e[name].as_object().expect("values by time").iter();
        values.map(|(t, v)| (t.parse().expect("a time"), v.as_f64().expect("a number"))).collect()
    };
    let last = by_time("mean_number_at_t").iter().map(|(t, _)| *t).max().expect("a time");
    let mut queue = Queue::new(vec![base], seen, 0, last as u32 + 1);
    queue.arrivals = Arrivals::Sinusoidal { base, swing, speed };
    queue.audit = true;
    let mut quantities: Vec<Quantity> = Vec::new();
    type Read = fn(&Rep, usize) -> f64;
    let both: [(&str, &str, Read); 2] = [
        ("mean_number_at_t", "variance_number_at_t", Rep::in_service_at),
        ("cumulative_arrivals_mean", "cumulative_arrivals_variance", Rep::referred_by),
    ];
    for (mean_name, variance_name, read) in both {
        let joint = "cumulative_arrivals_mean_and_variance";
        let of = |name: &str| by_time(if e.get(name).is_some() { name } else { joint });
        for ((t, mean), (_, variance)) in of(mean_name).into_iter().zip(of(variance_name)) {
            quantities.push(quantity(&format!("{mean_name}[{t}]"), mean, move |r| read(r, t)));
            let spread = move |r: &Rep| (read(r, t) - mean) * (read(r, t) - mean);
            quantities.push(quantity(&format!("{variance_name}[{t}]"), variance, spread).second());
        }
    }
    Case { id, runs: vec![run("", queue, quantities)] }
}

/// M/M/c/K: a person who finds K people inside is turned away.
pub(crate) fn finite(id: &'static str) -> Case {
    let c = case(id);
    let (p, e) = (&c["parameters"], &c["expected"]);
    let service = Dist::exponential_rate(number(p, "mu")).expect("a law");
    let seen = Seen::Servers(number(p, "c") as u32, vec![service]);
    let mut queue = Queue::new(vec![number(p, "lam")], seen, 500, 10_000);
    queue.room = Some(number(p, "K") as u64);
    let q = |name: &str, read: fn(&Rep) -> f64| quantity(name, number(e, name), read);
    let quantities = vec![
        q("P_block", |r| r.p_removed(None)),
        q("L", |r| r.list(None) + r.busy()),
        q("Lq", |r| r.list(None)),
        q("W_accepted", |r| r.wait(None) + r.busy() / r.throughput()),
        q("Wq_accepted", |r| r.wait(None)),
        q("utilisation", Rep::utilisation),
        q("throughput", Rep::throughput),
        q("P_wait_given_accepted", Rep::p_wait_of_treated),
    ];
    Case { id, runs: vec![run("", queue, quantities)] }
}

/// Erlang's loss system: the same for any law of the service time with this mean.
pub(crate) fn loss(id: &'static str) -> Case {
    let c = case(id);
    let (p, e) = (&c["parameters"], &c["expected"]);
    let (servers, mean) = (number(p, "c") as u32, number(p, "mean_service"));
    let laws = [
        ("", serde_json::json!({ "kind": "M", "mean": mean })),
        ("constant service", serde_json::json!({ "kind": "D", "d": mean })),
        ("lognormal service", serde_json::json!({ "kind": "LN", "mean": mean, "cv": 2.0 })),
    ];
    let runs = laws.map(|(label, law)| {
        let mut queue = Queue::new(vec![number(p, "lam")], Seen::Servers(servers, vec![service_law(&law)]), 500, 5_000);
        queue.room = Some(u64::from(servers));
        let quantities = vec![
            quantity("P_block", number(e, "P_block"), |r| r.p_removed(None)),
            quantity("mean_busy", number(e, "mean_busy"), Rep::busy),
        ];
        run(label, queue, quantities)
    });
    Case { id, runs: runs.into() }
}

/// M/M/1 with retrials: a person who finds the server busy comes again after an exponential time, again and again.
pub(crate) fn retrial(id: &'static str) -> Case {
    let c = case(id);
    let (p, e) = (&c["parameters"], &c["expected"]);
    let service = Dist::exponential_rate(number(p, "mu")).expect("a law");
    let servers = number(p, "c") as u32;
    let mut queue = Queue::new(vec![number(p, "lam")], Seen::Servers(servers, vec![service]), 2_000, 20_000);
    queue.room = Some(u64::from(servers));
    queue.retries = Some(Dist::exponential_rate(number(p, "retrial_rate_per_patient")).expect("a law"));
    let q = |name: &str, read: fn(&Rep) -> f64| quantity(name, number(e, name), read);
    let quantities = vec![
        q("mean_orbit", |r| r.list(None)),
        q("mean_time_in_orbit", |r| r.wait(None)),
        q("P_all_busy", Rep::p_wait),
        q("mean_busy", Rep::busy),
    ];
    Case { id, runs: vec![run("", queue, quantities)] }
}

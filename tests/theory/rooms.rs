//! Queues whose arrivals depend on time or on who is there: a server for everybody, a finite room, and people who try again.

use queuity::dist::Dist;

use super::cases::{quantity, run};
use super::judge::{Case, Quantity};
use super::oracle::{case, number};
use super::queue::{Arrivals, Queue, Seen};
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

//! Networks of queues: pathways of stages, written as scenarios. One unit of time is a day.

use std::fmt::Write as _;

use super::cases::{quantity, run, tails};
use super::judge::{Case, Quantity};
use super::oracle::{case, number, numbers};
use super::queue::Queue;
use super::watch::Rep;

const WARM_UP: u32 = 500;

/// A scenario whose referrals come at a rate per day.
fn network(rate: f64, length: u32, service: &str) -> Queue {
    let text = format!(
        "queuity = 1\n[scenario]\nhorizon = \"{} days\"\nwarm_up = \"{WARM_UP} days\"\nfollow_up = \"0 days\"\n\
         audit = \"none\"\n[discipline]\nkind = \"first come\"\n[[service]]\nname = \"network\"\n\
         referrals = {{ per_day = {rate:?} }}\n{service}",
        WARM_UP + length
    );
    Queue::written(text, rate, WARM_UP, length)
}

/// The stages of a Jackson network: a door where people from outside are spread over the nodes, the nodes, and a way out where the
/// clock stops. Stage k is node k.
fn stages(external: &[f64], routing: &[Vec<f64>], rates: &[f64], servers: &[f64]) -> String {
    let ways = |shares: &[f64]| {
        let to = (1..).zip(shares).filter(|(_, share)| **share > 0.0);
        to.map(|(node, share)| format!("{{ to = \"{node}\", share = {share:?} }}, ")).collect::<String>()
    };
    let total: f64 = external.iter().sum();
    let shares: Vec<f64> = external.iter().map(|r| r / total).collect();
    let mut text = format!("[[service.stage]]\nname = \"door\"\ntakes = \"0 days\"\nnext = [{}]\n", ways(&shares));
    for (i, ((row, rate), count)) in routing.iter().zip(rates).zip(servers).enumerate() {
        // People who go nowhere else leave.
        let rest = if row.iter().sum::<f64>() < 1.0 { "{ to = \"out\" }" } else { "" };
        let _ = write!(
            text,
            "[[service.stage]]\nname = \"{}\"\norder_from = \"joining\"\nservers = {{ count = {count}, service = {{ kind = \
             \"exponential\", mean = \"{:?} days\" }} }}\nnext = [{}{rest}]\n",
            i + 1,
            1.0 / rate,
            ways(row),
        );
    }
    text + "[[service.stage]]\nname = \"out\"\ntakes = \"0 days\"\n"
}

/// Waits, visits and loads of the nodes, and what people see from end to end (Jackson 1957, 1963).
pub(crate) fn jackson(id: &'static str) -> Case {
    let c = case(id);
    let (p, e) = (&c["parameters"], &c["expected"]);
    let external = numbers(&p["external_rates"]);
    let routing: Vec<Vec<f64>> = p["routing"].as_array().expect("rows").iter().map(numbers).collect();
    let text = stages(&external, &routing, &numbers(&p["mu"]), &numbers(&p["c"]));
    let queue = network(external.iter().sum(), 5_000, &text);
    let visits = numbers(&e["mean_visits_per_external_arrival"]);
    let mut quantities: Vec<Quantity> = Vec::new();
    for (i, node) in e["nodes"].as_array().expect("nodes").iter().enumerate() {
        let stage = i + 1;
        quantities.push(quantity(&format!("nodes[{i}].Wq"), number(node, "Wq"), move |r| r.wait_at(stage)));
        quantities.push(quantity(&format!("nodes[{i}].rho"), number(node, "rho"), move |r| r.utilisation_of(stage)));
        let name = format!("mean_visits_per_external_arrival[{i}]");
        quantities.push(quantity(&name, visits[i], move |r| r.visits_to(stage)));
    }
    // The clock runs until people are out, so everybody in the network is on the list.
    quantities.push(quantity("L_total", number(e, "L_total"), |r| r.list(None)));
    let time = "mean_total_time_in_system";
    quantities.push(quantity(time, number(e, time), |r| r.wait(None)));
    Case { id, runs: vec![run("", queue, quantities)] }
}

/// The whole time in a tandem (Reich 1957).
pub(crate) fn tandem(id: &'static str) -> Case {
    let c = case(id);
    let (p, e) = (&c["parameters"], &c["expected"]);
    let text = stages(&[number(p, "lam"), 0.0], &[vec![0.0, 1.0], vec![0.0, 0.0]], &numbers(&p["mu"]), &[1.0, 1.0]);
    let queue = network(number(p, "lam"), 8_000, &text);
    let (mean, variance) = (number(e, "mean"), number(e, "var"));
    let mut one = run(
        "",
        queue,
        vec![
            quantity("mean", mean, |r| r.wait(None)),
            quantity("var + mean^2", variance + mean * mean, |r| r.wait_squared(None)).second(),
        ],
    );
    tails(&mut one, "P_gt", &e["P_gt"], None);
    Case { id, runs: vec![one] }
}

/// A missed appointment is made again after a time outside, exponential or fixed: the means are the same.
pub(crate) fn rebooking(id: &'static str) -> Case {
    let c = case(id);
    let (p, e) = (&c["parameters"], &c["expected"]);
    let (missed, outside) = (number(p, "routing/0/1"), 1.0 / number(p, "mu/1"));
    let service = 1.0 / number(p, "mu/0");
    let law = |kind: &str, key: &str| format!("{{ kind = \"{kind}\", {key} = \"{outside:?} days\" }}");
    let laws = [("", law("exponential", "mean")), ("fixed delay", law("constant", "value"))];
    let runs = laws.map(|(label, law)| {
        let text = format!(
            "servers = {{ count = 1, service = {{ kind = \"exponential\", mean = \"{service:?} days\" }} }}\n\
             misses_appointment = {missed:?}\nafter_missed = {{ to = \"back of the queue\", after = {law} }}\n"
        );
        let q = |name: &str, path: &str, read: fn(&Rep) -> f64| quantity(name, number(e, path), read);
        let quantities = vec![
            q("nodes[0].rho", "nodes/0/rho", Rep::utilisation),
            q("mean_visits_per_external_arrival[0]", "mean_visits_per_external_arrival/0", |r| {
                let (attended, booked) = r.attended_and_booked();
                booked / attended
            }),
            // On the list until the service that is attended begins.
            q("L_total", "L_total", |r| r.list(None) + r.busy_attended()),
            q("mean_total_time_in_system", "mean_total_time_in_system", |r| {
                r.wait(None) + r.busy_attended() / r.throughput()
            }),
        ];
        run(label, network(number(p, "external_rates/0"), 8_000, &text), quantities)
    });
    Case { id, runs: runs.into() }
}

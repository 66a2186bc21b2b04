//! A stage that leads back to itself, against theory. The networks of the reference are judged in `tests/theory/networks.rs`.

use queuity::engine::{Departures, Nobody, run};
use queuity::stat::interval::t_interval;
use queuity::tally::Tally;
use queuity::time::DAY;

use crate::pathway::model;

/// Chance of a false alarm, over all quantities of a case.
const ALPHA: f64 = 0.001;

/// One thing with a known value.
type Quantity<'a> = (&'a str, f64, &'a dyn Fn(&Tally) -> f64);

/// Means over replications against theory: the interval holds the value, and its half-width is at most 3% of it.
fn agree(text: &str, replications: u64, quantities: &[Quantity<'_>]) {
    let model = model(text);
    let mut values = vec![Vec::new(); quantities.len()];
    for replication in 0..replications {
        let tally = run(&model, 0, replication, Departures::Lazy, Nobody).expect("no guard stops the run").0;
        values.iter_mut().zip(quantities).for_each(|(v, q)| v.push(q.2(&tally)));
    }
    for (v, (name, expected, _)) in values.iter().zip(quantities) {
        let i = t_interval(v, 1.0 - ALPHA / quantities.len() as f64).expect("replications");
        let told = format!("{name}: {} +- {}, theory {expected}", i.mean, i.half_width);
        assert!((i.mean - expected).abs() <= i.half_width, "{told}: they differ");
        assert!(i.half_width <= 0.03 * expected.abs(), "{told}: too wide to say");
    }
}

/// Mean wait of a visit to a stage, in days.
fn wait(seen: &Tally, stage: usize) -> f64 {
    let (mut sum, mut count) = (0, 0);
    for class in &seen.stages[stage].classes {
        sum += class.waited.sum;
        count += class.waited.count;
    }
    sum as f64 / count as f64 / DAY as f64
}

/// Mean time from clock start to clock stop, in days.
fn total(seen: &Tally) -> f64 {
    let all = seen.classes.iter().flatten();
    let (sum, count) = all.fold((0, 0), |(s, n), c| (s + c.completed.sum, n + c.completed.count));
    sum as f64 / count as f64 / DAY as f64
}

fn visits(seen: &Tally, stage: usize) -> f64 {
    let entered: u64 = seen.stages[stage].classes.iter().map(|c| c.entered).sum();
    entered as f64 / seen.classes.iter().flatten().map(|c| c.referred).sum::<u64>() as f64
}

fn head(horizon: u32, rate: f64) -> String {
    format!(
        "queuity = 1\n[scenario]\nhorizon = \"{horizon} days\"\nwarm_up = \"500 days\"\naudit = \"none\"\nseed = 11\n\
         [discipline]\nkind = \"first come\"\n[[service]]\nname = \"network\"\nreferrals = {{ per_day = {rate} }}\n"
    )
}

fn node(name: &str, servers: u32, rate: f64, next: &str) -> String {
    format!(
        "[[service.stage]]\nname = \"{name}\"\norder_from = \"joining\"\n\
         servers = {{ count = {servers}, service = {{ kind = \"exponential\", mean = \"{} days\" }} }}\nnext = [{next}]\n",
        1.0 / rate
    )
}

/// pub-m-g-1-bernoulli-feedback, stated as a stage that leads back to itself.
#[test]
fn feedback_to_the_same_stage() {
    let text = head(8_000, 0.6)
        + &node("clinic", 1, 1.0, "{ to = \"clinic\", share = 0.2 }, { to = \"out\" }")
        + "[[service.stage]]\nname = \"out\"\ntakes = \"0 days\"\n";
    agree(
        &text,
        330,
        &[("sojourn", 5.0, &total), ("wait of a visit", 3.0, &|s| wait(s, 0)), ("visits", 1.25, &|s| visits(s, 0))],
    );
}

//! Networks of queues with known waits, written as scenarios.

use queuity::engine::{Departures, Observer, run};
use queuity::people::Person;
use queuity::stat::interval::t_interval;
use queuity::tally::{Exit, Tally};
use queuity::time::{DAY, Time};

use crate::model;

/// Chance of a false alarm, over all quantities of a case.
const ALPHA: f64 = 0.001;

/// One thing with a known value.
type Quantity<'a> = (&'a str, f64, &'a dyn Fn(&Seen) -> f64);

/// What came out of a replication.
struct Seen {
    tally: Tally,
    beyond: Sojourns,
}

/// Counts those who left after longer than each of some limits.
#[derive(Clone, Debug, Default)]
struct Sojourns {
    from: Time,
    limits: Vec<Time>,
    beyond: Vec<u64>,
    total: u64,
}

impl Observer for Sojourns {
    fn left(&mut self, person: &Person, at: Time, how: Exit) {
        if how == Exit::Treated && at >= self.from {
            self.total += 1;
            for (count, limit) in self.beyond.iter_mut().zip(&self.limits) {
                *count += u64::from(at - person.clock_start > *limit);
            }
        }
    }
}

/// Means over replications against theory: the interval holds the value, and its half-width is at most 3% of it.
fn agree(text: &str, limits: &[f64], replications: u64, quantities: &[Quantity<'_>]) {
    let model = model(text);
    let limits: Vec<Time> = limits.iter().map(|l| (l * DAY as f64) as Time).collect();
    let mut values = vec![Vec::new(); quantities.len()];
    for replication in 0..replications {
        let watch = Sojourns { from: model.warm_up, beyond: vec![0; limits.len()], limits: limits.clone(), total: 0 };
        let (tally, beyond) = run(&model, 0, replication, Departures::Lazy, watch).expect("no guard stops the run");
        let seen = Seen { tally, beyond };
        values.iter_mut().zip(quantities).for_each(|(v, q)| v.push(q.2(&seen)));
    }
    for (v, (name, expected, _)) in values.iter().zip(quantities) {
        let i = t_interval(v, 1.0 - ALPHA / quantities.len() as f64).expect("replications");
        let told = format!("{name}: {} +- {}, theory {expected}", i.mean, i.half_width);
        assert!((i.mean - expected).abs() <= i.half_width, "{told}: they differ");
        assert!(i.half_width <= 0.03 * expected.abs(), "{told}: too wide to say");
    }
}

/// Mean wait of a visit to a stage, in days.
fn wait(seen: &Seen, stage: usize) -> f64 {
    let (mut sum, mut count) = (0, 0);
    for class in &seen.tally.stages[stage].classes {
        sum += class.waited.sum;
        count += class.waited.count;
    }
    sum as f64 / count as f64 / DAY as f64
}

/// Mean time from clock start to clock stop, in days.
fn total(seen: &Seen) -> f64 {
    let all = seen.tally.classes.iter().flatten();
    let (sum, count) = all.fold((0, 0), |(s, n), c| (s + c.completed.sum, n + c.completed.count));
    sum as f64 / count as f64 / DAY as f64
}

fn visits(seen: &Seen, stage: usize) -> f64 {
    let entered: u64 = seen.tally.stages[stage].classes.iter().map(|c| c.entered).sum();
    entered as f64 / seen.tally.classes.iter().flatten().map(|c| c.referred).sum::<u64>() as f64
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

/// pub-tandem-m-m-1-m-m-3-referral-triage-clinic-1 (Jackson 1957).
#[test]
fn a_tandem_of_triage_and_clinic() {
    let end = "{ ends = \"treated\" }";
    let text = head(6_000, 2.0) + &node("triage", 1, 2.5, "{ to = \"clinic\" }") + &node("clinic", 3, 1.1, end);
    agree(
        &text,
        &[],
        330,
        &[
            ("wait for triage", 1.6, &|s| wait(s, 0)),
            ("wait for the clinic", 0.278_883_626_833_78, &|s| wait(s, 1)),
            // The clock stops when the last service begins: both waits and the first service.
            ("from referral to the clinic", 1.878_883_628_633_8 + 0.4, &total),
        ],
    );
}

/// pub-open-jackson-network-3-nodes-1 (Jackson 1963): those who come from outside to nodes 1 and 3 come by a door that takes no time.
#[test]
fn a_network_with_feedback() {
    let door = "[[service.stage]]\nname = \"door\"\ntakes = \"0 days\"\n\
                next = [{ to = \"one\", share = 0.789473684210526 }, { to = \"three\" }]\n";
    let out = |list: &str| format!("{list}, {{ ends = \"treated\" }}");
    let text = head(5_000, 1.9)
        + door
        + &node("one", 1, 2.4, &out("{ to = \"two\", share = 0.6 }, { to = \"three\", share = 0.1 }"))
        + &node("two", 2, 1.0, &out("{ to = \"one\", share = 0.2 }, { to = \"three\", share = 0.5 }"))
        + &node("three", 3, 0.9, &out("{ to = \"two\", share = 0.1 }"));
    agree(
        &text,
        &[],
        330,
        &[
            ("wait at node 1", 1.077_378_804_282_4, &|s| wait(s, 1)),
            ("wait at node 2", 0.498_289_634_930_89, &|s| wait(s, 2)),
            ("wait at node 3", 0.105_548_732_506_96, &|s| wait(s, 3)),
            ("visits to node 1", 0.910_882_278_159_17, &|s| visits(s, 1)),
            ("visits to node 2", 0.607_042_969_743_2, &|s| visits(s, 2)),
            ("visits to node 3", 0.605_136_028_477_0, &|s| visits(s, 3)),
        ],
    );
}

/// pub-tandem-m-m-1-m-m-1-total-sojourn-distribution-fi-1 (Reich 1957): the clock stops on leaving the second node.
#[test]
fn the_whole_time_in_a_tandem() {
    let out = "[[service.stage]]\nname = \"out\"\ntakes = \"0 days\"\n";
    let text = head(8_000, 0.6)
        + &node("first", 1, 1.0, "{ to = \"second\" }")
        + &node("second", 1, 0.9, "{ to = \"out\" }")
        + out;
    let beyond = |s: &Seen, i: usize| s.beyond.beyond[i] as f64 / s.beyond.total as f64;
    agree(
        &text,
        &[2.0, 5.0, 10.0],
        600,
        &[
            ("mean", 5.833_333_333_333_3, &total),
            ("longer than 2", 0.847_259_652_024_44, &|s| beyond(s, 0)),
            ("longer than 5", 0.486_514_790_883_88, &|s| beyond(s, 1)),
            ("longer than 10", 0.144_201_356_805_25, &|s| beyond(s, 2)),
        ],
    );
}

/// pub-dna-rebooking-with-exponential-delay-jackson-m-m-1, and with a fixed delay: the means are the same.
#[test]
fn a_missed_appointment_is_rebooked_after_a_delay() {
    for law in ["{ kind = \"exponential\", mean = \"10 days\" }", "\"10 days\""] {
        let text = head(8_000, 0.6)
            + "servers = { count = 1, service = { kind = \"exponential\", mean = \"1 day\" } }\nmisses_appointment = 0.25\n"
            + &format!("after_missed = {{ to = \"back of the queue\", after = {law} }}\n");
        let busy = |s: &Seen| s.tally.capacity.busy as f64 / s.tally.capacity.open as f64;
        // Up to the start of the last service, which takes a day: 10 - 1.
        agree(&text, &[], 240, &[("time until seen", 9.0, &total), ("busy", 0.8, &busy)]);
    }
}

/// pub-m-g-1-bernoulli-feedback, stated as a stage that leads back to itself.
#[test]
fn feedback_to_the_same_stage() {
    let text = head(8_000, 0.6)
        + &node("clinic", 1, 1.0, "{ to = \"clinic\", share = 0.2 }, { to = \"out\" }")
        + "[[service.stage]]\nname = \"out\"\ntakes = \"0 days\"\n";
    agree(
        &text,
        &[],
        330,
        &[("sojourn", 5.0, &total), ("wait of a visit", 3.0, &|s| wait(s, 0)), ("visits", 1.25, &|s| visits(s, 0))],
    );
}

//! The queues as scenarios: what is built here by hand can be written down, and loads to the same model.

use std::sync::Arc;

use queuity::distributions::{Dist, Patience};
use queuity::engine::{Departures, Nobody, run};
use queuity::model::{Model, RebookTo, UNLIMITED};
use queuity::time::{DAY, WEEK};
use serde_json::{Map, Value, json};

use super::cases::CASES;
use super::judge::{Verdict, judge};
use super::queue::{Arrivals, Queue, Seen, model};

fn units(x: f64) -> Value {
    json!(format!("{x:?} units"))
}

fn law(law: &Dist) -> Value {
    match law {
        Dist::Constant { value } => json!({ "kind": "constant", "value": units(*value) }),
        Dist::Exponential { mean } => json!({ "kind": "exponential", "mean": units(*mean) }),
        Dist::Erlang { stages, stage_mean } => {
            json!({ "kind": "erlang", "stages": stages, "mean": units(f64::from(*stages) * stage_mean) })
        }
        Dist::Lognormal { mu, sigma } => {
            let mean = libm::exp(mu + sigma * sigma / 2.0);
            json!({ "kind": "lognormal", "mean": units(mean), "cv": libm::sqrt(libm::expm1(sigma * sigma)) })
        }
        Dist::Hyperexponential(parts) => {
            let (shares, means): (Vec<f64>, Vec<Value>) =
                parts.branches().map(|(share, mean)| (share, units(mean))).unzip();
            json!({ "kind": "hyperexponential", "shares": shares, "means": means })
        }
        other => panic!("{other:?} is written nowhere"),
    }
}

fn by_class(values: impl Iterator<Item = Value>) -> Value {
    let levels: Map<String, Value> = (1..).map(|l: usize| l.to_string()).zip(values).collect();
    json!({ "class": levels })
}

/// The scenario of a queue.
fn written(queue: &Queue, seed: u64) -> Value {
    let unit = queue.unit();
    let days = |units: u32| json!(format!("{} days", i64::from(units) * unit / DAY));
    let total: f64 = queue.rates.iter().sum();
    let shares: Vec<f64> = queue.rates.iter().map(|r| r / total).collect();
    let mut service = json!({
        "name": "theory",
        "urgency": [{ "name": "only", "share": 1, "target": "1000000 days" }],
    });
    service["referrals"] = match &queue.arrivals {
        Arrivals::Poisson => json!({ "per_unit": total }),
        Arrivals::Renewal(between) => json!({ "between": law(between) }),
        Arrivals::NegativeBinomial(size) => json!({ "per_unit": total, "varies": { "cv": 1.0 / libm::sqrt(*size) } }),
        Arrivals::Sinusoidal { base, swing, speed } => {
            let day = DAY as f64 / unit as f64;
            let until = |t: f64| base * t + swing * (1.0 - libm::cos(speed * t)) / speed;
            let of_day = |d: i64| until((d + 1) as f64 * day) - until(d as f64 * day);
            let last = i64::from(queue.warm_up + queue.length) * unit / DAY;
            let changes: Vec<Value> =
                (0..last).map(|d| json!({ "from": format!("{d} days"), "per_week": 7.0 * of_day(d) })).collect();
            json!({ "per_unit": base, "changes": changes })
        }
    };
    match &queue.seen {
        Seen::Servers(count, laws) => {
            let count = if *count == UNLIMITED { json!("unlimited") } else { json!(count) };
            let mut servers = json!({ "count": count, "service": law(&laws[0]) });
            if by_urgency(queue) {
                let names = (1..=laws.len()).map(|l| l.to_string());
                let list = names
                    .clone()
                    .zip(&shares)
                    .map(|(n, share)| json!({ "name": n, "share": share, "target": "1000000 days" }));
                service["urgency"] = list.collect();
                let by: Map<String, Value> = names.zip(laws.iter().map(law)).collect();
                servers = json!({ "count": count, "service_by_urgency": by });
            }
            service["servers"] = servers;
        }
        Seen::Clinic(slots, lost) => {
            service["slots"] = json!({ "every": "1 unit", "count": slots, "lost_sessions": lost });
        }
    }
    match queue.patience.as_slice() {
        [] => {}
        [Patience::Constant { value }] => {
            service["removal"] = json!({ "after": { "kind": "constant", "value": units(*value) } });
        }
        laws => {
            let rate = |law: &Patience| match law {
                Patience::Never => json!(0),
                Patience::Exponential { mean } => json!(WEEK as f64 / (mean * unit as f64)),
                other => panic!("{other:?} is written nowhere"),
            };
            let many = laws.len() > 1;
            service["removal"] =
                json!({ "per_week": if many { by_class(laws.iter().map(rate)) } else { rate(&laws[0]) } });
        }
    }
    if queue.misses > 0.0 {
        service["misses_appointment"] = json!(queue.misses);
        let to = if queue.rebooked == RebookTo::BackOfQueue { "back of the queue" } else { "keeps clock start" };
        service["after_missed"] = json!({ "to": to });
    }
    if let Some(most) = queue.room {
        service["max_in_system"] = json!(most);
    }
    if let Some(retries) = &queue.retries {
        service["retries"] = json!({ "after": law(retries) });
    }
    if queue.today > 0 {
        service["waiting"] = json!({ "part": [{ "count": queue.today, "from": "0 days", "to": "0 days" }] });
    }
    let mut discipline = queue.discipline.clone();
    if by_urgency(queue)
        && let Some(table) = discipline.as_object_mut()
    {
        // What goes by class goes by urgency.
        table.remove("by");
        if let Some(Value::Object(mut by)) = table.remove("by_group") {
            table.insert("by_urgency".into(), by.remove("class").expect("rates by class"));
        }
    }
    let levels: Vec<String> = (1..=queue.rates.len()).map(|l| l.to_string()).collect();
    let attribute = json!([{ "name": "class", "levels": levels, "ordered": false, "share": shares }]);
    json!({
        "queuity": 1,
        "scenario": {
            "horizon": days(queue.warm_up + queue.length),
            "warm_up": days(queue.warm_up),
            "follow_up": "0 days",
            "audit": if queue.audit { days(1) } else { json!("none") },
            "time_unit": days(1),
            "seed": seed,
        },
        "attribute": if by_urgency(queue) { json!([]) } else { attribute },
        "discipline": discipline,
        "service": [service],
    })
}

/// Whether service times differ by class. In a scenario they go with the urgency, so that classes become urgencies: the same queue
/// of other people.
fn by_urgency(queue: &Queue) -> bool {
    matches!(&queue.seen, Seen::Servers(_, laws) if laws.len() > 1)
}

/// Every queue and clinic, loaded from TOML, gives the same integers as the model that is built by hand.
#[test]
fn every_case_can_be_written_as_a_scenario() {
    let mut compared = 0;
    for (id, build) in CASES {
        for case in build(id).runs {
            let mut queue = (*case.queue).clone();
            if queue.text.is_some() || by_urgency(&queue) {
                continue;
            }
            (queue.warm_up, queue.length) = (queue.warm_up.min(20), queue.length.min(150));
            let text = toml::to_string(&written(&queue, 7)).expect("TOML");
            let (by_hand, by_door) = (queue.model(7), model(&text, 7));
            for replication in 0..2 {
                let tally = |model: &Model| run(model, 0, replication, Departures::Lazy, Nobody).expect("no guard").0;
                let (mine, theirs) = (tally(&by_hand), tally(&by_door));
                let people: u64 = mine.classes.iter().flatten().map(|c| c.initial + c.referred).sum();
                assert!(people > 10, "{id}");
                assert!(mine == theirs, "{id}, {}:\n{text}", case.label);
            }
            compared += 1;
        }
    }
    assert!(compared > 60, "{compared}");
}

/// Queues with service times by class, loaded from TOML with urgencies for classes, agree with theory.
#[test]
fn queues_of_urgencies_agree_with_theory() {
    let mut judged = 0;
    let chosen =
        ["pub-m-g-1-non-preemptive-static-priority-1", "pub-m-g-1-accumulating-priority-apq-delay-dependent-1"];
    for (id, build) in CASES.iter().filter(|(id, _)| chosen.contains(id)) {
        let mut case = build(id);
        case.runs.retain(|run| run.quantities.iter().any(|q| !q.long));
        for run in &mut case.runs {
            assert!(by_urgency(&run.queue), "{id}");
            let text = toml::to_string(&written(&run.queue, 7)).expect("TOML");
            run.queue = Arc::new(Queue { text: Some(text), ..(*run.queue).clone() });
        }
        for outcome in judge(&case, false) {
            assert_eq!(outcome.verdict, Verdict::Agrees, "{id}: {outcome:?}");
            judged += 1;
        }
    }
    assert!(judged > 5, "{judged}");
}

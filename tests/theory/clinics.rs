//! Clinics with slots.

use serde_json::{Value, json};

use super::cases::{by_class, by_time, quantity, run};
use super::judge::{Case, Quantity, Width};
use super::oracle::{case, number, numbers};
use super::queue::{Arrivals, Queue, Seen};
use super::watch::Rep;

pub(crate) fn clinic(id: &'static str) -> Case {
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
    let mean = n("mean_list_just_after_clinic");
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
        quantity("var_list_just_after_clinic", n("var_list_just_after_clinic"), move |r| {
            r.after(|q| (q as f64 - mean) * (q as f64 - mean))
        })
        .second(),
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

pub(crate) fn two_groups(id: &'static str) -> Case {
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

pub(crate) fn clinic_backlog(id: &'static str) -> Case {
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
            let read = move |r: &Rep| (r.list_at(row) - mean) * (r.list_at(row) - mean);
            quantities.push(quantity(&format!("sd_list[{t}]^2"), sd * sd, read).second());
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

//! Levers on appointments and sessions.

use queuity::stat::interval::t_interval;
use queuity::tally::{Exit, Tally};

use crate::levers::{Event, events, sum, tally, text};

const LIST: &str = "referrals = { per_week = 40 }\nwaiting = { bands_weeks = [0, 10, 20], count = [200, 100, 50] }\n";

/// Help from a date on: nothing moves before, and after it appointments are missed as often as said.
#[test]
fn support_works_where_and_when_it_is_given() {
    let misses = "slots = { per_week = 40 }\nmisses_appointment = { group = { poor = 0.3, rich = 0.1 } }\n";
    let support = "[service.levers.support]\nreach = { group = { poor = 0.8, rich = 0 } }\nmisses_times = 0.5\nfrom = \"52 weeks\"\n";
    let (with, without) = (text(156, &format!("{LIST}{misses}{support}")), text(156, &format!("{LIST}{misses}")));
    let from = 52 * 7 * 86_400;
    let until = |text: &str| events(text, 0).into_iter().filter(|e| e.0 < from).collect::<Vec<_>>();
    assert_eq!(until(&with), until(&without));
    let later: Vec<_> = events(&with, 0).into_iter().filter(|e| e.0 >= from).collect();
    for (group, expected) in [(0, 0.3 * (1.0 - 0.8 + 0.8 * 0.5)), (1, 0.1)] {
        let called = later.iter().filter(|e| e.1 / 2 == group && matches!(e.2, Event::Called(..))).count() as f64;
        let missed = later.iter().filter(|e| e.1 / 2 == group && matches!(e.2, Event::Called(_, false))).count() as f64;
        let sd = (expected * (1.0 - expected) / called).sqrt();
        assert!((missed / called - expected).abs() < 4.0 * sd, "{group}: {missed} of {called}");
    }
    let t = tally(&with, 0);
    let booked = later.iter().filter(|e| e.1 / 2 == 0 && matches!(e.2, Event::Called(..))).count() as f64;
    let sd = (0.8 * 0.2 * booked).sqrt();
    let supported = sum(&t, |c| c.supported) as f64;
    assert!((supported - 0.8 * booked).abs() < 4.0 * sd, "{supported} of {booked}");
}

/// Help that changes nothing moves nothing, for all the people it reaches; and people it does not reach do what they did without it.
#[test]
fn whom_help_reaches_moves_no_other_draw() {
    let misses = "slots = { per_week = 40 }\nmisses_appointment = { group = { poor = 0.3, rich = 0.1 } }\n";
    let plain = events(&text(80, &format!("{LIST}{misses}")), 0);
    for help in ["reach = 0.5, misses_times = 1", "reach = 0, misses_times = 0"] {
        let text = text(80, &format!("{LIST}{misses}levers = {{ support = {{ {help} }} }}\n"));
        assert_eq!(events(&text, 0), plain, "{help}");
    }
    // Each first appointment that is missed with help is missed without it, and of those missed without it half are kept.
    let missed = |events: &[(i64, u16, Event)]| {
        let mut seen = std::collections::BTreeSet::new();
        let calls = events.iter().filter_map(|e| if let Event::Called(n, a) = e.2 { Some((n, a)) } else { None });
        calls
            .filter(|(n, _)| seen.insert(*n))
            .filter(|(_, a)| !a)
            .map(|(n, _)| n)
            .collect::<std::collections::BTreeSet<_>>()
    };
    let slots = "slots = { per_week = 80 }\nmisses_appointment = 0.3\n";
    let without = missed(&events(&text(80, &format!("{LIST}{slots}")), 0));
    let help = "levers = { support = { reach = 0.5, misses_times = 0 } }\n";
    let with = missed(&events(&text(80, &format!("{LIST}{slots}{help}")), 0));
    let (kept, sd) = ((without.len() - with.len()) as f64, (0.25 * without.len() as f64).sqrt());
    assert!(with.is_subset(&without) && (kept - 0.5 * without.len() as f64).abs() < 4.0 * sd, "{kept}");
}

#[test]
fn the_nth_missed_appointment_is_the_last() {
    for most in 1..=4_usize {
        let text = text(
            80,
            &format!(
                "{LIST}slots = {{ per_week = 60 }}\nmisses_appointment = 0.5\nlevers = {{ discharge_after_missed = {most} }}\n"
            ),
        );
        let mut missed = std::collections::BTreeMap::new();
        let mut discharged = 0;
        for (_, _, event) in events(&text, 0) {
            match event {
                Event::Called(n, false) => *missed.entry(n).or_insert(0) += 1,
                Event::Left(n, Exit::Discharged) => {
                    discharged += 1;
                    assert_eq!(missed[&n], most);
                }
                _ => {}
            }
        }
        assert!(discharged > 10 && missed.values().all(|m| *m <= most), "{most}: {discharged}");
    }
}

/// If nobody misses, a clinic that books as many as it expects is a plain one.
#[test]
fn who_always_comes_is_not_overbooked() {
    let plain = text(60, &format!("{LIST}slots = {{ per_week = 42 }}\n"));
    let booked = text(60, &format!("{LIST}slots = {{ per_week = 42 }}\nlevers = {{ overbooking = {{}} }}\n"));
    assert_eq!(events(&plain, 0), events(&booked, 0));
    let t = tally(&booked, 0);
    assert_eq!(t.classes.iter().flatten().map(|c| c.in_clinic.sum).sum::<i128>(), 0);
    assert_eq!(t.capacity.overtime, 0);
}

/// As many come as there are slots, on the mean.
#[test]
fn overbooking_fills_the_slots() {
    let list = "referrals = { per_week = 40 }\nwaiting = { count = 3000, wait = { kind = \"constant\", value = \"9 weeks\" } }\n";
    let service = "slots = { per_session = 10 }\nmisses_appointment = { group = { poor = 0.3, rich = 0.1 } }\n";
    let t = tally(&text(52, &format!("{list}{service}levers = {{ overbooking = {{}} }}\n")), 0);
    let fill = t.capacity.attended as f64 / t.capacity.offered as f64;
    // Booking stops when the slots are expected to be full, so on the mean a little over.
    assert!((1.0..1.08).contains(&fill), "{fill}");
    let flat = tally(&text(52, &format!("{list}{service}levers = {{ overbooking = {{ extra = 2 }} }}\n")), 0);
    assert_eq!(flat.capacity.booked, 12 * 260);
}

/// Cases of a known time are slots.
#[test]
fn cases_of_one_hour_are_slots_of_one_hour() {
    let cases = "slots = { per_session = 480 }\nmisses_appointment = 0.1\nlevers = { cases = { time = { kind = \"constant\", value = \"60 minutes\" } } }\n";
    let plain = "slots = { per_session = 8 }\nmisses_appointment = 0.1\n";
    let calls = |service: &str| {
        let all = events(&text(40, &format!("{LIST}{service}")), 0).into_iter();
        all.filter(|e| !matches!(e.2, Event::Session(_))).collect::<Vec<_>>()
    };
    assert_eq!(calls(cases), calls(plain));
}

/// Sessions that run late: what is cancelled on the day waits on and keeps its place; with room to overrun nothing is cancelled.
#[test]
fn long_cases_cancel_the_last_ones() {
    let list = "referrals = { per_week = 40 }\nwaiting = { count = 3000, wait = { kind = \"constant\", value = \"9 weeks\" } }\n";
    let service = |overrun: &str| {
        format!(
            "{list}slots = {{ per_session = 480 }}\nlevers = {{ cases = {{ time = {{ kind = \"gamma\", mean = \"80 minutes\", cv = 0.7 }}{overrun} }} }}\n"
        )
    };
    let strict = tally(&text(52, &service("")), 0);
    let loose = tally(&text(52, &service(", overrun = \"600 minutes\"")), 0);
    assert!(strict.capacity.cancelled_late > 0 && loose.capacity.cancelled_late == 0);
    assert!(strict.capacity.overtime < loose.capacity.overtime);
    for t in [&strict, &loose] {
        assert_eq!(sum(t, |c| c.initial + c.referred), sum(t, |c| c.left() + c.waiting));
        assert!(t.capacity.seconds_used <= 60 * t.capacity.minutes, "what is planned fits");
        assert_eq!(t.capacity.booked, t.capacity.attended + t.capacity.cancelled_late);
    }
}

fn in_clinic(t: &Tally, group: usize) -> f64 {
    let of = |c: usize| c / 2 == group;
    let classes = t.classes.iter().enumerate().filter(|(c, _)| of(*c)).filter_map(|(_, t)| t.as_deref());
    let (sum, n) = classes.fold((0, 0), |(s, n), c| (s + c.in_clinic.sum, n + c.in_clinic.count));
    sum as f64 / 60.0 / n as f64
}

/// The pattern of Samorani et al. 2022: where those who are expected to miss share slots, the group with more missed appointments
/// waits longer in the clinic; by lot less than half of that gap is left, at a similar overtime. What is left comes from sessions
/// that happen to hold more of them, and so are booked fuller: the lot is blind to groups, theirs is a rule that is not.
#[test]
fn overbooking_by_risk_lengthens_waits_in_the_clinic() {
    let list = "referrals = { per_week = 50 }\nwaiting = { count = 4000, wait = { kind = \"constant\", value = \"9 weeks\" } }\n";
    let service = |doubles: &str| {
        text(
            52,
            &format!(
                "{list}slots = {{ per_session = 12 }}\nmisses_appointment = {{ group = {{ poor = 0.30, rich = 0.15 }} }}\n\
                 levers = {{ overbooking = {{ doubles = \"{doubles}\" }} }}\n"
            ),
        )
    };
    let runs = |doubles: &str| -> Vec<Tally> { (0..24).map(|r| tally(&service(doubles), r)).collect() };
    let (by_risk, by_lot) = (runs("by risk"), runs("by lot"));
    let gap = |runs: &[Tally]| {
        t_interval(&runs.iter().map(|t| in_clinic(t, 0) - in_clinic(t, 1)).collect::<Vec<_>>(), 0.99).expect("runs")
    };
    let overtime = |runs: &[Tally]| runs.iter().map(|t| t.capacity.overtime as f64).sum::<f64>();
    let (a, b) = (gap(&by_risk), gap(&by_lot));
    assert!(a.mean - a.half_width > 0.5, "by risk the poor wait longer: {a:?}");
    assert!(
        b.mean + b.half_width < 0.75 * (a.mean - a.half_width) && b.mean < 0.5 * a.mean,
        "by lot less: {b:?} against {a:?}"
    );
    let ratio = overtime(&by_lot) / overtime(&by_risk);
    assert!((0.7..1.4).contains(&ratio), "{ratio}");
}

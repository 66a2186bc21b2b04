//! Whatever is counted as a flow is counted from the warm-up on.

use proptest::prelude::*;
use queuity::engine::{Departures, Nobody, run};
use queuity::tally::{CapacityTally, ClassTally, Tally};

use crate::levers::paid::{mean, readings};
use crate::levers::{model, text};

type Flow = fn(&ClassTally) -> i128;

/// Every count that begins with the warm-up.
const FLOWS: [(&str, Flow); 21] = [
    ("booked", |c| c.booked.into()),
    ("missed", |c| c.missed.into()),
    ("cancelled", |c| c.cancelled.into()),
    ("cancelled_late", |c| c.cancelled_late.into()),
    ("declined", |c| c.declined.into()),
    ("changed", |c| c.changed.into()),
    ("short_notice", |c| c.short_notice.into()),
    ("supported", |c| c.supported.into()),
    ("validated", |c| c.validated.into()),
    ("removed_by_mistake", |c| c.removed_by_mistake.into()),
    ("referred_on", |c| c.referred_on.into()),
    ("in_need", |c| c.in_need.into()),
    ("never_referred", |c| c.never_referred.into()),
    ("in_clinic", |c| c.in_clinic.sum),
    ("completed", |c| c.completed.sum),
    ("completed count", |c| c.completed.count.into()),
    ("left_untreated", |c| c.left_untreated.sum),
    ("area", |c| c.area),
    ("follow-ups due", |c| c.follow_ups.due.into()),
    ("follow-ups kept", |c| c.follow_ups.late.sum),
    ("follow-ups given up", |c| c.follow_ups.given_up.into()),
];

/// A counter of slots, by name.
type OfSlots = (&'static str, fn(&CapacityTally) -> i128);

const SLOTS: [OfSlots; 15] = [
    ("offered", |c| c.offered.into()),
    ("lost", |c| c.lost.into()),
    ("booked", |c| c.booked.into()),
    ("attended", |c| c.attended.into()),
    ("reserved_unused", |c| c.reserved_unused.into()),
    ("surge", |c| c.surge.into()),
    ("outside", |c| c.outside.into()),
    ("elsewhere", |c| c.elsewhere.into()),
    ("cancelled_late", |c| c.cancelled_late.into()),
    ("minutes", |c| c.minutes.into()),
    ("minutes_lost", |c| c.minutes_lost.into()),
    ("seconds_used", |c| c.seconds_used.into()),
    ("unused", |c| c.unused.into()),
    ("overtime", |c| c.overtime.into()),
    ("own", |c| c.own().into()),
];

fn total(tally: &Tally, of: Flow) -> i128 {
    tally.classes.iter().flatten().map(|c| of(c)).sum()
}

/// The shape of a service, with most of what can be counted in it.
fn service(plan: usize) -> String {
    let plan = [
        "",
        "overbooking = { extra = 2 }\n",
        "booking = { ahead = \"2 weeks\", notice = \"1 week\", short_notice = 0.5 }\n",
        "cases = { time = { kind = \"lognormal\", mean = \"7 minutes\", sd = \"9 minutes\" }, planned = \"4 minutes\" }\n",
    ][plan];
    format!(
        "urgency = [{{ name = \"P2\", share = 0.3 }}, {{ name = \"P4\", share = 0.7 }}]\n\
         referrals = {{ per_week = 20, under_referral = {{ group = {{ poor = 0.2 }} }} }}\n\
         waiting = {{ bands_weeks = [0, 10], count = [40, 40] }}\ncancels_appointment = 0.1\nmisses_appointment = 0.2\n\
         after_missed = {{ rebook = 0.7 }}\nremoval = {{ per_week = 0.01 }}\n\
         course = {{ death = {{ per_year = 0.1 }}, deterioration = {{ per_week = {{ P4 = {{ P2 = 0.05 }} }} }} }}\n\
         levers = {{ outreach = {{ reaches = 0.5, from = \"6 weeks\" }}, validation = [{{ at = \"5 weeks\", by_mistake = 0.1 }}, {{ at = \"20 weeks\", by_mistake = 0.1 }}] }}\n\
         [[service.stage]]\nname = \"clinic\"\nslots = {{ per_week = 26, lost_sessions = 0.1 }}\n\
         next = [{{ to = \"clinic\", share = 0.4, clock_stops = \"treated\", after = \"3 weeks\" }}, \
         {{ ends = \"treated\", refers_to = \"other\", after = \"1 week\", share = 0.3 }}, {{ ends = \"treated\" }}]\n\
         [service.stage.levers]\n{plan}support = {{ reach = 0.5, misses_times = 0.5 }}\n\
         [[service.stage.levers.only_for]]\nslots = {{ per_week = 4, days = [\"sat\"] }}\ntake_up = 0.6\noutside = true\n\
         [[service]]\nname = \"other\"\nurgency = [{{ name = \"P2\", share = 0.3 }}, {{ name = \"P4\", share = 0.7 }}]\n\
         referrals = {{ per_week = 2 }}\nslots = {{ per_week = 9 }}\n"
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// What is counted of a whole run is what is counted of it up to the warm-up, and what is counted after.
    #[test]
    fn counts_before_and_after_the_warm_up_are_all(plan in 0_usize..4, warm in 1_i64..25, seed in any::<u32>()) {
        let all = text(26, &service(plan)).replace("horizon =", &format!("seed = {seed}\nhorizon ="));
        let run = |text: &str| {
            let mut model = model(text);
            model.follow_up = 0;
            run(&model, 0, 1, Departures::Lazy, Nobody).expect("runs").0
        };
        let late = run(&all.replace("horizon =", &format!("warm_up = \"{warm} weeks\"\nhorizon =")));
        let early = {
            let mut model = model(&all);
            (model.follow_up, model.horizon) = (0, warm * 7 * 86_400);
            queuity::engine::run(&model, 0, 1, Departures::Lazy, Nobody).expect("runs").0
        };
        let all = run(&all);
        for (name, of) in FLOWS {
            prop_assert_eq!(total(&early, of) + total(&late, of), total(&all, of), "{} at week {}", name, warm);
        }
        for (name, of) in SLOTS {
            prop_assert_eq!(of(&early.capacity) + of(&late.capacity), of(&all.capacity), "{} at week {}", name, warm);
        }
        // Who a flow is about: everybody who was on the list after the warm-up.
        let listed = |t: &Tally| total(t, |c| c.listed().into());
        let there = total(&early, |c| c.waiting.into());
        let came = total(&late, |c| c.referred.into()) - total(&early, |c| c.referred.into());
        prop_assert_eq!(listed(&late), there + came);
        prop_assert_eq!(listed(&all), total(&all, |c| (c.initial + c.referred).into()));
        for tally in [&early, &late, &all] {
            prop_assert!(tally.classes.iter().flatten().all(|c| c.follow_ups.balances()));
        }
    }
}

/// Outreach that begins after the warm-up shows its full effect, and no flow of any measure knows what came before.
#[test]
fn measures_of_flows_begin_with_the_warm_up() {
    let case = include_str!("cases/outreach.toml").replace("replications = 60", "replications = 8");
    let found = readings(&case);
    let none = readings(&case.replace("warm_up = \"10 weeks\"", "warm_up = \"0 weeks\""));
    let hidden = |found, variant: &str| mean(found, variant, "never_referred");
    // Everybody was hidden at 0.2 and 0.05 before outreach begins in week 21 of 60: of the weeks counted, fewer are so with a warm-up.
    assert!(hidden(&found, "outreach") < hidden(&none, "outreach"));
    assert!((hidden(&found, "base") - hidden(&none, "base")).abs() < 0.003);

    let case = include_str!("cases/rich2.toml").replace("replications = 40", "replications = 2");
    let with = readings(&case);
    let without = readings(&case.replace("warm_up = \"9 weeks\"", "warm_up = \"0 weeks\""));
    for measure in ["cancelled", "class_changes", "referred_on", "cost_of_care", "harm[GP]"] {
        let (with, without) = (mean(&with, "base", measure), mean(&without, "base", measure));
        let share = with / without;
        // 74 of 83 weeks.
        assert!((0.80..0.97).contains(&share), "{measure}: {with} of {without}");
    }
}

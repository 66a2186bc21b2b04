//! The laws of the engine hold with all levers pulled at once.

use proptest::prelude::*;
use queuity::engine::{Departures, Nobody, Part, run};

use crate::levers::{model, sum, text};

fn levers() -> impl Strategy<Value = String> {
    let some = |text: &'static str| prop::sample::select(vec![text, ""]);
    (
        some("support = { reach = 0.5, misses_times = 0.5, from = \"5 weeks\", to = \"20 weeks\" }\n"),
        some("surge = { above = 60, per_week = 3, at_most = 9, review = \"2 weeks\", after = \"1 week\" }\n"),
        prop::sample::select(vec![
            "overbooking = { extra = 2 }\n",
            "overbooking = { doubles = \"by risk\" }\n",
            "booking = { ahead = \"3 weeks\", notice = \"1 week\", short_notice = 0.4, offers = 2 }\n",
            "booking = { ahead = \"2 days\", notice = \"1 day\", short_notice = { group = { poor = 0.2, rich = 0.9 } } }\n",
            "cases = { time = { kind = \"exponential\", mean = \"2 minutes\" } }\n",
            "",
        ]),
        some("extra_sessions = [{ at = \"9 weeks\", slots = 9 }]\n"),
        some("own_slots_for = { site = [\"north\"] }\n"),
        some("discharge_after_missed = 2\n"),
        some("only_for = [{ slots = { per_week = 4, days = [\"sat\"] }, for = { group = [\"poor\"] }, take_up = 0.6, outside = true }]\n"),
        some("validation = [{ at = \"8 weeks\", leaves = 0.1, by_mistake = { default = 0, group = { poor = 0.1 } } }, { at = \"16 weeks\", leaves = 0.3 }]\n"),
        some("outreach = { reaches = 0.5, from = \"10 weeks\" }\n"),
    )
        .prop_map(|l| [l.0, l.1, l.2, l.3, l.4, l.5, l.6, l.7, l.8].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// In = out, lazy and exact departures agree, and so do windows.
    #[test]
    fn laws_hold_with_all_levers(levers in levers(), seed in any::<u32>(), cancels in 0_u8..3) {
        let service = format!(
            "referrals = {{ per_week = 20, under_referral = {{ group = {{ poor = 0.2 }} }} }}\n\
             waiting = {{ bands_weeks = [0, 10], count = [30, 30] }}\nslots = {{ per_week = 19 }}\n\
             misses_appointment = 0.2\ncancels_appointment = 0.{cancels}\nremoval = {{ per_week = 0.02 }}\n\
             after_missed = {{ rebook = 0.8 }}\n[service.levers]\n{levers}"
        );
        let text = text(26, &service).replace("horizon =", &format!("seed = {seed}\nhorizon ="));
        let model = model(&text);
        let lazy = run(&model, 0, 1, Departures::Lazy, Nobody).expect("runs").0;
        prop_assert_eq!(sum(&lazy, |c| c.initial + c.referred), sum(&lazy, |c| c.left() + c.waiting));
        let exact = run(&model, 0, 1, Departures::Exact, Nobody).expect("runs").0;
        prop_assert!(lazy == exact, "lazy and exact departures differ: {}", service);
        let mut part = Part::new(&model, 0, 1, Departures::Lazy, Nobody);
        for until in (0..).map(|k| k * 250_000).take_while(|t| *t < model.horizon) {
            part.advance(until).expect("runs");
        }
        part.advance(model.horizon).expect("runs");
        prop_assert!(part.finish().0 == lazy, "windows differ: {}", service);
    }
}

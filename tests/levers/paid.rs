//! What sessions offer, who comes, and what is paid: attended is attended, another provider is paid by what is used.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use proptest::prelude::*;
use queuity::experiment::Plan;
use queuity::scenario::Scenario;
use queuity::tally::{CapacityTally, Exit, Tally};

use crate::levers::{Event, events, model, sum, tally, text};

/// The readings of the first service, for all people, by variant, measure and population, one for each replication.
pub(crate) type Readings = BTreeMap<(String, String, String), Vec<f64>>;

pub(crate) fn scenario(text: &str) -> Scenario {
    let loaded = queuity::compile::load(text, &queuity::discipline::Registry::shipped());
    loaded.unwrap_or_else(|problems| panic!("{problems:#?}\n{text}"))
}

pub(crate) fn readings(text: &str) -> Readings {
    let scenario = scenario(text);
    let plan = Plan::of(&scenario);
    let outcome = queuity::experiment::run(&plan, &|_| {}, &AtomicBool::new(false)).expect("runs");
    let mut found = Readings::new();
    for ((variant, _), cells) in plan.variants.iter().zip(&outcome.cells) {
        for cell in cells {
            for (row, reading) in outcome.layout.in_words().zip(cell.as_ref().expect("is done").iter()) {
                if row.service != "all" && row.attribute == "all" && row.group == "all" {
                    let population = format!("{:?}", row.set);
                    let values = found.entry((variant.clone(), row.measure.to_string(), population)).or_default();
                    values.extend(reading.value.ok());
                }
            }
        }
    }
    found
}

pub(crate) fn mean(readings: &Readings, variant: &str, measure: &str) -> f64 {
    let of =
        |(v, m, view): &&(String, String, String)| v == variant && m == measure && view != "Today" && view != "Opening";
    let key = readings.keys().find(of).unwrap_or_else(|| panic!("no {measure} of {variant}: {:?}", readings.keys()));
    let values = &readings[key];
    values.iter().sum::<f64>() / values.len() as f64
}

/// Sessions that nobody takes are no sessions, here as at another provider.
#[test]
fn an_offer_may_be_declined_at_home_too() {
    let found = readings(include_str!("cases/take_up.toml"));
    let weeks = |variant: &str| mean(&found, variant, "weeks_untreated");
    assert!((weeks("everybody takes it") - 12.11).abs() < 0.005);
    for nobody in ["nobody takes it", "nobody takes it, outside"] {
        assert!((weeks(nobody) - 19.47).abs() < 0.005, "{nobody}: {}", weeks(nobody));
    }
}

/// Whether sessions are another provider's moves money, and nobody's place.
#[test]
fn whose_sessions_they_are_moves_nobody() {
    let list = "referrals = { per_week = 40 }\nwaiting = { count = 300, wait = { kind = \"constant\", value = \"9 weeks\" } }\n\
                slots = { per_week = 30, lost_sessions = 0.1 }\nmisses_appointment = 0.2\ncancels_appointment = 0.1\n";
    for plan in [
        "",
        "overbooking = { extra = 2 }\n",
        "cases = { time = { kind = \"exponential\", mean = \"2 minutes\" } }\n",
        "booking = { ahead = \"2 weeks\" }\n",
    ] {
        let only = |outside: bool| {
            format!(
                "{list}[service.levers]\n{plan}[[service.levers.only_for]]\nslots = {{ per_week = 10, days = [\"sat\"] }}\n\
                 take_up = {{ group = {{ poor = 0.2, rich = 0.7 }} }}\noutside = {outside}\n"
            )
        };
        let (own, outside) = (text(40, &only(false)), text(40, &only(true)));
        let declined = |e: &[(i64, u16, Event)]| e.iter().filter(|e| matches!(e.2, Event::Declined(_))).count();
        let there = events(&own, 0);
        assert!(declined(&there) > 50, "{plan}");
        assert_eq!(there, events(&outside, 0), "{plan}");
        let (own, outside) = (tally(&own, 0).capacity, tally(&outside, 0).capacity);
        assert_eq!(
            (own.booked, own.attended, own.cancelled_late),
            (outside.booked, outside.attended, outside.cancelled_late)
        );
        assert_eq!((own.elsewhere, own.outside), (0, 0));
        assert!(outside.outside > 100 && outside.own() < own.own());
    }
}

/// A slot here is paid for whether it is used, missed or lost; one at another provider when it is used, and only its own price.
#[test]
fn another_provider_is_paid_by_what_is_used() {
    let found = readings(include_str!("cases/outside.toml"));
    let of = |measure: &str, view: &str| &found[&("base".into(), measure.into(), view.into())];
    let (care, outside) = (of("cost_of_care", "Flow"), of("treated_outside", "Capacity"));
    assert_eq!(care.len(), 2);
    for (care, outside) in care.iter().zip(outside) {
        assert_eq!(*care, 20_000.0 + outside);
    }
    assert!(care.contains(&20_171.0), "{care:?}");
}

/// What the service spends on an appointment that is missed it spends wherever that was; the other provider's slot costs nothing.
#[test]
fn a_missed_appointment_has_its_price_everywhere() {
    let text = include_str!("cases/outside.toml");
    let own = text.replace("slots = { per_week = 10, lost_sessions = \"20%\" }", "slots = { per_week = 0 }");
    for (text, slots) in [(text.to_string(), 20_000.0), (own, 0.0)] {
        let found = readings(&text.replace("outside = 1", "outside = 3\nmissed = 7"));
        let of = |measure| mean(&found, "base", measure);
        assert!(of("dna_lost") > 100.0 && of("treated_outside") > 100.0);
        assert_eq!(of("cost_of_care"), slots + 3.0 * of("treated_outside") + 7.0 * of("dna_lost"));
    }
}

/// Who is cancelled on the day has not come, and minutes are no slots.
#[test]
fn cancelled_on_the_day_is_not_attended() {
    let found = readings(include_str!("cases/cases.toml"));
    let of = |measure: &str| mean(&found, "base", measure);
    assert_eq!((of("booked"), of("attended"), of("cancelled_on_the_day"), of("dna_lost")), (720.0, 448.0, 272.0, 0.0));
    assert_eq!(of("minutes_offered"), 40.0 * 3.0 * 240.0);
    assert!((of("utilisation") - 448.0 * 40.0 / 28_800.0).abs() < 1e-12);
    assert!(!found.keys().any(|(_, measure, _)| measure == "offered" || measure == "unused"), "no slots are offered");
    let treated: f64 =
        tally_of(include_str!("cases/cases.toml")).iter().map(|t| sum(t, |c| c.exits[Exit::Treated]) as f64).sum();
    assert_eq!(treated, 448.0 * 5.0, "who is seen is treated");
}

fn tally_of(text: &str) -> Vec<Tally> {
    (0..5).map(|replication| tally(text, replication)).collect()
}

/// Slots that follow the list are put into sessions of the service's own.
#[test]
fn a_surge_comes_to_own_sessions_only() {
    let list = include_str!("cases/surge_outside.toml");
    let surge = list.replace("[[service.levers.only_for]]", "[service.levers]\nsurge = { above = 100, per_week = 14, at_most = 14, review = \"1 week\" }\n[[service.levers.only_for]]");
    let surge = &surge[..surge.find("[[variant]]").expect("variants")];
    for booking in ["", "booking = { ahead = \"10 days\" }\n"] {
        let t = tally(&surge.replace("[service.levers]\n", &format!("[service.levers]\n{booking}")), 0);
        // A session that opens earlier brings what was due by then.
        assert_eq!(t.capacity.surge, if booking.is_empty() { 714 } else { 686 }, "{booking}");
        assert_eq!(t.capacity.outside, 520, "as many as without a surge");
        assert_eq!(t.capacity.attended, 520 + 520 + t.capacity.surge);
    }
}

/// Extra sessions begin when the service's own do, each with luck of its own.
#[test]
fn extra_sessions_begin_at_the_hour_of_the_service() {
    let service = |at: &str| {
        format!(
            "referrals = {{ per_week = 40 }}\nslots = {{ per_week = 10, days = [\"mon\"]{at} }}\n[service.levers]\n\
             extra_sessions = [{{ at = 2026-01-07, slots = 7 }}, {{ at = 2026-01-12, slots = 7 }}, {{ at = \"218 hours\", slots = 7 }}]\n"
        )
    };
    for (at, hour) in [("", 9), (", at = \"13:30\"", 13)] {
        let model = model(&text(4, &service(at)));
        let queuity::model::Capacity::Slots { sessions, .. } = &model.services[0].stages[0].capacity else { panic!() };
        let extra: Vec<i64> = sessions.iter().filter(|s| s.slots == 7).map(|s| s.time).collect();
        let half = if hour == 13 { 1_800 } else { 0 };
        let time = |day: i64| day * 86_400 + hour * 3_600 + half;
        // On a day with a session of its own a second later, and where an hour is said at that hour.
        assert_eq!(extra, [time(2), time(7) + 1, 9 * 86_400 + 7_200]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// What stages count of appointments is what people count, whatever sessions are made up of and whatever group they belong to; and what was
    /// booked was kept, missed or cancelled on the day.
    #[test]
    fn appointments_are_counted_once(
        plan in 0_usize..5, outside: bool, warm in 0_u32..2, surge: bool, seed in any::<u32>(), stages: bool,
    ) {
        let plan = [
            "", "overbooking = { extra = 3 }\n", "overbooking = {}\n", "booking = { ahead = \"3 weeks\", notice = \"1 week\" }\n",
            "cases = { time = { kind = \"lognormal\", mean = \"8 minutes\", sd = \"9 minutes\" }, planned = \"4 minutes\" }\n",
        ][plan];
        let surge = if surge { "surge = { above = 20, per_week = 4, at_most = 8, review = \"1 week\" }\n" } else { "" };
        let prices = "costs = { slot = 10, surge = 3, outside = 1 }\n";
        let lists = "referrals = { per_week = 30 }\nwaiting = { bands_weeks = [0, 10], count = [60, 60] }\n";
        let place = |dot: &str| format!(
            "slots = {{ per_week = 25, lost_sessions = 0.1 }}\nmisses_appointment = 0.2\ncancels_appointment = 0.1\n\
             [{dot}.levers]\n{plan}{surge}[[{dot}.levers.only_for]]\nslots = {{ per_week = 8, days = [\"sat\"] }}\n\
             take_up = 0.6\noutside = {outside}\n"
        );
        let service = if stages {
            format!("{lists}{prices}[[service.stage]]\nname = \"first\"\n{}[[service.stage]]\nname = \"then\"\nslots = {{ per_week = 20 }}\n\
                     next = [{{ ends = \"treated\" }}]\n", place("service.stage").replacen("[service.stage.levers]", "next = [{ to = \"then\", share = 0.6 }, { ends = \"treated\" }]\n[service.stage.levers]", 1))
        } else {
            format!("{lists}{prices}{}", place("service"))
        };
        let text = text(26, &service)
            .replace("horizon =", &format!("seed = {seed}\nwarm_up = \"{} weeks\"\ncurrency = \"GBP\"\nhorizon =", warm * 7));
        let t = tally(&text, 3);
        let all = |of: fn(&CapacityTally) -> u64| of(&t.capacity);
        prop_assert_eq!(sum(&t, |c| c.booked), all(|c| c.booked));
        prop_assert_eq!(sum(&t, |c| c.booked - c.missed - c.cancelled_late), all(|c| c.attended));
        prop_assert_eq!(sum(&t, |c| c.missed), t.capacity.dna_lost());
        prop_assert_eq!(sum(&t, |c| c.cancelled_late), all(|c| c.cancelled_late));
        let figures: [fn(&CapacityTally) -> u64; 7] =
            [|c| c.offered, |c| c.booked, |c| c.attended, |c| c.elsewhere, |c| c.minutes, |c| c.surge, CapacityTally::own];
        for of in figures {
            let stages: u64 = t.stages.iter().map(|s| of(&s.capacity)).sum();
            prop_assert!(t.stages.is_empty() || stages == of(&t.capacity));
        }
        prop_assert!(outside || t.capacity.elsewhere == 0);
        let found = readings(&text.replace("horizon =", "replications = 2\nhorizon ="));
        let of = |measure: &str, view: &str| found[&("base".into(), measure.into(), view.into())][0];
        prop_assert_eq!(of("booked", "Capacity"), of("attended", "Capacity") + of("dna_lost", "Capacity")
            + found.get(&("base".into(), "cancelled_on_the_day".into(), "Capacity".into())).map_or(0.0, |v| v[0]));
        let first = tally(&text, 0).capacity;
        prop_assert_eq!(of("cost_of_care", "Flow"), (10 * first.own() + 3 * first.surge + first.outside) as f64);
    }
}

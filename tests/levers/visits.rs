//! Luck does not run out, however often somebody is asked, called or changes.

use std::collections::BTreeSet;

use queuity::engine::{Departures, Nobody, run};
use queuity::ids::{PersonId, Source};
use queuity::people::{Draw, Kept, Person};
use queuity::rng::{Key, Purpose};

use crate::levers::{model, sum, tally, text};

/// Whether a count of so many, each as likely, is one that chance gives: within four and a half standard deviations.
fn likely(found: u64, of: f64, p: f64) {
    let (mean, sd) = (of * p, (of * p * (1.0 - p)).sqrt());
    assert!((found as f64 - mean).abs() < 4.5 * sd + 1.0, "{found}, expected {mean:.1} with {sd:.1}");
}

/// Of a thousand who come back 99 times in a hundred, 6.6 are left after 500 visits, and not the 80 of the 255th.
#[test]
fn visits_beyond_the_last_that_a_record_counts_have_luck_of_their_own() {
    let case = include_str!("cases/attempts.toml");
    for (weeks, visits) in [(200, 200), (500, 500), (700, 700)] {
        let model = model(&case.replace("700 weeks", &format!("{weeks} weeks")));
        let gone = |replication| {
            let t = run(&model, 0, replication, Departures::Lazy, Nobody).expect("runs").0;
            t.stages[1].classes.iter().map(|c| c.entered + c.waiting).sum::<u64>()
        };
        likely((0..4).map(gone).sum(), 4_000.0, 1.0 - 0.99_f64.powi(visits));
    }
}

/// The same of whatever somebody is asked every day: to come, to say that they come, to take an offer.
#[test]
fn who_is_asked_every_day_is_asked_anew() {
    let days = 700;
    let case = |more: &str| {
        format!(
            "queuity = 1\n[scenario]\nstart = 2026-01-05\nhorizon = \"{days} days\"\n[[service]]\nname = \"a\"\n\
             referrals = {{ per_week = 0 }}\nwaiting = {{ count = 2000, wait = {{ kind = \"constant\", value = \"0 days\" }} }}\n{more}\n"
        )
    };
    let week = "days = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\"]";
    let every = format!("slots = {{ per_session = 2000, {week} }}\n");
    let offer = format!(
        "slots = {{ per_week = 0 }}\n[[service.levers.only_for]]\nslots = {{ per_session = 2000, {week} }}\ntake_up = 0.005"
    );
    let server =
        "servers = { count = 2000, service = { kind = \"constant\", value = \"1 day\" } }\nmisses_appointment = 0.995";
    for more in [
        format!("{every}misses_appointment = 0.995"),
        format!("{every}cancels_appointment = 0.995"),
        offer.clone(),
        offer.replace("take_up", "outside = true\ntake_up"),
        server.to_string(),
    ] {
        let t = tally(&case(&more), 1);
        likely(sum(&t, |c| c.waiting), 2_000.0, 0.995_f64.powi(days));
        let exact = run(&model(&case(&more)), 0, 1, Departures::Exact, Nobody).expect("runs").0;
        assert_eq!(exact, t, "{more}");
    }
}

/// Changes of the clinical class go on at their rate.
#[test]
fn classes_go_on_changing_at_their_rate() {
    let case = "queuity = 1\n[scenario]\nstart = 2026-01-05\nhorizon = \"700 days\"\n[[service]]\nname = \"a\"\n\
                referrals = { per_week = 0 }\nwaiting = { count = 100, wait = { kind = \"constant\", value = \"0 days\" } }\n\
                slots = { per_week = 0 }\nurgency = [{ name = \"P2\", share = 0.5 }, { name = \"P4\", share = 0.5 }]\n\
                course = { deterioration = { per_week = { P4 = { P2 = 7 }, P2 = { P4 = 7 } } } }\n";
    for departures in [Departures::Lazy, Departures::Exact] {
        let t = run(&model(case), 0, 0, departures, Nobody).expect("runs").0;
        let (found, mean) = (sum(&t, |c| c.changed) as f64, 100.0 * 700.0);
        assert!((found - mean).abs() < 4.5 * mean.sqrt(), "{found} changes, expected {mean}");
    }
}

/// Every attempt has words of its own, and up to the last that a record counts they are what they were.
#[test]
fn attempts_have_words_of_their_own() {
    let model = model(&text(10, "referrals = { per_week = 1 }\nslots = { per_week = 1 }\n"));
    let mut draw =
        Draw { key: Key::new(model.seed, 0), population: &model.population, service: &model.services[0], beyond: 0 };
    let mut person = Person {
        clock_start: 0,
        id: PersonId::new(Source::Referral, 3, 5),
        behind: 0,
        patience: u32::MAX,
        class: 0,
        recorded: 0,
        kept: Kept::default(),
    };
    let mut words = BTreeSet::new();
    for attempt in 0..10_000_u32 {
        assert_eq!(draw.attempt(&person), attempt);
        let word = draw.word(&person, Purpose::Change);
        let (space, entity) = model.services[0].spaces.person.of(person.id);
        assert_eq!(word, draw.key.word(space, entity, Purpose::Change, attempt));
        assert!(words.insert(word), "attempt {attempt}");
        draw.beyond += u32::from(person.id.attempt() == PersonId::MOST_ATTEMPTS);
        person.id = person.id.next_attempt();
    }
}

//! Appointments that are made ahead of their session, short notice, and what moves the probability of missing one.
//!
//! The plain reference engine of `tests/laws` knows no appointments that outlast an instant. What ties the diary to it is the first
//! law here: of the same day, it is the plain session event by event, with every other lever of sessions pulled; the others say how
//! it differs with time in between.

use std::collections::BTreeMap;

use queuity::model::Chance;
use queuity::tally::{Exit, Tally};

use crate::levers::{Event, events, mean_wait, model, sum, tally, text};

const LIST: &str = "referrals = { per_week = 40 }\nwaiting = { bands_weeks = [0, 10, 20], count = [200, 100, 50] }\n";
const WEEK: i64 = 7 * 86_400;

fn balances(tally: &Tally) -> bool {
    tally.classes.iter().flatten().all(|class| class.balances())
}

/// A rule with slots for each session: three of ten for those who have waited least.
const RESERVED: &str = "reserved\"\nquotas = [{ share = 0.2, for = { group = \"rich\" } }, { slots = 1, for = { site = \"south\" } }]\nspill_over = false";

/// What happened, without the making of appointments.
fn seen(text: &str) -> Vec<(i64, u16, Event)> {
    events(text, 0).into_iter().filter(|e| !matches!(e.2, Event::Booked(..))).collect()
}

/// Where nothing is made ahead, the diary is the plain session, whatever else is done.
#[test]
fn a_diary_of_the_same_day_is_the_plain_session() {
    let service = "slots = { per_week = 42, lost_sessions = 0.1 }\nmisses_appointment = 0.2\ncancels_appointment = 0.1\n\
                   removal = { per_week = 0.02 }\nafter_missed = { rebook = 0.7, to = \"back of the queue\" }\n";
    let others = [
        "",
        "surge = { above = 200, per_week = 3, at_most = 9, review = \"2 weeks\", after = \"1 week\" }\n",
        "only_for = [{ slots = { per_week = 4, days = [\"sat\"] }, for = { group = [\"poor\"] }, take_up = 0.6, outside = true }]\n",
        "own_slots_for = { site = [\"north\"] }\nsupport = { reach = 0.5, misses_times = 0.5 }\n",
    ];
    let rules = ["first come\"", RESERVED, "fair share\"\nby = \"group\""];
    for (levers, rule) in others.iter().flat_map(|levers| rules.map(|rule| (levers, rule))) {
        let of = |booking: &str| {
            let text = text(60, &format!("{LIST}{service}[service.levers]\n{levers}{booking}"));
            text.replace("first come\"", rule)
        };
        let ahead = of("booking = { ahead = \"0 days\" }\n");
        assert_eq!(seen(&ahead), seen(&of("")), "{levers} {rule}");
        assert!(tally(&ahead, 0) == tally(&of(""), 0), "{levers} {rule}");
    }
}

/// Where nobody leaves and the list never runs dry, first come calls the same people to the same sessions however long before.
#[test]
fn how_long_ahead_moves_nobody_under_first_come() {
    let of = |booking: &str| text(80, &format!("{LIST}slots = {{ per_week = 38 }}\n{booking}"));
    let plain = seen(&of(""));
    for ahead in ["1 day", "3 weeks", "6 weeks"] {
        let booked = of(&format!("levers = {{ booking = {{ ahead = \"{ahead}\" }} }}\n"));
        assert_eq!(seen(&booked), plain, "{ahead}");
    }
}

/// Appointments are kept at the session they were made for, and made no sooner than said, nor later than their session.
#[test]
fn appointments_are_made_in_time() {
    let text = text(
        80,
        &format!(
            "{LIST}slots = {{ per_week = 42 }}\nremoval = {{ per_week = 0.01 }}\ncancels_appointment = 0.1\nlevers = {{ booking = {{ ahead = \"4 weeks\" }} }}\n"
        ),
    );
    let mut made = BTreeMap::new();
    let (mut kept, mut ahead) = (0, Vec::new());
    for (at, _, event) in events(&text, 0) {
        match event {
            Event::Booked(n, session) => {
                assert!(at <= session && session - at <= 4 * WEEK);
                ahead.push(session - at);
                made.insert(n, session);
            }
            Event::Called(n, _) => {
                assert_eq!(made.remove(&n), Some(at), "called to the session they were booked for");
                kept += 1;
            }
            _ => {}
        }
    }
    ahead.sort_unstable();
    assert!(kept > 2000 && ahead[ahead.len() / 2] > 3 * WEEK, "{kept}");
}

/// People who need care soon cannot be put before those who have an appointment already.
#[test]
fn the_urgent_wait_until_the_diary_has_room() {
    let list = "referrals = { per_week = 40 }\nwaiting = { bands_weeks = [0, 10, 20], count = [400, 200, 50] }\n\
                urgency = [{ name = \"P2\", share = 0.2, target = \"4 weeks\" }, { name = \"P4\", share = 0.8 }]\nslots = { per_week = 40 }\n";
    let wait = |booking: &str| {
        let text = text(80, &format!("{list}{booking}"))
            .replace("kind = \"first come\"", "kind = \"strict\"\norder = [\"P2\", \"P4\"]");
        let t = tally(&text, 0);
        let urgent = t.classes.iter().enumerate().filter(|(c, _)| c % 2 == 0).filter_map(|(_, t)| t.as_deref());
        let (sum, n) = urgent.fold((0, 0), |(s, n), c| (s + c.completed.sum, n + c.completed.count));
        sum as f64 / n as f64 / WEEK as f64
    };
    let (plain, ahead) = (wait(""), wait("levers = { booking = { ahead = \"6 weeks\" } }\n"));
    assert!((4.5..6.5).contains(&(ahead - plain)), "{plain} {ahead}");
}

/// Slots that fall free late go to those who come at short notice: the more of them, the fewer are left.
#[test]
fn slots_that_fall_free_go_to_those_who_come() {
    let of = |short: &str| {
        let booking = format!(
            "levers = {{ booking = {{ ahead = \"4 weeks\", notice = \"1 week\", short_notice = {short}, offers = 3 }} }}\n"
        );
        let text = text(
            80,
            &format!(
                "{LIST}slots = {{ per_week = 32 }}\nremoval = {{ per_week = 0.01 }}\ncancels_appointment = 0.2\n{booking}"
            ),
        );
        tally(&text, 0)
    };
    let unused = |t: &Tally| t.capacity.offered - t.capacity.booked;
    let runs: Vec<Tally> = ["0", "0.1", "0.5", "1"].map(of).into();
    let left: Vec<u64> = runs.iter().map(unused).collect();
    assert!(left.windows(2).all(|w| w[0] > w[1]), "{left:?}");
    assert!(runs.iter().all(|t| t.capacity.booked <= t.capacity.offered));
    assert_eq!(sum(&runs[0], |c| c.short_notice), 0);
    // In the last week fall a quarter of the cancellations and of the leavers who have an appointment; with everybody coming the
    // slots are filled, as they are without any notice.
    assert!(left[0] > 150 && left[3] == 0, "{left:?}");
    // Only those of a group who come are given them.
    let t = of("{ group = { poor = 0, rich = 0.8 } }");
    let of = |group: usize| {
        let classes = t.classes.iter().enumerate().filter(|(c, _)| c / 2 == group).filter_map(|(_, t)| t.as_deref());
        classes.map(|c| c.short_notice).sum::<u64>()
    };
    assert!(of(0) == 0 && of(1) > 100, "{} {}", of(0), of(1));
}

/// A mechanism that makes a gap under a rule that is blind to groups: who cannot come at short notice waits longer.
#[test]
fn short_notice_makes_a_gap() {
    let booking = "levers = { booking = { ahead = \"4 weeks\", notice = \"1 week\", short_notice = { group = { poor = 0.2, rich = 0.8 } } } }\n";
    let service = "slots = { per_week = 42 }\nmisses_appointment = 0.1\ncancels_appointment = 0.25\nremoval = { per_week = 0.005 }\n";
    let gap = |booking: &str| {
        let text = text(104, &format!("{LIST}{service}{booking}"));
        let gaps = (0..12).map(|r| {
            let t = tally(&text, r);
            let wait = |group: usize| {
                let of = t.classes.iter().enumerate().filter(|(c, _)| c / 2 == group).filter_map(|(_, t)| t.as_deref());
                let (sum, n) = of.fold((0, 0), |(s, n), c| (s + c.completed.sum, n + c.completed.count));
                sum as f64 / n as f64 / WEEK as f64
            };
            wait(0) - wait(1)
        });
        queuity::stat::interval::t_interval(&gaps.collect::<Vec<_>>(), 0.99).expect("runs")
    };
    let (with, without) = (gap(booking), gap(""));
    assert!(with.mean - with.half_width > 0.1, "{with:?}");
    assert!((without.mean - without.half_width) * (without.mean + without.half_width) < 0.0, "{without:?}");
}

/// Appointments that were made longer ahead, and of people who missed one before, are missed as often as said.
#[test]
fn lead_time_and_history_move_the_odds() {
    let service = "slots = { per_week = 42 }\nmisses_appointment = 0.2\n\
                   misses_odds = { per_week_ahead = { group = { poor = 1.2, rich = 1 } }, per_missed = 1.5 }\n\
                   levers = { booking = { ahead = \"4 weeks\" } }\n";
    let text = text(200, &format!("{LIST}{service}"));
    let model = model(&text);
    let stage = &model.services[0].stages[0];
    let odds = stage.levers.attendance.as_ref().and_then(|a| a.odds.as_ref()).expect("odds");
    let (mut made, mut missed_before) = (BTreeMap::new(), BTreeMap::<u64, u8>::new());
    let mut found: BTreeMap<(usize, u8), (f64, f64, f64)> = BTreeMap::new();
    for replication in 0..4 {
        made.clear();
        missed_before.clear();
        for (at, class, event) in events(&text, replication) {
            match event {
                Event::Booked(n, _) => drop(made.insert(n, at)),
                Event::Called(n, attends) => {
                    let before = missed_before.entry(n).or_default();
                    let p = odds.chance(Chance::new(0.2), class, at - made[&n], (*before).min(3)).probability();
                    let cell = found.entry((class as usize / 2, (*before).min(1))).or_default();
                    *cell = (cell.0 + f64::from(u8::from(!attends)), cell.1 + p, cell.2 + p * (1.0 - p));
                    *before += u8::from(!attends);
                }
                _ => {}
            }
        }
    }
    assert_eq!(found.len(), 4);
    for (cell, (missed, expected, variance)) in &found {
        assert!((missed - expected).abs() < 4.0 * variance.sqrt(), "{cell:?}: {missed}, expected {expected}");
        assert!(*expected > 30.0, "{cell:?}");
    }
}

/// Leaving, dying and being discharged go on between the booking and the session; nobody is lost from the books.
#[test]
fn people_who_leave_with_an_appointment_are_told_at_their_own_time() {
    let of = |booking: &str| {
        text(
            80,
            &format!(
                "{LIST}slots = {{ per_week = 38 }}\nremoval = {{ per_week = 0.02 }}\nmisses_appointment = 0.1\n\
                 after_missed = {{ rebook = 0.6 }}\ncourse = {{ death = {{ per_week = 0.005 }} }}\n{booking}"
            ),
        )
    };
    let left = |text: &str| {
        let gone = events(text, 0).into_iter().filter(|e| matches!(e.2, Event::Left(_, Exit::Removed | Exit::Died)));
        gone.map(|e| if let Event::Left(n, _) = e.2 { (n, e.0) } else { (0, 0) }).collect::<BTreeMap<_, _>>()
    };
    let (plain, ahead) = (left(&of("")), left(&of("levers = { booking = { ahead = \"6 weeks\" } }\n")));
    let both = plain.iter().filter(|(n, at)| ahead.get(n).is_some_and(|a| a == *at)).count();
    let differ = plain.iter().filter(|(n, at)| ahead.get(n).is_some_and(|a| a != *at)).count();
    assert!(both > 100 && differ == 0, "{both} {differ}");
    let (plain, ahead) = (of(""), of("levers = { booking = { ahead = \"6 weeks\" } }\n"));
    let later = (0..10).map(|r| {
        let (plain, ahead) = (tally(&plain, r), tally(&ahead, r));
        assert!(
            balances(&plain)
                && balances(&ahead)
                && sum(&ahead, |c| c.exits[Exit::Died]) > 20
                && sum(&ahead, |c| c.exits[Exit::Discharged]) > 50
        );
        mean_wait(&ahead) - mean_wait(&plain)
    });
    let later = queuity::stat::interval::t_interval(&later.collect::<Vec<_>>(), 0.99).expect("runs");
    // A slot that falls free goes to the first on the list, before those who have an appointment for a later day: half a day less.
    assert!(later.mean.abs() + later.half_width < 1.0, "{later:?}");
}

/// `why` tells an appointment when it is made and when it is kept, at the place where the person stood when it was made.
#[test]
fn why_tells_of_appointments_made_ahead() {
    use queuity::why::{Question, patient};
    let text = text(
        60,
        &format!(
            "{LIST}slots = {{ per_week = 42, lost_sessions = 0.2 }}\nmisses_appointment = 0.2\ncancels_appointment = 0.1\nlevers = {{ booking = {{ ahead = \"3 weeks\" }} }}\n"
        ),
    );
    let scenario = queuity::compile::load(&text, &queuity::discipline::Registry::shipped()).expect("a scenario");
    let (mut kept, mut missed, mut called_off) = (0, 0, 0);
    for index in 0..30 {
        let answer = patient(&scenario, &Question::default(), &format!("referral,10,{index}")).expect("an answer");
        let told = serde_json::to_value(&answer.life).expect("JSON");
        let steps: Vec<(String, i64)> = (told["steps"].as_array().expect("steps").iter())
            .map(|s| (s["what"].as_str().unwrap_or_default().to_string(), s["at"]["day"].as_i64().unwrap_or_default()))
            .collect();
        for (i, step) in steps.iter().enumerate().filter(|(_, s)| s.0 == "offered") {
            let session = &told["steps"][i - 1]["session"]["day"];
            assert_eq!(steps[i - 1].0, "booked", "{told:#}");
            // A cancelled one is told when it is found.
            let cancelled = told["steps"][i]["outcome"] == "cancelled";
            assert!(session.as_i64() == Some(step.1) || cancelled && session.as_i64() >= Some(step.1), "{told:#}");
            kept += 1;
        }
        missed += answer.life.missed;
        // Something becomes of every appointment; of one whose session is lost, at its time.
        assert!(steps.windows(2).all(|s| s[0].0 != "booked" || s[1].0 != "booked"), "{told:#}");
        let off = |step: &&serde_json::Value| step["outcome"] == "called_off";
        called_off += told["steps"].as_array().expect("steps").iter().filter(off).count();
        // Every look is at a booking, or before one.
        let booked: Vec<i64> = steps.iter().filter(|s| s.0 == "booked").map(|s| s.1).collect();
        for seen in answer.standings.iter().filter(|s| s.why == queuity::why::Reason::Called) {
            assert!(booked.contains(&seen.at.day), "{told:#}");
        }
    }
    assert!(kept > 25 && missed > 2 && called_off > 2, "{kept} {missed} {called_off}");
}

/// Slots that are reserved are reserved in each session, however many of them are open at once and how often slots fall free.
#[test]
fn reserved_slots_are_kept_in_every_session_of_the_diary() {
    let list = "referrals = { per_week = 70 }\nwaiting = { bands_weeks = [0, 10, 20], count = [400, 200, 50] }\n\
                urgency = [{ name = \"P2\", share = 0.7, target = \"4 weeks\" }, { name = \"P4\", share = 0.3 }]\n\
                slots = { per_week = 50 }\ncancels_appointment = 0.2\nremoval = { per_week = 0.02 }\n\
                levers = { booking = { ahead = \"4 weeks\" } }\n";
    for spill in [true, false] {
        let rule = format!(
            "kind = \"reserved\"\nshare = 0.2\nfor = {{ urgency = \"P4\" }}\nspill_over = {spill}\nrest = \"strict\""
        );
        let mut called = BTreeMap::<i64, (u32, u32)>::new();
        for (at, class, event) in events(&text(60, list).replace("kind = \"first come\"", &rule), 0) {
            if let Event::Called(..) = event {
                let session = called.entry(at).or_default();
                *if class % 2 == 1 { &mut session.0 } else { &mut session.1 } += 1;
            }
        }
        assert_eq!(called.len(), 300);
        // Ten slots, two of them for those who would never have their turn.
        assert!(called.values().all(|session| *session == (2, 8)), "{spill}: {called:?}");
    }
}

/// A person who is passed over, as they do not come at short notice, has been given nothing, and no rule counts it against their group.
#[test]
fn being_passed_over_is_no_call() {
    let service = "slots = { per_week = 32 }\ncancels_appointment = 0.3\n\
                   levers = { booking = { ahead = \"4 weeks\", notice = \"2 weeks\", short_notice = { group = { poor = 0, rich = 1 } } } }\n";
    let text = text(104, &format!("{LIST}{service}")).replace("first come\"", "fair share\"\nby = \"group\"");
    let (mut offers, mut booked) = ([0_i64; 2], std::collections::BTreeSet::new());
    for (_, class, event) in events(&text, 0) {
        match event {
            Event::Booked(n, _) => {
                booked.insert(n);
                offers[usize::from(class) / 2] += 1;
            }
            // An offer for the same day, cancelled at once, is an offer too.
            Event::Cancelled(n) if !booked.remove(&n) => offers[usize::from(class) / 2] += 1,
            Event::Called(n, _) => drop(booked.remove(&n)),
            _ => {}
        }
    }
    // Both groups always wait, so each is made every other offer.
    assert!(offers[0] > 1500 && (offers[0] - offers[1]).abs() <= 1, "{offers:?}");
}

/// A diary holds people: slots that nobody has take no room, or this would take gigabytes.
#[test]
fn free_slots_of_a_diary_take_no_room() {
    let list =
        "referrals = { per_week = 40 }\nslots = { per_week = 1e6 }\nlevers = { booking = { ahead = \"52 weeks\" } }\n";
    let t = tally(&text(60, list), 0);
    assert!(t.capacity.booked > 2000 && t.capacity.offered == 60_000_000, "{:?}", t.capacity);
}

/// What happens elsewhere is no occasion to look into a diary.
#[test]
fn a_diary_is_kept_on_its_own_days() {
    let of = |slots: &str| {
        let stages = format!(
            "[[service.stage]]\nname = \"first\"\nslots = {{ per_week = 40, days = [\"mon\"] }}\ncancels_appointment = 0.3\n\
             levers = {{ booking = {{ ahead = \"4 weeks\", notice = \"1 week\", short_notice = 0.5 }} }}\n\
             next = [{{ to = \"second\", share = 0.5 }}, {{ ends = \"treated\" }}]\n\
             [[service.stage]]\nname = \"second\"\nslots = {{ per_week = 35, {slots} }}\nnext = [{{ ends = \"treated\" }}]\n"
        );
        let events = events(&text(60, &format!("{LIST}removal = {{ per_week = 0.01 }}\n{stages}")), 0).into_iter();
        events.filter(|e| matches!(e.2, Event::Booked(..) | Event::Cancelled(_))).collect::<Vec<_>>()
    };
    let often = of("days = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"]");
    assert!(often.len() > 2000);
    assert_eq!(often, of("days = [\"mon\"]"));
}

/// People who have an appointment to come are on the list, and asked as the others are.
#[test]
fn a_validation_asks_those_who_have_an_appointment() {
    let of = |leaves: &str| {
        text(
            40,
            &format!(
                "{LIST}slots = {{ per_week = 40 }}\nremoval = {{ per_week = 0.02 }}\n[service.levers]\nbooking = {{ ahead = \"6 weeks\" }}\n\
                 validation = [{{ at = \"10 weeks\", leaves = {leaves} }}]\n"
            ),
        )
    };
    let t = tally(&of("0"), 0);
    assert!(sum(&t, |c| c.validated) > 250, "{}", sum(&t, |c| c.validated));
    let mut joined = BTreeMap::new();
    let mut treated = 0;
    for (at, _, event) in events(&of("1"), 0) {
        match event {
            Event::Joined(n) => drop(joined.insert(n, at)),
            Event::Called(n, _) if at > 10 * WEEK => {
                assert!(joined[&n] >= 10 * WEEK, "a person who was on the list has left it");
                treated += 1;
            }
            _ => {}
        }
    }
    assert!(treated > 900, "slots that fall free are given to others: {treated}");
    assert!(balances(&t) && balances(&tally(&of("1"), 0)));
}

/// A surge and a full room look at the list, and people who have an appointment are on it, while they live.
#[test]
fn those_with_an_appointment_are_on_the_list() {
    let surge = "surge = { above = 200, per_week = 3, at_most = 9, review = \"2 weeks\" }\n";
    let of = |ahead: &str| {
        text(
            52,
            &format!(
                "referrals = {{ per_week = 40 }}\nwaiting = {{ bands_weeks = [0, 10], count = [240] }}\nslots = {{ per_week = 40 }}\n\
                 [service.levers]\n{surge}booking = {{ ahead = \"{ahead}\" }}\n"
            ),
        )
    };
    let more = |ahead| tally(&of(ahead), 0).capacity.surge;
    assert!(more("0 days") > 50 && more("6 weeks") > 50, "{} {}", more("0 days"), more("6 weeks"));

    let room = "referrals = { per_week = 60 }\nmax_in_system = 100\nslots = { per_week = 20 }\nremoval = { per_week = 0.1 }\n\
                levers = { booking = { ahead = \"12 weeks\" } }\n";
    let mut all = events(&text(52, room), 0);
    // At one instant people leave before others come.
    all.sort_by_key(|e| (e.0, matches!(e.2, Event::Joined(_))));
    let away = |e: &(i64, u16, Event)| if let Event::Left(n, Exit::TurnedAway) = e.2 { Some(n) } else { None };
    let turned_away: std::collections::BTreeSet<u64> = all.iter().filter_map(away).collect();
    let mut inside = 0;
    for (_, _, event) in all {
        match event {
            Event::Joined(n) if turned_away.contains(&n) => assert_eq!(inside, 100, "{n} is turned away"),
            Event::Joined(_) => inside += 1,
            Event::Left(_, how) if how != Exit::TurnedAway => inside -= 1,
            _ => {}
        }
        assert!(inside <= 100);
    }
    let turned_away = turned_away.len();
    assert!(turned_away > 500, "{turned_away}");
}

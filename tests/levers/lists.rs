//! Levers on the list and its capacity.

use queuity::stat::interval::t_interval;
use queuity::tally::Exit;

use crate::levers::{Event, events, mean_wait, sum, tally, text};

const LIST: &str = "referrals = { per_week = 40 }\nwaiting = { bands_weeks = [0, 10, 20], count = [100, 60, 20] }\n";
const SLOTS: &str = "slots = { per_week = 42 }\n";

/// Two sites of their own against one list: the mean wait never grows, in any replication.
#[test]
fn pooling_identical_sites_never_lengthens_the_mean_wait() {
    let list = "referrals = { per_week = 38 }\nslots = { per_week = 20 }\n";
    let north = "[service.levers]\nown_slots_for = { site = [\"north\"] }\n";
    let south = |whom: &str| format!("[[service.levers.only_for]]\nslots = {{ per_week = 20 }}\n{whom}");
    let apart = text(150, &format!("{list}{north}{}", south("for = { site = [\"south\"] }\n")));
    let pooled = text(150, &format!("{list}{}", south("")));
    let mut gains = Vec::new();
    for replication in 0..12 {
        let (apart, pooled) = (tally(&apart, replication), tally(&pooled, replication));
        assert_eq!(apart.capacity.offered, pooled.capacity.offered);
        assert!(pooled.capacity.attended >= apart.capacity.attended);
        let area = |t: &queuity::tally::Tally| t.classes.iter().flatten().map(|c| c.area).sum::<i128>();
        assert!(area(&pooled) <= area(&apart), "replication {replication}");
        gains.push(mean_wait(&apart) - mean_wait(&pooled));
    }
    let gain = t_interval(&gains, 0.99).expect("replications");
    assert!(gain.mean - gain.half_width > 0.0, "{gain:?}");
}

/// A fence with everybody inside is no fence.
#[test]
fn sessions_for_everybody_change_nothing() {
    let plain = text(60, &format!("{LIST}{SLOTS}misses_appointment = 0.1\nremoval = {{ per_week = 0.01 }}\n"));
    let fenced = text(
        60,
        &format!(
            "{LIST}{SLOTS}misses_appointment = 0.1\nremoval = {{ per_week = 0.01 }}\n\
             [service.levers]\nown_slots_for = {{ site = [\"north\", \"south\"] }}\n"
        ),
    );
    assert_eq!(events(&plain, 1), events(&fenced, 1));
    // One that is closed to half of them serves nobody else.
    let half = text(60, &format!("{LIST}{SLOTS}[service.levers]\nown_slots_for = {{ site = [\"north\"] }}\n"));
    assert!(events(&half, 1).iter().all(|(_, class, e)| !matches!(e, Event::Called(..)) || class % 2 == 0));
}

/// A validation asks everybody on the list once, and takes off only the people it says.
#[test]
fn validation_removes_only_whom_it_says() {
    let validation = "[[service.levers.validation]]\nat = \"10 weeks\"\nleaves = { group = { poor = 0, rich = 0.2 } }\n\
                      by_mistake = { group = { poor = 0.3, rich = 0 } }\n";
    let with = text(30, &format!("{LIST}slots = {{ per_week = 30 }}\n{validation}"));
    let without = text(30, &format!("{LIST}slots = {{ per_week = 30 }}\n"));
    let at = 70 * 86_400;
    let (a, b) = (events(&with, 0), events(&without, 0));
    let until = |events: &[(i64, u16, Event)]| events.iter().filter(|e| e.0 < at).cloned().collect::<Vec<_>>();
    assert_eq!(until(&a), until(&b), "nothing moves before");
    let removed: Vec<_> = a.iter().filter(|e| matches!(e.2, Event::Left(_, Exit::Removed))).collect();
    assert!(removed.len() > 20 && removed.iter().all(|e| e.0 == at));
    let t = tally(&with, 0);
    let of = |group: usize, f: &dyn Fn(&queuity::tally::ClassTally) -> u64| -> u64 {
        t.classes.iter().enumerate().filter(|(c, _)| c / 2 == group).filter_map(|(_, t)| t.as_deref()).map(f).sum()
    };
    assert_eq!(of(0, &|c| c.exits[Exit::Removed]), of(0, &|c| c.removed_by_mistake));
    assert_eq!(of(1, &|c| c.removed_by_mistake), 0);
    let on_list = |e: &[(i64, u16, Event)]| {
        let joined = e.iter().filter(|e| e.0 <= at && matches!(e.2, Event::Joined(_))).count();
        let left = e.iter().filter(|e| e.0 < at && matches!(e.2, Event::Left(..))).count();
        (joined - left) as u64
    };
    assert_eq!(sum(&t, |c| c.validated), on_list(&a));
    // 0.3 of the poor, 0.2 of the rich, within four standard deviations.
    for (group, p) in [(0, 0.3), (1, 0.2)] {
        let n = of(group, &|c| c.validated) as f64;
        let expected = n * p;
        let found = of(group, &|c| c.exits[Exit::Removed]) as f64;
        assert!((found - expected).abs() < 4.0 * (expected * (1.0 - p)).sqrt(), "{group}: {found} of {n}");
    }
}

/// What happens before the warm-up is over takes people off the list, but is not counted.
#[test]
fn validations_are_counted_from_the_warm_up_on() {
    let validation = "levers = { validation = [{ at = \"10 weeks\", by_mistake = 0.3 }, { at = \"20 weeks\", by_mistake = 0.3 }] }\n";
    let all = text(30, &format!("{LIST}slots = {{ per_week = 30 }}\n{validation}"));
    let late = all.replace("horizon =", "warm_up = \"15 weeks\"\nhorizon =");
    let first = validation.replace(", { at = \"20 weeks\", by_mistake = 0.3 }", "");
    let first = text(30, &format!("{LIST}slots = {{ per_week = 30 }}\n{first}"));
    let asked = |text: &str| {
        let t = tally(text, 0);
        (sum(&t, |c| c.validated), sum(&t, |c| c.removed_by_mistake))
    };
    let (all, late, first) = (asked(&all), asked(&late), asked(&first));
    assert_eq!((late.0 + first.0, late.1 + first.1), all);
    assert!(late.1 > 20 && first.1 > 20, "{late:?} {first:?}");
}

/// A person on the way back after a missed appointment, on the way to another stage, or at a stage that only takes time is on the
/// list too, and asked.
#[test]
fn a_validation_asks_those_who_are_on_the_way() {
    let of = |leaves: &str| {
        text(
            40,
            &format!(
                "{LIST}misses_appointment = 0.3\nafter_missed = {{ rebook = 0.9, after = {{ kind = \"exponential\", mean = \"4 weeks\" }} }}\n\
                 removal = {{ per_week = 0.02 }}\nlevers = {{ validation = [{{ at = \"10 weeks\", leaves = {leaves} }}] }}\n\
                 [[service.stage]]\nname = \"clinic\"\nslots = {{ per_week = 60 }}\nnext = [{{ to = \"decision\", after = \"3 weeks\" }}]\n\
                 [[service.stage]]\nname = \"decision\"\ntakes = {{ kind = \"exponential\", mean = \"3 weeks\" }}\nnext = [{{ to = \"theatre\" }}]\n\
                 [[service.stage]]\nname = \"theatre\"\nslots = {{ per_week = 40 }}\nnext = [{{ ends = \"treated\" }}]\n"
            ),
        )
    };
    let at = 10 * 7 * 86_400;
    let (asked, gone) = (of("0"), of("1"));
    let on_list = events(&asked, 0).iter().fold(0, |n, e| match e.2 {
        Event::Joined(_) if e.0 <= at => n + 1,
        Event::Left(..) if e.0 <= at => n - 1,
        _ => n,
    });
    assert_eq!(sum(&tally(&asked, 0), |c| c.validated), on_list, "everybody on the list is asked");
    let mut joined = std::collections::BTreeMap::new();
    let mut called = 0;
    for (when, _, event) in events(&gone, 0) {
        match event {
            Event::Joined(n) => drop(joined.insert(n, when)),
            Event::Called(n, _) if when > at => {
                assert!(joined[&n] >= at, "a person who was on the list has left it");
                called += 1;
            }
            _ => {}
        }
    }
    assert!(called > 500, "{called}");
    assert!(
        [&asked, &gone].into_iter().all(|text| (0..3).all(|r| tally(text, r)
            .classes
            .iter()
            .flatten()
            .all(|class| class.balances())))
    );
}

/// A person who missed an appointment at a server waits on while the server is held, and is asked; also twice.
#[test]
fn a_validation_asks_those_who_missed_at_a_server() {
    let of = |leaves: f64| {
        text(
            40,
            &format!(
                "referrals = {{ per_week = 25 }}\nmisses_appointment = 0.5\nafter_missed = {{ rebook = 1 }}\n\
                 servers = {{ count = 40, service = {{ kind = \"exponential\", mean = \"100 hours\" }} }}\n\
                 levers = {{ validation = [{{ at = \"10 weeks\", leaves = {leaves} }}, {{ at = \"70 days\", leaves = 0 }}] }}\n"
            ),
        )
    };
    let at = 10 * 7 * 86_400;
    for replication in 0..20 {
        let all = events(&of(1.0), replication);
        let first = |e: &(i64, u16, Event)| if let Event::Joined(n) = e.2 { Some((n, e.0)) } else { None };
        let joined: std::collections::BTreeMap<u64, i64> = all.iter().filter_map(first).collect();
        for (when, _, event) in all {
            if let Event::Called(n, _) = event {
                assert!(when <= at || joined[&n] >= at, "a person who was on the list has left it");
            }
        }
        for leaves in [0.0, 0.5, 1.0] {
            assert!(tally(&of(leaves), replication).classes.iter().flatten().all(|class| class.balances()));
        }
    }
}

/// Slots that follow the list: a limit that is never reached changes nothing; a list that grows is caught.
#[test]
fn a_surge_follows_the_list() {
    let list = "referrals = { per_week = 50 }\nwaiting = { bands_weeks = [0, 10], count = [100, 100] }\nslots = { per_week = 45 }\n";
    let surge = |above: u32| {
        format!("{list}levers = {{ surge = {{ above = {above}, per_week = 5, at_most = 15, after = \"4 weeks\" }} }}\n")
    };
    let never = text(104, &surge(100_000));
    assert_eq!(events(&text(104, list), 2), events(&never, 2));
    let without = tally(&text(104, list), 2);
    let with = tally(&text(104, &surge(250)), 2);
    assert!(sum(&without, |c| c.waiting) > 500);
    assert!(sum(&with, |c| c.waiting) < 300, "{}", sum(&with, |c| c.waiting));
    assert_eq!(with.capacity.offered - with.capacity.surge, without.capacity.offered);
    assert!(with.capacity.surge <= 15 * 104);
}

/// One-off sessions move nothing before, and see as many more as they have slots.
#[test]
fn extra_sessions_add_their_slots() {
    let list = "referrals = { per_week = 40 }\nwaiting = { count = 500, wait = { kind = \"constant\", value = \"9 weeks\" } }\n\
                slots = { per_week = 40 }\n";
    let extra =
        "[service.levers]\nextra_sessions = [{ at = 2026-03-07, slots = 25 }, { at = 2026-03-14, slots = 5 }]\n";
    let (with, without) = (text(26, &format!("{list}{extra}")), text(26, list));
    let saturday = 61 * 86_400;
    let until = |text: &str| events(text, 0).into_iter().filter(|e| e.0 < saturday).collect::<Vec<_>>();
    assert_eq!(until(&with), until(&without));
    assert_eq!(
        sum(&tally(&with, 0), |c| c.exits[Exit::Treated]),
        sum(&tally(&without, 0), |c| c.exits[Exit::Treated]) + 30
    );
}

/// Another provider's slots go to those who may and want to.
#[test]
fn only_takers_go_to_another_provider() {
    let list = "referrals = { per_week = 40 }\nwaiting = { count = 900, wait = { kind = \"constant\", value = \"9 weeks\" } }\n\
                slots = { per_week = 30 }\n";
    let outside = "[[service.levers.only_for]]\nslots = { per_week = 10, days = [\"sat\"] }\nfor = { site = [\"south\"] }\n\
                   take_up = { group = { poor = 0.25, rich = 0.75 } }\noutside = true\n";
    let text = text(52, &format!("{list}{outside}"));
    let all = events(&text, 0);
    let saturday = |at: i64| (at / 86_400) % 7 == 5;
    let calls: Vec<_> = all.iter().filter(|e| saturday(e.0) && matches!(e.2, Event::Called(..))).collect();
    let declined: Vec<_> = all.iter().filter(|e| matches!(e.2, Event::Declined(_))).collect();
    assert_eq!(calls.len(), 520);
    assert!(calls.iter().chain(&declined).all(|e| e.1 % 2 == 1), "only the south");
    assert!(declined.iter().all(|e| saturday(e.0)));
    let poor = |e: &[&(i64, u16, Event)]| e.iter().filter(|e| e.1 / 2 == 0).count() as f64;
    let share = poor(&calls) / (poor(&calls) + poor(&declined));
    assert!((share - 0.25).abs() < 0.06, "{share}");
    assert_eq!(tally(&text, 0).capacity.outside, 520);
}

/// Outreach adds people; it moves nobody else's referral.
#[test]
fn outreach_only_adds_people() {
    let list = |more: &str| {
        format!(
            "slots = {{ per_week = 60 }}\nreferrals = {{ per_week = 50, under_referral = {{ group = {{ poor = 0.3 }} }} }}\n{more}"
        )
    };
    let (without, with) = (
        text(104, &list("")),
        text(
            104,
            &list(
                "levers = { outreach = { reaches = { default = 0, group = { poor = 0.5 } }, from = \"52 weeks\" } }\n",
            ),
        ),
    );
    let joined = |text: &str| {
        let events = events(text, 3).into_iter();
        events.filter_map(|e| if let Event::Joined(n) = e.2 { Some((n, e.0, e.1)) } else { None }).collect::<Vec<_>>()
    };
    let (before, after) = (joined(&without), joined(&with));
    let new: Vec<_> = after.iter().filter(|p| !before.contains(p)).collect();
    assert_eq!(after.len(), before.len() + new.len());
    assert!(new.iter().all(|p| p.2 / 2 == 0 && p.1 >= 52 * 7 * 86_400));
    // 50 a week are referred; 25 x 0.3 / 0.7 more are in need; half of these come in 52 weeks.
    let expected = 25.0 * 0.3 / 0.7 * 0.5 * 52.0;
    assert!((new.len() as f64 - expected).abs() < 4.0 * f64::sqrt(expected), "{} of {expected}", new.len());
    assert!((before.len() as f64 - 5200.0).abs() < 4.0 * f64::sqrt(5200.0), "{}", before.len());
    let t = tally(&without, 3);
    let share = sum(&t, |c| c.unmet) as f64 / sum(&t, |c| c.unmet + c.referred) as f64;
    assert!((share - 0.3 / 0.7 * 25.0 / (50.0 + 0.3 / 0.7 * 25.0)).abs() < 0.02, "{share}");
}

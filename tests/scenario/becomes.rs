//! What a scenario that loads becomes: bands, rates, shares, sessions, servers and laws of the model.

use queuity::compile;
use queuity::model::{Capacity, Profile};
use queuity::time::{DAY, WEEK};

use crate::scenario::{SMALL, loaded, registry};

#[test]
fn urgencies_of_the_list_may_have_bands_of_their_own() {
    let text = SMALL.replace(
        "58 }",
        "58 }\nurgency = [{ name = \"P2\", share = 0.5 }, { name = \"P4\", share = 0.5 }]\n\
         waiting = { bands_weeks = [0, 2, 4, 8], count = [5, 5, 5, 5], urgency_weeks = [0, 4], urgency = [{ P2 = 0.25, P4 = 0.75 }, { P4 = 1 }] }",
    );
    let s = loaded(&text);
    let first: Vec<u64> = s.variants[0].model.services[0].today.iter().map(|b| b.urgency[0].0[0]).collect();
    assert_eq!(first, [1 << 62, 1 << 62, 0, 0]);
}

#[test]
fn counts_are_rounded_cumulatively_so_that_the_tail_stays() {
    let text = SMALL
        .replace("\"104 weeks\"", "\"104 weeks\"\nscale = 100")
        .replace("58 }", "58 }\nwaiting = { bands_weeks = [0, 1, 2, 3, 4, 5], count = [140, 40, 40, 40, 40] }");
    let s = loaded(&text);
    let counts: Vec<u32> = s.variants[0].model.services[0].today.iter().map(|b| b.count).collect();
    assert_eq!(counts, [1, 1, 0, 1, 0]);
    let Capacity::Slots { sessions, .. } = &s.variants[0].model.services[0].stages[0].capacity else { panic!() };
    assert_eq!(sessions.iter().map(|s| s.slots).sum::<u32>(), 58 * 104 / 100);
}

#[test]
fn rates_change_by_season_day_growth_and_date() {
    let text = SMALL.replace(
        "{ per_week = 62.0 }",
        "{ per_week = 70, days = [\"mon\", \"tue\"], growth_per_year = \"10%\", season = [1,2,1,1,1,1,1,1,1,1,1,1], \
         changes = [{ from = 2026-04-06, to = 2026-04-13, multiply = 0.5 }, { from = \"52 weeks\", per_week = 140, ramp = \"14 days\" }] }",
    );
    let s = loaded(&text);
    let Profile::Daily(days) = &s.variants[0].model.services[0].referrals.as_ref().unwrap().per_day else { panic!() };
    let near = |day: usize, x: f64| {
        let grown = queuity::distributions::power(1.1, day as f64 / 365.0);
        assert!((days[day] - x * grown).abs() < 1e-9, "day {day}: {} is not {x} grown", days[day]);
    };
    assert_eq!(days.len(), 728);
    near(0, 70.0);
    near(1, 70.0);
    near(2, 0.0);
    near(35, 35.0);
    near(63, 17.5);
    near(70, 35.0);
    near(364, 70.0); // February again
    near(371, 105.0);
    near(378, 140.0);
    near(721, 70.0);
}

#[test]
fn shares_become_thresholds_of_their_decimals() {
    let text = format!(
        "{SMALL}rate = 1\n[[attribute]]\nname = \"d\"\nlevels = [\"a\", \"b\", \"c\"]\nshare = [\"25%\", 0.5, 0.25]\n\
         [[attribute]]\nname = \"e\"\nlevels = [\"x\", \"y\"]\n"
    )
    .replace("rate = 1\n", "")
    .replace("62.0 }", "62.0, rate_ratio = { e = { x = 3 } } }");
    let s = loaded(&text);
    let referrals = s.variants[0].model.services[0].referrals.as_ref().unwrap();
    assert_eq!(*referrals.mix.attributes[0][0].0, [1 << 62, 3 << 62]);
    assert_eq!(referrals.mix.attributes[1].len(), 3);
    assert_eq!(*referrals.mix.attributes[1][2].0, [3 << 62]);
    // Half of the people at three times the rate: twice the total.
    assert!(matches!(referrals.per_day, Profile::Constant(x) if (x * 7.0 - 124.0).abs() < 1e-9));
    assert_eq!(*s.variants[0].model.services[0].today_groups.attributes[1][0].0, [1 << 63]);
}

#[test]
fn attributes_may_hang_together() {
    let attributes =
        "[[attribute]]\nname = \"d\"\nlevels = [\"a\", \"b\"]\n[[attribute]]\nname = \"e\"\nlevels = [\"x\", \"y\"]\n";
    let joint = format!(
        "{SMALL}{attributes}[population]\nshare = [{{ d = \"a\", e = \"x\", share = 0.375 }}, {{ d = \"a\", e = \"y\", share = 0.125 }}, \
         {{ d = \"b\", e = \"x\", share = 0.125 }}, {{ d = \"b\", e = \"y\", share = 0.375 }}]\n"
    );
    let odds = format!("{SMALL}{attributes}[population]\nodds_ratio = [{{ d = \"a\", e = \"x\", odds_ratio = 9 }}]\n");
    for text in [joint, odds] {
        let s = loaded(&text);
        let rows = &s.variants[0].model.services[0].today_groups.attributes[1];
        let first = |i: usize| rows[i].0[0] as f64 / (1_u128 << 64) as f64;
        assert!((first(0) - 0.75).abs() < 1e-9 && (first(1) - 0.25).abs() < 1e-9, "{} {}", first(0), first(1));
    }
}

#[test]
fn values_by_group_multiply_and_rows_override() {
    let text = format!(
        "{SMALL}misses_appointment = {{ default = 0.2, d = {{ a = 0.5 }}, odds_ratio = {{ e = {{ x = 2 }} }}, rows = [{{ d = \"b\", e = \"y\", value = \"1%\" }}] }}\n\
         removal = {{ per_week = {{ default = 0.01, rate_ratio = {{ e = {{ x = 3 }} }} }} }}\n\
         [[attribute]]\nname = \"d\"\nlevels = [\"a\", \"b\"]\n[[attribute]]\nname = \"e\"\nlevels = [\"x\", \"y\"]\n"
    );
    let s = loaded(&text);
    let service = &s.variants[0].model.services[0];
    let misses: Vec<f64> = service.stages[0].misses.iter().map(|c| (c.probability() * 1e6).round() / 1e6).collect();
    assert_eq!(misses, [0.666_667, 0.5, 0.333_333, 0.01]);
    assert_eq!(service.patience_of, [0, 1, 0, 1]);
    let mean = |i: usize| match service.patience[i] {
        queuity::distributions::Patience::Exponential { mean } => mean / WEEK as f64,
        _ => 0.0,
    };
    assert!((mean(0) - 1.0 / 0.03).abs() < 1e-9 && (mean(1) - 100.0).abs() < 1e-9);
}

#[test]
fn sessions_without_a_calendar_come_at_each_multiple() {
    let text = "queuity = 1\n[scenario]\nhorizon = \"5 weeks\"\n[[service]]\nname = \"clinic\"\nreferrals = { per_unit = 1.5 }\nslots = { every = \"1 week\", count = 2.5, lost_sessions = 0.1 }\n";
    let s = loaded(text);
    let service = &s.variants[0].model.services[0];
    let Capacity::Slots { sessions, lost } = &service.stages[0].capacity else { panic!() };
    assert_eq!(sessions.iter().map(|s| (s.time / WEEK, s.slots)).collect::<Vec<_>>(), [(1, 2), (2, 3), (3, 2), (4, 3)]);
    assert!((lost.probability() - 0.1).abs() < 1e-9);
    assert!(matches!(service.referrals.as_ref().unwrap().per_day, Profile::Constant(x) if (x - 1.5).abs() < 1e-12));
    assert_eq!(s.settings.date(3), "day 3");
    assert_eq!(loaded(&s.resolved).resolved, s.resolved);
}

#[test]
fn listed_referrals_are_placed() {
    let text = format!(
        "{SMALL}[[service.extra]]\nat = 2026-02-04\nd = \"b\"\n[[service.extra]]\nat = \"36 hours\"\n[[attribute]]\nname = \"d\"\nlevels = [\"a\", \"b\"]\n"
    );
    let s = loaded(&text);
    let extra = &s.variants[0].model.services[0].extra;
    assert_eq!(
        extra.iter().map(|e| (e.time, e.levels.clone())).collect::<Vec<_>>(),
        [(2 * DAY, vec![Some(1)]), (DAY + DAY / 2, vec![None])]
    );
}

#[test]
fn a_law_without_spread_is_a_fixed_value() {
    for kind in ["gamma", "lognormal"] {
        let text = SMALL.replace(
            "slots     = { per_week = 58 }",
            &format!(
                "servers = {{ count = 1, service = {{ kind = \"{kind}\", mean = \"2 days\", sd = \"0 days\" }} }}"
            ),
        );
        let s = loaded(&text);
        let Capacity::Servers { service, .. } = &s.variants[0].model.services[0].stages[0].capacity else { panic!() };
        assert_eq!(service[0], queuity::distributions::Dist::Constant { value: 2.0 * DAY as f64 }, "{kind}");
    }
}

#[test]
fn servers_without_a_limit() {
    let servers = "servers = { count = \"unlimited\", service = { kind = \"constant\", value = \"9 days\" } }";
    let text = SMALL.replace("slots     = { per_week = 58 }", servers);
    let s = loaded(&text);
    let Capacity::Servers { count, .. } = s.variants[0].model.services[0].stages[0].capacity else { panic!() };
    assert_eq!(count, queuity::model::UNLIMITED);
    assert!(s.resolved.contains("count = \"unlimited\""), "{}", s.resolved);
    assert_eq!(loaded(&s.resolved).resolved, s.resolved);
    let run =
        queuity::engine::run(&s.variants[0].model, 0, 0, queuity::engine::Departures::Lazy, queuity::engine::Nobody);
    let tally = run.expect("no guard").0;
    assert!(tally.classes.iter().flatten().all(|c| c.waiting == 0 && c.completed_at_once == c.completed.count));
}

#[test]
fn a_room_and_people_who_come_again() {
    let text = SMALL.replace(
        "referrals = { per_week = 62.0 }",
        "referrals = { per_week = 62.0, varies = { cv = 0.5 } }\nmax_in_system = 90\n\
         retries = { after = { kind = \"exponential\", mean = \"2 days\" } }",
    );
    let s = loaded(&text);
    let service = &s.variants[0].model.services[0];
    let room = service.room.as_ref().unwrap();
    assert_eq!((room.most, room.retries.as_ref().unwrap().mean()), (90, 2.0 * DAY as f64));
    let varies = service.referrals.as_ref().unwrap().varies.as_ref().unwrap();
    assert!((varies.mean() - 1.0).abs() < 1e-12 && (varies.variance() - 0.25).abs() < 1e-12);
    assert_eq!(loaded(&s.resolved).resolved, s.resolved);
    // At a scale the room shrinks with the people.
    let scaled = loaded(&text.replace("[scenario]", "[scenario]\nscale = 10"));
    assert_eq!(scaled.variants[0].model.services[0].room.as_ref().unwrap().most, 9);
    let odd = text.replace("[scenario]", "[scenario]\nscale = 20");
    assert!(compile::load(&odd, &registry()).unwrap_err().iter().any(|p| p.code == "Q0626"));
}

#[test]
fn times_between_referrals() {
    let text = SMALL.replace("per_week = 62.0", "between = { kind = \"erlang\", mean = \"6 hours\", stages = 2 }");
    let s = loaded(&text);
    let referrals = s.variants[0].model.services[0].referrals.as_ref().unwrap();
    assert!(matches!(referrals.per_day, Profile::Constant(4.0)));
    assert_eq!(referrals.between.as_ref().unwrap().mean(), 0.25 * DAY as f64);
    assert_eq!(loaded(&s.resolved).resolved, s.resolved);
    // One listed referral more leaves everybody else alone.
    let people = |text: &str| -> Vec<(u64, i64, u16)> {
        use queuity::people::{Draw, Window};
        let s = loaded(text);
        let model = &s.variants[0].model;
        let key = queuity::rng::Key::new(model.seed, 3);
        let draw = Draw { key, population: &model.population, service: &model.services[0], beyond: 0 };
        let mut window = Window::default();
        let mut all = Vec::new();
        for week in 0..104 {
            draw.referrals(week, model.horizon, &mut window);
            all.extend(window.people.iter().map(|p| (p.id.order(), p.clock_start, p.class)));
        }
        // A week that is asked for alone has the same people.
        draw.referrals(50, model.horizon, &mut window);
        let week: Vec<_> = window.people.iter().map(|p| (p.id.order(), p.clock_start, p.class)).collect();
        assert!(!week.is_empty() && all.windows(week.len()).any(|w| w == week));
        all
    };
    let alone = people(&text);
    assert!((2_700..3_100).contains(&alone.len()), "{}", alone.len());
    assert!(alone.windows(2).all(|w| w[0].1 <= w[1].1));
    assert_eq!(alone, people(&format!("{text}\n[[service.extra]]\nat = \"4 weeks\"\n")));
}

#[test]
fn weeks_that_vary() {
    use queuity::people::{Draw, Window};
    let counts = |text: &str| -> (f64, f64) {
        let s = loaded(text);
        let model = &s.variants[0].model;
        let mut window = Window::default();
        let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
        for replication in 0..60 {
            let key = queuity::rng::Key::new(1, replication);
            let draw = Draw { key, population: &model.population, service: &model.services[0], beyond: 0 };
            for week in 0..104 {
                draw.referrals(week, model.horizon, &mut window);
                let count = window.people.len() as f64;
                (n, sum, squares) = (n + 1.0, sum + count, squares + count * count);
            }
        }
        (sum / n, squares / n - sum * sum / n / n)
    };
    let (mean, variance) = counts(SMALL);
    assert!((mean - 62.0).abs() < 0.5 && (variance - 62.0).abs() < 5.0, "{mean} {variance}");
    // Negative binomial: mean + (cv mean)^2.
    let (mean, variance) = counts(&SMALL.replace("per_week = 62.0", "per_week = 62.0, varies = { cv = 0.4 }"));
    let expected = 62.0 + (0.4_f64 * 62.0).powi(2);
    assert!((mean - 62.0).abs() < 1.5 && (variance / expected - 1.0).abs() < 0.1, "{mean} {variance}");
}

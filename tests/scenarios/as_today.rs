//! The reference of England in 2026 reproduces what is published, and stays near it for a year.

use queuity::fit::chance::distance;
use queuity::model::{Capacity, Profile};
use queuity::tally::{ClassTally, Tally, WITHIN_18_WEEKS, WITHIN_52_WEEKS};
use queuity::time::DAY;

use crate::scenarios::{model, percent, scenario, simulate, snapshots};

/// Completed pathways of January 2026 by weeks waited, all specialties, the last over 104 weeks (NHS England, Consultant-led Referral to
/// Treatment Waiting Times, full extract; Open Government Licence v3.0).
const COMPLETED: [u64; 105] = [
    166790, 102158, 79195, 68474, 63851, 65886, 59486, 52487, 46944, 41623, 37394, 34932, 32725, 31334, 29364, 27586,
    26556, 25658, 22012, 20150, 18795, 17559, 16928, 17133, 16708, 16436, 16178, 15363, 14674, 14679, 14634, 14047,
    13044, 12839, 12432, 11742, 11773, 10887, 10549, 10953, 10859, 12143, 12641, 12473, 12557, 11655, 11420, 11496,
    11506, 11530, 11116, 10631, 9458, 7020, 6047, 5410, 5568, 6057, 6310, 5909, 5642, 5445, 4992, 4782, 4342, 3336,
    2359, 1612, 1104, 698, 516, 410, 348, 330, 300, 233, 198, 181, 181, 170, 159, 142, 108, 102, 100, 100, 80, 75, 83,
    65, 43, 60, 41, 44, 45, 46, 48, 28, 37, 41, 45, 48, 32, 37, 925,
];

fn classes(tallies: &[Tally]) -> impl Iterator<Item = &ClassTally> {
    tallies.iter().flat_map(|t| t.classes.iter().flatten()).map(|class| &**class)
}

/// Those treated, by weeks waited as published.
fn completed(tallies: &[Tally]) -> Vec<f64> {
    let up_to = |days: i64| classes(tallies).map(|c| c.completed_days.at_most(days)).sum::<u64>() as f64;
    let all = classes(tallies).map(|c| c.completed_days.total()).sum::<u64>() as f64;
    let mut bands: Vec<f64> =
        (1..=104).map(|week| up_to(7 * week) - if week > 1 { up_to(7 * week - 7) } else { 0.0 }).collect();
    bands.push(all - up_to(7 * 104));
    bands
}

/// As many are referred as are treated and leave untreated, so each list keeps its size: after a year the shares within 18 and over 52 weeks
/// are near those published, and those treated waited as published.
#[test]
fn england_stays_as_it_is_where_its_lists_keep_their_size() {
    let scenario = scenario("england-rtt-2026.toml");
    assert_eq!(scenario.variants[scenario.settings.reference].name, "as today");
    let mut model = model(&scenario, "as today");
    let weeks = model.horizon as f64 / (7 * DAY) as f64;
    for service in &mut model.services {
        let Capacity::Slots { sessions, .. } = &service.stages[0].capacity else { panic!("slots") };
        let slots: u64 = sessions.iter().map(|s| u64::from(s.slots)).sum();
        let waiting: u64 = service.today.iter().map(|b| u64::from(b.count)).sum();
        // 7.5% of appointments are missed; 0.00815 of the list leaves in a week.
        let exits = 0.925 * slots as f64 / weeks + 0.00815 * waiting as f64;
        service.referrals.as_mut().expect("referrals").per_day = Profile::Constant(exits / 7.0);
    }
    model.follow_up = 0;
    model.horizon = 364 * DAY;
    let year = simulate(&model, 0);
    let [[before, within_before, _], [after, within, over]] = snapshots(&year);
    assert!((percent(within_before, before) - 61.4).abs() < 0.1);
    assert!((after as f64 / before as f64 - 1.0).abs() < 0.02, "the list goes from {before} to {after}");
    let (within, over) = (percent(within, after), percent(over, after));
    assert!((within - 61.4).abs() < 2.0, "{within}% within 18 weeks");
    assert!((over - 1.9).abs() < 0.5, "{over}% over 52 weeks");
    let published: Vec<f64> = COMPLETED.iter().map(|n| *n as f64).collect();
    let apart = distance(&completed(&year), &published);
    assert!(apart < 0.05, "the waits of those treated in a year are {apart} from those of January");
}

/// Today's gap: the most deprived fifth has 1.5 points fewer within 18 weeks than the least.
#[test]
fn england_opens_with_the_gap_that_is_published() {
    for (name, gap) in [("england-rtt-2026.toml", -1.5), ("trauma-orthopaedics.toml", -1.5)] {
        let scenario = scenario(name);
        let mut model = model(&scenario, "as today");
        model.horizon = DAY;
        model.follow_up = 0;
        let urgencies = model.services[0].urgencies.len();
        let mut gaps = Vec::new();
        for replication in 0..20 {
            let tallies = simulate(&model, replication);
            let share = |level: usize| {
                let is = |class: usize| model.population.level(class / urgencies, 0) == level;
                let of = tallies.iter().flat_map(|t| t.classes.iter().enumerate().filter(|(class, _)| is(*class)));
                let of = of.filter_map(|(_, tally)| tally.as_ref());
                let (mut within, mut over, mut all) = (0, 0, 0);
                for class in of {
                    within += class.opening.at_most(WITHIN_18_WEEKS);
                    over += class.opening.above(WITHIN_52_WEEKS);
                    all += class.opening.total();
                }
                assert!(over < all);
                percent(within, all)
            };
            gaps.push(share(0) - share(4));
        }
        let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
        assert!((mean - gap).abs() < 0.3, "{name}: {mean} points");
    }
}

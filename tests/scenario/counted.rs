//! Today's list by group and wait: what is counted is there.

use std::collections::BTreeMap;

use queuity::model::{BandWait, Model};
use queuity::people::{Draw, Person};
use queuity::rng::Key;
use queuity::scenario;
use queuity::time::DAY;

use crate::scenario::{loaded, registry};

const PEOPLE: &str = r#"
[[attribute]]
name   = "deprivation"
levels = ["most", "middle", "least"]
share  = [0.3, 0.3, 0.4]
[[attribute]]
name    = "ethnicity"
ordered = false
levels  = ["White", "Asian", "Black"]
share   = [0.8, 0.14, 0.06]
"#;

pub(super) fn text(head: &str, people: &str, waiting: &str) -> String {
    format!(
        r#"
queuity = 1
[scenario]
start   = 2026-02-02
horizon = "20 weeks"
{head}
{people}
[[service]]
name      = "a"
referrals = {{ per_week = 10 }}
slots     = {{ per_week = 10 }}
waiting   = {waiting}
"#
    )
}

fn model(head: &str, people: &str, waiting: &str) -> Model {
    loaded(&text(head, people, waiting)).variants.remove(0).model
}

/// Everybody on the list with the number of their band.
fn list(model: &Model, replication: u64) -> Vec<(usize, Person)> {
    let service = &model.services[0];
    let key = Key::new(model.seed, replication);
    let draw = Draw { key, population: &model.population, service, beyond: 0 };
    let bands = service.today.iter().enumerate().flat_map(|(b, band)| (0..band.count).map(move |_| b));
    let people = draw.today().into_iter().map(|(person, _)| person);
    bands.zip(people).collect()
}

/// People by band and level of an attribute, as recorded.
fn counted(model: &Model, replication: u64, attribute: usize) -> BTreeMap<(usize, usize), u64> {
    let service = &model.services[0];
    let population = service.records.as_ref().map_or(&model.population, |r| &r.population);
    let mut out = BTreeMap::new();
    for (band, person) in list(model, replication) {
        let group = person.recorded as usize / service.urgencies.len();
        *out.entry((band, population.level(group, attribute))).or_default() += 1;
    }
    out
}

/// The share of a level among those whose true level is asked for.
fn true_share(model: &Model, attribute: usize, level: usize, band: usize) -> f64 {
    let (mut hit, mut all) = (0.0, 0.0);
    for replication in 0..40 {
        for (_, person) in list(model, replication).into_iter().filter(|(b, _)| *b == band) {
            let group = person.class as usize / model.services[0].urgencies.len();
            all += 1.0;
            hit += f64::from(u8::from(model.population.level(group, attribute) == level));
        }
    }
    hit / all
}

#[test]
fn counts_of_one_attribute_are_the_people_of_each_band() {
    let waiting = "{ bands_weeks = [0, 6, 18], count = { White = [51, 33, 7], Asian = [9, 0, 3], Black = [0, 2, 1] } }";
    let model = model("", PEOPLE, waiting);
    let wanted = [((0, 0), 51), ((0, 1), 9), ((1, 0), 33), ((1, 2), 2), ((2, 0), 7), ((2, 1), 3), ((2, 2), 1)];
    for replication in 0..5 {
        assert_eq!(counted(&model, replication, 1), BTreeMap::from(wanted));
    }
    // They have waited as long as their band says, and the other attribute is that of the population.
    for (band, person) in list(&model, 0) {
        let days = -person.clock_start / DAY;
        match &model.services[0].today[band].wait {
            BandWait::Days { from, to } => assert!((*from..=*to).contains(&days)),
            BandWait::Open { beyond, .. } => assert!(days >= *beyond),
            BandWait::Law(_) | BandWait::Spread(_) => panic!("bands"),
        }
    }
    let share = true_share(&model, 0, 0, 0);
    assert!((share - 0.3).abs() < 0.03, "{share}");
}

#[test]
fn several_attributes_keep_the_counts_of_each() {
    let waiting = r#"{ bands_weeks = [0, 6, 18, 52], count = {
        deprivation = { most = [20, 30, 11], middle = [20, 10, 5], least = [20, 3, 1] },
        ethnicity = { White = [48, 31, 13], Asian = [10, 7, 3], Black = [2, 5, 1] } } }"#;
    let model = model("", PEOPLE, waiting);
    let deprivation = [[20, 30, 11], [20, 10, 5], [20, 3, 1]];
    let ethnicity = [[48, 31, 13], [10, 7, 3], [2, 5, 1]];
    for (attribute, wanted) in [deprivation, ethnicity].iter().enumerate() {
        for replication in 0..3 {
            let found = counted(&model, replication, attribute);
            for (level, bands) in wanted.iter().enumerate() {
                for (band, n) in bands.iter().enumerate() {
                    assert_eq!(found.get(&(band, level)).copied().unwrap_or(0), *n, "{attribute} {level} {band}");
                }
            }
        }
    }
}

#[test]
fn the_joined_table_has_the_odds_of_the_population() {
    // Big enough that rounding does not matter: the odds ratio of the population is that of each band, whatever its counts.
    let people = format!(
        "{PEOPLE}\n[population]\nodds_ratio = [{{ deprivation = \"most\", ethnicity = \"Black\", odds_ratio = 3 }}]\n"
    );
    let waiting = r#"{ bands_weeks = [0, 18, 52], count = {
        deprivation = { most = [50000, 10000], middle = [20000, 10000], least = [10000, 30000] },
        ethnicity = { White = [40000, 40000], Asian = [20000, 5000], Black = [20000, 5000] } } }"#;
    let model = model("", &people, waiting);
    for band in 0..2 {
        let mut cells = BTreeMap::new();
        for (_, person) in list(&model, 1).into_iter().filter(|(b, _)| *b == band) {
            *cells.entry(person.class).or_insert(0.0_f64) += 1.0;
        }
        let n = |d: u16, e: u16| cells[&(d * 3 + e)];
        // Of most against middle, Black against White; and of middle against least, where no odds are said.
        let odds = n(0, 2) * n(1, 0) / (n(0, 0) * n(1, 2));
        let none = n(1, 2) * n(2, 0) / (n(1, 0) * n(2, 2));
        assert!((odds - 3.0).abs() < 0.02 && (none - 1.0).abs() < 0.01, "{odds} {none}");
    }
}

#[test]
fn combinations_are_the_people_of_each_band() {
    let waiting = r#"{ bands_weeks = [0, 6, 18], count = [
        { deprivation = "most", ethnicity = "White", count = [4, 3, 2] },
        { deprivation = "most", ethnicity = "Black", count = [1, 0, 2] },
        { deprivation = "least", ethnicity = "Asian", count = [0, 7, 0] }] }"#;
    let model = model("", PEOPLE, waiting);
    let mut found = BTreeMap::new();
    for (band, person) in list(&model, 2) {
        *found.entry((band, person.class)).or_insert(0) += 1;
    }
    let wanted = [((0, 0), 4), ((0, 2), 1), ((1, 0), 3), ((1, 7), 7), ((2, 0), 2), ((2, 2), 2)];
    assert_eq!(found, BTreeMap::from(wanted));
}

#[test]
fn levels_are_spread_evenly_over_the_numbers() {
    // Of people with the same clock start the lower number comes first: no level may have the low ones.
    let waiting = "{ bands_weeks = [0, 1], count = { White = [500], Asian = [300], Black = [200] } }";
    let model = model("", PEOPLE, waiting);
    let means: Vec<f64> = (0..3)
        .map(|level| {
            let of: Vec<f64> = (list(&model, 3).iter().enumerate())
                .filter(|(_, (_, p))| model.population.level(p.class as usize, 1) == level)
                .map(|(i, _)| i as f64)
                .collect();
            of.iter().sum::<f64>() / of.len() as f64
        })
        .collect();
    assert!(means.iter().all(|m| (m - 499.5).abs() < 15.0), "{means:?}");
}

#[test]
fn at_scale_groups_are_drawn_from_those_counted() {
    let waiting = "{ bands_weeks = [0, 6, 18], count = { White = [5100, 3300, 700], Asian = [900, 10, 303], Black = [0, 190, 104] } }";
    let model = model("scale = 10", PEOPLE, waiting);
    let counts: Vec<u32> = model.services[0].today.iter().map(|b| b.count).collect();
    assert_eq!(counts, [600, 350, 111]);
    let (mut asian, mut rare) = (0, 0);
    for replication in 0..200 {
        let found = counted(&model, replication, 1);
        // Neighbours in the table: within one of a tenth.
        assert!(found[&(0, 0)].abs_diff(510) <= 1 && !found.contains_key(&(0, 2)));
        asian += found.get(&(2, 1)).copied().unwrap_or(0);
        rare += found.get(&(1, 1)).copied().unwrap_or(0);
    }
    // 30.3 and 1 expected a time: nobody is rounded away.
    assert!((f64::from(asian as u32) / 200.0 - 30.3 * 111.0 / 110.7).abs() < 0.2, "{asian}");
    assert!((f64::from(rare as u32) / 200.0 - 1.0).abs() < 0.2, "{rare}");
}

#[test]
fn the_true_level_follows_from_the_record_and_the_band() {
    // A fifth of White and two fifths of Asian levels are missing, and one Asian in ten is recorded as White.
    let people = r#"
[[attribute]]
name    = "ethnicity"
ordered = false
levels  = ["White", "Asian"]
share   = [0.85, 0.15]
recorded = { missing = { ethnicity = { White = 0.2, Asian = 0.4 } }, miscoded = { Asian = { White = 0.1 } } }
"#;
    // Such records of 6,000 White and 4,000 Asian people, and of 9,000 and 1,000: recorded Asian is 0.6 x 0.9 of the true.
    let (white, asian, missing) = ([4800 + 240, 7200 + 60], [2160, 540], [1200 + 1600, 1800 + 400]);
    let waiting = format!(
        "{{ bands_weeks = [0, 18], count = {{ White = {white:?}, Asian = {asian:?}, \"not recorded\" = {missing:?} }} }}"
    );
    let model = model("", people, &waiting);
    let found = counted(&model, 0, 0);
    for band in 0..2 {
        let wanted = [white[band], asian[band], missing[band]];
        (0..3).for_each(|l| assert_eq!(found[&(band, l)], wanted[l]));
    }
    // The counts say how many are Asian in truth, band by band; population shares alone would say another number.
    for (band, wanted) in [(0, 0.4), (1, 0.1)] {
        let share = true_share(&model, 0, 1, band);
        assert!((share - wanted).abs() < 0.004, "band {band}: {share}");
    }
    // Everybody recorded as Asian is Asian.
    for (_, person) in list(&model, 0) {
        assert!(person.recorded != 1 || person.class == 1);
    }
}

#[test]
fn one_count_with_a_law_and_parts_may_be_by_group() {
    let waiting =
        r#"{ wait = { kind = "exponential", mean = "20 weeks" }, count = { White = 30, Asian = 20, Black = 10 } }"#;
    assert_eq!(counted(&model("", PEOPLE, waiting), 0, 1).values().copied().collect::<Vec<_>>(), [30, 20, 10]);
    let waiting = r#"{ part = [
        { count = { White = 12, Asian = 3, Black = 0 }, from = "1 week", to = "2 weeks" },
        { count = 400, from = "1 week", to = "2 weeks", share = { ethnicity = [0.5, 0.5, 0] } },
        { count = 40, from = "1 week", to = "2 weeks" }] }"#;
    let model = model("", PEOPLE, waiting);
    let found = counted(&model, 0, 1);
    assert_eq!((found[&(0, 0)], found[&(0, 1)]), (12, 3));
    assert!(found[&(1, 0)].abs_diff(200) < 40 && !found.contains_key(&(1, 2)), "{found:?}");
}

#[test]
fn shares_by_band_are_drawn_band_by_band() {
    let waiting =
        "{ bands_weeks = [0, 18], count = [4000, 4000], share = { ethnicity = [[0.5, 0.4, 0.1], [0.9, 0.1, 0]] } }";
    let model = model("", PEOPLE, waiting);
    assert!((true_share(&model, 1, 0, 0) - 0.5).abs() < 0.01);
    assert!((true_share(&model, 1, 0, 1) - 0.9).abs() < 0.01);
    assert_eq!(true_share(&model, 1, 2, 1), 0.0);
}

#[test]
fn bands_of_months_are_whole_days() {
    let waiting = "{ bands_months = [0, 3, 6, 9, 12, 15, 18], count = [312, 201, 150, 120, 90, 60, 77] }";
    let model = model("", PEOPLE, waiting);
    let days: Vec<(i64, i64)> = (model.services[0].today.iter())
        .map(|b| match b.wait {
            BandWait::Days { from, to } => (from, to),
            BandWait::Open { beyond, .. } => (beyond, 0),
            BandWait::Law(_) | BandWait::Spread(_) => panic!("bands"),
        })
        .collect();
    assert_eq!(days, [(0, 91), (92, 182), (183, 273), (274, 365), (366, 456), (457, 547), (547, 0)]);
}

/// The problem of a list: code, message and help.
fn problem(people: &str, waiting: &str) -> String {
    let text = text("", people, waiting);
    match queuity::compile::load(&text, &registry()) {
        Ok(_) => panic!("loads: {waiting}"),
        Err(problems) => {
            let shown = |p: &queuity::error::Problem| {
                let at = scenario::locate(&text, &p.path, p.at_key).map(|b| text[b].to_string()).unwrap_or_default();
                format!("{} `{at}` {} | {}", p.code, p.message, p.help)
            };
            problems.iter().map(shown).collect::<Vec<_>>().join("\n")
        }
    }
}

#[test]
fn what_is_wrong_with_a_table_is_told_at_its_place() {
    let recorded =
        PEOPLE.replace("share   = [0.8, 0.14, 0.06]", "share = [0.8, 0.14, 0.06]\nrecorded = { missing = 0.1 }");
    let cases = [
        ("count = { White = [1, 2], Asain = [1, 2], Black = [1, 2] }", "Q0412 `Asain`", "did you mean `Asian`?"),
        ("count = { Wite = [1, 2] }", "Q0470 `Wite` no attribute has a level", "did you mean `White`?"),
        ("count = { White = [1, 2], Asian = [1, 2] }", "Q0472 `count` `ethnicity` is not counted: Black", "0 where"),
        ("count = { White = [1, 2], Asian = [1], Black = [1, 2] }", "Q0622 `count`", "as many counts"),
        ("count = { White = [1, 2.5], Asian = [1, 2], Black = [1, 2] }", "Q0604 `2.5` 2.5 is not a number", ""),
        ("count = { White = [1, -2], Asian = [1, 2], Black = [1, 2] }", "Q0604 `-2`", ""),
        (
            "count = { White = [1, 2], Asian = [1, 2], Black = [1, 2], \"not recorded\" = [1, 1] }",
            "Q0471",
            "recorded = {",
        ),
        ("count = { White = 1, Asian = 1, Black = 1 }", "Q0620", "either `bands_weeks`"),
        ("count = { ethnicity = { White = [1, 2] }, most = [1, 2] }", "Q0470 `most`", "a table of its own"),
        ("count = { ethnic = { White = [1, 2] } }", "Q0406 `ethnic`", "did you mean"),
        (
            "count = { ethnicity = { White = [5, 2], Asian = [1, 2], Black = [1, 2] }, deprivation = { most = [5, 2], middle = [2, 2], least = [1, 2] } }",
            "Q0473 `ethnicity` 7 people in band 1 by `ethnicity`, 8 by `deprivation`",
            "not recorded",
        ),
        ("count = [{ ethnicity = \"White\", count = [1, 2] }, { ethnicity = \"White\", count = [1, 2] }]", "Q0403", ""),
        ("count = [{ ethnicity = \"Whit\", count = [1, 2] }]", "Q0412 `\"Whit\"`", "did you mean `White`?"),
        (
            "count = [{ ethnicity = \"White\", count = [1, 2] }, { deprivation = \"most\", count = [1, 2] }]",
            "Q0407",
            "",
        ),
        ("count = [{ count = [1, 2] }]", "Q0407", ""),
        ("count = [{ ethnicity = \"White\" }]", "needs `count`", ""),
        (
            "count = { White = [1, 2], Asian = [1, 2], Black = [1, 2] }, share = { ethnicity = [0.5, 0.3, 0.2] }",
            "Q0408 `ethnicity`",
            "take one",
        ),
        (
            "count = [10, 20], share = { ethnicity = [[0.5, 0.3, 0.2]] }",
            "Q0622 `[[0.5, 0.3, 0.2]]` 1 lists",
            "one for each",
        ),
        ("count = [10, 20], share = { ethnicity = [[0.5, 0.3, 0.2], [0.5, 0.3, 0.3]] }", "Q0606 `[0.5, 0.3, 0.3]`", ""),
        ("bands_months = [0, 4], count = [10, 20]", "Q0620 `bands_weeks`", "one unit"),
    ];
    for (inside, wanted, help) in cases {
        let found = problem(PEOPLE, &format!("{{ bands_weeks = [0, 18], {inside} }}"));
        assert!(found.contains(wanted) && found.contains(help), "{inside}\nwanted {wanted} | {help}\nfound {found}");
        assert_eq!(found.lines().count(), 1, "{inside}: {found}");
    }
    // Both attributes have such levels.
    let alike = PEOPLE.replace("\"Black\"]", "\"most\"]");
    let found = problem(&alike, "{ bands_weeks = [0, 18], count = { most = [1, 2] } }");
    assert!(
        found.contains("Q0470 `most`") && found.contains("may be levels of any of deprivation, ethnicity"),
        "{found}"
    );
    // Nobody could be so recorded: everybody's level is known where the share of the level is 0.
    let nobody = PEOPLE.replace("[0.8, 0.14, 0.06]", "[0.8, 0.2, 0]");
    let found =
        problem(&nobody, "{ bands_weeks = [0, 18], count = { White = [1, 2], Asian = [1, 2], Black = [1, 2] } }");
    assert!(found.contains("Q0474") && found.contains("1 people in band 1 are recorded as Black"), "{found}");
    // Where records can be missing the level is known.
    let text = text(
        "",
        &recorded,
        "{ bands_weeks = [0, 18], count = { White = [1, 2], Asian = [1, 2], Black = [1, 2], \"not recorded\" = [1, 1] } }",
    );
    loaded(&text);
}

#[test]
fn tables_too_large_to_be_joined_are_refused_before_they_are() {
    let levels = ["a", "b", "c", "d", "e", "f"];
    let named: Vec<String> = (0..4).map(|a| format!("x{a}")).collect();
    let quoted = |a: &String| levels.map(|l| format!("\"{a} {l}\"")).join(", ");
    let people: String = named
        .iter()
        .map(|a| format!("[[attribute]]\nname = \"{a}\"\nlevels = [{}]\nrecorded = {{ missing = 0.1 }}\n", quoted(a)))
        .collect();
    let table = |a: &String| levels.map(|l| format!("\"{a} {l}\" = [10, 10, 10, 10, 10, 10, 10, 10]")).join(", ");
    let count: Vec<String> = named.iter().map(|a| format!("{a} = {{ {} }}", table(a))).collect();
    let waiting = format!("{{ bands_weeks = [0, 6, 12, 18, 26, 39, 52, 65], count = {{ {} }} }}", count.join(", "));
    let problems = queuity::compile::load(&text("", &people, &waiting), &registry()).unwrap_err();
    assert_eq!(problems.iter().map(|p| p.code).collect::<Vec<_>>(), ["Q0501"], "{problems:?}");
}

//! Groups that are treated and leave at other rates: what is known comes back, and what is not told is said.

use std::fmt::Write as _;

use queuity::compile;
use queuity::discipline::Registry;
use queuity::distributions::{exp, log};
use queuity::fit::fluid::{Bands, Hazards};
use queuity::fit::groups::Ratio;
use queuity::fit::{self, Found, Options};
use queuity::intake;

use crate::intake::{clinics, file};

const LEVELS: [&str; 2] = ["most deprived", "least deprived"];
/// Bands of a week; longer waits are in one band.
const WEEKS: usize = 53;

fn bands() -> Bands {
    let band = |b: usize| (if b == 0 { 0 } else { 7 * b + 1 }, (b + 1 < WEEKS).then_some(7 * b + 7));
    Bands::new(&(0..WEEKS).map(band).collect::<Vec<_>>()).unwrap()
}

/// A table of who waits and who was treated, by level; `columns` are the groups, `rows` the month, the part, the level and the counts.
fn table(rows: &[(&str, &str, &str, Vec<f64>)]) -> String {
    let mut out = String::from("Period,Part description,Deprivation");
    (0..WEEKS - 1).for_each(|b| write!(out, ",>{b}-{} weeks", b + 1).unwrap());
    out += ",52 plus\n";
    for (month, part, level, counts) in rows {
        write!(out, "{month},{part},{level}").unwrap();
        counts.iter().for_each(|n| write!(out, ",{}", n.round()).unwrap());
        out += "\n";
    }
    out
}

fn fitted(text: &str, hold_out: Option<usize>) -> Found {
    let mapping = "[parts]\n\"Incomplete\" = \"list\"\n\"Completed\" = \"treated\"\n";
    let asked = intake::Options { mapping: intake::Mapping::parse(mapping).unwrap(), ..intake::Options::default() };
    let history = intake::history(&[file("months.csv", text.as_bytes())], &asked);
    let history = history.unwrap_or_else(|(name, e)| panic!("{name}: {e}\n{text}"));
    let options = Options { hold_out, ..Options::default() };
    fit::fit(&history, &options).unwrap_or_else(|(message, help)| panic!("{message} {help}"))
}

/// The two ratios of the first level against the second, to be treated and to leave, each with the ends of its interval.
fn between(found: &Found) -> [Ratio; 2] {
    let [most, least] = LEVELS.map(|name| found.levels.iter().find(|l| l.level == name).expect("a level"));
    [(most.treated, least.treated), (most.removed, least.removed)].map(|(a, b)| {
        let half = |r: Ratio| log(r.high / r.low) / 2.0;
        let value = log(a.value / b.value);
        let wide = (half(a).powi(2) + half(b).powi(2)).sqrt();
        Ratio { value: exp(value), low: exp(value - wide), high: exp(value + wide) }
    })
}

/// From numbers without chance the ratios come back; each group has its own figures beside the model's, and the scenario keeps both.
#[test]
fn known_ratios_come_back() {
    let bands = bands();
    let hazards = |treated: f64, removed: f64| {
        let of = |day: usize| 0.05 + 0.05 * exp(-(day as f64) / 14.0);
        let day = |times: f64, of: f64| times * of / 7.0;
        Hazards {
            treated: (0..bands.days()).map(|d| day(treated, of(d))).collect(),
            removed: (0..bands.days()).map(|_| day(removed, 0.015)).collect(),
        }
    };
    // The most deprived are seen at four fifths of the rate, and leave at twice the rate.
    let groups = [hazards(0.8, 2.0), hazards(1.0, 1.0)];
    let mut rows = Vec::new();
    for (hazards, level) in groups.iter().zip(LEVELS) {
        let before = clinics((2024, 12, 31), 900);
        let mut list = hazards.run(&vec![0.0; bands.days()], &[300.0; 900], &before, 1.0).list;
        rows.push(("2024-12-31", "Incomplete", level, bands.sums(&list)));
        for (i, (month, days)) in [("2025-01-31", 31), ("2025-02-28", 28), ("2025-03-31", 31)].into_iter().enumerate() {
            let open = clinics((2025, 1 + i as u32, days), days);
            let run = hazards.run(&list, &vec![300.0; days as usize], &open, 1.0);
            rows.push((month, "Completed", level, bands.sums(&run.treated)));
            rows.push((month, "Incomplete", level, bands.sums(&run.list)));
            list = run.list;
        }
    }
    let found = fitted(&table(&rows), None);
    let [treated, removed] = between(&found);
    assert!((treated.value / 0.8 - 1.0).abs() < 0.02, "{treated:?}");
    assert!((removed.value / 2.0 - 1.0).abs() < 0.08, "{removed:?}");
    assert!(treated.low < 0.8 && 0.8 < treated.high && removed.low < 2.0 && 2.0 < removed.high);
    // The month that is held out, level by level.
    let tested = &found.tested[0];
    assert_eq!((tested.groups.len(), found.held_out), (2, true));
    for group in &tested.groups {
        let sum = |of: &[f64]| of.iter().sum::<f64>();
        let (own, model) = (sum(&group.own.treated), sum(&group.model.treated));
        assert!((own / model - 1.0).abs() < 0.01, "{}: {own} and {model}", group.level);
        assert!(group.judged.distance < 0.01, "{}: {:?}", group.level, group.judged);
    }
    let said = found.words.join("\n");
    assert!(said.contains("By Deprivation, so many times the chance of all to be treated"), "{said}");
    assert!(said.contains("how many of them missed, by Deprivation"), "{said}");
    let scenario = compile::load(&found.scenario, &Registry::shipped()).unwrap_or_else(|problems| {
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}\n{}", told.join("\n"), found.scenario)
    });
    let levels: Vec<_> = scenario.settings.evidence.iter().map(|e| e.level.as_deref()).collect();
    assert_eq!(levels, [None, Some(LEVELS[0]), Some(LEVELS[1])]);
    for wanted in
        ["[variant.discipline.by_group.\"Deprivation\"]", "[service_defaults.removal.rate_ratio.\"Deprivation\"]"]
    {
        assert!(found.scenario.contains(wanted), "{wanted}\n{}", found.scenario);
    }
}

/// A level of one person, who was not treated, gets no number, and that is said.
#[test]
fn too_few_of_a_level_is_said() {
    let counts = |times: f64, first: f64| -> Vec<f64> {
        (0..WEEKS).map(|b| (times * first * exp(-0.08 * b as f64)).round()).collect()
    };
    let mut rows = Vec::new();
    for (level, people) in [(LEVELS[0], 0.5), (LEVELS[1], 900.0)] {
        rows.push(("2024-12-31", "Incomplete", level, counts(1.0, people)));
        for (month, days) in [("2025-01-31", 31.0), ("2025-02-28", 28.0)] {
            rows.push((month, "Completed", level, counts(0.06 * days / 7.0, people)));
            rows.push((month, "Incomplete", level, counts(1.0, people)));
        }
    }
    let found = fitted(&table(&rows), None);
    let said = found.words.join("\n");
    assert!(said.contains("cannot be told of most deprived: too few people"), "{said}");
}

/// An urgent class may be seen several times as often as others.
#[test]
fn a_level_that_is_seen_five_times_as_often_is_told_so() {
    let bands = bands();
    let hazards = |times: f64| Hazards {
        treated: (0..bands.days()).map(|_| times * 0.04 / 7.0).collect(),
        removed: (0..bands.days()).map(|_| 0.01 / 7.0).collect(),
    };
    let mut rows = Vec::new();
    for (times, level) in [5.0, 1.0].into_iter().zip(LEVELS) {
        let hazards = hazards(times);
        let mut list = hazards.run(&vec![0.0; bands.days()], &[300.0; 900], &clinics((2024, 12, 31), 900), 1.0).list;
        rows.push(("2024-12-31", "Incomplete", level, bands.sums(&list)));
        for (month, (end, days)) in [(1, ("2025-01-31", 31)), (2, ("2025-02-28", 28))] {
            let run = hazards.run(&list, &vec![300.0; days as usize], &clinics((2025, month, days), days), 1.0);
            rows.push((end, "Completed", level, bands.sums(&run.treated)));
            rows.push((end, "Incomplete", level, bands.sums(&run.list)));
            list = run.list;
        }
    }
    let [treated, _] = between(&fitted(&table(&rows), Some(0)));
    assert!((treated.value / 5.0 - 1.0).abs() < 0.1, "{treated:?}");
}

/// One list and those treated in its month tell how groups are treated, and say what they do not tell.
#[test]
fn one_list_tells_how_groups_are_treated() {
    let bands = bands();
    let hazards = |times: f64| {
        let of = |day: usize| times * (0.05 + 0.05 * exp(-(day as f64) / 14.0)) / 7.0;
        Hazards { treated: (0..bands.days()).map(of).collect(), removed: vec![0.0; bands.days()] }
    };
    let mut rows = Vec::new();
    for (times, level) in [0.7, 1.0].into_iter().zip(LEVELS) {
        let hazards = hazards(times);
        let list = hazards.run(&vec![0.0; bands.days()], &[300.0; 900], &clinics((2024, 12, 31), 900), 1.0).list;
        let run = hazards.run(&list, &[300.0; 31], &clinics((2025, 1, 31), 31), 1.0);
        rows.push(("2025-01-31", "Completed", level, bands.sums(&run.treated)));
        rows.push(("2025-01-31", "Incomplete", level, bands.sums(&run.list)));
    }
    let found = fitted(&table(&rows), None);
    assert!(found.fitted.removed.is_none() && !found.foretells_lists);
    let [most, least] = LEVELS.map(|name| found.levels.iter().find(|l| l.level == name).expect("a level"));
    let ratio = most.treated.value / least.treated.value;
    assert!((ratio / 0.7 - 1.0).abs() < 0.03, "{ratio}");
    assert!(most.treated.high < 0.95 && most.treated.low < most.treated.value, "{most:?}");
    for group in &found.tested[0].groups {
        let sum = |of: &[f64]| of.iter().sum::<f64>();
        let (own, model) = (sum(&group.own.treated), sum(&group.model.treated));
        assert!((own / model - 1.0).abs() < 0.01 && group.judged.distance < 0.02, "{}: {own} and {model}", group.level);
    }
    let said = found.words.join("\n");
    for wanted in ["cannot be told from one list", "how many of each level were taken off the list in the month"] {
        assert!(said.contains(wanted), "{wanted}\n{said}");
    }
    assert!(!said.contains("to leave untreated at the same wait"), "{said}");
    assert!(found.scenario.contains("[variant.discipline.by_group.\"Deprivation\"]"), "{}", found.scenario);
    assert!(!found.scenario.contains("rate_ratio"), "{}", found.scenario);
    compile::load(&found.scenario, &Registry::shipped()).expect("a scenario");
}

/// Several columns of groups, and several lists: names are those of the file, and each question is asked once.
#[test]
fn names_are_those_of_the_file_and_a_question_is_asked_once() {
    let bands = bands();
    let hazards = Hazards { treated: vec![0.01; bands.days()], removed: vec![0.002; bands.days()] };
    let list = hazards.run(&vec![0.0; bands.days()], &vec![40.0; 900], &clinics((2025, 1, 31), 900), 1.0).list;
    let run = hazards.run(&list, &[40.0; 28], &clinics((2025, 2, 28), 28), 1.0);
    let mut text = String::from("Period,Part description,Specialty,IMD Quintile,Patient Sex");
    (0..WEEKS - 1).for_each(|b| write!(text, ",>{b}-{} weeks", b + 1).unwrap());
    text += ",52 plus\n";
    for (month, part, of) in [
        ("2025-01-31", "Incomplete", &list),
        ("2025-02-28", "Completed", &run.treated),
        ("2025-02-28", "Incomplete", &run.list),
    ] {
        for (service, level, sex) in [
            ("ENT", "1", "F"),
            ("ENT", "5", "M"),
            ("Eye Surgery", "1", "F"),
            ("Eye Surgery", "5", "M"),
            ("ENT", "1", "M"),
        ] {
            write!(text, "{month},{part},{service},{level},{sex}").unwrap();
            bands.sums(of).iter().for_each(|n| write!(text, ",{}", n.round()).unwrap());
            text += "\n";
        }
    }
    let found = fitted(&text, None);
    let names: Vec<&str> = found.lists.iter().map(|l| l.0.as_str()).collect();
    assert_eq!(names, ["ENT", "Eye Surgery"]);
    let asked: Vec<&String> = found.words.iter().filter(|w| w.starts_with("Missed appointments by")).collect();
    assert_eq!(asked.len(), 1, "{:?}", found.words);
    assert!(
        asked[0].starts_with("Missed appointments by IMD Quintile and by Patient Sex stand in no list"),
        "{asked:?}"
    );
    let words = found.words.join("\n");
    assert!(!words.contains("imd quintile") && !words.contains("patient sex"), "{words}");
}

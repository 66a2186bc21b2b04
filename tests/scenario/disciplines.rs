//! The reference of disciplines: every discipline has its section, every block of it loads and runs, and the published rules order
//! people as their formulas do.

use std::sync::atomic::AtomicBool;

use queuity::discipline::{Discipline, Head, Pick, Registry, View};
use queuity::experiment::{Plan, run};
use queuity::model::Model;
use queuity::scenario::Scenario;
use queuity::time::DAY;

use crate::scenario::loaded;

const REFERENCE: &str = include_str!("../../docs/disciplines.md");

/// A list of 26 weeks and more; what a block does not say itself stands before it.
fn scenario_of(block: &str) -> String {
    let mut text = "queuity = 1\n[scenario]\nstart = 2026-02-02\nhorizon = \"60 weeks\"\nfollow_up = \"8 weeks\"\nreplications = 1\n\
                    [[service]]\nname = \"surgery\"\nreferrals = { per_week = 20 }\nmisses_appointment = 0.1\n\
                    waiting = { bands_weeks = [0, 6, 18, 52], count = [90, 80, 60, 20] }\n"
        .to_string();
    if !block.contains("servers = ") {
        text += "slots = { per_week = 22 }\n";
    }
    if !block.contains("urgency = [\n") {
        text += "urgency = [{ name = \"P2\", share = 0.1, target = \"4 weeks\" }, { name = \"P3\", share = 0.3, target = \"13 weeks\" }, \
                 { name = \"P4\", share = 0.6, target = \"52 weeks\" }]\n";
    }
    if block.contains("deprivation") {
        text += "[[attribute]]\nname = \"deprivation\"\nlevels = [\"most deprived\", \"second\", \"middle\", \"fourth\", \"least deprived\"]\n";
    }
    text + block
}

/// A section of level three: its title, and its blocks.
struct Section {
    title: &'static str,
    text: &'static str,
    blocks: Vec<&'static str>,
}

fn sections() -> Vec<Section> {
    let of = |section: &'static str| {
        // A section of level two begins after the last block.
        let text = section.split("\n## ").next().unwrap_or_default();
        let blocks = text.split("```toml\n").skip(1).map(|b| b.split("\n```").next().unwrap_or_default()).collect();
        Section { title: text.lines().next().unwrap_or_default(), text, blocks }
    };
    REFERENCE.split("\n### ").skip(1).map(of).collect()
}

fn section(title: &str) -> Section {
    sections().into_iter().find(|s| s.title == title).unwrap_or_else(|| panic!("no section `{title}`"))
}

#[test]
fn every_discipline_has_a_section_with_an_example_and_all_of_its_parameters() {
    for kind in Registry::shipped().iter() {
        let section = section(&format!("`{}`", kind.name()));
        let named = format!("kind = \"{}\"", kind.name());
        let squeezed = |block: &str| block.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(section.blocks.iter().any(|b| squeezed(b).contains(&named)), "{} has no example", kind.name());
        for word in ["**Source**", "**Mind**"] {
            assert!(section.text.contains(word), "{}: no {word}", kind.name());
        }
        let schema = kind.schema();
        let parameters = schema.get("properties").and_then(|p| p.as_object()).into_iter().flatten();
        for (parameter, _) in parameters {
            assert!(section.text.contains(&format!("`{parameter}")), "{}: nothing of `{parameter}`", kind.name());
        }
    }
}

#[test]
fn every_block_loads_and_runs() {
    let mut blocks = 0;
    for section in sections() {
        assert!(!section.blocks.is_empty(), "{}: no example", section.title);
        for block in section.blocks {
            blocks += 1;
            let scenario = loaded(&scenario_of(block));
            assert_eq!(scenario.variants.len(), block.matches("[[variant]]").count(), "{}", section.title);
            let outcome = run(&Plan::of(&scenario), &|_| {}, &AtomicBool::new(false)).expect("a plan");
            assert!(!outcome.is_partial(), "{}: {:?}", section.title, outcome.reasons());
            // What the file says of itself loads again: dates and names in rules are spelled out.
            loaded(&scenario.resolved);
        }
    }
    assert_eq!(blocks, REFERENCE.matches("```toml").count(), "a block stands outside of the sections");
}

/// A patient: levels by attribute, the urgency, days waited.
type Patient<'a> = (&'a [(&'a str, &'a str)], &'a str, i64);

/// The order in which a variant sees these people on a day, by their places in the list; nobody else comes.
fn order(scenario: &Scenario, variant: &str, day: i64, people: &[Patient<'_>]) -> Vec<usize> {
    let model = &scenario.variants.iter().find(|v| v.name == variant).unwrap_or_else(|| panic!("no {variant}")).model;
    let discipline = &*model.services[0].stages[0].discipline;
    let lanes: Vec<usize> = people.iter().map(|person| lane(model, discipline, person)).collect();
    let mut left: Vec<usize> = (0..people.len()).collect();
    let mut seen = Vec::new();
    let mut ranker = discipline.ranker();
    loop {
        let mut heads = vec![Head::NONE; discipline.lanes().count];
        let mut counts = vec![0; heads.len()];
        for &person in &left {
            let since = (day - people[person].2) * DAY;
            let head = Head { seniority: since, clock_start: since, number: person as u64 };
            let first = &mut heads[lanes[person]];
            if head.key() < first.key() {
                *first = head;
            }
            counts[lanes[person]] += 1;
        }
        let Pick::Lane(picked) = ranker.pick(&View::new(day * DAY, 0, &heads, &counts)) else { return seen };
        let person = heads[picked].number as usize;
        left.retain(|&p| p != person);
        seen.push(person);
    }
}

fn lane(model: &Model, discipline: &dyn Discipline, (levels, urgency, _): &Patient<'_>) -> usize {
    let urgencies = &model.services[0].urgencies;
    let urgency = urgencies.iter().position(|u| u.name == *urgency).unwrap_or_else(|| panic!("no urgency {urgency}"));
    for (name, _) in *levels {
        assert!(model.population.attribute(name).is_some(), "no attribute {name}");
    }
    let level = |a: &queuity::population::Attribute| {
        // Who is not said to have a level is in the last one.
        let said = levels.iter().find(|(name, _)| *name == a.name).map(|(_, level)| *level);
        said.map_or(a.levels.len() - 1, |said| a.levels.iter().position(|l| l == said).expect("a level"))
    };
    let group = model.population.group(&model.population.attributes.iter().map(level).collect::<Vec<_>>());
    discipline.lanes().lane(group * urgencies.len() + urgency, 0)
}

fn published(title: &str) -> Scenario {
    loaded(&scenario_of(section(title).blocks[0]))
}

#[test]
fn catalan_points_order_as_the_weights_say() {
    let all: &[(&str, &str)] = &[
        ("visual impairment", "severe"),
        ("daily life", "great difficulty"),
        ("work", "unable to work"),
        ("lives", "with nobody to help"),
        ("carer", "cares for somebody"),
        ("recovery", "likely"),
    ];
    let middle: &[(&str, &str)] =
        &[("visual impairment", "moderate"), ("daily life", "some difficulty"), ("recovery", "likely")];
    let people: [Patient<'_>; 6] = [
        (&[("visual impairment", "severe"), ("recovery", "likely")], "P4", 0), // 45 + 7 = 52
        (&all[1..], "P4", 0),                                                  // 15 + 14 + 11 + 8 + 7 = 55
        (middle, "P2", 126),                                                   // 22.5 + 7.5 + 7 + 20 = 57
        (all, "P4", 0),                                                        // 100
        (&[], "P4", 378),                                                      // 3 x 20 = 60
        (&all[2..3], "P3", 252),                                               // 14 + 2 x 20 = 54
    ];
    assert_eq!(
        order(&published("Catalan points for cataract surgery"), "Catalan points and time", 400, &people),
        [3, 4, 2, 1, 5, 0]
    );
}

#[test]
fn swalis_orders_by_part_of_the_maximum_in_each_way_to_write_it() {
    // 100 x waited / maximum: 87.5, 90, 91.7, 93.3 (168 of 180), 94.4 (340 of 360), 100 and 50.
    let people: [Patient<'_>; 7] = [
        (&[], "A1", 7),
        (&[], "A2", 27),
        (&[], "B", 55),
        (&[], "C", 168),
        (&[], "D", 340),
        (&[], "A1", 8),
        (&[], "C", 90),
    ];
    let scenario = published("SWALIS, 2009");
    for variant in ["SWALIS as a matrix", "SWALIS as relative wait", "SWALIS as rates"] {
        assert_eq!(order(&scenario, variant, 500, &people), [5, 4, 3, 2, 1, 0, 6], "{variant}");
    }
    // 14 of 15: 93.3; 20 of 21: 95.2; 29 of 30: 96.7; 56 of 60: 93.3, older; 180 of 180: 100; 338 of 360: 93.9.
    let people: [Patient<'_>; 6] =
        [(&[], "A1", 14), (&[], "A2", 20), (&[], "A3", 29), (&[], "B", 56), (&[], "C", 180), (&[], "D", 338)];
    let scenario = published("SWALIS in the pandemic, PAT-2020");
    for variant in ["PAT-2020 as a matrix", "PAT-2020 as rates"] {
        assert_eq!(order(&scenario, variant, 500, &people), [4, 2, 1, 5, 3, 0], "{variant}");
    }
}

#[test]
fn woods_points_are_days() {
    let scenario = published("Wood's class points");
    let people: [Patient<'_>; 4] =
        [(&[], "class 3", 0), (&[], "class 2", 99), (&[], "class 1", 189), (&[], "class 1", 140)];
    // 190, 191, 189 and 140; and 145, 169, 189 and 140.
    assert_eq!(order(&scenario, "points of the code", 500, &people), [1, 0, 2, 3]);
    assert_eq!(order(&scenario, "points as used", 500, &people), [2, 1, 0, 3]);
}

#[test]
fn new_zealands_threshold_keeps_those_below_it() {
    let scenario = published("New Zealand points for joint replacement, with a threshold");
    let worst: &[(&str, &str)] = &[
        ("pain", "severe"),
        ("pain occurs", "at night"),
        ("walks", "below 2 minutes"),
        ("other limitations", "severe"),
        ("pain on examination", "severe"),
        ("other findings", "severe"),
        ("other joints", "severe"),
        ("work and care", "immediately threatened"),
    ];
    // Who has the last level of each criterion has 9 + 10 + 4 + 2 + 2 + 2 = 29.
    let people: [Patient<'_>; 5] = [
        (&[], "P2", 400),                   // 29
        (&worst[..1], "P4", 300),           // 20 + 20 = 40
        (&[worst[0], worst[4]], "P4", 200), // 40 + 8 = 48
        (worst, "P4", 0),                   // 98
        (
            &[
                worst[7],
                ("walks", "2 to 10 minutes"),
                ("other limitations", "moderate"),
                ("pain on examination", "moderate"),
            ],
            "P4",
            9,
        ), // 29 + 10 + 2 + 2 + 3 = 46
    ];
    assert_eq!(order(&scenario, "those below the threshold never", 500, &people), [3, 2, 4]);
    assert_eq!(order(&scenario, "those below the threshold last", 500, &people), [3, 2, 4, 1, 0]);
}

#[test]
fn the_adjustor_stays_inside_the_clinical_category() {
    let scenario = published("An equity adjustor, after New Zealand's");
    let people: [Patient<'_>; 5] = [
        (&[], "P3", 99),                                                          // 99
        (&[("ethnicity", "Pacific"), ("home", "rural")], "P3", 20),               // 100
        (&[("ethnicity", "Māori"), ("deprivation", "most deprived")], "P4", 300), // 390, a later category
        (&[], "P2", 1),                                                           // an earlier one
        (&[("deprivation", "second")], "P3", 83),                                 // 98
    ];
    assert_eq!(order(&scenario, "days waited and days for equity", 500, &people), [3, 1, 0, 4, 2]);
}

#[test]
fn absolute_priority_is_absolute() {
    let scenario = published("Absolute priority for people with a learning disability");
    let yes: &[(&str, &str)] = &[("learning disability", "yes")];
    let people: [Patient<'_>; 4] = [(&[], "P2", 30), (yes, "P4", 1), (&[], "P4", 700), (yes, "P2", 2)];
    assert_eq!(order(&scenario, "before everybody", 800, &people)[..2], [3, 1]);
    assert_eq!(order(&scenario, "after urgent people", 800, &people), [3, 0, 1, 2]);
}

#[test]
fn rules_change_on_their_dates() {
    let winter = published("A winter rule");
    // Urgent: due in 10 days; routine: 6 days overdue.
    let people: [Patient<'_>; 2] = [(&[], "P2", 18), (&[], "P4", 370)];
    // Days from 2 February 2026 to 1 November 2026 and to 1 March 2027.
    for (day, first) in [(271, 1), (272, 0), (391, 0), (392, 1)] {
        assert_eq!(order(&winter, "winter rule", day, &people)[0], first, "day {day}");
    }
    let staged = published("A staged policy");
    let people: [Patient<'_>; 2] = [(&[("deprivation", "most deprived")], "P4", 80), (&[], "P4", 100)];
    // 80 + 0, 14 and 28 days against 100: from 2 November on.
    for (day, first) in [(0, 1), (91, 1), (272, 1), (273, 0)] {
        assert_eq!(order(&staged, "in three steps", day, &people)[0], first, "day {day}");
    }
}

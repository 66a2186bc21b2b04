//! Lists of people that look like something else, and figures of few: nothing of anybody is told.

use std::fmt::Write as _;

use queuity::intake::{Imported, LEAST, Mapping, Options};

use crate::intake::{file, runs, told};

const DATE: &str = "date = \"2025-12-31\"";
/// Marks of one person.
const CANARIES: [&str; 4] = ["9434765919", "canary-smith", "canary@example.org", "1987-06-23"];

fn options(mapping: &str) -> Options {
    Options { mapping: Mapping::parse(mapping).unwrap(), ..Options::default() }
}

fn all_of(found: &Imported) -> String {
    let counts = format!("{:?}", found.counts);
    [&counts, &found.scenario, &found.mapping, &found.understood.join("\n"), &found.aside.join("\n")]
        .map(String::as_str)
        .join("\n")
}

/// Whatever becomes of a list, nothing of the one person is in it, and every figure is of enough people.
fn checked(name: &str, text: &str, options: &Options) -> Result<Imported, String> {
    let result = told(&[file(name, text.as_bytes())], options).map_err(|e| e.to_string());
    let all = match &result {
        Ok(found) => all_of(found),
        Err(e) => e.clone(),
    };
    for canary in CANARIES {
        assert!(!all.to_lowercase().contains(canary), "{canary} in {all}");
    }
    if let Ok(found) = &result {
        runs(found);
        assert_eq!(found.counts.derived, Some(LEAST), "{text:.300}");
        for service in &found.counts.services {
            for n in service.waiting.iter().flat_map(|w| &w.1) {
                assert!(*n == 0 || (*n >= 10 && n % 5 == 0), "{n} in {:?}", service.waiting);
            }
        }
    }
    result
}

fn day(i: u32) -> String {
    format!("2025-{:02}-{:02}", 1 + i % 12, 1 + i * 7 % 28)
}

/// 200 people with their marks; `column` is one more column, by number of the person.
fn list(name: &str, column: &dyn Fn(u32) -> String) -> String {
    let mut text = format!("NHS Number,Name,Referral date,Specialty,Ethnic group,{name}\n");
    for i in 0..200 {
        let level = if i % 4 == 0 { "Asian" } else { "White" };
        let _ =
            writeln!(text, "{},Person {i},{},ENT,{level},{}", 4_000_000_000_u64 + u64::from(i) * 7, day(i), column(i));
    }
    text += &format!("9434765919,Canary-Smith canary@example.org,1987-06-23,ENT,Canary-Smith,{}\n", column(999));
    text
}

#[test]
fn a_list_with_a_band_for_each_person_is_no_table_of_counts() {
    let band = |i: u32| if i.is_multiple_of(2) { "0-18 weeks" } else { "18+ weeks" }.to_string();
    for text in [list("Wait band", &band), list("Weeks waited", &band), list("Priority", &|i| (2 + i % 3).to_string())]
    {
        let found = checked("l.csv", &text, &options(DATE)).unwrap();
        let people: u64 = found.counts.services.iter().map(|s| s.people()).sum();
        assert!(people.abs_diff(200) <= 25, "{people}");
    }
    // Without a day on which clocks start, and a table with such a column across: refused, and the column is named.
    let none = list("Wait band", &band).replace("Referral date", "Remarks of the day");
    let said = checked("l.csv", &none, &options(DATE)).unwrap_err();
    assert!(said.contains("NHS Number") && said.contains("list of people"), "{said}");
    let mut across = String::from("NHS Number,Specialty,0-18 weeks,18+ weeks\n");
    (0..30).for_each(|i| across += &format!("{},ENT,1,0\n", 4_000_000_000_u64 + i));
    assert!(checked("l.csv", &across, &options(DATE)).unwrap_err().contains("list of people"));
    // Nothing but a name, and a 1 for each person.
    let mut across = String::from("Name,0-18 weeks,18+ weeks\n");
    (0..9).for_each(|i| across += &format!("Canary-Smith {i},{},{}\n", i % 2, 1 - i % 2));
    assert!(checked("l.csv", &across, &options(DATE)).unwrap_err().contains("each row counts one person"));
    // The mapping may say which day it is.
    let mapping = format!("{DATE}\n[columns]\n\"Remarks of the day\" = \"start\"\n");
    checked("l.csv", &none, &options(&mapping)).unwrap();
}

#[test]
fn what_identifies_people_tells_nobody_apart() {
    for name in ["Service user", "Service User Name", "Patient name", "Pathway ID", "Postcode"] {
        let text = list(name, &|i| format!("Somebody {}", i % 7));
        let found = checked("l.csv", &text, &options(DATE)).unwrap();
        let aside = found.aside.join("\n");
        assert!(aside.contains(name) && aside.contains("identify people"), "{aside}");
        assert!(!all_of(&found).contains("Somebody"), "{name}");
        let mapping = format!("{DATE}\n[columns]\n{name:?} = \"group\"\n");
        assert!(checked("l.csv", &text, &options(&mapping)).unwrap_err().contains("identifies people"));
    }
    // A file without a header, and one named after somebody.
    let text = list("Sex", &|_| "F".to_string());
    let bare = text.split_once('\n').unwrap().1;
    assert!(checked("l.csv", bare, &options(DATE)).is_err());
    checked("Canary-Smith 9434765919.csv", &text, &options(DATE)).unwrap();
    checked("Canary-Smith 9434765919.csv", &text, &options("")).unwrap_err();
    // A column with values that go on being new after the first rows.
    let late = list("Procedure", &|i| if i < 150 { "a".to_string() } else { format!("Canary-Smith {i}") });
    let mut long = late.clone();
    for i in 0..400 {
        let _ = writeln!(long, "{},x,2025-05-01,ENT,White,Canary-Smith {i}", 5_000_000_000_u64 + i);
    }
    let found = checked("l.csv", &long, &options(DATE)).unwrap();
    assert_eq!(found.counts.services.len(), 1);
}

#[test]
fn few_are_joined_with_their_neighbours_and_stand_nowhere_alone() {
    // Six in one band and seven in the next.
    let mut text = String::from("Referral date,Sex\n");
    (0..6).for_each(|_| text += "2025-12-20,F\n");
    (0..7).for_each(|_| text += "2025-11-10,F\n");
    (0..40).for_each(|_| text += "2025-12-20,M\n");
    (0..30).for_each(|_| text += "2024-03-10,M\n");
    let found = checked("l.csv", &text, &options(DATE)).unwrap();
    let women = found.counts.services[0].waiting.iter().find(|w| w.0 == ["F"]).unwrap();
    assert_eq!(women.1.iter().sum::<u64>(), 15);
    assert_eq!(women.1.iter().filter(|n| **n > 0).count(), 1, "{:?}", women.1);
    assert!(found.scenario.contains("derived = true"), "{}", found.scenario);
    // A larger k joins more, a row that is alike is another person where nothing identifies them.
    let found = told(&[file("l.csv", text.as_bytes())], &Options { least: Some(20), ..options(DATE) }).unwrap();
    assert_eq!(found.counts.levels, [["M"]]);
    assert_eq!(found.counts.services[0].people(), 70);
    assert!(found.aside.iter().any(|l| l.contains("nothing identifies people")), "{:?}", found.aside);
}

#[test]
fn several_groups_are_joined_and_small_ones_stand_under_not_recorded() {
    let mut text = String::from("MRN,Referral date,Ethnic group,IMD quintile,Sex\n");
    for i in 0..3_000_u32 {
        let ethnicity = if i % 10 < 7 {
            "White"
        } else if i % 500 == 7 {
            "Rare"
        } else {
            "Asian"
        };
        let _ = writeln!(
            text,
            "{},{},{ethnicity},{},{}",
            10_000_000 + i,
            day(i),
            1 + i % 5,
            if i % 2 == 0 { "F" } else { "M" }
        );
    }
    let found = checked("l.csv", &text, &options(DATE)).unwrap();
    assert_eq!(found.counts.groups, ["Ethnic group", "IMD quintile", "Sex"]);
    assert_eq!(found.counts.levels[1], ["1", "2", "3", "4", "5"]);
    let people: u64 = found.counts.services.iter().map(|s| s.people()).sum();
    assert!(people.abs_diff(3_000) <= 90, "{people}");
    assert!(!all_of(&found).contains("Rare"), "a level of six people");
    // As the mapping says.
    let mapping = format!(
        "{DATE}\n[columns]\n\"IMD quintile\" = \"group\"\n[levels]\n\"IMD quintile\" = [\"5\", \"4\", \"3\", \"2\", \"1\"]\n"
    );
    let found = checked("l.csv", &text, &options(&mapping)).unwrap();
    assert_eq!(found.counts.levels, [["5", "4", "3", "2", "1"]]);
    let again = checked("l.csv", &text, &options(&found.mapping)).unwrap();
    assert_eq!(again.counts, found.counts);
}

#[test]
fn treated_and_removed_are_two_things_and_their_weeks_are_those_of_the_file() {
    let mut text = String::from("NHS number,Clock start,Date treated,Removal date,Status\n");
    let mut row = |start: &str, treated: &str, removed: &str, status: &str, many: u32| {
        for _ in 0..many {
            let number = 3_000_000_000_u64 + text.len() as u64 * 11;
            let _ = writeln!(text, "{number},{start},{treated},{removed},{status}");
        }
    };
    row("2025-08-01", "", "", "waiting", 100);
    row("2025-08-01", "2025-12-15", "", "", 40);
    row("2025-08-01", "", "2025-12-20", "", 20);
    row("2025-08-01", "2025-12-22", "", "patient declined", 20);
    row("2025-12-20", "", "", "", 60);
    row("2025-08-01", "", "", "removed", 9);
    row("2025-08-01", "", "", "planned", 9);
    let found = checked("l.csv", &text, &options(DATE)).unwrap();
    let service = &found.counts.services[0];
    // Nobody left before the last three weeks: the flows are those of three weeks.
    assert_eq!((service.treated, service.removed, service.referred), (Some(40), Some(40), Some(60)));
    assert_eq!(found.counts.flows.days, 21);
    assert_eq!(service.people(), 160);
    assert!(found.scenario.contains("the 3 weeks to 2025-12-31"), "{}", found.scenario);
    assert!(found.scenario.contains("people_per_week"), "{}", found.scenario);
}

/// The total of all people beside the figures of lists would tell how many are on one that is left out.
#[test]
fn totals_do_not_tell_how_many_are_left_out() {
    let mut text = String::from("Referral date,Specialty\n");
    for (list, many) in [("ENT", 8), ("Pain", 8), ("Skin", 1)] {
        (0..many).for_each(|i| text += &format!("2025-11-{:02},{list}\n", 3 + i));
    }
    let found = told(&[file("list.csv", text.as_bytes())], &options(DATE)).unwrap();
    let all = [found.understood.clone(), found.aside.clone()].concat().join("\n");
    assert!(
        all.contains("fewer than 100 people wait on") && !all.contains("about 15") && !all.contains("Skin"),
        "{all}"
    );
    assert!(!found.scenario.contains("Skin"), "{}", found.scenario);
}

/// A line that is a person's and no header is repeated nowhere.
#[test]
fn a_person_in_place_of_the_header_is_refused() {
    let mut text = String::new();
    (0..60).for_each(|i| text += &format!("Mary Aardvark,2025-10-{:02},ENT,fell off a ladder\n", 1 + i % 31));
    for mapping in [
        "date = \"2026-01-31\"\n[columns]\n\"2025-10-01\" = \"start\"\n",
        "date = \"2026-01-31\"\nheader_row = 3\n[columns]\n\"2025-10-03\" = \"start\"\n",
    ] {
        let options = Options { mapping: Mapping::parse(mapping).unwrap(), ..Options::default() };
        let refused = told(&[file("list.csv", text.as_bytes())], &options).expect_err("no header").to_string();
        assert!(refused.contains("this line is a person's and no header"), "{refused}");
        assert!(!refused.contains("Aardvark") && !refused.contains("ladder") && !refused.contains("2025"), "{refused}");
    }
}

#[test]
fn why_no_row_is_read_is_told() {
    let mut text = String::from("Referral date,Specialty\n");
    (0..60).for_each(|i| text += &format!("2025-10-{:02},ENT\n", 1 + i % 31));
    let refused = |text: &str, keep: &[(&str, &str)]| {
        let only = keep.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect();
        let options = Options { only, ..options(DATE) };
        told(&[file("list.csv", text.as_bytes())], &options).expect_err("no row").to_string()
    };
    assert!(refused(&text, &[("Specialty", "Skin")]).contains("no row has the values that are asked for"));
    let ragged = text.replace(",ENT", ",ENT,more");
    assert!(refused(&ragged, &[]).contains("no row of the list can be read"));
}

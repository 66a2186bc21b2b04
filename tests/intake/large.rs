//! Tables of more numbers than are kept row by row: rows that are called totals are never added to their parts, and what was not looked for is said.

use std::fmt::Write as _;

use queuity::intake::{Imported, Mapping, Options};

use crate::intake::{file, told};

/// Bands of weeks.
const BANDS: usize = 52;

fn import(text: &str) -> Result<Imported, String> {
    let options = Options { mapping: Mapping::parse("date = \"2026-01-31\"").unwrap(), ..Options::default() };
    told(&[file("t.csv", text.as_bytes())], &options).map_err(|e| e.to_string())
}

fn people(found: &Imported) -> u64 {
    found.counts.services.iter().map(|s| s.people()).sum()
}

/// Rows of providers, lists and sexes, each with people in three of the bands; `extra` adds rows of a provider and a list, which has 60 people by 48 and 12.
fn table(extra: impl Fn(&mut String, &str, &str)) -> String {
    let mut text = String::from("Provider,Specialty,Sex");
    (0..BANDS).for_each(|b| write!(text, ",>{b}-{} weeks", b + 1).unwrap());
    text += "\n";
    for provider in 0..2_000 {
        let provider = format!("P{provider}");
        for list in ["ENT", "Eyes"] {
            row(&mut text, [&provider, list, "F"], [20, 20, 8]);
            row(&mut text, [&provider, list, "M"], [5, 5, 2]);
            extra(&mut text, &provider, list);
        }
    }
    text
}

fn row(text: &mut String, keys: [&str; 3], counts: [u32; 3]) {
    *text += &keys.join(",");
    counts.iter().chain([0; BANDS].iter()).take(BANDS).for_each(|n| write!(text, ",{n}").unwrap());
    *text += "\n";
}

#[test]
fn named_totals_and_parts_of_a_large_table_are_set_aside() {
    let text = table(|text, provider, list| {
        row(text, [provider, list, "Persons"], [25, 25, 10]);
        row(text, [provider, list, "Of which: carers"], [1, 1, 1]);
        if list == "Eyes" {
            row(text, [provider, "All specialties", "Persons"], [50, 50, 20]);
        }
    });
    let found = import(&text).unwrap();
    assert_eq!(people(&found), 2_000 * 120, "{:?}", found.aside);
    let aside = found.aside.join("\n");
    assert!(aside.contains("more than 1000000 numbers") && aside.contains("Provider"), "{aside}");
    assert!(aside.contains("totals in Sex: Persons") && aside.contains("is a part of others"), "{aside}");
}

#[test]
fn totals_of_a_large_table_that_are_not_the_sum_of_their_parts_are_refused() {
    let text = table(|text, provider, list| {
        row(text, [provider, list, "Both"], [50, 50, 20]);
        row(text, [provider, list, "X"], [1, 1, 1]);
        row(text, [provider, list, "Not stated"], [1, 1, 1]);
    });
    let message = import(&text).unwrap_err();
    assert!(message.contains("`Sex`") && message.contains("[totals]"), "{message}");
}

#[test]
fn a_large_table_without_totals_says_what_was_not_looked_for() {
    let found = import(&table(|text, provider, list| {
        row(text, [provider, list, "X"], [1, 1, 1]);
        row(text, [provider, list, "Not stated"], [1, 1, 1]);
        row(text, [provider, list, "Other"], [1, 1, 0]);
    }))
    .unwrap();
    assert_eq!(people(&found), 4_000 * 68);
    assert!(found.aside.iter().any(|l| l.contains("no row is called a total")), "{:?}", found.aside);
}

/// A total that stands alone is a row of nobody's group. It takes no number away from the values behind it, and rows are set aside at their own place.
#[test]
fn rows_of_a_large_table_keep_their_places_where_a_lone_total_is_no_value() {
    let text = table(|text, provider, list| {
        if provider == "P0" && list == "ENT" {
            row(text, [provider, "Pain", "Persons"], [10, 10, 5]);
        }
        row(text, [provider, list, "Persons"], [25, 25, 10]);
        if provider == "P1" && list == "ENT" {
            row(text, [provider, "Renal", "X"], [7, 7, 7]);
            row(text, [provider, "Renal", "All"], [7, 7, 7]);
        }
    });
    let found = import(&text).unwrap();
    assert_eq!(people(&found), 4_000 * 60 + 25 + 21, "{:?}", found.aside);
}

/// Sums of some rows, rows of everybody that stand alone, and many rows. If each total went through all rows, this would take an hour.
#[test]
fn many_totals_take_no_long() {
    let mut text = String::from("Provider,Specialty,Sex,0-18 weeks,18+ weeks\n");
    for i in 0..12_000 {
        let (a, b) = (7 + i % 5, 3 + i % 3);
        write!(text, "P{i},ENT,F,{a},{b}\nP{i},ENT,M,{b},{a}\nP{i} Total,,,{0},{0}\nP{i},Eyes,All,9,9\n", a + b)
            .unwrap();
    }
    let found = import(&text).unwrap();
    let wanted: u64 = (0..12_000).map(|i| 2 * (10 + i % 5 + i % 3) + 18).sum();
    assert_eq!(people(&found), wanted, "{:?}", found.aside);
}

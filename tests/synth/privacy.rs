//! Lists that come from real people tell no more of those people than of others like them: the people who were imported are held against
//! as many who were not.

use std::collections::{BTreeMap, BTreeSet};

use crate::synth::{SMALL, home, queuity, succeeds, table};

const DAY: &str = "2026-06-30";

/// What others may know of a person: the list, the levels of the attributes, and how long the wait is.
type Known = (Vec<String>, i64);

/// Lists of the day as a hospital would have them: half of the people are given to the import, the other half is kept from it.
struct Halves {
    given: Vec<Known>,
    kept: Vec<Known>,
    made: Vec<Known>,
}

const COLUMNS: [&str; 3] = ["local_service_name", "der_deprivation", "der_site_2"];

fn number(date: &str) -> i64 {
    let parts: Vec<i64> = date.split('-').map(|p| p.parse().expect("a number")).collect();
    let (y, m) = if parts[1] > 2 { (parts[0], parts[1] - 3) } else { (parts[0] - 1, parts[1] + 9) };
    365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + parts[2]
}

fn known(
    rows: &[BTreeMap<String, String>],
    start: &str,
    of: impl Fn(&BTreeMap<String, String>) -> Vec<String>,
) -> Vec<Known> {
    rows.iter().map(|r| (of(r), number(DAY) - number(&r[start]))).collect()
}

fn halves() -> Halves {
    let home = home(SMALL);
    let wlmds = ["synth", "s.toml", "--out", "real", "--layout", "wlmds", "--as-of", DAY, "--rows", "4000"];
    succeeds(queuity(home.path(), &wlmds));
    let rows = table(&home.path().join("real/wl_openpathways.csv"));
    let start = "referral_to_treatment_period_start_date";
    let half = |given: bool| -> Vec<BTreeMap<String, String>> {
        rows.iter()
            .enumerate()
            .filter(|(i, _)| ((i * 2_654_435_761) >> 7) % 2 == usize::from(given))
            .map(|(_, r)| r.clone())
            .collect()
    };
    let mut file = csv::Writer::from_path(home.path().join("given.csv")).expect("a file");
    file.write_record(["pathway", start, COLUMNS[0], COLUMNS[1], COLUMNS[2]]).expect("is written");
    for row in half(true) {
        let columns = [["pseudo_patient_pathway_identifier", start].as_slice(), COLUMNS.as_slice()].concat();
        file.write_record(columns.iter().map(|c| row[*c].as_str())).expect("is written");
    }
    file.flush().expect("is written");
    let mapping = format!(
        "date = \"{DAY}\"\n[columns]\n\"{}\" = \"service\"\n\"{}\" = \"group\"\n\"{}\" = \"group\"\n",
        COLUMNS[0], COLUMNS[1], COLUMNS[2]
    );
    std::fs::write(home.path().join("m.toml"), mapping).expect("is written");
    succeeds(queuity(home.path(), &["import", "given.csv", "--out", "fitted.toml", "--mapping", "m.toml"]));
    let n = half(true).len().to_string();
    // The list as of the day on which the scenario begins, which is the day after the list.
    let first = ["synth", "fitted.toml", "--out", "made", "--rows", &n, "--as-of", "2026-07-01", "--raw"];
    succeeds(queuity(home.path(), &first));
    let people: BTreeMap<String, BTreeMap<String, String>> =
        table(&home.path().join("made/patients.csv")).into_iter().map(|r| (r["patient_id"].clone(), r)).collect();
    let made = table(&home.path().join("made/pathways.csv"));
    let listed: Vec<_> = made.iter().filter(|r| r["referral_date"].as_str() <= DAY).cloned().collect();
    assert!(listed.len() > 1_500, "{}", listed.len());
    let level = |r: &BTreeMap<String, String>, c: &str| {
        let person = &people[&r["patient_id"]];
        person.get(c).unwrap_or_else(|| panic!("no {c} in {person:?}")).clone()
    };
    Halves {
        given: known(&half(true), start, |r| COLUMNS.iter().map(|c| r[*c].clone()).collect()),
        kept: known(&half(false), start, |r| COLUMNS.iter().map(|c| r[*c].clone()).collect()),
        made: known(&listed, "referral_date", |r| {
            vec![r["service"].clone(), level(r, "der_deprivation"), level(r, "der_site_2")]
        }),
    }
}

/// The days to the nearest who is the same in all but the wait; many where there is none.
fn nearest(of: &Known, among: &BTreeMap<&Vec<String>, BTreeSet<i64>>) -> i64 {
    among.get(&of.0).map_or(10_000, |days| {
        let (below, above) = (days.range(..=of.1).next_back(), days.range(of.1..).next());
        [below, above].into_iter().flatten().map(|d| (d - of.1).abs()).min().unwrap_or(10_000)
    })
}

fn by_levels(rows: &[Known]) -> BTreeMap<&Vec<String>, BTreeSet<i64>> {
    let mut found: BTreeMap<&Vec<String>, BTreeSet<i64>> = BTreeMap::new();
    rows.iter().for_each(|(levels, days)| _ = found.entry(levels).or_default().insert(*days));
    found
}

#[test]
fn who_was_imported_cannot_be_told_from_who_was_not() {
    let Halves { given, kept, made } = halves();
    let (to_given, to_kept) = (by_levels(&given), by_levels(&kept));
    // Made people who are as one who was imported, and as one who was not: no more often the one than the other.
    let is_in = |set: &BTreeMap<&Vec<String>, BTreeSet<i64>>, one: &Known| nearest(one, set) == 0;
    let only = |a, b| made.iter().filter(|m| is_in(a, m) && !is_in(b, m)).count() as f64;
    let (as_given, as_kept) = (only(&to_given, &to_kept), only(&to_kept, &to_given));
    assert!(as_given + as_kept > 100.0, "{as_given} {as_kept}");
    // Four standard errors: once in 16,000 lists by chance.
    assert!(
        (as_given - as_kept).abs() < 4.0 * (as_given + as_kept).sqrt(),
        "{as_given} as imported, {as_kept} as others"
    );
    // Nor do they lie nearer to them.
    let (mut nearer, mut farther) = (0.0_f64, 0.0_f64);
    for one in &made {
        let (a, b) = (nearest(one, &to_given), nearest(one, &to_kept));
        nearer += f64::from(u8::from(a < b));
        farther += f64::from(u8::from(a > b));
    }
    assert!((nearer - farther).abs() < 4.0 * (nearer + farther).sqrt(), "{nearer} nearer, {farther} farther");
    // Who guesses from the nearest made person who was imported is right as often as by a coin: the area under the curve is a half.
    let from_made = by_levels(&made);
    let score = |rows: &[Known]| -> Vec<i64> { rows.iter().map(|r| nearest(r, &from_made)).collect() };
    let (mine, others) = (score(&given), score(&kept));
    let mut wins = 0.0;
    for a in &mine {
        for b in &others {
            wins += if a < b {
                1.0
            } else if a == b {
                0.5
            } else {
                0.0
            };
        }
    }
    let (n, m) = (mine.len() as f64, others.len() as f64);
    let area = wins / n / m;
    assert!((area - 0.5).abs() < 4.0 * ((n + m + 1.0) / (12.0 * n * m)).sqrt(), "the area is {area}");
}

/// Two attributes of many people each, and one person alone who has both: no list that is made has anybody like that, today or later.
#[test]
fn a_combination_that_one_real_person_has_is_never_made() {
    let home = home(SMALL);
    let mut text = String::from("NHS Number,Referral date,Specialty,Ethnic group,Disability\n");
    let mut row = |i: u32, ethnic: &str, disabled: &str| {
        let number = 4_000_000_000_u64 + u64::from(i) * 7;
        text += &format!("{number},2025-{:02}-{:02},ENT,{ethnic},{disabled}\n", 1 + i % 12, 1 + i * 7 % 28);
    };
    (0..600).for_each(|i| {
        row(i, if i % 3 == 0 { "Asian" } else { "White" }, if i % 3 == 1 && i % 2 == 0 { "yes" } else { "no" })
    });
    row(600, "Asian", "yes");
    std::fs::write(home.path().join("people.csv"), &text).expect("is written");
    let mapping = "date = \"2025-12-31\"\n[columns]\n\"Ethnic group\" = \"group\"\n\"Disability\" = \"group\"\n";
    std::fs::write(home.path().join("m.toml"), mapping).expect("is written");
    succeeds(queuity(home.path(), &["import", "people.csv", "--out", "fitted.toml", "--mapping", "m.toml"]));
    for more in [&["--as-of", "2026-01-01"][..], &["--population", "all", "--rows", "3000"]] {
        succeeds(queuity(home.path(), &[&["synth", "fitted.toml", "--out", "made", "--force"][..], more].concat()));
        let mut seen: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        for file in ["patients", "truth_people"] {
            for row in table(&home.path().join(format!("made/{file}.csv"))) {
                let levels = row.iter().filter(|(c, _)| !["patient_id", "site"].contains(&c.as_str()));
                *seen.entry(levels.map(|(_, v)| v.clone()).collect()).or_default() += 1;
            }
        }
        let both = |levels: &&Vec<String>| levels.iter().any(|l| l == "Asian") && levels.iter().any(|l| l == "yes");
        assert!(
            seen.keys().any(|l| l.contains(&"Asian".to_string()))
                && seen.keys().any(|l| l.contains(&"yes".to_string())),
            "{seen:?}"
        );
        assert_eq!(seen.keys().find(both), None, "{seen:?}");
    }
}

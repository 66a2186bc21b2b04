//! Lists that come from real people tell no more of those people than of others like them: the people who were imported are held against
//! as many who were not.

use std::collections::{BTreeMap, BTreeSet};

use crate::synth::{SMALL, home, queuity, said, succeeds, table};

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

/// The command holds lists against the real ones before it writes them: what import makes passes, and what copies days or rare people does not.
#[test]
fn lists_that_tell_of_real_people_are_refused_by_the_command() {
    let home = home(SMALL);
    let date = |n: i64| {
        let months = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let (mut month, mut day) = (0, n);
        while day >= months[month] {
            day -= months[month];
            month += 1;
        }
        format!("2025-{:02}-{:02}", month + 1, day + 1)
    };
    // Twelve people on each of a few days that follow no rule, and one who is like no other.
    let days: Vec<i64> = (0..330).filter(|n| (n * 7919) % 13 < 2).collect();
    let mut text = String::from("NHS Number,Referral date,Specialty,Ethnic group,Disability\n");
    for (i, n) in days.iter().flat_map(|n| std::iter::repeat_n(n, 12)).enumerate() {
        let (ethnic, disabled) =
            if i % 3 == 0 { ("Asian", "no") } else { ("White", if i % 3 == 1 { "no" } else { "yes" }) };
        text += &format!("{},{},ENT,{ethnic},{disabled}\n", 4_000_000_000_u64 + i as u64 * 7, date(*n));
    }
    text += "4999999999,2025-03-03,ENT,Asian,yes\n";
    std::fs::write(home.path().join("people.csv"), &text).expect("is written");
    let mapping = "date = \"2025-12-31\"\n[columns]\n\"Ethnic group\" = \"group\"\n\"Disability\" = \"group\"\n";
    std::fs::write(home.path().join("m.toml"), mapping).expect("is written");
    succeeds(queuity(home.path(), &["import", "people.csv", "--out", "fitted.toml", "--mapping", "m.toml"]));
    let synth = |scenario: &str, more: &[&str]| {
        let arguments = ["synth", scenario, "--out", "made", "--as-of", "2026-01-01", "--rows", "600", "--force"];
        queuity(home.path(), &[&arguments[..], more].concat())
    };
    let told = succeeds(synth("fitted.toml", &["--real", "people.csv"]));
    assert!(told.contains("Held against the real people") && told.contains("by chance"), "{told}");
    let truth = crate::synth::truth(&home.path().join("made"));
    let held = &truth["real_people"];
    assert!(held["compared"].as_u64() > Some(400) && held["by_chance"].as_f64() > Some(20.0), "{held}");
    assert!(held["nearer_than_by_chance"]["made"].as_f64().is_some_and(|share| (share - 0.5).abs() < 0.1), "{held}");
    std::fs::remove_dir_all(home.path().join("made")).expect("is there");
    // Who was referred later is like nobody on the real list: nothing is compared, and that is said.
    let later = ["synth", "fitted.toml", "--out", "later", "--population", "referred", "--real", "people.csv"];
    let told = succeeds(queuity(home.path(), &later));
    assert!(told.contains("Nothing was compared with the real people"), "{told}");
    assert!(!told.contains("evidence"), "{told}");
    // The same list by single days: no count is small, and everybody is a copy of a real person.
    let fitted = std::fs::read_to_string(home.path().join("fitted.toml")).expect("a file");
    let levels = "[[attribute]]\nname = \"Ethnic group\"\nlevels = [\"Asian\", \"White\"]\n[[attribute]]\nname = \"Disability\"\nlevels = [\"no\", \"yes\"]\n";
    // Some numbers of days are no number of weeks; bands of more than a day are empty.
    let week = |n: i64| {
        let week = n as f64 / 7.0;
        [week, week.next_up(), week.next_down()].into_iter().find(|w| w * 7.0 == n as f64)
    };
    let edges: Vec<i64> = (0..364).filter(|n| week(*n).is_some()).collect();
    let bands: Vec<String> = edges.iter().map(|n| week(*n).expect("a number").to_string()).collect();
    let copied = |later: i64| {
        let is_day = |n: &i64| edges.contains(&(n + 1)) && days.contains(&(364 - n - later));
        let counts: Vec<&str> = edges.iter().map(|n| if is_day(n) { "12" } else { "0" }).collect();
        format!(
            "queuity = 1\n[scenario]\nderived = true\nstart = 2026-01-01\nhorizon = \"4 weeks\"\n{}\n[[service]]\nname = \"ENT\"\nreferrals = {{ per_week = 8 }}\n\
             slots = {{ per_week = 8 }}\nwaiting = {{ bands_weeks = [{}], count = [{}] }}\n",
            levels.replace("levels = [\"no\", \"yes\"]", "levels = [\"no\", \"yes\"]\nshare = [1, 0]"),
            bands.join(", "),
            counts.join(", ")
        )
    };
    let rare = copied(0).replace("\nshare = [1, 0]", "");
    for (name, text, words) in [
        ("copied", &copied(0), "made people are as a real one"),
        ("moved", &copied(1), "once all days are moved by a day"),
        ("moved", &copied(-2), "once all days are moved by 2 days"),
        ("moved", &copied(30), "once all days are moved by 30 days"),
        ("rare", &rare, "fewer than 8 real people"),
    ] {
        std::fs::write(home.path().join(format!("{name}.toml")), text).expect("is written");
        std::fs::copy(home.path().join("fitted.mapping.toml"), home.path().join(format!("{name}.mapping.toml")))
            .expect("is copied");
        let output = synth(&format!("{name}.toml"), &["--real", "people.csv"]);
        assert_eq!(output.status.code(), Some(3), "{name}: {}", said(&output));
        assert!(said(&output).contains(words), "{name}: {}", said(&output));
        assert!(!home.path().join("made").exists(), "{name}");
    }
    // What the gate needs, and does not find.
    std::fs::write(home.path().join("alone.toml"), &fitted).expect("is written");
    std::fs::write(home.path().join("table.csv"), "a,b\n1,2\n").expect("is written");
    for (scenario, real, code, words) in [
        ("s.toml", "people.csv", 2, "comes from no list of people"),
        ("alone.toml", "people.csv", 2, "there is no mapping beside"),
        ("fitted.toml", "nothing.csv", 4, "cannot read"),
        ("fitted.toml", "table.csv", 3, "list"),
    ] {
        let output = synth(scenario, &["--real", real]);
        assert_eq!(output.status.code(), Some(code), "{scenario}, {real}: {}", said(&output));
        assert!(said(&output).contains(words), "{scenario}, {real}: {}", said(&output));
        assert!(!home.path().join("made").exists(), "{scenario}, {real}");
    }
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

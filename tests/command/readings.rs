//! Two readings of how people are seen today: a verdict that differs between them leads the summary.

use crate::command::{queuity, said, succeeds, write};

/// Under the first reading more is done than today; under the second the policy is what today is.
const READINGS: &str = r#"
queuity = 1

[scenario]
title          = "Two readings"
start          = 2026-01-05
horizon        = "26 weeks"
replications   = 3
reference      = "today"
second_reading = { today = "today, by points", "more slots" = "more slots, by points" }

[[attribute]]
name   = "area"
levels = ["poor", "rich"]

[[attribute]]
name    = "points carried"
levels  = ["many", "few"]
ordered = false
hidden  = true

[[service]]
name      = "eyes"
referrals = { per_week = 30 }
waiting   = { bands_weeks = [0, 10, 20], count = [200, 100, 10] }
slots     = { per_week = 28 }

[[variant]]
name       = "today"
discipline = { kind = "by wait", weeks = [0], tickets = [1] }

[[variant]]
name = "more slots"
from = "today"
set  = { "service[eyes].slots.per_week" = 40 }

[[variant]]
name       = "today, by points"
discipline = { kind = "head start", by_group = { "points carried" = { many = 60 } } }

[[variant]]
name = "more slots, by points"
from = "today, by points"
"#;

#[test]
fn a_verdict_that_differs_between_readings_leads_the_summary() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", READINGS);
    let text = succeeds(queuity(home.path(), &["compare", "s.toml", "--out", "out"]));
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let at = plain.find("The answer hangs on how people are seen today, which the list cannot tell.");
    let at = at.unwrap_or_else(|| panic!("{text}"));
    let told = &plain[at..plain[at..].find("The list today").map_or(at, |end| at + end)];
    assert!(told.contains("\"more slots\", the wait of people who join: "), "{text}");
    assert!(told.contains(" the wait of people who join: under \"today\" "), "{text}");
    assert!(told.contains(". Under \"today, by points\" no change."), "{text}");
    assert!(told.contains(" days less ("), "{text}");
    // No table of rivals holds what stands for the second reading, and no sentence weighs it against the first.
    let table = text.split("Who gains and who pays").nth(1).expect("who gains");
    assert!(table.contains("\nmore slots ") && !table.contains("by points"), "{text}");
    let left_out = "Policies under the second reading of how people are seen today are left out of the last tables: they \
                    cannot be compared with the reference of the first.";
    assert!(plain.contains(left_out), "{text}");
    // The list has the rivals first, then the rows under the second reading.
    let list = text.split("The list today").nth(1).and_then(|rest| rest.split("By area").next()).expect("the list");
    let rows: Vec<&str> = list.lines().filter(|line| line.starts_with("today") || line.starts_with("more")).collect();
    let names = ["today *", "more slots  ", "more slots, by points", "today, by points"];
    assert!(rows.len() == 4 && rows.iter().zip(names).all(|(row, name)| row.starts_with(name)), "{text}");
    let full = succeeds(queuity(home.path(), &["compare", "s.toml", "--full"]));
    let full = full.split_whitespace().collect::<Vec<_>>().join(" ");
    let no_policy = "This is no policy. It is the reference under the second reading of how people are seen today.";
    assert_eq!(full.matches(no_policy).count(), 1, "{full}");
    let page = std::fs::read_to_string(home.path().join("out/report.html")).expect("a page");
    assert!(
        page.contains("The answer hangs on how people are seen today, which the list cannot tell."),
        "{page:.4000}"
    );
    // What stands for the second reading is no policy, and no rival of one.
    assert!(page.contains("the average wait of everybody against the gap, for 2 policies."), "{page:.4000}");
    let who = page.split("id=\"who\"").nth(1).and_then(|rest| rest.split("</section>").next()).expect("who gains");
    assert!(who.contains("they are to be compared with “today, by points”, not with “today”."), "{who:.3000}");
    assert!(who.contains(">more slots<") && !who.contains(">more slots, by points<"), "{who:.3000}");
    let words = page.split("Each policy in words").nth(1).expect("policies in words");
    for said in [
        "This is no policy. It is “today” under the second reading of how people are seen today.",
        "This is “more slots” under the second reading of how people are seen today. It is compared with “today, by points”, not with “today”.",
    ] {
        assert!(words.contains(said), "{words:.6000}");
    }
    // Where both say the same, nothing hangs on it.
    let same = READINGS.replace(
        "name = \"more slots, by points\"\nfrom = \"today, by points\"\n",
        "name = \"more slots, by points\"\nfrom = \"today, by points\"\nset  = { \"service[eyes].slots.per_week\" = 40 }\n",
    );
    write(home.path(), "same.toml", &same);
    let text = succeeds(queuity(home.path(), &["compare", "same.toml"]));
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(!plain.contains("The answer hangs on"), "{text}");
    // Nothing hangs on a difference that is too small to matter under both readings.
    let small = READINGS.replace(
        "reference      = \"today\"\n",
        "reference      = \"today\"\nmatters        = { weeks_untreated = \"200 days\" }\n",
    );
    write(home.path(), "small.toml", &small);
    let text = succeeds(queuity(home.path(), &["compare", "small.toml"]));
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(!plain.contains("The answer hangs on"), "{text}");
}

/// A screen has room for a few policies: those that a reader chooses from come before the rows under the second reading, and notes count
/// them alone.
#[test]
fn rivals_come_first_and_are_counted_alone() {
    let home = tempfile::tempdir().expect("a folder");
    // Blind to age in the first reading, and for the old in the second.
    let age = "[[attribute]]\nname = \"age\"\nlevels = [\"old\", \"young\"]\n\n";
    let carried = "[[attribute]]\nname    = \"points carried\"";
    let mut many = READINGS.replace(carried, &format!("{age}{carried}"));
    many = many.replace("{ \"points carried\" = { many = 60 } }", "{ age = { old = 300 } }");
    many = many.replace("set  = { \"service[eyes].slots.per_week\" = 40 }\n", "");
    write(home.path(), "few.toml", &many);
    let few = succeeds(queuity(home.path(), &["compare", "few.toml"]));
    assert!(few.contains("Other gaps") && !few.contains("changed by"), "{few}");
    for i in 1..9 {
        many.push_str(&format!("\n[[variant]]\nname = \"rival {i}\"\nfrom = \"today\"\n"));
    }
    write(home.path(), "many.toml", &many);
    let text = succeeds(queuity(home.path(), &["compare", "many.toml"]));
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let list = text.split("The list today").nth(1).and_then(|rest| rest.split("By area").next()).expect("the list");
    assert!(list.contains("\nrival 6 ") && !list.contains("by points"), "{text}");
    assert!(plain.contains(" 2 more policies are left out here."), "{text}");
    assert!(plain.contains("are left out of the tables: they cannot"), "{text}");
}

/// The second reading asks the same questions again: it is not counted among the several that a main measure is adjusted for.
#[test]
fn main_measures_are_adjusted_for_the_policies_of_one_reading() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "both.toml", READINGS);
    let (one, _) = READINGS.split_once("[[variant]]\nname       = \"today, by points\"").expect("a second reading");
    let one: String = one.lines().filter(|l| !l.starts_with("second_reading")).flat_map(|l| [l, "\n"]).collect();
    write(home.path(), "one.toml", &one);
    let adjusted = |file: &str| {
        let json = succeeds(queuity(home.path(), &["compare", file, "--json"]));
        let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        let rows = json["contrasts"].as_array().expect("rows").clone();
        let row = |r: &serde_json::Value| {
            let p = r["p_adjusted"].as_f64()?;
            Some((r["variant"].to_string(), r["reference"].to_string(), r["measure"].to_string(), p))
        };
        rows.iter().filter_map(row).collect::<Vec<_>>()
    };
    let mut both = adjusted("both.toml");
    both.retain(|row| row.1 == "\"today\"");
    assert_eq!(both.len(), 2, "the wait and the gap of one policy: {both:?}");
    assert_eq!(both, adjusted("one.toml"));
}

/// A policy under the second reading is held against today under it, in every table; the reference of that reading against that of the first.
#[test]
fn policies_are_compared_under_their_own_reading() {
    let home = tempfile::tempdir().expect("a folder");
    // The same slots more under both readings, so that there is an effect, and a number with a range.
    let both = READINGS
        .replace("name = \"more slots, by points\"\nfrom = \"today, by points\"\n", "name = \"more slots, by points\"\nfrom = \"today, by points\"\nset  = { \"service[eyes].slots.per_week\" = 40 }\n")
        .replace("replications   = 3", "replications   = 3\nranges         = 2")
        .replace("{ per_week = 30 }", "{ per_week = { value = 30, low = 29, high = 31, source = \"a guess\" } }");
    // The second reading by itself, with its own reference.
    let alone = both
        .replace("reference      = \"today\"", "reference      = \"today, by points\"")
        .lines()
        .filter(|line| !line.starts_with("second_reading"))
        .flat_map(|line| [line, "\n"])
        .collect::<String>();
    write(home.path(), "both.toml", &both);
    write(home.path(), "alone.toml", &alone);
    for file in ["both", "alone"] {
        succeeds(queuity(home.path(), &["compare", &format!("{file}.toml"), "--out", file]));
    }
    let rows = |file: &str, table: &str, variant: &str| -> Vec<Vec<String>> {
        let mut csv = csv::Reader::from_path(home.path().join(file).join(table)).expect("a table");
        let names = csv.headers().expect("a head").clone();
        let place = |name: &str| names.iter().position(|n| n == name).expect("a column");
        // Holm's adjustment is over the policies of a reading, and is not the same.
        let aside = names.iter().position(|n| n == "p_adjusted");
        let rows = csv.records().map(|row| row.expect("a row").iter().map(String::from).collect::<Vec<_>>());
        let own = rows.filter(|row| row[place("variant")] == variant);
        own.map(|mut row| {
            aside.iter().for_each(|place| row[*place].clear());
            row
        })
        .collect()
    };
    for table in ["contrasts.csv", "ranges.csv"] {
        let found = rows("both", table, "more slots, by points");
        assert!(found.len() >= 6, "{table}");
        assert_eq!(found, rows("alone", table, "more slots, by points"), "{table}");
    }
    let reference = |variant: &str| rows("both", "contrasts.csv", variant)[0].last().cloned();
    assert_eq!(reference("more slots, by points").as_deref(), Some("today, by points"));
    assert_eq!(reference("today, by points").as_deref(), Some("today"));
    assert_eq!(reference("more slots").as_deref(), Some("today"));
    let full = succeeds(queuity(home.path(), &["compare", "both.toml", "--full"]));
    let plain = full.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(plain.contains("more slots, by points, against \"today, by points\":"), "{full}");
    assert!(plain.contains("Under \"today, by points\", people in \"poor\""), "{full}");
    succeeds(queuity(home.path(), &["verify", "both"]));
}

/// One policy alone is run under its own reading.
#[test]
fn a_scenario_with_two_readings_can_be_run() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", READINGS);
    for variant in [&[][..], &["--variant", "more slots, by points"]] {
        succeeds(queuity(home.path(), &[&["run", "s.toml", "--replications", "2"][..], variant].concat()));
    }
    let lists = ["synth", "s.toml", "--out", "lists", "--as-of", "2026-05-04", "--population", "all"];
    let rank = ["--variant", "today, by points", "--inject", "rank: area=poor, 60 days"];
    succeeds(queuity(home.path(), &[&lists[..], &rank].concat()));
}

#[test]
fn the_reference_needs_its_second_reading() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", &READINGS.replace("today = \"today, by points\", ", ""));
    let output = queuity(home.path(), &["check", "s.toml"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(said(&output).contains("the reference `today` has no second reading"), "{}", said(&output));
    write(home.path(), "s.toml", &READINGS.replace("\"more slots, by points\" }", "\"more slots, by point\" }"));
    let output = queuity(home.path(), &["check", "s.toml"]);
    assert!(said(&output).contains("did you mean `more slots, by points`?"), "{}", said(&output));
}

/// What people carry is known to the rule alone: no list has a column or a word of it, in any layout.
#[test]
fn no_list_shows_what_people_carry() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", READINGS);
    for layout in ["tidy", "wlmds", "fhir", "ocel2", "synthea"] {
        let asked = ["synth", "s.toml", "--rows", "40", "--layout", layout, "--out", layout];
        succeeds(queuity(home.path(), &asked));
        for file in std::fs::read_dir(home.path().join(layout)).expect("a folder") {
            let path = file.expect("a file").path();
            let text = String::from_utf8_lossy(&std::fs::read(&path).expect("a text")).to_lowercase();
            let scenario = path.ends_with("scenario.toml");
            assert!(scenario || !text.contains("carried"), "{}", path.display());
            assert!(scenario || path.ends_with("manifest.json") || !text.contains("\"few\""), "{}", path.display());
        }
    }
}

/// Where single people are told of, what they carry is marked, and in no record.
#[test]
fn what_people_carry_is_marked_as_hidden() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", READINGS);
    let asked = ["run", "s.toml", "--variant", "today, by points", "--replications", "2", "--patients", "people.csv"];
    succeeds(queuity(home.path(), &asked));
    let table = std::fs::read_to_string(home.path().join("people.csv")).expect("a table");
    let head: Vec<&str> = table.lines().next().expect("a head").split(',').collect();
    let about: Vec<&&str> = head.iter().filter(|name| name.contains("area") || name.contains("carried")).collect();
    assert_eq!(about, [&"area_recorded", &"area_true", &"points_carried_hidden"]);
    let column = head.iter().position(|name| *name == "points_carried_hidden").expect("a column");
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let carried: std::collections::BTreeSet<String> =
        rows.records().map(|row| row.expect("a row")[column].to_string()).collect();
    assert!(carried.iter().eq(["few", "many"]), "{carried:?}");
    let described = std::fs::read_to_string(home.path().join("people.csv.datapackage.json")).expect("a description");
    assert!(described.contains("points carried in truth: known to nobody but the rule"), "{described}");
    let why = ["why", "s.toml", "--variant", "today, by points", "--patient", "today-3"];
    let told = succeeds(queuity(home.path(), &why));
    let plain = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(plain.contains("(known to nobody but the rule)") && !plain.contains("in the record"), "{told}");
}

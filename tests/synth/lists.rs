//! How many rows there are, who they are about, and whether they fit together.

use std::collections::{BTreeMap, BTreeSet};

use crate::synth::{SMALL, home, queuity, said, succeeds, table, truth};

/// People who are referred on from one list to another: some have two pathways.
const COUPLED: &str = r#"
queuity = 1
[scenario]
start = 2026-02-02
horizon = "30 weeks"
seed = 3
[[attribute]]
name = "deprivation"
levels = ["most", "least"]
[[service]]
name = "eyes"
referrals = { per_week = 15 }
[[service.stage]]
name = "clinic"
slots = { per_week = 15, days = ["tue"] }
next = [{ ends = "discharged", share = 0.5, refers_to = "surgery", after = "2 weeks" }, { ends = "treated" }]
[[service]]
name = "surgery"
slots = { per_week = 6, days = ["thu"] }
misses_appointment = { default = 0.1 }
"#;

#[test]
fn as_many_rows_as_are_asked_for() {
    let home = home(SMALL);
    for (population, rows) in [
        ("waiting", 1),
        ("waiting", 7),
        ("waiting", 1_000),
        ("waiting", 20_000),
        ("referred", 7),
        ("referred", 1_000),
        ("all", 1),
        ("all", 5_000),
    ] {
        let n = rows.to_string();
        let arguments = ["synth", "s.toml", "--out", "out", "--force", "--population", population, "--rows", &n];
        succeeds(queuity(home.path(), &[&arguments[..], &["--as-of", "2026-06-30"]].concat()));
        let out = home.path().join("out");
        let pathways = table(&out.join("pathways.csv"));
        assert_eq!(pathways.len(), rows, "{population}");
        assert_eq!(truth(&out)["pathways"], rows);
        let sites: BTreeSet<&String> = pathways.iter().map(|r| &r["site"]).collect();
        assert!(sites.len() as u64 <= truth(&out)["sites"].as_u64().expect("a number"));
        for row in &pathways {
            let (waits, from, end) = (row["status"] == "waiting", &row["referral_date"], &row["end_date"]);
            assert!(from.as_str() <= "2026-06-30" && (waits == end.is_empty()));
            assert!(waits || (from <= end && end.as_str() <= "2026-06-30"));
            assert!(population != "waiting" || waits);
            assert!(population != "referred" || from.as_str() >= "2026-02-02");
        }
    }
}

/// As many as are asked for in every population that can hold them, from one to a hundred thousand; counted in the lines of the file.
#[test]
fn from_one_row_to_a_hundred_thousand_of_every_population() {
    let home = home(SMALL);
    for population in ["waiting", "referred", "all"] {
        for rows in [1, 7, 1_000, 100_000] {
            let n = rows.to_string();
            let arguments = ["synth", "s.toml", "--out", "out", "--force", "--population", population, "--rows", &n];
            succeeds(queuity(home.path(), &[&arguments[..], &["--layout", "nhsr", "--quiet"]].concat()));
            let bytes = std::fs::read(home.path().join("out/waiting_list.csv")).expect("a file");
            assert_eq!(bytes.iter().filter(|b| **b == b'\n').count(), rows + 1, "{population}");
        }
    }
    // As many as the population of one site has, where nothing is said.
    succeeds(queuity(home.path(), &["synth", "s.toml", "--out", "out", "--force", "--layout", "nhsr"]));
    let truth = truth(&home.path().join("out"));
    assert_eq!((&truth["sites"], &truth["pathways"]), (&1.into(), &truth["sample"]["pathways_of_the_population"]));
}

/// How many rows a table has besides the pathways is known only when they are there: what does not fit a sheet ends the command.
#[test]
fn a_table_that_outgrows_a_sheet_on_the_way_is_refused_and_leaves_nothing() {
    let often = "queuity = 1\n[scenario]\nstart = 2026-02-02\nhorizon = \"40 weeks\"\n[[service]]\nname = \"a\"\n\
        referrals = { per_week = 300 }\nslots = { per_week = 8000, days = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"] }\n\
        misses_appointment = 0.96\nafter_missed = { rebook = 1.0, to = \"back of the queue\" }\n";
    let home = home(often);
    let arguments =
        ["synth", "s.toml", "--out", "out", "--population", "all", "--layout", "events", "--format", "xlsx"];
    let output = queuity(home.path(), &[&arguments[..], &["--rows", "48000"]].concat());
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
    let text = said(&output);
    assert!(text.contains("a sheet holds 1048576 rows with its header") && text.contains("event_log.xlsx"), "{text}");
    assert!(!home.path().join("out").exists());
}

#[test]
fn what_cannot_be_made_is_refused_with_the_reason() {
    let home = home(&SMALL.replace("waiting = {", "# waiting = {"));
    for (arguments, words) in [
        (&["--rows", "0"][..], "at least one row"),
        (&["--rows", "9999999999999"], "at most"),
        (&["--as-of", "2031-01-01"], "runs from 2026-02-02 to 2026-08-30; the nearest is 2026-08-30"),
        (&["--as-of", "2025-12-31"], "the nearest is 2026-02-02"),
        (&["--as-of", "yesterday"], "is no day of the scenario"),
        (&["--as-of", "01/03/2026"], "days are written like 2026-02-02"),
        (&["--as-of", "2026-2-3"], "days are written like 2026-02-02"),
        (&["--as-of", "2026-02-30"], "is no day of the scenario"),
        (&["--from", "2026-03-02"], "--population referred"),
        (&["--population", "referred", "--from", "2026-03-02", "--as-of", "2026-03-01"], "comes after"),
        (&["--layout", "tidi"], "did you mean `tidy`?"),
        (&["--variant", "bas"], "did you mean `base`?"),
        (&["--format", "docx"], "there is no format `docx`; there are: csv, parquet, xlsx, ndjson"),
        (&["--format", "csv,xslx"], "did you mean `xlsx`?"),
        (&["--format", ""], "there is no format ``"),
        (&["--format", "json"], "that of the layout `ocel2` alone"),
        (&["--mess", "typicl"], "did you mean `typical`?"),
        (&["--mess", "by-group"], "did you mean `by group`?"),
        (&["--inject", "days: deprivation=most, 1e30 days"], "at most 3650 days"),
        (&["--format", "xlsx", "--rows", "1048576"], "a file of this format holds 1048575"),
    ] {
        let output = queuity(home.path(), &[&["synth", "s.toml", "--out", "out"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains(words), "{arguments:?}: {}", said(&output));
        assert!(!home.path().join("out").exists(), "{arguments:?}");
    }
    // All that is wrong is told at once.
    let output =
        queuity(home.path(), &["synth", "s.toml", "--out", "out", "--rows", "0", "--as-of", "x", "--variant", "y"]);
    assert_eq!(said(&output).matches("error: ").count(), 3, "{}", said(&output));
    // Nobody is referred, so nobody is on a list.
    let empty = SMALL.replace("referrals = { per_week = 20 }", "").replace("referrals = { per_week = 15 }", "");
    let empty = crate::synth::home(&empty.replace("waiting = {", "# waiting = {"));
    let output = queuity(empty.path(), &["synth", "s.toml", "--out", "out", "--rows", "5"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("nobody is on a list on that day"), "{}", said(&output));
    assert!(!empty.path().join("out").exists());
}

#[test]
fn keys_join_and_rows_agree_with_each_other() {
    for (scenario, seen) in [(SMALL, 2), (COUPLED, 3)] {
        let home = home(scenario);
        let arguments =
            ["synth", "s.toml", "--out", "out", "--population", "all", "--rows", "900", "--as-of", "2026-07-31"];
        succeeds(queuity(home.path(), &arguments));
        let of = |name: &str| table(&home.path().join("out").join(name));
        let (pathways, patients, appointments, removals, people) = (
            of("pathways.csv"),
            of("patients.csv"),
            of("appointments.csv"),
            of("removals.csv"),
            of("truth_people.csv"),
        );
        let ids = |rows: &[BTreeMap<String, String>], key: &str| -> BTreeSet<String> {
            let all: Vec<String> = rows.iter().map(|r| r[key].clone()).collect();
            let set: BTreeSet<String> = all.iter().cloned().collect();
            assert_eq!(set.len(), all.len(), "{key} tells rows apart");
            set
        };
        let (pathway, patient) = (ids(&pathways, "pathway_id"), ids(&patients, "patient_id"));
        assert_eq!(patient, ids(&people, "patient_id"));
        ids(&appointments, "appointment_id");
        let has: BTreeSet<String> = pathways.iter().map(|r| r["patient_id"].clone()).collect();
        assert_eq!(has, patient, "each person has a pathway, and each pathway its person");
        assert_eq!(has.len() < pathways.len(), scenario == COUPLED);
        let by_pathway: BTreeMap<&String, &BTreeMap<String, String>> =
            pathways.iter().map(|r| (&r["pathway_id"], r)).collect();
        let mut missed: BTreeMap<&String, u64> = BTreeMap::new();
        let mut outcomes = BTreeSet::new();
        for row in &appointments {
            assert!(pathway.contains(&row["pathway_id"]));
            let path = by_pathway[&row["pathway_id"]];
            assert_eq!(path["patient_id"], row["patient_id"]);
            assert!(path["referral_date"] <= row["booked_date"] && row["booked_date"] <= row["appointment_date"]);
            outcomes.insert(row["outcome"].clone());
            *missed.entry(&row["pathway_id"]).or_default() += u64::from(row["outcome"] == "did not attend");
        }
        assert!(outcomes.len() >= 2 && outcomes.contains("attended"), "{outcomes:?}");
        let mut gone = BTreeSet::new();
        for row in &pathways {
            assert_eq!(row["missed_appointments"], missed.get(&row["pathway_id"]).copied().unwrap_or(0).to_string());
            if row["status"] == "treated" {
                let last = appointments.iter().rfind(|a| a["pathway_id"] == row["pathway_id"]).expect("was seen");
                assert_eq!((&last["appointment_date"], last["outcome"].as_str()), (&row["end_date"], "attended"));
            } else if row["status"] != "waiting" {
                gone.insert(row["pathway_id"].clone());
            }
        }
        assert_eq!(gone, ids(&removals, "pathway_id"));
        let statuses: BTreeSet<&String> = pathways.iter().map(|r| &r["status"]).collect();
        assert!(statuses.len() >= seen, "{statuses:?}");
    }
}

#[test]
fn capacity_is_that_of_the_full_service() {
    let home = home(SMALL);
    let arguments = ["synth", "s.toml", "--out", "out", "--population", "all", "--as-of", "2026-07-31", "--force"];
    succeeds(queuity(home.path(), &arguments));
    let out = home.path().join("out");
    let whole = table(&out.join("capacity.csv"));
    let attended: u64 = whole.iter().map(|r| r["attended"].parse::<u64>().expect("a count")).sum();
    let came = table(&out.join("appointments.csv")).iter().filter(|r| r["outcome"] == "attended").count();
    assert_eq!(attended, came as u64);
    assert!(whole.iter().any(|r| r["sessions_lost"] == "1" && r["slots"] == "0" && r["service"] == "eyes"));
    for row in &whole {
        let count = |name: &str| row[name].parse::<u64>().expect("a count");
        assert!(count("attended") + count("missed") <= count("slots") || count("slots") == 0, "{row:?}");
    }
    // Of a sample it is the same, and marked.
    succeeds(queuity(home.path(), &[&arguments[..], &["--rows", "50"]].concat()));
    assert_eq!(table(&out.join("capacity.csv")), whole);
    assert!(whole.iter().all(|r| r["covers"] == "full service"));
    let package = std::fs::read_to_string(out.join("datapackage.json")).expect("a file");
    assert!(package.contains("a sample of whole people, 50 of"), "{package}");
}

#[test]
fn the_rows_are_those_of_the_run_and_a_day_is_as_it_was_then() {
    let home = home(SMALL);
    succeeds(queuity(home.path(), &["run", "s.toml", "--replications", "1", "--patients", "people.csv"]));
    succeeds(queuity(home.path(), &["synth", "s.toml", "--out", "end", "--population", "all"]));
    let people = table(&home.path().join("people.csv"));
    let end = table(&home.path().join("end/pathways.csv"));
    let row = |r: &BTreeMap<String, String>| {
        ["service", "referral_date", "end_date", "status", "wait_days", "missed_appointments"].map(|c| r[c].clone())
    };
    assert_eq!(people.iter().map(row).collect::<Vec<_>>(), end.iter().map(row).collect::<Vec<_>>());
    // As of a day: what had happened by then, and nothing that came later.
    let day = "2026-05-15";
    succeeds(queuity(home.path(), &["synth", "s.toml", "--out", "day", "--population", "all", "--as-of", day]));
    let then: BTreeMap<String, BTreeMap<String, String>> =
        table(&home.path().join("day/pathways.csv")).into_iter().map(|r| (r["pathway_id"].clone(), r)).collect();
    let later: Vec<_> = end.iter().filter(|r| r["referral_date"].as_str() <= day).collect();
    assert_eq!(then.len(), later.len());
    for row in later {
        let was = &then[&row["pathway_id"]];
        assert_eq!((&was["patient_id"], &was["referral_date"]), (&row["patient_id"], &row["referral_date"]));
        let ended = !row["end_date"].is_empty() && row["end_date"].as_str() <= day;
        assert_eq!(was["status"], if ended { row["status"].clone() } else { "waiting".to_string() });
    }
}

#[test]
fn the_same_bytes_for_any_number_of_threads() {
    let home = home(SMALL);
    let mut first: Option<BTreeMap<String, Vec<u8>>> = None;
    for threads in ["1", "2", "3", "8"] {
        let arguments =
            ["synth", "s.toml", "--out", "out", "--force", "--rows", "3000", "--format", "csv,parquet,xlsx"];
        succeeds(queuity(home.path(), &[&arguments[..], &["--threads", threads]].concat()));
        let files = std::fs::read_dir(home.path().join("out")).expect("a folder").map(|e| e.expect("an entry").path());
        let files: BTreeMap<String, Vec<u8>> = files
            .map(|p| (p.file_name().expect("a name").to_string_lossy().into_owned(), std::fs::read(p).expect("a file")))
            .collect();
        assert!(files.len() > 12 && files["pathways.parquet"].starts_with(b"PAR1"));
        match &first {
            None => first = Some(files),
            Some(first) => assert!(*first == files, "{threads} threads"),
        }
    }
}

#[test]
fn a_workbook_holds_what_the_csv_file_holds() {
    use calamine::{Data, Reader, Xlsx};
    let home = home(&SMALL.replace("name = \"hips\"", "name = \"=hips\""));
    let arguments = ["synth", "s.toml", "--out", "out", "--raw", "--population", "all", "--rows", "600"];
    succeeds(queuity(home.path(), &[&arguments[..], &["--mess", "light", "--format", "csv,xlsx"]].concat()));
    for name in ["pathways", "patients", "appointments", "capacity", "truth_faults"] {
        let rows = table(&home.path().join(format!("out/{name}.csv")));
        let file = std::fs::read(home.path().join(format!("out/{name}.xlsx"))).expect("a file");
        let mut book = Xlsx::new(std::io::Cursor::new(file)).expect("a workbook");
        assert!(book.worksheet_formula("table").expect("a sheet").is_empty(), "no text is a formula");
        let sheet = book.worksheet_range("table").expect("a sheet");
        let header: Vec<String> = sheet.rows().next().expect("a header").iter().map(Data::to_string).collect();
        assert_eq!(sheet.height(), rows.len() + 1, "{name}");
        for (cells, row) in sheet.rows().skip(1).zip(&rows) {
            for (cell, column) in cells.iter().zip(&header) {
                let text = match cell {
                    Data::DateTime(date) => {
                        let (year, month, day, ..) = date.to_ymd_hms_milli();
                        format!("{year:04}-{month:02}-{day:02}")
                    }
                    other => other.to_string(),
                };
                assert_eq!(text, row[column], "{name}, {column}");
            }
        }
    }
    // Tables of a run are no workbooks unless one is asked for by name, as that of the people can be.
    succeeds(queuity(home.path(), &["run", "s.toml", "--out", "results", "--patients", "people.xlsx"]));
    assert!(home.path().join("results/summary.csv").exists() && home.path().join("people.xlsx").exists());
    assert!(!home.path().join("results/summary.xlsx").exists());
}

#[test]
fn a_sample_holds_whole_people_and_smaller_ones_are_parts_of_larger_ones() {
    let home = home(COUPLED);
    let ids = |rows: &str| -> BTreeSet<String> {
        let arguments = ["synth", "s.toml", "--out", "out", "--force", "--population", "all", "--rows", rows];
        succeeds(queuity(home.path(), &arguments));
        table(&home.path().join("out/pathways.csv")).into_iter().map(|r| r["pathway_id"].clone()).collect()
    };
    let (few, many) = (ids("60"), ids("200"));
    assert_eq!((few.len(), many.len()), (60, 200));
    assert!(few.intersection(&many).count() >= 58, "but for the person who fills up");
    // The people of a sample have all the pathways that they have in the whole.
    succeeds(queuity(home.path(), &["synth", "s.toml", "--out", "whole", "--population", "all"]));
    let count = |path: &str| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        table(&home.path().join(path))
            .into_iter()
            .for_each(|r| *counts.entry(r["patient_id"].clone()).or_default() += 1);
        counts
    };
    let (whole, sample) = (count("whole/pathways.csv"), count("out/pathways.csv"));
    assert!(sample.iter().all(|(id, n)| whole[id] == *n));
    assert!(sample.values().any(|n| *n == 2));
}

#[test]
fn names_of_every_kind_come_back_and_lead_out_of_no_folder() {
    let names = SMALL
        .replace("name = \"hips\"", "name = \"../hi,ps \\\"x\\\"\"")
        .replace("name = \"eyes\"", "name = \"=eyes|con: é 😀\"")
        .replace("name = \"site\"", "name = \"Pathway ID\"")
        .replace("\"north\", \"south\"", "\"+north\", \"so'uth; a=b\"")
        .replace("\"most\", \"middle\", \"least\"", "\"'most'\", \"mid\\\"dle\", \"=SUM(A1)\"")
        .replace("{ \"most\" = 0.2 }", "{ \"'most'\" = 0.2 }");
    let home = home(&names);
    for layout in ["tidy", "wlmds", "rtt", "nhsr", "events", "ocel", "ocel2", "fhir", "synthea", "deltas"] {
        let arguments = [
            "synth",
            "s.toml",
            "--out",
            "out",
            "--force",
            "--population",
            "all",
            "--mess",
            "light",
            "--layout",
            layout,
        ];
        succeeds(queuity(home.path(), &arguments));
    }
    let arguments = ["synth", "s.toml", "--out", "out", "--force", "--population", "all", "--format", "csv,parquet"];
    succeeds(queuity(home.path(), &arguments));
    assert_eq!(
        std::fs::read_dir(home.path()).expect("a folder").count(),
        2,
        "nothing beside the scenario and the folder"
    );
    let rows = table(&home.path().join("out/pathways.csv"));
    let original = |text: &str| text.strip_prefix('\'').unwrap_or(text).to_string();
    let services: BTreeSet<String> = rows.iter().map(|r| original(&r["service"])).collect();
    assert_eq!(services, ["../hi,ps \"x\"", "=eyes|con: é 😀"].map(String::from).into());
    let people = table(&home.path().join("out/patients.csv"));
    let levels: BTreeSet<String> = people.iter().map(|r| original(&r["pathway_id_2"])).collect();
    assert_eq!(levels, ["+north", "so'uth; a=b"].map(String::from).into());
    let levels: BTreeSet<String> = people.iter().map(|r| original(&r["deprivation"])).collect();
    assert_eq!(levels, ["'most'", "mid\"dle", "=SUM(A1)"].map(String::from).into());
}

#[test]
fn the_number_of_rows_that_is_advised_can_be_made() {
    // Everybody is seen on one list and referred on to the other: five people with two pathways each at every site.
    let both = COUPLED
        .replace("horizon = \"30 weeks\"", "horizon = \"60 weeks\"")
        .replace("share = 0.5, refers_to", "refers_to")
        .replace(", after = \"2 weeks\" }, { ends = \"treated\" }]", ", after = \"1 day\" }]")
        .replace("per_week = 15, days = [\"tue\"]", "per_week = 40, days = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"]")
        .replace("referrals = { per_week = 15 }", "extra = [{ at = 2026-02-02 }, { at = 2026-02-03 }, { at = 2026-02-03 }, { at = 2026-02-04 }, { at = 2026-02-05 }]");
    let home = home(&both);
    let ask = |rows: &str| {
        queuity(home.path(), &["synth", "s.toml", "--out", "out", "--force", "--population", "all", "--rows", rows])
    };
    let output = ask("15");
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    let text = said(&output);
    let (_, advised) = text.split_once("--rows ").unwrap_or_else(|| panic!("{text}"));
    let advised: String = advised.chars().take_while(char::is_ascii_digit).collect();
    succeeds(ask(&advised));
    assert_eq!(table(&home.path().join("out/pathways.csv")).len().to_string(), advised);
}

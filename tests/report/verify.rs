//! `queuity verify`: a changed digit is found in whatever file it is, also where somebody has written the hashes again.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use queuity::digest::sha256;

/// Two groups, one of them so small that in some runs nobody of it is treated in time; five runs.
pub(crate) const TINY: &str = r#"
queuity = 1
[scenario]
title = "Tiny"
question = "Who gains?"
start = 2026-02-02
horizon = "20 weeks"
replications = 5
seed = 11
reference = "first come"
[[attribute]]
name = "deprivation"
levels = ["most", "least"]
share = [0.02, 0.98]
[[service]]
name = "hips"
referrals = { per_week = 12 }
waiting = { bands_weeks = [0, 6, 12, 18, 26, 52], count = [40, 20, 10, 10, 5] }
slots = { per_week = { value = 12, low = 10, high = 14, source = "a guess" }, days = ["mon", "wed"] }
removal = { per_week = 0.01 }
[[variant]]
name = "first come"
discipline = { kind = "first come" }
[[variant]]
name = "lots"
discipline = { kind = "random" }
"#;

pub(crate) fn queuity(home: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_queuity")).current_dir(home).args(arguments).output().expect("the command")
}

pub(crate) fn said(out: &Output) -> String {
    String::from_utf8_lossy(&out.stderr).into_owned()
}

/// A folder with a result in `out`.
fn result(arguments: &[&str]) -> tempfile::TempDir {
    made(&["compare", "tiny.toml", "--out", "out", "--quiet"], arguments)
}

fn made(command: &[&str], arguments: &[&str]) -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("tiny.toml"), TINY).expect("a scenario");
    let made = queuity(home.path(), &[command, arguments].concat());
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    home
}

/// The names of the files of a result.
fn files(out: &Path) -> Vec<String> {
    let manifest = fs::read_to_string(out.join("manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    let files = manifest["files"].as_array().expect("files");
    files.iter().map(|f| f["path"].as_str().expect("a path").to_string()).collect()
}

/// Writes the hash and size of a file into the manifest, as is done to hide a change.
pub(crate) fn rehash(out: &Path, name: &str) {
    let path = out.join("manifest.json");
    let mut manifest: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&path).expect("a manifest")).expect("JSON");
    let bytes = fs::read(out.join(name)).expect("a file");
    if name == "scenario.toml" {
        manifest["scenario_sha256"] = sha256(&bytes).into();
    }
    for file in manifest["files"].as_array_mut().expect("files") {
        if file["path"] == name {
            file["bytes"] = bytes.len().into();
            file["sha256"] = sha256(&bytes).into();
        }
    }
    fs::write(&path, serde_json::to_string_pretty(&manifest).expect("JSON") + "\n").expect("a manifest");
}

/// Another digit in the place of one: of a text the last before its middle, of other bytes the middle one. In the scenario the seed.
pub(crate) fn flipped(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut other = bytes.to_vec();
    let middle = bytes.len() / 2;
    let at = match std::str::from_utf8(bytes) {
        Ok(text) if name == "scenario.toml" => text.find("seed = ").expect("a seed") + "seed = ".len(),
        Ok(_) => (0..middle).rev().chain(middle..bytes.len()).find(|i| bytes[*i].is_ascii_digit()).expect("a digit"),
        Err(_) => in_the_numbers(name, bytes).unwrap_or(middle),
    };
    other[at] = if other[at] == b'7' { b'3' } else { b'7' };
    other
}

/// The last byte of the values of a column of numbers: others, as of the footer, can change without a value that does.
#[cfg(feature = "parquet")]
fn in_the_numbers(name: &str, bytes: &[u8]) -> Option<usize> {
    use parquet::basic::Type;
    use parquet::file::reader::{FileReader, SerializedFileReader};

    if !name.ends_with(".parquet") {
        return None;
    }
    let file = SerializedFileReader::new(bytes::Bytes::copy_from_slice(bytes)).expect("a Parquet file");
    let columns = file.metadata().row_group(0).columns();
    let numbers = columns.iter().find(|c| [Type::DOUBLE, Type::INT64].contains(&c.column_type()));
    let numbers = numbers.expect("a column of numbers");
    // Each value stands once, before the rows that have it.
    Some(numbers.data_page_offset() as usize - 1)
}

/// A Parquet file with a column of intervals of time, at which the library panics.
#[cfg(feature = "parquet")]
pub(crate) fn intervals() -> Vec<u8> {
    use std::sync::Arc;

    use parquet::basic::{ConvertedType, Repetition, Type as Physical};
    use parquet::data_type::{ByteArray, FixedLenByteArray, FixedLenByteArrayType};
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::types::Type;

    let field = Type::primitive_type_builder("variant", Physical::FIXED_LEN_BYTE_ARRAY).with_length(12);
    let field = field.with_converted_type(ConvertedType::INTERVAL).with_repetition(Repetition::REQUIRED);
    let schema = Type::group_type_builder("table").with_fields(vec![Arc::new(field.build().expect("a field"))]);
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, Arc::new(schema.build().expect("a schema")), Arc::default())
        .expect("a writer");
    let mut rows = writer.next_row_group().expect("a row group");
    let mut column = rows.next_column().expect("a column").expect("one");
    let days = FixedLenByteArray::from(ByteArray::from(vec![3; 12]));
    column.typed::<FixedLenByteArrayType>().write_batch(&[days], None, None).expect("a value");
    column.close().expect("it is written");
    rows.close().expect("it is written");
    writer.close().expect("it is written");
    bytes
}

/// Files of other programs and broken ones are differences, and no faults of the command.
#[cfg(feature = "parquet")]
#[test]
fn a_parquet_file_of_other_columns_is_a_difference() {
    let home = result(&[]);
    let out = home.path().join("out");
    let whole = fs::read(out.join("summary.parquet")).expect("a table");
    let mut broken = whole.clone();
    broken[4..whole.len() / 2].fill(0x55);
    for (bytes, words) in [(intervals(), "of a kind that no result has"), (broken, "summary.parquet")] {
        fs::write(out.join("summary.parquet"), bytes).expect("a file");
        rehash(&out, "summary.parquet");
        let checked = queuity(home.path(), &["verify", "out"]);
        assert_eq!(checked.status.code(), Some(7), "{}", said(&checked));
        assert!(said(&checked).contains(words) && said(&checked).len() < 4_000, "{}", said(&checked));
    }
}

#[cfg(not(feature = "parquet"))]
fn in_the_numbers(_: &str, _: &[u8]) -> Option<usize> {
    None
}

#[test]
fn a_result_that_was_left_alone_is_right() {
    for more in [&[][..], &["--raw"][..]] {
        let home = result(more);
        for arguments in [&["verify", "out"][..], &["verify", "out", "--all"][..]] {
            let found = queuity(home.path(), arguments);
            assert_eq!(found.status.code(), Some(0), "{more:?} {arguments:?} {}", said(&found));
            let text = String::from_utf8(found.stdout).expect("text");
            // What was left aside stands in lines of its own.
            let aside = text.lines().filter(|l| l.starts_with("* ")).count();
            assert!(text.ends_with('\n') && (aside > 0) == (arguments.len() == 2), "{text}");
            let text = text.replace('\n', " ");
            let runs = if arguments.len() > 2 { "all of its 10 runs" } else { "6 of 10 runs" };
            assert!(text.contains("is what its scenario gives") && text.contains(runs), "{text}");
        }
        assert!(!home.path().join("out/.queuity-lock").exists());
    }
    // Of one variant alone, and of so few runs that a sample is all of them.
    let home = result(&[]);
    let run = ["run", "tiny.toml", "--variant", "lots", "--out", "one", "--replications", "2", "--quiet"];
    assert_eq!(queuity(home.path(), &run).status.code(), Some(0));
    let found = queuity(home.path(), &["verify", "one", "--json"]);
    assert_eq!(found.status.code(), Some(0), "{}", said(&found));
    let json: serde_json::Value = serde_json::from_slice(&found.stdout).expect("JSON");
    assert_eq!((json["same"].as_bool(), json["policies"].as_u64()), (Some(true), Some(1)));
    assert_eq!(json["left_aside"], serde_json::json!([]));
}

#[test]
fn a_changed_digit_is_found_in_every_file_though_the_hashes_were_written_anew() {
    let home = result(&[]);
    let out = home.path().join("out");
    let manifest = fs::read(out.join("manifest.json")).expect("a manifest");
    let names = files(&out);
    assert!(names.len() >= 11, "{names:?}");
    // The charts for other programs are alike.
    let charts = names.iter().filter(|n| n.ends_with(".vl.json")).skip(1);
    let charts: Vec<&String> = charts.collect();
    for name in names.iter().filter(|n| !charts.contains(n)) {
        let bytes = fs::read(out.join(name)).expect("a file");
        fs::write(out.join(name), flipped(name, &bytes)).expect("a file");
        // By its hash.
        let found = queuity(home.path(), &["verify", "out"]);
        assert_eq!(found.status.code(), Some(7), "{name}: {}", said(&found));
        assert!(
            said(&found).contains(name.as_str()) && said(&found).contains("was changed"),
            "{name}: {}",
            said(&found)
        );
        // By what it holds.
        rehash(&out, name);
        for arguments in [&["verify", "out"][..], &["verify", "out", "--all"][..]] {
            let found = queuity(home.path(), arguments);
            assert_eq!(found.status.code(), Some(7), "{name} {arguments:?}: {}", said(&found));
            let text = said(&found);
            let stem = name.split('.').next().expect("a name");
            // Another seed is another result: its own file is right.
            assert!(text.contains(if name == "scenario.toml" { "summary.csv, row " } else { stem }), "{name}: {text}");
            if name.ends_with(".csv") {
                let line = text.lines().find(|l| l.trim_start().starts_with(name.as_str())).expect("a line");
                // A sample of runs does not give the mean of all.
                let sample = name.starts_with("series") && arguments.len() == 2;
                let parts = [", row ", "found `", if sample { "expected " } else { "expected `" }];
                assert!(parts.iter().all(|p| line.contains(p)), "{line}");
            }
        }
        fs::write(out.join(name), bytes).expect("a file");
        fs::write(out.join("manifest.json"), &manifest).expect("a manifest");
    }
    assert_eq!(queuity(home.path(), &["verify", "out"]).status.code(), Some(0));
}

/// Of the weekly means a sample of runs does not give the figures, but what they can be: an answer for each way to change a row in both files.
#[test]
fn weekly_means_that_cannot_be_are_found_without_running_all() {
    let home = result(&[]);
    let out = home.path().join("out");
    let path = out.join("series.csv");
    let text = fs::read_to_string(&path).expect("a table");
    let head: Vec<&str> = text.lines().next().expect("a head").split(',').collect();
    let place = |name: &str| head.iter().position(|h| *h == name).expect("a column");
    let last = text.lines().rfind(|l| l.contains(",list_size,all,all,")).expect("a row");
    let last_week = last.split(',').nth(place("week")).expect("a week");
    let changed = |week: &str, columns: &[&str], by: f64, expected: &str| {
        let row = text
            .lines()
            .position(|l| {
                let cells: Vec<&str> = l.split(',').collect();
                cells[0] == "lots" && l.contains(",list_size,all,all,") && cells[place("week")] == week
            })
            .expect("a row");
        let mut cells: Vec<String> = text.lines().nth(row).expect("a row").split(',').map(String::from).collect();
        for column in columns {
            let cell = &mut cells[place(column)];
            *cell = (cell.parse::<f64>().expect("a number") + by).to_string();
        }
        let lines: Vec<String> =
            text.lines().enumerate().map(|(i, l)| if i == row { cells.join(",") } else { l.into() }).collect();
        fs::write(&path, lines.join("\r\n") + "\r\n").expect("a table");
        rehash(&out, "series.csv");
        let found = queuity(home.path(), &["verify", "out"]);
        assert_eq!(found.status.code(), Some(7), "{}", said(&found));
        let line = format!("series.csv, row {row}, estimate, lower, upper (lots, all, snapshot, ");
        let said = said(&found);
        assert!(said.lines().any(|l| l.contains(&line) && l.ends_with(expected)), "{said}");
    };
    let whole = "figures that come of whole numbers of people";
    changed("5", &["estimate"], 0.001, whole);
    changed("5", &["lower"], 0.1, whole);
    changed("5", &["upper"], 1e-9, whole);
    // Five runs with one person more in each: whole numbers, but not at the close, and not so many that no room is left for the others.
    changed(last_week, &["estimate", "lower", "upper"], 1.0, "as in the file of replications");
    changed("5", &["estimate", "lower", "upper"], 50.0, "figures that leave room for those of the runs made again");
}

#[test]
fn the_place_and_both_values_are_told() {
    let home = result(&[]);
    let out = home.path().join("out");
    let path = out.join("summary.csv");
    let text = fs::read_to_string(&path).expect("a table");
    let row = text.lines().position(|l| l.starts_with("lots,all,joined,,weeks_untreated,all,all,")).expect("a row");
    let line = text.lines().nth(row).expect("a row");
    let estimate = line.split(',').nth(7).expect("an estimate");
    let more = format!("9{estimate}");
    fs::write(&path, text.replacen(line, &line.replacen(estimate, &more, 1), 1)).expect("a table");
    rehash(&out, "summary.csv");
    for arguments in [&["verify", "out"][..], &["verify", "out", "--all"][..]] {
        let found = queuity(home.path(), arguments);
        let expected = format!(
            "summary.csv, row {row}, estimate (lots, all, joined, weeks_untreated, all, all): found `{more}`, expected `{estimate}`"
        );
        assert!(said(&found).contains(&expected), "{}", said(&found));
    }
    let found = queuity(home.path(), &["verify", "out", "--json"]);
    assert_eq!(found.status.code(), Some(7));
    let json: serde_json::Value = serde_json::from_slice(&found.stdout).expect("JSON");
    let one = &json["differences"][0];
    assert_eq!((one["column"].as_str(), one["found"].as_str()), (Some("estimate"), Some(format!("`{more}`").as_str())));
    // In the manifest itself.
    fs::write(&path, text).expect("a table");
    rehash(&out, "summary.csv");
    let manifest = fs::read_to_string(out.join("manifest.json")).expect("a manifest");
    fs::write(out.join("manifest.json"), manifest.replace("\"seed\": 11", "\"seed\": 12")).expect("a manifest");
    let found = queuity(home.path(), &["verify", "out"]);
    assert!(said(&found).contains("manifest.json, seed: found `12`, expected `11`"), "{}", said(&found));
}

#[test]
fn what_cannot_be_checked_is_said() {
    let home = result(&[]);
    let out = home.path().join("out");
    let at = |arguments: &[&str]| {
        let found = queuity(home.path(), arguments);
        (found.status.code(), said(&found))
    };
    fs::create_dir(home.path().join("mine")).expect("a folder");
    assert_eq!(at(&["verify", "nowhere"]).0, Some(4));
    let (code, text) = at(&["verify", "mine"]);
    assert!(code == Some(3) && text.contains("`mine` is no result of queuity: it has no manifest.json"), "{text}");
    let manifest = fs::read_to_string(out.join("manifest.json")).expect("a manifest");
    let with = |from: &str, to: &str| {
        assert!(manifest.contains(from), "{from}");
        fs::write(out.join("manifest.json"), manifest.replacen(from, to, 1)).expect("a manifest");
    };
    with(&format!("\"queuity\": \"{}\"", env!("CARGO_PKG_VERSION")), "\"queuity\": \"0.0.9\"");
    let (code, text) = at(&["verify", "out"]);
    assert!(code == Some(3) && text.contains("was made by queuity 0.0.9") && text.contains("Check it with"), "{text}");
    with("\"status\": \"complete\"", "\"status\": \"PARTIAL\"");
    let (code, text) = at(&["verify", "out"]);
    assert!(code == Some(6) && text.contains("is PARTIAL: 10 of 10 runs are done"), "{text}");
    with("\"status\"", "\"state\"");
    assert_eq!(at(&["verify", "out"]).0, Some(6));
    fs::write(out.join("manifest.json"), &manifest).expect("a manifest");
    // A scenario that was changed is not run.
    let scenario = fs::read_to_string(out.join("scenario.toml")).expect("a scenario");
    fs::write(out.join("scenario.toml"), "queuity = 1\n").expect("a scenario");
    let (code, text) = at(&["verify", "out"]);
    assert!(code == Some(7) && text.contains("`scenario.toml` was changed"), "{text}");
    rehash(&out, "scenario.toml");
    assert_eq!(at(&["verify", "out"]).0, Some(3));
    fs::write(out.join("scenario.toml"), scenario).expect("a scenario");
    fs::write(out.join("manifest.json"), &manifest).expect("a manifest");
    // A file that is gone.
    fs::remove_file(out.join("contrasts.csv")).expect("a file");
    let (code, text) = at(&["verify", "out"]);
    assert!(code == Some(7) && text.contains("contrasts.csv: found a file that is not there"), "{text}");
}

/// A row that is no text is told with its place in every table, and is no failure of the check itself.
#[test]
fn a_row_that_cannot_be_read_is_a_difference_in_every_table() {
    let home = result(&[]);
    let out = home.path().join("out");
    for name in files(&out).iter().filter(|name| name.ends_with(".csv")) {
        let bytes = fs::read(out.join(name)).expect("a table");
        let mut other = bytes.clone();
        let last = other.iter().rposition(|b| b.is_ascii_alphanumeric()).expect("a letter");
        other[last] = 0xff;
        fs::write(out.join(name), &other).expect("a table");
        rehash(&out, name);
        for arguments in [&["verify", "out"][..], &["verify", "out", "--all"][..]] {
            let found = queuity(home.path(), arguments);
            assert_eq!(found.status.code(), Some(7), "{name} {arguments:?}: {}", said(&found));
            assert!(said(&found).contains(name.as_str()), "{name} {arguments:?}: {}", said(&found));
        }
        fs::write(out.join(name), &bytes).expect("a table");
        rehash(&out, name);
    }
}

/// A folder with a result of one policy in `out`, and its table of people in there.
fn with_people(name: &str) -> tempfile::TempDir {
    let run = ["run", "tiny.toml", "--variant", "lots", "--out", "out", "--quiet"];
    made(&run, &["--patients", &format!("out/{name}")])
}

/// The numbers of rows, below the head, whose cells have these values in these columns.
fn rows_with(text: &str, cells: &[(usize, &str)]) -> Vec<usize> {
    let has = |line: &str| {
        let row: Vec<&str> = line.split(',').collect();
        cells.iter().all(|(at, value)| row.get(*at) == Some(value))
    };
    (1..).zip(text.lines().skip(1)).filter(|(_, line)| has(line)).map(|(number, _)| number).collect()
}

/// People of the runs that are made again are held row by row, in whatever file they are; of the others it is told that they are not.
#[test]
fn a_table_of_people_is_held_row_by_row() {
    for name in ["people.csv", "people.parquet", "people.ndjson", "people.xlsx"] {
        let home = with_people(name);
        let out = home.path().join("out");
        for arguments in [&["verify", "out"][..], &["verify", "out", "--all"][..]] {
            let found = queuity(home.path(), arguments);
            assert_eq!(found.status.code(), Some(0), "{name} {arguments:?} {}", said(&found));
            let text = String::from_utf8(found.stdout).expect("text").replace('\n', " ");
            let aside = text.contains(&format!("`{name}`"));
            assert_eq!(aside, arguments.len() == 2, "{text}");
            let by_hash = text.contains(&format!("`{name}` is held against its hash only"));
            assert_eq!(by_hash, aside && name.ends_with("xlsx"), "{text}");
        }
        let bytes = fs::read(out.join(name)).expect("a table");
        fs::write(out.join(name), flipped(name, &bytes)).expect("a table");
        rehash(&out, name);
        let found = queuity(home.path(), &["verify", "out", "--all"]);
        assert!(found.status.code() == Some(7) && said(&found).contains(name), "{name}: {}", said(&found));
    }
    let home = with_people("people.csv");
    let path = home.path().join("out/people.csv");
    let text = fs::read_to_string(&path).expect("a table");
    let head: Vec<&str> = text.lines().next().expect("a head").split(',').collect();
    let place = |name: &str| head.iter().position(|h| *h == name).expect("a column");
    // Replications that are not run again are told as well, as they are not held to more than their order.
    let json = queuity(home.path(), &["verify", "out", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    let again: Vec<u64> =
        json["replications_run_again"].as_array().expect("a list").iter().filter_map(|r| r.as_u64()).collect();
    let left = (0..5).find(|r| !again.contains(r)).expect("one that is not run again").to_string();
    let with = |row: usize, column: &str, value: &str| {
        let lines = text.lines().enumerate().map(|(i, line)| {
            let mut cells: Vec<&str> = line.split(',').collect();
            if i == row {
                cells[place(column)] = value;
            }
            cells.join(",")
        });
        fs::write(&path, lines.collect::<Vec<_>>().join("\r\n") + "\r\n").expect("a table");
        rehash(&home.path().join("out"), "people.csv");
    };
    let at = |arguments: &[&str]| {
        let found = queuity(home.path(), arguments);
        (found.status.code(), said(&found))
    };
    let here = rows_with(&text, &[(0, "lots"), (1, "0")])[7];
    with(here, "wait_days", "1234");
    let (code, told) = at(&["verify", "out"]);
    assert_eq!(code, Some(7), "{told}");
    assert!(
        told.contains(&format!("people.csv, row {here}, wait_days (lots, hips): found `1234`, expected `")),
        "{told}"
    );
    let there = rows_with(&text, &[(0, "lots"), (1, &left)])[7];
    with(there, "wait_days", "1234");
    assert_eq!(at(&["verify", "out"]).0, Some(0));
    let (code, told) = at(&["verify", "out", "--all"]);
    assert!(code == Some(7) && told.contains(&format!("people.csv, row {there}, wait_days")), "{told}");
    // A row of a run that there is not, or that is over.
    for value in ["9", "0"] {
        with(there, "replication", value);
        let (code, told) = at(&["verify", "out"]);
        let expected =
            format!("people.csv, row {there}, variant, replication: found `lots, {value}`, expected the runs of this");
        assert!(code == Some(7) && told.contains(&expected), "{told}");
    }
    // One row less, and one more.
    let lines: Vec<&str> = text.lines().collect();
    for changed in [[&lines[..here], &lines[here + 1..]].concat(), [&lines[..=here], &lines[here..]].concat()] {
        fs::write(&path, changed.join("\r\n") + "\r\n").expect("a table");
        rehash(&home.path().join("out"), "people.csv");
        let (code, told) = at(&["verify", "out"]);
        assert!(code == Some(7) && told.contains("people.csv, row"), "{told}");
    }
}

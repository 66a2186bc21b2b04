//! Tables as others read them: by the description beside them, in a spreadsheet, in CSV and Parquet alike.

use std::path::Path;

use queuity::report::csv::original;
use serde_json::Value;

use crate::command::{SMALL, queuity, succeeds, write};

/// Names that a spreadsheet or a reader of CSV files could trip over, each put in the place of a name of [`SMALL`].
const NAMES: [[&str; 6]; 5] = [
    ["=cmd|'/C calc'!A0", "+65", "-1", "@SUM(A1)", "＝1+1", "'quoted'"],
    ["a, \"b\"", " =1+1", "－2", "＋3", "＠A1", "=\"x\",y"],
    ["'", "''=1", "\"", "-", "+-+", "; =1"],
    ["-0.5", "=1;=2", "1,5", "TRUE", "day 7", "2026-02-02"],
    [" @x", "é-x", "a'b", "=", "@", "most \"deprived\", or so"],
];

/// The scenario with other names.
fn named(names: &[&str; 6]) -> String {
    let quoted = |name: &str| serde_json::to_string(name).expect("a text");
    let mut text = SMALL.to_string();
    for (old, new) in ["most", "least", "older", "hips", "P2", "urgent first"].iter().zip(names) {
        text = text.replace(&format!("\"{old}\""), &quoted(new));
    }
    text.replace(
        "referrals = { per_week = 20 }",
        "referrals = { per_week = { value = 20, low = 18, high = 22, source = \"=HYPERLINK(\\\"x\\\")\", confidence = \"-low\" } }",
    )
}

/// The same without a calendar.
fn undated(text: &str) -> String {
    let text = text.replace("start = 2026-02-02\n", "");
    let text = text.replace("{ per_week = 20, days = [\"mon\", \"wed\"] }", "{ every = \"1 week\", count = 20 }");
    text.replace(
        "{ per_week = 14, days = [\"tue\"], lost_sessions = 0.05 }",
        "{ every = \"1 week\", count = 14, lost_sessions = 0.05 }",
    )
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).expect("a file")).expect("JSON")
}

/// Head and rows.
fn table(path: &Path) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).expect("a table");
    let mut rows =
        reader.records().map(|r| r.expect("a row").iter().map(String::from).collect()).collect::<Vec<Vec<String>>>();
    (rows.remove(0), rows)
}

/// Asserts that a table is what a resource of a data package says.
fn assert_as_described(folder: &Path, resource: &Value) {
    let path = resource["path"].as_str().expect("a path");
    let fields = resource["schema"]["fields"].as_array().expect("fields");
    let (head, rows) = table(&folder.join(path));
    let described: Vec<&str> = fields.iter().map(|f| f["name"].as_str().expect("a name")).collect();
    assert_eq!(head, described, "{path}");
    for (i, field) in fields.iter().enumerate() {
        let (name, meaning) = (described[i], field["description"].as_str().expect("a meaning"));
        assert!(!meaning.is_empty(), "{path} {name}");
        assert!(!meaning.contains("note") || described.contains(&"note"), "{path} {name}: {meaning}");
        let limits = &field["constraints"];
        let words: Option<Vec<&str>> = limits["enum"].as_array().map(|w| w.iter().filter_map(Value::as_str).collect());
        for row in &rows {
            let text = row[i].as_str();
            if text.is_empty() {
                assert_ne!(limits["required"], true, "{path} {name}: {row:?}");
                continue;
            }
            assert!(words.as_ref().is_none_or(|words| words.contains(&text)), "{path} {name}: {text}");
            let holds = match field["type"].as_str().expect("a type") {
                "string" => true,
                "integer" => text.parse::<i64>().is_ok(),
                "number" => text.parse::<f64>().is_ok_and(f64::is_finite),
                "boolean" => ["true", "false"].contains(&text),
                "date" => text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok(),
                other => panic!("a type `{other}`"),
            };
            assert!(holds, "{path} {name}: {text}");
        }
    }
}

/// Cells of a Parquet file as a CSV file has them.
#[cfg(feature = "parquet")]
fn parquet(path: &Path) -> (Vec<String>, Vec<Vec<String>>) {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    let reader = SerializedFileReader::new(std::fs::File::open(path).expect("a file")).expect("a table");
    let columns = reader.metadata().file_metadata().schema_descr().columns();
    let head = columns.iter().map(|c| c.name().to_string()).collect();
    let cell = |field: &Field| match field {
        Field::Null => String::new(),
        Field::Str(text) => {
            assert!(!text.is_empty(), "an empty text is no value");
            text.clone()
        }
        Field::Long(i) => i.to_string(),
        Field::Double(x) => x.to_string(),
        Field::Bool(x) => x.to_string(),
        Field::Date(days) => (jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(*days)).to_string(),
        other => panic!("{other:?}"),
    };
    let rows = reader.get_row_iter(None).expect("rows");
    (head, rows.map(|row| row.expect("a row").get_column_iter().map(|(_, field)| cell(field)).collect()).collect())
}

const TABLES: [&str; 5] = ["summary", "contrasts", "first_run", "series", "assumptions"];

#[test]
fn tables_are_as_described_safe_in_a_spreadsheet_and_exact_when_raw() {
    for (i, names) in NAMES.iter().enumerate() {
        let home = tempfile::tempdir().expect("a folder");
        // Without dates `at` and the days of people are numbers.
        let mut text = named(names);
        if i == 3 {
            text = undated(&text);
        }
        write(home.path(), "s.toml", &text);
        let short = ["compare", "s.toml", "--replications", "2", "--out"];
        succeeds(queuity(home.path(), &[&short[..], &["safe"]].concat()));
        succeeds(queuity(home.path(), &[&short[..], &["raw", "--raw"]].concat()));
        for out in ["safe", "raw"] {
            let folder = home.path().join(out);
            let package = json(&folder.join("datapackage.json"));
            let resources = package["resources"].as_array().expect("resources");
            for resource in resources.iter().filter(|r| r["format"] == "csv") {
                assert_as_described(&folder, resource);
                let remark = resource["description"].as_str().expect("what a reader must know");
                assert_eq!(remark.contains("--raw"), out == "raw", "{remark}");
            }
            assert_eq!(resources.iter().filter(|r| r["format"] == "csv").count(), TABLES.len());
        }
        for name in TABLES {
            let of = |out: &str| table(&home.path().join(out).join(format!("{name}.csv")));
            let ((head, safe), (same, raw)) = (of("safe"), of("raw"));
            assert_eq!((&head, safe.len()), (&same, raw.len()));
            let package = json(&home.path().join("safe/datapackage.json"));
            let resource = package["resources"].as_array().expect("resources").iter();
            let resource = resource.into_iter().find(|r| r["path"] == format!("{name}.csv")).expect("it is described");
            for (safe, raw) in safe.iter().zip(&raw) {
                for (j, (field, text)) in safe.iter().zip(raw).enumerate() {
                    if resource["schema"]["fields"][j]["type"] == "string" {
                        assert_eq!(original(field), text);
                        let seen = field.trim_start();
                        let first = seen.chars().next().unwrap_or(' ');
                        assert!(!"=+-@＝＋－＠\t\r".contains(first), "{name}: {field}");
                    } else {
                        assert_eq!(field, text, "numbers and dates are untouched");
                    }
                }
            }
            #[cfg(feature = "parquet")]
            assert_eq!(parquet(&home.path().join("safe").join(format!("{name}.parquet"))), (same, raw), "{name}");
        }
        // Every name is in the tables, as it is.
        let (_, rows) = table(&home.path().join("raw/series.csv"));
        for name in [names[0], names[1], names[2], names[3], names[5]] {
            assert!(rows.iter().flatten().any(|cell| cell == name), "{name}");
        }
    }
}

#[test]
fn people_are_as_described_safe_in_a_spreadsheet_and_exact_when_raw() {
    let home = tempfile::tempdir().expect("a folder");
    for (names, dates) in [(&NAMES[0], true), (&NAMES[3], false)] {
        let mut text = named(names);
        if !dates {
            text = undated(&text);
        }
        write(home.path(), "s.toml", &text);
        let run = ["run", "s.toml", "--replications", "1", "--force", "--patients"];
        succeeds(queuity(home.path(), &[&run[..], &["safe.csv"]].concat()));
        succeeds(queuity(home.path(), &[&run[..], &["raw.csv", "--raw"]].concat()));
        let ((head, safe), (same, raw)) = (table(&home.path().join("safe.csv")), table(&home.path().join("raw.csv")));
        assert_eq!((&head, safe.len()), (&same, raw.len()));
        let unescaped = |row: &Vec<String>| row.iter().map(|f| original(f).to_string()).collect::<Vec<_>>();
        assert!(safe.iter().map(unescaped).eq(raw.iter().cloned()) || !dates);
        assert!(safe.iter().flatten().all(|f| f.parse::<f64>().is_ok() || !f.starts_with(['=', '+', '-', '@'])));
        #[cfg(feature = "parquet")]
        {
            succeeds(queuity(home.path(), &[&run[..], &["people.parquet"]].concat()));
            assert_eq!(parquet(&home.path().join("people.parquet")), (same, raw));
        }
    }
}

/// The only resource of a package that is of this file.
fn resource_of(package: &Value, file: &str) -> Value {
    let resources = package["resources"].as_array().expect("resources");
    let of: Vec<&Value> = resources.iter().filter(|r| r["path"] == file).collect();
    assert_eq!(of.len(), 1, "{file}");
    of[0].clone()
}

#[test]
fn a_table_of_people_has_its_columns_described_beside_it() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", &named(&NAMES[1]));
    let run = ["run", "s.toml", "--replications", "1", "--patients", "people.csv"];
    succeeds(queuity(home.path(), &run));
    let about = home.path().join("people.csv.datapackage.json");
    let resource = resource_of(&json(&about), "people.csv");
    assert_as_described(home.path(), &resource);
    for field in resource["schema"]["fields"].as_array().expect("fields") {
        let name = field["name"].as_str().expect("a name");
        assert_eq!(field["type"] == "date", name.ends_with("_date"), "{name}");
    }
    // Nothing is written over, and nothing half is left.
    std::fs::remove_file(home.path().join("people.csv")).expect("it is there");
    let output = queuity(home.path(), &run);
    assert_eq!(output.status.code(), Some(4));
    assert!(!home.path().join("people.csv").exists());
    succeeds(queuity(home.path(), &[&run[..], &["--force"]].concat()));
    assert!(home.path().join("people.csv").exists());
}

#[test]
fn a_table_of_people_in_the_folder_of_results_is_one_of_them() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", SMALL);
    let run = ["run", "s.toml", "--replications", "2", "--out", "out"];
    let out = home.path().join("out");
    let listed = |file: &str| {
        let manifest = json(&out.join("manifest.json"));
        manifest["files"].as_array().expect("files").iter().find(|f| f["path"] == file).cloned()
    };
    for (file, extra) in [("people.csv", None), ("people.csv", Some("--force")), ("people.parquet", Some("--force"))] {
        let path = format!("out/{file}");
        let arguments: Vec<&str> = run.iter().copied().chain(["--patients", path.as_str()]).chain(extra).collect();
        succeeds(queuity(home.path(), &arguments));
        let bytes = std::fs::read(out.join(file)).expect("it is there");
        let entry = listed(file).expect("the manifest lists it");
        let sha256 = queuity::digest::sha256(&bytes);
        assert_eq!(entry["bytes"].as_u64(), Some(bytes.len() as u64));
        assert_eq!(entry["sha256"].as_str(), Some(sha256.as_str()));
        let resource = resource_of(&json(&out.join("datapackage.json")), file);
        if file.ends_with("csv") {
            assert_as_described(&out, &resource);
        }
        assert!(!out.join(format!("{file}.datapackage.json")).exists());
    }
    // The CSV file of the run before went with its result.
    assert!(!out.join("people.csv").exists());
    succeeds(queuity(home.path(), &[&run[..], &["--force"]].concat()));
    assert!(listed("people.parquet").is_none() && !out.join("people.parquet").exists());
    // Of a run that is not complete the name says so.
    write(home.path(), "s.toml", &SMALL.replace("[scenario]", "[scenario]\nmax_waiting = 215"));
    let arguments = ["run", "s.toml", "--replications", "30", "--out", "part", "--patients", "part/people.csv"];
    assert_eq!(queuity(home.path(), &arguments).status.code(), Some(6));
    let part = home.path().join("part");
    let manifest = std::fs::read_to_string(part.join("manifest.json")).expect("a manifest");
    assert!(manifest.contains("\"people.PARTIAL.csv\"") && !manifest.contains("\"people.csv\""), "{manifest}");
    assert_as_described(&part, &resource_of(&json(&part.join("datapackage.json")), "people.PARTIAL.csv"));
    assert!(!part.join("people.csv").exists());
}

//! Workbooks that are made to be filled in, and Parquet files.

use std::fmt::Write as _;
use std::io::{Cursor, Read as _, Write as _};

use queuity::intake::{Mapping, Options, template};

use crate::intake::{file, runs, told};

/// The parts of a workbook.
fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|i| {
            let mut part = archive.by_index(i).unwrap();
            let mut text = String::new();
            part.read_to_string(&mut text).unwrap();
            (part.name().unwrap().into_owned(), text)
        })
        .collect()
}

fn packed(parts: &[(String, String)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name.clone(), zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn text(at: &str, text: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

/// The empty workbook with counts for one list, and a week.
fn filled(week: &str) -> Vec<u8> {
    let mut parts = parts(&template().unwrap());
    let sheet = parts.iter_mut().find(|p| p.0.ends_with("sheet2.xml")).unwrap();
    let mut rows = sheet.1.clone();
    rows = rows.replacen("</c></row>", &format!("</c>{}</row>", text("B1", "2026-01-31")), 1);
    for (i, r) in (4..10).enumerate() {
        let mut counts = String::new();
        for (b, column) in "CDEFGHIJKL".chars().enumerate() {
            let _ = write!(counts, "<c r=\"{column}{r}\"><v>{}</v></c>", (i + 1) * (20 - b));
        }
        let row = format!("<row r=\"{r}\">");
        let (before, after) = rows.split_once(&row).unwrap();
        let after = after.replacen("</row>", &format!("{counts}</row>"), 1);
        rows = format!("{before}{row}{}{after}", text(&format!("A{r}"), "Eyes"));
    }
    sheet.1 = rows;
    let sheet = parts.iter_mut().find(|p| p.0.ends_with("sheet3.xml")).unwrap();
    sheet.1 = sheet.1.replace("</sheetData>", &format!("<row r=\"2\">{week}</row></sheetData>"));
    packed(&parts)
}

#[test]
fn the_empty_workbook_filled_in_is_a_scenario() {
    let empty = template().unwrap();
    assert_eq!(empty, template().unwrap());
    let options = Options::default();
    let said = told(&[file("t.xlsx", &empty)], &options).unwrap_err().to_string();
    assert!(said.contains("no rows with counts"), "{said}");
    let week = text("A2", "eyes")
        + "<c r=\"B2\"><v>62.5</v></c><c r=\"C2\"><v>60</v></c><c r=\"D2\"><v>7</v></c><c r=\"E2\"><v>5</v></c>";
    let found = told(&[file("mine.xlsx", &filled(&week))], &options).unwrap();
    runs(&found);
    let counts = &found.counts;
    assert_eq!((counts.date.last_shown().as_str(), counts.services[0].name.as_str()), ("2026-01-31", "Eyes"));
    assert_eq!(counts.services[0].people(), 21 * (11..=20).sum::<u64>());
    assert_eq!(counts.levels[0].len(), 5);
    for wanted in [
        "per_week = { value = 62.5,",
        "per_week = { value = 60,",
        "misses_appointment = { value = 0.07,",
        "people_per_week = { value = 5,",
        "\"not recorded\" = [",
    ] {
        assert!(found.scenario.contains(wanted), "{wanted}\n{}", found.scenario);
    }
    let again = Options { mapping: Mapping::parse(&found.mapping).unwrap(), ..Options::default() };
    assert_eq!(told(&[file("mine.xlsx", &filled(&week))], &again).unwrap().counts, found.counts);
    // A list that is named in the first of its rows alone is one list.
    let mut parts = parts(&filled(&week));
    let sheet = parts.iter_mut().find(|p| p.0.ends_with("sheet2.xml")).unwrap();
    for r in 5..10 {
        sheet.1 = sheet.1.replace(&text(&format!("A{r}"), "Eyes"), "");
    }
    let first = told(&[file("mine.xlsx", &packed(&parts))], &options).unwrap();
    assert_eq!(first.counts.services, found.counts.services);
    assert!(first.understood.iter().any(|l| l.contains("blank cells of Specialty stand for the value above")));
    // A spreadsheet keeps a typed `7%` as 0.07; an older workbook has another name for the column.
    let missed = |cell: &str| text("A2", "eyes") + "<c r=\"B2\"><v>62.5</v></c>" + cell;
    let said = told(&[file("mine.xlsx", &filled(&missed("<c r=\"D2\"><v>0.07</v></c>")))], &options);
    assert!(said.unwrap_err().to_string().contains("may be a per cent"));
    for (cell, share) in
        [(text("D2", "0.5%"), "0.005"), (text("D2", "7 %"), "0.07"), (String::from("<c r=\"D2\"><v>7</v></c>"), "0.07")]
    {
        let mut parts = self::parts(&filled(&missed(&cell)));
        let sheet = parts.iter_mut().find(|p| p.0.ends_with("sheet3.xml")).unwrap();
        sheet.1 = sheet.1.replace("Missed of 100 appointments", "Missed appointments (%)");
        for book in [packed(&parts), filled(&missed(&cell))] {
            let found = told(&[file("mine.xlsx", &book)], &options).unwrap();
            assert!(
                found.scenario.contains(&format!("misses_appointment = {{ value = {share},")),
                "{}",
                found.scenario
            );
        }
    }
    // A word where a number should be, and a list that nobody is on.
    let wrong = text("A2", "Eyes") + &text("B2", "many");
    let said = told(&[file("mine.xlsx", &filled(&wrong))], &options).unwrap_err().to_string();
    assert!(said.contains("Referrals a week") && said.contains("line 2"), "{said}");
    let other = text("A2", "Ears") + "<c r=\"B2\"><v>62</v></c>";
    assert!(
        told(&[file("mine.xlsx", &filled(&other))], &options).unwrap_err().to_string().contains("not in the sheet")
    );
}

#[cfg(feature = "parquet")]
#[test]
fn a_parquet_file_gives_what_the_same_table_gives_as_text() {
    use std::sync::Arc;

    use arrow_array::{ArrayRef, Date32Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
    use parquet::arrow::ArrowWriter;

    let mut csv = String::from("NHS number,Referral date,Removal date,Ethnic group,Priority\n");
    let (mut numbers, mut starts, mut ends, mut groups, mut priorities) = (vec![], vec![], vec![], vec![], vec![]);
    for i in 0..400_i64 {
        // Days from 1 January 2025 on.
        let start = i % 300;
        let end = (i % 5 == 0).then_some(start + 40);
        let day = |n: i64| {
            let months = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            let (mut left, mut month) = (n, 0);
            while left >= months[month] {
                (left, month) = (left - months[month], month + 1);
            }
            format!("2025-{:02}-{:02}", month + 1, left + 1)
        };
        let group = ["White", "Asian"][(i % 2) as usize];
        let gone = end.map_or(String::new(), &day);
        let _ = writeln!(csv, "{},{},{gone},{group},{}", 4_000_000_000 + i * 7, day(start), 2 + i % 3);
        numbers.push(4_000_000_000 + i * 7);
        starts.push(20_089 + start as i32);
        ends.push(end.map(|n| (20_089 + n) * 86_400_000_000 + 3_600_000_000));
        groups.push((i % 50 != 9).then_some(group));
        priorities.push(2 + i % 3);
    }
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("NHS number", Arc::new(Int64Array::from(numbers))),
        ("Referral date", Arc::new(Date32Array::from(starts))),
        ("Removal date", Arc::new(TimestampMicrosecondArray::from(ends))),
        (
            "Ethnic group",
            Arc::new(StringArray::from(groups.iter().map(|g| g.or(Some("Not stated"))).collect::<Vec<_>>())),
        ),
        ("Priority", Arc::new(Int64Array::from(priorities))),
    ];
    let csv = csv.lines().enumerate().map(|(i, l)| if i > 0 && (i - 1) % 50 == 9 { l.replace("White", "Z").replace("Asian", "Z") } else { l.to_string() } + "\n");
    let csv: String = csv.collect();
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let options = Options { mapping: Mapping::parse("date = \"2025-12-31\"").unwrap(), ..Options::default() };
    let wanted = told(&[file("l.csv", csv.as_bytes())], &options).unwrap();
    let found = told(&[file("l.parquet", &bytes)], &options).unwrap();
    runs(&found);
    assert_eq!(found.counts, wanted.counts);
    assert!(found.counts.services[0].removed.is_some());
    // Broken files are refused, and say of what kind they are.
    for broken in [&bytes[..bytes.len() / 2], b"PAR1xxxxPAR1", &bytes[..4]] {
        let said = told(&[file("l.parquet", broken)], &options).unwrap_err();
        assert!(said.file && said.message.contains("Parquet"), "{said}");
    }
}

/// The shipped scenario of a list of one's own holds the numbers of the sheet "Example".
#[test]
fn the_example_of_the_template_is_the_shipped_list() {
    let parts = parts(&template().unwrap());
    let example = &parts.iter().find(|p| p.0.ends_with("sheet4.xml")).unwrap().1;
    let number = |cell: &str| cell.split("</v>").next().and_then(|n| n.parse::<f64>().ok());
    let wanted: Vec<f64> = example.split("<v>").skip(1).filter_map(number).collect();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/your-list.toml");
    let shipped: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    let service = &shipped["service"][0];
    let levels = shipped["attribute"][0]["levels"].as_array().unwrap().iter().filter_map(toml::Value::as_str);
    let count =
        |level: &str| service["waiting"]["count"][level].as_array().unwrap().iter().filter_map(toml::Value::as_integer);
    let mut found: Vec<f64> = levels.chain(["not recorded"]).flat_map(count).map(|n| n as f64).collect();
    let value = |of: &toml::Value| of["value"].as_float().or(of["value"].as_integer().map(|n| n as f64)).unwrap();
    found.extend([value(&service["referrals"]["per_week"]), value(&service["slots"]["per_week"])]);
    found.extend([
        (100.0 * value(&service["misses_appointment"])).round(),
        value(&service["removal"]["people_per_week"]),
    ]);
    assert_eq!(found, wanted);
}

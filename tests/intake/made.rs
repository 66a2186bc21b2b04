//! Workbooks that are made to be filled in, and Parquet files.

use std::fmt::Write as _;
use std::io::{Cursor, Read as _, Write as _};

use queuity::intake::{Limits, Mapping, Options, template};

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
    filled_in(&template(None).unwrap(), 10, week)
}

/// Any empty workbook with counts for one list in so many bands, and a week.
fn filled_in(empty: &[u8], bands: u8, week: &str) -> Vec<u8> {
    let mut parts = parts(empty);
    let sheet = parts.iter_mut().find(|p| p.0.ends_with("sheet2.xml")).unwrap();
    let mut rows = sheet.1.clone();
    rows = rows.replacen("</c></row>", &format!("</c>{}</row>", text("B1", "2026-01-31")), 1);
    for (i, r) in (4..10).enumerate() {
        let mut counts = String::new();
        for b in 0..bands {
            let column = char::from(b'C' + b);
            let _ = write!(counts, "<c r=\"{column}{r}\"><v>{}</v></c>", (i + 1) * usize::from(20 - b));
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
    let empty = template(None).unwrap();
    assert_eq!(empty, template(None).unwrap());
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
    // A number below 1 may be a per cent; an older workbook has another name for the column.
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

/// Formats of cells: 1 is `0%`, 2 is `0.00%`, 3 a per cent of one's own, 4 a sign behind a number that is none.
const STYLES: &str = "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"0.0\\ %;[Red]-0.0\\ %\"/><numFmt numFmtId=\"165\" formatCode=\"0&quot;%&quot;\"/></numFmts><cellXfs count=\"5\"><xf numFmtId=\"0\"/><xf numFmtId=\"9\"/><xf numFmtId=\"10\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/></cellXfs></styleSheet>";

/// The same workbook with formats of cells.
fn styled(bytes: &[u8]) -> Vec<u8> {
    let mut parts = parts(bytes);
    parts.push(("xl/styles.xml".to_string(), STYLES.to_string()));
    packed(&parts)
}

#[test]
fn missed_appointments_are_read_as_they_are_typed() {
    let of = |cell: &str| text("A2", "eyes") + "<c r=\"B2\"><v>62.5</v></c>" + cell;
    let number = |n: &str, format: u32| format!("<c r=\"D2\" s=\"{format}\"><v>{n}</v></c>");
    let read = |cell: &str| told(&[file("mine.xlsx", &styled(&filled(&of(cell))))], &Options::default());
    // Texts, and what a spreadsheet makes of them; the share that is missed.
    for (cell, share) in [
        (text("D2", "100%"), "1"),
        (text("D2", "100 %"), "1"),
        (text("D2", "1%"), "0.01"),
        (text("D2", "1,0 %"), "0.01"),
        (text("D2", "7,5"), "0.075"),
        (text("D2", "0,5 %"), "0.005"),
        (text("D2", "0.5%"), "0.005"),
        (number("1", 1), "1"),
        (number("1", 2), "1"),
        (number("1", 3), "1"),
        (number("0.5", 1), "0.5"),
        (number("0.07", 1), "0.07"),
        (number("0.01", 3), "0.01"),
        (number("0.005", 2), "0.005"),
        (number("1", 0), "0.01"),
        (number("1", 4), "0.01"),
        (number("50", 0), "0.5"),
        (number("100", 0), "1"),
    ] {
        let found = read(&cell).unwrap_or_else(|e| panic!("{cell}: {e}"));
        runs(&found);
        let wanted = format!("misses_appointment = {{ value = {share},");
        assert!(found.scenario.contains(&wanted), "{cell}\n{}", found.scenario);
    }
    for cell in [number("0.5", 0), text("D2", "0,5")] {
        assert!(read(&cell).unwrap_err().to_string().contains("may be a per cent"), "{cell}");
    }
    // Numbers that cannot be, and signs of a per cent where people are counted.
    for cell in [number("1.07", 1), text("D2", "101%"), text("D2", "-1%"), text("D2", "1,234%")] {
        assert!(read(&cell).unwrap_err().to_string().contains("no number that can be"), "{cell}");
    }
    for cell in [text("C2", "60%"), "<c r=\"C2\" s=\"1\"><v>0.6</v></c>".to_string()] {
        assert!(read(&cell).unwrap_err().to_string().contains("Slots a week"), "{cell}");
    }
    // No format of cells at all: a 1 is a number.
    let plain = told(&[file("mine.xlsx", &filled(&of(&number("1", 0))))], &Options::default()).unwrap();
    assert!(plain.scenario.contains("misses_appointment = { value = 0.01,"), "{}", plain.scenario);
}

/// The rows of the sheets of a workbook as an OpenDocument spreadsheet, which says nothing here of the formats of its cells.
fn open_document(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut body = String::new();
    for (name, rows) in sheets {
        let _ = write!(body, "<table:table table:name=\"{name}\">");
        for row in *rows {
            body += "<table:table-row>";
            for cell in *row {
                let _ = match cell.parse::<f64>() {
                    Ok(n) => write!(body, "<table:table-cell office:value-type=\"percentage\" office:value=\"{n}\"/>"),
                    Err(_) => write!(
                        body,
                        "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
                        cell.replace('>', "&gt;")
                    ),
                };
            }
            body += "</table:table-row>";
        }
        body += "</table:table>";
    }
    let names = ["office", "table", "text"]
        .map(|n| format!(" xmlns:{n}=\"urn:oasis:names:tc:opendocument:xmlns:{n}:1.0\""))
        .concat();
    packed(&[
        ("mimetype".to_string(), "application/vnd.oasis.opendocument.spreadsheet".to_string()),
        (
            "content.xml".to_string(),
            format!(
                "<office:document-content{names}><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
            ),
        ),
        (
            "META-INF/manifest.xml".to_string(),
            "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>".to_string(),
        ),
    ])
}

#[test]
fn a_one_that_may_be_all_is_refused_where_the_file_does_not_say() {
    let head: &[&str] = &["Specialty", "Deprivation fifth", "0-6 weeks", ">6-12 weeks", ">12 weeks"];
    let waiting: &[&[&str]] = &[
        &["Date of the list", "2026-01-31"],
        head,
        &["Eyes", "1", "20", "30", "40"],
        &["Eyes", "2", "21", "31", "41"],
    ];
    let names: &[&str] =
        &["List", "Referrals a week", "Slots a week", "Missed of 100 appointments", "Removed untreated a week"];
    let read = |missed: &str| {
        let week: &[&[&str]] = &[names, &["Eyes", "62", "60", missed, "5"]];
        told(&[file("mine.ods", &open_document(&[("Waiting", waiting), ("A week", week)]))], &Options::default())
    };
    assert!(read("1").unwrap_err().to_string().contains("may be a per cent"));
    for (missed, share) in [("7", "0.07"), ("1%", "0.01"), ("100%", "1")] {
        let found = read(missed).unwrap_or_else(|e| panic!("{missed}: {e}"));
        let wanted = format!("misses_appointment = {{ value = {share},");
        assert!(found.scenario.contains(&wanted), "{missed}: {}", found.scenario);
    }
    // Nobody misses one: the word stands nowhere.
    let found = read("0").unwrap_or_else(|e| panic!("{e}"));
    assert!(!found.scenario.contains("misses_appointment"), "{}", found.scenario);
}

#[test]
fn cells_with_the_format_of_a_per_cent_count_nobody() {
    let plain = told(&[file("t.xlsx", &styled(&filled("")))], &Options::default()).unwrap();
    let mut parts = parts(&filled(""));
    let sheet = parts.iter_mut().find(|p| p.0.ends_with("sheet2.xml")).unwrap();
    // A column of per cents beside the bands, and a band that holds one.
    sheet.1 = sheet.1.replacen(
        "&gt;104 weeks</t></is></c>",
        &format!("&gt;104 weeks</t></is></c>{}", text("M3", "Within")),
        1,
    );
    let (before, after) = sheet.1.split_once("<row r=\"4\">").unwrap();
    let after = after.replacen("</row>", "<c r=\"M4\" s=\"1\"><v>1</v></c></row>", 1);
    sheet.1 = format!("{before}<row r=\"4\">{after}");
    let read = |parts: &[(String, String)]| told(&[file("t.xlsx", &styled(&packed(parts)))], &Options::default());
    let found = read(&parts).unwrap_or_else(|e| panic!("{e}"));
    assert!(found.aside.iter().any(|l| l.contains("Within")), "{:?}", found.aside);
    assert_eq!(found.counts.services, plain.counts.services);
    let sheet = parts.iter_mut().find(|p| p.0.ends_with("sheet2.xml")).unwrap();
    let before = sheet.1.clone();
    sheet.1 = sheet.1.replacen("<c r=\"C4\"><v>20</v></c>", "<c r=\"C4\" s=\"1\"><v>1</v></c>", 1);
    assert_ne!(sheet.1, before);
    assert!(read(&parts).unwrap_err().to_string().contains("a text where a count should be"));
}

#[cfg(feature = "parquet")]
#[test]
fn a_parquet_file_gives_what_the_same_table_gives_as_text() {
    use std::sync::Arc;

    use parquet::basic::{LogicalType, Repetition, TimeUnit, Type as Physical};
    use parquet::data_type::{ByteArray, ByteArrayType, Int32Type, Int64Type};
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::types::Type;

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
    let csv = csv.lines().enumerate().map(|(i, l)| if i > 0 && (i - 1) % 50 == 9 { l.replace("White", "Z").replace("Asian", "Z") } else { l.to_string() } + "\n");
    let csv: String = csv.collect();
    let field = |name, physical, logical| {
        let field = Type::primitive_type_builder(name, physical).with_logical_type(logical);
        let may_lack = if name == "Removal date" { Repetition::OPTIONAL } else { Repetition::REQUIRED };
        Arc::new(field.with_repetition(may_lack).build().unwrap())
    };
    let time = LogicalType::timestamp(false, TimeUnit::MICROS);
    let fields = vec![
        field("NHS number", Physical::INT64, None),
        field("Referral date", Physical::INT32, Some(LogicalType::Date)),
        field("Removal date", Physical::INT64, Some(time)),
        field("Ethnic group", Physical::BYTE_ARRAY, Some(LogicalType::String)),
        field("Priority", Physical::INT64, None),
    ];
    let schema = Type::group_type_builder("list").with_fields(fields).build().unwrap();
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, Arc::new(schema), Arc::default()).unwrap();
    let mut rows = writer.next_row_group().unwrap();
    let mut column = rows.next_column().unwrap().unwrap();
    column.typed::<Int64Type>().write_batch(&numbers, None, None).unwrap();
    column.close().unwrap();
    let mut column = rows.next_column().unwrap().unwrap();
    column.typed::<Int32Type>().write_batch(&starts, None, None).unwrap();
    column.close().unwrap();
    let known: Vec<i16> = ends.iter().map(|end| i16::from(end.is_some())).collect();
    let mut column = rows.next_column().unwrap().unwrap();
    column
        .typed::<Int64Type>()
        .write_batch(&ends.into_iter().flatten().collect::<Vec<i64>>(), Some(&known), None)
        .unwrap();
    column.close().unwrap();
    let groups: Vec<ByteArray> = groups.iter().map(|g| ByteArray::from(g.unwrap_or("Not stated"))).collect();
    let mut column = rows.next_column().unwrap().unwrap();
    column.typed::<ByteArrayType>().write_batch(&groups, None, None).unwrap();
    column.close().unwrap();
    let mut column = rows.next_column().unwrap().unwrap();
    column.typed::<Int64Type>().write_batch(&priorities, None, None).unwrap();
    column.close().unwrap();
    rows.close().unwrap();
    writer.close().unwrap();
    let options = Options { mapping: Mapping::parse("date = \"2025-12-31\"").unwrap(), ..Options::default() };
    let wanted = told(&[file("l.csv", csv.as_bytes())], &options).unwrap();
    let found = told(&[file("l.parquet", &bytes)], &options).unwrap();
    runs(&found);
    assert_eq!(found.counts, wanted.counts);
    assert!(found.counts.services[0].removed.is_some());
    // Broken files are refused, and say of what kind they are.
    for broken in [&bytes[..bytes.len() / 2], b"PAR1xxxxPAR1", &bytes[..4], &crate::report::verify::intervals()] {
        let said = told(&[file("l.parquet", broken)], &options).unwrap_err();
        assert!(said.file && said.message.contains("Parquet"), "{said}");
    }
    // Wherever bytes are changed, the file is read or refused.
    for at in (0..bytes.len()).step_by(bytes.len() / 30) {
        let mut broken = bytes.clone();
        broken[at..].iter_mut().take(2).for_each(|b| *b ^= 0xa5);
        let _ = told(&[file("l.parquet", &broken)], &options);
    }
}

/// The shipped scenario of a list of one's own holds the numbers of the sheet "Example".
#[test]
fn the_example_of_the_template_is_the_shipped_list() {
    let parts = parts(&template(None).unwrap());
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

#[test]
fn the_bands_of_the_template_end_at_the_limits() {
    // The example, and the bands as they are read again.
    let read = |limits: &str, edges: &[u32]| {
        let limits = Limits::read(limits).unwrap();
        let mut mapping = Mapping::default();
        mapping.limits = Some(limits.clone());
        let book = template(Some(&limits)).unwrap();
        let filled = filled_in(&book, edges.len() as u8, "");
        let found = told(&[file("t.xlsx", &filled)], &Options { mapping, ..Options::default() })
            .unwrap_or_else(|e| panic!("{e}"));
        runs(&found);
        assert!(found.counts.without_edge().is_empty(), "{:?}", found.aside);
        let parts = parts(&book);
        let part = |end: &str| &parts.iter().find(|p| p.0.ends_with(end)).unwrap().1;
        let numbers = part("sheet4.xml").split("<v>").skip(1).map(|n| n.split("</v>").next().unwrap());
        let numbers: Vec<u32> = numbers.map(|n| n.parse().unwrap()).collect();
        assert_eq!((numbers.len(), numbers[..6 * edges.len()].iter().sum()), (6 * edges.len() + 4, 4_201_u32));
        assert!(part("sheet1.xml").contains(&format!("--limits &quot;{}&quot;", limits.argument())));
        assert_eq!(found.counts.edges.iter().map(|e| *e as u32).collect::<Vec<_>>(), edges);
        found.counts.unit.word()
    };
    let usual = [0, 6, 12, 18, 26, 39, 52, 65, 78, 104];
    assert_eq!(read("18,52,65", &usual), "weeks");
    assert_eq!(read("26,36", &[0, 6, 12, 18, 26, 36, 52, 65, 78, 104]), "weeks");
    assert_eq!(read("4,130", &[0, 4, 12, 18, 26, 39, 52, 65, 78, 104, 130]), "weeks");
    assert_eq!(read("6 months,9 months,12 months,24 months", &[0, 3, 6, 9, 12, 18, 24]), "months");
    assert_eq!(read("18,365 days", &[0, 42, 84, 126, 182, 273, 365, 455, 546, 728]), "days");
    // Without limits it is the same workbook, but for the words about them.
    let (plain, same) = (parts(&template(None).unwrap()), parts(&template(Limits::read("18,52,65").as_ref()).unwrap()));
    assert!(plain.iter().zip(&same).all(|(a, b)| a == b || a.0.ends_with("sheet1.xml")));
}

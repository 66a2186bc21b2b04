//! An empty workbook to fill in: how many wait by weeks and by group, and what comes and goes in a week.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;

use super::limits::{Limits, MONTH};
use super::unit::Unit;
use super::week::{COLUMNS, WAITING, WEEK};

/// Ends of bands in weeks where the reader's limits say no others, and in months.
const WEEKS: [u32; 9] = [6, 12, 18, 26, 39, 52, 65, 78, 104];
const MONTHS: [u32; 5] = [3, 6, 9, 12, 18];
/// An end of a band is left out where a limit is nearer than so many days: nobody wants two bands of a week or two.
const NEAR: u32 = 28;
/// The last week of the open band in the example.
const LAST: u32 = 156;
const LEVELS: [&str; 6] = ["1 (most deprived)", "2", "3", "4", "5 (least deprived)", "Not recorded"];

/// Days of a whole number of months.
fn months(many: u32) -> u32 {
    (f64::from(many) * MONTH).floor() as u32
}

/// The ends of the bands in days, at the limits and where else they usually are, and their unit: weeks where the limits are whole weeks, months where
/// they are whole months, else days.
fn ends(limits: &Limits) -> (Vec<u32>, Unit) {
    let own = limits.days();
    let whole = |days: &u32| months((f64::from(*days) / MONTH).ceil() as u32) == *days;
    let unit = match () {
        () if own.iter().all(|d| d.is_multiple_of(7)) => Unit::Weeks,
        () if own.iter().all(whole) => Unit::Months,
        () => Unit::Days,
    };
    let usual: Vec<u32> = match unit {
        Unit::Months => MONTHS.iter().map(|m| months(*m)).collect(),
        Unit::Weeks | Unit::Days => WEEKS.iter().map(|w| 7 * w).collect(),
    };
    let far = |end: &u32| own.iter().all(|limit| limit.abs_diff(*end) >= NEAR);
    let mut ends: Vec<u32> = own.iter().copied().chain(usual.into_iter().filter(far)).collect();
    ends.sort_unstable();
    (ends, unit)
}

/// The names of the bands: `0-6 weeks`, `>6-12 weeks`, `>12 weeks`.
fn labels(ends: &[u32], unit: Unit) -> Vec<String> {
    let number = |days: &u32| match unit {
        Unit::Days => *days,
        Unit::Weeks => days / 7,
        Unit::Months => (f64::from(*days) / MONTH).ceil() as u32,
    };
    let (numbers, unit): (Vec<u32>, _) = (ends.iter().map(number).collect(), unit.word());
    let mut out = vec![format!("0-{} {unit}", numbers[0])];
    out.extend(numbers.windows(2).map(|w| format!(">{}-{} {unit}", w[0], w[1])));
    out.push(format!(">{} {unit}", numbers[numbers.len() - 1]));
    out
}

/// Counts of the usual bands, as those of bands that end elsewhere: people are spread evenly within a band.
fn spread(counts: &[u32], ends: &[u32]) -> Vec<u32> {
    let edges: Vec<u32> = std::iter::once(0).chain(WEEKS).chain([LAST]).map(|w| 7 * w).collect();
    let until = |day: u32| -> u32 {
        let part = |(w, n): (&[u32], &u32)| {
            let share = f64::from(day.clamp(w[0], w[1]) - w[0]) / f64::from(w[1] - w[0]);
            share * f64::from(*n)
        };
        edges.windows(2).zip(counts).map(part).sum::<f64>().round() as u32
    };
    let all: Vec<u32> = std::iter::once(0).chain(ends.iter().map(|e| until(*e))).chain([counts.iter().sum()]).collect();
    all.windows(2).map(|w| w[1] - w[0]).collect()
}

/// A cell of a sheet that is written.
enum Value {
    Text(String),
    Number(u32),
    Empty,
}

/// An empty workbook, with an example beside it. Its bands end at the limits on waiting that are given, in days, weeks or months; else at 18, 52 and 65 weeks.
///
/// # Errors
/// What the packing of the workbook says.
pub fn template(limits: Option<&Limits>) -> Result<Vec<u8>, std::io::Error> {
    use Value::{Empty, Number, Text};
    let (ends, unit) = ends(&limits.cloned().unwrap_or_default());
    let bands = labels(&ends, unit);
    let mut words: Vec<String> = [
        "A list as it is today, for queuity",
        "Fill in the sheets \"Waiting\" and \"A week\"; the sheet \"Example\" shows how. Then: queuity import, and the name of this file.",
        "Waiting: how many people wait today, by weeks waited and by group. Write the day of the list behind \"Date of the list\", as 2026-01-31.",
        "Write the name of your list (a specialty or a procedure) in the first column of each row. Several lists go below one another.",
        "Other groups than deprivation: write another name over \"Deprivation fifth\" and other levels below it, from most to least disadvantaged.",
        "People whose group is not known are counted under \"Not recorded\". A blank is not 0: write 0 where nobody waits.",
        "A week: for each list how many people are referred, how many slots there are, how many of 100 appointments are missed, and how many people leave untreated. What is not known stays blank.",
        "Only counts belong in this workbook: no names, no numbers of patients. Counts of a few people may tell who they are; ask those who answer for the data before it goes round.",
    ]
    .map(String::from)
    .into();
    if let Some(limits) = limits {
        let said = limits.argument();
        words.push(format!("The bands end at your limits on waiting. To have the figures told by them: queuity import, the name of this file, and --limits \"{said}\"."));
    }
    let text = |text: &str| Text(text.to_string());
    let read_me: Vec<Vec<Value>> = words.into_iter().map(|w| vec![Text(w)]).collect();
    let head = || -> Vec<Value> {
        ["Specialty", "Deprivation fifth"].into_iter().chain(bands.iter().map(String::as_str)).map(text).collect()
    };
    let names = || -> Vec<Value> { COLUMNS.map(text).into_iter().collect() };
    let mut waiting = vec![vec![text("Date of the list"), Empty], Vec::new(), head()];
    waiting.extend(LEVELS.map(|l| vec![Empty, text(l)]));
    let week = vec![names(), Vec::new()];
    let numbers = [
        [210, 180, 150, 160, 140, 80, 20, 4, 1, 0],
        [200, 175, 140, 150, 120, 70, 15, 3, 0, 0],
        [190, 170, 140, 140, 110, 60, 12, 2, 0, 0],
        [180, 160, 130, 130, 100, 55, 10, 1, 0, 0],
        [170, 150, 125, 120, 90, 45, 8, 1, 0, 0],
        [20, 18, 15, 14, 10, 6, 1, 0, 0, 0],
    ];
    let mut example = vec![
        vec![text("An example with invented numbers: the sheet \"Waiting\" as it looks when it is filled in")],
        vec![text("Date of the list"), text("2026-01-31")],
        Vec::new(),
        head(),
    ];
    for (level, counts) in LEVELS.iter().zip(numbers) {
        let mut row = vec![text("Trauma and orthopaedics"), text(level)];
        row.extend(spread(&counts, &ends).into_iter().map(Number));
        example.push(row);
    }
    example.push(Vec::new());
    example.push(vec![text("The sheet \"A week\"")]);
    example.push(names());
    example.push(vec![text("Trauma and orthopaedics"), Number(62), Number(60), Number(7), Number(5)]);
    packed(bands.len(), &[("Read me", read_me), (WAITING, waiting), (WEEK, week), ("Example", example)])
}

/// Marks of XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn column(mut number: usize) -> String {
    let mut out = String::new();
    loop {
        out.insert(0, char::from(b'A' + (number % 26) as u8));
        if number < 26 {
            return out;
        }
        number = number / 26 - 1;
    }
}

/// A workbook (Office Open XML) of these sheets; so many columns of bands are narrow.
fn packed(bands: usize, sheets: &[(&str, Vec<Vec<Value>>)]) -> Result<Vec<u8>, std::io::Error> {
    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let mut parts: Vec<(String, String)> = Vec::new();
    let (mut types, mut listed, mut links) = (String::new(), String::new(), String::new());
    for (i, (name, rows)) in sheets.iter().enumerate() {
        let n = i + 1;
        let _ =
            write!(types, "<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"{KIND}.worksheet+xml\"/>");
        let _ = write!(listed, "<sheet name=\"{}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>", escaped(name));
        let _ = write!(
            links,
            "<Relationship Id=\"rId{n}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"
        );
        let mut text = format!(
            "{HEAD}<worksheet xmlns=\"{MAIN}\"><cols><col min=\"1\" max=\"2\" width=\"26\" customWidth=\"1\"/><col min=\"3\" max=\"{}\" width=\"14\" customWidth=\"1\"/></cols><sheetData>",
            bands + 2
        );
        for (r, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_empty()) {
            let _ = write!(text, "<row r=\"{}\">", r + 1);
            for (c, value) in row.iter().enumerate() {
                let at = format!("{}{}", column(c), r + 1);
                let _ = match value {
                    Value::Text(t) => write!(text, "<c r=\"{at}\" t=\"inlineStr\"><is><t>{}</t></is></c>", escaped(t)),
                    Value::Number(x) => write!(text, "<c r=\"{at}\"><v>{x}</v></c>"),
                    Value::Empty => Ok(()),
                };
            }
            text.push_str("</row>");
        }
        text.push_str("</sheetData></worksheet>");
        parts.push((format!("xl/worksheets/sheet{n}.xml"), text));
    }
    parts.insert(0, ("[Content_Types].xml".to_string(), format!("{HEAD}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{KIND}.sheet.main+xml\"/>{types}</Types>")));
    parts.push(("_rels/.rels".to_string(), format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>")));
    parts.push((
        "xl/workbook.xml".to_string(),
        format!("{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{listed}</sheets></workbook>"),
    ));
    parts.push((
        "xl/_rels/workbook.xml.rels".to_string(),
        format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">{links}</Relationships>"),
    ));
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // The same bytes on every day.
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (name, text) in parts {
        zip.start_file(name, options).map_err(std::io::Error::other)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish().map_err(std::io::Error::other)?.into_inner())
}

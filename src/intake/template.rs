//! An empty workbook to fill in: how many wait by weeks and by group, and what comes and goes in a week.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use super::counts::Counts;
use super::file::{Content, Opened};
use super::values::{Cell, count, folded};
use super::{File, Refused};
use zip::write::SimpleFileOptions;

/// The sheet of those who wait.
pub(super) const WAITING: &str = "Waiting";
/// The sheet of what comes and goes.
const WEEK: &str = "A week";

/// The bands.
const BANDS: [&str; 10] = [
    "0-6 weeks",
    ">6-12 weeks",
    ">12-18 weeks",
    ">18-26 weeks",
    ">26-39 weeks",
    ">39-52 weeks",
    ">52-65 weeks",
    ">65-78 weeks",
    ">78-104 weeks",
    ">104 weeks",
];
const LEVELS: [&str; 6] = ["1 (most deprived)", "2", "3", "4", "5 (least deprived)", "Not recorded"];
/// The columns of a week.
const COLUMNS: [&str; 5] =
    ["List", "Referrals a week", "Slots a week", "Missed of 100 appointments", "Removed untreated a week"];
/// What older workbooks call the fourth of them.
const MISSED: &str = "Missed appointments (%)";

/// What comes and goes in a week, as a filled workbook says it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Week {
    /// People referred.
    pub referrals: Option<f64>,
    /// Slots.
    pub slots: Option<f64>,
    /// Share of appointments that are missed.
    pub missed: Option<f64>,
    /// People who leave untreated.
    pub removed: Option<f64>,
}

/// A cell of a sheet that is written.
enum Value {
    Text(&'static str),
    Number(u32),
    Empty,
}

/// An empty workbook, with an example beside it.
///
/// # Errors
/// What the packing of the workbook says.
pub fn template() -> Result<Vec<u8>, std::io::Error> {
    use Value::{Empty, Number, Text};
    let words = [
        "A list as it is today, for queuity",
        "Fill in the sheets \"Waiting\" and \"A week\"; the sheet \"Example\" shows how. Then: queuity import, and the name of this file.",
        "Waiting: how many people wait today, by weeks waited and by group. Write the day of the list behind \"Date of the list\", as 2026-01-31.",
        "Write the name of your list (a specialty or a procedure) in the first column of each row. Several lists go below one another.",
        "Other groups than deprivation: write another name over \"Deprivation fifth\" and other levels below it, from most to least disadvantaged.",
        "People whose group is not known are counted under \"Not recorded\". A blank is not 0: write 0 where nobody waits.",
        "A week: for each list how many people are referred, how many slots there are, how many of 100 appointments are missed, and how many people leave untreated. What is not known stays blank.",
        "Only counts belong in this workbook: no names, no numbers of patients. Counts of a few people may tell who they are; ask those who answer for the data before it goes round.",
    ];
    let read_me: Vec<Vec<Value>> = words.iter().map(|w| vec![Text(w)]).collect();
    let head =
        |levels: &'static str| -> Vec<Value> { ["Specialty", levels].into_iter().chain(BANDS).map(Text).collect() };
    let mut waiting = vec![vec![Text("Date of the list"), Empty], Vec::new(), head("Deprivation fifth")];
    waiting.extend(LEVELS.map(|l| vec![Empty, Text(l)]));
    let week = vec![COLUMNS.map(Text).into_iter().collect(), Vec::new()];
    let numbers = [
        [210, 180, 150, 160, 140, 80, 20, 4, 1, 0],
        [200, 175, 140, 150, 120, 70, 15, 3, 0, 0],
        [190, 170, 140, 140, 110, 60, 12, 2, 0, 0],
        [180, 160, 130, 130, 100, 55, 10, 1, 0, 0],
        [170, 150, 125, 120, 90, 45, 8, 1, 0, 0],
        [20, 18, 15, 14, 10, 6, 1, 0, 0, 0],
    ];
    let mut example = vec![
        vec![Text("An example with invented numbers: the sheet \"Waiting\" as it looks when it is filled in")],
        vec![Text("Date of the list"), Text("2026-01-31")],
        Vec::new(),
        head("Deprivation fifth"),
    ];
    for (level, counts) in LEVELS.iter().zip(numbers) {
        let mut row = vec![Text("Trauma and orthopaedics"), Text(level)];
        row.extend(counts.map(Number));
        example.push(row);
    }
    example.push(Vec::new());
    example.push(vec![Text("The sheet \"A week\"")]);
    example.push(COLUMNS.map(Text).into_iter().collect());
    example.push(vec![Text("Trauma and orthopaedics"), Number(62), Number(60), Number(7), Number(5)]);
    packed(&[("Read me", read_me), (WAITING, waiting), (WEEK, week), ("Example", example)])
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

/// A workbook (Office Open XML) of these sheets.
fn packed(sheets: &[(&str, Vec<Vec<Value>>)]) -> Result<Vec<u8>, std::io::Error> {
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
            "{HEAD}<worksheet xmlns=\"{MAIN}\"><cols><col min=\"1\" max=\"2\" width=\"26\" customWidth=\"1\"/><col min=\"3\" max=\"12\" width=\"14\" customWidth=\"1\"/></cols><sheetData>"
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

/// Whether a workbook is one that was made here.
pub(super) fn is_one(opened: &Opened) -> bool {
    let Content::Workbook(sheets) = &opened.content else { return false };
    [WAITING, WEEK].iter().all(|name| sheets.iter().any(|s| s.name == *name))
}

/// Takes what the sheet of a week says into the counts, by the names of the lists.
pub(super) fn week(file: &File<'_>, opened: &Opened, counts: &mut Counts) -> Result<(), Refused> {
    let Content::Workbook(sheets) = &opened.content else { return Ok(()) };
    let Some(sheet) = sheets.iter().position(|s| s.name == WEEK) else { return Ok(()) };
    let mut columns: Option<Vec<Option<usize>>> = None;
    let mut rows: Vec<(u64, String, Vec<Option<f64>>)> = Vec::new();
    file.rows(&opened.content, sheet, &mut |row| {
        let cell = |c: usize| row.cells.get(c).map_or("", |v| v.trim());
        let Some(at) = &columns else {
            let named = |name: &str| (0..row.cells.len()).find(|&c| folded(cell(c)) == folded(name));
            if named(COLUMNS[1]).is_some() {
                let either = |n: &&str| named(n).or_else(|| if *n == COLUMNS[3] { named(MISSED) } else { None });
                columns = Some(COLUMNS.iter().map(either).collect());
            }
            return Ok(true);
        };
        let mut numbers = Vec::new();
        for (i, c) in at.iter().enumerate().skip(1) {
            let text = c.map_or("", &cell);
            let (text, percent) = text.strip_suffix('%').map_or((text, false), |t| (t.trim(), true));
            // A spreadsheet keeps a `7%` as 0.07.
            if i == 3 && !percent && matches!(count(text), Cell::Count(n) if n > 0.0 && n < 1.0) {
                let what = format!("sheet \"{WEEK}\": `{}` is less than 1, which may be a per cent", COLUMNS[i]);
                return Err(Refused::at(row.line, what).help(
                    "write how many of 100 appointments are missed, such as 7; what is less than 1 of 100 as a text, with the sign: 0.5%",
                ));
            }
            numbers.push(match count(text) {
                Cell::Count(n) if n >= 0.0 && (i != 3 || n <= 100.0) => Some(n),
                Cell::Missing(_) => None,
                _ => {
                    let what = format!("sheet \"{WEEK}\": `{}` is no number that can be", COLUMNS[i]);
                    return Err(Refused::at(row.line, what)
                        .help("write a number of people or slots, or of 100 appointments, or leave it blank"));
                }
            });
        }
        rows.push((row.line, cell(at[0].unwrap_or(0)).to_string(), numbers));
        Ok(true)
    })?;
    let only = counts.services.len() == 1;
    for (line, name, numbers) in rows.into_iter().filter(|r| r.2.iter().any(Option::is_some)) {
        let found = counts
            .services
            .iter_mut()
            .find(|s| super::counts::fold(&s.name) == super::counts::fold(&name) || (only && name.is_empty()));
        let Some(service) = found else {
            return Err(Refused::at(line, format!("sheet \"{WEEK}\": this list is not in the sheet \"{WAITING}\""))
                .help("write the names of lists alike in both"));
        };
        let [referrals, slots, missed, removed] = numbers[..] else { continue };
        // A week without slots or referrals would be no scenario of use, but is one.
        service.week = Some(Week { referrals, slots, missed: missed.map(|m| m / 100.0), removed });
    }
    Ok(())
}

//! What a file holds, told by its first bytes and not by its name: text, text in gzip or zip, or a workbook.

use std::io::{BufRead, BufReader, Cursor, Read};

use calamine::{Data, Reader, SheetVisible, open_workbook_auto_from_rs};

use super::text::{self, Told};
use super::{Refused, Row};

/// Most bytes that are read of what a compressed file holds.
const MOST_BYTES: u64 = 16 << 30;
/// Most bytes of a workbook or a zip file, which are held in memory.
const MOST_IN_MEMORY: u64 = 512 << 20;
/// Bytes that are looked at to tell how columns are parted.
const LOOK: usize = 64 << 10;

/// Opens the file, as often as it is asked to.
pub type Open<'a> = Box<dyn Fn() -> std::io::Result<Box<dyn Read>> + 'a>;

/// A file to import.
pub struct File<'a> {
    /// Its name, without the folders.
    pub name: String,
    /// Opens it from its beginning.
    pub open: Open<'a>,
}

impl std::fmt::Debug for File<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "File({})", self.name)
    }
}

/// A sheet of a workbook, as text.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) hidden: bool,
    rows: Vec<(u64, Vec<String>)>,
    /// Cells that hold an error (`#N/A`).
    pub(super) errors: u64,
}

/// Where the rows of a file are.
#[derive(Debug)]
pub(super) enum Content {
    /// Text whose columns are parted by a sign, compressed or not.
    Text { delimiter: u8, gzip: bool },
    /// Text from a zip file, in memory.
    Unpacked { delimiter: u8, bytes: Vec<u8>, name: String },
    /// A workbook.
    Workbook(Vec<Sheet>),
}

fn unreadable(e: &std::io::Error) -> Refused {
    Refused::file(format!("cannot be read: {e}"))
}

impl File<'_> {
    /// Looks at the first bytes, and reads workbooks.
    pub(super) fn content(&self, delimiter: Option<u8>) -> Result<Content, Refused> {
        let mut from = (self.open)().map_err(|e| unreadable(&e))?;
        let mut start = Vec::new();
        from.by_ref().take(LOOK as u64).read_to_end(&mut start).map_err(|e| unreadable(&e))?;
        if start.starts_with(&[0x1f, 0x8b]) {
            let mut inside = Vec::new();
            let mut reader = flate2::read::MultiGzDecoder::new(Cursor::new(start.clone()));
            // What is cut off in the middle is no fault here.
            let _ = reader.by_ref().take(LOOK as u64).read_to_end(&mut inside);
            text_only(&inside)?;
            return Ok(Content::Text { delimiter: delimiter.unwrap_or_else(|| text::delimiter(&inside)), gzip: true });
        }
        if start.starts_with(b"PK\x03\x04") || start.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            let mut bytes = start;
            from.take(MOST_IN_MEMORY + 1).read_to_end(&mut bytes).map_err(|e| unreadable(&e))?;
            if bytes.len() as u64 > MOST_IN_MEMORY {
                return Err(
                    Refused::file("is a workbook or zip file of more than 512 MB").help("save the sheet as CSV")
                );
            }
            if bytes.starts_with(b"PK")
                && let Some(content) = unpacked(&bytes, delimiter)?
            {
                return Ok(content);
            }
            return workbook(bytes);
        }
        text_only(&start)?;
        Ok(Content::Text { delimiter: delimiter.unwrap_or_else(|| text::delimiter(&start)), gzip: false })
    }

    /// Reads the rows of a text, or of a sheet of a workbook.
    pub(super) fn rows(
        &self,
        content: &Content,
        sheet: usize,
        each: &mut dyn FnMut(Row<'_>) -> Result<bool, Refused>,
    ) -> Result<Told, Refused> {
        match content {
            Content::Text { delimiter, gzip } => {
                let from = (self.open)().map_err(|e| unreadable(&e))?;
                let from: Box<dyn BufRead> = if *gzip {
                    let inside = flate2::bufread::MultiGzDecoder::new(BufReader::new(from));
                    Box::new(BufReader::with_capacity(LOOK, inside.take(MOST_BYTES)))
                } else {
                    Box::new(BufReader::with_capacity(LOOK, from))
                };
                text::rows(from, *delimiter, each)
            }
            Content::Unpacked { delimiter, bytes, .. } => text::rows(Cursor::new(bytes), *delimiter, each),
            Content::Workbook(sheets) => {
                for (line, cells) in &sheets[sheet].rows {
                    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
                    if !each(Row { line: *line, cells: &cells })? {
                        break;
                    }
                }
                Ok(Told::default())
            }
        }
    }
}

/// Refuses what is no text that can be read here.
fn text_only(start: &[u8]) -> Result<(), Refused> {
    let known: [(&[u8], &str); 5] = [
        (b"PAR1", "is a Parquet file, which is not read yet"),
        (b"ARROW1", "is an Arrow file"),
        (b"%PDF", "is a PDF document"),
        (&[0xff, 0xfe], "is saved as UTF-16"),
        (&[0xfe, 0xff], "is saved as UTF-16"),
    ];
    if let Some((_, what)) = known.iter().find(|(mark, _)| start.starts_with(mark)) {
        return Err(Refused::file(*what).help("save the table as CSV (UTF-8), or as XLSX"));
    }
    if start.iter().all(u8::is_ascii_whitespace) {
        return Err(Refused::file("is empty"));
    }
    let zeros = start.iter().filter(|b| **b == 0).count();
    if zeros * 20 > start.len() {
        return Err(
            Refused::file("is no text: it has many zero bytes").help("save the table as CSV (UTF-8), or as XLSX")
        );
    }
    Ok(())
}

/// The text in a zip file of one file; none where it is a workbook.
fn unpacked(bytes: &[u8], delimiter: Option<u8>) -> Result<Option<Content>, Refused> {
    let broken = |e: zip::result::ZipError| Refused::file(format!("is a zip file that cannot be read: {e}"));
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let names: Vec<String> = archive.file_names().filter_map(|n| n.ok().map(|n| n.into_owned())).collect();
    if names.iter().any(|n| n == "mimetype" || n == "[Content_Types].xml") {
        return Ok(None);
    }
    let files: Vec<&String> = names.iter().filter(|n| !n.ends_with('/')).collect();
    let [only] = files[..] else {
        return Err(Refused::file(format!("is a zip file of {} files", files.len()))
            .help("unpack it, and import the one that is meant"));
    };
    let file = archive.by_name(only).map_err(broken)?;
    let mut inside = Vec::new();
    file.take(2 * MOST_IN_MEMORY + 1)
        .read_to_end(&mut inside)
        .map_err(|e| Refused::file(format!("holds a file that cannot be unpacked: {e}")))?;
    if inside.len() as u64 > 2 * MOST_IN_MEMORY {
        return Err(Refused::file("holds a file of more than 1 GB").help("unpack it first"));
    }
    if inside.starts_with(b"PK\x03\x04") || inside.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(Refused::file("is a zip file of a workbook or of another zip file").help("unpack it first"));
    }
    let look = &inside[..inside.len().min(LOOK)];
    text_only(look)?;
    let delimiter = delimiter.unwrap_or_else(|| text::delimiter(look));
    // Only the last part of a name inside a zip file is told, and nothing is written under it.
    let name = only.rsplit(['/', '\\']).next().unwrap_or_default().to_string();
    Ok(Some(Content::Unpacked { delimiter, bytes: inside, name }))
}

fn workbook(bytes: Vec<u8>) -> Result<Content, Refused> {
    let broken = |e: calamine::Error| {
        let told = e.to_string();
        if told.contains("password") || told.contains("EncryptedPackage") || told.contains("encrypted") {
            Refused::file("is protected by a password").help("save a copy without one")
        } else {
            Refused::file(format!("is no workbook that can be read: {told}")).help("save the sheet as CSV (UTF-8)")
        }
    };
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(broken)?;
    let mut sheets = Vec::new();
    for sheet in book.sheets_metadata().to_vec() {
        let Ok(range) = book.worksheet_range(&sheet.name) else { continue };
        let first = range.start().map_or(0, |(row, _)| u64::from(row));
        let mut errors = 0;
        let rows = range.rows().enumerate().filter_map(|(i, cells)| {
            let cells: Vec<String> = cells.iter().map(|c| shown(c, &mut errors)).collect();
            cells.iter().any(|c| !c.trim().is_empty()).then_some((first + i as u64 + 1, cells))
        });
        let rows = rows.collect();
        sheets.push(Sheet { name: sheet.name, hidden: sheet.visible != SheetVisible::Visible, rows, errors });
    }
    if sheets.iter().all(|s| s.rows.is_empty()) {
        return Err(Refused::file("is a workbook without a filled sheet"));
    }
    Ok(Content::Workbook(sheets))
}

/// A cell as text: numbers without a fraction where they are whole, dates as 2026-01-31, errors as nothing.
fn shown(cell: &Data, errors: &mut u64) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(n) => n.to_string(),
        Data::Float(x) if x.fract() == 0.0 && x.abs() < 1e15 => format!("{x:.0}"),
        Data::Float(x) => x.to_string(),
        Data::Bool(b) => b.to_string(),
        Data::DateTime(at) => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        _ => {
            *errors += 1;
            String::new()
        }
    }
}

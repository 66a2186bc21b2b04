//! What a file holds, told by its first bytes and not by its name: text, text in gzip or zip, or a workbook.

use std::io::{BufRead, BufReader, Cursor, Read};

use super::delimited_text::{self, Told};
use super::mapping::Mapping;
use super::refused::Refused;
use super::row::{Row, Rows, SAMPLE};
use super::values::{clean, folded};
use super::week::{WAITING, WEEK};
use super::workbook::{self, Sheet};

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

/// Where the rows of a file are.
#[derive(Debug)]
pub(super) enum Content {
    /// Text whose columns are parted by a sign, compressed or not.
    Text { delimiter: u8, gzip: bool },
    /// Text from a zip file, in memory.
    Unpacked { delimiter: u8, bytes: Vec<u8>, name: String },
    /// A workbook.
    Workbook(Vec<Sheet>),
    /// A Parquet file.
    #[cfg(feature = "parquet")]
    Parquet(bytes::Bytes),
}

/// A file that was looked at.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) content: Content,
    /// The first rows of each sheet, or of the text.
    samples: Vec<Vec<(u64, Vec<String>)>>,
    /// Whether the workbook counts days from 1904.
    pub(super) from_1904: bool,
}

impl Opened {
    /// The sheets that are looked at, by number and name: those of the mapping, or those that are not hidden.
    pub(super) fn sheets(&self, mapping: &Mapping) -> Vec<(usize, &str, Rows<'_>)> {
        let rows = |i: usize| self.samples[i].as_slice();
        match &self.content {
            Content::Workbook(sheets) => {
                // A workbook made to be filled in has one such sheet, and an example.
                let made = self.is_template() && mapping.sheet.is_none();
                let usual = |s: &Sheet| if made { s.name == WAITING } else { !s.hidden };
                let wanted =
                    |s: &Sheet| mapping.sheet.as_ref().map_or_else(|| usual(s), |name| folded(name) == folded(&s.name));
                let found = sheets.iter().enumerate().filter(|(_, s)| wanted(s));
                found.map(|(i, s)| (i, s.name.as_str(), rows(i))).collect()
            }
            _ => vec![(0, "", rows(0))],
        }
    }

    /// Whether this is a workbook that was made to be filled in.
    pub(super) fn is_template(&self) -> bool {
        let Content::Workbook(sheets) = &self.content else { return false };
        [WAITING, WEEK].iter().all(|name| sheets.iter().any(|s| s.name == *name))
    }
}

fn unreadable(e: &std::io::Error) -> Refused {
    Refused::file(format!("cannot be read: {e}"))
}

impl File<'_> {
    /// Looks at the first bytes and the first rows, and reads workbooks.
    pub(super) fn opened(&self, delimiter: Option<u8>) -> Result<Opened, Refused> {
        let mut from = (self.open)().map_err(|e| unreadable(&e))?;
        let mut start = Vec::new();
        from.by_ref().take(LOOK as u64).read_to_end(&mut start).map_err(|e| unreadable(&e))?;
        if start.starts_with(b"PK\x03\x04") || start.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            let mut bytes = start;
            from.take(MOST_IN_MEMORY + 1).read_to_end(&mut bytes).map_err(|e| unreadable(&e))?;
            if bytes.len() as u64 > MOST_IN_MEMORY {
                return Err(
                    Refused::file("is a workbook or zip file of more than 512 MB").help("save the sheet as CSV")
                );
            }
            let from_1904 = bytes.starts_with(b"PK") && from_1904(&bytes);
            let unpacked = if bytes.starts_with(b"PK") { unpacked(&bytes, delimiter)? } else { None };
            let content = match unpacked {
                Some(content) => content,
                None => Content::Workbook(workbook::sheets(bytes)?),
            };
            return self.sampled(content, from_1904);
        }
        #[cfg(feature = "parquet")]
        if start.starts_with(b"PAR1") {
            let mut bytes = start;
            from.take(MOST_IN_MEMORY + 1).read_to_end(&mut bytes).map_err(|e| unreadable(&e))?;
            if bytes.len() as u64 > MOST_IN_MEMORY {
                return Err(
                    Refused::file("is a Parquet file of more than 512 MB").help("write it as several, or as CSV")
                );
            }
            return self.sampled(Content::Parquet(bytes.into()), false);
        }
        let gzip = start.starts_with(&[0x1f, 0x8b]);
        // The rows that are looked at are read on from here: the file is not opened again for them.
        let rest = Cursor::new(start).chain(from);
        let mut reader: Box<dyn BufRead> = if gzip {
            let inside = flate2::bufread::MultiGzDecoder::new(BufReader::new(rest));
            Box::new(BufReader::with_capacity(LOOK, inside))
        } else {
            Box::new(BufReader::with_capacity(LOOK, rest))
        };
        let mut look = Vec::new();
        reader.by_ref().take(LOOK as u64).read_to_end(&mut look).map_err(|e| unreadable(&e))?;
        text_only(&look)?;
        let delimiter = delimiter.unwrap_or_else(|| delimited_text::delimiter(&look));
        let mut sample = Vec::new();
        delimited_text::rows(Cursor::new(look).chain(reader), delimiter, &mut |row| taken(row, &mut sample))?;
        Ok(Opened { content: Content::Text { delimiter, gzip }, samples: vec![sample], from_1904: false })
    }

    fn sampled(&self, content: Content, from_1904: bool) -> Result<Opened, Refused> {
        let sheets = if let Content::Workbook(sheets) = &content { sheets.len() } else { 1 };
        let mut samples = Vec::new();
        for sheet in 0..sheets {
            let mut sample = Vec::new();
            self.rows(&content, sheet, &mut |row| taken(row, &mut sample))?;
            samples.push(sample);
        }
        Ok(Opened { content, samples, from_1904 })
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
                    Box::new(BufReader::with_capacity(LOOK, Capped { from: inside, left: MOST_BYTES }))
                } else {
                    Box::new(BufReader::with_capacity(LOOK, from))
                };
                delimited_text::rows(from, *delimiter, each)
            }
            Content::Unpacked { delimiter, bytes, .. } => delimited_text::rows(Cursor::new(bytes), *delimiter, each),
            #[cfg(feature = "parquet")]
            Content::Parquet(bytes) => super::columnar::rows(bytes, each),
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

/// Takes a row into a sample, and says whether it wants more.
fn taken(row: Row<'_>, sample: &mut Vec<(u64, Vec<String>)>) -> Result<bool, Refused> {
    sample.push((row.line, row.cells.iter().map(|c| (*c).to_string()).collect()));
    Ok(sample.len() < SAMPLE)
}

/// Whether a workbook says that its days are counted from 1904.
fn from_1904(bytes: &[u8]) -> bool {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return false };
    let Ok(book) = archive.by_name("xl/workbook.xml") else { return false };
    let mut text = String::new();
    let read = book.take(1 << 20).read_to_string(&mut text);
    read.is_ok() && ["date1904=\"1\"", "date1904=\"true\""].iter().any(|mark| text.contains(mark))
}

/// Bytes that are read up to a limit: more are an error, never the end.
struct Capped<R> {
    from: R,
    left: u64,
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.from.read(into)?;
        self.left = self
            .left
            .checked_sub(read as u64)
            .ok_or_else(|| std::io::Error::other("what it holds is larger than 16 GB unpacked"))?;
        Ok(read)
    }
}

/// Refuses what is no text that can be read here.
fn text_only(start: &[u8]) -> Result<(), Refused> {
    let known: [(&[u8], &str); 5] = [
        (b"PAR1", "is a Parquet file, which this build of queuity does not read"),
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
    let delimiter = delimiter.unwrap_or_else(|| delimited_text::delimiter(look));
    // Only the last part of a name inside a zip file is told, and nothing is written under it.
    let name = clean(only.rsplit(['/', '\\']).next().unwrap_or_default());
    Ok(Some(Content::Unpacked { delimiter, bytes: inside, name }))
}

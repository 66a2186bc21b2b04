//! Reads a table as texts, as it stands in a CSV file.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use ::csv::ReaderBuilder;

use super::ReportError;
use crate::synth::score::Texts;

/// Reads a CSV file with a header.
///
/// # Errors
/// Where it cannot be read, or a row has another number of fields than the header.
pub fn texts(path: &Path) -> Result<Texts, ReportError> {
    let failed = |source| ReportError::Read { path: path.to_path_buf(), source };
    let file = File::open(path).map_err(failed)?;
    let mut reader = ReaderBuilder::new().from_reader(BufReader::new(file));
    let fields = |record: &::csv::StringRecord| record.iter().map(String::from).collect::<Vec<_>>();
    let header = reader.headers().map(fields).map_err(|e| failed(e.into()))?;
    let rows =
        reader.records().map(|r| r.map(|r| fields(&r)).map_err(|e| failed(e.into()))).collect::<Result<_, _>>()?;
    Ok(Texts { header, rows })
}

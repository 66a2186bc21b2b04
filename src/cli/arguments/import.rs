//! What `queuity import` takes.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// `queuity import`.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Tables: CSV and the like, workbooks (XLSX, XLS, ODS), Parquet, also in gzip or zip; several that belong together. `-` reads standard input
    #[arg(required_unless_present = "template", value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Write an empty workbook to fill in, with an example, and read nothing
    #[arg(long, value_name = "FILE.xlsx", conflicts_with = "files")]
    pub(crate) template: Option<PathBuf>,
    /// The scenario to write; in this folder and named after the first file if left out. The mapping is written beside it
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// The fewest people of a figure that is told of a list of people; 8 unless said
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1000))]
    pub(crate) k: Option<u64>,
    /// Allow a smaller --k: figures of few people may tell who they are
    #[arg(long)]
    pub(crate) i_accept_disclosure_risk: bool,
    /// Replace the files that are written where they exist
    #[arg(long)]
    pub(crate) force: bool,
}

/// How files are read.
#[derive(Debug, Args)]
pub(crate) struct Reading {
    /// How the files are to be read: a mapping that an earlier import wrote, corrected
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
    /// Only rows with this value in this column, such as "Provider Org Code=RXR"; may be given several times
    #[arg(long = "where", value_name = "COLUMN=VALUE")]
    pub(crate) only: Vec<String>,
    /// The sheet of a workbook
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,
    /// The line of the header, from 1
    #[arg(long, value_name = "LINE", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) header_row: Option<u64>,
    /// The day or month of the counts, where the file does not say it: 2026-01-31
    #[arg(long, value_name = "DATE")]
    pub(crate) date: Option<String>,
    /// The order of day and month in a list of people, where its dates do not show it
    #[arg(long, value_enum, value_name = "ORDER")]
    pub(crate) date_format: Option<DateFormat>,
    /// The sign that parts columns, where it is not found: ; or tab
    #[arg(long, value_name = "SIGN")]
    pub(crate) delimiter: Option<String>,
}

/// `queuity fit`.
#[derive(Debug, Args)]
pub(crate) struct Fit {
    /// Tables of who waits by weeks waited at the ends of two or more months, and of who was treated between; what `queuity import` reads
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The scenario to write; fitted.toml in this folder if left out
    #[arg(long, value_name = "FILE", default_value = "fitted.toml")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// How many of the last months are held out and foretold; 1 where there are two or more
    #[arg(long, value_name = "N")]
    pub(crate) hold_out: Option<usize>,
    /// Leave out the second reading of the waits, in which people carry points
    #[arg(long)]
    pub(crate) one_reading: bool,
    /// How many months after the last list are foretold
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=60))]
    pub(crate) ahead: u64,
    /// How many people wait at the end of each month ahead, one after another: 2930000,2940000; as many as now if left out
    #[arg(long, value_name = "N,N", value_delimiter = ',', requires = "ahead")]
    pub(crate) sizes: Vec<f64>,
    /// How many people are treated in each month ahead; if left out, as many for each day from Monday to Friday as in the last month
    #[arg(long, value_name = "N,N", value_delimiter = ',', requires = "ahead")]
    pub(crate) treated: Vec<f64>,
    /// Replace the file that is written where it exists
    #[arg(long)]
    pub(crate) force: bool,
}

/// Which comes first in a date such as 05/04/2025.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum DateFormat {
    /// 31/01/2026
    DayFirst,
    /// 01/31/2026
    MonthFirst,
}

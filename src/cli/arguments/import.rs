//! What `queuity import` takes.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::numbers::{size, whole};

/// `queuity import`.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Tables: CSV and the like, workbooks (XLSX, XLS, ODS), Parquet, also in gzip or zip; one file, or several that belong together. `-` reads standard input
    #[arg(required_unless_present = "template", value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Write an empty workbook to fill in, with an example, and read nothing
    #[arg(long, value_name = "FILE.xlsx", conflicts_with = "files")]
    pub(crate) template: Option<PathBuf>,
    /// The scenario to write; if left out, it is in this folder and named after the first file. The mapping is written beside it
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) least: Least,
    /// Replace the files that are written if they exist
    #[arg(long)]
    pub(crate) force: bool,
}

/// What may be told of people.
#[derive(Debug, Args)]
pub(crate) struct Least {
    /// The smallest number of people that a figure from a list of people may stand for; 8 if left out
    #[arg(long, value_name = "N", value_parser = whole(1, 1_000))]
    pub(crate) k: Option<u64>,
    /// Allow a smaller --k; figures about few people may give away who they are
    #[arg(long)]
    pub(crate) i_accept_disclosure_risk: bool,
}

/// How files are read.
#[derive(Debug, Args)]
pub(crate) struct Reading {
    /// How to read the files: a mapping that an earlier import wrote and you have corrected
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
    /// Read only rows with this value in this column, such as "Provider Org Code=RXR"; may be given several times
    #[arg(long = "where", value_name = "COLUMN=VALUE")]
    pub(crate) only: Vec<String>,
    /// The sheet of a workbook
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,
    /// The line of the header, from 1
    #[arg(long, value_name = "LINE", value_parser = whole(1, u64::MAX))]
    pub(crate) header_row: Option<u64>,
    /// The day or month of the counts, if the file does not say it: 2026-01-31
    #[arg(long, value_name = "DATE")]
    pub(crate) date: Option<String>,
    /// The limits on waiting that figures are told by, in weeks: 26,36, "365 days" or "6 months"; if left out, those of the publication, or 18,52,65
    #[arg(long, value_name = "WEEKS")]
    pub(crate) limits: Option<String>,
    /// The order of day and month in a list of people, if its dates do not show it
    #[arg(long, value_enum, value_name = "ORDER")]
    pub(crate) date_format: Option<DateFormat>,
    /// The sign between columns, if queuity does not find it: ; or tab
    #[arg(long, value_name = "SIGN")]
    pub(crate) delimiter: Option<String>,
}

/// `queuity fit`.
#[derive(Debug, Args)]
pub(crate) struct Fit {
    /// Tables for two or more months: who waits at the end of the month, by weeks waited, and who was treated in it. Any file that `queuity import` reads
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The scenario to write; if left out, fitted.toml in this folder
    #[arg(long, value_name = "FILE", default_value = "fitted.toml")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) least: Least,
    /// How many of the last months are held back and then forecast, as a test; 1 if there are two months or more
    #[arg(long, value_name = "N", value_parser = size)]
    pub(crate) hold_out: Option<usize>,
    /// Leave out the second reading of the waits, in which people carry points
    #[arg(long)]
    pub(crate) one_reading: bool,
    /// How many months to forecast after the last list
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = whole(0, 60))]
    pub(crate) ahead: u64,
    /// How many people wait at the end of each month ahead, one number after another: 2930000,2940000; if left out, as many as now
    #[arg(long, value_name = "N,N", value_delimiter = ',', requires = "ahead")]
    pub(crate) sizes: Vec<f64>,
    /// How many people are treated in each month ahead; if left out, as many for each day from Monday to Friday as in the last month
    #[arg(long, value_name = "N,N", value_delimiter = ',', requires = "ahead")]
    pub(crate) treated: Vec<f64>,
    /// Replace the file that is written if it exists
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

//! Verbs that work on a folder of results.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Limits;
use crate::cli::numbers::size;

/// `queuity report`.
#[derive(Debug, Args)]
pub(crate) struct Report {
    /// The folder that `--out` wrote
    #[arg(value_name = "OUT", required_unless_present = "print_template")]
    pub(crate) folder: Option<PathBuf>,

    /// What to make: the page of the folder, or a brief for a mail in Markdown on standard output
    #[arg(long, value_enum, default_value_t = ReportFormat::Html, value_name = "FORMAT")]
    pub(crate) format: ReportFormat,

    /// Put another result beside it: what may be compared, the figures of both, and the inputs that differ
    #[arg(long, value_name = "OUT2", requires = "to", conflicts_with_all = ["format", "template"])]
    pub(crate) with: Option<PathBuf>,

    /// Write the brief, or the page of two results, to this file instead; a file that exists is not replaced
    #[arg(long, value_name = "FILE")]
    pub(crate) to: Option<PathBuf>,

    /// Make the page from a template of your own; begin with --print-template
    #[arg(long, value_name = "FILE", conflicts_with = "format")]
    pub(crate) template: Option<PathBuf>,

    /// Print the template of the page, and do nothing else
    #[arg(long)]
    pub(crate) print_template: bool,
}

/// What `queuity report` makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// The page `report.html`
    Html,
    /// A brief for a mail, in Markdown
    Md,
}

/// `queuity paper`.
#[derive(Debug, Args)]
pub(crate) struct Paper {
    /// The folder that `--out` wrote
    #[arg(value_name = "OUT", required_unless_present = "print_answers")]
    pub(crate) folder: Option<PathBuf>,
    /// The folder to make: a copy of the result with a checklist, methods, tables and metadata, to be given to an archive
    #[arg(long, value_name = "DIR", required_unless_present = "print_answers")]
    pub(crate) to: Option<PathBuf>,
    /// What only the authors know, as TOML; begin with --print-answers
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,
    /// Make nothing while an answer that only the authors know is blank, and say which one
    #[arg(long)]
    pub(crate) strict: bool,
    /// Print a file of answers to begin with, and do nothing else
    #[arg(long)]
    pub(crate) print_answers: bool,
}

/// `queuity verify`.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The folder that `--out` wrote
    #[arg(value_name = "OUT")]
    pub(crate) folder: PathBuf,
    /// Run everything again, so that every digit of every table is checked; without it, the first replication and two others
    #[arg(long)]
    pub(crate) all: bool,
    /// Threads; 0 takes one for each core. The answer does not depend on it
    #[arg(long, default_value_t = 0, value_name = "N", allow_negative_numbers = true, value_parser = size)]
    pub(crate) threads: usize,
    #[command(flatten)]
    pub(crate) limits: Limits,
}

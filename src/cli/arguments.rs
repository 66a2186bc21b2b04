//! Verbs and flags.

mod import;
mod results;

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};

pub(crate) use import::{DateFormat, Fit, Import, Least, Reading};
pub(crate) use results::{Paper, Report, ReportFormat, Verify};

use super::limits::{self, Bytes};
use super::numbers::{size, whole};
use crate::scenario::Overrides;

/// Simulates healthcare waiting lists across population groups, to compare scheduling policies on waits and on the gaps between
/// groups before trying one on people.
#[derive(Debug, Parser)]
#[command(name = "queuity", version, propagate_version = true, arg_required_else_help = true)]
#[command(after_help = "Start with `queuity demo`, then `queuity new my-list.toml`.\n\n\
    Exit codes: 0 done, 1 a fault in queuity, 2 wrong arguments, 3 invalid scenario, 4 file or device, 5 refused by a resource\n\
    guard, 6 partial result, 7 files that do not match, 130 interrupted (what is done is kept, as PARTIAL).")]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) output: Output,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

/// How results are shown.
#[derive(Debug, Args)]
pub(crate) struct Output {
    /// Print results as JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Print no progress and no remarks
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Compare three policies on a built-in orthopaedic list, in seconds, with no file
    Demo(Demo),
    /// Write a commented scenario to start from
    New(New),
    /// Turn tables of waits, workbooks or a list of people into a scenario: how many people wait, by weeks waited, and by group where the files have groups
    Import(Import),
    /// Find out from the lists of several months in which order people are seen today and who leaves untreated; test this and write a scenario
    Fit(Fit),
    /// Find all problems of a scenario, and say what a run would do, without running it
    Check(Check),
    /// Simulate one variant; with `--patients`, write the people as a table
    Run(Run),
    /// Simulate all variants on the same people and say which shortens waits, and whose
    Compare(Compare),
    /// Write lists of invented people, as they stand on one day of the simulation. You choose how many rows, and the truth about them is known
    Synth(Synth),
    /// Score a search for faults in lists that have faults on purpose: precision and recall, by kind of fault and by group
    Score(Score),
    /// Check every file of a result folder and make its report.html again from them, without running anything
    Report(Report),
    /// Make a folder for an archive from a result: checklist (STRESS-DES), methods with citations, tables, metadata (RO-Crate)
    Paper(Paper),
    /// Run a sample of a result again, or all of it, and say where its files differ: which file, row and column
    Verify(Verify),
    /// Say why one patient was called when they were and who was ahead; or, with `--lives`, tell one life of each group
    Why(Why),
    /// Print the JSON Schema of scenarios, for editors
    Schema,
    /// Say what the code of a problem means, why queuity refuses it and what to do; without a code, list all codes
    Explain(Explain),
    /// List the disciplines, measures or distributions, one line each with the source
    List(List),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// What changes a run without changing the scenario.
#[derive(Debug, Args)]
pub(crate) struct RunOptions {
    /// Threads; 0 takes one for each core. Results do not depend on it
    #[arg(long, default_value_t = 0, value_name = "N", allow_negative_numbers = true, value_parser = size)]
    pub(crate) threads: usize,
    /// Replications, instead of the scenario's
    #[arg(long, value_name = "N", value_parser = whole(1, u64::MAX))]
    pub(crate) replications: Option<u64>,
    /// Seed, instead of the scenario's
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole(0, u64::MAX))]
    pub(crate) seed: Option<u64>,
    /// Replace an earlier result once the new one is complete; until then the new files are beside it, in DIR.PARTIAL. Removes only the
    /// files that the manifest names, and never writes through a link
    #[arg(long)]
    pub(crate) force: bool,
    /// Print every figure with its interval and every difference with its verdict, not one screen
    #[arg(long)]
    pub(crate) full: bool,
    /// Write CSV files for machines: no apostrophe before texts that a spreadsheet would take for formulas
    #[arg(long)]
    pub(crate) raw: bool,
    #[command(flatten)]
    pub(crate) limits: Limits,
}

impl RunOptions {
    /// What they change in the scenario.
    pub(crate) fn overrides(&self) -> Overrides {
        Overrides { seed: self.seed, replications: self.replications, ranges: None }
    }
}

/// Runs with one number at an end of its range.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct AtEnds {
    /// Find out which input the answer hangs on: run every policy N more times (20 if left out) with one number at a time at the low and
    /// the high end of its range. The answer is in ranges.csv and on the page. Instead of the scenario's `ranges`
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "20", value_parser = whole(2, u64::MAX))]
    pub(crate) ranges: Option<u64>,
}

/// What a run may use.
#[derive(Clone, Debug, Args)]
pub(crate) struct Limits {
    /// Refuse a run that needs more memory, for example 2GiB; if left out, 80% of what the container allows or the machine has free
    #[arg(long, value_name = "SIZE", value_parser = limits::bytes)]
    pub(crate) max_memory: Option<Bytes>,
    /// Refuse a run that would take longer, for example 10m. A run that reaches the limit all the same stops, even inside a replication, and
    /// keeps the replications that are done as PARTIAL
    #[arg(long, value_name = "TIME", value_parser = limits::duration)]
    pub(crate) max_time: Option<Duration>,
}

/// `queuity demo`.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Also write the result files and the scenario to this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) settings: RunOptions,
}

/// `queuity new`.
#[derive(Debug, Args)]
pub(crate) struct New {
    /// The file to write
    pub(crate) file: PathBuf,
    /// Start from a scenario that ships; `queuity list scenarios` lists them
    #[arg(long, value_name = "NAME")]
    pub(crate) from: Option<String>,
    /// Replace the file where it exists
    #[arg(long)]
    pub(crate) force: bool,
}

/// `queuity check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The scenario; `-` reads standard input
    pub(crate) file: PathBuf,
    /// Threads that a run would use; 0 takes one for each core
    #[arg(long, default_value_t = 0, value_name = "N", value_parser = size)]
    pub(crate) threads: usize,
    /// Replications that a run would have, instead of the scenario's
    #[arg(long, value_name = "N", value_parser = whole(1, u64::MAX))]
    pub(crate) replications: Option<u64>,
    #[command(flatten)]
    pub(crate) at_ends: AtEnds,
}

/// `queuity run`.
#[derive(Debug, Args)]
pub(crate) struct Run {
    /// The scenario; `-` reads standard input
    pub(crate) file: PathBuf,
    /// The variant; the reference if left out
    #[arg(long, value_name = "NAME")]
    pub(crate) variant: Option<String>,
    /// Write the result files to this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Write one row for each person and replication to this file, `.parquet` or `.csv`; `--replications 1` gives one list. A file in the folder of `--out` is one of the results; elsewhere a file beside it describes its columns
    #[arg(long, value_name = "FILE")]
    pub(crate) patients: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) settings: RunOptions,
}

/// `queuity synth`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Synth {
    /// The scenario; `-` reads standard input
    #[arg(required_unless_present = "benchmark")]
    pub(crate) file: Option<PathBuf>,
    /// Write the files to this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Exactly so many pathways (waits of a person on a list). If there are more of them, a random sample of whole people is taken; if there
    /// are fewer, further sites are added, each an independent run of the scenario. Without it, all of one site
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole(0, crate::synth::MOST_ROWS))]
    pub(crate) rows: Option<u64>,
    /// The lists are as at the end of this day; the last day of the scenario if left out
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<String>,
    /// Who the rows are about: on a list that day, referred in a period, or everybody so far
    #[arg(long, value_enum, value_name = "WHO", default_value = "waiting")]
    pub(crate) population: Population,
    /// The first day of the period of `--population referred`; the first day of the scenario if left out
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// The tables and their columns; `queuity list layouts` shows them
    #[arg(long, value_name = "NAME", default_value = "tidy")]
    pub(crate) layout: String,
    /// Formats of the files (`queuity list formats`), with commas between; if left out, csv, and ndjson for the layout fhir
    #[arg(long, value_name = "FORMAT", value_delimiter = ',')]
    pub(crate) format: Vec<String>,
    /// The variant; the reference if left out
    #[arg(long, value_name = "NAME")]
    pub(crate) variant: Option<String>,
    /// Put faults into the rows and list each of them in truth_faults: a profile that ships (`queuity list profiles`), or a file. Rows that a
    /// fault adds, such as duplicates, come on top of --rows; rows that arrive late are missing
    #[arg(long, value_name = "PROFILE")]
    pub(crate) mess: Option<String>,
    /// Put an inequity of known size into the lists: "MECHANISM: ATTRIBUTE=LEVEL, SIZE", for example "rank: deprivation=most deprived,
    /// +21 days" (`queuity list mechanisms`). The true effect is in truth.json
    #[arg(long, value_name = "WHAT")]
    pub(crate) inject: Option<String>,
    /// Compare the lists with those of another scenario, such as one that `queuity import` has made from a real list: how far apart are waits,
    /// mixes, pairs of attributes and flows by group? Printed, and in against.json
    #[arg(long, value_name = "FILE")]
    pub(crate) against: Option<PathBuf>,
    /// Before the lists are written, compare them with the list of real people that `queuity import` made the scenario from. Lists that give
    /// real people away are refused. The mapping beside the scenario says how the real list is read. Give it once for each file if there were several
    #[arg(long, value_name = "FILE")]
    pub(crate) real: Vec<PathBuf>,
    /// Make a benchmark, a list that is the same for everybody, instead of a list of a scenario; `queuity list benchmarks` shows them
    #[arg(long, value_name = "NAME", conflicts_with_all = ["file", "rows", "as_of", "population", "from", "layout", "format", "variant", "mess", "inject", "against", "real", "seed", "raw"])]
    pub(crate) benchmark: Option<String>,
    /// Threads; 0 takes one for each core. The files do not depend on it
    #[arg(long, default_value_t = 0, value_name = "N", allow_negative_numbers = true, value_parser = size)]
    pub(crate) threads: usize,
    /// Seed, instead of the scenario's
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole(0, u64::MAX))]
    pub(crate) seed: Option<u64>,
    /// Replace an earlier result, when the new one is complete; removes only the files that its manifest names
    #[arg(long)]
    pub(crate) force: bool,
    /// Write CSV files for machines: no apostrophe before texts that a spreadsheet would take for formulas
    #[arg(long)]
    pub(crate) raw: bool,
    #[command(flatten)]
    pub(crate) limits: Limits,
}

/// `queuity score`.
#[derive(Debug, Args)]
pub(crate) struct Score {
    /// The folder that `queuity synth --mess` wrote, or its truth_faults.csv
    pub(crate) truth: PathBuf,
    /// What was found, as CSV: one row for each fault, with `table`, `row` (counted from 1 below the header) or `id`, and `column` and `kind` where you know them
    pub(crate) detected: PathBuf,
}

/// Who the rows of lists are about.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Population {
    /// On a list at the end of the day of --as-of
    Waiting,
    /// Referred from --from to --as-of
    Referred,
    /// Everybody who was on a list up to that day
    All,
}

/// `queuity compare`.
#[derive(Debug, Args)]
pub(crate) struct Compare {
    /// The scenario; `-` reads standard input
    pub(crate) file: PathBuf,
    /// Write the result files to this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) at_ends: AtEnds,
    #[command(flatten)]
    pub(crate) settings: RunOptions,
}

/// `queuity why`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("whom").required(true).args(["patient", "lives"])))]
pub(crate) struct Why {
    /// The scenario; `-` reads standard input
    pub(crate) file: PathBuf,
    /// The person: source, week and index of the table that `run --patients` writes, as in `referral-10-4` or `today-12`
    #[arg(long, value_name = "ID")]
    pub(crate) patient: Option<String>,
    /// Instead of one person, show a typical person of each level of an attribute, as short stories
    #[arg(long)]
    pub(crate) lives: bool,
    /// The attribute of `--lives`; the first if left out
    #[arg(long, value_name = "ATTRIBUTE", requires = "lives", conflicts_with = "patient")]
    pub(crate) by: Option<String>,
    /// The list; may be left out where there is only one
    #[arg(long, value_name = "NAME")]
    pub(crate) service: Option<String>,
    /// The variant; if left out the reference, and then `--patient` shows the others beside it
    #[arg(long, value_name = "NAME")]
    pub(crate) variant: Option<String>,
    /// The replication, from 0
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = whole(0, u64::MAX))]
    pub(crate) replication: u64,
    /// Seed, instead of the scenario's
    #[arg(long, value_name = "N", value_parser = whole(0, u64::MAX))]
    pub(crate) seed: Option<u64>,
    /// Refuse if more memory is needed, for example 2GiB; if left out, 80% of what the container allows or the machine has free
    #[arg(long, value_name = "SIZE", value_parser = limits::bytes)]
    pub(crate) max_memory: Option<Bytes>,
}

/// `queuity explain`.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The code, for example Q0606 or W0632
    pub(crate) code: Option<String>,
}

/// `queuity list`.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// What to list
    #[arg(value_enum)]
    pub(crate) what: What,
    /// The name of one discipline, to see its parameters and an example
    pub(crate) name: Option<String>,
}

/// What `queuity list` can list.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum What {
    /// Who is seen next
    Disciplines,
    /// What is measured
    Measures,
    /// Laws of times and counts
    Distributions,
    /// What can be done apart from the order: help to attend, surges, overbooking and the like
    Levers,
    /// How groups are compared with each other
    Gaps,
    /// Formats of result files
    Formats,
    /// Layouts of the lists that `queuity synth` writes
    Layouts,
    /// Kinds of fault that `queuity synth --mess` can put into lists
    Faults,
    /// Profiles of faults that ship
    Profiles,
    /// Lists that are the same for everybody, made by `queuity synth --benchmark`
    Benchmarks,
    /// Mechanisms of inequity that `queuity synth --inject` can put into lists
    Mechanisms,
    /// Scenarios that ship, for `queuity new FILE --from NAME`
    Scenarios,
    /// Codes of problems; `queuity explain CODE` says more
    Codes,
}

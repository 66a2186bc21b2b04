//! What a run will need: time, memory and disk, usually within a factor of two, without running it.
//!
//! Sizes are counted: the figures of a comparison are laid out as for a run, and people, appointments and sessions are those of the
//! forecast. What each of them costs was fitted to runs of all shipped scenarios; a calibration of less than a millisecond says how
//! fast this machine is. Nothing of it enters a result.

use std::path::Path;

use super::speed;
use crate::experiment::Sums;
use crate::measure::{Layout, SeriesLayout, Settled, Words};
use crate::scenario::Scenario;
use crate::scenario::forecast::{Forecast, Work};

/// What a run needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Need {
    /// Seconds so far, and more on the reference machine.
    pub(crate) so_far: f64,
    pub(crate) on_reference: f64,
    pub(crate) memory: f64,
    /// Bytes in the result folder; old results stay until the new ones are complete.
    pub(crate) disk: f64,
    /// Bytes of the table of people.
    pub(crate) people_disk: f64,
}

impl Need {
    /// Seconds on this machine, whose speed is measured where it is first asked for.
    pub(crate) fn seconds(&self) -> f64 {
        self.so_far + speed::slowness() * self.on_reference
    }
}

/// How a run is started.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ways {
    pub(crate) threads: usize,
    pub(crate) replications: u64,
    /// Whether result files are written.
    pub(crate) files: bool,
    pub(crate) people: Option<People>,
}

/// Where the rows of people go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum People {
    Csv,
    Parquet,
    /// Nowhere: they are looked at.
    Watched,
}

/// What the needs of a plan follow from.
#[derive(Clone, Debug)]
pub(crate) struct Estimate {
    work: Vec<Work>,
    services: f64,
    subjects: f64,
    rows: f64,
    /// Characters of the keys of all rows, and of what else stands in a row of the summary.
    key_text: f64,
    about_text: f64,
    /// Attributes of the people.
    attributes: f64,
    lines: f64,
    points: f64,
    line_text: f64,
    /// Seconds so far: scenario and models.
    so_far: f64,
    /// More threads than cores do not help.
    cores: f64,
}

impl People {
    /// The format of a file of this name.
    pub(crate) fn of(path: &Path) -> Self {
        let csv = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv"));
        if csv { People::Csv } else { People::Parquet }
    }
}

impl Estimate {
    /// Of all cells of a plan with these figures.
    pub(crate) fn new(layout: &Layout, scenario: &Scenario, forecast: &Forecast) -> Self {
        let first = &scenario.variants[0].model;
        let series = SeriesLayout::new(layout, &first.population, first.audits());
        let text = |parts: [&str; 4]| parts.iter().map(|p| p.len()).sum::<usize>() as f64;
        let key = |w: Words<'_>| text([w.service, w.measure, w.attribute, w.group]);
        Self {
            work: forecast.work.clone(),
            services: first.services.len() as f64,
            subjects: layout.subjects.keys().len() as f64,
            rows: layout.rows.len() as f64,
            key_text: layout.in_words().map(|w| key(w) + DATE).sum(),
            about_text: (layout.rows.iter())
                .map(|r| text([layout.measure(&r.figure).unit(), layout.denominator(r), layout.note(r), ""]))
                .sum(),
            attributes: first.population.attributes.len() as f64,
            lines: series.keys.len() as f64,
            points: series.points as f64,
            line_text: (series.keys.iter())
                .map(|k| key(layout.words(&k.figure)) + k.figure.population.population().len() as f64)
                .sum(),
            so_far: speed::so_far(),
            cores: std::thread::available_parallelism().map_or(1.0, |n| n.get() as f64),
        }
    }

    /// What a run needs that is started this way.
    pub(crate) fn need(&self, ways: &Ways) -> Need {
        Need {
            so_far: self.so_far,
            on_reference: self.seconds(ways),
            memory: self.memory(ways),
            disk: if ways.files { self.disk(ways) } else { 0.0 },
            people_disk: ways.people.map_or(0.0, |format| self.people_disk(ways, format)),
        }
    }

    /// Seconds on the reference machine.
    fn seconds(&self, ways: &Ways) -> f64 {
        let replications = ways.replications as f64;
        let figures = self.rows * NS_FIGURE + self.lines * self.points * NS_POINT + self.counts() * NS_COUNTED;
        let of = |w: &Work| {
            // Drawn once for all variants with the same people, unless their rows are written one variant after the other.
            let drawn = w.people * NS_DRAWN + w.blocks * NS_BLOCK;
            let alike = self.work.iter().filter(|v| (v.people, v.blocks) == (w.people, w.blocks)).count();
            let drawn = if ways.people.is_some() { drawn } else { drawn / alike as f64 };
            let seen = w.people * NS_JOIN + w.appointments * NS_APPOINTMENT + w.ranked * NS_RANKED;
            replications
                * (drawn
                    + seen
                    + w.busy * NS_BUSY
                    + w.moves * NS_MOVE
                    + w.tries * NS_TRY
                    + w.sessions * NS_SESSION
                    + figures)
        };
        let cells: f64 = self.work.iter().map(of).sum();
        let people = ways.people.map_or(0.0, |_| replications * self.people() * NS_PERSON_ROW);
        let variants = self.work.len() as f64;
        let mut after = variants * self.rows * (NS_ROW + replications * NS_READING);
        if ways.files {
            after += variants
                * (self.rows * (NS_WRITTEN_ROW + replications * NS_WRITTEN_READING)
                    + self.lines * self.points * (NS_SERIES_ROW + NS_WRITTEN_POINT));
        }
        let parts = variants * replications * self.services;
        let at_once = (ways.threads as f64).min(self.cores).min(parts).max(1.0);
        1e-9 * (cells / at_once + people + after)
    }

    /// Bytes that are held at once: while cells run, or when the tables are made and written.
    fn memory(&self, ways: &Ways) -> f64 {
        let (variants, replications) = (self.work.len() as f64, ways.replications as f64);
        let most = |of: fn(&Work) -> f64| self.work.iter().map(of).fold(0.0, f64::max);
        let models: f64 = self.work.iter().map(|w| w.model_bytes).sum();
        let layout = self.rows * ROW_BYTES + self.key_text + self.about_text + self.lines * LINE_BYTES + self.line_text;
        let readings = self.readings(variants * replications);
        let sums = variants * self.lines * self.points * size_of::<Sums>() as f64;
        let points = self.lines * self.points * POINT_BYTES;
        // Variants with the same people run together, as far as their lists fit.
        let together = if ways.people.is_some() { 1.0 } else { variants };
        let lists = (together * most(|w| w.running_bytes)).min(TOGETHER_BYTES.max(most(|w| w.running_bytes)));
        let lists = lists.max(most(|w| w.coupled_bytes));
        let cell = lists + self.counts() + self.rows * size_of::<Settled>() as f64 + points;
        let people = ways.people.map_or(0.0, |_| self.people() / variants * PERSON_ROW_BYTES);
        let running = ways.threads as f64 * (cell + people) + if ways.people.is_some() { WRITER_BYTES } else { 0.0 };
        let key = KEY_BYTES * self.rows + self.key_text;
        // Rows of series and replications are made one at a time.
        let tables = variants * (2.0 * key + self.rows * FIGURE_BYTES + self.about_text);
        // A group of rows of the longest table is held until it is full.
        let longest = variants * (self.rows * replications).max(self.lines * self.points);
        let group = (longest / GROUP_ROWS).min(1.0);
        let writing = tables + if ways.files { WRITER_BYTES * group } else { 0.0 };
        ALWAYS_BYTES + models + layout + readings + sums + running.max(writing)
    }

    /// Bytes of the readings of so many cells, which are kept to the end.
    fn readings(&self, cells: f64) -> f64 {
        cells * (self.rows * size_of::<Settled>() as f64 + CELL_BYTES)
    }

    /// Bytes of the counts of a cell, by service and group of people, and of all services together.
    fn counts(&self) -> f64 {
        let most = self.work.iter().map(|w| w.counts_bytes).fold(0.0, f64::max);
        self.subjects * most * (1.0 + 1.0 / self.services.max(1.0))
    }

    /// People of all variants in one replication.
    fn people(&self) -> f64 {
        self.work.iter().map(|w| w.people).sum()
    }

    /// Whether a larger scale would help: it does where people matter, and where they have a scale.
    pub(crate) fn scales(&self) -> bool {
        self.work.iter().any(|w| w.people > MANY)
    }

    fn disk(&self, ways: &Ways) -> f64 {
        let variants = self.work.len() as f64;
        let name = self.work.iter().map(|w| w.variant.len() as f64).sum::<f64>() / variants.max(1.0);
        let figures = variants * self.rows;
        let summary = variants * (self.key_text + self.about_text) + figures * (name + SUMMARY_ROW);
        let contrasts = (variants - 1.0) * (self.key_text + self.rows * (name + CONTRAST_ROW));
        let points = variants * self.lines * self.points;
        let series = variants * self.line_text * self.points + points * (name + SERIES_ROW);
        let readings = figures * ways.replications as f64;
        // The long table is text only where nothing else is written.
        let others = if cfg!(feature = "parquet") {
            (figures * (2.0 - 1.0 / variants) + points) * PARQUET_ROW + readings * PARQUET_READING + PARQUET_FILES
        } else {
            ways.replications as f64 * (variants * self.key_text + figures * (name + READING_ROW))
        };
        ABOUT_FILES + summary + contrasts + series + others
    }

    fn people_disk(&self, ways: &Ways, format: People) -> f64 {
        let rows = ways.replications as f64 * self.people();
        rows * match format {
            People::Csv => PERSON_CSV + self.attributes * LEVEL_CSV,
            People::Parquet => PERSON_PARQUET,
            People::Watched => 0.0,
        }
    }
}

/// Fewer people than this are no reason for a larger scale.
const MANY: f64 = 1e6;
/// Characters of a date and of the population of a row.
const DATE: f64 = 14.0;

// Nanoseconds on the reference machine.
const NS_DRAWN: f64 = 40.0;
const NS_BLOCK: f64 = 40.0;
const NS_JOIN: f64 = 15.0;
const NS_APPOINTMENT: f64 = 50.0;
const NS_RANKED: f64 = 2.5;
const NS_BUSY: f64 = 30.0;
const NS_MOVE: f64 = 200.0;
const NS_TRY: f64 = 65.0;
const NS_SESSION: f64 = 100.0;
const NS_FIGURE: f64 = 100.0;
const NS_POINT: f64 = 10.0;
const NS_COUNTED: f64 = 0.5;
const NS_PERSON_ROW: f64 = 550.0;
const NS_ROW: f64 = 1000.0;
const NS_READING: f64 = 10.0;
const NS_SERIES_ROW: f64 = 500.0;
const NS_WRITTEN_ROW: f64 = 3000.0;
const NS_WRITTEN_READING: f64 = 200.0;
const NS_WRITTEN_POINT: f64 = 1500.0;

// Bytes in memory.
const TOGETHER_BYTES: f64 = 256.0 * 1024.0 * 1024.0;
const ALWAYS_BYTES: f64 = 10.0 * 1024.0 * 1024.0;
const ROW_BYTES: f64 = 450.0;
const LINE_BYTES: f64 = 250.0;
const CELL_BYTES: f64 = 80.0;
const POINT_BYTES: f64 = 32.0;
const KEY_BYTES: f64 = 300.0;
const FIGURE_BYTES: f64 = 200.0;
const PERSON_ROW_BYTES: f64 = 40.0;
const GROUP_ROWS: f64 = 65_536.0;
const WRITER_BYTES: f64 = 16.0 * 1024.0 * 1024.0;

// Characters of numbers and what is between them in rows of text; bytes of rows of Parquet.
const SUMMARY_ROW: f64 = 90.0;
const CONTRAST_ROW: f64 = 110.0;
const SERIES_ROW: f64 = 90.0;
const READING_ROW: f64 = 45.0;
const PARQUET_ROW: f64 = 14.0;
const PARQUET_READING: f64 = 4.5;
const PERSON_CSV: f64 = 80.0;
const LEVEL_CSV: f64 = 12.0;
const PERSON_PARQUET: f64 = 8.0;
// Bytes of files that do not grow: schemas of the tables; scenario, manifest and description of the columns.
const PARQUET_FILES: f64 = 20_000.0;
const ABOUT_FILES: f64 = 35_000.0;

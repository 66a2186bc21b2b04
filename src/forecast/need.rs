//! What a run will need: time, memory and disk, usually within a factor of two, without running it.
//!
//! Sizes are counted: the figures of a comparison are laid out as for a run, and people, appointments and sessions are those of the
//! forecast. What each of them costs was fitted to runs of all shipped scenarios. How fast the machine is, and how large rows are in a
//! file, come in as values. Nothing of it enters a result.

use super::{Forecast, Work};
use crate::measure::{Layout, SeriesLayout, Settled, Words};
use crate::scenario::Scenario;

/// What a run needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Need {
    /// Seconds so far.
    pub so_far: f64,
    /// Seconds more on the reference machine.
    pub on_reference: f64,
    /// Bytes of memory.
    pub memory: f64,
    /// Bytes in the result folder; old results stay until the new ones are complete.
    pub disk: f64,
    /// Bytes of the table of people.
    pub people_disk: f64,
}

impl Need {
    /// Seconds on a machine that is so many times slower than the one where the costs were measured.
    #[must_use]
    pub fn seconds(&self, slowness: f64) -> f64 {
        self.so_far + slowness * self.on_reference
    }
}

/// How a run is started.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ways {
    /// Threads.
    pub threads: usize,
    /// Replications of each variant.
    pub replications: u64,
    /// Further runs of each variant, with a number at an end of its range; only the headline is read of them.
    pub more: u64,
    /// Whether result files are written.
    pub files: bool,
    /// Rows of people, where they are written.
    pub people: Option<People>,
}

/// Where the rows of people go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum People {
    /// Into a text table.
    Csv,
    /// Into a Parquet table.
    Parquet,
    /// Nowhere: they are looked at.
    Watched,
}

/// What the needs of a plan follow from.
#[derive(Clone, Debug)]
pub struct Estimate {
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
    machine: Machine,
    bytes: FileBytes,
}

/// What is known of the machine and of how the run began.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Machine {
    /// Seconds so far: scenario and models.
    pub so_far: f64,
    /// More threads than cores do not help.
    pub cores: f64,
}

/// Bytes of result files beside the texts of keys, notes and names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FileBytes {
    /// A row of the summary as text.
    pub summary_row: f64,
    /// A row of the contrasts as text.
    pub contrast_row: f64,
    /// A row of the series as text.
    pub series_row: f64,
    /// A reading in the long table; whether its keys stand in each row.
    pub reading: f64,
    /// The same.
    pub keyed_readings: bool,
    /// A row of the second copy of the other tables; 0 where there is none.
    pub copied_row: f64,
    /// Files that do not grow.
    pub fixed: f64,
    /// A person in the table of people as CSV, and each attribute of it.
    pub person_csv: f64,
    /// The same.
    pub level_csv: f64,
    /// A person in the table of people as Parquet.
    pub person_parquet: f64,
    /// Memory of a writer with a full group of rows.
    pub writer: f64,
    /// Memory of the documents that are made of a result.
    pub documents: f64,
    /// Rows of a group.
    pub group_rows: f64,
}

impl Estimate {
    /// Of all cells of a plan with these figures.
    #[must_use]
    pub fn new(
        layout: &Layout,
        scenario: &Scenario,
        forecast: &Forecast,
        (machine, bytes): (Machine, FileBytes),
    ) -> Self {
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
            machine,
            bytes,
        }
    }

    /// What a run needs that is started this way.
    #[must_use]
    pub fn need(&self, ways: &Ways) -> Need {
        Need {
            so_far: self.machine.so_far,
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
            let seen =
                w.people * NS_JOIN + w.appointments * NS_APPOINTMENT + w.ranked * NS_RANKED + w.drawn * NS_TICKETS;
            let run = drawn + seen + w.busy * NS_BUSY + w.moves * NS_MOVE + w.tries * NS_TRY + w.sessions * NS_SESSION;
            replications * (run + figures) + ways.more as f64 * (run + HEADLINE * figures)
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
        let at_once = (ways.threads as f64).min(self.machine.cores).min(parts).max(1.0);
        // Each hand writes a file at a time.
        1e-9 * (cells / at_once + people + after / at_once.min(FILES))
    }

    /// Bytes that are held at once: while cells run, or when the tables are made and written.
    fn memory(&self, ways: &Ways) -> f64 {
        let (variants, replications) = (self.work.len() as f64, ways.replications as f64);
        let most = |of: fn(&Work) -> f64| self.work.iter().map(of).fold(0.0, f64::max);
        let models: f64 = self.work.iter().map(|w| w.model_bytes).sum();
        let layout = self.rows * ROW_BYTES + self.lines * LINE_BYTES;
        let readings = self.readings(variants * replications);
        let sums = variants * self.lines * self.points * SUMS_BYTES;
        let points = self.lines * self.points * POINT_BYTES;
        // Variants with the same people run together, as far as their lists fit.
        let together = if ways.people.is_some() { 1.0 } else { variants };
        let lists = (together * most(|w| w.running_bytes)).min(TOGETHER_BYTES.max(most(|w| w.running_bytes)));
        let lists = lists.max(most(|w| w.coupled_bytes));
        let cell = lists + self.counts() + self.rows * size_of::<Settled>() as f64 / (self.services + 1.0) + points;
        let people = ways.people.map_or(0.0, |_| self.people() / variants * PERSON_ROW_BYTES);
        let running =
            ways.threads as f64 * (cell + people) + if ways.people.is_some() { self.bytes.writer } else { 0.0 };
        // Each hand makes the rows of one service at a time, and a group of rows is held until it is full.
        let hands = (ways.threads as f64).min(FILES);
        let service = self.rows / (self.services + 1.0) * (TABLE_ROW_BYTES + replications * PAIR_BYTES);
        let longest = variants * (self.rows * replications).max(self.lines * self.points);
        let group = (longest / self.bytes.group_rows).min(1.0);
        let tables = hands * (service + if ways.files { self.bytes.writer * group } else { 0.0 });
        // Charts over time hold each of their points, and so do the files that are made of them; a service has a part of its own.
        let parts = if self.services > 1.0 { self.services * variants } else { 0.0 };
        let documents = self.bytes.documents + variants * self.points * DRAWN_POINT_BYTES + parts * DRAWN_SERVICE_BYTES;
        let writing = if ways.files { tables.max(documents) } else { tables };
        ALWAYS_BYTES + models + layout + readings + sums + running.max(writing)
    }

    /// Bytes of the readings of so many cells, which are kept to the end.
    fn readings(&self, cells: f64) -> f64 {
        cells * (self.rows * READING_BYTES + CELL_BYTES)
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
    #[must_use]
    pub fn scales(&self) -> bool {
        self.work.iter().any(|w| w.people > MANY)
    }

    fn disk(&self, ways: &Ways) -> f64 {
        let variants = self.work.len() as f64;
        let name = self.work.iter().map(|w| w.variant.len() as f64).sum::<f64>() / variants.max(1.0);
        let figures = variants * self.rows;
        let summary = variants * (self.key_text + self.about_text) + figures * (name + self.bytes.summary_row);
        let contrasts = (variants - 1.0) * (self.key_text + self.rows * (name + self.bytes.contrast_row));
        let points = variants * self.lines * self.points;
        let series = variants * self.line_text * self.points + points * (name + self.bytes.series_row);
        let readings = figures * ways.replications as f64;
        let bytes = &self.bytes;
        let keys = if bytes.keyed_readings {
            ways.replications as f64 * (variants * self.key_text + figures * name)
        } else {
            0.0
        };
        let others = (figures * (2.0 - 1.0 / variants) + points) * bytes.copied_row + readings * bytes.reading + keys;
        bytes.fixed + summary + contrasts + series + others
    }

    fn people_disk(&self, ways: &Ways, format: People) -> f64 {
        let rows = ways.replications as f64 * self.people();
        rows * match format {
            People::Csv => self.bytes.person_csv + self.attributes * self.bytes.level_csv,
            People::Parquet => self.bytes.person_parquet,
            People::Watched => 0.0,
        }
    }
}

/// What the figures of the headline cost of those of a whole comparison.
const HEADLINE: f64 = 0.1;
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
const NS_TICKETS: f64 = 700.0;
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
const ALWAYS_BYTES: f64 = 16.0 * 1024.0 * 1024.0;
const ROW_BYTES: f64 = 200.0;
const LINE_BYTES: f64 = 100.0;
const CELL_BYTES: f64 = 80.0;
/// A reading as it is kept, and a point of a cell that is not whole yet: packed. Measured.
const READING_BYTES: f64 = 6.0;
const POINT_BYTES: f64 = 3.0;
/// Of a point in time in the documents: in charts, in their files and in a workbook. Measured.
const DRAWN_POINT_BYTES: f64 = 10_000.0;
/// Of a single service in the documents, under one policy. Measured.
const DRAWN_SERVICE_BYTES: f64 = 40_000.0;
/// Files of tables that are written at once, at most.
const FILES: f64 = 8.0;
/// A row of a table while it is made, and a reading of it under the policy and under the reference.
const TABLE_ROW_BYTES: f64 = 400.0;
const PAIR_BYTES: f64 = 48.0;
const PERSON_ROW_BYTES: f64 = 40.0;
/// The sums of a point over the replications, packed. Measured.
const SUMS_BYTES: f64 = 8.0;

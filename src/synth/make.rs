//! Makes the lists: how many sites, who of them, and row after row to a sink.

use std::io;
use std::sync::{Mutex, PoisonError};

use super::ask::{Ask, Population, Refused};
use super::frame::Frame;
use super::inject::{Injection, Sums};
use super::injected::{Injected, Runs};
use super::layout::Layout;
use super::mess::{Mess, Profile, ROW};
use super::order::in_order;
use super::people::{Drawn, count};
use super::portrait::Portrait;
use super::table::{Cell, Row, Table};
use super::truth;
use super::watch::Site;
use crate::discipline::Registry;
use crate::engine::Halted;
use crate::error::Problem;
use crate::experiment::Workers;
use crate::scenario::Scenario;

/// So many sites in a row may have nobody of the population.
const MOST_EMPTY: u64 = 64;
/// Sites that are counted at once, for each hand.
const BLOCK: u64 = 16;
/// Most sites.
const MOST_SITES: u64 = 1 << 24;

/// Takes rows.
pub trait Sink: Send {
    /// Rows of a table of [`Synth::tables`], by number, in order.
    ///
    /// # Errors
    /// Where they cannot be taken; nothing more comes then.
    fn rows(&mut self, table: usize, rows: &[Row<'_>]) -> io::Result<()>;
}

/// Lists that can be made.
#[derive(Debug)]
pub struct Synth {
    frame: Frame,
    layout: &'static dyn Layout,
    rows: Option<u64>,
    mess: Option<Mess>,
    injected: Option<Injected>,
    portrayed: bool,
}

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Pathways that were asked for.
    pub pathways: u64,
    /// Sites: independent runs of the scenario.
    pub sites: u64,
    /// Pathways of the population at these sites; more than were asked for where a sample was drawn.
    pub of: u64,
    /// Rows written, by table.
    pub rows: Vec<u64>,
    /// What the rows say of the group of an injected inequity and of all others.
    pub sums: Sums,
    /// What is counted of the people, where it was asked for.
    pub portrait: Portrait,
}

impl Synth {
    /// Looks at what is asked for.
    ///
    /// # Errors
    /// Everything that does not fit the scenario.
    pub fn new(scenario: &Scenario, ask: &Ask, layout: &'static dyn Layout) -> Result<Self, Refused> {
        let frame = Frame::new(scenario, ask)?;
        layout.check(&frame).map_err(Refused::Ask)?;
        Ok(Self { frame, layout, rows: ask.rows, mess: None, injected: None, portrayed: false })
    }

    /// The same with an inequity on purpose, as strong as is asked for, which may need many runs.
    ///
    /// # Errors
    /// Where it cannot be put into the scenario, or its size cannot be reached.
    pub fn inject(
        mut self,
        what: Injection,
        scenario: &Scenario,
        registry: &Registry,
        workers: &dyn Workers,
        halted: Halted<'_>,
    ) -> Result<Self, Refused> {
        let runs = Runs { scenario, registry, workers, halted };
        self.injected = Some(Injected::put(&mut self.frame, what, &runs)?);
        Ok(self)
    }

    /// The same with faults on purpose; after an inequity, which may add columns.
    ///
    /// # Errors
    /// Everything in the profile that does not fit the tables.
    pub fn spoil(mut self, profile: &Profile) -> Result<Self, Vec<Problem>> {
        self.mess = Some(Mess::new(profile, &self.frame, &self.layout.tables(&self.frame))?);
        Ok(self)
    }

    /// The same where the people are counted, to be held against those of another scenario.
    #[must_use]
    pub fn portrayed(mut self) -> Self {
        self.portrayed = true;
        self
    }

    /// The same with another seed: other people of the same scenario.
    #[must_use]
    pub fn reseeded(mut self, seed: u64) -> Self {
        self.frame.model.seed = seed;
        self
    }

    /// What is in the lists on purpose.
    #[must_use]
    pub fn injected(&self) -> Option<&Injected> {
        self.injected.as_ref()
    }

    /// What the lists are made of.
    #[must_use]
    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// The layout.
    #[must_use]
    pub fn layout(&self) -> &'static dyn Layout {
        self.layout
    }

    /// The tables, those of the layout first; the first has a row for each pathway where the layout has such a one.
    #[must_use]
    pub fn tables(&self) -> Vec<Table> {
        let mut tables = match &self.mess {
            Some(mess) => mess.spoilt_tables(),
            None => self.layout.tables(&self.frame),
        };
        tables.push(truth::people(&self.frame));
        tables.extend(self.mess.as_ref().map(|mess| mess.table(&self.frame)));
        tables
    }

    /// The rows of the people of a site.
    fn rows_of<'f>(&'f self, drawn: &Drawn<'f, '_>) -> Vec<Vec<Row<'f>>> {
        let mut rows = self.layout.rows(drawn);
        let mut faults = None;
        if let Some(mess) = &self.mess {
            let spoilt = mess.spoil(drawn, rows);
            rows = spoilt.rows;
            faults = Some(spoilt.faults);
        }
        rows.push(truth::people_rows(drawn));
        rows.extend(faults);
        rows
    }

    /// Makes them. `progress` is told of the pathways that are written and that will be.
    ///
    /// # Errors
    /// Where the rows that are asked for cannot be made or taken, or `halted` says so.
    pub fn make(
        &self,
        workers: &dyn Workers,
        sink: &mut dyn Sink,
        progress: &(dyn Fn(u64, u64) + Sync),
        halted: Halted<'_>,
    ) -> Result<Made, Refused> {
        let counts = self.counts(workers, halted)?;
        let of: u64 = counts.iter().sum();
        let rows = self.rows.unwrap_or(of);
        let tables = self.tables();
        let names: Vec<&'static str> = tables.iter().map(|t| t.name).collect();
        let faults = self.mess.as_ref().map(|_| tables.len() - 1);
        let written = vec![0; tables.len()];
        let state = Mutex::new(Writing {
            sink,
            written,
            names,
            faults,
            pathways: 0,
            sums: Sums::default(),
            portrait: Portrait::default(),
            failed: None,
        });
        let lock = || state.lock().unwrap_or_else(PoisonError::into_inner);
        // The share of each site, so that the shares add up.
        let mut before = vec![0; counts.len() + 1];
        counts.iter().enumerate().for_each(|(i, n)| before[i + 1] = before[i] + n);
        let up_to = |n: u64| u64::try_from(u128::from(rows) * u128::from(n) / u128::from(of.max(1))).unwrap_or(rows);
        let work = |number: u64| {
            let at = number as usize;
            let made = self.site(number, halted).map(|site| {
                let drawn = Drawn::new(&self.frame, &site, up_to(before[at + 1]) - up_to(before[at]));
                let sums = self.injected.as_ref().map(|i| i.sums(&self.frame, &site, &drawn.chosen));
                let portrait = if self.portrayed { Portrait::of(&drawn) } else { Portrait::default() };
                (drawn.chosen.len() as u64, (sums.unwrap_or_default(), portrait), self.rows_of(&drawn))
            });
            made.map_err(|refused| _ = lock().failed.get_or_insert(refused)).ok()
        };
        let take = |_, (pathways, (sums, portrait), mut tables): (u64, (Sums, Portrait), Vec<Vec<Row<'_>>>)| {
            let mut w = lock();
            w.pathways += pathways;
            w.sums.add(&sums);
            w.portrait.add(portrait);
            let go_on = w.take(&mut tables);
            progress(w.pathways, rows);
            go_on
        };
        in_order(workers, counts.len() as u64, &work, &take);
        let writing = state.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(refused) = writing.failed {
            return Err(refused);
        }
        if writing.pathways != rows {
            let made = writing.pathways;
            return Err(Refused::Ask(format!(
                "{rows} rows cannot be made of whole people, who have several rows each here ({made} would be); everybody at these sites has \
                 {of}: ask for --rows {of}, or for another number"
            )));
        }
        Ok(Made {
            pathways: rows,
            sites: counts.len() as u64,
            of,
            rows: writing.written,
            sums: writing.sums,
            portrait: writing.portrait,
        })
    }

    fn site(&self, number: u64, halted: Halted<'_>) -> Result<Site, Refused> {
        let mut site = Site::run(&self.frame.model, number, halted).map_err(|reason| match halted() {
            true => Refused::Interrupted,
            false => Refused::Stopped { site: number + 1, reason },
        })?;
        if let Some(injected) = &self.injected {
            injected.after(&self.frame, &mut site);
        }
        Ok(site)
    }

    /// The pathways of the population at each site, of as many sites as are needed.
    fn counts(&self, workers: &dyn Workers, halted: Halted<'_>) -> Result<Vec<u64>, Refused> {
        let mut counts: Vec<u64> = Vec::new();
        let mut total = 0;
        let wanted = self.rows.unwrap_or(1);
        loop {
            let had = counts.len() as u64;
            let missing = wanted.saturating_sub(total);
            // As many as are probably needed, after a first one.
            let block = match (had, total) {
                (0, _) => 1,
                (_, 0) => BLOCK,
                _ => (u128::from(missing) * u128::from(had)).div_ceil(u128::from(total)).min(1 << 16) as u64,
            };
            let found: Vec<Mutex<Option<Result<u64, Refused>>>> = (0..block).map(|_| Mutex::new(None)).collect();
            workers.each(block as usize, &|i| {
                let n = self.site(had + i as u64, halted).map(|site| count(&self.frame, &site));
                *found[i].lock().unwrap_or_else(PoisonError::into_inner) = Some(n);
            });
            for n in found {
                let n = n.into_inner().unwrap_or_else(PoisonError::into_inner);
                let n = n.unwrap_or(Err(Refused::Interrupted))?;
                total += n;
                counts.push(n);
                if total >= wanted || (self.rows.is_none() && total > 0) {
                    return Ok(counts);
                }
            }
            if total == 0 && counts.len() as u64 >= MOST_EMPTY {
                return Err(Refused::Ask(self.nobody(counts.len())));
            }
            if counts.len() as u64 >= MOST_SITES {
                return Err(Refused::Ask(format!(
                    "{total} pathways are all that {MOST_SITES} sites of this scenario give, fewer than the {wanted} asked for"
                )));
            }
        }
    }

    fn nobody(&self, sites: usize) -> String {
        let what = match self.frame.population {
            Population::Waiting => "nobody is on a list on that day",
            Population::Referred => "nobody is referred in that period",
            Population::All => "nobody was ever on a list by that day",
        };
        format!(
            "{what}, at any of {sites} sites of this scenario: no row can be made; choose another day or another population"
        )
    }
}

/// Where the rows go, in order.
struct Writing<'s> {
    sink: &'s mut dyn Sink,
    written: Vec<u64>,
    /// Names of the tables.
    names: Vec<&'static str>,
    /// The table of faults.
    faults: Option<usize>,
    pathways: u64,
    sums: Sums,
    portrait: Portrait,
    failed: Option<Refused>,
}

impl Writing<'_> {
    /// Hands on the rows of a site; whether to go on.
    fn take(&mut self, tables: &mut [Vec<Row<'_>>]) -> bool {
        // Rows of faults are counted within the site; in the files they come after those of earlier sites.
        for fault in self.faults.and_then(|t| tables.get_mut(t)).into_iter().flatten() {
            let table = match &fault.cells[0] {
                Cell::Text(name) => self.names.iter().position(|n| n == name),
                _ => None,
            };
            if let (Some(table), Cell::Integer(row)) = (table, &mut fault.cells[ROW]) {
                *row += i64::try_from(self.written[table]).unwrap_or(0);
            }
        }
        for (number, rows) in tables.iter().enumerate() {
            self.written[number] += rows.len() as u64;
            if let Err(error) = self.sink.rows(number, rows) {
                self.failed = Some(Refused::Sink(error));
                return false;
            }
        }
        self.failed.is_none()
    }
}

//! Makes the lists: how many sites, who of them, and row after row to a sink.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use super::ask::{Ask, Refused};
use super::counting::Counting;
use super::extract::Extract;
use super::inject::{Injection, Sums};
use super::injected::{Injected, Runs};
use super::layout::Layout;
use super::mess::{Idle, Mess, Profile};
use super::order::in_order;
use super::people::{Chosen, Drawn};
use super::pieces::{PATHWAYS, Pieces, Sites};
use super::portrait::Portrait;
use super::table::{Row, Table};
use super::truth;
use super::watch::Site;
use super::writing::{Sink, Writing};
use crate::discipline::Registry;
use crate::engine::Halted;
use crate::error::Problem;
use crate::experiment::Workers;
use crate::scenario::Scenario;

/// What is counted of the people of a site.
type Counted = (Sums, Portrait);

/// A site whose rows are being made.
struct Held {
    site: Site,
    chosen: Chosen,
    counted: Mutex<Counted>,
}

impl Held {
    /// What is counted, once.
    fn counted(&self) -> Counted {
        std::mem::take(&mut *self.counted.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// So many rows of all sites, each its share of the population, so that the shares add up.
fn shares(counts: &[u64], rows: u64) -> Vec<u64> {
    let of: u64 = counts.iter().sum();
    let up_to = |n: u64| u64::try_from(u128::from(rows) * u128::from(n) / u128::from(of.max(1))).unwrap_or(rows);
    let mut before = 0;
    let share = |count: &u64| {
        let from = up_to(before);
        before += count;
        up_to(before) - from
    };
    counts.iter().map(share).collect()
}

/// Lists that can be made.
#[derive(Debug)]
pub struct Synth {
    extract: Extract,
    layout: &'static dyn Layout,
    rows: Option<u64>,
    mess: Option<Mess>,
    injected: Option<Injected>,
    portrayed: bool,
    /// Pathways whose rows are made at once.
    pieces_of: u64,
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
    /// Faults made on purpose, by what the profile calls them.
    pub faults: BTreeMap<String, u64>,
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
        let mut extract = Extract::new(scenario, ask)?;
        extract.ended_by = layout.leaves_out();
        layout.check(&extract).map_err(Refused::Ask)?;
        Ok(Self { extract, layout, rows: ask.rows, mess: None, injected: None, portrayed: false, pieces_of: PATHWAYS })
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
        self.injected = Some(Injected::put(&mut self.extract, what, &runs)?);
        Ok(self)
    }

    /// The same with faults on purpose; after an inequity, which may add columns.
    ///
    /// # Errors
    /// Everything in the profile that does not fit the tables.
    pub fn spoil(mut self, profile: &Profile) -> Result<Self, Vec<Problem>> {
        self.mess = Some(Mess::new(profile, &self.extract, &self.layout.tables(&self.extract))?);
        Ok(self)
    }

    /// The same where the people are counted, to be held against those of another scenario.
    #[must_use]
    pub fn portrayed(mut self) -> Self {
        self.portrayed = true;
        self
    }

    /// The same, but so many pathways at a time; fewer take less memory. The rows are the same.
    #[must_use]
    pub fn in_pieces_of(mut self, pathways: u64) -> Self {
        self.pieces_of = pathways.max(1);
        self
    }

    /// The same with another seed: other people of the same scenario.
    #[must_use]
    pub fn reseeded(mut self, seed: u64) -> Self {
        self.extract.model.seed = seed;
        self
    }

    /// What is in the lists on purpose.
    #[must_use]
    pub fn injected(&self) -> Option<&Injected> {
        self.injected.as_ref()
    }

    /// The faults of the profile that the tables of this layout cannot have.
    #[must_use]
    pub fn idle(&self) -> &[Idle] {
        self.mess.as_ref().map_or(&[], |mess| &mess.idle)
    }

    /// The faults of the profile that could be in these tables, and that no row came to have.
    #[must_use]
    pub fn unmade(&self, made: &Made) -> Vec<String> {
        let all: BTreeSet<&str> = self.mess.iter().flat_map(Mess::may_be_made).collect();
        all.into_iter().filter(|name| !made.faults.contains_key(*name)).map(str::to_string).collect()
    }

    /// What the lists are made of.
    #[must_use]
    pub fn extract(&self) -> &Extract {
        &self.extract
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
            None => self.layout.tables(&self.extract),
        };
        tables.push(truth::people(&self.extract));
        tables.extend(self.mess.as_ref().map(|mess| mess.table(&self.extract)));
        tables
    }

    /// The rows of people of a site.
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
    pub fn make<'f>(
        &'f self,
        workers: &dyn Workers,
        sink: &mut dyn Sink,
        progress: &(dyn Fn(u64, u64) + Sync),
        halted: Halted<'_>,
    ) -> Result<Made, Refused> {
        let counting = Counting { extract: &self.extract, injected: self.injected.as_ref(), halted };
        let (counts, kept) = counting.sites(self.rows.unwrap_or(1), self.rows.is_none(), workers)?;
        let of: u64 = counts.iter().sum();
        let rows = self.rows.unwrap_or(of);
        let tables = self.tables();
        let state = Mutex::new(Writing::new(sink, &tables, self.mess.is_some()));
        let lock = || state.lock().unwrap_or_else(PoisonError::into_inner);
        let pieces = Pieces::new(self.layout.parts(), shares(&counts, rows), self.pieces_of);
        let make = |number: u64| {
            let kept = kept.take(number).map(Ok);
            let site = kept.unwrap_or_else(|| counting.site(number));
            let site = site.map_err(|refused| _ = lock().failed.get_or_insert(refused)).ok()?;
            Some(self.held(site, pieces.share(number)))
        };
        let sites = Sites::new(&pieces, &counts, workers.hands(), &make);
        let work = |number: u64| {
            let piece = pieces.get(number);
            let held = sites.get(piece.site)?;
            let all = Drawn::all(&self.extract, &held.site, &held.chosen);
            let drawn = match piece.part {
                Some(part) => all.piece(part, &piece.places),
                None => all,
            };
            let counted = if piece.first { held.counted() } else { Counted::default() };
            let made = (drawn.chosen.len() as u64, counted, self.rows_of(&drawn), piece.last);
            drop(held);
            sites.done(piece.site);
            Some(made)
        };
        let take = |_, (pathways, (sums, portrait), tables, last): (u64, Counted, Vec<Vec<Row<'f>>>, bool)| {
            let mut w = lock();
            w.pathways += pathways;
            w.sums.add(&sums);
            w.portrait.add(portrait);
            let go_on = w.take(tables, last);
            progress(w.pathways, rows);
            go_on
        };
        in_order(workers, pieces.len(), &work, &take);
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
            faults: writing.made,
            sums: writing.sums,
            portrait: writing.portrait,
        })
    }

    /// A site that has run, and who of it has rows.
    fn held(&self, site: Site, share: u64) -> Held {
        let chosen = Chosen::new(&self.extract, &site, share);
        let sums = self.injected.as_ref().map(|i| i.sums(&self.extract, &site, &chosen.pathways));
        let portrait = match self.portrayed {
            true => Portrait::of(&Drawn::all(&self.extract, &site, &chosen)),
            false => Portrait::default(),
        };
        Held { site, chosen, counted: Mutex::new((sums.unwrap_or_default(), portrait)) }
    }
}

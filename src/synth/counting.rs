//! How many sites are needed, and how many pathways each has. What has run for the count is kept for its rows, as far as there is room.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::ask::{Population, Refused};
use super::extract::Extract;
use super::heads::heads;
use super::injected::Injected;
use super::watch::Site;
use crate::engine::Halted;
use crate::error::Stopped;
use crate::experiment::Workers;

/// So many sites in a row may have nobody of the population.
const MOST_EMPTY: u64 = 64;
/// Sites that are counted at once after a first one, while none has anybody of the population.
const BLOCK: u64 = 16;
/// Most sites.
const MOST_SITES: u64 = 1 << 24;
/// Sites are kept from the count while they have no more pathways than this, all together.
const ROOM: u64 = 1 << 20;

/// Sites that were kept from the count, with how many pathways they have.
#[derive(Default)]
pub(super) struct Kept(Mutex<(BTreeMap<u64, Site>, u64)>);

impl Kept {
    fn lock(&self) -> MutexGuard<'_, (BTreeMap<u64, Site>, u64)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there is room for more.
    fn has_room(&self) -> bool {
        self.lock().1 < ROOM
    }

    fn keep(&self, site: Site) {
        let mut kept = self.lock();
        if kept.1 + site.pathways() <= ROOM {
            kept.1 += site.pathways();
            kept.0.insert(site.number, site);
        }
    }

    /// A site, which is then no longer kept.
    pub(super) fn take(&self, number: u64) -> Option<Site> {
        self.lock().0.remove(&number)
    }
}

/// What sites are run with.
#[derive(Clone, Copy)]
pub(super) struct Counting<'a> {
    pub(super) extract: &'a Extract,
    pub(super) injected: Option<&'a Injected>,
    pub(super) halted: Halted<'a>,
}

impl Counting<'_> {
    /// Runs a site; the pathways of the population.
    pub(super) fn site(&self, number: u64) -> Result<Site, Refused> {
        let site = match self.injected {
            Some(injected) => injected.site(self.extract, number, self.halted),
            None => Site::of(self.extract, number, self.halted),
        };
        site.map_err(|why| self.stopped(number, why))
    }

    fn stopped(&self, number: u64, reason: Stopped) -> Refused {
        if (self.halted)() { Refused::Interrupted } else { Refused::Stopped { site: number + 1, reason } }
    }

    /// How many pathways a site has.
    fn heads(&self, number: u64, kept: &Kept) -> Result<u64, Refused> {
        // An inequity may change what has happened.
        if kept.has_room() || self.injected.is_some() {
            let site = self.site(number)?;
            let pathways = site.pathways();
            kept.keep(site);
            return Ok(pathways);
        }
        heads(self.extract, number, self.halted).map_err(|why| self.stopped(number, why))
    }

    /// The pathways at each site, of as many sites as are needed for so many rows, or of one with anybody where `one`; and what was kept of them.
    pub(super) fn sites(&self, rows: u64, one: bool, workers: &dyn Workers) -> Result<(Vec<u64>, Kept), Refused> {
        let kept = Kept::default();
        let mut counts: Vec<u64> = Vec::new();
        let mut total = 0;
        loop {
            let had = counts.len() as u64;
            let missing = rows.saturating_sub(total);
            // As many as are probably needed, after a first one.
            let block = match (had, total) {
                (0, _) => 1,
                (_, 0) => BLOCK,
                _ => (u128::from(missing) * u128::from(had)).div_ceil(u128::from(total)).min(1 << 16) as u64,
            };
            let found: Vec<Mutex<Option<Result<u64, Refused>>>> = (0..block).map(|_| Mutex::new(None)).collect();
            workers.each(block as usize, &|i| {
                let n = self.heads(had + i as u64, &kept);
                *found[i].lock().unwrap_or_else(PoisonError::into_inner) = Some(n);
            });
            for n in found {
                let n = n.into_inner().unwrap_or_else(PoisonError::into_inner);
                let n = n.unwrap_or(Err(Refused::Interrupted))?;
                total += n;
                counts.push(n);
                if total >= rows || (one && total > 0) {
                    return Ok((counts, kept));
                }
            }
            if total == 0 && counts.len() as u64 >= MOST_EMPTY {
                return Err(Refused::Ask(self.nobody(counts.len())));
            }
            if counts.len() as u64 >= MOST_SITES {
                return Err(Refused::Ask(format!(
                    "{total} pathways are all that {MOST_SITES} sites of this scenario give, fewer than the {rows} asked for"
                )));
            }
        }
    }

    fn nobody(&self, sites: usize) -> String {
        let what = match self.extract.population {
            Population::Waiting => "nobody is on a list on that day",
            Population::Referred => "nobody is referred in that period",
            Population::All if self.extract.ended_by.is_some() => {
                "nobody waits on the first day or joins later, up to that day"
            }
            Population::All => "nobody was ever on a list by that day",
        };
        format!(
            "{what}, at any of {sites} sites of this scenario: no row can be made; choose another day or another population"
        )
    }
}

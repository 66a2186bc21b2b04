//! The rows of the sites in pieces of so many pathways, and the sites that are held while their rows are made: memory holds a few of each.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::part::Part;

/// Pathways of a piece.
pub(super) const PATHWAYS: u64 = 1_024;
/// Further sites are begun before they are needed while those that are held have fewer pathways than this, all together.
const ROOM: u64 = 1 << 20;

/// A piece of the rows of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) site: u64,
    /// Which of its rows; none where it is the whole of a small site.
    pub(super) part: Option<Part>,
    /// Of those who are chosen.
    pub(super) places: Range<usize>,
    /// Whether it is the first of its site.
    pub(super) first: bool,
    /// Whether it is the last of its site.
    pub(super) last: bool,
}

/// All pieces, in the order of the rows.
#[derive(Debug)]
pub(super) struct Pieces {
    parts: &'static [Part],
    /// Pathways of a piece.
    of: u64,
    /// Pathways of each site that have rows.
    shares: Vec<u64>,
    /// The number of the first piece of each site, and how many there are.
    firsts: Vec<u64>,
}

impl Pieces {
    pub(super) fn new(parts: &'static [Part], shares: Vec<u64>, of: u64) -> Self {
        let mut all = Self { parts, of, firsts: Vec::with_capacity(shares.len() + 1), shares };
        let mut next = 0;
        for &share in &all.shares {
            all.firsts.push(next);
            next += if share <= of { 1 } else { parts.iter().map(|part| all.of_part(*part, share)).sum() };
        }
        all.firsts.push(next);
        all
    }

    /// How many pieces a part of the rows of so many pathways has.
    fn of_part(&self, part: Part, share: u64) -> u64 {
        match part {
            Part::Pathways | Part::People => share.div_ceil(self.of),
            Part::Site => 1,
        }
    }

    /// How many sites there are.
    pub(super) fn sites(&self) -> u64 {
        self.shares.len() as u64
    }

    /// Pathways of a site that have rows.
    pub(super) fn share(&self, site: u64) -> u64 {
        self.shares[site as usize]
    }

    /// How many pieces there are.
    pub(super) fn len(&self) -> u64 {
        self.firsts[self.shares.len()]
    }

    /// How many pieces a site has.
    fn of_site(&self, site: u64) -> u64 {
        self.firsts[site as usize + 1] - self.firsts[site as usize]
    }

    pub(super) fn get(&self, number: u64) -> Piece {
        // Every site has a piece.
        let at = self.firsts.partition_point(|first| *first <= number) - 1;
        let (site, share, mut left) = (at as u64, self.shares[at], number - self.firsts[at]);
        let (first, last) = (left == 0, number + 1 == self.firsts[at + 1]);
        let whole = Piece { site, part: None, places: 0..share as usize, first, last };
        if share <= self.of {
            return whole;
        }
        for &part in self.parts {
            let pieces = self.of_part(part, share);
            if left < pieces {
                let from = left * self.of;
                let places = from as usize..(from + self.of).min(share) as usize;
                return Piece { part: Some(part), places, ..whole };
            }
            left -= pieces;
        }
        whole
    }
}

/// A site, once it is there; none inside where it could not be made.
type Held<T> = Arc<Mutex<Option<Option<Arc<T>>>>>;

/// The sites that are held.
struct Flying<T> {
    sites: BTreeMap<u64, (Held<T>, u64)>,
    /// The first site that nobody has begun.
    next: u64,
}

/// The sites whose pieces are being made: each is made once, and let go with its last piece.
pub(super) struct Sites<'a, T> {
    pieces: &'a Pieces,
    /// Pathways of each site, with those that have no rows.
    sizes: &'a [u64],
    /// Sites that may be begun ahead.
    hands: u64,
    make: &'a (dyn Fn(u64) -> Option<T> + Sync),
    flying: Mutex<Flying<T>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'a, T: Send + Sync> Sites<'a, T> {
    pub(super) fn new(
        pieces: &'a Pieces,
        sizes: &'a [u64],
        hands: usize,
        make: &'a (dyn Fn(u64) -> Option<T> + Sync),
    ) -> Self {
        let flying = Mutex::new(Flying { sites: BTreeMap::new(), next: 0 });
        Self { pieces, sizes, hands: hands as u64, make, flying }
    }

    /// The site of a piece. Where another hand is making it, this one makes a later site in the meantime if there is room.
    pub(super) fn get(&self, site: u64) -> Option<Arc<T>> {
        let held = self.held(site);
        if held.try_lock().is_err()
            && let Some((later, number)) = self.ahead(site)
        {
            self.fill(number, &mut lock(&later));
        }
        self.fill(site, &mut lock(&held))
    }

    /// A piece of a site is made.
    pub(super) fn done(&self, site: u64) {
        let mut flying = lock(&self.flying);
        if let Some((_, left)) = flying.sites.get_mut(&site) {
            *left -= 1;
            if *left == 0 {
                flying.sites.remove(&site);
            }
        }
    }

    fn fill(&self, site: u64, held: &mut Option<Option<Arc<T>>>) -> Option<Arc<T>> {
        held.get_or_insert_with(|| (self.make)(site).map(Arc::new)).clone()
    }

    fn held(&self, site: u64) -> Held<T> {
        self.begun(&mut lock(&self.flying), site)
    }

    /// A site among those that are held, now if not before.
    fn begun(&self, flying: &mut Flying<T>, site: u64) -> Held<T> {
        flying.next = flying.next.max(site + 1);
        let new = || (Held::default(), self.pieces.of_site(site));
        Arc::clone(&flying.sites.entry(site).or_insert_with(new).0)
    }

    /// The next site that nobody has begun, where it is near and there is room.
    fn ahead(&self, site: u64) -> Option<(Held<T>, u64)> {
        // Held until it is begun: in between, others could begin and finish it, and it would be made again and never let go.
        let mut flying = lock(&self.flying);
        let pathways: u64 = flying.sites.keys().map(|s| self.sizes[*s as usize]).sum();
        let number = flying.next;
        let room = number < self.pieces.sites() && pathways + self.sizes[number as usize] <= ROOM;
        (room && number <= site + self.hands).then(|| (self.begun(&mut flying, number), number))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    const PARTS: &[Part] = &[Part::Pathways, Part::People, Part::Site];

    #[test]
    fn every_place_of_every_part_is_in_one_piece() {
        let shares = vec![0, 5, PATHWAYS, PATHWAYS + 1, 3 * PATHWAYS, 2];
        let pieces = Pieces::new(PARTS, shares.clone(), PATHWAYS);
        let all: Vec<Piece> = (0..pieces.len()).map(|n| pieces.get(n)).collect();
        for (site, share) in shares.iter().enumerate() {
            let own: Vec<&Piece> = all.iter().filter(|p| p.site == site as u64).collect();
            assert!(own[0].first && own[own.len() - 1].last);
            assert_eq!(own.iter().filter(|p| p.first || p.last).count(), own.len().min(2));
            assert_eq!(own.len() as u64, pieces.of_site(site as u64));
            if *share <= PATHWAYS {
                assert_eq!((own.len(), own[0].part, own[0].places.clone()), (1, None, 0..*share as usize));
                continue;
            }
            for part in [Part::Pathways, Part::People] {
                let places: Vec<usize> =
                    own.iter().filter(|p| p.part == Some(part)).flat_map(|p| p.places.clone()).collect();
                assert_eq!(places, (0..*share as usize).collect::<Vec<_>>());
            }
            assert_eq!(own[own.len() - 1].part, Some(Part::Site));
        }
    }

    #[test]
    fn a_site_is_made_once_and_let_go_with_its_last_piece() {
        let pieces = Pieces::new(PARTS, vec![2 * PATHWAYS, 4, 3 * PATHWAYS], PATHWAYS);
        let (made, sizes) = (AtomicU64::new(0), [3_000, 4, 4_000]);
        let make = |site: u64| {
            made.fetch_add(1, Ordering::Relaxed);
            (site != 2).then_some(site)
        };
        let sites = Sites::new(&pieces, &sizes, 2, &make);
        for number in 0..pieces.len() {
            let piece = pieces.get(number);
            let found = sites.get(piece.site).map(|site| *site);
            assert_eq!(found, (piece.site != 2).then_some(piece.site));
            sites.done(piece.site);
            assert!(lock(&sites.flying).sites.len() <= 1);
        }
        assert_eq!((made.load(Ordering::Relaxed), lock(&sites.flying).sites.len()), (3, 0));
    }

    /// A hand that would wait begins the next site, where there is room for it.
    #[test]
    fn a_later_site_is_begun_while_another_hand_makes_the_one_that_is_asked_for() {
        for (size, wanted) in [(4_000, 1), (ROOM, 0)] {
            let pieces = Pieces::new(PARTS, vec![2 * PATHWAYS, 2 * PATHWAYS], PATHWAYS);
            let sizes = [size, size];
            let (entered, begun) = (std::sync::Barrier::new(2), AtomicU64::new(0));
            let open = std::sync::mpsc::channel::<()>();
            let (go, gate) = (open.0, Mutex::new(open.1));
            let make = |site: u64| {
                if site == 0 {
                    entered.wait();
                    let _ = lock(&gate).recv();
                } else {
                    begun.fetch_add(1, Ordering::Relaxed);
                }
                Some(site)
            };
            let sites = Sites::new(&pieces, &sizes, 2, &make);
            std::thread::scope(|scope| {
                let first = scope.spawn(|| sites.get(0));
                entered.wait();
                let second = scope.spawn(|| sites.get(0));
                while begun.load(Ordering::Relaxed) < wanted {
                    std::thread::yield_now();
                }
                drop(go);
                assert_eq!((first.join().unwrap().as_deref(), second.join().unwrap().as_deref()), (Some(&0), Some(&0)));
            });
            assert_eq!(begun.into_inner(), wanted);
        }
    }

    /// Between the choice of a later site and its begin no other hand can take it, finish it and let it go.
    #[test]
    fn no_two_hands_begin_the_same_site_ahead() {
        const SITES: usize = 200_000;
        let pieces = Pieces::new(PARTS, vec![1; SITES], PATHWAYS);
        let sizes = vec![1; SITES];
        let sites = Sites::new(&pieces, &sizes, SITES, &Some);
        let start = std::sync::Barrier::new(8);
        let hand = || {
            start.wait();
            let begun = std::iter::from_fn(|| sites.ahead(0).map(|(_, number)| number));
            begun.inspect(|number| sites.done(*number)).collect::<Vec<u64>>()
        };
        let mut all: Vec<u64> = std::thread::scope(|scope| {
            let hands: Vec<_> = (0..8).map(|_| scope.spawn(hand)).collect();
            hands.into_iter().flat_map(|hand| hand.join().unwrap()).collect()
        });
        all.sort_unstable();
        assert!(all.iter().copied().eq(0..SITES as u64), "{} of {SITES} sites", all.len());
        assert_eq!(lock(&sites.flying).sites.len(), 0);
    }
}

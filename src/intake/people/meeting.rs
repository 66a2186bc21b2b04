//! What becomes of the rows of people who are in several lists: which of them counts, and who has gone.

use std::collections::{BTreeMap, BTreeSet};

/// A list is a later one of the same people where it has so many of them: one of so many.
const SHARED: usize = 10;

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Counts,
    /// The person counts by another row.
    Elsewhere,
    /// The person is on no later list: gone after the day of the one and by that of the other, treated or not.
    Gone(i64, i64, bool),
}

/// The file and the day of a list.
type List = (usize, i64);

/// A row that counts, as far as it is held.
pub(super) struct Entry {
    /// Of who it is; the same for all where that is not known.
    pub(super) id: u128,
    pub(super) start: i64,
    pub(super) part: usize,
    pub(super) row: usize,
    /// The day of its list: today where that is not told.
    pub(super) day: i64,
    /// A number for what they wait for.
    pub(super) service: u64,
    pub(super) left: Option<(i64, bool)>,
    /// Whether its list is told by another file.
    pub(super) taken: bool,
}

impl Entry {
    fn list(&self) -> List {
        (self.part, self.day)
    }
}

/// What was found of people who are in several lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Met {
    /// Waiting on several lists.
    pub(super) again: u64,
    /// Waiting on a list of the day on which they had left, or later.
    pub(super) both: u64,
    /// On an earlier list, and among those who left.
    pub(super) earlier: u64,
    /// Left by several files.
    pub(super) twice: u64,
    /// On different days.
    pub(super) differ: u64,
    /// On no later list.
    pub(super) gone: u64,
    pub(super) gone_as_treated: bool,
    /// On a list of an earlier day that has no later one.
    pub(super) stale: u64,
    /// Not known who they are: on a list that has a later one.
    pub(super) unknown_earlier: u64,
    /// Not known who they are: others.
    pub(super) unknown: u64,
    /// In several lists with different clock starts.
    pub(super) others: u64,
}

/// Rows of files without a column of lists, by what other files say of the same person and clock start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Listless {
    /// They have one wait.
    pub(super) taken: u64,
    /// They have several.
    pub(super) unclear: u64,
    /// They count, on a list of their own.
    pub(super) apart: u64,
}

/// Rows of files `without` a column of lists are of the wait that other files have of the same person, whatever the list, with the same clock start.
/// `people` are those of the entries.
pub(super) fn take_lists(entries: &mut [Entry], people: &[u128], without: &[bool]) -> Listless {
    let mut waits: BTreeMap<(u128, i64), BTreeSet<(u128, u64)>> = BTreeMap::new();
    for (entry, person) in entries.iter().zip(people).filter(|(e, _)| !without[e.part]) {
        waits.entry((*person, entry.start)).or_default().insert((entry.id, entry.service));
    }
    let mut found = Listless::default();
    for (entry, person) in entries.iter_mut().zip(people).filter(|(e, _)| without[e.part]) {
        let Some(own) = waits.get(&(*person, entry.start)) else { continue };
        match own.first().filter(|_| own.len() == 1) {
            Some(&(id, service)) => {
                (entry.id, entry.service, entry.taken) = (id, service, true);
                found.taken += 1;
            }
            None => found.unclear += 1,
        }
    }
    found
}

/// Decides which of the rows of each file counts; of those in `unknown` it is not known whose they are.
pub(super) fn decide(entries: &mut [Entry], unknown: &[Entry], files: usize) -> (Vec<Vec<Fate>>, Met) {
    let mut fates: Vec<Vec<Fate>> = (0..files).map(|_| Vec::new()).collect();
    let mut set = |entry: &Entry, fate: Fate| {
        let own: &mut Vec<Fate> = &mut fates[entry.part];
        if own.len() <= entry.row {
            own.resize(entry.row + 1, Fate::Counts);
        }
        own[entry.row] = fate;
    };
    entries.sort_unstable_by_key(|e| (e.id, e.start, e.part, e.row));
    let later = Later::of(entries, unknown);
    let nobody_left = entries.iter().chain(unknown).all(|e| e.left.is_none());
    let mut met = Met { gone_as_treated: nobody_left, ..Met::default() };
    for own in entries.chunk_by(|a, b| a.id == b.id) {
        let lists = |of: &[Entry]| of.iter().map(Entry::list).collect::<BTreeSet<_>>();
        let waits: Vec<&[Entry]> = own.chunk_by(|a, b| a.start == b.start).collect();
        let apart = waits.len() > 1 && lists(own).len() > 1 && waits.iter().any(|w| lists(w) != lists(own));
        met.others += u64::from(apart);
        for wait in waits {
            // The first day on which they left; else the latest list.
            let first_left = wait.iter().filter(|e| e.left.is_some()).min_by_key(|e| e.left.map(|l| l.0));
            let Some(counts) = first_left.or_else(|| wait.iter().rev().max_by_key(|e| e.day)) else { continue };
            for other in wait.iter().filter(|e| e.list() != counts.list()) {
                set(other, Fate::Elsewhere);
                match (counts.left, other.left) {
                    (None, _) => met.again += 1,
                    (Some((left, _)), None) if other.day < left => met.earlier += 1,
                    (Some(_), None) => met.both += 1,
                    (Some((left, _)), Some((again, _))) => {
                        met.twice += 1;
                        met.differ += u64::from(left != again);
                    }
                }
            }
            match (counts.left, later.next(counts)) {
                (None, Some(next)) => {
                    met.gone += 1;
                    for own in wait.iter().filter(|e| e.list() == counts.list()) {
                        set(own, Fate::Gone(counts.day, next, met.gone_as_treated));
                    }
                }
                (None, None) => met.stale += u64::from(counts.day < later.last),
                _ => {}
            }
        }
    }
    for row in unknown {
        let earlier = row.day < later.last;
        if row.left.is_none()
            && earlier
            && (later.next(row).is_some() || !later.people.contains_key(&(row.list(), None)))
        {
            met.unknown_earlier += 1;
            set(row, Fate::Elsewhere);
        } else if !nobody_left || earlier || later.last_files > 1 {
            met.unknown += 1;
        }
    }
    (fates, met)
}

/// The lists of those who wait, and which are later ones of the same people.
struct Later {
    /// The day of the latest.
    last: i64,
    /// Files with lists of that day.
    last_files: usize,
    /// Who is known on each list, by what they wait for and all together.
    people: BTreeMap<(List, Option<u64>), usize>,
    /// For each list and what people wait for, the first day of a later one.
    next: BTreeMap<(List, u64), i64>,
}

impl Later {
    /// `entries` in the order of people and starts.
    fn of(entries: &[Entry], unknown: &[Entry]) -> Self {
        let mut people: BTreeMap<(List, Option<u64>), usize> = BTreeMap::new();
        let mut shared: BTreeMap<((List, Option<u64>), List), usize> = BTreeMap::new();
        for wait in entries.chunk_by(|a, b| (a.id, a.start) == (b.id, b.start)) {
            let waiting = || wait.iter().filter(|e| e.left.is_none());
            let lists: BTreeSet<List> = waiting().map(Entry::list).collect();
            let each: BTreeSet<(List, Option<u64>)> =
                waiting().flat_map(|e| [(e.list(), Some(e.service)), (e.list(), None)]).collect();
            for own in each {
                *people.entry(own).or_default() += 1;
                for later in lists.iter().filter(|l| l.1 > own.0.1) {
                    *shared.entry((own, *later)).or_default() += 1;
                }
            }
        }
        let waiting = entries.iter().chain(unknown).filter(|e| e.left.is_none());
        let on: BTreeSet<(List, u64)> = waiting.map(|e| (e.list(), e.service)).collect();
        let lists: BTreeSet<List> = on.iter().map(|o| o.0).collect();
        let shares = |own: (List, Option<u64>), later: List| {
            let all = people.get(&own).copied().unwrap_or(0);
            shared.get(&(own, later)).is_some_and(|n| n * SHARED >= all)
        };
        let mut next: BTreeMap<(List, u64), i64> = BTreeMap::new();
        for &(list, service) in &on {
            // A later list of the same people says nothing of those who wait for what it has not.
            let is_later = |later: &&List| {
                later.1 > list.1
                    && (shares((list, Some(service)), **later)
                        || (on.contains(&(**later, service)) && shares((list, None), **later)))
            };
            if let Some(day) = lists.iter().filter(is_later).map(|l| l.1).min() {
                next.insert((list, service), day);
            }
        }
        let last = lists.iter().map(|l| l.1).max().unwrap_or(0);
        let last_files = lists.iter().filter(|l| l.1 == last).count();
        Self { last, last_files, people, next }
    }

    /// The day of the next list of the same people.
    fn next(&self, of: &Entry) -> Option<i64> {
        self.next.get(&(of.list(), of.service)).copied()
    }
}

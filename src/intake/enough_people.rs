//! Which counts of people may be told: none of fewer than [`LEAST`], and all to the nearest [`ROUND`]; neighbouring bands are joined until each has enough.

use super::limits::Limits;

/// Fewer people than this are not told, unless more are asked for.
pub const LEAST: u64 = 8;
/// Counts are told to the nearest of these.
pub(super) const ROUND: u64 = 5;
/// Lower ends of the bands, in weeks.
const EDGES: [u32; 10] = [0, 6, 12, 18, 26, 39, 52, 65, 78, 104];
/// Bands are joined across so many of the limits last: the share within the first and over the second stays known.
const KEPT: usize = 2;

/// The bands that people are told by: coarse ones, with an edge at each limit that is of whole weeks.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Edges {
    /// Lower ends, in weeks.
    pub(super) weeks: Vec<u32>,
    kept: Vec<u32>,
}

impl Edges {
    pub(super) fn of(limits: &Limits) -> Self {
        let last = EDGES[EDGES.len() - 1];
        let known = || limits.weeks().filter(|w| *w <= last);
        let mut weeks: Vec<u32> = EDGES.into_iter().chain(known()).collect();
        weeks.sort_unstable();
        weeks.dedup();
        Self { weeks, kept: known().take(KEPT).collect() }
    }

    /// How many bands there are.
    pub(super) fn count(&self) -> usize {
        self.weeks.len()
    }

    /// The band of those who have waited for more than so many whole weeks.
    pub(super) fn band(&self, more_than: impl Fn(u32) -> bool) -> usize {
        self.weeks.iter().rposition(|edge| more_than(*edge)).unwrap_or(0)
    }

    /// Between which of the limits a band lies.
    fn part(&self, band: usize) -> usize {
        self.kept.iter().filter(|k| self.weeks.get(band).is_some_and(|e| e >= *k)).count()
    }
}

/// The rule: how many people a figure needs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub(super) least: u64,
}

impl Rule {
    /// A count that may be told.
    pub(super) fn safe(self, n: u64) -> u64 {
        if n < self.least { 0 } else { (n + ROUND / 2) / ROUND * ROUND }
    }

    /// A count in words.
    pub(super) fn shown(self, n: u64) -> String {
        if n < self.least { format!("fewer than {}", self.least) } else { format!("about {}", self.safe(n)) }
    }

    /// A total in words: to the nearest hundred, so that those who stand behind it cannot be had from its parts.
    pub(super) fn roughly(self, n: u64, many: &str) -> String {
        if n < 100 { format!("fewer than 100 {many}") } else { format!("about {} {many}", (n + 50) / 100 * 100) }
    }

    /// The same with what is counted.
    pub(super) fn shown_of(self, n: u64, many: &str) -> String {
        format!("{} {many}", self.shown(n))
    }
}

/// A run of neighbouring bands: the first, the last, and their people.
pub(super) type Run = (usize, usize, u64);

/// Joins neighbouring bands until each run holds nobody, or enough.
pub(super) fn runs(bands: &[u64], least: u64, edges: &Edges) -> Vec<Run> {
    joined(bands, (0, bands.len() - 1), edges, &|n| (1..least).contains(&n))
}

/// The same of the bands from the first to the last of some, for the people of several groups together. Each group is known to have one to seven
/// people in some band. So a part holds clearly more than one of each group, and not nearly seven of each.
pub(super) fn runs_of_groups(
    bands: &[u64],
    (first, last): (usize, usize),
    (least, groups): (u64, u64),
    edges: &Edges,
) -> Vec<Run> {
    // As it is told, a part is of up to two more or fewer.
    let rounded = ROUND / 2;
    let few = least.max(groups + groups / 2 + 2 * rounded);
    let full = ((least - 1) * groups - rounded)..=((least - 1) * groups + 2 * rounded);
    joined(bands, (first, last), edges, &|n| n > 0 && (n < few || full.contains(&n)))
}

/// Joins neighbouring bands from the first to the last of some while one may not be told.
fn joined(bands: &[u64], (first, last): (usize, usize), edges: &Edges, few: &dyn Fn(u64) -> bool) -> Vec<Run> {
    let mut runs: Vec<Run> = (first..=last).map(|b| (b, b, bands[b])).collect();
    while let Some(at) = runs.iter().position(|r| few(r.2)) {
        let crosses = |i: usize| {
            let (a, b) = (runs[i.min(at)], runs[i.max(at)]);
            edges.part(a.1) != edges.part(b.0)
        };
        let beside = [at.checked_sub(1), (at + 1 < runs.len()).then_some(at + 1)];
        // Within its part of the list, with few rather than many, with people rather than nobody; else the shorter waits.
        let best = beside.into_iter().flatten().min_by_key(|&i| (crosses(i), runs[i].2 == 0, runs[i].2, i));
        let Some(other) = best else { break };
        let (first, second) = (at.min(other), at.max(other));
        runs[first] = (runs[first].0, runs[second].1, runs[first].2 + runs[second].2);
        runs.remove(second);
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Rule = Rule { least: LEAST };

    proptest::proptest! {
        #[test]
        fn no_figure_is_of_fewer_than_eight(bands in proptest::collection::vec(0_u64..30, 10)) {
            let all: u64 = bands.iter().sum();
            let found = runs(&bands, LEAST, &Edges::of(&Limits::default()));
            proptest::prop_assert_eq!(found.iter().map(|r| r.2).sum::<u64>(), all);
            for run in &found {
                proptest::prop_assert!(all < LEAST || run.2 == 0 || run.2 >= LEAST);
                proptest::prop_assert_eq!(bands[run.0..=run.1].iter().sum::<u64>(), run.2);
            }
            proptest::prop_assert_eq!(found.iter().map(|r| r.1 - r.0 + 1).sum::<usize>(), bands.len());
        }
    }

    proptest::proptest! {
        /// Each of some groups has one to seven people in some band: a part of all of them together gives none of these numbers away.
        #[test]
        fn parts_of_groups_together_tell_no_number_of_one(bands in proptest::collection::vec(0_u64..120, 10), groups in 1_u64..20) {
            let all: u64 = bands.iter().sum();
            let found = runs_of_groups(&bands, (0, 9), (LEAST, groups), &Edges::of(&Limits::default()));
            proptest::prop_assert_eq!(found.iter().map(|r| r.2).sum::<u64>(), all);
            for run in found.iter().filter(|r| r.2 > 0 && r.2 < all) {
                let told = RULE.safe(run.2);
                // The least and the most that it may be: more than one of each, and not as near to seven of each.
                proptest::prop_assert!(told + 2 > groups + 1 && (told - 2 < 7 * groups - 2 || told - 2 > 7 * groups), "{:?} {}", run, groups);
            }
        }
    }

    #[test]
    fn one_person_of_each_of_twelve_groups_is_not_told() {
        let of = |last, groups| {
            let bands = [0, 0, 0, 0, 0, 0, 360, last, 0, 0];
            runs_of_groups(&bands, (6, 7), (LEAST, groups), &Edges::of(&Limits::default()))
        };
        assert_eq!((of(12, 12), of(84, 12)), (vec![(6, 7, 372)], vec![(6, 7, 444)]));
        assert_eq!(of(40, 12), [(6, 6, 360), (7, 7, 40)]);
    }

    #[test]
    fn small_counts_join_their_neighbours() {
        let of = |bands: &[u64]| runs(bands, LEAST, &Edges::of(&Limits::default()));
        // Within 18 weeks, from 18 to 52, beyond: a few join those of their part.
        assert_eq!(of(&[12, 3, 9, 20, 0, 0, 0, 0, 0, 0])[..2], [(0, 0, 12), (1, 2, 12)]);
        assert_eq!(of(&[20, 20, 20, 3, 3, 3, 20, 0, 0, 0])[3], (3, 5, 9));
        assert_eq!(of(&[20, 20, 20, 20, 20, 20, 4, 2, 1, 1]).last(), Some(&(6, 9, 8)));
        // A part of too few joins another.
        assert_eq!(of(&[20, 20, 20, 20, 20, 20, 4, 0, 0, 1]).last(), Some(&(5, 9, 25)));
        assert_eq!((RULE.safe(7), RULE.safe(8), RULE.safe(12), RULE.safe(13)), (0, 10, 10, 15));
    }
}

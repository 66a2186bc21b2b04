//! Counts of the people of a list, small enough to be kept beside its rows.

use std::collections::BTreeMap;

use super::people::Drawn;
use crate::experiment::Status;
use crate::ids::Source;
use crate::time::day;

/// What a pathway is counted by: its list, its recorded group and class, how it stands, and the days waited.
type Key = (usize, u16, Stands, i64);

/// How a pathway stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stands {
    /// The clock runs.
    Waiting,
    /// Treated.
    Treated,
    /// Ended otherwise.
    Left,
}

/// What is counted of the people of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Portrait {
    pub(super) counts: BTreeMap<Key, u64>,
    /// Of those who were on the list when the scenario began: by list, recorded group and class, and the day of the referral.
    pub(super) starts: BTreeMap<(usize, u16, i64), u64>,
    /// By list: referred, treated and left in the period.
    pub(super) flows: BTreeMap<usize, [u64; 3]>,
}

impl Portrait {
    /// That of the people of a site.
    #[must_use]
    pub(super) fn of(drawn: &Drawn<'_, '_>) -> Self {
        let extract = drawn.extract;
        let mut portrait = Self::default();
        for &who in drawn.chosen {
            let path = drawn.path(who);
            let (start, end) = (day(path.clock_start), day(path.end));
            let (stands, until) = match path.status {
                Status::Waiting => (Stands::Waiting, extract.as_of),
                Status::Treated => (Stands::Treated, end),
                _ => (Stands::Left, end),
            };
            *portrait.counts.entry((who.0, path.recorded, stands, until - start)).or_default() += 1;
            if path.id.source() == Source::Today {
                *portrait.starts.entry((who.0, path.recorded, start)).or_default() += 1;
            }
            let period = extract.from..=extract.as_of;
            let flows = portrait.flows.entry(who.0).or_default();
            flows[0] += u64::from(path.id.source() != Source::Today && period.contains(&start));
            let ended = stands != Stands::Waiting && period.contains(&end);
            flows[1] += u64::from(ended && stands == Stands::Treated);
            flows[2] += u64::from(ended && stands == Stands::Left);
        }
        portrait
    }

    /// Adds others.
    pub(super) fn add(&mut self, other: Self) {
        for (key, n) in other.counts {
            *self.counts.entry(key).or_default() += n;
        }
        for (key, n) in other.starts {
            *self.starts.entry(key).or_default() += n;
        }
        for (list, flows) in other.flows {
            let mine = self.flows.entry(list).or_default();
            mine.iter_mut().zip(flows).for_each(|(a, b)| *a += b);
        }
    }
}

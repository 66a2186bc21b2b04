//! People of today's list who are spread over several bands of waits.

use super::common::Common;
use super::mixes::Edges;
use super::people::errors;
use super::shares_or_counts::sums_to_one;
use crate::error::Problem;
use crate::model::{BandWait, Spread};
use crate::scenario::{path, raw};

/// If more than this part of a list is spread so, the check says that gaps among these people are not known.
const MANY: f64 = 0.1;

/// What is told where many people of a list are spread over bands in the same way, whatever their group.
pub(super) fn gaps_not_known(alike: f64, all: f64, at: &str) -> Option<Problem> {
    let message = format!(
        "how long {alike} of {all} people have waited is not known by group: `spread` is the same in every group, so gaps among these people are not in the list"
    );
    let help = "count these people by band and group, or pool small groups in the list that this comes from";
    (alike > MANY * all).then(|| Problem::new("W0661", path::key(at, "part"), message).help(help).at_key())
}

impl Common {
    /// The waits of a part that gives bands and a share of each; none where it gives neither. The inner is none where they are wrong.
    pub(super) fn spread(
        &self,
        part: &raw::demand::PartOfList,
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Option<BandWait>> {
        let (edges, shares) = match (&part.bands_weeks, &part.spread) {
            (None, None) if part.open.is_none() => return None,
            (Some(edges), Some(shares)) => (edges, shares),
            (edges, shares) => {
                let missing = if edges.is_none() && shares.is_none() {
                    "`open` is the wait beyond the last of `bands_weeks`, which are not given"
                } else if edges.is_none() {
                    "`spread` gives shares of bands, and there are no `bands_weeks`"
                } else {
                    "`bands_weeks` of a part need `spread`, the share of its people in each"
                };
                problems.push(Problem::new("Q0620", at, missing).help("give `bands_weeks` with `spread`").at_key());
                return Some(None);
            }
        };
        let others = [part.wait.is_some(), part.beyond.is_some(), part.from.is_some(), part.to.is_some()];
        if let Some((key, _)) = ["wait", "beyond", "from", "to"].iter().zip(others).find(|o| o.1) {
            let message = format!("`{key}` stands beside `spread`: which says how long these people have waited?");
            problems.push(Problem::new("Q0620", path::key(at, key), message).help("take one of the two out").at_key());
            return Some(None);
        }
        let before = errors(problems);
        let here = path::key(at, "spread");
        let shares: Vec<f64> = shares.iter().map(|s| s.value).collect();
        sums_to_one(&shares, &here, problems);
        let waits = self.bands(&Edges::of_part(edges), (shares.len(), "spread"), part.open.as_ref(), at, problems);
        let spread = Spread::new(shares.into_iter().zip(waits).collect()).map(BandWait::Spread);
        Some(spread.filter(|_| errors(problems) == before))
    }
}

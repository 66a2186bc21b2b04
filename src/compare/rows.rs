//! The tidy tables of a comparison: what every writer writes and every reader reads.

use serde::Serialize;

use super::verdict::Verdict;
use crate::measure::Words;

/// Which figure: the key that all tables share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Key<'a> {
    /// The variant.
    pub variant: &'a str,
    /// The service, or "all".
    pub service: &'a str,
    /// The stage of a pathway, or "all".
    pub stage: &'a str,
    /// `joined`, `today`, `snapshot`, `completed`, `flow` (events of the run), `capacity` or `stage`.
    pub population: &'a str,
    /// Date (or day) of a snapshot; empty for cohorts.
    pub at: &'a str,
    /// The measure; gaps end in `.gap` (with bounds `.gap_lowest` and `.gap_highest` where some levels are not recorded),
    /// `.gap_by_chance`, `.gap_beyond_chance` or `.sii_most_minus_least`.
    pub measure: &'a str,
    /// The attribute (crossed attributes joined by " x "), or "all".
    pub attribute: &'a str,
    /// The level (crossed levels joined by " x "), "all" for totals, empty for gaps.
    pub group: &'a str,
}

impl<'a> Key<'a> {
    /// Of a figure in words under a variant.
    pub(super) const fn new(variant: &'a str, words: &Words<'a>, at: &'a str) -> Self {
        let Words { service, stage, set, measure, attribute, group, unit: _ } = *words;
        Self { variant, service, stage, population: set.population(), at, measure, attribute, group }
    }
}

/// One figure with its interval.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SummaryRow<'a> {
    /// Which figure.
    #[serde(flatten)]
    pub key: Key<'a>,
    /// Mean over replications; none where it is not estimable or not reached.
    pub estimate: Option<f64>,
    /// Lower end of the interval.
    pub lower: Option<f64>,
    /// Upper end of the interval.
    pub upper: Option<f64>,
    /// Coverage of the interval, 0.95.
    pub coverage: f64,
    /// Replications behind the figure.
    pub replications: u64,
    /// People behind the figure, mean per replication.
    pub n: f64,
    /// The denominator in words.
    pub denominator: &'a str,
    /// The unit.
    pub unit: &'a str,
    /// Why there is no figure, or what to know about it.
    pub note: String,
}

/// One figure against the reference.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ContrastRow<'a> {
    /// Which figure.
    #[serde(flatten)]
    pub key: Key<'a>,
    /// The reference: under a second reading of how people are seen today its own.
    pub reference: &'a str,
    /// Mean under the reference, over the same pairs.
    pub reference_mean: Option<f64>,
    /// Mean under the variant, over the same pairs.
    pub variant_mean: Option<f64>,
    /// Mean paired difference to the reference; of `cost_per_breach_avoided` the ratio of two of them.
    pub difference: Option<f64>,
    /// Lower end of the interval; of `cost_per_breach_avoided` of Fieller's set, where that is an interval.
    pub lower: Option<f64>,
    /// Upper end of the same.
    pub upper: Option<f64>,
    /// Coverage of the interval, 0.95.
    pub coverage: f64,
    /// Pairs behind the figure.
    pub replications: u64,
    /// Holm's adjusted p, for declared primary measures only.
    pub p_adjusted: Option<f64>,
    /// Gain of pairing: (s_A^2 + s_B^2) / s_D^2.
    pub variance_ratio: Option<f64>,
    /// What the interval says; of gaps, what becomes of them.
    pub verdict: &'static str,
    /// `better`, `worse` or nothing.
    pub judgement: &'static str,
    /// `no difference that matters`, `may be too small to matter` or nothing.
    pub material: &'static str,
    /// Why there is no figure, or what to know about it.
    pub note: String,
    /// Of the reference and of the variant, over the same pairs: for words.
    #[serde(skip)]
    pub own: Option<[Own; 2]>,
}

/// A figure under one policy, over the pairs of a contrast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Own {
    /// The ends of its own interval.
    pub ends: (f64, f64),
    /// Of a gap: on which side of its null it is told apart; none where it is not.
    pub apart: Option<bool>,
}

/// One point of a series.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SeriesRow<'a> {
    /// The variant.
    pub variant: &'a str,
    /// The service, or "all".
    pub service: &'a str,
    /// The stage of a pathway, or "all".
    pub stage: &'a str,
    /// `snapshot` at the audit, `flow` or `completed` since the one before.
    pub population: &'a str,
    /// Date of the audit, or the day where the scenario has no dates.
    pub at: &'a str,
    /// Row number; 0 is the opening snapshot.
    pub week: u64,
    /// The measure.
    pub measure: &'a str,
    /// The attribute, or "all".
    pub attribute: &'a str,
    /// The level, "all" for totals, empty for gaps.
    pub group: &'a str,
    /// Mean over replications.
    pub estimate: Option<f64>,
    /// Lower end of the interval.
    pub lower: Option<f64>,
    /// Upper end of the interval.
    pub upper: Option<f64>,
    /// Coverage of the interval, 0.95.
    pub coverage: f64,
    /// Replications behind the figure.
    pub replications: u64,
    /// The unit.
    pub unit: &'a str,
    /// Why there is no figure, or what to know about it.
    pub note: String,
}

/// One figure of one replication: what every other table is made from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReplicationRow<'a> {
    /// Which figure.
    #[serde(flatten)]
    pub key: Key<'a>,
    /// The replication, from 0.
    pub replication: u64,
    /// The figure.
    pub value: Option<f64>,
    /// People behind it.
    pub n: u64,
}

/// A row, and what is needed to adjust it.
pub(super) struct Unadjusted<'a> {
    pub(super) row: ContrastRow<'a>,
    /// Before Holm.
    pub(super) verdict: Verdict,
    /// What to say where the gap narrows.
    pub(super) levelling_down: String,
    /// Of the declared primary measures only.
    pub(super) p: Option<f64>,
}

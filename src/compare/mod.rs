//! Compares policies: estimates over replications, contrasts with the reference, and their verdicts.
//!
//! [`compare`] turns the readings of an [`Outcome`] into the tidy tables of [`rows`]. The tables make their rows when somebody reads them,
//! service by service. So a large comparison takes no more memory than its readings. The replication is the unit of analysis. An estimate is
//! the mean over replications with its t interval; a contrast is the mean of paired differences with its t interval.
//! Rows are sorted by variant (name), service ("all" first), population, snapshot, measure, attribute ("all" first) and level.

mod basis;
mod behind;
pub mod contrast;
mod contrast_rows;
mod cost_per_breach;
pub mod digits;
mod estimate;
mod in_days;
mod levelling;
mod lost;
mod matters;
mod moved;
mod paired;
mod readings;
mod replications;
pub mod rows;
mod sentence;
mod series;
mod shipped;
mod summary_rows;
mod tables;
mod terms;
mod verdict;

pub use behind::{Behind, Held, Stated};
pub use contrast::Contrast;
pub use contrast_rows::AFTER_ADJUSTMENT;
pub use cost_per_breach::COST_PER_BREACH_AVOIDED;
pub use estimate::{COVERAGE, Estimate};
pub use lost::{Levels, Lost, Worse, lost, of_urgency};
pub use matters::{Matters, MattersError};
pub use moved::{Moved, headline, moved};
use readings::hangs;
pub use readings::{HANGS, Hangs};
pub use replications::Replications;
pub use sentence::sentence;
pub use series::{FirstRow, Series};
pub use shipped::Contrasts;
pub use tables::{ContrastTable, SummaryTable};
pub use terms::Terms;
pub use verdict::{NO_MATTER, Side, Verdict, judge, judge_gap, material};

use crate::error::nearest;
use crate::experiment::{Outcome, Plan};
use crate::measure::{AnalysisSet, Layout, Split, Who};
use crate::population::Population;
use crate::scenario::{held_against, only_second};
use crate::time::Time;
use basis::Basis;
use tables::tables;

/// Why a comparison cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompareError {
    /// The reference is not one of the variants.
    #[error("the reference is variant number {reference}, but there are {variants}")]
    NoReference {
        /// Its number, from 0.
        reference: usize,
        /// How many there are.
        variants: usize,
    },
    /// A declared primary measure has no row.
    #[error("primary measure `{name}` is not one of the figures{}", .nearest.as_ref().map_or(String::new(), |n| format!("; the nearest is `{n}`")))]
    UnknownPrimary {
        /// As declared.
        name: String,
        /// The nearest known one.
        nearest: Option<String>,
    },
}

/// The tables of a comparison.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Name of the reference.
    pub reference: String,
    /// How people differ.
    pub population: Population,
    /// The first attribute whose gaps are reported: an index into those of the population.
    pub first: Option<usize>,
    /// Seconds for which cohorts are followed.
    pub follow_up: Time,
    /// Every figure of every variant.
    pub summary: SummaryTable,
    /// Every figure of every variant but the reference, against the reference; policies under a second reading against the reference under it.
    pub contrasts: ContrastTable,
    /// Why something planned is missing; empty where nothing is.
    pub partial: Vec<String>,
    /// Verdicts that differ between two readings of how people are seen today, where the scenario has both.
    pub hangs: Vec<Hangs>,
}

/// Checks before a run what [`compare`] would refuse after it; `layout` holds the figures of the plan.
///
/// # Errors
/// As [`compare`].
pub fn check(plan: &Plan<'_>, layout: &Layout, reference: usize, primary: &[String]) -> Result<(), CompareError> {
    if reference >= plan.variants.len() {
        return Err(CompareError::NoReference { reference, variants: plan.variants.len() });
    }
    primary_rows(layout, primary).map(|_| ())
}

/// Makes the tables. Their rows are made where they are read, and so are those of [`Series`] and [`Replications`].
///
/// # Errors
/// Where the reference or a primary measure is not there.
pub fn compare(outcome: &Outcome, terms: &Terms<'_>) -> Result<Comparison, CompareError> {
    compare_by(outcome, terms, &Contrasts::shipped())
}

/// The same with contrasts of the caller's own.
///
/// # Errors
/// As [`compare`].
pub fn compare_by(outcome: &Outcome, terms: &Terms<'_>, by: &Contrasts) -> Result<Comparison, CompareError> {
    let reference = terms.reference;
    let variants = outcome.variants.len();
    let pairs = terms.second_reading;
    let known = std::iter::once(reference).chain(pairs.iter().flat_map(|(a, b)| [*a, *b]));
    if let Some(reference) = known.into_iter().find(|v| *v >= variants) {
        return Err(CompareError::NoReference { reference, variants });
    }
    let primary = primary_rows(&outcome.layout, terms.primary)?;
    // The second reading asks the same questions again: they are not more questions.
    let only_second: Vec<usize> = only_second(pairs).collect();
    let second = pairs.iter().find(|pair| pair.0 == reference).map(|pair| pair.1).map(|second| {
        let aside = (0..variants).filter(|v| pairs.iter().all(|pair| pair.1 != *v)).collect();
        let of = (0..variants).filter(|v| held_against(pairs, reference, *v) != reference).collect();
        (Basis::new(outcome, terms, primary.clone(), by, (second, aside)), of)
    });
    let first = Basis::new(outcome, terms, primary, by, (reference, only_second));
    let (summary, contrasts) = tables(first, second);
    let name = |variant: usize| outcome.variants[variant].clone();
    let others = pairs.iter().filter(|pair| pair.0 != reference);
    let policies: Vec<(String, String)> = others.map(|(a, b)| (name(*a), name(*b))).collect();
    let attribute = first_reported(&outcome.layout);
    let hangs = hangs(&contrasts, attribute.and_then(|a| outcome.population.attributes.get(a)), &policies);
    Ok(Comparison {
        reference: outcome.variants[reference].clone(),
        population: outcome.population.clone(),
        first: attribute,
        follow_up: outcome.scope.follow_up,
        summary,
        contrasts,
        partial: outcome.reasons(),
        hangs,
    })
}

/// The row numbers of the primary measures: service "all", everybody or the gap on the first attribute, of the cohort that joined
/// (or the closing snapshot).
fn primary_rows(layout: &Layout, declared: &[String]) -> Result<Vec<usize>, CompareError> {
    let default = ["weeks_untreated".to_string(), "weeks_untreated.gap".to_string()];
    let declared = match declared {
        // A registry of a library user's own measures may lack the headline, and without attributes there is no gap.
        [] => default.iter().filter(|name| layout.in_words().any(|w| w.measure == **name)).cloned().collect(),
        given => given.to_vec(),
    };
    let first = first_split(layout);
    let rank = |set| [AnalysisSet::Joined, AnalysisSet::Closing].iter().position(|v| *v == set).unwrap_or(2);
    let mut rows = Vec::new();
    for name in &declared {
        let found = (layout.rows_of(0))
            .filter(|&i| {
                let figure = &layout.rows[i].figure;
                figure.population != AnalysisSet::Opening
                    && figure.stage.is_none()
                    && layout.measure_name(figure) == name
            })
            .filter(|&i| match layout.rows[i].figure.who {
                Who::People(subject) => subject == 0,
                Who::Levels { breakdown, level } => Some(breakdown) == first && level.is_none(),
            })
            .min_by_key(|&i| (rank(layout.rows[i].figure.population), i));
        let known = |name: &str| layout.in_words().any(|w| w.measure == name);
        match found {
            Some(i) => rows.push(i),
            // An attribute with a single level has no gap.
            None if name.strip_suffix(".gap").is_some_and(known) => {}
            None => {
                let nearest = nearest(name, layout.in_words().map(|w| w.measure)).map(Into::into);
                return Err(CompareError::UnknownPrimary { name: name.clone(), nearest });
            }
        }
    }
    Ok(rows)
}

/// The first attribute that has gaps: one with a single level has none, nor has one that is not reported.
fn first_reported(layout: &Layout) -> Option<usize> {
    first_split(layout).map(|b| layout.splits[usize::from(b)].attribute)
}

/// Its levels.
fn first_split(layout: &Layout) -> Option<u16> {
    let two = |s: &Split| !s.recorded && s.levels.len() > 1;
    let has_gap = |b: usize| {
        let own = |who: Who| matches!(who, Who::Levels { breakdown, .. } if usize::from(breakdown) == b);
        layout.rows_of(0).any(|i| own(layout.rows[i].figure.who))
    };
    let first = (0..layout.splits.len()).find(|&b| two(&layout.splits[b]) && has_gap(b))?;
    u16::try_from(first).ok()
}

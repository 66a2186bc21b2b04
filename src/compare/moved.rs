//! How far the headline moves where one number of the scenario is at an end of its range: the same contrasts from runs with the same people
//! and luck, and the difference between the two in each replication.

use super::basis::by_name;
use super::estimate::COVERAGE;
use super::estimate::Estimate;
use super::first_reported;
use super::paired::contrast;
use super::verdict::Verdict;
use crate::experiment::Outcome;
use crate::measure::{AnalysisSet, Layout, Null, Registry, Settled};
use crate::stat::interval::{self, TIntervals};

/// The measure that the headline is made of.
const WAIT: &str = "weeks_untreated";

/// The measures that the headline needs; all of a registry that has none of its name.
#[must_use]
pub fn headline(measures: &Registry) -> Registry {
    measures.only(WAIT)
}

/// A contrast of the headline with a number at an end of its range.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// The policy.
    pub variant: String,
    /// The people.
    pub population: &'static str,
    /// The measure.
    pub measure: String,
    /// The attribute of a gap, or "all".
    pub attribute: String,
    /// "all", or nothing: a gap between the ends.
    pub group: String,
    /// Its unit.
    pub unit: String,
    /// Means under the reference and under the policy.
    pub means: Option<[f64; 2]>,
    /// The difference to the reference.
    pub difference: Estimate,
    /// What it says.
    pub verdict: Verdict,
    /// The difference as given, over the same replications.
    pub as_given: Option<f64>,
    /// What that says.
    pub verdict_as_given: Verdict,
    /// How far the one is from the other, in each replication.
    pub moved: Estimate,
    /// Replications behind it.
    pub pairs: u64,
    /// Why there is no figure.
    pub note: String,
}

impl Moved {
    /// Whether it says something else than as given: in words, told apart on another side, or not at all.
    #[must_use]
    pub fn turns(&self) -> bool {
        self.verdict != self.verdict_as_given
    }
}

/// A figure of the headline in a layout: its row, and that of what chance gives.
struct Place {
    row: usize,
    chance: Option<usize>,
}

/// The rows of the headline, by what they are: people who join, people on the list today, the gap of those who join.
fn places(layout: &Layout, attribute: Option<&str>) -> [Option<Place>; 3] {
    let find = |set: AnalysisSet, measure: &str, attribute: &str, group: &str| {
        let row = layout.rows_of(0).find(|&i| {
            let w = layout.words(&layout.rows[i].figure);
            (w.service, w.stage, w.set, w.measure, w.attribute, w.group)
                == ("all", "all", set, measure, attribute, group)
        })?;
        let chance = match layout.rows[row].null {
            Null::Chance { by, .. } => by,
            _ => None,
        };
        Some(Place { row, chance })
    };
    [
        find(AnalysisSet::Joined, WAIT, "all", "all"),
        find(AnalysisSet::Today, WAIT, "all", "all"),
        attribute.and_then(|a| find(AnalysisSet::Joined, &format!("{WAIT}.gap"), a, "")),
    ]
}

/// Policy and reference in each replication that both outcomes have.
struct Pairs {
    /// At the end, with what chance gives.
    end: [Vec<(Settled, Settled)>; 2],
    /// As given.
    given: [Vec<(Settled, Settled)>; 2],
}

/// The contrasts of the headline of `end`, and how far they are from those of `given` in the replications that both have. Rows stand by
/// policy (name), then as in the headline. `against` gives the number of the reference for that of a variant.
#[must_use]
pub fn moved(given: &Outcome, end: &Outcome, against: &dyn Fn(usize) -> usize) -> Vec<Moved> {
    let attribute = first_reported(&given.layout).map(|a| given.population.attributes[a].name.as_str());
    let (there, here) = (places(&given.layout, attribute), places(&end.layout, attribute));
    let mut intervals = TIntervals::new(COVERAGE);
    let mut out = Vec::new();
    for variant in by_name(&given.variants).into_iter().filter(|v| *v != against(*v)) {
        for (there, here) in there.iter().zip(&here) {
            let (Some(there), Some(here)) = (there, here) else { continue };
            let pairs = pairs((given, there), (end, here), variant, against(variant));
            out.push(row(end, here.row, variant, &pairs, &mut intervals));
        }
    }
    out
}

fn pairs(given: (&Outcome, &Place), end: (&Outcome, &Place), variant: usize, reference: usize) -> Pairs {
    let mut out = Pairs { end: [Vec::new(), Vec::new()], given: [Vec::new(), Vec::new()] };
    let cell = |(outcome, place): (&Outcome, &Place), v: usize, r: usize| -> Option<(Settled, Option<Settled>)> {
        let readings = outcome.cells[v].get(r)?.as_deref()?;
        Some((readings.get(place.row)?, place.chance.and_then(|row| readings.get(row))))
    };
    for r in 0..end.0.cells[variant].len() {
        let four = [(end, variant), (end, reference), (given, variant), (given, reference)];
        let [Some(a), Some(b), Some(c), Some(d)] = four.map(|(of, v)| cell(of, v, r)) else { continue };
        out.end[0].push((a.0, b.0));
        out.given[0].push((c.0, d.0));
        out.end[1].extend(a.1.zip(b.1));
        out.given[1].extend(c.1.zip(d.1));
    }
    out
}

fn row(end: &Outcome, row: usize, variant: usize, pairs: &Pairs, intervals: &mut TIntervals) -> Moved {
    let layout = &end.layout;
    let of = &layout.rows[row];
    let words = layout.words(&of.figure);
    let mut said = |[pairs, chance]: &[Vec<(Settled, Settled)>; 2]| {
        contrast(pairs, of.direction, (of.figure.is_gap(), of.null, chance), intervals)
    };
    let (at_end, given) = (said(&pairs.end), said(&pairs.given));
    // Only where both say something in a replication is there a way between them.
    let known = |(a, b): &(Settled, Settled)| Some(a.value.ok()? - b.value.ok()?);
    let both = pairs.end[0].iter().zip(&pairs.given[0]).filter_map(|(e, g)| known(e).zip(known(g)));
    let (ends, givens): (Vec<f64>, Vec<f64>) = both.unzip();
    let whole = at_end.estimate.mean.is_some() && given.estimate.mean.is_some();
    let moved =
        if whole { Estimate::of(&interval::differences(&ends, &givens), intervals) } else { Estimate::default() };
    Moved {
        variant: end.variants[variant].clone(),
        population: words.set.population(),
        measure: words.measure.to_string(),
        attribute: words.attribute.to_string(),
        group: words.group.to_string(),
        unit: words.unit.to_string(),
        means: at_end.means,
        difference: at_end.estimate,
        verdict: at_end.verdict,
        as_given: given.estimate.mean,
        verdict_as_given: given.verdict,
        moved,
        pairs: at_end.pairs as u64,
        note: at_end.note,
    }
}

//! Which figures a comparison has, in the order of its rows, and how each is read in one replication.

mod matters;
mod read;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::breakdown::{Breakdown, breakdowns};
use super::chance::Part;
use super::gaps::LEVELS_OF_A_SLOPE;
use super::recorded::{self, SHARE_NOT_RECORDED};
use super::{Direction, Measure, Registry, SubjectKey, Subjects, View};
use crate::model::{Model, Service};
use crate::population::Population;
use crate::rng::Space;

/// What a row is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// A measure of some people.
    Value,
    /// A difference between levels; judged by its direction.
    Gap,
}

/// What a gap is where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Null {
    /// A difference of two levels, or a slope: 0.
    Zero,
    /// A ratio of two levels: 1.
    One,
    /// Worst minus best of several levels: what chance gives.
    Chance {
        /// The row that says how much that is; none where it is taken off already.
        by: Option<usize>,
        /// Whether the highest is the worst, so that a gap is above what chance gives.
        highest_is_worst: bool,
    },
    /// Worst minus best, where nothing says what chance gives; and figures that are no gap to be closed.
    Unknown,
}

/// One figure, apart from the variant.
#[derive(Clone, Debug)]
pub struct Row {
    /// The service, or "all".
    pub service: String,
    /// Whom it is about.
    pub view: View,
    /// The measure; gaps end in `.gap` (with bounds `.gap_lowest` and `.gap_highest` where some levels are not recorded),
    /// `.gap_by_chance`, `.gap_beyond_chance` or `.sii_most_minus_least`.
    pub measure: String,
    /// The attribute, crossed attributes joined by " x ", or "all".
    pub attribute: String,
    /// The level, crossed levels joined by " x ", "all" for totals, empty for gaps of the ends.
    pub group: String,
    /// Value or gap.
    pub kind: RowKind,
    /// Which way is better. For a gap [`Direction::TowardZero`]; none for bounds and for what chance gives.
    pub direction: Direction,
    /// Of a gap: what it is where there is none.
    pub null: Null,
    /// The smallest difference that matters, in the row's unit, unless the scenario says another; none: no difference is too small.
    pub matters: Option<f64>,
    /// The unit.
    pub unit: String,
    /// The denominator in words.
    pub denominator: String,
    /// What every reader must know.
    pub note: String,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Value {
        service: usize,
        subject: usize,
        measure: usize,
    },
    /// Row numbers.
    Difference(usize, usize),
    /// Row numbers, and whether the highest is the worst.
    Widest(Vec<usize>, bool),
    /// The same when labels are dealt at random: row numbers, whether the highest is the worst, and the space of the deals.
    ByChance(Vec<usize>, bool, Space),
    /// Row numbers of what is seen and of what chance gives.
    BeyondChance(usize, usize),
    /// Row numbers, from most to least disadvantaged.
    Slope(Vec<usize>),
    /// The share of people whose level is not recorded.
    NotRecorded {
        service: usize,
        subject: usize,
    },
    /// Row numbers of two levels and of "not recorded", and whether the highest gap is asked for.
    Bound([usize; 3], bool),
}

/// What of a row's place its words do not say: service, "all" first, and level.
type Place = (usize, usize);

/// Where a row stands: service ("all" first), population, snapshot, measure, attribute ("all" first), level.
fn key((place, row): &(Place, Row)) -> impl Ord + '_ {
    let attribute = (row.attribute != "all" || row.kind == RowKind::Gap, row.attribute.as_str());
    (place.0, row.view.population(), row.view, row.measure.as_str(), attribute, place.1)
}

/// All figures of a comparison, sorted.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The rows.
    pub rows: Vec<Row>,
    /// The people.
    pub subjects: Subjects,
    measures: Vec<Arc<dyn Measure>>,
    /// How many people one simulated person stands for.
    scale: f64,
    /// Rows that are read from people, by service, all together first.
    values: Vec<Vec<usize>>,
    /// Rows of what chance alone gives, by service.
    dealt: Vec<Vec<usize>>,
    /// Rows that are read from other rows.
    gaps: Vec<usize>,
}

impl Layout {
    /// The figures of these measures for these services (sorted by name), people and crossings.
    #[must_use]
    pub fn new(registry: &Registry, population: &Population, crossings: &[Vec<usize>], services: &[String]) -> Self {
        let all = |_: usize, _: &dyn Measure| true;
        let mut layout = Self::build(registry, population, Subjects::new(population, crossings), services, &[], &all);
        matters::set(&mut layout.rows, &[]);
        layout
    }

    /// The figures of a comparison of models with the same people and services; `unreported` attributes are not broken down. Where
    /// records may be wrong there are rows by recorded level too, the share that is not recorded, and bounds of gaps of shares.
    #[must_use]
    pub fn of(registry: &Registry, models: &[&Model], crossings: &[Vec<usize>], unreported: &[usize]) -> Self {
        let Some(first) = models.first() else { return Self::new(registry, &Population::default(), crossings, &[]) };
        let mut subjects = Subjects::new(&first.population, crossings);
        let reported =
            |a: &usize| !unreported.contains(a) && models.iter().any(|m| m.recorded_attributes().contains(a));
        let attributes: Vec<usize> = (0..first.population.attributes.len()).filter(reported).collect();
        if !attributes.is_empty() {
            subjects = subjects.with_recorded(first.recorded(), &attributes);
        }
        let services: Vec<String> = first.services.iter().map(|s| s.name.clone()).collect();
        let all: Vec<&Service> = models.iter().flat_map(|m| &m.services).collect();
        let registry = registry.clone().with_named(&all);
        // Number 0 stands for all services together.
        let concerns = |number: usize, measure: &dyn Measure| match number {
            0 => all.iter().any(|s| measure.concerns(s)),
            n => models.iter().filter_map(|m| m.services.get(n - 1)).any(|s| measure.concerns(s)),
        };
        let subjects = subjects.with_named(&all);
        let mut layout = Self::build(&registry, &first.population, subjects, &services, unreported, &concerns);
        matters::set(&mut layout.rows, models);
        layout.scale = first.scale;
        layout
    }

    fn build(
        registry: &Registry,
        population: &Population,
        subjects: Subjects,
        services: &[String],
        unreported: &[usize],
        concerns: &dyn Fn(usize, &dyn Measure) -> bool,
    ) -> Self {
        let measures: Vec<Arc<dyn Measure>> = registry.iter().cloned().collect();
        let breakdowns = breakdowns(&subjects, population, unreported);
        let silent =
            |key: &SubjectKey| matches!(key, SubjectKey::Level { attribute, .. } if unreported.contains(attribute));
        let mut rows: Vec<(Place, Row)> = Vec::new();
        // Index into `rows` before sorting, by (service, measure, view, subject).
        let mut value_at = BTreeMap::new();
        for service in 0..=services.len() {
            let name = if service == 0 { "all" } else { services[service - 1].as_str() };
            for (m, measure) in measures.iter().enumerate().filter(|(_, m)| concerns(service, m.as_ref())) {
                for &view in measure.views() {
                    for subject in 0..if measure.by_group() { subjects.keys().len() } else { 1 } {
                        if silent(&subjects.keys()[subject]) {
                            continue;
                        }
                        let (attribute, group) = subjects.words(subject, population);
                        let level = subject_order(&subjects.keys()[subject], &subjects, population);
                        value_at.insert((service, m, view, subject), rows.len());
                        let what = What::Value { service, subject, measure: m };
                        let row = row(name, view, measure.as_ref(), "", attribute, group, what);
                        rows.push(((service, level), row));
                    }
                }
            }
        }
        for service in 0..=services.len() {
            let name = if service == 0 { "all" } else { services[service - 1].as_str() };
            for (m, measure) in measures.iter().enumerate() {
                if !measure.gaps() || !measure.by_group() || !concerns(service, measure.as_ref()) {
                    continue;
                }
                for &view in measure.views() {
                    for Breakdown { name: broken, attribute, levels, unknown } in &breakdowns {
                        let at = |subject: &usize| value_at[&(service, m, view, *subject)];
                        let levels: Vec<usize> = levels.iter().map(at).collect();
                        let unknown = unknown.as_ref().map(at).filter(|_| measure.unit() == "share");
                        let mut add = |suffix: &str, level: Option<usize>, what: What, note: &str| {
                            let group = level.map_or(String::new(), |l| attribute.levels[l].clone());
                            let mut row = row(name, view, measure.as_ref(), suffix, broken.clone(), group, what);
                            row.kind = RowKind::Gap;
                            (row.direction, row.null) = match row.what {
                                What::Bound(..) | What::ByChance(..) => (Direction::None, Null::Unknown),
                                // It has the sign of worst minus best; below what chance gives is no gap on the other side.
                                What::BeyondChance(..) => {
                                    let highest_is_worst = measure.direction() != Direction::Higher;
                                    (Direction::TowardZero, Null::Chance { by: None, highest_is_worst })
                                }
                                What::Widest(..) => (Direction::TowardZero, Null::Unknown),
                                _ => (Direction::TowardZero, Null::Zero),
                            };
                            if !note.is_empty() {
                                row.note = [row.note.as_str(), note].join(if row.note.is_empty() { "" } else { "; " });
                            }
                            rows.push(((service, level.map_or(0, |l| l + 1)), row));
                            rows.len() - 1
                        };
                        if levels.len() < 2 {
                            continue;
                        }
                        let mut pairs = Vec::new();
                        if attribute.ordered {
                            pairs.push((None, levels[0], levels[levels.len() - 1]));
                            let ends = format!("{} minus {}", attribute.levels[0], attribute.levels[levels.len() - 1]);
                            add(".gap", None, What::Difference(levels[0], levels[levels.len() - 1]), &ends);
                            if levels.len() >= LEVELS_OF_A_SLOPE {
                                add(".sii_most_minus_least", None, What::Slope(levels), "slope index of inequality");
                            }
                        } else {
                            for l in (0..levels.len()).filter(|&l| l != attribute.reference) {
                                let reference = levels[attribute.reference];
                                pairs.push((Some(l), levels[l], reference));
                                let note = format!("minus {}", attribute.levels[attribute.reference]);
                                add(".gap", Some(l), What::Difference(levels[l], reference), &note);
                            }
                            let highest_is_worst = measure.direction() != Direction::Higher;
                            let null = !matches!(measure.part(), Part::Other);
                            let note = if null { WORST_MINUS_BEST } else { WORST_MINUS_BEST_ALONE };
                            let seen = add(".gap", None, What::Widest(levels.clone(), highest_is_worst), note);
                            if null {
                                let place = format!("{name}/{view:?}/{}/{broken}", measure.name());
                                let deals = What::ByChance(levels, highest_is_worst, Space::new("labels", &place));
                                let chance = add(".gap_by_chance", None, deals, BY_CHANCE);
                                add(".gap_beyond_chance", None, What::BeyondChance(seen, chance), BEYOND_CHANCE);
                            }
                        }
                        for (level, a, b) in pairs {
                            let Some(unknown) = unknown else { continue };
                            for (suffix, highest) in [(".gap_highest", true), (".gap_lowest", false)] {
                                add(suffix, level, What::Bound([a, b, unknown], highest), BOUND_NOTE);
                            }
                        }
                    }
                }
            }
        }
        not_recorded(&mut rows, &breakdowns, services);
        Self::sorted(rows, subjects, measures, services.len() + 1)
    }

    fn sorted(rows: Vec<(Place, Row)>, subjects: Subjects, measures: Vec<Arc<dyn Measure>>, services: usize) -> Self {
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by(|&a, &b| key(&rows[a]).cmp(&key(&rows[b])));
        let mut new = vec![0; rows.len()];
        for (to, &from) in order.iter().enumerate() {
            new[from] = to;
        }
        let mut rows: Vec<Option<Row>> = rows.into_iter().map(|(_, row)| Some(row)).collect();
        let mut sorted: Vec<Row> = order.iter().filter_map(|&from| rows[from].take()).collect();
        for row in &mut sorted {
            match &mut row.what {
                What::Value { .. } | What::NotRecorded { .. } => {}
                What::Bound(all, _) => all.iter_mut().for_each(|i| *i = new[*i]),
                What::Difference(a, b) | What::BeyondChance(a, b) => (*a, *b) = (new[*a], new[*b]),
                What::Widest(all, _) | What::Slope(all) | What::ByChance(all, ..) => {
                    all.iter_mut().for_each(|i| *i = new[*i])
                }
            }
        }
        for i in 0..sorted.len() {
            if let (What::BeyondChance(seen, chance), Null::Chance { highest_is_worst, .. }) =
                (&sorted[i].what, sorted[i].null)
            {
                let (seen, by) = (*seen, Some(*chance));
                sorted[seen].null = Null::Chance { by, highest_is_worst };
            }
        }
        let gaps = (0..sorted.len()).filter(|&i| sorted[i].kind == RowKind::Gap).collect();
        let mut values = vec![Vec::new(); services];
        for (i, row) in sorted.iter().enumerate() {
            if let What::Value { service, .. } | What::NotRecorded { service, .. } = row.what {
                values[service].push(i);
            }
        }
        let mut dealt = vec![Vec::new(); services];
        for (i, row) in sorted.iter().enumerate() {
            if let What::ByChance(levels, ..) = &row.what
                && let Some(What::Value { service, .. }) = levels.first().map(|&level| &sorted[level].what)
            {
                dealt[*service].push(i);
            }
        }
        Self { values, dealt, gaps, rows: sorted, subjects, measures, scale: 1.0 }
    }
}

const WORST_MINUS_BEST: &str = "worst minus best level; chance alone gives gap_by_chance";
const WORST_MINUS_BEST_ALONE: &str = "worst minus best level; chance alone pulls it away from zero";
const BY_CHANCE: &str =
    "worst minus best level where labels are dealt to the same people at random; the mean of many deals";
const BEYOND_CHANCE: &str =
    "gap minus gap_by_chance of each replication; its interval holds 0 where levels mean nothing";
const BOUND_NOTE: &str = "the gap between true levels lies between gap_lowest and gap_highest, whatever those are whose level is not \
     recorded, as long as what is recorded is right; a gap of levels, not of the widest pair";

/// The rows that say how many are not recorded.
fn not_recorded(rows: &mut Vec<(Place, Row)>, breakdowns: &[Breakdown<'_>], services: &[String]) {
    for breakdown in breakdowns {
        let Some(subject) = breakdown.unknown else { continue };
        for service in 0..=services.len() {
            for view in recorded::VIEWS {
                let row = Row {
                    service: if service == 0 { "all".into() } else { services[service - 1].clone() },
                    view,
                    measure: SHARE_NOT_RECORDED.into(),
                    attribute: breakdown.name.clone(),
                    group: crate::model::NOT_RECORDED.into(),
                    kind: RowKind::Value,
                    direction: Direction::Lower,
                    null: Null::Unknown,
                    matters: None,
                    unit: "share".into(),
                    denominator: view.denominator().into(),
                    note: "who is not recorded is no random part of all".into(),
                    what: What::NotRecorded { service, subject },
                };
                rows.push(((service, 1), row));
            }
        }
    }
}

fn row(
    service: &str,
    view: View,
    measure: &dyn Measure,
    suffix: &str,
    attribute: String,
    group: String,
    what: What,
) -> Row {
    Row {
        service: service.into(),
        view,
        measure: format!("{}{suffix}", measure.name()),
        attribute,
        group,
        kind: RowKind::Value,
        direction: measure.direction(),
        null: if measure.direction() == Direction::TowardZero { Null::Zero } else { Null::Unknown },
        matters: None,
        unit: measure.unit().into(),
        denominator: measure.denominator(view).into(),
        note: measure.note().into(),
        what,
    }
}

/// Rank of a subject among those of its attribute; 0 is the gap of the ends.
fn subject_order(key: &SubjectKey, subjects: &Subjects, population: &Population) -> usize {
    match key {
        SubjectKey::All => 0,
        SubjectKey::Level { level, .. } | SubjectKey::Recorded { level, .. } => level + 1,
        SubjectKey::Cross { crossing, levels } => {
            let sizes = subjects.crossings()[*crossing].iter().map(|&a| population.attributes[a].levels.len());
            sizes.zip(levels).fold(0, |rank, (size, level)| rank * size + level) + 1
        }
    }
}

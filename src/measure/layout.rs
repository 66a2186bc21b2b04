//! Which figures a comparison has, in the order of its rows, and how each is read in one replication.

mod build;
mod matters;
mod read;

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::figure::Names;
use super::gap::{Gap, Null};
use super::{Direction, Figure, Measure, Of, Registry, Subjects, Words};
use crate::model::{Model, Service};
use crate::name::Name;
use crate::population::Population;
use crate::rng::Space;

/// One figure, apart from the variant.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Which figure.
    pub figure: Figure,
    /// Which way is better. For a gap [`Direction::TowardZero`]; none for bounds and for what chance gives.
    pub direction: Direction,
    /// Of a gap: what it is where there is none.
    pub null: Null,
    /// The smallest difference that matters, in the row's unit, unless the scenario says another; none: no difference is too small.
    pub matters: Option<f64>,
    /// The number of the note.
    note: u32,
}

/// An attribute whose levels are compared: in truth, or as recorded. Gaps name it by its place among all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The attribute.
    pub attribute: usize,
    /// Whether it is told as recorded.
    pub recorded: bool,
    /// The subjects of its levels, in order.
    pub levels: Vec<u32>,
}

/// A gap, as it is read.
#[derive(Clone, Debug)]
struct Derived {
    row: u32,
    /// Its pieces, among those of all gaps.
    pieces: Range<u32>,
    /// The space of its deals.
    deals: Space,
}

/// What a layout was asked for, beside the models.
#[derive(Clone, Debug, Default)]
struct Asked {
    measures: Vec<Arc<dyn Measure>>,
    gaps: Vec<Arc<dyn Gap>>,
    crossings: Vec<Vec<usize>>,
    unreported: Vec<usize>,
}

/// All figures of a comparison, sorted.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The rows.
    pub rows: Vec<Row>,
    /// The people.
    pub subjects: Subjects,
    /// By what figures are broken down.
    pub splits: Vec<Split>,
    pub(super) measures: Vec<Arc<dyn Measure>>,
    pub(super) gaps: Vec<Arc<dyn Gap>>,
    /// What was asked for.
    asked: Asked,
    /// How many people one simulated person stands for.
    scale: f64,
    names: Names,
    /// What every reader must know, each once.
    notes: Vec<Name>,
    /// The first row of each service, all together first, and the end.
    starts: Vec<usize>,
    /// Gaps by service, each after those that it is made of.
    derived: Vec<Vec<Derived>>,
    /// Rows that gaps are made of.
    pieces: Vec<u32>,
    /// Rows in order of their figures, once one of them has been looked for.
    by_figure: OnceLock<Vec<u32>>,
}

impl Layout {
    /// The figures of these measures for these services (sorted by name), people and crossings.
    #[must_use]
    pub fn new(registry: &Registry, population: &Population, crossings: &[Vec<usize>], services: &[String]) -> Self {
        let all = |_: usize, _: &dyn Measure| true;
        let what = build::What {
            population,
            services,
            unreported: &[],
            concerns: &all,
            urgencies: &|_, _| true,
            stages: &|_, _| Vec::new(),
        };
        let mut layout = build::layout(registry, Subjects::new(population, crossings), &what);
        matters::set(&mut layout, &[]);
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
        let names: Vec<String> = first.services.iter().map(|s| s.name.clone()).collect();
        let services = &names;
        let all: Vec<&Service> = models.iter().flat_map(|m| &m.services).collect();
        let asked = Asked {
            measures: registry.iter().cloned().collect(),
            gaps: registry.gaps().cloned().collect(),
            crossings: crossings.to_vec(),
            unreported: unreported.to_vec(),
        };
        let registry = registry.clone().with_limits(&first.limits).with_named(&all);
        // Number 0 stands for all services together.
        let concerns = |number: usize, measure: &dyn Measure| match number {
            0 => all.iter().any(|s| measure.concerns(s)),
            n => models.iter().filter_map(|m| m.services.get(n - 1)).any(|s| measure.concerns(s)),
        };
        let reported: Vec<usize> = (0..first.population.attributes.len()).filter(|a| !unreported.contains(a)).collect();
        let subjects = subjects.with_named(&all).with_urgencies(&first.population, &all, &reported);
        let (urgencies, stages) = (subjects.urgencies().to_vec(), subjects.stages().to_vec());
        let of = |number: usize| {
            let own = move |s: &&&Service| number == 0 || s.name == services[number - 1];
            all.iter().filter(own).copied().collect::<Vec<&Service>>()
        };
        // Of a service whose people are all of one urgency it says nothing new.
        let shown = |number: usize, urgency: usize| {
            let told = |s: &Service| s.urgencies.len() > 1 && s.urgencies.iter().any(|u| u.name == urgencies[urgency]);
            number == 0 || of(number).into_iter().any(told)
        };
        let shown: Vec<Vec<bool>> = (0..=services.len())
            .map(|number| (0..urgencies.len()).map(|urgency| shown(number, urgency)).collect())
            .collect();
        let at = |number: usize, measure: &dyn Measure| {
            let there = |s: &&Service, name: &String| {
                s.stages.len() > 1 && s.stages.iter().any(|stage| stage.name == *name && measure.concerns_stage(stage))
            };
            let own = of(number);
            (0..stages.len()).filter(|&stage| own.iter().any(|s| there(s, &stages[stage]))).collect::<Vec<usize>>()
        };
        let what = build::What {
            population: &first.population,
            services,
            unreported,
            concerns: &concerns,
            urgencies: &|number, urgency| shown[number][urgency],
            stages: &at,
        };
        let mut layout = build::layout(&registry, subjects, &what);
        matters::set(&mut layout, models);
        layout.scale = first.scale;
        layout.asked = asked;
        layout
    }

    /// Whether it was made for these measures, crossings and unreported attributes.
    #[must_use]
    pub fn is_asked_by(&self, registry: &Registry, crossings: &[Vec<usize>], unreported: &[usize]) -> bool {
        let Asked { measures, gaps, crossings: crossed, unreported: silent } = &self.asked;
        crossed == crossings
            && silent == unreported
            && measures.len() == registry.iter().count()
            && measures.iter().zip(registry.iter()).all(|(a, b)| Arc::ptr_eq(a, b))
            && gaps.len() == registry.gaps().count()
            && gaps.iter().zip(registry.gaps()).all(|(a, b)| Arc::ptr_eq(a, b))
    }

    /// The measure of a figure.
    #[must_use]
    pub fn measure(&self, figure: &Figure) -> &dyn Measure {
        self.measures[figure.measure as usize].as_ref()
    }

    /// The gap that a figure is, where it is one.
    #[must_use]
    pub fn gap(&self, figure: &Figure) -> Option<&dyn Gap> {
        match figure.of {
            Of::Value => None,
            Of::Gap(gap) => Some(self.gaps[usize::from(gap)].as_ref()),
        }
    }

    /// The name in the column `measure`.
    #[must_use]
    pub fn measure_name(&self, figure: &Figure) -> &str {
        self.names.measure(figure.measure, figure.of)
    }

    /// A figure in words.
    #[must_use]
    pub fn words(&self, figure: &Figure) -> Words<'_> {
        let (attribute, group) = self.names.who(figure.who);
        Words {
            service: self.names.service(figure.service),
            stage: self.names.stage(figure.stage),
            set: figure.population,
            measure: self.measure_name(figure),
            attribute,
            group,
            unit: self.measure(figure).unit(),
        }
    }

    /// All rows in words.
    pub fn in_words(&self) -> impl Iterator<Item = Words<'_>> + Clone {
        self.rows.iter().map(|row| self.words(&row.figure))
    }

    /// The denominator of a row in words.
    #[must_use]
    pub fn denominator(&self, row: &Row) -> &str {
        self.measure(&row.figure).denominator(row.figure.population)
    }

    /// What every reader of a row must know.
    #[must_use]
    pub fn note(&self, row: &Row) -> &str {
        &self.notes[row.note as usize]
    }

    /// The row of a figure.
    #[must_use]
    pub fn row_of(&self, figure: &Figure) -> Option<usize> {
        let by_figure = self.by_figure.get_or_init(|| {
            let mut rows: Vec<u32> = (0..self.rows.len() as u32).collect();
            rows.sort_unstable_by_key(|&row| self.rows[row as usize].figure);
            rows
        });
        let at = by_figure.binary_search_by(|&row| self.rows[row as usize].figure.cmp(figure)).ok()?;
        Some(by_figure[at] as usize)
    }

    /// The measure, and what is told of it, by a name in the column `measure`. Gaps of one name are one.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<(u32, Of)> {
        self.names.find(name)
    }

    /// The names in the column `measure`, each once, sorted.
    #[must_use]
    pub fn measure_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.rows.iter().map(|row| self.measure_name(&row.figure)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// How many services there are.
    #[must_use]
    pub const fn services(&self) -> usize {
        self.names.services.len()
    }

    /// The rows of all services together (0), or of the k-th.
    #[must_use]
    pub fn rows_of(&self, service: usize) -> Range<usize> {
        self.starts[service]..self.starts[service + 1]
    }
}

/// A space that nothing is drawn from.
const NO_DEALS: Space = Space(0);

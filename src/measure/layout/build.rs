//! The rows of a comparison: measure by measure, their people, and the gaps between levels.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::super::breakdown::{Breakdown, breakdowns};
use super::super::figure::{Names, ranks};
use super::super::gap::{Gap, Levels, Null, Piece};
use super::super::{AnalysisSet, Direction, Figure, Measure, Of, Registry, SubjectKey, Subjects, Who};
use super::{Asked, Derived, Layout, NO_DEALS, Row, Split};
use crate::name::Name;
use crate::population::Population;
use crate::rng::Space;

/// What there is to tell of.
pub(super) struct What<'a> {
    pub(super) population: &'a Population,
    /// Sorted by name.
    pub(super) services: &'a [String],
    pub(super) unreported: &'a [usize],
    /// Whether a measure says anything of a service; number 0 stands for all together.
    pub(super) concerns: &'a dyn Fn(usize, &dyn Measure) -> bool,
    /// Whether a service is told by an urgency, by number.
    pub(super) urgencies: &'a dyn Fn(usize, usize) -> bool,
    /// The stages of a service that a measure says anything of, by number.
    pub(super) stages: &'a dyn Fn(usize, &dyn Measure) -> Vec<usize>,
}

/// Where a row stands: service ("all" first), population, snapshot, stage, measure, attribute ("all" first), level.
type RowKey = (u32, u32, AnalysisSet, u32, u32, u32, u32);

/// No row.
const NONE: u32 = u32::MAX;

struct Builder<'a> {
    subjects: &'a Subjects,
    measures: Vec<Arc<dyn Measure>>,
    gaps: Vec<Arc<dyn Gap>>,
    breakdowns: Vec<Breakdown<'a>>,
    names: Names,
    /// Ranks by name.
    populations: BTreeMap<AnalysisSet, u32>,
    measure_ranks: Vec<u32>,
    /// By subject, then by breakdown.
    attribute_ranks: Vec<u32>,
    orders: Vec<u32>,
    notes: Vec<Name>,
    note_at: BTreeMap<String, u32>,
    rows: Vec<(RowKey, Row)>,
    derived: Vec<Vec<Derived>>,
    pieces: Vec<u32>,
}

/// The layout, apart from what models say of it.
pub(super) fn layout(registry: &Registry, subjects: Subjects, what: &What<'_>) -> Layout {
    let measures: Vec<Arc<dyn Measure>> = registry.iter().cloned().collect();
    let gaps: Vec<Arc<dyn Gap>> = registry.gaps().cloned().collect();
    let breakdowns = breakdowns(&subjects, what.population, what.unreported);
    let gap_names: Vec<&str> = gaps.iter().map(|g| g.name()).collect();
    let mut names = Names::of_measures(measures.iter().map(|m| m.name()), &gap_names);
    names.services = what.services.iter().map(|s| s.as_str().into()).collect();
    names.stages = subjects.stages().iter().map(|s| s.as_str().into()).collect();
    let who = |(attribute, group): (String, String)| (attribute.into(), group.into());
    names.people = (0..subjects.keys().len()).map(|s| who(subjects.words(s, what.population))).collect();
    let levels = |b: &Breakdown<'_>| b.attribute.levels.iter().map(|l| l.as_str().into()).collect();
    names.breakdowns = breakdowns.iter().map(|b| (b.name.as_str().into(), levels(b))).collect();
    let attributes: Vec<&str> =
        names.people.iter().map(|p| p.0.as_str()).chain(breakdowns.iter().map(|b| b.name.as_str())).collect();
    // Everybody first.
    let mut attribute_ranks: Vec<u32> = ranks(&attributes).iter().map(|r| r + 1).collect();
    attribute_ranks[0] = 0;
    let populations = ranks(&AnalysisSet::ALL.map(AnalysisSet::population));
    let orders = subjects.keys().iter().map(|key| subject_order(key, &subjects, what.population) as u32).collect();
    let mut builder = Builder {
        subjects: &subjects,
        populations: AnalysisSet::ALL.into_iter().zip(populations).collect(),
        measure_ranks: names.ranks(),
        attribute_ranks,
        orders,
        measures,
        gaps,
        breakdowns,
        names,
        notes: Vec::new(),
        note_at: BTreeMap::new(),
        rows: Vec::new(),
        derived: Vec::new(),
        pieces: Vec::new(),
    };
    for service in 0..=what.services.len() {
        builder.derived.push(Vec::new());
        for m in 0..builder.measures.len() {
            let measure = Arc::clone(&builder.measures[m]);
            if (what.concerns)(service, measure.as_ref()) {
                for &set in measure.analysis_sets() {
                    let of = (service, m as u32, measure.as_ref());
                    match set {
                        AnalysisSet::Stage => (what.stages)(service, measure.as_ref())
                            .into_iter()
                            .for_each(|stage| builder.measure(of, (set, Some(stage as u32)), what)),
                        _ => builder.measure(of, (set, None), what),
                    }
                }
            }
        }
    }
    builder.sorted(what.services.len() + 1).with_subjects(subjects)
}

impl Builder<'_> {
    /// The rows of a measure in one set (of one stage), and their gaps.
    fn measure(
        &mut self,
        (service, number, measure): (usize, u32, &dyn Measure),
        (set, stage): (AnalysisSet, Option<u32>),
        what: &What<'_>,
    ) {
        let keys = self.subjects.keys();
        let (by_urgency, levels) = (measure.by_urgency(), measure.levels_by_urgency());
        let silent = |key: &SubjectKey| match key {
            SubjectKey::Level { attribute, .. } => what.unreported.contains(attribute),
            // As in the series: of several services levels by urgency stand in the rows of all of them together.
            SubjectKey::Urgency { urgency, level } => {
                let several = service > 0 && what.services.len() > 1;
                !by_urgency || (level.is_some() && (several || !levels)) || !(what.urgencies)(service, *urgency)
            }
            _ => false,
        };
        let people: Vec<usize> = match (measure.of_not_recorded(), measure.by_group_in(set)) {
            (true, _) => self.breakdowns.iter().filter_map(|b| b.unknown).collect(),
            (_, true) => (0..keys.len()).filter(|&s| !silent(&keys[s])).collect(),
            (_, false) => vec![0],
        };
        let mut figure = Figure {
            service: service.checked_sub(1).map(|s| s as u32),
            stage,
            population: set,
            measure: number,
            of: Of::Value,
            who: Who::People(0),
        };
        let note = self.note(measure.note());
        let mut at = vec![NONE; keys.len()];
        for subject in people {
            figure.who = Who::People(subject as u32);
            let null = if measure.direction() == Direction::TowardZero { Null::Zero } else { Null::Unknown };
            let place = (self.attribute_ranks[subject], self.orders[subject]);
            at[subject] = self.add(figure, (measure.direction(), null), note, place);
        }
        if !measure.gaps() || !measure.by_group_in(set) || measure.of_not_recorded() {
            return;
        }
        for b in 0..self.breakdowns.len() {
            self.gaps(figure, (measure, note), b, &at);
        }
    }

    /// The gaps of one breakdown; `at` are the rows of the subjects.
    fn gaps(&mut self, like: Figure, (measure, own_note): (&dyn Measure, u32), b: usize, at: &[u32]) {
        let breakdown = &self.breakdowns[b];
        if breakdown.levels.len() < 2 {
            return;
        }
        let (attribute, unknown) = (breakdown.attribute, breakdown.unknown);
        let levels = Levels { attribute, unknown: unknown.is_some(), measure };
        let level_rows: Vec<u32> = breakdown.levels.iter().map(|&s| at[s]).collect();
        let unknown = unknown.map_or(NONE, |s| at[s]);
        let service = like.service.map_or(0, |s| s as usize + 1);
        let attribute_rank = self.attribute_ranks[self.subjects.keys().len() + b];
        // The gaps of no single level, by name.
        let mut whole: Vec<(usize, u32)> = Vec::new();
        for g in 0..self.gaps.len() {
            let gap = Arc::clone(&self.gaps[g]);
            for between in gap.between(&levels) {
                let find = |piece: &Piece| match piece {
                    Piece::Everybody => at[0],
                    Piece::Level(level) => level_rows.get(*level).copied().unwrap_or(NONE),
                    Piece::NotRecorded => unknown,
                    Piece::Gap(name) => {
                        whole.iter().rfind(|(g, _)| self.gaps[*g].name() == *name).map_or(NONE, |(_, row)| *row)
                    }
                };
                let pieces: Vec<u32> = between.made_of.iter().map(find).collect();
                if pieces.contains(&NONE) {
                    continue;
                }
                let level = between.level.and_then(|l| u16::try_from(l).ok());
                let mut figure = like;
                figure.of = Of::Gap(g as u16);
                figure.who = Who::Levels { breakdown: b as u16, level };
                let note = match (measure.note(), between.note.as_str()) {
                    (_, "") => own_note,
                    ("", note) => self.note(note),
                    (own, note) => self.note(&format!("{own}; {note}")),
                };
                let place = (attribute_rank, level.map_or(0, |l| u32::from(l) + 1));
                let row = self.add(figure, (gap.direction(), gap.null(measure)), note, place);
                if level.is_none() {
                    whole.push((g, row));
                }
                let deals = if gap.deals() {
                    let service = self.names.service(like.service);
                    let name = &self.names.breakdowns[b].0;
                    let at = like.stage.map_or(String::new(), |_| format!("/{}", self.names.stage(like.stage)));
                    let of = format!("{service}/{:?}/{}/{name}{at}", like.population, measure.name());
                    Space::new("labels", &of)
                } else {
                    NO_DEALS
                };
                let start = self.pieces.len() as u32;
                self.pieces.extend(pieces);
                let pieces = start..self.pieces.len() as u32;
                self.derived[service].push(Derived { row, pieces, deals });
            }
        }
        for &(g, row) in &whole {
            let by = self.gaps[g].by_chance().and_then(|name| {
                whole.iter().find(|(by, _)| self.gaps[*by].name() == name).map(|(_, row)| *row as usize)
            });
            if by.is_some() {
                let highest_is_worst = super::super::gap::highest_is_worst(measure);
                self.rows[row as usize].1.null = Null::Chance { by, highest_is_worst };
            }
        }
    }

    /// The number of a note.
    fn note(&mut self, note: &str) -> u32 {
        if let Some(&number) = self.note_at.get(note) {
            return number;
        }
        let number = self.notes.len() as u32;
        self.notes.push(note.into());
        self.note_at.insert(note.to_string(), number);
        number
    }

    fn add(
        &mut self,
        figure: Figure,
        (direction, null): (Direction, Null),
        note: u32,
        (attribute, level): (u32, u32),
    ) -> u32 {
        let measure = self.measure_ranks[self.names.place(figure.measure, figure.of)];
        let [service, stage] = [figure.service, figure.stage].map(|of| of.map_or(0, |s| s + 1));
        let place =
            (service, self.populations[&figure.population], figure.population, stage, measure, attribute, level);
        self.rows.push((place, Row { figure, direction, null, matters: None, note }));
        (self.rows.len() - 1) as u32
    }

    /// All rows in order.
    fn sorted(mut self, services: usize) -> Unfinished {
        let mut order: Vec<u32> = (0..self.rows.len() as u32).collect();
        order.sort_by_key(|&row| self.rows[row as usize].0);
        let mut new = vec![0; order.len()];
        for (to, &from) in order.iter().enumerate() {
            new[from as usize] = to as u32;
        }
        let mut rows: Vec<Row> = order.iter().map(|&from| self.rows[from as usize].1).collect();
        for row in &mut rows {
            if let Null::Chance { by: Some(by), .. } = &mut row.null {
                *by = new[*by] as usize;
            }
        }
        self.pieces.iter_mut().for_each(|row| *row = new[*row as usize]);
        self.derived.iter_mut().flatten().for_each(|d| d.row = new[d.row as usize]);
        let first = |service: usize| rows.partition_point(|r| r.figure.service.map_or(0, |s| s as usize + 1) < service);
        let starts = (0..=services).map(first).collect();
        let split = |b: &Breakdown<'_>| Split {
            attribute: b.number,
            recorded: b.recorded,
            levels: b.levels.iter().map(|&s| s as u32).collect(),
        };
        let splits = self.breakdowns.iter().map(split).collect();
        Unfinished {
            splits,
            rows,
            starts,
            measures: self.measures,
            gaps: self.gaps,
            names: self.names,
            notes: self.notes,
            derived: self.derived,
            pieces: self.pieces,
        }
    }
}

/// A layout without its subjects.
struct Unfinished {
    splits: Vec<Split>,
    rows: Vec<Row>,
    starts: Vec<usize>,
    measures: Vec<Arc<dyn Measure>>,
    gaps: Vec<Arc<dyn Gap>>,
    names: Names,
    notes: Vec<Name>,
    derived: Vec<Vec<Derived>>,
    pieces: Vec<u32>,
}

impl Unfinished {
    fn with_subjects(self, subjects: Subjects) -> Layout {
        let Self { splits, rows, starts, measures, gaps, names, notes, derived, pieces } = self;
        let asked = Asked::default();
        Layout {
            splits,
            rows,
            subjects,
            measures,
            gaps,
            asked,
            scale: 1.0,
            names,
            notes,
            starts,
            derived,
            pieces,
            by_figure: OnceLock::new(),
        }
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
        SubjectKey::Urgency { urgency, level: None } => urgency + 1,
        SubjectKey::Urgency { urgency, level: Some((attribute, level)) } => {
            urgency * population.attributes[*attribute].levels.len() + level + 1
        }
    }
}

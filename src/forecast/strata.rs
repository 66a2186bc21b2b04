//! People told apart as far as the account needs it: by class, or by urgency where that would be too much; people who have the same
//! course are one kind.

use super::mixes::levels;
use super::visits::{Visits, most_ahead};
use crate::discipline::Held;
use crate::distributions::Patience;
use crate::model::{Capacity, ClockEffect, Course, Model, OverbookBy, Service, SessionPlan, Stage};
use crate::time::DAY;

/// Classes beyond which people are told apart by urgency alone, and by whose slots are held for them.
const MOST_CLASSES: usize = 8;
/// Figures that differ by no more than this part are the same.
const SAME: f64 = 1e-9;

/// The kinds of people of a service.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Strata {
    /// How many.
    pub(super) count: usize,
    /// The same, where some people's clock may stop twice: those whose clock runs, then those whose clock has stopped.
    pub(super) width: usize,
    /// The kind of each kind of people when its urgency is another, by urgency.
    with_urgency: Vec<Vec<usize>>,
    /// The kind of each class, and its part of the kind.
    of_class: Vec<(usize, f64)>,
}

impl Strata {
    /// Of a service, where people of each class come in these proportions.
    pub(super) fn new(model: &Model, service: &Service, classes: &[f64]) -> Self {
        let urgencies = service.urgencies.len();
        let block: Vec<usize> = if classes.len() <= MOST_CLASSES {
            (0..classes.len()).collect()
        } else {
            let groups = classes.len() / urgencies;
            let mut held: Vec<Vec<bool>> = Vec::new();
            let mut of_group = |g: usize| {
                let held_for = held_for(model, service, g * urgencies..(g + 1) * urgencies);
                held.iter().position(|h| *h == held_for).unwrap_or_else(|| {
                    held.push(held_for);
                    held.len() - 1
                })
            };
            let pattern: Vec<usize> = (0..groups).map(&mut of_group).collect();
            let apart = held.len() * urgencies <= MOST_CLASSES;
            (0..classes.len())
                .map(|c| if apart { pattern[c / urgencies] * urgencies } else { 0 } + c % urgencies)
                .collect()
        };
        let stops = |stage: &Stage| {
            let inside = stage.inside.iter().any(|inside| inside.stopped);
            inside
                || stage.onward.iter().flat_map(|o| &o.outcomes).any(|o| o.clock != ClockEffect::Runs && o.to.is_some())
        };
        let stops = service.stages.iter().any(stops);
        let plain = Self::of(&block, classes, urgencies, stops);
        let alike = plain.alike(model, service, stops);
        let block: Vec<usize> = block.iter().map(|k| alike[*k]).collect();
        Self::of(&block, classes, urgencies, stops)
    }

    /// Where the classes are of these kinds.
    fn of(block: &[usize], classes: &[f64], urgencies: usize, stops: bool) -> Self {
        let count = block.iter().max().map_or(0, |k| k + 1);
        let (mut total, mut classes_of) = (vec![0.0; count], vec![0.0; count]);
        for (k, p) in block.iter().zip(classes) {
            total[*k] += p;
            classes_of[*k] += 1.0;
        }
        let part = |(k, p): (&usize, &f64)| (*k, if total[*k] > 0.0 { p / total[*k] } else { 1.0 / classes_of[*k] });
        let mut with_urgency = vec![vec![0; urgencies]; count];
        for (c, k) in block.iter().enumerate().rev() {
            let group = c / urgencies * urgencies;
            with_urgency[*k].copy_from_slice(&block[group..group + urgencies]);
        }
        let width = if stops { 2 * count } else { count };
        Self { count, width, with_urgency, of_class: block.iter().zip(classes).map(part).collect() }
    }

    /// A number for each kind; those with the same number are alike in all that the account looks at.
    fn alike(&self, model: &Model, service: &Service, stops: bool) -> Vec<usize> {
        let rows = self.rows(model, service);
        let mut block = vec![0; self.count];
        split(&mut block, &rows);
        let ages = service.patience.iter().any(|p| !matches!(p, Patience::Never | Patience::Exponential { .. }));
        // Where all are alike, it does not matter in which order they are seen.
        if stops || ages || block.iter().any(|b| *b > 0) {
            let lanes = |stage: &Stage| self.chosen(|c| usize::from(stage.discipline.lanes().of_class[c]));
            for stage in service.stages.iter().filter(|stage| in_lanes(service, stage)) {
                split(&mut block, &[lanes(stage).into_iter().map(|lane| lane as f64).collect()]);
            }
        }
        // Those whose urgency changes are alike only where what they become is.
        if service.reclassifies() {
            loop {
                let before = block.iter().max().copied();
                for u in 0..service.urgencies.len() {
                    let becomes: Vec<f64> = (0..self.count).map(|k| block[self.with_urgency[k][u]] as f64).collect();
                    split(&mut block, &[becomes]);
                }
                if block.iter().max().copied() == before {
                    break;
                }
            }
        }
        block
    }

    /// All that the account looks at, by kind.
    fn rows(&self, model: &Model, service: &Service) -> Vec<Vec<f64>> {
        let mut rows = Vec::new();
        if let Some(unmet) = &service.levers.unmet {
            rows.extend([&unmet.hidden, &unmet.hidden_still].map(|of| self.mean(|c| of[c].probability())));
        }
        for v in &service.levers.validations {
            rows.push(self.mean(|c| (1.0 - v.leaves[c].probability()) * (1.0 - v.mistaken[c].probability())));
        }
        for law in 0..service.patience.len() {
            rows.push(self.mean(|c| f64::from(u8::from(usize::from(service.patience_of[c]) == law))));
        }
        if service.patience.iter().all(|p| matches!(p, Patience::Never | Patience::Exponential { .. })) {
            // The mean of them is all that matters.
            rows.truncate(rows.len() - service.patience.len());
            if !service.patience.is_empty() {
                let day = DAY as f64;
                rows.push(self.mean(|c| service.patience[usize::from(service.patience_of[c])].survival(day)));
            }
        }
        if let Some(course) = &service.course {
            for at in 0..Course::CAUSES.len() {
                rows.push(self.mean(|c| DAY as f64 / course.means[c][at]));
            }
            if course.changes() {
                let next = |c: usize, u: usize| levels(&course.next[c]).get(u).copied().unwrap_or(0.0);
                rows.extend((0..service.urgencies.len()).map(|u| self.mean(|c| next(c, u))));
            }
        }
        service.stages.iter().for_each(|stage| self.rows_of(model, stage, &mut rows));
        rows
    }

    fn rows_of(&self, model: &Model, stage: &Stage, rows: &mut Vec<Vec<f64>>) {
        let most = most_ahead(stage);
        for ahead in [0, most / 2, most].iter().take(if most > 0 { 3 } else { 1 }) {
            rows.push(self.mean(|c| Visits::new(stage, c, *ahead, model.horizon).needs));
            rows.push(self.mean(|c| Visits::new(stage, c, *ahead, model.horizon).seen));
        }
        if !stage.cancels.is_empty() {
            rows.push(self.mean(|c| stage.cancels.get(c).map_or(0.0, |p| p.probability())));
        }
        if let Some(unavailable) = &stage.unavailable {
            rows.push(self.mean(|c| unavailable.chances[c].probability()));
        }
        for fence in &stage.levers.fenced.kinds {
            rows.push(self.mean(|c| f64::from(u8::from(fence.eligible[c]))));
            rows.push(self.mean(|c| fence.takes_up.get(c).map_or(1.0, |p| p.probability())));
        }
        let lanes = stage.discipline.lanes();
        for held in holds_free(model, stage) {
            rows.push(self.mean(|c| f64::from(u8::from(held.is_for(lanes, c)))));
        }
        match &stage.levers.session {
            Some(SessionPlan::Overbook(plan)) if matches!(plan.by, OverbookBy::Expected) => {
                rows.push(self.mean(|c| plan.predicted[c].probability()));
            }
            Some(SessionPlan::Cases(cases)) => {
                rows.push(self.mean(|c| cases.planned[c] as f64));
                rows.push(self.mean(|c| cases.law[usize::from(cases.law_of[c])].mean()));
            }
            _ => {}
        }
        if let Capacity::Servers { service: laws, service_of, .. } = &stage.capacity {
            rows.push(self.mean(|c| laws[usize::from(service_of[c])].mean()));
            rows.push(self.chosen(|c| usize::from(service_of[c])).into_iter().map(|law| law as f64).collect());
        }
        if let Some(onward) = &stage.onward {
            let of_row: Vec<Vec<f64>> = onward.of_class.iter().map(levels).collect();
            let row = |c: usize| &of_row[if of_row.len() == 1 { 0 } else { c }];
            rows.extend((0..onward.outcomes.len()).map(|o| self.mean(|c| row(c)[o])));
        }
    }

    /// Probabilities of the kinds.
    pub(super) fn gather(&self, classes: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; self.count];
        self.of_class.iter().zip(classes).for_each(|((kind, _), p)| out[*kind] += p);
        out
    }

    /// Parts of the kinds, of figures by class, for each kind with a clock that runs and with one that has stopped.
    pub(super) fn twice(&self, classes: &[f64]) -> Vec<f64> {
        let all: f64 = classes.iter().sum();
        let mut parts = self.gather(classes);
        parts.iter_mut().for_each(|p| *p = if all > 0.0 { *p / all } else { 1.0 / self.count as f64 });
        parts.resize(self.width, 0.0);
        parts
    }

    /// The same figures for those whose clock runs and for those whose clock has stopped.
    pub(super) fn both(&self, of: &[f64]) -> Vec<f64> {
        of.iter().cycle().take(self.width).copied().collect()
    }

    /// A figure of each kind: the mean over its classes.
    pub(super) fn mean(&self, of: impl Fn(usize) -> f64) -> Vec<f64> {
        let mut out = vec![0.0; self.count];
        for (class, (kind, part)) in self.of_class.iter().enumerate().filter(|(_, (_, part))| *part > 0.0) {
            out[*kind] += part * of(class);
        }
        out
    }

    /// How many urgencies there are.
    pub(super) fn urgencies(&self) -> usize {
        self.with_urgency.first().map_or(0, Vec::len)
    }

    /// A kind when its urgency is another.
    pub(super) fn with_urgency(&self, kind: usize, urgency: usize) -> usize {
        self.with_urgency[kind][urgency]
    }

    /// A figure that classes have whole, by kind: that of the class with the largest part.
    pub(super) fn chosen(&self, of: impl Fn(usize) -> usize) -> Vec<usize> {
        let mut most = vec![(-1.0, 0); self.count];
        for (class, (kind, part)) in self.of_class.iter().enumerate() {
            if *part > most[*kind].0 {
                most[*kind] = (*part, of(class));
            }
        }
        most.into_iter().map(|(_, value)| value).collect()
    }
}

/// Whether people are seen lane by lane, in lanes that the account can tell.
pub(super) fn in_lanes(service: &Service, stage: &Stage) -> bool {
    stage.discipline.lane_order() && !stage.discipline.lanes().by_missed && service.records.is_none()
}

/// Slots that the discipline of a stage holds free, where people are as they are recorded.
pub(super) fn holds_free(model: &Model, stage: &Stage) -> Vec<Held> {
    let alike = model.recorded().groups() == model.population.groups();
    if alike { stage.discipline.holds_free() } else { Vec::new() }
}

/// Whose slots those of these classes may have that are held for some.
fn held_for(model: &Model, service: &Service, classes: std::ops::Range<usize>) -> Vec<bool> {
    let mut out = Vec::new();
    for stage in &service.stages {
        for fence in &stage.levers.fenced.kinds {
            out.extend(classes.clone().map(|c| fence.eligible[c]));
        }
        let lanes = stage.discipline.lanes();
        for held in holds_free(model, stage) {
            out.extend(classes.clone().map(|c| held.is_for(lanes, c)));
        }
    }
    out
}

/// Tells kinds with the same number apart by what these rows say of them.
fn split(block: &mut [usize], rows: &[Vec<f64>]) {
    let same = |a: f64, b: f64| (a - b).abs() <= SAME * (a.abs() + b.abs());
    let before = block.to_vec();
    let mut count = 0;
    for k in 0..block.len() {
        let like = (0..k).find(|j| before[*j] == before[k] && rows.iter().all(|row| same(row[*j], row[k])));
        block[k] = like.map_or(count, |j| block[j]);
        count += usize::from(like.is_none());
    }
}

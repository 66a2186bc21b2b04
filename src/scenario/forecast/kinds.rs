//! People told apart as far as the account needs it: by class, or by urgency where that would be too much.

use crate::model::{Model, Service};

/// Classes x stages x days beyond which people are told apart by urgency alone.
const MOST: usize = 400_000;
/// Classes beyond which they are.
const MOST_CLASSES: usize = 8;

/// The kinds of people of a service.
#[derive(Clone, Debug)]
pub(super) struct Kinds {
    /// How many.
    pub(super) count: usize,
    urgencies: usize,
    /// The kind of each class, and its part of the kind.
    of_class: Vec<(usize, f64)>,
}

impl Kinds {
    /// Of a service, where people of each class come in these proportions.
    pub(super) fn new(model: &Model, service: &Service, classes: &[f64]) -> Self {
        let urgencies = service.urgencies.len();
        let days = (model.horizon / crate::time::DAY).max(1) as usize;
        let all = classes.len();
        if all <= MOST_CLASSES && all.saturating_mul(service.stages.len()).saturating_mul(days) <= MOST {
            return Self { count: all, urgencies, of_class: (0..all).map(|c| (c, 1.0)).collect() };
        }
        let mut total = vec![0.0; urgencies];
        classes.iter().enumerate().for_each(|(c, p)| total[c % urgencies] += p);
        let alike = urgencies as f64 / all as f64;
        let part = |(c, p): (usize, &f64)| {
            let u = c % urgencies;
            (u, if total[u] > 0.0 { p / total[u] } else { alike })
        };
        Self { count: urgencies, urgencies, of_class: classes.iter().enumerate().map(part).collect() }
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
        parts.extend(vec![0.0; self.count]);
        parts
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
    pub(super) const fn urgencies(&self) -> usize {
        self.urgencies
    }

    /// A kind when its urgency is another.
    pub(super) const fn with_urgency(&self, kind: usize, urgency: usize) -> usize {
        kind / self.urgencies * self.urgencies + urgency
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

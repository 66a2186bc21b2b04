//! What a fit found: curves, tests against one's own figures, and what comes next.

use super::chance::{Judged, Verdict};
use super::curves::Fitted;
use super::fluid::Bands;
use super::groups::Ratio;
use crate::intake::{Period, Reading};

/// Figures of a month: who was treated, and who waits at its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// Who was treated in it, by band.
    pub treated: Vec<f64>,
    /// Who waits at its end, by band.
    pub list: Vec<f64>,
}

impl Figures {
    pub(super) fn none(bands: usize) -> Self {
        Self { treated: vec![0.0; bands], list: vec![0.0; bands] }
    }

    pub(super) fn add(&mut self, treated: &[f64], list: &[f64]) {
        self.treated.iter_mut().zip(treated).for_each(|(sum, n)| *sum += n);
        self.list.iter_mut().zip(list).for_each(|(sum, n)| *sum += n);
    }
}

/// A month of the people of a level.
#[derive(Clone, Debug, PartialEq)]
pub struct TestedGroup {
    /// What tells people apart.
    pub attribute: String,
    /// The level.
    pub level: String,
    /// As counted.
    pub own: Figures,
    /// As foretold, given how many of all were treated and how many of each group wait at the end.
    pub model: Figures,
    /// How the waits of the treated compare.
    pub judged: Judged,
}

/// How people of a level differ from all.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// What tells people apart.
    pub attribute: String,
    /// The level.
    pub level: String,
    /// Whether it is a level that people are recorded with.
    pub recorded: bool,
    /// How many were treated.
    pub people: f64,
    /// How many times the chance of all they had to be treated.
    pub treated: Ratio,
    /// How many times the hazard of all they had to leave untreated.
    pub removed: Ratio,
}

/// A month as the model has it, beside one's own figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Tested {
    /// The month.
    pub period: String,
    /// As counted.
    pub own: Figures,
    /// As foretold, given how many were treated and how many wait at the end.
    pub model: Figures,
    /// How the waits of the treated compare.
    pub judged: Judged,
    /// Level by level, where groups are told apart.
    pub groups: Vec<TestedGroup>,
}

/// A month that has not been counted yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Ahead {
    /// The month.
    pub period: String,
    /// What is foretold.
    pub figures: Figures,
}

/// What a fit found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The bands of waits.
    pub bands: Bands,
    /// The periods that it was fitted to.
    pub periods: Vec<String>,
    /// The curves, from all months.
    pub fitted: Fitted,
    /// Whether the tested months were held out.
    pub held_out: bool,
    /// The tested months, in order.
    pub tested: Vec<Tested>,
    /// Each list by itself in the last tested month, under the curves of all, where there are several.
    pub lists: Vec<(String, Judged)>,
    /// How the people of each level differ.
    pub levels: Vec<Level>,
    /// Months after the last list.
    pub ahead: Vec<Ahead>,
    /// What was found, in plain words.
    pub words: Vec<String>,
    /// The scenario.
    pub scenario: String,
}

impl Found {
    /// The worst of the tested months.
    #[must_use]
    pub fn verdict(&self) -> Option<Judged> {
        self.tested.iter().map(|t| t.judged).max_by(|a, b| (a.distance - a.chance).total_cmp(&(b.distance - b.chance)))
    }

    /// Whether the order may be called that of today.
    #[must_use]
    pub fn is_as_today(&self) -> bool {
        self.verdict().is_some_and(|judged| judged.verdict == Verdict::Holds)
    }
}

/// The month of a reading, as 2015-02.
pub(super) fn shown(reading: &Reading) -> String {
    Period { day: None, ..reading.end }.shown()
}

/// Weeks at which waits are told in coarse bands.
const COARSE: [usize; 7] = [6, 12, 18, 26, 39, 52, 65];

impl Found {
    /// Figures of both, in words: people of the list, parts within and over limits, parts of the treated by coarse bands.
    #[must_use]
    pub fn figures(&self, own: &Figures, model: &Figures) -> Vec<(String, f64, f64)> {
        let mut out = Vec::new();
        let sum = |of: &[f64]| of.iter().sum::<f64>();
        // One list has nothing to foretell but who was treated.
        if self.fitted.removed.is_some() {
            out.push(("waiting at the end".to_string(), sum(&own.list), sum(&model.list)));
            let both = |weeks| Some((self.bands.within(&own.list, weeks)?, self.bands.within(&model.list, weeks)?));
            out.extend(both(18).map(|(a, b)| ("part waiting within 18 weeks".to_string(), a, b)));
            out.extend(both(52).map(|(a, b)| ("part waiting over 52 weeks".to_string(), 1.0 - a, 1.0 - b)));
        }
        out.push(("treated".to_string(), sum(&own.treated), sum(&model.treated)));
        let mut before = (0, 0.0, 0.0);
        for weeks in COARSE {
            let both = (self.bands.within(&own.treated, weeks), self.bands.within(&model.treated, weeks));
            if let (Some(a), Some(b)) = both {
                let what = format!("part treated after {} to {weeks} weeks", before.0);
                out.push((what, a - before.1, b - before.2));
                before = (weeks, a, b);
            }
        }
        if before.0 > 0 {
            out.push((format!("part treated after more than {} weeks", before.0), 1.0 - before.1, 1.0 - before.2));
        }
        out
    }
}

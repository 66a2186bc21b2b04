//! What identifies a figure, from the layout to the writers. Names in words are looked up where rows are written.

use super::AnalysisSet;
use crate::name::Name;

/// One figure, apart from the policy. The numbers are those of one [`super::Layout`], which knows their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Figure {
    /// The service; none: all of them together.
    pub service: Option<u32>,
    /// The stage of a pathway; none: the whole pathway.
    pub stage: Option<u32>,
    /// The people or events that are counted, and when.
    pub population: AnalysisSet,
    /// The measure.
    pub measure: u32,
    /// Its value, or one of the gaps.
    pub of: Of,
    /// The people.
    pub who: Who,
}

/// What is told of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Of {
    /// The measure itself.
    Value,
    /// A gap between levels: its number in the registry.
    Gap(u16),
}

/// The people of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// Everybody, a level, a combination of levels: the number of the subject.
    People(u32),
    /// The levels of an attribute, between which there is a gap.
    Levels {
        /// The number of the breakdown.
        breakdown: u16,
        /// The level that is compared, where it is one of several.
        level: Option<u16>,
    },
}

impl Figure {
    /// Whether it is of everybody, and of all services together.
    #[must_use]
    pub fn is_total(&self) -> bool {
        self.service.is_none() && self.is_of_everybody()
    }

    /// Whether it is a value of everybody.
    #[must_use]
    pub fn is_of_everybody(&self) -> bool {
        self.who == Who::People(0)
    }

    /// Whether it is a gap between levels.
    #[must_use]
    pub const fn is_gap(&self) -> bool {
        matches!(self.of, Of::Gap(_))
    }
}

/// A figure in words, as the tables have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Words<'a> {
    /// The service, or "all".
    pub service: &'a str,
    /// The stage, or "all".
    pub stage: &'a str,
    /// The people or events that are counted, and when.
    pub set: AnalysisSet,
    /// The measure; of a gap with the name of the gap after a point.
    pub measure: &'a str,
    /// The attribute, crossed attributes joined by " x ", or "all".
    pub attribute: &'a str,
    /// The level, crossed levels joined by " x ", "all" for totals, empty for gaps of the ends.
    pub group: &'a str,
    /// The unit.
    pub unit: &'a str,
}

/// The names that figures have in words.
#[derive(Clone, Debug)]
pub(super) struct Names {
    /// "all", and nothing.
    all: Name,
    none: Name,
    pub(super) services: Vec<Name>,
    pub(super) stages: Vec<Name>,
    /// By measure: its own name, then those of its gaps.
    measures: Vec<Name>,
    /// Gaps of the registry.
    gaps: usize,
    /// Attribute and level of each subject.
    pub(super) people: Vec<(Name, Name)>,
    /// Attribute and levels of each breakdown.
    pub(super) breakdowns: Vec<(Name, Vec<Name>)>,
}

impl Names {
    /// Names of measures and of their gaps.
    pub(super) fn of_measures<'a>(measures: impl Iterator<Item = &'a str>, gaps: &[&str]) -> Self {
        let all = measures
            .flat_map(|m| std::iter::once(m.into()).chain(gaps.iter().map(move |g| [m, ".", g].concat().into())));
        Self {
            all: "all".into(),
            none: Name::default(),
            services: Vec::new(),
            stages: Vec::new(),
            measures: all.collect(),
            gaps: gaps.len(),
            people: Vec::new(),
            breakdowns: Vec::new(),
        }
    }

    /// The name in the column `measure`.
    pub(super) fn measure(&self, measure: u32, of: Of) -> &Name {
        &self.measures[self.place(measure, of)]
    }

    /// The place of a name among all of them.
    pub(super) fn place(&self, measure: u32, of: Of) -> usize {
        let within = match of {
            Of::Value => 0,
            Of::Gap(gap) => 1 + usize::from(gap),
        };
        measure as usize * (1 + self.gaps) + within
    }

    /// The measure, and what is told of it, by the name in the column `measure`.
    pub(super) fn find(&self, name: &str) -> Option<(u32, Of)> {
        let at = self.measures.iter().position(|n| n == name)?;
        let (measure, within) = (at / (1 + self.gaps), at % (1 + self.gaps));
        let of = if within == 0 { Of::Value } else { Of::Gap(u16::try_from(within - 1).ok()?) };
        Some((u32::try_from(measure).ok()?, of))
    }

    /// Places of all names of measures, in order of name.
    pub(super) fn ranks(&self) -> Vec<u32> {
        ranks(&self.measures)
    }

    pub(super) fn service(&self, service: Option<u32>) -> &Name {
        service.map_or(&self.all, |s| &self.services[s as usize])
    }

    pub(super) fn stage(&self, stage: Option<u32>) -> &Name {
        stage.map_or(&self.all, |s| &self.stages[s as usize])
    }

    /// Attribute and group.
    pub(super) fn who(&self, who: Who) -> (&Name, &Name) {
        match who {
            Who::People(subject) => {
                let (attribute, group) = &self.people[subject as usize];
                (attribute, group)
            }
            Who::Levels { breakdown, level } => {
                let (attribute, levels) = &self.breakdowns[usize::from(breakdown)];
                (attribute, level.map_or(&self.none, |l| &levels[usize::from(l)]))
            }
        }
    }
}

/// The rank of each text among all of them; equal texts have one rank.
pub(super) fn ranks(texts: &[impl AsRef<str>]) -> Vec<u32> {
    let text = |place: u32| texts[place as usize].as_ref();
    let mut order: Vec<u32> = (0..texts.len() as u32).collect();
    order.sort_unstable_by(|&a, &b| text(a).cmp(text(b)));
    let mut out = vec![0; order.len()];
    let mut rank = 0;
    for (before, &place) in [None].into_iter().chain(order.iter().map(Some)).zip(&order) {
        rank += u32::from(before.is_some_and(|&before| text(before) != text(place)));
        out[place as usize] = rank;
    }
    out
}

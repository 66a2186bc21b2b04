//! The lanes of a discipline: classes of people among which it does not choose.

use super::{Order, Setting};
use crate::error::Problem;

/// The lanes of a discipline at a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lanes {
    /// The lane of each class; where [`Lanes::by_missed`], of each class with 0, 1, 2, 3 and more appointments missed.
    pub of_class: Vec<u16>,
    /// Whether people are told apart by how many appointments they have missed.
    pub by_missed: bool,
    /// How many lanes there are.
    pub count: usize,
    /// The order inside each of them.
    pub order: Order,
}

impl Lanes {
    /// One lane for everybody.
    #[must_use]
    pub fn one(setting: &Setting<'_>, order: Order) -> Self {
        Self { of_class: vec![0; setting.classes()], by_missed: false, count: 1, order }
    }

    /// Number of classes.
    #[must_use]
    pub fn classes(&self) -> usize {
        if self.by_missed { self.of_class.len() / MISSES } else { self.of_class.len() }
    }

    /// The lanes of a class: one, or one for each number of missed appointments.
    #[must_use]
    pub fn of(&self, class: usize) -> &[u16] {
        let strata = if self.by_missed { MISSES } else { 1 };
        &self.of_class[class * strata..(class + 1) * strata]
    }

    /// The lane of a class with so many appointments missed; [`MISSES`] - 1 stands for more.
    #[must_use]
    pub fn lane(&self, class: usize, missed: usize) -> usize {
        usize::from(if self.by_missed { self.of_class[class * MISSES + missed] } else { self.of_class[class] })
    }

    /// One lane for each value of a key of (group, urgency); the keys come back in lane order, which is the order of the keys.
    ///
    /// # Errors
    /// Where there are more lanes than [`MAX_LANES`]: a problem that names the product.
    pub fn by<K: Ord + Clone>(
        setting: &Setting<'_>,
        mut key: impl FnMut(usize, usize) -> K,
    ) -> Result<(Self, Vec<K>), Vec<Problem>> {
        Self::made_of(setting, setting.each_class().map(|(group, urgency)| key(group, urgency)).collect(), false)
    }

    /// One lane for each value of a key of (group, urgency, appointments missed), like [`Lanes::by`].
    ///
    /// # Errors
    /// Where there are more lanes than [`MAX_LANES`]: a problem that names the product.
    pub fn by_missed<K: Ord + Clone>(
        setting: &Setting<'_>,
        mut key: impl FnMut(usize, usize, usize) -> K,
    ) -> Result<(Self, Vec<K>), Vec<Problem>> {
        let each = setting.each_class().flat_map(|(group, urgency)| (0..MISSES).map(move |m| (group, urgency, m)));
        Self::made_of(setting, each.map(|(group, urgency, missed)| key(group, urgency, missed)).collect(), true)
    }

    fn made_of<K: Ord + Clone>(
        setting: &Setting<'_>,
        of: Vec<K>,
        by_missed: bool,
    ) -> Result<(Self, Vec<K>), Vec<Problem>> {
        let mut keys = of.clone();
        keys.sort();
        keys.dedup();
        if keys.len() > MAX_LANES {
            return Err(vec![too_many(setting, keys.len())]);
        }
        let lane = |k: &K| keys.binary_search(k).expect("every key is in the list") as u16;
        let of_class = of.iter().map(lane).collect();
        Ok((Self { of_class, by_missed, count: keys.len(), order: Order::Seniority }, keys))
    }
}

/// How many numbers of missed appointments are told apart: 0, 1, 2, 3 and more.
pub const MISSES: usize = 4;

/// Most lanes of a discipline at a service.
pub const MAX_LANES: usize = 4096;

fn too_many(setting: &Setting<'_>, lanes: usize) -> Problem {
    let levels = setting.population.attributes.iter().map(|a| format!("{} of {}", a.levels.len(), a.name));
    let product: Vec<String> =
        std::iter::once(format!("{} of urgency", setting.urgencies.len())).chain(levels).collect();
    let message = format!(
        "this rule tells {lanes} classes of people apart ({} classes = {}); the limit is {MAX_LANES}",
        setting.classes(),
        product.join(" x ")
    );
    Problem::new("Q0307", "", message).help("let the rule look at fewer attributes, or give more levels the same value")
}

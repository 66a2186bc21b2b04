//! Who is seen next.
//!
//! A discipline ranks *lanes*, not people: it puts the classes of people (group as recorded x urgency) into lanes, says in what
//! order each lane is kept, and at a decision picks the lane whose first person is seen. It sees what a booking office sees:
//! recorded attributes, urgency, dates and counts; never a future draw and never the true group.
//!
//! A new discipline is one file that implements [`Kind`] in `kinds` and one line in the list there, `shipped!`.

use std::fmt::Debug;
use std::sync::{Arc, OnceLock};

use serde_json::Value;

use crate::error::Problem;
use crate::population::{Population, Urgency};

pub use curve::Curve;
pub use explained::Explained;
pub use held::Held;
pub use order::{Order, PersonKey};
pub use ranking::Ranking;
pub use view::{Drawn, Head, Lot, Pick, Seen, View, Waits};

#[macro_use]
mod ranking;
pub mod scale;
mod shape;

/// What a discipline may know of the service it works for.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// How people differ, as recorded.
    pub population: &'a Population,
    /// Clinical classes of the service.
    pub urgencies: &'a [Urgency],
    /// Whether people are seen in bookable slots (else by servers).
    pub slotted: bool,
}

impl Setting<'_> {
    /// Number of classes: groups x urgencies.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.population.groups() * self.urgencies.len()
    }

    /// The group and the urgency of each class, in order.
    pub fn each_class(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let urgencies = self.urgencies.len();
        (0..self.classes()).map(move |class| (class / urgencies, class % urgencies))
    }
}

/// A discipline that scenarios can name: its parameters, checks, one line of help and source.
pub trait Kind: Send + Sync {
    /// The name in `kind = "..."`.
    fn name(&self) -> &'static str;

    /// One line for `queuity list`.
    fn summary(&self) -> &'static str;

    /// Where the rule comes from.
    fn source(&self) -> &'static str;

    /// The JSON Schema of the parameters, without `kind`.
    fn schema(&self) -> schemars::Schema;

    /// An example of the parameters as TOML lines, valid for a service with urgencies P2, P3, P4 and an attribute `deprivation`
    /// with levels from "most deprived" to "least deprived"; the law tests run it.
    fn example(&self) -> &'static str {
        ""
    }

    /// Builds the discipline for a service. The registry is given for disciplines that hold another one.
    ///
    /// # Errors
    /// Every problem of the parameters, with paths below the discipline's own.
    fn build(
        &self,
        parameters: &Value,
        setting: &Setting<'_>,
        registry: &Registry,
    ) -> Result<Arc<dyn Discipline>, Vec<Problem>>;
}

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

/// A discipline at work on one service of one variant: immutable, shared by all replications.
pub trait Discipline: Debug + Send + Sync {
    /// How people are put into lanes.
    fn lanes(&self) -> &Lanes;

    /// Whether picks depend on how many people are in a lane; the engine then keeps the counts of the living exactly.
    fn reads_counts(&self) -> bool {
        false
    }

    /// Whether picks depend on which slot of the session it is; such a discipline cannot be the `rest` of another.
    fn reads_slots(&self) -> bool {
        false
    }

    /// Whether picks draw lots; the engine then gives every decision a word of luck of its own.
    fn draws_lots(&self) -> bool {
        false
    }

    /// Whether picks look back at who was called; the engine then keeps that by lane.
    fn reads_seen(&self) -> bool {
        false
    }

    /// How many ways there are in which people hold tickets by the time waited; above 0 only where lanes are kept [by
    /// wait](Order::ByWait).
    fn curves(&self) -> usize {
        0
    }

    /// The tickets of the people of a lane, by one of these ways, if they had waited so many days longer.
    ///
    /// # Panics
    /// Where there is no such curve.
    fn curve(&self, curve: usize, _lane: usize, _longer: f64) -> Arc<Curve> {
        panic!("there is no curve {curve}")
    }

    /// Slots that some may have and nobody else, even where none of them waits: what a run leaves empty, for those who foretell it.
    fn holds_free(&self) -> Vec<Held> {
        Vec::new()
    }

    /// Whether the pick is always the first lane with anybody in it; the engine then need not ask.
    fn lane_order(&self) -> bool {
        false
    }

    /// What ranks the lanes during one run; [`Ranking::of`] holds one that is not of this house.
    fn ranker(&self) -> Ranking<'_>;
}

/// Ranks the lanes of one stage during one run. A pick may be asked again for the same slot (when the person picked turns out
/// to have left), so `pick` must give the same answer for the same view.
pub trait Ranker: Debug + Send {
    /// A session begins, or opens for booking, with this many slots.
    fn session(&mut self, _slots: u32) {}

    /// How many of its slots are reserved, by quota. Where appointments are made ahead, several sessions are open side by side: the
    /// engine keeps this with each of them.
    fn reserved(&self) -> Vec<u32> {
        Vec::new()
    }

    /// Goes on with a session that has so many slots taken; `reserved` are those of each quota that are not.
    fn resume(&mut self, _reserved: &[u32], _taken: u32) {}

    /// The quota whose slot the last pick was for.
    fn quota(&self) -> Option<usize> {
        None
    }

    /// Who is next.
    fn pick(&mut self, view: &View<'_>) -> Pick;

    /// The ticket that the last pick drew, where it drew one of those that people hold by the time waited; it belongs to somebody in the
    /// lane that was picked. None: the first of the lane is next.
    fn drawn(&self) -> Option<Drawn> {
        None
    }

    /// Why a lane with somebody in it stands where it stands, right after the pick for this slot; only asked by who looks into
    /// single decisions (`queuity why`), never by a run. None: the rule does not say.
    fn explain(&self, _view: &View<'_>, _lane: usize) -> Option<Explained> {
        None
    }
}

/// The disciplines that scenarios can name.
#[derive(Clone)]
pub struct Registry {
    kinds: Vec<Arc<dyn Kind>>,
    /// The schema of the language that can name these, once somebody has made it; copies share it.
    schema: Arc<OnceLock<Arc<Value>>>,
}

impl Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.kinds.iter().map(|k| k.name())).finish()
    }
}

impl Registry {
    /// Adds a discipline; one of the same name is replaced.
    #[must_use]
    pub fn with(mut self, kind: impl Kind + 'static) -> Self {
        self.kinds.retain(|k| k.name() != kind.name());
        self.kinds.push(Arc::new(kind));
        self.schema = Arc::default();
        self
    }

    /// All of them, in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = &dyn Kind> {
        self.kinds.iter().map(AsRef::as_ref)
    }

    /// The schema of the language that can name these; the first caller makes it.
    pub(crate) fn schema_or(&self, make: impl FnOnce() -> Value) -> Arc<Value> {
        Arc::clone(self.schema.get_or_init(|| Arc::new(make())))
    }

    /// The discipline of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&dyn Kind> {
        self.iter().find(|k| k.name() == name)
    }

    /// Builds the discipline of a table `{ kind = "...", ... }`, or of a kind's name alone where it needs no parameters.
    ///
    /// # Errors
    /// Every problem, with paths below the discipline's own.
    pub fn build(&self, table: &Value, setting: &Setting<'_>) -> Result<Arc<dyn Discipline>, Vec<Problem>> {
        let (name, path) = match table {
            Value::String(name) => (name.as_str(), ""),
            Value::Object(parameters) => match parameters.get("kind") {
                Some(Value::String(name)) => (name.as_str(), "kind"),
                Some(_) => return Err(vec![Problem::new("Q0303", "kind", "a text is expected")]),
                None => return Err(vec![Problem::new("Q0302", "", "`kind` is missing")]),
            },
            _ => return Err(vec![Problem::new("Q0303", "", "a table with `kind` is expected")]),
        };
        let Some(kind) = self.get(name) else {
            let known: Vec<&str> = self.iter().map(Kind::name).collect();
            return Err(vec![parameters::unknown(path, "discipline", name, &known)]);
        };
        let none = Value::Object(serde_json::Map::new());
        kind.build(if table.is_object() { table } else { &none }, setting, self)
    }
}

mod below;
pub mod curve;
pub mod explained;
mod expression;
mod held;
pub mod kinds;
mod order;
pub mod parameters;
pub mod parts;
mod points;
mod syntax;
#[cfg(test)]
mod testing;
pub mod view;

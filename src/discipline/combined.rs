//! Disciplines that hand decisions on to others: one set of lanes fine enough for all of them, and each of them at work on it as
//! if it had the list to itself.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::below::Below;
use super::{
    Curve, Discipline, Drawn, Explained, Head, Lanes, Lot, MISSES, Order, Pick, Ranking, Registry, Seen, Setting, View,
};
use crate::error::Problem;
use crate::schema::RULE;
use crate::time::Time;

/// A discipline's kind, or its table.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Rule {
    /// The kind, where it needs no parameters.
    Kind(String),
    /// `{ kind = "...", ... }`.
    Table(serde_json::Map<String, Value>),
}

impl JsonSchema for Rule {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Rule".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "The name of a variant or of a kind that needs no parameters, or a discipline",
            "format": RULE,
            "anyOf": [{ "type": "string" }, { "type": "object" }]
        })
    }
}

impl Rule {
    /// First come, first served: what a rule is where nothing is said.
    #[must_use]
    pub fn first_come() -> Self {
        Rule::Kind("first come".into())
    }

    fn value(&self) -> Value {
        match self {
            Rule::Kind(kind) => Value::from(kind.as_str()),
            Rule::Table(table) => Value::Object(table.clone()),
        }
    }
}

/// Several disciplines, and the lanes that are constant on the lanes of each.
#[derive(Debug)]
pub struct Combined {
    /// The common lanes.
    pub lanes: Lanes,
    rules: Vec<Arc<dyn Discipline>>,
    /// By rule: its own lane of each of the common ones.
    lane_of: Vec<Vec<u16>>,
}

impl Combined {
    /// Builds the rules, each given with its path, and the coarsest lanes that are fine enough for all of them and for a key of
    /// (group, urgency); the keys come back in lane order.
    ///
    /// # Errors
    /// Every problem of each of the rules, and each that cannot share a list with others.
    pub fn build<K: Ord + Clone>(
        rules: &[(String, &Rule)],
        setting: &Setting<'_>,
        registry: &Registry,
        mut key: impl FnMut(usize, usize) -> K,
    ) -> Result<(Self, Vec<K>), Vec<Problem>> {
        let mut problems = Vec::new();
        let mut built = Vec::new();
        for (path, rule) in rules {
            match registry.build(&rule.value(), setting) {
                Err(below) => problems.extend(below.into_iter().map(|p| p.below(path))),
                Ok(rule) if !matches!(rule.lanes().order, Order::Seniority | Order::ByWait) || rule.reads_slots() => {
                    let message = "this discipline cannot share a list with another one";
                    let help =
                        "use one that sees the longest wait of each class first, or `by wait`, and reserves no slots";
                    problems.push(Problem::new("Q0308", path.as_str(), message).help(help));
                }
                Ok(rule) => built.push(rule),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let urgencies = setting.urgencies.len();
        let mut of = |group: usize, urgency: usize, missed: usize| {
            let class = group * urgencies + urgency;
            let lanes: Vec<u16> = built.iter().map(|rule| rule.lanes().lane(class, missed) as u16).collect();
            (lanes, key(group, urgency))
        };
        let (mut lanes, keys) = if built.iter().any(|rule| rule.lanes().by_missed) {
            Lanes::by_missed(setting, of)?
        } else {
            Lanes::by(setting, |group, urgency| of(group, urgency, MISSES - 1))?
        };
        if built.iter().any(|rule| rule.lanes().order == Order::ByWait) {
            lanes.order = Order::ByWait;
        }
        let lane_of = (0..built.len()).map(|rule| keys.iter().map(|(of, _)| of[rule]).collect()).collect();
        Ok((Self { lanes, rules: built, lane_of }, keys.into_iter().map(|(_, key)| key).collect()))
    }

    /// Whether any of the rules looks at counts.
    #[must_use]
    pub fn reads_counts(&self) -> bool {
        self.rules.iter().any(|rule| rule.reads_counts())
    }

    /// Whether any of the rules draws lots.
    #[must_use]
    pub fn draws_lots(&self) -> bool {
        self.rules.iter().any(|rule| rule.draws_lots())
    }

    /// Whether any of the rules looks back.
    #[must_use]
    pub fn reads_seen(&self) -> bool {
        self.rules.iter().any(|rule| rule.reads_seen())
    }

    /// How many curves the rules have, one after the other.
    #[must_use]
    pub fn curves(&self) -> usize {
        self.rules.iter().map(|rule| rule.curves()).sum()
    }

    /// The tickets of a common lane by one of these curves.
    ///
    /// # Panics
    /// Where there is no such curve.
    #[must_use]
    pub fn curve(&self, mut curve: usize, lane: usize, longer: f64) -> Arc<Curve> {
        for (rule, lane_of) in self.rules.iter().zip(&self.lane_of) {
            if curve < rule.curves() {
                return rule.curve(curve, lane_of[lane].into(), longer);
            }
            curve -= rule.curves();
        }
        panic!("there are {} curves", self.curves())
    }

    /// Each of the rules at work.
    #[must_use]
    pub fn at_work(&self) -> Vec<SubRule<'_>> {
        let mut before = 0;
        let each = self.rules.iter().zip(&self.lane_of);
        let each = each.map(|(rule, lane_of)| {
            let curves = (before, rule.curves());
            before += curves.1;
            SubRule::new(rule.as_ref(), lane_of, curves)
        });
        each.collect()
    }
}

/// One of several disciplines at work on common lanes.
#[derive(Debug)]
pub struct SubRule<'a> {
    // On the heap: the rule may itself hand on to parts.
    ranker: Box<Ranking<'a>>,
    lane_of: &'a [u16],
    /// The lanes of the rule itself: their heads, and the common lane each comes from.
    heads: Vec<Head>,
    from: Vec<usize>,
    counts: Vec<u32>,
    seen: Vec<Seen>,
    looks: Looks,
    lane_order: bool,
    /// How its tickets lie among those of the common lanes.
    below: Below<'a>,
    /// The tickets of its own lanes.
    totals: Vec<u64>,
    /// The ticket that the last pick drew, and its common lane.
    drawn: Option<Drawn>,
    holder: usize,
}

/// What of a view a rule looks at beside the heads.
#[derive(Clone, Copy, Debug)]
struct Looks {
    counts: bool,
    seen: bool,
}

impl<'a> SubRule<'a> {
    fn new(rule: &'a dyn Discipline, lane_of: &'a [u16], curves: (usize, usize)) -> Self {
        let lanes = rule.lanes().count;
        let looks = Looks { counts: rule.reads_counts(), seen: rule.reads_seen() };
        Self {
            ranker: Box::new(rule.ranker()),
            lane_of,
            heads: vec![Head::NONE; lanes],
            from: vec![0; lanes],
            counts: vec![0; lanes],
            seen: vec![Seen::default(); if looks.seen { lanes } else { 0 }],
            looks,
            lane_order: rule.lane_order(),
            below: Below { lane_of, own: lanes, first: curves.0, curves: curves.1, earlier: Vec::new() },
            totals: vec![0; curves.1 * lanes],
            drawn: None,
            holder: 0,
        }
    }

    /// The rule takes everybody of a common lane to have come so much earlier; the heads that it is given are so already.
    #[must_use]
    pub fn earlier(mut self, earlier: Vec<Time>) -> Self {
        self.below.earlier = earlier;
        self
    }

    /// The ticket that the last pick drew, where it drew one.
    #[must_use]
    pub const fn drawn(&self) -> Option<Drawn> {
        self.drawn
    }

    /// Whether the rule, or one that it hands on to, draws by the time waited.
    #[must_use]
    pub const fn has_curves(&self) -> bool {
        self.below.curves > 0
    }

    /// A session begins, with this many slots.
    pub fn session(&mut self, slots: u32) {
        self.ranker.session(slots);
    }

    /// What the rule picks of the common lanes that are open.
    pub fn pick(&mut self, view: &View<'_>, open: impl Fn(usize) -> bool) -> Pick {
        if self.has_curves() {
            return self.pick_by_wait(view, &open);
        }
        self.merge(view, open);
        let own = View { heads: &self.heads, counts: &self.counts, seen: &self.seen, ..*view };
        // Asked only where there is something to ask: the usual rest of another rule costs no call of its own.
        match if self.lane_order { own.first() } else { self.ranker.pick(&own) } {
            Pick::Lane(lane) => Pick::Lane(self.from[lane]),
            other => other,
        }
    }

    /// The same where the rule may draw by the time waited.
    fn pick_by_wait(&mut self, view: &View<'_>, open: &dyn Fn(usize) -> bool) -> Pick {
        self.merge(view, open);
        let decision = self.below.decision(view, open, &mut self.totals);
        let lot = Lot { totals: &self.totals, waits: Some(&decision), ..*view.lot };
        let own = View { heads: &self.heads, counts: &self.counts, seen: &self.seen, lot: &lot, ..*view };
        let picked = match self.ranker.pick(&own) {
            Pick::Lane(lane) => match self.ranker.drawn() {
                Some(drawn) => decision.find(lane, drawn),
                None => {
                    self.drawn = None;
                    return Pick::Lane(self.from[lane]);
                }
            },
            other => return other,
        };
        (self.holder, self.drawn) = (picked.0, Some(picked.1));
        Pick::Lane(picked.0)
    }

    /// A decision that is another rule's: a rule that remembers sees it all the same.
    pub fn looks_on(&mut self, view: &View<'_>) {
        if self.looks.counts || self.looks.seen {
            self.pick(view, |_| true);
        }
    }

    /// The lanes of the rule itself, of the common ones that are open.
    fn merge(&mut self, view: &View<'_>, open: impl Fn(usize) -> bool) {
        self.heads.fill(Head::NONE);
        for (lane, head) in view.heads.iter().enumerate() {
            if head.is_none() || !open(lane) {
                continue;
            }
            let own = usize::from(self.lane_of[lane]);
            if head.key() < self.heads[own].key() {
                self.heads[own] = *head;
                self.from[own] = lane;
            }
        }
        if self.looks.counts {
            self.counts.fill(0);
            for (lane, &count) in view.counts.iter().enumerate().filter(|(lane, _)| open(*lane)) {
                self.counts[usize::from(self.lane_of[lane])] += count;
            }
        }
        if self.looks.seen {
            self.seen.fill(Seen::default());
            for (lane, seen) in view.seen.iter().enumerate() {
                let own = &mut self.seen[usize::from(self.lane_of[lane])];
                own.calls += seen.calls;
                own.waited += seen.waited;
            }
        }
    }

    /// What the rule says of a common lane that is open, right after its pick.
    #[must_use]
    pub fn explain(&self, view: &View<'_>, lane: usize, open: impl Fn(usize) -> bool) -> Option<Explained> {
        let mut totals = self.totals.clone();
        let decision = self.below.decision(view, &open, &mut totals);
        let lot = Lot { totals: &totals, waits: Some(&decision), ..*view.lot };
        // Of the lanes that the rule does not tell apart, the one with the most senior head stands for all of them.
        let own = self.lane_of[lane];
        let alike = (0..view.heads.len()).filter(|&l| self.lane_of[l] == own && open(l));
        let before = alike.filter(|&l| view.heads[l].key() < view.heads[lane].key()).count();
        let mut heads = self.heads.clone();
        heads[usize::from(own)] = view.heads[lane];
        let of_rule = View { heads: &heads, counts: &self.counts, seen: &self.seen, lot: &lot, ..*view };
        let mut said = self.ranker.explain(&of_rule, own.into())?;
        said.order = said.order.map(|(order, place)| match self.drawn {
            Some(_) => (i128::from(self.holder != lane), lane),
            None => (order, place + before),
        });
        Some(said)
    }
}

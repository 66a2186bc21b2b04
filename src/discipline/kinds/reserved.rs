//! Reserved slots: some slots of every session are for declared people; the others, and unfilled ones where they spill over,
//! are given by another discipline.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::discipline::combined::{Combined, Rule, SubRule};
use crate::discipline::parameters::{self, Criterion, Decimal, MICRO, Names, unknown};
use crate::discipline::{
    Curve, Discipline, Drawn, Explained, Held, Kind, Lanes, Pick, Ranker, Ranking, Registry, Setting, View,
};
use crate::error::Problem;

/// `kind = "reserved"`.
#[derive(Clone, Copy, Debug)]
pub struct Reserved;

/// Slots of each session for declared people: one quota (`share` or `slots` with `for`), or several in `quotas`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parameters {
    /// Part of the slots, between 0 and 1; what is not a whole slot is carried to the next session.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    share: Option<Decimal>,
    /// Slots of each session; what is not a whole slot is carried to the next one.
    #[serde(default)]
    #[schemars(extend("x-scale" = "slots"))]
    slots: Option<Decimal>,
    /// The people that the slots are for: `{ deprivation = "most deprived" }`; several entries must all hold, of several values any.
    #[serde(default, rename = "for")]
    whom: Option<BTreeMap<String, Names>>,
    /// Several quotas, given in this order.
    #[serde(default)]
    quotas: Option<Vec<QuotaParameters>>,
    /// Whether slots that nobody waits for are given to others (yes if left out) or stay unused.
    #[serde(default)]
    spill_over: Option<bool>,
    /// The discipline of the other slots, and of the order among those a slot is for; first come if left out.
    #[serde(default)]
    rest: Option<Rule>,
}

/// Slots for some people.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct QuotaParameters {
    /// Part of the slots, between 0 and 1.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    share: Option<Decimal>,
    /// Slots of each session; what is not a whole slot is carried to the next one.
    #[serde(default)]
    #[schemars(extend("x-scale" = "slots"))]
    slots: Option<Decimal>,
    /// The people that the slots are for.
    #[serde(rename = "for")]
    whom: BTreeMap<String, Names>,
}

impl Kind for Reserved {
    fn name(&self) -> &'static str {
        "reserved"
    }

    fn summary(&self) -> &'static str {
        "a share or number of each session's slots is kept for certain people; another discipline gives out the rest"
    }

    fn source(&self) -> &'static str {
        "the carve-out model in Murray and Berwick 2003, Advanced access: reducing waiting and delays in primary care"
    }

    fn schema(&self) -> schemars::Schema {
        schemars::schema_for!(Parameters)
    }

    fn example(&self) -> &'static str {
        "share = 0.2\nfor = { deprivation = \"most deprived\" }\nspill_over = true\nrest = { kind = \"strict\" }"
    }

    fn build(
        &self,
        parameters: &Value,
        setting: &Setting<'_>,
        registry: &Registry,
    ) -> Result<Arc<dyn Discipline>, Vec<Problem>> {
        let parameters: Parameters = parameters::read(parameters)?;
        let mut problems = Vec::new();
        if !setting.slotted {
            let problem = Problem::new("Q0308", "", "`reserved` needs slots: a server has none to keep");
            problems.push(problem.help("use `slots`, or another discipline"));
        }
        let quotas = quotas(&parameters, setting, &mut problems);
        let total: i64 = quotas.iter().map(|q| if let Size::Share(share) = q.size { share } else { 0 }).sum();
        if total > MICRO {
            let sum = format!("{}.{:06}", total / MICRO, total % MICRO);
            problems.push(Problem::new("Q0305", "", format!("the shares sum to {sum}, more than all slots")));
        }
        let rest = parameters.rest.unwrap_or_else(Rule::first_come);
        let parts = Combined::build(&[("rest".into(), &rest)], setting, registry, |group, urgency| -> Vec<bool> {
            quotas.iter().map(|q| q.is_for(setting, group, urgency)).collect()
        });
        let (rest, whose) = match parts {
            Ok(parts) if problems.is_empty() => parts,
            Ok(_) => return Err(problems),
            Err(below) => {
                problems.extend(below);
                return Err(problems);
            }
        };
        let eligible = (0..quotas.len()).map(|q| whose.iter().map(|of| of[q]).collect()).collect();
        Ok(Arc::new(Carved {
            eligible,
            sizes: quotas.into_iter().map(|q| q.size).collect(),
            spill_over: parameters.spill_over.unwrap_or(true),
            rest,
        }))
    }
}

/// How many slots of a session.
#[derive(Clone, Copy, Debug)]
enum Size {
    /// Millionths of them all.
    Share(i64),
    /// Millionths of one.
    Slots(i64),
}

/// A checked quota.
struct Quota {
    size: Size,
    /// All must hold: the value of the criterion is one of these.
    whom: Vec<(Criterion, Vec<usize>)>,
}

impl Quota {
    fn is_for(&self, setting: &Setting<'_>, group: usize, urgency: usize) -> bool {
        self.whom.iter().all(|(by, values)| values.contains(&by.value_of(setting, group, urgency)))
    }
}

fn quotas(parameters: &Parameters, setting: &Setting<'_>, problems: &mut Vec<Problem>) -> Vec<Quota> {
    let alone = parameters.share.is_some() || parameters.slots.is_some() || parameters.whom.is_some();
    match (&parameters.quotas, alone) {
        (Some(_), true) => {
            let message = "`quotas` stands beside `share`, `slots` or `for`";
            problems.push(Problem::new("Q0305", "quotas", message).help("put all of them into `quotas`"));
            Vec::new()
        }
        (Some(several), false) => {
            if several.is_empty() {
                problems.push(Problem::new("Q0302", "quotas", "no quota"));
            }
            let each = several.iter().enumerate().filter_map(|(place, q)| {
                quota(q.share, q.slots, &q.whom, &format!("quotas[{place}]."), setting, problems)
            });
            each.collect()
        }
        (None, _) => match &parameters.whom {
            Some(whom) => quota(parameters.share, parameters.slots, whom, "", setting, problems).into_iter().collect(),
            None => {
                problems.push(Problem::new("Q0302", "", "`for` is missing").help("say who the slots are for"));
                Vec::new()
            }
        },
    }
}

fn quota(
    share: Option<Decimal>,
    slots: Option<Decimal>,
    whom: &BTreeMap<String, Names>,
    path: &str,
    setting: &Setting<'_>,
    problems: &mut Vec<Problem>,
) -> Option<Quota> {
    let before = problems.len();
    let at = path.trim_end_matches('.');
    let size = match (share, slots) {
        (Some(share), None) => {
            if !(0..=MICRO).contains(&share.micro()) {
                problems.push(Problem::new("Q0305", format!("{path}share"), "a share must be between 0 and 1"));
            }
            Some(Size::Share(share.micro()))
        }
        (None, Some(slots)) => {
            if slots < Decimal::ZERO {
                problems.push(Problem::new("Q0305", format!("{path}slots"), "slots cannot be below 0"));
            }
            Some(Size::Slots(slots.micro()))
        }
        _ => {
            problems.push(Problem::new("Q0302", at, "either `share` or `slots` is needed"));
            None
        }
    };
    if whom.is_empty() || whom.values().any(|names| names.as_slice().is_empty()) {
        problems.push(Problem::new("Q0302", format!("{path}for"), "nobody is named"));
    }
    let mut criteria = Vec::new();
    for (name, wanted) in whom {
        let path = format!("{path}for[{name}]");
        match Criterion::named(setting, name, &path) {
            Err(problem) => problems.push(problem.at_key()),
            Ok(by) => {
                let known = by.values(setting);
                let mut values = Vec::new();
                for value in wanted.as_slice() {
                    match known.iter().position(|k| k == value) {
                        Some(at) => values.push(at),
                        None => problems.push(unknown(&path, "name", value, &known)),
                    }
                }
                criteria.push((by, values));
            }
        }
    }
    size.filter(|_| problems.len() == before).map(|size| Quota { size, whom: criteria })
}

/// The lanes of the rest, each split by the quotas its people may use.
#[derive(Debug)]
struct Carved {
    /// Whose slots they are: by quota, by lane.
    eligible: Vec<Vec<bool>>,
    sizes: Vec<Size>,
    spill_over: bool,
    rest: Combined,
}

impl Discipline for Carved {
    fn lanes(&self) -> &Lanes {
        &self.rest.lanes
    }

    fn reads_counts(&self) -> bool {
        self.rest.reads_counts()
    }

    fn reads_slots(&self) -> bool {
        true
    }

    fn holds_free(&self) -> Vec<Held> {
        let held = |(size, lanes): (&Size, &Vec<bool>)| {
            let (share, slots) = match *size {
                Size::Share(share) => (share, 0),
                Size::Slots(slots) => (0, slots),
            };
            Held { share, slots, lanes: lanes.clone() }
        };
        if self.spill_over { Vec::new() } else { self.sizes.iter().zip(&self.eligible).map(held).collect() }
    }

    fn draws_lots(&self) -> bool {
        self.rest.draws_lots()
    }

    fn reads_seen(&self) -> bool {
        self.rest.reads_seen()
    }

    fn curves(&self) -> usize {
        self.rest.curves()
    }

    fn curve(&self, curve: usize, lane: usize, longer: f64) -> Arc<Curve> {
        self.rest.curve(curve, lane, longer)
    }

    fn ranker(&self) -> Ranking<'_> {
        Shares {
            of: self,
            rest: self.rest.at_work().remove(0),
            owed: vec![0; self.sizes.len()],
            kept: vec![0; self.sizes.len()],
            quota: 0,
            begin: 0,
        }
        .into()
    }
}

/// Gives reserved slots first, quota by quota, then the others.
#[derive(Debug)]
pub(in crate::discipline) struct Shares<'a> {
    of: &'a Carved,
    rest: SubRule<'a>,
    /// Millionths of slots not yet given to a share.
    owed: Vec<i64>,
    /// Slots of this session, by quota.
    kept: Vec<u32>,
    /// The quota whose turn it is.
    quota: usize,
    /// The slot at which its turn began.
    begin: u32,
}

impl Ranker for Shares<'_> {
    fn session(&mut self, slots: u32) {
        self.rest.session(slots);
        let mut left = slots;
        for (quota, size) in self.of.sizes.iter().enumerate() {
            self.owed[quota] += match *size {
                Size::Share(share) => share * i64::from(slots),
                Size::Slots(each) => each,
            };
            let due = self.owed[quota] / MICRO;
            let kept = left.min(u32::try_from(due).unwrap_or(u32::MAX));
            // A share that finds no slot left stays owed; a number of slots is for this session only.
            self.owed[quota] -= if let Size::Share(_) = size { i64::from(kept) } else { due } * MICRO;
            self.kept[quota] = kept;
            left -= kept;
        }
        (self.quota, self.begin) = (0, 0);
    }

    fn reserved(&self) -> Vec<u32> {
        self.kept.clone()
    }

    fn resume(&mut self, reserved: &[u32], taken: u32) {
        self.kept.copy_from_slice(reserved);
        (self.quota, self.begin) = (0, taken);
    }

    fn quota(&self) -> Option<usize> {
        Some(self.quota).filter(|&quota| quota < self.kept.len())
    }

    fn pick(&mut self, view: &View<'_>) -> Pick {
        let of = self.of;
        while self.quota < self.kept.len() {
            if view.slot < self.begin + self.kept[self.quota] {
                match self.rest.pick(view, |lane| of.eligible[self.quota][lane]) {
                    Pick::Lane(lane) => return Pick::Lane(lane),
                    _ if !of.spill_over => return Pick::KeepFree,
                    _ => self.begin = view.slot,
                }
            } else {
                self.begin += self.kept[self.quota];
            }
            self.quota += 1;
        }
        self.rest.pick(view, |_| true)
    }

    fn drawn(&self) -> Option<Drawn> {
        self.rest.drawn()
    }

    fn explain(&self, view: &View<'_>, lane: usize) -> Option<Explained> {
        let (of, slot) = (self.of, view.slot + 1);
        let quota = Some(self.quota).filter(|&q| q < self.kept.len() && view.slot < self.begin + self.kept[q]);
        let may = |lane: usize| quota.is_none_or(|q| of.eligible[q][lane]);
        if !may(lane) {
            let words = format!("slot {slot} is reserved for others");
            return Some(Explained { order: None, score: None, unit: "", words });
        }
        let mut said = self.rest.explain(view, lane, may)?;
        if quota.is_some() {
            said.words = format!("slot {slot} is reserved for the class; {}", said.words);
        }
        Some(said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discipline::Head;
    use crate::discipline::testing::{build, problems, setting_with};

    /// The lanes picked in a session, with so many people waiting in each lane, all as old as their lane's number says.
    fn session(ranker: &mut Ranking<'_>, slots: u32, waiting: &mut [u32]) -> Vec<Option<usize>> {
        ranker.session(slots);
        let mut picked = Vec::new();
        for slot in 0..slots {
            let head = |(lane, &n): (usize, &u32)| {
                let at = lane as i64;
                if n == 0 { Head::NONE } else { Head { seniority: at, clock_start: at, number: lane as u64 } }
            };
            let heads: Vec<Head> = waiting.iter().enumerate().map(head).collect();
            match ranker.pick(&View::new(100, slot, &heads, waiting)) {
                Pick::Lane(lane) => {
                    waiting[lane] -= 1;
                    picked.push(Some(lane));
                }
                Pick::KeepFree => picked.push(None),
                Pick::Nobody => break,
            }
        }
        picked
    }

    #[test]
    fn fractions_are_carried_over_exactly() {
        let d = build("reserved", r#"{ "share": 0.3, "for": { "sex": "male" } }"#);
        assert_eq!(d.lanes().of_class[..6], [0, 0, 0, 1, 1, 1]);
        let mut ranker = d.ranker();
        // Lane 1 (male) is the younger: only reserved slots reach it. 0.3 of 5 slots: 1, 2, 1, 2, ...
        let male = |picked: &[Option<usize>]| picked.iter().filter(|p| **p == Some(1)).count();
        let counts: Vec<usize> = (0..6).map(|_| male(&session(&mut ranker, 5, &mut [99, 99]))).collect();
        assert_eq!(counts, [1, 2, 1, 2, 1, 2]);
    }

    #[test]
    fn unfilled_slots_go_to_the_rest_after_all_quotas_or_stay_free() {
        let quotas = |spill| {
            format!(
                r#"{{ "quotas": [{{ "slots": 2, "for": {{ "urgency": "P2" }} }}, {{ "slots": 1, "for": {{ "urgency": ["P3", "P4"] }} }}],
                     "spill_over": {spill}, "rest": {{ "kind": "strict", "order": ["P4", "P3", "P2"] }} }}"#
            )
        };
        // Lanes: P4, P3, P2.
        let shared = build("reserved", &quotas(true));
        assert_eq!(shared.lanes().of_class[..3], [2, 1, 0]);
        let picked = session(&mut shared.ranker(), 4, &mut [1, 1, 1]);
        assert_eq!(picked, [Some(2), Some(0), Some(1)]);
        let hard = build("reserved", &quotas(false));
        assert_eq!(session(&mut hard.ranker(), 4, &mut [1, 1, 1]), [Some(2), None, Some(0), Some(1)]);
        assert_eq!(session(&mut hard.ranker(), 4, &mut [0, 0, 9]), [Some(2), Some(2), None, Some(2)]);
    }

    #[test]
    fn a_share_that_finds_no_slot_left_is_owed() {
        let text = r#"{ "quotas": [{ "share": 0.5, "for": { "sex": "male" } }, { "share": 0.5, "for": { "sex": "female" } }] }"#;
        let d = build("reserved", text);
        let mut ranker = d.ranker();
        let picked: Vec<Option<usize>> = (0..5).map(|_| session(&mut ranker, 1, &mut [9, 9])[0]).collect();
        // First nobody has a whole slot (the older lane 0, female), then in turn.
        assert_eq!(picked, [Some(0), Some(1), Some(0), Some(1), Some(0)]);
    }

    #[test]
    fn a_number_of_slots_is_for_its_own_session() {
        let d = build("reserved", r#"{ "slots": 2.5, "for": { "sex": "male" } }"#);
        let mut ranker = d.ranker();
        let male = |picked: &[Option<usize>]| picked.iter().filter(|p| **p == Some(1)).count();
        let mut of = |slots| male(&session(&mut ranker, slots, &mut [99, 99]));
        assert_eq!([of(9), of(9), of(1), of(9), of(9)], [2, 3, 1, 3, 2]);
    }

    #[test]
    fn all_problems_come_at_once() {
        let text = r#"{ "quotas": [{ "share": 0.7, "for": { "sex": "mal" } }, { "share": 1.2, "slots": 3, "for": { "agee": "x" } }],
                        "rest": { "kind": "strikt" } }"#;
        let paths: Vec<String> = problems("reserved", text).into_iter().map(|p| p.path).collect();
        assert_eq!(paths, ["quotas[0].for[sex]", "quotas[1]", "quotas[1].for[agee]", "rest.kind"]);
        let code = |text: &str| problems("reserved", text)[0].code;
        assert_eq!(code(r#"{ "share": 0.2 }"#), "Q0302");
        assert_eq!(code(r#"{ "share": 0.2, "for": { "sex": [] } }"#), "Q0302");
        assert_eq!(code(r#"{ "share": -0.2, "for": { "sex": "male" } }"#), "Q0305");
        assert_eq!(code(r#"{ "slots": 1, "for": { "sex": "male" }, "quotas": [] }"#), "Q0305");
        let both = r#"{ "quotas": [{ "share": 0.6, "for": { "sex": "male" } }, { "share": 0.400001, "for": { "sex": "female" } }] }"#;
        assert!(problems("reserved", both)[0].message.contains("1.000001"));
        for rest in ["random", "reserved", "last come"] {
            let text = format!(
                r#"{{ "slots": 1, "for": {{ "sex": "male" }}, "rest": {{ "kind": "{rest}"{} }} }}"#,
                match rest {
                    "reserved" => r#", "slots": 1, "for": { "sex": "male" }"#,
                    _ => "",
                }
            );
            assert_eq!((problems("reserved", &text)[0].code, rest), ("Q0308", rest));
        }
    }

    #[test]
    fn servers_are_refused() {
        let (population, urgencies) = parameters::tests::population();
        let setting = setting_with(&population, &urgencies, false);
        let parameters = serde_json::json!({ "slots": 1, "for": { "sex": "male" } });
        let found = Reserved.build(&parameters, &setting, &Registry::shipped()).unwrap_err();
        assert_eq!(found[0].code, "Q0308");
    }
}

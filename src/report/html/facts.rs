//! Figures of the tables in the units of the page: waits in weeks, differences of waits in days, shares in people of 100.

use super::read::{Figure, Key, Tables};
use super::view::Cell;
use crate::report::svg::Range;
use crate::report::words::{Change, GroupChange, Interval, Policy, TOO_FEW, Verdict, group, lead, number, signed};

/// The headline: how long people stay untreated.
pub(super) const WAIT: &str = "weeks_untreated";
/// Days in a week.
pub(super) const WEEK: f64 = 7.0;
/// With fewer people nothing is shown.
const FEW: f64 = 8.0;
/// Disciplines for comparison only.
const FOILS: [&str; 3] = ["first come", "last come first", "random"];

/// An attribute whose gap is shown.
#[derive(Clone, Debug)]
pub(super) struct Attribute {
    pub name: String,
    pub ordered: bool,
    pub levels: Vec<String>,
}

/// The tables with what a page asks of them again and again.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    pub tables: &'a Tables,
    /// The reference first.
    pub variants: Vec<String>,
    pub attributes: Vec<Attribute>,
    pub crossings: Vec<String>,
}

impl<'a> Facts<'a> {
    pub(super) fn new(tables: &'a Tables) -> Self {
        let reference = &tables.manifest.reference;
        let mut variants = vec![reference.clone()];
        variants.extend(tables.manifest.variants.iter().filter(|v| *v != reference).cloned());
        let declared = tables.scenario.get("attribute").and_then(|a| a.as_array()).cloned().unwrap_or_default();
        let mut attributes = Vec::new();
        for a in &declared {
            let Some(name) = a.get("name").and_then(|n| n.as_str()).map(crate::report::words::visible) else {
                continue;
            };
            let ordered = a.get("ordered").and_then(serde_json::Value::as_bool).unwrap_or(true);
            if let Some(levels) = tables.levels.get(&name) {
                attributes.push(Attribute { name, ordered, levels: levels.clone() });
            }
        }
        let known = |name: &&String| attributes.iter().any(|a| a.name == **name);
        let crossing = |name: &&String| {
            !known(name) && attributes.iter().filter(|a| name.split(" x ").any(|part| part == a.name)).count() > 1
        };
        let crossings = tables.levels.keys().filter(crossing).cloned().collect();
        Self { tables, variants, attributes, crossings }
    }

    pub(super) fn reference(&self) -> &str {
        &self.variants[0]
    }

    /// All but the reference.
    pub(super) fn policies(&self) -> &[String] {
        &self.variants[1..]
    }

    /// The attribute whose gap is shown first.
    pub(super) fn first(&self) -> Option<&Attribute> {
        self.attributes.first()
    }

    /// A figure, where enough people are behind it.
    pub(super) fn figure(&self, key: &Key<'_>) -> Option<&'a Figure> {
        self.tables.figure(key).filter(|f| !few(f) || key.measure.contains('.'))
    }

    /// Why a figure is not shown.
    pub(super) fn missing(&self, key: &Key<'_>) -> String {
        match self.tables.figure(key) {
            Some(f) if few(f) => TOO_FEW.into(),
            Some(f) if !f.note.is_empty() => f.note.clone(),
            _ => "no figure".into(),
        }
    }

    pub(super) fn range(&self, key: &Key<'_>, factor: f64) -> Option<Range> {
        let f = self.figure(key)?;
        let i = Interval::of(f.estimate, f.lower, f.upper)?.times(factor);
        Some(Range { value: i.value, low: i.low, high: i.high })
    }

    /// A change of a wait or a gap, in days.
    pub(super) fn change(&self, key: &Key<'_>, factor: f64) -> Option<Change> {
        let d = self.tables.difference(key)?;
        if !key.measure.contains('.') && self.tables.figure(key).is_some_and(few) {
            return None;
        }
        let verdict = Verdict::of(&d.verdict);
        let difference = Interval::of(d.difference, d.lower, d.upper)?.times(factor);
        Some(Change {
            difference,
            verdict,
            word: d.verdict.clone(),
            material: d.material.clone(),
            from_to: d.from_to.map(|(a, b)| (a * factor, b * factor)),
            note: d.note.clone(),
        })
    }

    /// The two ends of an attribute, as the gap takes them.
    pub(super) fn ends(&self, a: &Attribute) -> Option<(String, String)> {
        (a.ordered && a.levels.len() > 1).then(|| (a.levels[0].clone(), a.levels[a.levels.len() - 1].clone()))
    }

    /// The gap of an attribute in a sentence.
    pub(super) fn gap_name(&self, a: &Attribute) -> String {
        match self.ends(a) {
            Some((most, least)) => format!("The gap between {} and {}", group(&a.name, &most), group(&a.name, &least)),
            None => format!("The gap between the groups of {} that wait longest and shortest", a.name),
        }
    }

    /// What is known of a policy in a service.
    pub(super) fn policy(&self, variant: &str, service: &str) -> Policy {
        let key =
            |population, measure| Key { variant, service, population, at: "", measure, attribute: "all", group: "all" };
        let groups = |population: &str| -> Vec<GroupChange> {
            let Some(a) = self.first() else { return Vec::new() };
            a.levels
                .iter()
                .filter_map(|level| {
                    let key = Key { attribute: &a.name, group: level, ..key("", WAIT) };
                    let change = self.change(&Key { population, ..key }, WEEK)?;
                    Some(GroupChange { group: group(&a.name, level), change })
                })
                .collect()
        };
        let gap = self.first().and_then(|a| {
            self.change(&Key { attribute: &a.name, group: "", ..key("joined", "weeks_untreated.gap") }, WEEK)
        });
        let least = self.first().and_then(|a| {
            let (_, least) = self.ends(a)?;
            let level = Key { attribute: &a.name, group: &least, ..key("joined", WAIT) };
            self.change(&level, WEEK)?.from_to
        });
        Policy {
            foil: self.is_foil(variant),
            name: variant.into(),
            joined: self.change(&key("joined", WAIT), WEEK),
            today: self.change(&key("today", WAIT), WEEK),
            groups: groups("joined"),
            groups_today: groups("today"),
            gap,
            gap_name: self.first().map(|a| self.gap_name(a)).unwrap_or_default(),
            least,
        }
    }

    /// Whether a policy is a rule that nobody books by.
    pub(super) fn is_foil(&self, variant: &str) -> bool {
        let variants = self.tables.scenario.get("variant").and_then(serde_json::Value::as_array);
        let text = |v: &serde_json::Value| v.as_str().map(crate::report::words::visible);
        variants.into_iter().flatten().any(|v| {
            let kind = v.get("discipline").and_then(|d| d.get("kind")).and_then(|k| k.as_str());
            v.get("name").and_then(text).as_deref() == Some(variant) && kind.is_some_and(|k| FOILS.contains(&k))
        })
    }

    /// The policies that have colours in charts: the reference, the one that does most for waits, the one with the smallest gap, and
    /// others as far as four.
    pub(super) fn focus(&self) -> Vec<String> {
        let policies: Vec<Policy> = self.policies().iter().map(|v| self.policy(v, "all")).collect();
        let gap = |v: &String| {
            let attribute = self.first().map_or("", |a| &a.name);
            let key = Key {
                variant: v,
                service: "all",
                population: "joined",
                at: "",
                measure: "weeks_untreated.gap",
                attribute,
                group: "",
            };
            self.figure(&key).and_then(|f| f.estimate).map_or(f64::INFINITY, f64::abs)
        };
        let mut chosen = vec![self.variants[0].clone()];
        let rest = || self.policies().iter();
        chosen.extend(lead(&policies).map(|p| p.name.clone()));
        chosen.extend(rest().filter(|v| !chosen.contains(v)).min_by(|a, b| gap(a).total_cmp(&gap(b))).cloned());
        for v in self.variants.iter() {
            if chosen.len() < 4 && !chosen.contains(v) {
                chosen.push(v.clone());
            }
        }
        // In the order of the page.
        self.variants.iter().filter(|v| chosen.contains(v)).cloned().collect()
    }
}

fn few(f: &Figure) -> bool {
    f.n.is_some_and(|n| n < FEW) && f.unit != "people"
}

/// Decimals of a level so that its interval can be seen.
pub(super) fn level_decimals(r: &Range) -> usize {
    let half = (r.high - r.low) / 2.0;
    usize::from(half < 2.0 && r.value.abs() < 1000.0)
}

/// A level: `32.4` with `31.9 to 32.8`.
pub(super) fn level_cell(range: Option<Range>, factor_unit: &str, why: &str) -> Cell {
    match range {
        Some(r) => {
            let d = level_decimals(&r);
            let text = format!("{}{factor_unit}", number(r.value, d));
            let sub =
                if r.high > r.low { format!("{} to {}", number(r.low, d), number(r.high, d)) } else { String::new() };
            Cell::number(text, sub)
        }
        None => Cell::text(why),
    }
}

/// A change with who gains or pays; `unit` follows the number.
pub(super) fn change_cell(change: Option<&Change>, one: &str, many: &str) -> Cell {
    let Some(change) = change else { return Cell::text("no figure") };
    let d = change.difference.decimals(change.verdict.apart());
    let value = signed(change.difference.value, d);
    let unit = if value.trim_start_matches(['+', '\u{2212}']) == "1" { one } else { many };
    let (class, word) = match change.verdict {
        Verdict::Better => ("gain", "gain"),
        Verdict::Worse => ("pay", "pay"),
        Verdict::Identical => ("same", "the same"),
        Verdict::NotEstimable => ("same", "too few runs"),
        Verdict::NotToldApart => ("same", "not told apart"),
        Verdict::Narrows => ("gain", "narrows"),
        Verdict::Widens => ("pay", if change.word == "opens" { "opens" } else { "widens" }),
        Verdict::Shifts => ("same", if change.word == "reverses" { "turns round" } else { "shifts" }),
        Verdict::Moved => ("same", change.word.as_str()),
    };
    let small = match change.material.as_str() {
        _ if change.verdict == Verdict::Identical => "",
        "" => "",
        "no difference that matters" => "; too small to matter",
        _ => "; may be too small to matter",
    };
    Cell {
        class: class.into(),
        ..Cell::number(format!("{value} {unit}"), format!("{word}{small}, {}", change.difference.signed_ends(d)))
    }
}

/// A date as people write it.
pub(super) fn when(at: &str) -> String {
    let months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let parts: Vec<&str> = at.split('-').collect();
    match parts.as_slice() {
        [year, month, day] => {
            let name = month.parse::<usize>().ok().and_then(|m| months.get(m.wrapping_sub(1)));
            name.map_or_else(|| at.to_string(), |name| format!("{} {name} {year}", day.trim_start_matches('0')))
        }
        _ if at.is_empty() => String::new(),
        _ => format!("day {at}"),
    }
}

/// The number of weeks in the name of a measure.
pub(super) fn limit(measure: &str) -> u64 {
    measure.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0)
}

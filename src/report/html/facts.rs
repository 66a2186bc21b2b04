//! Figures of the tables in the units of the page: waits in weeks, differences of waits in days, shares in people of 100.

use super::key::Key;
use super::read::{Figure, Tables};
use crate::report::words::{Change, Interval, Unit, Verdict, nobody, part, too_few};

/// The headline: how long people stay untreated.
pub(super) const WAIT: &str = "weeks_untreated";
/// Its gap.
pub(super) const WAIT_GAP: &str = "weeks_untreated.gap";
/// With fewer people nothing is shown.
pub(super) const FEW: f64 = 8.0;
/// A mean wait of this part of the time that people are followed: hardly anybody is treated in it.
const ALL: f64 = 0.99;
/// Where all waits are shorter, in weeks, they are told in hours.
const SHORT: f64 = 3.0 / 7.0;

/// An attribute whose groups are shown.
#[derive(Clone, Debug)]
pub(super) struct Attribute {
    pub name: String,
    pub ordered: bool,
    pub levels: Vec<String>,
}

impl Attribute {
    /// One of its groups as a sentence names it.
    pub(super) fn part(&self, level: &str) -> String {
        part(&self.name, level, self.levels.len())
    }
}

/// In what waits are told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Time {
    /// A level: so many in a week.
    pub level: (f64, Unit),
    /// A difference: so many in a week.
    pub change: (f64, Unit),
}

/// A gap between groups.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gap {
    /// In the unit of differences.
    pub size: Interval,
    /// Whether it is told apart from none: of the groups that wait longest and shortest, from what chance alone gives.
    pub apart: bool,
    /// What chance alone gives, of the groups that wait longest and shortest.
    pub by_chance: Option<f64>,
}

/// The tables with what a page asks of them again and again.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    pub tables: &'a Tables,
    /// The reference first, what only stands for the second reading of how people are seen today last.
    pub variants: Vec<String>,
    /// Declared attributes.
    pub attributes: Vec<Attribute>,
    /// Urgency, where people are told by it.
    pub urgency: Option<Attribute>,
    pub crossings: Vec<String>,
    pub time: Time,
}

/// A name with its numbers as numbers, so that `3 points` comes before `10 points`.
fn counting(name: &str) -> Vec<(String, u64)> {
    let mut parts: Vec<(String, u64)> = vec![(String::new(), 0)];
    let mut before = '.';
    for c in name.chars() {
        if !c.is_ascii_digit() && before.is_ascii_digit() {
            parts.push((String::new(), 0));
        }
        if let Some((text, number)) = parts.last_mut() {
            match c.to_digit(10) {
                Some(digit) => *number = number.saturating_mul(10).saturating_add(u64::from(digit)),
                None => text.push(c),
            }
        }
        before = c;
    }
    parts
}

impl<'a> Facts<'a> {
    pub(super) fn new(tables: &'a Tables) -> Self {
        let reference = &tables.manifest.reference;
        let mut variants = vec![reference.clone()];
        variants.extend(tables.manifest.variants.iter().filter(|v| *v != reference).cloned());
        variants[1..].sort_by_cached_key(|v| counting(v));
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
        let known = |name: &str| attributes.iter().any(|a: &Attribute| a.name == name);
        let urgency = tables.levels.get("urgency").filter(|_| !known("urgency"));
        let urgency = urgency.map(|levels| Attribute { name: "urgency".into(), ordered: true, levels: levels.clone() });
        let parts =
            |name: &str| name.split(" x ").filter(|p| known(p) || (*p == "urgency" && urgency.is_some())).count();
        let crossings = tables.levels.keys().filter(|name| !known(name) && parts(name) > 1).cloned().collect();
        let time = time(tables, &variants);
        let mut facts = Self { tables, variants, attributes, urgency, crossings, time };
        let mut variants = std::mem::take(&mut facts.variants);
        variants.sort_by_key(|v| facts.second_of(v).is_some());
        facts.variants = variants;
        facts
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

    /// Attributes and urgency: everything that groups are told by.
    pub(super) fn groupings(&self) -> impl Iterator<Item = &Attribute> {
        // One level is everybody.
        self.attributes.iter().chain(&self.urgency).filter(|a| a.levels.len() > 1)
    }

    /// Whether too few people are behind a figure. A gap is hidden where a group is that it is made of.
    pub(super) fn hidden(&self, key: &Key<'_>) -> bool {
        let base = key.measure.split('.').next().unwrap_or_default();
        let few = |group: &str| {
            let key = Key { measure: base, group, ..*key };
            self.tables.figure(&key).is_some_and(|f| self::few(&f))
        };
        if !key.group.is_empty() || key.attribute == "all" {
            return few(key.group);
        }
        let Some(a) = self.groupings().find(|a| a.name == key.attribute) else { return false };
        match self.ends(a) {
            Some((most, least)) => few(&most) || few(&least),
            None => a.levels.iter().any(|l| few(l)),
        }
    }

    /// Whether a difference is hidden: with it a figure that is hidden on one side would follow from the other.
    pub(super) fn hidden_change(&self, key: &Key<'_>) -> bool {
        self.hidden(key) || self.hidden(&key.under(self.reference()))
    }

    /// A figure, where enough people are behind it.
    pub(super) fn figure(&self, key: &Key<'_>) -> Option<Figure> {
        self.tables.figure(key).filter(|_| !self.hidden(key))
    }

    /// Why a figure is not shown.
    pub(super) fn missing(&self, key: &Key<'_>) -> String {
        match self.tables.figure(key) {
            Some(f) if self.hidden(key) && f.n != Some(0.0) => too_few(self.tables.manifest.scale != 1.0).into(),
            Some(f) if !f.note.is_empty() => nobody(f.note.split(';').next().unwrap_or_default()),
            _ => "no figure".into(),
        }
    }

    /// Why a difference is not shown.
    pub(super) fn missing_change(&self, key: &Key<'_>) -> String {
        let side = if self.hidden(key) { *key } else { key.under(self.reference()) };
        if self.hidden_change(key) { self.missing(&side) } else { "no figure".into() }
    }

    /// A level or a gap with its range, which goes no further than the figure can.
    pub(super) fn range(&self, key: &Key<'_>, factor: f64) -> Option<Interval> {
        let f = self.figure(key)?;
        Some(kept(&f, key.measure, Interval::of(f.estimate, f.lower, f.upper)?).times(factor))
    }

    /// A wait in the unit of levels.
    pub(super) fn level(&self, key: &Key<'_>) -> Option<Interval> {
        self.range(key, self.time.level.0)
    }

    /// A gap of an attribute in the unit of differences.
    pub(super) fn gap(&self, variant: &str, service: &str, population: &str, a: &Attribute) -> Option<Gap> {
        let key = Key::of(variant, service, population, WAIT_GAP).by(&a.name, "");
        let size = self.range(&key, self.time.change.0)?;
        if self.ends(a).is_some() {
            return Some(Gap { size, apart: size.apart(), by_chance: None });
        }
        let other = |measure| self.range(&Key { measure, ..key }, self.time.change.0);
        let beyond = other("weeks_untreated.gap_beyond_chance");
        Some(Gap {
            size,
            apart: beyond.is_some_and(|b| b.apart() && b.value > 0.0),
            by_chance: other("weeks_untreated.gap_by_chance").map(|i| i.value),
        })
    }

    /// A change of a wait or a gap, in the unit of differences.
    pub(super) fn change(&self, key: &Key<'_>) -> Option<Change> {
        self.changed(key, self.time.change.0, self.time.change.1)
    }

    /// A change in a unit.
    pub(super) fn changed(&self, key: &Key<'_>, factor: f64, unit: Unit) -> Option<Change> {
        let d = self.tables.difference(key)?;
        if self.hidden_change(key) {
            return None;
        }
        let verdict = Verdict::of(&d.verdict);
        let difference = match Interval::of(d.difference, d.lower, d.upper) {
            Some(i) => i.times(factor),
            // One run has no difference to tell, and the page says so.
            None if verdict == Verdict::NotEstimable => Interval { value: 0.0, range: None },
            None => return None,
        };
        Some(Change {
            difference,
            verdict,
            word: d.verdict.to_string(),
            material: d.material.to_string(),
            from_to: d.from_to.map(|(a, b)| (a * factor, b * factor)),
            note: d.note.to_string(),
            unit,
        })
    }

    /// A time that the scenario gives, in weeks: `26 weeks`, `183 days`.
    pub(super) fn weeks(&self, name: &str) -> Option<f64> {
        let said = self.tables.said(name);
        let (many, unit) = said.split_once(' ')?;
        let weeks = [("week", 1.0), ("day", 1.0 / 7.0)].into_iter().find(|(one, _)| unit.starts_with(one))?.1;
        Some(many.parse::<f64>().ok()? * weeks)
    }

    /// Whether hardly anybody of some people is treated while they are followed: then their wait cannot be shown to be longer.
    pub(super) fn is_at_the_end(&self, key: &Key<'_>) -> bool {
        let most = self.weeks("follow_up").map(|weeks| weeks * self.time.level.0);
        self.level(key).zip(most).is_some_and(|(wait, most)| wait.value >= ALL * most)
    }

    /// The two ends of an attribute, as the gap takes them.
    pub(super) fn ends(&self, a: &Attribute) -> Option<(String, String)> {
        (a.ordered && a.levels.len() > 1).then(|| (a.levels[0].clone(), a.levels[a.levels.len() - 1].clone()))
    }

    /// The gap of an attribute in a sentence.
    pub(super) fn gap_name(&self, a: &Attribute) -> String {
        match self.ends(a) {
            Some((most, least)) => {
                let (most, least) = (a.part(&most), a.part(&least));
                // The name of the attribute once is enough.
                let of = format!("{}: ", a.name);
                let least = least.strip_prefix(&of).filter(|_| most.starts_with(&of)).unwrap_or(&least);
                format!("The gap between {most} and {least}")
            }
            None => format!("The gap between the groups of {} that wait longest and shortest", a.name),
        }
    }

    /// Fewest and most runs behind the headline of a policy: of a partial result fewer than were planned.
    pub(super) fn runs(&self) -> (u64, u64) {
        let planned = self.tables.manifest.replications;
        let done =
            self.variants.iter().filter_map(|v| self.tables.figure(&Key::of(v, "all", "joined", WAIT))?.replications);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let done: Vec<u64> = done.map(|r| r.max(0.0) as u64).collect();
        let (least, most) = (done.iter().min().copied(), done.iter().max().copied());
        (least.unwrap_or(planned), most.unwrap_or(planned))
    }
}

/// Hours where all people wait for hours, weeks and days else.
fn time(tables: &Tables, variants: &[String]) -> Time {
    let waits = variants.iter().flat_map(|v| ["joined", "today"].map(|p| Key::of(v, "all", p, WAIT)));
    let waits: Vec<f64> = waits.filter_map(|key| tables.figure(&key)?.estimate).collect();
    if !waits.is_empty() && waits.iter().all(|w| *w < SHORT) {
        return Time { level: (168.0, Unit::HOURS), change: (168.0, Unit::HOURS) };
    }
    Time { level: (1.0, Unit::WEEKS), change: (7.0, Unit::DAYS) }
}

fn few(f: &Figure) -> bool {
    f.n.is_some_and(|n| n < FEW) && f.unit != "people"
}

/// An interval of a level that goes below 0, or a share above 1, is cut there.
pub(super) fn kept(f: &Figure, measure: &str, i: Interval) -> Interval {
    match (measure.contains('.'), f.unit.as_str()) {
        (true, _) => i,
        (false, "share") => i.no_further(0.0, 1.0),
        (false, _) => i.no_further(0.0, f64::INFINITY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_numbers_are_in_the_order_of_the_numbers() {
        let mut names = ["3 points", "as today", "10 points", "1 point", "a, 12 in 100", "a, 2 in 100"];
        names.sort_by_cached_key(|n| counting(n));
        assert_eq!(names, ["1 point", "3 points", "10 points", "a, 2 in 100", "a, 12 in 100", "as today"]);
    }
}

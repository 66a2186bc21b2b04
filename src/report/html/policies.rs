//! What is known of each policy, for the words.

use super::facts::{Attribute, Facts, WAIT, WAIT_GAP};
use super::key::Key;
use crate::compare::{Lost, lost};
use crate::report::words::{GroupChange, Groups, Policy, Verdict, about, foil, of_urgency, people_in, visible};

impl Facts<'_> {
    /// What is known of a policy in a service.
    pub(super) fn policy(&self, variant: &str, service: &str) -> Policy {
        let key = |population, measure| Key::of(variant, service, population, measure);
        let gap = self.first().and_then(|a| self.change(&key("joined", WAIT_GAP).by(&a.name, "")));
        let least = self.first().and_then(|a| {
            let (_, least) = self.ends(a)?;
            self.change(&key("joined", WAIT).by(&a.name, &least))?.from_to
        });
        let groups = |population| self.groupings().map(|a| self.groups(key(population, WAIT), a)).collect();
        Policy {
            foil: self.foil_of(variant),
            name: variant.into(),
            joined: self.change(&key("joined", WAIT)),
            today: self.change(&key("today", WAIT)),
            groups: groups("joined"),
            groups_today: groups("today"),
            untreated: self.untreated(key("joined", WAIT)),
            follow_up: self.tables.said("follow_up"),
            gap,
            gap_name: self.first().map(|a| self.gap_name(a)).unwrap_or_default(),
            least,
            lost: self.lost(variant, service, "joined"),
            lost_today: self.lost(variant, service, "today"),
        }
    }

    /// Ways in which at least one more in a hundred of a population end untreated, or of a group where everybody together do not.
    fn lost(&self, variant: &str, service: &str, population: &str) -> Vec<Lost> {
        let level = |a: &Attribute, level: &String| (level.clone(), self.people_of(a, level));
        let attributes: Vec<_> =
            self.groupings().map(|a| (a.name.clone(), a.levels.iter().map(|l| level(a, l)).collect())).collect();
        lost(population, &attributes, &|measure, attribute, group| {
            let key = Key::of(variant, service, population, measure).by(attribute, group);
            self.change(&key).filter(|change| change.verdict == Verdict::Worse)?;
            let of = |key: Key<'_>| self.figure(&key)?.estimate;
            of(key.under(self.reference())).zip(of(key))
        })
    }

    /// A group as it gains or pays in a sentence.
    fn group_of(&self, a: &Attribute, level: &str) -> String {
        match self.is_urgency(a) {
            true => of_urgency(level),
            false => a.part(level),
        }
    }

    /// Whether groups are those of urgency, and not of an attribute that a scenario calls so.
    fn is_urgency(&self, a: &Attribute) -> bool {
        self.urgency.as_ref().is_some_and(|urgency| urgency.name == a.name)
    }

    /// The people of a level, in words.
    fn people_of(&self, a: &Attribute, level: &str) -> String {
        match self.is_urgency(a) {
            true => of_urgency(level),
            false => people_in(&a.part(level)),
        }
    }

    /// Groups in which hardly anybody is treated while people are followed, neither under the reference nor under a policy. Of an attribute
    /// where that is so of all groups none: then it is so of everybody.
    fn untreated(&self, key: Key<'_>) -> Vec<String> {
        let both = |key: Key<'_>| self.is_at_the_end(&key) && self.is_at_the_end(&key.under(self.reference()));
        if both(key) {
            return vec!["everybody".into()];
        }
        let of = |a: &Attribute| -> Vec<String> {
            a.levels.iter().filter(|l| both(key.by(&a.name, l))).map(|l| self.people_of(a, l)).collect()
        };
        self.groupings().flat_map(of).collect()
    }

    fn groups(&self, key: Key<'_>, a: &Attribute) -> Groups {
        let mut groups = Groups { by: a.name.clone(), ..Groups::default() };
        for level in &a.levels {
            let key = key.by(&a.name, level);
            match self.change(&key) {
                Some(change) => groups.shown.push(GroupChange { group: self.group_of(a, level), change }),
                None if self.hidden_change(&key) => groups.hidden += 1,
                None => {}
            }
        }
        // Nobody of a group in any run is no finding about it.
        groups.shown.retain(|g| g.change.verdict != Verdict::NotEstimable || !g.change.note.contains("nobody"));
        groups
    }

    /// The kind of discipline that a policy books by.
    fn kind(&self, variant: &str) -> Option<String> {
        let scenario = &self.tables.scenario;
        let kind = |d: &serde_json::Value| d.as_str().or_else(|| d.get("kind")?.as_str()).map(str::to_string);
        let text = |v: &serde_json::Value| v.as_str().map(visible);
        let mut variants = scenario.get("variant").and_then(serde_json::Value::as_array).into_iter().flatten();
        let own = variants.find(|v| v.get("name").and_then(text).as_deref() == Some(variant));
        own.and_then(|v| v.get("discipline")).or_else(|| scenario.get("discipline")).and_then(kind)
    }

    /// What nobody does, of a policy that books otherwise than the reference and as nobody does.
    fn foil_of(&self, variant: &str) -> Option<&'static str> {
        let kind = self.kind(variant)?;
        foil(&kind).filter(|_| self.kind(self.reference()).as_ref() != Some(&kind))
    }

    /// What nobody does, of the reference: where a policy books otherwise.
    pub(super) fn reference_foil(&self) -> Option<&'static str> {
        let kind = self.kind(self.reference())?;
        let others = self.policies().iter().any(|v| self.kind(v).as_ref() != Some(&kind));
        foil(&kind).filter(|_| others)
    }

    /// What a variant is under the first reading of how people are seen today, where it only stands for the second.
    pub(super) fn second_of(&self, variant: &str) -> Option<String> {
        let said = self.tables.setting("second_reading")?.as_object()?;
        let pairs = || said.iter().map(|(a, b)| (visible(a), b.as_str().map(visible).unwrap_or_default()));
        let first = pairs().find(|(_, second)| second == variant)?.0;
        pairs().all(|(first, _)| first != variant).then_some(first)
    }

    /// The variant that is the reference under the second reading of how people are seen today.
    pub(super) fn reference_of_second(&self) -> Option<&String> {
        self.policies().iter().find(|v| self.second_of(v).is_some_and(|first| first == self.reference()))
    }

    /// All variants but the reference and those that only stand for the second reading of how people are seen today: they are held
    /// against the reference under that reading, not against this one.
    pub(super) fn choices(&self) -> impl Iterator<Item = &String> {
        self.policies().iter().filter(|v| self.second_of(v).is_none())
    }

    /// The reference and the choices: what a reader chooses from.
    pub(super) fn rivals(&self) -> impl Iterator<Item = &String> {
        self.variants.iter().take(1).chain(self.choices())
    }

    /// The policy that the answer is about, or the first where nothing is told apart.
    pub(super) fn lead(&self) -> Option<String> {
        let policies: Vec<Policy> = self.choices().map(|v| self.policy(v, "all")).collect();
        about(&policies).map(|p| p.name.clone()).or_else(|| self.choices().next().cloned())
    }

    /// The policies that have colours in charts: the reference, the one that the answer is about, the one with the smallest gap, and
    /// others as far as four.
    pub(super) fn focus(&self) -> Vec<String> {
        let policies: Vec<Policy> = self.choices().map(|v| self.policy(v, "all")).collect();
        let gap = |v: &String| {
            let gap = self.first().and_then(|a| self.gap(v, "all", "joined", a));
            gap.map_or(f64::INFINITY, |g| g.size.value.abs())
        };
        let mut chosen = vec![self.variants[0].clone()];
        let rest = || self.choices();
        chosen.extend(about(&policies).map(|p| p.name.clone()));
        chosen.extend(rest().filter(|v| !chosen.contains(v)).min_by(|a, b| gap(a).total_cmp(&gap(b))).cloned());
        for v in self.choices() {
            if chosen.len() < 4 && !chosen.contains(v) {
                chosen.push(v.clone());
            }
        }
        // In the order of the page.
        self.variants.iter().filter(|v| chosen.contains(v)).cloned().collect()
    }
}

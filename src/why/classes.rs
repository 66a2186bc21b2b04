//! What a rule calls the people it tells apart: the fewest words that say which class somebody is in.

use crate::discipline::Lanes;
use crate::population::{Population, Urgency};

/// Words for the classes that a rule tells apart.
///
/// Of urgency and attributes only those are named that move somebody to another lane; values that are the same to the rule share
/// a word. So "first come" has one class without a name, and a head start for the most deprived has "P4, not most deprived".
#[derive(Clone, Debug)]
pub struct Classes {
    urgencies: usize,
    labels: Vec<String>,
}

impl Classes {
    /// The classes of a rule's lanes; groups are as booked.
    #[must_use]
    pub fn new(lanes: &Lanes, population: &Population, urgencies: &[Urgency]) -> Self {
        let groups = population.groups();
        let lane = |group: usize, urgency: usize| lanes.of(group * urgencies.len() + urgency);
        // The word of each value: of urgency first, then of each attribute.
        let alike = |a: usize, b: usize| (0..groups).all(|g| lane(g, a) == lane(g, b));
        let names: Vec<&str> = urgencies.iter().map(|u| u.name.as_str()).collect();
        let of_urgency = words(&names, alike);
        let of_level: Vec<Vec<String>> = (0..population.attributes.len())
            .map(|a| {
                let names: Vec<&str> = population.attributes[a].levels.iter().map(String::as_str).collect();
                let stride: usize = population.attributes[a + 1..].iter().map(|a| a.levels.len()).product();
                let alike = |x: usize, y: usize| {
                    let of_x = (0..groups).filter(|&g| population.level(g, a) == x);
                    of_x.into_iter().all(|g| {
                        let other = g + y * stride - x * stride;
                        (0..urgencies.len()).all(|u| lane(g, u) == lane(other, u))
                    })
                };
                words(&names, alike)
            })
            .collect();
        let label = |class: usize| {
            let (group, urgency) = (class / urgencies.len(), class % urgencies.len());
            let levels = (0..of_level.len()).map(|a| of_level[a][population.level(group, a)].as_str());
            let parts = std::iter::once(of_urgency[urgency].as_str()).chain(levels).filter(|w| !w.is_empty());
            parts.collect::<Vec<_>>().join(", ")
        };
        Self { urgencies: urgencies.len(), labels: (0..groups * urgencies.len()).map(label).collect() }
    }

    /// The words for a class (group as booked x urgency); empty where the rule tells nobody apart.
    #[must_use]
    pub fn label(&self, class: u16) -> &str {
        debug_assert!(self.labels.len().is_multiple_of(self.urgencies));
        &self.labels[class as usize]
    }
}

/// The word of each value: empty where all are the same to the rule.
fn words(names: &[&str], alike: impl Fn(usize, usize) -> bool) -> Vec<String> {
    let kind: Vec<usize> = (0..names.len()).map(|x| (0..x).find(|&y| alike(y, x)).unwrap_or(x)).collect();
    let word = |x: usize| {
        let same: Vec<usize> = (0..names.len()).filter(|&y| kind[y] == kind[x]).collect();
        let others: Vec<usize> = (0..names.len()).filter(|&y| kind[y] != kind[x]).collect();
        match (&same[..], &others[..]) {
            (_, []) => String::new(),
            ([one], _) => names[*one].to_string(),
            (_, [one]) => format!("not {}", names[*one]),
            _ => same.iter().map(|&y| names[y]).collect::<Vec<_>>().join(" or "),
        }
    };
    (0..names.len()).map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discipline::{Registry, Setting};
    use crate::population::Attribute;

    fn labels(rule: &str) -> Vec<String> {
        let attribute = |name: &str, levels: &[&str]| Attribute {
            name: name.into(),
            levels: levels.iter().map(|l| (*l).to_string()).collect(),
            ordered: true,
            reference: 0,
        };
        let population = Population {
            attributes: vec![attribute("deprivation", &["most", "middle", "least"]), attribute("sex", &["f", "m"])],
        };
        let urgencies: Vec<Urgency> =
            ["P2", "P3", "P4"].iter().map(|n| Urgency { name: (*n).to_string(), target_days: 28 }).collect();
        let setting = Setting { population: &population, urgencies: &urgencies, slotted: true };
        let rule: serde_json::Value = serde_json::from_str(rule).unwrap();
        let discipline = Registry::shipped().build(&rule, &setting).unwrap();
        let classes = Classes::new(discipline.lanes(), &population, &urgencies);
        let mut labels: Vec<String> = (0..18).map(|c| classes.label(c).to_string()).collect();
        labels.sort();
        labels.dedup();
        labels
    }

    #[test]
    fn only_what_the_rule_looks_at_is_named() {
        assert_eq!(labels(r#"{ "kind": "first come" }"#), [""]);
        assert_eq!(labels(r#"{ "kind": "strict" }"#), ["P2", "P3", "P4"]);
        let some =
            r#"{ "kind": "head start", "by_urgency": { "P2": 30 }, "by_group": { "deprivation": { "most": 7 } } }"#;
        assert_eq!(labels(some), ["P2, most", "P2, not most", "not P2, most", "not P2, not most"].map(String::from));
        assert_eq!(labels(r#"{ "kind": "strict", "by": "sex" }"#), ["f", "m"]);
    }
}

//! How people differ: attributes, levels, groups and urgencies, and the integer thresholds that draw them.

/// How people differ. A group is one combination of levels; its index counts with the first attribute slowest.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Population {
    /// The attributes, in declared order.
    pub attributes: Vec<Attribute>,
}

impl Population {
    /// The number of groups; 1 without attributes.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.attributes.iter().map(|a| a.levels.len()).product()
    }

    /// The level of an attribute in a group.
    #[must_use]
    pub fn level(&self, group: usize, attribute: usize) -> usize {
        let stride: usize = self.attributes[attribute + 1..].iter().map(|a| a.levels.len()).product();
        group / stride % self.attributes[attribute].levels.len()
    }

    /// The group of one level of each attribute.
    #[must_use]
    pub fn group(&self, levels: &[usize]) -> usize {
        self.attributes.iter().zip(levels).fold(0, |group, (a, &level)| group * a.levels.len() + level)
    }

    /// The number of an attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<usize> {
        self.attributes.iter().position(|a| a.name == name)
    }
}

/// A way people differ, and its values.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// Name.
    pub name: String,
    /// Values; where ordered, from most to least disadvantaged.
    pub levels: Vec<String>,
    /// Whether the levels have an order.
    pub ordered: bool,
    /// The level that the others are compared with where there is no order.
    pub reference: usize,
}

/// A clinical class and its target.
#[derive(Clone, Debug, PartialEq)]
pub struct Urgency {
    /// Name.
    pub name: String,
    /// A wait of more calendar days than this is a breach.
    pub target_days: i64,
}

/// Integer thresholds of one draw among levels: the level is the number of thresholds that the word reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thresholds(pub Box<[u64]>);

impl Thresholds {
    /// The level of a word.
    #[inline]
    #[must_use]
    pub fn level(&self, word: u64) -> usize {
        let word = word.min(u64::MAX - 1);
        if self.0.len() <= 16 {
            self.0.iter().map(|&t| usize::from(word >= t)).sum()
        } else {
            self.0.partition_point(|&t| word >= t)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_and_its_levels_are_each_others_inverse() {
        let attribute = |n: usize| Attribute {
            name: n.to_string(),
            levels: (0..n).map(|l| l.to_string()).collect(),
            ordered: true,
            reference: 0,
        };
        let p = Population { attributes: vec![attribute(2), attribute(3), attribute(4)] };
        for g in 0..p.groups() {
            let levels: Vec<usize> = (0..3).map(|a| p.level(g, a)).collect();
            assert_eq!(p.group(&levels), g);
        }
        assert_eq!(Population::default().groups(), 1);
    }

    #[test]
    fn a_word_on_a_threshold_belongs_to_the_next_level() {
        let t = Thresholds(Box::new([10, 10, 20]));
        assert_eq!([9, 10, 19, 20, u64::MAX].map(|w| t.level(w)), [0, 2, 2, 3, 3]);
        let many = Thresholds((1..40).map(|i| i * 10).collect());
        assert_eq!([9, 10, 399].map(|w| many.level(w)), [0, 1, 39]);
    }
}

//! What parameters of disciplines are made of: exact numbers, names of urgencies, attributes and levels.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Setting;
use super::decimal::decimals;
pub use super::decimal::{Decimal, MICRO};
use super::parameter_schema::ParameterSchema;
use crate::error::{Problem, in_other_units, nearest};
use crate::schema::{Schema, make_plain, numbers_only};

/// Reads parameters into their type. `kind` is left out. Every number may be plain, a percentage or a table with its range.
///
/// # Errors
/// Every unknown or missing key and every value of a wrong type.
pub fn read<T: DeserializeOwned + JsonSchema + 'static>(parameters: &Value) -> Result<T, Vec<Problem>> {
    let mut value = match parameters {
        Value::Null => Value::Object(serde_json::Map::new()),
        other => other.clone(),
    };
    if let Value::Object(table) = &mut value {
        table.remove("kind");
    }
    let schemas = ParameterSchema::of::<T>();
    let any = Schema::new(&schemas.any, &numbers_only).of("this discipline");
    let check = |schema: Schema<'_>, value: &Value| match schema.check(value).problems {
        found if found.is_empty() => Ok(()),
        found => Err(found),
    };
    check(any, &value)?;
    make_plain(any, &mut value);
    check(Schema::new(&schemas.plain, &decimals), &value)?;
    serde_json::from_value(value).map_err(|e| vec![Problem::new("Q0303", "", e.to_string())])
}

/// One name or several.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Names {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

impl Names {
    /// The names.
    #[must_use]
    pub fn as_slice(&self) -> &[String] {
        match self {
            Names::One(name) => std::slice::from_ref(name),
            Names::Several(names) => names,
        }
    }
}

/// A name that is not known, with the nearest that is.
#[must_use]
pub fn unknown(path: &str, what: &str, found: &str, known: &[&str]) -> Problem {
    let problem = Problem::new("Q0304", path, format!("unknown {what} `{found}`"));
    match nearest(found, known.iter().copied()) {
        Some(name) => problem.help(format!("did you mean `{name}`?")),
        None if known.is_empty() => problem.help("there is none"),
        None if what == "key" && !in_other_units(found, known.iter().copied()).is_empty() => {
            let others = in_other_units(found, known.iter().copied()).join("` or `");
            problem.help(format!("the unit here is that of `{others}`: convert the numbers, not the key alone"))
        }
        None => problem.help(format!("known: {}", known.join(", "))),
    }
}

impl Setting<'_> {
    /// The names of the urgencies, in order.
    #[must_use]
    pub fn urgency_names(&self) -> Vec<&str> {
        self.urgencies.iter().map(|u| u.name.as_str()).collect()
    }

    /// The names of the attributes, in order.
    #[must_use]
    pub fn attribute_names(&self) -> Vec<&str> {
        self.population.attributes.iter().map(|a| a.name.as_str()).collect()
    }

    /// The names of the levels of an attribute, in order.
    #[must_use]
    pub fn level_names(&self, attribute: usize) -> Vec<&str> {
        self.population.attributes[attribute].levels.iter().map(String::as_str).collect()
    }
}

/// What splits people: their urgency or one attribute. An attribute of the name "urgency" goes before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// The urgency.
    Urgency,
    /// The attribute of this number.
    Attribute(usize),
}

impl Criterion {
    /// The criterion of this name.
    ///
    /// # Errors
    /// Where there is no such attribute.
    pub fn named(setting: &Setting<'_>, name: &str, path: &str) -> Result<Self, Problem> {
        match setting.population.attribute(name) {
            Some(attribute) => Ok(Criterion::Attribute(attribute)),
            None if name == "urgency" => Ok(Criterion::Urgency),
            None => {
                let mut known = setting.attribute_names();
                known.push("urgency");
                Err(unknown(path, "attribute", name, &known))
            }
        }
    }

    /// The values, in order.
    #[must_use]
    pub fn values<'a>(self, setting: &'a Setting<'_>) -> Vec<&'a str> {
        match self {
            Criterion::Urgency => setting.urgency_names(),
            Criterion::Attribute(attribute) => setting.level_names(attribute),
        }
    }

    /// A weight for each value, in millionths; 1 where nothing is said.
    ///
    /// # Errors
    /// Every name that is none of the values, and every weight that is not above 0.
    pub fn weights(
        self,
        setting: &Setting<'_>,
        named: &BTreeMap<String, Decimal>,
        path: &str,
    ) -> Result<Vec<i64>, Vec<Problem>> {
        let names = self.values(setting);
        let mut problems = Vec::new();
        let mut weights = vec![Decimal::ONE; names.len()];
        fill(&names, named, path, "name", &mut weights, &mut problems);
        for (name, _) in named.iter().filter(|(_, weight)| **weight <= Decimal::ZERO) {
            problems.push(Problem::new("Q0305", format!("{path}[{name}]"), "a weight must be above 0"));
        }
        if problems.is_empty() { Ok(weights.into_iter().map(Decimal::micro).collect()) } else { Err(problems) }
    }

    /// The place of a class among the values.
    #[must_use]
    pub fn value_of(self, setting: &Setting<'_>, group: usize, urgency: usize) -> usize {
        match self {
            Criterion::Urgency => urgency,
            Criterion::Attribute(attribute) => setting.population.level(group, attribute),
        }
    }
}

/// A number for each urgency and for each level of each attribute; who is not named has `missing`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByClass {
    /// By urgency.
    pub urgency: Vec<Decimal>,
    /// By attribute and level.
    pub level: Vec<Vec<Decimal>>,
}

impl ByClass {
    /// Puts named numbers in order.
    pub fn new(
        setting: &Setting<'_>,
        by_urgency: &BTreeMap<String, Decimal>,
        by_group: &BTreeMap<String, BTreeMap<String, Decimal>>,
        missing: Decimal,
        problems: &mut Vec<Problem>,
    ) -> Self {
        let attributes = setting.attribute_names();
        let mut of = Self {
            urgency: vec![missing; setting.urgencies.len()],
            level: setting.population.attributes.iter().map(|a| vec![missing; a.levels.len()]).collect(),
        };
        fill(&setting.urgency_names(), by_urgency, "by_urgency", "urgency", &mut of.urgency, problems);
        for (name, levels) in by_group {
            let path = format!("by_group[{name}]");
            match setting.population.attribute(name) {
                Some(a) => fill(&setting.level_names(a), levels, &path, "level", &mut of.level[a], problems),
                None => problems.push(unknown(&path, "attribute", name, &attributes).at_key()),
            }
        }
        of
    }

    /// The numbers that meet in a class: that of its urgency and those of its levels.
    pub fn of<'a>(
        &'a self,
        setting: &'a Setting<'_>,
        group: usize,
        urgency: usize,
    ) -> impl Iterator<Item = Decimal> + 'a {
        let levels = self.level.iter().enumerate().map(move |(a, of)| of[setting.population.level(group, a)]);
        std::iter::once(self.urgency[urgency]).chain(levels)
    }
}

/// Every number that must be above 0 and is not.
#[must_use]
pub fn not_above_zero(
    by_urgency: &BTreeMap<String, Decimal>,
    by_group: &BTreeMap<String, BTreeMap<String, Decimal>>,
    what: &str,
) -> Vec<Problem> {
    let groups = by_group
        .iter()
        .flat_map(|(a, levels)| levels.iter().map(move |(l, &rate)| (format!("by_group[{a}][{l}]"), rate)));
    let urgencies = by_urgency.iter().map(|(u, &rate)| (format!("by_urgency[{u}]"), rate));
    let wrong = urgencies.chain(groups).filter(|(_, number)| *number <= Decimal::ZERO);
    wrong.map(|(path, _)| Problem::new("Q0305", path, format!("{what} must be above 0"))).collect()
}

/// Products of the numbers that meet in a class, as whole numbers in the same proportions: their order is exact.
#[derive(Clone, Debug)]
pub struct Products {
    urgency: Vec<i128>,
    level: Vec<Vec<i128>>,
    /// The product of the numbers as written that a product of 1 stands for.
    pub unit: f64,
}

impl Products {
    /// Divides what all values of a criterion have in common out of the millionths: the order of products stays the same.
    ///
    /// # Errors
    /// Where a product could have more digits than are kept.
    pub fn of(numbers: &ByClass) -> Result<Self, Vec<Problem>> {
        let common = |of: &[Decimal]| of.iter().fold(0, |g, r| gcd(g, r.micro().into())).max(1);
        let whole = |of: &[Decimal]| -> Vec<i128> {
            let common = common(of);
            of.iter().map(|r| i128::from(r.micro()) / common).collect()
        };
        let unit = numbers.level.iter().chain([&numbers.urgency]).map(|of| common(of) as f64 / MICRO as f64).product();
        let products =
            Self { urgency: whole(&numbers.urgency), level: numbers.level.iter().map(|of| whole(of)).collect(), unit };
        let largest = |of: &[i128]| of.iter().map(|x| x.abs()).max().unwrap_or(1);
        let most = products.level.iter().map(|of| largest(of)).chain([largest(&products.urgency)]);
        match { most }.try_fold(1_i128, i128::checked_mul).filter(|&w| w < MOST_EXACT) {
            Some(_) => Ok(products),
            None => Err(too_many_digits()),
        }
    }

    /// The product of a class.
    #[must_use]
    pub fn product(&self, setting: &Setting<'_>, group: usize, urgency: usize) -> i128 {
        let levels = self.level.iter().enumerate().map(|(a, of)| of[setting.population.level(group, a)]);
        levels.product::<i128>() * self.urgency[urgency]
    }
}

/// Weights of waits in seconds stay below this, so that scores are exact.
pub const MOST_EXACT: i128 = 1 << 88;

/// What is said where numbers cannot be kept exact.
#[must_use]
pub fn too_many_digits() -> Vec<Problem> {
    let problem = Problem::new("Q0305", "", "the products of these numbers have too many digits to be kept exact");
    vec![problem.help("write the numbers with fewer decimals")]
}

/// The greatest common divisor; that of 0 and a number is the number.
#[must_use]
pub const fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}

/// The least common multiple of numbers above 0; none beyond [`MOST_EXACT`].
pub fn lcm(numbers: impl IntoIterator<Item = i128>) -> Option<i128> {
    numbers.into_iter().try_fold(1_i128, |l, n| (l / gcd(l, n)).checked_mul(n).filter(|&l| l < MOST_EXACT))
}

fn fill(
    names: &[&str],
    named: &BTreeMap<String, Decimal>,
    path: &str,
    what: &str,
    into: &mut [Decimal],
    problems: &mut Vec<Problem>,
) {
    for (name, &value) in named {
        match names.iter().position(|n| n == name) {
            Some(at) => into[at] = value,
            None => problems.push(unknown(&format!("{path}[{name}]"), what, name, names).at_key()),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::population::{Attribute, Population, Urgency};

    /// Urgencies P2, P3, P4 with targets of 28, 91 and 364 days; deprivation in five and sex in two levels.
    pub(in super::super) fn population() -> (Population, Vec<Urgency>) {
        let attribute = |name: &str, levels: &[&str]| Attribute {
            name: name.into(),
            levels: levels.iter().map(ToString::to_string).collect(),
            ordered: true,
            reference: 0,
        };
        let population = Population {
            attributes: vec![
                attribute("deprivation", &["most deprived", "second", "middle", "fourth", "least deprived"]),
                attribute("sex", &["female", "male"]),
            ],
        };
        let urgency = |name: &str, target_days| Urgency { name: name.into(), target_days };
        (population, vec![urgency("P2", 28), urgency("P3", 91), urgency("P4", 364)])
    }

    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        rate: Decimal,
        #[serde(default)]
        order: Option<Vec<String>>,
        #[serde(default)]
        by_group: BTreeMap<String, BTreeMap<String, Decimal>>,
        #[serde(default)]
        names: Option<Names>,
    }

    #[test]
    fn all_problems_come_at_once_with_their_paths() {
        let value = serde_json::json!({
            "kind": "sample",
            "rat": 1,
            "order": ["a", 3],
            "by_group": { "deprivation": { "most deprived": "x", "second": 0.1234567 } },
            "names": 7,
        });
        let problems = read::<Sample>(&value).unwrap_err();
        let paths: Vec<&str> = problems.iter().map(|p| p.path.as_str()).collect();
        assert_eq!(paths, ["by_group.deprivation.\"most deprived\"", "names", "order[1]", "rat", ""]);
        assert!(problems.iter().any(|p| p.help == "did you mean `rate`?"));
        assert!(problems.iter().any(|p| p.message == "this discipline needs `rate`"));
    }

    #[test]
    fn a_number_may_carry_its_range_and_source() {
        let value = serde_json::json!({ "rate": { "value": 0.5, "low": 0.1, "high": 1, "source": "assumed" } });
        let sample = read::<Sample>(&value).unwrap();
        assert_eq!(sample.rate, Decimal::parse("0.5").unwrap());
        assert!(sample.order.is_none() && sample.by_group.is_empty() && sample.names.is_none());
        let wrong = serde_json::json!({ "rate": { "value": 0.5, "lo": 0.1 } });
        assert_eq!(read::<Sample>(&wrong).unwrap_err()[0].path, "rate.lo");
        for wrong in [serde_json::json!(0.123_456_7), serde_json::json!(1e9)] {
            assert_eq!(read::<Sample>(&serde_json::json!({ "rate": wrong })).unwrap_err()[0].path, "rate");
        }
        assert_eq!(read::<Sample>(&serde_json::json!({ "rate": "12.5%" })).unwrap().rate, Decimal::micros(125_000));
        let several = serde_json::json!({ "rate": 1, "names": ["a", "b"] });
        assert_eq!(read::<Sample>(&several).unwrap().names.unwrap().as_slice(), ["a", "b"]);
    }
}

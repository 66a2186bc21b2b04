//! Parts of a whole, as people have them: shares that sum to 1, or counts.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::Number;

/// Shares that sum to 1, or `{ count = ... }` with whole numbers in the same proportions.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Parts<T> {
    /// Counts.
    Counts(Counts<T>),
    /// Shares.
    Shares(T),
}

/// Whole numbers in place of shares.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Counts<T> {
    /// How many there are of each.
    #[schemars(extend("x-percent" = false))]
    pub count: T,
}

/// Only from a table: what is derived would also take a list of one thing, and a list of bands may have one.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Counts<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Table<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Table<T> {
            type Value = Counts<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table with `count`")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Counts<T>, A::Error> {
                match map.next_key::<String>()?.as_deref() {
                    Some("count") => {}
                    Some(other) => return Err(A::Error::unknown_field(other, &["count"])),
                    None => return Err(A::Error::missing_field("count")),
                }
                let count = map.next_value()?;
                match map.next_key::<String>()? {
                    Some(other) => Err(A::Error::unknown_field(&other, &["count"])),
                    None => Ok(Counts { count }),
                }
            }
        }
        deserializer.deserialize_map(Table(PhantomData))
    }
}

/// Parts in the order of levels.
pub type List = Parts<Vec<Number>>;

/// Parts by name.
pub type Named = Parts<BTreeMap<String, Number>>;

impl<T> Parts<T> {
    /// What is given, whichever it is.
    #[must_use]
    pub fn given(&self) -> &T {
        match self {
            Parts::Counts(Counts { count }) => count,
            Parts::Shares(shares) => shares,
        }
    }

    /// Whether they are counts.
    #[must_use]
    pub fn are_counts(&self) -> bool {
        matches!(self, Parts::Counts(_))
    }
}

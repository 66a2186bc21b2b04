//! A JSON object whose entries stay in the order in which they are written.

use std::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// The entries; a name stands once.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ordered(Vec<(String, Value)>);

/// An object with one entry replaced, in its place; a new one stands last.
#[derive(Clone, Copy, Debug)]
pub(super) struct With<'a, T> {
    /// The object.
    pub(super) object: &'a Ordered,
    /// The name of the entry.
    pub(super) name: &'a str,
    /// What it holds now.
    pub(super) value: &'a T,
}

impl Ordered {
    /// The entries, in order.
    pub(super) fn entries(self) -> impl Iterator<Item = (String, Value)> {
        self.0.into_iter()
    }
}

impl<T: Serialize> Serialize for With<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        let mut there = false;
        for (name, value) in &self.object.0 {
            if name == self.name {
                there = true;
                map.serialize_entry(name, self.value)?;
            } else {
                map.serialize_entry(name, value)?;
            }
        }
        if !there {
            map.serialize_entry(self.name, self.value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Ordered {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Ordered;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Ordered, A::Error> {
                let mut entries: Vec<(String, Value)> = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    if entries.iter().any(|(n, _)| *n == name) {
                        return Err(A::Error::custom(format!("`{name}` stands twice")));
                    }
                    entries.push((name, value));
                }
                Ok(Ordered(entries))
            }
        }
        from.deserialize_map(Entries)
    }
}

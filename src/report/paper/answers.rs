//! What authors say themselves: a small TOML file.

use serde_json::Value;

use crate::report::words::visible;

/// The file to begin with.
pub const TEMPLATE: &str = r#"# What only the authors know, for `queuity paper OUT --to DIR --answers FILE`.
# Leave out what you do not know yet; `--strict` then says what is missing.

# The licence of the folder, by its SPDX name, and the day on which it is published.
# licence = "CC-BY-4.0"
# published = 2026-11-29
# Where others get it: a DOI is best.
# doi = "10.5281/zenodo.0000000"

# [[author]]
# name = "Jo Example"
# orcid = "0000-0002-1825-0097"
# affiliation = "Example Hospital"

[item]
# 1.1 Background and purpose of the model.
# "1.1" = ""
# 1.3 Why these policies are compared, and what is expected of them.
# "1.3" = ""
# 3.1 Sources of the data: sample size, dates, how they were used, links.
# "3.1" = ""
# 3.2 What was done to the data before they became inputs.
# "3.2" = ""
# 3.4 What was assumed where data are missing, and on what ground.
# "3.4" = ""
# 6.1 Where the model and the software can be had.
# "6.1" = ""
"#;

/// An author.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Author {
    pub(super) name: String,
    pub(super) orcid: String,
    pub(super) affiliation: String,
}

/// What was said.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    pub(super) licence: String,
    pub(super) published: String,
    pub(super) doi: String,
    pub(super) authors: Vec<Author>,
    items: Value,
}

/// Keys of the file.
const KEYS: [&str; 5] = ["licence", "published", "doi", "author", "item"];

impl Answers {
    /// Reads the file.
    ///
    /// # Errors
    /// Where it is no TOML, or has keys that it cannot have: what is wrong, in words.
    pub fn read(text: &str, known: &[&str]) -> Result<Self, String> {
        let tree = crate::scenario::tree(text)?;
        let said = |v: &Value, key: &str| v.get(key).and_then(Value::as_str).map(visible).unwrap_or_default();
        let keys = tree.as_object().into_iter().flat_map(serde_json::Map::keys);
        if let Some(key) = keys.clone().find(|k| !KEYS.contains(&k.as_str())) {
            return Err(format!("it has a key `{}`; it may have {}", visible(key), KEYS.join(", ")));
        }
        let items = tree.get("item").cloned().unwrap_or(Value::Null);
        let numbers = items.as_object().into_iter().flat_map(serde_json::Map::keys);
        if let Some(key) = numbers.clone().find(|k| !known.contains(&k.as_str())) {
            return Err(format!("`item` has `{}`; the author's items are {}", visible(key), known.join(", ")));
        }
        let authors = tree.get("author").and_then(Value::as_array).into_iter().flatten();
        let authors = authors.map(|a| Author {
            name: said(a, "name"),
            orcid: said(a, "orcid"),
            affiliation: said(a, "affiliation"),
        });
        let authors: Vec<Author> = authors.collect();
        if authors.iter().any(|a| a.name.is_empty()) {
            return Err("an `[[author]]` has no `name`".into());
        }
        let digits = |orcid: &str| orcid.len() == 19 && orcid.chars().all(|c| c.is_ascii_digit() || "-X".contains(c));
        if let Some(a) = authors.iter().find(|a| !a.orcid.is_empty() && !digits(&a.orcid)) {
            return Err(format!("`{}` is no ORCID; they look like 0000-0002-1825-0097", a.orcid));
        }
        let (licence, published, doi) = (said(&tree, "licence"), said(&tree, "published"), said(&tree, "doi"));
        let plain = |c: char| c.is_ascii_alphanumeric() || "-.+".contains(c);
        if !licence.chars().all(plain) {
            return Err(format!("`{licence}` is no SPDX name of a licence, such as CC-BY-4.0"));
        }
        let date = |t: &str| {
            t.len() == 10 && t.char_indices().all(|(i, c)| if i == 4 || i == 7 { c == '-' } else { c.is_ascii_digit() })
        };
        if !published.is_empty() && !date(&published) {
            return Err(format!("`published` is `{published}`; a date looks like 2026-11-29"));
        }
        if !doi.is_empty() && (!doi.starts_with("10.") || doi.contains(char::is_whitespace)) {
            return Err(format!("`{doi}` is no DOI; they begin with 10."));
        }
        Ok(Self { licence, published, doi, authors, items })
    }

    /// What was said to an item of the checklist; nothing where it is blank.
    pub(super) fn item(&self, number: &str) -> Option<String> {
        let said = self.items.get(number).and_then(Value::as_str).unwrap_or_default().trim();
        (!said.is_empty()).then(|| visible(said))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said() {
        let read = |text: &str| Answers::read(text, &["1.1", "3.1"]);
        let good = "licence = \"CC-BY-4.0\"\npublished = 2026-11-29\n[[author]]\nname = \"Jo\"\n[item]\n\"1.1\" = \"why\"\n\"3.1\" = \" \"\n";
        let answers = read(good).unwrap();
        assert_eq!((answers.item("1.1").as_deref(), answers.item("3.1")), (Some("why"), None));
        assert_eq!(answers.published, "2026-11-29");
        for (text, part) in [
            ("licenc = \"a\"", "it may have"),
            ("[item]\n\"9.9\" = \"x\"", "the author's items are 1.1, 3.1"),
            ("[[author]]\norcid = \"1\"", "has no `name`"),
            ("[[author]]\nname = \"a\"\norcid = \"1\"", "is no ORCID"),
            ("licence = \"my own\"", "SPDX"),
            ("published = \"soon\"", "a date looks like"),
            ("doi = \"https://x\"", "begin with 10."),
        ] {
            assert!(read(text).unwrap_err().contains(part), "{text}");
        }
        assert!(read(TEMPLATE).is_ok());
    }
}

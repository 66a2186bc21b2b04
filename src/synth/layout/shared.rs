//! Columns that layouts share: people, sites, lists, clinical classes and the levels of attributes.

use crate::synth::extract::Extract;
use crate::synth::people::Drawn;
use crate::synth::table::{Cell, Field, Kind, Role, Who};

/// What the identifier of a wait is.
pub(super) const PATHWAY: &str = "invented identifier of a wait on one list";
/// What the identifier of a person is.
pub(super) const PERSON: &str = "invented identifier of a person";
/// What a site is.
pub(super) const SITE: &str = "the site: an independent run of the scenario with luck of its own";

/// A column of texts with one in every row.
pub(super) fn text(name: impl Into<String>, role: Role, meaning: impl Into<String>) -> Field {
    Field::new(name, Kind::Text, role, meaning).required()
}

/// The column of the lists.
pub(super) fn list(extract: &Extract, name: &str) -> Field {
    let names = extract.model.services.iter().map(|s| s.name.as_str());
    text(name, Role::Words, "the waiting list").one_of(names)
}

/// The clinical classes of all lists, each once.
pub(super) fn urgencies(extract: &Extract) -> Vec<&str> {
    let all = extract.model.services.iter().flat_map(|s| s.urgencies.iter().map(|u| u.name.as_str()));
    let mut names: Vec<&str> = all.collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The columns of the attributes as recorded; `named` gives the name of a column for that of an attribute.
pub(super) fn levels(extract: &Extract, named: impl Fn(&str) -> String) -> impl Iterator<Item = Field> {
    extract.attributes.iter().enumerate().map(move |(a, name)| {
        let attribute = &extract.model.recorded().attributes[a];
        let meaning = format!("{} as recorded", attribute.name);
        text(named(name), Role::Level(a), meaning).one_of(attribute.levels.iter().map(String::as_str))
    })
}

/// The levels of a person, for the columns of [`levels`].
pub(super) fn recorded<'f>(drawn: &Drawn<'f, '_>, who: Who) -> impl Iterator<Item = Cell<'f>> {
    (0..drawn.extract.attributes.len()).map(move |a| Cell::word(drawn.recorded(who, a)))
}

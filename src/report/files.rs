//! The files of a result: their names, and what is known of one that is written.

use super::Registry;
use super::lives::LIVES;
use super::whole::formats_of;

pub(super) const MANIFEST: &str = "manifest.json";
/// Made by the command, outside the manifest.
pub(super) const RUN_LOG: &str = "run-log.json";
pub(super) const SCENARIO: &str = "scenario.toml";
pub(super) const PACKAGE: &str = "datapackage.json";
/// The tables, and whether each may have millions of rows.
const TABLES: [(&str, bool); 7] = [
    ("assumptions", false),
    ("contrasts", false),
    ("first_run", false),
    ("ranges", false),
    ("replications", true),
    ("series", false),
    ("summary", false),
];

/// A file that is staged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Staged {
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

/// Whether a file of this name is a result, in one of the shipped formats: such a file that no manifest names is never written
/// over. Some file systems do not tell capitals.
pub(super) fn is_result(name: &str) -> bool {
    is_named(&name.to_lowercase(), &Registry::shipped())
}

/// Whether a result in these formats has a file of this name; tables of people have names of their own.
pub(super) fn is_named(name: &str, formats: &Registry) -> bool {
    [MANIFEST, RUN_LOG, SCENARIO, PACKAGE, LIVES].contains(&name)
        || formats.documents().any(|document| document.owns(name))
        || TABLES.iter().any(|(table, large)| {
            formats_of(*large, formats).any(|format| name == format!("{table}.{}", format.extension()))
        })
}

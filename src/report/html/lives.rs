//! Reads `lives.json`.

use std::io::ErrorKind;

use serde::Deserialize;

use super::rows::whole;
use crate::report::document::{DocumentError, Open};

const FILE: &str = "lives.json";

/// What the file says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(in crate::report) struct Told {
    pub(in crate::report) answer: Answer,
    pub(in crate::report) in_words: Vec<Chapter>,
    pub(in crate::report) side_by_side: Vec<Vec<String>>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(in crate::report) struct Answer {
    pub(in crate::report) groups: Vec<Group>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(in crate::report) struct Group {
    pub(in crate::report) level: String,
    pub(in crate::report) people: f64,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(in crate::report) struct Chapter {
    pub(in crate::report) title: String,
    pub(in crate::report) lines: Vec<String>,
}

/// Reads the file; a result need not have one.
pub(in crate::report) fn read(open: Open<'_>) -> Result<Option<Told>, DocumentError> {
    let text = match whole(open, FILE) {
        Err(DocumentError::Unreadable { source, .. }) if source.kind() == ErrorKind::NotFound => return Ok(None),
        text => text?,
    };
    let wrong = |e: serde_json::Error| DocumentError::Wrong { file: FILE.into(), why: e.to_string() };
    serde_json::from_str(&text).map(Some).map_err(wrong)
}

//! Attributes that nobody knows but the rule that goes by them.

use crate::error::Problem;
use crate::scenario::path;
use crate::scenario::raw::Document;

/// What is wrong with an attribute that is hidden: it comes after all others, and is neither recorded nor reported.
pub(super) fn hidden(doc: &Document, number: usize, at: &str, problems: &mut Vec<Problem>) {
    let attribute = &doc.attribute[number];
    if !attribute.is_hidden() {
        return;
    }
    let here = path::key(at, "hidden");
    if let Some(other) = doc.attribute[number..].iter().find(|other| !other.is_hidden()) {
        let message = format!("the hidden attribute `{}` stands before `{}`", attribute.name, other.name);
        problems.push(Problem::new("Q0431", here.clone(), message).help("put hidden attributes behind all others"));
    }
    if attribute.recorded.is_some() || attribute.report == Some(true) {
        let message = "nobody knows a hidden attribute: it is neither recorded nor reported";
        problems.push(Problem::new("Q0431", here, message).help("leave out `recorded` and `report`"));
    }
}

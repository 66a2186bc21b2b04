//! `lives.json`: one simulated life of each group, as figures and in words.

use serde_json::json;

use crate::why::{Lives, story};

/// The name of the file.
pub(super) const LIVES: &str = "lives.json";

/// The file: what `queuity why --lives --json` says, section by section, and the same people under each policy.
pub(super) fn file(lives: &Lives) -> Vec<u8> {
    let line = |l: &crate::why::words::Line| {
        if l.label.is_empty() { l.text.clone() } else { format!("{}: {}", l.label, l.text) }
    };
    let sections: Vec<serde_json::Value> = story::lives(lives)
        .iter()
        .map(|s| json!({ "title": s.title, "lines": s.lines.iter().map(line).collect::<Vec<_>>() }))
        .collect();
    let all = json!({ "answer": lives, "in_words": sections, "side_by_side": story::side_by_side(lives) });
    // Texts and whole numbers always serialise.
    let mut text = serde_json::to_vec_pretty(&all).unwrap_or_default();
    text.push(b'\n');
    text
}

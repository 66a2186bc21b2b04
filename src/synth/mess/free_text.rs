//! A word as people type it.

use super::kind::{Acts, Fault, Spoil, Target, holds_words};
use crate::synth::table::{Cell, Field, Kind};

#[derive(Debug)]
pub(super) struct FreeText;

/// The ways of typing a word.
fn ways(text: &str) -> [String; 7] {
    let title = |word: &str| {
        let mut chars = word.chars();
        chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
    };
    let words: Vec<String> = text.split(' ').map(title).collect();
    let cut: String = text.chars().take(4).collect();
    [
        text.to_uppercase(),
        words.join(" "),
        format!("{text} "),
        format!(" {text}"),
        text.replace(' ', "_"),
        text.replace(' ', "  "),
        format!("{cut}."),
    ]
}

impl Fault for FreeText {
    fn name(&self) -> &'static str {
        "free text"
    }
    fn summary(&self) -> &'static str {
        "a word as people type it: capitals, blanks, underscores, cut short"
    }
    fn acts(&self) -> Acts {
        Acts::Text
    }
    fn fits(&self, field: &Field) -> bool {
        holds_words(field)
    }
    fn can(&self, place: &Target<'_>) -> bool {
        place.field.column.kind == Kind::Text
    }
    fn spoil<'f>(&self, spoil: &Spoil<'_, 'f>) -> Option<Cell<'f>> {
        let text = spoil.words()?;
        let ways: Vec<String> = ways(text).into_iter().filter(|way| way != text).collect();
        if text.is_empty() { None } else { Some(Cell::text(ways[spoil.pick(ways.len())].clone())) }
    }
}

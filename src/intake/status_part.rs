//! A part of a status between signs, and what its words are to one another.

use super::status_words::{AFTERCARE, HOLDS, LIGHT, NOT};
use super::values::plain;

/// So many words before another, a negation turns its meaning.
pub(super) const NEAR: usize = 4;

/// The words of each part of a value between signs, in lower case.
pub(super) fn parts(value: &str) -> Vec<Vec<String>> {
    let value =
        value.replace(['\u{2013}', '\u{2014}'], " - ").replace(" - ", ";").replace([',', ':', '(', ')', '/', '|'], ";");
    let words = |part: &str| -> Vec<String> {
        let plain = plain(part);
        plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_string).collect()
    };
    value.split(';').map(words).filter(|words| !words.is_empty()).collect()
}

/// A part of a value.
pub(super) struct Part<'a> {
    pub(super) words: &'a [String],
    pub(super) first: bool,
    /// How many words stand in the parts before.
    pub(super) from: usize,
    /// The words of all parts.
    pub(super) all: &'a [Vec<String>],
}

impl Part<'_> {
    pub(super) fn has(&self, of: &[&str], at: usize) -> bool {
        self.words.get(at).is_some_and(|w| of.contains(&w.as_str()))
    }

    pub(super) fn is(&self, at: usize, word: &str) -> bool {
        self.words.get(at).is_some_and(|w| w == word)
    }

    pub(super) fn pair(&self, at: usize, a: &str, b: &str) -> bool {
        self.is(at, a) && self.is(at + 1, b)
    }

    pub(super) fn any(&self, of: &[&str]) -> bool {
        (0..self.words.len()).any(|i| self.has(of, i))
    }

    /// Whether a word of any part is among these.
    pub(super) fn anywhere(&self, of: &[&str]) -> bool {
        self.all.iter().flatten().any(|w| of.contains(&w.as_str()))
    }

    /// Whether one of the words before this one is among these.
    pub(super) fn before(&self, at: usize, of: &[&str]) -> bool {
        at > 0 && self.has(of, at - 1)
    }

    /// Whether a negation before a word turns its meaning; of words of a wait only where nothing of weight stands between.
    pub(super) fn turned(&self, at: usize, of_wait: bool) -> bool {
        (at.saturating_sub(NEAR)..at).any(|i| {
            // "Non-admitted" is a kind of treatment, and "non-urgent" one of people.
            let next = !self.is(i, "non") || (i + 1 == at && !self.is(at, "admitted"));
            self.has(&NOT, i) && next && (!of_wait || (i + 1..at).all(|j| self.has(&LIGHT, j)))
        })
    }

    /// What is to come, or was cancelled, is no end.
    pub(super) fn to_come(&self) -> Option<usize> {
        (0..self.words.len()).find(|&i| {
            self.pair(i, "to", "be")
                || self.pair(i, "due", "to")
                || self.pair(i, "waiting", "to")
                || self.pair(i, "will", "be")
        })
    }

    /// Where it says that something is no longer so.
    pub(super) fn no_longer(&self) -> Option<usize> {
        (0..self.words.len()).find(|&i| self.pair(i, "no", "longer") || self.pair(i, "not", "longer"))
    }

    /// Whether what is to come is no treatment.
    pub(super) fn aftercare(&self, from: usize) -> bool {
        (from..self.words.len()).any(|i| self.has(&AFTERCARE, i) || self.words[i].starts_with("discharg"))
    }

    /// Whether a hold, and no wait, has ended or was taken away.
    pub(super) fn of_hold(&self, at: usize) -> bool {
        (0..at).any(|i| self.has(&HOLDS, i))
            || self.has(&HOLDS, at + 1)
            || (self.has(&["from", "the", "on"], at + 1) && self.is(at, "removed") && self.has(&HOLDS, at + 2))
    }

    pub(super) fn watchful(&self, at: usize) -> bool {
        at > 0 && self.pair(at - 1, "watchful", "waiting")
    }
}

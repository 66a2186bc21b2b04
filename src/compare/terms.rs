//! What is compared with what.

use super::matters::Matters;

/// What a comparison needs beside the outcome.
pub struct Terms<'a> {
    /// The variant that the others are compared with, by index.
    pub reference: usize,
    /// Measures whose verdicts are adjusted for being several; empty: `weeks_untreated` and its gap on the first attribute.
    pub primary: &'a [String],
    /// Variants under one reading of how people are seen today, each with the variant that stands for it under the other, by index. Policies that only
    /// stand for the other are held against the reference under it. That one is no policy: its figures against the reference are exploratory.
    pub second_reading: &'a [(usize, usize)],
    /// The smallest differences that matter, where they are not as usual.
    pub matters: &'a Matters,
    /// The date (or the day's number) of a day of the run.
    pub date: &'a dyn Fn(i64) -> String,
}

impl std::fmt::Debug for Terms<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Terms").field("reference", &self.reference).field("primary", &self.primary).finish()
    }
}

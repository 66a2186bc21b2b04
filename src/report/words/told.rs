//! An answer as it is told: a headline, and what stands behind it.

use super::capital;

/// The answer to the question.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Answer {
    /// One short sentence.
    pub headline: String,
    /// How much, who gains, who pays: a few more.
    pub because: Vec<String>,
}

impl Answer {
    pub(super) fn of(headline: String, because: &[String]) -> Self {
        let sentence = |said: &String| format!("{}.", capital(said));
        Self { headline: sentence(&headline), because: because.iter().map(sentence).collect() }
    }

    /// All of it in one paragraph.
    #[must_use]
    pub fn whole(&self) -> String {
        std::iter::once(&self.headline).chain(&self.because).cloned().collect::<Vec<_>>().join(" ")
    }
}

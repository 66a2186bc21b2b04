//! What shows how well a variant reproduces what is done today.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Number;

/// One's own figures of a month beside those of a variant. `queuity fit` writes it, `queuity check` tells it; nothing else reads it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The variant.
    pub variant: String,
    /// The month, or other period.
    #[schemars(extend("format" = "line"))]
    pub period: String,
    /// The attribute by which people are told apart, where it is about one level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "line"))]
    pub attribute: Option<String>,
    /// The level, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "line"))]
    pub level: Option<String>,
    /// Whether the variant was fitted without this month, and forecast it.
    pub held_out: bool,
    /// What was found.
    pub verdict: Reproduces,
    /// How far the waits of those treated are apart: the total variation distance, 0 to 1.
    #[schemars(extend("x-scale" = "none"))]
    pub distance: Number,
    /// Up to which distance a variant may be called that of today, chance allowed for.
    #[schemars(extend("x-scale" = "none"))]
    pub allowed: Number,
    /// Figures, own and of the variant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<EvidenceFigure>,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub enum Reproduces {
    /// The waits of those treated are near enough.
    #[serde(rename = "reproduces")]
    Yes,
    /// Chance alone may be as far off as is allowed.
    #[serde(rename = "too few to tell")]
    TooFew,
    /// They are further apart.
    #[serde(rename = "does not reproduce")]
    No,
}

impl Reproduces {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Reproduces::Yes => "it reproduces today",
            Reproduces::TooFew => "too few were treated to tell",
            Reproduces::No => "it does not reproduce today",
        }
    }
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceFigure {
    /// What it is.
    #[schemars(extend("format" = "line"))]
    pub what: String,
    /// As counted.
    #[schemars(extend("x-scale" = "none"))]
    pub own: Number,
    /// As the variant has it.
    #[schemars(extend("x-scale" = "none"))]
    pub model: Number,
}

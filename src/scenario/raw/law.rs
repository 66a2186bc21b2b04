//! Laws of times as written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Number, Shift, Span};

/// A law of a time.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
#[schemars(extend("x-scale" = "none"))]
pub enum Law {
    /// Always the same.
    Constant {
        /// The value.
        value: Span,
    },
    /// Memoryless.
    Exponential {
        /// Mean.
        mean: Span,
        /// The law begins here, not at 0: added to each value. Below 0, what would be negative is cut away.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shift: Option<Shift>,
    },
    /// Each value between two as likely.
    Uniform {
        /// Lowest.
        low: Span,
        /// Highest.
        high: Span,
    },
    /// Rises to a most likely value and falls.
    Triangular {
        /// Lowest.
        low: Span,
        /// Most likely.
        mode: Span,
        /// Highest.
        high: Span,
    },
    /// Gamma, by its mean and its spread.
    Gamma {
        /// Mean.
        mean: Span,
        /// Standard deviation (or `cv`); 0 is a fixed value.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sd: Option<Span>,
        /// Standard deviation divided by the mean.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cv: Option<Number>,
        /// The law begins here, not at 0: added to each value. Below 0, what would be negative is cut away.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shift: Option<Shift>,
    },
    /// The sum of equal exponential stages.
    Erlang {
        /// Mean of the sum.
        mean: Span,
        /// Number of stages.
        stages: u32,
        /// The law begins here, not at 0: added to each value. Below 0, what would be negative is cut away.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shift: Option<Shift>,
    },
    /// Lognormal, by its mean and its spread.
    Lognormal {
        /// Mean.
        mean: Span,
        /// Standard deviation (or `cv`); 0 is a fixed value.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sd: Option<Span>,
        /// Standard deviation divided by the mean.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cv: Option<Number>,
        /// The law begins here, not at 0: added to each value. Below 0, what would be negative is cut away.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shift: Option<Shift>,
    },
    /// Weibull.
    Weibull {
        /// Scale: 63.2% are shorter.
        scale: Span,
        /// Shape: above 1 the hazard rises, below 1 it falls.
        shape: Number,
        /// The law begins here, not at 0: added to each value. Below 0, what would be negative is cut away.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shift: Option<Shift>,
    },
    /// Normal, without the values below zero.
    Normal {
        /// Mean before the negative values are cut away.
        mean: Span,
        /// Standard deviation before that.
        sd: Span,
        /// Must be there and 0: a time is never negative, and cutting changes the mean.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        truncate: Option<Number>,
    },
    /// Listed values.
    Empirical {
        /// The values.
        values: Vec<Span>,
        /// Their weights; equal if left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        weights: Option<Vec<Number>>,
    },
    /// A mixture of exponentials.
    Hyperexponential {
        /// Shares of the parts.
        shares: Vec<Number>,
        /// Means of the parts.
        means: Vec<Span>,
        /// The law begins here, not at 0: added to each value. Below 0, what would be negative is cut away.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shift: Option<Shift>,
    },
}

/// A duration, or a law of it.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Time {
    /// Always the same.
    Always(Span),
    /// By a law.
    Law(Law),
}

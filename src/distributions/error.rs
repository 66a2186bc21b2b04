//! Why a law cannot be built.

/// A parameter that no law of times can have. Each message states the rule.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DistError {
    /// Not a number, or infinite.
    #[error("{name} = {value} is not a finite number")]
    NotFinite {
        /// The parameter.
        name: &'static str,
        /// What was given.
        value: f64,
    },
    /// Below zero where zero is the least.
    #[error("{name} = {value} is negative; it must be 0 or more")]
    Negative {
        /// The parameter.
        name: &'static str,
        /// What was given.
        value: f64,
    },
    /// Zero or below where only more makes sense.
    #[error("{name} = {value} must be above 0")]
    NotPositive {
        /// The parameter.
        name: &'static str,
        /// What was given.
        value: f64,
    },
    /// A probability outside its range.
    #[error("{name} = {value} is not a probability above 0 and at most 1")]
    NotProbability {
        /// The parameter.
        name: &'static str,
        /// What was given.
        value: f64,
    },
    /// The lower end lies above the upper.
    #[error("low = {low} is above high = {high}")]
    EndsSwapped {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// The mode of a triangular law lies outside its ends.
    #[error("mode = {mode} is not between low = {low} and high = {high}")]
    ModeOutside {
        /// Lower end.
        low: f64,
        /// Most likely value.
        mode: f64,
        /// Upper end.
        high: f64,
    },
    /// No values, or all weights zero.
    #[error("there is no value with a weight above 0")]
    Empty,
    /// Two lists that belong together differ in length.
    #[error("{values} values and {weights} weights do not match")]
    Lengths {
        /// How many values.
        values: usize,
        /// How many weights.
        weights: usize,
    },
    /// A cv that the law cannot have.
    #[error("cv = {cv} is impossible here: {rule}")]
    Cv {
        /// What was given.
        cv: f64,
        /// What is possible.
        rule: &'static str,
    },
    /// The mean or the variance is too large to be a number: intervals over replications would mean nothing.
    #[error("the tail is too heavy: the mean or the variance is not a finite number")]
    TooHeavy,
    /// A mean so large that a Poisson count does not fit.
    #[error("mean = {mean} is above {limit}, the largest mean of a Poisson count")]
    TooLarge {
        /// What was given.
        mean: f64,
        /// The limit.
        limit: f64,
    },
    /// Most of a law would lie below zero.
    #[error("with shift = {by} {:.1}% of the law lie below 0; at most half may", below * 100.0)]
    Shift {
        /// How far it is moved.
        by: f64,
        /// The part of it that lies below 0.
        below: f64,
    },
    /// The ends of pieces do not rise.
    #[error("the end {value} does not lie above the one before it")]
    EndsNotRising {
        /// The end.
        value: f64,
    },
}

pub(super) fn finite(name: &'static str, value: f64) -> Result<f64, DistError> {
    if value.is_finite() { Ok(value) } else { Err(DistError::NotFinite { name, value }) }
}

pub(super) fn at_least_zero(name: &'static str, value: f64) -> Result<f64, DistError> {
    if finite(name, value)? < 0.0 { Err(DistError::Negative { name, value }) } else { Ok(value) }
}

pub(super) fn positive(name: &'static str, value: f64) -> Result<f64, DistError> {
    if finite(name, value)? <= 0.0 { Err(DistError::NotPositive { name, value }) } else { Ok(value) }
}

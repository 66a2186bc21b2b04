//! The laws that scenarios can name, one line each.

/// One line of help about a law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LawInfo {
    /// Name in a scenario.
    pub name: &'static str,
    /// The sets of parameters that state it, alternatives separated by "or".
    pub parameters: &'static str,
    /// What it is.
    pub summary: &'static str,
    /// Where it is described.
    pub source: &'static str,
}

/// Johnson, Kotz and Balakrishnan describe nearly all of them.
const JKB: &str = "Johnson, Kotz and Balakrishnan 1994, Continuous Univariate Distributions";

/// All laws, in the order of the documentation.
pub const LAWS: &[LawInfo] = &[
    LawInfo { name: "constant", parameters: "value", summary: "always the same value", source: "-" },
    LawInfo {
        name: "exponential",
        parameters: "mean, or rate",
        summary: "memoryless: what is left does not depend on what has passed",
        source: JKB,
    },
    LawInfo { name: "uniform", parameters: "low, high", summary: "each value between two ends as likely", source: JKB },
    LawInfo {
        name: "triangular",
        parameters: "low, mode, high",
        summary: "least, most likely and largest value, as experts state them",
        source: "Law 2015, Simulation Modeling and Analysis, 5th ed., section 6.11",
    },
    LawInfo {
        name: "gamma",
        parameters: "mean, cv, or shape, scale",
        summary: "skewed to the right, tail as of the exponential law",
        source: JKB,
    },
    LawInfo {
        name: "erlang",
        parameters: "stages, mean",
        summary: "sum of equal exponential stages; less spread than exponential",
        source: "Erlang 1917",
    },
    LawInfo {
        name: "lognormal",
        parameters: "mean, cv, or mu, sigma",
        summary: "the logarithm is normal; usual for durations of operations",
        source: "Strum, May and Vargas 2000, Anesthesiology 92(4)",
    },
    LawInfo {
        name: "weibull",
        parameters: "shape, scale, or mean, cv",
        summary: "hazard that rises (shape above 1) or falls (below 1) with time",
        source: "Weibull 1951",
    },
    LawInfo {
        name: "normal",
        parameters: "mean, sd, with truncate = 0",
        summary: "normal, drawn again while negative; the mean rises and is stated",
        source: JKB,
    },
    LawInfo {
        name: "empirical",
        parameters: "values, weights",
        summary: "values as observed, with weights, no interpolation",
        source: "Law 2015, Simulation Modeling and Analysis, 5th ed., section 6.2.4",
    },
    LawInfo {
        name: "poisson",
        parameters: "mean",
        summary: "count of events that come independently at a constant rate",
        source: "Johnson, Kemp and Kotz 2005, Univariate Discrete Distributions",
    },
    LawInfo {
        name: "geometric",
        parameters: "p",
        summary: "failures before the first success",
        source: "Johnson, Kemp and Kotz 2005, Univariate Discrete Distributions",
    },
    LawInfo {
        name: "hyperexponential",
        parameters: "weights, means, or mean, cv",
        summary: "a mixture of exponential laws; more spread than exponential",
        source: "Whitt 1982, Operations Research 30(1)",
    },
];

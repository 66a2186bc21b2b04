//! Parameters of disciplines.

use super::Code;

/// Its codes.
pub(super) const CODES: &[Code] = &[
    Code {
        code: "Q0302",
        means: "a parameter that this discipline needs is missing",
        why: "The rule does not say who is seen next without it.",
        fix: "Add it; `docs/disciplines.md` shows each discipline with an example.",
        example: "discipline = { kind = \"strict\", order = [\"P2\", \"P3\", \"P4\"] }",
    },
    Code {
        code: "Q0303",
        means: "a parameter of the wrong kind",
        why: "The discipline takes another kind of value here.",
        fix: "Write a value of the kind that the message names.",
        example: "",
    },
    Code {
        code: "Q0304",
        means: "a name that the discipline does not find",
        why: "It names a level, an attribute, an urgency or a rule that this service does not have.",
        fix: "Use the nearest name, which the message gives, or declare it.",
        example: "",
    },
    Code {
        code: "Q0305",
        means: "a parameter outside of its range",
        why: "The rule would rank people in a way that nobody can mean, such as by a weight below 0, or it could not be computed exactly.",
        fix: "Write a value within the range that the message gives.",
        example: "",
    },
    Code {
        code: "Q0306",
        means: "an order that leaves out a value or names it twice",
        why: "A strict order must give every class its place.",
        fix: "Name each value once.",
        example: "discipline = { kind = \"strict\", order = [\"P2\", \"P3\", \"P4\"] }",
    },
    Code {
        code: "Q0307",
        means: "a rule that tells too many classes of people apart",
        why: "Each class has a queue of its own, and at most 4,096 are kept.",
        fix: "Let the rule look at fewer attributes, or give more levels the same value.",
        example: "",
    },
    Code {
        code: "Q0308",
        means: "a discipline that does not fit here",
        why: "The rule needs slots where there are servers, or the other way round, or cannot share a list with the rule that it is put beside.",
        fix: "Use another discipline, or the capacity that it needs.",
        example: "",
    },
    Code {
        code: "Q0309",
        means: "an expression that cannot be used",
        why: "The score cannot be worked out for some people, or it falls while they wait. Waiting longer would then put a person further back.",
        fix: "Correct the place that the message names; turn the sign, or put a limit with `max` or `min`.",
        example: "discipline = { kind = \"formula\", score = \"wait / target\" }",
    },
];

//! Keys, and kinds of values.

use super::Code;

/// Its codes.
pub(super) const CODES: &[Code] = &[
    Code {
        code: "Q0200",
        means: "the scenario cannot be read",
        why: "A value has a form that its key does not accept.",
        fix: "Compare the place with the example of its section in `docs/scenario.md`.",
        example: "",
    },
    Code {
        code: "Q0201",
        means: "a key that is not known here",
        why: "If queuity ignored a misspelt key, the run would be about something else and nobody would notice.",
        fix: "Use the nearest key, which the message gives; if the unit differs, convert the numbers too.",
        example: "slots = { per_week = 58 }",
    },
    Code {
        code: "Q0202",
        means: "a key that belongs elsewhere",
        why: "The key is known, but not in this table.",
        fix: "Move it to the table that the message names.",
        example: "",
    },
    Code {
        code: "Q0203",
        means: "something that must be there is missing",
        why: "Without it the table means nothing, and no default would be right for everybody.",
        fix: "Add the key; the message says what it holds.",
        example: "",
    },
    Code {
        code: "Q0204",
        means: "a value of the wrong kind",
        why: "The key takes another kind of value, for example a list in place of a number.",
        fix: "Write a value of the kind that the message names.",
        example: "per_week = 58",
    },
    Code {
        code: "Q0205",
        means: "a value that is fixed here",
        why: "Only one value makes sense at this place.",
        fix: "Write the value that the message gives.",
        example: "",
    },
    Code {
        code: "Q0206",
        means: "a word that is not one of those known here",
        why: "The key takes one of a few words, and this is none of them.",
        fix: "Use one of the words that the message lists. `queuity list disciplines` lists the kinds of disciplines.",
        example: "discipline = { kind = \"first come\" }",
    },
    Code {
        code: "Q0207",
        means: "a text that cannot be read as a duration, date, time or percentage",
        why: "The text has another form. A month is no duration, since months differ in length.",
        fix: "Write durations with a unit, dates as year-month-day, times as hours and minutes.",
        example: "horizon = \"104 weeks\"\nstart = 2026-02-02\nat = \"09:00\"",
    },
];

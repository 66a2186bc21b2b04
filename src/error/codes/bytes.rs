//! The bytes and the syntax of the file.

use super::Code;

/// Its codes.
pub(super) const CODES: &[Code] = &[
    Code {
        code: "Q0101",
        means: "the file was saved as UTF-16",
        why: "Scenarios are read as UTF-8, in which every letter has one form on every computer.",
        fix: "Save the file again and choose UTF-8 as its encoding.",
        example: "",
    },
    Code {
        code: "Q0102",
        means: "a byte is not UTF-8",
        why: "The file was saved in an older encoding, or is damaged. Names with such letters could be confused with each other.",
        fix: "Save the file again and choose UTF-8 as its encoding.",
        example: "",
    },
    Code {
        code: "Q0103",
        means: "the file is empty",
        why: "There is nothing to run.",
        fix: "`queuity new FILE` writes a scenario to start from.",
        example: "",
    },
    Code {
        code: "Q0104",
        means: "this is not TOML",
        why: "The text cannot be read as `key = value`, so what follows it cannot be trusted.",
        fix: "Look at the marked place, and at the line above it: a quote, a bracket or a comma is missing there. YAML is not read.",
        example: "slots = { per_week = 58, days = [\"mon\", \"tue\"] }",
    },
    Code {
        code: "Q0105",
        means: "this is not JSON",
        why: "The file begins with a brace, so it is read as JSON, which allows no comments and no comma at the end of a list.",
        fix: "Correct the marked place, or write the scenario as TOML.",
        example: "",
    },
    Code {
        code: "Q0106",
        means: "a key is given twice in one table",
        why: "It is not clear which of the two values is meant, and queuity does not drop one of them in silence.",
        fix: "Keep one of them.",
        example: "",
    },
    Code {
        code: "Q0107",
        means: "a curly quote or a long dash from a word processor",
        why: "Word processors turn plain quotes into curly ones and a minus into a dash, which TOML does not know.",
        fix: "Type plain quotes and a plain minus in a plain text editor.",
        example: "title = \"A list\"",
    },
    Code {
        code: "Q0108",
        means: "an invisible character",
        why: "Control characters, marks of direction and characters without width can make two different names look alike, or change what a terminal shows.",
        fix: "Delete it; type the name again if you need to.",
        example: "",
    },
    Code {
        code: "Q0109",
        means: "a name, key or text is too long",
        why: "A name of up to 200 bytes fits into every table and every message; titles, questions, sources and paths may have 2,000.",
        fix: "Shorten it.",
        example: "",
    },
    Code {
        code: "Q0110",
        means: "the file does not say its format",
        why: "The first key says which version of the format the file is written in, so that an old scenario is never read as a new one.",
        fix: "Write the version in the first line.",
        example: "queuity = 1",
    },
    Code {
        code: "Q0111",
        means: "a format that this program does not know",
        why: "The file is written for another version of queuity, and might mean something else.",
        fix: "Use the version of queuity that it was written for, or adapt the file.",
        example: "queuity = 1",
    },
    Code {
        code: "Q0112",
        means: "a table of data, not a scenario",
        why: "The file is a workbook, a CSV table or another kind of file. A scenario says how a list works; a table only holds its numbers.",
        fix: "`queuity import FILE` makes a scenario of a table of waits or a list of people; `queuity new FILE` writes one to start from.",
        example: "waiting = { bands_weeks = [0, 18, 52], count = [340, 210, 35] }",
    },
    Code {
        code: "Q0113",
        means: "a value that needs quotes or another form",
        why: "TOML and JSON have no percentages, no durations and no dates with slashes.",
        fix: "Write percentages and durations in quotes, dates as year-month-day, and numbers without separators.",
        example: "share = \"12.1%\"\nhorizon = \"52 weeks\"\nstart = 2026-02-28",
    },
];

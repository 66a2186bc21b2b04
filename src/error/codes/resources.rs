//! More than a run can hold.

use super::Code;

/// Its codes.
pub(super) const CODES: &[Code] = &[
    Code {
        code: "Q0501",
        means: "too many groups",
        why: "Every combination of levels is simulated, and there can be at most 10,000.",
        fix: "Merge levels, or drop attributes.",
        example: "",
    },
    Code {
        code: "Q0502",
        means: "too many classes of people",
        why: "Every combination of a group and an urgency is a class, and at most 65,535 are kept.",
        fix: "Merge levels or urgencies.",
        example: "",
    },
    Code {
        code: "Q0503",
        means: "too many sessions",
        why: "There is a session for each multiple of `every`, and there can be at most 20 million.",
        fix: "Make `every` longer or the horizon shorter.",
        example: "",
    },
    Code {
        code: "Q0504",
        means: "not enough memory",
        why: "The run would need more memory than it may use, and the system would stop it half-way.",
        fix: "Give a larger `scale`, fewer threads or a larger `--max-memory`.",
        example: "",
    },
    Code {
        code: "Q0505",
        means: "longer than the limit",
        why: "The run is expected to take longer than `--max-time`.",
        fix: "Give fewer replications, a larger `scale` or a longer time.",
        example: "",
    },
    Code {
        code: "Q0506",
        means: "not enough space on the disk",
        why: "The results would not fit on the disk.",
        fix: "Free some space, or write to another disk.",
        example: "",
    },
    Code {
        code: "Q0510",
        means: "too many pairs of a true and a recorded group",
        why: "People are counted by what is true and by what is recorded. Pairs times urgencies can be at most 65,535.",
        fix: "Merge levels, record fewer attributes wrongly, or leave rare confusions out.",
        example: "",
    },
];

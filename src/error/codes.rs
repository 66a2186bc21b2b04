//! Every code of a problem, with what it means, why it is refused and what to do.
//!
//! `queuity explain CODE` shows one, `docs/problems.md` all. A code is never used again for something else.

mod bytes;
mod disciplines;
mod names;
mod numbers;
mod resources;
mod services;
mod structure;
mod warnings;

/// What there is to say about a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// The code, for example `Q0201`.
    pub code: &'static str,
    /// What it means, in one line.
    pub means: &'static str,
    /// Why it is refused, or worth a warning.
    pub why: &'static str,
    /// What to do.
    pub fix: &'static str,
    /// A line or two of a scenario that are right; empty where they would not help.
    pub example: &'static str,
}

/// Codes of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Family {
    /// How they begin.
    pub prefix: &'static str,
    /// What they are about.
    pub about: &'static str,
    /// Exit code of the command where one of them is found; 0 where it only warns.
    pub exit: u8,
}

/// The kinds of codes, in order.
pub const FAMILIES: [Family; 8] = [
    Family { prefix: "Q01", about: "The bytes and the syntax of the file", exit: 3 },
    Family { prefix: "Q02", about: "Keys, and kinds of values", exit: 3 },
    Family { prefix: "Q03", about: "Parameters of disciplines", exit: 3 },
    Family { prefix: "Q04", about: "Names, groups and variants", exit: 3 },
    Family { prefix: "Q05", about: "More than a run can hold", exit: 5 },
    Family { prefix: "Q06", about: "Numbers, dates, and what belongs together", exit: 3 },
    Family { prefix: "Q07", about: "Measures that the answer stands on", exit: 3 },
    Family { prefix: "W", about: "Warnings: nothing is refused", exit: 0 },
];

/// The visible lists.
const LISTS: [&[Code]; 8] = [
    bytes::CODES,
    structure::CODES,
    disciplines::CODES,
    names::CODES,
    resources::CODES,
    numbers::CODES,
    services::CODES,
    warnings::CODES,
];

/// All codes, by code.
#[must_use]
pub fn all() -> Vec<Code> {
    let mut all: Vec<Code> = LISTS.iter().flat_map(|list| list.iter().copied()).collect();
    all.sort_by_key(|code| code.code);
    all
}

/// The code of this name, in capitals or not.
///
/// # Errors
/// The nearest code, where there is no such one.
pub fn find(name: &str) -> Result<Code, Option<&'static str>> {
    let wanted = name.trim().to_uppercase();
    let all = all();
    if let Some(found) = all.iter().find(|code| code.code == wanted) {
        return Ok(*found);
    }
    // One of its own kind is nearer than one that differs by as many digits.
    let own = wanted.get(..3).unwrap_or_default();
    let alike = all.iter().map(|code| code.code).filter(|code| code.starts_with(own) && !own.is_empty());
    Err(super::nearest(&wanted, alike).or_else(|| super::nearest(&wanted, all.iter().map(|code| code.code))))
}

impl Code {
    /// The kind that it belongs to.
    #[must_use]
    pub fn family(&self) -> Family {
        FAMILIES.into_iter().find(|family| self.code.starts_with(family.prefix)).unwrap_or(FAMILIES[7])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_there_once_and_says_what_to_do() {
        let all = all();
        assert!(all.windows(2).all(|pair| pair[0].code < pair[1].code));
        for code in &all {
            let digits = code.code.trim_start_matches(['Q', 'W']);
            assert!(digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()), "{}", code.code);
            assert!(FAMILIES.iter().any(|family| code.code.starts_with(family.prefix)), "{}", code.code);
            for text in [code.means, code.why, code.fix] {
                assert!(!text.is_empty() && !text.ends_with(' ') && !text.contains('\n'), "{}: {text}", code.code);
            }
            assert!(!code.means.ends_with('.') && code.why.ends_with('.') && code.fix.ends_with('.'), "{}", code.code);
        }
    }

    #[test]
    fn codes_are_found_in_any_case_and_the_nearest_is_named() {
        assert_eq!(find(" q0201 ").map(|code| code.code), Ok("Q0201"));
        assert_eq!(find("Q0211"), Err(Some("Q0201")));
        assert_eq!(find("whatever"), Err(None));
        assert_eq!(find("w0632").unwrap().family().exit, 0);
        assert_eq!(find("Q0504").unwrap().family().exit, 5);
    }
}

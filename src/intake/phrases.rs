//! Numbers and lines in words.

/// Most lines that are told.
const SHOWN: usize = 5;

/// A number with its word.
pub(super) fn number_of(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// "is" or "are".
pub(super) fn are(n: u64) -> &'static str {
    if n == 1 { "is" } else { "are" }
}

/// Lines by their numbers: "line 4", "lines 4, 7 and 12 more".
pub(super) fn lines(all: &[u64]) -> String {
    let shown: Vec<String> = all.iter().take(SHOWN).map(u64::to_string).collect();
    let more = if all.len() > SHOWN { format!(" and {} more", all.len() - SHOWN) } else { String::new() };
    format!("line{} {}{more}", if all.len() == 1 { "" } else { "s" }, shown.join(", "))
}

//! Disciplines that nobody books by: yardsticks to compare with.

/// Kinds, with what nobody does.
const FOILS: [(&str, &str); 3] = [
    ("first come", "nobody books strictly in the order of referral, because urgent people are seen sooner"),
    ("last come", "nobody books the newest referral first"),
    ("random", "nobody books by lot alone"),
];

/// What nobody does, of a discipline of this kind; nothing of a kind that is in use.
#[must_use]
pub fn foil(kind: &str) -> Option<&'static str> {
    FOILS.iter().find(|(name, _)| *name == kind).map(|(_, said)| *said)
}

/// What is said of a reference of such a kind.
#[must_use]
pub fn yardstick(name: &str, nobody: &str) -> String {
    format!(
        "{} is a yardstick and not a practice: {nobody}. Differences to it are not what a change from today's practice would bring; \
         compare the other policies with each other.",
        super::quoted(name)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_foil_has_words_of_its_own() {
        for (_, said) in FOILS {
            assert!(FOILS.iter().filter(|(_, other)| *other == said).count() == 1);
        }
        assert!(foil("strict").is_none());
        assert!(yardstick("last come", foil("last come").unwrap_or_default()).contains("newest referral first"));
    }
}

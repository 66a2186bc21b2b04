//! The summary of a page can be read by a thirteen-year-old: Flesch and Kincaid's grade of all its sentences, for every shipped scenario.
//!
//! Grade = 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid, Fishburne, Rogers and Chissom 1975, Derivation of new
//! readability formulas for Navy enlisted personnel, Research Branch Report 8-75). A child of grade g is g + 5 years old. The Office for
//! National Statistics and GOV.UK write for a reading age of 9 to 12; names of policies and groups, which are the scenario's own, are counted as they are.

use std::fs;

use crate::report::small::words;
use crate::shipped::shipped;

const OLDEST: f64 = 13.0;

/// About as many syllables as a word has: groups of vowels, without an `e` that is not spoken. A number has one for each digit.
fn syllables(word: &str) -> usize {
    let word: String = word.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
    let vowel = |c: char| "aeiouy".contains(c);
    let mut count = 0;
    for (i, c) in letters.iter().enumerate() {
        count += usize::from(vowel(*c) && (i == 0 || !vowel(letters[i - 1])));
    }
    let text: String = letters.iter().collect();
    let ends = |end: &str| text.len() > end.len() + 1 && text.ends_with(end);
    let loud = |before: usize| letters.len() > before && "dt".contains(letters[letters.len() - 1 - before]);
    let hissed = ["ses", "zes", "ces", "ges", "shes", "ches", "xes"].iter().any(|end| ends(end));
    let silent = (ends("e") && !ends("le") && !ends("ee"))
        || (ends("ed") && !loud(2))
        || (ends("es") && !hissed && !ends("les") && !ends("ies"));
    if count > 1 && silent {
        count -= 1;
    }
    // `likely`, `closely`.
    if count > 2 && ends("ely") {
        count -= 1;
    }
    (count + digits).max(1)
}

fn sentences(text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        out.last_mut().expect("a sentence").push(c);
        if matches!(c, '.' | '?' | '!') && letters.peek().is_none_or(|next| next.is_whitespace()) {
            out.push(String::new());
        }
    }
    out.retain(|s| s.chars().any(char::is_alphabetic));
    out
}

/// The age at which a text can be read.
fn age(text: &str) -> f64 {
    let sentences = sentences(text);
    let words: Vec<&str> = text.split([' ', '\n', '-']).filter(|w| w.chars().any(char::is_alphanumeric)).collect();
    let syllables: usize = words.iter().map(|w| syllables(w)).sum();
    let (s, w) = (sentences.len() as f64, words.len() as f64);
    0.39 * w / s + 11.8 * syllables as f64 / w - 15.59 + 5.0
}

/// The summary of a page: the answer, and each policy in words.
fn summary(page: &str) -> Vec<String> {
    let from = page.find("id=\"answer\"").expect("an answer");
    let to = page[from..].find("<nav").expect("an end") + from;
    let paragraphs = page[from..to].split("<p").skip(1);
    paragraphs.map(|p| words(&format!("<p{}", p.split("</p>").next().unwrap_or_default()))).collect()
}

#[test]
fn syllables_and_ages_are_counted() {
    for (word, n) in [
        ("wait", 1),
        ("waited", 2),
        ("people", 2),
        ("waits", 1),
        ("the", 1),
        ("simulation", 4),
        ("policies", 3),
        ("judged", 1),
        ("more", 1),
        ("table", 2),
        ("changes", 2),
        ("closes", 2),
        ("12", 2),
        ("shortens", 2),
        ("likely", 2),
        ("less", 1),
        ("days", 1),
    ] {
        assert_eq!(syllables(word), n, "{word}");
    }
    assert!(age("The cat sat on the mat. It was a fat cat.") < 7.0);
    let stiff = "Consideration of organisational characteristics necessitates comprehensive methodological harmonisation, notwithstanding \
                 institutional heterogeneity of administrative responsibilities.";
    assert!(age(stiff) > 25.0);
}

#[test]
fn summaries_can_be_read_at_thirteen() {
    let mut hard = Vec::new();
    for (name, out) in shipped() {
        let page = fs::read_to_string(out.join("report.html")).expect("a page");
        let said = summary(&page);
        let whole = age(&said.join("\n"));
        if whole > OLDEST {
            let mut each: Vec<(f64, String)> =
                said.iter().flat_map(|p| sentences(p)).map(|s| (age(&s), s.trim().to_string())).collect();
            each.sort_by(|a, b| b.0.total_cmp(&a.0));
            let each: Vec<String> = each.iter().take(8).map(|(age, s)| format!("  {age:.1} {s}")).collect();
            hard.push(format!("{name}: {whole:.1}\n{}", each.join("\n")));
        }
    }
    assert!(hard.is_empty(), "{}", hard.join("\n"));
}

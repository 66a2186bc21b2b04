//! The pages of `docs` as a book: each stands in its list, every link leads to a file that is there, and the words are everyday words.

#[path = "book/commands.rs"]
mod commands;
#[path = "book/outputs.rs"]
mod outputs;

use std::fs;
use std::path::Path;

/// The targets of links and pictures of a page, without those to other places and within the page.
fn links(text: &str) -> Vec<String> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let targets = targets.filter_map(|t| t.split('#').next()).filter(|t| !t.is_empty() && !t.contains("://"));
    targets.map(String::from).collect()
}

#[test]
fn every_page_is_in_the_book_and_every_link_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = root.join("docs");
    let summary = fs::read_to_string(docs.join("SUMMARY.md")).expect("a summary");
    let listed = links(&summary);
    let mut broken = Vec::new();
    for entry in fs::read_dir(&docs).expect("pages") {
        let name = entry.expect("a page").file_name().to_string_lossy().into_owned();
        if !name.ends_with(".md") {
            continue;
        }
        if name != "SUMMARY.md" && !listed.contains(&name) {
            broken.push(format!("{name} is not in SUMMARY.md"));
        }
        let text = fs::read_to_string(docs.join(&name)).expect("a page");
        let gone = links(&text).into_iter().filter(|to| !docs.join(to).exists());
        broken.extend(gone.map(|to| format!("docs/{name}: {to}")));
        // A page outside of the folder is none of the book's.
        let outside = links(&text).into_iter().filter(|to| to.starts_with("../") && to.ends_with(".md"));
        broken.extend(outside.map(|to| format!("docs/{name}: {to} is not in the book")));
    }
    for name in ["README.md", "CONTRIBUTING.md"] {
        let text = fs::read_to_string(root.join(name)).expect("a page");
        broken.extend(links(&text).into_iter().filter(|to| !root.join(to).exists()).map(|to| format!("{name}: {to}")));
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// Words of the list in `CONTRIBUTING.md` that have a plainer one in every sentence.
const NOT: [&str; 25] = [
    "whoever",
    "somebody who",
    "someone who",
    "whereby",
    "thereof",
    "wherein",
    "as it stands then",
    "anew",
    "unless said",
    "in the event that",
    "regarding",
    "concerning",
    "with respect to",
    "utilise",
    "leverage",
    "thus",
    "hence",
    "consequently",
    "is required to",
    "shall",
    "commence",
    "terminate",
    "sufficient",
    "prior to",
    "subsequent to",
];

/// Texts of a folder by path, those in folders inside it too.
fn texts(folder: &Path, endings: &[&str], found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder of the package") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            texts(&path, endings, found);
        } else if path.extension().is_some_and(|e| endings.iter().any(|ending| e == *ending)) {
            found.push((path.display().to_string(), fs::read_to_string(&path).expect("a text file")));
        }
    }
}

#[test]
fn pages_comments_and_messages_use_everyday_words() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let list = fs::read_to_string(root.join("CONTRIBUTING.md")).expect("a page");
    let (_, list) = list.split_once("| write | not |").expect("the list of words");
    let mut found = vec![("README.md".to_string(), fs::read_to_string(root.join("README.md")).expect("a page"))];
    for folder in ["docs", "scenarios", "src", "examples"] {
        texts(&root.join(folder), &["md", "rs", "toml", "html"], &mut found);
    }
    let mut wrong = Vec::new();
    for word in NOT {
        assert!(list.contains(word), "`{word}` is not in the list of CONTRIBUTING.md");
        for (path, text) in &found {
            let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            let whole =
                |at: usize| !letter(text[..at].chars().next_back()) && !letter(text[at + word.len()..].chars().next());
            let lines = text.match_indices(word).filter(|(at, _)| whole(*at)).map(|(at, _)| text[..at].lines().count());
            wrong.extend(lines.map(|line| format!("{path}:{line}: `{word}`")));
        }
    }
    assert!(wrong.is_empty(), "CONTRIBUTING.md has a plainer word: {wrong:#?}");
}

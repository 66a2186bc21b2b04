//! The pages of `docs` as a book: each stands in its list, and every link leads to a file that is there.

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

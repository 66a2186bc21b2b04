//! The pictures of the README: charts of the report of `queuity demo`, as they are drawn now.
//! `QUEUITY_UPDATE=1 cargo test --test all report::pictures` writes them again.

use std::fs;
use std::path::Path;

use crate::shared::{queuity, said};

/// Each chart of the page with the name of its picture.
const PICTURES: [(&str, &str); 2] = [("level-gap-wide", "waits-and-gap.svg"), ("dumbbell-all-wide", "two-ends.svg")];

/// A chart of the page on a white ground of its own, since a reader's own may be dark.
fn picture(page: &str, id: &str) -> String {
    let at = page.find(&format!("aria-labelledby=\"{id}-t")).unwrap_or_else(|| panic!("{id} is not on the page"));
    let from = page[..at].rfind("<svg").expect("a chart");
    let to = page[at..].find("</svg>").expect("an end") + at + "</svg>".len();
    let ground = "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n<title";
    format!("{}\n", page[from..to].replacen("<title", ground, 1))
}

#[test]
fn pictures_are_what_the_demo_gives() {
    let home = tempfile::tempdir().expect("a folder");
    let made = queuity(home.path(), &["demo", "--out", "out", "--quiet"]);
    assert!(made.status.success(), "{}", said(&made));
    let page = fs::read_to_string(home.path().join("out/report.html")).expect("a page");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures");
    for (id, file) in PICTURES {
        let (drawn, path) = (picture(&page, id), folder.join(file));
        if std::env::var_os("QUEUITY_UPDATE").is_some() {
            fs::create_dir_all(&folder).expect("a folder");
            fs::write(&path, &drawn).expect("a picture");
        }
        let there = fs::read_to_string(&path).unwrap_or_default();
        assert!(there == drawn, "docs/pictures/{file} is not as drawn now: QUEUITY_UPDATE=1 writes it again");
    }
}

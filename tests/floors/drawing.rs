//! `docs/design.md` shows the rooms of the house, what each imports and how large it is, and `docs/pictures/imports.svg` draws them. Both
//! are written from the source: `QUEUITY_UPDATE=1 cargo test --test all floors::drawing` writes them again.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use super::{FLOORS, code, floor, imports, length, module, root, sources};

const BEGIN: &str = "<!-- rooms: written by tests/floors/drawing.rs -->";
const END: &str = "<!-- end of the rooms -->";

/// A room that is larger than this part of the house is one that nobody can take in.
const LARGEST: f64 = 0.2;

/// A top-level module.
struct Room {
    name: &'static str,
    floor: usize,
    /// Lines without tests; rounded, so that not every change moves them.
    lines: usize,
    /// What it says of itself.
    about: String,
    imports: BTreeSet<String>,
}

/// The rooms from the top floor down.
fn rooms(page: &str) -> Vec<Room> {
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut abouts: BTreeMap<String, String> = BTreeMap::new();
    for (path, text) in sources("src") {
        let name = module(&path).to_string();
        *lines.entry(name.clone()).or_default() += length(&text);
        let others = imports(&code(&text)).into_iter().filter(|other| *other != name && floor(other).is_some());
        arrows.entry(name.clone()).or_default().extend(others);
        if [format!("src/{name}.rs"), format!("src/{name}/mod.rs")].contains(&path) {
            abouts.insert(name, first_sentence(&text));
        }
    }
    let all = FLOORS.iter().enumerate().rev().flat_map(|(floor, rooms)| rooms.iter().map(move |name| (floor, *name)));
    let mut room = |(floor, name): (usize, &'static str)| Room {
        name,
        floor,
        lines: shown(lines[name], stated(page, name)),
        about: abouts.remove(name).unwrap_or_default(),
        imports: arrows[name].clone(),
    };
    all.map(&mut room).collect()
}

/// The first sentence of a file's own words.
fn first_sentence(text: &str) -> String {
    let words: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect();
    let words = words.join(" ");
    let end = words.find(". ").map_or(words.trim_end().trim_end_matches('.').len(), |at| at);
    words[..end].replace('|', "/").replace("[`", "`").replace("`]", "`")
}

/// What the page says of a room's lines.
fn stated(page: &str, name: &str) -> Option<usize> {
    let row =
        page.lines().find(|line| line.split('|').nth(2).is_some_and(|cell| cell.trim() == format!("`{name}`")))?;
    row.split('|').nth(3)?.trim().replace(',', "").parse().ok()
}

/// The lines as they are shown: as they stand on the page while that is about right, else to the next hundred.
fn shown(lines: usize, stated: Option<usize>) -> usize {
    let near = |stated: &usize| stated.abs_diff(lines) <= 100 + lines / 10;
    stated.filter(near).filter(|_| !updates()).unwrap_or_else(|| (lines.div_ceil(100) * 100).max(100))
}

fn updates() -> bool {
    std::env::var_os("QUEUITY_UPDATE").is_some()
}

fn thousands(n: usize) -> String {
    if n < 1000 { n.to_string() } else { format!("{},{:03}", n / 1000, n % 1000) }
}

/// The rooms as a table.
fn table(rooms: &[Room]) -> String {
    let all: usize = rooms.iter().map(|room| room.lines).sum();
    let mut text =
        format!("{BEGIN}\n| floor | room | lines | part | what it is | imports |\n|---|---|---|---|---|---|\n");
    for room in rooms {
        let part = (100 * room.lines + all / 2) / all;
        let part = if part == 0 { "<1%".into() } else { format!("{part}%") };
        let mut below: Vec<&String> = room.imports.iter().collect();
        below.sort_by_key(|name| (std::cmp::Reverse(floor(name)), *name));
        let mut below: Vec<String> = below.iter().map(|name| format!("`{name}`")).collect();
        if below.is_empty() {
            below.push("nothing".into());
        }
        let (floor, name, lines, about) = (room.floor, room.name, thousands(room.lines), &room.about);
        writeln!(text, "| {floor} | `{name}` | {lines} | {part} | {about} | {} |", below.join(" ")).expect("a text");
    }
    text + END
}

/// The arrows that no others say already: an import of a room that another imported room imports is left out.
fn arrows(rooms: &[Room]) -> Vec<(&str, &str)> {
    let of: BTreeMap<&str, &Room> = rooms.iter().map(|room| (room.name, room)).collect();
    let reach = |from: &str| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from.to_string()]);
        while let Some(name) = next.pop() {
            next.extend(of[name.as_str()].imports.iter().filter(|to| seen.insert((*to).clone())).cloned());
        }
        seen
    };
    let mut arrows = Vec::new();
    for room in rooms {
        for to in &room.imports {
            let said = room.imports.iter().any(|other| other != to && reach(other).contains(to));
            if !said {
                arrows.push((room.name, of[to.as_str()].name));
            }
        }
    }
    arrows
}

/// The rooms by floor, as wide as they are large, with their arrows.
fn picture(rooms: &[Room]) -> String {
    const WIDE: f64 = 980.0;
    const STEP: f64 = 74.0;
    const TALL: f64 = 38.0;
    let width = |room: &Room| 76.0 + room.lines as f64 / 90.0;
    let mut at: BTreeMap<&str, (f64, f64, f64)> = BTreeMap::new();
    for (number, names) in FLOORS.iter().enumerate() {
        let here: Vec<&Room> = rooms.iter().filter(|room| names.contains(&room.name)).collect();
        let gap = 26.0;
        let all: f64 = here.iter().map(|room| width(room)).sum::<f64>() + gap * (here.len() as f64 - 1.0);
        let mut x = 60.0 + (WIDE - 60.0 - all) / 2.0;
        for room in here {
            at.insert(room.name, (x, 16.0 + STEP * (FLOORS.len() - 1 - number) as f64, width(room)));
            x += width(room) + gap;
        }
    }
    let tall = STEP * FLOORS.len() as f64;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDE} {tall}\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\" aria-label=\"The rooms of queuity by floor; every arrow points down, or to a neighbour\">\n\
         <defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#5b6b7a\"/></marker></defs>\n\
         <rect width=\"{WIDE}\" height=\"{tall}\" fill=\"#ffffff\"/>\n"
    );
    for number in 0..FLOORS.len() {
        let y = 16.0 + STEP * (FLOORS.len() - 1 - number) as f64 + 24.0;
        writeln!(svg, "<text x=\"10\" y=\"{y}\" fill=\"#5b6b7a\">{number}</text>").expect("a text");
    }
    for (from, to) in arrows(rooms) {
        let ((x, y, wide), (below, under, broad)) = (at[from], at[to]);
        let (x1, y1, x2, y2) = if y == under {
            // A neighbour.
            let right = x < below;
            (
                if right { x + wide } else { x },
                y + TALL / 2.0,
                if right { below } else { below + broad },
                y + TALL / 2.0,
            )
        } else {
            (x + wide / 2.0, y + TALL, below + broad / 2.0, under)
        };
        writeln!(
            svg,
            "<line x1=\"{x1:.0}\" y1=\"{y1:.0}\" x2=\"{x2:.0}\" y2=\"{y2:.0}\" stroke=\"#5b6b7a\" stroke-width=\"1.2\" marker-end=\"url(#tip)\"/>"
        )
        .expect("a text");
    }
    for room in rooms {
        let (x, y, wide) = at[room.name];
        let (middle, name, lines) = (x + wide / 2.0, room.name, thousands(room.lines));
        writeln!(
            svg,
            "<rect x=\"{x:.0}\" y=\"{y:.0}\" width=\"{wide:.0}\" height=\"{TALL}\" rx=\"5\" fill=\"#e8f0f8\" stroke=\"#1d4f7c\"/>\
             <text x=\"{middle:.0}\" y=\"{:.0}\" text-anchor=\"middle\" fill=\"#102a43\">{name}</text>\
             <text x=\"{middle:.0}\" y=\"{:.0}\" text-anchor=\"middle\" fill=\"#334e68\" font-size=\"11\">{lines}</text>",
            y + 17.0,
            y + 32.0
        )
        .expect("a text");
    }
    svg + "</svg>\n"
}

#[test]
fn the_drawing_of_the_rooms_is_up_to_date_and_no_arrow_points_up() {
    let (page_file, picture_file) = (root().join("docs/design.md"), root().join("docs/pictures/imports.svg"));
    let page = fs::read_to_string(&page_file).expect("the page of the design");
    let rooms = rooms(&page);
    let all: usize = rooms.iter().map(|room| room.lines).sum();
    for room in &rooms {
        let part = room.lines as f64 / all as f64;
        assert!(part < LARGEST, "`{}` is {:.0}% of the house: split it", room.name, 100.0 * part);
        for other in &room.imports {
            assert!(floor(other).is_some_and(|below| below <= room.floor), "{} imports {other}, above it", room.name);
        }
    }
    let (before, rest) = page.split_once(BEGIN).expect("the beginning of the rooms");
    let (_, after) = rest.split_once(END).expect("the end of the rooms");
    let (whole, picture) = (format!("{before}{}{after}", table(&rooms)), picture(&rooms));
    if updates() {
        fs::write(&page_file, &whole).expect("the page is written");
        fs::write(&picture_file, &picture).expect("the picture is written");
        return;
    }
    let again = "`QUEUITY_UPDATE=1 cargo test --test all floors::drawing` writes it again";
    assert_eq!(page, whole, "docs/design.md: {again}");
    assert_eq!(fs::read_to_string(&picture_file).unwrap_or_default(), picture, "docs/pictures/imports.svg: {again}");
}

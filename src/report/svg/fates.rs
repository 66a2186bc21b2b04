//! Of 100 people, how many were treated, left or still wait: one bar for each row.

use super::canvas::{Anchor, Canvas, Rect, Style};
use super::colour::{Colour, GREY, INK, MUTED, SERIES, WHITE, contrast};
use super::text::{Weight, width, wrap};

/// A piece of a bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// From 0 to 1.
    pub share: f64,
    /// What is written on it.
    pub text: String,
}

/// All bars.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Fates {
    /// Names of the pieces.
    pub kinds: Vec<String>,
    /// The colour of each kind, by its place in the list of colours; in their order where none is given.
    pub colours: Vec<usize>,
    /// Name, whether it is the reference, and a piece for each kind.
    pub rows: Vec<(String, bool, Vec<Segment>)>,
}

/// Neighbours differ in lightness.
const FILLS: [Colour; 8] =
    [SERIES[1], GREY, SERIES[2], SERIES[0], INK, SERIES[3], Colour(104, 82, 150), Colour(110, 110, 60)];

impl Fates {
    pub(crate) fn fill(&self, kind: usize) -> Colour {
        FILLS[self.colours.get(kind).copied().unwrap_or(kind) % FILLS.len()]
    }
}

/// Draws them.
#[must_use]
pub fn fates(chart: &Fates, wide: f64) -> Canvas {
    let narrow = wide < 500.0;
    let size = 14.0;
    let longest = chart.rows.iter().map(|r| width(&r.0, size, Weight::Bold)).fold(60.0, f64::max);
    let left = if narrow { 0.0 } else { (longest + 16.0).min(wide * 0.34) };
    let right = wide - 2.0;
    // The key, in the order of the pieces.
    let mut keys: Vec<(f64, f64, usize, String)> = Vec::new();
    let (mut x, mut y) = (left, 16.0);
    for (i, kind) in chart.kinds.iter().enumerate() {
        let kind = wrap(kind, 13.0, Weight::Regular, wide - left - 30.0, 1).concat();
        let w = 20.0 + width(&kind, 13.0, Weight::Regular) + 18.0;
        if x > left && x + w - 18.0 > wide {
            (x, y) = (left, y + 22.0);
        }
        keys.push((x, y, i, kind));
        x += w;
    }
    let head = y + 14.0;
    let named: Vec<Vec<String>> = chart
        .rows
        .iter()
        .map(|r| wrap(&r.0, size, Weight::Bold, if narrow { wide - 4.0 } else { left - 14.0 }, 4))
        .collect();
    #[allow(clippy::cast_precision_loss)]
    let tall = |lines: &Vec<String>| {
        let lines = lines.len() as f64 * 17.0;
        if narrow { lines + 36.0 } else { (lines + 12.0).max(38.0) }
    };
    let rows: f64 = named.iter().map(tall).sum();
    let mut canvas = Canvas::new(wide, head + rows + 24.0);
    for (x, y, i, kind) in keys {
        canvas.bar(Rect { x, y: y - 11.0, w: 14.0, h: 14.0 }, chart.fill(i));
        canvas.text(x + 20.0, y, Anchor::Start, &kind, Style::new(13.0, INK));
    }
    let mut y = head;
    for ((_, strong, parts), lines) in chart.rows.iter().zip(&named) {
        let style = Style::new(size, INK);
        let style = if *strong { style.bold() } else { style };
        #[allow(clippy::cast_precision_loss)]
        let many = lines.len() as f64;
        let (name, top) = if narrow {
            (y + 14.0, y + many * 17.0 + 2.0)
        } else {
            (y + tall(lines) / 2.0 - (many - 1.0) * size * 0.6 + 5.0, y + tall(lines) / 2.0 - 13.0)
        };
        canvas.lines(0.0, name, Anchor::Start, lines, style);
        let mut x = left;
        for (i, part) in parts.iter().enumerate() {
            let w = part.share.clamp(0.0, 1.0) * (right - left);
            if w < 0.3 {
                continue;
            }
            canvas.bar(Rect { x, y: top, w, h: 26.0 }, chart.fill(i));
            if width(&part.text, 13.0, Weight::Bold) + 8.0 <= w {
                let ink = if contrast(WHITE, chart.fill(i)) >= 4.5 { WHITE } else { INK };
                canvas.text(
                    x + w / 2.0,
                    top + 17.5,
                    Anchor::Middle,
                    &part.text,
                    Style::new(13.0, ink).bold().on(chart.fill(i)),
                );
            }
            x += w;
        }
        y += tall(lines);
    }
    for (share, anchor, text) in
        [(0.0, Anchor::Start, "0"), (0.5, Anchor::Middle, "50"), (1.0, Anchor::End, "100 people")]
    {
        canvas.text(left + share * (right - left), y + 14.0, anchor, text, Style::new(12.0, MUTED));
    }
    canvas
}

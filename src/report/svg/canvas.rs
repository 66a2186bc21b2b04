//! What a chart is drawn on. It keeps where every word stands and what it stands on.

use std::fmt::Write;

use super::colour::{Colour, WHITE, contrast};
use super::text::{Weight, width};

/// A part of the canvas.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Rect {
    /// Left end.
    pub x: f64,
    /// Upper end.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Rect {
    /// Whether two of them share more than an edge.
    #[must_use]
    pub fn overlaps(&self, other: &Rect) -> bool {
        self.x < other.x + other.w - 1e-6
            && other.x < self.x + self.w - 1e-6
            && self.y < other.y + other.h - 1e-6
            && other.y < self.y + self.h - 1e-6
    }

    /// Whether the other lies inside.
    #[must_use]
    pub fn holds(&self, other: &Rect) -> bool {
        other.x >= self.x - 1e-6
            && other.y >= self.y - 1e-6
            && other.x + other.w <= self.x + self.w + 1e-6
            && other.y + other.h <= self.y + self.h + 1e-6
    }

    /// Larger on all sides.
    #[must_use]
    pub fn grown(&self, by: f64) -> Self {
        Self { x: self.x - by, y: self.y - by, w: self.w + 2.0 * by, h: self.h + 2.0 * by }
    }
}

/// Which point of a text is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// Size of the letters.
    pub size: f64,
    /// Strength.
    pub weight: Weight,
    /// Colour.
    pub colour: Colour,
    /// What it stands on.
    pub on: Colour,
    /// Whether lines behind it are hidden.
    pub halo: bool,
}

impl Style {
    /// Plain letters on white.
    #[must_use]
    pub fn new(size: f64, colour: Colour) -> Self {
        Self { size, weight: Weight::Regular, colour, on: WHITE, halo: false }
    }

    /// The same in bold.
    #[must_use]
    pub fn bold(self) -> Self {
        Self { weight: Weight::Bold, ..self }
    }

    /// The same with what is behind it hidden.
    #[must_use]
    pub fn halo(self) -> Self {
        Self { halo: true, ..self }
    }

    /// The same on another colour.
    #[must_use]
    pub fn on(self, on: Colour) -> Self {
        Self { on, ..self }
    }
}

/// A chart as it is drawn.
#[derive(Clone, Debug)]
pub struct Canvas {
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    body: String,
    words: Vec<(Rect, String, Style)>,
    marks: Vec<Colour>,
}

/// A coordinate, with one decimal at most.
pub(super) fn n(x: f64) -> String {
    let text = format!("{x:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".into() } else { text.into() }
}

impl Canvas {
    /// Nothing on it yet.
    #[must_use]
    pub fn new(width: f64, height: f64) -> Self {
        Self { width, height, body: String::new(), words: Vec::new(), marks: Vec::new() }
    }

    /// The room that a text takes.
    #[must_use]
    pub fn room(x: f64, y: f64, anchor: Anchor, text: &str, style: &Style) -> Rect {
        let w = width(text, style.size, style.weight);
        let x = match anchor {
            Anchor::Start => x,
            Anchor::Middle => x - w / 2.0,
            Anchor::End => x - w,
        };
        Rect { x, y: y - style.size * 0.78, w, h: style.size }
    }

    /// A line of text; `y` is its base.
    pub fn text(&mut self, x: f64, y: f64, anchor: Anchor, text: &str, style: Style) {
        if text.is_empty() {
            return;
        }
        let anchored = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let bold = if style.weight == Weight::Bold { " font-weight=\"700\"" } else { "" };
        let halo = match style.halo {
            true => {
                format!(" stroke=\"{}\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\"", style.on)
            }
            false => String::new(),
        };
        let _ = writeln!(
            self.body,
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\"{anchored}{bold}{halo}>{}</text>",
            n(x),
            n(y),
            n(style.size),
            style.colour,
            escape(text)
        );
        self.words.push((Self::room(x, y, anchor, text, &style), text.to_string(), style));
    }

    /// Lines of text below each other; the base of the last one comes back.
    pub fn lines(&mut self, x: f64, y: f64, anchor: Anchor, lines: &[String], style: Style) -> f64 {
        let mut y = y;
        for (i, line) in lines.iter().enumerate() {
            if i > 0 {
                y += style.size * 1.2;
            }
            self.text(x, y, anchor, line, style);
        }
        y
    }

    /// A straight line that carries meaning.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: Colour, thick: f64, dash: &str) {
        self.marks.push(colour);
        self.rule(from, to, colour, thick, dash);
    }

    /// A straight line behind the marks.
    pub fn rule(&mut self, from: (f64, f64), to: (f64, f64), colour: Colour, thick: f64, dash: &str) {
        let dash = if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
        let _ = writeln!(
            self.body,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{colour}\" stroke-width=\"{}\"{dash}/>",
            n(from.0),
            n(from.1),
            n(to.0),
            n(to.1),
            n(thick)
        );
    }

    /// A line through points.
    pub fn path(&mut self, points: &[(f64, f64)], colour: Colour, thick: f64, dash: &str) {
        self.marks.push(colour);
        let dash = if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
        let _ = writeln!(
            self.body,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{}\" stroke-linejoin=\"round\"{dash}/>",
            joined(points),
            n(thick)
        );
    }

    /// An area between points, behind the marks.
    pub fn area(&mut self, points: &[(f64, f64)], colour: Colour, opacity: f64) {
        let _ = writeln!(
            self.body,
            "<polygon points=\"{}\" fill=\"{colour}\" fill-opacity=\"{opacity:.2}\"/>",
            joined(points)
        );
    }

    /// A filled box.
    pub fn bar(&mut self, r: Rect, fill: Colour) {
        self.marks.push(fill);
        let _ = writeln!(
            self.body,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{fill}\" stroke=\"#ffffff\" stroke-width=\"1.5\"/>",
            n(r.x),
            n(r.y),
            n(r.w),
            n(r.h)
        );
    }

    /// Anything else, with its colour.
    pub(super) fn raw(&mut self, text: &str, colour: Colour) {
        self.marks.push(colour);
        self.body.push_str(text);
        self.body.push('\n');
    }

    /// Taller, where more came than was planned.
    pub fn grow(&mut self, height: f64) {
        self.height = self.height.max(height);
    }

    /// What is wrong with it: words outside, words on words, words and marks that cannot be seen.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let all = Rect { x: 0.0, y: 0.0, w: self.width, h: self.height };
        let mut faults = Vec::new();
        for (i, (room, text, style)) in self.words.iter().enumerate() {
            if !all.holds(room) {
                faults.push(format!("`{text}` lies outside: {room:?} of {all:?}"));
            }
            if contrast(style.colour, style.on) < 4.5 {
                faults.push(format!("`{text}` cannot be read: {} on {}", style.colour, style.on));
            }
            for (other, with, _) in &self.words[i + 1..] {
                if room.overlaps(other) {
                    faults.push(format!("`{text}` lies on `{with}`: {room:?} {other:?}"));
                }
            }
        }
        for colour in &self.marks {
            if contrast(*colour, WHITE) < 3.0 {
                faults.push(format!("a mark of {colour} cannot be seen"));
            }
        }
        faults
    }

    /// The picture, with a title and a description for readers who do not see it. `id` is unique on the page.
    #[must_use]
    pub fn finish(&self, id: &str, class: &str, title: &str, description: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{class}\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"img\" \
             aria-labelledby=\"{id}-t {id}-d\" font-family=\"Arial, Helvetica, 'Liberation Sans', sans-serif\">\n\
             <title id=\"{id}-t\">{}</title>\n<desc id=\"{id}-d\">{}</desc>\n{}</svg>",
            escape(title),
            escape(description),
            self.body,
            w = n(self.width),
            h = n(self.height)
        )
    }
}

fn joined(points: &[(f64, f64)]) -> String {
    let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", n(*x), n(*y))).collect();
    points.join(" ")
}

/// Text as it stands in a picture or page.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#x27;"),
            c => out.push(c),
        }
    }
    out
}
